/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd vendor: the vendors and owners of a case. */

#include "act.h"
#include "app/verbs.h"
#include "command.h"
#include "core/ident.h"
#include "out.h"

#include <stddef.h>
#include <string.h>

static const char *arg_name;
static const char *arg_email;
static const char *arg_phone;
static const char *arg_class;
static const char *arg_role;
static const char *arg_language;
static const char *arg_status;

static const char *const roles[] = { "vendor", "owner", NULL };

static const struct option options[] = {
	OPT_TEXT(0, "name", &arg_name, "NAME", "of the organisation"),
	OPT_TEXT(0, "email", &arg_email, "ADDRESS", "where letters go"),
	OPT_TEXT(0, "phone", &arg_phone, "NUMBER", "where it answers"),
	OPT_CHOICE(0, "class", &arg_class, "CLASS", cvd_owner_class_names + 1,
	    "own, central-government, government or private"),
	OPT_CHOICE(0, "role", &arg_role, "ROLE", roles,
	    "vendor, the default, or owner"),
	OPT_TEXT(0, "language", &arg_language, "LANGUAGE", "of its letters"),
	OPT_CHOICE(0, "status", &arg_status, "STATUS",
	    cvd_party_status_names + 1,
	    "unknown, affected, not-affected or removed"),
	OPT_END,
};

/* The name of a word, or NULL for none. */
static const char *
word(const char *const *names, int index)
{
	return index == 0 ? NULL : names[index];
}

static void
list_as_json(struct out *out, const struct cvd_replay *r)
{
	out_map(out);
	out_key_text(out, "id", r->head.id);
	out_key(out, "parties");
	out_list(out);
	for (size_t i = 0; i < r->party_count; i++) {
		const struct cvd_party *p = &r->parties[i];
		const struct cvd_person none = { 0 };
		const struct cvd_person *who = p->person ? p->person : &none;

		if (!cvd_role_brings_fix(p->role))
			continue;
		out_map(out);
		out_key_text(out, "party", p->slug);
		out_key_text(out, "role", cvd_role_names[p->role]);
		out_key_text(out, "class",
		    word(cvd_owner_class_names, p->owner_class));
		out_key_text(out, "status",
		    word(cvd_party_status_names, p->status));
		out_key_text(out, "language", p->language);
		out_key_text(out, "name", who->name);
		out_key_text(out, "email", who->email);
		out_key_text(out, "phone", who->phone);
		out_key_integer(out, "attempts", p->attempts);
		out_key_bool(out, "fixed", p->released);
		out_map_end(out);
	}
	out_list_end(out);
	out_map_end(out);
}

static void
draw_list(struct out *out, const struct cvd_replay *r)
{
	static const struct out_column columns[] = {
		{ .title = "PARTY" },
		{ .title = "ROLE" },
		{ .title = "STATUS" },
		{ .title = "ATTEMPTS", .right = true },
		{ .title = "NAME", .cut = true },
		{ .title = "ADDRESS", .cut = true },
	};

	out_table(out, columns, sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < r->party_count; i++) {
		const struct cvd_party *p = &r->parties[i];
		const struct cvd_person *who = p->person;

		if (!cvd_role_brings_fix(p->role))
			continue;
		out_cell(out, "%s", p->slug);
		out_cell(out, "%s", cvd_role_names[p->role]);
		out_cell(out, "%s", cvd_party_status_names[p->status]);
		out_cell(out, "%u", p->attempts);
		out_cell(out, "%s",
		    who != NULL && who->name != NULL ? who->name : "-");
		out_cell(out, "%s",
		    who != NULL && who->email != NULL ? who->email : "-");
	}
	out_table_end(out);
}

static enum cvd_status
list(struct context *ctx, const char *ref, struct cvd_err *err)
{
	char id[CVD_CASE_ID_TEXT];
	struct cvd_record *record;
	enum cvd_status rc = cvd_record_resolve(ctx->book, ref, id, err);

	if (rc == CVD_OK)
		rc = cvd_record_open(ctx->book, id, &record, err);
	if (rc != CVD_OK)
		return rc;
	list_as_json(ctx->out, &record->replay);
	draw_list(ctx->out, &record->replay);
	cvd_record_close(record);
	return CVD_OK;
}

static enum cvd_status
change(struct context *ctx, bool add, const char *ref, const char *party,
    struct cvd_err *err)
{
	const struct cvd_vendor vendor = {
		.party = party,
		.add = add,
		.role = arg_role != NULL ? act_word(cvd_role_names, arg_role)
		        : add            ? CVD_ROLE_VENDOR
		                         : CVD_ROLE_NONE,
		.owner_class = act_word(cvd_owner_class_names, arg_class),
		.status = act_word(cvd_party_status_names, arg_status),
		.language = arg_language,
		.name = arg_name,
		.email = arg_email,
		.phone = arg_phone,
	};
	struct cvd_step *step;
	enum cvd_status rc = act_begin(ctx, ref, "vendor", &step, err);

	if (rc == CVD_OK)
		rc = cvd_verb_vendor(step, &vendor, err);
	return act_finish(ctx, step, rc, err);
}

static bool
says_something(void)
{
	const char *const said[] = { arg_name, arg_email, arg_phone, arg_class,
		arg_role, arg_language, arg_status };

	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
		if (said[i] != NULL)
			return true;
	return false;
}

static bool
reads(int argc, char **argv)
{
	(void)argc;
	return strcmp(argv[0], "list") == 0;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	const char *party = argc > 2 ? argv[2] : NULL;

	if (reads(argc, argv)) {
		if (party != NULL || says_something())
			return cvd_fail(err, CVD_E_USAGE,
			    "'vendor list' takes a case and nothing else");
		return list(ctx, argv[1], err);
	}
	if (strcmp(argv[0], "add") == 0)
		return change(ctx, true, argv[1], party, err);
	if (strcmp(argv[0], "set") != 0)
		return cvd_fail(err, CVD_E_USAGE,
		    "'vendor' can add, set and list, not '%s'", argv[0]);
	if (party == NULL || !says_something())
		return cvd_fail(err, CVD_E_USAGE,
		    "'vendor set' needs a party%s",
		    says_something() ? "" : " and what is to be set");
	return change(ctx, false, argv[1], party, err);
}

const struct command cmd_vendor = {
	.name = "vendor",
	.summary = "add, change and list the vendors and owners of a case",
	.operands = "add|set|list CASE [PARTY]",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.reads = reads,
	.run = run,
};

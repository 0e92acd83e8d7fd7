/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd init: make a casebook, or join one. */

#include "act.h"
#include "app/adopt.h"
#include "app/adopt_term.h"
#include "app/init.h"
#include "command.h"
#include "core/arena.h"
#include "core/limits.h"
#include "init_clone.h"
#include "option.h"
#include "out.h"
#include "ui.h"

#include <string.h>

static const char *arg_name;
static const char *arg_desk;
static const char *arg_role;
static const char *arg_as;
static const char *arg_timezone;
static const char *arg_from;
static bool arg_bare;
static struct init_clone arg_clone;
static struct option_list arg_policies;
static struct option_list arg_languages;
static struct option_list arg_terms;

static const struct option options[] = {
	OPT_TEXT(0, "name", &arg_name, "NAME", "the team, as letters name it"),
	OPT_LIST(0, "policy", &arg_policies, "ID",
	    "a policy to work by; the first one leads"),
	OPT_LIST(0, "term", &arg_terms, "CLOCK=TERM",
	    "a number that a policy leaves to you: ack=3wd, fix=90d"),
	OPT_TEXT(0, "as", &arg_as, "MEMBER", "your name in the roster"),
	OPT_LIST(0, "language", &arg_languages, "LANG",
	    "a language of letters; the first one is the default"),
	OPT_TEXT(0, "timezone", &arg_timezone, "ZONE",
	    "the zone in which times are read and shown"),
	OPT_TEXT(0, "from", &arg_from, "ADDRESS", "where letters come from"),
	OPT_TEXT(0, "desk", &arg_desk, "SLUG", "the desk, for statistics"),
	OPT_CHOICE(0, "role", &arg_role, "ROLE", cvd_team_role_names + 1,
	    "desk, finder or intermediary"),
	OPT_FLAG(0, "bare", &arg_bare, "make it without a work tree"),
	OPT_TEXT(0, "clone", &arg_clone.url, "URL",
	    "join the casebook there, in place of making one"),
	OPT_TEXT(0, "introduction", &arg_clone.introduction, "COMMIT",
	    "of the one to join: where trust begins"),
	OPT_TEXT(0, "signer", &arg_clone.signer, "FINGERPRINT",
	    "of the one to join: the key that signed the introduction"),
	OPT_TEXT(0, "checkpoint", &arg_clone.checkpoint, "COMMIT",
	    "of the one to join: a recent commit that it must have"),
	OPT_END,
};

/* Asks for one value; the arena's. */
static enum cvd_status
ask(struct cvd_arena *arena, const char *prompt, const char **value,
    struct cvd_err *err)
{
	struct cvd_buf line = CVD_BUF_INIT(CVD_MAX_VALUE);
	enum cvd_status rc = ui_ask(prompt, &line, err);

	if (rc == CVD_OK && line.size == 0)
		rc = cvd_fail(err, CVD_E_CANCELLED, "nothing was given");
	if (rc == CVD_OK) {
		*value = cvd_arena_text(arena, line.data);
		rc = cvd_arena_check(arena, err);
	}
	cvd_buf_clear(&line);
	return rc;
}

/* "Policy to work by (be-ccb-2020, nl-ncsc)", until there is such a one. */
static enum cvd_status
ask_policy(struct cvd_init *init, struct cvd_arena *arena, struct cvd_err *err)
{
	struct cvd_buf prompt = CVD_BUF_INIT(CVD_MAX_VALUE);
	const struct cvd_shipped *file = NULL;
	const char **id = cvd_arena_alloc(arena, 1, sizeof *id);
	enum cvd_status rc = cvd_arena_check(arena, err);

	cvd_buf_addz(&prompt, "Policy to work by (");
	while ((file = cvd_shipped_next(CVD_SHIPPED_POLICY, file)) != NULL)
		cvd_buf_addf(&prompt, "%s%s",
		    prompt.data[prompt.size - 1] == '(' ? "" : ", ",
		    file->name);
	cvd_buf_addz(&prompt, ")");
	if (rc == CVD_OK)
		rc = cvd_buf_check(&prompt, err);
	while (rc == CVD_OK) {
		rc = ask(arena, prompt.data, id, err);
		if (rc != CVD_OK ||
		    cvd_shipped_find(CVD_SHIPPED_POLICY, *id) != NULL)
			break;
		ui_note("there is no shipped policy '%s'", *id);
	}
	if (rc == CVD_OK)
		init->policies = (struct cvd_lines){ id, 1 };
	cvd_buf_clear(&prompt);
	return rc;
}

/* One number, until it is written as one; the arena's "ack=3wd". */
static enum cvd_status
ask_term(const char *name, struct cvd_arena *arena, const char **term,
    struct cvd_err *err)
{
	const char *prompt = cvd_arena_textf(arena,
	    "The policy leaves the term '%s' to you (3wd, 14d, 24h, 6m)", name);

	if (prompt == NULL)
		return cvd_arena_check(arena, err);
	for (;;) {
		struct cvd_adopt_term parsed;
		const char *value;
		enum cvd_status rc = ask(arena, prompt, &value, err);

		if (rc != CVD_OK)
			return rc;
		*term = cvd_arena_textf(arena, "%s=%s", name, value);
		if (*term == NULL)
			return cvd_arena_check(arena, err);
		if (cvd_adopt_term_parse(*term, arena, &parsed, err) == CVD_OK)
			return CVD_OK;
		ui_error(err);
	}
}

/* The numbers that the policies leave open, asked for one by one. */
static enum cvd_status
ask_terms(struct cvd_init *init, const struct cvd_lines *open,
    struct cvd_arena *arena, struct cvd_err *err)
{
	size_t room = init->terms.count + open->count;
	const char **terms = cvd_arena_alloc(arena, room, sizeof *terms);
	enum cvd_status rc = CVD_OK;

	if (terms == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < init->terms.count; i++)
		terms[i] = init->terms.item[i];
	init->terms.item = terms;
	for (size_t i = 0; i < open->count && rc == CVD_OK; i++) {
		rc = ask_term(open->item[i], arena, &terms[init->terms.count],
		    err);
		if (rc == CVD_OK)
			init->terms.count++;
	}
	return rc;
}

/* Says at once all that is missing where nobody can be asked. */
static enum cvd_status
fail_missing(const struct cvd_init *init, const struct cvd_lines *open,
    struct cvd_err *err)
{
	struct cvd_buf list = CVD_BUF_INIT(CVD_MAX_VALUE);
	enum cvd_status rc;

	if (init->name == NULL)
		cvd_buf_addz(&list, ", --name NAME");
	if (init->policies.count == 0)
		cvd_buf_addz(&list, ", --policy ID");
	for (size_t i = 0; i < open->count; i++)
		cvd_buf_addf(&list, ", --term %s=TERM", open->item[i]);
	rc = cvd_fail(err, CVD_E_USAGE, "missing: %s",
	    list.size > 2 ? list.data + 2 : "");
	if (init->policies.count == 0)
		cvd_err_hint(err, "'cvd policy list' shows the policies");
	else if (open->count > 0)
		cvd_err_hint(err, "the policy leaves these numbers to you, as "
		                  "--term ack=3wd; units are h, d, wd (working "
		                  "days), w, m and y");
	cvd_buf_clear(&list);
	return rc;
}

static enum cvd_status
complete(struct cvd_init *init, struct cvd_arena *arena, struct cvd_err *err)
{
	struct cvd_lines open = { NULL, 0 };
	bool asks = ui_can_ask();
	enum cvd_status rc = CVD_OK;

	if (asks && init->name == NULL)
		rc = ask(arena, "Name of the team", &init->name, err);
	if (rc == CVD_OK && asks && init->policies.count == 0)
		rc = ask_policy(init, arena, err);
	if (rc == CVD_OK && init->policies.count > 0)
		rc = cvd_adopt_open_terms(&init->policies, &init->terms, arena,
		    &open, err);
	if (rc == CVD_OK && asks && open.count > 0)
		return ask_terms(init, &open, arena, err);
	if (rc == CVD_OK &&
	    (init->name == NULL || init->policies.count == 0 || open.count > 0))
		rc = fail_missing(init, &open, err);
	return rc;
}

/* What would be made. */
static void
preview(struct out *out, const struct cvd_init *init,
    const struct cvd_introduction *intro)
{
	out_line(out, "casebook in %s, with %s as lead:", init->dir,
	    intro->member);
	out_map(out);
	out_key_text(out, "member", intro->member);
	out_key_text(out, "signer", intro->signer);
	out_key(out, "files");
	out_list(out);
	for (size_t i = 0; i < intro->file_count; i++) {
		out_line(out, "  %s (%zu bytes)", intro->files[i].path,
		    intro->files[i].size);
		out_text(out, intro->files[i].path);
	}
	out_list_end(out);
	out_map_end(out);
}

static void
answer(struct out *out, const struct cvd_init *init,
    const struct cvd_introduction *intro)
{
	out_line(out, "casebook %s in %s", intro->id, init->dir);
	out_line(out, "%s", "");
	out_line(out, "Keep these two, outside of the casebook; everyone who "
	              "clones it needs them:");
	out_field(out, "introduction", "%s", intro->commit);
	out_field(out, "signer", "%s", intro->signer);
	out_line(out, "They are pinned for you in %s.", intro->trust_path);
	out_map(out);
	out_key_text(out, "id", intro->id);
	out_key_text(out, "member", intro->member);
	out_key_text(out, "introduction", intro->commit);
	out_key_text(out, "signer", intro->signer);
	out_key_text(out, "trust", intro->trust_path);
	out_map_end(out);
}

static struct cvd_lines
lines_of(struct option_list *list)
{
	return (struct cvd_lines){ list->items, list->count };
}

/* Options of one of the two that were given for the other. */
static enum cvd_status
check_line(bool joins, struct cvd_err *err)
{
	const struct {
		const char *name;
		bool given;
		bool joins;
	} given[] = {
		{ "name", arg_name != NULL, false },
		{ "policy", arg_policies.count > 0, false },
		{ "term", arg_terms.count > 0, false },
		{ "as", arg_as != NULL, false },
		{ "language", arg_languages.count > 0, false },
		{ "timezone", arg_timezone != NULL, false },
		{ "from", arg_from != NULL, false },
		{ "desk", arg_desk != NULL, false },
		{ "role", arg_role != NULL, false },
		{ "introduction", arg_clone.introduction != NULL, true },
		{ "signer", arg_clone.signer != NULL, true },
		{ "checkpoint", arg_clone.checkpoint != NULL, true },
	};

	for (size_t i = 0; i < sizeof given / sizeof given[0]; i++)
		if (given[i].given && given[i].joins != joins)
			return cvd_fail(err, CVD_E_USAGE,
			    joins ? "--%s is for a new casebook, and --clone "
			            "joins one"
			          : "--%s is for joining a casebook by --clone",
			    given[i].name);
	return CVD_OK;
}

static enum cvd_status
make(struct context *ctx, const char *dir, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_introduction intro;
	struct cvd_init init = {
		.dir = dir != NULL ? dir : ".",
		.bare = arg_bare,
		.dry_run = ctx->dry_run,
		.name = arg_name,
		.desk = arg_desk,
		.role = act_word(cvd_team_role_names, arg_role),
		.as = arg_as,
		.timezone = arg_timezone,
		.from = arg_from,
		.policies = lines_of(&arg_policies),
		.languages = lines_of(&arg_languages),
		.terms = lines_of(&arg_terms),
	};
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = complete(&init, arena, err);
	if (rc == CVD_OK)
		rc = cvd_init_casebook(&init, ctx->world, arena, &intro, err);
	if (rc == CVD_OK && ctx->dry_run) {
		preview(ctx->out, &init, &intro);
	} else if (rc == CVD_OK) {
		answer(ctx->out, &init, &intro);
		if (init.from == NULL)
			ui_note(
			    "there is no address that letters come from, so "
			    "they can be passed on by hand alone; 'from' in "
			    "cvd.yaml sets one");
		ui_warn("this casebook holds personal data and embargoed "
		        "details in clear: guard every copy of it");
	}
	cvd_arena_free(arena);
	return rc;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	const char *dir = argc > 0 ? argv[0] : ctx->where;
	bool joins = arg_clone.url != NULL;
	enum cvd_status rc = check_line(joins, err);

	if (rc != CVD_OK)
		return rc;
	if (!joins)
		return make(ctx, dir, err);
	arg_clone.dir = dir;
	arg_clone.bare = arg_bare;
	return init_clone(ctx, &arg_clone, err);
}

const struct command cmd_init = {
	.name = "init",
	.summary = "make a casebook, or join one",
	.operands = "[DIR]",
	.options = options,
	.takes = TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd roster: who may sign. */

#include "act.h"
#include "app/signing.h"
#include "app/unseen.h"
#include "command.h"
#include "core/lines.h"
#include "key_source.h"
#include "roster_show.h"
#include "team.h"
#include "ui.h"

#include <string.h>

static const char *arg_key;
static const char *arg_role;
static struct option_list arg_signing;
static const char *arg_reason;
static const char *arg_good_until;
static struct option_list arg_voids;

static const struct option options[] = {
	OPT_TEXT(0, "key", &arg_key, "KEY",
	    "a file with a public key, or a fingerprint of your keyring"),
	OPT_CHOICE(0, "role", &arg_role, "ROLE", cvd_member_role_names + 1,
	    "lead, member (the default) or bot"),
	OPT_LIST(0, "signing", &arg_signing, "FINGERPRINT",
	    "a part of the key that may sign; otherwise all that can"),
	OPT_CHOICE(0, "reason", &arg_reason, "REASON",
	    cvd_retired_reason_names + 1,
	    "why a key signs no more: left, superseded or compromised"),
	OPT_TEXT(0, "good-until", &arg_good_until, "COMMIT",
	    "the last commit that it counts for; otherwise the present one"),
	OPT_LIST(0, "void", &arg_voids, "COMMIT",
	    "a later commit of it, which then has no authority"),
	OPT_END,
};

/* A change that is being made, and what else is to be said about it. */
struct work {
	struct context *ctx;
	struct cvd_roster_edit edit;
	struct roster_told told;
	struct cvd_lines unseen;
};

/* Fingerprints of the command line. */
static enum cvd_status
read_signing(struct cvd_arena *arena, struct cvd_lines *signing,
    struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < arg_signing.count && rc == CVD_OK; i++) {
		const char *fingerprint = NULL;

		rc = key_source_fingerprint("--signing", arg_signing.items[i],
		    arena, &fingerprint, err);
		if (rc == CVD_OK)
			rc = cvd_lines_add(signing, fingerprint, arena, err);
	}
	return rc;
}

static enum cvd_status
read_joining(struct work *w, const char *name, struct cvd_joining *joining,
    struct cvd_err *err)
{
	enum cvd_status rc;

	*joining = (struct cvd_joining){
		.name = name,
		.role = arg_role == NULL
		            ? CVD_MEMBER_MEMBER
		            : act_word(cvd_member_role_names, arg_role),
	};
	if (arg_key == NULL) {
		rc = cvd_fail(err, CVD_E_USAGE, "missing: --key KEY");
		cvd_err_hint(err, "a file, or the whole fingerprint of a key "
		                  "in your keyring");
		return rc;
	}
	rc = key_source_read(arg_key, w->edit.arena, &joining->key, err);
	return rc == CVD_OK
	           ? read_signing(w->edit.arena, &joining->signing, err)
	           : rc;
}

static enum cvd_status
run_add(struct work *w, char **argv, struct cvd_err *err)
{
	struct cvd_joining joining;
	enum cvd_status rc = read_joining(w, argv[0], &joining, err);

	w->told.newcomer = true;
	return rc == CVD_OK ? cvd_roster_edit_add(&w->edit, &joining, err) : rc;
}

static enum cvd_status
run_rotate(struct work *w, char **argv, struct cvd_err *err)
{
	struct cvd_joining joining;
	enum cvd_status rc = read_joining(w, argv[0], &joining, err);

	return rc == CVD_OK ? cvd_roster_edit_rotate(&w->edit, &joining, err)
	                    : rc;
}

static enum cvd_status
run_set_role(struct work *w, char **argv, struct cvd_err *err)
{
	int role = cvd_names_match(cvd_member_role_names, argv[1]);

	if (role == CVD_MEMBER_NONE)
		return cvd_fail(err, CVD_E_USAGE,
		    "'%.60s' is no role: lead, member or bot", argv[1]);
	return cvd_roster_edit_set_role(&w->edit, argv[0], role, err);
}

/*
 * Where the last good commit is the present one, what came from elsewhere and
 * is not in it yet would be cut off.
 */
static enum cvd_status
warn_unseen(struct work *w, struct cvd_err *err)
{
	enum cvd_status rc = cvd_unseen_find(w->ctx->book, w->edit.arena,
	    &w->unseen, err);

	if (rc != CVD_OK)
		return rc;
	w->told.unseen = &w->unseen;
	for (size_t i = 0; i < w->unseen.count; i++)
		ui_warn("%s has commits that are not here: those that the key "
		        "signed would not count, and be in the way of the next "
		        "sync; 'cvd sync' first gets them in",
		    w->unseen.item[i]);
	return CVD_OK;
}

static enum cvd_status
run_retire(struct work *w, char **argv, struct cvd_err *err)
{
	struct cvd_retirement retirement = {
		.fingerprint = cvd_keys_fingerprint(argv[0], w->edit.arena),
		.reason = arg_reason,
		.good_until = arg_good_until,
		.voids = { arg_voids.items, arg_voids.count },
	};
	enum cvd_status rc;

	if (arg_reason == NULL)
		return cvd_fail(err, CVD_E_USAGE,
		    "missing: --reason left, superseded or compromised");
	if (retirement.fingerprint == NULL)
		retirement.name = argv[0];
	w->told.theft = strcmp(arg_reason, "compromised") == 0;
	rc = cvd_roster_edit_retire(&w->edit, &retirement, err);
	return rc == CVD_OK && arg_good_until == NULL ? warn_unseen(w, err)
	                                              : rc;
}

/* Options that a verb takes. */
enum takes {
	TAKES_KEY = 1u << 0, /* --key, --signing */
	TAKES_ROLE = 1u << 1,
	TAKES_END = 1u << 2, /* --reason, --good-until, --void */
};

static const struct verb {
	const char *name;
	const char *operands; /* for messages */
	int most;             /* how many there are */
	unsigned takes;
	enum cvd_status (
	    *run)(struct work *w, char **argv, struct cvd_err *err);
} verbs[] = {
	{ "list", "nothing", 0, 0, NULL },
	{ "add", "a NAME", 1, TAKES_KEY | TAKES_ROLE, run_add },
	{ "set-role", "a NAME and a ROLE", 2, 0, run_set_role },
	{ "retire", "a NAME or FINGERPRINT", 1, TAKES_END, run_retire },
	{ "rotate", "a NAME", 1, TAKES_KEY, run_rotate },
};

static enum cvd_status
find_verb(const char *name, const struct verb **verb, struct cvd_err *err)
{
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (strcmp(verbs[i].name, name) == 0) {
			*verb = &verbs[i];
			return CVD_OK;
		}
	return cvd_fail(err, CVD_E_USAGE,
	    "'roster' can list, add, set-role, retire and rotate, not '%.60s'",
	    name);
}

static enum cvd_status
check_line(const struct verb *verb, int operands, struct cvd_err *err)
{
	const struct {
		const char *name;
		bool given;
		unsigned takes;
	} given[] = {
		{ "--key", arg_key != NULL, TAKES_KEY },
		{ "--signing", arg_signing.count > 0, TAKES_KEY },
		{ "--role", arg_role != NULL, TAKES_ROLE },
		{ "--reason", arg_reason != NULL, TAKES_END },
		{ "--good-until", arg_good_until != NULL, TAKES_END },
		{ "--void", arg_voids.count > 0, TAKES_END },
	};

	for (size_t i = 0; i < sizeof given / sizeof given[0]; i++)
		if (given[i].given && (verb->takes & given[i].takes) == 0)
			return cvd_fail(err, CVD_E_USAGE,
			    "'roster %s' takes no %s", verb->name,
			    given[i].name);
	if (operands != verb->most)
		return cvd_fail(err, CVD_E_USAGE, "'roster %s' takes %s",
		    verb->name, verb->operands);
	return CVD_OK;
}

static bool
reads(int argc, char **argv)
{
	(void)argc;
	return strcmp(argv[0], "list") == 0;
}

static enum cvd_status
change(struct context *ctx, const struct verb *verb, char **argv,
    struct cvd_err *err)
{
	struct work w = { .ctx = ctx };
	char commit[CVD_COMMIT_TEXT];
	enum cvd_status rc = cvd_roster_edit_begin(ctx->book, &w.edit, err);

	if (rc == CVD_OK)
		rc = verb->run(&w, argv, err);
	if (rc == CVD_OK)
		rc = cvd_roster_edit_check(&w.edit, team_warn, NULL, err);
	if (rc == CVD_OK && ctx->dry_run)
		rc = team_preview(ctx->out, w.edit.signer, "roster",
		    &w.edit.changes, err);
	else if (rc == CVD_OK)
		rc = cvd_roster_edit_commit(&w.edit, commit, err);
	if (rc == CVD_OK)
		roster_show_change(ctx, &w.edit, &w.told,
		    ctx->dry_run ? NULL : commit);
	return rc;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	const struct verb *verb = NULL;
	enum cvd_status rc = find_verb(argv[0], &verb, err);

	if (rc == CVD_OK)
		rc = check_line(verb, argc - 1, err);
	if (rc != CVD_OK)
		return rc;
	return verb->run == NULL ? roster_show_list(ctx, err)
	                         : change(ctx, verb, argv + 1, err);
}

const struct command cmd_roster = {
	.name = "roster",
	.summary = "say who may sign, and with which keys",
	.operands = "list|add|set-role|retire|rotate [WHO] [ROLE]",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_DRY_RUN | TAKES_JSON,
	.reads = reads,
	.run = run,
};

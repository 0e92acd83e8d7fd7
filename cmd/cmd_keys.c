/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd keys: the public keys of a casebook. */

#include "app/keys_check.h"
#include "app/signing.h"
#include "command.h"
#include "key_source.h"
#include "keys_show.h"
#include "option.h"
#include "out.h"
#include "team.h"

#include <string.h>

static enum cvd_status
run_list(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct out *out = ctx->out;
	struct cvd_team_key *keys = NULL;
	size_t count = 0;
	enum cvd_status rc = cvd_keys_list(ctx->book,
	    cvd_casebook_arena(ctx->book), &keys, &count, err);

	(void)argc;
	(void)argv;
	if (rc != CVD_OK)
		return rc;
	out_map(out);
	out_key(out, "keys");
	out_list(out);
	keys_show_table(out, keys, count, ctx->at);
	out_list_end(out);
	out_map_end(out);
	return CVD_OK;
}

/* Takes the files, and says the name of the one at fault. */
static enum cvd_status
take_files(struct context *ctx, int argc, char **argv,
    struct cvd_team_changes *changes, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_casebook_arena(ctx->book);
	enum cvd_status rc = CVD_OK;

	for (int i = 0; i < argc && rc == CVD_OK; i++) {
		struct cvd_key_source source;
		struct cvd_given_key given;

		rc = key_source_read(argv[i], arena, &source, err);
		if (rc != CVD_OK)
			return rc;
		rc = cvd_keys_take(ctx->book, &source, arena, &given, err);
		if (rc == CVD_OK)
			rc = cvd_keys_put(ctx->book, &given,
			    cvd_casebook_roster(ctx->book), arena, changes,
			    err);
		if (rc != CVD_OK)
			cvd_err_prefix(err, argv[i]);
	}
	if (rc == CVD_OK && changes->count == 0)
		rc = cvd_fail(err, CVD_E_FINDINGS, "nothing has changed");
	return rc;
}

static enum cvd_status
run_add(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_casebook_arena(ctx->book);
	struct cvd_team_changes changes = { 0 };
	const struct cvd_member *member = NULL;
	char commit[CVD_COMMIT_TEXT];
	enum cvd_status rc = take_files(ctx, argc, argv, &changes, err);

	if (rc == CVD_OK)
		rc = cvd_casebook_member(ctx->book, &member, err);
	if (rc == CVD_OK)
		rc = cvd_team_changes_check(ctx->book, member, &changes, arena,
		    team_warn, NULL, err);
	if (rc == CVD_OK && ctx->dry_run)
		rc = team_preview(ctx->out, member, "keys", &changes, err);
	else if (rc == CVD_OK)
		rc = cvd_signing_commit_team(ctx->book, member, "keys",
		    changes.change, changes.count, commit, err);
	if (rc != CVD_OK)
		return rc;
	out_map(ctx->out);
	team_answer(ctx->out, &changes, ctx->dry_run ? NULL : commit);
	out_map_end(ctx->out);
	return CVD_OK;
}

static enum cvd_status
run_check(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_key_findings found = {
		.arena = cvd_casebook_arena(ctx->book),
	};
	struct out *out = ctx->out;
	enum cvd_status rc = cvd_keys_check(ctx->book, ctx->at, &found, err);

	(void)argc;
	(void)argv;
	if (rc != CVD_OK)
		return rc;
	out_map(out);
	out_key_instant(out, "at", ctx->at);
	out_key(out, "findings");
	out_list(out);
	for (size_t i = 0; i < found.count; i++)
		keys_show_finding(out, &found.item[i], ctx->at);
	out_list_end(out);
	out_map_end(out);
	return found.count == 0 ? CVD_OK
	                        : cvd_fail(err, CVD_E_FINDINGS, "%s", "");
}

static enum cvd_status
export_one(struct context *ctx, const char *fingerprint, struct cvd_err *err)
{
	struct cvd_team_key key;
	enum cvd_status rc = cvd_keys_read(ctx->book, fingerprint,
	    cvd_casebook_arena(ctx->book), &key, err);

	if (rc == CVD_OK && key.why != NULL)
		rc = cvd_fail(err, CVD_E_CASEBOOK, "%s: %s", key.path, key.why);
	if (rc != CVD_OK)
		return rc;
	out_block(ctx->out, 0, key.armored);
	out_map(ctx->out);
	out_key_text(ctx->out, "key", key.fingerprint);
	out_key_text(ctx->out, "armored", key.armored);
	out_map_end(ctx->out);
	return CVD_OK;
}

/* A member's key, or the one with that fingerprint. */
static enum cvd_status
export_named(struct context *ctx, const char *who, struct cvd_err *err)
{
	const struct cvd_member *member =
	    cvd_roster_find(cvd_casebook_roster(ctx->book), who);
	const char *fingerprint = cvd_keys_fingerprint(who,
	    cvd_casebook_arena(ctx->book));

	if (member != NULL)
		fingerprint = member->primary;
	if (fingerprint == NULL)
		return cvd_fail(err, CVD_E_NOT_FOUND,
		    "there is no member '%.60s'", who);
	return export_one(ctx, fingerprint, err);
}

static enum cvd_status
export_all(struct context *ctx, struct cvd_err *err)
{
	struct cvd_team_key *keys = NULL;
	size_t count = 0;
	enum cvd_status rc = cvd_keys_list(ctx->book,
	    cvd_casebook_arena(ctx->book), &keys, &count, err);

	for (size_t i = 0; i < count && rc == CVD_OK; i++)
		rc = export_one(ctx, keys[i].fingerprint, err);
	return rc;
}

static enum cvd_status
run_export(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct out *out = ctx->out;
	enum cvd_status rc = CVD_OK;

	out_map(out);
	out_key(out, "keys");
	out_list(out);
	if (argc == 0)
		rc = export_all(ctx, err);
	for (int i = 0; i < argc && rc == CVD_OK; i++)
		rc = export_named(ctx, argv[i], err);
	out_list_end(out);
	out_map_end(out);
	return rc;
}

static const struct verb {
	const char *name;
	const char *operands; /* for messages */
	int least;
	int most;
	bool at; /* whether it can be seen from another instant */
	enum cvd_status (*run)(struct context *ctx, int argc, char **argv,
	    struct cvd_err *err);
} verbs[] = {
	{ "list", "nothing", 0, 0, true, run_list },
	{ "add", "FILE, one or more", 1, 1000, false, run_add },
	{ "check", "nothing", 0, 0, true, run_check },
	{ "export", "names or fingerprints", 0, 1000, false, run_export },
};

static bool
reads(int argc, char **argv)
{
	(void)argc;
	return strcmp(argv[0], "add") != 0;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		const struct verb *v = &verbs[i];

		if (strcmp(v->name, argv[0]) != 0)
			continue;
		if (argc - 1 < v->least || argc - 1 > v->most)
			return cvd_fail(err, CVD_E_USAGE, "'keys %s' takes %s",
			    v->name, v->operands);
		if (ctx->at_text != NULL && !v->at)
			return cvd_fail(err, CVD_E_USAGE,
			    "'keys %s' takes no --at", v->name);
		return v->run(ctx, argc - 1, argv + 1, err);
	}
	return cvd_fail(err, CVD_E_USAGE,
	    "'keys' can list, add, check and export, not '%.60s'", argv[0]);
}

const struct command cmd_keys = {
	.name = "keys",
	.summary = "list, add, check and export public keys",
	.operands = "list|add|check|export [WHAT...]",
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.reads = reads,
	.run = run,
};

/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd commit: files of the team, changed by hand. */

#include "act.h"
#include "app/signing.h"
#include "app/team_changes.h"
#include "command.h"
#include "option.h"
#include "out.h"
#include "team.h"

#include <string.h>

static struct option_list arg_files;

static const struct option options[] = {
	OPT_LIST('f', "file", &arg_files, "PATH=FILE",
	    "commit FILE as PATH; with nothing for FILE remove PATH"),
	OPT_END,
};

static enum cvd_status
add_given(struct context *ctx, const char *text, struct cvd_arena *arena,
    struct cvd_team_changes *changes, struct cvd_err *err)
{
	const char *equals = strchr(text, '=');
	const char *bytes = NULL;
	const char *path;
	size_t size = 0;
	enum cvd_status rc = CVD_OK;

	if (equals == NULL)
		return cvd_fail(err, CVD_E_USAGE,
		    "--file: '%s' is not PATH=FILE", text);
	path = cvd_arena_copy(arena, text, (size_t)(equals - text));
	if (path == NULL)
		return cvd_arena_check(arena, err);
	if (equals[1] != '\0')
		rc = act_read_bytes(equals + 1, arena, &bytes, &size, err);
	if (rc == CVD_OK)
		rc = cvd_team_changes_add(ctx->book, path, bytes, size, arena,
		    changes, err);
	return rc;
}

static enum cvd_status
collect(struct context *ctx, int argc, char **argv, struct cvd_arena *arena,
    struct cvd_team_changes *changes, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (argc == 0 && arg_files.count == 0)
		return cvd_fail(err, CVD_E_USAGE,
		    "'commit' needs PATH or --file");
	for (size_t i = 0; i < arg_files.count && rc == CVD_OK; i++)
		rc = add_given(ctx, arg_files.items[i], arena, changes, err);
	for (int i = 0; i < argc && rc == CVD_OK; i++)
		rc = cvd_team_changes_collect(ctx->book, argv[i], arena,
		    changes, err);
	if (rc == CVD_OK && changes->count == 0)
		rc = cvd_fail(err, CVD_E_FINDINGS, "nothing has changed");
	return rc;
}

/* What was committed, or would be: then `commit` is NULL. */
static void
answer(struct out *out, const struct cvd_team_changes *changes,
    const char *commit)
{
	out_map(out);
	team_answer(out, changes, commit);
	out_map_end(out);
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_casebook_arena(ctx->book);
	struct cvd_team_changes changes = { 0 };
	const struct cvd_member *member;
	char commit[CVD_COMMIT_TEXT];
	enum cvd_status rc = collect(ctx, argc, argv, arena, &changes, err);

	if (rc == CVD_OK)
		rc = cvd_casebook_member(ctx->book, &member, err);
	if (rc == CVD_OK)
		rc = cvd_team_changes_check(ctx->book, member, &changes, arena,
		    team_warn, NULL, err);
	if (rc == CVD_OK && ctx->dry_run)
		rc = team_preview(ctx->out, member, "commit", &changes, err);
	else if (rc == CVD_OK)
		rc = cvd_signing_commit_team(ctx->book, member, "commit",
		    changes.change, changes.count, commit, err);
	if (rc == CVD_OK)
		answer(ctx->out, &changes, ctx->dry_run ? NULL : commit);
	return rc;
}

const struct command cmd_commit = {
	.name = "commit",
	.summary = "commit team files that were changed by hand",
	.operands = "[PATH...]",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

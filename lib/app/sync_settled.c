/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Files of the team that a person settled in a merge of one's own. That it was
 * the person's to do is proven; whether they are what they are for is looked
 * at when they are committed by themselves, and here before they are sent.
 */

#include "app/lint.h"
#include "app/sync_private.h"
#include "core/limits.h"
#include "core/path.h"

static bool
is_there(void *context, const char *path)
{
	char blob[CVD_STORE_ID_TEXT];

	return cvd_store_find(context, path, blob, NULL) == CVD_OK;
}

/* What is at HEAD now, which may have been mended since. */
static enum cvd_status
check_file(struct sync_run *run, const char *path, struct cvd_arena *arena,
    struct cvd_err *err)
{
	const struct cvd_lint lint = {
		.profile = CVD_PROFILE_GENERAL,
		.tzdir = run->world->tzdir,
		.has = is_there,
		.context = run->store,
	};
	struct cvd_findings findings = cvd_findings_in(arena);
	const char *bytes;
	size_t size;
	enum cvd_status rc = cvd_store_read(run->store, path, CVD_MAX_BLOB,
	    arena, &bytes, &size, err);

	if (rc == CVD_E_NOT_FOUND)
		return CVD_OK;
	if (rc == CVD_OK)
		rc = cvd_lint_file(&lint, path, bytes, size, &findings, err);
	for (size_t i = 0; i < findings.count && rc == CVD_OK; i++) {
		const struct cvd_finding *f = &findings.item[i];

		if (!f->is_error)
			continue;
		rc = cvd_fail_at(err, CVD_E_INVALID, f->line, f->column, "%s",
		    f->message);
		cvd_err_prefix(err, path);
		cvd_err_hint(err,
		    "a merge left it so: mend it, 'cvd commit %s', and sync "
		    "again; nothing was sent",
		    path);
	}
	return rc;
}

static enum cvd_status
check_merge(struct sync_run *run, const struct cvd_commit *commit,
    struct cvd_arena *arena, struct cvd_err *err)
{
	struct cvd_merge merge;
	enum cvd_status rc = cvd_merge_commits(run->store, commit->parents[0],
	    commit->parents[1], arena, &merge, err);

	for (size_t i = 0; rc == CVD_OK && i < merge.conflict_count; i++) {
		const char *path = merge.conflicts[i].path;

		if (cvd_path_is_team(cvd_path_parse(path).kind))
			rc = check_file(run, path, arena, err);
	}
	return rc;
}

static enum cvd_status
look_at(void *context, const char *id, struct cvd_err *err)
{
	struct sync_run *run = context;
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_commit commit;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = sync_read_commit(run, id, arena, &commit, err);
	if (rc == CVD_OK && commit.parent_count == 2)
		rc = check_merge(run, &commit, arena, err);
	/* what is odd was found where it counts */
	if (rc == CVD_E_FINDINGS)
		rc = CVD_OK;
	cvd_arena_free(arena);
	return rc;
}

enum cvd_status
sync_check_settled(struct sync_run *run, struct cvd_err *err)
{
	return cvd_store_each_between(run->store,
	    run->found ? run->result->incoming : NULL, run->result->tip,
	    look_at, run, err);
}

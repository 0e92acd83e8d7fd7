/* SPDX-License-Identifier: EUPL-1.2 */

/* The journal: what a writer has under way, for whoever comes after it. */

#include "edge/store_private.h"

#include "core/limits.h"
#include "core/scan.h"
#include "edge/fs.h"

#include <stdlib.h>
#include <string.h>

/*
 *	cvd-journal 1
 *	commit <commit to come>
 *	<blob before> <blob after> <path>
 *	end
 *
 * A zero id is "no file". Which of the two is in the tree of HEAD tells
 * whether the branch has moved; the commit is named for the lock that a
 * writer may have left on the branch.
 */
#define JOURNAL_HEAD "cvd-journal 1\n"
#define JOURNAL_NAME "commit "
#define JOURNAL_END  "end\n"

static char *
journal_path(const struct cvd_store *store)
{
	return cvd_store_join(store->private, "journal");
}

enum cvd_status
cvd_store_journal_write(struct cvd_store *store,
    const struct cvd_store_moves *moves, const git_oid *commit,
    struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_JOURNAL);
	char *path = journal_path(store);
	char id[CVD_STORE_ID_TEXT];
	enum cvd_status status;

	cvd_buf_addf(&text, JOURNAL_HEAD JOURNAL_NAME "%s\n",
	    git_oid_tostr(id, sizeof(id), commit));
	for (size_t i = 0; i < moves->count; i++) {
		char before[CVD_STORE_ID_TEXT];
		char after[CVD_STORE_ID_TEXT];

		cvd_buf_addf(&text, "%s %s %s\n",
		    git_oid_tostr(before, sizeof(before),
		        &moves->list[i].before),
		    git_oid_tostr(after, sizeof(after), &moves->list[i].after),
		    moves->list[i].path);
	}
	cvd_buf_addz(&text, JOURNAL_END);
	status = cvd_buf_check(&text, err);
	if (path == NULL)
		status = cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	if (status == CVD_OK)
		status = cvd_fs_replace(path, text.data, text.size, err);
	free(path);
	cvd_buf_clear(&text);
	return status;
}

enum cvd_status
cvd_store_journal_drop(struct cvd_store *store, struct cvd_err *err)
{
	char *path = journal_path(store);
	enum cvd_status status;

	if (path == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	status = cvd_fs_remove(path, err);
	free(path);
	return status;
}

static bool
scan_id(struct cvd_scan *scan, char end, git_oid *id)
{
	struct cvd_bytes hex;

	return cvd_scan_until(scan, end, &hex) && hex.size == GIT_OID_HEXSZ &&
	       git_oid_fromstrn(id, hex.data, hex.size) == 0;
}

static enum cvd_status
parse(struct cvd_bytes text, struct cvd_arena *arena, git_oid *commit,
    struct cvd_store_moves *moves, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_bytes(text.data, text.size);
	struct cvd_bytes line;

	*moves = (struct cvd_store_moves){ 0 };
	if (!cvd_scan_literal(&scan, JOURNAL_HEAD) ||
	    !cvd_scan_literal(&scan, JOURNAL_NAME) ||
	    !scan_id(&scan, '\n', commit))
		goto damaged;
	while (!cvd_scan_literal(&scan, JOURNAL_END)) {
		struct cvd_store_move *move;

		moves->list = cvd_arena_grow(arena, moves->list, moves->count,
		    sizeof(*moves->list));
		if (moves->list == NULL)
			return cvd_arena_check(arena, err);
		move = &moves->list[moves->count++];
		*move = (struct cvd_store_move){ 0 };
		if (!scan_id(&scan, ' ', &move->before) ||
		    !scan_id(&scan, ' ', &move->after) ||
		    !cvd_scan_until(&scan, '\n', &line))
			goto damaged;
		move->path = cvd_arena_copy(arena, line.data, line.size);
		if (move->path == NULL)
			return cvd_arena_check(arena, err);
		if (!cvd_store_path_is_valid(move->path))
			goto damaged;
	}
	if (cvd_scan_end(&scan))
		return cvd_arena_check(arena, err);
damaged:
	(void)cvd_fail(err, CVD_E_CASEBOOK, "the journal is damaged");
	cvd_err_hint(err, "look at git status and remove .git/cvd/journal");
	return CVD_E_CASEBOOK;
}

/* Keeps the moves that the branch has made. */
static enum cvd_status
keep_landed(struct cvd_store *store, struct cvd_store_moves *moves,
    struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;
	size_t n = 0;

	for (size_t i = 0; i < moves->count && status == CVD_OK; i++) {
		struct cvd_store_move move = moves->list[i];
		char blob[CVD_STORE_ID_TEXT];
		git_oid now;

		status = cvd_store_peek(store->tree, move.path, &now, err);
		if (status != CVD_OK || !git_oid_equal(&now, &move.after))
			continue;
		(void)git_oid_tostr(blob, sizeof(blob), &now);
		if (!git_oid_is_zero(&now))
			status = cvd_store_blob_size(store, blob, &move.size,
			    err);
		moves->list[n++] = move;
	}
	moves->count = n;
	return status;
}

/* Brings index and files to where the branch is. */
static enum cvd_status
catch_up(struct cvd_store *store, const struct cvd_store_moves *moves,
    struct cvd_err *err)
{
	enum cvd_status status;

	status = cvd_store_index_hold(store, err);
	if (status == CVD_OK)
		status = cvd_store_index_prepare(store, moves, false, err);
	if (status == CVD_OK)
		status = cvd_store_work_catch_up(store, moves, err);
	if (status == CVD_OK)
		status = cvd_store_index_install(store, moves, err);
	return status;
}

static enum cvd_status
finish(struct cvd_store *store, struct cvd_bytes text, struct cvd_arena *arena,
    struct cvd_err *err)
{
	struct cvd_store_moves moves;
	git_oid commit = { { 0 } };
	enum cvd_status status;

	status = parse(text, arena, &commit, &moves, err);
	if (status == CVD_OK)
		status = cvd_store_branch_release(store, &commit, err);
	if (status != CVD_OK)
		return status;
	(void)cvd_store_work_unstage(store, &moves);
	status = keep_landed(store, &moves, err);
	if (status == CVD_OK && moves.count > 0)
		status = catch_up(store, &moves, err);
	else if (status == CVD_OK)
		cvd_store_index_release(store);
	if (status == CVD_OK)
		status = cvd_store_journal_drop(store, err);
	return status;
}

enum cvd_status
cvd_store_journal_finish(struct cvd_store *store, struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_JOURNAL);
	struct cvd_arena *arena = cvd_arena_new();
	char *path = journal_path(store);
	enum cvd_status status;

	if (arena == NULL || path == NULL) {
		status = cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
		goto out;
	}
	status = cvd_fs_read_own(path, &text, err);
	if (status == CVD_E_NOT_FOUND) {
		/* a writer that died this early left a name or two at most */
		cvd_store_index_release(store);
		status = CVD_OK;
	} else if (status == CVD_OK)
		status = finish(store,
		    (struct cvd_bytes){ text.data, text.size }, arena, err);
out:
	cvd_buf_clear(&text);
	cvd_arena_free(arena);
	free(path);
	return status;
}

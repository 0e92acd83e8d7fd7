/* SPDX-License-Identifier: EUPL-1.2 */

/* A signed commit, from changed bytes to a branch that has moved. */

#include "edge/store.h"

#include "core/limits.h"
#include "edge/store_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Letters, digits, '-', '_', '.': the same file on every system. */
static bool
is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

bool
cvd_store_path_is_valid(const char *path)
{
	const char *part = path;

	if (strcmp(path, ".gitattributes") == 0)
		return true;
	for (const char *p = path;; p++) {
		if (*p == '/' || *p == '\0') {
			/* no hidden file: `.`, `..` and `.git` are some */
			if (p == part || *part == '.')
				return false;
			part = p + 1;
		} else if (!is_name_char(*p)) {
			return false;
		}
		if (*p == '\0')
			return (size_t)(p - path) <= CVD_MAX_PATH;
	}
}

/* What the changes do to the tree of HEAD. */
static enum cvd_status
make_moves(struct cvd_store_draft *draft, struct cvd_err *err)
{
	const struct cvd_store_commit *commit = draft->commit;
	enum cvd_status status;

	draft->moves.list = calloc(commit->count + 1,
	    sizeof(*draft->moves.list));
	if (draft->moves.list == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	for (size_t i = 0; i < commit->count; i++) {
		const struct cvd_change *change = &commit->changes[i];
		struct cvd_store_move *move = &draft->moves.list[i];

		if (!cvd_store_path_is_valid(change->path))
			return cvd_fail(err, CVD_E_INVALID,
			    "'%s' cannot be a file of a casebook",
			    change->path);
		if (change->bytes != NULL && change->size > CVD_MAX_BLOB)
			return cvd_fail(err, CVD_E_INVALID,
			    "'%s' is larger than the limit of %u bytes",
			    change->path, CVD_MAX_BLOB);
		move->path = change->path;
		move->bytes = change->bytes;
		move->size = change->size;
		status = cvd_store_peek(draft->store->tree, change->path,
		    &move->before, err);
		if (status != CVD_OK)
			return status;
		if (change->bytes == NULL && git_oid_is_zero(&move->before))
			return cvd_fail(err, CVD_E_NOT_FOUND,
			    "there is no '%s' in the casebook", change->path);
		if (change->bytes != NULL &&
		    git_odb_hash(&move->after, change->bytes, change->size,
		        GIT_OBJECT_BLOB) < 0)
			return cvd_git_fail(err, CVD_E_INTERNAL, "'%s'",
			    change->path);
		draft->moves.count++;
	}
	return CVD_OK;
}

/* HEAD must be where the changes were made on. */
static enum cvd_status
check_parent(struct cvd_store_draft *draft, struct cvd_err *err)
{
	const char *parent = draft->commit->parents[0];
	const char *head = cvd_store_head(draft->store);

	if ((head == NULL) != (parent == NULL) ||
	    (head != NULL && strcmp(head, parent) != 0))
		return cvd_fail(err, CVD_E_CONFLICT,
		    "the branch 'main' has moved meanwhile");
	return CVD_OK;
}

/* Files and index of the work tree, which must hold nothing of a person's. */
static enum cvd_status
check_files(struct cvd_store_draft *draft, struct cvd_err *err)
{
	enum cvd_status status;

	if (cvd_store_is_bare(draft->store))
		return CVD_OK;
	status = cvd_store_index_check(draft->store, &draft->moves, err);
	for (size_t i = 0; i < draft->moves.count && status == CVD_OK; i++)
		status = cvd_store_work_check(draft->store,
		    &draft->moves.list[i], err);
	return status;
}

/* All that can still fail for want of space or by a person's doing. */
static enum cvd_status
prepare(struct cvd_store_draft *draft, struct cvd_err *err)
{
	struct cvd_store *store = draft->store;
	enum cvd_status status;

	status = cvd_store_journal_write(store, &draft->moves, &draft->id, err);
	if (status != CVD_OK)
		return status;
	cvd_store_done(store, "journal");
	for (size_t i = 0; i < draft->moves.count && status == CVD_OK; i++)
		status = cvd_store_work_stage(store, &draft->moves.list[i],
		    err);
	if (status != CVD_OK)
		return status;
	cvd_store_done(store, "staged");
	/* a passphrase takes its time: what was true before may not be now */
	status = cvd_store_index_hold(store, err);
	if (status == CVD_OK)
		status = cvd_store_branch_check(store, err);
	if (status == CVD_OK)
		status = cvd_store_index_prepare(store, &draft->moves, true,
		    err);
	for (size_t i = 0; i < draft->moves.count && status == CVD_OK; i++)
		status = cvd_store_work_check(store, &draft->moves.list[i],
		    err);
	if (status == CVD_OK)
		cvd_store_done(store, "index");
	return status;
}

static enum cvd_status
prepare_bare(struct cvd_store_draft *draft, struct cvd_err *err)
{
	const struct cvd_store_moves none = { 0 };
	enum cvd_status status;

	status = cvd_store_journal_write(draft->store, &none, &draft->id, err);
	if (status == CVD_OK)
		cvd_store_done(draft->store, "journal");
	return status;
}

static void
undo(struct cvd_store_draft *draft)
{
	struct cvd_store *store = draft->store;
	bool clean = true;

	if (!cvd_store_is_bare(store)) {
		for (size_t i = 0; i < draft->moves.count; i++)
			clean &= cvd_store_work_unstage(store,
			    &draft->moves.list[i]);
		cvd_store_index_release(store);
	}
	/*
	 * One that stays names files that are as before; it does no harm, and
	 * lets the next writer tidy up.
	 */
	if (!clean || cvd_store_journal_drop(store, NULL) != CVD_OK)
		return;
}

/* The branch has moved; what fails from here on is finished by the journal. */
static enum cvd_status
follow(struct cvd_store_draft *draft, struct cvd_err *err)
{
	struct cvd_store *store = draft->store;
	enum cvd_status status = CVD_OK;

	for (size_t i = 0; i < draft->moves.count && status == CVD_OK; i++)
		status = cvd_store_work_place(store, &draft->moves.list[i],
		    err);
	if (status == CVD_OK)
		cvd_store_done(store, "files");
	if (status == CVD_OK)
		status = cvd_store_index_install(store, &draft->moves, err);
	if (status == CVD_OK)
		cvd_store_done(store, "installed");
	if (status == CVD_OK)
		status = cvd_store_journal_drop(store, err);
	if (status != CVD_OK)
		cvd_err_hint(err,
		    "the commit is made; the next cvd that writes finishes it");
	return status;
}

static enum cvd_status
land(struct cvd_store_draft *draft, struct cvd_err *err)
{
	struct cvd_store *store = draft->store;
	bool bare = cvd_store_is_bare(store);
	enum cvd_status status = bare ? prepare_bare(draft, err)
	                              : prepare(draft, err);

	if (status == CVD_OK)
		status = cvd_store_branch_move(store, draft->commit, &draft->id,
		    err);
	if (status != CVD_OK) {
		undo(draft);
		return status;
	}
	draft->has_landed = true;
	cvd_store_done(store, "branch");
	return bare ? cvd_store_journal_drop(store, err) : follow(draft, err);
}

enum cvd_status
cvd_store_commit(struct cvd_store *store, const struct cvd_store_commit *commit,
    char id[CVD_STORE_ID_TEXT], struct cvd_err *err)
{
	struct cvd_store_draft draft = { .store = store,
		.commit = commit,
		.signature = CVD_BUF_INIT(CVD_MAX_COMMIT) };
	enum cvd_status status;

	assert(store->lock >= 0);
	/* a person's git asks nobody for our lock */
	status = cvd_store_refresh(store, err);
	if (status == CVD_OK)
		status = cvd_store_journal_finish(store, err);
	if (status == CVD_OK)
		status = cvd_store_branch_check(store, err);
	if (status == CVD_OK)
		status = check_parent(&draft, err);
	if (status == CVD_OK)
		status = make_moves(&draft, err);
	if (status == CVD_OK)
		status = check_files(&draft, err);
	if (status == CVD_OK)
		status = cvd_store_draft_sign(&draft, err);
	if (status == CVD_OK) {
		cvd_store_done(store, "signed");
		status = cvd_store_draft_write(&draft, err);
	}
	if (status != CVD_OK) {
		undo(&draft);
		goto out;
	}
	cvd_store_done(store, "stored");
	status = land(&draft, err);
	if (draft.has_landed)
		(void)git_oid_tostr(id, CVD_STORE_ID_TEXT, &draft.id);
	if (status == CVD_OK)
		status = cvd_store_refresh(store, err);
out:
	free(draft.moves.list);
	cvd_store_draft_clear(&draft);
	return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* A signed commit, from changed bytes to one that lands. */

#include "edge/store.h"

#include "core/limits.h"
#include "edge/store_private.h"

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

/* Where a move begins: what the tree to be changed has at its path. */
static enum cvd_status
begin_move(struct cvd_store_draft *draft, const char *path, bool is_removed,
    struct cvd_store_move *move, struct cvd_err *err)
{
	enum cvd_status status;

	if (!cvd_store_path_is_valid(path))
		return cvd_fail(err, CVD_E_INVALID,
		    "'%s' cannot be a file of a casebook", path);
	move->path = path;
	status = cvd_store_peek(draft->base, path, &move->before, err);
	if (status == CVD_OK && is_removed && git_oid_is_zero(&move->before))
		status = cvd_fail(err, CVD_E_NOT_FOUND,
		    "there is no '%s' in the casebook", path);
	return status;
}

static enum cvd_status
check_size(const char *path, size_t size, struct cvd_err *err)
{
	if (size <= CVD_MAX_BLOB)
		return CVD_OK;
	return cvd_fail(err, CVD_E_INVALID,
	    "'%s' is larger than the limit of %u bytes", path, CVD_MAX_BLOB);
}

static enum cvd_status
add_change(struct cvd_store_draft *draft, const struct cvd_change *change,
    struct cvd_store_move *move, struct cvd_err *err)
{
	bool is_removed = change->bytes == NULL;
	enum cvd_status status = begin_move(draft, change->path, is_removed,
	    move, err);

	if (status != CVD_OK || is_removed)
		return status;
	move->bytes = change->bytes;
	move->size = change->size;
	status = check_size(move->path, move->size, err);
	if (status == CVD_OK && git_odb_hash(&move->after, change->bytes,
	                            change->size, GIT_OBJECT_BLOB) < 0)
		status = cvd_git_fail(err, CVD_E_INTERNAL, "'%s'", move->path);
	return status;
}

static enum cvd_status
add_pick(struct cvd_store_draft *draft, const struct cvd_store_pick *pick,
    struct cvd_store_move *move, struct cvd_err *err)
{
	enum cvd_status status = begin_move(draft, pick->path,
	    pick->blob == NULL, move, err);

	if (status == CVD_OK && pick->blob != NULL)
		status = cvd_store_move_to_blob(draft->store, move, pick->blob,
		    err);
	return status;
}

enum cvd_status
cvd_store_move_to_blob(struct cvd_store *store, struct cvd_store_move *move,
    const char *blob, struct cvd_err *err)
{
	enum cvd_status status = cvd_store_blob_size(store, blob, &move->size,
	    err);

	if (status == CVD_OK)
		status = check_size(move->path, move->size, err);
	if (status == CVD_OK && git_oid_fromstr(&move->after, blob) < 0)
		status = cvd_git_fail(err, CVD_E_INTERNAL, "'%s'", move->path);
	return status;
}

enum cvd_status
cvd_store_draft_moves(struct cvd_store_draft *draft, struct cvd_err *err)
{
	const struct cvd_store_commit *commit = draft->commit;
	struct cvd_store_moves *moves = &draft->moves;
	enum cvd_status status = CVD_OK;

	moves->list = calloc(commit->count + commit->pick_count + 1,
	    sizeof(*moves->list));
	if (moves->list == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	/* one that cannot be must not be counted, or it would be undone */
	for (size_t i = 0; i < commit->count && status == CVD_OK; i++) {
		status = add_change(draft, &commit->changes[i],
		    &moves->list[moves->count], err);
		moves->count += status == CVD_OK;
	}
	for (size_t i = 0; i < commit->pick_count && status == CVD_OK; i++) {
		status = add_pick(draft, &commit->picks[i],
		    &moves->list[moves->count], err);
		moves->count += status == CVD_OK;
	}
	return status;
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

enum cvd_status
cvd_store_commit(struct cvd_store *store, const struct cvd_store_commit *commit,
    char id[CVD_STORE_ID_TEXT], struct cvd_err *err)
{
	struct cvd_store_draft draft = { .store = store,
		.commit = commit,
		.signature = CVD_BUF_INIT(CVD_MAX_COMMIT) };
	struct cvd_store_landing landing = { .moves = &draft.moves,
		.reason = commit->message,
		.name = commit->name,
		.email = commit->email };
	enum cvd_status status;

	status = cvd_store_land_begin(store, err);
	draft.base = store->tree;
	if (status == CVD_OK)
		status = check_parent(&draft, err);
	if (status == CVD_OK)
		status = cvd_store_draft_moves(&draft, err);
	if (status == CVD_OK)
		status = cvd_store_land_check(store, &draft.moves, err);
	if (status == CVD_OK)
		status = cvd_store_draft_sign(&draft, err);
	if (status == CVD_OK) {
		cvd_store_done(store, "signed");
		status = cvd_store_draft_write(&draft, err);
	}
	if (status != CVD_OK) {
		cvd_store_land_undo(store, &draft.moves);
		goto out;
	}
	cvd_store_done(store, "stored");
	landing.commit = draft.id;
	status = cvd_store_land(store, &landing, err);
	if (landing.has_landed)
		(void)git_oid_tostr(id, CVD_STORE_ID_TEXT, &draft.id);
out:
	free(draft.moves.list);
	cvd_store_draft_clear(&draft);
	return status;
}

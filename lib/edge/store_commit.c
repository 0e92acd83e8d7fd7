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
	if (status == CVD_OK)
		status = check_parent(&draft, err);
	if (status == CVD_OK)
		status = make_moves(&draft, err);
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

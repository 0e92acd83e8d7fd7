/* SPDX-License-Identifier: EUPL-1.2 */

/* The branch, brought to a commit that is there already. */

#include "edge/store.h"

#include "core/limits.h"
#include "edge/store_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MODE_FILE 0100644u

/* The tree of a commit by its whole id, as a text. */
static enum cvd_status
find_tree(struct cvd_store *store, const git_oid *id,
    char tree[CVD_STORE_ID_TEXT], struct cvd_err *err)
{
	git_commit *commit = NULL;

	if (git_commit_lookup(&commit, store->repo, id) < 0)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "commit '%s'",
		    git_oid_tostr_s(id));
	(void)git_oid_tostr(tree, CVD_STORE_ID_TEXT,
	    git_commit_tree_id(commit));
	git_commit_free(commit);
	return CVD_OK;
}

/* HEAD must be before the commit, unless it is to be left. */
static enum cvd_status
check_descent(struct cvd_store *store, const struct cvd_store_advance *advance,
    struct cvd_err *err)
{
	const char *head = cvd_store_head(store);
	bool is = true;
	enum cvd_status status = CVD_OK;

	if (head != NULL && !advance->leaves_head)
		status = cvd_store_is_ancestor(store, head, advance->commit,
		    &is, err);
	if (status == CVD_OK && !is)
		status = cvd_fail(err, CVD_E_CONFLICT,
		    "'%.10s' does not come from where the branch 'main' is",
		    advance->commit);
	return status;
}

/* A file that is plain on both sides, where it is there. */
static bool
is_plain(const struct cvd_store_difference *d)
{
	return (d->mode == MODE_FILE || d->mode == 0) &&
	       (d->mode_before == MODE_FILE || d->mode_before == 0);
}

static enum cvd_status
make_move(struct cvd_store *store, const struct cvd_store_difference *d,
    struct cvd_store_move *move, struct cvd_err *err)
{
	if (!cvd_store_path_is_valid(d->path))
		return cvd_fail(err, CVD_E_INVALID,
		    "'%s' cannot be a file of a casebook", d->path);
	if (!is_plain(d))
		return cvd_fail(err, CVD_E_INVALID,
		    "'%s' is not a plain file, or was none", d->path);
	*move = (struct cvd_store_move){ .path = d->path };
	if (d->before[0] != '\0' &&
	    git_oid_fromstr(&move->before, d->before) < 0)
		return cvd_git_fail(err, CVD_E_INTERNAL, "'%s'", d->path);
	if (d->after[0] == '\0')
		return CVD_OK;
	return cvd_store_move_to_blob(store, move, d->after, err);
}

static int
compare_paths(const void *a, const void *b)
{
	const struct cvd_store_move *x = a;
	const struct cvd_store_move *y = b;

	return strcmp(x->path, y->path);
}

/*
 * A folder in the place of a file, or the reverse, is in no casebook: files of
 * one kind are not folders of another. What would take their place must not be
 * half there.
 */
static enum cvd_status
check_folders(const struct cvd_store_moves *moves, struct cvd_err *err)
{
	char folder[CVD_MAX_PATH + 1];
	const struct cvd_store_move key = { .path = folder };

	for (size_t i = 0; i < moves->count; i++) {
		char *slash;

		(void)snprintf(folder, sizeof(folder), "%s",
		    moves->list[i].path);
		while ((slash = strrchr(folder, '/')) != NULL) {
			*slash = '\0';
			if (bsearch(&key, moves->list, moves->count,
			        sizeof(key), compare_paths) != NULL)
				return cvd_fail(err, CVD_E_INVALID,
				    "'%s' is a file and then a folder, or the "
				    "reverse",
				    folder);
		}
	}
	return CVD_OK;
}

/* From HEAD's tree to that of the commit; everything is in the arena. */
static enum cvd_status
make_moves(struct cvd_store *store, const git_oid *commit,
    struct cvd_arena *arena, struct cvd_store_moves *moves, struct cvd_err *err)
{
	struct cvd_store_difference *list = NULL;
	char before[CVD_STORE_ID_TEXT] = "";
	char after[CVD_STORE_ID_TEXT];
	size_t count = 0;
	enum cvd_status status = find_tree(store, commit, after, err);

	if (status == CVD_OK && cvd_store_head(store) != NULL)
		status = find_tree(store, &store->head, before, err);
	if (status == CVD_OK)
		status = cvd_store_diff(store, before, after, CVD_MAX_MERGE,
		    arena, &list, &count, err);
	if (status != CVD_OK)
		return status;
	moves->list = cvd_arena_alloc(arena, count + 1, sizeof(*moves->list));
	status = cvd_arena_check(arena, err);
	for (size_t i = 0; i < count && status == CVD_OK; i++)
		status = make_move(store, &list[i], &moves->list[i], err);
	if (status == CVD_OK)
		status = check_folders(&(struct cvd_store_moves){ moves->list,
		                           count },
		    err);
	if (status == CVD_OK)
		moves->count = count;
	return status;
}

static enum cvd_status
go(struct cvd_store *store, const struct cvd_store_advance *advance,
    const git_oid *commit, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_store_moves moves = { 0 };
	struct cvd_store_landing landing = { .moves = &moves,
		.commit = *commit,
		.reason = advance->reason,
		.name = advance->name,
		.email = advance->email };
	enum cvd_status status;

	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	status = make_moves(store, commit, arena, &moves, err);
	if (status == CVD_OK)
		status = cvd_store_land_check(store, &moves, err);
	if (status == CVD_OK)
		status = cvd_store_land(store, &landing, err);
	else
		cvd_store_land_undo(store, &moves);
	cvd_arena_free(arena);
	return status;
}

enum cvd_status
cvd_store_advance(struct cvd_store *store,
    const struct cvd_store_advance *advance, struct cvd_err *err)
{
	enum cvd_status status = cvd_store_land_begin(store, err);
	git_oid commit;

	if (status != CVD_OK)
		return status;
	if (!cvd_store_has_commit(store, advance->commit) ||
	    git_oid_fromstr(&commit, advance->commit) < 0)
		return cvd_fail(err, CVD_E_NOT_FOUND, "there is no commit '%s'",
		    advance->commit);
	if (cvd_store_head(store) != NULL &&
	    git_oid_equal(&commit, &store->head))
		return CVD_OK;
	status = check_descent(store, advance, err);
	return status == CVD_OK ? go(store, advance, &commit, err) : status;
}

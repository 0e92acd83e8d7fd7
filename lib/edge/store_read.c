/* SPDX-License-Identifier: EUPL-1.2 */

/* Bytes, ids and folders out of the trees of commits. */

#include "edge/store.h"

#include "core/limits.h"
#include "edge/store_private.h"

#include <string.h>

static enum cvd_status
fail_missing(const char *path, struct cvd_err *err)
{
	return cvd_fail(err, CVD_E_NOT_FOUND,
	    "there is no '%s' in the casebook", path);
}

enum cvd_status
cvd_store_peek(const git_tree *tree, const char *path, git_oid *blob,
    struct cvd_err *err)
{
	git_tree_entry *entry = NULL;
	git_filemode_t mode;
	int rc = GIT_ENOTFOUND;

	if (tree != NULL)
		rc = git_tree_entry_bypath(&entry, tree, path);
	if (rc == GIT_ENOTFOUND) {
		(void)memset(blob, 0, sizeof(*blob));
		return CVD_OK;
	}
	if (rc < 0)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "'%s'", path);
	mode = git_tree_entry_filemode(entry);
	git_oid_cpy(blob, git_tree_entry_id(entry));
	git_tree_entry_free(entry);
	if (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE)
		return cvd_fail(err, CVD_E_CASEBOOK,
		    "'%s' is no plain file in the casebook", path);
	return CVD_OK;
}

static enum cvd_status
find_in(const git_tree *tree, const char *path, char blob[CVD_STORE_ID_TEXT],
    struct cvd_err *err)
{
	enum cvd_status status;
	git_oid id;

	status = cvd_store_peek(tree, path, &id, err);
	if (status != CVD_OK)
		return status;
	if (git_oid_is_zero(&id))
		return fail_missing(path, err);
	(void)git_oid_tostr(blob, CVD_STORE_ID_TEXT, &id);
	return CVD_OK;
}

enum cvd_status
cvd_store_find(struct cvd_store *store, const char *path,
    char blob[CVD_STORE_ID_TEXT], struct cvd_err *err)
{
	return find_in(store->tree, path, blob, err);
}

/* Whole ids only: a prefix would name something else tomorrow. */
static int
lookup_commit(struct cvd_store *store, const char *text, git_commit **commit)
{
	git_oid id;

	if (strlen(text) != GIT_OID_HEXSZ || git_oid_fromstr(&id, text) < 0)
		return GIT_ENOTFOUND;
	return git_commit_lookup(commit, store->repo, &id);
}

/* The tree of a commit, to be freed. */
static enum cvd_status
open_commit(struct cvd_store *store, const char *commit, git_tree **tree,
    struct cvd_err *err)
{
	git_commit *found = NULL;
	int rc = lookup_commit(store, commit, &found);

	if (rc == GIT_ENOTFOUND)
		return cvd_fail(err, CVD_E_NOT_FOUND, "there is no commit '%s'",
		    commit);
	if (rc == 0)
		rc = git_commit_tree(tree, found);
	git_commit_free(found);
	if (rc < 0)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "commit '%s'", commit);
	return CVD_OK;
}

enum cvd_status
cvd_store_find_at(struct cvd_store *store, const char *commit, const char *path,
    char blob[CVD_STORE_ID_TEXT], struct cvd_err *err)
{
	git_tree *tree = NULL;
	enum cvd_status status = open_commit(store, commit, &tree, err);

	if (status == CVD_OK)
		status = find_in(tree, path, blob, err);
	git_tree_free(tree);
	return status;
}

bool
cvd_store_has_commit(struct cvd_store *store, const char *commit)
{
	git_commit *found = NULL;
	bool has = lookup_commit(store, commit, &found) == 0;

	git_commit_free(found);
	return has;
}

enum cvd_status
cvd_store_load(struct cvd_store *store, const git_oid *id, const char *name,
    size_t most, git_odb_object **object, struct cvd_err *err)
{
	git_object_t type;
	size_t length;
	int rc;

	/* the size first: what is too big need not come into memory */
	rc = git_odb_read_header(&length, &type, store->odb, id);
	if (rc == GIT_ENOTFOUND)
		return cvd_fail(err, CVD_E_CASEBOOK,
		    "the object of '%s' is missing from the repository", name);
	if (rc == 0 && type != GIT_OBJECT_BLOB)
		return cvd_fail(err, CVD_E_CASEBOOK, "'%s' is no plain file",
		    name);
	if (rc == 0 && length > most)
		return cvd_fail(err, CVD_E_INVALID,
		    "'%s' is larger than the limit of %zu bytes", name, most);
	if (rc == 0)
		rc = git_odb_read(object, store->odb, id);
	if (rc < 0)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "'%s'", name);
	return CVD_OK;
}

/* The blob's bytes, in the arena. */
static enum cvd_status
read_id(struct cvd_store *store, const git_oid *id, const char *name,
    size_t most, struct cvd_arena *arena, const char **bytes, size_t *size,
    struct cvd_err *err)
{
	git_odb_object *object = NULL;
	enum cvd_status status = cvd_store_load(store, id, name, most, &object,
	    err);
	size_t length;
	char *copy;

	if (status != CVD_OK)
		return status;
	length = git_odb_object_size(object);
	copy = cvd_arena_copy(arena, git_odb_object_data(object), length);
	if (copy == NULL) {
		status = cvd_arena_check(arena, err);
	} else {
		*bytes = copy;
		*size = length;
	}
	git_odb_object_free(object);
	return status;
}

enum cvd_status
cvd_store_read(struct cvd_store *store, const char *path, size_t most,
    struct cvd_arena *arena, const char **bytes, size_t *size,
    struct cvd_err *err)
{
	enum cvd_status status;
	git_oid id;

	status = cvd_store_peek(store->tree, path, &id, err);
	if (status != CVD_OK)
		return status;
	if (git_oid_is_zero(&id))
		return fail_missing(path, err);
	return read_id(store, &id, path, most, arena, bytes, size, err);
}

enum cvd_status
cvd_store_read_blob(struct cvd_store *store, const char *blob, size_t most,
    struct cvd_arena *arena, const char **bytes, size_t *size,
    struct cvd_err *err)
{
	git_oid id;

	if (strlen(blob) != GIT_OID_HEXSZ || git_oid_fromstr(&id, blob) < 0 ||
	    !git_odb_exists(store->odb, &id))
		return cvd_fail(err, CVD_E_NOT_FOUND, "there is no blob '%s'",
		    blob);
	return read_id(store, &id, blob, most, arena, bytes, size, err);
}

/* The tree of a folder, to be freed; NULL where there is none. */
static enum cvd_status
open_folder(struct cvd_store *store, git_tree *top, const char *folder,
    git_tree **tree, struct cvd_err *err)
{
	git_tree_entry *entry = NULL;
	int rc = GIT_ENOTFOUND;

	if (top != NULL && folder[0] == '\0')
		rc = git_tree_dup(tree, top);
	else if (top != NULL)
		rc = git_tree_entry_bypath(&entry, top, folder);
	if (entry != NULL) {
		rc = GIT_ENOTFOUND;
		if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
			rc = git_tree_lookup(tree, store->repo,
			    git_tree_entry_id(entry));
		git_tree_entry_free(entry);
	}
	if (rc == GIT_ENOTFOUND)
		return cvd_fail(err, CVD_E_NOT_FOUND,
		    "there is no folder '%s' in the casebook", folder);
	if (rc < 0)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "'%s'", folder);
	return CVD_OK;
}

/* Fills one entry; whether it is one that is listed. */
static bool
describe(const git_tree_entry *from, struct cvd_arena *arena,
    struct cvd_store_entry *to)
{
	git_filemode_t mode = git_tree_entry_filemode(from);

	if (mode == GIT_FILEMODE_LINK || mode == GIT_FILEMODE_COMMIT)
		return false;
	to->name = cvd_arena_text(arena, git_tree_entry_name(from));
	to->is_folder = mode == GIT_FILEMODE_TREE;
	if (!to->is_folder)
		(void)git_oid_tostr(to->blob, sizeof(to->blob),
		    git_tree_entry_id(from));
	return true;
}

static enum cvd_status
list_in(struct cvd_store *store, git_tree *top, const char *folder,
    struct cvd_arena *arena, struct cvd_store_entry **entries, size_t *count,
    struct cvd_err *err)
{
	enum cvd_status status;
	git_tree *tree = NULL;
	struct cvd_store_entry *list;
	size_t all, n = 0;

	status = open_folder(store, top, folder, &tree, err);
	if (status != CVD_OK)
		return status;
	all = git_tree_entrycount(tree);
	if (all > CVD_MAX_ENTRIES) {
		status = cvd_fail(err, CVD_E_INVALID,
		    "'%s' holds more than %u files", folder, CVD_MAX_ENTRIES);
		goto out;
	}
	list = cvd_arena_alloc(arena, all + 1, sizeof(*list));
	for (size_t i = 0; list != NULL && i < all; i++)
		if (describe(git_tree_entry_byindex(tree, i), arena, &list[n]))
			n++;
	status = cvd_arena_check(arena, err);
	if (status == CVD_OK) {
		*entries = list;
		*count = n;
	}
out:
	git_tree_free(tree);
	return status;
}

enum cvd_status
cvd_store_list(struct cvd_store *store, const char *folder,
    struct cvd_arena *arena, struct cvd_store_entry **entries, size_t *count,
    struct cvd_err *err)
{
	return list_in(store, store->tree, folder, arena, entries, count, err);
}

enum cvd_status
cvd_store_list_at(struct cvd_store *store, const char *commit,
    const char *folder, struct cvd_arena *arena,
    struct cvd_store_entry **entries, size_t *count, struct cvd_err *err)
{
	git_tree *top = NULL;
	enum cvd_status status = open_commit(store, commit, &top, err);

	if (status == CVD_OK)
		status = list_in(store, top, folder, arena, entries, count,
		    err);
	git_tree_free(top);
	return status;
}

enum cvd_status
cvd_store_blob_id(const void *bytes, size_t size, char blob[CVD_STORE_ID_TEXT],
    struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;
	git_oid id;

	/* libgit2 hashes nothing before it is set up */
	if (git_libgit2_init() < 0)
		return cvd_git_fail(err, CVD_E_INTERNAL, "libgit2");
	if (git_odb_hash(&id, bytes, size, GIT_OBJECT_BLOB) < 0)
		status = cvd_git_fail(err, CVD_E_INTERNAL, "blob id");
	else
		(void)git_oid_tostr(blob, CVD_STORE_ID_TEXT, &id);
	(void)git_libgit2_shutdown();
	return status;
}

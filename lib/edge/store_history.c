/* SPDX-License-Identifier: EUPL-1.2 */

/* Commits as they are stored, and where they stand in history. */

#include "edge/store.h"

#include "core/limits.h"
#include "edge/fs.h"
#include "edge/store_private.h"

#include <stdlib.h>
#include <string.h>

/* An object of this type, by its whole id; its size without its bytes. */
static enum cvd_status
find_object(struct cvd_store *store, const char *text, git_object_t wanted,
    git_oid *id, size_t *size, struct cvd_err *err)
{
	git_object_t type = GIT_OBJECT_INVALID;
	size_t length = 0;
	int rc = GIT_ENOTFOUND;

	if (strlen(text) == GIT_OID_HEXSZ && git_oid_fromstr(id, text) == 0)
		rc = git_odb_read_header(&length, &type, store->odb, id);
	if (rc == GIT_ENOTFOUND || (rc == 0 && type != wanted))
		return cvd_fail(err, CVD_E_NOT_FOUND, "there is no %s '%s'",
		    git_object_type2string(wanted), text);
	if (rc < 0)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "%s '%s'",
		    git_object_type2string(wanted), text);
	*size = length;
	return CVD_OK;
}

enum cvd_status
cvd_store_read_commit(struct cvd_store *store, const char *commit,
    struct cvd_arena *arena, const char **bytes, size_t *size,
    struct cvd_err *err)
{
	git_odb_object *object = NULL;
	size_t length;
	git_oid id;
	char *copy;
	enum cvd_status rc = find_object(store, commit, GIT_OBJECT_COMMIT, &id,
	    &length, err);

	if (rc != CVD_OK)
		return rc;
	if (length > CVD_MAX_COMMIT)
		return cvd_fail(err, CVD_E_INVALID,
		    "commit '%s' is larger than the limit of %u bytes", commit,
		    CVD_MAX_COMMIT);
	if (git_odb_read(&object, store->odb, &id) < 0)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "commit '%s'", commit);
	length = git_odb_object_size(object);
	copy = cvd_arena_copy(arena, git_odb_object_data(object), length);
	git_odb_object_free(object);
	if (copy == NULL)
		return cvd_arena_check(arena, err);
	*bytes = copy;
	*size = length;
	return CVD_OK;
}

enum cvd_status
cvd_store_blob_size(struct cvd_store *store, const char *blob, size_t *size,
    struct cvd_err *err)
{
	git_oid id;

	return find_object(store, blob, GIT_OBJECT_BLOB, &id, size, err);
}

/* Whether a commit comes right after `old`; or an error. */
static int
follows(struct cvd_store *store, const git_oid *id, const git_oid *old)
{
	git_commit *commit = NULL;
	int rc = git_commit_lookup(&commit, store->repo, id);

	for (unsigned i = 0; rc == 0 && i < git_commit_parentcount(commit); i++)
		if (git_oid_equal(git_commit_parent_id(commit, i), old))
			rc = 1;
	git_commit_free(commit);
	return rc;
}

/*
 * In a shallow repository: 1 where a walk from `new` comes to `old`, 0 where
 * it ends; or an error. A walk cannot step on the last commit, whose parents are gone, but sees it from the one after it.
 */
static int
walk_to(struct cvd_store *store, const git_oid *old, const git_oid *new)
{
	git_revwalk *walk = NULL;
	git_oid at;
	int rc = git_revwalk_new(&walk, store->repo);

	if (rc == 0)
		rc = git_revwalk_push(walk, new);
	while (rc == 0) {
		rc = git_revwalk_next(&at, walk);
		if (rc == 0 && git_oid_equal(&at, old))
			rc = 1;
		else if (rc == 0)
			rc = follows(store, &at, old);
	}
	git_revwalk_free(walk);
	return rc == GIT_ENOTFOUND || rc == GIT_ITEROVER ? 0 : rc;
}

/*
 * The same by what is between the two, not by all that was before: the best
 * common ancestor is `old` itself. Not git_graph_descendant_of(), which does
 * not end well where a commit is gone.
 */
static int
is_base(struct cvd_store *store, const git_oid *old, const git_oid *new)
{
	git_oid base;
	int rc = git_merge_base(&base, store->repo, old, new);

	if (rc == GIT_ENOTFOUND)
		return 0;
	return rc < 0 ? rc : git_oid_equal(&base, old);
}

enum cvd_status
cvd_store_is_ancestor(struct cvd_store *store, const char *ancestor,
    const char *descendant, bool *is, struct cvd_err *err)
{
	git_oid old, new;
	size_t size;
	int found;
	enum cvd_status rc = find_object(store, ancestor, GIT_OBJECT_COMMIT,
	    &old, &size, err);

	if (rc == CVD_OK)
		rc = find_object(store, descendant, GIT_OBJECT_COMMIT, &new,
		    &size, err);
	if (rc != CVD_OK)
		return rc;
	if (git_oid_equal(&old, &new))
		found = 1;
	else if (cvd_store_is_shallow(store))
		found = walk_to(store, &old, &new);
	else
		found = is_base(store, &old, &new);
	if (found < 0)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "history of '%s'",
		    descendant);
	*is = found == 1;
	return CVD_OK;
}

/* Ids of commits that are there, in an array to be freed. */
static enum cvd_status
find_commits(struct cvd_store *store, const char *first,
    const char *const *others, size_t count, git_oid **ids, struct cvd_err *err)
{
	git_oid *list = calloc(count + 1, sizeof(*list));
	enum cvd_status rc;
	size_t size;

	if (list == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	rc = find_object(store, first, GIT_OBJECT_COMMIT, &list[0], &size, err);
	for (size_t i = 0; i < count && rc == CVD_OK; i++)
		rc = find_object(store, others[i], GIT_OBJECT_COMMIT,
		    &list[i + 1], &size, err);
	if (rc == CVD_OK)
		*ids = list;
	else
		free(list);
	return rc;
}

static int
compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Their ids in order, as texts in the arena. */
static enum cvd_status
take_bases(const git_oidarray *found, struct cvd_arena *arena,
    const char ***bases, size_t *count, struct cvd_err *err)
{
	const char **list;

	if (found->count > CVD_MAX_BASES)
		return cvd_fail(err, CVD_E_INVALID,
		    "histories were merged crosswise more than %u times",
		    CVD_MAX_BASES);
	list = cvd_arena_alloc(arena, found->count + 1, sizeof(*list));
	for (size_t i = 0; list != NULL && i < found->count; i++)
		list[i] = cvd_arena_text(arena,
		    git_oid_tostr_s(&found->ids[i]));
	if (cvd_arena_check(arena, err) != CVD_OK)
		return CVD_E_NO_MEMORY;
	if (found->count > 1)
		qsort(list, found->count, sizeof(*list), compare_texts);
	*bases = list;
	*count = found->count;
	return CVD_OK;
}

enum cvd_status
cvd_store_merge_bases(struct cvd_store *store, const char *commit,
    const char *const *others, size_t other_count, struct cvd_arena *arena,
    const char ***bases, size_t *count, struct cvd_err *err)
{
	git_oidarray found = { 0 };
	git_oid *ids = NULL;
	enum cvd_status status;
	int rc = GIT_ENOTFOUND;

	status = find_commits(store, commit, others, other_count, &ids, err);
	if (status != CVD_OK)
		return status;
	if (other_count > 0)
		rc = git_merge_bases_many(&found, store->repo, other_count + 1,
		    ids);
	free(ids);
	/* where it cannot read a commit it says something else */
	if (rc < 0 && rc != GIT_ENOTFOUND)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "history of '%s'",
		    commit);
	status = take_bases(&found, arena, bases, count, err);
	git_oidarray_dispose(&found);
	return status;
}

enum cvd_status
cvd_store_resolve(struct cvd_store *store, const char *name,
    char commit[CVD_STORE_ID_TEXT], struct cvd_err *err)
{
	git_object *found = NULL;
	git_object *peeled = NULL;
	int rc = git_revparse_single(&found, store->repo, name);

	if (rc == 0)
		rc = git_object_peel(&peeled, found, GIT_OBJECT_COMMIT);
	if (rc == 0)
		(void)git_oid_tostr(commit, CVD_STORE_ID_TEXT,
		    git_object_id(peeled));
	git_object_free(found);
	git_object_free(peeled);
	if (rc == GIT_EAMBIGUOUS)
		return cvd_fail(err, CVD_E_AMBIGUOUS,
		    "'%s' is the beginning of several commits", name);
	if (rc < 0)
		return cvd_fail(err, CVD_E_NOT_FOUND,
		    "there is no case and no commit '%s'", name);
	return CVD_OK;
}

enum cvd_status
cvd_store_find_root(struct cvd_store *store, const char *commit,
    char root[CVD_STORE_ID_TEXT], struct cvd_err *err)
{
	git_revwalk *walk = NULL;
	git_oid id;
	int rc = git_oid_fromstr(&id, commit);

	if (rc == 0)
		rc = git_revwalk_new(&walk, store->repo);
	if (rc == 0)
		rc = git_revwalk_simplify_first_parent(walk);
	if (rc == 0)
		rc = git_revwalk_push(walk, &id);
	while (rc == 0)
		rc = git_revwalk_next(&id, walk);
	git_revwalk_free(walk);
	if (rc != GIT_ITEROVER)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "history of '%s'",
		    commit);
	(void)git_oid_tostr(root, CVD_STORE_ID_TEXT, &id);
	return CVD_OK;
}

/* Whether a line of the file says anything; git skips the others. */
static bool
has_graft(const struct cvd_buf *file)
{
	size_t at = 0;

	while (at < file->size) {
		size_t left = file->size - at;
		const char *line = file->data + at;
		const char *end = memchr(line, '\n', left);
		size_t size = end != NULL ? (size_t)(end - line) : left;

		if (size > 0 && line[0] != '#' && line[0] != '\r')
			return true;
		at += size + 1;
	}
	return false;
}

static bool
has_grafts(struct cvd_store *store)
{
	struct cvd_buf file = CVD_BUF_INIT(CVD_MAX_FILE);
	char *path = cvd_store_join(git_repository_commondir(store->repo),
	    "info/grafts");
	enum cvd_status rc = CVD_E_NO_MEMORY;
	bool has;

	if (path != NULL)
		rc = cvd_fs_read(path, &file, NULL);
	has = rc == CVD_OK ? has_graft(&file) : rc != CVD_E_NOT_FOUND;
	cvd_buf_clear(&file);
	free(path);
	return has;
}

static bool
has_replacements(struct cvd_store *store)
{
	git_reference_iterator *refs = NULL;
	const char *name;
	int rc = git_reference_iterator_glob_new(&refs, store->repo,
	    "refs/replace/*");

	if (rc == 0)
		rc = git_reference_next_name(&name, refs);
	git_reference_iterator_free(refs);
	return rc != GIT_ITEROVER;
}

const char *
cvd_store_overrides(struct cvd_store *store)
{
	/* what cannot be read counts as there */
	if (has_replacements(store))
		return "a replace ref";
	if (has_grafts(store))
		return "a graft";
	return NULL;
}

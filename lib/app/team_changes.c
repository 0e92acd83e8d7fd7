/* SPDX-License-Identifier: EUPL-1.2 */

/* What is different from HEAD in the files of the team. */

#include "app/team_changes.h"

#include "core/limits.h"
#include "core/path.h"
#include "edge/fs.h"
#include "edge/store.h"

#include <string.h>

const char *const cvd_team_change_names[] = {
	[CVD_TEAM_ADDED] = "added",
	[CVD_TEAM_CHANGED] = "changed",
	[CVD_TEAM_REMOVED] = "removed",
	[CVD_TEAM_CHANGE_KINDS] = NULL,
};

/* What is being looked through. */
struct collecting {
	struct cvd_casebook *book;
	struct cvd_arena *arena;
	struct cvd_team_changes *changes;
};

static bool
is_file_of_team(const char *path)
{
	return cvd_path_is_team(cvd_path_parse(path).kind);
}

/* Without "./" before and '/' behind it; "." for the top. */
static enum cvd_status
tidy(const char *typed, struct cvd_arena *arena, const char **path,
    struct cvd_err *err)
{
	const char *from = typed;
	size_t size;
	char *text;

	while (from[0] == '.' && from[1] == '/')
		from += 2;
	size = strlen(from);
	while (size > 1 && from[size - 1] == '/')
		size--;
	if (size > CVD_MAX_PATH)
		return cvd_fail(err, CVD_E_USAGE, "a path of %zu bytes", size);
	text = cvd_arena_copy(arena, size == 0 ? "." : from,
	    size == 0 ? 1 : size);
	if (text == NULL)
		return cvd_arena_check(arena, err);
	if (text[0] == '/' || strcmp(text, "..") == 0 ||
	    strncmp(text, "../", 3) == 0 || strstr(text, "/../") != NULL) {
		(void)cvd_fail(err, CVD_E_USAGE,
		    "'%s' is no path of the casebook", typed);
		cvd_err_hint(err, "paths count from the top of the casebook");
		return CVD_E_USAGE;
	}
	*path = text;
	return CVD_OK;
}

static enum cvd_status
refuse(const char *path, struct cvd_err *err)
{
	(void)cvd_fail(err, CVD_E_REFUSED, "'%s' is no file of the team", path);
	if (strncmp(path, "cases", 5) == 0 &&
	    (path[5] == '/' || path[5] == '\0'))
		cvd_err_hint(err, "cases are changed by the commands that take "
		                  "a step in them");
	else
		cvd_err_hint(err, "these are: cvd.yaml, roster.yaml, "
		                  "keys/FINGERPRINT.asc, contacts/ID.yaml, "
		                  "policies/ID.yaml, calendars/ID.yaml, "
		                  "templates/LANG/LETTER.txt");
	return CVD_E_REFUSED;
}

static bool
is_there(const struct cvd_team_changes *changes, const char *path)
{
	for (size_t i = 0; i < changes->count; i++)
		if (strcmp(changes->change[i].path, path) == 0)
			return true;
	return false;
}

static enum cvd_status
append(struct collecting *c, const struct cvd_change *change,
    enum cvd_team_change_kind kind, struct cvd_err *err)
{
	struct cvd_team_changes *all = c->changes;
	struct cvd_change *changes = cvd_arena_grow(c->arena, all->change,
	    all->count, sizeof *changes);
	enum cvd_team_change_kind *kinds = cvd_arena_grow(c->arena, all->kind,
	    all->count, sizeof *kinds);

	if (changes == NULL || kinds == NULL)
		return cvd_arena_check(c->arena, err);
	all->change = changes;
	all->kind = kinds;
	changes[all->count] = *change;
	kinds[all->count++] = kind;
	return CVD_OK;
}

/* Adds a file, as it is to be, where that is not what it is at HEAD. */
static enum cvd_status
compare(struct collecting *c, const struct cvd_change *to_be,
    struct cvd_err *err)
{
	struct cvd_store *store = cvd_casebook_store(c->book);
	char before[CVD_STORE_ID_TEXT];
	char after[CVD_STORE_ID_TEXT];
	enum cvd_status rc = cvd_store_find(store, to_be->path, before, err);

	if (rc == CVD_E_NOT_FOUND && to_be->bytes == NULL)
		return cvd_fail(err, CVD_E_NOT_FOUND, "there is no file '%s'",
		    to_be->path);
	if (rc == CVD_E_NOT_FOUND)
		return append(c, to_be, CVD_TEAM_ADDED, err);
	if (rc != CVD_OK)
		return rc;
	if (to_be->bytes == NULL)
		return append(c, to_be, CVD_TEAM_REMOVED, err);
	rc = cvd_store_blob_id(to_be->bytes, to_be->size, after, err);
	if (rc != CVD_OK || strcmp(before, after) == 0)
		return rc;
	return append(c, to_be, CVD_TEAM_CHANGED, err);
}

static const char *
in_work_tree(struct collecting *c, const char *path)
{
	return cvd_arena_textf(c->arena, "%s%s",
	    cvd_store_work(cvd_casebook_store(c->book)), path);
}

static enum cvd_status
collect_file(struct collecting *c, const char *path, struct cvd_err *err)
{
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_change to_be = { .path = path };
	const char *where = in_work_tree(c, path);
	enum cvd_status rc;

	if (where == NULL || is_there(c->changes, path))
		return cvd_arena_check(c->arena, err);
	if (!is_file_of_team(path))
		return refuse(path, err);
	rc = cvd_fs_read_own(where, &bytes, err);
	if (rc == CVD_OK) {
		to_be.bytes = cvd_arena_copy(c->arena, bytes.data, bytes.size);
		to_be.size = bytes.size;
		rc = cvd_arena_check(c->arena, err);
	} else if (rc == CVD_E_NOT_FOUND) {
		rc = CVD_OK;
	}
	if (rc == CVD_OK)
		rc = compare(c, &to_be, err);
	cvd_buf_clear(&bytes);
	return rc;
}

static enum cvd_status collect_folder(struct collecting *c, const char *folder,
    struct cvd_err *err);

static enum cvd_status
collect_below(struct collecting *c, const char *folder, const char *name,
    struct cvd_err *err)
{
	const char *path = cvd_arena_textf(c->arena, "%s/%s", folder, name);

	if (path == NULL)
		return cvd_arena_check(c->arena, err);
	return cvd_path_is_team_folder(path) ? collect_folder(c, path, err)
	                                     : collect_file(c, path, err);
}

/* What is in the work tree, and then what is at HEAD and has gone. */
static enum cvd_status
collect_folder(struct collecting *c, const char *folder, struct cvd_err *err)
{
	struct cvd_store_entry *entries = NULL;
	const char *const *names = NULL;
	const char *where = in_work_tree(c, folder);
	size_t count = 0;
	enum cvd_status rc;

	if (where == NULL)
		return cvd_arena_check(c->arena, err);
	rc = cvd_fs_list(where, c->arena, &names, &count, err);
	if (rc == CVD_E_NOT_FOUND)
		rc = CVD_OK;
	for (size_t i = 0; i < count && rc == CVD_OK; i++)
		rc = collect_below(c, folder, names[i], err);
	if (rc != CVD_OK)
		return rc;
	count = 0;
	rc = cvd_store_list(cvd_casebook_store(c->book), folder, c->arena,
	    &entries, &count, err);
	if (rc == CVD_E_NOT_FOUND)
		rc = CVD_OK;
	for (size_t i = 0; i < count && rc == CVD_OK; i++)
		rc = collect_below(c, folder, entries[i].name, err);
	return rc;
}

enum cvd_status
cvd_team_changes_collect(struct cvd_casebook *book, const char *typed,
    struct cvd_arena *arena, struct cvd_team_changes *changes,
    struct cvd_err *err)
{
	struct collecting c = { book, arena, changes };
	const char *path;
	enum cvd_status rc;

	if (cvd_store_is_bare(cvd_casebook_store(book))) {
		rc = cvd_fail(err, CVD_E_USAGE,
		    "a bare casebook has no work tree to take '%s' from",
		    typed);
		cvd_err_hint(err, "--file PATH=FILE says where it is");
		return rc;
	}
	rc = tidy(typed, arena, &path, err);
	if (rc != CVD_OK)
		return rc;
	if (cvd_path_is_team_folder(path))
		return collect_folder(&c, path, err);
	if (strcmp(path, ".") != 0)
		return collect_file(&c, path, err);
	rc = collect_file(&c, CVD_TEAM_PATH, err);
	if (rc == CVD_OK)
		rc = collect_file(&c, CVD_ROSTER_PATH, err);
	for (size_t i = 0; rc == CVD_OK; i++) {
		const char *folder = cvd_path_team_folder(i);

		if (folder == NULL)
			break;
		rc = collect_folder(&c, folder, err);
	}
	return rc;
}

enum cvd_status
cvd_team_changes_add(struct cvd_casebook *book, const char *typed,
    const char *bytes, size_t size, struct cvd_arena *arena,
    struct cvd_team_changes *changes, struct cvd_err *err)
{
	struct collecting c = { book, arena, changes };
	struct cvd_change to_be = { .bytes = bytes, .size = size };
	enum cvd_status rc = tidy(typed, arena, &to_be.path, err);

	if (rc != CVD_OK)
		return rc;
	if (!is_file_of_team(to_be.path))
		return refuse(to_be.path, err);
	if (is_there(changes, to_be.path))
		return cvd_fail(err, CVD_E_USAGE, "'%s' is given twice",
		    to_be.path);
	return compare(&c, &to_be, err);
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Tree objects, read by our own strict rules. */

#include "edge/store.h"

#include "core/limits.h"
#include "edge/store_private.h"

#include <string.h>
#include <strings.h>

#define MODE_TYPE   0170000u
#define MODE_FOLDER 0040000u
#define MODE_FILE   0100000u
#define MODE_DIGITS 6

/* What a tree may take: the most entries with the longest names. */
#define MOST_BYTES  ((size_t)CVD_MAX_ENTRIES * 64)

bool
cvd_tree_is_folder(const struct cvd_tree_entry *entry)
{
	return (entry->mode & MODE_TYPE) == MODE_FOLDER;
}

enum cvd_status
cvd_tree_malformed(const struct cvd_tree *tree, const char *what,
    struct cvd_err *err)
{
	return cvd_fail(err, CVD_E_INVALID, "the tree of '%s' is malformed: %s",
	    tree->name[0] == '\0' ? "." : tree->name, what);
}

static enum cvd_status
fail_missing(const struct cvd_tree *tree, const git_oid *id,
    struct cvd_err *err)
{
	return cvd_fail(err, CVD_E_NOT_FOUND, "there is no tree '%s' for '%s'",
	    git_oid_tostr_s(id), tree->name[0] == '\0' ? "." : tree->name);
}

enum cvd_status
cvd_tree_open(struct cvd_store *store, const unsigned char *raw,
    const char *name, struct cvd_tree *tree, struct cvd_err *err)
{
	git_object_t type;
	git_oid id;
	size_t size;
	int rc;

	*tree = (struct cvd_tree){ .name = name };
	if (raw == NULL)
		return CVD_OK;
	(void)git_oid_fromraw(&id, raw);
	/* the size first: what is too big need not come into memory */
	rc = git_odb_read_header(&size, &type, store->odb, &id);
	if (rc == GIT_ENOTFOUND)
		return fail_missing(tree, &id, err);
	if (rc == 0 && type != GIT_OBJECT_TREE)
		return cvd_tree_malformed(tree, "it is no tree", err);
	if (rc == 0 && size > MOST_BYTES)
		return cvd_tree_malformed(tree, "it is too large", err);
	if (rc == 0)
		rc = git_odb_read(&tree->object, store->odb, &id);
	if (rc < 0)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "tree '%s'",
		    git_oid_tostr_s(&id));
	tree->at = git_odb_object_data(tree->object);
	tree->end = tree->at + git_odb_object_size(tree->object);
	return CVD_OK;
}

void
cvd_tree_close(struct cvd_tree *tree)
{
	git_odb_object_free(tree->object);
	tree->object = NULL;
}

/* Octal digits without a zero before them, and a space. */
static bool
read_mode(struct cvd_tree *tree, unsigned *mode)
{
	const char *p = tree->at;
	unsigned value = 0;

	if (*p == '0')
		return false;
	while (p < tree->end && *p >= '0' && *p <= '7' &&
	       p - tree->at < MODE_DIGITS)
		value = value * 8 + (unsigned)(*p++ - '0');
	if (p == tree->at || p == tree->end || *p != ' ')
		return false;
	tree->at = p + 1;
	*mode = value;
	return (value & MODE_TYPE) != MODE_FOLDER || value == MODE_FOLDER;
}

static bool
is_name(const char *name, size_t size)
{
	if (size == 0 || memchr(name, '/', size) != NULL)
		return false;
	return name[0] != '.' ||
	       (size > 1 && (size != 2 || name[1] != '.') &&
	           (size != 4 || strncasecmp(name, ".git", 4) != 0));
}

/* Git compares as if each folder ended with '/'. */
static unsigned char
char_at(const struct cvd_tree_entry *entry, size_t i)
{
	if (i < entry->size)
		return (unsigned char)entry->name[i];
	return cvd_tree_is_folder(entry) ? '/' : '\0';
}

static size_t
common_size(const struct cvd_tree_entry *a, const struct cvd_tree_entry *b)
{
	size_t n = 0;

	while (n < a->size && n < b->size && a->name[n] == b->name[n])
		n++;
	return n;
}

int
cvd_tree_compare(const struct cvd_tree_entry *a, const struct cvd_tree_entry *b)
{
	size_t n = common_size(a, b);

	return char_at(a, n) - char_at(b, n);
}

/*
 * Whether an entry may stand behind the one before it. A file and a folder of
 * one name need not be neighbours: "a", "a.b", "a/".
 */
static bool
may_follow(struct cvd_tree *tree, const struct cvd_tree_entry *next)
{
	const struct cvd_tree_entry *last = &tree->entry;
	size_t common = common_size(last, next);

	if (last->size == 0)
		return true;
	if (char_at(last, common) >= char_at(next, common))
		return false;
	if (tree->longest > common) {
		(void)memset(tree->is_file + common + 1, 0,
		    tree->longest - common);
		tree->longest = common;
	}
	if (last->size == common && !cvd_tree_is_folder(last)) {
		tree->is_file[common] = true;
		tree->longest = common;
	}
	return !cvd_tree_is_folder(next) || !tree->is_file[next->size];
}

enum cvd_status
cvd_tree_next(struct cvd_tree *tree, struct cvd_err *err)
{
	static const unsigned char zeros[GIT_OID_RAWSZ] = { 0 };
	struct cvd_tree_entry next = { .size = 0 };
	const char *nul;

	tree->has_entry = tree->at < tree->end;
	if (!tree->has_entry)
		return CVD_OK;
	if (!read_mode(tree, &next.mode))
		return cvd_tree_malformed(tree, "an odd mode", err);
	nul = memchr(tree->at, '\0', (size_t)(tree->end - tree->at));
	if (nul == NULL || tree->end - nul <= GIT_OID_RAWSZ)
		return cvd_tree_malformed(tree, "it is cut off", err);
	next.name = tree->at;
	next.size = (size_t)(nul - tree->at);
	next.id = (const unsigned char *)nul + 1;
	if (next.size > CVD_MAX_PATH)
		return cvd_tree_malformed(tree, "a name is too long", err);
	if (!is_name(next.name, next.size))
		return cvd_tree_malformed(tree, "a name that no file can have",
		    err);
	if (!may_follow(tree, &next))
		return cvd_tree_malformed(tree,
		    "names are not in order, or twice", err);
	if (memcmp(next.id, zeros, GIT_OID_RAWSZ) == 0)
		return cvd_tree_malformed(tree, "an id of zeros", err);
	tree->at = nul + 1 + GIT_OID_RAWSZ;
	tree->entry = next;
	return CVD_OK;
}

enum cvd_status
cvd_tree_id(const char *text, git_oid *id, struct cvd_err *err)
{
	if (strlen(text) == GIT_OID_HEXSZ && git_oid_fromstr(id, text) == 0)
		return CVD_OK;
	return cvd_fail(err, CVD_E_NOT_FOUND, "there is no tree '%s'", text);
}

/* From a tree to what it has of that name; mode is 0 where it has nothing. */
static enum cvd_status
find_entry(struct cvd_store *store, const char *path, const char *name,
    size_t size, git_oid *id, unsigned *mode, struct cvd_err *err)
{
	struct cvd_tree tree;
	enum cvd_status rc = cvd_tree_open(store, id->id, path, &tree, err);

	*mode = 0;
	if (rc == CVD_OK)
		rc = cvd_tree_next(&tree, err);
	while (rc == CVD_OK && tree.has_entry && *mode == 0) {
		const struct cvd_tree_entry *e = &tree.entry;

		if (e->size == size && memcmp(e->name, name, size) == 0) {
			*mode = e->mode;
			(void)git_oid_fromraw(id, e->id);
		} else {
			rc = cvd_tree_next(&tree, err);
		}
	}
	cvd_tree_close(&tree);
	return rc;
}

enum cvd_status
cvd_store_find_in_tree(struct cvd_store *store, const char *tree,
    const char *path, char blob[CVD_STORE_ID_TEXT], struct cvd_err *err)
{
	const char *part = path;
	unsigned mode = MODE_FOLDER;
	git_oid id;
	enum cvd_status rc = cvd_tree_id(tree, &id, err);

	while (rc == CVD_OK && mode == MODE_FOLDER && *part != '\0') {
		size_t size = strcspn(part, "/");

		rc = find_entry(store, path, part, size, &id, &mode, err);
		part += size;
		if (mode == MODE_FOLDER && *part == '/')
			part++;
	}
	if (rc != CVD_OK)
		return rc;
	if ((mode & MODE_TYPE) != MODE_FILE || *part != '\0')
		return cvd_fail(err, CVD_E_NOT_FOUND,
		    "there is no file '%s' in tree '%s'", path, tree);
	(void)git_oid_tostr(blob, CVD_STORE_ID_TEXT, &id);
	return CVD_OK;
}

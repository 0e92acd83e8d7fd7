/* SPDX-License-Identifier: EUPL-1.2 */

/* What differs between two trees. */

#include "edge/store.h"

#include "core/limits.h"
#include "edge/store_private.h"

#include <string.h>

#define BLOCK         ((size_t)256)

/* Mode, space, name, NUL, id. */
#define LONGEST_ENTRY ((size_t)6 + 1 + CVD_MAX_PATH + 1 + GIT_OID_RAWSZ)

/* Two trees being compared, and what was found. */
struct comparing {
	struct cvd_store *store;
	struct cvd_arena *arena;
	struct cvd_store_difference *list;
	size_t count;
	size_t most;
	char path[CVD_MAX_PATH + 1]; /* of the folder, or of an entry */
};

static void
id_text(const unsigned char *raw, char text[CVD_STORE_ID_TEXT])
{
	git_oid id;

	(void)git_oid_fromraw(&id, raw);
	(void)git_oid_tostr(text, CVD_STORE_ID_TEXT, &id);
}

static enum cvd_status
add_difference(struct comparing *c, const struct cvd_tree_entry *before,
    const struct cvd_tree_entry *after, struct cvd_err *err)
{
	struct cvd_store_difference *d;

	if (c->count >= c->most)
		return cvd_fail(err, CVD_E_INVALID,
		    "more than %zu files are changed at once", c->most);
	d = cvd_arena_grow(c->arena, c->list, c->count, sizeof(*d));
	if (d == NULL)
		return cvd_arena_check(c->arena, err);
	c->list = d;
	d += c->count++;
	d->path = cvd_arena_text(c->arena, c->path);
	if (before != NULL) {
		id_text(before->id, d->before);
		d->mode_before = before->mode;
	}
	if (after != NULL) {
		id_text(after->id, d->after);
		d->mode = after->mode;
	}
	return cvd_arena_check(c->arena, err);
}

static enum cvd_status compare_trees(struct comparing *c,
    const unsigned char *before, const unsigned char *after, unsigned depth,
    struct cvd_err *err);

/* An entry that is on one side alone (the other is NULL), or on both. */
static enum cvd_status
compare_entries(struct comparing *c, const struct cvd_tree_entry *before,
    const struct cvd_tree_entry *after, unsigned depth, struct cvd_err *err)
{
	const struct cvd_tree_entry *either = before != NULL ? before : after;
	size_t folder = strlen(c->path);
	size_t slash = folder > 0 ? 1 : 0;
	enum cvd_status rc;

	if (before != NULL && after != NULL && before->mode == after->mode &&
	    memcmp(before->id, after->id, GIT_OID_RAWSZ) == 0)
		return CVD_OK;
	if (folder + slash + either->size > CVD_MAX_PATH)
		return cvd_fail(err, CVD_E_INVALID,
		    "a path below '%s' is longer than %u bytes", c->path,
		    CVD_MAX_PATH);
	if (slash > 0)
		c->path[folder] = '/';
	(void)memcpy(c->path + folder + slash, either->name, either->size);
	c->path[folder + slash + either->size] = '\0';
	if (cvd_tree_is_folder(either))
		rc = compare_trees(c, before == NULL ? NULL : before->id,
		    after == NULL ? NULL : after->id, depth + 1, err);
	else
		rc = add_difference(c, before, after, err);
	c->path[folder] = '\0';
	return rc;
}

/* How many bytes ahead are the same in both. */
static size_t
common_ahead(const struct cvd_tree *a, const struct cvd_tree *b)
{
	size_t left_a = (size_t)(a->end - a->at);
	size_t left_b = (size_t)(b->end - b->at);
	size_t most = left_a < left_b ? left_a : left_b;
	size_t n = 0;

	while (most - n >= BLOCK && memcmp(a->at + n, b->at + n, BLOCK) == 0)
		n += BLOCK;
	while (n < most && a->at[n] == b->at[n])
		n++;
	return n;
}

/*
 * Goes on while both are the same, reading it once. Where they part may be
 * the middle of an entry, so the last ones before that are left alone.
 */
static enum cvd_status
skip_common(struct cvd_tree *before, struct cvd_tree *after,
    struct cvd_err *err)
{
	size_t common = common_ahead(before, after);
	const char *start = after->at;
	enum cvd_status rc = CVD_OK;

	while (rc == CVD_OK &&
	       (size_t)(after->at - start) + LONGEST_ENTRY <= common)
		rc = cvd_tree_next(after, err);
	if (rc != CVD_OK || after->at == start)
		return rc;
	before->at += after->at - start;
	before->entry = after->entry;
	(void)memcpy(before->is_file, after->is_file, sizeof(before->is_file));
	before->longest = after->longest;
	return CVD_OK;
}

/* Goes through both in the order of paths, side by side. */
static enum cvd_status
compare_entries_of(struct comparing *c, struct cvd_tree *before,
    struct cvd_tree *after, unsigned depth, struct cvd_err *err)
{
	bool in_step = true; /* the same names were read on both sides */
	int order = 0;       /* below 0: the last was in `before` alone */
	enum cvd_status rc = CVD_OK;

	for (;;) {
		if (in_step)
			rc = skip_common(before, after, err);
		if (rc == CVD_OK && order <= 0)
			rc = cvd_tree_next(before, err);
		if (rc == CVD_OK && order >= 0)
			rc = cvd_tree_next(after, err);
		if (rc != CVD_OK || (!before->has_entry && !after->has_entry))
			return rc;
		if (before->has_entry && after->has_entry)
			order = cvd_tree_compare(&before->entry, &after->entry);
		else
			order = before->has_entry ? -1 : 1;
		in_step = in_step && order == 0;
		rc = compare_entries(c, order <= 0 ? &before->entry : NULL,
		    order >= 0 ? &after->entry : NULL, depth, err);
		if (rc != CVD_OK)
			return rc;
	}
}

/*
 * Git leaves empty folders out. Without any, each folder that is read leads to
 * a difference, and their number bounds the work.
 */
static enum cvd_status
check_filled(const struct cvd_tree *tree, struct cvd_err *err)
{
	return tree->object != NULL && tree->at == tree->end
	           ? cvd_tree_malformed(tree, "it is empty", err)
	           : CVD_OK;
}

static enum cvd_status
compare_trees(struct comparing *c, const unsigned char *before,
    const unsigned char *after, unsigned depth, struct cvd_err *err)
{
	struct cvd_tree sides[2] = { { .object = NULL } };
	enum cvd_status rc;

	if (depth > CVD_MAX_DEPTH)
		return cvd_fail(err, CVD_E_INVALID,
		    "'%s' is deeper than %u folders", c->path, CVD_MAX_DEPTH);
	rc = cvd_tree_open(c->store, before, c->path, &sides[0], err);
	if (rc == CVD_OK)
		rc = cvd_tree_open(c->store, after, c->path, &sides[1], err);
	if (rc == CVD_OK && depth > 0)
		rc = check_filled(&sides[0], err);
	if (rc == CVD_OK && depth > 0)
		rc = check_filled(&sides[1], err);
	if (rc == CVD_OK)
		rc = compare_entries_of(c, &sides[0], &sides[1], depth, err);
	cvd_tree_close(&sides[0]);
	cvd_tree_close(&sides[1]);
	return rc;
}

enum cvd_status
cvd_store_diff(struct cvd_store *store, const char *before, const char *after,
    size_t most, struct cvd_arena *arena,
    struct cvd_store_difference **differences, size_t *count,
    struct cvd_err *err)
{
	struct comparing c = { .store = store, .arena = arena, .most = most };
	bool has_before = before[0] != '\0';
	git_oid ids[2];
	enum cvd_status rc = CVD_OK;

	if (has_before)
		rc = cvd_tree_id(before, &ids[0], err);
	if (rc == CVD_OK)
		rc = cvd_tree_id(after, &ids[1], err);
	if (rc == CVD_OK && !(has_before && git_oid_equal(&ids[0], &ids[1])))
		rc = compare_trees(&c, has_before ? ids[0].id : NULL, ids[1].id,
		    0, err);
	if (rc == CVD_OK) {
		*differences = c.list;
		*count = c.count;
	}
	return rc;
}

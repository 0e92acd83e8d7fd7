/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * What a file was before two histories parted. Where they were merged
 * crosswise that is not one commit's to say: then it is what the best common
 * ancestors come to, merged like any two.
 */

#include "app/merge_private.h"

#include <string.h>

/* Crosswise merges upon crosswise merges; beyond that a person decides. */
#define DEEPEST 32u

/* With three lines or more each asks for several: it must come to an end. */
#define MOST    64u

struct asking {
	struct cvd_store *store;
	const struct cvd_path *path;
	struct cvd_arena *arena;
	unsigned *left; /* times that it may still be asked */
};

static enum cvd_status
version_at(const struct asking *a, const char *commit,
    struct merge_version *version, struct cvd_err *err)
{
	enum cvd_status rc;

	*version = (struct merge_version){ .bytes = NULL };
	rc = cvd_store_find_at(a->store, commit, a->path->text, version->blob,
	    err);
	if (rc != CVD_E_NOT_FOUND)
		return rc;
	version->blob[0] = '\0';
	return CVD_OK;
}

static enum cvd_status find(const struct asking *a, const char *commit,
    const char *const *others, size_t count, unsigned depth,
    struct merge_version *base, struct cvd_err *err);

/* One more ancestor, to what those before it come to. */
static enum cvd_status
add(const struct asking *a, const char **bases, size_t i, unsigned depth,
    struct merge_version *sum, struct cvd_err *err)
{
	struct merge_version next, before;
	struct cvd_err why;
	enum cvd_status rc = version_at(a, bases[i], &next, err);

	if (rc != CVD_OK || merge_version_is(sum, &next))
		return rc;
	rc = find(a, bases[i], (const char *const *)bases, i, depth + 1,
	    &before, err);
	if (rc != CVD_OK)
		return rc;
	rc = merge_three(a->store, a->path, &before, sum, &next, a->arena, sum,
	    &why);
	if (rc == CVD_E_CONFLICT) {
		sum->is_unsettled = true;
		return CVD_OK;
	}
	if (rc != CVD_OK && err != NULL)
		*err = why;
	return rc;
}

/* What it was before `commit` and all the others, as one, parted. */
static enum cvd_status
find(const struct asking *a, const char *commit, const char *const *others,
    size_t count, unsigned depth, struct merge_version *base,
    struct cvd_err *err)
{
	const char **bases;
	size_t base_count;
	enum cvd_status rc;

	*base = (struct merge_version){ .is_unsettled = depth > DEEPEST ||
		                                        *a->left == 0 };
	if (base->is_unsettled)
		return CVD_OK;
	--*a->left;
	rc = cvd_store_merge_bases(a->store, commit, others, count, a->arena,
	    &bases, &base_count, err);
	if (rc == CVD_E_INVALID) {
		base->is_unsettled = true;
		return CVD_OK;
	}
	if (rc != CVD_OK || base_count == 0)
		return rc;
	rc = version_at(a, bases[0], base, err);
	for (size_t i = 1; rc == CVD_OK && i < base_count; i++) {
		if (base->is_unsettled)
			break;
		rc = add(a, bases, i, depth, base, err);
	}
	return rc;
}

enum cvd_status
merge_base(struct cvd_store *store, const struct cvd_path *path,
    const char *ours, const char *theirs, struct cvd_arena *arena,
    struct merge_version *base, struct cvd_err *err)
{
	unsigned left = MOST;
	const struct asking a = { store, path, arena, &left };

	return find(&a, ours, &theirs, 1, 0, base, err);
}

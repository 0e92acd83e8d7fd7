/* SPDX-License-Identifier: EUPL-1.2 */

/* Two rosters that grew from one, as one. */

#include "core/roster_merge.h"

#include "core/buf.h"
#include "core/canon.h"
#include "core/limits.h"
#include "core/roster_change.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static bool
has_same_lines(const struct cvd_lines *a, const struct cvd_lines *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->item[i], b->item[i]) != 0)
			return false;
	return true;
}

static bool
has_same_members(const struct cvd_roster *a, const struct cvd_roster *b)
{
	const struct cvd_member *x = a->members.item;
	const struct cvd_member *y = b->members.item;

	if (a->members.count != b->members.count)
		return false;
	for (size_t i = 0; i < a->members.count; i++)
		if (strcmp(x[i].name, y[i].name) != 0 ||
		    x[i].role != y[i].role ||
		    strcmp(x[i].primary, y[i].primary) != 0 ||
		    !has_same_lines(&x[i].signing, &y[i].signing))
			return false;
	return true;
}

static bool
has_same_approvals(const struct cvd_roster *a, const struct cvd_roster *b)
{
	struct cvd_buf x = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_buf y = CVD_BUF_INIT(CVD_MAX_FILE);
	bool is_same = a->approvals == b->approvals;

	if (!is_same && a->approvals != NULL && b->approvals != NULL) {
		cvd_canon_write(&x, a->approvals);
		cvd_canon_write(&y, b->approvals);
		is_same = x.size == y.size &&
		          memcmp(x.data, y.data, x.size) == 0;
	}
	cvd_buf_clear(&x);
	cvd_buf_clear(&y);
	return is_same;
}

/* The side that changed something, or NULL where both did, and not alike. */
static const struct cvd_roster *
side_of(bool (*is_same)(const struct cvd_roster *, const struct cvd_roster *),
    const struct cvd_roster *base, const struct cvd_roster *ours,
    const struct cvd_roster *theirs)
{
	if (is_same(ours, theirs) || is_same(base, theirs))
		return ours;
	return is_same(base, ours) ? theirs : NULL;
}

static int
by_text(const void *a, const void *b)
{
	const char *const *x = a;
	const char *const *y = b;

	return strcmp(*x, *y);
}

/* Both lists as one, sorted, each line once. */
static void
unite_lines(const struct cvd_lines *a, const struct cvd_lines *b,
    struct cvd_arena *arena, struct cvd_lines *united)
{
	const char **lines = cvd_arena_alloc(arena, a->count + b->count + 1,
	    sizeof *lines);
	size_t kept = 0;

	*united = (struct cvd_lines){ lines, 0 };
	if (lines == NULL)
		return;
	for (size_t i = 0; i < a->count; i++)
		lines[i] = a->item[i];
	for (size_t i = 0; i < b->count; i++)
		lines[a->count + i] = b->item[i];
	qsort(lines, a->count + b->count, sizeof *lines, by_text);
	for (size_t i = 0; i < a->count + b->count; i++)
		if (kept == 0 || strcmp(lines[kept - 1], lines[i]) != 0)
			lines[kept++] = lines[i];
	united->count = kept;
}

static int
by_key(const void *a, const void *b)
{
	const struct cvd_retired *x = a;
	const struct cvd_retired *y = b;

	return strcmp(x->key, y->key);
}

/* What the two say of a key that both retired. */
static enum cvd_status
unite_retired(const struct cvd_retired *a, const struct cvd_retired *b,
    struct cvd_arena *arena, struct cvd_retired *united, struct cvd_err *err)
{
	*united = *a;
	if (strcmp(a->reason, b->reason) != 0 ||
	    strcmp(a->good_until, b->good_until) != 0)
		return cvd_fail(err, CVD_E_CONFLICT,
		    "key %s is retired on both sides, and not alike: '%s' "
		    "good until %.12s, and '%s' good until %.12s",
		    a->key, a->reason, a->good_until, b->reason, b->good_until);
	unite_lines(&a->voids, &b->voids, arena, &united->voids);
	return CVD_OK;
}

static enum cvd_status
merge_retired(const struct cvd_roster *ours, const struct cvd_roster *theirs,
    struct cvd_arena *arena, struct cvd_items *merged, struct cvd_err *err)
{
	const struct cvd_retired *a = ours->retired.item;
	const struct cvd_retired *b = theirs->retired.item;
	struct cvd_retired *list = cvd_arena_alloc(arena,
	    ours->retired.count + theirs->retired.count + 1, sizeof *list);
	size_t count = 0;
	enum cvd_status rc = cvd_arena_check(arena, err);

	for (size_t i = 0; i < ours->retired.count && rc == CVD_OK; i++) {
		const struct cvd_retired *other = cvd_roster_retired(theirs,
		    a[i].key);

		rc = unite_retired(&a[i], other == NULL ? &a[i] : other, arena,
		    &list[count++], err);
	}
	for (size_t i = 0; i < theirs->retired.count && rc == CVD_OK; i++)
		if (cvd_roster_retired(ours, b[i].key) == NULL)
			rc = unite_retired(&b[i], &b[i], arena, &list[count++],
			    err);
	if (rc != CVD_OK)
		return rc;
	qsort(list, count, sizeof *list, by_key);
	*merged = (struct cvd_items){ list, count };
	return cvd_arena_check(arena, err);
}

enum cvd_status
cvd_roster_merge(const struct cvd_roster *base, const struct cvd_roster *ours,
    const struct cvd_roster *theirs, struct cvd_arena *arena,
    struct cvd_roster *merged, struct cvd_err *err)
{
	const struct cvd_roster *members = side_of(has_same_members, base, ours,
	    theirs);
	const struct cvd_roster *approvals = side_of(has_same_approvals, base,
	    ours, theirs);
	unsigned serial = ours->serial > theirs->serial ? ours->serial
	                                                : theirs->serial;
	struct cvd_flaw flaw;
	enum cvd_status rc;

	if (members == NULL)
		return cvd_fail(err, CVD_E_CONFLICT,
		    "both sides changed who is a member");
	if (approvals == NULL)
		return cvd_fail(err, CVD_E_CONFLICT,
		    "both sides changed what needs approval");
	if (serial == UINT_MAX)
		return cvd_fail(err, CVD_E_CONFLICT,
		    "the serial cannot count on");
	*merged = *members;
	merged->schema = CVD_ROSTER_SCHEMA;
	merged->serial = serial + 1;
	merged->approvals = approvals->approvals;
	rc = merge_retired(ours, theirs, arena, &merged->retired, err);
	if (rc == CVD_OK &&
	    cvd_roster_change_check_members(merged, &flaw) != CVD_OK)
		rc = cvd_fail(err, CVD_E_CONFLICT, "%s", flaw.message);
	return rc;
}

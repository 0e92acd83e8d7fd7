/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Keys that were retired: from which commit on they do not count. What the
 * roster of the tip says of it acts on the whole past, on every branch, so
 * that nobody who left can add to an old line what would be merged later.
 */

#include "app/verify_private.h"

#include <string.h>

/* A key that counts up to a commit alone. */
struct cutoff {
	const char *key;
	const char *good_until;
	const struct cvd_lines *voids; /* NULL: none */
};

struct looking {
	struct verify_run *run;
	struct cvd_arena *arena;
	struct cutoff *cutoffs;
	size_t cutoff_count;
	size_t first; /* of all records, the first to be looked at */
	size_t worst; /* the first bad one so far, or the count of all */
	struct cvd_flaw flaw;
	char roster[CVD_OBJECT_ID_TEXT]; /* blob of the last one asked */
	size_t roster_count;
};

static enum cvd_status
add_cutoff(struct looking *l, const char *key, const char *good_until,
    const struct cvd_lines *voids, struct cvd_err *err)
{
	struct cutoff *cutoffs = cvd_arena_grow(l->arena, l->cutoffs,
	    l->cutoff_count, sizeof *cutoffs);

	if (cutoffs == NULL)
		return cvd_arena_check(l->arena, err);
	l->cutoffs = cutoffs;
	cutoffs[l->cutoff_count++] = (struct cutoff){ key, good_until, voids };
	return CVD_OK;
}

/* What the roster of a commit that is proven says of retired keys. */
static enum cvd_status
ask_roster(struct looking *l, const char *commit, struct cvd_err *err)
{
	const struct cvd_roster *roster = NULL;
	const struct cvd_retired *r;
	struct cvd_flaw flaw;
	char tree[CVD_OBJECT_ID_TEXT];
	char before[CVD_OBJECT_ID_TEXT];
	enum cvd_status rc = verify_tree_of(l->run, commit, tree, err);

	(void)memcpy(before, l->roster, sizeof before);
	if (rc == CVD_OK)
		rc = verify_roster_at(l->run, tree, &roster, l->roster, &flaw,
		    err);
	if (rc == CVD_E_FINDINGS || (rc == CVD_OK && roster == NULL))
		return cvd_fail(err, CVD_E_INTERNAL,
		    "a roster that was proven cannot be read");
	if (rc != CVD_OK || strcmp(before, l->roster) == 0)
		return rc;
	l->roster_count++;
	r = roster->retired.item;
	for (size_t i = 0; i < roster->retired.count && rc == CVD_OK; i++)
		rc = add_cutoff(l, r[i].key, r[i].good_until, &r[i].voids, err);
	return rc;
}

/* What the person distrusts. */
static enum cvd_status
ask_person(struct looking *l, struct cvd_err *err)
{
	const struct cvd_trust *trust = l->run->trust;
	const struct cvd_distrust *d;
	enum cvd_status rc = CVD_OK;

	if (trust == NULL)
		return CVD_OK;
	d = trust->distrust.item;
	for (size_t i = 0; i < trust->distrust.count && rc == CVD_OK; i++)
		rc = add_cutoff(l, d[i].key, d[i].good_until, NULL, err);
	return rc;
}

/* Whether a commit's signer is this key, or a part of it. */
static bool
is_of(const struct verify_run *run, const struct verify_record *record,
    const char *key)
{
	const struct cvd_batch_key *known;
	char signer[41];

	verify_id_text(record->signer, /* upper= */ true, signer);
	if (strcmp(signer, key) == 0)
		return true;
	known = cvd_batch_key(run->batch, signer);
	return known != NULL && strcmp(known->primary, key) == 0;
}

static bool
is_listed(const struct cvd_lines *commits, const char *commit)
{
	for (size_t i = 0; commits != NULL && i < commits->count; i++)
		if (strcmp(commits->item[i], commit) == 0)
			return true;
	return false;
}

static enum cvd_status
apply(struct looking *l, const struct cutoff *cutoff, struct cvd_err *err)
{
	struct verify_past *past = NULL;

	for (size_t i = l->first; i < l->worst; i++) {
		const struct verify_record *record = verify_record_at(l->run,
		    i);
		char commit[CVD_OBJECT_ID_TEXT];
		enum cvd_status rc;

		if (!is_of(l->run, record, cutoff->key))
			continue;
		if (past == NULL) {
			rc = verify_past_of(l->run, cutoff->good_until,
			    l->arena, &past, err);
			if (rc != CVD_OK)
				return rc;
		}
		verify_id_text(record->commit, /* upper= */ false, commit);
		if (verify_past_has(past, commit))
			continue;
		if (is_listed(cutoff->voids, commit))
			continue;
		l->worst = i;
		(void)cvd_flaw_found(&l->flaw, CVD_FLAW_SIGNED_AFTER_CUTOFF,
		    "it is signed by key %s, which counts up to commit %.12s "
		    "alone",
		    cutoff->key, cutoff->good_until);
	}
	return CVD_OK;
}

/* Keys that are revoked, of which nobody said from when on. */
static void
find_revoked(struct looking *l)
{
	for (size_t i = l->first; i < l->worst; i++) {
		const struct verify_record *record = verify_record_at(l->run,
		    i);
		const struct cvd_batch_key *key;
		char signer[41];
		bool is_known = false;

		verify_id_text(record->signer, /* upper= */ true, signer);
		key = cvd_batch_key(l->run->batch, signer);
		if (key == NULL || !key->is_revoked)
			continue;
		for (size_t k = 0; k < l->cutoff_count && !is_known; k++)
			is_known = is_of(l->run, record, l->cutoffs[k].key);
		if (is_known)
			continue;
		l->worst = i;
		(void)cvd_flaw_found(&l->flaw, CVD_FLAW_REVOKED_KEY,
		    "it is signed by key %s, which is revoked, and nothing "
		    "says up to which commit it counts",
		    signer);
	}
}

/*
 * Of the tip; or, where it is not proven, of what the first bad commit stands
 * on, which a merge does on two lines.
 */
static enum cvd_status
ask_all(struct looking *l, struct cvd_err *err)
{
	struct verify_run *run = l->run;
	const struct verify_node *bad = &run->nodes[run->judged_count];
	char last[CVD_OBJECT_ID_TEXT];
	enum cvd_status rc = ask_person(l, err);

	if (rc == CVD_OK && run->how->beside != NULL)
		rc = ask_roster(l, run->how->beside, err);
	if (rc == CVD_OK && run->judged_count == run->node_count)
		return ask_roster(l, run->tip, err);
	for (size_t i = 0; i < bad->parent_count && rc == CVD_OK; i++)
		if (verify_is_recorded(run, bad->parents[i]))
			rc = ask_roster(l, bad->parents[i], err);
	if (rc == CVD_OK && run->judged_count > 0) {
		verify_id_text(run->judged[run->judged_count - 1].commit,
		    /* upper= */ false, last);
		rc = ask_roster(l, last, err);
	}
	return rc;
}

static bool
distrusts(const struct verify_run *run)
{
	return run->trust != NULL && run->trust->distrust.count > 0;
}

/* What stood the same before need not be looked at once more. */
static void
skip_settled(struct looking *l)
{
	const struct verify_cache *cache = &l->run->cache;
	unsigned char roster[20];

	if (distrusts(l->run) || l->roster_count != 1)
		return;
	verify_id_pack(l->roster, roster);
	if (memcmp(roster, cache->settled_by, sizeof roster) == 0)
		l->first = cache->settled;
}

static enum cvd_status
find_worst(struct looking *l, bool is_clean, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	l->worst = verify_record_count(l->run);
	for (size_t i = 0; i < l->cutoff_count && rc == CVD_OK; i++)
		rc = apply(l, &l->cutoffs[i], err);
	/* what a bad commit brings for certificates accuses nobody */
	if (rc == CVD_OK && is_clean)
		find_revoked(l);
	return rc;
}

/*
 * What is remembered may have been taken back since, and accuses nobody then.
 * It is forgotten, for it may come back.
 */
static enum cvd_status
find_worst_of_line(struct looking *l, bool is_clean, struct cvd_err *err)
{
	struct verify_run *run = l->run;
	enum cvd_status rc = find_worst(l, is_clean, err);

	if (rc != CVD_OK || l->worst >= run->cache.count)
		return rc;
	rc = verify_drop_strays(run, l->arena, err);
	l->first = 0;
	if (rc == CVD_OK)
		rc = find_worst(l, is_clean, err);
	if (rc == CVD_OK && !run->how->is_trial)
		rc = verify_cache_add(run, 0, err);
	return rc;
}

static enum cvd_status
look(struct looking *l, struct cvd_err *err)
{
	struct verify_run *run = l->run;
	bool is_clean = run->finding_count == run->warning_count;
	enum cvd_status rc = ask_all(l, err);

	skip_settled(l);
	if (rc == CVD_OK)
		rc = find_worst_of_line(l, is_clean, err);
	if (rc == CVD_OK && l->worst < verify_record_count(run)) {
		char commit[CVD_OBJECT_ID_TEXT];

		verify_id_text(verify_record_at(run, l->worst)->commit,
		    /* upper= */ false, commit);
		return verify_found_first(run, commit, &l->flaw, err);
	}
	if (rc == CVD_OK && is_clean && !run->how->is_trial && !distrusts(run))
		rc = verify_cache_settle(run, l->roster, err);
	return rc;
}

enum cvd_status
verify_cutoff(struct verify_run *run, struct cvd_err *err)
{
	struct looking l = { .run = run };
	bool is_settled = run->judged_count == 0 &&
	                  run->cache.settled == run->cache.count;
	enum cvd_status rc;

	if (verify_record_count(run) == 0 || (is_settled && !distrusts(run)))
		return CVD_OK;
	rc = verify_keys_ready(run, err);
	if (rc != CVD_OK)
		return rc;
	l.arena = cvd_arena_new();
	rc = cvd_arena_check(l.arena, err);
	if (rc == CVD_OK)
		rc = look(&l, err);
	cvd_arena_free(l.arena);
	return rc;
}

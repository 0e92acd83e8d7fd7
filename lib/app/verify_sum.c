/* SPDX-License-Identifier: EUPL-1.2 */

/* What a run of the verifier has proven, in numbers. */

#include "app/verify_private.h"
#include "core/ident.h"

#include <string.h>

/* Keys that signed, each once: few, whatever the length of a history. */
static enum cvd_status
count_people(struct verify_run *run, size_t *count, struct cvd_err *err)
{
	const unsigned char **seen = NULL;
	size_t all = verify_record_count(run);

	*count = 0;
	for (size_t i = 0; i < all; i++) {
		const unsigned char *signer = verify_record_at(run, i)->signer;
		size_t k = 0;

		while (k < *count && memcmp(seen[k], signer, 20) != 0)
			k++;
		if (k < *count)
			continue;
		seen = cvd_arena_grow(run->arena, (void *)seen, *count,
		    sizeof *seen);
		if (seen == NULL)
			return cvd_arena_check(run->arena, err);
		seen[(*count)++] = signer;
	}
	return CVD_OK;
}

/* Case files below a folder, as many levels down as cases lie. */
static enum cvd_status
count_cases(struct verify_run *run, const char *folder, unsigned depth,
    size_t *count, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_store_entry *entries = NULL;
	size_t all = 0;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = cvd_store_list_at(run->store, run->tip, folder, arena,
		    &entries, &all, err);
	if (rc == CVD_E_NOT_FOUND)
		rc = CVD_OK;
	for (size_t i = 0; i < all && rc == CVD_OK; i++) {
		const char *below = cvd_arena_textf(arena, "%s/%s", folder,
		    entries[i].name);

		if (!entries[i].is_folder)
			(*count)++;
		else if (below == NULL)
			rc = cvd_arena_check(arena, err);
		else if (depth < 2)
			rc = count_cases(run, below, depth + 1, count, err);
	}
	cvd_arena_free(arena);
	return rc;
}

/* Commits of this history that the roster of the tip takes authority from. */
static enum cvd_status
count_voided(struct verify_run *run, size_t *count, struct cvd_err *err)
{
	const struct cvd_roster *roster = NULL;
	const struct cvd_retired *r;
	struct cvd_flaw flaw;
	char tree[CVD_OBJECT_ID_TEXT];
	char blob[CVD_OBJECT_ID_TEXT];
	enum cvd_status rc = verify_tree_of(run, run->tip, tree, err);

	if (rc == CVD_OK)
		rc = verify_roster_at(run, tree, &roster, blob, &flaw, err);
	if (rc != CVD_OK || roster == NULL)
		return rc;
	r = roster->retired.item;
	for (size_t i = 0; i < roster->retired.count; i++)
		for (size_t k = 0; k < r[i].voids.count; k++)
			*count += verify_is_recorded(run, r[i].voids.item[k]);
	return CVD_OK;
}

/* A shallow repository begins where somebody vouches for what is missing. */
static const char *
beginning(const struct verify_run *run)
{
	return run->checkpoints.count == 0 ||
	               cvd_store_has_commit(run->store, run->introduction)
	           ? run->introduction
	           : run->checkpoints.item[0];
}

/* What the history holds, and since when. */
static enum cvd_status
look_at_good(struct verify_run *run, struct cvd_verify_result *result,
    struct cvd_err *err)
{
	enum cvd_status rc = count_voided(run, &result->voided, err);

	if (rc == CVD_OK)
		rc = count_cases(run, "cases", 0, &result->cases, err);
	if (rc == CVD_OK)
		rc = verify_time_of(run, beginning(run), &result->since, err);
	return rc;
}

/* The same, as far as it can be told: what is wrong may stand in the way. */
static enum cvd_status
look_at_bad(struct verify_run *run, struct cvd_verify_result *result,
    struct cvd_err *err)
{
	enum cvd_status rc = count_cases(run, "cases", 0, &result->cases, err);

	if (rc != CVD_OK && rc != CVD_E_NO_MEMORY)
		result->cases = 0;
	if (rc != CVD_E_NO_MEMORY)
		rc = verify_time_of(run, beginning(run), &result->since, err);
	return rc == CVD_E_NO_MEMORY ? rc : CVD_OK;
}

enum cvd_status
verify_sum(struct verify_run *run, struct cvd_verify_result *result,
    struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	result->findings = run->findings;
	result->count = run->finding_count;
	result->is_clean = run->finding_count == run->warning_count;
	(void)memcpy(result->tip, run->tip, sizeof result->tip);
	(void)memcpy(result->introduction, run->introduction,
	    sizeof result->introduction);
	(void)memcpy(result->signer, run->signer, sizeof result->signer);
	result->commits = verify_record_count(run);
	result->judged = run->judged_count;
	result->since = CVD_INSTANT_NONE;
	if (run->how->is_brief)
		return CVD_OK;
	rc = count_people(run, &result->people, err);
	if (rc != CVD_OK)
		return rc;
	return result->is_clean ? look_at_good(run, result, err)
	                        : look_at_bad(run, result, err);
}

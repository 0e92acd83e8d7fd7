/* SPDX-License-Identifier: EUPL-1.2 */

/* Where main goes, once all is proven. */

#include "app/person.h"
#include "app/sync_private.h"
#include "app/trust.h"

#include <string.h>

static enum cvd_status
fail_conflicts(struct sync_run *run, struct cvd_err *err)
{
	struct cvd_sync_result *r = run->result;

	r->conflicts = run->merge.conflicts;
	r->conflict_count = run->merge.conflict_count;
	return cvd_fail(err, CVD_E_CONFLICT,
	    "%zu file%s cannot be merged without a person; nothing was moved",
	    r->conflict_count, r->conflict_count == 1 ? "" : "s");
}

enum cvd_status
sync_plan(struct sync_run *run, struct cvd_err *err)
{
	struct cvd_sync_result *r = run->result;
	enum cvd_status rc = CVD_OK;

	run->merge = (struct cvd_merge){ .count = 0 };
	if (r->before[0] == '\0')
		(void)memcpy(r->before, run->head, sizeof r->before);
	(void)memcpy(r->tip, run->head, sizeof r->tip);
	if (!run->found || run->has_incoming)
		return CVD_OK;
	if (!run->accepts && !run->has_head) {
		rc = cvd_merge_commits(run->store, run->head, r->incoming,
		    run->arena, &run->merge, err);
		if (rc == CVD_OK && run->merge.conflict_count > 0)
			rc = fail_conflicts(run, err);
	}
	if (rc == CVD_OK)
		rc = sync_news(run, err);
	if (rc == CVD_OK && run->accepts)
		rc = sync_deeds_left(run, err);
	if (rc != CVD_OK)
		return rc;
	if (run->accepts)
		r->way = CVD_SYNC_ANEW;
	else if (!run->has_head)
		r->way = CVD_SYNC_MERGED;
	else if (r->way == CVD_SYNC_STAYED)
		r->way = CVD_SYNC_FORWARD;
	return CVD_OK;
}

static enum cvd_status
advance(struct sync_run *run, const char *reason, struct cvd_err *err)
{
	struct cvd_person_ident ident;
	enum cvd_status rc = cvd_person_ident(cvd_store_config(run->store),
	    run->world, run->arena, &ident, err);

	/* nothing is signed, so it need not be a person: a mirror, say */
	if (rc == CVD_E_USAGE)
		ident = (struct cvd_person_ident){ "cvd", "cvd" };
	else if (rc != CVD_OK)
		return rc;
	return cvd_store_advance(run->store,
	    &(struct cvd_store_advance){
	        .commit = run->result->incoming,
	        .reason = reason,
	        .name = ident.name,
	        .email = ident.email,
	        .leaves_head = run->accepts,
	    },
	    err);
}

/* A history that was begun anew; killed anywhere, it can be taken again. */
static enum cvd_status
begin_anew(struct sync_run *run, struct cvd_err *err)
{
	const char *kept = cvd_arena_textf(run->arena, "refs/cvd/forked/%.12s",
	    run->head);
	enum cvd_status rc = cvd_arena_check(run->arena, err);

	if (rc == CVD_OK && !run->has_head)
		rc = cvd_store_set_ref(run->store, kept, run->head, err);
	if (rc == CVD_OK)
		rc = advance(run, "sync: history begun anew", err);
	if (rc == CVD_OK)
		rc = cvd_trust_set_mark(run->world,
		    cvd_casebook_team(run->book)->id, SYNC_MAIN,
		    run->result->incoming, run->arena, err);
	return rc;
}

enum cvd_status
sync_land(struct sync_run *run, struct cvd_err *err)
{
	struct cvd_sync_result *r = run->result;
	enum cvd_status rc = CVD_OK;

	if (run->accepts)
		rc = begin_anew(run, err);
	else if (run->found && !run->has_incoming)
		rc = run->has_head ? advance(run, "sync: fast-forward", err)
		                   : sync_merge(run, err);
	/* a commit may have landed, and its files not */
	if (cvd_store_head(run->store) != NULL)
		(void)memcpy(r->tip, cvd_store_head(run->store), sizeof r->tip);
	/* as all that writes: what was made is proven, and the mark moves */
	if (rc == CVD_OK && strcmp(r->tip, run->head) != 0)
		rc = cvd_verify_new(run->book, err);
	if (rc == CVD_OK && run->found)
		rc = cvd_store_set_ref(run->store, run->proven_ref, r->incoming,
		    err);
	if (rc == CVD_OK)
		rc = sync_count(run->store, run->found ? r->incoming : NULL,
		    r->tip, &r->ahead, err);
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Whether a casebook and what came in for it can be believed. */

#include "app/sync_private.h"
#include "app/trust.h"

#include <string.h>

/* Whether `tip` is a commit or comes from it; a missing one is in nothing. */
static enum cvd_status
holds(struct sync_run *run, const char *tip, const char *commit, bool *is,
    struct cvd_err *err)
{
	*is = false;
	if (!cvd_store_has_commit(run->store, commit))
		return CVD_OK;
	return cvd_store_is_ancestor(run->store, commit, tip, is, err);
}

/* The commit of a ref of ours, or "". */
static enum cvd_status
read_ref(struct sync_run *run, const char *name, char commit[CVD_STORE_ID_TEXT],
    struct cvd_err *err)
{
	enum cvd_status rc = cvd_store_ref(run->store, name, commit, err);

	if (rc != CVD_E_NOT_FOUND)
		return rc;
	commit[0] = '\0';
	return CVD_OK;
}

/* What is pinned of the casebook. */
static enum cvd_status
read_trust(struct sync_run *run, struct cvd_arena *arena,
    const struct cvd_trust **trust, struct cvd_err *err)
{
	enum cvd_status rc = cvd_trust_read(run->world,
	    cvd_casebook_team(run->book)->id, arena, trust, err);

	*trust = rc == CVD_OK ? *trust : NULL;
	return rc == CVD_E_NOT_FOUND ? CVD_OK : rc;
}

/* HEAD is what is shared; it must be on the branch that is. */
static enum cvd_status
find_head(struct sync_run *run, struct cvd_err *err)
{
	const char *head = cvd_store_head(run->store);
	char branch[CVD_STORE_ID_TEXT];
	enum cvd_status rc = read_ref(run, SYNC_MAIN, branch, err);

	if (rc != CVD_OK)
		return rc;
	if (head == NULL || strcmp(head, branch) != 0) {
		(void)cvd_fail(err, CVD_E_CONFLICT,
		    "HEAD is not on the branch 'main'");
		cvd_err_hint(err, "git switch main");
		return CVD_E_CONFLICT;
	}
	(void)memcpy(run->head, head, sizeof run->head);
	return CVD_OK;
}

/*
 * Another casebook that this person keeps has its own introduction, by which
 * it is proven; it is another one all the same.
 */
static enum cvd_status
check_introduction(const struct sync_run *run, const struct cvd_trust *trust,
    const struct cvd_verify_result *result, struct cvd_err *err)
{
	if (trust == NULL ||
	    strcmp(trust->introduction->commit, result->introduction) == 0)
		return CVD_OK;
	return cvd_fail(err, CVD_E_REFUSED,
	    "'%s' has another casebook: it comes from commit %.12s, this one "
	    "from %.12s",
	    run->result->remote, result->introduction,
	    trust->introduction->commit);
}

/* What came in: all of it, from what was proven of the remote before. */
static enum cvd_status
judge_incoming(struct sync_run *run, const struct cvd_trust *trust,
    struct cvd_arena *arena, struct cvd_err *err)
{
	const struct cvd_sync *how = run->how;
	const struct cvd_verify verify = {
		.tip = run->result->incoming,
		.mark = run->accepts || run->proven[0] == '\0' ? NULL
		                                               : run->proven,
		.beside = run->accepts ? NULL : run->head,
		.full = run->accepts,
		.is_trial = how->dry_run,
		.is_brief = true,
		.progress = how->progress,
		.context = how->context,
	};
	const struct cvd_verify_finding *f;
	struct cvd_verify_result result;
	enum cvd_status rc = cvd_verify_run(run->book, &verify, arena, &result,
	    err);

	if (rc != CVD_OK)
		return rc;
	if (result.is_clean)
		return check_introduction(run, trust, &result, err);
	f = cvd_verify_worst(&result);
	if (f->flaw.kind == CVD_FLAW_ROLLBACK || f->flaw.kind == CVD_FLAW_FORK)
		return sync_fail_moved(run, f->flaw.kind == CVD_FLAW_ROLLBACK,
		    err);
	return sync_fail_unproven(run, f, err);
}

/* What is here, whatever this person has proven elsewhere. */
static enum cvd_status
judge_behind(struct sync_run *run, struct cvd_arena *arena, struct cvd_err *err)
{
	const struct cvd_verify verify = {
		.tip = run->head,
		.is_trial = run->how->dry_run,
		.is_brief = true,
	};
	struct cvd_verify_result result;
	enum cvd_status rc = cvd_verify_run(run->book, &verify, arena, &result,
	    err);

	if (rc == CVD_OK && !result.is_clean)
		rc = cvd_verify_refuse(&result, err);
	return rc;
}

/*
 * What is here. The mark is the person's, who may have proven more in another
 * clone: then it must come in now.
 */
static enum cvd_status
judge_own(struct sync_run *run, const struct cvd_trust *trust,
    struct cvd_arena *arena, struct cvd_err *err)
{
	const char *mark = trust == NULL ? NULL
	                                 : cvd_trust_mark(trust, SYNC_MAIN);
	bool is_here = true;
	bool is_there = false;
	enum cvd_status rc = CVD_OK;

	if (mark != NULL)
		rc = holds(run, run->head, mark, &is_here, err);
	if (rc == CVD_OK && !is_here && run->found)
		rc = holds(run, run->result->incoming, mark, &is_there, err);
	if (rc != CVD_OK)
		return rc;
	/* where the past is cut off, that is what is to be said */
	if (!is_here && !is_there && !cvd_store_is_shallow(run->store))
		return sync_fail_mark(run, mark, err);
	if (!is_there && !run->how->dry_run)
		return cvd_verify_new(run->book, err);
	return judge_behind(run, arena, err);
}

/*
 * Before the first sync, what git saw of the remote is proven of it where it
 * is in what is proven here. The next fetch moves what git saw.
 */
static enum cvd_status
take_seen(struct sync_run *run, struct cvd_err *err)
{
	bool is_here = false;
	enum cvd_status rc;

	if (run->proven[0] != '\0' || run->seen[0] == '\0')
		return CVD_OK;
	rc = holds(run, run->head, run->seen, &is_here, err);
	if (rc != CVD_OK || !is_here)
		return rc;
	(void)memcpy(run->proven, run->seen, sizeof run->proven);
	return run->how->dry_run ? CVD_OK
	                         : cvd_store_set_ref(run->store,
	                               run->proven_ref, run->proven, err);
}

/* Whether the remote's tip is the one that was said, and leaves something. */
static enum cvd_status
check_accepted(struct sync_run *run, const struct cvd_trust *trust,
    struct cvd_err *err)
{
	const char *said = run->how->accept_fork;
	const char *mark = trust == NULL ? NULL
	                                 : cvd_trust_mark(trust, SYNC_MAIN);
	const char *tip = run->result->incoming;
	bool has_proven = true;
	bool has_mark = true;
	enum cvd_status rc = CVD_OK;

	run->accepts = false;
	if (said == NULL)
		return CVD_OK;
	if (!run->found || strcmp(said, tip) != 0)
		return cvd_fail(err, CVD_E_CONFLICT,
		    "the tip of '%s' is not %.12s but %s", run->result->remote,
		    said, run->found ? tip : "nothing");
	if (run->proven[0] != '\0')
		rc = holds(run, tip, run->proven, &has_proven, err);
	if (rc == CVD_OK && mark != NULL)
		rc = holds(run, tip, mark, &has_mark, err);
	/* one that holds all of it needs no special word */
	run->accepts = !has_proven || !has_mark || !run->has_head;
	return rc;
}

enum cvd_status
sync_judge(struct sync_run *run, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	const struct cvd_trust *trust = NULL;
	const char *tip = run->result->incoming;
	enum cvd_status rc = cvd_arena_check(arena, err);

	run->has_head = false;
	run->has_incoming = false;
	if (rc == CVD_OK)
		rc = find_head(run, err);
	if (rc == CVD_OK)
		rc = read_ref(run, run->proven_ref, run->proven, err);
	if (rc == CVD_OK)
		rc = read_trust(run, arena, &trust, err);
	if (rc == CVD_OK && run->found)
		rc = holds(run, tip, run->head, &run->has_head, err);
	if (rc == CVD_OK && run->found)
		rc = holds(run, run->head, tip, &run->has_incoming, err);
	if (rc == CVD_OK)
		rc = check_accepted(run, trust, err);
	if (rc == CVD_OK && !run->accepts)
		rc = judge_own(run, trust, arena, err);
	if (rc == CVD_OK && !run->accepts)
		rc = take_seen(run, err);
	if (rc == CVD_OK && !run->found && run->proven[0] != '\0')
		rc = sync_fail_gone(run, err);
	if (rc == CVD_OK && run->found)
		rc = judge_incoming(run, trust, arena, err);
	if (rc == CVD_OK && !run->accepts)
		rc = sync_check_clock(run, err);
	cvd_arena_free(arena);
	return rc;
}

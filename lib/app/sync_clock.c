/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Commits of one's own that say that they are later than now. Where they were
 * made the clock was wrong, and all was proven by it; elsewhere they are not,
 * and nobody could go on once they were sent.
 */

#include "app/sync_private.h"
#include "core/date.h"

#include <string.h>

/* That a clock may be fast, as for whoever proves what comes in. */
#define AHEAD_SECONDS 600

struct clock_check {
	struct sync_run *run;
	char commit[CVD_STORE_ID_TEXT]; /* the earliest of them, or "" */
	cvd_instant at;
};

static enum cvd_status
look_at(void *context, const char *id, struct cvd_err *err)
{
	struct clock_check *check = context;
	struct sync_run *run = check->run;
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_commit commit;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = sync_read_commit(run, id, arena, &commit, err);
	if (rc == CVD_OK &&
	    commit.committer.at > run->world->now + AHEAD_SECONDS) {
		(void)memcpy(check->commit, id, sizeof check->commit);
		check->at = commit.committer.at;
	}
	/* what is odd was found where it counts */
	if (rc == CVD_E_FINDINGS)
		rc = CVD_OK;
	cvd_arena_free(arena);
	return rc;
}

static enum cvd_status
fail_future(const struct clock_check *check, struct cvd_err *err)
{
	const struct sync_run *run = check->run;
	const struct cvd_sync_result *r = run->result;
	char then[CVD_INSTANT_TEXT];
	char now[CVD_INSTANT_TEXT];

	(void)cvd_fail(err, CVD_E_REFUSED,
	    "your commit %.12s was made at %s, and it is %s here: a clock is "
	    "wrong, and nobody else takes it; nothing was moved",
	    check->commit, cvd_instant_text(check->at, then),
	    cvd_instant_text(run->world->now, now));
	if (run->found && strcmp(run->head, r->incoming) != 0)
		cvd_err_hint(err,
		    "if the clock is wrong now, set it; if it was then: 'cvd "
		    "sync %s --accept-fork %s' goes on without what is here "
		    "alone, and lists it",
		    r->remote, r->incoming);
	else
		cvd_err_hint(err,
		    "if the clock is wrong now, set it; if it was then, "
		    "cvd-sync(1) says how to make it again");
	return CVD_E_REFUSED;
}

enum cvd_status
sync_check_clock(struct sync_run *run, struct cvd_err *err)
{
	struct clock_check check = { .run = run, .commit = "" };
	const char *since = run->found ? run->result->incoming : NULL;
	enum cvd_status rc = CVD_OK;

	if (run->found && run->has_head && !run->has_incoming)
		return CVD_OK;
	rc = look_at(&check, run->head, err);
	if (rc == CVD_OK && strcmp(run->head, run->result->incoming) != 0)
		rc = cvd_store_each_between(run->store, since, run->head,
		    look_at, &check, err);
	if (rc == CVD_OK && check.commit[0] != '\0')
		rc = fail_future(&check, err);
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* The rounds of a sync: fetch, judge, land, push; again where one was faster. */

#include "app/sync.h"

#include "app/sync_private.h"
#include "core/ident.h"
#include "core/limits.h"

#include <string.h>
#include <time.h>

#define ROUNDS    5u

/* Between two rounds, in milliseconds: so long, and by chance so much more. */
#define PAUSE_MS  50
#define CHANCE_MS 400

/* Opens the casebook as it is now. */
static enum cvd_status
reopen(struct sync_run *run, enum cvd_casebook_use use, struct cvd_err *err)
{
	enum cvd_status rc;

	cvd_casebook_close(run->book);
	run->book = NULL;
	rc = cvd_casebook_open(run->how->where, run->world, use, &run->book,
	    err);
	if (rc == CVD_OK)
		run->store = cvd_casebook_store(run->book);
	return rc;
}

static enum cvd_status
fetch(struct sync_run *run, struct cvd_err *err)
{
	struct cvd_sync_result *r = run->result;
	enum cvd_status rc = cvd_git_fetch(&run->git, r->remote,
	    run->incoming_ref, &run->found, err);

	if (rc == CVD_OK)
		rc = reopen(run, CVD_CASEBOOK_READ, err);
	r->incoming[0] = '\0';
	if (rc == CVD_OK && run->found)
		rc = cvd_store_ref(run->store, run->incoming_ref, r->incoming,
		    err);
	return rc;
}

/* What would come of it. */
static enum cvd_status
preview(struct sync_run *run, struct cvd_err *err)
{
	struct cvd_sync_result *r = run->result;
	enum cvd_status rc = sync_plan(run, err);

	if (rc == CVD_OK)
		rc = sync_count(run->store, run->found ? r->incoming : NULL,
		    run->accepts ? r->incoming : run->head, &r->ahead, err);
	/* the merge itself */
	if (rc == CVD_OK && r->way == CVD_SYNC_MERGED)
		r->ahead++;
	return rc;
}

/* What is not done is not told, but for what to do about it. */
static enum cvd_status
plan_and_land(struct sync_run *run, struct cvd_err *err)
{
	struct cvd_sync_result *r = run->result;
	struct cvd_sync_result before = *r;
	enum cvd_status rc = sync_plan(run, err);

	if (rc == CVD_OK)
		rc = sync_land(run, err);
	/* a commit may have landed, and what follows it not */
	if (rc == CVD_OK || strcmp(r->tip, run->head) != 0)
		return rc;
	before.conflicts = r->conflicts;
	before.conflict_count = r->conflict_count;
	(void)memcpy(before.tip, r->tip, sizeof before.tip);
	(void)memcpy(before.before, r->before, sizeof before.before);
	*r = before;
	return rc;
}

/*
 * Judged without the lock, which may take its time, and once more with it:
 * what is remembered of the first makes the second short.
 */
static enum cvd_status
bring_in(struct sync_run *run, struct cvd_err *err)
{
	enum cvd_status rc = sync_judge(run, err);

	if (rc == CVD_OK && run->how->dry_run)
		return preview(run, err);
	if (rc == CVD_OK)
		rc = reopen(run, CVD_CASEBOOK_WRITE, err);
	if (rc == CVD_OK)
		rc = sync_judge(run, err);
	if (rc == CVD_OK)
		rc = plan_and_land(run, err);
	return rc;
}

/*
 * What was sent is proven, and the remote has it. Where somebody is writing,
 * the next sync finds that out.
 */
static enum cvd_status
keep_proven(struct sync_run *run, struct cvd_err *err)
{
	enum cvd_status rc = reopen(run, CVD_CASEBOOK_WRITE, err);

	if (rc == CVD_OK)
		rc = cvd_store_set_ref(run->store, run->proven_ref,
		    run->result->tip, err);
	return rc == CVD_E_AGAIN ? CVD_OK : rc;
}

/* Sends what the remote lacks. */
static enum cvd_status
push(struct sync_run *run, bool *is_stale, struct cvd_err *err)
{
	struct cvd_sync_result *r = run->result;
	struct cvd_buf said = CVD_BUF_INIT(CVD_MAX_SAID);
	enum cvd_status rc;

	/* others may write here while the network is waited for */
	rc = reopen(run, CVD_CASEBOOK_READ, err);
	if (rc == CVD_OK)
		rc = sync_check_settled(run, err);
	if (rc == CVD_OK)
		rc = cvd_git_push(&run->git, r->remote, r->tip,
		    run->found ? r->incoming : NULL, is_stale, &said, err);
	if (said.size > 0)
		r->said = cvd_arena_text(run->arena, said.data);
	cvd_buf_clear(&said);
	if (rc != CVD_OK || *is_stale)
		return rc;
	r->is_pushed = true;
	return keep_proven(run, err);
}

static enum cvd_status
take_turn(struct sync_run *run, bool *is_stale, struct cvd_err *err)
{
	enum cvd_status rc = fetch(run, err);

	*is_stale = false;
	if (rc == CVD_OK)
		rc = bring_in(run, err);
	if (rc == CVD_OK && run->result->ahead > 0 && !run->how->dry_run &&
	    !run->how->no_push)
		rc = push(run, is_stale, err);
	return rc;
}

/* Two who are always as fast as each other would meet for ever. */
static void
pause_by_chance(const struct sync_run *run)
{
	struct timespec pause = { .tv_nsec = 0 };
	unsigned char chance = 0;

	if (run->world->random(run->world->random_context, &chance, 1, NULL) !=
	    CVD_OK)
		chance = 0;
	pause.tv_nsec = (PAUSE_MS + CHANCE_MS * chance / 255) * 1000000L;
	(void)nanosleep(&pause, NULL);
}

static enum cvd_status
take_turns(struct sync_run *run, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;
	bool is_stale = true;

	for (unsigned i = 0; i < ROUNDS && rc == CVD_OK && is_stale; i++) {
		if (i > 0)
			pause_by_chance(run);
		rc = take_turn(run, &is_stale, err);
	}
	if (rc == CVD_OK && is_stale)
		rc = cvd_fail(err, CVD_E_AGAIN,
		    "others were faster %u times; nothing was sent", ROUNDS);
	return rc;
}

enum cvd_status
cvd_sync_run(struct cvd_casebook *book, const struct cvd_sync *how,
    struct cvd_arena *arena, struct cvd_sync_result *result,
    struct cvd_err *err)
{
	struct sync_run run = {
		.how = how,
		.world = cvd_casebook_world(book),
		.arena = arena,
		.result = result,
	};
	enum cvd_status rc = CVD_OK;

	*result = (struct cvd_sync_result){ .way = CVD_SYNC_STAYED };
	if (how->accept_fork != NULL &&
	    cvd_object_id_check(how->accept_fork, err) != CVD_OK) {
		cvd_err_prefix(err, "--accept-fork");
		return cvd_fail_as(err, CVD_E_USAGE);
	}
	rc = sync_remote(&run, book, err);
	if (rc == CVD_OK)
		rc = take_turns(&run, err);
	cvd_casebook_close(run.book);
	if (rc == CVD_OK && !how->dry_run)
		cvd_git_maintain(&run.git);
	return rc;
}

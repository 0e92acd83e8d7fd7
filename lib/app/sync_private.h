/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_SYNC_PRIVATE_H
#define CVD_APP_SYNC_PRIVATE_H

#include "app/sync.h"
#include "app/verify.h"
#include "core/commit.h"
#include "edge/git.h"
#include "edge/store.h"

/* What the files of a sync know of each other. */

#define SYNC_MAIN "refs/heads/main"

/* What somebody did, to a case or to a file of the team. */
struct sync_deed {
	const char *what; /* a case's id, or a path */
	const char *by;
	const char *event; /* NULL: of a file */
	size_t round;      /* in which it came in, and the how manieth it was */
	size_t number;
};

struct sync_run {
	const struct cvd_sync *how;
	const struct cvd_world *world;
	struct cvd_arena *arena; /* of the result */
	struct cvd_sync_result *result;
	struct cvd_git git;
	const char *incoming_ref;
	const char *proven_ref;
	/*
	 * Where git saw the remote's main before it was asked now, as a clone
	 * leaves it; empty where it never did.
	 */
	char seen[CVD_STORE_ID_TEXT];
	/* Of all rounds. */
	struct sync_deed *deeds;
	size_t deed_count;
	size_t round;
	/* Of one round. */
	struct cvd_casebook *book;
	struct cvd_store *store;
	bool found; /* the remote has a main: result->incoming */
	char head[CVD_STORE_ID_TEXT];
	char proven[CVD_STORE_ID_TEXT]; /* of the remote; empty: nothing yet */
	bool has_head;                  /* what comes in holds HEAD */
	bool has_incoming;              /* HEAD holds what comes in */
	bool accepts;           /* it is taken for a history begun anew */
	struct cvd_merge merge; /* where neither holds the other */
};

/* sync_remote.c: which remote is meant; fills remote, refs and git. */
enum cvd_status sync_remote(struct sync_run *run, struct cvd_casebook *book,
    struct cvd_err *err);

/*
 * sync_judge.c: whether what is here and what came in is proven, and goes on
 * from what was proven before. Fills what a round knows.
 */
enum cvd_status sync_judge(struct sync_run *run, struct cvd_err *err);

/*
 * sync_clock.c: CVD_E_REFUSED where what is here and not at the remote, or the
 * tip, says that it is later than now. That it was proven here says nothing:
 * it was by a clock that was wrong, too.
 */
enum cvd_status sync_check_clock(struct sync_run *run, struct cvd_err *err);

/*
 * sync_settled.c: CVD_E_INVALID, with path, line and column, where a merge that
 * the remote lacks left a file of the team that is not what it is for.
 */
enum cvd_status sync_check_settled(struct sync_run *run, struct cvd_err *err);

/* sync_refused.c: what to say of a commit that is not proven, whose it is. */
enum cvd_status sync_fail_unproven(struct sync_run *run,
    const struct cvd_verify_finding *finding, struct cvd_err *err);

/* sync_moved.c: what to say of a remote that leaves out what was proven. */
enum cvd_status sync_fail_moved(struct sync_run *run, bool is_rollback,
    struct cvd_err *err);
enum cvd_status sync_fail_gone(struct sync_run *run, struct cvd_err *err);
/* The same of this casebook, against the mark of this person. */
enum cvd_status sync_fail_mark(const struct sync_run *run, const char *mark,
    struct cvd_err *err);

/* sync_land.c: moves main to where it belongs, under the lock. */
enum cvd_status sync_plan(struct sync_run *run, struct cvd_err *err);
enum cvd_status sync_land(struct sync_run *run, struct cvd_err *err);

/* sync_merge.c: the signed merge of HEAD and what came in. */
enum cvd_status sync_merge(struct sync_run *run, struct cvd_err *err);

/*
 * sync_deeds.c: the parts of a commit; CVD_E_FINDINGS for an odd one, as there
 * may be before the introduction.
 */
enum cvd_status sync_read_commit(struct sync_run *run, const char *id,
    struct cvd_arena *arena, struct cvd_commit *commit, struct cvd_err *err);
/* Reads the commits that come in: came_in, deeds. */
enum cvd_status sync_deeds(struct sync_run *run, struct cvd_err *err);
/* The commits of HEAD that a history begun anew leaves out: left. */
enum cvd_status sync_deeds_left(struct sync_run *run, struct cvd_err *err);
/* How many commits of `tip` are not in `since`, which may be NULL. */
enum cvd_status sync_count(struct cvd_store *store, const char *since,
    const char *tip, size_t *count, struct cvd_err *err);

/* sync_news.c: what they come to: cases, files. */
enum cvd_status sync_news(struct sync_run *run, struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_SYNC_H
#define CVD_APP_SYNC_H

#include "app/casebook.h"
#include "app/merge.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Sharing a casebook by a Git remote: what the others did is fetched, proven,
 * merged with what was done here, and the result is pushed.
 *
 *	refs/cvd/incoming/REMOTE/main  what came in last, proven or not
 *	refs/cvd/proven/REMOTE/main    what was last proven of the remote
 *	refs/cvd/forked/ID             a tip left for a history begun anew
 *
 * The lock is held while history here moves, never while the network is waited
 * for. Killed at any instant, a sync has done a step or has not.
 *
 * Rule: cvd-sync(1).
 */

/* Formats of those names, by the remote's. */
#define CVD_INCOMING_REF "refs/cvd/incoming/%s/main"
#define CVD_PROVEN_REF   "refs/cvd/proven/%s/main"

/* What is asked for. Texts are borrowed. */
struct cvd_sync {
	const char *where;  /* as cvd_casebook_open() takes it */
	const char *remote; /* NULL: the one that git would take */
	/* The whole id of the remote's tip, to be taken whatever was proven. */
	const char *accept_fork;
	bool dry_run; /* moves nothing but what is fetched */
	bool no_push;
	bool shows_progress; /* of the network */
	/* Told what git says on the way, and how much is proven; may be NULL. */
	void (*heard)(void *context, const char *line);
	void (*progress)(void *context, size_t done, size_t all);
	void *context;
};

/* A case that others worked on. */
struct cvd_sync_case {
	const char *id;
	struct cvd_lines by;     /* members */
	struct cvd_lines events; /* their kinds, as "assessed", each once */
	const char *state;       /* with everything that is known here */
	bool has_moved;          /* it had another one here, or none */
	bool needs_review;
};

/* A file of the team that others changed. */
struct cvd_sync_file {
	const char *path;
	struct cvd_lines by;
	const char *change; /* "added", "changed", "removed" */
};

/* A commit that is here alone, of a history that was left. */
struct cvd_sync_left {
	const char *commit;
	const char *by; /* NULL where the commit is not cvd's */
	const char *subject;
};

enum cvd_sync_way {
	CVD_SYNC_STAYED,  /* nothing new came in */
	CVD_SYNC_FORWARD, /* to where the remote is */
	CVD_SYNC_MERGED,
	CVD_SYNC_ANEW, /* to a history that was begun anew */
};

/* What came of it, with a failure too: as far as it came. What is not yet in
 * main then is not told. */
struct cvd_sync_result {
	const char *remote;
	char before[41];   /* where main was here */
	char tip[41];      /* where it is; in a dry run, as before */
	char incoming[41]; /* the remote's; empty where it has none */
	char base[41];     /* of a rollback or fork: what is common, or "" */
	enum cvd_sync_way way;
	size_t came_in; /* commits */
	size_t ahead;   /* commits that the remote lacks, or lacked */
	bool is_pushed; /* it has them now */
	struct cvd_sync_case *cases; /* in the order of ids */
	size_t case_count;
	struct cvd_sync_file *files; /* in the order of paths */
	size_t file_count;
	struct cvd_merge_conflict *conflicts;
	size_t conflict_count;
	struct cvd_sync_left *left; /* the latest first */
	size_t left_count;
	char *said; /* lines of who declined the push; or NULL */
};

/*
 * Syncs the casebook, which is open for reading and closed to nobody. All in
 * `result` lives in `arena`.
 *
 * CVD_E_USAGE where it is not clear which remote is meant, CVD_E_NOT_FOUND for
 * one that is not there. CVD_E_REFUSED where a commit is not proven, or the
 * push was declined. CVD_E_CONFLICT where history was moved back or forked,
 * where a merge needs a person (result->conflicts), and as
 * cvd_store_advance() has it. CVD_E_INVALID where a person's own merge left a
 * file of the team that is not what it is for. CVD_E_AGAIN where the remote cannot be reached,
 * or others were faster each time. What was merged stays merged when it could
 * not be pushed.
 */
enum cvd_status cvd_sync_run(struct cvd_casebook *book,
    const struct cvd_sync *how, struct cvd_arena *arena,
    struct cvd_sync_result *result, struct cvd_err *err) CVD_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_RECORD_H
#define CVD_APP_RECORD_H

#include "core/case.h"
#include "core/policy.h"
#include "core/replay.h"

#include "app/casebook.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A case as it is worked on: its file, its replay, and the policies that it
 * is pinned to with their calendars and zones.
 */

struct cvd_record {
	struct cvd_arena *arena; /* of the replay and the set */
	struct cvd_case *c;
	struct cvd_case *whole; /* what a rewound c borrows from, or NULL */
	struct cvd_replay replay;
	struct cvd_policy_set policies;
	bool head_differs; /* from the replay: readers warn, writers refuse */
	size_t proven;     /* bytes of the file whose events are proven */
	bool is_judged;    /* whether there was something to judge them by */
};

/*
 * The id of the case that a person means: a whole id, the part after the
 * year, or the beginning of either. Fails with CVD_E_NOT_FOUND, or with
 * CVD_E_AMBIGUOUS and the candidates in the hint.
 */
enum cvd_status cvd_record_resolve(struct cvd_casebook *book, const char *ref,
    char *id, struct cvd_err *err);

/*
 * Reads a case. Fails with CVD_E_NOT_FOUND; with CVD_E_CASEBOOK, the path,
 * line and column when the file is not a canonical case file, or a pinned
 * policy is not to be found; CVD_E_TOO_NEW.
 */
enum cvd_status cvd_record_open(struct cvd_casebook *book, const char *id,
    struct cvd_record **record, struct cvd_err *err);
void cvd_record_close(struct cvd_record *record);

/*
 * Looks up which of its events were proven by the last run of the verifier;
 * runs none. The casebook is the one that the record is of.
 */
enum cvd_status cvd_record_judge(struct cvd_casebook *book,
    struct cvd_record *record, struct cvd_err *err);

/* Whether an event of the record was proven. */
bool cvd_record_has_proven(const struct cvd_record *record,
    const struct cvd_event *event);

/*
 * The case as seen at an instant: without what happened later. One that was
 * not yet received has no receipt and no clocks. For reading alone.
 */
enum cvd_status cvd_record_rewind(struct cvd_record *record, cvd_instant at,
    struct cvd_err *err);

/* Replays again after events were added. */
enum cvd_status cvd_record_refresh(struct cvd_record *record,
    struct cvd_err *err);

/*
 * Calls `each` with the id of every case, in the order of ids. Stops at the
 * first failure of the call.
 */
typedef enum cvd_status cvd_record_each_fn(void *context, const char *id,
    struct cvd_err *err);
enum cvd_status cvd_record_each(struct cvd_casebook *book,
    cvd_record_each_fn *each, void *context, struct cvd_err *err);

#endif

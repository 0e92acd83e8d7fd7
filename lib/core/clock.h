/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_CLOCK_H
#define CVD_CORE_CLOCK_H

#include "core/date.h"
#include "core/policy.h"
#include "core/replay.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Clocks: the running terms of the policies of a case. A clock is computed
 * from the case's events, the policies and calendars that the case is pinned
 * to, and an instant. It is never stored as a fact and never reads the time.
 * Its identity is (policy, term, party, n).
 */

struct cvd_arena;

enum cvd_clock_state {
	CVD_CLOCK_PENDING, /* its anchor has not happened */
	CVD_CLOCK_RUNNING, /* due lies ahead */
	CVD_CLOCK_MET,     /* satisfied in time */
	CVD_CLOCK_MISSED,  /* due has passed; overdue unless met since */
	CVD_CLOCK_STOPPED, /* there was an end before it was met */
};

extern const char *const cvd_clock_state_names[];

struct cvd_clock {
	const char *policy; /* its id */
	bool lead;          /* the policy makes the promises */
	const char *term;   /* the policy's name for it */
	const char *party;  /* NULL where the term concerns the whole case */
	unsigned n;         /* turn of a repeating term, from 1 */
	enum cvd_clock_kind kind;
	enum cvd_clock_state state;
	cvd_instant from; /* of the anchor; CVD_INSTANT_NONE while pending */
	cvd_instant due;  /* the last second that is still in time; likewise */
	cvd_instant met_at;   /* in time or late; CVD_INSTANT_NONE: not met */
	bool paused;          /* waits for the reporter */
	bool beyond_calendar; /* passes the last known decree day */
	const struct cvd_policy_term *rule;
	const struct cvd_calendar *calendar;
};

struct cvd_clocks {
	const struct cvd_clock *clock;
	size_t count;
};

/*
 * Works out all clocks of a case, as seen at `at`: one for each term of each
 * policy and party, and one more for each turn of a repeating term. Events
 * that happened after `at` have not happened; before its receipt a case has
 * no clocks. A term whose `when` does not hold gives no clock; neither does
 * one without a number. When terms are due: core/term.h.
 *
 * Parties: a term anchored on what vendors and owners do each for themselves
 * (cvd_timeline_is_of_party) has a clock for each of them that has done it,
 * and while none has, one pending clock without a party. The clock of a party
 * is satisfied by that party.
 *
 * Met: by the earliest event of `satisfied_by` at or after the anchor, or by
 * a lasting fact (cvd_timeline_is_lasting) that was so already. The next turn
 * of a repeating term starts at the event that met the last one. A NOT_BEFORE
 * is never late: it runs until its instant and is met by it.
 *
 * Pause: while information is asked of the reporter, terms of the phase
 * assess stand still. Each working day (of terms in working days; else each
 * day; in terms in hours each second) after the day of the question, up to
 * and including the day of the answer, or of what ends the clock, is added.
 *
 * End: closing stops every clock that is unmet, pending ones too, except those
 * anchored on the closing or later. What concerns a party ends also when the
 * party is found not affected, or removed.
 *
 * `list` is filled in the order policy, term, party, n; its memory belongs to
 * `arena`, its texts and rules to the policies and the replay. Fails with
 * CVD_E_INVALID where a term leaves the range of dates or lacks its calendar,
 * and where there are more than CVD_MAX_CLOCKS; the message names the term.
 *
 * Rule: policies/README.md, "How days are counted".
 */
enum cvd_status cvd_clock_list(const struct cvd_replay *replay,
    const struct cvd_policy_set *policies, cvd_instant at,
    struct cvd_arena *arena, struct cvd_clocks *list, struct cvd_err *err);

/*
 * Whether a clock was missed, is not met since, and counts as overdue, which
 * reminders never do.
 */
bool cvd_clock_is_overdue(const struct cvd_clock *clock);

#endif

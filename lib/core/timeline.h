/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_TIMELINE_H
#define CVD_CORE_TIMELINE_H

#include "core/anchor.h"
#include "core/calendar.h"
#include "core/replay.h"
#include "core/zone.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The timeline of a case: which of its effective events had happened by some
 * instant, and when each anchor first was so. It goes by when things happened
 * (`at`); the order of the record decides only what counts at all.
 */

struct cvd_arena;

/* A vendor or owner. On the team's own system the desk is one. */
struct cvd_timeline_party {
	const char *slug;
	int role;        /* enum cvd_role */
	int owner_class; /* enum cvd_owner_class; NONE where unsaid */
	cvd_instant out; /* since then not affected or removed; NONE: is in */
	bool removed;
	cvd_instant first[CVD_ANCHOR_COUNT]; /* its own; CVD_INSTANT_NONE */
};

/* A question to the reporter, and the answer. */
struct cvd_pause {
	cvd_instant asked;
	cvd_instant answered; /* CVD_INSTANT_NONE: open */
};

/* How long questions stood open, in each measure. */
struct cvd_standstill {
	unsigned working_days;
	cvd_day days;
	cvd_span seconds; /* by the instants alone */
};

struct cvd_timeline {
	cvd_instant at;                   /* as seen then */
	const struct cvd_event *received; /* NULL: not received yet */
	const struct cvd_event **events;  /* in the order of the record */
	size_t count;
	cvd_instant first[CVD_ANCHOR_COUNT]; /* of the case; likewise */
	struct cvd_timeline_party *parties;  /* in the order they came */
	size_t party_count;
	struct cvd_pause *pauses; /* in the order of instants, apart */
	size_t pause_count;
};

/*
 * The timeline as seen at `at`; all of it lives in `arena`. Fails for want of
 * memory.
 *
 * A case is fixed once every vendor and owner of it that is affected has
 * released or deployed, and there is one; the instant is that of the event
 * that completes this, or of the latest release where that one is later.
 */
enum cvd_status cvd_timeline_make(const struct cvd_replay *replay,
    cvd_instant at, struct cvd_arena *arena, struct cvd_timeline *timeline,
    struct cvd_err *err);

/*
 * Whether the anchor is one vendor's or owner's affair: contacts, answers,
 * fixes. Each of them then has its own instant.
 */
bool cvd_timeline_is_of_party(int anchor);

/*
 * Whether what the anchor names lasts, as a fix does: it then also ends a term
 * that starts later. An assessment or an update is of its own time.
 */
bool cvd_timeline_is_lasting(int anchor);

/*
 * When the anchor first was so: of that party, where it is of parties, or of
 * any one where `party` is NULL. CVD_INSTANT_NONE: not yet.
 */
cvd_instant cvd_timeline_first(const struct cvd_timeline *timeline, int anchor,
    const struct cvd_timeline_party *party);

/*
 * Whether an event is one of the anchor, of that party likewise. The derived
 * anchors are no events.
 */
bool cvd_timeline_is_one(const struct cvd_event *event, int anchor,
    const struct cvd_timeline_party *party);

/*
 * How long questions stood open between two instants: the local days after
 * the one of the question, up to and including the one of the answer, all of
 * them and those that the calendar, where there is one, calls working days.
 */
struct cvd_standstill cvd_timeline_standstill(const struct cvd_timeline
                                                  *timeline,
    cvd_instant from, cvd_instant until, const struct cvd_zone *zone,
    const struct cvd_calendar *calendar);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_DOUBT_H
#define CVD_CORE_DOUBT_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/replay.h"

/*
 * Letters that should not go out unasked, because a merge brought two
 * decisions together.
 *
 * A letter was decided by the event before its letters_queued, of the same
 * commit: by the same person, written down in the same second, with the number
 * before; of several contacts of one commit by that of its party. Where more
 * than one event could be meant, none is.
 *
 * Two letters of one name to one party are twins where their commits cannot
 * have known of each other: the numbers of the two overlap, or the later one
 * was sent though its decision is without effect. Of twins goes the first
 * whose decision is in no doubt, one that failed for good behind the others;
 * where one was sent already, none. So never are all held for being twins
 * while none went, and never do two go unasked.
 */

/*
 * Fills doubt, decision and twin of the letters of a replay that has gone
 * through all events and found its contradictions. What it makes lives in the
 * arena, whose failure the caller looks for.
 */
void cvd_doubt_find(const struct cvd_case *c, struct cvd_replay *replay,
    struct cvd_arena *arena);

/*
 * Appends why a letter is held, in plain words: "'acknowledged' by bob, which
 * decided it, has no effect: receipt is acknowledged once, and was". Nothing
 * for one that is in no doubt.
 */
void cvd_doubt_say(const struct cvd_case *c, const struct cvd_replay *replay,
    const struct cvd_letter_track *letter, struct cvd_buf *out);

#endif

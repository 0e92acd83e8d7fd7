/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_CONTRADICTION_H
#define CVD_CORE_CONTRADICTION_H

#include "core/arena.h"
#include "core/replay.h"

/*
 * Events that settle one thing differently, and of which neither was known
 * when the other was recorded. For replay.c.
 *
 * What is added to a case has a number (lamport) greater than all before, so
 * two events of one number did not know of each other. Of greater numbers it
 * cannot be told from the file, and they count as later.
 */

/*
 * Fills the contradictions of a replay that has gone through all events, and
 * sets needs_review where there are any. Of a thing that was settled several
 * times the last number counts alone: what is later has settled it. Of more
 * than two of that number, each that differs from the first stands beside it.
 *
 * Takes n log n comparisons. What it makes lives in the arena, whose failure
 * the caller looks for.
 */
void cvd_contradiction_find(const struct cvd_case *c, struct cvd_replay *replay,
    struct cvd_arena *arena);

#endif

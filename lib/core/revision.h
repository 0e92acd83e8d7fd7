/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_REVISION_H
#define CVD_CORE_REVISION_H

#include "core/arena.h"
#include "core/replay.h"

/*
 * Voids and corrections: read off a case before it is replayed, since they
 * change what earlier events say. For replay.c.
 */

/* The corrections that count, in order: where they stand in the case. */
struct cvd_corrections {
	size_t *index;
	size_t count;
};

/* Marks what later events take back. Nothing un-voids. */
void cvd_revision_mark_voided(const struct cvd_case *c,
    struct cvd_verdict *verdict);

/* Lists the corrections that were not voided, in the arena. */
void cvd_revision_find(const struct cvd_case *c,
    const struct cvd_verdict *verdict, struct cvd_arena *arena,
    struct cvd_corrections *list);

/*
 * The i-th event as later corrections leave it, a copy in the arena, which is
 * noted in its verdict; itself where there are none.
 */
const struct cvd_event *cvd_revision_apply(const struct cvd_case *c, size_t i,
    const struct cvd_corrections *list, struct cvd_arena *arena,
    struct cvd_verdict *verdict);

#endif

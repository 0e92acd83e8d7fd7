/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_CASE_MERGE_H
#define CVD_CORE_CASE_MERGE_H

#include "core/case.h"
#include "core/flaw.h"
#include "core/replay.h"

/*
 * Two versions of one case, as one: the events of both, each once and byte
 * for byte as it was, in the order (lamport, id), under the head that they
 * come to. Events are never changed nor taken away, so the version that both
 * grew from is not asked for: whoever merges the same two, in whatever order
 * and however often, gets the same bytes.
 *
 * What is not legal at its new place is kept without effect, and what two
 * people settled differently without knowing of each other is kept as it is:
 * the head says `needs_review` (core/replay.h).
 *
 * Source: Shapiro, Preguiça, Baquero, Zawirski, "Conflict-free Replicated
 * Data Types" (2011), the grow-only set; Lamport (1978) for the order.
 */

/*
 * Writes the merged file, and fills `merged` and `replay`, all in `arena`,
 * for whoever wants to tell of it. `merged` borrows from both versions.
 *
 * CVD_E_CONFLICT where they are two cases with one id (their receipts differ;
 * the message says so), CVD_E_FINDINGS with CVD_FLAW_EVENT_CHANGED where one
 * event has two texts, CVD_E_INVALID where the two are too much for one file.
 */
enum cvd_status cvd_case_merge(const struct cvd_case *ours,
    const struct cvd_case *theirs, struct cvd_arena *arena,
    struct cvd_buf *file, struct cvd_case *merged, struct cvd_replay *replay,
    struct cvd_flaw *flaw, struct cvd_err *err) CVD_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_CASE_CHANGE_H
#define CVD_CORE_CASE_CHANGE_H

#include "core/case.h"
#include "core/flaw.h"
#include "core/message.h"
#include "core/replay.h"
#include "core/roster.h"

#include <stddef.h>

/*
 * What one commit with one parent did to the file of one case: whether it may
 * stand. Everything is computed again from the events; the head and the
 * message of the commit are compared with that, never read for it.
 */

/*
 * Whether the events of `before` stand unchanged, byte for byte, at the
 * beginning of those of `after`, by the text of the files alone: this holds,
 * or is found, also where the new file cannot be read. *first is how many
 * events `before` has. A new case has an empty `before`.
 *
 * CVD_E_FINDINGS: CVD_FLAW_EVENT_REMOVED, CVD_FLAW_EVENT_ORDER (moved, twice,
 * or put between), CVD_FLAW_EVENT_CHANGED, each naming the event;
 * CVD_FLAW_NO_EVENT where nothing was added; *first is filled then, too.
 */
enum cvd_status cvd_case_change_append(struct cvd_bytes before,
    struct cvd_bytes after, struct cvd_arena *arena, size_t *first,
    struct cvd_flaw *flaw, struct cvd_err *err);

/* A commit on one case, as far as core can judge it. All is borrowed. */
struct cvd_case_change {
	const struct cvd_case *after;
	size_t first; /* index of the first new event */
	const struct cvd_member *signer;
	cvd_instant committed; /* the committer's time */
};

/*
 * Whether the new events may stand: each by the signer, allowed to the
 * signer's role, recorded when it was committed, counted on from the last,
 * legal where it stands; and whether the head is what all events come to.
 * `replay` is filled for the whole case, in the arena.
 *
 * CVD_E_FINDINGS: CVD_FLAW_WRONG_ACTOR, _FORBIDDEN, _LAMPORT, _RECORDED, _AT,
 * _ILLEGAL_EVENT, _HEAD. CVD_E_NO_MEMORY.
 */
enum cvd_status cvd_case_change_check(const struct cvd_case_change *change,
    struct cvd_arena *arena, struct cvd_replay *replay, struct cvd_flaw *flaw,
    struct cvd_err *err);

/*
 * Whether the message of the commit says what was done: the case, its events,
 * its state before and after, its policy, who did it. CVD_E_FINDINGS:
 * CVD_FLAW_MESSAGE. CVD_E_NO_MEMORY.
 */
enum cvd_status cvd_case_change_check_message(const struct cvd_case_change
                                                  *change,
    const struct cvd_message *message, const struct cvd_replay *replay,
    struct cvd_arena *arena, struct cvd_flaw *flaw, struct cvd_err *err);

#endif

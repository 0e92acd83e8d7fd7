/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_ROSTER_MERGE_H
#define CVD_CORE_ROSTER_MERGE_H

#include "core/roster.h"

/*
 * Two rosters that grew from one, as one. Who was retired on either side is
 * retired, with the void commits of both; members and approvals are those of
 * the side that changed them; the serial is one more than the greater. The
 * same whichever side is whose.
 *
 * CVD_E_CONFLICT, with the reason, where this is a lead's to decide: both
 * sides changed the members, or the approvals, and not alike; both retired a
 * key and not alike; or a member of one side signs with what the other
 * retired. `merged` lives in the arena, and borrows from all three.
 */
enum cvd_status cvd_roster_merge(const struct cvd_roster *base,
    const struct cvd_roster *ours, const struct cvd_roster *theirs,
    struct cvd_arena *arena, struct cvd_roster *merged,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

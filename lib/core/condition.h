/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_CONDITION_H
#define CVD_CORE_CONDITION_H

#include "core/policy.h"
#include "core/timeline.h"

#include <stdbool.h>

/*
 * Conditions: the `when` of terms and escalation rules. Each names a fact and
 * the values of it that will do.
 *
 * Decided from the events: target_kind, owner_class (of the party, else of the
 * receipt, or of any vendor or owner), multi_party (more than one vendor or
 * owner that was not removed), vendor_acknowledged (by the party, or by any),
 * public. The others no event records yet; they are taken to be false, so
 * that a condition which asks for false holds.
 */

/* Whether a policy may name it. */
bool cvd_condition_is_known(const char *name);

/*
 * Whether all of them hold (struct cvd_condition), for one vendor or owner or,
 * where `party` is NULL, for the case. None at all hold.
 */
bool cvd_condition_all_hold(const struct cvd_items *conditions,
    const struct cvd_timeline *timeline,
    const struct cvd_timeline_party *party);

#endif

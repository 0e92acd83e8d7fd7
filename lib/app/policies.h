/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_POLICIES_H
#define CVD_APP_POLICIES_H

#include "core/event.h"
#include "core/policy.h"

#include "app/casebook.h"

/*
 * The policies of a casebook: those in force now, at HEAD, and those that a
 * case was pinned to. Each is read once a run.
 */

/* A policy of the casebook as it stands at HEAD. CVD_E_NOT_FOUND. */
enum cvd_status cvd_policies_current(struct cvd_casebook *book, const char *id,
    const struct cvd_policy **policy, struct cvd_err *err);

/*
 * Pins for a new case: the policies named, the first leading, and the
 * calendars that they count on. Texts live in `arena`.
 */
enum cvd_status cvd_policies_pin(struct cvd_casebook *book,
    const struct cvd_lines *ids, struct cvd_arena *arena,
    struct cvd_items *policies, struct cvd_items *calendars,
    struct cvd_err *err);

/*
 * What a receipt pins, read back by git's blob ids and compared with the
 * sha256. CVD_E_CASEBOOK where one is missing or another.
 */
enum cvd_status cvd_policies_pinned(struct cvd_casebook *book,
    const struct cvd_event *received, struct cvd_arena *arena,
    struct cvd_policy_set *set, struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_PICK_H
#define CVD_APP_PICK_H

#include "app/step.h"

#include <stdbool.h>

/* Which party or event of a case is meant: named, or the only one there is. */

/*
 * A vendor or owner that is neither not affected nor removed. On the team's
 * own system the desk is one.
 */
bool cvd_pick_is_concerned(const struct cvd_party *party);

/*
 * The party named, or where `slug` is NULL the only vendor or owner
 * concerned. Fails with CVD_E_NOT_FOUND where there is none, and with
 * CVD_E_USAGE where one of several must be named; the hint lists them. The
 * text in *party is the replay's.
 */
enum cvd_status cvd_pick_party(const struct cvd_step *step, const char *slug,
    const char **party, struct cvd_err *err);

/*
 * The same of a party that makes or runs the target: another that is named
 * is refused with CVD_E_REFUSED, since neither its fix nor an attempt to
 * reach it says anything of theirs.
 */
enum cvd_status cvd_pick_vendor(const struct cvd_step *step, const char *slug,
    const char **party, struct cvd_err *err);

/*
 * The event of the case whose id is `ref` or begins with it. Fails with
 * CVD_E_NOT_FOUND, or CVD_E_AMBIGUOUS and the candidates in the hint.
 */
enum cvd_status cvd_pick_event(const struct cvd_step *step, const char *ref,
    const struct cvd_event **event, struct cvd_err *err);

#endif

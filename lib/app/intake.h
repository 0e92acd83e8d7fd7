/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_INTAKE_H
#define CVD_APP_INTAKE_H

#include "app/verbs.h"

/* What a report brings, and what a policy asks for besides. */

/*
 * What kind of target it is about, where that is not said: a URL or an address
 * is of a system, a name is of software. CVD_TARGET_NONE without a target.
 */
int cvd_intake_kind(const struct cvd_intake *intake);

/*
 * Fills in has[] and missing[] of a receipt, by the intake of the policy named
 * `lead`. CVD_E_USAGE where there is no title, or where the policy asks for
 * more and the report is not meant to be incomplete: the message names all
 * that is missing, by its option. Lists live in cvd_step_arena().
 */
enum cvd_status cvd_intake_judge(struct cvd_step *step,
    const struct cvd_intake *intake, const char *lead, struct cvd_event *event,
    struct cvd_err *err);

#endif

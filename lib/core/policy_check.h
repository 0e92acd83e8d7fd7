/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_POLICY_CHECK_H
#define CVD_CORE_POLICY_CHECK_H

#include "core/finding.h"
#include "core/policy.h"

/*
 * Whether a policy that loads says what it has to say.
 *
 * Of every policy: that it names its sources, that its texts speak of nothing
 * but {{team.name}}, that its addresses are some, that it does not end before
 * it begins. Of a desk's own policy, which is neither another role's nor for
 * reference: a number for each term (CCB brochure on the CVDP, October 2020),
 * and the promise of no complaint with its text (letter of the Dutch Minister
 * of Security and Justice, 18 December 2014). What the brochure alone asks
 * for, such as a term for each phase or who approved it, is a warning, and an
 * error where the profile is BE.
 */

enum cvd_profile {
	CVD_PROFILE_GENERAL,
	CVD_PROFILE_BE,
};

/* Closed set: general, be. NULL at the end. */
extern const char *const cvd_profile_names[];

/* Adds what is found. Whether the calendar exists is for app/lint.h to say. */
void cvd_policy_check(const struct cvd_policy *policy, enum cvd_profile profile,
    struct cvd_findings *findings);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_ESCALATION_H
#define CVD_CORE_ESCALATION_H

#include "core/policy.h"
#include "core/timeline.h"

/*
 * When a case may be brought to an intermediary or coordinator: the rules
 * that its policies have for it (`escalation`), and the evidence they ask
 * for. The NCSC-NL, for one, steps in only where the owner or vendor was
 * approached first and did not answer, or not well.
 */

struct cvd_escalation {
	const struct cvd_policy *policy;
	const struct cvd_escalation_rule *rule;
};

/*
 * The rule of the policies that lets this case be escalated to `to` for
 * `reason`, a word of cvd_escalation_reason_names; of several the first.
 * Fails with CVD_E_REFUSED: no rule has both, and the hint lists those that
 * there are; a condition of the rule does not hold; or evidence is missing,
 * which is an attempt at contact, by desk or reporter, or an assessment.
 */
enum cvd_status cvd_escalation_find(const struct cvd_policy_set *policies,
    const struct cvd_timeline *timeline, const char *to, const char *reason,
    struct cvd_escalation *found, struct cvd_err *err);

/* The ids of all attempts at contact, in order; in the arena. */
enum cvd_status cvd_escalation_attempts(const struct cvd_timeline *timeline,
    struct cvd_arena *arena, struct cvd_lines *ids, struct cvd_err *err);

#endif

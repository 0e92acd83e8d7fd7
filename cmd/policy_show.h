/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_POLICY_SHOW_H
#define CVD_CMD_POLICY_SHOW_H

#include "core/buf.h"
#include "core/policy.h"
#include "out.h"

/* How a policy is shown. It speaks in the name of `team`; NULL: some team. */
struct policy_look {
	const char *language;
	const char *team;
	const char *origin; /* casebook, shipped, file */
};

/* A text of the policy by key with the team's name in it; empty: none. */
void policy_text(struct cvd_buf *text, const struct cvd_policy *policy,
    const char *key, const struct policy_look *look);

/* The text for people: what is promised, to whom, and on what condition. */
void policy_show(struct out *out, const struct cvd_policy *policy,
    const struct policy_look *look);

/* The same in JSON, as cvd-json(5) describes it. */
void policy_answer(struct out *out, const struct cvd_policy *policy,
    const struct policy_look *look);

/* The members of a policy's object in every answer. */
void policy_answer_head(struct out *out, const struct cvd_policy *policy,
    const struct policy_look *look);

#endif

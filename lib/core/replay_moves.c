/* SPDX-License-Identifier: EUPL-1.2 */

/* What may be done next in a case. */

#include "core/legality.h"
#include "core/replay.h"

/* One representative event for each verb; the party is any that fits. */
static const struct {
	const char *verb;
	struct cvd_event event;
} probes[] = {
	{ "ack", { .kind = CVD_EVENT_ACKNOWLEDGED } },
	{ "assess",
	    { .kind = CVD_EVENT_ASSESSED, .outcome = CVD_OUTCOME_ACCEPTED } },
	{ "notify", { .kind = CVD_EVENT_CONTACT_ATTEMPTED,
	                .who = CVD_WHO_DESK,
	                .party = "reporter" } },
	{ "escalate", { .kind = CVD_EVENT_ESCALATED } },
	{ "fix", { .kind = CVD_EVENT_FIX_RELEASED, .party = "reporter" } },
	{ "publish", { .kind = CVD_EVENT_PUBLISHED } },
	{ "note", { .kind = CVD_EVENT_NOTED } },
	{ "consent", { .kind = CVD_EVENT_CONSENT_WITHDRAWN } },
	{ "correct or void", { .kind = CVD_EVENT_LETTERS_QUEUED } },
};

void
cvd_replay_next_steps(const struct cvd_case *c, const struct cvd_replay *replay,
    struct cvd_buf *out)
{
	enum cvd_rm rm = cvd_replay_rm(replay);
	const char *comma = "";

	if (replay->received == NULL)
		return;
	if (replay->head.needs_review)
		cvd_buf_addz(out, "first void or correct what needs review; ");
	for (size_t i = 0; i < sizeof probes / sizeof probes[0]; i++) {
		struct cvd_event e = probes[i].event;

		e.at = replay->received->at;
		e.recorded = e.at;
		if (cvd_legality_check(c, replay, &e, NULL) != CVD_OK)
			continue;
		cvd_buf_addf(out, "%s%s", comma, probes[i].verb);
		comma = ", ";
	}
	if (!replay->closed && rm != CVD_RM_START)
		cvd_buf_addf(out, "%sclose%s", comma,
		    rm == CVD_RM_RECEIVED ? " --reason spam" : "");
}

enum cvd_status
cvd_replay_may(const struct cvd_case *c, const struct cvd_replay *replay,
    const struct cvd_event *event, struct cvd_err *err)
{
	struct cvd_buf steps = CVD_BUF_INIT(300);
	enum cvd_status rc = cvd_legality_check(c, replay, event, err);

	if (rc == CVD_OK)
		return CVD_OK;
	if (cvd_legality_check_time(replay, event, NULL) != CVD_OK) {
		cvd_err_hint(err, "--at says when it happened: not before the "
		                  "receipt, and not in the future");
		return rc;
	}
	cvd_replay_next_steps(c, replay, &steps);
	if (steps.size > 0)
		cvd_err_hint(err, "legal next steps: %s", steps.data);
	cvd_buf_clear(&steps);
	return rc;
}

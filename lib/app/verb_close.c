/* SPDX-License-Identifier: EUPL-1.2 */

/* Closing a case: with a reason, and with thanks. */

#include "app/verbs.h"

#include "core/legality.h"

#include <string.h>

static const char spam[] = "spam";

/* Which words would do is more than a refusal by the state can say. */
static void
hint_reasons(const struct cvd_step *step, struct cvd_err *err)
{
	const struct cvd_replay *r = &step->record->replay;
	enum cvd_rm rm = cvd_replay_rm(r);
	struct cvd_buf reasons = CVD_BUF_INIT(380);

	if (r->closed || rm == CVD_RM_RECEIVED)
		return;
	for (size_t i = 1; cvd_reason_names[i] != NULL; i++)
		if (cvd_legality_closes(rm, cvd_reason_names[i]))
			cvd_buf_add_word(&reasons, cvd_reason_names[i]);
	cvd_err_hint(err, "it closes as %s", reasons.data);
	cvd_buf_clear(&reasons);
}

/* Whoever counts reports must be able to find the other one. */
static enum cvd_status
check_duplicate(const struct cvd_step *step, struct cvd_err *err)
{
	const struct cvd_replay *r = &step->record->replay;
	enum cvd_status rc;

	for (size_t i = 0; i < r->count; i++)
		if (r->events[i]->duplicate_of != NULL)
			return CVD_OK;
	rc = cvd_fail(err, CVD_E_REFUSED, "a duplicate is one of another case");
	cvd_err_hint(err, "'cvd assess %s --duplicate-of CASE' names it",
	    r->head.id);
	return rc;
}

static enum cvd_status
check(struct cvd_step *step, const struct cvd_event *probe, struct cvd_err *err)
{
	const struct cvd_record *r = step->record;
	enum cvd_status rc = cvd_replay_may(r->c, &r->replay, probe, err);

	if (rc == CVD_E_REFUSED)
		hint_reasons(step, err);
	if (rc == CVD_OK && strcmp(probe->reason, "duplicate") == 0)
		rc = check_duplicate(step, err);
	return rc;
}

/* RM has no way from received to closed: spam is rejected in passing. */
static enum cvd_status
reject_spam(struct cvd_step *step, struct cvd_err *err)
{
	struct cvd_event *e;
	enum cvd_status rc = cvd_step_add(step, CVD_EVENT_ASSESSED, &e, err);

	if (rc != CVD_OK)
		return rc;
	e->outcome = CVD_OUTCOME_REJECTED;
	e->reason = spam;
	return cvd_step_judge(step, err);
}

enum cvd_status
cvd_verb_close(struct cvd_step *step, const char *reason,
    const struct cvd_way *way, struct cvd_err *err)
{
	const char *word =
	    cvd_reason_names[cvd_names_match(cvd_reason_names, reason)];
	const struct cvd_event probe = {
		.kind = CVD_EVENT_CLOSED,
		.at = step->at,
		.recorded = step->recorded,
		.reason = word,
	};
	struct cvd_event *e;
	bool is_spam;
	enum cvd_status rc = CVD_OK;

	if (word == NULL)
		return cvd_fail(err, CVD_E_USAGE,
		    "'%s' is no reason to close a case", reason);
	is_spam = strcmp(word, spam) == 0;
	if (is_spam && cvd_replay_rm(&step->record->replay) == CVD_RM_RECEIVED)
		rc = reject_spam(step, err);
	if (rc == CVD_OK)
		rc = check(step, &probe, err);
	if (rc == CVD_OK)
		rc = cvd_step_add(step, CVD_EVENT_CLOSED, &e, err);
	if (rc != CVD_OK)
		return rc;
	e->reason = word;
	/* Who sends spam learns nothing from us, not even that we read it. */
	if (!is_spam)
		return cvd_letters_to_reporter(step, e, "close", way, err);
	rc = cvd_letters_way(step, e, way, err);
	return rc == CVD_OK ? cvd_step_judge(step, err) : rc;
}

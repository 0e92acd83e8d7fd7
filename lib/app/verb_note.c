/* SPDX-License-Identifier: EUPL-1.2 */

/* What is for the desk alone: a note, and who works on the case. */

#include "app/verbs.h"

#include "app/fill.h"
#include "core/limits.h"

enum cvd_status
cvd_verb_note(struct cvd_step *step, const char *text, struct cvd_err *err)
{
	struct cvd_event *e;
	enum cvd_status rc = cvd_step_add(step, CVD_EVENT_NOTED, &e, err);

	if (rc == CVD_OK)
		rc = cvd_fill_note(step, e, text, err);
	return rc == CVD_OK ? cvd_step_judge(step, err) : rc;
}

static enum cvd_status
fail_member(const struct cvd_roster *roster, const char *name,
    struct cvd_err *err)
{
	const struct cvd_member *m = roster->members.item;
	struct cvd_buf names = CVD_BUF_INIT(CVD_MAX_VALUE);
	enum cvd_status rc = cvd_fail(err, CVD_E_NOT_FOUND,
	    "the roster has no member '%s'", name);

	for (size_t i = 0; i < roster->members.count; i++)
		cvd_buf_add_word(&names, m[i].name);
	cvd_err_hint(err, "it has %s", names.data);
	cvd_buf_clear(&names);
	return rc;
}

enum cvd_status
cvd_verb_assign(struct cvd_step *step, const char *member, struct cvd_err *err)
{
	const struct cvd_roster *roster = cvd_casebook_roster(step->book);
	const struct cvd_member *m = cvd_roster_find(roster, member);
	struct cvd_event *e;
	enum cvd_status rc;

	if (m == NULL)
		return fail_member(roster, member, err);
	rc = cvd_step_add(step, CVD_EVENT_ASSIGNED, &e, err);
	if (rc != CVD_OK)
		return rc;
	e->to = m->name;
	return cvd_step_judge(step, err);
}

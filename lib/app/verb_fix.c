/* SPDX-License-Identifier: EUPL-1.2 */

/* How far a fix is: available, released, deployed, verified. */

#include "app/verbs.h"

#include "app/fill.h"
#include "app/pick.h"

#include <string.h>

/* A refusal by the state of the case comes before one for want of a party. */
static enum cvd_status
check_state(const struct cvd_step *step, int kind, struct cvd_err *err)
{
	const struct cvd_record *r = step->record;
	const struct cvd_event probe = {
		.kind = kind,
		.at = step->at,
		.recorded = step->recorded,
		.party = "reporter",
	};

	return cvd_replay_may(r->c, &r->replay, &probe, err);
}

/* Who verifies is the reporter, where nobody else is named. */
static enum cvd_status
pick_party(const struct cvd_step *step, const struct cvd_fix *fix,
    const char **party, struct cvd_err *err)
{
	const char *named = fix->party;

	if (fix->kind != CVD_EVENT_FIX_VERIFIED)
		return cvd_pick_vendor(step, named, party, err);
	return cvd_pick_party(step, named == NULL ? "reporter" : named, party,
	    err);
}

static enum cvd_status
fill_event(struct cvd_step *step, struct cvd_event *e,
    const struct cvd_fix *fix, struct cvd_err *err)
{
	enum cvd_status rc;

	e->source = fix->source;
	if (e->source == 0 && strcmp(e->party, "desk") == 0)
		e->source = cvd_names_find(cvd_source_names, "own");
	rc = cvd_fill_field(step, e, "version", fix->version, err);
	if (rc == CVD_OK)
		rc = cvd_fill_field(step, e, "reference", fix->reference, err);
	return rc == CVD_OK ? cvd_fill_note(step, e, fix->note, err) : rc;
}

enum cvd_status
cvd_verb_fix(struct cvd_step *step, const struct cvd_fix *fix,
    struct cvd_err *err)
{
	bool was_fixed = step->record->replay.fixed;
	const char *party;
	struct cvd_event *e;
	enum cvd_status rc = check_state(step, fix->kind, err);

	if (rc == CVD_OK)
		rc = pick_party(step, fix, &party, err);
	if (rc == CVD_OK)
		rc = cvd_step_add(step, (enum cvd_event_kind)fix->kind, &e,
		    err);
	if (rc != CVD_OK)
		return rc;
	e->party = party;
	rc = fill_event(step, e, fix, err);
	if (rc == CVD_OK)
		rc = cvd_step_judge(step, err);
	if (rc != CVD_OK)
		return rc;
	/* The reporter is told once all is fixed, not party by party. */
	if (!was_fixed && step->record->replay.fixed)
		return cvd_letters_to_reporter(step, e, "fixed", &fix->way,
		    err);
	return cvd_letters_way(step, e, &fix->way, err);
}

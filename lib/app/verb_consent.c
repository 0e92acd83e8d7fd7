/* SPDX-License-Identifier: EUPL-1.2 */

/* Consents: given, refused, withdrawn; each kind by itself. */

#include "app/verbs.h"

#include "app/fill.h"
#include "app/pick.h"
#include "core/address.h"

#include <string.h>

/* What a party last said about it. */
static int
current(const struct cvd_replay *r, int kind, const char *party)
{
	int value = CVD_CONSENT_UNKNOWN;

	for (size_t i = 0; i < r->count; i++) {
		const struct cvd_event *e = r->events[i];
		const char *by = e->party == NULL ? "reporter" : e->party;

		if (e->consent_kind != kind || strcmp(by, party) != 0)
			continue;
		if (e->kind == CVD_EVENT_CONSENT_GIVEN)
			value = e->consent_value;
		else if (e->kind == CVD_EVENT_CONSENT_WITHDRAWN)
			value = CVD_CONSENT_NO;
	}
	return value;
}

static enum cvd_status
check(const struct cvd_consent *c, struct cvd_err *err)
{
	bool names = c->kind == CVD_CONSENT_NAMING ||
	             c->kind == CVD_CONSENT_WALL_OF_FAME;
	enum cvd_status rc = CVD_OK;

	if (c->value == CVD_CONSENT_PSEUDONYM && !names)
		return cvd_fail(err, CVD_E_USAGE,
		    "'%s' is no matter of a name: yes or no",
		    cvd_consent_kind_names[c->kind]);
	if (c->value == CVD_CONSENT_PSEUDONYM && c->pseudonym == NULL)
		return cvd_fail(err, CVD_E_USAGE,
		    "a pseudonym is needed: --pseudonym NAME");
	if (c->value != CVD_CONSENT_PSEUDONYM && c->pseudonym != NULL)
		return cvd_fail(err, CVD_E_USAGE,
		    "--pseudonym goes with the answer 'pseudonym'");
	if (c->pseudonym != NULL)
		rc = cvd_address_check_name(c->pseudonym, err);
	return rc == CVD_OK ? CVD_OK : cvd_fail_as(err, CVD_E_USAGE);
}

/* Publication is the organisation's to consent to, all else the reporter's. */
static enum cvd_status
pick_party(const struct cvd_step *step, const struct cvd_consent *c,
    const char **party, struct cvd_err *err)
{
	const char *named = c->party;

	if (named == NULL && c->kind != CVD_CONSENT_PUBLICATION)
		named = "reporter";
	return cvd_pick_party(step, named, party, err);
}

/* Nobody can be named by a name that is not known. */
static enum cvd_status
check_name(const struct cvd_step *step, const struct cvd_consent *c,
    const char *party, struct cvd_err *err)
{
	const struct cvd_party *p = cvd_replay_party(&step->record->replay,
	    party);
	enum cvd_status rc;

	if (c->value != CVD_CONSENT_YES || c->kind != CVD_CONSENT_NAMING ||
	    strcmp(party, "desk") == 0 ||
	    (p->person != NULL && p->person->name != NULL))
		return CVD_OK;
	rc = cvd_fail(err, CVD_E_REFUSED,
	    "the case knows no name by which '%s' could be named", party);
	cvd_err_hint(err,
	    "'cvd consent %s naming pseudonym --pseudonym NAME "
	    "--medium …' gives one",
	    step->record->c->head.id);
	return rc;
}

static enum cvd_status
fill_event(struct cvd_step *step, struct cvd_event *e,
    const struct cvd_consent *c, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_person *person;
	enum cvd_status rc;

	e->consent_kind = c->kind;
	if (e->kind == CVD_EVENT_CONSENT_GIVEN)
		e->consent_value = c->value;
	rc = cvd_fill_field(step, e, "medium", c->medium, err);
	if (rc != CVD_OK || c->pseudonym == NULL)
		return rc;
	rc = cvd_step_person(step, e, &person, err);
	if (rc != CVD_OK)
		return rc;
	person->pseudonym = cvd_arena_text(arena, c->pseudonym);
	return cvd_arena_check(arena, err);
}

enum cvd_status
cvd_verb_consent(struct cvd_step *step, const struct cvd_consent *consent,
    struct cvd_err *err)
{
	enum cvd_event_kind kind = CVD_EVENT_CONSENT_GIVEN;
	const char *party;
	struct cvd_event *e;
	int before;
	enum cvd_status rc = check(consent, err);

	if (rc == CVD_OK)
		rc = pick_party(step, consent, &party, err);
	if (rc == CVD_OK)
		rc = check_name(step, consent, party, err);
	if (rc != CVD_OK)
		return rc;
	before = current(&step->record->replay, consent->kind, party);
	if (consent->value == CVD_CONSENT_NO &&
	    (before == CVD_CONSENT_YES || before == CVD_CONSENT_PSEUDONYM))
		kind = CVD_EVENT_CONSENT_WITHDRAWN;
	rc = cvd_step_add(step, kind, &e, err);
	if (rc != CVD_OK)
		return rc;
	e->party = party;
	rc = fill_event(step, e, consent, err);
	return rc == CVD_OK ? cvd_step_judge(step, err) : rc;
}

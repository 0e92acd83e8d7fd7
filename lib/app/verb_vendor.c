/* SPDX-License-Identifier: EUPL-1.2 */

/* Vendors and owners of a case: added, and what is known of them. */

#include "app/verbs.h"

#include "app/pick.h"
#include "core/address.h"
#include "core/ident.h"

#include <string.h>

/* vendor-1, vendor-2, …: a slug names nobody. */
static enum cvd_status
next_slug(struct cvd_step *step, const char **slug, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);

	for (unsigned n = 1;; n++) {
		const char *text = cvd_arena_textf(arena, "vendor-%u", n);

		if (text == NULL)
			return cvd_arena_check(arena, err);
		if (cvd_replay_party(&step->record->replay, text) == NULL) {
			*slug = text;
			return CVD_OK;
		}
	}
}

static enum cvd_status
check(const struct cvd_vendor *v, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (v->party != NULL)
		rc = cvd_slug_check(v->party, err);
	if (rc == CVD_OK && v->language != NULL)
		rc = cvd_slug_check(v->language, err);
	if (rc == CVD_OK && v->name != NULL)
		rc = cvd_address_check_name(v->name, err);
	if (rc == CVD_OK && v->email != NULL)
		rc = cvd_address_check(v->email, err);
	if (rc == CVD_OK && v->phone != NULL)
		rc = cvd_address_check_phone(v->phone, err);
	return rc == CVD_OK ? CVD_OK : cvd_fail_as(err, CVD_E_USAGE);
}

/* A group replaces the one before, so what is not said again is kept. */
static enum cvd_status
fill_person(struct cvd_step *step, struct cvd_event *event,
    const struct cvd_vendor *v, struct cvd_err *err)
{
	const struct cvd_party *old = cvd_replay_party(&step->record->replay,
	    event->party);
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_person *p;
	enum cvd_status rc;

	if (v->name == NULL && v->email == NULL && v->phone == NULL)
		return CVD_OK;
	rc = cvd_step_person(step, event, &p, err);
	if (rc != CVD_OK)
		return rc;
	if (old != NULL && old->person != NULL) {
		const char *salt = p->salt;

		*p = *old->person;
		p->salt = salt;
	}
	if (v->name != NULL)
		p->name = cvd_arena_text(arena, v->name);
	if (v->email != NULL)
		p->email = cvd_arena_text(arena, v->email);
	if (v->phone != NULL)
		p->phone = cvd_arena_text(arena, v->phone);
	return cvd_arena_check(arena, err);
}

enum cvd_status
cvd_verb_vendor(struct cvd_step *step, const struct cvd_vendor *vendor,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	const char *slug = vendor->party;
	struct cvd_event *e;
	enum cvd_status rc = check(vendor, err);

	if (rc == CVD_OK && slug == NULL)
		rc = next_slug(step, &slug, err);
	if (rc == CVD_OK && !vendor->add)
		rc = cvd_pick_party(step, slug, &slug, err);
	if (rc == CVD_OK)
		rc = cvd_step_add(step,
		    vendor->add ? CVD_EVENT_PARTY_ADDED
		                : CVD_EVENT_PARTY_CHANGED,
		    &e, err);
	if (rc != CVD_OK)
		return rc;
	e->party = cvd_arena_text(arena, slug);
	e->role = vendor->role;
	e->owner_class = vendor->owner_class;
	e->status = vendor->status;
	if (vendor->language != NULL)
		e->language = cvd_arena_text(arena, vendor->language);
	rc = fill_person(step, e, vendor, err);
	return rc == CVD_OK ? cvd_step_judge(step, err) : rc;
}

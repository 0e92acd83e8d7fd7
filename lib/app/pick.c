/* SPDX-License-Identifier: EUPL-1.2 */

/* Which party or event of a case is meant. */

#include "app/pick.h"

#include "core/ident.h"

#include <string.h>

#define MOST 8u /* of a list in a hint */

bool
cvd_pick_is_concerned(const struct cvd_party *party)
{
	return cvd_role_brings_fix(party->role) &&
	       party->status != CVD_STATUS_NOT_AFFECTED &&
	       party->status != CVD_STATUS_REMOVED;
}

/* "it has reporter, vendor-1"; all that can be named, or those concerned. */
static void
hint_parties(const struct cvd_replay *r, bool concerned, struct cvd_err *err)
{
	struct cvd_buf names = CVD_BUF_INIT(300);
	unsigned count = 0;

	for (size_t i = 0; i < r->party_count; i++) {
		const struct cvd_party *p = &r->parties[i];

		if (p->role == CVD_ROLE_DESK ||
		    (concerned && !cvd_pick_is_concerned(p)))
			continue;
		if (++count <= MOST)
			cvd_buf_addf(&names, "%s%s", count == 1 ? "" : ", ",
			    p->slug);
	}
	cvd_err_hint(err, "there %s %s%s", count == 1 ? "is" : "are",
	    names.data, count > MOST ? ", …" : "");
	cvd_buf_clear(&names);
}

static enum cvd_status
pick_only(const struct cvd_replay *r, const char **party, struct cvd_err *err)
{
	const struct cvd_party *only = NULL;
	enum cvd_status rc;

	for (size_t i = 0; i < r->party_count; i++) {
		if (!cvd_pick_is_concerned(&r->parties[i]))
			continue;
		if (only != NULL) {
			rc = cvd_fail(err, CVD_E_USAGE,
			    "the case has several vendors and owners; "
			    "--party names one");
			hint_parties(r, true, err);
			return rc;
		}
		only = &r->parties[i];
	}
	if (only != NULL) {
		*party = only->slug;
		return CVD_OK;
	}
	rc = cvd_fail(err, CVD_E_NOT_FOUND,
	    "the case has no vendor or owner that is concerned");
	cvd_err_hint(err, "'cvd vendor add %s' adds one", r->head.id);
	return rc;
}

enum cvd_status
cvd_pick_party(const struct cvd_step *step, const char *slug,
    const char **party, struct cvd_err *err)
{
	const struct cvd_replay *r = &step->record->replay;
	const struct cvd_party *p;
	enum cvd_status rc;

	if (slug == NULL)
		return pick_only(r, party, err);
	p = cvd_replay_party(r, slug);
	if (p != NULL) {
		*party = p->slug;
		return CVD_OK;
	}
	rc = cvd_fail(err, CVD_E_NOT_FOUND, "the case has no party '%s'", slug);
	hint_parties(r, false, err);
	return rc;
}

enum cvd_status
cvd_pick_vendor(const struct cvd_step *step, const char *slug,
    const char **party, struct cvd_err *err)
{
	const struct cvd_replay *r = &step->record->replay;
	enum cvd_status rc = cvd_pick_party(step, slug, party, err);
	int role;

	if (rc != CVD_OK)
		return rc;
	role = cvd_replay_party(r, *party)->role;
	if (role == CVD_ROLE_VENDOR || role == CVD_ROLE_OWNER ||
	    role == CVD_ROLE_OPERATOR)
		return CVD_OK;
	rc = cvd_fail(err, CVD_E_REFUSED, "'%s' is neither vendor nor owner",
	    *party);
	hint_parties(r, true, err);
	return rc;
}

enum cvd_status
cvd_pick_event(const struct cvd_step *step, const char *ref,
    const struct cvd_event **event, struct cvd_err *err)
{
	const struct cvd_case *c = step->record->c;
	const struct cvd_event *found = NULL;
	struct cvd_buf names = CVD_BUF_INIT(300);
	unsigned count = 0;
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < c->count; i++) {
		if (!cvd_event_ref_matches(ref, c->events[i].id))
			continue;
		found = &c->events[i];
		if (++count <= MOST)
			cvd_buf_addf(&names, "%s%s", count == 1 ? "" : ", ",
			    found->id);
	}
	if (count == 0) {
		rc = cvd_fail(err, CVD_E_NOT_FOUND,
		    "the case has no event '%s'", ref);
		cvd_err_hint(err, "'cvd show %s' lists them", c->head.id);
	} else if (count > 1) {
		rc = cvd_fail(err, CVD_E_AMBIGUOUS, "'%s' means %u events", ref,
		    count);
		cvd_err_hint(err, "name one of %s%s", names.data,
		    count > MOST ? ", …" : "");
	} else {
		*event = found;
	}
	cvd_buf_clear(&names);
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Bringing a case to an intermediary or coordinator. */

#include "app/verbs.h"

#include "app/contacts.h"
#include "app/fill.h"
#include "core/escalation.h"
#include "core/ident.h"

#include <string.h>

/* A refusal by the state of the case comes before all others. */
static enum cvd_status
check_state(const struct cvd_step *step, struct cvd_err *err)
{
	const struct cvd_record *r = step->record;
	const struct cvd_event probe = {
		.kind = CVD_EVENT_ESCALATED,
		.at = step->at,
		.recorded = step->recorded,
	};

	return cvd_replay_may(r->c, &r->replay, &probe, err);
}

/*
 * What is compiled in may be out of date: into a folder it may go, to the
 * world only once somebody of the team has confirmed it.
 */
static enum cvd_status
check_confirmed(struct cvd_casebook *book, const struct cvd_contact *contact,
    const struct cvd_contact_address *address, bool own, struct cvd_err *err)
{
	const char *transport = cvd_casebook_setting(book, "cvd.transport");
	enum cvd_status rc;

	if (transport == NULL || strcmp(transport, "smtp") != 0 ||
	    (own && cvd_contact_is_verified(contact, address)))
		return CVD_OK;
	rc = cvd_fail(err, CVD_E_REFUSED,
	    "nobody of the team has confirmed the address of '%s', %s",
	    contact->id, address->address);
	cvd_err_hint(err,
	    "check it, say 'verified: confirmed' in contacts/%s.yaml and "
	    "'cvd commit' that; or say with --by how they are told",
	    contact->id);
	return rc;
}

/* Fills in where the letter goes, or says why it cannot go by mail. */
static enum cvd_status
address(struct cvd_step *step, const struct cvd_way *way,
    struct cvd_letter_order *order, struct cvd_err *err)
{
	const struct cvd_contact_address *mail = NULL;
	const struct cvd_contact *contact = NULL;
	bool own = false;
	enum cvd_status rc;

	rc = cvd_contacts_find(step->book, order->party, &contact, &own, err);
	if (rc != CVD_OK && rc != CVD_E_NOT_FOUND)
		return rc;
	if (rc == CVD_OK) {
		order->name = contact->name;
		order->language = contact->languages.count > 0
		                      ? contact->languages.item[0]
		                      : NULL;
		mail = cvd_contact_find(contact, CVD_CONTACT_EMAIL);
	}
	if (!cvd_letters_is_mail(way))
		return CVD_OK;
	if (mail == NULL) {
		rc = cvd_fail(err, CVD_E_REFUSED,
		    "no mail address is known of '%s'", order->party);
		cvd_err_hint(err,
		    "contacts/%s.yaml can hold one; or say with "
		    "--by how they are told",
		    order->party);
		return rc;
	}
	order->to = mail->address;
	return check_confirmed(step->book, contact, mail, own, err);
}

/* The rule that allows it, and what stands behind it. */
static enum cvd_status
find_grounds(struct cvd_step *step, const char *to, const char *reason,
    struct cvd_escalation *grounds, struct cvd_lines *attempts,
    struct cvd_err *err)
{
	const struct cvd_record *r = step->record;
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_timeline timeline;
	enum cvd_status rc = cvd_timeline_make(&r->replay, step->recorded,
	    arena, &timeline, err);

	if (rc == CVD_OK)
		rc = cvd_escalation_find(&r->policies, &timeline, to, reason,
		    grounds, err);
	if (rc == CVD_OK)
		rc = cvd_escalation_attempts(&timeline, arena, attempts, err);
	return rc;
}

static enum cvd_status
add_event(struct cvd_step *step, const char *to, const char *reason,
    const char *note, const struct cvd_way *way, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_escalation grounds;
	struct cvd_lines attempts;
	struct cvd_event *e;
	enum cvd_status rc;

	rc = find_grounds(step, to, reason, &grounds, &attempts, err);
	if (rc == CVD_OK)
		rc = cvd_step_add(step, CVD_EVENT_ESCALATED, &e, err);
	if (rc != CVD_OK)
		return rc;
	e->to = cvd_arena_text(arena, to);
	e->reason = reason;
	e->rule = cvd_arena_textf(arena, "%s/%s", grounds.policy->id,
	    grounds.rule->id);
	e->attempts = attempts;
	rc = cvd_fill_note(step, e, note, err);
	if (rc == CVD_OK)
		rc = cvd_letters_way(step, e, way, err);
	if (cvd_letters_is_mail(way))
		e->channel = CVD_CHANNEL_EMAIL;
	return rc == CVD_OK ? cvd_step_judge(step, err) : rc;
}

enum cvd_status
cvd_verb_escalate(struct cvd_step *step, const char *to, const char *reason,
    const char *note, const struct cvd_way *way, struct cvd_err *err)
{
	struct cvd_letter_order order = {
		.letter = "escalate",
		.party = to,
		.by = way->by,
	};
	int word = cvd_names_match(cvd_escalation_reason_names, reason);
	enum cvd_status rc = cvd_slug_check(to, err);

	if (rc != CVD_OK)
		return cvd_fail_as(err, CVD_E_USAGE);
	if (word == 0)
		return cvd_fail(err, CVD_E_USAGE,
		    "'%s' is no reason to escalate", reason);
	rc = check_state(step, err);
	if (rc == CVD_OK)
		rc = add_event(step, to, cvd_escalation_reason_names[word],
		    note, way, err);
	if (rc == CVD_OK)
		rc = address(step, way, &order, err);
	if (rc != CVD_OK || way->no_letter != NULL)
		return rc;
	return cvd_letters_order(step, &order, err);
}

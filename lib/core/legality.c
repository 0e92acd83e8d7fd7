/* SPDX-License-Identifier: EUPL-1.2 */

/* Which events are legal after which. */

#include "core/legality.h"

#include "core/ident.h"

#include <string.h>

/* A clock that runs a little ahead is no reason to lose a fact. */
#define AHEAD_SECONDS 600

typedef enum cvd_status rule_fn(const struct cvd_case *c,
    const struct cvd_replay *r, const struct cvd_event *e, struct cvd_err *err);

enum rule_flags {
	OPEN = 1u << 0,     /* not after closing */
	ACCEPTED = 1u << 1, /* only while the desk has accepted the report */
};

struct rule {
	unsigned flags;
	rule_fn *check; /* what the flags do not say; may be NULL */
};

#define REFUSE(...) cvd_fail(err, CVD_E_REFUSED, __VA_ARGS__)

static const char *
state_name(const struct cvd_replay *r)
{
	const char *name = cvd_label_names[r->head.state];

	return name != NULL ? name : "none";
}

static enum cvd_status
received_rule(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e, struct cvd_err *err)
{
	(void)c;
	if (r->received != NULL)
		return REFUSE("a case has one receipt");
	if (e->discovered != CVD_INSTANT_NONE && e->discovered > e->at)
		return REFUSE("it was discovered after it was received");
	return CVD_OK;
}

static enum cvd_status
acknowledged_rule(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e, struct cvd_err *err)
{
	(void)c;
	(void)e;
	if (r->acknowledged)
		return REFUSE("receipt is acknowledged once, and was");
	return CVD_OK;
}

static enum cvd_status
info_requested_rule(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e, struct cvd_err *err)
{
	enum cvd_rm rm = cvd_replay_rm(r);

	(void)c;
	(void)e;
	if (rm != CVD_RM_RECEIVED && rm != CVD_RM_INVALID)
		return REFUSE("information is asked for before the assessment; "
		              "the case is %s",
		    state_name(r));
	return CVD_OK;
}

static enum cvd_status
assessed_rule(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e, struct cvd_err *err)
{
	enum cvd_rm rm = cvd_replay_rm(r);
	enum cvd_rm to = rm;

	if (e->duplicate_of != NULL && strcmp(e->duplicate_of, c->head.id) == 0)
		return REFUSE("a case is no duplicate of itself");
	for (const char *m = cvd_effect_of(e)->rm; *m != '\0'; m++)
		(void)cvd_rm_move(to, *m, &to);
	if (to != rm)
		return CVD_OK;
	if (rm == CVD_RM_ACCEPTED && e->outcome != CVD_OUTCOME_ACCEPTED)
		return REFUSE("an accepted report is not %s any more: close it "
		              "with a reason",
		    cvd_outcome_names[e->outcome]);
	return REFUSE("the report is %s already", state_name(r));
}

static enum cvd_status
party_added_rule(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e, struct cvd_err *err)
{
	(void)c;
	if (cvd_replay_party(r, e->party) != NULL)
		return REFUSE("there is a party '%s' already", e->party);
	if (e->role == CVD_ROLE_DESK || e->role == CVD_ROLE_FINDER)
		return REFUSE("the %s is a party from the start",
		    e->role == CVD_ROLE_DESK ? "desk" : "reporter");
	return CVD_OK;
}

static enum cvd_status
known_party_rule(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e, struct cvd_err *err)
{
	(void)c;
	if (cvd_replay_party(r, e->party) == NULL)
		return REFUSE("there is no party '%s'", e->party);
	return CVD_OK;
}

static enum cvd_status
contact_attempted_rule(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e, struct cvd_err *err)
{
	if (e->who == CVD_WHO_DESK && cvd_replay_rm(r) != CVD_RM_ACCEPTED)
		return REFUSE("a vendor is contacted after the report was "
		              "accepted; the case is %s",
		    state_name(r));
	return known_party_rule(c, r, e, err);
}

static enum cvd_status
escalated_rule(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e, struct cvd_err *err)
{
	(void)c;
	for (size_t i = 0; i < e->attempts.count; i++) {
		bool found = false;

		for (size_t k = 0; k < r->count && !found; k++)
			found =
			    r->events[k]->kind == CVD_EVENT_CONTACT_ATTEMPTED &&
			    strcmp(r->events[k]->id, e->attempts.item[i]) == 0;
		if (!found)
			return REFUSE("there is no attempt at contact '%s'",
			    e->attempts.item[i]);
	}
	return CVD_OK;
}

static enum cvd_status
published_rule(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e, struct cvd_err *err)
{
	enum cvd_rm rm = cvd_replay_rm(r);

	(void)c;
	if (rm == CVD_RM_RECEIVED || rm == CVD_RM_INVALID ||
	    r->head.outcome == CVD_OUTCOME_DUPLICATE)
		return REFUSE("what was not accepted is not published; the "
		              "case is %s",
		    state_name(r));
	if (!r->fixed && e->forced == NULL)
		return REFUSE(
		    "published is what was fixed; the case is %s, and no "
		    "reason was given to publish before",
		    state_name(r));
	return CVD_OK;
}

/*
 * The states from which a reason closes. From A every reason does, by way of
 * D where the reason belongs there: RM has both A to C and A to D to C.
 */
static const struct {
	const char *reason;
	const char *from;
} closings[] = {
	{ "resolved", "A" },
	{ "mitigated", "A" },
	{ "accepted-risk", "AD" },
	{ "wont-fix", "AD" },
	{ "informative", "AI" },
	{ "duplicate", "AD" },
	{ "not-reproducible", "AI" },
	{ "not-applicable", "AI" },
	{ "out-of-scope", "AI" },
	{ "excluded-class", "AI" },
	{ "not-affected", "ADI" },
	{ "already-fixed", "ADI" },
	{ "no-response-reporter", "ADI" },
	{ "incomplete", "AI" },
	{ "submitted-elsewhere", "ADI" },
	{ "contact-brokered", "AD" },
	{ "forwarded", "ADI" },
	{ "withdrawn-by-reporter", "ADI" },
	{ "spam", "AI" },
	{ "vendor-unresponsive", "A" },
};

bool
cvd_legality_closes(enum cvd_rm rm, const char *reason)
{
	char state;

	if (rm != CVD_RM_ACCEPTED && rm != CVD_RM_DEFERRED &&
	    rm != CVD_RM_INVALID)
		return false;
	state = rm == CVD_RM_ACCEPTED ? 'A' : rm == CVD_RM_DEFERRED ? 'D' : 'I';
	for (size_t i = 0; i < sizeof closings / sizeof closings[0]; i++)
		if (strcmp(closings[i].reason, reason) == 0)
			return strchr(closings[i].from, state) != NULL;
	return false;
}

static enum cvd_status
closed_rule(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e, struct cvd_err *err)
{
	enum cvd_rm rm = cvd_replay_rm(r);

	(void)c;
	if (rm == CVD_RM_RECEIVED)
		return REFUSE("a report is assessed before its case is closed");
	if (!cvd_legality_closes(rm, e->reason))
		return REFUSE("a case that is %s is not closed as '%s'",
		    state_name(r), e->reason);
	return CVD_OK;
}

/* Fields that say what an event is; changing them would be another event. */
static bool
is_fixed_field(const char *name)
{
	static const char *const fixed[] = { "id", "lamport", "recorded", "by",
		"event", "policies", "calendars", "letters", "documents",
		"corrects", "events", "person", "person_sha256", "matter",
		"matter_sha256", "salt" };

	for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
		if (strcmp(fixed[i], name) == 0)
			return true;
	return false;
}

static enum cvd_status
corrected_rule(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e, struct cvd_err *err)
{
	const struct cvd_event *old = cvd_case_find(c, e->corrects);
	const struct cvd_shape *shape = &cvd_event_shape;
	const char *name = e->field;
	uint64_t variant = 0;

	(void)r;
	if (old == NULL || cvd_event_compare(old, e) >= 0)
		return REFUSE("there is no earlier event '%s'", e->corrects);
	if (strncmp(name, "person.", 7) == 0) {
		shape = &cvd_person_shape;
		name += 7;
	} else if (strncmp(name, "matter.", 7) == 0) {
		shape = &cvd_matter_shape;
		name += 7;
	} else {
		variant = CVD_EVENT_BIT(old->kind);
	}
	if (is_fixed_field(name) || strcmp(name, "value") == 0 ||
	    cvd_fields_find(shape, variant, name) == NULL)
		return REFUSE("'%s' has no field '%s' that can be corrected",
		    cvd_event_names[old->kind], e->field);
	return CVD_OK;
}

static enum cvd_status
voided_rule(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e, struct cvd_err *err)
{
	(void)r;
	for (size_t i = 0; i < e->voids.count; i++) {
		const struct cvd_event *old = cvd_case_find(c,
		    e->voids.item[i]);

		if (old == NULL || cvd_event_compare(old, e) >= 0)
			return REFUSE("there is no earlier event '%s'",
			    e->voids.item[i]);
		if (old->kind == CVD_EVENT_RECEIVED)
			return REFUSE("a receipt is not voided: close the case "
			              "instead");
		if (old->kind == CVD_EVENT_VOIDED)
			return REFUSE("what voids is not voided itself: record "
			              "the event again");
		/* who got it does not un-get it */
		if (cvd_event_is_of_letters(old))
			return REFUSE("what became of a letter is not voided");
	}
	return CVD_OK;
}

enum cvd_status
cvd_legality_check_target(const struct cvd_case *c, const struct cvd_event *e,
    struct cvd_err *err)
{
	return e->kind == CVD_EVENT_VOIDED ? voided_rule(c, NULL, e, err)
	                                   : corrected_rule(c, NULL, e, err);
}

static enum cvd_status
delivery_rule(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e, struct cvd_err *err)
{
	const struct cvd_event_letter *letters = e->letters.item;

	(void)c;
	for (size_t i = 0; i < e->letters.count; i++) {
		bool found = false;

		for (size_t k = 0; k < r->letter_count && !found; k++)
			found = strcmp(r->letters[k].letter->message_id,
			            letters[i].message_id) == 0;
		if (!found)
			return REFUSE("no letter '%s' was decided",
			    letters[i].message_id);
	}
	return CVD_OK;
}

static const struct rule rules[] = {
	[CVD_EVENT_RECEIVED] = { 0, received_rule },
	[CVD_EVENT_ACKNOWLEDGED] = { OPEN, acknowledged_rule },
	[CVD_EVENT_INFO_REQUESTED] = { OPEN, info_requested_rule },
	[CVD_EVENT_INFO_RECEIVED] = { OPEN, NULL },
	[CVD_EVENT_ASSESSED] = { OPEN, assessed_rule },
	[CVD_EVENT_PARTY_ADDED] = { OPEN, party_added_rule },
	[CVD_EVENT_PARTY_CHANGED] = { OPEN, known_party_rule },
	[CVD_EVENT_CONTACT_ATTEMPTED] = { OPEN, contact_attempted_rule },
	[CVD_EVENT_VENDOR_ACKNOWLEDGED] = { OPEN | ACCEPTED, known_party_rule },
	[CVD_EVENT_ESCALATED] = { OPEN | ACCEPTED, escalated_rule },
	[CVD_EVENT_FIX_AVAILABLE] = { OPEN | ACCEPTED, known_party_rule },
	[CVD_EVENT_FIX_RELEASED] = { OPEN | ACCEPTED, known_party_rule },
	[CVD_EVENT_FIX_DEPLOYED] = { OPEN | ACCEPTED, known_party_rule },
	[CVD_EVENT_FIX_VERIFIED] = { OPEN | ACCEPTED, known_party_rule },
	[CVD_EVENT_STATUS_UPDATE] = { OPEN, NULL },
	[CVD_EVENT_REPORTER_CONSULTED] = { OPEN, NULL },
	[CVD_EVENT_CONSENT_GIVEN] = { 0, NULL },
	[CVD_EVENT_CONSENT_WITHDRAWN] = { 0, NULL },
	[CVD_EVENT_PUBLISHED] = { 0, published_rule },
	[CVD_EVENT_CLOSED] = { OPEN, closed_rule },
	[CVD_EVENT_NOTED] = { 0, NULL },
	[CVD_EVENT_ASSIGNED] = { OPEN, NULL },
	[CVD_EVENT_CORRECTED] = { 0, corrected_rule },
	[CVD_EVENT_VOIDED] = { 0, voided_rule },
	[CVD_EVENT_LETTERS_QUEUED] = { 0, NULL },
	[CVD_EVENT_LETTERS_SENT] = { 0, delivery_rule },
	[CVD_EVENT_LETTERS_FAILED] = { 0, delivery_rule },
	[CVD_EVENT_LETTERS_CANCELLED] = { 0, delivery_rule },
};
_Static_assert(sizeof rules / sizeof rules[0] == CVD_EVENT_KINDS,
    "a rule for each kind of event");

enum cvd_status
cvd_legality_check_time(const struct cvd_replay *r, const struct cvd_event *e,
    struct cvd_err *err)
{
	bool earlier_is_fine = e->kind == CVD_EVENT_CONTACT_ATTEMPTED &&
	                       e->who == CVD_WHO_REPORTER;
	char text[CVD_INSTANT_TEXT];

	if (e->at > e->recorded + AHEAD_SECONDS) {
		cvd_instant_text(e->at, text);
		return REFUSE("it happens at %s, after it was recorded", text);
	}
	if (r->received == NULL || earlier_is_fine || e->at >= r->received->at)
		return CVD_OK;
	cvd_instant_text(r->received->at, text);
	return REFUSE("it happens before the receipt, which was at %s", text);
}

enum cvd_status
cvd_legality_check(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e, struct cvd_err *err)
{
	const struct rule *rule = &rules[e->kind];
	enum cvd_status rc;

	if (r->received == NULL && e->kind != CVD_EVENT_RECEIVED)
		return REFUSE("a case begins with its receipt");
	if ((rule->flags & OPEN) != 0 && r->closed)
		return REFUSE("the case is closed");
	if ((rule->flags & ACCEPTED) != 0 &&
	    cvd_replay_rm(r) != CVD_RM_ACCEPTED)
		return REFUSE("'%s' comes after the report was accepted; the "
		              "case is %s",
		    cvd_event_names[e->kind], state_name(r));
	rc = cvd_legality_check_time(r, e, err);
	if (rc != CVD_OK || rule->check == NULL)
		return rc;
	return rule->check(c, r, e, err);
}

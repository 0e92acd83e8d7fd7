/* SPDX-License-Identifier: EUPL-1.2 */

/* The vocabularies of events, and how one is read. */

#include "core/event.h"

#include "core/ident.h"

#include <string.h>

const char *const cvd_event_names[] = {
	[CVD_EVENT_RECEIVED] = "received",
	[CVD_EVENT_ACKNOWLEDGED] = "acknowledged",
	[CVD_EVENT_INFO_REQUESTED] = "info_requested",
	[CVD_EVENT_INFO_RECEIVED] = "info_received",
	[CVD_EVENT_ASSESSED] = "assessed",
	[CVD_EVENT_PARTY_ADDED] = "party_added",
	[CVD_EVENT_PARTY_CHANGED] = "party_changed",
	[CVD_EVENT_CONTACT_ATTEMPTED] = "contact_attempted",
	[CVD_EVENT_VENDOR_ACKNOWLEDGED] = "vendor_acknowledged",
	[CVD_EVENT_ESCALATED] = "escalated",
	[CVD_EVENT_FIX_AVAILABLE] = "fix_available",
	[CVD_EVENT_FIX_RELEASED] = "fix_released",
	[CVD_EVENT_FIX_DEPLOYED] = "fix_deployed",
	[CVD_EVENT_FIX_VERIFIED] = "fix_verified",
	[CVD_EVENT_STATUS_UPDATE] = "status_update",
	[CVD_EVENT_REPORTER_CONSULTED] = "reporter_consulted",
	[CVD_EVENT_CONSENT_GIVEN] = "consent_given",
	[CVD_EVENT_CONSENT_WITHDRAWN] = "consent_withdrawn",
	[CVD_EVENT_PUBLISHED] = "published",
	[CVD_EVENT_CLOSED] = "closed",
	[CVD_EVENT_NOTED] = "noted",
	[CVD_EVENT_ASSIGNED] = "assigned",
	[CVD_EVENT_CORRECTED] = "corrected",
	[CVD_EVENT_VOIDED] = "voided",
	[CVD_EVENT_LETTERS_QUEUED] = "letters_queued",
	[CVD_EVENT_LETTERS_SENT] = "letters_sent",
	[CVD_EVENT_LETTERS_FAILED] = "letters_failed",
	[CVD_EVENT_LETTERS_CANCELLED] = "letters_cancelled",
	[CVD_EVENT_KINDS] = NULL,
};
_Static_assert(sizeof cvd_event_names / sizeof cvd_event_names[0] ==
                   CVD_EVENT_KINDS + 1,
    "a name for each kind of event");
_Static_assert(CVD_EVENT_KINDS <= 64, "a bit for each kind of event");

const char *const cvd_outcome_names[] = { NULL, "accepted", "rejected",
	"duplicate", "redirected", "deferred", NULL };
const char *const cvd_role_names[] = { NULL, "finder", "vendor", "owner",
	"coordinator", "operator", "desk", NULL };
const char *const cvd_party_status_names[] = { NULL, "unknown", "affected",
	"not-affected", "removed", NULL };
const char *const cvd_owner_class_names[] = { NULL, "own", "central-government",
	"government", "private", NULL };
const char *const cvd_target_kind_names[] = { NULL, "system", "software",
	"hardware", "service", "network", NULL };
const char *const cvd_channel_names[] = { NULL, "form", "email", "phone",
	"post", "person", NULL };
const char *const cvd_who_names[] = { NULL, "desk", "reporter", NULL };
const char *const cvd_source_names[] = { NULL, "own", "signed-reply",
	"unsigned-reply", "observed", "inferred", NULL };
const char *const cvd_weight_names[] = { NULL, "minor", "major", NULL };
const char *const cvd_consent_kind_names[] = { NULL, "naming", "share-contact",
	"wall-of-fame", "contact-exchange", "publication", NULL };
const char *const cvd_consent_value_names[] = { NULL, "yes", "no", "pseudonym",
	NULL };
const char *const cvd_reason_names[] = { NULL, "resolved", "mitigated",
	"accepted-risk", "wont-fix", "informative", "duplicate",
	"not-reproducible", "not-applicable", "out-of-scope", "excluded-class",
	"not-affected", "already-fixed", "no-response-reporter", "incomplete",
	"submitted-elsewhere", "contact-brokered", "forwarded",
	"withdrawn-by-reporter", "spam", "vendor-unresponsive", NULL };
const char *const cvd_escalation_reason_names[] = { NULL, "no-response",
	"inadequate-response", "multi-system", "multi-vendor",
	"participant-silent", "coordinator-silent", "disagrees-with-wont-fix",
	"no-cvdp", "legal-protection", "difficulties", "others-affected",
	"process-will-not-complete", NULL };
const char *const cvd_has_names[] = { NULL, "name", "email", "phone", "target",
	"description", NULL };

enum cvd_status
cvd_event_load(const struct cvd_node *map, struct cvd_event *event,
    struct cvd_arena *arena, struct cvd_err *err)
{
	const struct cvd_node *name = cvd_node_find(map, "event");
	int kind;
	enum cvd_status rc;

	if (name == NULL || name->kind != CVD_NODE_SCALAR)
		return cvd_fail_at(err, CVD_E_INVALID, map->line, map->column,
		    "missing field 'event'");
	kind = cvd_names_find(cvd_event_names, name->text);
	if (kind == CVD_EVENT_NONE)
		return cvd_fail_at(err, CVD_E_INVALID, name->line, name->column,
		    "unknown event '%s'", name->text);
	*event = (struct cvd_event){
		.at = CVD_INSTANT_NONE,
		.recorded = CVD_INSTANT_NONE,
		.discovered = CVD_INSTANT_NONE,
	};
	rc = cvd_fields_load(&cvd_event_shape, CVD_EVENT_BIT(kind), map, event,
	    arena, err);
	if (rc != CVD_OK)
		return rc;
	event->start = map->start;
	event->end = map->end;
	return CVD_OK;
}

bool
cvd_event_is_of_letters(const struct cvd_event *event)
{
	return event->kind == CVD_EVENT_LETTERS_QUEUED ||
	       event->kind == CVD_EVENT_LETTERS_SENT ||
	       event->kind == CVD_EVENT_LETTERS_FAILED ||
	       event->kind == CVD_EVENT_LETTERS_CANCELLED;
}

bool
cvd_role_brings_fix(int role)
{
	return role == CVD_ROLE_VENDOR || role == CVD_ROLE_OWNER;
}

int
cvd_event_compare(const struct cvd_event *a, const struct cvd_event *b)
{
	if (a->lamport != b->lamport)
		return a->lamport < b->lamport ? -1 : 1;
	return strcmp(a->id, b->id);
}

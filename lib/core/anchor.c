/* SPDX-License-Identifier: EUPL-1.2 */

/* Which names a policy may count from. */

#include "core/anchor.h"

#include "core/event.h"

#include <string.h>

/* In the order of enum cvd_anchor. */
static const char *const derived[] = { NULL, "discovered",
	"vendor_first_contact", "vendor_second_contact", "vendor_notified",
	"fixed", "disclosed_publicly", "exploited_known", NULL };
_Static_assert(sizeof derived / sizeof derived[0] ==
                   CVD_ANCHOR_COUNT - CVD_EVENT_KINDS + 2,
    "a name for each derived anchor");

static const char *const reserved[] = { NULL, "deadline_changed",
	"policy_rebased", "public_known", "exploit_public", "attacks_observed",
	"attachment_added", "erased", "proposed", "approved", NULL };

static const char *const further[] = { NULL, "fix_agreed", "incident_known",
	"notification_sent", "list_posted", "release_process_started",
	"cve_disclosed", "users_informed", "breach_known", "subject_request",
	"last_call_posted", "cna_contacted", "cve_record_published",
	"simplified_notification_sent", "full_notification_sent",
	"cra_early_warning_sent", "cra_notification_sent", "cra_final_sent",
	"cra_incident_early_warning_sent", "cra_incident_notification_sent",
	"cra_incident_final_sent", "cra_information_already_provided",
	"subject_answered", "subject_extension_told", "authority_notified",
	"breach_no_risk_recorded", "consent_effect_applied", NULL };

/* Assignments, corrections and letters say nothing about the disclosure. */
static bool
is_about_the_record(int kind)
{
	return kind >= CVD_EVENT_NOTED && kind < CVD_EVENT_KINDS;
}

enum cvd_anchor_class
cvd_anchor_class(const char *name)
{
	int kind = cvd_names_find(cvd_event_names, name);

	if (kind != CVD_EVENT_NONE)
		return is_about_the_record(kind) ? CVD_ANCHOR_RECORD
		                                 : CVD_ANCHOR_EVENT;
	if (cvd_names_find(derived, name) != 0)
		return CVD_ANCHOR_DERIVED;
	if (cvd_names_find(reserved, name) != 0 ||
	    (strncmp(name, "embargo_", 8) == 0 && name[8] != '\0'))
		return CVD_ANCHOR_RESERVED;
	if (cvd_names_find(further, name) != 0)
		return CVD_ANCHOR_FURTHER;
	return CVD_ANCHOR_UNKNOWN;
}

bool
cvd_anchor_is_known(const char *name)
{
	switch (cvd_anchor_class(name)) {
	case CVD_ANCHOR_UNKNOWN:
	case CVD_ANCHOR_RECORD:
		return false;
	case CVD_ANCHOR_EVENT:
	case CVD_ANCHOR_DERIVED:
	case CVD_ANCHOR_RESERVED:
	case CVD_ANCHOR_FURTHER:
		return true;
	}
	return false;
}

int
cvd_anchor_find(const char *name)
{
	int index = cvd_names_find(cvd_event_names, name);

	if (index != CVD_EVENT_NONE)
		return is_about_the_record(index) ? CVD_ANCHOR_NONE : index;
	index = cvd_names_find(derived, name);
	return index == 0 ? CVD_ANCHOR_NONE : CVD_EVENT_KINDS - 1 + index;
}

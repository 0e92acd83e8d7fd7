/* SPDX-License-Identifier: EUPL-1.2 */

/* Which event has which fields, in the order in which they are written. */

#include "core/address.h"
#include "core/event.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/seal_block.h"
#include "core/target.h"

#define BIT(kind) CVD_EVENT_BIT(CVD_EVENT_##kind)

#define RECEIVED  BIT(RECEIVED)
#define ASSESSED  BIT(ASSESSED)
#define FIXES                                                                  \
	(BIT(FIX_AVAILABLE) | BIT(FIX_RELEASED) | BIT(FIX_DEPLOYED) |          \
	    BIT(FIX_VERIFIED))
#define PARTIES   (BIT(PARTY_ADDED) | BIT(PARTY_CHANGED))
#define CONSENTS  (BIT(CONSENT_GIVEN) | BIT(CONSENT_WITHDRAWN))
#define ATTEMPT   BIT(CONTACT_ATTEMPTED)
#define ESCALATED BIT(ESCALATED)
#define LETTERS                                                                \
	(BIT(LETTERS_QUEUED) | BIT(LETTERS_SENT) | BIT(LETTERS_FAILED) |       \
	    BIT(LETTERS_CANCELLED))
#define CORRECTED BIT(CORRECTED)
#define VOIDED    BIT(VOIDED)

/* A letter to a party goes by some way; so do questions and consents. */
#define WAYS                                                                   \
	(RECEIVED | BIT(ACKNOWLEDGED) | BIT(INFO_REQUESTED) |                  \
	    BIT(INFO_RECEIVED) | ASSESSED | ATTEMPT | ESCALATED |              \
	    BIT(STATUS_UPDATE) | BIT(REPORTER_CONSULTED) | BIT(CLOSED))

/* Where somebody is named, or what was said of a person is put right. */
#define PERSONS       (RECEIVED | PARTIES | ATTEMPT | CONSENTS | CORRECTED)

/* Anyone may be told something in private words. */
#define PRIVATE_WORDS (~(PARTIES | LETTERS))

#define AT(member)    offsetof(struct cvd_event, member)

/* clang-format off */
static const struct cvd_field policy_pin_fields[] = {
	{ .name = "id", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_pin, id), .check = cvd_slug_check },
	{ .name = "version", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_pin, version), .check = cvd_version_check },
	{ .name = "sha256", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_pin, sha256), .check = cvd_sha256_check },
	{ .name = "blob", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_pin, blob), .limit = 64 },
	{ .name = "lead", .kind = CVD_FIELD_BOOL, .offset = offsetof(struct cvd_pin, lead) },
	{ 0 },
};
static const struct cvd_shape policy_pin_shape = { "policy", sizeof(struct cvd_pin), policy_pin_fields };

static const struct cvd_field calendar_pin_fields[] = {
	{ .name = "id", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_pin, id), .check = cvd_slug_check },
	{ .name = "sha256", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_pin, sha256), .check = cvd_sha256_check },
	{ .name = "blob", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_pin, blob), .limit = 64 },
	{ 0 },
};
static const struct cvd_shape calendar_pin_shape = { "calendar", sizeof(struct cvd_pin), calendar_pin_fields };

static const struct cvd_field promise_fields[] = {
	{ .name = "clock", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_promise, clock), .check = cvd_slug_check },
	{ .name = "due", .kind = CVD_FIELD_INSTANT, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_promise, due) },
	{ 0 },
};
static const struct cvd_shape promise_shape = { "promise", sizeof(struct cvd_promise), promise_fields };

static const struct cvd_field document_fields[] = {
	{ .name = "path", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_document, path) },
	{ .name = "sha256", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_document, sha256), .check = cvd_sha256_check },
	{ 0 },
};
static const struct cvd_shape document_shape = { "document", sizeof(struct cvd_document), document_fields };

static const struct cvd_field letter_fields[] = {
	{ .name = "letter", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_event_letter, letter), .check = cvd_slug_check },
	{ .name = "party", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_event_letter, party), .check = cvd_slug_check },
	{ .name = "language", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_event_letter, language), .check = cvd_slug_check },
	{ .name = "message_id", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_event_letter, message_id) },
	{ .name = "sha256", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_event_letter, sha256), .check = cvd_sha256_check },
	{ 0 },
};
static const struct cvd_shape letter_shape = { "letter", sizeof(struct cvd_event_letter), letter_fields };

static const struct cvd_field delivery_fields[] = {
	{ .name = "message_id", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_event_letter, message_id) },
	{ .name = "server", .kind = CVD_FIELD_LINE, .offset = offsetof(struct cvd_event_letter, server) },
	{ .name = "reply", .kind = CVD_FIELD_LINE, .offset = offsetof(struct cvd_event_letter, reply) },
	{ .name = "queue_id", .kind = CVD_FIELD_LINE, .offset = offsetof(struct cvd_event_letter, queue_id) },
	{ 0 },
};
static const struct cvd_shape delivery_shape = { "delivery", sizeof(struct cvd_event_letter), delivery_fields };

static const struct cvd_field target_fields[] = {
	{ .name = "url", .kind = CVD_FIELD_LINE, .offset = offsetof(struct cvd_target, url), .limit = CVD_MAX_URL },
	{ .name = "ip", .kind = CVD_FIELD_LINE, .offset = offsetof(struct cvd_target, ip) },
	{ .name = "name", .kind = CVD_FIELD_LINE, .offset = offsetof(struct cvd_target, name), .limit = CVD_MAX_NAME },
	{ 0 },
};
static const struct cvd_shape target_shape = { "target", sizeof(struct cvd_target), target_fields };

static const struct cvd_field person_fields[] = {
	{ .name = "salt", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_person, salt), .check = cvd_event_id_check },
	{ .name = "name", .kind = CVD_FIELD_LINE, .offset = offsetof(struct cvd_person, name), .limit = CVD_MAX_NAME },
	{ .name = "organisation", .kind = CVD_FIELD_LINE, .offset = offsetof(struct cvd_person, organisation), .limit = CVD_MAX_NAME },
	{ .name = "email", .kind = CVD_FIELD_LINE, .offset = offsetof(struct cvd_person, email), .limit = CVD_MAX_ADDRESS, .check = cvd_address_check },
	{ .name = "phone", .kind = CVD_FIELD_LINE, .offset = offsetof(struct cvd_person, phone), .check = cvd_address_check_phone },
	{ .name = "pseudonym", .kind = CVD_FIELD_LINE, .offset = offsetof(struct cvd_person, pseudonym), .limit = CVD_MAX_NAME },
	{ .name = "value", .kind = CVD_FIELD_LINE, .offset = offsetof(struct cvd_person, value) },
	{ 0 },
};
const struct cvd_shape cvd_person_shape = { "person", sizeof(struct cvd_person), person_fields };

static const struct cvd_field matter_fields[] = {
	{ .name = "salt", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_matter, salt), .check = cvd_event_id_check },
	{ .name = "description", .kind = CVD_FIELD_TEXT, .offset = offsetof(struct cvd_matter, description), .limit = CVD_MAX_DESCRIPTION },
	{ .name = "targets", .kind = CVD_FIELD_STRUCTS, .offset = offsetof(struct cvd_matter, targets), .limit = CVD_MAX_TARGETS, .shape = &target_shape },
	{ .name = "question", .kind = CVD_FIELD_TEXT, .offset = offsetof(struct cvd_matter, question), .limit = CVD_MAX_DESCRIPTION },
	{ .name = "redirect_to", .kind = CVD_FIELD_LINE, .offset = offsetof(struct cvd_matter, redirect_to), .limit = CVD_MAX_URL },
	{ .name = "note", .kind = CVD_FIELD_TEXT, .offset = offsetof(struct cvd_matter, note), .limit = CVD_MAX_DESCRIPTION },
	{ .name = "value", .kind = CVD_FIELD_TEXT, .offset = offsetof(struct cvd_matter, value), .limit = CVD_MAX_DESCRIPTION },
	{ 0 },
};
const struct cvd_shape cvd_matter_shape = { "matter", sizeof(struct cvd_matter), matter_fields };

static const struct cvd_field event_fields[] = {
	{ .name = "id", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = AT(id), .check = cvd_event_id_check },
	{ .name = "lamport", .kind = CVD_FIELD_NUMBER, .flags = CVD_FIELD_REQUIRED, .offset = AT(lamport) },
	{ .name = "at", .kind = CVD_FIELD_INSTANT, .flags = CVD_FIELD_REQUIRED, .offset = AT(at) },
	{ .name = "recorded", .kind = CVD_FIELD_INSTANT, .flags = CVD_FIELD_REQUIRED, .offset = AT(recorded) },
	{ .name = "by", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = AT(by), .check = cvd_slug_check },
	{ .name = "event", .kind = CVD_FIELD_WORD, .flags = CVD_FIELD_REQUIRED, .offset = AT(kind), .names = cvd_event_names },

	{ .name = "title", .kind = CVD_FIELD_LINE, .offset = AT(title), .limit = CVD_MAX_TITLE, .may = RECEIVED, .must = RECEIVED },
	{ .name = "policies", .kind = CVD_FIELD_STRUCTS, .flags = CVD_FIELD_SOME, .offset = AT(policies), .limit = CVD_MAX_POLICIES, .shape = &policy_pin_shape, .may = RECEIVED, .must = RECEIVED },
	{ .name = "calendars", .kind = CVD_FIELD_STRUCTS, .offset = AT(calendars), .limit = CVD_MAX_POLICIES, .shape = &calendar_pin_shape, .may = RECEIVED, .must = RECEIVED },
	{ .name = "desk", .kind = CVD_FIELD_LINE, .offset = AT(desk), .may = RECEIVED, .check = cvd_slug_check },
	{ .name = "channel", .kind = CVD_FIELD_WORD, .offset = AT(channel), .names = cvd_channel_names, .may = WAYS },
	{ .name = "language", .kind = CVD_FIELD_LINE, .offset = AT(language), .may = RECEIVED | PARTIES, .check = cvd_slug_check },
	{ .name = "target_kind", .kind = CVD_FIELD_WORD, .offset = AT(target_kind), .names = cvd_target_kind_names, .may = RECEIVED },
	{ .name = "owner_class", .kind = CVD_FIELD_WORD, .offset = AT(owner_class), .names = cvd_owner_class_names, .may = RECEIVED },
	{ .name = "discovered", .kind = CVD_FIELD_INSTANT, .offset = AT(discovered), .may = RECEIVED },
	{ .name = "anonymous", .kind = CVD_FIELD_BOOL, .offset = AT(anonymous), .may = RECEIVED },
	{ .name = "has", .kind = CVD_FIELD_LINES, .flags = CVD_FIELD_ALWAYS, .offset = AT(has), .names = cvd_has_names, .may = RECEIVED },
	{ .name = "missing", .kind = CVD_FIELD_LINES, .offset = AT(missing), .may = RECEIVED },
	{ .name = "report_sha256", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_QUOTED, .offset = AT(report_sha256), .may = RECEIVED, .check = cvd_sha256_check },

	{ .name = "promised", .kind = CVD_FIELD_STRUCTS, .offset = AT(promised), .shape = &promise_shape, .may = BIT(ACKNOWLEDGED) },

	{ .name = "outcome", .kind = CVD_FIELD_WORD, .offset = AT(outcome), .names = cvd_outcome_names, .may = ASSESSED, .must = ASSESSED },
	{ .name = "reason", .kind = CVD_FIELD_LINE, .offset = AT(reason), .names = cvd_reason_names, .may = ASSESSED | BIT(CLOSED), .must = BIT(CLOSED) },
	{ .name = "exclusions", .kind = CVD_FIELD_LINES, .offset = AT(exclusions), .may = ASSESSED, .check = cvd_slug_check },
	{ .name = "weight", .kind = CVD_FIELD_WORD, .offset = AT(weight), .names = cvd_weight_names, .may = ASSESSED },
	{ .name = "cvss", .kind = CVD_FIELD_LINE, .offset = AT(cvss), .may = ASSESSED, .limit = 300 },
	{ .name = "cwe", .kind = CVD_FIELD_LINE, .offset = AT(cwe), .may = ASSESSED, .check = cvd_cwe_id_check },
	{ .name = "duplicate_of", .kind = CVD_FIELD_LINE, .offset = AT(duplicate_of), .may = ASSESSED, .check = cvd_case_id_check },

	{ .name = "party", .kind = CVD_FIELD_LINE, .offset = AT(party), .check = cvd_slug_check, .may = PARTIES | ATTEMPT | BIT(VENDOR_ACKNOWLEDGED) | FIXES | CONSENTS, .must = PARTIES | ATTEMPT | BIT(VENDOR_ACKNOWLEDGED) | FIXES },
	{ .name = "role", .kind = CVD_FIELD_WORD, .offset = AT(role), .names = cvd_role_names, .may = PARTIES, .must = BIT(PARTY_ADDED) },
	{ .name = "class", .kind = CVD_FIELD_WORD, .offset = AT(owner_class), .names = cvd_owner_class_names, .may = PARTIES },
	{ .name = "status", .kind = CVD_FIELD_WORD, .offset = AT(status), .names = cvd_party_status_names, .may = PARTIES },
	{ .name = "who", .kind = CVD_FIELD_WORD, .offset = AT(who), .names = cvd_who_names, .may = ATTEMPT, .must = ATTEMPT },
	{ .name = "details", .kind = CVD_FIELD_BOOL, .flags = CVD_FIELD_ALWAYS, .offset = AT(details), .may = ATTEMPT, .must = ATTEMPT },

	{ .name = "to", .kind = CVD_FIELD_LINE, .offset = AT(to), .check = cvd_slug_check, .may = ESCALATED | BIT(ASSIGNED), .must = ESCALATED | BIT(ASSIGNED) },
	{ .name = "reason", .kind = CVD_FIELD_LINE, .offset = AT(reason), .names = cvd_escalation_reason_names, .may = ESCALATED, .must = ESCALATED },
	{ .name = "rule", .kind = CVD_FIELD_LINE, .offset = AT(rule), .may = ESCALATED },
	{ .name = "attempts", .kind = CVD_FIELD_LINES, .flags = CVD_FIELD_ALWAYS, .offset = AT(attempts), .check = cvd_event_id_check, .may = ESCALATED },

	{ .name = "source", .kind = CVD_FIELD_WORD, .offset = AT(source), .names = cvd_source_names, .may = BIT(VENDOR_ACKNOWLEDGED) | FIXES },
	{ .name = "version", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_QUOTED, .offset = AT(version), .may = FIXES, .limit = CVD_MAX_NAME },
	{ .name = "reference", .kind = CVD_FIELD_LINE, .offset = AT(reference), .may = FIXES, .limit = CVD_MAX_URL, .check = cvd_target_check_url },

	{ .name = "kind", .kind = CVD_FIELD_WORD, .offset = AT(consent_kind), .names = cvd_consent_kind_names, .may = CONSENTS, .must = CONSENTS },
	{ .name = "value", .kind = CVD_FIELD_WORD, .offset = AT(consent_value), .names = cvd_consent_value_names, .may = BIT(CONSENT_GIVEN), .must = BIT(CONSENT_GIVEN) },
	{ .name = "medium", .kind = CVD_FIELD_LINE, .offset = AT(medium), .may = CONSENTS, .must = CONSENTS },

	{ .name = "documents", .kind = CVD_FIELD_STRUCTS, .flags = CVD_FIELD_SOME, .offset = AT(documents), .shape = &document_shape, .may = BIT(PUBLISHED), .must = BIT(PUBLISHED) },
	{ .name = "forced", .kind = CVD_FIELD_LINE, .offset = AT(forced), .may = BIT(PUBLISHED) },

	{ .name = "corrects", .kind = CVD_FIELD_LINE, .offset = AT(corrects), .check = cvd_event_id_check, .may = CORRECTED, .must = CORRECTED },
	{ .name = "field", .kind = CVD_FIELD_LINE, .offset = AT(field), .may = CORRECTED, .must = CORRECTED },
	{ .name = "value", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_QUOTED, .offset = AT(value), .may = CORRECTED },
	{ .name = "events", .kind = CVD_FIELD_LINES, .flags = CVD_FIELD_SOME, .offset = AT(voids), .check = cvd_event_id_check, .may = VOIDED, .must = VOIDED },
	{ .name = "letters", .kind = CVD_FIELD_STRUCTS, .flags = CVD_FIELD_SOME, .offset = AT(letters), .shape = &letter_shape, .may = BIT(LETTERS_QUEUED), .must = BIT(LETTERS_QUEUED) },
	{ .name = "letters", .kind = CVD_FIELD_STRUCTS, .flags = CVD_FIELD_SOME, .offset = AT(letters), .shape = &delivery_shape, .may = LETTERS & ~BIT(LETTERS_QUEUED), .must = LETTERS & ~BIT(LETTERS_QUEUED) },
	{ .name = "reason", .kind = CVD_FIELD_LINE, .offset = AT(reason), .limit = CVD_MAX_REASON, .may = CORRECTED | VOIDED | BIT(LETTERS_CANCELLED), .must = CORRECTED | VOIDED },

	{ .name = "person", .kind = CVD_FIELD_STRUCT, .offset = AT(person), .shape = &cvd_person_shape, .sealed = AT(person_sealed), .limit = CVD_MAX_SEALED, .check = cvd_seal_block_check, .may = PERSONS },
	{ .name = "person_sha256", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_QUOTED, .offset = AT(person_sha256), .beside = AT(person_sealed), .check = cvd_sha256_check, .may = PERSONS },
	{ .name = "matter", .kind = CVD_FIELD_STRUCT, .offset = AT(matter), .shape = &cvd_matter_shape, .sealed = AT(matter_sealed), .limit = CVD_MAX_SEALED, .check = cvd_seal_block_check, .may = PRIVATE_WORDS, .must = BIT(NOTED) },
	{ .name = "matter_sha256", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_QUOTED, .offset = AT(matter_sha256), .beside = AT(matter_sealed), .check = cvd_sha256_check, .may = PRIVATE_WORDS },
	{ 0 },
};
/* clang-format on */

const struct cvd_shape cvd_event_shape = { "event", sizeof(struct cvd_event),
	event_fields };

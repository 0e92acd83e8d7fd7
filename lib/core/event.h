/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_EVENT_H
#define CVD_CORE_EVENT_H

#include "core/date.h"
#include "core/fields.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Events: what happened, when, by whom. An event is immutable; its payload is
 * split into public fields, which replay, clocks and checks read, and the two
 * private groups `person` (identity, addresses) and `matter` (description,
 * targets, notes), each of which may be sealed. The rows of
 * core/event_fields.c say which event has what.
 *
 * The numbers of the kinds are of no meaning outside the program; files hold
 * the names. Names of the first schema; more come behind.
 */

enum cvd_event_kind {
	CVD_EVENT_NONE,
	CVD_EVENT_RECEIVED,
	CVD_EVENT_ACKNOWLEDGED,
	CVD_EVENT_INFO_REQUESTED,
	CVD_EVENT_INFO_RECEIVED,
	CVD_EVENT_ASSESSED,
	CVD_EVENT_PARTY_ADDED,
	CVD_EVENT_PARTY_CHANGED,
	CVD_EVENT_CONTACT_ATTEMPTED,
	CVD_EVENT_VENDOR_ACKNOWLEDGED,
	CVD_EVENT_ESCALATED,
	CVD_EVENT_FIX_AVAILABLE,
	CVD_EVENT_FIX_RELEASED,
	CVD_EVENT_FIX_DEPLOYED,
	CVD_EVENT_FIX_VERIFIED,
	CVD_EVENT_STATUS_UPDATE,
	CVD_EVENT_REPORTER_CONSULTED,
	CVD_EVENT_CONSENT_GIVEN,
	CVD_EVENT_CONSENT_WITHDRAWN,
	CVD_EVENT_PUBLISHED,
	CVD_EVENT_CLOSED,
	CVD_EVENT_NOTED,
	CVD_EVENT_ASSIGNED,
	CVD_EVENT_CORRECTED,
	CVD_EVENT_VOIDED,
	CVD_EVENT_LETTERS_QUEUED,
	CVD_EVENT_LETTERS_SENT,
	CVD_EVENT_LETTERS_FAILED,
	CVD_EVENT_LETTERS_CANCELLED,
	CVD_EVENT_KINDS
};

/* The bit of a kind in `may` and `must` of a field row. */
#define CVD_EVENT_BIT(kind) (UINT64_C(1) << (kind))

enum cvd_outcome {
	CVD_OUTCOME_NONE,
	CVD_OUTCOME_ACCEPTED,
	CVD_OUTCOME_REJECTED,
	CVD_OUTCOME_DUPLICATE,
	CVD_OUTCOME_REDIRECTED,
	CVD_OUTCOME_DEFERRED,
};

enum cvd_role {
	CVD_ROLE_NONE,
	CVD_ROLE_FINDER,
	CVD_ROLE_VENDOR,
	CVD_ROLE_OWNER,
	CVD_ROLE_COORDINATOR,
	CVD_ROLE_OPERATOR,
	CVD_ROLE_DESK, /* the team itself, owner of its own systems */
};

enum cvd_party_status {
	CVD_STATUS_NONE,
	CVD_STATUS_UNKNOWN,
	CVD_STATUS_AFFECTED,
	CVD_STATUS_NOT_AFFECTED,
	CVD_STATUS_REMOVED,
};

enum cvd_owner_class {
	CVD_CLASS_NONE,
	CVD_CLASS_OWN,
	CVD_CLASS_CENTRAL_GOVERNMENT,
	CVD_CLASS_GOVERNMENT,
	CVD_CLASS_PRIVATE,
};

enum cvd_target_kind {
	CVD_TARGET_NONE,
	CVD_TARGET_SYSTEM,
	CVD_TARGET_SOFTWARE,
	CVD_TARGET_HARDWARE,
	CVD_TARGET_SERVICE,
	CVD_TARGET_NETWORK,
};

enum cvd_channel {
	CVD_CHANNEL_NONE,
	CVD_CHANNEL_FORM,
	CVD_CHANNEL_EMAIL,
	CVD_CHANNEL_PHONE,
	CVD_CHANNEL_POST,
	CVD_CHANNEL_PERSON,
};

enum cvd_who {
	CVD_WHO_NONE,
	CVD_WHO_DESK,
	CVD_WHO_REPORTER,
};

enum cvd_consent_kind {
	CVD_CONSENT_NONE,
	CVD_CONSENT_NAMING,
	CVD_CONSENT_SHARE_CONTACT,
	CVD_CONSENT_WALL_OF_FAME,
	CVD_CONSENT_CONTACT_EXCHANGE,
	CVD_CONSENT_PUBLICATION, /* of the organisation concerned */
	CVD_CONSENT_KINDS
};

enum cvd_consent_value {
	CVD_CONSENT_UNKNOWN,
	CVD_CONSENT_YES,
	CVD_CONSENT_NO,
	CVD_CONSENT_PSEUDONYM,
};

/* The names in files; index 0 is NULL, ended by NULL. */
extern const char *const cvd_event_names[];
extern const char *const cvd_outcome_names[];
extern const char *const cvd_role_names[];
extern const char *const cvd_party_status_names[];
extern const char *const cvd_owner_class_names[];
extern const char *const cvd_target_kind_names[];
extern const char *const cvd_channel_names[];
extern const char *const cvd_who_names[];
extern const char *const cvd_source_names[];
extern const char *const cvd_weight_names[];
extern const char *const cvd_consent_kind_names[];
extern const char *const cvd_consent_value_names[];
/* The closed vocabulary of assessing and closing: what the platforms use and
 * the letter of the Dutch Minister of Security and Justice of 2014 counts. */
extern const char *const cvd_reason_names[];
extern const char *const cvd_escalation_reason_names[];
/* What a report can bring: name, email, phone, target, description. */
extern const char *const cvd_has_names[];

/* A policy or a calendar as it was when the case was opened. */
struct cvd_pin {
	const char *id;
	const char *version; /* of a policy; NULL for a calendar */
	const char *sha256;  /* of the file's bytes, 64 hex digits */
	const char *blob;    /* git's id of it, 40 hex digits */
	bool lead;           /* the policy whose promises are made */
};

struct cvd_promise {
	const char *clock;
	cvd_instant due;
};

struct cvd_document {
	const char *path;
	const char *sha256;
};

struct cvd_event_letter {
	const char *letter;
	const char *party;
	const char *language;
	const char *message_id;
	const char *sha256; /* of the rendered body */
	const char *server;
	const char *reply;
	const char *queue_id;
};

struct cvd_target {
	const char *url;
	const char *ip;
	const char *name;
};

struct cvd_person {
	const char *salt; /* 128 random bits, as an event id */
	const char *name;
	const char *organisation;
	const char *email;
	const char *phone;
	const char *pseudonym;
	const char *value; /* of a corrected private field */
};

struct cvd_matter {
	const char *salt;
	const char *description;
	struct cvd_items targets; /* struct cvd_target */
	const char *question;
	const char *redirect_to;
	const char *note;
	const char *value;
};

/* Whether a member of the roster signed it is not this module's business. */
struct cvd_event {
	const char *id;
	unsigned lamport;     /* from 1; order is (lamport, id) */
	cvd_instant at;       /* when it happened */
	cvd_instant recorded; /* when it was written down */
	const char *by;       /* a member's name */
	int kind;             /* enum cvd_event_kind */

	const char *title;
	struct cvd_items policies;  /* struct cvd_pin */
	struct cvd_items calendars; /* struct cvd_pin */
	const char *desk;
	const char *language;
	int target_kind;
	int owner_class;
	cvd_instant discovered;
	bool anonymous;
	struct cvd_lines has;
	struct cvd_lines missing;
	const char *report_sha256;

	int channel;
	struct cvd_items promised; /* struct cvd_promise */

	int outcome;
	const char *reason;
	struct cvd_lines exclusions;
	int weight;
	const char *cvss;
	const char *cwe;
	const char *duplicate_of;

	const char *party;
	int role;
	int status;
	int who;
	bool details;
	int source;

	const char *to;
	const char *rule;
	struct cvd_lines attempts;

	const char *version;
	const char *reference;

	int consent_kind;
	int consent_value;
	const char *medium;

	struct cvd_items documents; /* struct cvd_document */
	const char *forced;

	const char *corrects;
	const char *field;
	const char *value;
	struct cvd_lines voids;

	struct cvd_items letters; /* struct cvd_event_letter */

	/*
	 * The private groups. Where one is sealed, its block is there with the
	 * SHA-256 of what is in it, and the pointer is NULL until somebody who
	 * has the key of the case opens it (core/seal.h). Sealed it stays when
	 * it is written.
	 */
	struct cvd_person *person;
	const char *person_sealed;
	const char *person_sha256;
	struct cvd_matter *matter;
	const char *matter_sealed;
	const char *matter_sha256;

	size_t start; /* the bytes of the file that hold the event; 0, 0 */
	size_t end;   /* where it was made here */
};

/* The shape of an event; its variant is CVD_EVENT_BIT(kind). */
extern const struct cvd_shape cvd_event_shape;
extern const struct cvd_shape cvd_person_shape;
extern const struct cvd_shape cvd_matter_shape;

/*
 * One event from its mapping. Fails as cvd_fields_load() does, also for an
 * unknown kind and for a malformed id.
 */
enum cvd_status cvd_event_load(const struct cvd_node *map,
    struct cvd_event *event, struct cvd_arena *arena, struct cvd_err *err);

/* Whether it says what became of letters. */
bool cvd_event_is_of_letters(const struct cvd_event *event);

/* Whether this role (enum cvd_role) is one that brings a fix. */
bool cvd_role_brings_fix(int role);

/* Less than, equal to or greater than 0 in the order (lamport, id). */
int cvd_event_compare(const struct cvd_event *a, const struct cvd_event *b);

#endif

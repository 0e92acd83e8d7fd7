/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_VERBS_H
#define CVD_APP_VERBS_H

#include "app/letters.h"
#include "app/step.h"

#include <stdbool.h>

/*
 * What the verbs of the command line add to a step: events, letters, files.
 * One file each, verb_NAME.c. The step was begun and is committed by the
 * caller; nothing is written here. Words are indices into the closed sets of
 * core/event.h. Each fails with CVD_E_REFUSED for what the case or its
 * policies do not allow, CVD_E_USAGE for a value that is missing or unknown
 * to them, CVD_E_NOT_FOUND for a party or case that is not there.
 */

/* A report as it came in. */
struct cvd_intake {
	const char *title;
	const char *description; /* free text; CRLF becomes LF */
	const char *name;
	const char *email;
	const char *phone;
	bool anonymous;
	const char *const *targets; /* URL, IP address or name */
	size_t target_count;
	int target_kind; /* NONE: inferred from the targets */
	const char *owner;
	int owner_class;
	int channel;
	const char *language; /* NULL: the team's first */
	cvd_instant discovered;
	struct cvd_lines policies; /* empty: the team's */
	bool incomplete;           /* record what is missing, too */
};

enum cvd_status cvd_verb_new(struct cvd_step *step,
    const struct cvd_intake *intake, struct cvd_err *err);

/* Acknowledges, with the instants that the lead policy promises. */
enum cvd_status cvd_verb_ack(struct cvd_step *step, const struct cvd_way *way,
    struct cvd_err *err);

struct cvd_assessment {
	int outcome; /* NONE with a question: information is asked for */
	const char *reason;
	const char *question;
	const char *duplicate_of; /* as a person names a case */
	const char *redirect_to;
	struct cvd_lines exclusions; /* ids of the lead policy */
	int weight;
	const char *cvss;
	const char *cwe;
	const char *note;
	struct cvd_way way;
};

enum cvd_status cvd_verb_assess(struct cvd_step *step,
    const struct cvd_assessment *assessment, struct cvd_err *err);

/*
 * The exclusion of the lead policy that a person names; NULL: it has none.
 * What an exclusion says is a hint: a person decides whether it holds.
 */
const struct cvd_exclusion *cvd_verb_assess_exclusion(const struct cvd_step
                                                          *step,
    const char *id);

/* A vendor or owner, added or changed. */
struct cvd_vendor {
	const char *party; /* NULL to add: the next free vendor-N */
	bool add;
	int role;
	int owner_class;
	int status;
	const char *language;
	const char *name;
	const char *email;
	const char *phone;
};

enum cvd_status cvd_verb_vendor(struct cvd_step *step,
    const struct cvd_vendor *vendor, struct cvd_err *err);

/*
 * Contacts parties, all vendors and owners concerned where none is named:
 * vendor-contact without details, vendor-notify with `clear`, vendor-remind
 * when there was a contact before.
 */
enum cvd_status cvd_verb_notify(struct cvd_step *step,
    const char *const *parties, size_t count, bool clear,
    const struct cvd_way *way, struct cvd_err *err);

/*
 * Escalates to a coordinator by the rule of a policy in force that names it
 * and the reason, with the evidence the rule asks for.
 */
enum cvd_status cvd_verb_escalate(struct cvd_step *step, const char *to,
    const char *reason, const char *note, const struct cvd_way *way,
    struct cvd_err *err);

struct cvd_fix {
	int kind;          /* CVD_EVENT_FIX_… */
	const char *party; /* NULL where only one fits */
	int source;        /* NONE: the desk's own word is "own" */
	const char *version;
	const char *reference;
	const char *note;
	struct cvd_way way;
};

enum cvd_status cvd_verb_fix(struct cvd_step *step, const struct cvd_fix *fix,
    struct cvd_err *err);

/* Events that have no verb of their own, from one closed table. */
struct cvd_happening {
	const char *event; /* by name; '-' and '_' are the same */
	const char *party;
	int source;
	int who;
	bool details;
	const char *text; /* private words that go with it */
	struct cvd_way way;
};

enum cvd_status cvd_verb_event(struct cvd_step *step,
    const struct cvd_happening *happening, struct cvd_err *err);

/* The names that cvd_verb_event() takes; index 0 is NULL, ended by NULL. */
extern const char *const cvd_verb_event_names[];

struct cvd_consent {
	int kind;
	int value; /* NO withdraws what was given */
	const char *medium;
	const char *pseudonym;
	/* NULL: the reporter; of publication, the organisation concerned. */
	const char *party;
};

enum cvd_status cvd_verb_consent(struct cvd_step *step,
    const struct cvd_consent *consent, struct cvd_err *err);

enum cvd_status cvd_verb_note(struct cvd_step *step, const char *text,
    struct cvd_err *err);

/* `member` is a name of the roster. */
enum cvd_status cvd_verb_assign(struct cvd_step *step, const char *member,
    struct cvd_err *err);

/* `event` is an event's id or its beginning, here and below. */
enum cvd_status cvd_verb_correct(struct cvd_step *step, const char *event,
    const char *field, const char *value, const char *reason,
    struct cvd_err *err);

enum cvd_status cvd_verb_void(struct cvd_step *step, const char *const *events,
    size_t count, const char *reason, struct cvd_err *err);

struct cvd_publication {
	const char *force;   /* the reason to publish before the fix */
	const char *summary; /* Markdown for the advisory; NULL: none */
	struct cvd_way way;
};

/* Checks consents and policies, writes the advisory, tells the parties. */
enum cvd_status cvd_verb_publish(struct cvd_step *step,
    const struct cvd_publication *publication, struct cvd_err *err);

enum cvd_status cvd_verb_close(struct cvd_step *step, const char *reason,
    const struct cvd_way *way, struct cvd_err *err);

#endif

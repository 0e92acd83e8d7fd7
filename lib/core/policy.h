/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_POLICY_H
#define CVD_CORE_POLICY_H

#include "core/calendar.h"
#include "core/fields.h"
#include "core/term.h"
#include "core/zone.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A disclosure policy as data. What clocks and checks need is unpacked here;
 * the whole document stays reachable as a tree for whoever shows it.
 */

enum cvd_clock_kind {
	CVD_CLOCK_KIND_NONE,
	CVD_CLOCK_COMMITMENT, /* promised to the reporter */
	CVD_CLOCK_TARGET,     /* aimed at */
	CVD_CLOCK_STATUTORY,  /* the law's */
	CVD_CLOCK_LIMIT,      /* a maximum that ends something */
	CVD_CLOCK_NOT_BEFORE, /* the earliest moment */
	CVD_CLOCK_REMINDER,   /* never counts as overdue */
};

extern const char *const cvd_clock_kind_names[]; /* index 0 is NULL */

/* One condition: the fact must have one of the values. */
struct cvd_condition {
	const char *name;        /* target_kind, exploited, … */
	struct cvd_lines values; /* words; true and false as such */
};

/* One row of `deadlines`. */
struct cvd_policy_term {
	const char *id;
	const char *phase;
	const char *from; /* an event or anchor */
	bool has_amount;  /* false: the source gives no number */
	unsigned amount;
	int unit;              /* enum cvd_unit */
	int kind;              /* enum cvd_clock_kind */
	int roll;              /* enum cvd_roll */
	struct cvd_items when; /* struct cvd_condition; all must hold */
	struct cvd_lines satisfied_by;
	bool repeat;
	const char *on_miss;
	const char *note;
};

/* One row of `escalation`. */
struct cvd_escalation_rule {
	const char *id;
	const char *by;
	struct cvd_lines to;
	struct cvd_lines reasons;
	struct cvd_lines evidence; /* contact-attempt, assessment */
	struct cvd_items when;     /* struct cvd_condition */
};

struct cvd_exclusion {
	const char *id;
	const struct cvd_node *text; /* by language */
	const char *unless;          /* NULL where it always holds */
};

struct cvd_policy {
	const char *id;
	const char *version;
	const char *status;   /* active, reference, template, superseded … */
	const char *role;     /* desk where the file is silent */
	const char *calendar; /* its id */
	const char *timezone;
	bool confidentiality;
	struct cvd_items terms;                /* struct cvd_policy_term */
	struct cvd_items escalations;          /* struct cvd_escalation_rule */
	struct cvd_items exclusions;           /* struct cvd_exclusion */
	struct cvd_lines require_one_of;       /* of the intake */
	const struct cvd_node *minimum;        /* of the intake, as it stands */
	struct cvd_lines publication_requires; /* anchors and conditions */
	struct cvd_lines publication_consent_of;
	const struct cvd_node *root; /* the whole document */
};

/* A policy of a case with what it computes on. */
struct cvd_policy_in_force {
	const struct cvd_policy *policy;
	const struct cvd_calendar *calendar;
	const struct cvd_zone *zone;
	bool lead;
};

struct cvd_policy_set {
	const struct cvd_policy_in_force *item;
	size_t count;
};

/*
 * Unpacks a policy, whose tree must live as long. Fails with CVD_E_INVALID,
 * line and column for an unknown key, a wrong type, a word outside its closed
 * set, a term without what it needs or given twice, and where `extends` is
 * still to be resolved (app/adopt.h); CVD_E_TOO_NEW or CVD_E_TOO_OLD for
 * another schema. Rules on the content are cvd_policy_check()'s.
 *
 * A row of `deadlines` whose amount is the word none says that its phase has
 * no term; it is none.
 */
enum cvd_status cvd_policy_load(const struct cvd_node *root,
    struct cvd_arena *arena, const struct cvd_policy **policy,
    struct cvd_err *err);

/*
 * A text of the policy by key, in a language: "title", "disclaimer",
 * "legal.statement". Falls back to en, then to the first there is; NULL when
 * there is none. A plain text is the same in each language.
 */
const char *cvd_policy_text(const struct cvd_policy *policy, const char *key,
    const char *language);

/*
 * The same of one text: an exclusion's, or any node of the policy that is a
 * text or a mapping of languages. NULL for NULL.
 */
const char *cvd_policy_language_text(const struct cvd_node *text,
    const char *language);

/* The value of a key with dots; NULL where it is absent or null. */
const struct cvd_node *cvd_policy_find(const struct cvd_policy *policy,
    const char *key);

/* A yes or no of the policy by key: "legal.no_complaint_if_conform". */
bool cvd_policy_says(const struct cvd_policy *policy, const char *key);

/* The term of that id, or NULL. */
const struct cvd_policy_term *cvd_policy_find_term(const struct cvd_policy
                                                       *policy,
    const char *id);

#endif

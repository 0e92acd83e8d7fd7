/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_ROSTER_H
#define CVD_CORE_ROSTER_H

#include "core/fields.h"

/*
 * roster.yaml: who may sign. A signature counts when the exact fingerprint
 * of the (sub)key that made it stands under its member; that of the primary
 * key alone is not enough.
 */

#define CVD_ROSTER_SCHEMA "cvd-roster/1"
#define CVD_ROSTER_PATH   "roster.yaml"

enum cvd_member_role {
	CVD_MEMBER_NONE,
	CVD_MEMBER_LEAD,
	CVD_MEMBER_MEMBER,
	CVD_MEMBER_BOT,
};

extern const char *const cvd_member_role_names[];

struct cvd_member {
	const char *name; /* a slug; the `by` of events */
	int role;
	const char *primary;      /* 40 upper-case hexadecimal digits */
	struct cvd_lines signing; /* likewise, of the keys that sign */
};

/* A key that signs no more; never removed from the list. */
struct cvd_retired {
	const char *key;        /* a primary key, or one that signed */
	const char *reason;     /* left, superseded, compromised */
	const char *good_until; /* the last commit it counts for */
	struct cvd_lines voids; /* later ones, that have no authority */
};

extern const char *const cvd_retired_reason_names[];

struct cvd_roster {
	const char *schema;
	unsigned serial;          /* exactly one more at each change */
	struct cvd_items members; /* struct cvd_member */
	struct cvd_items retired; /* struct cvd_retired */
	const struct cvd_node *approvals;
};

extern const struct cvd_shape cvd_roster_shape;

/*
 * From its tree. Fails with CVD_E_INVALID, line and column, also where a name,
 * a signing key or a retired key stands twice or no lead is left;
 * CVD_E_TOO_OLD and CVD_E_TOO_NEW for another schema.
 */
enum cvd_status cvd_roster_load(const struct cvd_node *root,
    struct cvd_arena *arena, const struct cvd_roster **roster,
    struct cvd_err *err);

/* The member of that name, or NULL. */
const struct cvd_member *cvd_roster_find(const struct cvd_roster *roster,
    const char *name);

/* The member under whom this fingerprint signs, or NULL. */
const struct cvd_member *cvd_roster_signer(const struct cvd_roster *roster,
    const char *fingerprint);

/* What is said of a retired key, by its fingerprint, or NULL. */
const struct cvd_retired *cvd_roster_retired(const struct cvd_roster *roster,
    const char *fingerprint);

/* Whether a key, by its fingerprint, was retired. */
bool cvd_roster_has_retired(const struct cvd_roster *roster,
    const char *fingerprint);

#endif

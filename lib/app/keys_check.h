/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_KEYS_CHECK_H
#define CVD_APP_KEYS_CHECK_H

#include "app/keys.h"

/*
 * What will soon stop a team from signing or from being written to in secret:
 * the keys of its members, and those that its contacts name. Keys that were
 * retired, and those of nobody, concern nobody any more.
 */

enum cvd_key_rule {
	CVD_KEY_UNREADABLE,    /* the file is missing, or no such key */
	CVD_KEY_REVOKED,       /* the key, or a part that is listed */
	CVD_KEY_EXPIRED,       /* likewise */
	CVD_KEY_EXPIRES,       /* in 60 days or less: core/expiry.h */
	CVD_KEY_MISSING,       /* a part that is listed and not in the key */
	CVD_KEY_NO_ENCRYPTION, /* nobody can write to them in secret */
	CVD_KEY_UNLISTED,      /* gpg would sign with a part not listed */
	CVD_KEY_RULES
};

/* "unreadable", "revoked" … */
extern const char *const cvd_key_rule_names[];

/* Whether it stands in the way already; else it is a warning. */
bool cvd_key_rule_is_error(enum cvd_key_rule rule);

struct cvd_key_finding {
	enum cvd_key_rule rule;
	enum cvd_key_owner owner; /* member or contact */
	const char *name;
	const char *key;     /* fingerprint of the primary key */
	const char *part;    /* … of what it is about: the key or a subkey */
	cvd_instant expires; /* of that part; 0: never */
	unsigned within;     /* of EXPIRES: 60, 30, 14 or 7 days */
	const char *why;     /* of UNREADABLE; else NULL */
};

/* A list that lives in its arena. */
struct cvd_key_findings {
	struct cvd_key_finding *item;
	size_t count;
	struct cvd_arena *arena;
};

/*
 * Adds what is found in one key, as seen at an instant. `member` is whose it
 * is; NULL: it is the contact's that it names. A bot need not read secrets.
 * Pure; memory that ran out is told by the arena.
 */
void cvd_keys_check_one(const struct cvd_team_key *key,
    const struct cvd_member *member, cvd_instant at,
    struct cvd_key_findings *findings);

/*
 * The same for all keys of the casebook at HEAD, members first. Fails with
 * CVD_E_CRYPTO where gpg cannot be used.
 */
enum cvd_status cvd_keys_check(struct cvd_casebook *book, cvd_instant at,
    struct cvd_key_findings *findings, struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_ROSTER_EDIT_H
#define CVD_APP_ROSTER_EDIT_H

#include "app/cutoff.h"
#include "app/keys.h"
#include "app/team_changes.h"

/*
 * Changes of who may sign, as one signed commit: the next roster.yaml and the
 * key files that go with it.
 *
 *	rc = cvd_roster_edit_begin(book, &edit, err);
 *	if (rc == CVD_OK)
 *		rc = cvd_roster_edit_set_role(&edit, name, role, err);
 *	if (rc == CVD_OK)
 *		rc = cvd_roster_edit_check(&edit, told, context, err);
 *	if (rc == CVD_OK)
 *		rc = cvd_roster_edit_commit(&edit, commit, err);
 *
 * One change an edit. Between the change and the check others may add files
 * to `changes` that belong into the same commit. Nothing is written before
 * the last call, and nothing at all where one fails.
 */
struct cvd_roster_edit {
	struct cvd_casebook *book;
	struct cvd_arena *arena;         /* the casebook's */
	const struct cvd_member *signer; /* who signs here */
	char tip[CVD_CUTOFF_COMMIT];     /* what HEAD is */
	struct cvd_roster after;         /* as it will be */
	struct cvd_team_changes changes;
	/* What came of it, for the answer. */
	const struct cvd_member
	    *member;                   /* as it will be; NULL: none is meant */
	const char *left;              /* who is a member no more, or NULL */
	struct cvd_lines retired;      /* keys that were, or whose voids grew */
	struct cvd_lines replaced;     /* keys to be retired by a later step */
	struct cvd_key_commits voided; /* commits that were declared void */
};

/*
 * Begins a change of the roster at HEAD. Fails as cvd_casebook_member() does.
 */
enum cvd_status cvd_roster_edit_begin(struct cvd_casebook *book,
    struct cvd_roster_edit *edit, struct cvd_err *err);

/* Who joins, or what a member signs with from now on. */
struct cvd_joining {
	const char *name;
	int role; /* enum cvd_member_role; of a new member alone */
	struct cvd_key_source key;
	/*
	 * Parts that sign, by fingerprint. None: all that can, and have
	 * neither expired nor been revoked or retired.
	 */
	struct cvd_lines signing;
};

/*
 * Adds a member. CVD_E_USAGE for what is no name; CVD_E_REFUSED for a name in
 * use, and for a key that is another member's, was retired or revoked, has
 * expired or cannot sign. Fails as cvd_keys_take() and cvd_keys_put(), too.
 */
enum cvd_status cvd_roster_edit_add(struct cvd_roster_edit *edit,
    const struct cvd_joining *joining, struct cvd_err *err);

/*
 * Gives a member another key, or a newer copy of the same with other parts
 * that sign. Done by somebody else, what no longer signs is retired as
 * superseded, good until HEAD; done by the member, whose old key signs this
 * very change, it is `replaced`, and is retired with the new key afterwards.
 *
 * CVD_E_NOT_FOUND where there is no such member; CVD_E_FINDINGS where nothing
 * would change; else as cvd_roster_edit_add().
 */
enum cvd_status cvd_roster_edit_rotate(struct cvd_roster_edit *edit,
    const struct cvd_joining *joining, struct cvd_err *err);

/*
 * Gives a member another role. CVD_E_NOT_FOUND; CVD_E_FINDINGS where it is
 * that already; CVD_E_REFUSED where no lead would be left.
 */
enum cvd_status cvd_roster_edit_set_role(struct cvd_roster_edit *edit,
    const char *name, int role, struct cvd_err *err);

struct cvd_retirement {
	const char *name;        /* of a member, who leaves; or NULL: */
	const char *fingerprint; /* a key that signs no more */
	const char *reason;      /* left, superseded, compromised */
	const char *good_until;  /* a commit as it was typed; NULL: HEAD */
	struct cvd_lines voids;  /* likewise */
};

/*
 * Retires a key: a member's, who then is none; one of several that a member
 * signs with; or one that no member has any more. Of a key that was retired
 * already only the list of void commits grows.
 *
 * All commits that the key signed after the last good one must be void ones,
 * or else nobody could prove this history. CVD_E_REFUSED, with those that are
 * missing; where a void commit is none of these; where no lead would be left;
 * where the signer retires what signs this very change, or a member would be
 * left without a key. CVD_E_NOT_FOUND for a member, key or commit that is not
 * there.
 */
enum cvd_status cvd_roster_edit_retire(struct cvd_roster_edit *edit,
    const struct cvd_retirement *retirement, struct cvd_err *err);

/*
 * Writes the roster into the changes and has all of them checked. Fails as
 * cvd_team_changes_check().
 */
enum cvd_status cvd_roster_edit_check(struct cvd_roster_edit *edit,
    cvd_team_told_fn *told, void *context, struct cvd_err *err);

/*
 * Commits. Fails as cvd_signing_commit() does, and with CVD_E_REFUSED where
 * gpg signs with a key that this very commit retires.
 */
enum cvd_status cvd_roster_edit_commit(struct cvd_roster_edit *edit,
    char *commit, struct cvd_err *err);

/* For the files of app/ that make changes of the roster. */

/* The member of that name in the roster as it will be. CVD_E_NOT_FOUND. */
enum cvd_status cvd_roster_edit_find(struct cvd_roster_edit *edit,
    const char *name, struct cvd_member **member, struct cvd_err *err);

/* Room for one more member or retired key at the end of its list. */
enum cvd_status cvd_roster_edit_new_member(struct cvd_roster_edit *edit,
    struct cvd_member **member, struct cvd_err *err);
enum cvd_status cvd_roster_edit_new_retired(struct cvd_roster_edit *edit,
    struct cvd_retired **retired, struct cvd_err *err);

/* CVD_E_REFUSED, on account of `name`, where no member is a lead. */
enum cvd_status cvd_roster_edit_check_lead(const struct cvd_roster_edit *edit,
    const char *name, struct cvd_err *err);

#endif

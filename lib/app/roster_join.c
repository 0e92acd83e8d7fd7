/* SPDX-License-Identifier: EUPL-1.2 */

/* Keys that come into the roster: of a new member, or a member's new one. */

#include "app/roster_edit.h"

#include "core/expiry.h"
#include "core/ident.h"
#include "core/lines.h"

#include <string.h>

/* Whose a fingerprint is, in the roster before; NULL: nobody's. */
static const struct cvd_member *
owner_of(const struct cvd_roster *roster, const char *fingerprint)
{
	const struct cvd_member *m = roster->members.item;

	for (size_t i = 0; i < roster->members.count; i++)
		if (strcmp(m[i].primary, fingerprint) == 0)
			return &m[i];
	return cvd_roster_signer(roster, fingerprint);
}

/* `name` may have the key already; nobody else, and it must not be retired. */
static enum cvd_status
check_free(const struct cvd_roster *roster, const struct cvd_key *key,
    const char *name, struct cvd_err *err)
{
	const char *primary = key->parts[0].fingerprint;

	if (cvd_roster_has_retired(roster, primary))
		return cvd_fail(err, CVD_E_REFUSED,
		    "key %s was retired, and never signs again", primary);
	for (size_t i = 0; i < key->part_count; i++) {
		const struct cvd_member *owner = owner_of(roster,
		    key->parts[i].fingerprint);

		if (owner != NULL && strcmp(owner->name, name) != 0)
			return cvd_fail(err, CVD_E_REFUSED,
			    "key %s is that of '%s'", key->parts[i].fingerprint,
			    owner->name);
	}
	return CVD_OK;
}

/* "has expired on 2024-01-02" */
static enum cvd_status
fail_expired(const char *fingerprint, cvd_instant end, struct cvd_err *err)
{
	char text[CVD_INSTANT_TEXT];

	(void)cvd_fail(err, CVD_E_REFUSED, "key %s has expired on %.10s",
	    fingerprint, cvd_instant_text(end, text));
	cvd_err_hint(err, "its owner extends it: gpg --quick-set-expire");
	return CVD_E_REFUSED;
}

static enum cvd_status
check_primary(const struct cvd_key *key, cvd_instant now, struct cvd_err *err)
{
	const struct cvd_key_part *primary = &key->parts[0];

	if (key->is_revoked || primary->is_revoked)
		return cvd_fail(err, CVD_E_REFUSED, "key %s is revoked",
		    primary->fingerprint);
	if (cvd_expiry_at(primary->expires, now) == CVD_EXPIRY_PAST)
		return fail_expired(primary->fingerprint, primary->expires,
		    err);
	return CVD_OK;
}

/* A part that somebody named must do. */
static enum cvd_status
check_part(const struct cvd_roster *roster, const struct cvd_key *key,
    const char *fingerprint, cvd_instant now, struct cvd_err *err)
{
	const struct cvd_key_part *part = cvd_keys_part(key, fingerprint);

	if (part == NULL)
		return cvd_fail(err, CVD_E_REFUSED, "key %s has no part %s",
		    key->parts[0].fingerprint, fingerprint);
	if (!part->can_sign)
		return cvd_fail(err, CVD_E_REFUSED,
		    "key %s is not made for signing", fingerprint);
	if (part->is_revoked)
		return cvd_fail(err, CVD_E_REFUSED, "key %s is revoked",
		    fingerprint);
	if (cvd_roster_has_retired(roster, fingerprint))
		return cvd_fail(err, CVD_E_REFUSED,
		    "key %s was retired, and never signs again", fingerprint);
	return cvd_keys_is_usable(key, part, now)
	           ? CVD_OK
	           : fail_expired(fingerprint, part->expires, err);
}

static enum cvd_status
list_all(const struct cvd_roster_edit *edit, const struct cvd_key *key,
    cvd_instant now, struct cvd_lines *signing, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < key->part_count && rc == CVD_OK; i++) {
		const struct cvd_key_part *part = &key->parts[i];

		if (part->can_sign && cvd_keys_is_usable(key, part, now) &&
		    !cvd_roster_has_retired(&edit->after, part->fingerprint))
			rc = cvd_lines_add(signing, part->fingerprint,
			    edit->arena, err);
	}
	if (rc != CVD_OK || signing->count > 0)
		return rc;
	(void)cvd_fail(err, CVD_E_REFUSED, "no part of key %s can sign",
	    key->parts[0].fingerprint);
	cvd_err_hint(err,
	    "its owner adds one: gpg --quick-add-key %s ed25519 "
	    "sign",
	    key->parts[0].fingerprint);
	return CVD_E_REFUSED;
}

/* The parts that were named, each once; or all that can sign. */
static enum cvd_status
list_signing(const struct cvd_roster_edit *edit,
    const struct cvd_joining *joining, const struct cvd_key *key,
    struct cvd_lines *signing, struct cvd_err *err)
{
	cvd_instant now = cvd_casebook_world(edit->book)->now;
	enum cvd_status rc = check_primary(key, now, err);

	if (rc == CVD_OK && joining->signing.count == 0)
		return list_all(edit, key, now, signing, err);
	for (size_t i = 0; i < joining->signing.count && rc == CVD_OK; i++) {
		const char *part = joining->signing.item[i];

		if (cvd_lines_has(signing, part))
			return cvd_fail(err, CVD_E_USAGE,
			    "key %s is named twice", part);
		rc = check_part(&edit->after, key, part, now, err);
		if (rc == CVD_OK)
			rc = cvd_lines_add(signing, part, edit->arena, err);
	}
	return rc;
}

/* Takes the key, and lists what of it signs. */
static enum cvd_status
take(const struct cvd_roster_edit *edit, const struct cvd_joining *joining,
    struct cvd_given_key *given, struct cvd_lines *signing, struct cvd_err *err)
{
	enum cvd_status rc = cvd_keys_take(edit->book, &joining->key,
	    edit->arena, given, err);

	if (rc == CVD_OK)
		rc = check_free(&edit->after, &given->key, joining->name, err);
	if (rc == CVD_OK)
		rc = list_signing(edit, joining, &given->key, signing, err);
	return rc;
}

static enum cvd_status
put(struct cvd_roster_edit *edit, const struct cvd_given_key *given,
    struct cvd_err *err)
{
	return cvd_keys_put(edit->book, given, &edit->after, edit->arena,
	    &edit->changes, err);
}

static enum cvd_status
check_name(const struct cvd_roster *roster, const char *name,
    struct cvd_err *err)
{
	if (cvd_slug_check(name, err) != CVD_OK) {
		(void)cvd_fail(err, CVD_E_USAGE,
		    "'%.60s' is no name for a member", name);
		cvd_err_hint(err, "a lower-case letter, then up to 31 of a-z, "
		                  "0-9 and '-'; it may be a pseudonym");
		return CVD_E_USAGE;
	}
	if (cvd_roster_find(roster, name) != NULL)
		return cvd_fail(err, CVD_E_REFUSED,
		    "there is a member '%s' already", name);
	return CVD_OK;
}

enum cvd_status
cvd_roster_edit_add(struct cvd_roster_edit *edit,
    const struct cvd_joining *joining, struct cvd_err *err)
{
	struct cvd_given_key given;
	struct cvd_lines signing = { 0 };
	struct cvd_member *member = NULL;
	enum cvd_status rc = check_name(&edit->after, joining->name, err);

	if (rc == CVD_OK)
		rc = take(edit, joining, &given, &signing, err);
	if (rc == CVD_OK)
		rc = cvd_roster_edit_new_member(edit, &member, err);
	if (rc != CVD_OK)
		return rc;
	*member = (struct cvd_member){
		.name = joining->name,
		.role = joining->role,
		.primary = given.key.parts[0].fingerprint,
		.signing = signing,
	};
	edit->member = member;
	return put(edit, &given, err);
}

static enum cvd_status
retire(struct cvd_roster_edit *edit, const char *fingerprint,
    struct cvd_err *err)
{
	struct cvd_retired *retired = NULL;
	enum cvd_status rc = cvd_roster_edit_new_retired(edit, &retired, err);

	if (rc != CVD_OK)
		return rc;
	*retired = (struct cvd_retired){
		.key = fingerprint,
		.reason = "superseded",
		.good_until = edit->tip,
	};
	return cvd_lines_add(&edit->retired, fingerprint, edit->arena, err);
}

/*
 * Of the keys that sign no more: another person's change retires them at once.
 * A primary key cannot be retired while its subkeys sign, for it stands for
 * all of them; not listed it does not sign either.
 */
static enum cvd_status
let_go(struct cvd_roster_edit *edit, const struct cvd_member *before,
    const struct cvd_member *after, struct cvd_err *err)
{
	bool moves = strcmp(before->primary, after->primary) != 0;
	bool is_own = strcmp(edit->signer->name, before->name) == 0;
	struct cvd_lines old = { 0 };
	enum cvd_status rc = CVD_OK;

	if (moves)
		rc = cvd_lines_add(&old, before->primary, edit->arena, err);
	for (size_t i = 0; !moves && i < before->signing.count; i++) {
		const char *part = before->signing.item[i];

		if (rc == CVD_OK && !cvd_lines_has(&after->signing, part) &&
		    strcmp(part, after->primary) != 0)
			rc = cvd_lines_add(&old, part, edit->arena, err);
	}
	for (size_t i = 0; i < old.count && rc == CVD_OK; i++)
		rc = is_own ? cvd_lines_add(&edit->replaced, old.item[i],
		                  edit->arena, err)
		            : retire(edit, old.item[i], err);
	return rc;
}

static bool
is_same(const struct cvd_member *a, const struct cvd_member *b)
{
	if (strcmp(a->primary, b->primary) != 0 ||
	    a->signing.count != b->signing.count)
		return false;
	for (size_t i = 0; i < a->signing.count; i++)
		if (!cvd_lines_has(&b->signing, a->signing.item[i]))
			return false;
	return true;
}

/* A subkey that moved to another key would be of a retired one, too. */
static enum cvd_status
check_moved(const struct cvd_member *before, const struct cvd_member *after,
    struct cvd_err *err)
{
	if (strcmp(before->primary, after->primary) == 0)
		return CVD_OK;
	for (size_t i = 0; i < before->signing.count; i++)
		if (cvd_lines_has(&after->signing, before->signing.item[i]))
			return cvd_fail(err, CVD_E_REFUSED,
			    "key %s is a part of the old key, too",
			    before->signing.item[i]);
	return CVD_OK;
}

enum cvd_status
cvd_roster_edit_rotate(struct cvd_roster_edit *edit,
    const struct cvd_joining *joining, struct cvd_err *err)
{
	struct cvd_given_key given;
	struct cvd_lines signing = { 0 };
	struct cvd_member *member = NULL;
	struct cvd_member before;
	enum cvd_status rc = cvd_roster_edit_find(edit, joining->name, &member,
	    err);

	if (rc == CVD_OK)
		rc = take(edit, joining, &given, &signing, err);
	if (rc != CVD_OK)
		return rc;
	before = *member;
	member->primary = given.key.parts[0].fingerprint;
	member->signing = signing;
	edit->member = member;
	if (is_same(&before, member)) {
		(void)cvd_fail(err, CVD_E_FINDINGS,
		    "'%s' signs with this key already, nothing has changed",
		    joining->name);
		cvd_err_hint(err, "'cvd keys add' takes a newer copy of a key");
		return CVD_E_FINDINGS;
	}
	rc = check_moved(&before, member, err);
	if (rc == CVD_OK)
		rc = let_go(edit, &before, member, err);
	return rc == CVD_OK ? put(edit, &given, err) : rc;
}

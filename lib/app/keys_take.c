/* SPDX-License-Identifier: EUPL-1.2 */

/* How a key comes into a casebook. */

#include "app/keys.h"

#include "core/ident.h"
#include "core/limits.h"

#include <string.h>

const char *
cvd_keys_fingerprint(const char *typed, struct cvd_arena *arena)
{
	char text[CVD_FINGERPRINT_TEXT];
	size_t n = 0;

	if (typed[0] == '0' && (typed[1] == 'x' || typed[1] == 'X'))
		typed += 2;
	for (; *typed != '\0'; typed++) {
		if (*typed == ' ')
			continue;
		if (n == sizeof text - 1)
			return NULL;
		text[n++] = *typed >= 'a' && *typed <= 'f'
		                ? (char)(*typed - 'a' + 'A')
		                : *typed;
	}
	text[n] = '\0';
	if (cvd_fingerprint_check(text, NULL) != CVD_OK)
		return NULL;
	return cvd_arena_text(arena, text);
}

static enum cvd_status
export_own(struct cvd_keyring *keyring, const char *fingerprint,
    struct cvd_buf *bytes, struct cvd_err *err)
{
	enum cvd_status rc = cvd_keyring_export(keyring, fingerprint, bytes,
	    err);

	if (rc == CVD_E_CRYPTO)
		cvd_err_hint(err, "'gpg --list-keys' shows whole fingerprints; "
		                  "a key that came as a file is named by that");
	return rc;
}

/* gpg finds a key by that of a subkey, too, which may have changed owners. */
static enum cvd_status
check_primary(const struct cvd_key *key, const char *wanted,
    struct cvd_err *err)
{
	if (wanted == NULL || strcmp(key->parts[0].fingerprint, wanted) == 0)
		return CVD_OK;
	(void)cvd_fail(err, CVD_E_INVALID, "%s is the subkey of a key", wanted);
	cvd_err_hint(err, "name the key: %s", key->parts[0].fingerprint);
	return CVD_E_INVALID;
}

enum cvd_status
cvd_keys_take(struct cvd_casebook *book, const struct cvd_key_source *source,
    struct cvd_arena *arena, struct cvd_given_key *given, struct cvd_err *err)
{
	struct cvd_buf own = CVD_BUF_INIT(CVD_MAX_KEY_FILE);
	struct cvd_buf clean = CVD_BUF_INIT(CVD_MAX_KEY_FILE);
	const void *bytes = source->bytes;
	size_t size = source->size;
	struct cvd_given_key taken = { 0 };
	struct cvd_keyring *keyring;
	enum cvd_status rc = cvd_casebook_keyring(book, &keyring, err);

	if (rc == CVD_OK && source->fingerprint != NULL) {
		rc = export_own(keyring, source->fingerprint, &own, err);
		bytes = own.data;
		size = own.size;
	}
	if (rc == CVD_OK)
		rc = cvd_keyring_clean(keyring, bytes, size, &clean, err);
	if (rc == CVD_OK)
		rc = cvd_keyring_read_key(keyring, clean.data, clean.size,
		    arena, &taken.key, err);
	if (rc == CVD_OK)
		rc = check_primary(&taken.key, source->fingerprint, err);
	if (rc == CVD_OK) {
		taken.path = cvd_arena_textf(arena, "keys/%s.asc",
		    taken.key.parts[0].fingerprint);
		taken.armored = cvd_arena_copy(arena, clean.data, clean.size);
		taken.size = clean.size;
		rc = cvd_arena_check(arena, err);
	}
	if (rc == CVD_OK)
		*given = taken;
	cvd_buf_clear(&own);
	cvd_buf_clear(&clean);
	return rc;
}

/* Signatures of years ago are judged by the parts that made them. */
static enum cvd_status
check_whole(const struct cvd_key *before, const struct cvd_key *after,
    struct cvd_err *err)
{
	for (size_t i = 0; i < before->part_count; i++) {
		const struct cvd_key_part *old = &before->parts[i];
		const struct cvd_key_part *new = cvd_keys_part(after,
		    old->fingerprint);

		if (!old->can_sign || (new != NULL &&new->can_sign))
			continue;
		(void)cvd_fail(err, CVD_E_REFUSED,
		    "this copy of key %s lacks %s, which may have signed",
		    before->parts[0].fingerprint, old->fingerprint);
		cvd_err_hint(err,
		    "ask for the whole key: gpg --armor --export "
		    "%s",
		    before->parts[0].fingerprint);
		return CVD_E_REFUSED;
	}
	return CVD_OK;
}

static bool
is_revoked(const struct cvd_key *key, const struct cvd_key_part *part)
{
	return key->is_revoked || key->parts[0].is_revoked || part->is_revoked;
}

/* A part that signs and that `after` alone says is revoked, or NULL. */
static const struct cvd_key_part *
find_revoked(const struct cvd_key *before, const struct cvd_key *after,
    const struct cvd_roster *roster)
{
	for (size_t i = 0; i < before->part_count; i++) {
		const struct cvd_key_part *old = &before->parts[i];
		const struct cvd_key_part *new = cvd_keys_part(after,
		    old->fingerprint);

		if (old->can_sign && new != NULL && is_revoked(after, new) &&
		    !is_revoked(before, old) &&
		    !cvd_roster_has_retired(roster,
		        before->parts[0].fingerprint) &&
		    !cvd_roster_has_retired(roster, old->fingerprint))
			return old;
	}
	return NULL;
}

static enum cvd_status
check_revoked(struct cvd_casebook *book, struct cvd_team_key *old,
    const struct cvd_key *after, const struct cvd_roster *roster,
    struct cvd_arena *arena, struct cvd_err *err)
{
	const struct cvd_key_part *part = find_revoked(&old->key, after,
	    roster);
	enum cvd_status rc;

	if (part == NULL)
		return CVD_OK;
	rc = cvd_keys_find_owner(book, arena, old, err);
	if (rc != CVD_OK || old->owner == CVD_KEY_CONTACT)
		return rc;
	(void)cvd_fail(err, CVD_E_REFUSED,
	    "this copy revokes %s, which was not retired", part->fingerprint);
	if (old->owner == CVD_KEY_MEMBER)
		cvd_err_hint(err, "'cvd roster retire' says first until when "
		                  "it counts");
	else
		cvd_err_hint(err, "if it was a member's, 'cvd roster retire' "
		                  "comes first; if it is a contact's, let its "
		                  "file in contacts/ name it");
	return CVD_E_REFUSED;
}

enum cvd_status
cvd_keys_put(struct cvd_casebook *book, const struct cvd_given_key *given,
    const struct cvd_roster *roster, struct cvd_arena *arena,
    struct cvd_team_changes *changes, struct cvd_err *err)
{
	struct cvd_team_key old;
	enum cvd_status rc = cvd_keys_read(book,
	    given->key.parts[0].fingerprint, arena, &old, err);

	if (rc == CVD_OK && old.why == NULL)
		rc = check_whole(&old.key, &given->key, err);
	if (rc == CVD_OK && old.why == NULL)
		rc = check_revoked(book, &old, &given->key, roster, arena, err);
	if (rc != CVD_OK && rc != CVD_E_NOT_FOUND)
		return rc;
	return cvd_team_changes_add(book, given->path, given->armored,
	    given->size, arena, changes, err);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_KEYS_H
#define CVD_APP_KEYS_H

#include "app/casebook.h"
#include "app/team_changes.h"
#include "edge/keyring.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The public keys of a casebook, keys/FINGERPRINT.asc: of members, of those
 * who were, and of contacts. They are read where they lie; none ever enters
 * the person's own keyring.
 */

enum cvd_key_owner {
	CVD_KEY_UNKNOWN, /* neither roster nor contacts speak of it */
	CVD_KEY_MEMBER,
	CVD_KEY_RETIRED,
	CVD_KEY_CONTACT,
	CVD_KEY_OWNERS
};

extern const char *const cvd_key_owner_names[];

struct cvd_team_key {
	const char *path;
	const char *fingerprint; /* of the primary key, as the path says */
	const char *armored;
	size_t size;
	struct cvd_key key; /* no parts where it cannot be read */
	const char *why;    /* it cannot; NULL: it was */
	enum cvd_key_owner owner;
	const char *name; /* of the member or contact; else NULL */
};

/*
 * Every key at HEAD, in the order of fingerprints. A file that is no key is
 * listed with the reason. Everything lives in the arena. Fails with
 * CVD_E_CRYPTO where gpg cannot be used.
 */
enum cvd_status cvd_keys_list(struct cvd_casebook *book,
    struct cvd_arena *arena, struct cvd_team_key **keys, size_t *count,
    struct cvd_err *err);

/*
 * The key with this primary fingerprint, without its owner. CVD_E_NOT_FOUND.
 */
enum cvd_status cvd_keys_read(struct cvd_casebook *book,
    const char *fingerprint, struct cvd_arena *arena, struct cvd_team_key *key,
    struct cvd_err *err);

/* Fills in whose the key is. */
enum cvd_status cvd_keys_find_owner(struct cvd_casebook *book,
    struct cvd_arena *arena, struct cvd_team_key *key, struct cvd_err *err);

/* The part of that fingerprint, or NULL. */
const struct cvd_key_part *cvd_keys_part(const struct cvd_key *key,
    const char *fingerprint);

/*
 * When a part ends: by itself, or with its primary key, the first part. 0:
 * never. Whether it is revoked is another matter.
 */
cvd_instant cvd_keys_end(const struct cvd_key *key,
    const struct cvd_key_part *part);

/* Whether neither the part nor its key is revoked, or has ended by then. */
bool cvd_keys_is_usable(const struct cvd_key *key,
    const struct cvd_key_part *part, cvd_instant at);

/*
 * A whole fingerprint as a person types it, in the arena: in either letter
 * case, with 0x before it or blanks in it. NULL where it is none.
 */
const char *cvd_keys_fingerprint(const char *typed, struct cvd_arena *arena);

/* Where a person says that a key is. */
struct cvd_key_source {
	const char *fingerprint; /* in the person's own keyring; or NULL: */
	const void *bytes;       /* a public key, armored or not */
	size_t size;
};

/* A key as it comes into the casebook. */
struct cvd_given_key {
	struct cvd_key key;
	const char *path;
	const char *armored;
	size_t size;
};

/*
 * Takes a key, cleaned (edge/keyring.h), into the arena. CVD_E_INVALID where
 * it is not exactly one public key; CVD_E_CRYPTO where the keyring has none
 * with that primary fingerprint.
 */
enum cvd_status cvd_keys_take(struct cvd_casebook *book,
    const struct cvd_key_source *source, struct cvd_arena *arena,
    struct cvd_given_key *given, struct cvd_err *err);

/*
 * Adds the file of a key to the changes, where it differs from HEAD's, for a
 * roster as it will be. CVD_E_REFUSED where it lacks a part that signs and is
 * in HEAD's, since history is judged by it; and where it revokes one that is
 * no contact's and that roster has not retired: nothing would say then which
 * of its commits count.
 */
enum cvd_status cvd_keys_put(struct cvd_casebook *book,
    const struct cvd_given_key *given, const struct cvd_roster *roster,
    struct cvd_arena *arena, struct cvd_team_changes *changes,
    struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */

/* What is in the bytes of a public key, without importing it. */

#include "core/arena.h"
#include "core/limits.h"
#include "core/scan.h"
#include "core/utf8.h"
#include "edge/keyring_gpgme.h"

#include <gpgme.h>
#include <string.h>

static bool
has_good_fingerprints(gpgme_key_t key)
{
	gpgme_subkey_t part = key->subkeys;

	while (part != NULL && part->fpr != NULL && strlen(part->fpr) == 40)
		part = part->next;
	return part == NULL && key->subkeys != NULL;
}

/* One that gpgme cannot name is told by its number (RFC 4880, 9.1). */
static const char *
algorithm_of(gpgme_subkey_t part, struct cvd_arena *arena)
{
	char *name = gpgme_pubkey_algo_string(part);
	const char *text;

	if (name == NULL || name[0] == '\0' || strcmp(name, "unknown") == 0 ||
	    strncmp(name, "E_", 2) == 0)
		text = cvd_arena_textf(arena, "algorithm %d",
		    (int)part->pubkey_algo);
	else
		text = cvd_arena_text(arena, name);
	gpgme_free(name);
	return text;
}

static void
copy_parts(gpgme_key_t from, struct cvd_arena *arena, struct cvd_key *key)
{
	struct cvd_key_part *parts = NULL;

	for (gpgme_subkey_t p = from->subkeys; p != NULL; p = p->next) {
		parts = cvd_arena_grow(arena, parts, key->part_count,
		    sizeof *parts);
		if (parts == NULL)
			return;
		parts[key->part_count++] = (struct cvd_key_part){
			.fingerprint = cvd_arena_text(arena, p->fpr),
			.algorithm = algorithm_of(p, arena),
			.bits = p->length,
			.created = p->timestamp,
			.expires = p->expires,
			.can_sign = p->can_sign,
			.can_encrypt = p->can_encrypt,
			.is_expired = p->expired,
			.is_revoked = p->revoked,
		};
	}
	key->parts = parts;
}

static void
copy_user_ids(gpgme_key_t from, struct cvd_arena *arena, struct cvd_key *key)
{
	const char **names = NULL;
	const char **mails = NULL;

	for (gpgme_user_id_t u = from->uids; u != NULL; u = u->next) {
		if (u->revoked || u->uid == NULL || u->email == NULL ||
		    !cvd_utf8_is_valid(u->uid, strlen(u->uid)))
			continue;
		names = cvd_arena_grow(arena, names, key->user_id_count,
		    sizeof *names);
		mails = cvd_arena_grow(arena, mails, key->user_id_count,
		    sizeof *mails);
		if (names == NULL || mails == NULL)
			return;
		names[key->user_id_count] = cvd_arena_text(arena, u->uid);
		mails[key->user_id_count] = cvd_arena_text(arena, u->email);
		key->user_id_count++;
	}
	key->user_ids = names;
	key->mails = mails;
}

/* The first key of the bytes, and how many there are. */
struct listed {
	gpgme_key_t first;
	size_t count;
};

static void
count_key(void *context, void *key)
{
	struct listed *listed = context;

	if (listed->count++ == 0)
		listed->first = key;
	else
		gpgme_key_unref(key);
}

static enum cvd_status
refuse_secret(struct cvd_err *err)
{
	return cvd_fail(err, CVD_E_INVALID,
	    "this is a secret key, which nobody else may ever see");
}

static enum cvd_status
check(const struct listed *listed, struct cvd_err *err)
{
	gpgme_key_t key = listed->first;

	if (key == NULL)
		return cvd_fail(err, CVD_E_INVALID, "this is no OpenPGP key");
	if (listed->count > 1)
		return cvd_fail(err, CVD_E_INVALID,
		    "this is more than one key");
	if (key->secret || (key->subkeys != NULL && key->subkeys->secret))
		return refuse_secret(err);
	if (!has_good_fingerprints(key))
		return cvd_fail(err, CVD_E_INVALID,
		    "this is no version 4 OpenPGP key");
	return CVD_OK;
}

/*
 * Whether it begins as a secret key does, in armor or without (RFC 4880, 4.2
 * and 5.5.1.3). Such a one is not even shown to gpg, which would ask for its
 * passphrase.
 */
static bool
is_secret(const void *bytes, size_t size)
{
	struct cvd_scan scan = cvd_scan_bytes(bytes, size);
	const unsigned char *first = bytes;
	struct cvd_bytes line;

	if (size > 0 && (first[0] & 0x80) != 0)
		return (first[0] & 0x40) != 0 ? (first[0] & 0x3f) == 5
		                              : (first[0] >> 2 & 0x0f) == 5;
	while (cvd_scan_line(&scan, &line))
		if (cvd_bytes_is(line, "-----BEGIN PGP PRIVATE KEY BLOCK-----"))
			return true;
	return false;
}

enum cvd_status
cvd_keyring_read_key(struct cvd_keyring *keyring, const void *bytes,
    size_t size, struct cvd_arena *arena, struct cvd_key *key,
    struct cvd_err *err)
{
	struct cvd_key read = { .part_count = 0 };
	gpgme_data_t data = NULL;
	struct listed listed = { .count = 0 };
	gpgme_error_t error;
	enum cvd_status status;

	if (size > CVD_MAX_KEY_FILE)
		return cvd_fail(err, CVD_E_INVALID,
		    "this key is larger than %u bytes", CVD_MAX_KEY_FILE);
	if (is_secret(bytes, size))
		return refuse_secret(err);
	status = cvd_keyring_ready(keyring, err);
	if (status != CVD_OK)
		return status;
	error = gpgme_data_new_from_mem(&data, bytes, size, 0);
	if (error != 0)
		return cvd_keyring_fail(error, err);
	error = gpgme_op_keylist_from_data_start(keyring->ctx, data, 0);
	status = cvd_keyring_run(keyring, error, keyring->setup.limit_seconds,
	    count_key, &listed, err);
	if (status == CVD_OK)
		status = check(&listed, err);
	if (status == CVD_OK) {
		copy_parts(listed.first, arena, &read);
		copy_user_ids(listed.first, arena, &read);
		read.is_expired = listed.first->expired;
		read.is_revoked = listed.first->revoked;
		status = cvd_arena_check(arena, err);
	}
	if (status == CVD_OK)
		*key = read;
	if (listed.first != NULL)
		gpgme_key_unref(listed.first);
	gpgme_data_release(data);
	return status;
}

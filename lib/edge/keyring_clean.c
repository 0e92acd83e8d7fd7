/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * A public key without what others have hung on it. gpgme has no call for
 * this: gpg's import writes the key out instead of storing it.
 */

#include "core/arena.h"
#include "core/limits.h"
#include "edge/keyring_gpgme.h"
#include "edge/process.h"

#include <string.h>

/* What gpg says of a key is for the person who runs gpg. */
#define MOST_SAID ((size_t)65536)

static enum cvd_status
run(const struct cvd_keyring *keyring, const void *bytes, size_t size,
    struct cvd_buf *armored, struct cvd_err *err)
{
	const char *home = keyring->setup.home;
	const char *const argv[] = {
		keyring->program,
		"--batch",
		"--quiet",
		"--no-options",
		"--no-keyring",
		"--no-autostart",
		"--no-auto-check-trustdb",
		"--trust-model=always",
		"--armor",
		"--no-emit-version",
		"--import-options=import-export,import-minimal",
		"--import",
		home == NULL ? NULL : "--homedir",
		home,
		NULL,
	};
	const struct cvd_process process = {
		.argv = argv,
		.input = bytes,
		.input_size = size,
		.limit_ms = keyring->setup.limit_seconds * 1000,
	};
	struct cvd_buf said = CVD_BUF_INIT(MOST_SAID);
	int exit_status = 0;
	enum cvd_status rc = cvd_process_run(&process, armored, &said,
	    &exit_status, err);

	cvd_buf_clear(&said);
	if (rc == CVD_E_NO_MEMORY || rc == CVD_E_INVALID || rc == CVD_OK)
		return rc;
	return cvd_fail_as(err, CVD_E_CRYPTO);
}

/*
 * What is left must still be that key, with a name of its own; of a revoked
 * one all names count as revoked.
 */
static enum cvd_status
check(struct cvd_keyring *keyring, const struct cvd_buf *cleaned,
    const struct cvd_key *key, struct cvd_arena *arena, struct cvd_err *err)
{
	struct cvd_key left;
	enum cvd_status rc = cvd_keyring_read_key(keyring, cleaned->data,
	    cleaned->size, arena, &left, err);

	if (rc != CVD_OK && rc != CVD_E_INVALID)
		return rc;
	if (rc == CVD_E_INVALID ||
	    (left.user_id_count == 0 && !left.is_revoked) ||
	    strcmp(left.parts[0].fingerprint, key->parts[0].fingerprint) != 0)
		return cvd_fail(err, CVD_E_INVALID,
		    "the signatures of key %s on itself do not hold",
		    key->parts[0].fingerprint);
	return CVD_OK;
}

enum cvd_status
cvd_keyring_clean(struct cvd_keyring *keyring, const void *bytes, size_t size,
    struct cvd_buf *armored, struct cvd_err *err)
{
	struct cvd_buf cleaned = CVD_BUF_INIT(CVD_MAX_KEY_FILE);
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_key key;
	enum cvd_status rc = cvd_arena_check(arena, err);

	/* One public key, before gpg is asked to import what it is given. */
	if (rc == CVD_OK)
		rc = cvd_keyring_read_key(keyring, bytes, size, arena, &key,
		    err);
	if (rc == CVD_OK)
		rc = run(keyring, bytes, size, &cleaned, err);
	if (rc == CVD_OK)
		rc = check(keyring, &cleaned, &key, arena, err);
	if (rc == CVD_OK) {
		cvd_buf_add(armored, cleaned.data, cleaned.size);
		rc = cvd_buf_check(armored, err);
	}
	cvd_buf_clear(&cleaned);
	cvd_arena_free(arena);
	return rc;
}

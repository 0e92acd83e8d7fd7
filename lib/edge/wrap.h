/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_WRAP_H
#define CVD_EDGE_WRAP_H

#include "core/buf.h"
#include "core/date.h"
#include "core/status.h"

#include <stddef.h>

/*
 * Wrapping: a short secret, encrypted to the keys of some people, so that each
 * of them opens it with the secret key that only they have.
 *
 * Every failure is CVD_E_CRYPTO with a message for the person, where nothing
 * else is said.
 */

struct cvd_batch;
struct cvd_keyring;

/*
 * Appends an armored message to exactly these people, by the fingerprints of
 * their primary keys as they stand in the home of the batch (edge/batch.h):
 * no key of the person's own takes part, no setting adds anybody, and who can
 * open it is not hidden. For all or for nobody: where one key is not there, is
 * expired at `now`, revoked or not made for encryption, the failure names it.
 * What gpg has made is held against that list again.
 */
enum cvd_status cvd_wrap_make(const struct cvd_batch *batch,
    const char *const *fingerprints, size_t count, cvd_instant now,
    const void *bytes, size_t size, struct cvd_buf *out,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Whether cvd_wrap_make() could wrap for this key: CVD_E_CRYPTO and why not.
 */
enum cvd_status cvd_wrap_check(const struct cvd_batch *batch,
    const char *fingerprint, cvd_instant now,
    struct cvd_err *err) CVD_MUST_CHECK;

/* The primary key that a key id of a wrap belongs to, or NULL. */
const char *cvd_wrap_owner(const struct cvd_batch *batch, const char *key_id);

/*
 * Opens one with the person's own gpg, agent, passphrase or token, into memory
 * of `room` bytes, best that of edge/secret.h; *size is what came. A message
 * with more in it fails. Time is limited as it is for signing. CVD_E_NOT_FOUND
 * where none of the secret keys that could open it is here; the message lists
 * their ids.
 */
enum cvd_status cvd_wrap_open(struct cvd_keyring *keyring, const char *armored,
    size_t armored_size, void *bytes, size_t room, size_t *size,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

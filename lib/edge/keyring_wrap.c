/* SPDX-License-Identifier: EUPL-1.2 */

/* Opening what was wrapped for a person, with the person's own key. */

#include "core/arena.h"
#include "core/seal_packet.h"
#include "edge/keyring_gpgme.h"
#include "edge/secret.h"
#include "edge/wrap.h"

#include <errno.h>
#include <gpgme.h>
#include <string.h>
#include <sys/types.h>

/* Where what is opened goes, and nowhere else. */
struct sink {
	char *bytes;
	size_t room;
	size_t size;
	bool is_full; /* there was more */
};

static ssize_t
put(void *handle, const void *bytes, size_t size)
{
	struct sink *sink = handle;

	if (size > sink->room - sink->size) {
		sink->is_full = true;
		errno = EFBIG;
		return -1;
	}
	memcpy(sink->bytes + sink->size, bytes, size);
	sink->size += size;
	return (ssize_t)size;
}

/* "0123456789ABCDEF, …" */
static enum cvd_status
fail_elsewhere(const char (*ids)[CVD_KEY_ID_TEXT], size_t count,
    struct cvd_err *err)
{
	struct cvd_buf list = CVD_BUF_INIT(300);

	for (size_t i = 0; i < count; i++)
		cvd_buf_add_word(&list, ids[i]);
	(void)cvd_fail(err, CVD_E_NOT_FOUND,
	    "none of the secret keys that open it is here: %s", list.data);
	cvd_err_hint(err, "insert the token that has one, or ask whose they "
	                  "are to wrap it for your key");
	cvd_buf_clear(&list);
	return CVD_E_NOT_FOUND;
}

/* Whether gpg found none of the secret keys. */
static bool
is_elsewhere(const struct cvd_keyring *keyring)
{
	gpgme_decrypt_result_t result = gpgme_op_decrypt_result(keyring->ctx);
	gpgme_recipient_t r = result == NULL ? NULL : result->recipients;

	if (gpgme_err_code(keyring->error) == GPG_ERR_NO_SECKEY)
		return true;
	if (r == NULL ||
	    gpgme_err_code(keyring->error) != GPG_ERR_DECRYPT_FAILED)
		return false;
	while (r != NULL && gpgme_err_code(r->status) == GPG_ERR_NO_SECKEY)
		r = r->next;
	return r == NULL;
}

/* What the failure of a run means for opening. */
static enum cvd_status
explain(const struct cvd_keyring *keyring, const struct sink *sink,
    const char (*ids)[CVD_KEY_ID_TEXT], size_t count, enum cvd_status status,
    struct cvd_err *err)
{
	if (status == CVD_E_NO_MEMORY)
		return status;
	if (sink->is_full)
		return cvd_fail(err, CVD_E_CRYPTO,
		    "there is more in it than the limit of %zu bytes",
		    sink->room);
	if (is_elsewhere(keyring))
		return fail_elsewhere(ids, count, err);
	switch (gpgme_err_code(keyring->error)) {
	case GPG_ERR_NO_PIN_ENTRY:
	case GPG_ERR_TIMEOUT:
		cvd_err_hint(err,
		    "run this at a terminal, unlock the key first (gpg "
		    "--decrypt), or read unattended with a key that has no "
		    "passphrase");
		break;
	case GPG_ERR_DECRYPT_FAILED:
	case GPG_ERR_NO_DATA:
	case GPG_ERR_BAD_DATA:
		(void)cvd_fail(err, CVD_E_CRYPTO,
		    "it does not open: it is damaged");
		break;
	default:
		break;
	}
	return status;
}

static enum cvd_status
decrypt(struct cvd_keyring *keyring, gpgme_data_t in, gpgme_data_t out,
    struct cvd_err *err)
{
	/* a person may take any time */
	unsigned seconds = keyring->setup.interactive
	                       ? 0
	                       : keyring->setup.limit_seconds;
	gpgme_error_t error = gpgme_op_decrypt_start(keyring->ctx, in, out);

	return cvd_keyring_run(keyring, error, seconds, NULL, NULL, err);
}

static enum cvd_status
open_into(struct cvd_keyring *keyring, const char *armored, size_t size,
    struct sink *sink, struct cvd_err *err)
{
	struct gpgme_data_cbs cbs = { .write = put };
	gpgme_data_t in = NULL;
	gpgme_data_t out = NULL;
	enum cvd_status status;
	gpgme_error_t error = gpgme_data_new_from_mem(&in, armored, size, 0);

	if (error == 0)
		error = gpgme_data_new_from_cbs(&out, &cbs, sink);
	status = error == 0 ? decrypt(keyring, in, out, err)
	                    : cvd_keyring_fail(error, err);
	gpgme_data_release(in);
	gpgme_data_release(out);
	return status;
}

enum cvd_status
cvd_wrap_open(struct cvd_keyring *keyring, const char *armored,
    size_t armored_size, void *bytes, size_t room, size_t *size,
    struct cvd_err *err)
{
	struct sink sink = { .bytes = bytes, .room = room };
	const char(*ids)[CVD_KEY_ID_TEXT] = NULL;
	struct cvd_arena *arena = cvd_arena_new();
	size_t count = 0;
	enum cvd_status status;

	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	status = cvd_wrap_packet_read(armored, armored_size, arena, &ids,
	    &count, err);
	if (status == CVD_OK)
		status = cvd_keyring_ready(keyring, err);
	if (status == CVD_OK) {
		status = open_into(keyring, armored, armored_size, &sink, err);
		if (status != CVD_OK)
			status = explain(keyring, &sink, ids, count, status,
			    err);
	}
	if (status == CVD_OK)
		*size = sink.size;
	else
		cvd_secret_wipe(bytes, room);
	cvd_arena_free(arena);
	return status;
}

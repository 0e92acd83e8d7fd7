/* SPDX-License-Identifier: EUPL-1.2 */

/* A secret for the people whose keys are in the home of a batch. */

#include "core/ident.h"
#include "core/limits.h"
#include "core/seal_packet.h"
#include "edge/batch_private.h"
#include "edge/wrap.h"

#include <string.h>

#define KEY_ID_AT ((size_t)24) /* in a fingerprint of version 4 */

/*
 * The status goes elsewhere than where batches want it, since the message goes
 * there.
 */
static const char *const options[] = { "--rfc4880", "--batch", "--quiet",
	"--status-fd", "2", "--cipher-algo", "AES256", "--compress-algo",
	"none", "--force-mdc", "--no-encrypt-to", "--no-default-recipient",
	"--no-throw-keyids", "--no-auto-key-locate", "--armor",
	"--no-emit-version", "--no-comments", "--set-filename", "",
	"--encrypt" };

#define OPTIONS (sizeof(options) / sizeof(options[0]))

static bool
is_live(const struct cvd_batch_key *key, cvd_instant now)
{
	return !key->is_revoked && (key->expires == 0 || now < key->expires);
}

/* Why none of the parts of a key is fit for it. */
static enum cvd_status
explain(const struct cvd_batch *batch, const char *fingerprint, cvd_instant now,
    struct cvd_err *err)
{
	const struct cvd_batch_key *primary = cvd_batch_find_key(batch,
	    fingerprint, fingerprint);
	const struct cvd_batch_key *part = NULL;
	char text[CVD_INSTANT_TEXT] = "";

	/* the newest is the one that gpg would take */
	for (size_t i = 0; i < batch->key_count; i++)
		if (strcmp(batch->keys[i].primary, fingerprint) == 0 &&
		    batch->keys[i].can_encrypt)
			part = &batch->keys[i];
	if (part == NULL) {
		(void)cvd_fail(err, CVD_E_CRYPTO,
		    "key %s is not made for encryption", fingerprint);
		cvd_err_hint(err,
		    "its owner adds a subkey (gpg --quick-add-key %s cv25519 "
		    "encrypt) and gives the key to the casebook again",
		    fingerprint);
		return CVD_E_CRYPTO;
	}
	if (primary->is_revoked || part->is_revoked) {
		(void)cvd_fail(err, CVD_E_CRYPTO,
		    primary->is_revoked ? "key %s is revoked"
		                        : "the part of key %s that encrypts is "
		                          "revoked",
		    fingerprint);
		return CVD_E_CRYPTO;
	}
	(void)cvd_instant_text(part->expires, text);
	(void)cvd_fail(err, CVD_E_CRYPTO, "key %s has expired on %.10s",
	    is_live(primary, now) ? part->fingerprint : fingerprint, text);
	cvd_err_hint(err,
	    "its owner extends it (gpg --quick-set-expire %s 2y%s) and gives "
	    "the key to the casebook again",
	    fingerprint, is_live(primary, now) ? " '*'" : "");
	return CVD_E_CRYPTO;
}

enum cvd_status
cvd_wrap_check(const struct cvd_batch *batch, const char *fingerprint,
    cvd_instant now, struct cvd_err *err)
{
	const struct cvd_batch_key *primary = cvd_batch_find_key(batch,
	    fingerprint, fingerprint);

	if (primary == NULL)
		return cvd_fail(err, CVD_E_CRYPTO,
		    "key %.60s is not in the casebook, or cannot be read",
		    fingerprint);
	for (size_t i = 0; i < batch->key_count && is_live(primary, now); i++)
		if (strcmp(batch->keys[i].primary, fingerprint) == 0 &&
		    batch->keys[i].can_encrypt && is_live(&batch->keys[i], now))
			return CVD_OK;
	return explain(batch, fingerprint, now, err);
}

const char *
cvd_wrap_owner(const struct cvd_batch *batch, const char *key_id)
{
	for (size_t i = 0; i < batch->key_count; i++)
		if (strcmp(batch->keys[i].fingerprint + KEY_ID_AT, key_id) == 0)
			return batch->keys[i].primary;
	return NULL;
}

static enum cvd_status
make_argv(const struct cvd_batch *batch, const char *const *fingerprints,
    size_t count, struct cvd_arena *arena, const char ***argv,
    struct cvd_err *err)
{
	const char **words = cvd_arena_alloc(arena,
	    CVD_BATCH_WORDS + OPTIONS + 2 * count + 1, sizeof(*words));
	size_t n;

	if (words == NULL)
		return cvd_arena_check(arena, err);
	n = cvd_batch_words(batch->program, batch->home, words);
	for (size_t i = 0; i < OPTIONS; i++)
		words[n++] = options[i];
	for (size_t i = 0; i < count; i++) {
		words[n++] = "--recipient";
		words[n++] = fingerprints[i];
	}
	words[n] = NULL;
	*argv = words;
	return CVD_OK;
}

/* gpg refused. "INV_RECP REASON FINGERPRINT" says for whom. */
static enum cvd_status
fail_gpg(const struct cvd_batch *batch, const struct cvd_buf *said,
    int exit_status, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_bytes(said->data, said->size);
	struct cvd_bytes line;
	int64_t reason;

	while (cvd_scan_line(&scan, &line)) {
		struct cvd_scan words = cvd_scan_bytes(line.data, line.size);

		if (cvd_scan_literal(&words, "[GNUPG:] INV_RECP ") &&
		    cvd_scan_number(&words, 1, 4, &reason) &&
		    cvd_scan_char(&words, ' ') && words.end - words.p == 40)
			return cvd_fail(err, CVD_E_CRYPTO,
			    "gpg does not encrypt to key %.40s (reason %d)",
			    words.p, (int)reason);
	}
	if (exit_status > 128)
		return cvd_fail(err, CVD_E_CRYPTO,
		    "'%.200s' was ended by signal %d", batch->program,
		    exit_status - 128);
	return cvd_fail(err, CVD_E_CRYPTO, "'%.200s' cannot encrypt",
	    batch->program);
}

static bool
is_among(const char *const *fingerprints, size_t count, const char *wanted)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(fingerprints[i], wanted) == 0)
			return true;
	return false;
}

/* Whether it is for these people, for each of them, and for nobody else. */
static enum cvd_status
check_made(const struct cvd_batch *batch, const char *const *fingerprints,
    size_t count, const struct cvd_buf *made, struct cvd_arena *arena,
    struct cvd_err *err)
{
	const char(*ids)[CVD_KEY_ID_TEXT];
	const char **owners;
	size_t n;
	enum cvd_status status = cvd_wrap_packet_read(made->data, made->size,
	    arena, &ids, &n, err);

	if (status == CVD_E_CRYPTO)
		return cvd_fail(err, CVD_E_CRYPTO,
		    "'%.200s' wrote something else than it was to encrypt",
		    batch->program);
	if (status != CVD_OK)
		return status;
	owners = cvd_arena_alloc(arena, n, sizeof(*owners));
	if (owners == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < n; i++) {
		owners[i] = cvd_wrap_owner(batch, ids[i]);
		if (owners[i] == NULL ||
		    !is_among(fingerprints, count, owners[i]))
			return cvd_fail(err, CVD_E_CRYPTO,
			    "gpg encrypted to key %s too, to which it should "
			    "not",
			    ids[i]);
	}
	for (size_t i = 0; i < count; i++)
		if (!is_among(owners, n, fingerprints[i]))
			return cvd_fail(err, CVD_E_CRYPTO,
			    "gpg did not encrypt to key %s", fingerprints[i]);
	return CVD_OK;
}

static enum cvd_status
check_recipients(const struct cvd_batch *batch, const char *const *fingerprints,
    size_t count, cvd_instant now, struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;

	if (count == 0 || count > CVD_MAX_MEMBERS)
		return cvd_fail(err, CVD_E_CRYPTO,
		    "there is nobody to encrypt to, or there are too many");
	for (size_t i = 0; i < count && status == CVD_OK; i++) {
		status = cvd_fingerprint_check(fingerprints[i], NULL);
		if (status != CVD_OK)
			return cvd_fail(err, CVD_E_CRYPTO,
			    "'%.60s' is no fingerprint", fingerprints[i]);
		status = cvd_wrap_check(batch, fingerprints[i], now, err);
	}
	return status;
}

static enum cvd_status
encrypt(const struct cvd_batch *batch, const char *const *argv,
    const void *bytes, size_t size, struct cvd_buf *made, struct cvd_err *err)
{
	const struct cvd_process process = {
		.argv = argv,
		.environment = cvd_batch_environment,
		.input = bytes,
		.input_size = size,
		.limit_ms = cvd_batch_limit_ms(batch, 0),
	};
	struct cvd_buf said = CVD_BUF_INIT(65536);
	int exit_status = 0;
	enum cvd_status status = cvd_process_run(&process, made, &said,
	    &exit_status, err);

	if (status != CVD_OK)
		status = cvd_batch_fail_run(batch, &process, status, err);
	else if (exit_status != 0)
		status = fail_gpg(batch, &said, exit_status, err);
	cvd_buf_clear(&said);
	return status;
}

enum cvd_status
cvd_wrap_make(const struct cvd_batch *batch, const char *const *fingerprints,
    size_t count, cvd_instant now, const void *bytes, size_t size,
    struct cvd_buf *out, struct cvd_err *err)
{
	struct cvd_buf made = CVD_BUF_INIT(CVD_MAX_WRAP);
	struct cvd_arena *arena = cvd_arena_new();
	const char **argv = NULL;
	size_t before = out->size;
	enum cvd_status status;

	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	status = check_recipients(batch, fingerprints, count, now, err);
	if (status == CVD_OK)
		status = make_argv(batch, fingerprints, count, arena, &argv,
		    err);
	if (status == CVD_OK)
		status = encrypt(batch, argv, bytes, size, &made, err);
	if (status == CVD_OK)
		status = check_made(batch, fingerprints, count, &made, arena,
		    err);
	if (status == CVD_OK) {
		cvd_buf_add(out, made.data, made.size);
		status = cvd_buf_check(out, err);
		if (status != CVD_OK)
			cvd_buf_cut(out, before);
	}
	cvd_buf_clear(&made);
	cvd_arena_free(arena);
	return status;
}

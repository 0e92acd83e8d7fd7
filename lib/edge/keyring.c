/* SPDX-License-Identifier: EUPL-1.2 */

/* How gpg is made ready and asked for signatures and public keys. */

#include "edge/keyring.h"

#include "core/arena.h"
#include "core/ident.h"
#include "core/scan.h"
#include "edge/gpg_program.h"
#include "edge/keyring_gpgme.h"
#include "edge/process.h"

#include <gpgme.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
keep(struct cvd_arena *arena, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return NULL;
	return cvd_arena_text(arena, text);
}

enum cvd_status
cvd_keyring_open(const struct cvd_keyring_setup *setup,
    struct cvd_keyring **keyring, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_keyring *made;

	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	made = cvd_arena_alloc(arena, 1, sizeof *made);
	if (made != NULL) {
		made->arena = arena;
		made->setup = *setup;
		made->setup.program = keep(arena, setup->program);
		made->setup.path = keep(arena, setup->path);
		made->setup.home = keep(arena, setup->home);
		made->setup.format = keep(arena, setup->format);
		made->setup.signing_key = keep(arena, setup->signing_key);
		made->setup.committer = keep(arena, setup->committer);
		made->setup.terminal = keep(arena, setup->terminal);
	}
	if (cvd_arena_check(arena, err) != CVD_OK) {
		cvd_arena_free(arena);
		return CVD_E_NO_MEMORY;
	}
	*keyring = made;
	return CVD_OK;
}

void
cvd_keyring_close(struct cvd_keyring *keyring)
{
	if (keyring == NULL)
		return;
	if (keyring->signer != NULL)
		gpgme_key_unref(keyring->signer);
	if (keyring->ctx != NULL)
		gpgme_release(keyring->ctx);
	cvd_arena_free(keyring->arena);
}

static enum cvd_status
check_format(const struct cvd_keyring *keyring, struct cvd_err *err)
{
	const char *format = keyring->setup.format;

	if (format == NULL || strcmp(format, "openpgp") == 0)
		return CVD_OK;
	(void)cvd_fail(err, CVD_E_CRYPTO,
	    "git's gpg.format is '%.40s', but a casebook is signed with OpenPGP",
	    format);
	cvd_err_hint(err,
	    "for this casebook alone: git config gpg.format openpgp");
	return CVD_E_CRYPTO;
}

/*
 * gpgme asks for the version without any limit of time. What a person has set
 * may be anything, so it has to answer us before.
 */
static enum cvd_status
try_program(const struct cvd_keyring *keyring, struct cvd_err *err)
{
	const char *const argv[] = { keyring->program, "--version", NULL };
	const struct cvd_process process = {
		.argv = argv,
		.limit_ms = keyring->setup.limit_seconds * 1000,
	};
	struct cvd_buf errors = CVD_BUF_INIT(1);
	enum cvd_status status;
	int exit_status;

	if (keyring->setup.program == NULL)
		return CVD_OK;
	status = cvd_process_run(&process, NULL, &errors, &exit_status, err);
	cvd_buf_clear(&errors);
	if (status == CVD_OK || status == CVD_E_NO_MEMORY)
		return status;
	if (status == CVD_E_AGAIN)
		(void)cvd_fail(err, CVD_E_CRYPTO,
		    "'%.200s' gave no answer within %u seconds",
		    keyring->program, keyring->setup.limit_seconds);
	cvd_err_hint(err, "correct git's gpg.program");
	return cvd_fail_as(err, CVD_E_CRYPTO);
}

static gpgme_engine_info_t
openpgp_of(gpgme_ctx_t ctx)
{
	gpgme_engine_info_t info = gpgme_ctx_get_engine_info(ctx);

	while (info != NULL && info->protocol != GPGME_PROTOCOL_OpenPGP)
		info = info->next;
	return info;
}

/* Whether gpgme has found the same by itself, and knows its version. */
static bool
is_usual(const struct cvd_keyring *keyring, gpgme_ctx_t ctx)
{
	gpgme_engine_info_t info = openpgp_of(ctx);

	return keyring->setup.home == NULL && info != NULL &&
	       info->file_name != NULL &&
	       strcmp(info->file_name, keyring->program) == 0;
}

static gpgme_error_t
make_context(const struct cvd_keyring *keyring, gpgme_ctx_t *ctx)
{
	gpgme_error_t error = gpgme_new(ctx);

	if (error != 0)
		return error;
	gpgme_set_armor(*ctx, 1);
	/* no key server hears what is read here */
	gpgme_set_offline(*ctx, 1);
	if (!is_usual(keyring, *ctx))
		error = gpgme_ctx_set_engine_info(*ctx, GPGME_PROTOCOL_OpenPGP,
		    keyring->program, keyring->setup.home);
	if (error == 0 && !keyring->setup.interactive)
		error = gpgme_set_pinentry_mode(*ctx,
		    GPGME_PINENTRY_MODE_ERROR);
	return error;
}

/* gpgme makes 1.0.0 of a program that does not say its version. */
static bool
is_gpg_2(gpgme_ctx_t ctx)
{
	gpgme_engine_info_t info = openpgp_of(ctx);
	struct cvd_scan version;
	int64_t major;

	if (info == NULL || info->version == NULL)
		return false;
	version = cvd_scan_text(info->version);
	return cvd_scan_number(&version, 1, 3, &major) && major >= 2;
}

enum cvd_status
cvd_keyring_ready(struct cvd_keyring *keyring, struct cvd_err *err)
{
	gpgme_ctx_t ctx = NULL;
	enum cvd_status status;
	gpgme_error_t error;

	if (keyring->ctx != NULL)
		return CVD_OK;
	status = check_format(keyring, err);
	if (status == CVD_OK)
		/* gpgme itself says "End of file" where there is none */
		status = cvd_gpg_program(keyring->setup.program,
		    keyring->setup.path, keyring->arena, &keyring->program,
		    err);
	if (status == CVD_OK)
		status = try_program(keyring, err);
	if (status != CVD_OK)
		return status;
	/* gpgme hands GPG_TTY to gpg, and has no other way to name one */
	if (keyring->setup.terminal != NULL)
		/* NOLINTNEXTLINE(concurrency-mt-unsafe): there are no threads */
		(void)setenv("GPG_TTY", keyring->setup.terminal, 0);
	/*
	 * Else it starts gpgconf three times and gpgsm once, in each process,
	 * only to find programs that nobody here asks for.
	 */
	(void)gpgme_set_global_flag("disable-gpgconf", "1");
	if (gpgme_check_version("1.18.0") == NULL)
		return cvd_fail(err, CVD_E_CRYPTO, "gpgme is too old");
	error = make_context(keyring, &ctx);
	if (error != 0)
		status = cvd_keyring_fail(error, err);
	else if (!is_gpg_2(ctx)) {
		status = cvd_fail(err, CVD_E_CRYPTO, "'%.200s' is not gpg 2",
		    keyring->program);
		cvd_err_hint(err, "correct git's gpg.program");
	}
	if (status == CVD_OK) {
		keyring->ctx = ctx;
		cvd_keyring_attach(keyring, ctx);
	} else if (ctx != NULL)
		gpgme_release(ctx);
	return status;
}

/* Appends what gpgme wrote, which it may not have, and frees it. */
static enum cvd_status
take(gpgme_data_t data, struct cvd_buf *out, const char *if_empty,
    struct cvd_err *err)
{
	size_t size = 0;
	char *bytes = gpgme_data_release_and_get_mem(data, &size);

	if (size > 0)
		cvd_buf_add(out, bytes, size);
	gpgme_free(bytes);
	if (size == 0)
		return cvd_fail(err, CVD_E_CRYPTO, "%s", if_empty);
	return cvd_buf_check(out, err);
}

static bool
is_strong(gpgme_hash_algo_t algo)
{
	return algo == GPGME_MD_SHA256 || algo == GPGME_MD_SHA384 ||
	       algo == GPGME_MD_SHA512;
}

static bool
is_part(gpgme_key_t key, const char *fingerprint)
{
	gpgme_subkey_t part = key->subkeys;

	while (part != NULL &&
	       (part->fpr == NULL || strcmp(part->fpr, fingerprint) != 0))
		part = part->next;
	return part != NULL;
}

/* What was made, of one signature, by a key that was asked to. */
static enum cvd_status
check_result(struct cvd_keyring *keyring, struct cvd_signature *signature,
    struct cvd_err *err)
{
	gpgme_sign_result_t result = gpgme_op_sign_result(keyring->ctx);
	gpgme_new_signature_t made = result == NULL ? NULL : result->signatures;
	gpgme_key_t signer = keyring->signer;

	if (made == NULL || made->next != NULL ||
	    result->invalid_signers != NULL ||
	    made->type != GPGME_SIG_MODE_DETACH || made->fpr == NULL ||
	    cvd_fingerprint_check(made->fpr, NULL) != CVD_OK)
		return cvd_fail(err, CVD_E_CRYPTO,
		    "gpg did not make exactly one detached signature");
	if (!is_strong(made->hash_algo)) {
		(void)cvd_fail(err, CVD_E_CRYPTO, "gpg signed with %s",
		    gpgme_hash_algo_name(made->hash_algo));
		cvd_err_hint(err, "take digest-algo out of gpg.conf");
		return CVD_E_CRYPTO;
	}
	if (!is_part(signer, made->fpr))
		return cvd_fail(err, CVD_E_CRYPTO,
		    "gpg signed with %s, which is not part of key %s",
		    made->fpr, signer->fpr);
	if (keyring->wanted[0] != '\0' &&
	    strcmp(keyring->wanted, made->fpr) != 0) {
		(void)cvd_fail(err, CVD_E_CRYPTO,
		    "gpg signed with %s and not with %s, as user.signingkey "
		    "says",
		    made->fpr, keyring->wanted);
		cvd_err_hint(err,
		    "gpgme cannot choose a subkey: name %s! in "
		    "user.signingkey, or revoke or remove that subkey",
		    made->fpr);
		return CVD_E_CRYPTO;
	}
	(void)snprintf(signature->fingerprint, CVD_FINGERPRINT_TEXT, "%s",
	    made->fpr);
	(void)snprintf(signature->primary, CVD_FINGERPRINT_TEXT, "%s",
	    signer->fpr);
	signature->at = made->timestamp;
	return CVD_OK;
}

/* Not what a script around gpg says before or behind it. */
static enum cvd_status
check_armor(const struct cvd_keyring *keyring, const char *text, size_t size,
    struct cvd_err *err)
{
	static const char begin[] = "-----BEGIN PGP SIGNATURE-----\n";
	static const char end[] = "\n-----END PGP SIGNATURE-----\n";
	size_t first = sizeof begin - 1;
	size_t last = sizeof end - 1;

	if (size > first + last && memchr(text, '\0', size) == NULL &&
	    memcmp(text, begin, first) == 0 &&
	    strstr(text + first, "-----") == text + size - last + 1 &&
	    memcmp(text + size - last, end, last) == 0)
		return CVD_OK;
	(void)cvd_fail(err, CVD_E_CRYPTO,
	    "'%.200s' wrote something else than a signature", keyring->program);
	cvd_err_hint(err, "what gpg.program says itself belongs on its "
	                  "standard error");
	return CVD_E_CRYPTO;
}

enum cvd_status
cvd_keyring_sign(struct cvd_keyring *keyring, const void *bytes, size_t size,
    struct cvd_buf *armored, struct cvd_signature *signature,
    struct cvd_err *err)
{
	/* a person may take any time */
	unsigned seconds = keyring->setup.interactive
	                       ? 0
	                       : keyring->setup.limit_seconds;
	struct cvd_signature made = { .at = 0 };
	gpgme_data_t in = NULL;
	gpgme_data_t out = NULL;
	gpgme_error_t error;
	enum cvd_status status;
	size_t before;

	status = cvd_keyring_choose(keyring, err);
	if (status != CVD_OK)
		return status;
	error = gpgme_data_new_from_mem(&in, bytes, size, 0);
	if (error == 0)
		error = gpgme_data_new(&out);
	if (error != 0)
		status = cvd_keyring_fail(error, err);
	if (status == CVD_OK) {
		error = gpgme_op_sign_start(keyring->ctx, in, out,
		    GPGME_SIG_MODE_DETACH);
		status = cvd_keyring_run(keyring, error, seconds, NULL, NULL,
		    err);
	}
	if (status == CVD_OK)
		status = check_result(keyring, &made, err);
	before = armored->size;
	if (status == CVD_OK) {
		status = take(out, armored, "gpg made no signature", err);
		out = NULL;
	}
	if (status == CVD_OK)
		status = check_armor(keyring, armored->data + before,
		    armored->size - before, err);
	if (status != CVD_OK)
		cvd_buf_cut(armored, before);
	if (status == CVD_OK)
		*signature = made;
	gpgme_data_release(in);
	gpgme_data_release(out);
	return status;
}

enum cvd_status
cvd_keyring_export(struct cvd_keyring *keyring, const char *fingerprint,
    struct cvd_buf *armored, struct cvd_err *err)
{
	gpgme_data_t out = NULL;
	gpgme_error_t error;
	enum cvd_status status;

	status = cvd_fingerprint_check(fingerprint, err);
	if (status == CVD_OK)
		status = cvd_keyring_ready(keyring, err);
	if (status != CVD_OK)
		return status;
	error = gpgme_data_new(&out);
	if (error != 0)
		return cvd_keyring_fail(error, err);
	error = gpgme_op_export_start(keyring->ctx, fingerprint,
	    GPGME_EXPORT_MODE_MINIMAL, out);
	status = cvd_keyring_run(keyring, error, keyring->setup.limit_seconds,
	    NULL, NULL, err);
	if (status != CVD_OK) {
		gpgme_data_release(out);
		return status;
	}
	/* to gpg, a key that is not there is no error */
	return take(out, armored, "gpg has no such public key", err);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_KEYRING_GPGME_H
#define CVD_EDGE_KEYRING_GPGME_H

#include "edge/keyring.h"

/* What the files of the keyring share; for edge/keyring*.c only. */

struct gpgme_context; /* gpgme_ctx_t is a pointer to it */

#define CVD_KEYRING_PIPES 16 /* to one gpg; gpgme has at most 6 */

/* A pipe to gpg, and who deals with it; no handler: a free place. */
struct cvd_keyring_pipe {
	int fd;
	bool is_read;
	unsigned (*handler)(void *data, int fd);
	void *data;
};

/* Takes a key that was listed, a gpgme_key_t, and the reference to it. */
typedef void cvd_keyring_got(void *context, void *key);

/* One run of gpg. */
struct cvd_keyring_loop {
	struct cvd_keyring_pipe pipes[CVD_KEYRING_PIPES];
	cvd_keyring_got *got;
	void *context;
	bool is_done;
	unsigned error; /* gpgme's, once it is done */
};

struct cvd_keyring {
	struct cvd_arena *arena; /* of the setup's texts */
	struct cvd_keyring_setup setup;
	const char *program;       /* absolute; NULL before the first use */
	struct gpgme_context *ctx; /* likewise */
	struct cvd_keyring_loop loop;
	unsigned error; /* gpgme's, of the last run */
	void *signer;   /* a gpgme_key_t; NULL before it is looked for */
	char wanted[CVD_FINGERPRINT_TEXT]; /* the subkey named with !, or "" */
};

/* Makes gpgme and its context ready, once. */
enum cvd_status cvd_keyring_ready(struct cvd_keyring *keyring,
    struct cvd_err *err) CVD_MUST_CHECK;

/* Finds the key that signs, once: keyring->signer and keyring->wanted. */
enum cvd_status cvd_keyring_choose(struct cvd_keyring *keyring,
    struct cvd_err *err) CVD_MUST_CHECK;

/* Makes the context tell this keyring of its pipes. */
void cvd_keyring_attach(struct cvd_keyring *keyring, struct gpgme_context *ctx);

/*
 * Sees an operation through that gpgme_op_…_start() has begun; `started` is
 * that function's answer. After `seconds`, unless 0, it is given up. Keys that
 * are listed go to `got`, which is NULL where none are.
 */
enum cvd_status cvd_keyring_run(struct cvd_keyring *keyring, unsigned started,
    unsigned seconds, cvd_keyring_got *got, void *context,
    struct cvd_err *err) CVD_MUST_CHECK;

/* What a gpgme error means: CVD_E_NO_MEMORY or CVD_E_CRYPTO. */
enum cvd_status cvd_keyring_fail(unsigned error, struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_GPG_SEAL_H
#define CVD_EDGE_GPG_SEAL_H

#include "core/buf.h"
#include "core/status.h"

#include <stddef.h>

/*
 * Sealing: one OpenPGP message under a passphrase, made and opened by the gpg
 * program, so that `gpg --decrypt` opens it without us.
 *
 * AES-256 with integrity protection, not compressed, in armor without headers.
 * The passphrase is a random key and is not stretched, which would cost 50
 * times as much: a passphrase that a person could remember is none for this.
 * It goes to gpg through a pipe that gpg alone inherits, never by arguments,
 * environment or a file. No agent is started or asked, no keyring and no
 * options of the person's are read, and nothing is left in the folder.
 *
 * Every failure is CVD_E_CRYPTO with a message for the person, where nothing
 * else is said: gpg is missing, hangs (it is killed), says something else than
 * it should. CVD_E_IO where the folder cannot be used. `out` is then as before.
 */

struct cvd_gpg_seal_setup {
	const char
	    *program;       /* git's gpg.openpgp.program or gpg.program; NULL */
	const char *path;   /* where to look for it: PATH */
	const char *folder; /* of ours, 0700: gpg's home; made if missing */
	unsigned limit_seconds; /* for each run; 0: a good default */
};

/* Appends the message. The passphrase is one line of 1 to 255 bytes. */
enum cvd_status cvd_gpg_seal(const struct cvd_gpg_seal_setup *setup,
    const char *passphrase, const void *bytes, size_t size, struct cvd_buf *out,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Appends what is in the message, at most `most` bytes: gpg is stopped where
 * it is more, however small the message. Only the one shape that _make writes
 * is opened (core/seal_packet.h), and only whole and unchanged; a message that
 * is in the message is refused, too.
 */
enum cvd_status cvd_gpg_unseal(const struct cvd_gpg_seal_setup *setup,
    const char *passphrase, const char *armored, size_t size, size_t most,
    struct cvd_buf *out, struct cvd_err *err) CVD_MUST_CHECK;

#endif

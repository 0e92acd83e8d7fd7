/* SPDX-License-Identifier: EUPL-1.2 */

/* What gpgme's errors mean to a person, and what to do about them. */

#include "edge/keyring_gpgme.h"

#include <gpgme.h>

/* Said of a passphrase that nobody could be asked for. */
#define UNLOCK                                                                 \
	"run this at a terminal, unlock the key first (gpg --sign), or sign "  \
	"unattended work with a key that has no passphrase"

static const struct {
	gpg_err_code_t code;
	const char *message;
	const char *hint; /* NULL: none */
} meanings[] = {
	{ GPG_ERR_CANCELED, "the passphrase was not given", "try again" },
	{ GPG_ERR_FULLY_CANCELED, "the passphrase was not given", "try again" },
	{ GPG_ERR_NO_PIN_ENTRY,
	    "the key needs its passphrase, and nobody can be asked for it",
	    UNLOCK },
	{ GPG_ERR_ENOTTY,
	    "the key needs its passphrase, and gpg has no terminal to ask on",
	    "set GPG_TTY: export GPG_TTY=$(tty)" },
	{ GPG_ERR_TIMEOUT, "nobody gave the passphrase in time", UNLOCK },
	{ GPG_ERR_PIN_ENTRY, "the program that asks for passphrases failed",
	    "check pinentry-program in gpg-agent.conf" },
	{ GPG_ERR_BAD_PASSPHRASE, "wrong passphrase", "try again" },
	{ GPG_ERR_BAD_PIN, "wrong PIN", "try again" },
	{ GPG_ERR_PIN_BLOCKED, "the PIN of the token is blocked", NULL },
	{ GPG_ERR_CARD_NOT_PRESENT, "the token with the key is not here",
	    "insert it and try again" },
	{ GPG_ERR_CARD_REMOVED, "the token with the key was removed",
	    "insert it and try again" },
	{ GPG_ERR_NO_SECKEY, "the secret key is not here",
	    "insert its token, or name another key: git config "
	    "user.signingkey FINGERPRINT" },
	{ GPG_ERR_UNUSABLE_SECKEY, "the key is not usable for signing",
	    "look at gpg --list-secret-keys" },
	{ GPG_ERR_NO_AGENT, "gpg-agent is not running",
	    "start it: gpgconf --launch gpg-agent" },
	{ GPG_ERR_AGENT, "gpg-agent does not answer",
	    "restart it: gpgconf --kill gpg-agent" },
	{ GPG_ERR_EOF, "gpg ended without an answer",
	    "check gpg.program in git's configuration" },
	{ GPG_ERR_GENERAL, "gpg failed", "try gpg --sign by hand" },
	{ GPG_ERR_INV_ENGINE, "this gpg cannot be used",
	    "check gpg.program in git's configuration" },
	{ GPG_ERR_NO_DATA, "these are no OpenPGP data", NULL },
	{ GPG_ERR_BAD_DATA, "these are no OpenPGP data", NULL },
};

enum cvd_status
cvd_keyring_fail(unsigned error, struct cvd_err *err)
{
	gpg_err_code_t code = gpgme_err_code(error);
	char text[200] = "";

	if (code == GPG_ERR_ENOMEM)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
		if (meanings[i].code != code)
			continue;
		(void)cvd_fail(err, CVD_E_CRYPTO, "%s", meanings[i].message);
		if (meanings[i].hint != NULL)
			cvd_err_hint(err, "%s", meanings[i].hint);
		return CVD_E_CRYPTO;
	}
	(void)gpgme_strerror_r(error, text, sizeof text);
	return cvd_fail(err, CVD_E_CRYPTO, "gpg: %s (%s)", text,
	    gpgme_strsource(error));
}

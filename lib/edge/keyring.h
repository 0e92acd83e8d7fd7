/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_KEYRING_H
#define CVD_EDGE_KEYRING_H

#include "core/attribute.h"
#include "core/buf.h"
#include "core/date.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The person's own OpenPGP keys: GnuPG with its agent, through gpgme.
 *
 * Nothing is started before the first question. From then on SIGPIPE is
 * ignored in this process (gpgme sees to that). Every failure is CVD_E_CRYPTO
 * with a message for the person, where nothing else is said; memory may
 * always run out. A name, a mail address or a short key id may help to find a
 * key; what comes out, and what is compared, are full fingerprints.
 */

#define CVD_FINGERPRINT_TEXT 41 /* 40 upper-case hex digits and the NUL */

struct cvd_arena;
struct cvd_keyring;

/* How to sign. Copied by _open; texts that are not known are NULL. */
struct cvd_keyring_setup {
	const char *program;     /* git's gpg.openpgp.program, gpg.program */
	const char *path;        /* where to look for it: PATH */
	const char *home;        /* of GnuPG, where it is not the usual one */
	const char *format;      /* git's gpg.format: openpgp or NULL */
	const char *signing_key; /* git's user.signingkey */
	const char *committer;   /* "Name <mail>", asked where that is NULL */
	const char *terminal;    /* becomes GPG_TTY where that is not set */
	bool interactive;        /* whether a passphrase may be asked for */
	unsigned limit_seconds;  /* for each run of gpg where nobody is
				    asked; 0 is none */
};

struct cvd_signature {
	char fingerprint[CVD_FINGERPRINT_TEXT]; /* of the key that signed */
	char primary[CVD_FINGERPRINT_TEXT];     /* of the key it belongs to */
	cvd_instant at;                         /* as the signature says */
};

/* A key or subkey. */
struct cvd_key_part {
	const char *fingerprint;
	/* As gpg names it: "ed25519", "cv25519", "rsa4096", "nistp256" … */
	const char *algorithm;
	unsigned bits;
	cvd_instant created;
	cvd_instant expires; /* 0: never */
	bool can_sign;
	bool can_encrypt;
	bool is_expired;
	bool is_revoked;
};

/* A public key: its primary key is the first part. */
struct cvd_key {
	const struct cvd_key_part *parts;
	size_t part_count;
	const char *const *user_ids; /* valid UTF-8, none revoked */
	const char *const *mails;    /* of each; "" where it has none */
	size_t user_id_count;
	bool is_expired;
	bool is_revoked;
};

enum cvd_status cvd_keyring_open(const struct cvd_keyring_setup *setup,
    struct cvd_keyring **keyring, struct cvd_err *err) CVD_MUST_CHECK;

/* NULL is nothing. */
void cvd_keyring_close(struct cvd_keyring *keyring);

/*
 * The primary fingerprint of the key that would sign. It is found by a
 * fingerprint or a key id of 16 digits, both with 0x or ! or without, or by a
 * mail address; shorter ids are refused, since anyone can make a key that has
 * one. Several usable keys, or one that is expired, revoked, disabled, unable
 * to sign or without its secret part, are errors that say so. Which subkey
 * signs is known only afterwards.
 */
enum cvd_status cvd_keyring_find_signer(struct cvd_keyring *keyring,
    char primary[CVD_FINGERPRINT_TEXT], struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Appends a detached, armored signature over exactly these bytes and says
 * which key made it, which the caller compares with the roster. Where no
 * passphrase may be asked for and one is needed, it fails at once. gpg's
 * choice of a subkey cannot be changed through gpgme: where user.signingkey
 * names one with !, and another signed, that is an error.
 */
enum cvd_status cvd_keyring_sign(struct cvd_keyring *keyring, const void *bytes,
    size_t size, struct cvd_buf *armored, struct cvd_signature *signature,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Appends the public key with that primary fingerprint, armored, with no
 * signatures but its own latest ones.
 */
enum cvd_status cvd_keyring_export(struct cvd_keyring *keyring,
    const char *fingerprint, struct cvd_buf *armored,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Reads a public key, armored or not, without importing it. CVD_E_INVALID
 * where the bytes are more than CVD_MAX_KEY_FILE, or anything but exactly one
 * public key of version 4. `key` lives in the arena.
 */
enum cvd_status cvd_keyring_read_key(struct cvd_keyring *keyring,
    const void *bytes, size_t size, struct cvd_arena *arena,
    struct cvd_key *key, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Appends a public key as a casebook keeps it: armored, with no signatures but
 * its own latest ones, and without parts that these do not bind. Parts that
 * have expired or were revoked stay. Nothing is imported. CVD_E_INVALID as
 * cvd_keyring_read_key(), and where gpg finds nothing that holds in it.
 */
enum cvd_status cvd_keyring_clean(struct cvd_keyring *keyring,
    const void *bytes, size_t size, struct cvd_buf *armored,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */

/* Which key signs, and why one cannot. */

#include "core/arena.h"
#include "core/date.h"
#include "edge/keyring_gpgme.h"

#include <gpgme.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define HEX        "0123456789ABCDEFabcdef"
#define CANDIDATES ((size_t)16) /* keys of one person; more are not looked at */

/* What user.signingkey, or the committer, asks for. */
struct wish {
	const char *text;    /* as it was given */
	const char *pattern; /* for gpg */
	const char *digits;  /* 16 or 40, or NULL */
	const char *mail;    /* or NULL */
	bool exact;          /* that subkey and no other */
};

struct candidates {
	const struct wish *wish;
	gpgme_key_t keys[CANDIDATES];
	size_t count;
};

static enum cvd_status
refuse_wish(const char *text, const char *why, struct cvd_err *err)
{
	(void)cvd_fail(err, CVD_E_CRYPTO, "signing key '%.100s' is %s", text,
	    why);
	cvd_err_hint(err, "name it by its fingerprint: git config "
	                  "user.signingkey FINGERPRINT");
	return CVD_E_CRYPTO;
}

/* The digits alone where the text is a key id in any spelling, else NULL. */
static char *
key_id(struct cvd_arena *arena, const char *text, bool *exact)
{
	char *digits = cvd_arena_text(arena, text);
	size_t n = 0;

	if (digits == NULL)
		return NULL;
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		text += 2;
	for (; *text != '\0' && strchr(HEX " ", *text) != NULL; text++)
		if (*text != ' ')
			digits[n++] = *text;
	digits[n] = '\0';
	*exact = *text == '!';
	if (*exact)
		text++;
	return *text == '\0' && n > 0 ? digits : NULL;
}

/* The address in "Name <mail>", or the whole text where it is one. */
static const char *
mail_of(struct cvd_arena *arena, const char *text)
{
	const char *open = strrchr(text, '<');
	const char *close = strrchr(text, '>');

	if (open != NULL && close != NULL && close > open)
		text = cvd_arena_copy(arena, open + 1,
		    (size_t)(close - open - 1));
	if (text == NULL || strchr(text, '@') == NULL ||
	    strpbrk(text, " <>") != NULL)
		return NULL;
	return text;
}

static enum cvd_status
read_wish(struct cvd_keyring *keyring, struct wish *wish, struct cvd_err *err)
{
	struct cvd_arena *arena = keyring->arena;
	const char *given = keyring->setup.signing_key;

	*wish = (struct wish){ .text = given };
	if (given == NULL)
		wish->text = keyring->setup.committer;
	if (wish->text == NULL) {
		(void)cvd_fail(err, CVD_E_CRYPTO,
		    "git knows neither user.signingkey nor user.email");
		cvd_err_hint(err, "git config user.email ADDRESS");
		return CVD_E_CRYPTO;
	}
	if (given != NULL)
		wish->digits = key_id(arena, given, &wish->exact);
	if (wish->digits != NULL) {
		if (strlen(wish->digits) != 16 && strlen(wish->digits) != 40)
			return refuse_wish(given, "no whole key id", err);
		wish->pattern = cvd_arena_textf(arena, "0x%s", wish->digits);
	} else {
		wish->mail = mail_of(arena, wish->text);
		if (wish->mail == NULL)
			return refuse_wish(wish->text,
			    "neither a fingerprint nor a mail address", err);
		wish->pattern = cvd_arena_textf(arena, "<%s>", wish->mail);
	}
	return cvd_arena_check(arena, err);
}

/* The part of the key that has this fingerprint or key id, or NULL. */
static gpgme_subkey_t
find_part(gpgme_key_t key, const char *digits)
{
	size_t n = strlen(digits);
	gpgme_subkey_t part = key->subkeys;

	for (; part != NULL; part = part->next)
		if (part->fpr != NULL && strlen(part->fpr) == 40 &&
		    strcasecmp(part->fpr + 40 - n, digits) == 0)
			break;
	return part;
}

static bool
has_mail(gpgme_key_t key, const char *mail)
{
	gpgme_user_id_t uid = key->uids;

	while (uid != NULL &&
	       (uid->email == NULL || strcasecmp(uid->email, mail) != 0))
		uid = uid->next;
	return uid != NULL;
}

static bool
is_wished(gpgme_key_t key, const struct wish *wish)
{
	if (key->fpr == NULL || strlen(key->fpr) != 40)
		return false;
	if (wish->digits != NULL)
		return find_part(key, wish->digits) != NULL;
	return has_mail(key, wish->mail);
}

static void
release(struct candidates *found)
{
	for (size_t i = 0; i < found->count; i++)
		gpgme_key_unref(found->keys[i]);
	found->count = 0;
}

static void
collect(void *context, void *key)
{
	struct candidates *found = context;

	if (found->count < CANDIDATES && is_wished(key, found->wish))
		found->keys[found->count++] = key;
	else
		gpgme_key_unref(key);
}

/* The keys that answer to the wish, of those with a secret part or of all. */
static enum cvd_status
list(struct cvd_keyring *keyring, bool secret, struct candidates *found,
    struct cvd_err *err)
{
	gpgme_error_t error = gpgme_op_keylist_start(keyring->ctx,
	    found->wish->pattern, secret ? 1 : 0);

	return cvd_keyring_run(keyring, error, keyring->setup.limit_seconds,
	    collect, found, err);
}

static bool
is_part_usable(gpgme_subkey_t part)
{
	return part->can_sign && part->secret && !part->expired &&
	       !part->revoked && !part->disabled && !part->invalid;
}

static bool
is_usable(gpgme_key_t key)
{
	gpgme_subkey_t part = key->subkeys;

	if (key->revoked || key->expired || key->disabled || key->invalid)
		return false;
	while (part != NULL && !is_part_usable(part))
		part = part->next;
	return part != NULL;
}

/* "has expired on 2024-01-02" */
static enum cvd_status
fail_expired(const char *what, gpgme_key_t key, gpgme_subkey_t part,
    struct cvd_err *err)
{
	char text[CVD_INSTANT_TEXT] = "";

	(void)cvd_instant_text(part->expires, text);
	(void)cvd_fail(err, CVD_E_CRYPTO, "%s %s has expired on %.10s", what,
	    part->fpr, text);
	cvd_err_hint(err, "extend it: gpg --quick-set-expire %s 2y%s", key->fpr,
	    part == key->subkeys ? "" : " '*'");
	return CVD_E_CRYPTO;
}

/* Why none of its parts can sign. */
static enum cvd_status
explain_parts(gpgme_key_t key, struct cvd_err *err)
{
	gpgme_subkey_t signing = NULL;

	/* the newest is the one that gpg would take */
	for (gpgme_subkey_t p = key->subkeys; p != NULL; p = p->next)
		if (p->can_sign)
			signing = p;
	if (signing == NULL) {
		(void)cvd_fail(err, CVD_E_CRYPTO,
		    "key %s is not made for signing", key->fpr);
		cvd_err_hint(err,
		    "add a subkey: gpg --quick-add-key %s ed25519 sign",
		    key->fpr);
		return CVD_E_CRYPTO;
	}
	if (signing->expired)
		return fail_expired("signing subkey", key, signing, err);
	if (signing->revoked)
		return cvd_fail(err, CVD_E_CRYPTO,
		    "signing subkey %s is revoked", signing->fpr);
	(void)cvd_fail(err, CVD_E_CRYPTO,
	    "the secret part of key %s is not here", key->fpr);
	cvd_err_hint(err, "insert its token, or name another key: git config "
	                  "user.signingkey FINGERPRINT");
	return CVD_E_CRYPTO;
}

static enum cvd_status
explain(gpgme_key_t key, struct cvd_err *err)
{
	if (key->revoked) {
		(void)cvd_fail(err, CVD_E_CRYPTO, "key %s is revoked",
		    key->fpr);
		cvd_err_hint(err, "name another key: git config "
		                  "user.signingkey FINGERPRINT");
		return CVD_E_CRYPTO;
	}
	if (key->expired && key->subkeys != NULL)
		return fail_expired("key", key, key->subkeys, err);
	if (key->disabled) {
		(void)cvd_fail(err, CVD_E_CRYPTO, "key %s is disabled",
		    key->fpr);
		cvd_err_hint(err, "enable it: gpg --edit-key %s enable quit",
		    key->fpr);
		return CVD_E_CRYPTO;
	}
	if (key->invalid)
		return cvd_fail(err, CVD_E_CRYPTO, "key %s is not valid",
		    key->fpr);
	return explain_parts(key, err);
}

static enum cvd_status
fail_ambiguous(const struct wish *wish, const struct candidates *found,
    struct cvd_err *err)
{
	struct cvd_buf list = CVD_BUF_INIT(CANDIDATES * 43);
	size_t usable = 0;

	for (size_t i = 0; i < found->count; i++)
		if (is_usable(found->keys[i]))
			cvd_buf_addf(&list, "%s%s", usable++ == 0 ? "" : ", ",
			    found->keys[i]->fpr);
	(void)cvd_fail(err, CVD_E_CRYPTO,
	    "%zu keys could sign for '%.100s': %s", usable, wish->text,
	    list.data);
	cvd_err_hint(err, "name one of them: git config user.signingkey "
	                  "FINGERPRINT");
	cvd_buf_clear(&list);
	return CVD_E_CRYPTO;
}

/* No secret key answers: is there at least a public one? */
static enum cvd_status
fail_missing(struct cvd_keyring *keyring, const struct wish *wish,
    struct cvd_err *err)
{
	struct candidates known = { .wish = wish };
	enum cvd_status status = list(keyring, false, &known, err);

	if (status == CVD_OK && known.keys[0] != NULL)
		status = explain(known.keys[0], err);
	release(&known);
	if (status != CVD_OK)
		return status;
	(void)cvd_fail(err, CVD_E_CRYPTO, "gpg has no key for '%.100s'",
	    wish->text);
	cvd_err_hint(err,
	    "make one (gpg --quick-generate-key '%.100s' "
	    "future-default) or name one: git config "
	    "user.signingkey FINGERPRINT",
	    wish->digits == NULL ? wish->text : "Name <mail>");
	return CVD_E_CRYPTO;
}

/* Takes the only usable candidate, or says why there is none. */
static enum cvd_status
choose(struct cvd_keyring *keyring, const struct wish *wish,
    const struct candidates *found, struct cvd_err *err)
{
	gpgme_key_t chosen = NULL;
	gpgme_error_t error;

	for (size_t i = 0; i < found->count; i++) {
		if (!is_usable(found->keys[i]))
			continue;
		if (chosen != NULL)
			return fail_ambiguous(wish, found, err);
		chosen = found->keys[i];
	}
	if (chosen == NULL && found->keys[0] != NULL)
		return explain(found->keys[0], err);
	if (chosen == NULL)
		return fail_missing(keyring, wish, err);
	gpgme_signers_clear(keyring->ctx);
	error = gpgme_signers_add(keyring->ctx, chosen);
	if (error != 0)
		return cvd_keyring_fail(error, err);
	if (wish->exact)
		(void)snprintf(keyring->wanted, sizeof keyring->wanted, "%s",
		    find_part(chosen, wish->digits)->fpr);
	gpgme_key_ref(chosen);
	keyring->signer = chosen;
	return CVD_OK;
}

enum cvd_status
cvd_keyring_choose(struct cvd_keyring *keyring, struct cvd_err *err)
{
	struct wish wish;
	struct candidates found = { .wish = &wish };
	enum cvd_status status;

	if (keyring->signer != NULL)
		return CVD_OK;
	status = cvd_keyring_ready(keyring, err);
	if (status == CVD_OK)
		status = read_wish(keyring, &wish, err);
	if (status == CVD_OK)
		status = list(keyring, true, &found, err);
	if (status == CVD_OK)
		status = choose(keyring, &wish, &found, err);
	release(&found);
	return status;
}

enum cvd_status
cvd_keyring_find_signer(struct cvd_keyring *keyring,
    char primary[CVD_FINGERPRINT_TEXT], struct cvd_err *err)
{
	enum cvd_status status = cvd_keyring_choose(keyring, err);
	gpgme_key_t signer = keyring->signer;

	if (status == CVD_OK)
		(void)snprintf(primary, CVD_FINGERPRINT_TEXT, "%s",
		    signer->fpr);
	return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* One signed commit, whose signature is the roster's. */

#include "app/signing.h"

#include "app/person.h"
#include "core/limits.h"
#include "core/message.h"
#include "edge/hash.h"
#include "edge/keyring.h"
#include "edge/store.h"

#include <string.h>

struct signer {
	struct cvd_keyring *keyring;
	const struct cvd_lines *fingerprints;
};

static enum cvd_status
sign(void *context, const char *data, size_t size, struct cvd_buf *signature,
    struct cvd_err *err)
{
	struct signer *s = context;
	struct cvd_signature made;
	enum cvd_status rc;

	rc = cvd_keyring_sign(s->keyring, data, size, signature, &made, err);
	if (rc != CVD_OK)
		return rc;
	for (size_t i = 0; i < s->fingerprints->count; i++)
		if (strcmp(s->fingerprints->item[i], made.fingerprint) == 0)
			return CVD_OK;
	rc = cvd_fail(err, CVD_E_CRYPTO,
	    "key %s signed, which the roster does not list", made.fingerprint);
	cvd_err_hint(err, "gpg signs with the newest subkey that can; list it "
	                  "in roster.yaml, or let the unlisted one expire");
	return rc;
}

/* Fills in who makes the commit, when, and with which key. */
static enum cvd_status
fill_draft(struct cvd_casebook *book, struct signer *signer,
    struct cvd_store_commit *draft, struct cvd_err *err)
{
	const struct cvd_world *world = cvd_casebook_world(book);
	struct cvd_person_ident ident;
	enum cvd_status rc;

	rc = cvd_person_ident(cvd_store_config(cvd_casebook_store(book)), world,
	    cvd_casebook_arena(book), &ident, err);
	if (rc == CVD_OK)
		rc = cvd_casebook_keyring(book, &signer->keyring, err);
	if (rc != CVD_OK)
		return rc;
	draft->name = ident.name;
	draft->email = ident.email;
	draft->now = world->read_now;
	draft->now_context = world->now_context;
	draft->sign = sign;
	draft->sign_context = signer;
	return CVD_OK;
}

/* Makes the commit that is drafted, on what is HEAD. */
static enum cvd_status
commit_draft(struct cvd_casebook *book, const struct cvd_lines *fingerprints,
    const struct cvd_store_commit *draft, char *commit, struct cvd_err *err)
{
	struct cvd_store *store = cvd_casebook_store(book);
	struct signer signer = { .fingerprints = fingerprints };
	struct cvd_store_commit whole = *draft;
	/* A copy: the store looks at HEAD anew, and what it had been when the
	 * case was read is what it must be compared with. */
	char parent[CVD_STORE_ID_TEXT];
	enum cvd_status rc = fill_draft(book, &signer, &whole, err);

	if (rc != CVD_OK)
		return rc;
	(void)memcpy(parent, cvd_store_head(store), sizeof parent);
	whole.parents[0] = parent;
	return cvd_store_commit(store, &whole, commit, err);
}

enum cvd_status
cvd_signing_commit(struct cvd_casebook *book,
    const struct cvd_lines *fingerprints, const struct cvd_change *changes,
    size_t count, const char *message, char *commit, struct cvd_err *err)
{
	struct cvd_store_commit draft = {
		.changes = changes,
		.count = count,
		.message = message,
	};

	return commit_draft(book, fingerprints, &draft, commit, err);
}

enum cvd_status
cvd_signing_commit_merge(struct cvd_casebook *book,
    const struct cvd_member *member, const struct cvd_signing_merge *merge,
    const char *sha256, char *commit, struct cvd_err *err)
{
	const struct cvd_message message = {
		.verb = "merge",
		.actor = member->name,
		.sha256 = sha256,
	};
	struct cvd_store_commit draft = {
		.changes = merge->changes,
		.count = merge->count,
		.picks = merge->picks,
		.pick_count = merge->pick_count,
		.parents = { NULL, merge->other },
	};
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_COMMIT);
	enum cvd_status rc = cvd_message_write(&text, &message, err);

	draft.message = text.data;
	if (rc == CVD_OK)
		rc = commit_draft(book, &merge->fingerprints, &draft, commit,
		    err);
	cvd_buf_clear(&text);
	return rc;
}

enum cvd_status
cvd_signing_replace_ref(struct cvd_casebook *book,
    const struct cvd_member *member, const struct cvd_signing_ref *how,
    char *commit, struct cvd_err *err)
{
	struct signer signer = { .fingerprints = &member->signing };
	struct cvd_store_commit draft = {
		.changes = how->changes,
		.count = how->count,
		.picks = how->picks,
		.pick_count = how->pick_count,
	};
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_COMMIT);
	enum cvd_status rc = fill_draft(book, &signer, &draft, err);

	cvd_buf_addf(&text, "keys: %s\n\nCvd-Actor: %s\n", how->verb,
	    member->name);
	draft.message = text.data;
	if (rc == CVD_OK)
		rc = cvd_buf_check(&text, err);
	if (rc == CVD_OK)
		rc = cvd_store_replace_ref(cvd_casebook_store(book), how->ref,
		    how->before, &draft, commit, err);
	cvd_buf_clear(&text);
	return rc;
}

enum cvd_status
cvd_signing_message_team(const struct cvd_member *member, const char *verb,
    const struct cvd_change *changes, size_t count, struct cvd_buf *text,
    struct cvd_err *err)
{
	char sha256[CVD_HASH_TEXT];
	const struct cvd_message message = {
		.verb = verb,
		.actor = member->name,
		.sha256 = sha256,
	};
	enum cvd_status rc = cvd_hash_changes(changes, count, sha256, err);

	return rc == CVD_OK ? cvd_message_write(text, &message, err) : rc;
}

enum cvd_status
cvd_signing_commit_team(struct cvd_casebook *book,
    const struct cvd_member *member, const char *verb,
    const struct cvd_change *changes, size_t count, char *commit,
    struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_COMMIT);
	enum cvd_status rc = cvd_signing_message_team(member, verb, changes,
	    count, &text, err);

	if (rc == CVD_OK)
		rc = cvd_signing_commit(book, &member->signing, changes, count,
		    text.data, commit, err);
	cvd_buf_clear(&text);
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Who made the ref of keys: proven by the roster and the keys at HEAD. */

#include "app/case_keys_private.h"
#include "core/commit.h"
#include "core/packet.h"
#include "edge/hash.h"

#include <stdio.h>
#include <string.h>

#define AHEAD_SECONDS 600 /* that a clock may be fast */
#define APART_SECONDS 900 /* between a commit and its signature */

/* The certificates at HEAD, and a name for the set of them. */
static enum cvd_status
read_certificates(struct cvd_case_keys *keys, struct cvd_arena *arena,
    struct cvd_batch_certificate **certificates, size_t *count,
    char name[CVD_HASH_TEXT], struct cvd_err *err)
{
	struct cvd_hash *hash = cvd_hash_new();
	struct cvd_store_entry *entries = NULL;
	size_t n = 0;
	enum cvd_status rc = CVD_OK;

	if (hash == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	rc = cvd_store_list(keys->store, "keys", arena, &entries, &n, err);
	if (rc == CVD_E_NOT_FOUND)
		rc = CVD_OK;
	*certificates = cvd_arena_alloc(arena, n + 1, sizeof **certificates);
	for (size_t i = 0; i < n && rc == CVD_OK && *certificates != NULL;
	     i++) {
		struct cvd_batch_certificate *c = &(*certificates)[*count];

		if (entries[i].is_folder)
			continue;
		rc = cvd_store_read_blob(keys->store, entries[i].blob,
		    CVD_MAX_KEY_FILE, arena, (const char **)&c->bytes, &c->size,
		    err);
		if (rc == CVD_E_INVALID) {
			rc = CVD_OK; /* too large to be a key */
			continue;
		}
		c->name = entries[i].name;
		cvd_hash_add(hash, entries[i].blob, CVD_STORE_ID_TEXT - 1);
		(*count)++;
	}
	if (rc == CVD_OK)
		cvd_hash_text(hash, name);
	cvd_hash_free(hash);
	return rc == CVD_OK ? cvd_arena_check(arena, err) : rc;
}

enum cvd_status
case_keys_batch(struct cvd_case_keys *keys, struct cvd_err *err)
{
	const struct cvd_world *world = cvd_casebook_world(keys->book);
	struct cvd_arena *arena;
	struct cvd_batch_certificate *certificates = NULL;
	char name[CVD_HASH_TEXT] = "";
	struct cvd_batch_setup setup = { .keys_id = name,
		.path = world->path,
		.workers = 1,
		.limit_seconds = world->gpg_seconds };
	size_t count = 0;
	enum cvd_status rc;

	if (keys->batch != NULL)
		return CVD_OK;
	arena = cvd_arena_new();
	rc = cvd_arena_check(arena, err);
	if (rc != CVD_OK)
		return rc;
	setup.program = cvd_casebook_setting(keys->book, "gpg.openpgp.program");
	if (setup.program == NULL)
		setup.program = cvd_casebook_setting(keys->book, "gpg.program");
	/* not that of the verifier, which holds the keys of all times */
	setup.folder = cvd_arena_textf(arena, "%s/readers",
	    cvd_store_state(keys->store));
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		rc = read_certificates(keys, arena, &certificates, &count, name,
		    err);
	if (rc == CVD_OK)
		rc = cvd_batch_open(&setup, certificates, count, &keys->batch,
		    err);
	cvd_arena_free(arena);
	return rc;
}

static enum cvd_status
fail_commit(const char *commit, const char *why, struct cvd_err *err)
{
	(void)cvd_fail(err, CVD_E_CRYPTO,
	    "the keys of the cases (commit %.12s) are not proven: %s", commit,
	    why);
	cvd_err_hint(err,
	    "trust no key in it; ask who wrote it, take it away (git "
	    "update-ref -d " CVD_CASE_KEYS_REF ") and fetch it from a member "
	    "who has a good one");
	return CVD_E_CRYPTO;
}

/* Takes the commit apart, as strictly as those of main. */
static enum cvd_status
read_commit(struct cvd_case_keys *keys, const char *id, struct cvd_arena *arena,
    struct cvd_commit *commit, struct cvd_packet *packet, struct cvd_err *err)
{
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };
	const char *bytes;
	size_t size;
	enum cvd_status rc = cvd_store_read_commit(keys->store, id, arena,
	    &bytes, &size, err);

	if (rc != CVD_OK)
		return rc;
	rc = cvd_commit_split(bytes, size, arena, commit, &flaw, err);
	if (rc == CVD_OK && commit->parent_count != 0)
		return fail_commit(id, "it has a parent", err);
	if (rc == CVD_OK && commit->signature.data == NULL)
		return fail_commit(id, "it is not signed", err);
	if (rc == CVD_OK)
		rc = cvd_packet_read(commit->signature.data,
		    commit->signature.size, arena, packet, &flaw, err);
	return rc == CVD_E_FINDINGS ? fail_commit(id, flaw.message, err) : rc;
}

/* Whether the member of that key may have made it. */
static enum cvd_status
check_member(const struct cvd_case_keys *keys, const char *id,
    const struct cvd_batch_item *item, bool is_ours, struct cvd_err *err)
{
	const struct cvd_roster *roster = cvd_casebook_roster(keys->book);
	const struct cvd_member *member = cvd_roster_signer(roster,
	    item->fingerprint);
	const struct cvd_retired *retired = cvd_roster_retired(roster,
	    item->fingerprint);
	char why[200];

	if (retired == NULL)
		retired = cvd_roster_retired(roster, item->primary);
	if (retired == NULL && member != NULL &&
	    strcmp(member->primary, item->primary) == 0)
		return CVD_OK;
	/* it was taken over here when that key still counted */
	if (retired != NULL && is_ours &&
	    strcmp(retired->reason, "compromised") != 0)
		return CVD_OK;
	(void)snprintf(why, sizeof why, "key %s, which signed it, %s",
	    item->fingerprint,
	    retired != NULL ? "was retired" : "is no member's");
	return fail_commit(id, why, err);
}

/* What gpg says, and the key, and the time. */
static enum cvd_status
check_signature(const struct cvd_case_keys *keys, const char *id,
    const struct cvd_batch_item *item, const struct cvd_commit *commit,
    const struct cvd_packet *packet, bool is_ours, struct cvd_err *err)
{
	const struct cvd_batch_key *key;
	cvd_instant now = cvd_casebook_world(keys->book)->now;
	cvd_instant apart = commit->committer.at - item->at;

	if (item->answer == CVD_BATCH_NO_KEY)
		return fail_commit(id,
		    "the key that signed it is not in the "
		    "casebook",
		    err);
	if (item->answer != CVD_BATCH_GOOD ||
	    strcmp(item->fingerprint, packet->issuer) != 0)
		return fail_commit(id, "its signature is not one over it", err);
	key = cvd_batch_key(keys->batch, item->fingerprint);
	if (key == NULL || item->at < key->created ||
	    (key->is_revoked && !is_ours) ||
	    (key->expires != 0 && item->at >= key->expires))
		return fail_commit(id, "its key was not good when it signed",
		    err);
	/* a later one would be kept for ever, in the place of all others */
	if (item->at > now + AHEAD_SECONDS || apart > APART_SECONDS ||
	    apart < -APART_SECONDS)
		return fail_commit(id, "it names a time that cannot be", err);
	return CVD_OK;
}

enum cvd_status
case_keys_prove(struct cvd_case_keys *keys, const char *id, bool is_ours,
    cvd_instant *at, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_batch_item item = { .id = id };
	struct cvd_commit commit;
	struct cvd_packet packet;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = read_commit(keys, id, arena, &commit, &packet, err);
	if (rc == CVD_OK)
		rc = case_keys_batch(keys, err);
	if (rc != CVD_OK)
		goto out;
	item.packet = packet.bytes;
	item.packet_size = packet.size;
	item.data = commit.signed_bytes.data;
	item.data_size = commit.signed_bytes.size;
	rc = cvd_batch_start(keys->batch, &item, 1, err);
	if (rc == CVD_OK)
		rc = cvd_batch_finish(keys->batch, err);
	if (rc == CVD_OK)
		rc = check_signature(keys, id, &item, &commit, &packet, is_ours,
		    err);
	if (rc == CVD_OK)
		rc = check_member(keys, id, &item, is_ours, err);
	if (rc == CVD_OK)
		*at = commit.committer.at;
out:
	cvd_arena_free(arena);
	return rc;
}

enum cvd_status
case_keys_ready(struct cvd_case_keys *keys, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (keys->is_proven || keys->head[0] == '\0')
		return CVD_OK;
	rc = case_keys_prove(keys, keys->head, /* is_ours= */ true, &keys->at,
	    err);
	keys->is_proven = rc == CVD_OK;
	return rc;
}

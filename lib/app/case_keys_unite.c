/* SPDX-License-Identifier: EUPL-1.2 */

/* Two versions of the keys of cases, made one. */

#include "app/case_keys_private.h"
#include "app/signing.h"
#include "core/commit.h"

#include <stdio.h>
#include <string.h>

#define MODE_FILE 0100644u

/* What is being made of ours, which is what the ref names. */
struct unite {
	struct cvd_case_keys *keys;
	const char *theirs;
	cvd_instant theirs_at;
	const struct cvd_case_forgotten *forgotten;
	size_t forgotten_count;
	struct cvd_arena *arena;
	struct cvd_store_pick *picks; /* on top of ours */
	size_t pick_count;
	bool is_ahead; /* theirs is not all there is, or too much */
};

static enum cvd_status
fail_theirs(const struct unite *u, const char *path, struct cvd_err *err)
{
	(void)cvd_fail(err, CVD_E_CRYPTO,
	    "the keys of the cases (commit %.12s) hold '%.100s', which is no "
	    "key of a case",
	    u->theirs, path);
	cvd_err_hint(err, "ask who wrote it; a later program may have: update "
	                  "this one");
	return CVD_E_CRYPTO;
}

static enum cvd_status
tree_of(struct unite *u, const char *id, char tree[CVD_OBJECT_ID_TEXT],
    struct cvd_err *err)
{
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };
	struct cvd_commit commit;
	const char *bytes;
	size_t size;
	enum cvd_status rc = CVD_OK;

	tree[0] = '\0';
	if (id[0] == '\0')
		return CVD_OK;
	rc = cvd_store_read_commit(u->keys->store, id, u->arena, &bytes, &size,
	    err);
	if (rc == CVD_OK)
		rc = cvd_commit_split(bytes, size, u->arena, &commit, &flaw,
		    err);
	if (rc == CVD_E_FINDINGS)
		return cvd_fail(err, CVD_E_CRYPTO, "%s", flaw.message);
	if (rc == CVD_OK)
		(void)memcpy(tree, commit.tree, sizeof commit.tree);
	return rc;
}

/* Every clone must say the same of two commits. */
static bool
is_theirs_newer(const struct unite *u)
{
	if (u->keys->head[0] == '\0' || u->theirs_at > u->keys->at)
		return true;
	return u->theirs_at == u->keys->at &&
	       strcmp(u->theirs, u->keys->head) > 0;
}

static enum cvd_status
pick(struct unite *u, const char *path, const char *blob, struct cvd_err *err)
{
	u->picks = cvd_arena_grow(u->arena, u->picks, u->pick_count,
	    sizeof *u->picks);
	if (u->picks == NULL)
		return cvd_arena_check(u->arena, err);
	u->picks[u->pick_count++] = (struct cvd_store_pick){ path, blob };
	return CVD_OK;
}

/* A file that ours and theirs do not have alike. */
static enum cvd_status
weigh(struct unite *u, const struct cvd_store_difference *d,
    struct cvd_err *err)
{
	struct case_key_path key;
	size_t size;
	enum cvd_status rc;

	if (d->after[0] == '\0') {
		/* ours alone: it stays; one that goes is seen to elsewhere */
		if (!case_key_path_parse(d->path, &key) ||
		    !case_key_is_forgotten(&key, u->forgotten,
		        u->forgotten_count))
			u->is_ahead = true;
		return CVD_OK;
	}
	if (!case_key_path_parse(d->path, &key) || d->mode != MODE_FILE)
		return fail_theirs(u, d->path, err);
	rc = cvd_store_blob_size(u->keys->store, d->after, &size, err);
	if (rc != CVD_OK)
		return rc;
	if (size > CVD_MAX_WRAP)
		return fail_theirs(u, d->path, err);
	if (case_key_is_forgotten(&key, u->forgotten, u->forgotten_count) ||
	    (d->before[0] != '\0' && !is_theirs_newer(u))) {
		u->is_ahead = true;
		return CVD_OK;
	}
	return pick(u, d->path, d->after, err);
}

/* What is forgotten, and as theirs has it too: no difference tells of it. */
static enum cvd_status
weigh_forgotten(struct unite *u, struct cvd_err *err)
{
	struct cvd_store_pick *gone = NULL;
	char blob[CVD_STORE_ID_TEXT];
	size_t count = 0;
	enum cvd_status rc = case_keys_forgotten(u->keys, u->forgotten,
	    u->forgotten_count, u->arena, &gone, &count, err);

	for (size_t i = 0; i < count && rc == CVD_OK; i++) {
		rc = cvd_store_find_at(u->keys->store, u->theirs, gone[i].path,
		    blob, err);
		if (rc == CVD_OK)
			u->is_ahead = true;
		if (rc == CVD_OK || rc == CVD_E_NOT_FOUND)
			rc = pick(u, gone[i].path, NULL, err);
	}
	return rc;
}

static enum cvd_status
weigh_all(struct unite *u, struct cvd_err *err)
{
	char ours[CVD_OBJECT_ID_TEXT], theirs[CVD_OBJECT_ID_TEXT];
	struct cvd_store_difference *differences = NULL;
	size_t count = 0;
	enum cvd_status rc = tree_of(u, u->keys->head, ours, err);

	if (rc == CVD_OK)
		rc = tree_of(u, u->theirs, theirs, err);
	if (rc == CVD_OK)
		rc = cvd_store_diff(u->keys->store, ours, theirs, CVD_MAX_MERGE,
		    u->arena, &differences, &count, err);
	if (rc == CVD_E_INVALID)
		rc = cvd_fail_as(err, CVD_E_CRYPTO);
	for (size_t i = 0; i < count && rc == CVD_OK; i++)
		rc = weigh(u, &differences[i], err);
	if (rc == CVD_OK)
		rc = weigh_forgotten(u, err);
	/* alike, but not the same commit: one of them everywhere */
	if (rc == CVD_OK && u->pick_count == 0 && !u->is_ahead &&
	    !is_theirs_newer(u))
		u->is_ahead = true;
	return rc;
}

/* Theirs is all there is. */
static enum cvd_status
take_theirs(struct unite *u, struct cvd_err *err)
{
	char now[CVD_STORE_ID_TEXT] = "";
	enum cvd_status rc = cvd_store_ref(u->keys->store, CVD_CASE_KEYS_REF,
	    now, err);

	if (rc == CVD_E_NOT_FOUND)
		rc = CVD_OK;
	/* no program of ours does that while we hold the lock */
	if (rc == CVD_OK && strcmp(now, u->keys->head) != 0)
		rc = cvd_fail(err, CVD_E_CONFLICT, "'%s' has moved meanwhile",
		    CVD_CASE_KEYS_REF);
	if (rc == CVD_OK)
		rc = cvd_store_set_ref(u->keys->store, CVD_CASE_KEYS_REF,
		    u->theirs, err);
	if (rc != CVD_OK)
		return rc;
	(void)snprintf(u->keys->head, sizeof u->keys->head, "%s", u->theirs);
	u->keys->at = u->theirs_at;
	u->keys->is_proven = true;
	return CVD_OK;
}

static enum cvd_status
settle(struct unite *u, struct cvd_case_keys_union *result, struct cvd_err *err)
{
	struct cvd_signing_ref how = { .verb = "unite",
		.picks = u->picks,
		.pick_count = u->pick_count };
	enum cvd_status rc = CVD_OK;

	if (!u->is_ahead)
		rc = take_theirs(u, err);
	else if (u->pick_count > 0)
		rc = case_keys_replace(u->keys, &how, err);
	if (rc == CVD_OK)
		*result = (struct cvd_case_keys_union){
			.has_changed = !u->is_ahead || u->pick_count > 0,
			.is_ahead = u->is_ahead,
		};
	return rc;
}

enum cvd_status
cvd_case_keys_unite(struct cvd_case_keys *keys, const char *theirs,
    const struct cvd_case_forgotten *forgotten, size_t count,
    struct cvd_case_keys_union *result, struct cvd_err *err)
{
	struct unite u = { .keys = keys,
		.theirs = theirs,
		.forgotten = forgotten,
		.forgotten_count = count,
		.arena = cvd_arena_new() };
	enum cvd_status rc = cvd_arena_check(u.arena, err);

	if (rc == CVD_OK && !cvd_casebook_is_locked(keys->book))
		rc = cvd_fail(err, CVD_E_INTERNAL,
		    "the casebook is not open for writing");
	if (rc == CVD_OK)
		rc = case_keys_ready(keys, err);
	if (rc == CVD_OK && strcmp(theirs, keys->head) == 0) {
		rc = weigh_forgotten(&u, err);
		if (rc == CVD_OK)
			u.is_ahead = u.pick_count > 0;
		if (rc == CVD_OK && !u.is_ahead)
			*result = (struct cvd_case_keys_union){ 0 };
		if (rc == CVD_OK && u.is_ahead)
			rc = settle(&u, result, err);
		goto out;
	}
	if (rc == CVD_OK)
		rc = case_keys_prove(keys, theirs, /* is_ours= */ false,
		    &u.theirs_at, err);
	if (rc == CVD_OK)
		rc = weigh_all(&u, err);
	if (rc == CVD_OK)
		rc = settle(&u, result, err);
out:
	cvd_arena_free(u.arena);
	return rc;
}

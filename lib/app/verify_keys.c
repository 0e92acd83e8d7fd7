/* SPDX-License-Identifier: EUPL-1.2 */

/* The certificates that signatures are checked with: those of the casebook. */

#include "app/verify_private.h"
#include "core/limits.h"
#include "edge/hash.h"

#include <string.h>

enum cvd_status
verify_keys_add(struct verify_run *run, const char *blob, struct cvd_err *err)
{
	const char **keys;

	for (size_t i = 0; i < run->key_count; i++)
		if (strcmp(run->keys[i], blob) == 0)
			return CVD_OK;
	keys = cvd_arena_grow(run->arena, run->keys, run->key_count,
	    sizeof *keys);
	if (keys == NULL)
		return cvd_arena_check(run->arena, err);
	run->keys = keys;
	keys[run->key_count++] = cvd_arena_text(run->arena, blob);
	return cvd_arena_check(run->arena, err);
}

enum cvd_status
verify_keys_of_tree(struct verify_run *run, const char *commit,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_store_entry *entries = NULL;
	size_t count = 0;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = cvd_store_list_at(run->store, commit, "keys", arena,
		    &entries, &count, err);
	if (rc == CVD_E_NOT_FOUND)
		rc = CVD_OK;
	for (size_t i = 0; i < count && rc == CVD_OK; i++)
		if (!entries[i].is_folder)
			rc = verify_keys_add(run, entries[i].blob, err);
	cvd_arena_free(arena);
	return rc;
}

enum cvd_status
verify_keys_known(struct verify_run *run, struct cvd_err *err)
{
	const struct verify_cache *cache = &run->cache;
	char commit[CVD_OBJECT_ID_TEXT];
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < run->checkpoints.count && rc == CVD_OK; i++)
		rc = verify_keys_of_tree(run, run->checkpoints.item[i], err);
	for (size_t i = 0; i < run->known.count && rc == CVD_OK; i++)
		rc = verify_keys_of_tree(run, run->known.item[i], err);
	if (rc == CVD_OK && run->how->beside != NULL)
		rc = verify_keys_of_tree(run, run->how->beside, err);
	if (rc != CVD_OK || cache->count == 0)
		return rc;
	verify_id_text(cache->records[cache->count - 1].commit,
	    /* upper= */ false, commit);
	return verify_keys_of_tree(run, commit, err);
}

/* What the home is called: it stands for the certificates, in their order. */
static enum cvd_status
name_home(struct verify_run *run, char name[CVD_HASH_TEXT], struct cvd_err *err)
{
	struct cvd_hash *hash = cvd_hash_new();

	if (hash == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	for (size_t i = 0; i < run->key_count; i++)
		cvd_hash_add(hash, run->keys[i], strlen(run->keys[i]));
	cvd_hash_text(hash, name);
	cvd_hash_free(hash);
	/* GnuPG wants short paths */
	name[20] = '\0';
	return CVD_OK;
}

static enum cvd_status
read_keys(struct verify_run *run, struct cvd_arena *arena,
    struct cvd_batch_certificate *certificates, size_t *count,
    struct cvd_err *err)
{
	for (size_t i = 0; i < run->key_count; i++) {
		struct cvd_batch_certificate *c = &certificates[*count];
		const char *bytes;
		enum cvd_status rc = cvd_store_read_blob(run->store,
		    run->keys[i], CVD_MAX_KEY_FILE, arena, &bytes, &c->size,
		    err);

		if (rc == CVD_E_INVALID)
			continue; /* too large to be a key, and said there */
		if (rc != CVD_OK)
			return rc;
		c->name = run->keys[i];
		c->bytes = bytes;
		(*count)++;
	}
	return CVD_OK;
}

enum cvd_status
verify_keys_ready(struct verify_run *run, struct cvd_err *err)
{
	struct cvd_arena *arena = NULL;
	struct cvd_batch_certificate *certificates;
	char name[CVD_HASH_TEXT];
	struct cvd_batch_setup setup = { .keys_id = name };
	size_t count = 0;
	enum cvd_status rc;

	if (run->batch != NULL && run->home_count == run->key_count)
		return CVD_OK;
	cvd_batch_close(run->batch);
	run->batch = NULL;
	arena = cvd_arena_new();
	rc = cvd_arena_check(arena, err);
	if (rc != CVD_OK)
		return rc;
	certificates = cvd_arena_alloc(arena, run->key_count + 1,
	    sizeof *certificates);
	setup.program = cvd_casebook_setting(run->book, "gpg.openpgp.program");
	if (setup.program == NULL)
		setup.program = cvd_casebook_setting(run->book, "gpg.program");
	setup.path = run->world->path;
	setup.limit_seconds = run->world->gpg_seconds;
	setup.folder = cvd_arena_textf(arena, "%s/keyring",
	    cvd_store_state(run->store));
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		rc = name_home(run, name, err);
	if (rc == CVD_OK)
		rc = read_keys(run, arena, certificates, &count, err);
	if (rc == CVD_OK)
		rc = cvd_batch_open(&setup, certificates, count, &run->batch,
		    err);
	if (rc == CVD_OK)
		run->home_count = run->key_count;
	cvd_arena_free(arena);
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* The keys of cases, read and opened. */

#include "app/case_keys.h"

#include "app/case_keys_private.h"
#include "core/scan.h"
#include "core/seal_packet.h"
#include "edge/keyring.h"
#include "edge/secret.h"
#include "edge/wrap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLAB_SIZE ((size_t)4096)
#define FOLDER_AT ((size_t)6) /* behind "cases/" */

const char *const cvd_case_key_names[] = { "person", "matter", NULL };

enum cvd_status
cvd_case_keys_open(struct cvd_casebook *book, struct cvd_case_keys **keys,
    struct cvd_err *err)
{
	struct cvd_case_keys *made = calloc(1, sizeof *made);
	enum cvd_status rc;

	if (made == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	made->book = book;
	made->store = cvd_casebook_store(book);
	made->arena = cvd_arena_new();
	rc = cvd_arena_check(made->arena, err);
	if (rc == CVD_OK)
		rc = cvd_store_ref(made->store, CVD_CASE_KEYS_REF, made->head,
		    err);
	if (rc == CVD_E_NOT_FOUND)
		rc = CVD_OK;
	if (rc == CVD_OK)
		*keys = made;
	else
		cvd_case_keys_close(made);
	return rc;
}

void
cvd_case_keys_close(struct cvd_case_keys *keys)
{
	if (keys == NULL)
		return;
	for (struct case_key_slab *s = keys->slabs; s != NULL; s = s->next)
		cvd_secret_free(s->memory, SLAB_SIZE);
	cvd_batch_close(keys->batch);
	cvd_arena_free(keys->arena);
	free(keys);
}

/* "2026/4K/CVD-2026-4K7Q9XV" */
static void
folder_of(const char *case_id, char folder[CVD_CASE_PATH_TEXT])
{
	char path[CVD_CASE_PATH_TEXT];
	size_t size;

	cvd_case_path_text(case_id, path);
	size = strlen(path) - FOLDER_AT - strlen(".yaml");
	(void)snprintf(folder, CVD_CASE_PATH_TEXT, "%.*s", (int)size,
	    path + FOLDER_AT);
}

void
case_key_path_text(const struct case_key_path *key,
    char path[CASE_KEY_PATH_TEXT])
{
	char folder[CVD_CASE_PATH_TEXT];

	folder_of(key->case_id, folder);
	(void)snprintf(path, CASE_KEY_PATH_TEXT, "%s/%u.%s.asc", folder,
	    key->number, cvd_case_key_names[key->kind]);
}

/* "1.person.asc" */
static bool
parse_name(const char *name, struct case_key_path *key)
{
	struct cvd_scan scan = cvd_scan_text(name);
	int64_t number;

	if (name[0] == '0' || !cvd_scan_number(&scan, 1, 4, &number) ||
	    !cvd_scan_char(&scan, '.'))
		return false;
	key->number = (unsigned)number;
	if (cvd_scan_literal(&scan, "person"))
		key->kind = CVD_CASE_KEY_PERSON;
	else if (cvd_scan_literal(&scan, "matter"))
		key->kind = CVD_CASE_KEY_MATTER;
	else
		return false;
	return cvd_scan_literal(&scan, ".asc") && cvd_scan_end(&scan);
}

bool
case_key_path_parse(const char *path, struct case_key_path *key)
{
	const char *name = strrchr(path, '/');
	char text[CVD_MAX_PATH + 16];

	if (name == NULL || (size_t)(name - path) > CVD_MAX_PATH)
		return false;
	(void)snprintf(text, sizeof text, "cases/%.*s.yaml", (int)(name - path),
	    path);
	return cvd_case_path_parse(text, key->case_id, NULL) == CVD_OK &&
	       parse_name(name + 1, key);
}

enum cvd_status
case_keys_list(struct cvd_case_keys *keys, const char *case_id,
    struct cvd_arena *arena, struct case_key_path **list, size_t *count,
    struct cvd_err *err)
{
	struct cvd_store_entry *entries = NULL;
	char folder[CVD_CASE_PATH_TEXT];
	size_t entry_count = 0;
	enum cvd_status rc = CVD_OK;

	*count = 0;
	*list = NULL;
	if (keys->head[0] == '\0')
		return CVD_OK;
	folder_of(case_id, folder);
	rc = cvd_store_list_at(keys->store, keys->head, folder, arena, &entries,
	    &entry_count, err);
	if (rc == CVD_E_NOT_FOUND)
		return CVD_OK;
	if (rc != CVD_OK)
		return rc;
	*list = cvd_arena_alloc(arena, entry_count + 1, sizeof **list);
	for (size_t i = 0; i < entry_count && *list != NULL; i++) {
		struct case_key_path *key = &(*list)[*count];

		if (entries[i].is_folder || !parse_name(entries[i].name, key))
			continue;
		(void)snprintf(key->case_id, sizeof key->case_id, "%s",
		    case_id);
		(*count)++;
	}
	return cvd_arena_check(arena, err);
}

static int
compare_down(const void *a, const void *b)
{
	const unsigned *x = a;
	const unsigned *y = b;

	return *x < *y ? 1 : *x > *y ? -1 : 0;
}

enum cvd_status
cvd_case_keys_numbers(struct cvd_case_keys *keys, const char *case_id,
    enum cvd_case_key_kind kind, struct cvd_arena *arena, unsigned **numbers,
    size_t *count, struct cvd_err *err)
{
	struct case_key_path *list;
	size_t all = 0;
	unsigned *found;
	size_t n = 0;
	enum cvd_status rc = case_keys_list(keys, case_id, arena, &list, &all,
	    err);

	if (rc != CVD_OK)
		return rc;
	found = cvd_arena_alloc(arena, all + 1, sizeof *found);
	if (found == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < all; i++)
		if (list[i].kind == kind)
			found[n++] = list[i].number;
	qsort(found, n, sizeof *found, compare_down);
	*numbers = found;
	*count = n;
	return CVD_OK;
}

const char *
case_keys_recall(const struct cvd_case_keys *keys,
    const struct case_key_path *key)
{
	for (const struct case_key *k = keys->opened; k != NULL; k = k->next)
		if (k->kind == key->kind && k->number == key->number &&
		    strcmp(k->case_id, key->case_id) == 0)
			return k->text;
	return NULL;
}

char *
case_keys_room(struct cvd_case_keys *keys)
{
	struct case_key_slab *slab = keys->slabs;

	if (slab == NULL || SLAB_SIZE - slab->used < CVD_CASE_KEY_TEXT) {
		slab = cvd_arena_alloc(keys->arena, 1, sizeof *slab);
		if (slab == NULL)
			return NULL;
		slab->memory = cvd_secret_alloc(SLAB_SIZE);
		if (slab->memory == NULL)
			return NULL;
		slab->next = keys->slabs;
		keys->slabs = slab;
	}
	slab->used += CVD_CASE_KEY_TEXT;
	return slab->memory + slab->used - CVD_CASE_KEY_TEXT;
}

enum cvd_status
case_keys_remember(struct cvd_case_keys *keys, const struct case_key_path *key,
    char *text, struct cvd_err *err)
{
	struct case_key *k = cvd_arena_alloc(keys->arena, 1, sizeof *k);

	if (k == NULL)
		return cvd_arena_check(keys->arena, err);
	*k = (struct case_key){ .next = keys->opened,
		.kind = key->kind,
		.number = key->number,
		.text = text };
	(void)memcpy(k->case_id, key->case_id, sizeof k->case_id);
	keys->opened = k;
	return CVD_OK;
}

/* A member by the primary key, or the fingerprint, or the key id itself. */
static const char *
name_of(const struct cvd_case_keys *keys, const char *key_id)
{
	const char *owner = cvd_wrap_owner(keys->batch, key_id);
	const struct cvd_roster *roster = cvd_casebook_roster(keys->book);
	const struct cvd_member *m = roster->members.item;

	for (size_t i = 0; i < roster->members.count && owner != NULL; i++)
		if (strcmp(m[i].primary, owner) == 0)
			return m[i].name;
	return owner != NULL ? owner : key_id;
}

/* None of the secret keys is here: says whose they are. */
static enum cvd_status
fail_elsewhere(struct cvd_case_keys *keys, const struct case_key_path *key,
    const char *armored, size_t size, struct cvd_arena *arena,
    struct cvd_err *err)
{
	const char(*ids)[CVD_KEY_ID_TEXT];
	struct cvd_buf names = CVD_BUF_INIT(300);
	size_t count = 0;
	enum cvd_status rc = case_keys_batch(keys, err);

	if (rc == CVD_OK)
		rc = cvd_wrap_packet_read(armored, size, arena, &ids, &count,
		    err);
	if (rc != CVD_OK)
		return rc;
	for (size_t i = 0; i < count; i++)
		cvd_buf_add_word(&names, name_of(keys, ids[i]));
	(void)cvd_fail(err, CVD_E_CRYPTO,
	    "the %s key of %s can be opened by %s alone, and none of their "
	    "secret keys is here",
	    cvd_case_key_names[key->kind], key->case_id, names.data);
	cvd_err_hint(err, "insert your token; or ask one of them to wrap it "
	                  "for your key");
	cvd_buf_clear(&names);
	return CVD_E_CRYPTO;
}

/* What was wrapped must be a key, whatever else it could have been. */
static bool
is_key(const char *text, size_t size)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                             "abcdefghijklmnopqrstuvwxyz"
	                             "0123456789+/";

	return size == CVD_CASE_KEY_TEXT - 1 &&
	       strspn(text, digits) == CVD_CASE_KEY_TEXT - 2 &&
	       text[CVD_CASE_KEY_TEXT - 2] == '=';
}

static enum cvd_status
open_key(struct cvd_case_keys *keys, const struct case_key_path *key,
    const char *armored, size_t size, struct cvd_arena *arena, char *text,
    struct cvd_err *err)
{
	struct cvd_keyring *keyring;
	size_t got = 0;
	enum cvd_status rc = cvd_casebook_keyring(keys->book, &keyring, err);

	if (rc == CVD_OK)
		rc = cvd_wrap_open(keyring, armored, size, text,
		    CVD_CASE_KEY_TEXT - 1, &got, err);
	if (rc == CVD_E_NOT_FOUND)
		return fail_elsewhere(keys, key, armored, size, arena, err);
	if (rc == CVD_OK && !is_key(text, got))
		rc = cvd_fail(err, CVD_E_CRYPTO,
		    "what is wrapped is not a key of a case");
	if (rc == CVD_E_CRYPTO) {
		char path[CASE_KEY_PATH_TEXT];

		case_key_path_text(key, path);
		cvd_err_prefix(err, path);
	}
	return rc;
}

enum cvd_status
case_keys_read(struct cvd_case_keys *keys, const struct case_key_path *key,
    struct cvd_arena *arena, const char **armored, size_t *size,
    struct cvd_err *err)
{
	char path[CASE_KEY_PATH_TEXT];
	char blob[CVD_STORE_ID_TEXT];
	enum cvd_status rc = CVD_OK;

	case_key_path_text(key, path);
	if (keys->head[0] == '\0')
		return cvd_fail(err, CVD_E_NOT_FOUND, "there is no key '%s'",
		    path);
	rc = case_keys_ready(keys, err);
	if (rc == CVD_OK)
		rc = cvd_store_find_at(keys->store, keys->head, path, blob,
		    err);
	if (rc == CVD_OK)
		rc = cvd_store_read_blob(keys->store, blob, CVD_MAX_WRAP, arena,
		    armored, size, err);
	return rc;
}

enum cvd_status
case_keys_open_one(struct cvd_case_keys *keys, const struct case_key_path *key,
    const char *armored, size_t size, struct cvd_arena *arena,
    const char **text, struct cvd_err *err)
{
	const char *known = case_keys_recall(keys, key);
	char *room;
	enum cvd_status rc;

	if (known != NULL) {
		*text = known;
		return CVD_OK;
	}
	room = case_keys_room(keys);
	if (room == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	rc = open_key(keys, key, armored, size, arena, room, err);
	if (rc == CVD_OK)
		rc = case_keys_remember(keys, key, room, err);
	if (rc == CVD_OK)
		*text = room;
	return rc;
}

enum cvd_status
cvd_case_keys_get(struct cvd_case_keys *keys, const char *case_id,
    enum cvd_case_key_kind kind, unsigned number, const char **key,
    struct cvd_err *err)
{
	struct case_key_path wanted = { .kind = kind, .number = number };
	struct cvd_arena *arena;
	const char *armored = NULL;
	const char *known;
	size_t size = 0;
	enum cvd_status rc;

	(void)snprintf(wanted.case_id, sizeof wanted.case_id, "%s", case_id);
	known = case_keys_recall(keys, &wanted);
	if (known != NULL) {
		*key = known;
		return CVD_OK;
	}
	arena = cvd_arena_new();
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		rc = case_keys_read(keys, &wanted, arena, &armored, &size, err);
	if (rc == CVD_OK)
		rc = case_keys_open_one(keys, &wanted, armored, size, arena,
		    key, err);
	cvd_arena_free(arena);
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* New keys of cases, who they are for, and keys that are to be no more. */

#include "app/case_keys_private.h"
#include "app/signing.h"
#include "edge/secret.h"
#include "edge/wrap.h"

#include <stdio.h>
#include <string.h>

#define KEY_SIZE 32

enum cvd_status
case_keys_replace(struct cvd_case_keys *keys, struct cvd_signing_ref *how,
    struct cvd_err *err)
{
	const struct cvd_member *member;
	char id[CVD_STORE_ID_TEXT];
	enum cvd_status rc = cvd_casebook_member(keys->book, &member, err);

	how->ref = CVD_CASE_KEYS_REF;
	how->before = keys->head[0] == '\0' ? NULL : keys->head;
	if (rc == CVD_OK)
		rc = cvd_signing_replace_ref(keys->book, member, how, id, err);
	if (rc == CVD_E_CONFLICT)
		cvd_err_hint(err, "another program has changed the keys of "
		                  "the cases; try again");
	if (rc != CVD_OK)
		return rc;
	(void)memcpy(keys->head, id, sizeof id);
	/* it is proven as all others are, where that is asked for next */
	keys->is_proven = false;
	return CVD_OK;
}

/* What the readers' keys are judged by, and what the ref names. */
static enum cvd_status
begin(struct cvd_case_keys *keys, struct cvd_err *err)
{
	enum cvd_status rc = case_keys_ready(keys, err);

	return rc == CVD_OK ? case_keys_batch(keys, err) : rc;
}

enum cvd_status
cvd_case_keys_readers(struct cvd_case_keys *keys, struct cvd_arena *arena,
    struct cvd_case_readers *readers, struct cvd_err *err)
{
	const struct cvd_roster *roster = cvd_casebook_roster(keys->book);
	const struct cvd_member *m = roster->members.item;
	cvd_instant now = cvd_casebook_world(keys->book)->now;
	const char **found = cvd_arena_alloc(arena, roster->members.count + 1,
	    sizeof *found);
	size_t n = 0;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = case_keys_batch(keys, err);
	for (size_t i = 0; i < roster->members.count && rc == CVD_OK; i++) {
		if (m[i].role == CVD_MEMBER_BOT)
			continue;
		rc = cvd_wrap_check(keys->batch, m[i].primary, now, err);
		if (rc == CVD_E_CRYPTO)
			cvd_err_prefix(err, m[i].name);
		else if (rc == CVD_OK)
			found[n++] = cvd_arena_text(arena, m[i].primary);
	}
	if (rc == CVD_OK)
		rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		*readers = (struct cvd_case_readers){ found, n };
	return rc;
}

/* RFC 4648, 4 */
static void
write_base64(const unsigned char bytes[KEY_SIZE], char *text)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                             "abcdefghijklmnopqrstuvwxyz"
	                             "0123456789+/";

	for (size_t i = 0; i < KEY_SIZE; i += 3) {
		size_t n = KEY_SIZE - i < 3 ? KEY_SIZE - i : 3;
		unsigned bits = 0;

		for (size_t k = 0; k < n; k++)
			bits |= (unsigned)bytes[i + k] << (16 - 8 * k);
		for (size_t k = 0; k < 4; k++)
			*text++ = k <= n ? digits[bits >> (18 - 6 * k) & 63]
			                 : '=';
	}
	*text = '\0';
}

/* A new key, in secret memory, and nowhere else. */
static enum cvd_status
make_key(struct cvd_case_keys *keys, char **text, struct cvd_err *err)
{
	const struct cvd_world *world = cvd_casebook_world(keys->book);
	unsigned char *random = cvd_secret_alloc(KEY_SIZE);
	char *room = case_keys_room(keys);
	enum cvd_status rc;

	if (random == NULL || room == NULL)
		rc = cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	else
		rc = world->random(world->random_context, random, KEY_SIZE,
		    err);
	if (rc == CVD_OK) {
		write_base64(random, room);
		*text = room;
	}
	cvd_secret_free(random, KEY_SIZE);
	return rc;
}

enum cvd_status
case_keys_wrap(struct cvd_case_keys *keys, const struct case_key_path *key,
    const char *text, const struct cvd_case_readers *readers,
    struct cvd_arena *arena, struct cvd_change *change, struct cvd_err *err)
{
	struct cvd_buf wrap = CVD_BUF_INIT(CVD_MAX_WRAP);
	char path[CASE_KEY_PATH_TEXT];
	enum cvd_status rc = cvd_wrap_make(keys->batch, readers->fingerprints,
	    readers->count, cvd_casebook_world(keys->book)->now, text,
	    strlen(text), &wrap, err);

	case_key_path_text(key, path);
	if (rc == CVD_OK) {
		change->path = cvd_arena_text(arena, path);
		change->bytes = cvd_arena_copy(arena, wrap.data, wrap.size);
		change->size = wrap.size;
		rc = cvd_arena_check(arena, err);
	}
	cvd_buf_clear(&wrap);
	return rc;
}

/* The number that follows the greatest of a case, and `above`. */
static enum cvd_status
next_number(struct cvd_case_keys *keys, const char *case_id, unsigned above,
    struct cvd_arena *arena, unsigned *number, struct cvd_err *err)
{
	struct case_key_path *list;
	size_t count;
	enum cvd_status rc = case_keys_list(keys, case_id, arena, &list, &count,
	    err);

	*number = above + 1;
	for (size_t i = 0; i < count && rc == CVD_OK; i++)
		if (list[i].number >= *number)
			*number = list[i].number + 1;
	if (rc == CVD_OK && *number > CVD_CASE_KEY_MOST)
		rc = cvd_fail(err, CVD_E_REFUSED,
		    "%s has as many keys as a case can have", case_id);
	return rc;
}

/* The pair of one case. */
static enum cvd_status
make_pair(struct cvd_case_keys *keys, const char *case_id, unsigned above,
    const struct cvd_case_readers *readers, struct cvd_arena *arena,
    struct case_key_path pair[2], char *texts[2], struct cvd_change changes[2],
    struct cvd_err *err)
{
	unsigned number = 1;
	enum cvd_status rc = cvd_case_id_check(case_id, err);

	if (rc == CVD_OK)
		rc = next_number(keys, case_id, above, arena, &number, err);
	for (int i = 0; i < CVD_CASE_KEY_KINDS && rc == CVD_OK; i++) {
		pair[i] = (struct case_key_path){ .kind = i, .number = number };
		(void)snprintf(pair[i].case_id, sizeof pair[i].case_id, "%s",
		    case_id);
		rc = make_key(keys, &texts[i], err);
		if (rc == CVD_OK)
			rc = case_keys_wrap(keys, &pair[i], texts[i], readers,
			    arena, &changes[i], err);
	}
	return rc;
}

enum cvd_status
cvd_case_keys_make(struct cvd_case_keys *keys, const char *const *case_ids,
    const unsigned *above, size_t count, const struct cvd_case_readers *readers,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_signing_ref how = { .verb = "make" };
	struct cvd_change *changes = NULL;
	struct case_key_path *made = NULL;
	char **texts = NULL;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = begin(keys, err);
	if (rc == CVD_OK) {
		changes = cvd_arena_alloc(arena, 2 * count + 1,
		    sizeof *changes);
		made = cvd_arena_alloc(arena, 2 * count + 1, sizeof *made);
		texts = cvd_arena_alloc(arena, 2 * count + 1, sizeof *texts);
		rc = cvd_arena_check(arena, err);
	}
	for (size_t i = 0; i < count && rc == CVD_OK; i++)
		rc = make_pair(keys, case_ids[i], above != NULL ? above[i] : 0,
		    readers, arena, made + 2 * i, texts + 2 * i,
		    changes + 2 * i, err);
	how.changes = changes;
	how.count = 2 * count;
	if (rc == CVD_OK && count > 0)
		rc = case_keys_replace(keys, &how, err);
	/* a key that is wrapped nowhere must not seal anything */
	for (size_t i = 0; i < 2 * count && rc == CVD_OK; i++)
		rc = case_keys_remember(keys, &made[i], texts[i], err);
	cvd_arena_free(arena);
	return rc;
}

bool
case_key_is_forgotten(const struct case_key_path *key,
    const struct cvd_case_forgotten *forgotten, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(forgotten[i].case_id, key->case_id) == 0 &&
		    key->number <= forgotten[i].up_to &&
		    (key->kind == CVD_CASE_KEY_PERSON ||
		        forgotten[i].matter_too))
			return true;
	return false;
}

/* Adds the removal of what is in the tree and forgotten. */
static enum cvd_status
add_forgotten(struct cvd_case_keys *keys,
    const struct cvd_case_forgotten *forgotten, struct cvd_arena *arena,
    struct cvd_store_pick **picks, size_t *count, struct cvd_err *err)
{
	struct case_key_path *list;
	char path[CASE_KEY_PATH_TEXT];
	size_t n;
	enum cvd_status rc = cvd_case_id_check(forgotten->case_id, err);

	if (rc == CVD_OK)
		rc = case_keys_list(keys, forgotten->case_id, arena, &list, &n,
		    err);
	for (size_t i = 0; rc == CVD_OK && i < n; i++) {
		if (!case_key_is_forgotten(&list[i], forgotten, 1))
			continue;
		*picks = cvd_arena_grow(arena, *picks, *count, sizeof **picks);
		if (*picks == NULL)
			return cvd_arena_check(arena, err);
		case_key_path_text(&list[i], path);
		(*picks)[*count] = (struct cvd_store_pick){
			.path = cvd_arena_text(arena, path)
		};
		(*count)++;
		rc = cvd_arena_check(arena, err);
	}
	return rc;
}

/* No key of a case that is forgotten may be in memory either. */
static void
forget(struct cvd_case_keys *keys, const struct cvd_case_forgotten *forgotten,
    size_t count)
{
	struct case_key **at = &keys->opened;

	while (*at != NULL) {
		struct case_key_path key = { .kind = (*at)->kind,
			.number = (*at)->number };

		(void)memcpy(key.case_id, (*at)->case_id, sizeof key.case_id);
		if (case_key_is_forgotten(&key, forgotten, count)) {
			cvd_secret_wipe((*at)->text, CVD_CASE_KEY_TEXT);
			*at = (*at)->next;
		} else {
			at = &(*at)->next;
		}
	}
}

enum cvd_status
case_keys_forgotten(struct cvd_case_keys *keys,
    const struct cvd_case_forgotten *forgotten, size_t count,
    struct cvd_arena *arena, struct cvd_store_pick **picks, size_t *n,
    struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < count && rc == CVD_OK; i++)
		rc = add_forgotten(keys, &forgotten[i], arena, picks, n, err);
	if (rc == CVD_OK)
		forget(keys, forgotten, count);
	return rc;
}

enum cvd_status
cvd_case_keys_drop(struct cvd_case_keys *keys,
    const struct cvd_case_forgotten *forgotten, size_t count,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_signing_ref how = { .verb = "drop" };
	struct cvd_store_pick *picks = NULL;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = case_keys_ready(keys, err);
	if (rc == CVD_OK)
		rc = case_keys_forgotten(keys, forgotten, count, arena, &picks,
		    &how.pick_count, err);
	how.picks = picks;
	if (rc == CVD_OK && how.pick_count > 0)
		rc = case_keys_replace(keys, &how, err);
	cvd_arena_free(arena);
	return rc;
}

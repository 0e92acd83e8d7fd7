/* SPDX-License-Identifier: EUPL-1.2 */

/* Which keys a casebook has, and how one comes in. */

#include "app/keys.h"

#include "core/contact.h"
#include "core/expiry.h"
#include "core/limits.h"
#include "core/path.h"
#include "edge/store.h"
#include "edge/yaml.h"

#include <string.h>

#define FOLDER "keys"

const char *const cvd_key_owner_names[] = {
	[CVD_KEY_UNKNOWN] = "unknown",
	[CVD_KEY_MEMBER] = "member",
	[CVD_KEY_RETIRED] = "retired",
	[CVD_KEY_CONTACT] = "contact",
	[CVD_KEY_OWNERS] = NULL,
};

static const char *
path_of(const char *fingerprint, struct cvd_arena *arena)
{
	return cvd_arena_textf(arena, FOLDER "/%s.asc", fingerprint);
}

const struct cvd_key_part *
cvd_keys_part(const struct cvd_key *key, const char *fingerprint)
{
	for (size_t i = 0; i < key->part_count; i++)
		if (strcmp(key->parts[i].fingerprint, fingerprint) == 0)
			return &key->parts[i];
	return NULL;
}

cvd_instant
cvd_keys_end(const struct cvd_key *key, const struct cvd_key_part *part)
{
	return cvd_expiry_first(key->parts[0].expires, part->expires);
}

bool
cvd_keys_is_usable(const struct cvd_key *key, const struct cvd_key_part *part,
    cvd_instant at)
{
	return !key->is_revoked && !key->parts[0].is_revoked &&
	       !part->is_revoked &&
	       cvd_expiry_at(cvd_keys_end(key, part), at) != CVD_EXPIRY_PAST;
}

/* Whom a contact's file names as the owner of a key, by its addresses. */
struct contact_key {
	const char *fingerprint;
	const char *contact;
};

struct contact_keys {
	struct contact_key *item;
	size_t count;
};

static enum cvd_status
add_contact(const struct cvd_contact *contact, struct cvd_arena *arena,
    struct contact_keys *keys, struct cvd_err *err)
{
	const struct cvd_contact_address *a = contact->addresses.item;

	for (size_t i = 0; i < contact->addresses.count; i++) {
		struct contact_key *item;

		if (a[i].pgp_fingerprint == NULL)
			continue;
		item = cvd_arena_grow(arena, keys->item, keys->count,
		    sizeof *item);
		if (item == NULL)
			return cvd_arena_check(arena, err);
		keys->item = item;
		item[keys->count++] = (struct contact_key){
			a[i].pgp_fingerprint,
			contact->id,
		};
	}
	return CVD_OK;
}

/* A contact that cannot be read owns nothing; `cvd commit` says why. */
static enum cvd_status
read_contact(struct cvd_casebook *book, const char *name,
    struct cvd_arena *arena, struct contact_keys *keys, struct cvd_err *err)
{
	const char *path = cvd_arena_textf(arena, "contacts/%s", name);
	const struct cvd_contact *contact;
	const struct cvd_node *root;
	const char *bytes;
	size_t size;

	if (path == NULL)
		return cvd_arena_check(arena, err);
	if (cvd_store_read(cvd_casebook_store(book), path, CVD_MAX_FILE, arena,
	        &bytes, &size, NULL) == CVD_OK &&
	    cvd_yaml_read(bytes, size, arena, &root, NULL) == CVD_OK &&
	    cvd_contact_load(root, arena, &contact, NULL) == CVD_OK)
		return add_contact(contact, arena, keys, err);
	return cvd_arena_check(arena, err);
}

static enum cvd_status
read_contacts(struct cvd_casebook *book, struct cvd_arena *arena,
    struct contact_keys *keys, struct cvd_err *err)
{
	struct cvd_store_entry *entries = NULL;
	size_t count = 0;
	enum cvd_status rc = cvd_store_list(cvd_casebook_store(book),
	    "contacts", arena, &entries, &count, err);

	if (rc == CVD_E_NOT_FOUND)
		rc = CVD_OK;
	for (size_t i = 0; i < count && rc == CVD_OK; i++)
		if (!entries[i].is_folder)
			rc = read_contact(book, entries[i].name, arena, keys,
			    err);
	return rc;
}

static void
find_owner(const struct cvd_roster *roster, const struct contact_keys *contacts,
    struct cvd_team_key *key)
{
	const struct cvd_member *m = roster->members.item;

	for (size_t i = 0; i < contacts->count; i++)
		if (strcmp(contacts->item[i].fingerprint, key->fingerprint) ==
		    0) {
			key->owner = CVD_KEY_CONTACT;
			key->name = contacts->item[i].contact;
		}
	for (size_t i = 0; i < roster->members.count; i++)
		if (strcmp(m[i].primary, key->fingerprint) == 0) {
			key->owner = CVD_KEY_MEMBER;
			key->name = m[i].name;
			return;
		}
	if (cvd_roster_has_retired(roster, key->fingerprint)) {
		key->owner = CVD_KEY_RETIRED;
		key->name = NULL;
	}
}

/* Reads the file of a key; what is wrong in it is no failure. */
static enum cvd_status
read_key(struct cvd_casebook *book, const char *fingerprint,
    struct cvd_arena *arena, struct cvd_team_key *key, struct cvd_err *err)
{
	struct cvd_keyring *keyring = NULL;
	struct cvd_err why;
	enum cvd_status rc;

	*key = (struct cvd_team_key){ .fingerprint = fingerprint,
		.path = path_of(fingerprint, arena) };
	if (key->path == NULL)
		return cvd_arena_check(arena, err);
	rc = cvd_store_read(cvd_casebook_store(book), key->path, CVD_MAX_FILE,
	    arena, &key->armored, &key->size, err);
	if (rc == CVD_OK)
		rc = cvd_casebook_keyring(book, &keyring, err);
	if (rc != CVD_OK)
		return rc;
	rc = cvd_keyring_read_key(keyring, key->armored, key->size, arena,
	    &key->key, &why);
	if (rc == CVD_OK &&
	    strcmp(key->key.parts[0].fingerprint, fingerprint) != 0) {
		rc = cvd_fail(&why, CVD_E_INVALID, "the file holds key %s",
		    key->key.parts[0].fingerprint);
		key->key = (struct cvd_key){ 0 };
	}
	if (rc == CVD_E_INVALID) {
		key->why = cvd_arena_text(arena, why.message);
		return cvd_arena_check(arena, err);
	}
	if (rc != CVD_OK && err != NULL)
		*err = why;
	return rc;
}

/* The fingerprint in the name of a file, or NULL where it is no key's. */
static const char *
fingerprint_of(const char *name, struct cvd_arena *arena)
{
	const char *path = cvd_arena_textf(arena, FOLDER "/%s", name);
	struct cvd_path parsed = { .kind = CVD_PATH_OTHER };

	if (path != NULL)
		parsed = cvd_path_parse(path);
	return parsed.kind == CVD_PATH_KEY ? cvd_arena_text(arena, parsed.name)
	                                   : NULL;
}

enum cvd_status
cvd_keys_list(struct cvd_casebook *book, struct cvd_arena *arena,
    struct cvd_team_key **keys, size_t *count, struct cvd_err *err)
{
	const struct cvd_roster *roster = cvd_casebook_roster(book);
	struct contact_keys contacts = { 0 };
	struct cvd_store_entry *entries = NULL;
	struct cvd_team_key *list;
	size_t all = 0;
	size_t n = 0;
	enum cvd_status rc = cvd_store_list(cvd_casebook_store(book), FOLDER,
	    arena, &entries, &all, err);

	if (rc == CVD_E_NOT_FOUND)
		rc = CVD_OK;
	if (rc == CVD_OK)
		rc = read_contacts(book, arena, &contacts, err);
	if (rc != CVD_OK)
		return rc;
	list = cvd_arena_alloc(arena, all + 1, sizeof *list);
	for (size_t i = 0; i < all && list != NULL && rc == CVD_OK; i++) {
		const char *fingerprint = fingerprint_of(entries[i].name,
		    arena);

		if (fingerprint == NULL)
			continue;
		rc = read_key(book, fingerprint, arena, &list[n], err);
		find_owner(roster, &contacts, &list[n++]);
	}
	if (rc == CVD_OK)
		rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK) {
		*keys = list;
		*count = n;
	}
	return rc;
}

enum cvd_status
cvd_keys_read(struct cvd_casebook *book, const char *fingerprint,
    struct cvd_arena *arena, struct cvd_team_key *key, struct cvd_err *err)
{
	struct cvd_team_key read;
	enum cvd_status rc = read_key(book, fingerprint, arena, &read, err);

	if (rc == CVD_E_NOT_FOUND)
		return cvd_fail(err, CVD_E_NOT_FOUND,
		    "there is no key %s in the casebook", fingerprint);
	if (rc == CVD_OK)
		*key = read;
	return rc;
}

enum cvd_status
cvd_keys_find_owner(struct cvd_casebook *book, struct cvd_arena *arena,
    struct cvd_team_key *key, struct cvd_err *err)
{
	struct contact_keys contacts = { 0 };
	enum cvd_status rc = read_contacts(book, arena, &contacts, err);

	if (rc == CVD_OK)
		find_owner(cvd_casebook_roster(book), &contacts, key);
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* An open casebook: store, team, roster, and the person's own key. */

#include "app/casebook.h"

#include "app/casebook_private.h"
#include "app/person.h"
#include "core/ident.h"
#include "core/limits.h"
#include "edge/gitconfig.h"
#include "edge/keyring.h"
#include "edge/store.h"
#include "edge/yaml.h"
#include "edge/zoneinfo.h"

#include <stdlib.h>
#include <string.h>

/* How long a person at a terminal waits for another command to end. */
#define PATIENCE_MS 10000u

const struct cached *
cached_find(const struct cached *list, const char *key)
{
	for (; list != NULL; list = list->next)
		if (strcmp(list->key, key) == 0)
			return list;
	return NULL;
}

enum cvd_status
cached_add(struct cvd_casebook *book, struct cached **list, const char *key,
    const char *sha256, const void *value, struct cvd_err *err)
{
	struct cached *c = cvd_arena_alloc(book->arena, 1, sizeof *c);

	if (c == NULL)
		return cvd_arena_check(book->arena, err);
	c->key = cvd_arena_text(book->arena, key);
	if (sha256 != NULL)
		c->sha256 = cvd_arena_text(book->arena, sha256);
	c->value = value;
	c->next = *list;
	*list = c;
	return cvd_arena_check(book->arena, err);
}

/* Reads one of the team's files at HEAD. */
static enum cvd_status
read_tree(struct cvd_casebook *book, const char *path,
    const struct cvd_node **root, struct cvd_err *err)
{
	const char *bytes;
	size_t size;
	enum cvd_status rc = cvd_store_read(book->store, path, CVD_MAX_FILE,
	    book->arena, &bytes, &size, err);

	if (rc == CVD_E_NOT_FOUND) {
		rc = cvd_fail(err, CVD_E_CASEBOOK,
		    "not a casebook: there is no '%s' at HEAD", path);
		cvd_err_hint(err, "make one with 'cvd init'");
		return rc;
	}
	if (rc == CVD_OK)
		rc = cvd_yaml_read(bytes, size, book->arena, root, err);
	return rc;
}

/* What a team file of HEAD does wrong makes the casebook unusable. */
static enum cvd_status
blame(enum cvd_status rc, const char *path, struct cvd_err *err)
{
	if (rc == CVD_OK || rc == CVD_E_CASEBOOK)
		return rc;
	cvd_err_prefix(err, path);
	return rc == CVD_E_SYNTAX || rc == CVD_E_INVALID ||
	               rc == CVD_E_NOT_FOUND
	           ? cvd_fail_as(err, CVD_E_CASEBOOK)
	           : rc;
}

static enum cvd_status
read_team(struct cvd_casebook *book, struct cvd_err *err)
{
	const struct cvd_node *root;
	enum cvd_status rc = read_tree(book, CVD_TEAM_PATH, &root, err);

	if (rc == CVD_OK)
		rc = cvd_team_load(root, book->arena, &book->team, err);
	rc = blame(rc, CVD_TEAM_PATH, err);
	if (rc != CVD_OK)
		return rc;
	rc = read_tree(book, CVD_ROSTER_PATH, &root, err);
	if (rc == CVD_OK)
		rc = cvd_roster_load(root, book->arena, &book->roster, err);
	rc = blame(rc, CVD_ROSTER_PATH, err);
	if (rc == CVD_OK)
		rc = blame(cvd_casebook_find_zone(book, book->team->timezone,
		               &book->zone, err),
		    CVD_TEAM_PATH, err);
	return rc;
}

static enum cvd_status
take_lock(struct cvd_casebook *book, struct cvd_err *err)
{
	unsigned wait = book->world->interactive ? PATIENCE_MS : 0;
	enum cvd_status rc = cvd_store_lock(book->store, wait, err);

	if (rc == CVD_E_AGAIN)
		cvd_err_hint(err, "another cvd is writing; try again");
	return rc;
}

enum cvd_status
cvd_casebook_open(const char *dir, const struct cvd_world *world,
    enum cvd_casebook_use use, struct cvd_casebook **ret, struct cvd_err *err)
{
	const struct cvd_git_env env = cvd_person_git_env(world);
	struct cvd_casebook *book = calloc(1, sizeof *book);
	enum cvd_status rc;

	if (book == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	book->world = world;
	book->arena = cvd_arena_new();
	rc = cvd_arena_check(book->arena, err);
	if (rc == CVD_OK)
		rc = cvd_store_open(dir, &env, &book->store, err);
	if (rc == CVD_OK && use == CVD_CASEBOOK_WRITE) {
		rc = take_lock(book, err);
		book->locked = rc == CVD_OK;
	}
	if (rc == CVD_OK)
		rc = read_team(book, err);
	if (rc != CVD_OK && rc != CVD_E_NO_MEMORY && book->store != NULL &&
	    use == CVD_CASEBOOK_JUDGE)
		rc = CVD_OK;
	if (rc == CVD_OK)
		*ret = book;
	else
		cvd_casebook_close(book);
	return rc;
}

void
cvd_casebook_close(struct cvd_casebook *book)
{
	if (book == NULL)
		return;
	cvd_keyring_close(book->keyring);
	cvd_store_close(book->store);
	cvd_arena_free(book->arena);
	free(book);
}

bool
cvd_casebook_is_locked(const struct cvd_casebook *book)
{
	return book->locked;
}

const struct cvd_team *
cvd_casebook_team(const struct cvd_casebook *book)
{
	return book->team;
}

const struct cvd_roster *
cvd_casebook_roster(const struct cvd_casebook *book)
{
	return book->roster;
}

const struct cvd_zone *
cvd_casebook_zone(const struct cvd_casebook *book)
{
	return book->zone;
}

const struct cvd_world *
cvd_casebook_world(const struct cvd_casebook *book)
{
	return book->world;
}

struct cvd_store *
cvd_casebook_store(const struct cvd_casebook *book)
{
	return book->store;
}

struct cvd_arena *
cvd_casebook_arena(struct cvd_casebook *book)
{
	return book->arena;
}

const char *
cvd_casebook_setting(struct cvd_casebook *book, const char *name)
{
	const char *value = NULL;

	if (cvd_gitconfig_text(cvd_store_config(book->store), name, book->arena,
	        &value, NULL) != CVD_OK)
		return NULL;
	return value;
}

enum cvd_status
cvd_casebook_keyring(struct cvd_casebook *book, struct cvd_keyring **keyring,
    struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (book->keyring == NULL)
		rc = cvd_person_keyring(cvd_store_config(book->store),
		    book->world, &book->keyring, err);
	if (rc == CVD_OK)
		*keyring = book->keyring;
	return rc;
}

enum cvd_status
cvd_casebook_member(struct cvd_casebook *book, const struct cvd_member **member,
    struct cvd_err *err)
{
	const struct cvd_member *m = book->roster->members.item;
	char primary[CVD_FINGERPRINT_TEXT];
	struct cvd_keyring *keyring;
	enum cvd_status rc = CVD_OK;

	if (book->member != NULL) {
		*member = book->member;
		return CVD_OK;
	}
	rc = cvd_casebook_keyring(book, &keyring, err);
	if (rc == CVD_OK)
		rc = cvd_keyring_find_signer(keyring, primary, err);
	if (rc != CVD_OK)
		return rc;
	if (cvd_roster_has_retired(book->roster, primary))
		return cvd_fail(err, CVD_E_REFUSED,
		    "key %s was retired and signs no more", primary);
	for (size_t i = 0; i < book->roster->members.count; i++)
		if (strcmp(m[i].primary, primary) == 0) {
			book->member = &m[i];
			*member = &m[i];
			return CVD_OK;
		}
	rc = cvd_fail(err, CVD_E_REFUSED,
	    "key %s is of no member of this casebook", primary);
	cvd_err_hint(err, "'git config user.signingkey' says which key signs; "
	                  "roster.yaml says whose may");
	return rc;
}

enum cvd_status
cvd_casebook_new_id(struct cvd_casebook *book, char *id, struct cvd_err *err)
{
	unsigned char random[CVD_EVENT_ID_BYTES];
	enum cvd_status rc = book->world->random(book->world->random_context,
	    random, sizeof random, err);

	if (rc == CVD_OK)
		cvd_event_id_make(random, id);
	return rc;
}

enum cvd_status
cvd_casebook_find_zone(struct cvd_casebook *book, const char *name,
    const struct cvd_zone **zone, struct cvd_err *err)
{
	const struct cached *found = cached_find(book->zones, name);
	const struct cvd_zone *z;
	enum cvd_status rc;

	if (found == NULL) {
		rc = cvd_zoneinfo_load(book->world->tzdir, name, book->arena,
		    &z, err);
		if (rc == CVD_OK)
			rc = cached_add(book, &book->zones, name, NULL, z, err);
		if (rc != CVD_OK)
			return rc;
		found = book->zones;
	}
	*zone = found->value;
	return CVD_OK;
}

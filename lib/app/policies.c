/* SPDX-License-Identifier: EUPL-1.2 */

/* The policies and calendars of a casebook, now and as they were pinned. */

#include "app/policies.h"

#include "app/casebook_private.h"
#include "core/limits.h"
#include "edge/hash.h"
#include "edge/store.h"
#include "edge/yaml.h"

#include <string.h>

/* Turns a document into what it means. */
typedef enum cvd_status load_fn(const struct cvd_node *root,
    struct cvd_arena *arena, const void **value, struct cvd_err *err);

static enum cvd_status
load_policy(const struct cvd_node *root, struct cvd_arena *arena,
    const void **value, struct cvd_err *err)
{
	const struct cvd_policy *policy = NULL;
	enum cvd_status rc = cvd_policy_load(root, arena, &policy, err);

	if (rc == CVD_OK)
		*value = policy;
	return rc;
}

static enum cvd_status
load_calendar(const struct cvd_node *root, struct cvd_arena *arena,
    const void **value, struct cvd_err *err)
{
	const struct cvd_calendar *calendar = NULL;
	enum cvd_status rc = cvd_calendar_load(root, arena, &calendar, err);

	if (rc == CVD_OK)
		*value = calendar;
	return rc;
}

/* The two kinds of documents that a case pins. */
struct shelf {
	const char *folder;
	const char *word;
	load_fn *load;
	struct cached **cache;
};

static struct shelf
policy_shelf(struct cvd_casebook *book)
{
	return (
	    struct shelf){ "policies", "policy", load_policy, &book->policies };
}

static struct shelf
calendar_shelf(struct cvd_casebook *book)
{
	return (struct shelf){ "calendars", "calendar", load_calendar,
		&book->calendars };
}

/* Reads a blob, unless it was read before in this run. */
static enum cvd_status
read_blob(struct cvd_casebook *book, const struct shelf *shelf,
    const char *blob, const char *name, const struct cached **found,
    struct cvd_err *err)
{
	const struct cvd_node *root;
	const char *bytes;
	size_t size;
	char sha256[CVD_HASH_TEXT];
	const void *value;
	enum cvd_status rc;

	*found = cached_find(*shelf->cache, blob);
	if (*found != NULL)
		return CVD_OK;
	rc = cvd_store_read_blob(book->store, blob, CVD_MAX_FILE, book->arena,
	    &bytes, &size, err);
	if (rc == CVD_E_NOT_FOUND)
		return rc;
	if (rc == CVD_OK) {
		cvd_hash_bytes(bytes, size, sha256);
		rc = cvd_yaml_read(bytes, size, book->arena, &root, err);
	}
	if (rc == CVD_OK)
		rc = shelf->load(root, book->arena, &value, err);
	if (rc != CVD_OK) {
		cvd_err_prefix(err, name);
		return rc == CVD_E_TOO_NEW || rc == CVD_E_TOO_OLD
		           ? rc
		           : cvd_fail_as(err, CVD_E_CASEBOOK);
	}
	rc = cached_add(book, shelf->cache, blob, sha256, value, err);
	if (rc == CVD_OK)
		*found = *shelf->cache;
	return rc;
}

/* The document of that id at HEAD. */
static enum cvd_status
read_current(struct cvd_casebook *book, const struct shelf *shelf,
    const char *id, const struct cached **found, struct cvd_err *err)
{
	const char *path = cvd_arena_textf(book->arena, "%s/%s.yaml",
	    shelf->folder, id);
	char blob[CVD_STORE_ID_TEXT];
	enum cvd_status rc;

	if (path == NULL)
		return cvd_arena_check(book->arena, err);
	rc = cvd_store_find(book->store, path, blob, err);
	if (rc == CVD_E_NOT_FOUND)
		return cvd_fail(err, CVD_E_NOT_FOUND,
		    "there is no %s '%s' in this casebook", shelf->word, id);
	if (rc != CVD_OK)
		return rc;
	return read_blob(book, shelf, blob, path, found, err);
}

enum cvd_status
cvd_policies_current(struct cvd_casebook *book, const char *id,
    const struct cvd_policy **policy, struct cvd_err *err)
{
	const struct shelf shelf = policy_shelf(book);
	const struct cached *found;
	enum cvd_status rc = read_current(book, &shelf, id, &found, err);

	if (rc == CVD_OK)
		*policy = found->value;
	return rc;
}

static struct cvd_pin
pin_of(const struct cached *document, const char *id, const char *version)
{
	return (struct cvd_pin){
		.id = id,
		.version = version,
		.sha256 = document->sha256,
		.blob = document->key,
	};
}

/* Adds the calendar that a policy counts on, unless it is pinned already. */
static enum cvd_status
pin_calendar(struct cvd_casebook *book, const char *id,
    struct cvd_items *calendars, struct cvd_err *err)
{
	const struct shelf shelf = calendar_shelf(book);
	struct cvd_pin *pins = calendars->item;
	const struct cached *found;
	enum cvd_status rc;

	for (size_t i = 0; i < calendars->count; i++)
		if (strcmp(pins[i].id, id) == 0)
			return CVD_OK;
	rc = read_current(book, &shelf, id, &found, err);
	if (rc == CVD_E_NOT_FOUND)
		return cvd_fail_as(err, CVD_E_CASEBOOK);
	if (rc == CVD_OK)
		pins[calendars->count++] = pin_of(found,
		    ((const struct cvd_calendar *)found->value)->id, NULL);
	return rc;
}

enum cvd_status
cvd_policies_pin(struct cvd_casebook *book, const struct cvd_lines *ids,
    struct cvd_arena *arena, struct cvd_items *policies,
    struct cvd_items *calendars, struct cvd_err *err)
{
	const struct shelf shelf = policy_shelf(book);
	struct cvd_pin *pins = cvd_arena_alloc(arena, ids->count, sizeof *pins);
	struct cvd_items set = { pins, 0 };
	struct cvd_items days = {
		cvd_arena_alloc(arena, ids->count, sizeof *pins), 0
	};

	if (pins == NULL || days.item == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < ids->count; i++) {
		const struct cached *found;
		const struct cvd_policy *policy;
		enum cvd_status rc;

		rc = read_current(book, &shelf, ids->item[i], &found, err);
		if (rc != CVD_OK)
			return rc;
		policy = found->value;
		pins[i] = pin_of(found, policy->id, policy->version);
		pins[i].lead = i == 0;
		set.count++;
		rc = pin_calendar(book, policy->calendar, &days, err);
		if (rc != CVD_OK)
			return rc;
	}
	*policies = set;
	*calendars = days;
	return CVD_OK;
}

static enum cvd_status
read_pin(struct cvd_casebook *book, const struct shelf *shelf,
    const struct cvd_pin *pin, const struct cached **found, struct cvd_err *err)
{
	enum cvd_status rc = read_blob(book, shelf, pin->blob, pin->id, found,
	    err);

	if (rc == CVD_E_NOT_FOUND)
		return cvd_fail(err, CVD_E_CASEBOOK,
		    "the %s '%s' that the case is pinned to is missing "
		    "(blob %s)",
		    shelf->word, pin->id, pin->blob);
	if (rc == CVD_OK && strcmp((*found)->sha256, pin->sha256) != 0)
		return cvd_fail(err, CVD_E_CASEBOOK,
		    "the %s '%s' is not the one that the case is pinned to",
		    shelf->word, pin->id);
	return rc;
}

static enum cvd_status
find_calendar(struct cvd_casebook *book, const struct cvd_event *received,
    const struct cvd_policy *policy, const struct cvd_calendar **calendar,
    struct cvd_err *err)
{
	const struct shelf shelf = calendar_shelf(book);
	const struct cvd_pin *pins = received->calendars.item;

	for (size_t i = 0; i < received->calendars.count; i++) {
		const struct cached *found;
		enum cvd_status rc;

		if (strcmp(pins[i].id, policy->calendar) != 0)
			continue;
		rc = read_pin(book, &shelf, &pins[i], &found, err);
		if (rc == CVD_OK)
			*calendar = found->value;
		return rc;
	}
	return cvd_fail(err, CVD_E_CASEBOOK,
	    "the calendar '%s' of policy '%s' is not pinned", policy->calendar,
	    policy->id);
}

enum cvd_status
cvd_policies_pinned(struct cvd_casebook *book, const struct cvd_event *received,
    struct cvd_arena *arena, struct cvd_policy_set *set, struct cvd_err *err)
{
	const struct shelf shelf = policy_shelf(book);
	const struct cvd_pin *pins = received->policies.item;
	size_t count = received->policies.count;
	struct cvd_policy_in_force *item = cvd_arena_alloc(arena, count,
	    sizeof *item);

	if (item == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < count; i++) {
		const struct cached *found;
		enum cvd_status rc;

		rc = read_pin(book, &shelf, &pins[i], &found, err);
		if (rc != CVD_OK)
			return rc;
		item[i].policy = found->value;
		item[i].lead = pins[i].lead;
		rc = find_calendar(book, received, item[i].policy,
		    &item[i].calendar, err);
		if (rc == CVD_OK)
			rc = cvd_casebook_find_zone(book,
			    item[i].policy->timezone, &item[i].zone, err);
		if (rc != CVD_OK)
			return rc;
	}
	*set = (struct cvd_policy_set){ item, count };
	return CVD_OK;
}

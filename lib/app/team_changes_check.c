/* SPDX-License-Identifier: EUPL-1.2 */

/* Who may change what in the files of the team, and what must stay whole. */

#include "app/team_changes.h"

#include "app/lint.h"
#include "core/limits.h"
#include "core/path.h"
#include "core/rights.h"
#include "core/roster_change.h"
#include "edge/keyring.h"
#include "edge/store.h"
#include "edge/yaml.h"

#include <string.h>

/* What is being judged. */
struct checking {
	struct cvd_casebook *book;
	const struct cvd_team_changes *changes;
	struct cvd_arena *arena;
	cvd_team_told_fn *told;
	void *context;
	struct cvd_err first; /* the first error */
	size_t errors;
};

static const struct cvd_change *
find_change(const struct checking *c, const char *path)
{
	for (size_t i = 0; i < c->changes->count; i++)
		if (strcmp(c->changes->change[i].path, path) == 0)
			return &c->changes->change[i];
	return NULL;
}

/* Whether there is a file at this path after the commit. */
static bool
will_have(void *context, const char *path)
{
	const struct checking *c = context;
	const struct cvd_change *change = find_change(c, path);
	char blob[CVD_STORE_ID_TEXT];

	if (change != NULL)
		return change->bytes != NULL;
	return cvd_store_find(cvd_casebook_store(c->book), path, blob, NULL) ==
	       CVD_OK;
}

/* The bytes at a path after the commit; CVD_E_NOT_FOUND. */
static enum cvd_status
read_after(struct checking *c, const char *path, const char **bytes,
    size_t *size, struct cvd_err *err)
{
	const struct cvd_change *change = find_change(c, path);

	if (change == NULL)
		return cvd_store_read(cvd_casebook_store(c->book), path,
		    CVD_MAX_FILE, c->arena, bytes, size, err);
	if (change->bytes == NULL)
		return cvd_fail(err, CVD_E_NOT_FOUND, "there is no file '%s'",
		    path);
	*bytes = change->bytes;
	*size = change->size;
	return CVD_OK;
}

/* Keeps the first error, and counts them all. */
static void
add_error(struct checking *c, const char *path, unsigned line, unsigned column,
    const char *message)
{
	/* Memory that ran out is told by the arena. */
	if (message == NULL || c->errors++ > 0)
		return;
	(void)cvd_fail_at(&c->first, CVD_E_INVALID, line, column, "%s",
	    message);
	cvd_err_prefix(&c->first, path);
}

static void
add_error_at(struct checking *c, const char *path, const struct cvd_node *at,
    const char *message)
{
	add_error(c, path, at == NULL ? 0 : at->line,
	    at == NULL ? 0 : at->column, message);
}

static enum cvd_status
check_right(const struct checking *c, const struct cvd_member *member,
    const struct cvd_change *change, struct cvd_err *err)
{
	const struct cvd_path path = cvd_path_parse(change->path);

	return cvd_rights_check_file(member, &path,
	    cvd_casebook_roster(c->book), change->bytes == NULL, err);
}

/* Lints a file; of one that does not change, only what it speaks of. */
static enum cvd_status
lint(struct checking *c, const char *path, const char *bytes, size_t size,
    bool is_changed, struct cvd_err *err)
{
	const struct cvd_lint how = {
		.profile = CVD_PROFILE_GENERAL,
		.tzdir = cvd_casebook_world(c->book)->tzdir,
		.has = will_have,
		.context = c,
	};
	struct cvd_findings found = cvd_findings_in(c->arena);
	enum cvd_status rc = cvd_lint_file(&how, path, bytes, size, &found,
	    err);

	for (size_t i = 0; i < found.count && rc == CVD_OK; i++) {
		const struct cvd_finding *f = &found.item[i];

		if (!is_changed && strcmp(f->rule, "file") != 0)
			continue;
		if (f->is_error)
			add_error(c, path, f->line, f->column, f->message);
		else if (is_changed && c->told != NULL)
			c->told(c->context, path, f);
	}
	return rc;
}

/* A file that is not changed may speak of one that is removed. */
static enum cvd_status
lint_unchanged(struct checking *c, const char *path, struct cvd_err *err)
{
	const char *bytes;
	size_t size;
	enum cvd_status rc;

	if (find_change(c, path) != NULL)
		return CVD_OK;
	rc = read_after(c, path, &bytes, &size, err);
	return rc == CVD_OK ? lint(c, path, bytes, size, false, err) : rc;
}

static enum cvd_status
check_references(struct checking *c, struct cvd_err *err)
{
	struct cvd_store_entry *entries = NULL;
	size_t count = 0;
	enum cvd_status rc = lint_unchanged(c, CVD_TEAM_PATH, err);

	if (rc == CVD_OK)
		rc = cvd_store_list(cvd_casebook_store(c->book), "policies",
		    c->arena, &entries, &count, err);
	for (size_t i = 0; i < count && rc == CVD_OK; i++) {
		const char *path = cvd_arena_textf(c->arena, "policies/%s",
		    entries[i].name);

		rc = path == NULL ? cvd_arena_check(c->arena, err)
		                  : lint_unchanged(c, path, err);
	}
	return rc;
}

static enum cvd_status
read_key(struct checking *c, const char *bytes, size_t size,
    struct cvd_key *key, struct cvd_err *err)
{
	struct cvd_keyring *keyring;
	enum cvd_status rc = cvd_casebook_keyring(c->book, &keyring, err);

	return rc == CVD_OK ? cvd_keyring_read_key(keyring, bytes, size,
	                          c->arena, key, err)
	                    : rc;
}

/* A key under another's name would never be found by it. */
static enum cvd_status
check_key(struct checking *c, const struct cvd_change *change,
    const char *fingerprint, struct cvd_err *err)
{
	struct cvd_key key;
	struct cvd_err why;
	enum cvd_status rc = read_key(c, change->bytes, change->size, &key,
	    &why);

	if (rc == CVD_E_INVALID) {
		add_error(c, change->path, 0, 0, why.message);
		return CVD_OK;
	}
	if (rc != CVD_OK && err != NULL)
		*err = why;
	if (rc == CVD_OK && strcmp(key.parts[0].fingerprint, fingerprint) != 0)
		add_error(c, change->path, 0, 0,
		    cvd_arena_textf(c->arena, "the file holds key %s",
		        key.parts[0].fingerprint));
	return rc == CVD_OK ? cvd_arena_check(c->arena, err) : rc;
}

static bool
has_part(const struct cvd_key *key, const char *fingerprint)
{
	for (size_t i = 0; i < key->part_count; i++)
		if (strcmp(key->parts[i].fingerprint, fingerprint) == 0)
			return key->parts[i].can_sign;
	return false;
}

/* What a member signs with must be in the member's key. */
static enum cvd_status
check_signing(struct checking *c, const struct cvd_member *member,
    const struct cvd_node *at, struct cvd_err *err)
{
	const char *path = cvd_arena_textf(c->arena, "keys/%s.asc",
	    member->primary);
	const char *bytes;
	struct cvd_key key;
	size_t size;
	enum cvd_status rc;

	if (path == NULL)
		return cvd_arena_check(c->arena, err);
	rc = read_after(c, path, &bytes, &size, err);
	if (rc == CVD_OK)
		rc = read_key(c, bytes, size, &key, err);
	if (rc == CVD_E_NOT_FOUND || rc == CVD_E_INVALID)
		return CVD_OK; /* an error of the key, and said there */
	for (size_t i = 0; i < member->signing.count && rc == CVD_OK; i++)
		if (!has_part(&key, member->signing.item[i]))
			add_error_at(c, CVD_ROSTER_PATH, at,
			    cvd_arena_textf(c->arena,
			        "'%s' has no key %s that signs", member->name,
			        member->signing.item[i]));
	return rc == CVD_OK ? cvd_arena_check(c->arena, err) : rc;
}

/* The last commit that a key counts for is of this history. */
static enum cvd_status
check_good_until(struct checking *c, const struct cvd_retired *retired,
    const struct cvd_node *at, struct cvd_err *err)
{
	struct cvd_store *store = cvd_casebook_store(c->book);
	bool is = false;
	enum cvd_status rc = cvd_store_is_ancestor(store, retired->good_until,
	    cvd_store_head(store), &is, err);

	if (rc == CVD_E_NOT_FOUND || (rc == CVD_OK && !is))
		add_error_at(c, CVD_ROSTER_PATH, at,
		    cvd_arena_textf(c->arena,
		        "good_until of key %s is no commit of this history: %s",
		        retired->key, retired->good_until));
	return rc == CVD_E_NOT_FOUND ? CVD_OK : rc;
}

/* What the roster says of a retired key, by the commits that there are. */
static enum cvd_status
check_retired(struct checking *c, const struct cvd_retired *retired,
    const struct cvd_node *at, struct cvd_err *err)
{
	enum cvd_status rc = check_good_until(c, retired,
	    cvd_node_find(at, "good_until"), err);

	for (size_t i = 0; i < retired->voids.count && rc == CVD_OK; i++) {
		if (cvd_store_has_commit(cvd_casebook_store(c->book),
		        retired->voids.item[i]))
			continue;
		add_error_at(c, CVD_ROSTER_PATH, cvd_node_find(at, "void"),
		    cvd_arena_textf(c->arena,
		        "there is no commit %s, which is said to be void",
		        retired->voids.item[i]));
		rc = cvd_arena_check(c->arena, err);
	}
	return rc;
}

static void
check_counts_on(struct checking *c, const struct cvd_roster *after,
    const struct cvd_node *root)
{
	struct cvd_flaw flaw;
	const char *field;

	if (cvd_roster_change_check(cvd_casebook_roster(c->book), after, &field,
	        &flaw) != CVD_OK)
		add_error_at(c, CVD_ROSTER_PATH, cvd_node_find(root, field),
		    flaw.message);
}

static enum cvd_status
check_roster(struct checking *c, const struct cvd_change *change,
    struct cvd_err *err)
{
	const struct cvd_retired *retired;
	const struct cvd_member *members;
	const struct cvd_roster *after;
	const struct cvd_node *root, *node;
	enum cvd_status rc = CVD_OK;

	/* What cannot be read was found by lint(). */
	if (cvd_yaml_read(change->bytes, change->size, c->arena, &root, NULL) !=
	        CVD_OK ||
	    cvd_roster_load(root, c->arena, &after, NULL) != CVD_OK)
		return cvd_arena_check(c->arena, err);
	check_counts_on(c, after, root);
	members = after->members.item;
	node = cvd_node_find(root, "members");
	for (size_t i = 0; i < after->members.count && rc == CVD_OK; i++)
		rc = check_signing(c, &members[i], node, err);
	retired = after->retired.item;
	node = cvd_node_find(root, "retired");
	node = node == NULL ? NULL : node->first;
	for (size_t i = 0; node != NULL && rc == CVD_OK; i++) {
		rc = check_retired(c, &retired[i], node, err);
		node = node->next;
	}
	return rc == CVD_OK ? cvd_arena_check(c->arena, err) : rc;
}

static enum cvd_status
check_team(struct checking *c, const struct cvd_change *change,
    struct cvd_err *err)
{
	const struct cvd_team *team;
	const struct cvd_node *root;

	if (cvd_yaml_read(change->bytes, change->size, c->arena, &root, NULL) ==
	        CVD_OK &&
	    cvd_team_load(root, c->arena, &team, NULL) == CVD_OK &&
	    strcmp(team->id, cvd_casebook_team(c->book)->id) != 0)
		add_error_at(c, change->path, cvd_node_find(root, "id"),
		    "the id of a casebook never changes");
	return cvd_arena_check(c->arena, err);
}

static enum cvd_status
check_file(struct checking *c, const struct cvd_change *change,
    struct cvd_err *err)
{
	const struct cvd_path path = cvd_path_parse(change->path);
	enum cvd_status rc = lint(c, change->path, change->bytes, change->size,
	    true, err);

	if (rc == CVD_OK && path.kind == CVD_PATH_KEY)
		rc = check_key(c, change, path.name, err);
	if (rc == CVD_OK && path.kind == CVD_PATH_ROSTER)
		rc = check_roster(c, change, err);
	if (rc == CVD_OK && path.kind == CVD_PATH_TEAM)
		rc = check_team(c, change, err);
	return rc;
}

enum cvd_status
cvd_team_changes_check(struct cvd_casebook *book,
    const struct cvd_member *member, const struct cvd_team_changes *changes,
    struct cvd_arena *arena, cvd_team_told_fn *told, void *context,
    struct cvd_err *err)
{
	struct checking c = { .book = book,
		.changes = changes,
		.arena = arena,
		.told = told,
		.context = context };
	bool removes = false;
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < changes->count && rc == CVD_OK; i++)
		rc = check_right(&c, member, &changes->change[i], err);
	for (size_t i = 0; i < changes->count && rc == CVD_OK; i++) {
		if (changes->change[i].bytes == NULL)
			removes = true;
		else
			rc = check_file(&c, &changes->change[i], err);
	}
	if (rc == CVD_OK && removes)
		rc = check_references(&c, err);
	if (rc != CVD_OK || c.errors == 0)
		return rc;
	if (c.errors > 1)
		cvd_err_hint(&c.first, "and %zu more", c.errors - 1);
	if (err != NULL)
		*err = c.first;
	return CVD_E_INVALID;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Keys that sign no more, and until when they count. */

#include "app/roster_edit.h"

#include "core/lines.h"
#include "edge/store.h"

#include <string.h>

/* How many commits a hint names, and how long it gets. */
#define NAMED     16u
#define MOST_HINT 350u

/* What is being retired. */
struct retiring {
	struct cvd_roster_edit *edit;
	const struct cvd_retirement *how;
	const char *key;
	struct cvd_lines parts; /* what signs where the key does */
	struct cvd_retired *entry;
};

static enum cvd_status
refuse_own(const char *what, struct cvd_err *err)
{
	(void)cvd_fail(err, CVD_E_REFUSED,
	    "%s signs this change, which would come after its own end", what);
	cvd_err_hint(err, "another lead can do it; or rotate to a new key "
	                  "first, and retire the old one signing with the new");
	return CVD_E_REFUSED;
}

/* Takes a member off the list; the order of the others stays. */
static void
drop_member(struct cvd_items *members, const struct cvd_member *member)
{
	struct cvd_member *m = members->item;
	size_t i = (size_t)(member - m);

	members->count--;
	(void)memmove(&m[i], &m[i + 1], (members->count - i) * sizeof *m);
}

/* Takes one of several keys off a member's list, which is copied. */
static enum cvd_status
drop_signing(struct cvd_roster_edit *edit, struct cvd_member *member,
    const char *key, struct cvd_err *err)
{
	struct cvd_lines left = { 0 };
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < member->signing.count && rc == CVD_OK; i++)
		if (strcmp(member->signing.item[i], key) != 0)
			rc = cvd_lines_add(&left, member->signing.item[i],
			    edit->arena, err);
	if (rc == CVD_OK)
		member->signing = left;
	return rc;
}

/* A member leaves with the primary key, which stands for all its subkeys. */
static enum cvd_status
retire_member(struct retiring *r, struct cvd_err *err)
{
	struct cvd_roster_edit *edit = r->edit;
	struct cvd_member *member = NULL;
	enum cvd_status rc = cvd_roster_edit_find(edit, r->how->name, &member,
	    err);

	if (rc != CVD_OK)
		return rc;
	r->key = member->primary;
	edit->left = member->name;
	drop_member(&edit->after.members, member);
	rc = cvd_roster_edit_check_lead(edit, r->how->name, err);
	if (rc == CVD_OK && strcmp(edit->signer->name, r->how->name) == 0)
		rc = refuse_own("your own key", err);
	return rc;
}

/* A key by its fingerprint, which a member may still sign with. */
static enum cvd_status
retire_key(struct retiring *r, struct cvd_err *err)
{
	struct cvd_roster_edit *edit = r->edit;
	struct cvd_member *m = edit->after.members.item;

	r->key = r->how->fingerprint;
	for (size_t i = 0; i < edit->after.members.count; i++) {
		bool is_primary = strcmp(m[i].primary, r->key) == 0;
		bool is_own = strcmp(edit->signer->name, m[i].name) == 0;

		if (!is_primary && !cvd_lines_has(&m[i].signing, r->key))
			continue;
		if (is_own && (is_primary || m[i].signing.count == 1))
			return refuse_own("your own key", err);
		if (is_primary || m[i].signing.count == 1) {
			(void)cvd_fail(err, CVD_E_REFUSED,
			    "without key %s '%s' could not sign", r->key,
			    m[i].name);
			cvd_err_hint(err,
			    "retire '%s', or rotate to another "
			    "key",
			    m[i].name);
			return CVD_E_REFUSED;
		}
		edit->member = &m[i];
		return drop_signing(edit, &m[i], r->key, err);
	}
	return CVD_OK;
}

/* The part of that fingerprint among all keys of the casebook. */
static enum cvd_status
find_part(struct retiring *r, struct cvd_team_key *file,
    const struct cvd_key_part **part, struct cvd_err *err)
{
	struct cvd_team_key *keys = NULL;
	size_t count = 0;
	enum cvd_status rc = cvd_keys_read(r->edit->book, r->key,
	    r->edit->arena, file, err);

	if (rc == CVD_OK && file->why == NULL) {
		*part = &file->key.parts[0];
		return CVD_OK;
	}
	if (rc != CVD_E_NOT_FOUND && rc != CVD_OK)
		return rc;
	rc = cvd_keys_list(r->edit->book, r->edit->arena, &keys, &count, err);
	for (size_t i = 0; i < count && rc == CVD_OK; i++) {
		*part = cvd_keys_part(&keys[i].key, r->key);
		*file = keys[i];
		if (*part != NULL)
			return CVD_OK;
	}
	return rc == CVD_OK ? cvd_fail(err, CVD_E_NOT_FOUND,
	                          "there is no key %s in the casebook", r->key)
	                    : rc;
}

/* What a contact signs counts for nothing here. */
static enum cvd_status
check_owner(struct retiring *r, struct cvd_team_key *file, struct cvd_err *err)
{
	enum cvd_status rc = cvd_keys_find_owner(r->edit->book, r->edit->arena,
	    file, err);

	if (rc == CVD_OK && file->owner == CVD_KEY_CONTACT)
		rc = cvd_fail(err, CVD_E_REFUSED,
		    "key %s is that of the contact '%s'", r->key, file->name);
	return rc;
}

/* All that signs where the key does: a primary stands for its subkeys. */
static enum cvd_status
list_parts(struct retiring *r, struct cvd_err *err)
{
	const struct cvd_key_part *part = NULL;
	struct cvd_arena *arena = r->edit->arena;
	struct cvd_team_key file;
	enum cvd_status rc = find_part(r, &file, &part, err);

	if (rc == CVD_OK)
		rc = check_owner(r, &file, err);
	if (rc != CVD_OK)
		return rc;
	if (part != file.key.parts) {
		if (!part->can_sign)
			return cvd_fail(err, CVD_E_REFUSED,
			    "key %s does not sign, so there is nothing to "
			    "retire",
			    r->key);
		return cvd_lines_add(&r->parts, r->key, arena, err);
	}
	for (size_t i = 0; i < file.key.part_count && rc == CVD_OK; i++)
		rc = cvd_lines_add(&r->parts, file.key.parts[i].fingerprint,
		    arena, err);
	return rc;
}

/* The commit that a person means, in the arena. */
static enum cvd_status
pick(struct retiring *r, const char *typed, const char **commit,
    struct cvd_err *err)
{
	char id[CVD_STORE_ID_TEXT];
	enum cvd_status rc = cvd_store_resolve(cvd_casebook_store(
	                                           r->edit->book),
	    typed, id, err);

	if (rc == CVD_E_NOT_FOUND)
		return cvd_fail(err, CVD_E_NOT_FOUND,
		    "there is no commit '%.60s'", typed);
	if (rc != CVD_OK)
		return rc;
	*commit = cvd_arena_text(r->edit->arena, id);
	return cvd_arena_check(r->edit->arena, err);
}

/* Whether a commit is `later` or one that it came from. */
static enum cvd_status
is_before(struct retiring *r, const char *commit, const char *later, bool *is,
    struct cvd_err *err)
{
	return cvd_store_is_ancestor(cvd_casebook_store(r->edit->book), commit,
	    later, is, err);
}

/* The last commit that the key counts for must be one of this history. */
static enum cvd_status
pick_good(struct retiring *r, const char **commit, struct cvd_err *err)
{
	bool is = false;
	enum cvd_status rc = pick(r, r->how->good_until, commit, err);

	if (rc == CVD_OK)
		rc = is_before(r, *commit, r->edit->tip, &is, err);
	return rc != CVD_OK || is
	           ? rc
	           : cvd_fail(err, CVD_E_NOT_FOUND,
	                 "commit %s is not of this history", *commit);
}

static struct cvd_retired *
find_entry(struct cvd_roster_edit *edit, const char *key)
{
	struct cvd_retired *entry = edit->after.retired.item;

	for (size_t i = 0; i < edit->after.retired.count; i++)
		if (strcmp(entry[i].key, key) == 0)
			return &entry[i];
	return NULL;
}

/* What was said once stays; void commits may be added. */
static enum cvd_status
check_said(const struct retiring *r, const char *good_until,
    struct cvd_err *err)
{
	const struct cvd_retired *e = r->entry;

	if (strcmp(e->reason, r->how->reason) != 0)
		return cvd_fail(err, CVD_E_REFUSED,
		    "key %s was retired as %s, which stays", e->key, e->reason);
	if (good_until != NULL && strcmp(e->good_until, good_until) != 0)
		return cvd_fail(err, CVD_E_REFUSED,
		    "key %s counts until %s, which stays", e->key,
		    e->good_until);
	if (r->how->voids.count == 0)
		return cvd_fail(err, CVD_E_FINDINGS,
		    "key %s was retired already, nothing has changed", e->key);
	return CVD_OK;
}

static enum cvd_status
make_entry(struct retiring *r, struct cvd_err *err)
{
	const char *good_until = NULL;
	enum cvd_status rc = CVD_OK;

	if (r->how->good_until != NULL)
		rc = pick_good(r, &good_until, err);
	if (rc != CVD_OK)
		return rc;
	r->entry = find_entry(r->edit, r->key);
	if (r->entry != NULL)
		return check_said(r, good_until, err);
	rc = cvd_roster_edit_new_retired(r->edit, &r->entry, err);
	if (rc == CVD_OK)
		*r->entry = (struct cvd_retired){
			.key = r->key,
			.reason = r->how->reason,
			.good_until = good_until == NULL ? r->edit->tip
			                                 : good_until,
		};
	return rc;
}

static enum cvd_status
add_voided(struct cvd_roster_edit *edit, const struct cvd_key_commit *commit,
    struct cvd_err *err)
{
	struct cvd_key_commits *all = &edit->voided;
	struct cvd_key_commit *item = cvd_arena_grow(edit->arena, all->item,
	    all->count, sizeof *item);

	if (item == NULL)
		return cvd_arena_check(edit->arena, err);
	all->item = item;
	item[all->count++] = *commit;
	return CVD_OK;
}

/* A commit that somebody calls void must be one that the key signed late. */
static enum cvd_status
add_void(struct retiring *r, const char *typed, struct cvd_lines *voids,
    struct cvd_err *err)
{
	const char *good_until = r->entry->good_until;
	struct cvd_key_commit found;
	const char *commit = NULL;
	bool is_late = false;
	bool is_good = true;
	bool is_here = false;
	enum cvd_status rc = pick(r, typed, &commit, err);

	if (rc == CVD_OK)
		rc = cvd_cutoff_read(r->edit->book, commit, &r->parts,
		    r->edit->arena, &is_late, &found, err);
	if (rc == CVD_OK)
		rc = is_before(r, commit, good_until, &is_good, err);
	if (rc != CVD_OK)
		return rc;
	if (cvd_lines_has(voids, commit))
		return cvd_fail(err, CVD_E_USAGE,
		    "commit %s is void already, or named twice", commit);
	if (!is_late || is_good)
		return cvd_fail(err, CVD_E_REFUSED,
		    "commit %s is not one that key %s signed after %s", commit,
		    r->key, good_until);
	rc = cvd_lines_add(voids, commit, r->edit->arena, err);
	/* of a commit that is elsewhere, nothing is to be undone here */
	if (rc == CVD_OK)
		rc = is_before(r, commit, r->edit->tip, &is_here, err);
	return rc == CVD_OK && is_here ? add_voided(r->edit, &found, err) : rc;
}

/* Adds the commits that were named to those that were void before. */
static enum cvd_status
add_voids(struct retiring *r, struct cvd_err *err)
{
	struct cvd_lines voids = { 0 };
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < r->entry->voids.count && rc == CVD_OK; i++)
		rc = cvd_lines_add(&voids, r->entry->voids.item[i],
		    r->edit->arena, err);
	for (size_t i = 0; i < r->how->voids.count && rc == CVD_OK; i++)
		rc = add_void(r, r->how->voids.item[i], &voids, err);
	r->entry->voids = voids;
	return rc;
}

/* Commits that are neither good nor void would make all of it unproven. */
static enum cvd_status
check_complete(const struct retiring *r, const struct cvd_key_commits *after,
    struct cvd_err *err)
{
	struct cvd_buf options = CVD_BUF_INIT(MOST_HINT);
	size_t missing = 0;

	/* the oldest first, as they came */
	for (size_t i = after->count; i > 0; i--) {
		const char *id = after->item[i - 1].id;

		if (!cvd_lines_has(&r->entry->voids, id) && missing++ < NAMED)
			cvd_buf_addf(&options, " --void %.10s", id);
	}
	if (missing > 0) {
		(void)cvd_fail(err, CVD_E_REFUSED,
		    "key %s signed %zu commit%s after %s, which would be "
		    "neither good nor void",
		    r->key, missing, missing == 1 ? "" : "s",
		    r->entry->good_until);
		cvd_err_hint(err, "add%s%s, or a later --good-until",
		    options.data, missing > NAMED ? " …" : "");
	}
	cvd_buf_clear(&options);
	return missing == 0 ? CVD_OK : CVD_E_REFUSED;
}

enum cvd_status
cvd_roster_edit_retire(struct cvd_roster_edit *edit,
    const struct cvd_retirement *retirement, struct cvd_err *err)
{
	struct retiring r = { .edit = edit, .how = retirement };
	struct cvd_key_commits after = { 0 };
	enum cvd_status rc = retirement->name != NULL ? retire_member(&r, err)
	                                              : retire_key(&r, err);

	if (rc == CVD_OK)
		rc = list_parts(&r, err);
	if (rc == CVD_OK)
		rc = make_entry(&r, err);
	if (rc == CVD_OK)
		rc = cvd_cutoff_find(edit->book, r.entry->good_until, &r.parts,
		    edit->arena, &after, err);
	if (rc == CVD_OK)
		rc = add_voids(&r, err);
	if (rc == CVD_OK)
		rc = check_complete(&r, &after, err);
	return rc == CVD_OK
	           ? cvd_lines_add(&edit->retired, r.key, edit->arena, err)
	           : rc;
}

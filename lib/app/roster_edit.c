/* SPDX-License-Identifier: EUPL-1.2 */

/* A change of the roster: how it begins, is checked, and is committed. */

#include "app/roster_edit.h"

#include "app/signing.h"
#include "core/canon.h"
#include "core/limits.h"
#include "core/lines.h"
#include "edge/store.h"

#include <string.h>

#define VERB "roster"

/* A copy that can be changed, with the room of cvd_arena_grow(). */
static enum cvd_status
copy_items(struct cvd_arena *arena, const struct cvd_items *from, size_t size,
    struct cvd_items *to, struct cvd_err *err)
{
	char *copy = NULL;

	for (size_t i = 0; i < from->count; i++) {
		copy = cvd_arena_grow(arena, copy, i, size);
		if (copy == NULL)
			return cvd_arena_check(arena, err);
		(void)memcpy(copy + i * size,
		    (const char *)from->item + i * size, size);
	}
	*to = (struct cvd_items){ copy, from->count };
	return CVD_OK;
}

enum cvd_status
cvd_roster_edit_begin(struct cvd_casebook *book, struct cvd_roster_edit *edit,
    struct cvd_err *err)
{
	const struct cvd_roster *before = cvd_casebook_roster(book);
	struct cvd_arena *arena = cvd_casebook_arena(book);
	struct cvd_roster_edit begun = {
		.book = book,
		.arena = arena,
		.after = *before,
	};
	enum cvd_status rc = cvd_casebook_member(book, &begun.signer, err);

	if (rc == CVD_OK)
		rc = copy_items(arena, &before->members,
		    sizeof(struct cvd_member), &begun.after.members, err);
	if (rc == CVD_OK)
		rc = copy_items(arena, &before->retired,
		    sizeof(struct cvd_retired), &begun.after.retired, err);
	if (rc != CVD_OK)
		return rc;
	begun.after.serial = before->serial + 1;
	(void)memcpy(begun.tip, cvd_store_head(cvd_casebook_store(book)),
	    sizeof begun.tip);
	*edit = begun;
	return CVD_OK;
}

enum cvd_status
cvd_roster_edit_find(struct cvd_roster_edit *edit, const char *name,
    struct cvd_member **member, struct cvd_err *err)
{
	struct cvd_member *m = edit->after.members.item;

	for (size_t i = 0; i < edit->after.members.count; i++)
		if (strcmp(m[i].name, name) == 0) {
			*member = &m[i];
			return CVD_OK;
		}
	(void)cvd_fail(err, CVD_E_NOT_FOUND, "there is no member '%s'", name);
	cvd_err_hint(err, "'cvd roster list' shows them");
	return CVD_E_NOT_FOUND;
}

static enum cvd_status
new_item(struct cvd_roster_edit *edit, struct cvd_items *items, size_t size,
    void **item, struct cvd_err *err)
{
	char *all = cvd_arena_grow(edit->arena, items->item, items->count,
	    size);

	if (all == NULL)
		return cvd_arena_check(edit->arena, err);
	items->item = all;
	*item = memset(all + items->count++ * size, 0, size);
	return CVD_OK;
}

enum cvd_status
cvd_roster_edit_new_member(struct cvd_roster_edit *edit,
    struct cvd_member **member, struct cvd_err *err)
{
	void *item;
	enum cvd_status rc = new_item(edit, &edit->after.members,
	    sizeof **member, &item, err);

	if (rc == CVD_OK)
		*member = item;
	return rc;
}

enum cvd_status
cvd_roster_edit_new_retired(struct cvd_roster_edit *edit,
    struct cvd_retired **retired, struct cvd_err *err)
{
	void *item;
	enum cvd_status rc = new_item(edit, &edit->after.retired,
	    sizeof **retired, &item, err);

	if (rc == CVD_OK)
		*retired = item;
	return rc;
}

enum cvd_status
cvd_roster_edit_check_lead(const struct cvd_roster_edit *edit, const char *name,
    struct cvd_err *err)
{
	const struct cvd_member *m = edit->after.members.item;

	for (size_t i = 0; i < edit->after.members.count; i++)
		if (m[i].role == CVD_MEMBER_LEAD)
			return CVD_OK;
	(void)cvd_fail(err, CVD_E_REFUSED, "'%s' is the last lead", name);
	cvd_err_hint(err, "make another member a lead first: "
	                  "cvd roster set-role NAME lead");
	return CVD_E_REFUSED;
}

enum cvd_status
cvd_roster_edit_set_role(struct cvd_roster_edit *edit, const char *name,
    int role, struct cvd_err *err)
{
	struct cvd_member *member = NULL;
	enum cvd_status rc = cvd_roster_edit_find(edit, name, &member, err);

	if (rc != CVD_OK)
		return rc;
	if (member->role == role)
		return cvd_fail(err, CVD_E_FINDINGS,
		    "'%s' is a %s already, nothing has changed", name,
		    cvd_member_role_names[role]);
	member->role = role;
	edit->member = member;
	return cvd_roster_edit_check_lead(edit, name, err);
}

enum cvd_status
cvd_roster_edit_check(struct cvd_roster_edit *edit, cvd_team_told_fn *told,
    void *context, struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_node *root = cvd_fields_save(&cvd_roster_shape, 0,
	    &edit->after, edit->arena);
	enum cvd_status rc = cvd_arena_check(edit->arena, err);

	if (rc != CVD_OK)
		return rc;
	cvd_canon_write(&text, root);
	rc = cvd_buf_check(&text, err);
	if (rc == CVD_OK)
		rc = cvd_team_changes_add(edit->book, CVD_ROSTER_PATH,
		    cvd_arena_copy(edit->arena, text.data, text.size),
		    text.size, edit->arena, &edit->changes, err);
	cvd_buf_clear(&text);
	if (rc == CVD_OK)
		rc = cvd_arena_check(edit->arena, err);
	return rc == CVD_OK
	           ? cvd_team_changes_check(edit->book, edit->signer,
	                 &edit->changes, edit->arena, told, context, err)
	           : rc;
}

/* What the signer signs with today, without what is being retired. */
static enum cvd_status
list_signing(const struct cvd_roster_edit *edit, struct cvd_lines *signing,
    struct cvd_err *err)
{
	const struct cvd_lines *all = &edit->signer->signing;

	signing->count = 0;
	signing->item = cvd_arena_alloc(edit->arena, all->count + 1,
	    sizeof *signing->item);
	if (signing->item == NULL)
		return cvd_arena_check(edit->arena, err);
	for (size_t i = 0; i < all->count; i++)
		if (!cvd_lines_has(&edit->retired, all->item[i]))
			signing->item[signing->count++] = all->item[i];
	return CVD_OK;
}

/*
 * Which key gpg signs with is known by a signature alone. One with a key that
 * is being retired would come after its own cut-off.
 */
static enum cvd_status
probe(struct cvd_roster_edit *edit, struct cvd_err *err)
{
	static const char text[] = "cvd " VERB "\n";
	struct cvd_buf armored = CVD_BUF_INIT(CVD_MAX_KEY_FILE);
	struct cvd_signature made;
	struct cvd_keyring *keyring;
	enum cvd_status rc = cvd_casebook_keyring(edit->book, &keyring, err);

	if (rc == CVD_OK)
		rc = cvd_keyring_sign(keyring, text, sizeof text - 1, &armored,
		    &made, err);
	cvd_buf_clear(&armored);
	if (rc != CVD_OK || !cvd_lines_has(&edit->retired, made.fingerprint))
		return rc;
	(void)cvd_fail(err, CVD_E_REFUSED,
	    "gpg signs with %s, which this would retire", made.fingerprint);
	cvd_err_hint(err, "rotate to another key first, and retire the old one "
	                  "signing with the new one");
	return CVD_E_REFUSED;
}

enum cvd_status
cvd_roster_edit_commit(struct cvd_roster_edit *edit, char *commit,
    struct cvd_err *err)
{
	struct cvd_member signer = *edit->signer;
	enum cvd_status rc = list_signing(edit, &signer.signing, err);

	if (rc == CVD_OK && signer.signing.count < edit->signer->signing.count)
		rc = probe(edit, err);
	return rc == CVD_OK
	           ? cvd_signing_commit_team(edit->book, &signer, VERB,
	                 edit->changes.change, edit->changes.count, commit, err)
	           : rc;
}

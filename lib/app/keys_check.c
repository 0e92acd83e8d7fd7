/* SPDX-License-Identifier: EUPL-1.2 */

/* Which keys somebody should look at. */

#include "app/keys_check.h"

#include "core/expiry.h"
#include "core/lines.h"

#include <string.h>

const char *const cvd_key_rule_names[] = {
	[CVD_KEY_UNREADABLE] = "unreadable",
	[CVD_KEY_REVOKED] = "revoked",
	[CVD_KEY_EXPIRED] = "expired",
	[CVD_KEY_EXPIRES] = "expires",
	[CVD_KEY_MISSING] = "missing",
	[CVD_KEY_NO_ENCRYPTION] = "no-encryption",
	[CVD_KEY_UNLISTED] = "unlisted",
	[CVD_KEY_RULES] = NULL,
};

bool
cvd_key_rule_is_error(enum cvd_key_rule rule)
{
	return rule <= CVD_KEY_EXPIRED || rule == CVD_KEY_MISSING;
}

/* A key under the eye. */
struct looking {
	const struct cvd_team_key *file;
	const struct cvd_key *key;
	const struct cvd_member *member; /* NULL: a contact's */
	cvd_instant at;
	struct cvd_key_findings *findings;
};

static void
add(const struct looking *l, enum cvd_key_rule rule, const char *part,
    cvd_instant expires, unsigned within)
{
	struct cvd_key_findings *all = l->findings;
	struct cvd_key_finding *item = cvd_arena_grow(all->arena, all->item,
	    all->count, sizeof *item);

	if (item == NULL)
		return;
	all->item = item;
	item[all->count++] = (struct cvd_key_finding){
		.rule = rule,
		.owner = l->member == NULL ? CVD_KEY_CONTACT : CVD_KEY_MEMBER,
		.name = l->member == NULL ? l->file->name : l->member->name,
		.key = l->file->fingerprint,
		.part = part,
		.expires = expires,
		.within = within,
		.why = rule == CVD_KEY_UNREADABLE ? l->file->why : NULL,
	};
}

/* Adds what there is to say of the end of a part; false: it has passed. */
static bool
look_at_end(const struct looking *l, const struct cvd_key_part *part)
{
	enum cvd_expiry expiry = cvd_expiry_at(part->expires, l->at);

	if (expiry == CVD_EXPIRY_PAST)
		add(l, CVD_KEY_EXPIRED, part->fingerprint, part->expires, 0);
	else if (expiry != CVD_EXPIRY_FAR)
		add(l, CVD_KEY_EXPIRES, part->fingerprint, part->expires,
		    cvd_expiry_days(expiry));
	return expiry != CVD_EXPIRY_PAST;
}

/* Whether a part ends by itself, before the whole key does. */
static bool
ends_first(const struct cvd_key *key, const struct cvd_key_part *part)
{
	cvd_instant whole = key->parts[0].expires;

	return part->expires != 0 && (whole == 0 || part->expires < whole);
}

static void
look_at_signing(const struct looking *l, const char *fingerprint)
{
	const struct cvd_key_part *part = cvd_keys_part(l->key, fingerprint);

	if (part == NULL || !part->can_sign)
		add(l, CVD_KEY_MISSING, fingerprint, 0, 0);
	else if (part->is_revoked)
		add(l, CVD_KEY_REVOKED, fingerprint, part->expires, 0);
	else if (ends_first(l->key, part))
		(void)look_at_end(l, part);
}

/* What others would encrypt to: the part that can be used the longest. */
static void
look_at_encryption(const struct looking *l)
{
	const struct cvd_key_part *best = NULL;

	for (size_t i = 0; i < l->key->part_count; i++) {
		const struct cvd_key_part *part = &l->key->parts[i];

		if (!part->can_encrypt ||
		    !cvd_keys_is_usable(l->key, part, l->at))
			continue;
		if (best == NULL || part->expires == 0 ||
		    (best->expires != 0 && part->expires > best->expires))
			best = part;
	}
	if (best == NULL)
		add(l, CVD_KEY_NO_ENCRYPTION, l->file->fingerprint, 0, 0);
	else if (best != l->key->parts && ends_first(l->key, best))
		(void)look_at_end(l, best);
}

/* gpg signs with the newest subkey that can, else with the primary key. */
static void
look_at_choice(const struct looking *l)
{
	const struct cvd_key_part *parts = l->key->parts;
	const struct cvd_key_part *choice = NULL;

	for (size_t i = 1; i < l->key->part_count; i++)
		if (parts[i].can_sign &&
		    cvd_keys_is_usable(l->key, &parts[i], l->at) &&
		    (choice == NULL || parts[i].created > choice->created))
			choice = &parts[i];
	if (choice == NULL && parts[0].can_sign)
		choice = &parts[0];
	if (choice != NULL &&
	    !cvd_lines_has(&l->member->signing, choice->fingerprint))
		add(l, CVD_KEY_UNLISTED, choice->fingerprint, choice->expires,
		    0);
}

void
cvd_keys_check_one(const struct cvd_team_key *key,
    const struct cvd_member *member, cvd_instant at,
    struct cvd_key_findings *findings)
{
	const struct looking l = {
		.file = key,
		.key = &key->key,
		.member = member,
		.at = at,
		.findings = findings,
	};

	if (key->key.part_count == 0) {
		add(&l, CVD_KEY_UNREADABLE, key->fingerprint, 0, 0);
		return;
	}
	if (key->key.is_revoked || key->key.parts[0].is_revoked) {
		add(&l, CVD_KEY_REVOKED, key->fingerprint,
		    key->key.parts[0].expires, 0);
		return;
	}
	if (!look_at_end(&l, &key->key.parts[0]))
		return;
	for (size_t i = 0; member != NULL && i < member->signing.count; i++)
		if (strcmp(member->signing.item[i], member->primary) != 0)
			look_at_signing(&l, member->signing.item[i]);
	if (member == NULL || member->role != CVD_MEMBER_BOT)
		look_at_encryption(&l);
	if (member != NULL)
		look_at_choice(&l);
}

/* A member without a file: what is committed cannot be so, but may be seen. */
static const struct cvd_team_key *
find_key(const struct cvd_team_key *keys, size_t count,
    const struct cvd_member *member, struct cvd_arena *arena)
{
	struct cvd_team_key *none;

	for (size_t i = 0; i < count; i++)
		if (strcmp(keys[i].fingerprint, member->primary) == 0)
			return &keys[i];
	none = cvd_arena_alloc(arena, 1, sizeof *none);
	if (none != NULL) {
		none->fingerprint = member->primary;
		none->why = "its file is missing";
	}
	return none;
}

enum cvd_status
cvd_keys_check(struct cvd_casebook *book, cvd_instant at,
    struct cvd_key_findings *findings, struct cvd_err *err)
{
	const struct cvd_roster *roster = cvd_casebook_roster(book);
	const struct cvd_member *member = roster->members.item;
	struct cvd_team_key *keys = NULL;
	size_t count = 0;
	enum cvd_status rc = cvd_keys_list(book, findings->arena, &keys, &count,
	    err);

	for (size_t i = 0; i < roster->members.count && rc == CVD_OK; i++) {
		const struct cvd_team_key *key = find_key(keys, count,
		    &member[i], findings->arena);

		if (key != NULL)
			cvd_keys_check_one(key, &member[i], at, findings);
	}
	for (size_t i = 0; i < count && rc == CVD_OK; i++)
		if (keys[i].owner == CVD_KEY_CONTACT)
			cvd_keys_check_one(&keys[i], NULL, at, findings);
	return rc == CVD_OK ? cvd_arena_check(findings->arena, err) : rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Who may sign, and with which keys. */

#include "core/roster.h"

#include "core/ident.h"
#include "core/limits.h"
#include "core/schema.h"

#include <string.h>

const char *const cvd_member_role_names[] = { NULL, "lead", "member", "bot",
	NULL };
const char *const cvd_retired_reason_names[] = { NULL, "left", "superseded",
	"compromised", NULL };

/* clang-format off */
static const struct cvd_field member_fields[] = {
	{ .name = "name", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_member, name), .check = cvd_slug_check },
	{ .name = "role", .kind = CVD_FIELD_WORD, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_member, role), .names = cvd_member_role_names },
	{ .name = "primary", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_member, primary), .check = cvd_fingerprint_check },
	{ .name = "signing", .kind = CVD_FIELD_LINES, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_member, signing), .limit = 20, .check = cvd_fingerprint_check },
	{ 0 },
};
static const struct cvd_shape member_shape = { "member", sizeof(struct cvd_member), member_fields };

static const struct cvd_field retired_fields[] = {
	{ .name = "key", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_retired, key), .check = cvd_fingerprint_check },
	{ .name = "reason", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_retired, reason), .names = cvd_retired_reason_names },
	{ .name = "good_until", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_retired, good_until), .check = cvd_object_id_check },
	{ .name = "void", .kind = CVD_FIELD_LINES, .flags = CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_retired, voids), .limit = CVD_MAX_ITEMS, .check = cvd_object_id_check },
	{ 0 },
};
static const struct cvd_shape retired_shape = { "retired", sizeof(struct cvd_retired), retired_fields };

static const struct cvd_field fields[] = {
	{ .name = "schema", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_roster, schema) },
	{ .name = "serial", .kind = CVD_FIELD_NUMBER, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_roster, serial) },
	{ .name = "members", .kind = CVD_FIELD_STRUCTS, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_roster, members), .limit = CVD_MAX_MEMBERS, .shape = &member_shape },
	{ .name = "retired", .kind = CVD_FIELD_STRUCTS, .flags = CVD_FIELD_ALWAYS, .offset = offsetof(struct cvd_roster, retired), .limit = CVD_MAX_ITEMS, .shape = &retired_shape },
	{ .name = "approvals", .kind = CVD_FIELD_NODE, .offset = offsetof(struct cvd_roster, approvals) },
	{ 0 },
};
/* clang-format on */

const struct cvd_shape cvd_roster_shape = { "roster", sizeof(struct cvd_roster),
	fields };

const struct cvd_member *
cvd_roster_find(const struct cvd_roster *roster, const char *name)
{
	const struct cvd_member *m = roster->members.item;

	for (size_t i = 0; i < roster->members.count; i++)
		if (strcmp(m[i].name, name) == 0)
			return &m[i];
	return NULL;
}

const struct cvd_member *
cvd_roster_signer(const struct cvd_roster *roster, const char *fingerprint)
{
	const struct cvd_member *m = roster->members.item;

	for (size_t i = 0; i < roster->members.count; i++)
		for (size_t k = 0; k < m[i].signing.count; k++)
			if (strcmp(m[i].signing.item[k], fingerprint) == 0)
				return &m[i];
	return NULL;
}

const struct cvd_retired *
cvd_roster_retired(const struct cvd_roster *roster, const char *fingerprint)
{
	const struct cvd_retired *r = roster->retired.item;

	for (size_t i = 0; i < roster->retired.count; i++)
		if (strcmp(r[i].key, fingerprint) == 0)
			return &r[i];
	return NULL;
}

bool
cvd_roster_has_retired(const struct cvd_roster *roster, const char *fingerprint)
{
	return cvd_roster_retired(roster, fingerprint) != NULL;
}

/* What is said of a key is said once, so that no two cut-offs contend. */
static enum cvd_status
check_retired(const struct cvd_roster *r, struct cvd_err *err)
{
	const struct cvd_retired *retired = r->retired.item;

	for (size_t i = 0; i < r->retired.count; i++)
		if (cvd_roster_retired(r, retired[i].key) != &retired[i])
			return cvd_fail(err, CVD_E_INVALID,
			    "key '%s' is retired twice", retired[i].key);
	return CVD_OK;
}

/* Each name and each signing key once, and someone who may change it. */
static enum cvd_status
check(const struct cvd_roster *r, struct cvd_err *err)
{
	const struct cvd_member *m = r->members.item;
	bool lead = false;

	for (size_t i = 0; i < r->members.count; i++) {
		if (cvd_roster_find(r, m[i].name) != &m[i])
			return cvd_fail(err, CVD_E_INVALID,
			    "two members are called '%s'", m[i].name);
		if (m[i].signing.count == 0)
			return cvd_fail(err, CVD_E_INVALID,
			    "'%s' has no key to sign with", m[i].name);
		for (size_t k = 0; k < m[i].signing.count; k++)
			if (cvd_roster_signer(r, m[i].signing.item[k]) != &m[i])
				return cvd_fail(err, CVD_E_INVALID,
				    "key '%s' signs for two members",
				    m[i].signing.item[k]);
		lead = lead || m[i].role == CVD_MEMBER_LEAD;
	}
	if (!lead)
		return cvd_fail(err, CVD_E_INVALID, "no member is a lead");
	return check_retired(r, err);
}

enum cvd_status
cvd_roster_load(const struct cvd_node *root, struct cvd_arena *arena,
    const struct cvd_roster **roster, struct cvd_err *err)
{
	struct cvd_roster *r = cvd_arena_alloc(arena, 1, sizeof *r);
	enum cvd_status rc;

	if (r == NULL)
		return cvd_arena_check(arena, err);
	rc = cvd_schema_check(root, "cvd-roster", 1, 1, err);
	if (rc == CVD_OK)
		rc = cvd_fields_load(&cvd_roster_shape, 0, root, r, arena, err);
	if (rc == CVD_OK)
		rc = check(r, err);
	if (rc == CVD_OK)
		*roster = r;
	return rc;
}

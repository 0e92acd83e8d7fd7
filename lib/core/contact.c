/* SPDX-License-Identifier: EUPL-1.2 */

/* The fields of contacts/SLUG.yaml, and which address counts. */

#include "core/contact.h"

#include "core/address.h"
#include "core/event.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/policy_value.h"
#include "core/schema.h"
#include "core/target.h"

#define MAX_ADDRESSES 100u
#define MAX_LANGUAGES 8u

const char *const cvd_contact_kind_names[] = { NULL, "email", "form", "phone",
	"post", NULL };
const char *const cvd_verified_names[] = { NULL, "unverified", "document",
	"public", "confirmed", NULL };

/* clang-format off */
#define AT(member) .offset = offsetof(struct cvd_contact_address, member)
static const struct cvd_field address_fields[] = {
	{ .name = "kind", .kind = CVD_FIELD_WORD, .flags = CVD_FIELD_REQUIRED, AT(kind), .names = cvd_contact_kind_names },
	{ .name = "address", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, AT(address), .limit = CVD_MAX_URL },
	{ .name = "preferred", .kind = CVD_FIELD_BOOL, AT(preferred) },
	{ .name = "verified", .kind = CVD_FIELD_WORD, AT(verified), .names = cvd_verified_names },
	{ .name = "pgp_fingerprint", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_QUOTED, AT(pgp_fingerprint), .check = cvd_fingerprint_check },
	{ .name = "pgp_url", .kind = CVD_FIELD_LINE, AT(pgp_url), .limit = CVD_MAX_URL, .check = cvd_target_check_url },
	{ .name = "pgp_rotates", .kind = CVD_FIELD_LINE, AT(pgp_rotates), .check = cvd_policy_check_kebab },
	{ .name = "note", .kind = CVD_FIELD_LINE, AT(note) },
	{ 0 },
};
#undef AT
static const struct cvd_shape address_shape = { "address", sizeof(struct cvd_contact_address), address_fields };

#define AT(member) .offset = offsetof(struct cvd_contact, member)
static const struct cvd_field fields[] = {
	{ .name = "schema", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, AT(schema) },
	{ .name = "id", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, AT(id), .check = cvd_slug_check },
	{ .name = "name", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, AT(name), .limit = CVD_MAX_NAME, .check = cvd_address_check_name },
	{ .name = "role", .kind = CVD_FIELD_WORD, AT(role), .names = cvd_role_names },
	{ .name = "country", .kind = CVD_FIELD_LINE, AT(country), .check = cvd_policy_check_country },
	{ .name = "languages", .kind = CVD_FIELD_LINES, AT(languages), .limit = MAX_LANGUAGES, .check = cvd_policy_check_language },
	{ .name = "verified", .kind = CVD_FIELD_WORD, AT(verified), .names = cvd_verified_names },
	{ .name = "public_url", .kind = CVD_FIELD_LINE, AT(public_url), .limit = CVD_MAX_URL, .check = cvd_target_check_url },
	{ .name = "note", .kind = CVD_FIELD_LINE, AT(note) },
	{ .name = "addresses", .kind = CVD_FIELD_STRUCTS, .flags = CVD_FIELD_REQUIRED, AT(addresses), .limit = MAX_ADDRESSES, .shape = &address_shape },
	{ 0 },
};
#undef AT
/* clang-format on */

const struct cvd_shape cvd_contact_shape = { "contact",
	sizeof(struct cvd_contact), fields };

enum cvd_status
cvd_contact_check_address(enum cvd_contact_kind kind, const char *address,
    struct cvd_err *err)
{
	switch (kind) {
	case CVD_CONTACT_EMAIL:
		return cvd_address_check(address, err);
	case CVD_CONTACT_FORM:
		return cvd_target_check_url(address, err);
	case CVD_CONTACT_PHONE:
		return cvd_address_check_phone(address, err);
	case CVD_CONTACT_NONE:
	case CVD_CONTACT_POST:
		return CVD_OK;
	}
	return CVD_OK;
}

/* In step with the nodes, which know the places. */
static enum cvd_status
check_addresses(const struct cvd_contact *c, const struct cvd_node *root,
    struct cvd_err *err)
{
	const struct cvd_node *node = cvd_node_find(root, "addresses")->first;
	const struct cvd_contact_address *a = c->addresses.item;
	struct cvd_err found;

	for (size_t i = 0; i < c->addresses.count; i++, node = node->next) {
		const struct cvd_node *text = cvd_node_find(node, "address");

		if (cvd_contact_check_address((enum cvd_contact_kind)a[i].kind,
		        a[i].address, &found) != CVD_OK)
			return cvd_fail_at(err, CVD_E_INVALID, text->line,
			    text->column, "%s", found.message);
	}
	return CVD_OK;
}

enum cvd_status
cvd_contact_load(const struct cvd_node *root, struct cvd_arena *arena,
    const struct cvd_contact **contact, struct cvd_err *err)
{
	struct cvd_contact *c = cvd_arena_alloc(arena, 1, sizeof *c);
	enum cvd_status rc;

	if (c == NULL)
		return cvd_arena_check(arena, err);
	rc = cvd_schema_check(root, "cvd-contact", 1, 1, err);
	if (rc == CVD_OK)
		rc = cvd_fields_load(&cvd_contact_shape, 0, root, c, arena,
		    err);
	if (rc == CVD_OK)
		rc = check_addresses(c, root, err);
	if (rc == CVD_OK)
		*contact = c;
	return rc;
}

const struct cvd_contact_address *
cvd_contact_find(const struct cvd_contact *contact, enum cvd_contact_kind kind)
{
	const struct cvd_contact_address *a = contact->addresses.item;
	const struct cvd_contact_address *first = NULL;

	for (size_t i = 0; i < contact->addresses.count; i++) {
		if (a[i].kind != (int)kind)
			continue;
		if (a[i].preferred)
			return &a[i];
		if (first == NULL)
			first = &a[i];
	}
	return first;
}

bool
cvd_contact_is_verified(const struct cvd_contact *contact,
    const struct cvd_contact_address *address)
{
	return contact->verified > CVD_VERIFIED_UNVERIFIED &&
	       address->verified != CVD_VERIFIED_UNVERIFIED;
}

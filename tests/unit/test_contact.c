/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/contact.h"

#include "core/event.h"

#include "document.h"
#include "suite.h"

#include <stdio.h>

static const struct cvd_contact *
load(const struct cvd_node *root)
{
	struct cvd_err err = { 0 };
	const struct cvd_contact *contact = NULL;

	ck_assert_msg(cvd_contact_load(root, arena, &contact, &err) == CVD_OK,
	    "%u:%u: %s", err.line, err.column, err.message);
	return contact;
}

/* clang-format off */
static const struct {
	const char *text;
	enum cvd_status status;
	const char *message;
} refused[] = {
#define HEAD "schema: cvd-contact/1\nid: acme\nname: Acme\n"
	{ "[]\n", CVD_E_INVALID, "1:1: not a mapping" },
	{ "schema: cvd-contact/2\n", CVD_E_TOO_NEW, "1:9: schema 'cvd-contact/2' is of a later cvd" },
	{ "schema: cvd-contact/0\n", CVD_E_TOO_OLD, "1:9: schema 'cvd-contact/0' is no longer read" },
	{ HEAD, CVD_E_INVALID, "1:1: missing field 'addresses'" },
	{ HEAD "colour: blue\n", CVD_E_INVALID, "4:1: unknown field 'colour'" },
	{ HEAD "role: boss\n", CVD_E_INVALID, "4:7: 'role' must be one of finder, vendor, owner, coordinator, operator, desk" },
	{ HEAD "country: nl\n", CVD_E_INVALID, "4:10: field 'country': 'nl' is no country in two capitals" },
	{ HEAD "languages: [dutch]\n", CVD_E_INVALID, "4:13: field 'languages': 'dutch' is no language" },
	{ HEAD "addresses: [{kind: email, address: a b@c.nl}]\n", CVD_E_INVALID, "4:36: " },
	{ HEAD "addresses: [{kind: form, address: acme.nl}]\n", CVD_E_INVALID, "4:35: " },
	{ HEAD "addresses: [{kind: phone, address: call me}]\n", CVD_E_INVALID, "4:36: " },
	{ HEAD "addresses: [{kind: fax, address: a}]\n", CVD_E_INVALID, "4:20: 'kind' must be one of email, form, phone, post" },
	{ HEAD "addresses: [{kind: email}]\n", CVD_E_INVALID, "4:13: missing field 'address'" },
	{ HEAD "addresses: [{kind: post, address: a, pgp_url: b}]\n", CVD_E_INVALID, "4:47: field 'pgp_url': " },
#undef HEAD
};
/* clang-format on */
#define REFUSED ((int)(sizeof(refused) / sizeof(refused[0])))

START_TEST(a_mistake_is_refused_with_its_place)
{
	struct cvd_err err = { 0 };
	const struct cvd_contact *contact = NULL;
	enum cvd_status rc = cvd_contact_load(document_read(refused[_i].text),
	    arena, &contact, &err);
	const char *place = cvd_arena_textf(arena, "%u:%u: %s", err.line,
	    err.column, err.message);

	ck_assert_int_eq(rc, refused[_i].status);
	ck_assert_ptr_null(contact);
	ck_assert_msg(strncmp(place, refused[_i].message,
	                  strlen(refused[_i].message)) == 0,
	    "%s", place);
}
END_TEST

START_TEST(every_shipped_contact_loads_unverified)
{
	const struct cvd_shipped *file = NULL;

	while ((file = cvd_shipped_next(CVD_SHIPPED_CONTACT, file)) != NULL) {
		const struct cvd_contact *contact = load(
		    document_read(file->text));
		const struct cvd_contact_address *mail =
		    cvd_contact_find(contact, CVD_CONTACT_EMAIL);

		ck_assert_str_eq(contact->id, file->name);
		ck_assert_int_eq(contact->role, CVD_ROLE_COORDINATOR);
		ck_assert_ptr_nonnull(mail);
		ck_assert(!cvd_contact_is_verified(contact, mail));
	}
}
END_TEST

START_TEST(the_preferred_address_of_a_kind_comes_first)
{
	const struct cvd_contact *contact = load(document_read(
	    "schema: cvd-contact/1\n"
	    "id: acme\n"
	    "name: Acme\n"
	    "verified: confirmed\n"
	    "addresses:\n"
	    "  - {kind: email, address: one@example.org}\n"
	    "  - {kind: email, address: two@example.org, preferred: true}\n"
	    "  - {kind: phone, address: +31 20 123, verified: unverified}\n"
	    "  - {kind: phone, address: +31 20 124}\n"));
	const struct cvd_contact_address *mail = cvd_contact_find(contact,
	    CVD_CONTACT_EMAIL);
	const struct cvd_contact_address *phone = cvd_contact_find(contact,
	    CVD_CONTACT_PHONE);

	ck_assert_str_eq(mail->address, "two@example.org");
	ck_assert(cvd_contact_is_verified(contact, mail));
	ck_assert_str_eq(phone->address, "+31 20 123");
	ck_assert(!cvd_contact_is_verified(contact, phone));
	ck_assert_ptr_null(cvd_contact_find(contact, CVD_CONTACT_FORM));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("contact");
	TCase *tcase = tcase_create("contact");

	tcase_add_checked_fixture(tcase, document_setup, document_teardown);
	tcase_add_loop_test(tcase, a_mistake_is_refused_with_its_place, 0,
	    REFUSED);
	tcase_add_test(tcase, every_shipped_contact_loads_unverified);
	tcase_add_test(tcase, the_preferred_address_of_a_kind_comes_first);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}

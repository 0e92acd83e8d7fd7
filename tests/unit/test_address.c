/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/address.h"

#include "suite.h"
#include "table.h"

#include <string.h>

enum {
	CHECK,
	TEXT,
	MESSAGE,
	COLUMNS
};

typedef enum cvd_status check_fn(const char *text, struct cvd_err *err);

static const struct {
	const char *name;
	check_fn *check;
} checks[] = {
	{ "mail", cvd_address_check },
	{ "name", cvd_address_check_name },
	{ "header", cvd_address_check_header },
	{ "message-id", cvd_address_check_message_id },
	{ "reference", cvd_address_check_reference },
	{ "phone", cvd_address_check_phone },
};

static struct table table;

static check_fn *
find_check(const char *name)
{
	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
		if (strcmp(checks[i].name, name) == 0)
			return checks[i].check;
	}
	ck_abort_msg("no check is called %s", name);
	return NULL;
}

START_TEST(a_value_is_taken_as_it_is_or_refused)
{
	char **row = table.row[_i];
	const char *text = table_unescape(row[TEXT]);
	struct cvd_err err = { .status = CVD_OK };
	enum cvd_status status = find_check(row[CHECK])(text, &err);

	if (row[MESSAGE][0] == '\0') {
		ck_assert_msg(status == CVD_OK, "%s '%s': %s", row[CHECK], text,
		    err.message);
		return;
	}
	ck_assert_msg(status == CVD_E_INVALID, "%s '%s' passed", row[CHECK],
	    text);
	ck_assert_msg(strstr(err.message, row[MESSAGE]) != NULL, "%s '%s': %s",
	    row[CHECK], text, err.message);
	ck_assert_ptr_null(strpbrk(err.message, "\r\n"));
}
END_TEST

START_TEST(every_control_character_is_refused_everywhere)
{
	for (int c = 1; c < 0x20; c++) {
		char address[] = "al?ce@example.org";
		char name[] = "Al?ce";

		address[2] = (char)c;
		name[2] = (char)c;
		ck_assert_int_eq(cvd_address_check(address, NULL),
		    CVD_E_INVALID);
		ck_assert_int_eq(cvd_address_check_name(name, NULL),
		    CVD_E_INVALID);
		ck_assert_int_eq(cvd_address_check_header(name, NULL),
		    CVD_E_INVALID);
	}
}
END_TEST

START_TEST(a_domain_in_another_script_gets_a_hint)
{
	struct cvd_err err;

	ck_assert_int_eq(cvd_address_check("a@b\xc3\xbc"
	                                   "cher.example",
	                     &err),
	    CVD_E_INVALID);
	ck_assert_ptr_nonnull(strstr(err.hint, "xn--"));
	ck_assert_int_eq(cvd_address_check("a@example", &err), CVD_E_INVALID);
	ck_assert_str_eq(err.hint, "write the domain in full");
}
END_TEST

START_TEST(addresses_and_numbers_in_a_text_are_noticed)
{
	static const char *const holding[] = {
		"kim@example.org",
		"Report of kim.de-vries@mail.example.org (login)",
		"call +31 6 12345678",
		"call (070) 123 4567 8",
		"06-12345678 has no answer",
	};
	static const char *const without[] = {
		"",
		"@",
		"a @ b.c",
		"user@host",
		"user@.org",
		"CVE-2020-0123456789",
		"Version 0.9.8 of 2026-11-20 10:00",
		"Buffer overflow in 100000000000 bytes",
		"0-day in OpenSSL 3",
	};

	for (size_t i = 0; i < sizeof holding / sizeof holding[0]; i++)
		ck_assert_msg(cvd_address_is_in(holding[i]), "%s", holding[i]);
	for (size_t i = 0; i < sizeof without / sizeof without[0]; i++)
		ck_assert_msg(!cvd_address_is_in(without[i]), "%s", without[i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("address");
	TCase *tc = tcase_create("address");

	table = table_load("addresses.tsv");
	tcase_add_loop_test(tc, a_value_is_taken_as_it_is_or_refused, 0,
	    table.rows);
	tcase_add_test(tc, every_control_character_is_refused_everywhere);
	tcase_add_test(tc, a_domain_in_another_script_gets_a_hint);
	tcase_add_test(tc, addresses_and_numbers_in_a_text_are_noticed);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

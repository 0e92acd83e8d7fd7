/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/scan.h"

#include "suite.h"

START_TEST(a_number_takes_no_more_digits_than_it_may)
{
	struct cvd_scan scan = cvd_scan_text("20261");
	int64_t number = 0;

	ck_assert(cvd_scan_number(&scan, 4, 4, &number));
	ck_assert_int_eq(number, 2026);
	ck_assert(!cvd_scan_number(&scan, 2, 2, &number));
	ck_assert(cvd_scan_char(&scan, '1'));
	ck_assert(cvd_scan_end(&scan));
}
END_TEST

START_TEST(what_does_not_fit_leaves_the_cursor)
{
	struct cvd_scan scan = cvd_scan_text("abc");
	const char *before = scan.p;
	struct cvd_bytes bytes;
	int64_t number;

	ck_assert(!cvd_scan_number(&scan, 1, 18, &number));
	ck_assert(!cvd_scan_literal(&scan, "abcd"));
	ck_assert(!cvd_scan_until(&scan, '=', &bytes));
	ck_assert(!cvd_scan_word(&scan, "xyz", &bytes));
	ck_assert_ptr_eq(scan.p, before);
}
END_TEST

START_TEST(the_last_line_may_lack_its_end)
{
	struct cvd_scan scan = cvd_scan_text("one\n\ntwo");
	struct cvd_bytes line;

	ck_assert(cvd_scan_line(&scan, &line) && cvd_bytes_is(line, "one"));
	ck_assert(cvd_scan_line(&scan, &line) && cvd_bytes_is(line, ""));
	ck_assert(cvd_scan_line(&scan, &line) && cvd_bytes_is(line, "two"));
	ck_assert(!cvd_scan_line(&scan, &line));
}
END_TEST

START_TEST(a_text_ends_with_what_something_stands_before)
{
	ck_assert(cvd_text_ends("a.yaml", ".yaml"));
	ck_assert(!cvd_text_ends(".yaml", ".yaml"));
	ck_assert(!cvd_text_ends("yaml", ".yaml"));
	ck_assert(!cvd_text_ends("a.yaml.bak", ".yaml"));
	ck_assert(!cvd_text_ends("", ""));
	ck_assert(cvd_text_ends("a", ""));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("scan");
	TCase *tc = tcase_create("scan");

	tcase_add_test(tc, a_number_takes_no_more_digits_than_it_may);
	tcase_add_test(tc, what_does_not_fit_leaves_the_cursor);
	tcase_add_test(tc, the_last_line_may_lack_its_end);
	tcase_add_test(tc, a_text_ends_with_what_something_stands_before);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

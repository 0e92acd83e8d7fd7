/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/expiry.h"

#include "suite.h"
#include "table.h"

static struct table rows;

static cvd_instant
instant(const char *text)
{
	cvd_instant value = 0;

	if (strcmp(text, "never") != 0)
		ck_assert_int_eq(cvd_instant_parse(text, &value, NULL), CVD_OK);
	return value;
}

START_TEST(a_key_is_warned_of_before_its_end)
{
	enum cvd_expiry expiry =
	    cvd_expiry_at(instant(table_cell(&rows, _i, "expires")),
	        instant(table_cell(&rows, _i, "at")));

	ck_assert_int_eq((int)cvd_expiry_days(expiry),
	    (int)strtol(table_cell(&rows, _i, "days"), NULL, 10));
	ck_assert_str_eq(expiry == CVD_EXPIRY_PAST ? "yes" : "no",
	    table_cell(&rows, _i, "past"));
}
END_TEST

START_TEST(what_never_ends_is_later_than_all)
{
	ck_assert_int_eq(cvd_expiry_first(0, 0), 0);
	ck_assert_int_eq(cvd_expiry_first(0, 5), 5);
	ck_assert_int_eq(cvd_expiry_first(5, 0), 5);
	ck_assert_int_eq(cvd_expiry_first(4, 5), 4);
	ck_assert_int_eq(cvd_expiry_first(5, 4), 4);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("expiry");
	TCase *tcase = tcase_create("expiry");

	rows = table_load("expiry.tsv");
	tcase_add_loop_test(tcase, a_key_is_warned_of_before_its_end, 0,
	    rows.rows);
	tcase_add_test(tcase, what_never_ends_is_later_than_all);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Where a casebook may be copied from, and what is shown of it. */

#include "core/limits.h"
#include "core/remote_url.h"
#include "suite.h"
#include "table.h"

static struct table urls;

START_TEST(urls_are_accepted_named_and_shown_as_the_table_says)
{
	char *url = urls.row[_i][0];
	const char *message = table_cell(&urls, _i, "message");
	const char *wanted = table_cell(&urls, _i, "name");
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_err err = { 0 };
	const char *name;
	enum cvd_status rc;

	(void)table_unescape(url);
	rc = cvd_remote_url_check(url, &err);
	ck_assert_int_eq(rc, *message == '\0' ? CVD_OK : CVD_E_INVALID);
	ck_assert_ptr_nonnull(strstr(err.message, message));
	ck_assert_ptr_null(strstr(err.message, "cret"));
	name = cvd_remote_url_name(url, arena);
	ck_assert_str_eq(name == NULL ? "-" : name,
	    table_unescape(strdup(wanted)));
	ck_assert_str_eq(cvd_remote_url_public(url, arena),
	    table_unescape(strdup(table_cell(&urls, _i, "public"))));
	cvd_arena_free(arena);
}
END_TEST

START_TEST(a_url_is_as_long_as_it_may_be_and_no_longer)
{
	char url[CVD_MAX_URL + 2];
	struct cvd_err err = { 0 };

	(void)memset(url, 'x', sizeof url - 1);
	url[sizeof url - 1] = '\0';
	ck_assert_int_eq(cvd_remote_url_check(url, &err), CVD_E_INVALID);
	url[sizeof url - 2] = '\0';
	ck_assert_int_eq(cvd_remote_url_check(url, &err), CVD_OK);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("remote_url");
	TCase *tc = tcase_create("remote_url");

	urls = table_load("remote_urls.tsv");
	tcase_add_loop_test(tc,
	    urls_are_accepted_named_and_shown_as_the_table_says, 0, urls.rows);
	tcase_add_test(tc, a_url_is_as_long_as_it_may_be_and_no_longer);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

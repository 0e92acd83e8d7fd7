/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/target.h"

#include "suite.h"
#include "table.h"

#include <string.h>

enum {
	CHECK,
	TEXT,
	MESSAGE,
	COLUMNS
};

static const char *const forms[] = {
	[CVD_TARGET_URL] = "url",
	[CVD_TARGET_IP] = "ip",
	[CVD_TARGET_NAME] = "name",
};

static struct table table;

static enum cvd_status
check(const char *what, const char *text, struct cvd_err *err)
{
	if (strcmp(what, "url") == 0)
		return cvd_target_check_url(text, err);
	if (strcmp(what, "target") == 0)
		return cvd_target_check(text, err);
	ck_assert_str_eq(what, "ip");
	if (cvd_target_is_ip(text))
		return CVD_OK;
	return cvd_fail(err, CVD_E_INVALID, "no");
}

START_TEST(a_target_is_taken_as_it_is_or_refused)
{
	char **row = table.row[_i];
	const char *text = table_unescape(row[TEXT]);
	struct cvd_err err = { .status = CVD_OK };
	enum cvd_status status;

	if (strcmp(row[CHECK], "form") == 0) {
		ck_assert_msg(strcmp(forms[cvd_target_form(text)],
		                  row[MESSAGE]) == 0,
		    "'%s' is no %s", text, row[MESSAGE]);
		return;
	}
	status = check(row[CHECK], text, &err);
	if (row[MESSAGE][0] == '\0') {
		ck_assert_msg(status == CVD_OK, "%s '%s': %s", row[CHECK], text,
		    err.message);
		return;
	}
	ck_assert_msg(status == CVD_E_INVALID, "%s '%s' passed", row[CHECK],
	    text);
	ck_assert_msg(strstr(err.message, row[MESSAGE]) != NULL, "%s '%s': %s",
	    row[CHECK], text, err.message);
}
END_TEST

START_TEST(a_host_may_be_one_label_but_not_for_mail)
{
	ck_assert(cvd_target_is_host("intranet", CVD_HOST_ANY));
	ck_assert(cvd_target_is_host("my_host.example.org.", CVD_HOST_ANY));
	ck_assert(!cvd_target_is_host("intranet", CVD_HOST_MAIL));
	ck_assert(!cvd_target_is_host("my_host.example.org", CVD_HOST_MAIL));
	ck_assert(!cvd_target_is_host("", CVD_HOST_ANY));
	ck_assert(!cvd_target_is_host(".", CVD_HOST_ANY));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("target");
	TCase *tc = tcase_create("target");

	table = table_load("targets.tsv");
	tcase_add_loop_test(tc, a_target_is_taken_as_it_is_or_refused, 0,
	    table.rows);
	tcase_add_test(tc, a_host_may_be_one_label_but_not_for_mail);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

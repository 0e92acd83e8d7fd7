/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/path.h"

#include "suite.h"
#include "table.h"

#include <ctype.h>

static struct table table;

static const char *const kinds[CVD_PATH_KINDS] = { "other", "team", "roster",
	"key", "contact", "policy", "calendar", "template", "case",
	"attachment", "advisory", "attributes" };

START_TEST(a_path_says_what_the_file_is)
{
	char *cell = strdup(table_cell(&table, _i, "path"));
	struct cvd_path path = cvd_path_parse(table_unescape(cell));

	ck_assert_msg(strcmp(kinds[path.kind],
	                  table_cell(&table, _i, "kind")) == 0,
	    "'%s' is %s", cell, kinds[path.kind]);
	ck_assert_str_eq(path.name, table_cell(&table, _i, "name"));
	ck_assert_str_eq(path.case_id, table_cell(&table, _i, "case"));
	free(cell);
}
END_TEST

START_TEST(no_two_paths_differ_by_letter_case_alone)
{
	for (int i = 0; i < table.rows; i++) {
		char *path = strdup(table_cell(&table, i, "path"));
		bool is_file = cvd_path_parse(path).kind != CVD_PATH_OTHER;

		for (char *p = path; is_file && *p != '\0'; p++) {
			if (!isalpha((unsigned char)*p))
				continue;
			*p ^= 'a' ^ 'A';
			ck_assert_msg(cvd_path_parse(path).kind ==
			                  CVD_PATH_OTHER,
			    "%s", path);
			*p ^= 'a' ^ 'A';
		}
		free(path);
	}
}
END_TEST

START_TEST(each_kind_is_in_the_table)
{
	unsigned seen[CVD_PATH_KINDS] = { 0 };

	for (int i = 0; i < table.rows; i++)
		seen[cvd_path_parse(table_cell(&table, i, "path")).kind]++;
	for (int kind = 0; kind < CVD_PATH_KINDS; kind++)
		ck_assert_msg(seen[kind] > 0, "%s", kinds[kind]);
}
END_TEST

START_TEST(a_file_is_the_team_s_or_a_case_s)
{
	for (int kind = 0; kind < CVD_PATH_KINDS; kind++) {
		bool team = kind >= CVD_PATH_TEAM && kind <= CVD_PATH_TEMPLATE;
		bool of_case = kind == CVD_PATH_CASE ||
		               kind == CVD_PATH_ATTACHMENT ||
		               kind == CVD_PATH_ADVISORY;

		ck_assert(cvd_path_is_team((enum cvd_path_kind)kind) == team);
		ck_assert(
		    cvd_path_is_case((enum cvd_path_kind)kind) == of_case);
	}
}
END_TEST

START_TEST(the_team_has_five_folders)
{
	static const char *const folders[] = { "keys", "contacts", "policies",
		"calendars", "templates" };
	static const char *const none[] = { "", "cases", "attachments",
		"advisories", "keys/", "keys/x", "templates/", "templates/EN",
		"templates/en/x", "template", "policies/calendars" };

	for (size_t i = 0; i < 5; i++) {
		ck_assert_str_eq(cvd_path_team_folder(i), folders[i]);
		ck_assert(cvd_path_is_team_folder(folders[i]));
	}
	ck_assert_ptr_null(cvd_path_team_folder(5));
	ck_assert_ptr_null(cvd_path_team_folder(99));
	ck_assert(cvd_path_is_team_folder("templates/en"));
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		ck_assert_msg(!cvd_path_is_team_folder(none[i]), "%s", none[i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("path");
	TCase *tc = tcase_create("path");

	table = table_load("paths.tsv");
	tcase_add_loop_test(tc, a_path_says_what_the_file_is, 0, table.rows);
	tcase_add_test(tc, no_two_paths_differ_by_letter_case_alone);
	tcase_add_test(tc, each_kind_is_in_the_table);
	tcase_add_test(tc, a_file_is_the_team_s_or_a_case_s);
	tcase_add_test(tc, the_team_has_five_folders);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

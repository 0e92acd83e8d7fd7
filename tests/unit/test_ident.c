/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/ident.h"

#include "suite.h"

#include <string.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static const struct {
	unsigned char random[CVD_CASE_ID_RANDOM];
	unsigned year;
	const char *id;
} made[] = {
	{ { 0x24, 0xcf, 0x74, 0xf4 }, 2026, "CVD-2026-4K7Q9XV" },
	{ { 0x24, 0xcf, 0x74, 0xf7 }, 2026, "CVD-2026-4K7Q9XV" },
	{ { 0x00, 0x00, 0x00, 0x00 }, 2026, "CVD-2026-0000000" },
	{ { 0xff, 0xff, 0xff, 0xff }, 1999, "CVD-1999-ZZZZZZ6" },
};

START_TEST(chance_and_a_year_make_an_id)
{
	char id[CVD_CASE_ID_TEXT];

	cvd_case_id_make(made[_i].year, made[_i].random, id);
	ck_assert_str_eq(id, made[_i].id);
	ck_assert_int_eq(cvd_case_id_check(id, NULL), CVD_OK);
}
END_TEST

static const struct {
	const char *text;
	const char *id; /* NULL: refused */
} typed[] = {
	{ "CVD-2026-4K7Q9XV", "CVD-2026-4K7Q9XV" },
	{ "cvd-2026-4k7q9xv", "CVD-2026-4K7Q9XV" },
	{ "CVD-2026-OOOOOOO", "CVD-2026-0000000" },
	{ "CVD-2026-1111118", NULL },
	{ "cvd-2O26-ooooooo", "CVD-2026-0000000" },
	{ "", NULL },
	{ "CVD-2026-", NULL },
	{ "CVD-2026-4K7Q9X", NULL },
	{ "CVD-2026-4K7Q9XVV", NULL },
	{ "CVD-2026-4K7Q9XV\n", NULL },
	{ "CVD-2026-4K7Q9UV", NULL },
	{ "CVD-2026-4K7Q9XW", NULL },
	{ "CVD-2026-K47Q9XV", NULL },
	{ "CVD-20264-K7Q9XV", NULL },
	{ "CVE-2026-4K7Q9XV", NULL },
	{ "CVD_2026_4K7Q9XV", NULL },
	{ "CVD-2026-4K7Q9X\xc3", NULL },
	{ "../../2026/4K7Q9XV", NULL },
};

START_TEST(what_is_typed_becomes_the_stored_id)
{
	char id[CVD_CASE_ID_TEXT] = "untouched";
	struct cvd_err err = { 0 };

	if (typed[_i].id != NULL) {
		ck_assert_int_eq(cvd_case_id_parse(typed[_i].text, id, &err),
		    CVD_OK);
		ck_assert_str_eq(id, typed[_i].id);
		return;
	}
	ck_assert_int_eq(cvd_case_id_parse(typed[_i].text, id, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(id, "untouched");
	ck_assert_str_ne(err.message, "");
}
END_TEST

START_TEST(a_mistyped_id_is_named_as_such)
{
	char id[CVD_CASE_ID_TEXT];
	struct cvd_err err;

	ck_assert_int_eq(cvd_case_id_parse("cvd-2026-4k7q9xw", id, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message,
	    "case id 'CVD-2026-4K7Q9XW' is mistyped: its last character does "
	    "not fit the others");
	ck_assert_int_eq(cvd_case_id_parse("Apache", id, &err), CVD_E_INVALID);
	ck_assert_str_eq(err.message,
	    "'Apache' is not a case id such as CVD-2026-4K7Q9XV");
	ck_assert_int_eq(cvd_case_id_check("cvd-2026-4K7Q9XV", &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message,
	    "case id 'cvd-2026-4K7Q9XV' is to be written 'CVD-2026-4K7Q9XV'");
}
END_TEST

START_TEST(one_wrong_character_is_always_found)
{
	static const char good[] = "CVD-2026-4K7Q9XV";
	char id[CVD_CASE_ID_TEXT];

	for (size_t at = strlen("CVD-2026-"); good[at] != '\0'; at++) {
		for (const char *c = alphabet; *c != '\0'; c++) {
			char bad[CVD_CASE_ID_TEXT];

			(void)memcpy(bad, good, sizeof bad);
			bad[at] = *c;
			ck_assert_msg((cvd_case_id_parse(bad, id, NULL) ==
			                  CVD_OK) == (*c == good[at]),
			    "%s", bad);
		}
	}
}
END_TEST

/* All 1024 pairs, at the end of the six. */
START_TEST(swapped_neighbours_are_found_but_for_0_and_z)
{
	char id[CVD_CASE_ID_TEXT];

	for (unsigned bits = 0; bits < 1024; bits++) {
		unsigned char random[] = { 0, 0, (unsigned char)(bits >> 6),
			(unsigned char)(bits << 2 & 0xff) };
		char swapped[CVD_CASE_ID_TEXT];
		bool blind;

		cvd_case_id_make(2026, random, id);
		(void)memcpy(swapped, id, sizeof swapped);
		swapped[13] = id[14];
		swapped[14] = id[13];
		blind = id[13] == id[14] || (id[13] == '0' && id[14] == 'Z') ||
		        (id[13] == 'Z' && id[14] == '0');
		ck_assert_msg((cvd_case_id_check(swapped, NULL) == CVD_OK) ==
		                  blind,
		    "%s", swapped);
	}
}
END_TEST

static const char *const foreign_paths[] = {
	"",
	"cvd.yaml",
	"cases/2026/4K/CVD-2026-4K7Q9XV.yml",
	"cases/2026/4J/CVD-2026-4K7Q9XV.yaml",
	"cases/2025/4K/CVD-2026-4K7Q9XV.yaml",
	"cases/2026/4K/CVD-2026-4K7Q9XW.yaml",
	"cases/2026/4k/cvd-2026-4k7q9xv.yaml",
	"Cases/2026/4K/CVD-2026-4K7Q9XV.yaml",
	"cases/2026/4K/CVD-2026-4K7Q9XV.yaml/",
	"cases/2026/4K/../4K/CVD-2026-4K7Q9XV.yaml",
	"cases/2026/4K/CVD-2026-4K7Q9XV/yaml",
};

START_TEST(a_case_lies_at_one_path_only)
{
	char path[CVD_CASE_PATH_TEXT];
	char id[CVD_CASE_ID_TEXT];

	cvd_case_path_text("CVD-2026-4K7Q9XV", path);
	ck_assert_str_eq(path, "cases/2026/4K/CVD-2026-4K7Q9XV.yaml");
	ck_assert_int_eq(cvd_case_path_parse(path, id, NULL), CVD_OK);
	ck_assert_str_eq(id, "CVD-2026-4K7Q9XV");
}
END_TEST

START_TEST(any_other_path_is_not_that_of_a_case)
{
	char id[CVD_CASE_ID_TEXT];
	struct cvd_err err = { 0 };

	ck_assert_int_eq(cvd_case_path_parse(foreign_paths[_i], id, &err),
	    CVD_E_INVALID);
	ck_assert_ptr_nonnull(strstr(err.message, "not the path of a case"));
}
END_TEST

static const struct {
	const char *ref;
	bool matches;          /* CVD-2026-4K7Q9XV */
	enum cvd_status check; /* could any case answer to it? */
} refs[] = {
	{ "CVD-2026-4K7Q9XV", true, CVD_OK },
	{ "cvd-2026-4k7q9xv", true, CVD_OK },
	{ "2026-4K7Q9XV", true, CVD_OK },
	{ "4K7Q9XV", true, CVD_OK },
	{ "4k7", true, CVD_OK },
	{ "4", true, CVD_OK },
	{ "2026", true, CVD_OK },
	{ "2026-4", true, CVD_OK },
	{ "CVD-", true, CVD_OK },
	{ "cvd-2o26-4", true, CVD_OK },
	{ "4L", false, CVD_OK },
	{ "7Q9XV", false, CVD_OK },
	{ "CVD-2025", false, CVD_OK },
	{ "", false, CVD_E_NOT_FOUND },
	{ "4K7Q9XW", false, CVD_E_NOT_FOUND },
	{ "2026-4K7Q9XW", false, CVD_E_NOT_FOUND },
	{ "4K7Q9XVV", false, CVD_OK },
	{ "CVD-2026-4K7Q9XVV", false, CVD_E_NOT_FOUND },
	{ "4K7Q9U", false, CVD_E_NOT_FOUND },
	{ "4K7Q9 XV", false, CVD_E_NOT_FOUND },
	{ "4K7Q9X\xc3\xa9", false, CVD_E_NOT_FOUND },
};

START_TEST(a_reference_finds_its_case)
{
	struct cvd_err err;

	ck_assert_int_eq(cvd_case_ref_matches(refs[_i].ref, "CVD-2026-4K7Q9XV"),
	    refs[_i].matches);
	ck_assert_int_eq(cvd_case_ref_check(refs[_i].ref, &err),
	    refs[_i].check);
}
END_TEST

static const struct {
	const char *ref;
	const char *folder;
	bool reaches;
} folders[] = {
	{ "4K7Q9XV", "cases/2026/4K", true },
	{ "4k7", "cases/2026/4K", true },
	{ "4", "cases/2026/4K", true },
	{ "4", "cases/2026/7N", false },
	{ "4L", "cases/2026/41", true },
	{ "4L", "cases/2026/4K", false },
	{ "7Q9", "cases/2026/4K", false },
	{ "4K7Q9XV", "cases/2026", true },
	{ "2026-4K7Q9XV", "cases/2026", true },
	{ "2026-4K7Q9XV", "cases/2025", false },
	{ "cvd-2026-4k", "cases/2026/4K", true },
	{ "cvd-2026-4k", "cases/2026/7N", false },
	{ "CVD-2025", "cases/2026", false },
	{ "CVD", "cases/2026", true },
	{ "20", "cases/2026", true },
	{ "20", "cases/2026/20", true },
	{ "20", "cases/2026/4K", true },
	{ "2025", "cases/2026/4K", false },
	/* as the year 2025, or as what follows another year */
	{ "2025", "cases/2026/20", true },
	{ "4K", "cases", true },
	{ "4K", "cases/other", true },
};

START_TEST(a_reference_is_sought_where_it_can_lie)
{
	ck_assert_int_eq(cvd_case_ref_reaches(folders[_i].ref,
	                     folders[_i].folder),
	    folders[_i].reaches);
}
END_TEST

START_TEST(event_ids_hold_all_128_bits)
{
	unsigned char random[CVD_EVENT_ID_BYTES] = { 0 };
	char id[CVD_EVENT_ID_TEXT];

	cvd_event_id_make(random, id);
	ck_assert_str_eq(id, "00000000000000000000000000");
	random[15] = 0x21;
	cvd_event_id_make(random, id);
	ck_assert_str_eq(id, "00000000000000000000000011");
	(void)memset(random, 0xff, sizeof random);
	cvd_event_id_make(random, id);
	ck_assert_str_eq(id, "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
	ck_assert_int_eq(cvd_event_id_check(id, NULL), CVD_OK);
	ck_assert(cvd_event_ref_matches("7zzz", id));
	ck_assert(!cvd_event_ref_matches("7zzy", id));
	ck_assert(!cvd_event_ref_matches("", id));
}
END_TEST

typedef enum cvd_status (*check_fn)(const char *, struct cvd_err *);

static const struct {
	check_fn check;
	const char *text;
	bool good;
} shapes[] = {
	{ cvd_event_id_check, "5T3ZK0V9QX7M2D8HJ4N6B1CRWY", true },
	{ cvd_event_id_check, "8T3ZK0V9QX7M2D8HJ4N6B1CRWY", false },
	{ cvd_event_id_check, "5t3zk0v9qx7m2d8hj4n6b1crwy", false },
	{ cvd_event_id_check, "5T3ZK0V9QX7M2D8HJ4N6B1CRW", false },
	{ cvd_event_id_check, "5T3ZK0V9QX7M2D8HJ4N6B1CRWL", false },
	{ cvd_event_id_check, "", false },
	{ cvd_slug_check, "a", true },
	{ cvd_slug_check, "vendor-1", true },
	{ cvd_slug_check, "abcdefghijklmnopqrstuvwxyz-01234", true },
	{ cvd_slug_check, "abcdefghijklmnopqrstuvwxyz-012345", false },
	{ cvd_slug_check, "", false },
	{ cvd_slug_check, "1st", false },
	{ cvd_slug_check, "-a", false },
	{ cvd_slug_check, "Alice", false },
	{ cvd_slug_check, "a/b", false },
	{ cvd_slug_check, "a\n", false },
	{ cvd_version_check, "2023", true },
	{ cvd_version_check, "2026-11-21", true },
	{ cvd_version_check, "v1.0_RC", true },
	{ cvd_version_check, "", false },
	{ cvd_version_check, "1 0", false },
	{ cvd_version_check, "0123456789012345678901234567890123", false },
	{ cvd_policy_ref_check, "nl-ncsc@2023", true },
	{ cvd_policy_ref_check, "nl-ncsc", false },
	{ cvd_policy_ref_check, "@2023", false },
	{ cvd_policy_ref_check, "nl-ncsc@", false },
	{ cvd_policy_ref_check, "nl-ncsc@1@2", false },
	{ cvd_policy_ref_check,
	    "abcdefghijklmnopqrstuvwxyz-0123456789-0123456789@1", false },
	{ cvd_cve_id_check, "CVE-1999-0001", true },
	{ cvd_cve_id_check, "CVE-2026-1234567890123456789", true },
	{ cvd_cve_id_check, "CVE-2026-12345678901234567890", false },
	{ cvd_cve_id_check, "CVE-2026-123", false },
	{ cvd_cve_id_check, "cve-2026-1234", false },
	{ cvd_cve_id_check, "CVE-26-1234", false },
	{ cvd_cve_id_check, "CVE-2026-1234 ", false },
	{ cvd_cwe_id_check, "CWE-79", true },
	{ cvd_cwe_id_check, "CWE-999999", true },
	{ cvd_cwe_id_check, "CWE-0", false },
	{ cvd_cwe_id_check, "CWE-079", false },
	{ cvd_cwe_id_check, "CWE-", false },
	{ cvd_cwe_id_check, "CWE-1234567", false },
	{ cvd_fingerprint_check, "0123456789ABCDEF0123456789ABCDEF01234567",
	    true },
	{ cvd_fingerprint_check, "0123456789abcdef0123456789ABCDEF01234567",
	    false },
	{ cvd_fingerprint_check, "0123456789ABCDEF", false },
	{ cvd_sha256_check,
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	    true },
	{ cvd_sha256_check,
	    "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
	    false },
	{ cvd_sha256_check, "e3b0c442", false },
};

START_TEST(every_kind_of_name_has_its_shape)
{
	struct cvd_err err = { 0 };
	enum cvd_status status = shapes[_i].check(shapes[_i].text, &err);

	ck_assert_int_eq(status, shapes[_i].good ? CVD_OK : CVD_E_INVALID);
	if (!shapes[_i].good)
		ck_assert_ptr_nonnull(strstr(err.message, "' is not a"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ident");
	TCase *tc = tcase_create("ident");

	tcase_add_loop_test(tc, chance_and_a_year_make_an_id, 0, COUNT(made));
	tcase_add_loop_test(tc, what_is_typed_becomes_the_stored_id, 0,
	    COUNT(typed));
	tcase_add_test(tc, a_mistyped_id_is_named_as_such);
	tcase_add_test(tc, one_wrong_character_is_always_found);
	tcase_add_test(tc, swapped_neighbours_are_found_but_for_0_and_z);
	tcase_add_test(tc, a_case_lies_at_one_path_only);
	tcase_add_loop_test(tc, any_other_path_is_not_that_of_a_case, 0,
	    COUNT(foreign_paths));
	tcase_add_loop_test(tc, a_reference_finds_its_case, 0, COUNT(refs));
	tcase_add_loop_test(tc, a_reference_is_sought_where_it_can_lie, 0,
	    COUNT(folders));
	tcase_add_test(tc, event_ids_hold_all_128_bits);
	tcase_add_loop_test(tc, every_kind_of_name_has_its_shape, 0,
	    COUNT(shapes));
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

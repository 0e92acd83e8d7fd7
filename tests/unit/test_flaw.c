/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/flaw.h"

#include "suite.h"

#include <string.h>

START_TEST(every_kind_has_a_name_of_its_own)
{
	ck_assert_ptr_null(cvd_flaw_names[CVD_FLAW_NONE]);
	for (int i = CVD_FLAW_NONE + 1; i < CVD_FLAW_KINDS; i++) {
		const char *name = cvd_flaw_names[i];

		ck_assert_msg(name != NULL, "kind %d", i);
		ck_assert_uint_gt(strlen(name), 0);
		ck_assert_uint_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz-"),
		    strlen(name));
		for (int k = CVD_FLAW_NONE + 1; k < i; k++)
			ck_assert_str_ne(name, cvd_flaw_names[k]);
	}
	ck_assert_ptr_null(cvd_flaw_names[CVD_FLAW_KINDS]);
}
END_TEST

/* Scripts and auditors know them: here to be changed by nobody in passing. */
START_TEST(names_do_not_change)
{
	static const struct {
		enum cvd_flaw_kind kind;
		const char *name;
	} known[] = {
		{ CVD_FLAW_ROLLBACK, "rollback" },
		{ CVD_FLAW_NOT_DESCENDANT, "not-descendant" },
		{ CVD_FLAW_FOREIGN_ROOT, "foreign-root" },
		{ CVD_FLAW_SIDE_ENTRY, "side-entry" },
		{ CVD_FLAW_MALFORMED, "malformed" },
		{ CVD_FLAW_UNSIGNED, "unsigned" },
		{ CVD_FLAW_MALFORMED_SIGNATURE, "malformed-signature" },
		{ CVD_FLAW_UNSUPPORTED_SIGNATURE, "unsupported-signature" },
		{ CVD_FLAW_WEAK_SIGNATURE, "weak-signature" },
		{ CVD_FLAW_BAD_SIGNATURE, "bad-signature" },
		{ CVD_FLAW_UNKNOWN_SIGNER, "unknown-signer" },
		{ CVD_FLAW_TIME_MISMATCH, "time-mismatch" },
		{ CVD_FLAW_UNAUTHORISED, "unauthorised" },
		{ CVD_FLAW_ROSTER_REMOVED, "roster-removed" },
		{ CVD_FLAW_SIGNED_AFTER_CUTOFF, "signed-after-cutoff" },
		{ CVD_FLAW_HEAD, "head" },
		{ CVD_FLAW_KEY_FILE, "key-file" },
		{ CVD_FLAW_CLOCK_SKEW, "clock-skew" },
		{ CVD_FLAW_EXPIRED_SIGNER, "expired-signer" },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		ck_assert_str_eq(cvd_flaw_names[known[i].kind], known[i].name);
}
END_TEST

START_TEST(three_kinds_are_warnings)
{
	for (int i = CVD_FLAW_NONE; i < CVD_FLAW_KINDS; i++)
		ck_assert_int_eq(cvd_flaw_is_warning((enum cvd_flaw_kind)i),
		    i == CVD_FLAW_CLOCK_SKEW || i == CVD_FLAW_BACKDATED ||
		        i == CVD_FLAW_EXPIRED_SIGNER);
}
END_TEST

START_TEST(a_flaw_is_filled_anew)
{
	struct cvd_flaw flaw = { .case_id = "CVD-2026-4K7Q9XV",
		.message = "older" };

	ck_assert_int_eq(cvd_flaw_found(&flaw, CVD_FLAW_MODE, "mode %o", 0755),
	    CVD_E_FINDINGS);
	ck_assert_int_eq(flaw.kind, CVD_FLAW_MODE);
	ck_assert_str_eq(flaw.case_id, "");
	ck_assert_str_eq(flaw.message, "mode 755");
	ck_assert_int_eq(cvd_flaw_found(NULL, CVD_FLAW_MODE, "mode %o", 0755),
	    CVD_E_FINDINGS);
}
END_TEST

START_TEST(a_message_is_one_line_of_whole_characters)
{
	struct cvd_flaw flaw;
	char text[600];
	size_t size;

	(void)cvd_flaw_found(&flaw, CVD_FLAW_PATH, "%s", "a\nb\x1b[31m\x7f");
	ck_assert_str_eq(flaw.message, "a b [31m ");
	/* 399 bytes: 199 letters of two, and half of one that is dropped */
	for (size = 0; size + 2 < sizeof text; size += 2)
		(void)memcpy(text + size, "\xc3\xa9", 2);
	text[size] = '\0';
	(void)cvd_flaw_found(&flaw, CVD_FLAW_PATH, "%s", text);
	ck_assert_uint_eq(strlen(flaw.message), 398);
	ck_assert_mem_eq(flaw.message, text, 398);
}
END_TEST

START_TEST(an_error_report_says_where)
{
	struct cvd_flaw flaw;
	struct cvd_err err;

	(void)cvd_fail_at(&err, CVD_E_INVALID, 12, 3, "unknown field 'x'");
	ck_assert_int_eq(cvd_flaw_found_err(&flaw, CVD_FLAW_TEAM_FILE,
	                     "roster.yaml", &err),
	    CVD_E_FINDINGS);
	ck_assert_int_eq(flaw.kind, CVD_FLAW_TEAM_FILE);
	ck_assert_str_eq(flaw.message, "roster.yaml:12:3: unknown field 'x'");
	(void)cvd_flaw_found_err(&flaw, CVD_FLAW_MESSAGE, NULL, &err);
	ck_assert_str_eq(flaw.message, "line 12, column 3: unknown field 'x'");
	(void)cvd_fail(&err, CVD_E_INVALID, "it is 100%% empty");
	(void)cvd_flaw_found_err(&flaw, CVD_FLAW_TEAM_FILE, "cvd.yaml", &err);
	ck_assert_str_eq(flaw.message, "cvd.yaml: it is 100% empty");
	(void)cvd_flaw_found_err(&flaw, CVD_FLAW_TEAM_FILE, NULL, &err);
	ck_assert_str_eq(flaw.message, "it is 100% empty");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("flaw");
	TCase *tc = tcase_create("flaw");

	tcase_add_test(tc, every_kind_has_a_name_of_its_own);
	tcase_add_test(tc, names_do_not_change);
	tcase_add_test(tc, three_kinds_are_warnings);
	tcase_add_test(tc, a_flaw_is_filled_anew);
	tcase_add_test(tc, a_message_is_one_line_of_whole_characters);
	tcase_add_test(tc, an_error_report_says_where);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

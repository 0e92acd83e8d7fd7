/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/policy_check.h"

#include "app/adopt.h"

#include "document.h"
#include "suite.h"

/* What is found, a line each: "error open-term 85: message". */
static const char *
check(const struct cvd_node *root, enum cvd_profile profile)
{
	struct cvd_findings findings = cvd_findings_in(arena);
	const struct cvd_policy *policy = NULL;
	const char *text = "";
	struct cvd_err err = { 0 };

	ck_assert_msg(cvd_policy_load(root, arena, &policy, &err) == CVD_OK,
	    "%u:%u: %s", err.line, err.column, err.message);
	cvd_policy_check(policy, profile, &findings);
	for (size_t i = 0; i < findings.count; i++) {
		const struct cvd_finding *f = &findings.item[i];

		text = cvd_arena_textf(arena, "%s%s %s: %s\n", text,
		    f->is_error ? "error" : "warning", f->rule, f->message);
	}
	return text;
}

static const char *
check_shipped(const char *id, enum cvd_profile profile)
{
	return check(document_shipped(CVD_SHIPPED_POLICY, id), profile);
}

START_TEST(the_dutch_policy_passes_with_what_a_team_must_add)
{
	ck_assert_str_eq(check_shipped("nl-ncsc", CVD_PROFILE_GENERAL),
	    "warning phase: phase 'publication' has no term, and no "
	    "'amount: none'\n"
	    "warning contact: it names no contact to report to\n"
	    "warning approval: it does not say who approved it\n"
	    "warning public: it has neither 'public_url' nor "
	    "'coordinator.url'\n");
}
END_TEST

START_TEST(in_the_belgian_profile_these_are_errors)
{
	ck_assert_str_eq(check_shipped("nl-ncsc", CVD_PROFILE_BE),
	    "error phase: phase 'publication' has no term, and no "
	    "'amount: none'\n"
	    "error contact: it names no contact to report to\n"
	    "error approval: it does not say who approved it\n"
	    "error public: it has neither 'public_url' nor "
	    "'coordinator.url'\n");
}
END_TEST

#define CCB_WARNINGS                                                           \
	"warning public: it has neither 'public_url' nor 'coordinator.url'\n"  \
	"warning scope: nothing is in its scope\n"                             \
	"warning translation: 'title' has no text in 'fr'\n"                   \
	"warning translation: 'title' has no text in 'de'\n"                   \
	"warning translation: 'disclaimer' has no text in 'fr'\n"              \
	"warning translation: 'disclaimer' has no text in 'de'\n"              \
	"warning translation: 'legal.statement' has no text in 'fr'\n"         \
	"warning translation: 'legal.statement' has no text in 'de'\n"

START_TEST(a_template_fails_until_its_numbers_are_filled_in)
{
	const char *const ids[] = { "be-ccb-2020" };
	const char *const terms[] = { "ack=3wd", "assess=10wd", "fix=90d",
		"update=2w" };
	struct cvd_lines id_lines = { (const char **)(uintptr_t)ids, 1 };
	struct cvd_lines term_lines = { (const char **)(uintptr_t)terms, 4 };
	struct cvd_items files = { 0 };
	const struct cvd_adopted *file;

	ck_assert_str_eq(check_shipped("be-ccb-2020", CVD_PROFILE_GENERAL),
	    "error open-term: term 'ack' has no number\n"
	    "error open-term: term 'assess' has no number\n"
	    "error open-term: term 'fix' has no number\n"
	    "error open-term: term 'update' has no number\n"
	    "warning phase: phase 'publication' has no term, and no "
	    "'amount: none'\n" CCB_WARNINGS);
	ck_assert_int_eq(cvd_adopt_policies(&id_lines, &term_lines, arena,
	                     &files, NULL),
	    CVD_OK);
	file = files.item;
	ck_assert_str_eq(check(document_read(file->bytes), CVD_PROFILE_GENERAL),
	    "warning phase: phase 'publication' has no term, and no "
	    "'amount: none'\n"
	    "warning approval: it does not say who approved it\n" CCB_WARNINGS);
}
END_TEST

#define HEAD                                                                   \
	"schema: cvd-policy/1\n"                                               \
	"id: x\n"                                                              \
	"version: \"1\"\n"                                                     \
	"title: X\n"                                                           \
	"calendar: nl\n"                                                       \
	"timezone: UTC\n"

START_TEST(a_policy_for_reference_owes_its_source_alone)
{
	ck_assert_str_eq(check(document_read(HEAD "status: reference\n"
	                                          "source: [{ref: S-ncsc}]\n"),
	                     CVD_PROFILE_BE),
	    "");
	ck_assert_str_eq(
	    check(document_read(
	              HEAD "status: active\n"
	                   "role: controller\n"
	                   "public_url: \"https://example.org/\"\n"
	                   "deadlines:\n"
	                   "  - {id: a, phase: fix, from: fixed, unit: hours,\n"
	                   "     amount: null, kind: statutory}\n"),
	        CVD_PROFILE_BE),
	    "");
	ck_assert_str_eq(check(document_read(HEAD "status: reference\n"),
	                     CVD_PROFILE_GENERAL),
	    "error source: no source is named, and no public_url\n");
	ck_assert_str_eq(check(document_read(HEAD "status: reference\n"
	                                          "source: [{note: here}]\n"),
	                     CVD_PROFILE_GENERAL),
	    "error source: this source says not where it is\n");
}
END_TEST

START_TEST(what_holds_for_all_policies_is_found)
{
	ck_assert_str_eq(
	    check(
	        document_read(HEAD
	            "status: reference\n"
	            "source: [{ref: S-ncsc}]\n"
	            "valid_from: 2026-02-01\n"
	            "valid_to: 2026-01-31\n"
	            "disclaimer: {nl: \"{{team.from}}\", en: \"{{team.name}\"}\n"
	            "contacts:\n"
	            "  - {purpose: report, kind: email, address: us}\n"
	            "  - {purpose: report, kind: form, address: later}\n"),
	        CVD_PROFILE_GENERAL),
	    "error text: 'disclaimer' may speak of {{team.name}} alone: "
	    "'team.from' is not known here\n"
	    "error text: 'disclaimer' may speak of {{team.name}} alone: tag "
	    "without '}}'\n"
	    "error address: mail address 'us': there is no '@'\n"
	    "error validity: the policy ends before it begins\n");
}
END_TEST

START_TEST(a_desk_owes_its_reporters_a_promise)
{
	ck_assert_str_eq(check(document_read(HEAD "status: active\n"
	                                          "source: [{ref: S-ncsc}]\n"),
	                     CVD_PROFILE_GENERAL),
	    "error complaint: it does not promise "
	    "'legal.no_complaint_if_conform'\n"
	    "error complaint: it has no text 'legal.statement'\n"
	    "warning phase: phase 'received' has no term, and no 'amount: "
	    "none'\n"
	    "warning phase: phase 'assess' has no term, and no 'amount: "
	    "none'\n"
	    "warning phase: phase 'fix' has no term, and no 'amount: none'\n"
	    "warning phase: phase 'publication' has no term, and no 'amount: "
	    "none'\n"
	    "warning contact: it names no contact to report to\n"
	    "warning approval: it does not say who approved it\n"
	    "warning public: it has neither 'public_url' nor "
	    "'coordinator.url'\n"
	    "warning scope: nothing is in its scope\n"
	    "warning personal-data: it says nothing on 'personal_data'\n"
	    "warning publication: it says nothing on 'publication'\n"
	    "warning confidentiality: it does not promise "
	    "'confidentiality'\n");
}
END_TEST

START_TEST(a_complete_policy_has_nothing_to_be_found)
{
	ck_assert_str_eq(
	    check(
	        document_read(HEAD
	            "status: active\n"
	            "public_url: \"https://example.org/cvd\"\n"
	            "approved_by: {name: C. Eo, role: director}\n"
	            "confidentiality: true\n"
	            "scope: {in: [{kind: system, pattern: all}]}\n"
	            "contacts:\n"
	            "  - {purpose: report, kind: email, address: a@b.org}\n"
	            "deadlines:\n"
	            "  - {phase: received, amount: none}\n"
	            "  - {phase: assess, amount: none}\n"
	            "  - {phase: fix, amount: none}\n"
	            "  - {phase: publication, amount: none}\n"
	            "publication: {requires: [fixed]}\n"
	            "personal_data: {basis: consent}\n"
	            "legal: {no_complaint_if_conform: true, statement: Yes!}\n"),
	        CVD_PROFILE_BE),
	    "");
}
END_TEST

START_TEST(a_finding_has_its_place_and_weight)
{
	struct cvd_findings findings = cvd_findings_in(arena);
	const struct cvd_policy *policy = NULL;
	const struct cvd_node *root = document_read(
	    HEAD "status: reference\nsource:\n  - {note: here}\n");

	ck_assert_int_eq(cvd_policy_load(root, arena, &policy, NULL), CVD_OK);
	cvd_policy_check(policy, CVD_PROFILE_GENERAL, &findings);
	ck_assert_uint_eq(findings.count, 1);
	ck_assert_uint_eq(findings.item[0].line, 9);
	ck_assert_uint_eq(findings.item[0].column, 5);
	ck_assert_uint_eq(cvd_findings_errors(&findings), 1);
	cvd_findings_add(&findings, false, "x", NULL, "%d", 1);
	ck_assert_uint_eq(findings.item[1].line, 0);
	ck_assert_uint_eq(cvd_findings_errors(&findings), 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("policy_check");
	TCase *tcase = tcase_create("policy_check");

	tcase_add_checked_fixture(tcase, document_setup, document_teardown);
	tcase_add_test(tcase,
	    the_dutch_policy_passes_with_what_a_team_must_add);
	tcase_add_test(tcase, in_the_belgian_profile_these_are_errors);
	tcase_add_test(tcase, a_template_fails_until_its_numbers_are_filled_in);
	tcase_add_test(tcase, a_policy_for_reference_owes_its_source_alone);
	tcase_add_test(tcase, what_holds_for_all_policies_is_found);
	tcase_add_test(tcase, a_desk_owes_its_reporters_a_promise);
	tcase_add_test(tcase, a_complete_policy_has_nothing_to_be_found);
	tcase_add_test(tcase, a_finding_has_its_place_and_weight);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}

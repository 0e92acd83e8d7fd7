/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/policy.h"

#include "core/contact.h"

#include "document.h"
#include "suite.h"
#include "table.h"

#include <stdio.h>

static const char head[] = "schema: cvd-policy/1\n"
                           "id: example\n"
                           "version: \"2026-11\"\n"
                           "status: active\n"
                           "title: Example\n"
                           "calendar: nl\n"
                           "timezone: Europe/Amsterdam\n";

static struct table errors;

static const struct cvd_policy *
load(const char *more)
{
	struct cvd_err err = { 0 };
	const struct cvd_policy *policy = NULL;
	const char *text = cvd_arena_textf(arena, "%s%s", head, more);

	ck_assert_msg(cvd_policy_load(document_read(text), arena, &policy,
	                  &err) == CVD_OK,
	    "%u:%u: %s", err.line, err.column, err.message);
	return policy;
}

static const struct cvd_policy *
load_shipped(const char *id)
{
	struct cvd_err err = { 0 };
	const struct cvd_policy *policy = NULL;

	ck_assert_msg(cvd_policy_load(document_shipped(CVD_SHIPPED_POLICY, id),
	                  arena, &policy, &err) == CVD_OK,
	    "%u:%u: %s", err.line, err.column, err.message);
	return policy;
}

START_TEST(a_mistake_is_refused_with_its_place)
{
	const char *cell = table_cell(&errors, _i, "text");
	const char *text = cell[0] == '='
	                       ? cell + 1
	                       : cvd_arena_textf(arena, "%s%s", head, cell);
	struct cvd_err err = { 0 };
	const struct cvd_policy *policy = NULL;
	enum cvd_status rc = cvd_policy_load(document_read(text), arena,
	    &policy, &err);
	char place[1000];

	(void)snprintf(place, sizeof place, "%u:%u: %s", err.line, err.column,
	    err.message);
	ck_assert_int_ne(rc, CVD_OK);
	ck_assert_int_eq(rc, err.status);
	ck_assert_ptr_null(policy);
	ck_assert_str_eq(place,
	    cvd_arena_textf(arena, "%s:%s: %s", table_cell(&errors, _i, "line"),
	        table_cell(&errors, _i, "column"),
	        table_cell(&errors, _i, "message")));
}
END_TEST

START_TEST(another_schema_has_its_own_status)
{
	struct cvd_err err = { 0 };
	const struct cvd_policy *policy = NULL;

	ck_assert_int_eq(cvd_policy_load(document_read(
	                                     "schema: cvd-policy/2\n"),
	                     arena, &policy, &err),
	    CVD_E_TOO_NEW);
	ck_assert_int_eq(cvd_policy_load(document_read(
	                                     "schema: cvd-policy/0\n"),
	                     arena, &policy, &err),
	    CVD_E_TOO_OLD);
}
END_TEST

START_TEST(every_shipped_policy_loads)
{
	const struct cvd_shipped *file = NULL;

	while ((file = cvd_shipped_next(CVD_SHIPPED_POLICY, file)) != NULL)
		ck_assert_str_eq(load_shipped(file->name)->id, file->name);
}
END_TEST

START_TEST(a_term_is_unpacked)
{
	const struct cvd_policy *policy = load_shipped("nl-ncsc");
	const struct cvd_policy_term *fix = cvd_policy_find_term(policy, "fix");
	const struct cvd_condition *when;

	ck_assert_uint_eq(policy->terms.count, 4);
	ck_assert_ptr_nonnull(fix);
	ck_assert_str_eq(fix->phase, "fix");
	ck_assert_str_eq(fix->from, "received");
	ck_assert(fix->has_amount);
	ck_assert_uint_eq(fix->amount, 60);
	ck_assert_int_eq(fix->unit, CVD_UNIT_CALENDAR_DAYS);
	ck_assert_int_eq(fix->kind, CVD_CLOCK_TARGET);
	ck_assert_int_eq(fix->roll, CVD_ROLL_UNSAID);
	ck_assert(!fix->repeat);
	ck_assert_uint_eq(fix->satisfied_by.count, 2);
	ck_assert_str_eq(fix->satisfied_by.item[1], "closed");
	ck_assert_str_eq(fix->on_miss, "flag");
	ck_assert_uint_eq(fix->when.count, 1);
	when = fix->when.item;
	ck_assert_str_eq(when->name, "target_kind");
	ck_assert_uint_eq(when->values.count, 1);
	ck_assert_str_eq(when->values.item[0], "system");
	ck_assert(cvd_policy_find_term(policy, "update")->repeat);
	ck_assert_ptr_null(cvd_policy_find_term(policy, "publish"));
}
END_TEST

START_TEST(a_term_may_lack_its_number_or_be_zero)
{
	const struct cvd_policy *ccb = load_shipped("be-ccb-2020");
	const struct cvd_policy *zero = load(
	    "deadlines:\n"
	    "  - {id: a, phase: fix, from: fixed, amount: 0, unit: hours,\n"
	    "     kind: limit, when: {exploited: true, severity: [high, low]}}\n"
	    "  - {phase: publication, amount: none}\n");
	const struct cvd_policy_term *term = zero->terms.item;
	const struct cvd_condition *when = term->when.item;

	ck_assert(!cvd_policy_find_term(ccb, "ack")->has_amount);
	ck_assert_uint_eq(zero->terms.count, 1);
	ck_assert(term->has_amount);
	ck_assert_uint_eq(term->amount, 0);
	ck_assert_uint_eq(term->when.count, 2);
	ck_assert_str_eq(when[0].values.item[0], "true");
	ck_assert_uint_eq(when[1].values.count, 2);
	ck_assert_str_eq(when[1].values.item[1], "low");
}
END_TEST

START_TEST(an_escalation_is_unpacked)
{
	const struct cvd_policy *policy = load_shipped("be-ccb-2020");
	const struct cvd_escalation_rule *rule = policy->escalations.item;

	ck_assert_uint_eq(policy->escalations.count, 3);
	ck_assert_str_eq(rule[0].by, "organisation");
	ck_assert_uint_eq(rule[0].to.count, 1);
	ck_assert_str_eq(rule[0].to.item[0], "be-ccb");
	ck_assert_str_eq(rule[0].evidence.item[0], "contact-attempt");
	ck_assert_uint_eq(rule[2].to.count, 2);
	ck_assert_uint_eq(rule[2].when.count, 2);
	ck_assert_uint_eq(rule[2].evidence.count, 0);
	rule = load("escalation: [{id: a, by: desk, to: be-ccb}]\n")
	           ->escalations.item;
	ck_assert_str_eq(rule->to.item[0], "be-ccb");
}
END_TEST

START_TEST(an_exclusion_is_unpacked)
{
	const struct cvd_policy *policy = load_shipped("nl-ncsc");
	const struct cvd_exclusion *exclusion = policy->exclusions.item;
	const struct cvd_exclusion *odd;

	ck_assert_uint_eq(policy->exclusions.count, 5);
	ck_assert_str_eq(exclusion[3].id, "version-disclosure");
	ck_assert_str_eq(exclusion[3].unless, "known-vulnerable-software");
	ck_assert_ptr_null(exclusion[0].unless);
	ck_assert_str_eq(cvd_policy_language_text(exclusion[4].text, "nl"),
	    "Ontbrekende HTTP security headers, ook die voor CORS");
	/* the last resort is a text, never the id */
	odd = load("eligibility:\n"
	           "  exclusions: [{id: x, unless: null, de: Nein}]\n")
	          ->exclusions.item;
	ck_assert_str_eq(cvd_policy_language_text(odd->text, "fr"), "Nein");
	ck_assert_ptr_null(odd->unless);
}
END_TEST

START_TEST(intake_and_publication_are_unpacked)
{
	const struct cvd_policy *policy = load_shipped("nl-ncsc");
	const struct cvd_policy *bare = load("");

	ck_assert_uint_eq(policy->require_one_of.count, 2);
	ck_assert_uint_eq(policy->minimum->count, 2);
	ck_assert_uint_eq(policy->publication_requires.count, 2);
	ck_assert_uint_eq(policy->publication_consent_of.count, 0);
	ck_assert(policy->confidentiality);
	ck_assert_str_eq(bare->role, "desk");
	ck_assert_ptr_null(bare->minimum);
	ck_assert_uint_eq(bare->require_one_of.count, 0);
	ck_assert_uint_eq(bare->terms.count, 0);
	ck_assert(!bare->confidentiality);
}
END_TEST

START_TEST(a_text_falls_back_to_english_then_to_the_first)
{
	const struct cvd_policy *policy = load(
	    "legal: {statement: {de: Wort, nl: woord, en: word}}\n"
	    "disclaimer: {de: Warnung, fr: avis}\n");
	static const struct {
		const char *key, *language, *text;
	} row[] = {
		{ "legal.statement", "nl", "woord" },
		{ "legal.statement", "nl-BE", "woord" },
		{ "legal.statement", "fr", "word" },
		{ "disclaimer", "nl", "Warnung" },
		{ "title", "nl", "Example" },
		{ "legal", "nl", "Wort" },
	};

	for (size_t i = 0; i < sizeof row / sizeof row[0] - 1; i++)
		ck_assert_str_eq(cvd_policy_text(policy, row[i].key,
		                     row[i].language),
		    row[i].text);
	ck_assert_ptr_null(cvd_policy_text(policy, "legal.oath", "nl"));
	ck_assert_ptr_null(cvd_policy_text(policy, "oath.of", "nl"));
	ck_assert_ptr_null(cvd_policy_text(policy, "", "nl"));
}
END_TEST

START_TEST(a_yes_is_true_and_nothing_else)
{
	const struct cvd_policy *policy = load_shipped("nl-ncsc");

	ck_assert(cvd_policy_says(policy, "legal.no_complaint_if_conform"));
	ck_assert(!cvd_policy_says(policy, "legal.no_civil_action"));
	ck_assert(!cvd_policy_says(policy, "conduct.minimal_change_allowed"));
	ck_assert(!cvd_policy_says(policy, "legal"));
	ck_assert(!cvd_policy_says(policy, "status"));
	ck_assert_ptr_nonnull(cvd_policy_find(policy, "reward.kind"));
	ck_assert_ptr_null(cvd_policy_find(policy, "public_url"));
}
END_TEST

START_TEST(running_out_of_memory_is_an_error_and_no_crash)
{
	for (unsigned long n = 1;; n++) {
		struct cvd_arena *own = cvd_arena_new();
		const struct cvd_node *root =
		    document_shipped(CVD_SHIPPED_POLICY, "nl-ncsc");
		const struct cvd_policy *policy = NULL;
		struct cvd_err err = { 0 };
		enum cvd_status rc;

		cvd_memory_fail_at(n);
		rc = cvd_policy_load(root, own, &policy, &err);
		cvd_memory_fail_at(0);
		cvd_arena_free(own);
		if (rc == CVD_OK)
			break;
		ck_assert_int_eq(rc, CVD_E_NO_MEMORY);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("policy");
	TCase *tcase = tcase_create("policy");

	errors = table_load("policy_errors.tsv");
	for (int i = 0; i < errors.rows; i++)
		(void)table_unescape(errors.row[i][0]);
	tcase_add_checked_fixture(tcase, document_setup, document_teardown);
	tcase_add_loop_test(tcase, a_mistake_is_refused_with_its_place, 0,
	    errors.rows);
	tcase_add_test(tcase, another_schema_has_its_own_status);
	tcase_add_test(tcase, every_shipped_policy_loads);
	tcase_add_test(tcase, a_term_is_unpacked);
	tcase_add_test(tcase, a_term_may_lack_its_number_or_be_zero);
	tcase_add_test(tcase, an_escalation_is_unpacked);
	tcase_add_test(tcase, an_exclusion_is_unpacked);
	tcase_add_test(tcase, intake_and_publication_are_unpacked);
	tcase_add_test(tcase, a_text_falls_back_to_english_then_to_the_first);
	tcase_add_test(tcase, a_yes_is_true_and_nothing_else);
	tcase_add_test(tcase, running_out_of_memory_is_an_error_and_no_crash);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}

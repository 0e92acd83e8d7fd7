/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/adopt.h"

#include "core/calendar.h"
#include "core/canon.h"
#include "core/limits.h"
#include "core/policy.h"

#include "document.h"
#include "suite.h"

#define LINES(...)                                                             \
	(&(struct cvd_lines){ .item = (const char *[]){ __VA_ARGS__ },         \
	    .count = sizeof((const char *[]){ __VA_ARGS__ }) /                 \
	             sizeof(const char *) })
#define NOTHING   (&(struct cvd_lines){ 0 })
#define ALL_TERMS LINES("ack=3wd", "assess=10wd", "fix=90d", "update=2w")

static const struct cvd_adopted *
adopt(const struct cvd_lines *ids, const struct cvd_lines *terms, size_t count)
{
	struct cvd_items files = { 0 };
	struct cvd_err err = { 0 };

	ck_assert_msg(cvd_adopt_policies(ids, terms, arena, &files, &err) ==
	                  CVD_OK,
	    "%s", err.message);
	ck_assert_uint_eq(files.count, count);
	return files.item;
}

static const struct cvd_policy *
load_policy(const struct cvd_adopted *file)
{
	const struct cvd_policy *policy = NULL;
	struct cvd_err err = { 0 };

	ck_assert_uint_eq(strlen(file->bytes), file->size);
	ck_assert_msg(cvd_policy_load(document_read(file->bytes), arena,
	                  &policy, &err) == CVD_OK,
	    "%u:%u: %s", err.line, err.column, err.message);
	return policy;
}

START_TEST(a_policy_comes_with_its_calendar)
{
	const struct cvd_adopted *file = adopt(LINES("nl-ncsc"), NOTHING, 2);
	const struct cvd_policy *policy = load_policy(&file[0]);

	ck_assert_str_eq(file[0].path, "policies/nl-ncsc.yaml");
	ck_assert_str_eq(file[1].path, "calendars/nl.yaml");
	ck_assert_str_eq(policy->status, "active");
	ck_assert_uint_eq(cvd_policy_find_term(policy, "fix")->amount, 60);
}
END_TEST

START_TEST(a_copy_is_canonical)
{
	const struct cvd_adopted *file = adopt(LINES("nl-ncsc", "be-ccb-2020"),
	    ALL_TERMS, 4);

	for (size_t i = 0; i < 4; i++) {
		struct cvd_buf again = CVD_BUF_INIT(CVD_MAX_FILE);

		cvd_canon_write(&again, document_read(file[i].bytes));
		ck_assert_str_eq(again.data, file[i].bytes);
		cvd_buf_clear(&again);
	}
	ck_assert_str_eq(file[2].path, "calendars/nl.yaml");
	ck_assert_str_eq(file[3].path, "calendars/be.yaml");
}
END_TEST

START_TEST(a_copy_says_what_was_shipped)
{
	const struct cvd_adopted *file = adopt(LINES("nl-ncsc"), NOTHING, 2);

	ck_assert(cvd_node_is_equal(document_read(file[0].bytes),
	    document_shipped(CVD_SHIPPED_POLICY, "nl-ncsc")));
	ck_assert(cvd_node_is_equal(document_read(file[1].bytes),
	    document_shipped(CVD_SHIPPED_CALENDAR, "nl")));
}
END_TEST

START_TEST(a_template_is_filled_in_and_becomes_active)
{
	const struct cvd_policy *policy = load_policy(
	    adopt(LINES("be-ccb-2020"), ALL_TERMS, 2));
	const struct cvd_policy_term *assess = cvd_policy_find_term(policy,
	    "assess");
	const struct cvd_policy_term *update = cvd_policy_find_term(policy,
	    "update");

	ck_assert_str_eq(policy->status, "active");
	ck_assert_uint_eq(assess->amount, 10);
	ck_assert_int_eq(assess->unit, CVD_UNIT_WORKING_DAYS);
	ck_assert_uint_eq(update->amount, 14);
	ck_assert_int_eq(update->unit, CVD_UNIT_CALENDAR_DAYS);
	ck_assert(update->repeat);
}
END_TEST

START_TEST(every_unit_can_be_given)
{
	static const struct {
		const char *term;
		unsigned amount;
		int unit;
	} row[] = {
		{ "fix=24h", 24, CVD_UNIT_HOURS },
		{ "fix=1d", 1, CVD_UNIT_CALENDAR_DAYS },
		{ "fix=3wd", 3, CVD_UNIT_WORKING_DAYS },
		{ "fix=2w", 14, CVD_UNIT_CALENDAR_DAYS },
		{ "fix=6m", 6, CVD_UNIT_MONTHS },
		{ "fix=1y", 1, CVD_UNIT_YEARS },
		{ "fix=10000d", 10000, CVD_UNIT_CALENDAR_DAYS },
	};

	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		const struct cvd_policy_term *fix =
		    cvd_policy_find_term(load_policy(adopt(LINES("be-ccb-2020"),
		                             LINES("ack=1wd", "assess=1wd",
		                                 "update=1w", row[i].term),
		                             2)),
		        "fix");

		ck_assert_uint_eq(fix->amount, row[i].amount);
		ck_assert_int_eq(fix->unit, row[i].unit);
	}
}
END_TEST

START_TEST(what_is_open_is_said_at_once)
{
	struct cvd_lines open = { 0 };
	struct cvd_err err = { 0 };
	struct cvd_items files = { 0 };

	ck_assert_int_eq(cvd_adopt_open_terms(LINES("nl-ncsc", "be-ccb-2020"),
	                     LINES("assess=5wd"), arena, &open, &err),
	    CVD_OK);
	ck_assert_uint_eq(open.count, 3);
	ck_assert_str_eq(open.item[0], "ack");
	ck_assert_str_eq(open.item[1], "fix");
	ck_assert_str_eq(open.item[2], "update");
	ck_assert_int_eq(cvd_adopt_policies(LINES("be-ccb-2020"),
	                     LINES("assess=5wd"), arena, &files, &err),
	    CVD_E_USAGE);
	ck_assert_str_eq(err.message,
	    "the policy leaves these terms to you: ack, fix, update");
	ck_assert_str_eq(err.hint,
	    "give each, as in --term ack=3wd; units are h, d, wd (working "
	    "days), w, m and y");
	ck_assert_int_eq(cvd_adopt_open_terms(LINES("nl-ncsc"), NOTHING, arena,
	                     &open, &err),
	    CVD_OK);
	ck_assert_uint_eq(open.count, 0);
}
END_TEST

/* clang-format off */
static const struct {
	const char *id, *term;
	enum cvd_status status;
	const char *message, *hint;
} refused[] = {
	{ "be-ccb", "ack=1d", CVD_E_NOT_FOUND, "there is no shipped policy 'be-ccb'", "'cvd policy list' names them all" },
	{ "../nl", "ack=1d", CVD_E_NOT_FOUND, "there is no shipped policy '../nl'", NULL },
	{ "be-ccb-2020", "triage=1d", CVD_E_USAGE, "no policy leaves a term 'triage' open", "open are ack, assess, fix, update" },
	{ "nl-ncsc", "ack=1d", CVD_E_USAGE, "no policy leaves a term 'ack' open", "these policies leave none open" },
	{ "be-ccb-2020", "ack", CVD_E_USAGE, "'ack' is no term", "a term is written ack=3wd; units are h, d, wd (working days), w, m and y, up to 10000 of them" },
	{ "be-ccb-2020", "ack=", CVD_E_USAGE, "'ack=' is no term", NULL },
	{ "be-ccb-2020", "=1d", CVD_E_USAGE, "'=1d' is no term", NULL },
	{ "be-ccb-2020", "ack=3", CVD_E_USAGE, "'ack=3' is no term", NULL },
	{ "be-ccb-2020", "ack=3 d", CVD_E_USAGE, "'ack=3 d' is no term", NULL },
	{ "be-ccb-2020", "ack=3D", CVD_E_USAGE, "'ack=3D' is no term", NULL },
	{ "be-ccb-2020", "ack=0d", CVD_E_USAGE, "'ack=0d' is no term", NULL },
	{ "be-ccb-2020", "ack=-1d", CVD_E_USAGE, "'ack=-1d' is no term", NULL },
	{ "be-ccb-2020", "ack=10001d", CVD_E_USAGE, "'ack=10001d' is no term", NULL },
	{ "be-ccb-2020", "ack=1429w", CVD_E_USAGE, "'ack=1429w' is no term", NULL },
	{ "be-ccb-2020", "ack=99999999999d", CVD_E_USAGE, "'ack=99999999999d' is no term", NULL },
};
/* clang-format on */
#define REFUSED ((int)(sizeof(refused) / sizeof(refused[0])))

START_TEST(a_wrong_policy_or_term_is_refused)
{
	struct cvd_items files = { 0 };
	struct cvd_err err = { 0 };
	enum cvd_status rc = cvd_adopt_policies(LINES(refused[_i].id),
	    LINES(refused[_i].term), arena, &files, &err);

	ck_assert_int_eq(rc, refused[_i].status);
	ck_assert_str_eq(err.message, refused[_i].message);
	if (refused[_i].hint != NULL)
		ck_assert_str_eq(err.hint, refused[_i].hint);
	ck_assert_ptr_null(files.item);
}
END_TEST

START_TEST(nothing_is_named_twice)
{
	struct cvd_items files = { 0 };
	struct cvd_err err = { 0 };

	ck_assert_int_eq(cvd_adopt_policies(LINES("nl-ncsc", "nl-ncsc"),
	                     NOTHING, arena, &files, &err),
	    CVD_E_USAGE);
	ck_assert_str_eq(err.message, "policy 'nl-ncsc' for the second time");
	ck_assert_int_eq(cvd_adopt_policies(LINES("be-ccb-2020"),
	                     LINES("ack=1d", "ack=2d"), arena, &files, &err),
	    CVD_E_USAGE);
	ck_assert_str_eq(err.message, "term 'ack' for the second time");
}
END_TEST

START_TEST(a_calendar_adds_to_the_one_it_extends)
{
	const struct cvd_node *whole = NULL;
	const struct cvd_calendar *cal = NULL;
	struct cvd_err err = { 0 };
	const struct cvd_node *own = document_read(
	    "schema: cvd-calendar/1\n"
	    "id: mine\n"
	    "extends: nl\n"
	    "weekend: [sun]\n"
	    "holidays: [{id: founding-day, rule: \"06-01\"}]\n"
	    "extra: [\"2029-05-11\"]\n"
	    "options: {liberation_day: never}\n");

	ck_assert_int_eq(cvd_adopt_whole(CVD_SHIPPED_CALENDAR,
	                     document_shipped(CVD_SHIPPED_CALENDAR,
	                         "be-federal"),
	                     arena, &whole, &err),
	    CVD_OK);
	ck_assert_int_eq(cvd_calendar_load(whole, arena, &cal, &err), CVD_OK);
	ck_assert_str_eq(cal->id, "be-federal");
	ck_assert_uint_eq(cal->holidays, 13);
	ck_assert_uint_ne(cal->weekend, 0);
	ck_assert_int_eq(cvd_adopt_whole(CVD_SHIPPED_CALENDAR, own, arena,
	                     &whole, &err),
	    CVD_OK);
	ck_assert_int_eq(cvd_calendar_load(whole, arena, &cal, &err), CVD_OK);
	ck_assert_uint_eq(cal->holidays, 11);
	ck_assert_uint_eq(cal->extras, 11);
	ck_assert_uint_eq(cal->weekend, 1u << CVD_SUNDAY);
	ck_assert_int_eq(cal->options.liberation_day, CVD_LIBERATION_NEVER);
	ck_assert(cal->options.good_friday);
	ck_assert_int_eq(cal->extra_known_until, 2028);
}
END_TEST

START_TEST(keys_of_a_policy_win_over_its_parent)
{
	const struct cvd_node *whole = NULL;
	const struct cvd_policy *policy = NULL;
	struct cvd_err err = { 0 };
	const struct cvd_node *own = document_read(
	    "schema: cvd-policy/1\n"
	    "id: example-org\n"
	    "extends: nl-ncsc\n"
	    "version: \"2026-11\"\n"
	    "public_url: \"https://example.nl/cvd\"\n"
	    "deadlines:\n"
	    "  - {id: ack, phase: received, from: received, amount: 2,\n"
	    "     unit: working-days, kind: commitment}\n"
	    "review_due: 2027-11-01\n");

	ck_assert_int_eq(cvd_adopt_whole(CVD_SHIPPED_POLICY, own, arena, &whole,
	                     &err),
	    CVD_OK);
	ck_assert_msg(cvd_policy_load(whole, arena, &policy, &err) == CVD_OK,
	    "%u:%u: %s", err.line, err.column, err.message);
	ck_assert_str_eq(policy->id, "example-org");
	ck_assert_str_eq(policy->version, "2026-11");
	ck_assert_uint_eq(policy->terms.count, 1);
	ck_assert_uint_eq(policy->escalations.count, 2);
	ck_assert_str_eq(cvd_policy_text(policy, "public_url", "nl"),
	    "https://example.nl/cvd");
	ck_assert_ptr_nonnull(cvd_policy_find(policy, "review_due"));
	ck_assert_ptr_null(cvd_policy_find(policy, "extends"));
}
END_TEST

START_TEST(only_what_is_shipped_can_be_extended)
{
	const struct cvd_node *whole = NULL;
	struct cvd_err err = { 0 };

	ck_assert_int_eq(cvd_adopt_whole(CVD_SHIPPED_POLICY,
	                     document_read("id: a\nextends: a\n"), arena,
	                     &whole, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "'extends' names no shipped policy");
	ck_assert_uint_eq(err.line, 2);
	ck_assert_uint_eq(err.column, 10);
	ck_assert_int_eq(cvd_adopt_whole(CVD_SHIPPED_CALENDAR,
	                     document_read("extends: [nl]\n"), arena, &whole,
	                     &err),
	    CVD_E_INVALID);
	ck_assert_ptr_null(whole);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("adopt");
	TCase *tcase = tcase_create("adopt");

	tcase_add_checked_fixture(tcase, document_setup, document_teardown);
	tcase_add_test(tcase, a_policy_comes_with_its_calendar);
	tcase_add_test(tcase, a_copy_is_canonical);
	tcase_add_test(tcase, a_copy_says_what_was_shipped);
	tcase_add_test(tcase, a_template_is_filled_in_and_becomes_active);
	tcase_add_test(tcase, every_unit_can_be_given);
	tcase_add_test(tcase, what_is_open_is_said_at_once);
	tcase_add_loop_test(tcase, a_wrong_policy_or_term_is_refused, 0,
	    REFUSED);
	tcase_add_test(tcase, nothing_is_named_twice);
	tcase_add_test(tcase, a_calendar_adds_to_the_one_it_extends);
	tcase_add_test(tcase, keys_of_a_policy_win_over_its_parent);
	tcase_add_test(tcase, only_what_is_shipped_can_be_extended);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}

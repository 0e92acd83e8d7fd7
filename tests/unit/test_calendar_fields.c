/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/calendar_fields.h"

#include "calendars.h"
#include "document.h"
#include "suite.h"

static const struct cvd_calendar *
load(const struct cvd_node *root)
{
	struct cvd_err err = { 0 };
	const struct cvd_calendar *cal = NULL;

	ck_assert_msg(cvd_calendar_load(root, arena, &cal, &err) == CVD_OK,
	    "%u:%u: %s", err.line, err.column, err.message);
	return cal;
}

/* clang-format off */
static const struct {
	const char *text;
	enum cvd_status status;
	const char *message;
} refused[] = {
#define HEAD "schema: cvd-calendar/1\nid: x\n"
	{ "[]\n", CVD_E_INVALID, "1:1: not a mapping" },
	{ "schema: cvd-calendar/2\n", CVD_E_TOO_NEW, "1:9: schema 'cvd-calendar/2' is of a later cvd" },
	{ "schema: cvd-calendar/0\n", CVD_E_TOO_OLD, "1:9: schema 'cvd-calendar/0' is no longer read" },
	{ "schema: cvd-calendar/1\n", CVD_E_INVALID, "1:1: missing field 'id'" },
	{ HEAD "timezone: UTC\n", CVD_E_INVALID, "3:1: unknown field 'timezone'" },
	{ HEAD "extends: be\n", CVD_E_INVALID, "1:1: 'extends' makes it half a calendar" },
	{ HEAD "weekend: [saturday]\n", CVD_E_INVALID, "3:11: 'weekend' must be one of mon, tue, wed, thu, fri, sat, sun" },
	{ HEAD "weekend: [mon, tue, wed, thu, fri, sat, sun]\n", CVD_E_INVALID, "1:1: calendar 'x' has no working day" },
	{ HEAD "holidays:\n  - {id: a}\n", CVD_E_INVALID, "4:5: missing field 'rule'" },
	{ HEAD "holidays:\n  - {id: a, rule: \"02-30\"}\n", CVD_E_INVALID, "4:19: field 'rule': " },
	{ HEAD "holidays:\n  - {id: a, rule: easter+100}\n", CVD_E_INVALID, "4:19: field 'rule': " },
	{ HEAD "holidays:\n  - {id: a, rule: pentecost}\n", CVD_E_INVALID, "4:19: field 'rule': " },
	{ HEAD "holidays:\n  - {id: a, rule: easter, if_sunday: \"-7\"}\n", CVD_E_INVALID, "4:38: field 'if_sunday': " },
	{ HEAD "holidays:\n  - {id: a, rule: easter, option: carnival}\n", CVD_E_INVALID, "4:35: 'option' must be one of good_friday, liberation_day" },
	{ HEAD "holidays:\n  - {id: a, rule: easter, from: 2010, to: 2009}\n", CVD_E_INVALID, "1:1: holiday 'a' ends before it begins" },
	{ HEAD "holidays:\n  - {id: a, rule: easter, to: 10000}\n", CVD_E_INVALID, "1:1: holiday 'a' has a year after 9999" },
	{ HEAD "extra_known_until: 10000\n", CVD_E_INVALID, "1:1: 'extra_known_until' is a year after 9999" },
	{ HEAD "extra: 2026-01-02\n", CVD_E_INVALID, "3:8: 'extra' must be a list" },
	{ HEAD "extra:\n  - 2026-02-29\n", CVD_E_INVALID, "4:5: there is no day '2026-02-29'" },
	{ HEAD "extra:\n  - [2026-02-28]\n", CVD_E_INVALID, "4:5: this must be a date" },
	{ HEAD "options: {king: true}\n", CVD_E_INVALID, "3:11: unknown field 'king'" },
	{ HEAD "options: {liberation_day: true}\n", CVD_E_INVALID, "3:27: 'liberation_day' must be one of always, lustrum, never" },
	{ HEAD "replacements: [{for: 2026-11-01}]\n", CVD_E_INVALID, "3:16: missing field 'on'" },
#undef HEAD
};
/* clang-format on */
#define REFUSED ((int)(sizeof(refused) / sizeof(refused[0])))

START_TEST(a_mistake_is_refused_with_its_place)
{
	struct cvd_err err = { 0 };
	const struct cvd_calendar *cal = NULL;
	enum cvd_status rc = cvd_calendar_load(document_read(refused[_i].text),
	    arena, &cal, &err);
	const char *place = cvd_arena_textf(arena, "%u:%u: %s", err.line,
	    err.column, err.message);

	ck_assert_int_eq(rc, refused[_i].status);
	ck_assert_ptr_null(cal);
	ck_assert_msg(strncmp(place, refused[_i].message,
	                  strlen(refused[_i].message)) == 0,
	    "%s", place);
}
END_TEST

static void
assert_same_days(const struct cvd_calendar *a, const struct cvd_calendar *b)
{
	for (cvd_day day = day_of("1980-01-01"); day < day_of("2040-01-01");
	     day++)
		if (cvd_calendar_is_working_day(a, day) !=
		    cvd_calendar_is_working_day(b, day))
			ck_abort_msg("%s: day %d differs", a->id, (int)day);
}

START_TEST(shipped_calendars_are_those_of_the_other_tests)
{
	const struct cvd_calendar nl = calendar_nl();
	const struct cvd_calendar be = calendar_be();
	const struct cvd_calendar none = calendar_none();
	const struct cvd_calendar *loaded = load(
	    document_shipped(CVD_SHIPPED_CALENDAR, "nl"));

	assert_same_days(loaded, &nl);
	ck_assert_int_eq(loaded->extra_known_until, 2028);
	ck_assert_uint_eq(loaded->extras, 10);
	assert_same_days(load(document_shipped(CVD_SHIPPED_CALENDAR, "be")),
	    &be);
	assert_same_days(load(document_shipped(CVD_SHIPPED_CALENDAR, "none")),
	    &none);
	ck_assert_uint_eq(load(document_shipped(CVD_SHIPPED_CALENDAR,
	                           "weekdays"))
	                      ->weekend,
	    WEEKEND);
}
END_TEST

START_TEST(an_option_that_is_not_said_is_as_ever)
{
	const struct cvd_calendar *cal = load(
	    document_read("schema: cvd-calendar/1\n"
	                  "id: x\n"
	                  "extra: [2026-01-02, \"2026-05-15\"]\n"
	                  "options: {liberation_day: lustrum}\n"));

	ck_assert(cal->options.good_friday);
	ck_assert(cal->options.decree_days);
	ck_assert_int_eq(cal->options.liberation_day, CVD_LIBERATION_LUSTRUM);
	ck_assert_uint_eq(cal->extras, 2);
	ck_assert(cvd_calendar_is_holiday(cal, day_of("2026-01-02")));
}
END_TEST

START_TEST(a_holiday_is_kept_on_another_day)
{
	const struct cvd_calendar *cal = load(
	    document_read("schema: cvd-calendar/1\n"
	                  "id: x\n"
	                  "holidays: [{id: a, rule: \"11-01\"}]\n"
	                  "replacements:\n"
	                  "  - for: \"2026-11-01\"\n"
	                  "    \"on\": \"2026-11-02\"\n"));

	ck_assert_uint_eq(cal->replacements, 1);
	ck_assert(!cvd_calendar_is_holiday(cal, day_of("2026-11-01")));
	ck_assert(cvd_calendar_is_holiday(cal, day_of("2026-11-02")));
	ck_assert(cvd_calendar_is_holiday(cal, day_of("2027-11-01")));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("calendar_fields");
	TCase *tcase = tcase_create("calendar_fields");

	tcase_add_checked_fixture(tcase, document_setup, document_teardown);
	tcase_add_loop_test(tcase, a_mistake_is_refused_with_its_place, 0,
	    REFUSED);
	tcase_add_test(tcase, shipped_calendars_are_those_of_the_other_tests);
	tcase_add_test(tcase, an_option_that_is_not_said_is_as_ever);
	tcase_add_test(tcase, a_holiday_is_kept_on_another_day);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}

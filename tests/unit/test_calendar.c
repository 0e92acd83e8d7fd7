/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/calendar.h"
#include "core/limits.h"

#include "calendars.h"
#include "suite.h"
#include "table.h"

static struct table easters, workdays, holidays;

/* The three calendars of workdays.tsv and holidays.tsv. */
static struct cvd_calendar
calendar_of(const char *name)
{
	struct cvd_calendar cal = calendar_nl();

	cal.options.decree_days = false;
	if (strcmp(name, "NL-atw") == 0)
		return cal;
	if (strcmp(name, "BE-public") == 0)
		return calendar_be();
	ck_assert_str_eq(name, "NL-public");
	cal.options.good_friday = false;
	cal.options.liberation_day = CVD_LIBERATION_NEVER;
	return cal;
}

static void
check_number(int row, const char *column, long found, long expected)
{
	if (found != expected)
		ck_abort_msg("row %d: %s is %ld and should be %ld", row + 1,
		    column, found, expected);
}

static void
check_day(int row, const char *column, cvd_day found)
{
	char text[CVD_DAY_TEXT];
	const char *expected = table_cell(&workdays, row, column);

	if (found != day_of(expected))
		ck_abort_msg("row %d: %s is %s and should be %s", row + 1,
		    column, cvd_day_text(found, text), expected);
}

START_TEST(no_row_of_the_tables_was_lost)
{
	ck_assert_int_eq(workdays.rows, 2906);
	ck_assert_int_eq(holidays.rows, 33);
	ck_assert_int_eq(easters.rows, 4);
}
END_TEST

START_TEST(working_days_are_those_that_three_libraries_agree_on)
{
	for (int i = 0; i < workdays.rows; i++) {
		const struct cvd_calendar cal = calendar_of(
		    table_cell(&workdays, i, "calendar"));
		cvd_day start = day_of(table_cell(&workdays, i, "start"));
		cvd_day until = day_of(table_cell(&workdays, i, "until"));
		long n = atol(table_cell(&workdays, i, "n"));
		cvd_day day = 0;

		check_number(i, "is_working",
		    cvd_calendar_is_working_day(&cal, start),
		    atol(table_cell(&workdays, i, "is_working")));
		ck_assert_int_eq(cvd_calendar_add_working_days(&cal, start,
		                     (unsigned)n, &day, NULL),
		    CVD_OK);
		check_day(i, "plus_n", day);
		ck_assert_int_eq(cvd_calendar_roll(&cal, start, &day, NULL),
		    CVD_OK);
		check_day(i, "first", day);
		check_number(i, "count",
		    cvd_calendar_count_working_days(&cal, start, until),
		    atol(table_cell(&workdays, i, "count")));
	}
}
END_TEST

START_TEST(the_holidays_of_a_year_are_these_and_no_others)
{
	const struct cvd_calendar cal = calendar_of(
	    table_cell(&holidays, _i, "calendar"));
	const char *days = table_cell(&holidays, _i, "days");
	int year = atoi(table_cell(&holidays, _i, "year"));
	cvd_day day = cvd_day_from_date((struct cvd_date){ year, 1, 1 });

	for (; cvd_date_from_day(day).year == year; day++) {
		char text[CVD_DAY_TEXT];
		bool listed = strstr(days, cvd_day_text(day, text) + 5) != NULL;

		if (cvd_calendar_is_holiday(&cal, day) != listed)
			ck_abort_msg("%s %s", cal.id, text);
	}
}
END_TEST

START_TEST(feasts_move_with_easter)
{
	const struct {
		const char *column;
		int days;
	} feasts[] = { { "good_friday", -2 }, { "easter_sunday", 0 },
		{ "easter_monday", 1 }, { "ascension", 39 },
		{ "whit_monday", 50 } };
	cvd_day easter = cvd_easter(atoi(table_cell(&easters, _i, "year")));
	const struct cvd_calendar nl = calendar_nl();

	for (size_t i = 0; i < LENGTH(feasts); i++) {
		cvd_day day = day_of(
		    table_cell(&easters, _i, feasts[i].column));

		ck_assert_int_eq(easter + feasts[i].days, day);
		ck_assert(
		    cvd_calendar_is_holiday(&nl, day) == (feasts[i].days != 0));
	}
	ck_assert(cvd_calendar_is_holiday(&nl,
	    day_of(table_cell(&easters, _i, "kings_day"))));
}
END_TEST

/* Clavius's rule in Knuth's wording (TAOCP 1.3.2, exercise 14). */
static cvd_day
easter_by_epact(int year)
{
	int golden = year % 19 + 1, century = year / 100 + 1;
	int dropped = 3 * century / 4 - 12;
	int moon = (8 * century + 5) / 25 - 5;
	int sunday = 5 * year / 4 - dropped - 10;
	int epact = (11 * golden + 20 + moon - dropped) % 30;
	int full;

	if ((epact == 25 && golden > 11) || epact == 24)
		epact++;
	full = 44 - epact;
	if (full < 21)
		full += 30;
	full += 7 - (sunday + full) % 7;
	return cvd_day_from_date((struct cvd_date){ year, 3, full });
}

START_TEST(easter_is_where_the_epact_puts_it)
{
	for (int year = 1900; year <= 2199; year++) {
		cvd_day easter = cvd_easter(year);

		if (easter != easter_by_epact(year) ||
		    cvd_day_weekday(easter) != CVD_SUNDAY)
			ck_abort_msg("year %d", year);
	}
}
END_TEST

START_TEST(the_kings_birthday_is_not_kept_on_a_sunday)
{
	static const char *const kept[] = { "2014-04-26", "2025-04-26",
		"2031-04-26", "2036-04-26", "2042-04-26", "2053-04-26",
		"2026-04-27", "2013-04-30", "2006-04-29", "1980-04-30" };
	static const char *const not_kept[] = { "2014-04-27", "2025-04-27",
		"2014-04-30", "2013-04-27", "2006-04-30", "1979-04-30" };
	const struct cvd_calendar nl = calendar_nl();

	for (size_t i = 0; i < LENGTH(kept); i++)
		ck_assert(cvd_calendar_is_holiday(&nl, day_of(kept[i])));
	for (size_t i = 0; i < LENGTH(not_kept); i++)
		ck_assert(!cvd_calendar_is_holiday(&nl, day_of(not_kept[i])));
}
END_TEST

START_TEST(liberation_day_is_kept_as_the_option_says)
{
	struct cvd_calendar nl = calendar_nl();
	cvd_day lustrum = day_of("2025-05-05"), other = day_of("2026-05-05");

	ck_assert(!cvd_calendar_is_working_day(&nl, lustrum));
	ck_assert(!cvd_calendar_is_working_day(&nl, other));
	nl.options.liberation_day = CVD_LIBERATION_NONE;
	ck_assert(!cvd_calendar_is_working_day(&nl, other));
	nl.options.liberation_day = CVD_LIBERATION_LUSTRUM;
	ck_assert(!cvd_calendar_is_working_day(&nl, lustrum));
	ck_assert(cvd_calendar_is_working_day(&nl, other));
	nl.options.liberation_day = CVD_LIBERATION_NEVER;
	ck_assert(cvd_calendar_is_working_day(&nl, lustrum));
}
END_TEST

START_TEST(decree_days_count_only_where_they_are_wanted)
{
	struct cvd_calendar nl = calendar_nl();
	cvd_day day = day_of("2026-05-15");

	ck_assert(!cvd_calendar_is_working_day(&nl, day));
	nl.options.decree_days = false;
	ck_assert(cvd_calendar_is_working_day(&nl, day));
}
END_TEST

START_TEST(a_replaced_holiday_loses_its_character)
{
	const struct cvd_replacement moved[] = { { day_of("2026-11-01"),
		                                     day_of("2026-11-02") },
		{ day_of("2026-11-11"), day_of("2027-01-04") } };
	struct cvd_calendar be = calendar_be();

	be.replacement = moved;
	be.replacements = LENGTH(moved);
	ck_assert(!cvd_calendar_is_holiday(&be, day_of("2026-11-01")));
	ck_assert(!cvd_calendar_is_working_day(&be, day_of("2026-11-01")));
	ck_assert(!cvd_calendar_is_working_day(&be, day_of("2026-11-02")));
	ck_assert(cvd_calendar_is_working_day(&be, day_of("2026-11-11")));
	ck_assert(!cvd_calendar_is_working_day(&be, day_of("2027-01-04")));
}
END_TEST

START_TEST(a_new_years_day_may_be_kept_in_the_old_year)
{
	const struct holiday_row row[] = { { "x", "01-01", 0, 0, -2, 0 },
		{ "y", "12-31", 0, 0, 1, 0 }, { "z", "02-29", 0, 0, 0, 0 } };
	struct cvd_holiday holiday[LENGTH(row)];
	struct cvd_calendar cal = calendar_none();

	read_holidays(row, LENGTH(row), holiday);
	cal.holiday = holiday;
	cal.holidays = LENGTH(row);
	/* 2028-01-01 is a Saturday, 2023-01-01 and 2028-12-31 Sundays. */
	ck_assert(cvd_calendar_is_holiday(&cal, day_of("2022-12-30")));
	ck_assert(!cvd_calendar_is_holiday(&cal, day_of("2023-01-01")));
	ck_assert(cvd_calendar_is_holiday(&cal, day_of("2029-01-01")));
	ck_assert(cvd_calendar_is_holiday(&cal, day_of("2028-02-29")));
	ck_assert(!cvd_calendar_is_holiday(&cal, day_of("2027-02-28")));
	ck_assert(!cvd_calendar_is_holiday(&cal, day_of("2027-03-01")));
	ck_assert(cvd_calendar_is_holiday(&cal, CVD_DAY_MIN));
	ck_assert(cvd_calendar_is_holiday(&cal, CVD_DAY_MAX));
}
END_TEST

START_TEST(a_calendar_without_anything_makes_every_day_count)
{
	const struct cvd_calendar none = calendar_none();
	cvd_day day = 0;

	ck_assert_int_eq(cvd_calendar_add_working_days(&none, 100,
	                     CVD_MAX_AMOUNT, &day, NULL),
	    CVD_OK);
	ck_assert_int_eq(day, 100 + (int)CVD_MAX_AMOUNT);
	ck_assert_int_eq(cvd_calendar_add_working_days(&none, 100, 0, &day,
	                     NULL),
	    CVD_OK);
	ck_assert_int_eq(day, 100);
	ck_assert_uint_eq(cvd_calendar_count_working_days(&none, 9, 9), 0);
	ck_assert_uint_eq(cvd_calendar_count_working_days(&none, 9, 8), 0);
}
END_TEST

START_TEST(counting_stops_at_the_end_of_time)
{
	struct cvd_calendar cal = calendar_none();
	struct cvd_err err = { 0 };
	cvd_day day = 4711;

	ck_assert_int_eq(cvd_calendar_add_working_days(&cal, CVD_DAY_MAX - 2, 3,
	                     &day, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "calendar 'none' has no such working "
	                              "day before the year 10000");
	cal.weekend = 0xfe;
	ck_assert_int_eq(cvd_calendar_roll(&cal, CVD_DAY_MAX - 9, &day, &err),
	    CVD_E_INVALID);
	ck_assert_int_eq(day, 4711);
}
END_TEST

START_TEST(a_calendar_must_have_a_working_day)
{
	struct cvd_calendar cal = calendar_nl();
	struct cvd_holiday holiday = { .id = "x", .from = 2014, .to = 2013 };
	struct cvd_err err = { 0 };

	ck_assert_int_eq(cvd_calendar_check(&cal, &err), CVD_OK);
	cal.extras = CVD_MAX_HOLIDAYS + 1;
	ck_assert_int_eq(cvd_calendar_check(&cal, &err), CVD_E_INVALID);
	ck_assert_str_eq(err.message,
	    "calendar 'nl' lists more than 2000 days");
	cal.extras = 0;
	cal.holiday = &holiday;
	cal.holidays = 1;
	ck_assert_int_eq(cvd_calendar_check(&cal, &err), CVD_E_INVALID);
	ck_assert_str_eq(err.message, "holiday 'x' ends before it begins");
	cal.weekend = 0xfe;
	ck_assert_int_eq(cvd_calendar_check(&cal, &err), CVD_E_INVALID);
	ck_assert_str_eq(err.message, "calendar 'nl' has no working day");
}
END_TEST

START_TEST(a_holiday_rule_is_a_date_or_days_from_easter)
{
	struct cvd_holiday_rule rule = { 0 };

	ck_assert_int_eq(cvd_holiday_rule_parse("12-26", &rule, NULL), CVD_OK);
	ck_assert_int_eq(rule.kind, CVD_HOLIDAY_FIXED);
	ck_assert_int_eq(rule.month, 12);
	ck_assert_int_eq(rule.day, 26);
	ck_assert_int_eq(cvd_holiday_rule_parse("easter-2", &rule, NULL),
	    CVD_OK);
	ck_assert_int_eq(rule.kind, CVD_HOLIDAY_EASTER);
	ck_assert_int_eq(rule.days, -2);
	ck_assert_int_eq(cvd_holiday_rule_parse("easter", &rule, NULL), CVD_OK);
	ck_assert_int_eq(rule.days, 0);
}
END_TEST

START_TEST(other_holiday_rules_are_refused)
{
	static const char *const bad[] = { "", "1-1", "02-30", "13-01", "00-10",
		"01-01x", "2026-01-01", "easter2", "easter+", "easter+100",
		"easter +1", "Easter+1" };
	struct cvd_holiday_rule rule = { .days = 4711 };
	struct cvd_err err = { 0 };

	for (size_t i = 0; i < LENGTH(bad); i++) {
		ck_assert_int_eq(cvd_holiday_rule_parse(bad[i], &rule, &err),
		    CVD_E_INVALID);
		ck_assert_ptr_nonnull(strstr(err.message,
		    "is no holiday rule like 12-25 or easter+39"));
	}
	ck_assert_int_eq(rule.days, 4711);
}
END_TEST

START_TEST(a_sunday_holiday_moves_by_less_than_a_week)
{
	struct cvd_err err = { 0 };
	int days = 0;

	ck_assert_int_eq(cvd_if_sunday_parse("-1", &days, NULL), CVD_OK);
	ck_assert_int_eq(days, -1);
	ck_assert_int_eq(cvd_if_sunday_parse("+1", &days, NULL), CVD_OK);
	ck_assert_int_eq(days, 1);
	ck_assert_int_eq(cvd_if_sunday_parse("1", &days, &err), CVD_E_INVALID);
	ck_assert_int_eq(cvd_if_sunday_parse("", &days, &err), CVD_E_INVALID);
	ck_assert_int_eq(cvd_if_sunday_parse("-7", &days, &err), CVD_E_INVALID);
	ck_assert_str_eq(err.message,
	    "'-7' is no number of days from -6 to +6");
	ck_assert_int_eq(days, 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("calendar");
	TCase *tables = tcase_create("tables");
	TCase *days = tcase_create("days");
	TCase *rules = tcase_create("rules");

	easters = table_load("easter.tsv");
	workdays = table_load("workdays.tsv");
	holidays = table_load("holidays.tsv");
	tcase_add_test(tables, no_row_of_the_tables_was_lost);
	tcase_add_test(tables,
	    working_days_are_those_that_three_libraries_agree_on);
	tcase_add_loop_test(tables,
	    the_holidays_of_a_year_are_these_and_no_others, 0, holidays.rows);
	tcase_add_loop_test(tables, feasts_move_with_easter, 0, easters.rows);
	tcase_add_test(tables, easter_is_where_the_epact_puts_it);
	suite_add_tcase(suite, tables);

	tcase_add_test(days, the_kings_birthday_is_not_kept_on_a_sunday);
	tcase_add_test(days, liberation_day_is_kept_as_the_option_says);
	tcase_add_test(days, decree_days_count_only_where_they_are_wanted);
	tcase_add_test(days, a_replaced_holiday_loses_its_character);
	tcase_add_test(days, a_new_years_day_may_be_kept_in_the_old_year);
	tcase_add_test(days, a_calendar_without_anything_makes_every_day_count);
	tcase_add_test(days, counting_stops_at_the_end_of_time);
	suite_add_tcase(suite, days);

	tcase_add_test(rules, a_calendar_must_have_a_working_day);
	tcase_add_test(rules, a_holiday_rule_is_a_date_or_days_from_easter);
	tcase_add_test(rules, other_holiday_rules_are_refused);
	tcase_add_test(rules, a_sunday_holiday_moves_by_less_than_a_week);
	suite_add_tcase(suite, rules);
	return suite_run(suite);
}

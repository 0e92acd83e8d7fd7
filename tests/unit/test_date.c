/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/date.h"

#include "suite.h"

#include <string.h>

static const struct refusal {
	const char *text;
	const char *message;
} bad_days[] = {
	{ "", "'' has no date of the form YYYY-MM-DD" },
	{ "2026-2-03", "'2026-2-03' has no date of the form YYYY-MM-DD" },
	{ "20261120", "'20261120' has no date of the form YYYY-MM-DD" },
	{ "+026-11-20", "'+026-11-20' has no date of the form YYYY-MM-DD" },
	{ "2026-11-200", "'2026-11-200' is no date of the form YYYY-MM-DD" },
	{ "2026-11-20 ", "'2026-11-20 ' is no date of the form YYYY-MM-DD" },
	{ "2026-02-30", "there is no day '2026-02-30'" },
	{ "2027-02-29", "there is no day '2027-02-29'" },
	{ "1900-02-29", "there is no day '1900-02-29'" },
	{ "2026-04-31", "there is no day '2026-04-31'" },
	{ "2026-00-10", "there is no day '2026-00-10'" },
	{ "2026-13-10", "there is no day '2026-13-10'" },
	{ "2026-11-00", "there is no day '2026-11-00'" },
	{ "0000-01-01", "there is no day '0000-01-01'" },
}, bad_instants[] = {
	{ "2026-11-20",
	    "'2026-11-20' is no time of the form YYYY-MM-DDTHH:MM:SSZ" },
	{ "2026-11-20 10:00:00Z", "'2026-11-20 10:00:00Z' is no time of the "
				  "form YYYY-MM-DDTHH:MM:SSZ" },
	{ "2026-11-20T10:00Z",
	    "'2026-11-20T10:00Z' has no time of the form HH:MM:SS" },
	{ "2026-11-20T10:00:00", "'2026-11-20T10:00:00' does not end with an "
				 "offset from UTC or Z" },
	{ "2026-11-20T10:00:00+1", "'2026-11-20T10:00:00+1' does not end with "
				   "an offset from UTC or Z" },
	{ "2026-11-20T10:00:00+01:60", "'2026-11-20T10:00:00+01:60' does not "
				       "end with an offset from UTC or Z" },
	{ "2026-11-20T10:00:00+24:00", "'2026-11-20T10:00:00+24:00' does not "
				       "end with an offset from UTC or Z" },
	{ "2026-11-20T10:00:00Zulu", "'2026-11-20T10:00:00Zulu' does not end "
				     "with an offset from UTC or Z" },
	{ "2026-11-20T10:00:00.5Z", "'2026-11-20T10:00:00.5Z' has a fraction "
				    "of a second, which cannot be kept" },
	{ "2016-12-31T23:59:60Z", "'2016-12-31T23:59:60Z' has a leap second, "
				  "which cannot be kept" },
	{ "2026-11-20T24:00:00Z",
	    "'2026-11-20T24:00:00Z' has a time that no clock shows" },
	{ "2026-11-20T23:60:00Z",
	    "'2026-11-20T23:60:00Z' has a time that no clock shows" },
	{ "2026-02-30T10:00:00Z", "there is no day '2026-02-30'" },
	{ "0001-01-01T00:59:59+01:00",
	    "'0001-01-01T00:59:59+01:00' is outside the years 1 to 9999" },
	{ "9999-12-31T23:59:59-00:01",
	    "'9999-12-31T23:59:59-00:01' is outside the years 1 to 9999" },
};

static const struct instant_row {
	const char *text;
	cvd_instant instant;
	const char *utc;
} instants[] = {
	{ "1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z" },
	{ "1969-12-31T23:59:59Z", -1, "1969-12-31T23:59:59Z" },
	/* RFC 3339, section 5.8 */
	{ "1996-12-19T16:39:57-08:00", 851042397, "1996-12-20T00:39:57Z" },
	{ "1937-01-01T12:00:27+00:20", -1041337173, "1937-01-01T11:40:27Z" },
	{ "2026-11-20t10:00:00+01:00", 1795165200, "2026-11-20T09:00:00Z" },
	{ "2026-11-20T09:00:00z", 1795165200, "2026-11-20T09:00:00Z" },
	{ "2026-11-20T09:00:00-00:00", 1795165200, "2026-11-20T09:00:00Z" },
	{ "2038-01-19T03:14:08Z", 2147483648, "2038-01-19T03:14:08Z" },
	{ "0001-01-01T00:00:00Z", CVD_INSTANT_MIN, "0001-01-01T00:00:00Z" },
	{ "9999-12-31T23:59:59Z", CVD_INSTANT_MAX, "9999-12-31T23:59:59Z" },
};

START_TEST(every_day_of_ten_thousand_years_follows_the_one_before)
{
	struct cvd_date date = { 1, 1, 1 };
	/* 0001-01-01 was a Monday. */
	int weekday = CVD_MONDAY;

	for (cvd_day day = CVD_DAY_MIN; day <= CVD_DAY_MAX; day++) {
		struct cvd_date back = cvd_date_from_day(day);

		if (!cvd_date_is_valid(date) || back.year != date.year ||
		    back.month != date.month || back.day != date.day ||
		    cvd_day_from_date(date) != day ||
		    (int)cvd_day_weekday(day) != weekday)
			ck_abort_msg("day %d is %d-%d-%d", (int)day, back.year,
			    back.month, back.day);
		weekday = weekday == CVD_SUNDAY ? CVD_MONDAY : weekday + 1;
		if (++date.day > cvd_month_days(date.year, date.month)) {
			date.day = 1;
			date.month = date.month == 12 ? 1 : date.month + 1;
			date.year += date.month == 1 ? 1 : 0;
		}
	}
	ck_assert_int_eq(date.year, 10000);
}
END_TEST

START_TEST(a_day_reads_back_from_its_text)
{
	char text[CVD_DAY_TEXT];

	for (cvd_day day = CVD_DAY_MIN; day <= CVD_DAY_MAX; day += 97) {
		cvd_day back = 0;

		ck_assert_int_eq(cvd_day_parse(cvd_day_text(day, text), &back,
		                     NULL),
		    CVD_OK);
		ck_assert_int_eq(back, day);
	}
	ck_assert_str_eq(cvd_day_text(20777, text), "2026-11-20");
	ck_assert_str_eq(cvd_day_text(INT32_MIN, text), "0001-01-01");
	ck_assert_str_eq(cvd_day_text(INT32_MAX, text), "9999-12-31");
}
END_TEST

START_TEST(what_is_no_day_is_refused)
{
	struct cvd_err err = { 0 };
	cvd_day day = 4711;

	ck_assert_int_eq(cvd_day_parse(bad_days[_i].text, &day, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, bad_days[_i].message);
	ck_assert_int_eq(day, 4711);
}
END_TEST

START_TEST(leap_years_are_those_of_gregory)
{
	ck_assert(cvd_year_is_leap(2024) && cvd_year_is_leap(2000));
	ck_assert(!cvd_year_is_leap(2026) && !cvd_year_is_leap(1900));
	ck_assert_int_eq(cvd_month_days(2028, 2), 29);
	ck_assert_int_eq(cvd_month_days(2100, 2), 28);
}
END_TEST

static const struct month_row {
	const char *day;
	int months;
	const char *sum;
} month_rows[] = {
	{ "2026-01-31", 1, "2026-02-28" },
	{ "2028-01-31", 1, "2028-02-29" },
	{ "2028-02-29", 12, "2029-02-28" },
	{ "2028-02-29", 48, "2032-02-29" },
	{ "2026-08-31", 1, "2026-09-30" },
	{ "2026-11-20", 2, "2027-01-20" },
	{ "2026-12-31", 2, "2027-02-28" },
	{ "2026-03-31", -1, "2026-02-28" },
	{ "2026-01-15", -1, "2025-12-15" },
	{ "2026-01-15", 0, "2026-01-15" },
	{ "9999-11-30", 1, "9999-12-30" },
};

START_TEST(months_are_clamped_to_the_last_day)
{
	const struct month_row *row = &month_rows[_i];
	char text[CVD_DAY_TEXT];
	cvd_day day = 0, sum = 0;

	ck_assert_int_eq(cvd_day_parse(row->day, &day, NULL), CVD_OK);
	ck_assert_int_eq(cvd_day_add_months(day, row->months, &sum, NULL),
	    CVD_OK);
	ck_assert_str_eq(cvd_day_text(sum, text), row->sum);
}
END_TEST

START_TEST(months_do_not_leave_the_years_there_are)
{
	struct cvd_err err = { 0 };
	cvd_day sum = 4711;

	ck_assert_int_eq(cvd_day_add_months(CVD_DAY_MAX, 1, &sum, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "a date outside the years 1 to 9999");
	ck_assert_int_eq(cvd_day_add_months(CVD_DAY_MIN, -1, &sum, &err),
	    CVD_E_INVALID);
	ck_assert_int_eq(cvd_day_add_months(0, INT64_MAX, &sum, &err),
	    CVD_E_INVALID);
	ck_assert_int_eq(cvd_day_add_months(0, INT64_MIN, &sum, &err),
	    CVD_E_INVALID);
	ck_assert_int_eq(sum, 4711);
}
END_TEST

START_TEST(an_instant_reads_in_every_offset_and_writes_in_utc)
{
	const struct instant_row *row = &instants[_i];
	char text[CVD_INSTANT_TEXT];
	cvd_instant instant = 1;

	ck_assert_int_eq(cvd_instant_parse(row->text, &instant, NULL), CVD_OK);
	ck_assert_int_eq(instant, row->instant);
	ck_assert_str_eq(cvd_instant_text(instant, text), row->utc);
}
END_TEST

START_TEST(what_is_no_instant_is_refused)
{
	struct cvd_err err = { 0 };
	cvd_instant instant = 4711;

	ck_assert_int_eq(cvd_instant_parse(bad_instants[_i].text, &instant,
	                     &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, bad_instants[_i].message);
	ck_assert_int_eq(instant, 4711);
}
END_TEST

START_TEST(a_message_quotes_no_more_than_it_must)
{
	struct cvd_err err = { 0 };
	char text[2000];
	cvd_day day;

	(void)memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	ck_assert_int_eq(cvd_day_parse(text, &day, &err), CVD_E_INVALID);
	ck_assert_uint_lt(strlen(err.message), 120);
}
END_TEST

START_TEST(an_instant_is_shown_with_any_offset_and_stays_the_same)
{
	const cvd_instant instant = 1795165200;
	char text[CVD_INSTANT_OFFSET_TEXT];

	ck_assert_str_eq(cvd_instant_text_offset(instant, 3600, text),
	    "2026-11-20T10:00:00+01:00");
	ck_assert_str_eq(cvd_instant_text_offset(instant, 0, text),
	    "2026-11-20T09:00:00+00:00");
	ck_assert_str_eq(cvd_instant_text_offset(instant, -12600, text),
	    "2026-11-20T05:30:00-03:30");
	/* Amsterdam before 1937 was 19 minutes and 32 seconds ahead. */
	ck_assert_str_eq(cvd_instant_text_offset(instant, 1172, text),
	    "2026-11-20T09:19:00+00:19");
	for (int32_t offset = -86340; offset <= 86340; offset += 37) {
		cvd_instant back = 0;

		(void)cvd_instant_text_offset(instant, offset, text);
		ck_assert_int_eq(cvd_instant_parse(text, &back, NULL), CVD_OK);
		ck_assert_int_eq(back, instant);
	}
}
END_TEST

START_TEST(adding_stops_at_the_ends_of_time)
{
	ck_assert_int_eq(cvd_instant_add(5, 86400), 86405);
	ck_assert_int_eq(cvd_instant_add(5, -10), -5);
	ck_assert_int_eq(cvd_instant_add(5, CVD_SPAN_MAX), CVD_INSTANT_MAX);
	ck_assert_int_eq(cvd_instant_add(5, INT64_MIN), CVD_INSTANT_MIN);
	ck_assert_int_eq(cvd_instant_add(INT64_MAX, 1), CVD_INSTANT_MAX);
	ck_assert(cvd_instant_is_valid(CVD_INSTANT_MAX));
	ck_assert(!cvd_instant_is_valid(CVD_INSTANT_MAX + 1));
	ck_assert(!cvd_instant_is_valid(CVD_INSTANT_MIN - 1));
	ck_assert(!cvd_day_is_valid(CVD_DAY_MAX + 1));
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof(rows)[0]))

int
main(void)
{
	Suite *suite = suite_create("date");
	TCase *days = tcase_create("days");
	TCase *times = tcase_create("instants");

	tcase_add_test(days,
	    every_day_of_ten_thousand_years_follows_the_one_before);
	tcase_add_test(days, a_day_reads_back_from_its_text);
	tcase_add_loop_test(days, what_is_no_day_is_refused, 0,
	    COUNT(bad_days));
	tcase_add_test(days, leap_years_are_those_of_gregory);
	tcase_add_loop_test(days, months_are_clamped_to_the_last_day, 0,
	    COUNT(month_rows));
	tcase_add_test(days, months_do_not_leave_the_years_there_are);
	suite_add_tcase(suite, days);

	tcase_add_loop_test(times,
	    an_instant_reads_in_every_offset_and_writes_in_utc, 0,
	    COUNT(instants));
	tcase_add_loop_test(times, what_is_no_instant_is_refused, 0,
	    COUNT(bad_instants));
	tcase_add_test(times, a_message_quotes_no_more_than_it_must);
	tcase_add_test(times,
	    an_instant_is_shown_with_any_offset_and_stays_the_same);
	tcase_add_test(times, adding_stops_at_the_ends_of_time);
	suite_add_tcase(suite, times);
	return suite_run(suite);
}

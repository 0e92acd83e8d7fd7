/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/local.h"
#include "core/term.h"

#include "calendars.h"
#include "suite.h"
#include "table.h"
#include "tzif.h"

static struct table deadlines;
static struct cvd_arena *arena;
static const struct cvd_zone *amsterdam;

static void
open_zone(void)
{
	arena = cvd_arena_new();
	ck_assert_ptr_nonnull(arena);
	amsterdam = tzif_zone("Europe/Amsterdam", AMSTERDAM, arena);
}

static void
close_zone(void)
{
	cvd_arena_free(arena);
}

static const struct cvd_zone *
zone_of(const char *name)
{
	/* Brussels and Amsterdam have had the same clocks since 1977. */
	return strcmp(name, "UTC") == 0 ? cvd_zone_utc() : amsterdam;
}

static struct cvd_calendar
calendar_of(const char *name)
{
	if (strcmp(name, "nl") == 0)
		return calendar_nl();
	return strcmp(name, "be") == 0 ? calendar_be() : calendar_none();
}

static struct cvd_term
term_of(const char *amount, const char *unit, const char *roll)
{
	struct cvd_term term = { .amount = (unsigned)atoi(amount) };

	ck_assert_int_eq(cvd_unit_parse(unit, &term.unit, NULL), CVD_OK);
	ck_assert_int_eq(cvd_roll_parse(roll, &term.roll, NULL), CVD_OK);
	return term;
}

/* A date means any hour of it: the table asks for the first and the last. */
static cvd_instant
anchor_of(const char *text, const char *hour, const struct cvd_zone *zone)
{
	struct cvd_err err = { 0 };
	char whole[64];
	cvd_instant instant = 0;

	(void)snprintf(whole, sizeof whole, "%s%s", text,
	    strlen(text) == 10 ? hour : "");
	if (cvd_instant_read(whole, zone, &instant, &err) != CVD_OK)
		ck_abort_msg("%s", err.message);
	return instant;
}

static void
check_row(int row, const struct cvd_calendar *calendar, const char *hour)
{
	const struct cvd_zone *zone = zone_of(
	    table_cell(&deadlines, row, "zone"));
	const struct cvd_term term = term_of(table_cell(&deadlines, row,
	                                         "amount"),
	    table_cell(&deadlines, row, "unit"),
	    table_cell(&deadlines, row, "roll"));
	cvd_instant anchor = anchor_of(table_cell(&deadlines, row, "anchor"),
	    hour, zone);
	char local[CVD_INSTANT_OFFSET_TEXT], utc[CVD_INSTANT_TEXT];
	struct cvd_due due = { 0 };

	ck_assert_int_eq(cvd_term_due(&term, anchor, calendar, zone, &due,
	                     NULL),
	    CVD_OK);
	ck_assert_str_eq(cvd_local_text(due.at, zone, local),
	    table_cell(&deadlines, row, "due_local"));
	ck_assert_str_eq(cvd_instant_text(due.at, utc),
	    table_cell(&deadlines, row, "due_utc"));
	ck_assert(!due.is_beyond_calendar);
}

/* Whether an option of the row is or may be this value. */
static bool
has_option(int row, const char *column, const char *value)
{
	const char *cell = table_cell(&deadlines, row, column);

	return strcmp(cell, "-") == 0 || strcmp(cell, value) == 0;
}

START_TEST(no_row_of_the_table_was_lost)
{
	ck_assert_int_eq(deadlines.rows, 49);
}
END_TEST

START_TEST(a_term_is_due_as_the_table_says_whatever_does_not_matter)
{
	struct cvd_calendar cal = calendar_of(
	    table_cell(&deadlines, _i, "calendar"));
	int checked = 0;

	for (int bits = 0; bits < 4; bits++)
		for (int l = 1; cvd_liberation_names[l] != NULL; l++) {
			bool friday = (bits & 1) != 0;
			bool decree = (bits & 2) != 0;

			if (!has_option(_i, "good_friday",
			        friday ? "true" : "false") ||
			    !has_option(_i, "decree_days",
			        decree ? "true" : "false") ||
			    !has_option(_i, "liberation_day",
			        cvd_liberation_names[l]))
				continue;
			cal.options = (struct cvd_calendar_options){ friday, l,
				decree };
			check_row(_i, &cal, " 00:00");
			check_row(_i, &cal, " 23:59:59");
			checked++;
		}
	ck_assert_int_gt(checked, 0);
}
END_TEST

static const struct term_row {
	const char *anchor;
	const char *amount;
	const char *unit;
	const char *roll;
	const char *due;
} terms[] = {
	/* Friday, a minute to five, and ten to midnight */
	{ "2026-11-20 16:59", "1", "working-days", "none",
	    "2026-11-23T23:59:59+01:00" },
	{ "2026-11-20 23:50", "1", "working-days", "none",
	    "2026-11-23T23:59:59+01:00" },
	/* Saturday and Sunday count as day 0 too */
	{ "2026-11-21 12:00", "1", "working-days", "none",
	    "2026-11-23T23:59:59+01:00" },
	{ "2026-11-22 12:00", "3", "working-days", "none",
	    "2026-11-25T23:59:59+01:00" },
	{ "2026-11-21 12:00", "0", "working-days", "none",
	    "2026-11-21T23:59:59+01:00" },
	{ "2026-11-21 12:00", "0", "working-days", "next-working-day",
	    "2026-11-23T23:59:59+01:00" },
	/* the date is the local one, also where UTC has another */
	{ "2026-11-19T23:30:00Z", "1", "calendar-days", "none",
	    "2026-11-21T23:59:59+01:00" },
	/* leap day */
	{ "2028-02-28 10:00", "1", "calendar-days", "none",
	    "2028-02-29T23:59:59+01:00" },
	{ "2027-02-28 10:00", "1", "calendar-days", "none",
	    "2027-03-01T23:59:59+01:00" },
	{ "2028-02-29 10:00", "1", "years", "none",
	    "2029-02-28T23:59:59+01:00" },
	/* the night that clocks go forward, and the one they go back */
	{ "2026-03-28 12:00", "24", "hours", "none",
	    "2026-03-29T13:00:00+02:00" },
	{ "2026-03-28 12:00", "1", "calendar-days", "none",
	    "2026-03-29T23:59:59+02:00" },
	{ "2026-10-24 12:00", "24", "hours", "none",
	    "2026-10-25T11:00:00+01:00" },
	{ "2026-10-24 12:00", "1", "calendar-days", "none",
	    "2026-10-25T23:59:59+01:00" },
	{ "2026-10-24 12:00", "24", "hours", "next-working-day",
	    "2026-10-25T11:00:00+01:00" },
	/* months end with their last day */
	{ "2027-01-31 10:00", "1", "months", "none",
	    "2027-02-28T23:59:59+01:00" },
	{ "2028-01-31 10:00", "1", "months", "none",
	    "2028-02-29T23:59:59+01:00" },
	{ "2027-01-31 10:00", "1", "months", "next-working-day",
	    "2027-03-01T23:59:59+01:00" },
	{ "2026-11-20 10:00", "6", "months", "none",
	    "2027-05-20T23:59:59+02:00" },
	{ "2026-11-20 10:00", "2", "years", "none",
	    "2028-11-20T23:59:59+01:00" },
	/* beyond what 32 bits count */
	{ "2038-01-19 10:00", "2", "calendar-days", "none",
	    "2038-01-21T23:59:59+01:00" },
	{ "2045-06-30 10:00", "1", "calendar-days", "none",
	    "2045-07-01T23:59:59+02:00" },
};

START_TEST(a_term_is_due_at_the_end_of_its_day_or_at_its_hour)
{
	const struct term_row *row = &terms[_i];
	const struct cvd_term term = term_of(row->amount, row->unit, row->roll);
	struct cvd_calendar nl = calendar_nl();
	char text[CVD_INSTANT_OFFSET_TEXT];
	struct cvd_due due = { 0 };

	ck_assert_int_eq(cvd_term_due(&term,
	                     anchor_of(row->anchor, "", amsterdam), &nl,
	                     amsterdam, &due, NULL),
	    CVD_OK);
	ck_assert_str_eq(cvd_local_text(due.at, amsterdam, text), row->due);
}
END_TEST

static cvd_instant
due_of_one_day(const char *rule, const char *anchor)
{
	const struct cvd_zone *zone = tzif_zone("X/Y", rule, arena);
	const struct cvd_term term = { 1, CVD_UNIT_CALENDAR_DAYS,
		CVD_ROLL_NONE };
	struct cvd_due due = { 0 };

	ck_assert_int_eq(cvd_term_due(&term, anchor_of(anchor, "", zone), NULL,
	                     zone, &due, NULL),
	    CVD_OK);
	return due.at;
}

START_TEST(a_day_ends_when_its_last_second_has_been_shown)
{
	char text[CVD_INSTANT_TEXT];

	/* At midnight back to eleven: the second 23:59:59. */
	ck_assert_str_eq(
	    cvd_instant_text(due_of_one_day("EET-2EEST,M3.5.0/0,M10.5.0/0",
	                         "2026-10-23 12:00"),
	        text),
	    "2026-10-24T21:59:59Z");
	/* From half past eleven to half past midnight: 23:29:59. */
	ck_assert_str_eq(
	    cvd_instant_text(due_of_one_day("EET-2EEST,M3.5.6/23:30,M10.5.0/0",
	                         "2026-03-27 12:00"),
	        text),
	    "2026-03-28T21:29:59Z");
}
END_TEST

static bool
is_beyond(const struct cvd_calendar *cal, const char *anchor, enum cvd_unit u,
    enum cvd_roll roll)
{
	const struct cvd_term term = { 3, u, roll };
	struct cvd_due due = { 0 };

	ck_assert_int_eq(cvd_term_due(&term, anchor_of(anchor, "", amsterdam),
	                     cal, amsterdam, &due, NULL),
	    CVD_OK);
	return due.is_beyond_calendar;
}

START_TEST(a_term_says_when_its_calendar_does_not_know)
{
	struct cvd_calendar nl = calendar_nl();
	const char *late = "2028-12-28 12:00", *early = "2028-12-20 12:00";

	ck_assert(is_beyond(&nl, late, CVD_UNIT_WORKING_DAYS, CVD_ROLL_NONE));
	ck_assert(!is_beyond(&nl, early, CVD_UNIT_WORKING_DAYS, CVD_ROLL_NONE));
	ck_assert(!is_beyond(&nl, late, CVD_UNIT_MONTHS, CVD_ROLL_NONE));
	ck_assert(
	    is_beyond(&nl, late, CVD_UNIT_MONTHS, CVD_ROLL_NEXT_WORKING_DAY));
	ck_assert(
	    !is_beyond(&nl, late, CVD_UNIT_HOURS, CVD_ROLL_NEXT_WORKING_DAY));
	nl.options.decree_days = false;
	ck_assert(!is_beyond(&nl, late, CVD_UNIT_WORKING_DAYS, CVD_ROLL_NONE));
	nl = calendar_be();
	ck_assert(!is_beyond(&nl, late, CVD_UNIT_WORKING_DAYS, CVD_ROLL_NONE));
}
END_TEST

static const struct failure_row {
	struct cvd_term term;
	const char *message;
} failures[] = {
	{ { 48, CVD_UNIT_HOURS, CVD_ROLL_NONE },
	    "a term that ends after the year 9999" },
	{ { 9, CVD_UNIT_CALENDAR_DAYS, CVD_ROLL_NONE },
	    "a term that ends after the year 9999" },
	{ { 4294967295u, CVD_UNIT_CALENDAR_DAYS, CVD_ROLL_NONE },
	    "a term that ends after the year 9999" },
	{ { 9, CVD_UNIT_WORKING_DAYS, CVD_ROLL_NONE },
	    "calendar 'nl' has no such working day before the year 10000" },
	{ { 1, CVD_UNIT_MONTHS, CVD_ROLL_NONE },
	    "a date outside the years 1 to 9999" },
	{ { 4294967295u, CVD_UNIT_YEARS, CVD_ROLL_NONE },
	    "a date outside the years 1 to 9999" },
	{ { 1, CVD_UNIT_NONE, CVD_ROLL_NONE }, "a term without a unit" },
};

START_TEST(a_term_beyond_all_time_is_refused)
{
	const struct cvd_calendar nl = calendar_nl();
	struct cvd_due due = { .at = 4711 };
	struct cvd_err err = { 0 };

	ck_assert_int_eq(cvd_term_due(&failures[_i].term,
	                     CVD_INSTANT_MAX - 86400, &nl, amsterdam, &due,
	                     &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, failures[_i].message);
	ck_assert_int_eq(due.at, 4711);
}
END_TEST

START_TEST(working_days_need_a_calendar)
{
	const struct cvd_term wd = { 1, CVD_UNIT_WORKING_DAYS, CVD_ROLL_NONE };
	const struct cvd_term rolled = { 1, CVD_UNIT_MONTHS,
		CVD_ROLL_NEXT_WORKING_DAY };
	struct cvd_due due = { 0 };
	struct cvd_err err = { 0 };

	ck_assert_int_eq(cvd_term_due(&wd, 0, NULL, amsterdam, &due, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message,
	    "a term in working days without a calendar");
	ck_assert_int_eq(cvd_term_due(&rolled, 0, NULL, amsterdam, &due, &err),
	    CVD_E_INVALID);
}
END_TEST

START_TEST(units_and_rolls_have_names)
{
	struct cvd_err err = { 0 };
	enum cvd_unit unit = CVD_UNIT_NONE;
	enum cvd_roll roll = CVD_ROLL_UNSAID;

	for (int i = 1; cvd_unit_names[i] != NULL; i++) {
		ck_assert_int_eq(cvd_unit_parse(cvd_unit_names[i], &unit, NULL),
		    CVD_OK);
		ck_assert_int_eq(unit, i);
		ck_assert_str_eq(cvd_unit_text(unit), cvd_unit_names[i]);
	}
	for (int i = 1; cvd_roll_names[i] != NULL; i++) {
		ck_assert_int_eq(cvd_roll_parse(cvd_roll_names[i], &roll, NULL),
		    CVD_OK);
		ck_assert_int_eq(roll, i);
		ck_assert_str_eq(cvd_roll_text(roll), cvd_roll_names[i]);
	}
	ck_assert_int_eq(cvd_unit_parse("fortnights", &unit, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "'fortnights' is no unit of a term");
	ck_assert_int_eq(cvd_roll_parse("", &roll, &err), CVD_E_INVALID);
	ck_assert_str_eq(err.message, "'' is no way to roll a term");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("term");
	TCase *tc = tcase_create("term");

	deadlines = table_load("deadlines.tsv");
	tcase_add_checked_fixture(tc, open_zone, close_zone);
	tcase_add_test(tc, no_row_of_the_table_was_lost);
	tcase_add_loop_test(tc,
	    a_term_is_due_as_the_table_says_whatever_does_not_matter, 0,
	    deadlines.rows);
	tcase_add_loop_test(tc,
	    a_term_is_due_at_the_end_of_its_day_or_at_its_hour, 0,
	    (int)LENGTH(terms));
	tcase_add_test(tc, a_day_ends_when_its_last_second_has_been_shown);
	tcase_add_test(tc, a_term_says_when_its_calendar_does_not_know);
	tcase_add_loop_test(tc, a_term_beyond_all_time_is_refused, 0,
	    (int)LENGTH(failures));
	tcase_add_test(tc, working_days_need_a_calendar);
	tcase_add_test(tc, units_and_rolls_have_names);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

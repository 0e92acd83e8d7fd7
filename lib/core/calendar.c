/* SPDX-License-Identifier: EUPL-1.2 */

/* Which days are working days. */

#include "core/calendar.h"

#include "core/limits.h"

#include <stdint.h>
#include <string.h>

const char *const cvd_holiday_option_names[] = {
	[CVD_HOLIDAY_OPTION_GOOD_FRIDAY] = "good_friday",
	[CVD_HOLIDAY_OPTION_LIBERATION_DAY] = "liberation_day",
	NULL,
};

const char *const cvd_liberation_names[] = {
	[CVD_LIBERATION_ALWAYS] = "always",
	[CVD_LIBERATION_LUSTRUM] = "lustrum",
	[CVD_LIBERATION_NEVER] = "never",
	NULL,
};

_Static_assert(sizeof cvd_holiday_option_names ==
                   (CVD_HOLIDAY_OPTION_LIBERATION_DAY + 2) * sizeof(char *),
    "a name for each option");
_Static_assert(sizeof cvd_liberation_names ==
                   (CVD_LIBERATION_NEVER + 2) * sizeof(char *),
    "a name for each habit");

#define ALL_WEEK (((1u << 7) - 1) << CVD_MONDAY)

enum cvd_status
cvd_calendar_check(const struct cvd_calendar *cal, struct cvd_err *err)
{
	if ((cal->weekend & ALL_WEEK) == ALL_WEEK)
		return cvd_fail(err, CVD_E_INVALID,
		    "calendar '%.64s' has no working day", cal->id);
	if (cal->holidays > CVD_MAX_HOLIDAYS ||
	    cal->extras > CVD_MAX_HOLIDAYS ||
	    cal->replacements > CVD_MAX_HOLIDAYS)
		return cvd_fail(err, CVD_E_INVALID,
		    "calendar '%.64s' lists more than %u days", cal->id,
		    CVD_MAX_HOLIDAYS);
	for (size_t i = 0; i < cal->holidays; i++) {
		const struct cvd_holiday *holiday = &cal->holiday[i];

		if (holiday->to != 0 && holiday->to < holiday->from)
			return cvd_fail(err, CVD_E_INVALID,
			    "holiday '%.64s' ends before it begins",
			    holiday->id);
	}
	return CVD_OK;
}

/* The anonymous Gregorian algorithm (Nature, 20 April 1876). */
cvd_day
cvd_easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
	int h = (19 * a + b - d - g + 15) % 30;
	int i = c / 4, k = c % 4;
	int l = (32 + 2 * e + 2 * i - h - k) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int from_march = h + l - 7 * m + 114;

	return cvd_day_from_date(
	    (struct cvd_date){ year, from_march / 31, from_march % 31 + 1 });
}

/* Nothing, or a sign and a number up to `most`. */
static bool
scan_signed(struct cvd_scan *scan, int most, int *days)
{
	int sign = 1;
	int64_t number;

	if (cvd_scan_char(scan, '-'))
		sign = -1;
	else if (!cvd_scan_char(scan, '+'))
		return false;
	if (!cvd_scan_number(scan, 1, 2, &number) || number > most)
		return false;
	*days = sign * (int)number;
	return cvd_scan_end(scan);
}

static bool
scan_rule(struct cvd_scan *scan, struct cvd_holiday_rule *rule)
{
	int64_t month, day;

	if (cvd_scan_literal(scan, "easter")) {
		rule->kind = CVD_HOLIDAY_EASTER;
		return cvd_scan_end(scan) ||
		       scan_signed(scan, CVD_EASTER_OFFSET_MAX, &rule->days);
	}
	if (!cvd_scan_number(scan, 2, 2, &month) || !cvd_scan_char(scan, '-') ||
	    !cvd_scan_number(scan, 2, 2, &day) || !cvd_scan_end(scan))
		return false;
	rule->month = (int)month;
	rule->day = (int)day;
	/* Any leap year: 29 February is a date. */
	return cvd_date_is_valid(
	    (struct cvd_date){ 2000, rule->month, rule->day });
}

enum cvd_status
cvd_holiday_rule_parse(const char *text, struct cvd_holiday_rule *rule,
    struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(text);
	struct cvd_holiday_rule value = { .kind = CVD_HOLIDAY_FIXED };

	if (!scan_rule(&scan, &value))
		return cvd_fail(err, CVD_E_INVALID,
		    "'%.60s' is no holiday rule like 12-25 or easter+39", text);
	*rule = value;
	return CVD_OK;
}

enum cvd_status
cvd_if_sunday_parse(const char *text, int *days, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(text);
	int value;

	if (!scan_signed(&scan, CVD_IF_SUNDAY_MAX, &value))
		return cvd_fail(err, CVD_E_INVALID,
		    "'%.60s' is no number of days from -%d to +%d", text,
		    CVD_IF_SUNDAY_MAX, CVD_IF_SUNDAY_MAX);
	*days = value;
	return CVD_OK;
}

/* The days of one year that are off beside weekends, a flag each. */
struct year_off {
	int year; /* 0: none yet */
	cvd_day first;
	bool off[366];
};

static void
mark(struct year_off *y, cvd_day day, bool off)
{
	/* Unsigned, so that days before the year fall out as well. */
	uint32_t at = (uint32_t)day - (uint32_t)y->first;

	if (at < (cvd_year_is_leap(y->year) ? 366u : 365u))
		y->off[at] = off;
}

static bool
is_observed(const struct cvd_calendar_options *options,
    const struct cvd_holiday *holiday, int year)
{
	if ((holiday->from != 0 && year < holiday->from) ||
	    (holiday->to != 0 && year > holiday->to))
		return false;
	switch ((enum cvd_holiday_option)holiday->option) {
	case CVD_HOLIDAY_OPTION_NONE:
		break;
	case CVD_HOLIDAY_OPTION_GOOD_FRIDAY:
		return options->good_friday;
	case CVD_HOLIDAY_OPTION_LIBERATION_DAY:
		if (options->liberation_day == CVD_LIBERATION_LUSTRUM)
			return year % 5 == 0;
		return options->liberation_day != CVD_LIBERATION_NEVER;
	}
	return true;
}

/* Marks a holiday by the rule of `year`, wherever its Sunday moves it. */
static void
mark_holiday(struct year_off *y, const struct cvd_calendar_options *options,
    const struct cvd_holiday *holiday, int year, cvd_day easter)
{
	const struct cvd_holiday_rule *rule = &holiday->rule;
	cvd_day day = easter + rule->days;

	if (!is_observed(options, holiday, year))
		return;
	if (rule->kind == CVD_HOLIDAY_FIXED) {
		if (rule->day > cvd_month_days(year, rule->month))
			return;
		day = cvd_day_from_date(
		    (struct cvd_date){ year, rule->month, rule->day });
	}
	if (cvd_day_weekday(day) == CVD_SUNDAY)
		day += holiday->if_sunday;
	mark(y, day, true);
}

static void
fill_year(struct year_off *y, const struct cvd_calendar *cal, int year)
{
	(void)memset(y, 0, sizeof *y);
	y->year = year;
	y->first = cvd_day_from_date((struct cvd_date){ year, 1, 1 });
	/* A Sunday on New Year's Day may be moved over the year's end. */
	for (int rule_year = year - 1; rule_year <= year + 1; rule_year++) {
		cvd_day easter = cvd_easter(rule_year);

		for (size_t i = 0; i < cal->holidays; i++)
			mark_holiday(y, &cal->options, &cal->holiday[i],
			    rule_year, easter);
	}
	for (size_t i = 0; i < cal->replacements; i++)
		mark(y, cal->replacement[i].holiday, false);
	for (size_t i = 0; i < cal->replacements; i++)
		mark(y, cal->replacement[i].on, true);
	for (size_t i = 0; i < cal->extras && cal->options.decree_days; i++)
		mark(y, cal->extra[i], true);
}

/* The year is worked out once for all its days that are asked for in a row. */
static bool
is_off(const struct cvd_calendar *cal, struct year_off *y, cvd_day day)
{
	if (y->year == 0 || day < y->first || day >= y->first + 365) {
		int year = cvd_date_from_day(day).year;

		if (year != y->year)
			fill_year(y, cal, year);
	}
	return y->off[day - y->first];
}

static bool
is_working(const struct cvd_calendar *cal, struct year_off *y, cvd_day day)
{
	return (cal->weekend >> cvd_day_weekday(day) & 1u) == 0 &&
	       !is_off(cal, y, day);
}

bool
cvd_calendar_is_holiday(const struct cvd_calendar *cal, cvd_day day)
{
	struct year_off y = { 0 };

	return is_off(cal, &y, day);
}

bool
cvd_calendar_is_working_day(const struct cvd_calendar *cal, cvd_day day)
{
	struct year_off y = { 0 };

	return is_working(cal, &y, day);
}

static enum cvd_status
fail_range(const struct cvd_calendar *cal, struct cvd_err *err)
{
	return cvd_fail(err, CVD_E_INVALID,
	    "calendar '%.64s' has no such working day before the year 10000",
	    cal->id);
}

enum cvd_status
cvd_calendar_add_working_days(const struct cvd_calendar *cal, cvd_day day,
    unsigned n, cvd_day *sum, struct cvd_err *err)
{
	struct year_off y = { 0 };

	while (n > 0) {
		if (day >= CVD_DAY_MAX)
			return fail_range(cal, err);
		day++;
		if (is_working(cal, &y, day))
			n--;
	}
	*sum = day;
	return CVD_OK;
}

enum cvd_status
cvd_calendar_roll(const struct cvd_calendar *cal, cvd_day day, cvd_day *rolled,
    struct cvd_err *err)
{
	struct year_off y = { 0 };

	while (!is_working(cal, &y, day)) {
		if (day >= CVD_DAY_MAX)
			return fail_range(cal, err);
		day++;
	}
	*rolled = day;
	return CVD_OK;
}

unsigned
cvd_calendar_count_working_days(const struct cvd_calendar *cal, cvd_day after,
    cvd_day until)
{
	struct year_off y = { 0 };
	unsigned count = 0;

	for (cvd_day day = after + 1; day <= until; day++)
		if (is_working(cal, &y, day))
			count++;
	return count;
}

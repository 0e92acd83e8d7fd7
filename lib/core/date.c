/* SPDX-License-Identifier: EUPL-1.2 */

/* Civil days and instants: arithmetic, text in, text out. */

#include "core/date.h"

#include <stddef.h>

#define YEAR_MIN  1
#define YEAR_MAX  9999
/* Months since the year 0. */
#define MONTH_MIN ((int64_t)12 * YEAR_MIN)
#define MONTH_MAX ((int64_t)12 * YEAR_MAX + 11)
/* Of a text that a message quotes: enough to know it again. */
#define QUOTED    "'%.60s'"

const char *const cvd_weekday_names[] = {
	[CVD_MONDAY] = "mon",
	[CVD_TUESDAY] = "tue",
	[CVD_WEDNESDAY] = "wed",
	[CVD_THURSDAY] = "thu",
	[CVD_FRIDAY] = "fri",
	[CVD_SATURDAY] = "sat",
	[CVD_SUNDAY] = "sun",
	NULL,
};

_Static_assert(sizeof cvd_weekday_names / sizeof cvd_weekday_names[0] ==
                   CVD_SUNDAY + 2,
    "a name for each weekday");

bool
cvd_year_is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int
cvd_month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };

	return month == 2 && cvd_year_is_leap(year) ? 29 : days[month - 1];
}

bool
cvd_date_is_valid(struct cvd_date date)
{
	return date.year >= YEAR_MIN && date.year <= YEAR_MAX &&
	       date.month >= 1 && date.month <= 12 && date.day >= 1 &&
	       date.day <= cvd_month_days(date.year, date.month);
}

/*
 * Years are taken to begin in March, so that the leap day is the last, and are
 * counted in eras of 400, which all have 146,097 days. 719,468 days lie between
 * 0000-03-01 and 1970-01-01.
 */
cvd_day
cvd_day_from_date(struct cvd_date date)
{
	int year = date.month > 2 ? date.year : date.year - 1;
	int era = (year >= 0 ? year : year - 399) / 400;
	int year_of_era = year - era * 400;
	int month = date.month > 2 ? date.month - 3 : date.month + 9;
	int day_of_year = (153 * month + 2) / 5 + date.day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 -
	       year_of_era / 100 + day_of_year - 719468;
}

struct cvd_date
cvd_date_from_day(cvd_day day)
{
	int64_t from_march = (int64_t)day + 719468;
	int era = (int)((from_march >= 0 ? from_march : from_march - 146096) /
	                146097);
	int day_of_era = (int)(from_march - (int64_t)era * 146097);
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
	                      day_of_era / 146096) /
	                  365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 -
	                                   year_of_era / 100);
	int month = (5 * day_of_year + 2) / 153;
	struct cvd_date date = {
		.year = year_of_era + era * 400 + (month >= 10 ? 1 : 0),
		.month = month < 10 ? month + 3 : month - 9,
		.day = day_of_year - (153 * month + 2) / 5 + 1,
	};

	return date;
}

bool
cvd_day_is_valid(cvd_day day)
{
	return day >= CVD_DAY_MIN && day <= CVD_DAY_MAX;
}

enum cvd_weekday
cvd_day_weekday(cvd_day day)
{
	/* 1970-01-01 was a Thursday. */
	int since_monday = (day % 7 + 7 + 3) % 7;

	return (enum cvd_weekday)(CVD_MONDAY + since_monday);
}

enum cvd_status
cvd_day_add_months(cvd_day day, int64_t months, cvd_day *sum,
    struct cvd_err *err)
{
	struct cvd_date date = cvd_date_from_day(day);
	int64_t month;

	month = date.year * 12 + date.month - 1;
	/* This way round the sum cannot overflow. */
	if (months < MONTH_MIN - month || months > MONTH_MAX - month)
		return cvd_fail(err, CVD_E_INVALID,
		    "a date outside the years 1 to 9999");
	month += months;
	date.year = (int)(month / 12);
	date.month = (int)(month % 12) + 1;
	if (date.day > cvd_month_days(date.year, date.month))
		date.day = cvd_month_days(date.year, date.month);
	*sum = cvd_day_from_date(date);
	return CVD_OK;
}

enum cvd_status
cvd_day_scan(struct cvd_scan *scan, const char *whole, cvd_day *day,
    struct cvd_err *err)
{
	struct cvd_scan s = *scan;
	int64_t year, month, number;
	struct cvd_date date;

	if (!cvd_scan_number(&s, 4, 4, &year) || !cvd_scan_char(&s, '-') ||
	    !cvd_scan_number(&s, 2, 2, &month) || !cvd_scan_char(&s, '-') ||
	    !cvd_scan_number(&s, 2, 2, &number))
		return cvd_fail(err, CVD_E_INVALID,
		    QUOTED " has no date of the form YYYY-MM-DD", whole);
	date = (struct cvd_date){ (int)year, (int)month, (int)number };
	if (!cvd_date_is_valid(date))
		return cvd_fail(err, CVD_E_INVALID,
		    "there is no day '%04d-%02d-%02d'", date.year, date.month,
		    date.day);
	*scan = s;
	*day = cvd_day_from_date(date);
	return CVD_OK;
}

enum cvd_status
cvd_day_parse(const char *text, cvd_day *day, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(text);
	cvd_day value = 0;
	enum cvd_status rc = cvd_day_scan(&scan, text, &value, err);

	if (rc != CVD_OK)
		return rc;
	if (!cvd_scan_end(&scan))
		return cvd_fail(err, CVD_E_INVALID,
		    QUOTED " is no date of the form YYYY-MM-DD", text);
	*day = value;
	return CVD_OK;
}

static char *
put_number(char *p, int value, int digits)
{
	for (int i = digits - 1; i >= 0; i--) {
		p[i] = (char)('0' + value % 10);
		value /= 10;
	}
	return p + digits;
}

static char *
put_day(char *p, cvd_day day)
{
	struct cvd_date date;

	if (day < CVD_DAY_MIN)
		day = CVD_DAY_MIN;
	if (day > CVD_DAY_MAX)
		day = CVD_DAY_MAX;
	date = cvd_date_from_day(day);
	p = put_number(p, date.year, 4);
	*p++ = '-';
	p = put_number(p, date.month, 2);
	*p++ = '-';
	return put_number(p, date.day, 2);
}

static cvd_instant
into_range(cvd_instant instant)
{
	if (instant < CVD_INSTANT_MIN)
		return CVD_INSTANT_MIN;
	return instant > CVD_INSTANT_MAX ? CVD_INSTANT_MAX : instant;
}

static char *
put_instant(char *p, cvd_instant instant)
{
	cvd_day day = cvd_instant_day(instant);
	int second = (int)(into_range(instant) - cvd_instant_from_day(day, 0));

	p = put_day(p, day);
	*p++ = 'T';
	p = put_number(p, second / 3600, 2);
	*p++ = ':';
	p = put_number(p, second / 60 % 60, 2);
	*p++ = ':';
	return put_number(p, second % 60, 2);
}

const char *
cvd_day_text(cvd_day day, char text[CVD_DAY_TEXT])
{
	*put_day(text, day) = '\0';
	return text;
}

bool
cvd_instant_is_valid(cvd_instant instant)
{
	return instant >= CVD_INSTANT_MIN && instant <= CVD_INSTANT_MAX;
}

cvd_day
cvd_instant_day(cvd_instant instant)
{
	/* Division rounds to zero, so count from the first day. */
	return (cvd_day)((into_range(instant) - CVD_INSTANT_MIN) /
	                 CVD_SECONDS_A_DAY) +
	       CVD_DAY_MIN;
}

cvd_instant
cvd_instant_from_day(cvd_day day, int32_t second)
{
	return (cvd_instant)day * CVD_SECONDS_A_DAY + second;
}

cvd_instant
cvd_instant_add(cvd_instant instant, cvd_span span)
{
	instant = into_range(instant);
	if (span > CVD_INSTANT_MAX - instant)
		return CVD_INSTANT_MAX;
	if (span < CVD_INSTANT_MIN - instant)
		return CVD_INSTANT_MIN;
	return instant + span;
}

static bool
scan_clock(struct cvd_scan *scan, bool seconds_needed, int64_t part[3])
{
	part[2] = 0;
	if (!cvd_scan_number(scan, 2, 2, &part[0]) ||
	    !cvd_scan_char(scan, ':') || !cvd_scan_number(scan, 2, 2, &part[1]))
		return false;
	if (cvd_scan_char(scan, ':'))
		return cvd_scan_number(scan, 2, 2, &part[2]);
	return !seconds_needed;
}

enum cvd_status
cvd_time_scan(struct cvd_scan *scan, const char *whole, bool seconds_needed,
    int32_t *second, struct cvd_err *err)
{
	struct cvd_scan s = *scan;
	int64_t part[3];

	if (!scan_clock(&s, seconds_needed, part))
		return cvd_fail(err, CVD_E_INVALID,
		    QUOTED " has no time of the form HH:MM%s", whole,
		    seconds_needed ? ":SS" : "");
	if (part[2] == 60)
		return cvd_fail(err, CVD_E_INVALID,
		    QUOTED " has a leap second, which cannot be kept", whole);
	if (part[0] > 23 || part[1] > 59 || part[2] > 59)
		return cvd_fail(err, CVD_E_INVALID,
		    QUOTED " has a time that no clock shows", whole);
	if (cvd_scan_char(&s, '.') || cvd_scan_char(&s, ','))
		return cvd_fail(err, CVD_E_INVALID,
		    QUOTED " has a fraction of a second, which cannot be kept",
		    whole);
	*scan = s;
	*second = (int32_t)(part[0] * 3600 + part[1] * 60 + part[2]);
	return CVD_OK;
}

/* Z or +HH:MM, as seconds ahead of UTC. */
static bool
scan_offset(struct cvd_scan *scan, int32_t *offset)
{
	struct cvd_scan s = *scan;
	int64_t hours = 0, minutes = 0;
	int32_t sign = 1;

	if (!cvd_scan_char(&s, 'Z') && !cvd_scan_char(&s, 'z')) {
		if (cvd_scan_char(&s, '-'))
			sign = -1;
		else if (!cvd_scan_char(&s, '+'))
			return false;
		if (!cvd_scan_number(&s, 2, 2, &hours) ||
		    !cvd_scan_char(&s, ':') ||
		    !cvd_scan_number(&s, 2, 2, &minutes) || hours > 23 ||
		    minutes > 59)
			return false;
	}
	*scan = s;
	*offset = sign * (int32_t)(hours * 3600 + minutes * 60);
	return true;
}

enum cvd_status
cvd_instant_parse(const char *text, cvd_instant *instant, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(text);
	cvd_day day = 0;
	int32_t second = 0, offset = 0;
	cvd_instant value;
	enum cvd_status rc = cvd_day_scan(&scan, text, &day, err);

	if (rc != CVD_OK)
		return rc;
	if (!cvd_scan_char(&scan, 'T') && !cvd_scan_char(&scan, 't'))
		return cvd_fail(err, CVD_E_INVALID,
		    QUOTED " is no time of the form YYYY-MM-DDTHH:MM:SSZ",
		    text);
	rc = cvd_time_scan(&scan, text, true, &second, err);
	if (rc != CVD_OK)
		return rc;
	if (!scan_offset(&scan, &offset) || !cvd_scan_end(&scan))
		return cvd_fail(err, CVD_E_INVALID,
		    QUOTED " does not end with an offset from UTC or Z", text);
	value = cvd_instant_from_day(day, second) - offset;
	if (!cvd_instant_is_valid(value))
		return cvd_fail(err, CVD_E_INVALID,
		    QUOTED " is outside the years 1 to 9999", text);
	*instant = value;
	return CVD_OK;
}

const char *
cvd_instant_text(cvd_instant instant, char text[CVD_INSTANT_TEXT])
{
	char *p = put_instant(text, instant);

	*p++ = 'Z';
	*p = '\0';
	return text;
}

const char *
cvd_instant_text_offset(cvd_instant instant, int32_t offset,
    char text[CVD_INSTANT_OFFSET_TEXT])
{
	int minutes = (offset >= 0 ? offset : offset - 59) / 60;
	int ahead = minutes < 0 ? -minutes : minutes;
	char *p = put_instant(text,
	    into_range(instant) + (cvd_span)minutes * 60);

	*p++ = minutes < 0 ? '-' : '+';
	p = put_number(p, ahead / 60, 2);
	*p++ = ':';
	p = put_number(p, ahead % 60, 2);
	*p = '\0';
	return text;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_DATE_H
#define CVD_CORE_DATE_H

#include "core/scan.h"
#include "core/status.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Civil days and instants, by own arithmetic.
 *
 * The calendar is the proleptic Gregorian one, years 1 to 9999; an instant
 * counts seconds of UTC as POSIX does, without leap seconds. Everything that
 * is read or computed for a person is checked against that range and fails
 * with CVD_E_INVALID outside it.
 */

typedef int32_t cvd_day;     /* civil days since 1970-01-01 */
typedef int64_t cvd_instant; /* seconds since 1970-01-01T00:00:00Z */
typedef int64_t cvd_span;    /* seconds; text: core/span.h */

#define CVD_DAY_MIN             ((cvd_day)-719162)          /* 0001-01-01 */
#define CVD_DAY_MAX             ((cvd_day)2932896)          /* 9999-12-31 */
#define CVD_INSTANT_MIN         ((cvd_instant)-62135596800) /* …T00:00:00Z */
#define CVD_INSTANT_MAX         ((cvd_instant)253402300799) /* …T23:59:59Z */
#define CVD_SPAN_MAX            INT64_MAX                   /* without end */

#define CVD_SECONDS_A_DAY       86400

/* Room for each text with its NUL. */
#define CVD_DAY_TEXT            11 /* 2026-11-20 */
#define CVD_INSTANT_TEXT        21 /* 2026-11-20T09:00:00Z */
#define CVD_INSTANT_OFFSET_TEXT 26 /* 2026-11-20T10:00:00+01:00 */

struct cvd_date {
	int year;
	int month; /* from 1 */
	int day;   /* from 1 */
};

/* ISO 8601. */
enum cvd_weekday {
	CVD_MONDAY = 1,
	CVD_TUESDAY,
	CVD_WEDNESDAY,
	CVD_THURSDAY,
	CVD_FRIDAY,
	CVD_SATURDAY,
	CVD_SUNDAY,
};

/* mon … sun, at the index of the weekday; NULL at 0 and at the end. */
extern const char *const cvd_weekday_names[];

bool cvd_date_is_valid(struct cvd_date date);

/*
 * Pure arithmetic over all of -30000 to 30000, for rules that look a little
 * beyond the range. The month is 1 to 12; a day beyond its month runs on.
 */
cvd_day cvd_day_from_date(struct cvd_date date);
struct cvd_date cvd_date_from_day(cvd_day day);

bool cvd_day_is_valid(cvd_day day);
enum cvd_weekday cvd_day_weekday(cvd_day day);
bool cvd_year_is_leap(int year);
/* 28 to 31. */
int cvd_month_days(int year, int month);

/*
 * The same day of the month so many months later, or the last day of that
 * month where it is shorter: 31 January and one month is 28 or 29 February.
 */
enum cvd_status cvd_day_add_months(cvd_day day, int64_t months, cvd_day *sum,
    struct cvd_err *err);

/* "2026-11-20", and nothing else; there is no 2026-02-30. */
enum cvd_status cvd_day_parse(const char *text, cvd_day *day,
    struct cvd_err *err);
/* Gives `text`. A day outside the range is shown as the nearest inside. */
const char *cvd_day_text(cvd_day day, char text[CVD_DAY_TEXT]);

bool cvd_instant_is_valid(cvd_instant instant);
/* The day of a valid instant in UTC, and the instant `second` into a day. */
cvd_day cvd_instant_day(cvd_instant instant);
cvd_instant cvd_instant_from_day(cvd_day day, int32_t second);
/* Later by the span, and never beyond the range. */
cvd_instant cvd_instant_add(cvd_instant instant, cvd_span span);

/*
 * RFC 3339, section 5.6, with an offset or Z, in either case. Refused with a
 * message of their own: fractions of a second, which would be lost, and the
 * leap second :60, which POSIX time cannot hold.
 */
enum cvd_status cvd_instant_parse(const char *text, cvd_instant *instant,
    struct cvd_err *err);
/* Always in UTC and with Z. Gives `text`; range as cvd_day_text(). */
const char *cvd_instant_text(cvd_instant instant, char text[CVD_INSTANT_TEXT]);
/*
 * The same instant as a clock shows it that is `offset` seconds ahead of UTC,
 * at most a day. RFC 3339 knows whole minutes only: an offset between two is
 * rounded down, and the time with it, so that the text names this instant.
 */
const char *cvd_instant_text_offset(cvd_instant instant, int32_t offset,
    char text[CVD_INSTANT_OFFSET_TEXT]);

/*
 * The parts of which dates with a time are made: YYYY-MM-DD, and HH:MM with
 * or without :SS as seconds of the day. Each consumes what it names; the
 * message quotes `whole`, the text that is being read.
 */
enum cvd_status cvd_day_scan(struct cvd_scan *scan, const char *whole,
    cvd_day *day, struct cvd_err *err);
enum cvd_status cvd_time_scan(struct cvd_scan *scan, const char *whole,
    bool seconds_needed, int32_t *second, struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_CALENDAR_H
#define CVD_CORE_CALENDAR_H

#include "core/date.h"
#include "core/status.h"
#include "core/tree.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Working days: every day that is no weekend, no holiday and no extra day.
 *
 * A calendar has no time zone; where a day begins is the policy's affair. The
 * holidays of the shipped calendars are the law's: Algemene termijnenwet,
 * article 3 (NL); law of 4 January 1974 and royal decree of 18 April 1974 (BE).
 *
 * Every day that goes in is a valid one (core/date.h).
 */

/* Days from Easter Sunday, and days a Sunday holiday is moved by, at most. */
#define CVD_EASTER_OFFSET_MAX 99
#define CVD_IF_SUNDAY_MAX     6

enum cvd_holiday_kind {
	CVD_HOLIDAY_FIXED,  /* the same date each year */
	CVD_HOLIDAY_EASTER, /* so many days from Easter Sunday */
};

/* "01-01" or "easter-2". */
struct cvd_holiday_rule {
	enum cvd_holiday_kind kind;
	int month; /* FIXED */
	int day;   /* FIXED; 02-29 is a holiday of leap years alone */
	int days;  /* EASTER: after it, or before where negative */
};

/* Which option of the calendar switches a holiday. */
enum cvd_holiday_option {
	CVD_HOLIDAY_OPTION_NONE,
	CVD_HOLIDAY_OPTION_GOOD_FRIDAY,
	CVD_HOLIDAY_OPTION_LIBERATION_DAY,
};

enum cvd_liberation {
	CVD_LIBERATION_NONE, /* not said: as ALWAYS */
	CVD_LIBERATION_ALWAYS,
	CVD_LIBERATION_LUSTRUM, /* in years divisible by five */
	CVD_LIBERATION_NEVER,
};

/* Closed sets as field tables take them: NULL at 0 and at the end. */
extern const char *const cvd_holiday_option_names[];
extern const char *const cvd_liberation_names[];

struct cvd_holiday {
	const char *id;
	struct cvd_holiday_rule rule;
	int from;      /* first year, 0: since ever */
	int to;        /* last year, inclusive; 0: for ever */
	int if_sunday; /* days it is moved by when it falls on a Sunday */
	int option;    /* enum cvd_holiday_option */
};

/* The holiday of one day is kept on another, and loses its character. */
struct cvd_replacement {
	cvd_day holiday; /* `for` in the file */
	cvd_day on;
};

struct cvd_calendar_options {
	bool good_friday;
	int liberation_day; /* enum cvd_liberation */
	bool decree_days;   /* whether the extra days count */
};

/* What holds where a calendar is silent: whatever it lists counts. */
#define CVD_CALENDAR_OPTIONS_INIT                                              \
	{                                                                      \
		.good_friday = true, .liberation_day = CVD_LIBERATION_ALWAYS,  \
		.decree_days = true,                                           \
	}

struct cvd_calendar {
	const char *id;
	unsigned weekend; /* 1u << enum cvd_weekday, or-ed */
	const struct cvd_holiday *holiday;
	size_t holidays;
	const cvd_day *extra; /* in any order */
	size_t extras;
	int extra_known_until; /* last year whose extra days are known; or 0 */
	const struct cvd_replacement *replacement;
	size_t replacements;
	struct cvd_calendar_options options;
};

/*
 * A calendar from the tree of calendars/ID.yaml; it lives in `arena`. Fails
 * with CVD_E_INVALID, line and column, for an unknown key, a wrong type or
 * word, what cvd_calendar_check() refuses, and where `extends` is still to be
 * resolved (app/adopt.h); CVD_E_TOO_OLD and CVD_E_TOO_NEW for another schema.
 */
enum cvd_status cvd_calendar_load(const struct cvd_node *root,
    struct cvd_arena *arena, const struct cvd_calendar **calendar,
    struct cvd_err *err);

/*
 * CVD_E_INVALID where the calendar has no working day at all, a holiday ends
 * before it begins, or there are more than CVD_MAX_HOLIDAYS.
 */
enum cvd_status cvd_calendar_check(const struct cvd_calendar *cal,
    struct cvd_err *err);

/* Easter Sunday of a year from 1; Gregorian, also before 1583. */
cvd_day cvd_easter(int year);

/* CVD_E_INVALID unless it is "MM-DD" or "easter", "easter+n", "easter-n". */
enum cvd_status cvd_holiday_rule_parse(const char *text,
    struct cvd_holiday_rule *rule, struct cvd_err *err);

/* "-1", "+1": days, at most CVD_IF_SUNDAY_MAX; else CVD_E_INVALID. */
enum cvd_status cvd_if_sunday_parse(const char *text, int *days,
    struct cvd_err *err);

/* Whether it is a holiday or an extra day, on whatever weekday. */
bool cvd_calendar_is_holiday(const struct cvd_calendar *cal, cvd_day day);

bool cvd_calendar_is_working_day(const struct cvd_calendar *cal, cvd_day day);

/*
 * The nth working day after `day`, which is day 0 and may be any day; for 0 it
 * is `day` itself. Fails with CVD_E_INVALID where that leaves the range.
 */
enum cvd_status cvd_calendar_add_working_days(const struct cvd_calendar *cal,
    cvd_day day, unsigned n, cvd_day *sum, struct cvd_err *err);

/* `day` itself where it is a working day, else the next one. Fails likewise. */
enum cvd_status cvd_calendar_roll(const struct cvd_calendar *cal, cvd_day day,
    cvd_day *rolled, struct cvd_err *err);

/* Working days after `after`, up to and including `until`. */
unsigned cvd_calendar_count_working_days(const struct cvd_calendar *cal,
    cvd_day after, cvd_day until);

#endif

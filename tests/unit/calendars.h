/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_CALENDARS_H
#define CVD_TESTS_UNIT_CALENDARS_H

#include "core/calendar.h"

#include <check.h>

/* The calendars nl, be and none, as policies/calendars/ has them. */

#define WEEKEND       (1u << CVD_SATURDAY | 1u << CVD_SUNDAY)
#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

struct holiday_row {
	const char *id;
	const char *rule;
	int from, to, if_sunday, option;
};

static inline cvd_day
day_of(const char *text)
{
	struct cvd_err err = { 0 };
	cvd_day day = 0;

	if (cvd_day_parse(text, &day, &err) != CVD_OK)
		ck_abort_msg("%s", err.message);
	return day;
}

static inline void
read_holidays(const struct holiday_row *row, size_t count,
    struct cvd_holiday *holiday)
{
	for (size_t i = 0; i < count; i++) {
		holiday[i] = (struct cvd_holiday){ .id = row[i].id,
			.from = row[i].from,
			.to = row[i].to,
			.if_sunday = row[i].if_sunday,
			.option = row[i].option };
		ck_assert_int_eq(cvd_holiday_rule_parse(row[i].rule,
		                     &holiday[i].rule, NULL),
		    CVD_OK);
	}
}

static inline struct cvd_calendar
calendar_nl(void)
{
	static const struct holiday_row rows[] = {
		{ "new-year", "01-01", 0, 0, 0, 0 },
		{ "good-friday", "easter-2", 0, 0, 0,
		    CVD_HOLIDAY_OPTION_GOOD_FRIDAY },
		{ "easter-monday", "easter+1", 0, 0, 0, 0 },
		{ "kings-day", "04-27", 2014, 0, -1, 0 },
		{ "queens-day", "04-30", 1980, 2013, -1, 0 },
		{ "liberation-day", "05-05", 1982, 0, 0,
		    CVD_HOLIDAY_OPTION_LIBERATION_DAY },
		{ "ascension", "easter+39", 0, 0, 0, 0 },
		{ "whit-monday", "easter+50", 0, 0, 0, 0 },
		{ "christmas-1", "12-25", 0, 0, 0, 0 },
		{ "christmas-2", "12-26", 0, 0, 0, 0 },
	};
	static const char *const decreed[] = { "2023-04-28", "2023-05-19",
		"2024-05-10", "2024-12-27", "2025-05-30", "2026-01-02",
		"2026-05-15", "2027-05-07", "2028-04-28", "2028-05-26" };
	static struct cvd_holiday holidays[LENGTH(rows)];
	static cvd_day extra[LENGTH(decreed)];

	read_holidays(rows, LENGTH(rows), holidays);
	for (size_t i = 0; i < LENGTH(decreed); i++)
		extra[i] = day_of(decreed[i]);
	return (struct cvd_calendar){
		.id = "nl",
		.weekend = WEEKEND,
		.holiday = holidays,
		.holidays = LENGTH(rows),
		.extra = extra,
		.extras = LENGTH(decreed),
		.extra_known_until = 2028,
		.options = CVD_CALENDAR_OPTIONS_INIT,
	};
}

static inline struct cvd_calendar
calendar_be(void)
{
	static const struct holiday_row rows[] = {
		{ "new-year", "01-01", 0, 0, 0, 0 },
		{ "easter-monday", "easter+1", 0, 0, 0, 0 },
		{ "labour-day", "05-01", 0, 0, 0, 0 },
		{ "ascension", "easter+39", 0, 0, 0, 0 },
		{ "whit-monday", "easter+50", 0, 0, 0, 0 },
		{ "national-day", "07-21", 0, 0, 0, 0 },
		{ "assumption", "08-15", 0, 0, 0, 0 },
		{ "all-saints", "11-01", 0, 0, 0, 0 },
		{ "armistice", "11-11", 0, 0, 0, 0 },
		{ "christmas", "12-25", 0, 0, 0, 0 },
	};
	static struct cvd_holiday holidays[LENGTH(rows)];

	read_holidays(rows, LENGTH(rows), holidays);
	return (struct cvd_calendar){
		.id = "be",
		.weekend = WEEKEND,
		.holiday = holidays,
		.holidays = LENGTH(rows),
		.options = CVD_CALENDAR_OPTIONS_INIT,
	};
}

static inline struct cvd_calendar
calendar_none(void)
{
	return (struct cvd_calendar){ .id = "none",
		.options = CVD_CALENDAR_OPTIONS_INIT };
}

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_TERM_H
#define CVD_CORE_TERM_H

#include "core/calendar.h"
#include "core/date.h"
#include "core/status.h"
#include "core/zone.h"

#include <stdbool.h>

/*
 * How long a term is, and when it is due.
 *
 * hours: so many times 3600 seconds from the anchor, whatever the clocks on
 * the wall and the calendar do. All others count from the local date of the
 * anchor, which is day 0 whatever the hour, and are due at 23:59:59 local.
 * calendar-days: that many days later. working-days: the nth working day of
 * the calendar after day 0. months, years: the same day of the month, or the
 * last one of a shorter month.
 *
 * Roll: a term that is due on no working day is due on the next one; terms in
 * hours never roll (Regulation (EEC, Euratom) 1182/71, article 3(4)).
 */

enum cvd_unit {
	CVD_UNIT_NONE,
	CVD_UNIT_HOURS,
	CVD_UNIT_CALENDAR_DAYS,
	CVD_UNIT_WORKING_DAYS,
	CVD_UNIT_MONTHS,
	CVD_UNIT_YEARS,
};

enum cvd_roll {
	CVD_ROLL_UNSAID, /* as NONE */
	CVD_ROLL_NONE,
	CVD_ROLL_NEXT_WORKING_DAY,
};

/* Closed sets as field tables take them: NULL at 0 and at the end. */
extern const char *const cvd_unit_names[];
extern const char *const cvd_roll_names[];

struct cvd_term {
	unsigned amount;
	enum cvd_unit unit;
	enum cvd_roll roll;
};

struct cvd_due {
	cvd_instant at;
	/*
	 * The calendar was asked about days of which it does not know whether
	 * they are extra days: beyond `extra_known_until`.
	 */
	bool is_beyond_calendar;
};

/* "calendar-days"; CVD_E_INVALID for any other word. */
enum cvd_status cvd_unit_parse(const char *text, enum cvd_unit *unit,
    struct cvd_err *err);
const char *cvd_unit_text(enum cvd_unit unit);

/* "next-working-day"; CVD_E_INVALID for any other word. */
enum cvd_status cvd_roll_parse(const char *text, enum cvd_roll *roll,
    struct cvd_err *err);
const char *cvd_roll_text(enum cvd_roll roll);

/*
 * When the term is due that began at `anchor`. The calendar may be NULL for a
 * term that asks for no working days. Where the clocks of the zone skip the
 * end of the day it is due a second before; where they show it twice, at the
 * second.
 *
 * Fails with CVD_E_INVALID where the term leaves the years 1 to 9999, has no
 * unit, or lacks its calendar.
 */
enum cvd_status cvd_term_due(const struct cvd_term *term, cvd_instant anchor,
    const struct cvd_calendar *calendar, const struct cvd_zone *zone,
    struct cvd_due *due, struct cvd_err *err);

#endif

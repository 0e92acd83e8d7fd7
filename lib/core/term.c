/* SPDX-License-Identifier: EUPL-1.2 */

/* How long a term is, and when it is due. */

#include "core/term.h"

#include <string.h>

const char *const cvd_unit_names[] = {
	[CVD_UNIT_HOURS] = "hours",
	[CVD_UNIT_CALENDAR_DAYS] = "calendar-days",
	[CVD_UNIT_WORKING_DAYS] = "working-days",
	[CVD_UNIT_MONTHS] = "months",
	[CVD_UNIT_YEARS] = "years",
	NULL,
};

const char *const cvd_roll_names[] = {
	[CVD_ROLL_NONE] = "none",
	[CVD_ROLL_NEXT_WORKING_DAY] = "next-working-day",
	NULL,
};

_Static_assert(sizeof cvd_unit_names == (CVD_UNIT_YEARS + 2) * sizeof(char *),
    "a name for each unit");
_Static_assert(sizeof cvd_roll_names ==
                   (CVD_ROLL_NEXT_WORKING_DAY + 2) * sizeof(char *),
    "a name for each roll");

/* The index of a name, or 0. */
static int
find_name(const char *const *names, const char *text)
{
	for (int i = 1; names[i] != NULL; i++)
		if (strcmp(names[i], text) == 0)
			return i;
	return 0;
}

enum cvd_status
cvd_unit_parse(const char *text, enum cvd_unit *unit, struct cvd_err *err)
{
	int found = find_name(cvd_unit_names, text);

	if (found == 0)
		return cvd_fail(err, CVD_E_INVALID,
		    "'%.60s' is no unit of a term", text);
	*unit = (enum cvd_unit)found;
	return CVD_OK;
}

const char *
cvd_unit_text(enum cvd_unit unit)
{
	return cvd_unit_names[unit];
}

enum cvd_status
cvd_roll_parse(const char *text, enum cvd_roll *roll, struct cvd_err *err)
{
	int found = find_name(cvd_roll_names, text);

	if (found == 0)
		return cvd_fail(err, CVD_E_INVALID,
		    "'%.60s' is no way to roll a term", text);
	*roll = (enum cvd_roll)found;
	return CVD_OK;
}

const char *
cvd_roll_text(enum cvd_roll roll)
{
	return cvd_roll_names[roll];
}

static enum cvd_status
fail_range(struct cvd_err *err)
{
	return cvd_fail(err, CVD_E_INVALID,
	    "a term that ends after the year 9999");
}

static enum cvd_status
due_in_hours(unsigned amount, cvd_instant anchor, cvd_instant *at,
    struct cvd_err *err)
{
	cvd_instant value = anchor + (cvd_span)amount * 3600;

	if (!cvd_instant_is_valid(value))
		return fail_range(err);
	*at = value;
	return CVD_OK;
}

static enum cvd_status
due_day(const struct cvd_term *term, cvd_day anchor,
    const struct cvd_calendar *calendar, cvd_day *day, struct cvd_err *err)
{
	switch (term->unit) {
	case CVD_UNIT_CALENDAR_DAYS:
		if (term->amount > (unsigned)(CVD_DAY_MAX - anchor))
			return fail_range(err);
		*day = anchor + (cvd_day)term->amount;
		return CVD_OK;
	case CVD_UNIT_WORKING_DAYS:
		return cvd_calendar_add_working_days(calendar, anchor,
		    term->amount, day, err);
	case CVD_UNIT_MONTHS:
		return cvd_day_add_months(anchor, term->amount, day, err);
	case CVD_UNIT_YEARS:
		return cvd_day_add_months(anchor, (int64_t)term->amount * 12,
		    day, err);
	case CVD_UNIT_HOURS:
	case CVD_UNIT_NONE:
		break;
	}
	return cvd_fail(err, CVD_E_INVALID, "a term without a unit");
}

static bool
asks_calendar(const struct cvd_term *term)
{
	return term->unit == CVD_UNIT_WORKING_DAYS ||
	       term->roll == CVD_ROLL_NEXT_WORKING_DAY;
}

static bool
is_beyond(const struct cvd_calendar *calendar, cvd_day day)
{
	return calendar->options.decree_days &&
	       calendar->extra_known_until != 0 &&
	       cvd_date_from_day(day).year > calendar->extra_known_until;
}

/* The last instant of a day, as the clocks of the zone show it. */
static enum cvd_status
end_of_day(cvd_day day, const struct cvd_zone *zone, cvd_instant *at,
    struct cvd_err *err)
{
	struct cvd_local_meaning meaning = cvd_zone_meaning(zone, day,
	    CVD_SECONDS_A_DAY - 1);
	cvd_instant end = meaning.kind == CVD_LOCAL_GAP ? meaning.first
	                                                : meaning.last;

	if (!cvd_instant_is_valid(end))
		return fail_range(err);
	*at = end;
	return CVD_OK;
}

enum cvd_status
cvd_term_due(const struct cvd_term *term, cvd_instant anchor,
    const struct cvd_calendar *calendar, const struct cvd_zone *zone,
    struct cvd_due *due, struct cvd_err *err)
{
	struct cvd_due value = { 0 };
	enum cvd_status rc;
	cvd_day day = 0;

	if (term->unit == CVD_UNIT_HOURS) {
		rc = due_in_hours(term->amount, anchor, &value.at, err);
		if (rc == CVD_OK)
			*due = value;
		return rc;
	}
	if (asks_calendar(term) && calendar == NULL)
		return cvd_fail(err, CVD_E_INVALID,
		    "a term in working days without a calendar");
	rc = due_day(term, cvd_zone_local(zone, anchor).day, calendar, &day,
	    err);
	if (rc == CVD_OK && term->roll == CVD_ROLL_NEXT_WORKING_DAY)
		rc = cvd_calendar_roll(calendar, day, &day, err);
	if (rc == CVD_OK)
		rc = end_of_day(day, zone, &value.at, err);
	if (rc != CVD_OK)
		return rc;
	value.is_beyond_calendar = asks_calendar(term) &&
	                           is_beyond(calendar, day);
	*due = value;
	return CVD_OK;
}

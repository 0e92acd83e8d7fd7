/* SPDX-License-Identifier: EUPL-1.2 */

/* Rules of time zones as text, and the offsets they give. */

#include "core/tzrule.h"

#include <stddef.h>

#define LETTERS                                                                \
	"abcdefghijklmnopqrstuvwxyz"                                           \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool
scan_name(struct cvd_scan *scan)
{
	struct cvd_bytes name;

	if (cvd_scan_char(scan, '<'))
		return cvd_scan_word(scan, LETTERS "0123456789+-", &name) &&
		       name.size >= 3 && cvd_scan_char(scan, '>');
	return cvd_scan_word(scan, LETTERS, &name) && name.size >= 3;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool
scan_hours(struct cvd_scan *scan, int64_t most_hours, int32_t *seconds)
{
	int32_t sign = 1;
	int64_t hours, minutes = 0, secs = 0;

	if (cvd_scan_char(scan, '-'))
		sign = -1;
	else
		(void)cvd_scan_char(scan, '+');
	if (!cvd_scan_number(scan, 1, 3, &hours) || hours > most_hours)
		return false;
	if (cvd_scan_char(scan, ':')) {
		if (!cvd_scan_number(scan, 2, 2, &minutes) || minutes > 59)
			return false;
		if (cvd_scan_char(scan, ':') &&
		    (!cvd_scan_number(scan, 2, 2, &secs) || secs > 59))
			return false;
	}
	*seconds = sign * (int32_t)(hours * 3600 + minutes * 60 + secs);
	return true;
}

static bool
scan_within(struct cvd_scan *scan, int64_t least, int64_t most, int *value)
{
	int64_t number;

	if (!cvd_scan_number(scan, 1, 3, &number) || number < least ||
	    number > most)
		return false;
	*value = (int)number;
	return true;
}

static bool
scan_change_day(struct cvd_scan *scan, struct cvd_tzchange *change)
{
	if (cvd_scan_char(scan, 'M')) {
		change->kind = CVD_TZDAY_WEEK;
		return scan_within(scan, 1, 12, &change->month) &&
		       cvd_scan_char(scan, '.') &&
		       scan_within(scan, 1, 5, &change->week) &&
		       cvd_scan_char(scan, '.') &&
		       scan_within(scan, 0, 6, &change->day);
	}
	if (cvd_scan_char(scan, 'J')) {
		change->kind = CVD_TZDAY_JULIAN;
		return scan_within(scan, 1, 365, &change->day);
	}
	change->kind = CVD_TZDAY_COUNT;
	return scan_within(scan, 0, 365, &change->day);
}

static bool
scan_change(struct cvd_scan *scan, struct cvd_tzchange *change)
{
	*change = (struct cvd_tzchange){ .time = 2 * 3600 };
	return cvd_scan_char(scan, ',') && scan_change_day(scan, change) &&
	       (!cvd_scan_char(scan, '/') ||
	           scan_hours(scan, 167, &change->time));
}

static bool
scan_rule(struct cvd_scan *scan, struct cvd_tzrule *rule)
{
	int32_t west;

	if (!scan_name(scan) || !scan_hours(scan, 24, &west))
		return false;
	rule->standard = -west;
	if (cvd_scan_end(scan))
		return true;
	rule->has_summer = true;
	if (!scan_name(scan))
		return false;
	rule->summer = rule->standard + 3600;
	if (scan->p < scan->end && *scan->p != ',') {
		if (!scan_hours(scan, 24, &west))
			return false;
		rule->summer = -west;
	}
	return scan_change(scan, &rule->begins) &&
	       scan_change(scan, &rule->ends) && cvd_scan_end(scan);
}

bool
cvd_tzrule_parse(struct cvd_bytes text, struct cvd_tzrule *rule)
{
	struct cvd_scan scan = cvd_scan_bytes(text.data, text.size);
	struct cvd_tzrule value = { 0 };

	if (!scan_rule(&scan, &value))
		return false;
	*rule = value;
	return true;
}

static cvd_day
week_day(int year, const struct cvd_tzchange *change)
{
	cvd_day first = cvd_day_from_date(
	    (struct cvd_date){ year, change->month, 1 });
	int first_weekday = (int)cvd_day_weekday(first) % 7;
	int day = (change->day - first_weekday + 7) % 7 +
	          (change->week - 1) * 7;

	if (day >= cvd_month_days(year, change->month))
		day -= 7;
	return first + day;
}

static cvd_day
change_day(int year, const struct cvd_tzchange *change)
{
	cvd_day first = cvd_day_from_date((struct cvd_date){ year, 1, 1 });

	switch (change->kind) {
	case CVD_TZDAY_WEEK:
		return week_day(year, change);
	case CVD_TZDAY_JULIAN:
		if (change->day <= 59 || !cvd_year_is_leap(year))
			first--;
		break;
	case CVD_TZDAY_COUNT:
		break;
	}
	return first + change->day;
}

struct change_at {
	cvd_instant at;
	bool to_summer;
};

/*
 * At one and the same instant the change to summer time comes last: so it is
 * where a zone has summer time all year, "EST5EDT,0/0,J365/25".
 */
static bool
is_before(struct change_at a, struct change_at b)
{
	return a.at < b.at || (a.at == b.at && !a.to_summer && b.to_summer);
}

static void
insert(struct change_at *list, size_t count, struct change_at change)
{
	while (count > 0 && is_before(change, list[count - 1])) {
		list[count] = list[count - 1];
		count--;
	}
	list[count] = change;
}

/*
 * A change may lie a week outside its year, so two years on either side are
 * needed to be sure of the ones next to the instant.
 */
#define YEARS_AROUND 2
#define CHANGES      (2 * (2 * YEARS_AROUND + 1))

struct cvd_offset_run
cvd_tzrule_run(const struct cvd_tzrule *rule, cvd_instant instant)
{
	struct cvd_offset_run run = { INT64_MIN, INT64_MAX, rule->standard };
	struct change_at list[CHANGES];
	size_t count = 0;
	int year;

	if (!rule->has_summer)
		return run;
	year = cvd_date_from_day(cvd_instant_day(instant)).year;
	for (int y = year - YEARS_AROUND; y <= year + YEARS_AROUND; y++) {
		cvd_instant begins = cvd_instant_from_day(change_day(y,
		                                              &rule->begins),
		    rule->begins.time);
		cvd_instant ends = cvd_instant_from_day(change_day(y,
		                                            &rule->ends),
		    rule->ends.time);

		insert(list, count++,
		    (struct change_at){ begins - rule->standard, true });
		insert(list, count++,
		    (struct change_at){ ends - rule->summer, false });
	}
	for (size_t i = 0; i < count; i++) {
		if (list[i].at > instant) {
			run.until = list[i].at;
			break;
		}
		run.from = list[i].at;
		run.offset = list[i].to_summer ? rule->summer : rule->standard;
	}
	return run;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_TZRULE_H
#define CVD_CORE_TZRULE_H

#include "core/date.h"
#include "core/scan.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The rule of a time zone for all years to come, as the footer of a TZif file
 * gives it: "CET-1CEST,M3.5.0,M10.5.0/3".
 *
 * Rule: POSIX.1-2017, 8.3, TZ, with the hours of RFC 8536, section 3.3.1
 * (-167 to 167). For core/zone.c; nothing else needs it.
 */

/* Seconds ahead of UTC; east is positive, unlike in the text of a rule. */
#define CVD_OFFSET_MIN (-89999)
#define CVD_OFFSET_MAX 93599

/* A stretch of time with one offset: from <= instant < until. */
struct cvd_offset_run {
	cvd_instant from;
	cvd_instant until;
	int32_t offset;
};

enum cvd_tzday {
	CVD_TZDAY_WEEK,   /* Mm.w.d: weekday of the nth week of a month */
	CVD_TZDAY_JULIAN, /* Jn: 1 to 365, 29 February is not counted */
	CVD_TZDAY_COUNT,  /* n: 0 to 365, 29 February is counted */
};

struct cvd_tzchange {
	enum cvd_tzday kind;
	int month;
	int week; /* 5 is the last */
	int day;  /* of the week from Sunday = 0, or of the year */
	int32_t time;
};

struct cvd_tzrule {
	int32_t standard;
	int32_t summer; /* behind standard where winter is the exception */
	bool has_summer;
	struct cvd_tzchange begins; /* told by standard time */
	struct cvd_tzchange ends;   /* told by summer time */
};

/* Whether the whole text is a rule; only then is *rule set. */
bool cvd_tzrule_parse(struct cvd_bytes text, struct cvd_tzrule *rule);

/* The run that holds a valid instant. */
struct cvd_offset_run cvd_tzrule_run(const struct cvd_tzrule *rule,
    cvd_instant instant);

#endif

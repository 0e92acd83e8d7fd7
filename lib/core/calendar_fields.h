/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_CALENDAR_FIELDS_H
#define CVD_CORE_CALENDAR_FIELDS_H

#include "core/calendar.h"
#include "core/fields.h"

/* The keys of calendars/ID.yaml. */

struct cvd_calendar_holiday {
	const char *id;
	const char *rule;
	const char *if_sunday;
	unsigned from;
	unsigned to;
	int option;        /* enum cvd_holiday_option */
	const char *basis; /* in law */
	int verified;      /* enum cvd_verified */
};

struct cvd_calendar_file {
	const char *schema;
	const char *id;
	const char *extends;
	struct cvd_lines weekend;
	struct cvd_items holidays; /* struct cvd_calendar_holiday */
	const struct cvd_node *extra;
	unsigned extra_known_until;
	const struct cvd_node *options;
	struct cvd_items replacements; /* struct cvd_replacement */
};

extern const struct cvd_shape cvd_calendar_shape;

#endif

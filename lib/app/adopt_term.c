/* SPDX-License-Identifier: EUPL-1.2 */

/* How a term is written on the command line. */

#include "app/adopt_term.h"

#include "core/limits.h"
#include "core/scan.h"

#include <string.h>

/* "3wd": an amount and the short name of a unit. */
static bool
parse_amount(const char *text, struct cvd_adopt_term *term)
{
	static const struct {
		const char *name;
		enum cvd_unit unit;
		unsigned times;
	} units[] = {
		{ "h", CVD_UNIT_HOURS, 1 },
		{ "d", CVD_UNIT_CALENDAR_DAYS, 1 },
		{ "wd", CVD_UNIT_WORKING_DAYS, 1 },
		{ "w", CVD_UNIT_CALENDAR_DAYS, 7 },
		{ "m", CVD_UNIT_MONTHS, 1 },
		{ "y", CVD_UNIT_YEARS, 1 },
	};
	struct cvd_scan scan = cvd_scan_text(text);
	int64_t amount;

	if (!cvd_scan_number(&scan, 1, 5, &amount) || amount == 0)
		return false;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (strcmp(scan.p, units[i].name) != 0)
			continue;
		term->amount = (unsigned)amount * units[i].times;
		term->unit = units[i].unit;
		return term->amount <= CVD_MAX_AMOUNT;
	}
	return false;
}

enum cvd_status
cvd_adopt_term_parse(const char *text, struct cvd_arena *arena,
    struct cvd_adopt_term *term, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(text);
	struct cvd_bytes name = { 0 };
	enum cvd_status rc;

	if (!cvd_scan_until(&scan, '=', &name) || name.size == 0 ||
	    !parse_amount(scan.p, term)) {
		rc = cvd_fail(err, CVD_E_USAGE, "'%s' is no term", text);
		cvd_err_hint(err,
		    "a term is written ack=3wd; units are h, d, wd "
		    "(working days), w, m and y, up to %u of them",
		    CVD_MAX_AMOUNT);
		return rc;
	}
	term->name = cvd_arena_copy(arena, name.data, name.size);
	return cvd_arena_check(arena, err);
}

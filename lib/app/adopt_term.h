/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_ADOPT_TERM_H
#define CVD_APP_ADOPT_TERM_H

#include "core/arena.h"
#include "core/term.h"

/* The number of a term, as the command line gives it. */
struct cvd_adopt_term {
	const char *name;
	unsigned amount;
	enum cvd_unit unit;
};

/*
 * "ack=3wd": a name, and an amount of 1 to CVD_MAX_AMOUNT in h (hours), d
 * (calendar days), wd (working days), w (7 calendar days), m (months) or y
 * (years). CVD_E_USAGE and a hint otherwise.
 */
enum cvd_status cvd_adopt_term_parse(const char *text, struct cvd_arena *arena,
    struct cvd_adopt_term *term, struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_LETTER_VALUES_H
#define CVD_APP_LETTER_VALUES_H

#include "app/letters.h"
#include "core/value.h"

/*
 * What a letter may speak of: the variables of cvd-template(5), all of them
 * in every letter, drawn from the effective events of a case.
 *
 * Who the reporter is stands in letters to the reporter, in the credit as far
 * as there is consent, and, where the reporter agreed to be reached, in
 * letters with details; these, and what the assessor wrote, stand where the
 * order says so alone. A vendor learns of no other vendor.
 */

struct cvd_letter_source {
	const struct cvd_record *record; /* replayed */
	size_t first; /* of the events that the letter comes with */
	const struct cvd_team *team;
	const struct cvd_zone *zone; /* in which instants are written */
	const char *signatory;       /* the name below the letter */
	cvd_instant now;             /* its date; deadlines as seen then */
	const struct cvd_letter_order *order;
	const char *language; /* of the letter */
	const char *advisory; /* that the letter tells of, or NULL */
};

/*
 * Builds the values in the arena; texts of the policy are rendered. Fails
 * with CVD_E_INVALID, and the policy's name, where one of them does not
 * render or a deadline leaves the range of dates.
 */
enum cvd_status cvd_letter_values_make(const struct cvd_letter_source *source,
    struct cvd_arena *arena, const struct cvd_value **values,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_LETTER_TEMPLATE_H
#define CVD_APP_LETTER_TEMPLATE_H

#include "app/casebook.h"
#include "core/letter.h"

/* Which template a letter is made from. */

struct cvd_letter_text {
	struct cvd_letter_template template;
	const char *language; /* of the template */
	const char *path;     /* in the casebook, or of the shipped one */
};

/*
 * Finds and parses the template of a letter in the first language that has
 * one: the given one (which may be NULL, or no language tag), the team's
 * first, English. In each the casebook's own comes before the one shipped.
 * Texts live in the arena. Fails with CVD_E_NOT_FOUND where there is none,
 * and with CVD_E_SYNTAX or CVD_E_INVALID, behind path, line and column, where
 * one does not parse.
 */
enum cvd_status cvd_letter_template_find(struct cvd_casebook *book,
    const char *letter, const char *language, struct cvd_arena *arena,
    struct cvd_letter_text *text, struct cvd_err *err);

#endif

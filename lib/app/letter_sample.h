/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_LETTER_SAMPLE_H
#define CVD_APP_LETTER_SAMPLE_H

#include "core/value.h"

/*
 * Every variable that a letter may speak of, each with something in it, to
 * check templates against: those of cvd-template(5). NULL when memory has run
 * out.
 */
struct cvd_value *cvd_letter_sample(struct cvd_arena *arena);

#endif

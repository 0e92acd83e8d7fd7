/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_SPAN_H
#define CVD_CORE_SPAN_H

#include "core/date.h"

/* Lengths of time as people write them. */

/* Room for a text with its NUL. */
#define CVD_SPAN_TEXT 24 /* PT9223372036854775807S */

/*
 * A length without a calendar: 30m, 36h, 14d, 2w, or an ISO 8601 duration of
 * weeks, or of days, hours, minutes and seconds (P2W, P1DT12H). A day is 24
 * hours. Months and years are refused: they have no fixed length.
 */
enum cvd_status cvd_span_parse(const char *text, cvd_span *span,
    struct cvd_err *err);
/* In days, hours, minutes or seconds, the first that divides it: 14d, PT90S. */
const char *cvd_span_text(cvd_span span, char text[CVD_SPAN_TEXT]);

#endif

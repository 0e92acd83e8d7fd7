/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_LOCAL_H
#define CVD_CORE_LOCAL_H

#include "core/date.h"
#include "core/status.h"
#include "core/zone.h"

/* Instants as people at a terminal write and read them, in a zone. */

/*
 * "2026-11-20 10:00" or "2026-11-20 10:00:30", as the clocks of the zone show
 * it. Fails with CVD_E_INVALID, and a hint what to write instead, for a bare
 * date, a time that the clocks skip, and one that they show twice.
 */
enum cvd_status cvd_local_parse(const char *text, const struct cvd_zone *zone,
    cvd_instant *instant, struct cvd_err *err);

/* Either of RFC 3339 with an offset, and the form above. */
enum cvd_status cvd_instant_read(const char *text, const struct cvd_zone *zone,
    cvd_instant *instant, struct cvd_err *err);

/* "2026-11-20T10:00:00+01:00", which cvd_instant_read() takes. Gives `text`. */
const char *cvd_local_text(cvd_instant instant, const struct cvd_zone *zone,
    char text[CVD_INSTANT_OFFSET_TEXT]);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_FILL_H
#define CVD_APP_FILL_H

#include "app/step.h"

/*
 * Values of the command line into an event that is being made, judged as if
 * they were read from a file; what does not fit is CVD_E_USAGE. A NULL value
 * leaves the field absent, an empty one is refused.
 */

/* A public field, by its name. */
enum cvd_status cvd_fill_field(struct cvd_step *step, struct cvd_event *event,
    const char *field, const char *value, struct cvd_err *err);

/* A field of the private group `matter`, which is made where it is not. */
enum cvd_status cvd_fill_matter(struct cvd_step *step, struct cvd_event *event,
    const char *field, const char *value, struct cvd_err *err);

/* The private note of an event. */
enum cvd_status cvd_fill_note(struct cvd_step *step, struct cvd_event *event,
    const char *text, struct cvd_err *err);

#endif

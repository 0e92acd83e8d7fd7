/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_SHOW_EVENTS_H
#define CVD_CMD_SHOW_EVENTS_H

#include "app/record.h"
#include "out.h"

/*
 * The events of a case for people, a line each: when it happened, who recorded
 * it, what it says, what became of it, and when it was recorded where that is
 * another time. Events that tell of letters are left out where they count: the
 * letters themselves say more.
 */
void show_events(struct out *out, const struct cvd_record *record);

/* Appends what an event says besides its name, in a few words. */
void show_event_words(struct cvd_buf *text, const struct cvd_event *event);

#endif

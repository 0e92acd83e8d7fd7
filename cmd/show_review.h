/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_SHOW_REVIEW_H
#define CVD_CMD_SHOW_REVIEW_H

#include "app/record.h"
#include "out.h"

/*
 * What a merge left for a person to settle, for people: the events without
 * effect, those that contradict each other, and the letters that are held,
 * each with who, when, why and the command that settles it. Nothing where
 * there is none of it.
 */
void show_review(struct out *out, const struct cvd_record *record);

/* Of one event: a field for each other that it contradicts. */
void show_contradictions_of(struct out *out, const struct cvd_replay *replay,
    const struct cvd_event *event);

#endif

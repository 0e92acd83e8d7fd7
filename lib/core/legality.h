/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_LEGALITY_H
#define CVD_CORE_LEGALITY_H

#include "core/replay.h"

/*
 * Which events are legal after which: the moves of a case. Replay asks for
 * each event of a file, a command before it adds one; both get the same
 * answer.
 *
 * The order of a life: received, acknowledged (once, also after the
 * assessment), assessed (any time), then notified, escalated, fixed,
 * published, closed. Rejected to accepted is legal, accepted to rejected is
 * not: such a case is closed with a reason. After closing only letters,
 * notes, consents, corrections and publication. An event happens at most ten
 * minutes after it was recorded and not before the receipt, except for the
 * reporter's own attempts at contact.
 *
 * Fails with CVD_E_REFUSED and the rule as the message.
 */
enum cvd_status cvd_legality_check(const struct cvd_case *c,
    const struct cvd_replay *replay, const struct cvd_event *event,
    struct cvd_err *err);

/*
 * Of a correction or a void alone: whether it names an earlier event, and a
 * field that can be corrected. Asks nothing about the state of the case.
 */
enum cvd_status cvd_legality_check_target(const struct cvd_case *c,
    const struct cvd_event *event, struct cvd_err *err);

/*
 * The time of an event alone: not more than ten minutes after it was recorded,
 * and not before the receipt, but for the reporter's own attempts at contact.
 */
enum cvd_status cvd_legality_check_time(const struct cvd_replay *replay,
    const struct cvd_event *event, struct cvd_err *err);

/* Whether a case of this RM state may be closed with this reason. */
bool cvd_legality_closes(enum cvd_rm rm, const char *reason);

#endif

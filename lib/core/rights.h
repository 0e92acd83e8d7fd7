/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_RIGHTS_H
#define CVD_CORE_RIGHTS_H

#include "core/event.h"
#include "core/roster.h"

/*
 * What a role may sign in a case. Leads and members sign every event. A bot
 * signs what cron does without judgement: letters that remind or tell how
 * things stand, and what became of letters. What is not named is denied.
 */

/* CVD_E_REFUSED with the member, the role and the event. */
enum cvd_status cvd_rights_check(const struct cvd_member *member,
    enum cvd_event_kind kind, struct cvd_err *err);

/* The same for a letter that an event decides. */
enum cvd_status cvd_rights_check_letter(const struct cvd_member *member,
    const char *letter, struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_RIGHTS_H
#define CVD_CORE_RIGHTS_H

#include "core/event.h"
#include "core/path.h"
#include "core/roster.h"

/*
 * What a role may sign. Leads and members sign every event of a case. A bot
 * signs what cron does without judgement: letters that remind or tell how
 * things stand, and what became of letters. Contacts and their keys are for
 * members, too; what else the team has is for leads. What is not named is
 * denied. All failures are CVD_E_REFUSED.
 */

/* Whether a member may sign an event of this kind, whatever is in it. */
enum cvd_status cvd_rights_check(const struct cvd_member *member,
    enum cvd_event_kind kind, struct cvd_err *err) CVD_MUST_CHECK;

/* The same for a whole event, with the letters that it decides. */
enum cvd_status cvd_rights_check_event(const struct cvd_member *member,
    const struct cvd_event *event, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The same for all events of a commit: the status update of a bot goes with
 * the letter that tells it.
 */
enum cvd_status cvd_rights_check_events(const struct cvd_member *member,
    const struct cvd_event *events, size_t count,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Whether a member may add, change or remove a file; the roster is the one
 * before. Keys of members, past and present, are for leads. No key is ever
 * removed, nor anything else that history is judged by. .gitattributes is
 * denied to everybody: it comes with the first commit, which no roster judges.
 * Of a case it says who may touch the file; what may come in, the events say.
 */
enum cvd_status cvd_rights_check_file(const struct cvd_member *member,
    const struct cvd_path *path, const struct cvd_roster *roster,
    bool is_removed, struct cvd_err *err) CVD_MUST_CHECK;

#endif

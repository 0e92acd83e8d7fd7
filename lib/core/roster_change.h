/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_ROSTER_CHANGE_H
#define CVD_CORE_ROSTER_CHANGE_H

#include "core/flaw.h"
#include "core/roster.h"

/*
 * From one roster to the next: the serial counts on by exactly one, what was
 * said of a retired key stays word for word (its list of void commits may
 * grow), no retired key signs again, be it as a primary key or as one of its
 * signing keys. Whether there are such commits is for those who have them.
 *
 * CVD_E_FINDINGS with CVD_FLAW_ROSTER_SERIAL or CVD_FLAW_ROSTER_RETIRED;
 * *field is then the name of the field at fault: serial, retired, members.
 * That a lead is left and that nobody comes twice is what cvd_roster_load()
 * sees to.
 */
enum cvd_status cvd_roster_change_check(const struct cvd_roster *before,
    const struct cvd_roster *after, const char **field,
    struct cvd_flaw *flaw) CVD_MUST_CHECK;

/* The last of these alone: that no member signs with a retired key. */
enum cvd_status cvd_roster_change_check_members(const struct cvd_roster *roster,
    struct cvd_flaw *flaw) CVD_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_TEAM_H
#define CVD_CMD_TEAM_H

#include "app/team_changes.h"
#include "out.h"

/* What commands that commit files of the team say alike. */

/* Tells a warning about a file: a cvd_team_told_fn. */
void team_warn(void *context, const char *path,
    const struct cvd_finding *finding);

/*
 * The files, a line each, and the members `commit` and `files` of an object
 * that is the caller's. NULL commit: what would be committed.
 */
void team_answer(struct out *out, const struct cvd_team_changes *changes,
    const char *commit);

/* The message of a commit that is not made, and a blank line. */
enum cvd_status team_preview(struct out *out, const struct cvd_member *member,
    const char *verb, const struct cvd_team_changes *changes,
    struct cvd_err *err);

#endif

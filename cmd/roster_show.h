/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_ROSTER_SHOW_H
#define CVD_CMD_ROSTER_SHOW_H

#include "app/roster_edit.h"
#include "command.h"

/* How the roster, and what was done to it, is shown. */

/* The whole roster, with the ends of keys. */
enum cvd_status roster_show_list(struct context *ctx, struct cvd_err *err);

/* What else an answer says, beside the change itself. */
struct roster_told {
	bool newcomer; /* what a new member must be told */
	bool theft;    /* what to do about a key that was stolen */
	/* Refs that hold what HEAD has not; NULL: it was not asked for. */
	const struct cvd_lines *unseen;
};

/* The answer to a change; NULL commit: what would be done. */
void roster_show_change(struct context *ctx, const struct cvd_roster_edit *edit,
    const struct roster_told *told, const char *commit);

#endif

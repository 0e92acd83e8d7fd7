/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_EXIT_H
#define CVD_CMD_EXIT_H

#include "core/status.h"

/*
 * Exit codes: a contract with scripts. No code is used twice or renumbered;
 * cvd(1) prints the same table. A process killed by signal n is 128 + n to
 * its shell, which is no code of ours.
 */
int exit_code(enum cvd_status status);

/* One row of the table, in the order of codes; a NULL meaning ends it. */
struct exit_row {
	int code;
	const char *meaning; /* as cvd(1) says it */
};

const struct exit_row *exit_table(void);

#endif

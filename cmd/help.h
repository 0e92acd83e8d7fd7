/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_HELP_H
#define CVD_CMD_HELP_H

struct command;
struct out;

/* What -h prints of a command; NULL: the overview. */
void help_short(struct out *out, const struct command *command);

/*
 * Opens the manual's page of a command (NULL: of cvd) for a person at a
 * terminal; where there is none, or no page is installed, help_short().
 */
void help_manual(struct out *out, const struct command *command);

#endif

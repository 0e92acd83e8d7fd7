/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_COMPLETION_H
#define CVD_CMD_COMPLETION_H

struct out;

/* bash, zsh, fish; NULL-terminated. */
extern const char *const completion_shells[];

/*
 * Draws a completion script for one of those shells, made from the tables of
 * commands and options: verbs, option names and words of closed vocabularies.
 */
void completion_print(struct out *out, const char *shell);

#endif

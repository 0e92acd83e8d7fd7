/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_USAGE_H
#define CVD_CMD_USAGE_H

#include "core/buf.h"

#include <stddef.h>

struct command;

/* All help of one kind, with much room to grow. */
#define USAGE_MOST ((size_t)256 * 1024)

/* Help from the tables of commands and options. Each appends to the buffer. */

/* "cvd due [--within SPAN] [--json]", one line, as SYNOPSIS in the manual. */
void usage_synopsis(struct cvd_buf *buf, const struct command *command);

/* What `cvd COMMAND -h` prints. */
void usage_command(struct cvd_buf *buf, const struct command *command);

/* What `cvd help` prints: all commands, and the options of all of them. */
void usage_overview(struct cvd_buf *buf);

#endif

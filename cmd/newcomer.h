/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_NEWCOMER_H
#define CVD_CMD_NEWCOMER_H

#include "command.h"

/*
 * What a new member is to be told by a way that the casebook does not go:
 * where it is, what all trust in it begins with, and a commit that it must
 * have; as the command that joins by them, and as members of an object.
 */
void newcomer_show(struct context *ctx, const char *name,
    const char *checkpoint);

#endif

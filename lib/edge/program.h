/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_PROGRAM_H
#define CVD_EDGE_PROGRAM_H

#include "core/arena.h"

/*
 * The absolute path of a program: of a name that is looked for in the absolute
 * folders of `path`, a PATH that may be NULL, or of a path from where we
 * stand. NULL where there is no such program; it lives in the arena, or is
 * `name` itself.
 */
const char *cvd_program_find(struct cvd_arena *arena, const char *path,
    const char *name);

#endif

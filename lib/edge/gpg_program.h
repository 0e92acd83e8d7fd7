/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_GPG_PROGRAM_H
#define CVD_EDGE_GPG_PROGRAM_H

#include "core/arena.h"
#include "core/status.h"

/* Which program is gpg. */

/*
 * The absolute path of gpg. `program` is git's setting, a name or a path, or
 * NULL for "gpg"; a name is looked for in the absolute folders of `path`, a
 * PATH that may be NULL. *found lives in the arena, or is `program` itself.
 * CVD_E_CRYPTO with what to do where there is no such program.
 */
enum cvd_status cvd_gpg_program(const char *program, const char *path,
    struct cvd_arena *arena, const char **found,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_SELF_H
#define CVD_EDGE_SELF_H

#include "core/arena.h"
#include "core/status.h"

/*
 * The absolute path of the program that runs, in the arena; NULL where it is
 * what its name means by this PATH anyway (and so will be when it is replaced
 * by a newer one), or where the system does not tell.
 */
enum cvd_status cvd_self_find(const char *name, const char *path,
    struct cvd_arena *arena, const char **self,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

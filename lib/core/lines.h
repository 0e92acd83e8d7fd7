/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_LINES_H
#define CVD_CORE_LINES_H

#include "core/arena.h"
#include "core/fields.h"

#include <stdbool.h>

/* Lists of texts, as field tables keep them. */

bool cvd_lines_has(const struct cvd_lines *lines, const char *text);

/*
 * Adds a text, borrowed, at the end of a list that was begun empty, or made
 * by cvd_arena_grow(), in this arena. NULL is memory that ran out.
 */
enum cvd_status cvd_lines_add(struct cvd_lines *lines, const char *text,
    struct cvd_arena *arena, struct cvd_err *err);

#endif

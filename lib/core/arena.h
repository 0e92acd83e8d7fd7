/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_ARENA_H
#define CVD_CORE_ARENA_H

#include "core/attribute.h"
#include "core/status.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * An arena: everything of one document lives and dies together.
 *
 * Allocation is sticky in failure: once memory has run out, every further
 * call gives NULL and cvd_arena_check() says so, so that a builder of a
 * document may test once, at its end, provided it never follows a pointer it
 * has not tested. In a build with a sanitizer each piece is a malloc of its
 * own, so that overruns stay visible.
 */

struct cvd_arena;

/* A new, empty arena, or NULL when memory has run out. */
struct cvd_arena *cvd_arena_new(void);

/* Frees the arena and all that lives in it. NULL is nothing. */
void cvd_arena_free(struct cvd_arena *arena);

/* Zeroed memory for count items of size bytes each, aligned for any type. */
void *cvd_arena_alloc(struct cvd_arena *arena, size_t count, size_t size);

/* A NUL-terminated copy of size bytes, which may hold NULs themselves. */
char *cvd_arena_copy(struct cvd_arena *arena, const void *bytes, size_t size);

/* A copy of a NUL-terminated text. */
char *cvd_arena_text(struct cvd_arena *arena, const char *text);

/* A text made by a format. */
char *cvd_arena_textf(struct cvd_arena *arena, const char *format, ...)
    CVD_PRINTF(2, 3);
char *cvd_arena_textv(struct cvd_arena *arena, const char *format, va_list ap)
    CVD_PRINTF(2, 0);

/*
 * Room for one more item in an array that lives in the arena. `items` has
 * `count` members in use, each of `size` bytes; the answer is the array with
 * room for at least one more, perhaps moved, its old members kept, or NULL.
 * Grows by doubling: the room is the next power of two, at least 8.
 */
void *cvd_arena_grow(struct cvd_arena *arena, void *items, size_t count,
    size_t size);

/* CVD_E_NO_MEMORY once an allocation has failed, else CVD_OK. */
enum cvd_status cvd_arena_check(const struct cvd_arena *arena,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * For tests of what happens when memory runs out: the nth allocation from now
 * on, of any arena or cvd_buf, and all after it, fail. 0 turns it off. The
 * one mutable global of the core.
 */
void cvd_memory_fail_at(unsigned long nth);

/* malloc and realloc under that regime; for arena.c and buf.c. */
void *cvd_memory_alloc(size_t size);
void *cvd_memory_resize(void *memory, size_t size);

#endif

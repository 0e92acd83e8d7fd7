/* SPDX-License-Identifier: EUPL-1.2 */

/* Everything of one document lives and dies together. */

#include "core/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define SEPARATE_PIECES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SEPARATE_PIECES 1
#endif
#endif
#ifndef SEPARATE_PIECES
#define SEPARATE_PIECES 0
#endif

#define BLOCK_SIZE ((size_t)16 * 1024)

struct block {
	struct block *next;
	size_t used;
	size_t room;
	max_align_t memory[];
};

struct cvd_arena {
	struct block *blocks; /* the newest first */
	bool failed;
};

static unsigned long fail_at;

void
cvd_memory_fail_at(unsigned long nth)
{
	fail_at = nth;
}

static bool
runs_out(void)
{
	if (fail_at == 0)
		return false;
	if (fail_at > 1) {
		fail_at--;
		return false;
	}
	return true;
}

void *
cvd_memory_alloc(size_t size)
{
	return runs_out() ? NULL : malloc(size);
}

void *
cvd_memory_resize(void *memory, size_t size)
{
	return runs_out() ? NULL : realloc(memory, size);
}

struct cvd_arena *
cvd_arena_new(void)
{
	struct cvd_arena *arena = cvd_memory_alloc(sizeof *arena);

	if (arena != NULL)
		*arena = (struct cvd_arena){ 0 };
	return arena;
}

void
cvd_arena_free(struct cvd_arena *arena)
{
	if (arena == NULL)
		return;
	for (struct block *b = arena->blocks; b != NULL;) {
		struct block *next = b->next;

		free(b);
		b = next;
	}
	free(arena);
}

static struct block *
add_block(struct cvd_arena *arena, size_t room)
{
	struct block *b = cvd_memory_alloc(sizeof *b + room);

	if (b == NULL) {
		arena->failed = true;
		return NULL;
	}
	b->used = 0;
	b->room = room;
	/* A large piece goes behind the block that still has room. */
	if (arena->blocks != NULL && room > BLOCK_SIZE) {
		b->next = arena->blocks->next;
		arena->blocks->next = b;
	} else {
		b->next = arena->blocks;
		arena->blocks = b;
	}
	return b;
}

void *
cvd_arena_alloc(struct cvd_arena *arena, size_t count, size_t size)
{
	const size_t align = sizeof(max_align_t);
	struct block *b = arena->blocks;
	size_t bytes;
	void *memory;

	if (arena->failed || (size != 0 && count > SIZE_MAX / 2 / size)) {
		arena->failed = true;
		return NULL;
	}
	bytes = count * size;
	bytes = bytes == 0 ? align : (bytes + align - 1) / align * align;
	if (SEPARATE_PIECES)
		b = add_block(arena, bytes);
	else if (b == NULL || b->room - b->used < bytes)
		b = add_block(arena, bytes > BLOCK_SIZE ? bytes : BLOCK_SIZE);
	if (b == NULL)
		return NULL;
	memory = (char *)b->memory + b->used;
	b->used += bytes;
	return memset(memory, 0, bytes);
}

char *
cvd_arena_copy(struct cvd_arena *arena, const void *bytes, size_t size)
{
	char *copy = cvd_arena_alloc(arena, size + 1, 1);

	if (copy != NULL && size > 0)
		(void)memcpy(copy, bytes, size);
	return copy;
}

char *
cvd_arena_text(struct cvd_arena *arena, const char *text)
{
	return cvd_arena_copy(arena, text, strlen(text));
}

char *
cvd_arena_textv(struct cvd_arena *arena, const char *format, va_list ap)
{
	va_list again;
	char *text = NULL;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, ap);
	if (n >= 0)
		text = cvd_arena_alloc(arena, (size_t)n + 1, 1);
	if (text != NULL)
		(void)vsnprintf(text, (size_t)n + 1, format, again);
	else
		arena->failed = true;
	va_end(again);
	return text;
}

char *
cvd_arena_textf(struct cvd_arena *arena, const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = cvd_arena_textv(arena, format, ap);
	va_end(ap);
	return text;
}

void *
cvd_arena_grow(struct cvd_arena *arena, void *items, size_t count, size_t size)
{
	size_t room = 8;
	void *moved;

	while (room < count)
		room *= 2;
	if (items != NULL && count < room && count != 0)
		return items;
	if (count != 0)
		room *= 2;
	moved = cvd_arena_alloc(arena, room, size);
	if (moved != NULL && count > 0)
		(void)memcpy(moved, items, count * size);
	return moved;
}

enum cvd_status
cvd_arena_check(const struct cvd_arena *arena, struct cvd_err *err)
{
	if (arena == NULL || arena->failed)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	return CVD_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_YAML_TEXT_H
#define CVD_EDGE_YAML_TEXT_H

#include "core/arena.h"
#include "core/status.h"

#include <stddef.h>

/*
 * The bytes of a YAML file: which may be there, and where they are. For
 * yaml.c alone.
 */

struct cvd_yaml_text {
	const char *bytes;
	size_t size;
	const size_t *lines; /* where each begins; a last one may be empty */
	size_t line_count;
	size_t index;  /* so many characters ... */
	size_t offset; /* ... come before this byte */
};

struct cvd_yaml_place {
	size_t offset;
	size_t line_start;
	unsigned line;   /* from 1 */
	unsigned column; /* in bytes, from 1 */
};

/*
 * Fills `text` for bytes that are UTF-8 without what may not stand raw; the
 * bytes are borrowed, the lines live in the arena. Fails with CVD_E_SYNTAX,
 * line and column for the first character that is none.
 */
enum cvd_status cvd_yaml_text_init(struct cvd_yaml_text *text,
    const char *bytes, size_t size, struct cvd_arena *arena,
    struct cvd_err *err);

/*
 * The place before which so many characters stand, in a line counted from 0,
 * as libyaml's marks have it. Moves a cursor: linear over a whole text when
 * asked nearly in order, also if that is all one line.
 */
struct cvd_yaml_place cvd_yaml_text_place(struct cvd_yaml_text *text,
    size_t index, size_t line);

#endif

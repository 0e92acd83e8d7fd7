/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_OUT_STATE_H
#define CVD_CMD_OUT_STATE_H

/* What out.c, out_json.c and out_text.c share; nobody else looks inside. */

#include "core/arena.h"
#include "core/buf.h"
#include "core/limits.h"
#include "out.h"

#include <stdarg.h>

#define OUT_DEPTH 16u

struct out_level {
	char closing; /* '}' or ']' */
	bool used;    /* has a member already */
};

struct out_drawn {
	const char *text;
	const char *brief; /* to say the same where there is little room */
	size_t width;
	enum out_style style;
};

struct out_table {
	struct out_column columns[OUT_COLUMNS];
	size_t columns_count;
	struct out_drawn *cells;
	size_t cells_count;
	struct cvd_arena *arena; /* of the cells; NULL outside a table */
};

struct out {
	FILE *file;
	struct out_look look;
	int failed; /* errno of the first write that did not succeed, else 0 */
	bool no_memory;
	const struct cvd_zone *zone; /* NULL: UTC */
	/* JSON */
	struct out_level levels[OUT_DEPTH];
	unsigned depth;
	bool after_key;
	/* text */
	struct out_table table;
};

void out_write(struct out *out, const void *bytes, size_t size);

/* Writes what the buffer holds, notes its failure, and clears it. */
void out_write_buf(struct out *out, struct cvd_buf *buf);

/* A text of a case, each byte of which may be shown as an escape. */
#define OUT_TEXT_MOST (4 * (size_t)CVD_MAX_FILE)

/* Appends what the format says, with everything hidden made visible. */
void out_add_format(struct cvd_buf *buf, const char *format, va_list ap)
    CVD_PRINTF(2, 0);
void out_add_blanks(struct cvd_buf *buf, size_t count);
void out_add_styled(const struct out *out, struct cvd_buf *buf,
    enum out_style style, const char *text, size_t size);

#endif

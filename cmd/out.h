/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_OUT_H
#define CVD_CMD_OUT_H

#include "core/attribute.h"
#include "core/date.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * The answer of a command, as text for people or as JSON for programs.
 *
 * A command says its answer twice in a straight line, without asking which is
 * wanted: the structured calls speak in JSON only, the drawing calls in text
 * only, and each is nothing in the other format. out_is_json() is for what
 * would cost time for nothing.
 *
 * Failure is sticky and reported by out_close(). Everything that is drawn is
 * made harmless for a terminal (core/utf8.h).
 */

struct cvd_zone;
struct out;

enum out_format {
	OUT_TEXT,
	OUT_JSON,
};

struct out_look {
	enum out_format format;
	bool color;
	unsigned width; /* columns to fit into; 0: any */
	bool titles;    /* of tables */
};

/* Writes to the file, which stays the caller's. NULL: out of memory. */
struct out *out_open(FILE *file, const struct out_look *look);

/*
 * Flushes, frees, and says whether everything arrived: CVD_E_INTERNAL where
 * it did not. Gives true in *gone, and no failure, when the reader went away.
 */
enum cvd_status out_close(struct out *out, bool *gone, struct cvd_err *err);

bool out_is_json(const struct out *out);

/* The zone in which instants are drawn, borrowed until out_close(). */
void out_set_zone(struct out *out, const struct cvd_zone *zone);

/*
 * Structure (out_json.c). The outermost value is a map; it gets `"schema": 1`
 * by itself. In a map every value is preceded by out_key().
 */
void out_map(struct out *out);
void out_map_end(struct out *out);
void out_list(struct out *out);
void out_list_end(struct out *out);
void out_key(struct out *out, const char *key);
void out_text(struct out *out, const char *text); /* NULL: null */
void out_integer(struct out *out, int64_t number);
void out_bool(struct out *out, bool value);
void out_null(struct out *out);
void out_instant(struct out *out, cvd_instant instant); /* RFC 3339, UTC */

/* The same with their key, which is most of what commands say. */
void out_key_text(struct out *out, const char *key, const char *text);
void out_key_integer(struct out *out, const char *key, int64_t number);
void out_key_bool(struct out *out, const char *key, bool value);
void out_key_instant(struct out *out, const char *key, cvd_instant instant);

/* Drawing (out_text.c). Meaning is never in the style alone. */
enum out_style {
	OUT_PLAIN,
	OUT_STRONG,
	OUT_FAINT,
	OUT_GOOD,
	OUT_WARN,
	OUT_BAD,
};

/* One line; LF and everything else hidden in it is made visible. */
void out_line(struct out *out, const char *format, ...) CVD_PRINTF(2, 3);
void out_line_as(struct out *out, enum out_style style, const char *format, ...)
    CVD_PRINTF(3, 4);
/* Lines as they are, each indented by so many blanks. */
void out_block(struct out *out, unsigned indent, const char *text);

/* "label:   value", with the values of one block below each other. */
void out_field(struct out *out, const char *label, const char *format, ...)
    CVD_PRINTF(3, 4);
void out_field_instant(struct out *out, const char *label, cvd_instant instant);

/* "2026-11-20 10:00 +01:00" in the zone that was set, else in UTC. */
#define OUT_INSTANT_TEXT 32
const char *out_instant_text(const struct out *out, cvd_instant instant,
    char text[OUT_INSTANT_TEXT]);

/*
 * A table: cells from left to right, row after row, then the end. Columns are
 * as wide as their widest cell. Titles are drawn on a terminal only. Where the
 * whole is wider than the terminal, instants lose their seconds, then columns
 * that may be cut are. Nothing is ever cut on its way to a pipe or file.
 */
struct out_column {
	const char *title;
	bool cut;
	bool right; /* aligned */
	/* Left out on a terminal where it is "" or "-" in every row. */
	bool spare;
	/* The last column, which stands below a row where it does not fit. */
	bool below;
};

#define OUT_COLUMNS 12u

void out_table(struct out *out, const struct out_column *columns, size_t count);
void out_cell(struct out *out, const char *format, ...) CVD_PRINTF(2, 3);
void out_cell_as(struct out *out, enum out_style style, const char *format, ...)
    CVD_PRINTF(3, 4);
void out_cell_instant(struct out *out, cvd_instant instant);
void out_table_end(struct out *out);

#endif

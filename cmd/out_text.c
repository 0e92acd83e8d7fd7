/* SPDX-License-Identifier: EUPL-1.2 */

/* How an answer is drawn for people. */

#include "out_state.h"

#include "core/limits.h"
#include "core/utf8.h"
#include "core/zone.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* A text of a case, each byte of which may be shown as an escape. */
#define TEXT_MOST   (4 * (size_t)CVD_MAX_FILE)
#define LABEL_WIDTH 14u
#define GAP         2u
#define CUT_LEAST   8u /* columns that a cut column keeps */

/* SGR sequences (ECMA-48, 8.3.117). */
static const char *const codes[] = {
	[OUT_PLAIN] = "",
	[OUT_STRONG] = "\x1b[1m",
	[OUT_FAINT] = "\x1b[2m",
	[OUT_GOOD] = "\x1b[32m",
	[OUT_WARN] = "\x1b[33m",
	[OUT_BAD] = "\x1b[31m",
};
_Static_assert(sizeof codes / sizeof codes[0] == OUT_BAD + 1, "each style");

static void add_format(struct cvd_buf *buf, const char *format, va_list ap)
    CVD_PRINTF(2, 0);
static void line(struct out *out, enum out_style style, const char *format,
    va_list ap) CVD_PRINTF(3, 0);
static void cell(struct out *out, enum out_style style, const char *format,
    va_list ap) CVD_PRINTF(3, 0);

static void
add_format(struct cvd_buf *buf, const char *format, va_list ap)
{
	va_list again;
	char *text;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n <= 0)
		return;
	text = malloc((size_t)n + 1);
	if (text == NULL) {
		buf->no_memory = true;
		return;
	}
	(void)vsnprintf(text, (size_t)n + 1, format, ap);
	cvd_utf8_show(buf, text, (size_t)n, 0);
	free(text);
}

static void
add_blanks(struct cvd_buf *buf, size_t count)
{
	while (count-- > 0)
		cvd_buf_addc(buf, ' ');
}

static void
add_styled(const struct out *out, struct cvd_buf *buf, enum out_style style,
    const char *text, size_t size)
{
	bool styled = out->look.color && style != OUT_PLAIN && size > 0;

	if (styled)
		cvd_buf_addz(buf, codes[style]);
	cvd_buf_add(buf, text, size);
	if (styled)
		cvd_buf_addz(buf, "\x1b[0m");
}

static void
line(struct out *out, enum out_style style, const char *format, va_list ap)
{
	struct cvd_buf text = CVD_BUF_INIT(TEXT_MOST);
	struct cvd_buf buf = CVD_BUF_INIT(TEXT_MOST);

	add_format(&text, format, ap);
	add_styled(out, &buf, style, text.data, text.size);
	cvd_buf_addc(&buf, '\n');
	out->no_memory |= text.no_memory;
	cvd_buf_clear(&text);
	out_write_buf(out, &buf);
}

void
out_line(struct out *out, const char *format, ...)
{
	va_list ap;

	if (out_is_json(out))
		return;
	va_start(ap, format);
	line(out, OUT_PLAIN, format, ap);
	va_end(ap);
}

void
out_line_as(struct out *out, enum out_style style, const char *format, ...)
{
	va_list ap;

	if (out_is_json(out))
		return;
	va_start(ap, format);
	line(out, style, format, ap);
	va_end(ap);
}

void
out_block(struct out *out, unsigned indent, const char *text)
{
	struct cvd_scan scan = cvd_scan_text(text);
	struct cvd_buf buf = CVD_BUF_INIT(TEXT_MOST);
	struct cvd_bytes bytes;

	if (out_is_json(out))
		return;
	while (cvd_scan_line(&scan, &bytes)) {
		if (bytes.size > 0)
			add_blanks(&buf, indent);
		cvd_utf8_show(&buf, bytes.data, bytes.size, CVD_SHOW_LINES);
		cvd_buf_addc(&buf, '\n');
	}
	out_write_buf(out, &buf);
}

void
out_field(struct out *out, const char *label, const char *format, ...)
{
	struct cvd_buf buf = CVD_BUF_INIT(TEXT_MOST);
	size_t width = cvd_utf8_width(label, strlen(label)) + 1;
	va_list ap;

	if (out_is_json(out))
		return;
	cvd_buf_addf(&buf, "%s:", label);
	add_blanks(&buf, width < LABEL_WIDTH ? LABEL_WIDTH - width : 1);
	va_start(ap, format);
	add_format(&buf, format, ap);
	va_end(ap);
	cvd_buf_addc(&buf, '\n');
	out_write_buf(out, &buf);
}

const char *
out_instant_text(const struct out *out, cvd_instant instant,
    char text[OUT_INSTANT_TEXT])
{
	char whole[CVD_INSTANT_OFFSET_TEXT];
	int32_t offset = 0;

	if (out->zone != NULL)
		offset = cvd_zone_offset_at(out->zone, instant);
	(void)cvd_instant_text_offset(instant, offset, whole);
	/* 2026-11-20T10:00:00+01:00 without its T and, if zero, its seconds */
	if (strncmp(whole + 16, ":00", 3) == 0)
		(void)snprintf(text, OUT_INSTANT_TEXT, "%.10s %.5s %s", whole,
		    whole + 11, whole + 19);
	else
		(void)snprintf(text, OUT_INSTANT_TEXT, "%.10s %.8s %s", whole,
		    whole + 11, whole + 19);
	return text;
}

void
out_field_instant(struct out *out, const char *label, cvd_instant instant)
{
	char text[OUT_INSTANT_TEXT];

	out_field(out, label, "%s", out_instant_text(out, instant, text));
}

void
out_table(struct out *out, const struct out_column *columns, size_t count)
{
	struct out_table *table = &out->table;

	if (out_is_json(out))
		return;
	assert(count > 0 && count <= OUT_COLUMNS && table->arena == NULL);
	(void)memcpy(table->columns, columns, count * sizeof *columns);
	table->columns_count = count;
	table->cells = NULL;
	table->cells_count = 0;
	table->arena = cvd_arena_new();
	for (size_t i = 0; out->look.titles && i < count; i++)
		out_cell_as(out, OUT_STRONG, "%s", columns[i].title);
}

static void
cell(struct out *out, enum out_style style, const char *format, va_list ap)
{
	struct out_table *table = &out->table;
	struct cvd_buf buf = CVD_BUF_INIT(TEXT_MOST);
	struct out_drawn *drawn = NULL;

	assert(table->columns_count > 0);
	add_format(&buf, format, ap);
	if (table->arena != NULL)
		drawn = cvd_arena_grow(table->arena, table->cells,
		    table->cells_count, sizeof *drawn);
	if (drawn == NULL || buf.no_memory) {
		out->no_memory = true;
		cvd_buf_clear(&buf);
		return;
	}
	table->cells = drawn;
	drawn = &table->cells[table->cells_count++];
	drawn->text = cvd_arena_copy(table->arena, buf.data, buf.size);
	drawn->width = cvd_utf8_width(buf.data, buf.size);
	drawn->style = style;
	cvd_buf_clear(&buf);
}

void
out_cell(struct out *out, const char *format, ...)
{
	va_list ap;

	if (out_is_json(out))
		return;
	va_start(ap, format);
	cell(out, OUT_PLAIN, format, ap);
	va_end(ap);
}

void
out_cell_as(struct out *out, enum out_style style, const char *format, ...)
{
	va_list ap;

	if (out_is_json(out))
		return;
	va_start(ap, format);
	cell(out, style, format, ap);
	va_end(ap);
}

void
out_cell_instant(struct out *out, cvd_instant instant)
{
	char text[OUT_INSTANT_TEXT];

	out_cell(out, "%s", out_instant_text(out, instant, text));
}

/* Takes columns away from the widest that may be cut, until all fit. */
static void
fit(const struct out_table *table, size_t *widths, size_t room)
{
	for (;;) {
		size_t all = GAP * (table->columns_count - 1);
		size_t widest = table->columns_count;

		for (size_t i = 0; i < table->columns_count; i++) {
			all += widths[i];
			if (!table->columns[i].cut || widths[i] <= CUT_LEAST)
				continue;
			if (widest == table->columns_count ||
			    widths[i] > widths[widest])
				widest = i;
		}
		if (all <= room || widest == table->columns_count)
			return;
		widths[widest]--;
	}
}

/* The bytes of the text that fill at most so many columns. */
static size_t
fitting(const char *text, size_t width)
{
	struct cvd_scan scan = cvd_scan_text(text);
	const char *end = text;
	size_t used = 0;
	uint32_t point;

	while (cvd_utf8_next(&scan, &point)) {
		used += cvd_utf8_point_width(point);
		if (used > width)
			break;
		end = scan.p;
	}
	return (size_t)(end - text);
}

static void
add_cell(const struct out *out, struct cvd_buf *buf,
    const struct out_drawn *drawn, size_t width)
{
	if (drawn->width <= width) {
		add_styled(out, buf, drawn->style, drawn->text,
		    strlen(drawn->text));
		return;
	}
	add_styled(out, buf, drawn->style, drawn->text,
	    fitting(drawn->text, width - 1));
	cvd_buf_addz(buf, "…");
}

static void
draw_row(struct out *out, const struct out_drawn *row, const size_t *widths)
{
	const struct out_table *table = &out->table;
	struct cvd_buf buf = CVD_BUF_INIT(TEXT_MOST);
	size_t owed = 0; /* blanks before the next text, so none trail */

	for (size_t i = 0; i < table->columns_count; i++) {
		size_t width = row[i].width < widths[i] ? row[i].width
		                                        : widths[i];
		size_t padding = widths[i] - width;

		if (i > 0)
			owed += GAP;
		if (table->columns[i].right)
			owed += padding;
		if (width > 0) {
			add_blanks(&buf, owed);
			add_cell(out, &buf, &row[i], widths[i]);
			owed = 0;
		}
		if (!table->columns[i].right)
			owed += padding;
	}
	cvd_buf_addc(&buf, '\n');
	out_write_buf(out, &buf);
}

void
out_table_end(struct out *out)
{
	struct out_table *table = &out->table;
	size_t widths[OUT_COLUMNS] = { 0 };
	size_t titles;

	if (out_is_json(out))
		return;
	titles = out->look.titles ? table->columns_count : 0;
	for (size_t i = 0; i < table->cells_count; i++) {
		size_t *width = &widths[i % table->columns_count];

		if (table->cells[i].text == NULL)
			out->no_memory = true;
		if (table->cells[i].width > *width)
			*width = table->cells[i].width;
	}
	if (out->look.width > 0)
		fit(table, widths, out->look.width);
	for (size_t i = 0; !out->no_memory && table->cells_count > titles &&
	                   i < table->cells_count;
	     i += table->columns_count) {
		assert(i + table->columns_count <= table->cells_count);
		draw_row(out, &table->cells[i], widths);
	}
	cvd_arena_free(table->arena);
	*table = (struct out_table){ 0 };
}

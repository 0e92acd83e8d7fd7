/* SPDX-License-Identifier: EUPL-1.2 */

/* How tables are drawn for people. */

#include "out_state.h"

#include "core/utf8.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define GAP         2u
#define CUT_LEAST   8u  /* columns that a cut column keeps */
#define BELOW       4u  /* blanks before a text below its row */
#define BELOW_LEAST 20u /* columns that such a text has at least */

static void cell(struct out *out, enum out_style style, const char *format,
    va_list ap) CVD_PRINTF(3, 0);

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
	struct cvd_buf buf = CVD_BUF_INIT(OUT_TEXT_MOST);
	struct out_drawn *drawn = NULL;

	assert(table->columns_count > 0);
	out_add_format(&buf, format, ap);
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
	drawn->brief = NULL;
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
	struct out_table *table = &out->table;
	char text[OUT_INSTANT_TEXT];

	out_cell(out, "%s", out_instant_text(out, instant, text));
	/* "2026-11-23 23:59:59 +01:00" does without its seconds */
	if (!out_is_json(out) && !out->no_memory && text[16] == ':')
		table->cells[table->cells_count - 1].brief =
		    cvd_arena_textf(table->arena, "%.16s%s", text, text + 19);
}

/* How wide each column is; one that is left out has no width. */
struct layout {
	size_t widths[OUT_COLUMNS];
	bool hidden[OUT_COLUMNS];
	size_t room;  /* of a terminal, else 0 */
	size_t first; /* cell of the first row that is no title */
};

static bool
says_nothing(const struct out_drawn *drawn)
{
	return drawn->text == NULL || drawn->text[0] == '\0' ||
	       strcmp(drawn->text, "-") == 0;
}

/* On a terminal, columns that can be spared are where they say nothing. */
static void
hide(const struct out_table *table, struct layout *layout)
{
	size_t count = table->columns_count;

	for (size_t i = 0; i < count; i++)
		layout->hidden[i] = layout->room > 0 && table->columns[i].spare;
	for (size_t i = layout->first; i < table->cells_count; i++)
		if (!says_nothing(&table->cells[i]))
			layout->hidden[i % count] = false;
}

static void
measure(const struct out_table *table, struct layout *layout)
{
	(void)memset(layout->widths, 0, sizeof layout->widths);
	for (size_t i = 0; i < table->cells_count; i++) {
		size_t column = i % table->columns_count;

		if (!layout->hidden[column] &&
		    table->cells[i].width > layout->widths[column])
			layout->widths[column] = table->cells[i].width;
	}
}

/* Of a whole row. What may stand below it takes no room in it. */
static size_t
width_of(const struct out_table *table, const struct layout *layout)
{
	size_t all = 0;

	for (size_t i = 0; i < table->columns_count; i++)
		if (!layout->hidden[i] && !table->columns[i].below)
			all += (all > 0 ? GAP : 0) + layout->widths[i];
	return all;
}

/* Whether all rows have room enough, with what may stand below them. */
static bool
is_roomy(const struct out_table *table, const struct layout *layout)
{
	size_t last = table->columns_count - 1;
	size_t all = width_of(table, layout);

	if (table->columns[last].below && layout->widths[last] > 0)
		all += GAP + layout->widths[last];
	return all <= layout->room;
}

static void
shorten(struct out_table *table)
{
	for (size_t i = 0; i < table->cells_count; i++) {
		struct out_drawn *drawn = &table->cells[i];

		if (drawn->brief == NULL)
			continue;
		drawn->text = drawn->brief;
		drawn->width = cvd_utf8_width(drawn->text, strlen(drawn->text));
	}
}

/* Takes columns away from the widest that may be cut, until all fit. */
static void
cut(const struct out_table *table, struct layout *layout)
{
	while (width_of(table, layout) > layout->room) {
		size_t widest = table->columns_count;

		for (size_t i = 0; i < table->columns_count; i++) {
			if (!table->columns[i].cut ||
			    layout->widths[i] <= CUT_LEAST)
				continue;
			if (widest == table->columns_count ||
			    layout->widths[i] > layout->widths[widest])
				widest = i;
		}
		if (widest == table->columns_count)
			return;
		layout->widths[widest]--;
	}
}

static struct layout
lay_out(struct out *out)
{
	struct out_table *table = &out->table;
	struct layout layout = {
		.room = out->look.width,
		.first = out->look.titles ? table->columns_count : 0,
	};

	hide(table, &layout);
	measure(table, &layout);
	if (layout.room > 0 && !is_roomy(table, &layout)) {
		shorten(table);
		measure(table, &layout);
		cut(table, &layout);
	}
	return layout;
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
		out_add_styled(out, buf, drawn->style, drawn->text,
		    strlen(drawn->text));
		return;
	}
	out_add_styled(out, buf, drawn->style, drawn->text,
	    fitting(drawn->text, width - 1));
	cvd_buf_addz(buf, "…");
}

/* A text below its row, broken at blanks where there are any. */
static void
add_below(const struct out *out, struct cvd_buf *buf,
    const struct out_drawn *drawn, size_t room)
{
	size_t width = room > BELOW + BELOW_LEAST ? room - BELOW : BELOW_LEAST;
	const char *text = drawn->text;

	while (*text != '\0') {
		size_t size = fitting(text, width);
		size_t end = size;

		while (text[size] != '\0' && end > 0 && text[end] != ' ')
			end--;
		if (end > 0)
			size = end;
		cvd_buf_addc(buf, '\n');
		out_add_blanks(buf, BELOW);
		out_add_styled(out, buf, drawn->style, text, size);
		text += size;
		text += strspn(text, " ");
	}
}

static void
draw_row(struct out *out, const struct out_drawn *row,
    const struct layout *layout)
{
	const struct out_table *table = &out->table;
	struct cvd_buf buf = CVD_BUF_INIT(OUT_TEXT_MOST);
	size_t owed = 0; /* blanks before the next text, so none trail */
	size_t used = 0;
	size_t shown = 0;

	for (size_t i = 0; i < table->columns_count; i++) {
		size_t width = row[i].width < layout->widths[i]
		                   ? row[i].width
		                   : layout->widths[i];
		size_t padding = layout->widths[i] - width;

		if (layout->hidden[i])
			continue;
		if (shown++ > 0)
			owed += GAP;
		if (table->columns[i].right)
			owed += padding;
		if (table->columns[i].below && layout->room > 0 &&
		    used + owed + width > layout->room) {
			add_below(out, &buf, &row[i], layout->room);
		} else if (width > 0) {
			out_add_blanks(&buf, owed);
			add_cell(out, &buf, &row[i], layout->widths[i]);
			used += owed + width;
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
	struct layout layout;

	if (out_is_json(out))
		return;
	for (size_t i = 0; i < table->cells_count; i++)
		out->no_memory |= table->cells[i].text == NULL;
	if (!out->no_memory) {
		layout = lay_out(out);
		for (size_t i = 0; table->cells_count > layout.first &&
		                   i < table->cells_count;
		     i += table->columns_count) {
			assert(i + table->columns_count <= table->cells_count);
			draw_row(out, &table->cells[i], &layout);
		}
	}
	cvd_arena_free(table->arena);
	*table = (struct out_table){ 0 };
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* One tree, one text: the only writer of YAML. */

#include "core/canon.h"

#include "core/plain.h"
#include "core/scan.h"
#include "core/utf8.h"

#include <string.h>

static void
write_indent(struct cvd_buf *out, unsigned depth)
{
	while (depth-- > 0)
		cvd_buf_addz(out, "  ");
}

static void
write_escape(struct cvd_buf *out, uint32_t point)
{
	if (point == '\n')
		cvd_buf_addz(out, "\\n");
	else if (point == '\t')
		cvd_buf_addz(out, "\\t");
	else if (point == '\r')
		cvd_buf_addz(out, "\\r");
	else if (point < 0x100)
		cvd_buf_addf(out, "\\x%02X", (unsigned)point);
	else if (point < 0x10000)
		cvd_buf_addf(out, "\\u%04X", (unsigned)point);
	else
		cvd_buf_addf(out, "\\U%08X", (unsigned)point);
}

/* A byte that is no UTF-8 breaks the caller's promise, but never the text. */
static void
write_quoted(struct cvd_buf *out, const char *text, size_t size)
{
	struct cvd_scan scan = cvd_scan_bytes(text, size);

	cvd_buf_addc(out, '"');
	while (!cvd_scan_end(&scan)) {
		const char *start = scan.p;
		uint32_t point;

		while (scan.p < scan.end && *scan.p >= ' ' && *scan.p <= '~' &&
		       *scan.p != '"' && *scan.p != '\\')
			scan.p++;
		if (scan.p > start)
			cvd_buf_add(out, start, (size_t)(scan.p - start));
		else if (!cvd_utf8_next(&scan, &point)) {
			write_escape(out, 0xfffd);
			scan.p++;
		} else if (!cvd_plain_may_stand(point)) {
			write_escape(out, point);
		} else {
			if (point == '"' || point == '\\')
				cvd_buf_addc(out, '\\');
			cvd_buf_add(out, start, (size_t)(scan.p - start));
		}
	}
	cvd_buf_addc(out, '"');
}

static void
write_text(struct cvd_buf *out, const char *text, size_t size)
{
	if (cvd_plain_is_string(text, size))
		cvd_buf_add(out, text, size);
	else
		write_quoted(out, text, size);
}

/*
 * The first line sets the indentation for readers, so it cannot begin with
 * blanks or be empty. Trailing blanks are kept, by YAML 1.2, 8.1.2.
 */
static bool
can_be_literal(const char *text, size_t size)
{
	struct cvd_scan scan = cvd_scan_bytes(text, size);
	uint32_t point;

	if (size == 0 || strchr(" \t\n", text[0]) != NULL)
		return false;
	while (cvd_utf8_next(&scan, &point))
		if (point != '\n' && point != '\t' &&
		    !cvd_plain_may_stand(point))
			return false;
	return cvd_scan_end(&scan);
}

static void
write_literal(struct cvd_buf *out, const char *text, size_t size,
    unsigned depth)
{
	struct cvd_scan scan = cvd_scan_bytes(text, size);
	struct cvd_bytes line;

	if (text[size - 1] != '\n')
		cvd_buf_addz(out, "|-");
	else if (size >= 2 && text[size - 2] == '\n')
		cvd_buf_addz(out, "|+");
	else
		cvd_buf_addz(out, "|");
	while (cvd_scan_line(&scan, &line)) {
		cvd_buf_addc(out, '\n');
		if (line.size > 0)
			write_indent(out, depth);
		cvd_buf_add(out, line.data, line.size);
	}
}

/* Without the newline behind it; depth is that of a literal block's lines. */
static void
write_scalar(struct cvd_buf *out, const struct cvd_node *node, unsigned depth)
{
	const char *text = node->text;
	size_t size = node->size;

	switch (node->style) {
	case CVD_STYLE_TEXT:
		write_text(out, text, size);
		return;
	case CVD_STYLE_BLOCK:
		if (can_be_literal(text, size))
			write_literal(out, text, size, depth);
		else
			write_quoted(out, text, size);
		return;
	case CVD_STYLE_QUOTED:
		write_quoted(out, text, size);
		return;
	case CVD_STYLE_WORD:
		if (size == 0)
			cvd_buf_addz(out, "null");
		else if (cvd_plain_is_safe(text, size))
			cvd_buf_add(out, text, size);
		else
			write_quoted(out, text, size);
		return;
	}
}

static void write_members(struct cvd_buf *out, const struct cvd_node *parent,
    unsigned depth, bool inlined);

/* Scalars and what is empty; false where the node needs lines of its own. */
static bool
write_short(struct cvd_buf *out, const struct cvd_node *node, unsigned depth)
{
	if (node->kind != CVD_NODE_SCALAR && node->count > 0)
		return false;
	if (node->kind == CVD_NODE_SCALAR)
		write_scalar(out, node, depth);
	else
		cvd_buf_addz(out, node->kind == CVD_NODE_LIST ? "[]" : "{}");
	cvd_buf_addc(out, '\n');
	return true;
}

static void
write_member(struct cvd_buf *out, const struct cvd_node *member, unsigned depth)
{
	write_text(out, member->key, strlen(member->key));
	if (member->kind == CVD_NODE_SCALAR || member->count == 0) {
		cvd_buf_addz(out, ": ");
		(void)write_short(out, member, depth + 1);
		return;
	}
	cvd_buf_addz(out, ":\n");
	write_members(out, member, depth + 1, false);
}

static void
write_item(struct cvd_buf *out, const struct cvd_node *item, unsigned depth)
{
	cvd_buf_addz(out, "- ");
	if (!write_short(out, item, depth + 1))
		write_members(out, item, depth + 1, true);
}

/* Inlined: the first member stands on the line of its parent's dash. */
static void
write_members(struct cvd_buf *out, const struct cvd_node *parent,
    unsigned depth, bool inlined)
{
	for (const struct cvd_node *n = parent->first; n != NULL; n = n->next) {
		if (!inlined || n != parent->first)
			write_indent(out, depth);
		if (parent->kind == CVD_NODE_MAP)
			write_member(out, n, depth);
		else
			write_item(out, n, depth);
	}
}

void
cvd_canon_write(struct cvd_buf *out, const struct cvd_node *root)
{
	if (!write_short(out, root, 1))
		write_members(out, root, 0, false);
}

void
cvd_canon_write_item(struct cvd_buf *out, const struct cvd_node *item,
    unsigned depth)
{
	write_indent(out, depth);
	write_item(out, item, depth);
}

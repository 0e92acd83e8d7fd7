/* SPDX-License-Identifier: EUPL-1.2 */

/* How an answer is drawn for people. */

#include "out_state.h"

#include "core/utf8.h"
#include "core/zone.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_WIDTH 14u

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

static void line(struct out *out, enum out_style style, const char *format,
    va_list ap) CVD_PRINTF(3, 0);

void
out_add_format(struct cvd_buf *buf, const char *format, va_list ap)
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

void
out_add_blanks(struct cvd_buf *buf, size_t count)
{
	while (count-- > 0)
		cvd_buf_addc(buf, ' ');
}

void
out_add_styled(const struct out *out, struct cvd_buf *buf, enum out_style style,
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
	struct cvd_buf text = CVD_BUF_INIT(OUT_TEXT_MOST);
	struct cvd_buf buf = CVD_BUF_INIT(OUT_TEXT_MOST);

	out_add_format(&text, format, ap);
	out_add_styled(out, &buf, style, text.data, text.size);
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
	struct cvd_buf buf = CVD_BUF_INIT(OUT_TEXT_MOST);
	struct cvd_bytes bytes;

	if (out_is_json(out))
		return;
	while (cvd_scan_line(&scan, &bytes)) {
		if (bytes.size > 0)
			out_add_blanks(&buf, indent);
		cvd_utf8_show(&buf, bytes.data, bytes.size, CVD_SHOW_LINES);
		cvd_buf_addc(&buf, '\n');
	}
	out_write_buf(out, &buf);
}

void
out_field(struct out *out, const char *label, const char *format, ...)
{
	struct cvd_buf buf = CVD_BUF_INIT(OUT_TEXT_MOST);
	size_t width = cvd_utf8_width(label, strlen(label)) + 1;
	va_list ap;

	if (out_is_json(out))
		return;
	cvd_buf_addf(&buf, "%s:", label);
	out_add_blanks(&buf, width < LABEL_WIDTH ? LABEL_WIDTH - width : 1);
	va_start(ap, format);
	out_add_format(&buf, format, ap);
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

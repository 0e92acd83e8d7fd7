/* SPDX-License-Identifier: EUPL-1.2 */

/* How a text is written as a JSON string. */

#include "core/json_text.h"

#include "core/scan.h"
#include "core/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* What follows the backslash in the short forms, or NUL. */
static char
short_escape(uint32_t point)
{
	switch (point) {
	case '"':
		return '"';
	case '\\':
		return '\\';
	case '\b':
		return 'b';
	case '\f':
		return 'f';
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	default:
		return '\0';
	}
}

static bool
needs_escape(uint32_t point)
{
	return point < 0x20 || (point >= 0x7f && point < 0xa0) ||
	       point == 0x2028 || point == 0x2029;
}

static void
add_point(struct cvd_buf *out, uint32_t point, struct cvd_bytes as_is)
{
	char letter = short_escape(point);

	if (letter != '\0') {
		cvd_buf_addc(out, '\\');
		cvd_buf_addc(out, letter);
	} else if (needs_escape(point)) {
		cvd_buf_addf(out, "\\u%04x", (unsigned)point);
	} else {
		cvd_buf_add(out, as_is.data, as_is.size);
	}
}

void
cvd_json_text_add(struct cvd_buf *out, const void *bytes, size_t size)
{
	struct cvd_scan scan = cvd_scan_bytes(bytes, size);

	cvd_buf_addc(out, '"');
	while (!cvd_scan_end(&scan)) {
		const char *start = scan.p;
		uint32_t point;

		if (cvd_utf8_next(&scan, &point)) {
			add_point(out, point,
			    (struct cvd_bytes){ start,
			        (size_t)(scan.p - start) });
		} else {
			cvd_buf_addz(out, "\xef\xbf\xbd");
			scan.p++;
		}
	}
	cvd_buf_addc(out, '"');
}

void
cvd_json_text_addz(struct cvd_buf *out, const char *text)
{
	cvd_json_text_add(out, text, strlen(text));
}

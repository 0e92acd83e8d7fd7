/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_UTF8_H
#define CVD_CORE_UTF8_H

#include "core/buf.h"
#include "core/scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
 * Bytes from outside become text only after cvd_utf8_is_valid(), and text of
 * strangers reaches a terminal only through cvd_utf8_show().
 */

bool cvd_utf8_is_valid(const void *bytes, size_t size);

/*
 * Consumes one code point. False at the end and before a byte that starts no
 * valid sequence; the cursor then stays.
 */
bool cvd_utf8_next(struct cvd_scan *scan, uint32_t *point);

/*
 * Whether a character can lead a reader or a terminal astray: C0, DEL and C1
 * controls, line and paragraph separators, bidirectional controls and
 * characters without a shape of their own (zero width, byte order mark,
 * tags). LF and TAB are among them.
 */
bool cvd_utf8_is_hidden(uint32_t point);

/* The number of code points; a byte that is not UTF-8 counts as one. */
size_t cvd_utf8_count(const void *bytes, size_t size);

/*
 * Terminal columns: 2 for East Asian wide characters and emoji, 0 for
 * combining and hidden ones, else 1. After UAX #11, with coarse tables.
 */
unsigned cvd_utf8_point_width(uint32_t point);

/* The same for a text; a byte that is not UTF-8 counts as one column. */
size_t cvd_utf8_width(const void *bytes, size_t size);

enum cvd_utf8_show_flags {
	CVD_SHOW_LINES = 1u << 0, /* LF and TAB pass */
};

/*
 * Appends the text with everything hidden made visible: \x1b for what is
 * below U+0080 and for bytes that are not UTF-8, <U+202E> for the rest. What
 * was appended is valid UTF-8.
 */
void cvd_utf8_show(struct cvd_buf *out, const void *bytes, size_t size,
    unsigned flags);

#endif

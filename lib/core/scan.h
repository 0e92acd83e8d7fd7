/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_SCAN_H
#define CVD_CORE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Cursor parsing. Every call either consumes what it names and answers true,
 * or leaves the cursor where it was and answers false; none looks past `end`.
 */

/* Borrowed bytes, not NUL-terminated. */
struct cvd_bytes {
	const char *data;
	size_t size;
};

struct cvd_scan {
	const char *p;
	const char *end;
};

struct cvd_scan cvd_scan_text(const char *text);
struct cvd_scan cvd_scan_bytes(const void *data, size_t size);

/* Whether nothing is left. */
bool cvd_scan_end(const struct cvd_scan *scan);

bool cvd_scan_char(struct cvd_scan *scan, char c);
bool cvd_scan_literal(struct cvd_scan *scan, const char *literal);

/*
 * A decimal number of at least `least` and at most `most` digits, most <= 18;
 * no sign, no blanks. Stops before a digit beyond `most`.
 */
bool cvd_scan_number(struct cvd_scan *scan, unsigned least, unsigned most,
    int64_t *number);

/* One or more characters of the set, as many as there are. */
bool cvd_scan_word(struct cvd_scan *scan, const char *set,
    struct cvd_bytes *word);

/* Everything up to the next c, which must come and is consumed, not given. */
bool cvd_scan_until(struct cvd_scan *scan, char c, struct cvd_bytes *bytes);

/*
 * The next line without its LF; a last line may lack it. False at the end.
 * A CR is a character of the line.
 */
bool cvd_scan_line(struct cvd_scan *scan, struct cvd_bytes *line);

/* Whether the bytes are exactly this text. */
bool cvd_bytes_is(struct cvd_bytes bytes, const char *text);

/* Whether a text has this ending, and something before it. */
bool cvd_text_ends(const char *text, const char *ending);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */

/* Cursor parsing that never looks past the end. */

#include "core/scan.h"

#include <string.h>

struct cvd_scan
cvd_scan_text(const char *text)
{
	return cvd_scan_bytes(text, strlen(text));
}

struct cvd_scan
cvd_scan_bytes(const void *data, size_t size)
{
	struct cvd_scan scan = { data, NULL };

	scan.end = size == 0 ? scan.p : scan.p + size;
	return scan;
}

bool
cvd_scan_end(const struct cvd_scan *scan)
{
	return scan->p == scan->end;
}

bool
cvd_scan_char(struct cvd_scan *scan, char c)
{
	if (scan->p == scan->end || *scan->p != c)
		return false;
	scan->p++;
	return true;
}

bool
cvd_scan_literal(struct cvd_scan *scan, const char *literal)
{
	size_t n = strlen(literal);

	if ((size_t)(scan->end - scan->p) < n ||
	    memcmp(scan->p, literal, n) != 0)
		return false;
	scan->p += n;
	return true;
}

bool
cvd_scan_number(struct cvd_scan *scan, unsigned least, unsigned most,
    int64_t *number)
{
	const char *p = scan->p;
	int64_t value = 0;
	unsigned digits = 0;

	while (p < scan->end && digits < most && *p >= '0' && *p <= '9') {
		value = value * 10 + (*p - '0');
		digits++;
		p++;
	}
	if (digits < least || digits == 0)
		return false;
	scan->p = p;
	*number = value;
	return true;
}

bool
cvd_scan_word(struct cvd_scan *scan, const char *set, struct cvd_bytes *word)
{
	const char *p = scan->p;

	while (p < scan->end && *p != '\0' && strchr(set, *p) != NULL)
		p++;
	if (p == scan->p)
		return false;
	*word = (struct cvd_bytes){ scan->p, (size_t)(p - scan->p) };
	scan->p = p;
	return true;
}

bool
cvd_scan_until(struct cvd_scan *scan, char c, struct cvd_bytes *bytes)
{
	const char *p = NULL;

	if (scan->p != scan->end)
		p = memchr(scan->p, c, (size_t)(scan->end - scan->p));
	if (p == NULL)
		return false;
	*bytes = (struct cvd_bytes){ scan->p, (size_t)(p - scan->p) };
	scan->p = p + 1;
	return true;
}

bool
cvd_scan_line(struct cvd_scan *scan, struct cvd_bytes *line)
{
	if (cvd_scan_end(scan))
		return false;
	if (!cvd_scan_until(scan, '\n', line)) {
		*line = (struct cvd_bytes){ scan->p,
			(size_t)(scan->end - scan->p) };
		scan->p = scan->end;
	}
	return true;
}

bool
cvd_bytes_is(struct cvd_bytes bytes, const char *text)
{
	return bytes.size == strlen(text) &&
	       (bytes.size == 0 || memcmp(bytes.data, text, bytes.size) == 0);
}

bool
cvd_text_ends(const char *text, const char *ending)
{
	size_t size = strlen(text), last = strlen(ending);

	return size > last && strcmp(text + size - last, ending) == 0;
}

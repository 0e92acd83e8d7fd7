/* SPDX-License-Identifier: EUPL-1.2 */

/* UTF-8: what is valid, how wide it is, and what of it is not to be shown. */

#include "core/utf8.h"

struct range {
	uint32_t first;
	uint32_t last;
};

/* Sorted. U+E0000 is the block of tags, which has no visible members. */
static const struct range hidden[] = {
	{ 0x0000, 0x001f },
	{ 0x007f, 0x009f },
	{ 0x061c, 0x061c },
	{ 0x180e, 0x180e },
	{ 0x200b, 0x200f },
	{ 0x2028, 0x202e },
	{ 0x2060, 0x206f },
	{ 0xfeff, 0xfeff },
	{ 0xfff9, 0xfffb },
	{ 0xe0000, 0xe007f },
};

/* Sorted: the blocks of combining marks that stand in names and reports. */
static const struct range combining[] = {
	{ 0x0300, 0x036f },
	{ 0x0483, 0x0489 },
	{ 0x0591, 0x05bd },
	{ 0x05bf, 0x05bf },
	{ 0x05c1, 0x05c2 },
	{ 0x05c4, 0x05c5 },
	{ 0x05c7, 0x05c7 },
	{ 0x0610, 0x061a },
	{ 0x064b, 0x065f },
	{ 0x0670, 0x0670 },
	{ 0x06d6, 0x06dc },
	{ 0x06df, 0x06e4 },
	{ 0x06e7, 0x06e8 },
	{ 0x06ea, 0x06ed },
	{ 0x0900, 0x0902 },
	{ 0x093a, 0x093a },
	{ 0x093c, 0x093c },
	{ 0x0941, 0x0948 },
	{ 0x094d, 0x094d },
	{ 0x0951, 0x0957 },
	{ 0x0e31, 0x0e31 },
	{ 0x0e34, 0x0e3a },
	{ 0x0e47, 0x0e4e },
	{ 0x1ab0, 0x1aff },
	{ 0x1dc0, 0x1dff },
	{ 0x20d0, 0x20ff },
	{ 0x2de0, 0x2dff },
	{ 0x302a, 0x302d },
	{ 0x3099, 0x309a },
	{ 0xfe00, 0xfe0f },
	{ 0xfe20, 0xfe2f },
	{ 0xe0100, 0xe01ef },
};

/* Sorted: East Asian Width W and F of Unicode 14, unassigned gaps closed. */
static const struct range wide[] = {
	{ 0x1100, 0x115f },
	{ 0x231a, 0x231b },
	{ 0x2329, 0x232a },
	{ 0x23e9, 0x23ec },
	{ 0x23f0, 0x23f0 },
	{ 0x23f3, 0x23f3 },
	{ 0x25fd, 0x25fe },
	{ 0x2614, 0x2615 },
	{ 0x2648, 0x2653 },
	{ 0x267f, 0x267f },
	{ 0x2693, 0x2693 },
	{ 0x26a1, 0x26a1 },
	{ 0x26aa, 0x26ab },
	{ 0x26bd, 0x26be },
	{ 0x26c4, 0x26c5 },
	{ 0x26ce, 0x26ce },
	{ 0x26d4, 0x26d4 },
	{ 0x26ea, 0x26ea },
	{ 0x26f2, 0x26f3 },
	{ 0x26f5, 0x26f5 },
	{ 0x26fa, 0x26fa },
	{ 0x26fd, 0x26fd },
	{ 0x2705, 0x2705 },
	{ 0x270a, 0x270b },
	{ 0x2728, 0x2728 },
	{ 0x274c, 0x274c },
	{ 0x274e, 0x274e },
	{ 0x2753, 0x2755 },
	{ 0x2757, 0x2757 },
	{ 0x2795, 0x2797 },
	{ 0x27b0, 0x27b0 },
	{ 0x27bf, 0x27bf },
	{ 0x2b1b, 0x2b1c },
	{ 0x2b50, 0x2b50 },
	{ 0x2b55, 0x2b55 },
	{ 0x2e80, 0x303e },
	{ 0x3041, 0x3247 },
	{ 0x3250, 0x4dbf },
	{ 0x4e00, 0xa4cf },
	{ 0xa960, 0xa97f },
	{ 0xac00, 0xd7a3 },
	{ 0xf900, 0xfaff },
	{ 0xfe10, 0xfe19 },
	{ 0xfe30, 0xfe6f },
	{ 0xff01, 0xff60 },
	{ 0xffe0, 0xffe6 },
	{ 0x16fe0, 0x18d08 },
	{ 0x1aff0, 0x1b2fb },
	{ 0x1f004, 0x1f004 },
	{ 0x1f0cf, 0x1f0cf },
	{ 0x1f18e, 0x1f18e },
	{ 0x1f191, 0x1f19a },
	{ 0x1f200, 0x1f320 },
	{ 0x1f32d, 0x1f335 },
	{ 0x1f337, 0x1f37c },
	{ 0x1f37e, 0x1f393 },
	{ 0x1f3a0, 0x1f3ca },
	{ 0x1f3cf, 0x1f3d3 },
	{ 0x1f3e0, 0x1f3f0 },
	{ 0x1f3f4, 0x1f3f4 },
	{ 0x1f3f8, 0x1f43e },
	{ 0x1f440, 0x1f440 },
	{ 0x1f442, 0x1f4fc },
	{ 0x1f4ff, 0x1f53d },
	{ 0x1f54b, 0x1f54e },
	{ 0x1f550, 0x1f567 },
	{ 0x1f57a, 0x1f57a },
	{ 0x1f595, 0x1f596 },
	{ 0x1f5a4, 0x1f5a4 },
	{ 0x1f5fb, 0x1f64f },
	{ 0x1f680, 0x1f6c5 },
	{ 0x1f6cc, 0x1f6cc },
	{ 0x1f6d0, 0x1f6d2 },
	{ 0x1f6d5, 0x1f6df },
	{ 0x1f6eb, 0x1f6ef },
	{ 0x1f6f4, 0x1f6ff },
	{ 0x1f7e0, 0x1f7f0 },
	{ 0x1f90c, 0x1f93a },
	{ 0x1f93c, 0x1f945 },
	{ 0x1f947, 0x1f9ff },
	{ 0x1fa70, 0x1faff },
	{ 0x20000, 0x2fffd },
	{ 0x30000, 0x3fffd },
};

static bool
within(const struct range *ranges, size_t count, uint32_t point)
{
	size_t low = 0;
	size_t high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (point > ranges[middle].last)
			low = middle + 1;
		else if (point < ranges[middle].first)
			high = middle;
		else
			return true;
	}
	return false;
}

/*
 * The length that a first byte promises, and the least code point that may be
 * written so: a smaller one would be overlong. 0: no first byte.
 */
static size_t
promise(unsigned char first, uint32_t *bits, uint32_t *least)
{
	if (first < 0x80) {
		*bits = first;
		*least = 0;
		return 1;
	}
	if (first >= 0xc2 && first <= 0xdf) {
		*bits = first & 0x1fu;
		*least = 0x80;
		return 2;
	}
	if ((first & 0xf0) == 0xe0) {
		*bits = first & 0x0fu;
		*least = 0x800;
		return 3;
	}
	if (first >= 0xf0 && first <= 0xf4) {
		*bits = first & 0x07u;
		*least = 0x10000;
		return 4;
	}
	return 0;
}

bool
cvd_utf8_next(struct cvd_scan *scan, uint32_t *point)
{
	uint32_t value;
	uint32_t least;
	size_t length;

	if (cvd_scan_end(scan))
		return false;
	/* nearly all text; the other way takes ten times as long */
	if ((unsigned char)scan->p[0] < 0x80) {
		*point = (unsigned char)*scan->p++;
		return true;
	}
	length = promise((unsigned char)scan->p[0], &value, &least);
	if (length == 0 || length > (size_t)(scan->end - scan->p))
		return false;
	for (size_t i = 1; i < length; i++) {
		unsigned char c = (unsigned char)scan->p[i];

		if ((c & 0xc0) != 0x80)
			return false;
		value = value << 6 | (c & 0x3fu);
	}
	if (value < least || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return false;
	scan->p += length;
	*point = value;
	return true;
}

bool
cvd_utf8_is_valid(const void *bytes, size_t size)
{
	struct cvd_scan scan = cvd_scan_bytes(bytes, size);
	uint32_t point;

	do {
		while (scan.p < scan.end && (unsigned char)*scan.p < 0x80)
			scan.p++;
	} while (cvd_utf8_next(&scan, &point));
	return cvd_scan_end(&scan);
}

bool
cvd_utf8_is_hidden(uint32_t point)
{
	if (point >= 0x20 && point < 0x7f)
		return false;
	return within(hidden, sizeof hidden / sizeof hidden[0], point);
}

size_t
cvd_utf8_count(const void *bytes, size_t size)
{
	struct cvd_scan scan = cvd_scan_bytes(bytes, size);
	size_t count = 0;
	uint32_t point;

	for (; !cvd_scan_end(&scan); count++) {
		if (!cvd_utf8_next(&scan, &point))
			scan.p++;
	}
	return count;
}

unsigned
cvd_utf8_point_width(uint32_t point)
{
	if (point >= 0x20 && point < 0x7f)
		return 1;
	if (cvd_utf8_is_hidden(point) ||
	    within(combining, sizeof combining / sizeof combining[0], point))
		return 0;
	return within(wide, sizeof wide / sizeof wide[0], point) ? 2 : 1;
}

size_t
cvd_utf8_width(const void *bytes, size_t size)
{
	struct cvd_scan scan = cvd_scan_bytes(bytes, size);
	size_t width = 0;
	uint32_t point;

	while (!cvd_scan_end(&scan)) {
		if (cvd_utf8_next(&scan, &point)) {
			width += cvd_utf8_point_width(point);
		} else {
			scan.p++;
			width++;
		}
	}
	return width;
}

void
cvd_utf8_show(struct cvd_buf *out, const void *bytes, size_t size,
    unsigned flags)
{
	struct cvd_scan scan = cvd_scan_bytes(bytes, size);
	bool lines = (flags & CVD_SHOW_LINES) != 0;
	uint32_t point;

	while (!cvd_scan_end(&scan)) {
		const char *start = scan.p;

		if (!cvd_utf8_next(&scan, &point)) {
			cvd_buf_addf(out, "\\x%02x", (unsigned char)*scan.p++);
			continue;
		}
		if ((lines && (point == '\n' || point == '\t')) ||
		    !cvd_utf8_is_hidden(point))
			cvd_buf_add(out, start, (size_t)(scan.p - start));
		else if (point < 0x80)
			cvd_buf_addf(out, "\\x%02x", (unsigned)point);
		else
			cvd_buf_addf(out, "<U+%04X>", (unsigned)point);
	}
}

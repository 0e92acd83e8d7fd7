/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_ESCAPE_H
#define CVD_TESTS_UNIT_ESCAPE_H

#include <stdlib.h>
#include <string.h>

/* Writes one code point as UTF-8 and gives the place behind it. */
static inline char *
utf8_put(char *p, unsigned long point)
{
	static const unsigned char first[] = { 0x00, 0x00, 0xc0, 0xe0, 0xf0 };
	int length = point < 0x80      ? 1
	             : point < 0x800   ? 2
	             : point < 0x10000 ? 3
	                               : 4;

	for (int i = length - 1; i > 0; i--) {
		p[i] = (char)(0x80 | (point & 0x3f));
		point >>= 6;
	}
	p[0] = (char)(first[length] | point);
	return p + length;
}

/* The text of a table's cell, without its \n, \t, \\ and \u{…}; in place. */
static inline char *
unescape(char *cell)
{
	char *to = cell;

	for (char *from = cell; *from != '\0'; from++) {
		if (*from != '\\') {
			*to++ = *from;
			continue;
		}
		from++;
		if (*from == 'n')
			*to++ = '\n';
		else if (*from == 't')
			*to++ = '\t';
		else if (*from == 'u')
			to = utf8_put(to, strtoul(from + 2, &from, 16));
		else
			*to++ = *from;
	}
	*to = '\0';
	return cell;
}

#endif

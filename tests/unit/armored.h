/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_ARMORED_H
#define CVD_TESTS_UNIT_ARMORED_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Room for the armor of so many bytes. */
#define ARMORED_ROOM(bytes) ((bytes) / 3 * 4 + (bytes) / 48 + 128)

static inline char *
armored_put(char *to, uint32_t bits, unsigned digits)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                               "abcdefghijklmnopqrstuvwxyz"
	                               "0123456789+/";

	for (unsigned i = 0; i < 4; i++)
		*to++ = i < digits ? alphabet[bits >> (18 - 6 * i) & 63] : '=';
	return to;
}

/* RFC 4880, 6.1: a bit at a time, as a polynomial is divided. */
static inline uint32_t
armored_sum(const unsigned char *bytes, size_t size)
{
	uint32_t rest = 0xb704ce;

	for (size_t i = 0; i < size * 8; i++) {
		uint32_t bit = (uint32_t)bytes[i / 8] >> (7 - i % 8) & 1u;

		bit ^= rest >> 23;
		rest = (rest << 1 & 0xffffff) ^ (bit != 0 ? 0x864cfb : 0);
	}
	return rest;
}

/*
 * The armor of a SIGNATURE or a MESSAGE, with a checksum that holds, as gpg
 * writes it. Gives its size; `to` has room for it.
 */
static inline size_t
armored_as(const char *what, char *to, const unsigned char *bytes, size_t size)
{
	char *p = to;

	p += sprintf(p, "-----BEGIN PGP %s-----\n\n", what);
	for (size_t i = 0; i < size; i += 3) {
		size_t n = size - i < 3 ? size - i : 3;
		uint32_t bits = 0;

		for (size_t k = 0; k < n; k++)
			bits |= (uint32_t)bytes[i + k] << (16 - 8 * k);
		p = armored_put(p, bits, (unsigned)n + 1);
		if ((i / 3 + 1) % 16 == 0 || i + 3 >= size)
			*p++ = '\n';
	}
	*p++ = '=';
	p = armored_put(p, armored_sum(bytes, size), 4);
	p += sprintf(p, "\n-----END PGP %s-----\n", what);
	return (size_t)(p - to);
}

static inline size_t
armored(char *to, const unsigned char *bytes, size_t size)
{
	return armored_as("SIGNATURE", to, bytes, size);
}

#endif

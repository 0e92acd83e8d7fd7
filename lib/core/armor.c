/* SPDX-License-Identifier: EUPL-1.2 */

/* Bytes out of the armor of OpenPGP. */

#include "core/armor.h"

#include "core/limits.h"

#include <stdint.h>

#define LINE_MOST 76 /* RFC 4880, 6.3 */
#define LINE_FULL 64 /* of gpg, and of all that is strict here */

/* What is in the armor, and how much of it is left open. */
struct form {
	const char *what;
	const char *begin;
	const char *end;
	bool is_strict; /* one text alone says those bytes */
};

static const struct form signature = { "signature",
	"-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----", false };
static const struct form message = { "message", "-----BEGIN PGP MESSAGE-----",
	"-----END PGP MESSAGE-----", true };

struct armor {
	const struct form *form;
	struct cvd_scan scan;
	struct cvd_bytes line; /* the one that was read last */
	unsigned number;       /* of that line, from 1 */
	unsigned char *bytes;
	size_t size;
	bool is_padded; /* nothing may come behind it */
	struct cvd_flaw *flaw;
};

/* First lines of what git takes for a signature and cvd does not. */
static const struct {
	const char *begin;
	enum cvd_flaw_kind kind;
	const char *message;
} others[] = {
	{ "-----BEGIN SSH SIGNATURE-----", CVD_FLAW_UNSUPPORTED_SIGNATURE,
	    "this is a signature of SSH, not of OpenPGP" },
	{ "-----BEGIN SIGNED MESSAGE-----", CVD_FLAW_UNSUPPORTED_SIGNATURE,
	    "this is a signature of X.509, not of OpenPGP" },
	{ "-----BEGIN CMS-----", CVD_FLAW_UNSUPPORTED_SIGNATURE,
	    "this is a signature of X.509, not of OpenPGP" },
	{ "-----BEGIN PKCS7-----", CVD_FLAW_UNSUPPORTED_SIGNATURE,
	    "this is a signature of X.509, not of OpenPGP" },
	{ "-----BEGIN PGP MESSAGE-----", CVD_FLAW_MALFORMED_SIGNATURE,
	    "a whole message stands in place of the signature" },
};

/* Always false. */
static bool
malformed(struct armor *a, const char *what)
{
	(void)cvd_flaw_found(a->flaw, CVD_FLAW_MALFORMED_SIGNATURE,
	    "line %u of the %s: %s", a->number, a->form->what, what);
	return false;
}

static bool
next_line(struct armor *a)
{
	a->number++;
	if (!cvd_scan_line(&a->scan, &a->line))
		return malformed(a, "it ends before its armor does");
	return true;
}

static bool
take_begin(struct armor *a)
{
	if (!next_line(a))
		return false;
	if (cvd_bytes_is(a->line, a->form->begin))
		return true;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (a->form != &signature ||
		    !cvd_bytes_is(a->line, others[i].begin))
			continue;
		(void)cvd_flaw_found(a->flaw, others[i].kind, "%s",
		    others[i].message);
		return false;
	}
	return malformed(a, "this does not begin the armor of OpenPGP");
}

static bool
is_visible(struct cvd_scan text)
{
	for (; text.p < text.end; text.p++) {
		unsigned char c = (unsigned char)*text.p;

		if (c < 0x20 || c == 0x7f)
			return false;
	}
	return true;
}

/* Up to the empty line. */
static bool
take_headers(struct armor *a)
{
	while (next_line(a)) {
		struct cvd_scan text = cvd_scan_bytes(a->line.data,
		    a->line.size);

		if (a->line.size == 0)
			return true;
		if (a->form->is_strict)
			return malformed(a, "no header may stand here");
		if ((!cvd_scan_literal(&text, "Version: ") &&
		        !cvd_scan_literal(&text, "Comment: ")) ||
		    !is_visible(text))
			return malformed(a,
			    "neither Version, nor Comment, nor empty");
	}
	return false;
}

/*
 * The value of a digit, or -1. RFC 4648, 4. Comparing with ranges would do, but
 * no processor guesses which comes next, and so it takes three times as long.
 */
static int
digit(char c)
{
	/* from '+' to 'z' */
	static const signed char values[] = { 62, -1, -1, -1, 63, 52, 53, 54,
		55, 56, 57, 58, 59, 60, 61, -1, -1, -1, -1, -1, -1, -1, 0, 1, 2,
		3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
		21, 22, 23, 24, 25, -1, -1, -1, -1, -1, -1, 26, 27, 28, 29, 30,
		31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46,
		47, 48, 49, 50, 51 };

	return c < '+' || c > 'z' ? -1 : values[c - '+'];
}

/* Four digits, of which the last one or two may be padding. */
static bool
take_four(struct armor *a, const char *four)
{
	unsigned count = four[3] != '=' ? 4 : four[2] != '=' ? 3 : 2;
	uint32_t bits = 0;

	for (unsigned i = 0; i < count; i++) {
		int value = digit(four[i]);

		if (value < 0)
			return false;
		bits |= (uint32_t)value << (18 - 6 * i);
	}
	/* what padding leaves over must be zero: one text for each byte */
	if ((bits & (0xffffffu >> (8 * (count - 1)))) != 0)
		return false;
	for (unsigned i = 0; i + 1 < count; i++)
		a->bytes[a->size++] = (unsigned char)(bits >> (16 - 8 * i));
	a->is_padded = count < 4;
	return true;
}

/* Up to the line that is base64 no more. */
static bool
take_base64(struct armor *a)
{
	size_t most = a->form->is_strict ? LINE_FULL : LINE_MOST;
	size_t last = LINE_FULL;

	while (next_line(a)) {
		const char *text = a->line.data;

		if (a->line.size > 0 && (text[0] == '=' || text[0] == '-'))
			return a->size > 0 ||
			       malformed(a, "there is nothing in the armor");
		if (a->line.size == 0 || a->line.size > most ||
		    a->line.size % 4 != 0)
			return malformed(a, "this is not a line of base64");
		if (a->form->is_strict && last != LINE_FULL)
			return malformed(a, "the line before it is not full");
		last = a->line.size;
		for (size_t i = 0; i < a->line.size; i += 4)
			if (a->is_padded || !take_four(a, text + i))
				return malformed(a, "this is not base64");
	}
	return false;
}

/* RFC 4880, 6.1, half a byte at a time: a bit at a time took half of all. */
static uint32_t
checksum(const unsigned char *bytes, size_t size)
{
	static const uint32_t rests[16] = { 0x000000, 0x864cfb, 0x8ad50d,
		0x0c99f6, 0x93e6e1, 0x15aa1a, 0x1933ec, 0x9f7f17, 0xa18139,
		0x27cdc2, 0x2b5434, 0xad18cf, 0x3267d8, 0xb42b23, 0xb8b2d5,
		0x3efe2e };
	uint32_t crc = 0xb704ce;

	for (size_t i = 0; i < size; i++) {
		crc ^= (uint32_t)bytes[i] << 16;
		crc = (crc << 4 & 0xffffff) ^ rests[crc >> 20];
		crc = (crc << 4 & 0xffffff) ^ rests[crc >> 20];
	}
	return crc;
}

/* The current line, if it is one: '=' and three bytes in base64. */
static bool
take_checksum(struct armor *a)
{
	uint32_t wanted = 0;

	if (a->line.data[0] != '=')
		return (a->is_padded && !a->form->is_strict) ||
		       malformed(a, a->form->is_strict
		                        ? "a checksum must come here"
		                        : "a checksum must come where no "
		                          "padding has");
	if (a->line.size != 5)
		return malformed(a, "this is no checksum");
	for (unsigned i = 1; i < 5; i++) {
		int value = digit(a->line.data[i]);

		if (value < 0)
			return malformed(a, "this is no checksum");
		wanted = wanted << 6 | (uint32_t)value;
	}
	if (checksum(a->bytes, a->size) != wanted)
		return malformed(a, "the checksum is wrong");
	return next_line(a);
}

static bool
take_end(struct armor *a)
{
	if (!cvd_bytes_is(a->line, a->form->end))
		return malformed(a, "the armor does not end as it should");
	if (a->form->is_strict && a->scan.p[-1] != '\n')
		return malformed(a, "no end of a line stands behind it");
	if (!a->form->is_strict)
		(void)cvd_scan_char(&a->scan, '\n');
	if (cvd_scan_end(&a->scan))
		return true;
	a->number++;
	return malformed(a, "something stands behind the armor");
}

static enum cvd_status
read_armor(struct armor *a, size_t size, struct cvd_arena *arena,
    struct cvd_bytes *bytes, struct cvd_err *err)
{
	a->bytes = cvd_arena_alloc(arena, size / 4 + 1, 3);
	if (a->bytes == NULL)
		return cvd_arena_check(arena, err);
	if (!take_begin(a) || !take_headers(a) || !take_base64(a) ||
	    !take_checksum(a) || !take_end(a))
		return CVD_E_FINDINGS;
	*bytes = (struct cvd_bytes){ (const char *)a->bytes, a->size };
	return CVD_OK;
}

enum cvd_status
cvd_armor_read(const char *armored, size_t size, struct cvd_arena *arena,
    struct cvd_bytes *bytes, struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct armor a = { .form = &signature,
		.scan = cvd_scan_bytes(armored, size),
		.flaw = flaw };

	if (size > CVD_MAX_SIGNATURE)
		return cvd_flaw_found(flaw, CVD_FLAW_MALFORMED_SIGNATURE,
		    "the signature is larger than the limit of %u bytes",
		    CVD_MAX_SIGNATURE);
	return read_armor(&a, size, arena, bytes, err);
}

enum cvd_status
cvd_armor_read_message(const char *armored, size_t size,
    struct cvd_arena *arena, struct cvd_bytes *bytes, struct cvd_err *err)
{
	struct cvd_flaw flaw = { 0 };
	struct armor a = { .form = &message,
		.scan = cvd_scan_bytes(armored, size),
		.flaw = &flaw };
	enum cvd_status rc;

	if (size > CVD_MAX_BLOB)
		return cvd_fail(err, CVD_E_INVALID,
		    "the message is larger than the limit of %u bytes",
		    CVD_MAX_BLOB);
	rc = read_armor(&a, size, arena, bytes, err);
	if (rc == CVD_E_FINDINGS)
		rc = cvd_fail(err, CVD_E_INVALID, "%s", flaw.message);
	return rc;
}

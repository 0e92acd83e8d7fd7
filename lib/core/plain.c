/* SPDX-License-Identifier: EUPL-1.2 */

/* What a scalar of YAML means when nothing quotes it. */

#include "core/plain.h"

#include "core/scan.h"
#include "core/utf8.h"

#include <string.h>

static const char digits[] = "0123456789";

/* Lower case; readers differ about the case of most. */
static const char *const typed_words[] = { "", "~", "null", "true", "false",
	"yes", "no", "on", "off", "y", "n", "=", "<<" };

bool
cvd_plain_may_stand(uint32_t point)
{
	return !cvd_utf8_is_hidden(point) && point != 0xfffe && point != 0xffff;
}

static char
lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c;
}

static bool
is_word(const char *text, size_t size, const char *word)
{
	if (size != strlen(word))
		return false;
	for (size_t i = 0; i < size; i++)
		if (lower(text[i]) != word[i])
			return false;
	return true;
}

static bool
is_all_of(struct cvd_scan scan, const char *set)
{
	struct cvd_bytes word;

	return cvd_scan_word(&scan, set, &word) && cvd_scan_end(&scan);
}

/* 0x1F, 0o17, 0b1010: the cursor stands behind the sign. */
static bool
is_based(struct cvd_scan scan)
{
	if (!cvd_scan_char(&scan, '0') || cvd_scan_end(&scan))
		return false;
	switch (lower(*scan.p++)) {
	case 'x':
		return is_all_of(scan, "0123456789abcdefABCDEF_");
	case 'o':
		return is_all_of(scan, "01234567_");
	case 'b':
		return is_all_of(scan, "01_");
	}
	return false;
}

/* 1, 1_000, 1,000, 1.5e3, 1:30 (base 60), .inf and 0x1F, with a sign. */
static bool
is_number(struct cvd_scan scan)
{
	struct cvd_bytes word;

	if (!cvd_scan_char(&scan, '-'))
		(void)cvd_scan_char(&scan, '+');
	if (cvd_scan_end(&scan))
		return false;
	if (is_word(scan.p, (size_t)(scan.end - scan.p), ".inf") ||
	    is_word(scan.p, (size_t)(scan.end - scan.p), ".nan") ||
	    is_based(scan))
		return true;
	if (strchr("0123456789.", *scan.p) == NULL ||
	    !cvd_scan_word(&scan, "0123456789_,.:", &word))
		return false;
	/* Psych takes a single dot for a number, but nobody takes two. */
	if (word.size > 1 && word.data[0] == '.' &&
	    strchr(digits, word.data[1]) == NULL)
		return false;
	if (cvd_scan_end(&scan))
		return true;
	if (!cvd_scan_char(&scan, 'e') && !cvd_scan_char(&scan, 'E'))
		return false;
	if (!cvd_scan_char(&scan, '-'))
		(void)cvd_scan_char(&scan, '+');
	return is_all_of(scan, digits);
}

/* 2026-11-20, alone or with a time and a zone behind it. */
static bool
is_time(struct cvd_scan scan)
{
	int64_t number;

	return cvd_scan_number(&scan, 4, 4, &number) &&
	       cvd_scan_char(&scan, '-') &&
	       cvd_scan_number(&scan, 1, 2, &number) &&
	       cvd_scan_char(&scan, '-') &&
	       cvd_scan_number(&scan, 1, 2, &number) &&
	       (cvd_scan_end(&scan) || is_all_of(scan, "0123456789:.+-TtZz "));
}

bool
cvd_plain_is_typed(const char *text, size_t size)
{
	struct cvd_scan scan = cvd_scan_bytes(text, size);

	for (size_t i = 0; i < sizeof typed_words / sizeof *typed_words; i++)
		if (is_word(text, size, typed_words[i]))
			return true;
	return is_number(scan) || is_time(scan);
}

/* YAML 1.2, 7.3.3: - ? : begin a plain scalar where no blank follows. */
static bool
may_begin(const char *text, size_t size)
{
	if (strchr("-?:", text[0]) != NULL)
		return size > 1 && text[1] != ' ';
	return strchr(" ,[]{}#&*!|>'\"%@`", text[0]) == NULL;
}

bool
cvd_plain_is_safe(const char *text, size_t size)
{
	struct cvd_scan scan = cvd_scan_bytes(text, size);
	uint32_t point;

	if (size == 0 || !may_begin(text, size))
		return false;
	/* At the start of a line these end or begin a document. */
	if (size >= 3 &&
	    (memcmp(text, "---", 3) == 0 || memcmp(text, "...", 3) == 0))
		return false;
	if (text[size - 1] == ' ' || text[size - 1] == ':')
		return false;
	for (;;) {
		/* letters, digits and signs without a meaning of their own */
		while (scan.p < scan.end && *scan.p != ':' && *scan.p > ' ' &&
		       *scan.p <= '~')
			scan.p++;
		if (!cvd_utf8_next(&scan, &point))
			break;
		if (!cvd_plain_may_stand(point) ||
		    (point == ':' && *scan.p == ' ') ||
		    (point == ' ' && *scan.p == '#'))
			return false;
	}
	return cvd_scan_end(&scan);
}

bool
cvd_plain_is_string(const char *text, size_t size)
{
	return cvd_plain_is_safe(text, size) &&
	       strchr("-?:", text[0]) == NULL &&
	       !cvd_plain_is_typed(text, size);
}

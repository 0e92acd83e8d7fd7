/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/utf8.h"

#include "suite.h"

#include <string.h>

static const struct {
	const char *bytes;
	bool valid;
} validity[] = {
	{ "", true },
	{ "plain", true },
	{ "\xc2\x80", true },
	{ "\xdf\xbf", true },
	{ "\xe0\xa0\x80", true },
	{ "\xed\x9f\xbf", true },
	{ "\xee\x80\x80", true },
	{ "\xef\xbf\xbf", true },
	{ "\xf0\x90\x80\x80", true },
	{ "\xf4\x8f\xbf\xbf", true },
	{ "\x80", false }, /* a continuation alone */
	{ "\xbf", false },
	{ "\xc0\xaf", false }, /* '/' in two bytes */
	{ "\xc1\xbf", false },
	{ "\xe0\x9f\xbf", false }, /* overlong */
	{ "\xf0\x8f\xbf\xbf", false },
	{ "\xed\xa0\x80", false }, /* surrogates */
	{ "\xed\xbf\xbf", false },
	{ "\xf4\x90\x80\x80", false }, /* above U+10FFFF */
	{ "\xf5\x80\x80\x80", false },
	{ "\xfe", false },
	{ "\xff", false },
	{ "\xc3", false }, /* cut off */
	{ "\xe2\x82", false },
	{ "\xf0\x9f\x98", false },
	{ "\xc3\x28", false }, /* no continuation */
	{ "\xe2\x28\xa1", false },
};

START_TEST(only_the_forms_of_rfc_3629_are_valid)
{
	const char *bytes = validity[_i].bytes;

	ck_assert_int_eq(cvd_utf8_is_valid(bytes, strlen(bytes)),
	    validity[_i].valid);
}
END_TEST

/* ASCII is passed over in pieces; what is not may stand anywhere in one. */
START_TEST(a_form_is_judged_wherever_it_stands)
{
	const char *bytes = validity[_i].bytes;
	size_t size = strlen(bytes);
	char text[40];

	for (size_t at = 0; at + size <= sizeof text; at++) {
		(void)memset(text, 'a', sizeof text);
		(void)memcpy(text + at, bytes, size);
		ck_assert_int_eq(cvd_utf8_is_valid(text, sizeof text),
		    validity[_i].valid);
		ck_assert_int_eq(cvd_utf8_is_valid(text, at + size),
		    validity[_i].valid);
	}
}
END_TEST

START_TEST(a_nul_is_a_valid_character)
{
	ck_assert(cvd_utf8_is_valid("a\0b", 3));
	ck_assert_uint_eq(cvd_utf8_count("a\0b", 3), 3);
}
END_TEST

START_TEST(an_invalid_sequence_leaves_the_cursor)
{
	struct cvd_scan scan = cvd_scan_text("\xe2\x82\xac\xe2\x82");
	uint32_t point = 0;

	ck_assert(cvd_utf8_next(&scan, &point));
	ck_assert_uint_eq(point, 0x20ac);
	ck_assert(!cvd_utf8_next(&scan, &point));
	ck_assert_uint_eq(point, 0x20ac);
	ck_assert_uint_eq((size_t)(scan.end - scan.p), 2);
}
END_TEST

static const struct {
	const char *text;
	size_t count;
	size_t width;
} sizes[] = {
	{ "", 0, 0 },
	{ "Jan", 3, 3 },
	{ "Zo\xc3\xab", 3, 3 },
	{ "e\xcc\x81", 2, 1 },                /* e and an acute */
	{ "\xe6\xbc\x8f\xe6\xb4\x9e", 2, 4 }, /* two Han characters */
	{ "\xed\x95\x9c", 1, 2 },             /* Hangul */
	{ "\xf0\x9f\x94\x92", 1, 2 },         /* a padlock */
	{ "\xe2\x80\x8b", 1, 0 },             /* zero width space */
	{ "\xd7\xa9\xd6\xb8", 2, 1 },         /* shin with a vowel */
	{ "\xef\xbc\xa1", 1, 2 },             /* fullwidth A */
	{ "a\xff"
	  "b",
	    3, 3 },
};

START_TEST(a_text_has_characters_and_columns)
{
	const char *text = sizes[_i].text;

	ck_assert_uint_eq(cvd_utf8_count(text, strlen(text)), sizes[_i].count);
	ck_assert_uint_eq(cvd_utf8_width(text, strlen(text)), sizes[_i].width);
}
END_TEST

static const struct {
	const char *text;
	unsigned flags;
	const char *shown;
} shows[] = {
	{ "plain t\xc3\xa9xt", 0, "plain t\xc3\xa9xt" },
	{ "\x1b[2J", 0, "\\x1b[2J" },
	{ "a\nb", 0, "a\\x0ab" },
	{ "a\n\tb", CVD_SHOW_LINES, "a\n\tb" },
	{ "a\r\nb", CVD_SHOW_LINES, "a\\x0d\nb" },
	{ "\x7f", 0, "\\x7f" },
	{ "\xc2\x9b"
	  "31m",
	    0, "<U+009B>31m" }, /* CSI in one byte */
	{ "\xe2\x80\xae"
	  "txt.exe",
	    0, "<U+202E>txt.exe" },
	{ "\xe2\x81\xa6", 0, "<U+2066>" },
	{ "\xe2\x81\xa9", 0, "<U+2069>" },
	{ "pay\xe2\x80\x8bpal", 0, "pay<U+200B>pal" },
	{ "\xe2\x80\xa8", CVD_SHOW_LINES, "<U+2028>" },
	{ "\xef\xbb\xbf", 0, "<U+FEFF>" },
	{ "\xf3\xa0\x81\x81", 0, "<U+E0041>" },
	{ "\xc3(", 0, "\\xc3(" },
	{ "\xed\xa0\x80", 0, "\\xed\\xa0\\x80" },
};

START_TEST(what_could_mislead_is_shown_as_an_escape)
{
	struct cvd_buf out = CVD_BUF_INIT(200);

	cvd_utf8_show(&out, shows[_i].text, strlen(shows[_i].text),
	    shows[_i].flags);
	ck_assert_str_eq(out.data, shows[_i].shown);
	ck_assert(cvd_utf8_is_valid(out.data, out.size));
	cvd_buf_clear(&out);
}
END_TEST

START_TEST(whatever_is_shown_holds_no_control_character)
{
	struct cvd_buf out = CVD_BUF_INIT(4096);
	unsigned char all[256];

	for (unsigned i = 0; i < 256; i++)
		all[i] = (unsigned char)i;
	cvd_utf8_show(&out, all, sizeof all, 0);
	ck_assert_int_eq(cvd_buf_check(&out, NULL), CVD_OK);
	for (size_t i = 0; i < out.size; i++)
		ck_assert_int_ge((unsigned char)out.data[i], 0x20);
	cvd_buf_clear(&out);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof(table)[0]))

int
main(void)
{
	Suite *suite = suite_create("utf8");
	TCase *tc = tcase_create("utf8");

	tcase_add_loop_test(tc, only_the_forms_of_rfc_3629_are_valid, 0,
	    ROWS(validity));
	tcase_add_loop_test(tc, a_form_is_judged_wherever_it_stands, 0,
	    sizeof validity / sizeof validity[0]);
	tcase_add_test(tc, a_nul_is_a_valid_character);
	tcase_add_test(tc, an_invalid_sequence_leaves_the_cursor);
	tcase_add_loop_test(tc, a_text_has_characters_and_columns, 0,
	    ROWS(sizes));
	tcase_add_loop_test(tc, what_could_mislead_is_shown_as_an_escape, 0,
	    ROWS(shows));
	tcase_add_test(tc, whatever_is_shown_holds_no_control_character);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

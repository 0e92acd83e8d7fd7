/* SPDX-License-Identifier: EUPL-1.2 */
#include "out.h"

#include "core/zone.h"
#include "suite.h"

#include <string.h>

/* 2026-11-20T09:00:00Z */
#define WHEN ((cvd_instant)1795165200)

static char *written;
static size_t written_size;
static FILE *file;

static struct out *
start(enum out_format format, unsigned width, bool color)
{
	struct out_look look = { .format = format,
		.width = width,
		.color = color,
		.titles = width > 0 };
	struct out *out;

	file = open_memstream(&written, &written_size);
	ck_assert_ptr_nonnull(file);
	out = out_open(file, &look);
	ck_assert_ptr_nonnull(out);
	return out;
}

static void
finish(struct out *out, const char *expected)
{
	struct cvd_err err;
	bool gone;

	ck_assert_int_eq(out_close(out, &gone, &err), CVD_OK);
	ck_assert(!gone);
	(void)fclose(file);
	ck_assert_str_eq(written, expected);
	free(written);
}

/* A command's whole answer, said in both formats. */
static void
answer(struct out *out)
{
	out_line(out, "%s is open", "CVD-2026-4K7Q9XV");
	out_field(out, "title", "%s", "a\x1b[1mb");
	out_field_instant(out, "received", WHEN);
	out_map(out);
	out_key_text(out, "id", "CVD-2026-4K7Q9XV");
	out_key_text(out, "policy", NULL);
	out_key_instant(out, "received", WHEN);
	out_key(out, "parties");
	out_list(out);
	out_map(out);
	out_key_integer(out, "n", -2);
	out_key_bool(out, "open", true);
	out_map_end(out);
	out_text(out, "second");
	out_list_end(out);
	out_key(out, "letters");
	out_list(out);
	out_list_end(out);
	out_map_end(out);
}

START_TEST(a_map_carries_the_schema_and_nests)
{
	struct out *out = start(OUT_JSON, 0, true);

	answer(out);
	finish(out, "{\n"
	            "  \"schema\": 1,\n"
	            "  \"id\": \"CVD-2026-4K7Q9XV\",\n"
	            "  \"policy\": null,\n"
	            "  \"received\": \"2026-11-20T09:00:00Z\",\n"
	            "  \"parties\": [\n"
	            "    {\n"
	            "      \"n\": -2,\n"
	            "      \"open\": true\n"
	            "    },\n"
	            "    \"second\"\n"
	            "  ],\n"
	            "  \"letters\": []\n"
	            "}\n");
}
END_TEST

START_TEST(text_says_the_drawn_part_only)
{
	struct out *out = start(OUT_TEXT, 0, false);

	answer(out);
	finish(out, "CVD-2026-4K7Q9XV is open\n"
	            "title:        a\\x1b[1mb\n"
	            "received:     2026-11-20 09:00 +00:00\n");
}
END_TEST

START_TEST(json_escapes_what_it_must)
{
	struct out *out = start(OUT_JSON, 0, false);

	out_map(out);
	out_key_text(out, "k\"", "a\\b\"\n\t\x01 \x7f é \xff");
	out_map_end(out);
	finish(out, "{\n"
	            "  \"schema\": 1,\n"
	            "  \"k\\\"\": \"a\\\\b\\\"\\n\\t\\u0001 "
	            "\\u007f é \xef\xbf\xbd\"\n"
	            "}\n");
}
END_TEST

START_TEST(instants_are_drawn_in_the_zone_and_written_in_utc)
{
	/* RFC 8536: an empty version 1 block, then version 2 with a footer */
	static const char tzif[] =
	    "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4"
	    "\0\0\0\0\0\0CET\0"
	    "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4"
	    "\0\0\x0e\x10\0\0CET\0\nCET-1\n";
	struct cvd_arena *arena = cvd_arena_new();
	const struct cvd_zone *zone;
	struct cvd_err err;
	struct out *out = start(OUT_TEXT, 0, false);

	ck_assert_int_eq(cvd_zone_parse("CET", tzif, sizeof tzif - 1, arena,
	                     &zone, &err),
	    CVD_OK);
	out_set_zone(out, zone);
	out_field_instant(out, "at", WHEN);
	out_field_instant(out, "then", WHEN + 5);
	finish(out, "at:           2026-11-20 10:00 +01:00\n"
	            "then:         2026-11-20 10:00:05 +01:00\n");
	cvd_arena_free(arena);
}
END_TEST

START_TEST(a_block_keeps_its_lines_and_hides_nothing)
{
	struct out *out = start(OUT_TEXT, 0, false);

	out_block(out, 2, "one\n\n\ttwo\r\x1b]0;x\a");
	finish(out, "  one\n\n  \ttwo\\x0d\\x1b]0;x\\x07\n");
}
END_TEST

static const struct out_column columns[] = {
	{ .title = "case" },
	{ .title = "n", .right = true },
	{ .title = "title", .cut = true },
};

static void
draw_table(struct out *out)
{
	out_table(out, columns, 3);
	out_cell(out, "one");
	out_cell(out, "%d", 7);
	out_cell_as(out, OUT_BAD, "%s", "é wide 漢字 title");
	out_cell(out, "three");
	out_cell(out, "%d", 1234);
	out_cell(out, "%s", "");
	out_table_end(out);
}

START_TEST(columns_line_up_and_no_blanks_trail)
{
	struct out *out = start(OUT_TEXT, 0, false);

	draw_table(out);
	finish(out, "one       7  é wide 漢字 title\n"
	            "three  1234\n");
}
END_TEST

START_TEST(a_table_is_cut_to_the_terminal)
{
	struct out *out = start(OUT_TEXT, 25, false);

	draw_table(out);
	finish(out, "case      n  title\n"
	            "one       7  é wide 漢字…\n"
	            "three  1234\n");
}
END_TEST

static const struct out_column dated[] = {
	{ .title = "due" },
	{ .title = "who", .spare = true },
	{ .title = "what", .below = true },
};

static void
draw_dated(struct out *out, const char *who, const char *what)
{
	out_table(out, dated, 3);
	out_cell_instant(out, 59); /* 1970-01-01 00:00:59 +00:00 */
	out_cell(out, "%s", "-");
	out_cell(out, "%s", "short");
	out_cell_instant(out, 60);
	out_cell(out, "%s", who);
	out_cell(out, "%s", what);
	out_table_end(out);
}

START_TEST(what_fits_is_drawn_whole)
{
	struct out *out = start(OUT_TEXT, 80, false);

	draw_dated(out, "-", "a longer text");
	finish(out, "due                         what\n"
	            "1970-01-01 00:00:59 +00:00  short\n"
	            "1970-01-01 00:01 +00:00     a longer text\n");
}
END_TEST

START_TEST(a_pipe_gets_every_column)
{
	struct out *out = start(OUT_TEXT, 0, false);

	draw_dated(out, "-", "a longer text");
	finish(out, "1970-01-01 00:00:59 +00:00  -  short\n"
	            "1970-01-01 00:01 +00:00     -  a longer text\n");
}
END_TEST

START_TEST(where_room_is_short_seconds_go_and_texts_stand_below)
{
	struct out *out = start(OUT_TEXT, 36, false);

	draw_dated(out, "bob", "a text that is longer than the row and 漢字");
	finish(out, "due                      who  what\n"
	            "1970-01-01 00:00 +00:00  -    short\n"
	            "1970-01-01 00:01 +00:00  bob\n"
	            "    a text that is longer than the\n"
	            "    row and 漢字\n");
}
END_TEST

START_TEST(a_word_wider_than_the_terminal_is_broken)
{
	struct out *out = start(OUT_TEXT, 24, false);

	draw_dated(out, "-", "abcdefghijklmnopqrstuvwxyz");
	finish(out, "due\n"
	            "    what\n"
	            "1970-01-01 00:00 +00:00\n"
	            "    short\n"
	            "1970-01-01 00:01 +00:00\n"
	            "    abcdefghijklmnopqrst\n"
	            "    uvwxyz\n");
}
END_TEST

START_TEST(a_table_without_rows_draws_nothing)
{
	struct out *out = start(OUT_TEXT, 25, false);

	out_table(out, columns, 3);
	out_table_end(out);
	finish(out, "");
}
END_TEST

START_TEST(style_is_drawn_only_in_colour)
{
	struct out *out = start(OUT_TEXT, 0, true);

	out_line_as(out, OUT_BAD, "overdue");
	out_line_as(out, OUT_PLAIN, "plain");
	finish(out, "\x1b[31moverdue\x1b[0m\nplain\n");
}
END_TEST

START_TEST(a_full_disk_is_an_internal_error)
{
	struct out_look look = { .format = OUT_TEXT };
	FILE *full = fopen("/dev/full", "w");
	struct cvd_err err;
	struct out *out;
	bool gone;

	ck_assert_ptr_nonnull(full);
	out = out_open(full, &look);
	out_line(out, "lost");
	ck_assert_int_eq(out_close(out, &gone, &err), CVD_E_INTERNAL);
	ck_assert_str_eq(err.message,
	    "cannot write the answer: No space left on device");
	ck_assert(!gone);
	(void)fclose(full);
}
END_TEST

START_TEST(an_unfinished_answer_closes_cleanly)
{
	struct out *out = start(OUT_TEXT, 0, false);

	out_table(out, columns, 3);
	out_cell(out, "alone");
	finish(out, "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("out");
	TCase *tc = tcase_create("out");

	tcase_add_test(tc, a_map_carries_the_schema_and_nests);
	tcase_add_test(tc, text_says_the_drawn_part_only);
	tcase_add_test(tc, json_escapes_what_it_must);
	tcase_add_test(tc, instants_are_drawn_in_the_zone_and_written_in_utc);
	tcase_add_test(tc, a_block_keeps_its_lines_and_hides_nothing);
	tcase_add_test(tc, columns_line_up_and_no_blanks_trail);
	tcase_add_test(tc, a_table_is_cut_to_the_terminal);
	tcase_add_test(tc, what_fits_is_drawn_whole);
	tcase_add_test(tc, a_pipe_gets_every_column);
	tcase_add_test(tc,
	    where_room_is_short_seconds_go_and_texts_stand_below);
	tcase_add_test(tc, a_word_wider_than_the_terminal_is_broken);
	tcase_add_test(tc, a_table_without_rows_draws_nothing);
	tcase_add_test(tc, style_is_drawn_only_in_colour);
	tcase_add_test(tc, a_full_disk_is_an_internal_error);
	tcase_add_test(tc, an_unfinished_answer_closes_cleanly);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/canon.h"

#include "core/limits.h"

#include "escape.h"
#include "suite.h"
#include "table.h"

static struct table rows;
static struct cvd_arena *arena;
static struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);

static void
setup(void)
{
	arena = cvd_arena_new();
}

static void
teardown(void)
{
	cvd_buf_clear(&out);
	cvd_arena_free(arena);
}

static enum cvd_style
style_named(const char *name)
{
	static const char *const names[] = {
		[CVD_STYLE_TEXT] = "text",
		[CVD_STYLE_QUOTED] = "quoted",
		[CVD_STYLE_BLOCK] = "block",
		[CVD_STYLE_WORD] = "word",
	};
	int style = 0;

	while (strcmp(names[style], name) != 0)
		style++;
	return (enum cvd_style)style;
}

static struct cvd_node *
text(const char *value)
{
	return cvd_node_scalar(arena, CVD_STYLE_TEXT, value);
}

static struct cvd_node *
block(const char *value)
{
	return cvd_node_scalar(arena, CVD_STYLE_BLOCK, value);
}

static void
add(struct cvd_node *map, const char *key, struct cvd_node *value)
{
	cvd_node_add(arena, map, key, value);
}

static const char *
written(const struct cvd_node *root)
{
	struct cvd_err err;

	cvd_buf_clear(&out);
	cvd_canon_write(&out, root);
	ck_assert_int_eq(cvd_buf_check(&out, &err), CVD_OK);
	return out.data;
}

START_TEST(a_value_has_one_text)
{
	char *value = unescape(strdup(table_cell(&rows, _i, "value")));
	char *want = unescape(strdup(table_cell(&rows, _i, "text")));
	enum cvd_style style = style_named(table_cell(&rows, _i, "style"));
	struct cvd_node *map = cvd_node_map(arena);
	struct cvd_buf line = CVD_BUF_INIT(CVD_MAX_VALUE);

	add(map, "k", cvd_node_scalar(arena, style, value));
	cvd_buf_addf(&line, "k: %s\n", want);
	ck_assert_str_eq(written(map), line.data);
	cvd_buf_clear(&line);
	free(value);
	free(want);
}
END_TEST

START_TEST(a_key_is_written_like_a_string)
{
	struct cvd_node *map = cvd_node_map(arena);

	add(map, "plain key", text("a"));
	add(map, "no", text("b"));
	add(map, "", text("c"));
	add(map, "x: y", text("d"));
	add(map, "\xe2\x80\xae", text("e"));
	ck_assert_str_eq(written(map), "plain key: a\n"
	                               "\"no\": b\n"
	                               "\"\": c\n"
	                               "\"x: y\": d\n"
	                               "\"\\u202E\": e\n");
}
END_TEST

START_TEST(structure_is_indented_by_two)
{
	struct cvd_node *map = cvd_node_map(arena);
	struct cvd_node *list = cvd_node_list(arena);
	struct cvd_node *item = cvd_node_map(arena);
	struct cvd_node *inner = cvd_node_list(arena);

	cvd_node_append(inner, text("deep"));
	cvd_node_append(inner, block("b\n\nc\n\n"));
	add(item, "id", text("x"));
	add(item, "inner", inner);
	add(item, "text", block("one\ntwo"));
	add(item, "none", cvd_node_list(arena));
	cvd_node_append(list, item);
	cvd_node_append(list, cvd_node_map(arena));
	cvd_node_append(list, text("last"));
	add(map, "list", list);
	add(map, "map", cvd_node_map(arena));
	ck_assert_str_eq(written(map), "list:\n"
	                               "  - id: x\n"
	                               "    inner:\n"
	                               "      - deep\n"
	                               "      - |+\n"
	                               "        b\n"
	                               "\n"
	                               "        c\n"
	                               "\n"
	                               "    text: |-\n"
	                               "      one\n"
	                               "      two\n"
	                               "    none: []\n"
	                               "  - {}\n"
	                               "  - last\n"
	                               "map: {}\n");
}
END_TEST

START_TEST(lists_of_lists_share_a_line)
{
	struct cvd_node *outer = cvd_node_list(arena);
	struct cvd_node *inner = cvd_node_list(arena);

	cvd_node_append(inner, text("a"));
	cvd_node_append(inner, text("b"));
	cvd_node_append(outer, inner);
	cvd_node_append(outer, cvd_node_list(arena));
	ck_assert_str_eq(written(outer), "- - a\n"
	                                 "  - b\n"
	                                 "- []\n");
}
END_TEST

START_TEST(a_document_may_be_one_scalar)
{
	ck_assert_str_eq(written(text("a")), "a\n");
	ck_assert_str_eq(written(text("...")), "\"...\"\n");
	ck_assert_str_eq(written(block("a\n")), "|\n  a\n");
	ck_assert_str_eq(written(cvd_node_map(arena)), "{}\n");
	ck_assert_str_eq(written(cvd_node_list(arena)), "[]\n");
}
END_TEST

START_TEST(an_item_alone_is_what_it_is_in_its_list)
{
	struct cvd_node *map = cvd_node_map(arena);
	struct cvd_node *list = cvd_node_list(arena);
	struct cvd_node *item = cvd_node_map(arena);

	add(item, "id", text("x"));
	add(item, "text", block("one\ntwo\n"));
	cvd_node_append(list, item);
	add(map, "events", list);
	ck_assert_str_eq(written(map),
	    "events:\n  - id: x\n    text: |\n      one\n      two\n");
	cvd_buf_clear(&out);
	cvd_canon_write_item(&out, item, 1);
	ck_assert_str_eq(out.data,
	    "  - id: x\n    text: |\n      one\n      two\n");
}
END_TEST

START_TEST(bytes_that_are_no_text_cannot_spoil_a_file)
{
	ck_assert_str_eq(written(text("a\xff")), "\"a\\uFFFD\"\n");
	ck_assert_str_eq(written(block("a\xc3\n")), "\"a\\uFFFD\\n\"\n");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("canon");
	TCase *tc = tcase_create("canon");

	rows = table_load("canon.tsv");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, a_value_has_one_text, 0, rows.rows);
	tcase_add_test(tc, a_key_is_written_like_a_string);
	tcase_add_test(tc, structure_is_indented_by_two);
	tcase_add_test(tc, lists_of_lists_share_a_line);
	tcase_add_test(tc, a_document_may_be_one_scalar);
	tcase_add_test(tc, an_item_alone_is_what_it_is_in_its_list);
	tcase_add_test(tc, bytes_that_are_no_text_cannot_spoil_a_file);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

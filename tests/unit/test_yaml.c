/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/yaml.h"

#include "core/buf.h"
#include "core/limits.h"

#include "suite.h"

#include <string.h>

static struct cvd_arena *arena;
static struct cvd_buf text = CVD_BUF_INIT(2 * CVD_MAX_FILE);
static struct cvd_err err;

static void
setup(void)
{
	arena = cvd_arena_new();
}

static void
teardown(void)
{
	cvd_buf_clear(&text);
	cvd_arena_free(arena);
}

static const struct cvd_node *
read_bytes(const char *bytes, size_t size)
{
	const struct cvd_node *root = NULL;
	enum cvd_status rc = cvd_yaml_read(bytes, size, arena, &root, &err);

	ck_assert_msg(rc == CVD_OK, "%u:%u: %s", err.line, err.column,
	    err.message);
	return root;
}

static const struct cvd_node *
read_text(const char *yaml)
{
	return read_bytes(yaml, strlen(yaml));
}

static const struct {
	const char *yaml;
	size_t size; /* 0: up to the NUL */
	enum cvd_status status;
	unsigned line;
	unsigned column;
	const char *message;
} refused[] = {
#define SYNTAX  CVD_E_SYNTAX
#define INVALID CVD_E_INVALID
	/* No text. */
	{ "a: \xff\n", 0, SYNTAX, 1, 4, "text is not UTF-8" },
	{ "a: b\nc: \xc3\xa9\xc3\n", 0, SYNTAX, 2, 6, "text is not UTF-8" },
	{ "a: \xed\xa0\x80\n", 0, SYNTAX, 1, 4, "text is not UTF-8" },
	{ "\xff\xfe\x61\x00\x3a\x00", 6, SYNTAX, 1, 1, "text is not UTF-8" },
	{ "\xfe\xff\x00\x61\x00\x3a", 6, SYNTAX, 1, 1, "text is not UTF-8" },
	{ "a\x00:\x00", 4, SYNTAX, 1, 2,
	    "U+0000 may appear only as an escape in double quotes" },
	{ "\xef\xbb\xbf"
	  "a: b\n",
	    0, SYNTAX, 1, 1, "byte order mark before the text" },
	{ "a: \xef\xbb\xbf\n", 0, SYNTAX, 1, 4,
	    "U+FEFF may appear only as an escape in double quotes" },
	{ "a: b\r\n", 0, SYNTAX, 1, 5,
	    "carriage return; lines end with LF alone" },
	{ "a: \"b\rc\"\n", 0, SYNTAX, 1, 6,
	    "carriage return; lines end with LF alone" },
	{ "a: b\n# \x1b[2J\n", 0, SYNTAX, 2, 3,
	    "U+001B may appear only as an escape in double quotes" },
	{ "a: \x7f\n", 0, SYNTAX, 1, 4,
	    "U+007F may appear only as an escape in double quotes" },
	{ "a: \xc2\x85\n", 0, SYNTAX, 1, 4,
	    "U+0085 may appear only as an escape in double quotes" },
	{ "a: |\n  \xe2\x80\xae\n", 0, SYNTAX, 2, 3,
	    "U+202E may appear only as an escape in double quotes" },
	{ "\xe2\x80\xa8: a\n", 0, SYNTAX, 1, 1,
	    "U+2028 may appear only as an escape in double quotes" },
	{ "a: \xef\xbf\xbe\n", 0, SYNTAX, 1, 4,
	    "U+FFFE may appear only as an escape in double quotes" },
	/* No YAML. Columns are bytes, where libyaml counts characters. */
	{ "a: b: c\n", 0, SYNTAX, 1, 5,
	    "mapping values are not allowed in this context" },
	{ "\xc3\xa9: b: c\n", 0, SYNTAX, 1, 6,
	    "mapping values are not allowed in this context" },
	{ "a: [b\n", 0, SYNTAX, 2, 1,
	    "did not find expected ',' or ']' while parsing a flow sequence" },
	{ "a: \"b", 0, SYNTAX, 1, 6,
	    "found unexpected end of stream while scanning a quoted scalar" },
	{ "a: b\n c: d\n", 0, SYNTAX, 2, 3,
	    "mapping values are not allowed in this context" },
	{ "a:\n\tb: c\n", 0, SYNTAX, 2, 1,
	    "found character that cannot start any token while scanning for "
	    "the next token" },
	{ "a: \"\\q\"\n", 0, SYNTAX, 1, 5,
	    "found unknown escape character while parsing a quoted scalar" },
	{ "a: \"\\ud800\"\n", 0, SYNTAX, 1, 7,
	    "found invalid Unicode character escape code while parsing a "
	    "quoted scalar" },
	{ "%FOO bar\n--- a\n", 0, SYNTAX, 1, 5,
	    "found unknown directive name while scanning a directive" },
	/* YAML that is refused. */
	{ "", 0, INVALID, 1, 1, "empty document" },
	{ "# nothing\n", 0, INVALID, 2, 1, "empty document" },
	{ "a: &x b\n", 0, INVALID, 1, 4, "anchors are not allowed" },
	{ "&x [a]\n", 0, INVALID, 1, 1, "anchors are not allowed" },
	{ "- &x {a: b}\n", 0, INVALID, 1, 3, "anchors are not allowed" },
	{ "&x a: b\n", 0, INVALID, 1, 1, "anchors are not allowed" },
	{ "a: *x\n", 0, INVALID, 1, 4, "aliases are not allowed" },
	{ "*x : a\n", 0, INVALID, 1, 1, "aliases are not allowed" },
	{ "a: !!str b\n", 0, INVALID, 1, 4, "tags are not allowed" },
	{ "a: ! b\n", 0, INVALID, 1, 4, "tags are not allowed" },
	{ "a: ! 'b'\n", 0, INVALID, 1, 4, "tags are not allowed" },
	{ "- !x [a]\n", 0, INVALID, 1, 3, "tags are not allowed" },
	{ "!<tag:x> {}\n", 0, INVALID, 1, 1, "tags are not allowed" },
	{ "%YAML 1.1\n--- a\n", 0, INVALID, 1, 1,
	    "directives are not allowed" },
	{ "%TAG ! tag:x:\n--- a\n", 0, INVALID, 1, 1,
	    "directives are not allowed" },
	{ "a: b\n---\nc: d\n", 0, INVALID, 2, 1, "second document" },
	{ "a: b\n...\n---\n", 0, INVALID, 3, 1, "second document" },
	{ "a: 1\n\xc3\xa9: 2\na: 3\n", 0, INVALID, 3, 1,
	    "key 'a' for the second time" },
	{ "x: {a: 1, \"a\": 2}\n", 0, INVALID, 1, 11,
	    "key 'a' for the second time" },
	{ "b: 1\na: 1\na: 2\nb: 2\na: 3\n", 0, INVALID, 3, 1,
	    "key 'a' for the second time" },
	{ "- <<: 1\n  <<: 2\n", 0, INVALID, 2, 3,
	    "key '<<' for the second time" },
	{ "? [a]\n: b\n", 0, INVALID, 1, 3, "key is no text" },
	{ "{a: b}: c\n", 0, INVALID, 1, 1, "key is no text" },
	{ "?\n: c\n", 0, INVALID, 1, 2, "key is missing" },
	{ "a: \"\\0\"\n", 0, INVALID, 1, 4, "NUL in a text" },
};

START_TEST(what_is_refused_is_named_with_its_place)
{
	const struct cvd_node *root = NULL;
	const char *yaml = refused[_i].yaml;
	size_t size = refused[_i].size;

	if (size == 0)
		size = strlen(yaml);
	ck_assert_int_eq(cvd_yaml_read(yaml, size, arena, &root, &err),
	    refused[_i].status);
	ck_assert_str_eq(err.message, refused[_i].message);
	ck_assert_uint_eq(err.line, refused[_i].line);
	ck_assert_uint_eq(err.column, refused[_i].column);
	ck_assert_ptr_null(root);
}
END_TEST

static void
repeat(const char *piece, unsigned times)
{
	while (times-- > 0)
		cvd_buf_addz(&text, piece);
}

/* Reads what is in `text`, which must be beyond some limit. */
static void
expect_beyond(const char *message, unsigned line, unsigned column)
{
	const struct cvd_node *root = NULL;

	ck_assert_int_eq(cvd_yaml_read(text.data, text.size, arena, &root,
	                     &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, message);
	ck_assert_uint_eq(err.line, line);
	ck_assert_uint_eq(err.column, column);
	ck_assert_ptr_null(root);
}

START_TEST(a_file_has_a_largest_size)
{
	cvd_buf_addz(&text, "a: b\n#");
	while (text.size < CVD_MAX_FILE)
		cvd_buf_addc(&text, 'x');
	ck_assert_uint_eq(read_bytes(text.data, text.size)->count, 1);
	cvd_buf_addc(&text, 'x');
	expect_beyond("larger than the limit of 4194304 bytes", 0, 0);
}
END_TEST

START_TEST(lists_nest_so_deep_and_no_deeper)
{
	repeat("[", CVD_MAX_DEPTH);
	repeat("]", CVD_MAX_DEPTH);
	ck_assert_uint_eq(read_bytes(text.data, text.size)->count, 1);
	cvd_buf_cut(&text, CVD_MAX_DEPTH);
	cvd_buf_addz(&text, "[");
	expect_beyond("more than 32 levels", 1, 33);
}
END_TEST

START_TEST(dashes_nest_so_deep_and_no_deeper)
{
	repeat("- ", CVD_MAX_DEPTH);
	ck_assert_uint_eq(read_bytes(text.data, text.size)->count, 1);
	cvd_buf_addz(&text, "- ");
	expect_beyond("more than 32 levels", 1, 65);
}
END_TEST

/* Four million brackets would take libyaml hours. */
START_TEST(an_absurd_depth_is_refused_at_once)
{
	repeat("[", CVD_MAX_FILE);
	expect_beyond("more than 32 levels", 1, 33);
	cvd_buf_cut(&text, 0);
	repeat("{a: ", CVD_MAX_FILE / 4);
	expect_beyond("more than 32 levels", 1, 129);
	cvd_buf_cut(&text, 0);
	repeat("- ", CVD_MAX_FILE / 2);
	expect_beyond("more than 32 levels", 1, 65);
}
END_TEST

START_TEST(a_list_has_a_largest_number_of_items)
{
	repeat("- a\n", CVD_MAX_ITEMS);
	ck_assert_uint_eq(read_bytes(text.data, text.size)->count,
	    CVD_MAX_ITEMS);
	cvd_buf_addz(&text, "- a\n");
	expect_beyond("more than 10000 items in a list", 10001, 3);
}
END_TEST

START_TEST(a_mapping_has_a_largest_number_of_keys)
{
	for (unsigned i = 0; i < CVD_MAX_ITEMS; i++)
		cvd_buf_addf(&text, "k%u: a\n", i);
	ck_assert_uint_eq(read_bytes(text.data, text.size)->count,
	    CVD_MAX_ITEMS);
	cvd_buf_addz(&text, "more: a\n");
	expect_beyond("more than 10000 keys in a mapping", 10001, 1);
}
END_TEST

START_TEST(a_document_has_a_largest_number_of_values)
{
	cvd_buf_addz(&text, "[");
	for (unsigned i = 0; i < 102; i++) {
		cvd_buf_addz(&text, "[");
		repeat("a,", CVD_MAX_ITEMS - 1);
		cvd_buf_addz(&text, "],\n");
	}
	cvd_buf_addz(&text, "]");
	ck_assert_uint_lt(text.size, CVD_MAX_FILE);
	/* One value is the outer list, and 10,000 stand on each line. */
	expect_beyond("more than 1000000 values", 100, 2 + 2 * 9998);
}
END_TEST

START_TEST(a_key_has_a_largest_size)
{
	repeat("k", CVD_MAX_KEY);
	cvd_buf_addz(&text, ": a\n");
	ck_assert_str_eq(read_bytes(text.data, text.size)->first->text, "a");
	cvd_buf_cut(&text, 0);
	repeat("k", CVD_MAX_KEY + 1);
	cvd_buf_addz(&text, ": a\n");
	expect_beyond("more than 200 bytes in a key", 1, 1);
}
END_TEST

START_TEST(memory_may_run_out_anywhere)
{
	static const char yaml[] = "a: [b, {c: d}]\ne: |\n  f\ng:\n  - h\n";
	enum cvd_status rc = CVD_E_NO_MEMORY;

	for (unsigned long n = 1; rc != CVD_OK; n++) {
		const struct cvd_node *root = NULL;
		struct cvd_arena *own = cvd_arena_new();

		ck_assert_int_eq(rc, CVD_E_NO_MEMORY);
		cvd_memory_fail_at(n);
		rc = cvd_yaml_read(yaml, sizeof yaml - 1, own, &root, &err);
		cvd_memory_fail_at(0);
		ck_assert(rc == CVD_OK || root == NULL);
		cvd_arena_free(own);
	}
}
END_TEST

START_TEST(the_style_of_a_scalar_is_kept)
{
	static const enum cvd_style styles[] = { CVD_STYLE_WORD,
		CVD_STYLE_QUOTED, CVD_STYLE_QUOTED, CVD_STYLE_BLOCK,
		CVD_STYLE_BLOCK, CVD_STYLE_WORD };
	static const char *const texts[] = { "a b", "b", "c\n", "d\n", "e",
		"" };
	const struct cvd_node *node = read_text("- a\n  b\n"
	                                        "- 'b'\n"
	                                        "- \"c\\n\"\n"
	                                        "- |\n  d\n"
	                                        "- >-\n  e\n"
	                                        "-\n")
	                                  ->first;

	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
		ck_assert_int_eq(node->style, styles[i]);
		ck_assert_str_eq(node->text, texts[i]);
		ck_assert_uint_eq(node->size, strlen(texts[i]));
		node = node->next;
	}
	ck_assert_ptr_null(node);
}
END_TEST

START_TEST(nodes_know_where_they_stand)
{
	const struct cvd_node *root = read_text("# comment\n"
	                                        "\xc3\xa9: [\xc3\xa9, b]\n"
	                                        "c:\n"
	                                        "  - d: e\n");
	const struct cvd_node *flow = cvd_node_find(root, "\xc3\xa9");
	const struct cvd_node *item = cvd_node_find(root, "c")->first;

	ck_assert_uint_eq(root->line, 2);
	ck_assert_uint_eq(flow->key_line, 2);
	ck_assert_uint_eq(flow->key_column, 1);
	ck_assert_uint_eq(flow->column, 5);
	ck_assert_uint_eq(flow->last->line, 2);
	ck_assert_uint_eq(flow->last->column, 10);
	ck_assert_uint_eq(item->line, 4);
	ck_assert_uint_eq(item->column, 5);
	ck_assert_uint_eq(item->first->column, 8);
	ck_assert_uint_eq(item->first->key_column, 5);
}
END_TEST

START_TEST(either_style_of_collections_is_read)
{
	const struct cvd_node *root = read_text("---\n"
	                                        "a: {b: [c, d], e: {}, f: []}\n"
	                                        "g:\n- h\n-\n  - i\n"
	                                        "? j\n: k # comment\n"
	                                        "...\n");
	const struct cvd_node *a = cvd_node_find(root, "a");

	ck_assert_uint_eq(root->count, 3);
	ck_assert_uint_eq(a->count, 3);
	ck_assert_str_eq(cvd_node_find(a, "b")->last->text, "d");
	ck_assert_int_eq(cvd_node_find(a, "e")->kind, CVD_NODE_MAP);
	ck_assert_int_eq(cvd_node_find(a, "f")->kind, CVD_NODE_LIST);
	ck_assert_str_eq(cvd_node_find(root, "g")->last->first->text, "i");
	ck_assert_str_eq(cvd_node_find(root, "j")->text, "k");
}
END_TEST

static const struct {
	const char *yaml;
	const char *items[4]; /* of the list under the last key */
} spans[] = {
	{ "e:\n  - a: 1\n    b: 2\n  - c\n",
	    { "  - a: 1\n    b: 2\n", "  - c\n" } },
	{ "f: c\ne:\n- a\n- b\n", { "- a\n", "- b\n" } },
	{ "- a\n- b", { "- a\n", "- b" } },
	{ "- |+\n  a\n\n- b\n\n# c\n", { "- |+\n  a\n\n", "- b\n\n# c\n" } },
	/* Comments belong to the item before them. */
	{ "# x\n- a\n# y\n- b\n", { "- a\n# y\n", "- b\n" } },
	{ "-\n# - x\n  a\n-\n\n  b\n", { "-\n# - x\n  a\n", "-\n\n  b\n" } },
	{ "-\n-\n-\n", { "-\n", "-\n", "-\n" } },
	/* A flow list, or what stands in one, has no lines of its own. */
	{ "e: [a,\n  b]\n", { "", "" } },
	{ "- [a,\n  b]\n- c\n", { "- [a,\n  b]\n", "- c\n" } },
	{ "- \xc3\xa9\n- \xe2\x82\xac\n- a\n",
	    { "- \xc3\xa9\n", "- \xe2\x82\xac\n", "- a\n" } },
	{ "- - a\n  - b\n- - c\n", { "- - a\n  - b\n", "- - c\n" } },
};

START_TEST(items_know_their_lines)
{
	const char *yaml = spans[_i].yaml;
	const struct cvd_node *list = read_text(yaml);
	size_t n = 0;

	if (list->kind == CVD_NODE_MAP)
		list = list->last;
	for (const struct cvd_node *i = list->first; i != NULL; i = i->next) {
		const char *want = spans[_i].items[n++];

		ck_assert_ptr_nonnull(want);
		ck_assert_uint_eq(i->end - i->start, strlen(want));
		ck_assert_mem_eq(yaml + i->start, want, strlen(want));
	}
	ck_assert(n == 4 || spans[_i].items[n] == NULL);
}
END_TEST

START_TEST(the_lines_of_an_inner_list_are_its_own)
{
	static const char yaml[] =
	    "- - a\n  - b\n- k:\n    - c\n    - d\n  l: e\n";
	const struct cvd_node *list = read_text(yaml);
	const struct cvd_node *b = list->first->last;
	const struct cvd_node *d = list->last->first->last;

	ck_assert_uint_eq(b->end - b->start, 6);
	ck_assert_mem_eq(yaml + b->start, "  - b\n", 6);
	ck_assert_uint_eq(d->end - d->start, 8);
	ck_assert_mem_eq(yaml + d->start, "    - d\n", 8);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("yaml");
	TCase *tc = tcase_create("yaml");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, what_is_refused_is_named_with_its_place, 0,
	    (int)(sizeof refused / sizeof *refused));
	tcase_add_test(tc, a_file_has_a_largest_size);
	tcase_add_test(tc, lists_nest_so_deep_and_no_deeper);
	tcase_add_test(tc, dashes_nest_so_deep_and_no_deeper);
	tcase_add_test(tc, an_absurd_depth_is_refused_at_once);
	tcase_add_test(tc, a_list_has_a_largest_number_of_items);
	tcase_add_test(tc, a_mapping_has_a_largest_number_of_keys);
	tcase_add_test(tc, a_document_has_a_largest_number_of_values);
	tcase_add_test(tc, a_key_has_a_largest_size);
	tcase_add_test(tc, memory_may_run_out_anywhere);
	tcase_add_test(tc, the_style_of_a_scalar_is_kept);
	tcase_add_test(tc, nodes_know_where_they_stand);
	tcase_add_test(tc, either_style_of_collections_is_read);
	tcase_add_loop_test(tc, items_know_their_lines, 0,
	    (int)(sizeof spans / sizeof *spans));
	tcase_add_test(tc, the_lines_of_an_inner_list_are_its_own);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

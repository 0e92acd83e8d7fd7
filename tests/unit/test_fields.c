/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/fields.h"

#include "core/canon.h"
#include "core/limits.h"
#include "edge/yaml.h"

#include "suite.h"

#include <string.h>

#define RED  (UINT64_C(1) << 0)
#define BLUE (UINT64_C(1) << 63)

struct inner {
	const char *name;
	unsigned size;
};

struct outer {
	const char *line;
	const char *quoted;
	const char *colour;
	const char *text;
	int word;
	bool truth;
	bool always;
	unsigned number;
	cvd_instant at;
	cvd_day day;
	struct cvd_lines lines;
	struct cvd_lines colours;
	struct inner *one;
	struct cvd_items many;
	const struct cvd_node *node;
	const char *red;
	int kind;
};

static const char *const word_names[] = { NULL, "form", "e-mail", "no", NULL };
static const char *const colour_names[] = { NULL, "dark-red", "blue", NULL };
static const char *const red_names[] = { NULL, "warm", NULL };
static const char *const blue_names[] = { NULL, "cold", NULL };

static enum cvd_status
check_lower(const char *text, struct cvd_err *err)
{
	if (text[strspn(text, "abcdefghijklmnopqrstuvwxyz")] != '\0')
		return cvd_fail(err, CVD_E_INVALID, "'%s' is not all letters",
		    text);
	return CVD_OK;
}

#define AT(member) offsetof(struct outer, member)

/* clang-format off */
static const struct cvd_field inner_fields[] = {
	{ .name = "name", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct inner, name), .limit = 5 },
	{ .name = "size", .kind = CVD_FIELD_NUMBER, .offset = offsetof(struct inner, size) },
	{ 0 },
};
static const struct cvd_shape inner_shape = { "part", sizeof(struct inner), inner_fields };

static const struct cvd_field outer_fields[] = {
	{ .name = "line", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = AT(line), .limit = 20 },
	{ .name = "quoted", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_QUOTED, .offset = AT(quoted), .check = check_lower },
	{ .name = "colour", .kind = CVD_FIELD_LINE, .offset = AT(colour), .names = colour_names },
	{ .name = "text", .kind = CVD_FIELD_TEXT, .offset = AT(text), .limit = 30 },
	{ .name = "word", .kind = CVD_FIELD_WORD, .offset = AT(word), .names = word_names },
	{ .name = "truth", .kind = CVD_FIELD_BOOL, .offset = AT(truth) },
	{ .name = "always", .kind = CVD_FIELD_BOOL, .flags = CVD_FIELD_ALWAYS, .offset = AT(always) },
	{ .name = "number", .kind = CVD_FIELD_NUMBER, .offset = AT(number) },
	{ .name = "at", .kind = CVD_FIELD_INSTANT, .offset = AT(at) },
	{ .name = "day", .kind = CVD_FIELD_DAY, .offset = AT(day) },
	{ .name = "lines", .kind = CVD_FIELD_LINES, .offset = AT(lines), .limit = 3, .check = check_lower },
	{ .name = "colours", .kind = CVD_FIELD_LINES, .offset = AT(colours), .names = colour_names },
	{ .name = "one", .kind = CVD_FIELD_STRUCT, .offset = AT(one), .shape = &inner_shape },
	{ .name = "many", .kind = CVD_FIELD_STRUCTS, .offset = AT(many), .limit = 2, .shape = &inner_shape },
	{ .name = "node", .kind = CVD_FIELD_NODE, .offset = AT(node) },
	{ .name = "red", .kind = CVD_FIELD_LINE, .offset = AT(red), .may = RED, .must = RED },
	{ .name = "kind", .kind = CVD_FIELD_WORD, .offset = AT(kind), .names = red_names, .may = RED },
	{ .name = "kind", .kind = CVD_FIELD_WORD, .offset = AT(kind), .names = blue_names, .may = BLUE },
	{ 0 },
};
/* clang-format on */

static const struct cvd_shape shape = { "thing", sizeof(struct outer),
	outer_fields };

static struct cvd_arena *arena;
static struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
static struct cvd_err err;

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

static enum cvd_status
load(const char *yaml, uint64_t variant, struct outer *outer)
{
	const struct cvd_node *root;
	enum cvd_status rc = cvd_yaml_read(yaml, strlen(yaml), arena, &root,
	    &err);

	ck_assert_msg(rc == CVD_OK, "%s", err.message);
	(void)memset(outer, 0, sizeof *outer);
	return cvd_fields_load(&shape, variant, root, outer, arena, &err);
}

static const char *
saved(const struct outer *outer, uint64_t variant)
{
	cvd_buf_clear(&out);
	cvd_canon_write(&out, cvd_fields_save(&shape, variant, outer, arena));
	return out.data;
}

/* Every kind, in canonical form. */
static const char full[] = "line: a line\n"
                           "quoted: \"abc\"\n"
                           "colour: dark-red\n"
                           "text: |\n"
                           "  one\n"
                           "  two\n"
                           "word: \"no\"\n"
                           "truth: true\n"
                           "always: false\n"
                           "number: 4294967295\n"
                           "at: \"2026-11-20T09:00:00Z\"\n"
                           "day: \"1970-01-01\"\n"
                           "lines:\n"
                           "  - a\n"
                           "  - b\n"
                           "colours:\n"
                           "  - blue\n"
                           "one:\n"
                           "  name: x\n"
                           "many:\n"
                           "  - name: x\n"
                           "    size: 1\n"
                           "  - name: z\n"
                           "node:\n"
                           "  - \"quoted\"\n"
                           "  - 1.5\n";

START_TEST(every_kind_is_loaded)
{
	struct outer o;
	const struct inner *many;

	ck_assert_msg(load(full, 0, &o) == CVD_OK, "%s", err.message);
	many = o.many.item;
	ck_assert_str_eq(o.line, "a line");
	ck_assert_str_eq(o.quoted, "abc");
	ck_assert_str_eq(o.colour, "dark-red");
	ck_assert_str_eq(o.text, "one\ntwo\n");
	ck_assert_int_eq(o.word, 3);
	ck_assert(o.truth && !o.always);
	ck_assert_uint_eq(o.number, 4294967295u);
	ck_assert_int_eq(o.at, 1795165200);
	ck_assert_int_eq(o.day, 0);
	ck_assert_uint_eq(o.lines.count, 2);
	ck_assert_str_eq(o.lines.item[1], "b");
	ck_assert_str_eq(o.colours.item[0], "blue");
	ck_assert_str_eq(o.one->name, "x");
	ck_assert_uint_eq(o.many.count, 2);
	ck_assert_uint_eq(many[0].size, 1);
	ck_assert_str_eq(many[1].name, "z");
	ck_assert_uint_eq(o.node->count, 2);
}
END_TEST

START_TEST(what_was_loaded_is_saved_the_same)
{
	struct outer o;

	ck_assert_int_eq(load(full, 0, &o), CVD_OK);
	ck_assert_str_eq(saved(&o, 0), full);
}
END_TEST

START_TEST(what_is_absent_is_not_saved)
{
	struct outer o;

	ck_assert_int_eq(load("line: a\ntruth: false\nnumber: 0\nlines: []\n"
	                      "at:\nday: null\nword: ~\nnode: null\n",
	                     0, &o),
	    CVD_OK);
	ck_assert(o.at == CVD_INSTANT_NONE);
	ck_assert(o.day == CVD_DAY_NONE);
	ck_assert_int_eq(o.word, 0);
	ck_assert_ptr_null(o.text);
	ck_assert_ptr_null(o.one);
	ck_assert_ptr_null(o.node);
	ck_assert_str_eq(saved(&o, 0), "line: a\nalways: false\n");
}
END_TEST

START_TEST(a_struct_outlives_its_tree)
{
	static const char yaml[] = "line: a\nlines: [b]\none: {name: c}\n";
	struct cvd_arena *tree = cvd_arena_new();
	const struct cvd_node *root;
	struct outer o = { 0 };

	ck_assert_int_eq(cvd_yaml_read(yaml, sizeof yaml - 1, tree, &root,
	                     &err),
	    CVD_OK);
	ck_assert_int_eq(cvd_fields_load(&shape, 0, root, &o, arena, &err),
	    CVD_OK);
	cvd_arena_free(tree);
	ck_assert_str_eq(saved(&o, 0),
	    "line: a\nalways: false\nlines:\n  - b\none:\n  name: c\n");
}
END_TEST

#define X5  "xxxxx"
#define X20 X5 X5 X5 X5

static const struct {
	const char *yaml;
	uint64_t variant;
	unsigned line;
	unsigned column;
	const char *message;
} refused[] = {
	{ "[a]\n", 0, 1, 1, "thing must be a mapping" },
	{ "line: a\nlien: b\n", 0, 2, 1, "unknown field 'lien'" },
	{ "line: a\n<<: {}\n", 0, 2, 1, "unknown field '<<'" },
	{ "# x\ntruth: true\n", 0, 2, 1, "missing field 'line'" },
	{ "line: null\n", 0, 1, 1, "missing field 'line'" },
	{ "line: \"\"\n", 0, 1, 7, "'line' must not be empty" },
	{ "line: [a]\n", 0, 1, 7, "'line' must be a text" },
	{ "line: 1.0\n", 0, 1, 7, "'line' must be a text: put it in quotes" },
	{ "line: no\n", 0, 1, 7, "'line' must be a text: put it in quotes" },
	{ "line: 2026-11-20\n", 0, 1, 7,
	    "'line' must be a text: put it in quotes" },
	{ "line: " X20 "x\n", 0, 1, 7, "'line' has more than 20 bytes" },
	{ "line: \"a\\nb\"\n", 0, 1, 7,
	    "'line' must be one line without control characters" },
	{ "line: \"a\\u2028b\"\n", 0, 1, 7,
	    "'line' must be one line without control characters" },
	{ "line: \"a\\x9bb\"\n", 0, 1, 7,
	    "'line' must be one line without control characters" },
	{ "line: a\nquoted: a b\n", 0, 2, 9,
	    "field 'quoted': 'a b' is not all letters" },
	{ "line: a\ncolour: green\n", 0, 2, 9,
	    "'colour' must be one of dark-red, blue" },
	{ "line: a\ntext: {}\n", 0, 2, 7, "'text' must be a text" },
	{ "line: a\ntext: |\n  " X20 X5 X5 "\n", 0, 2, 7,
	    "'text' has more than 30 bytes" },
	{ "line: a\nword: mail\n", 0, 2, 7,
	    "'word' must be one of form, e-mail, no" },
	{ "line: a\nword: [form]\n", 0, 2, 7,
	    "'word' must be one of form, e-mail, no" },
	{ "line: a\nword: E_Mail\n", 0, 2, 7,
	    "'word' must be one of form, e-mail, no" },
	{ "line: a\ntruth: yes\n", 0, 2, 8, "'truth' must be true or false" },
	{ "line: a\ntruth: \"true\"\n", 0, 2, 8,
	    "'truth' must be true or false" },
	{ "line: a\ntruth: [true]\n", 0, 2, 8,
	    "'truth' must be true or false" },
	{ "line: a\nnumber: \"1\"\n", 0, 2, 9,
	    "'number' must be a whole number" },
	{ "line: a\nnumber: -1\n", 0, 2, 9, "'number' must be a whole number" },
	{ "line: a\nnumber: 1.0\n", 0, 2, 9,
	    "'number' must be a whole number" },
	{ "line: a\nnumber: 007\n", 0, 2, 9,
	    "'number' must be a whole number" },
	{ "line: a\nnumber: 00\n", 0, 2, 9, "'number' must be a whole number" },
	{ "line: a\nnumber: 4294967296\n", 0, 2, 9,
	    "'number' must be a whole number" },
	{ "line: a\nnumber: {}\n", 0, 2, 9, "'number' must be a whole number" },
	{ "line: a\nat: []\n", 0, 2, 5, "'at' must be a date with a time" },
	{ "line: a\nday: []\n", 0, 2, 6, "'day' must be a date" },
	{ "line: a\nlines: a\n", 0, 2, 8, "'lines' must be a list" },
	{ "line: a\nlines: [a, b, c, d]\n", 0, 2, 8,
	    "'lines' has more than 3 members" },
	{ "line: a\nlines:\n  - a\n  - B\n", 0, 4, 5,
	    "field 'lines': 'B' is not all letters" },
	{ "line: a\nlines: [[a]]\n", 0, 2, 9, "'lines' must be a text" },
	{ "line: a\nlines: [\"\"]\n", 0, 2, 9, "'lines' must not be empty" },
	{ "line: a\nlines: [1]\n", 0, 2, 9,
	    "'lines' must be a text: put it in quotes" },
	{ "line: a\ncolours: [blue, red]\n", 0, 2, 17,
	    "'colours' must be one of dark-red, blue" },
	{ "line: a\none: x\n", 0, 2, 6, "part must be a mapping" },
	{ "line: a\none: {size: 1}\n", 0, 2, 6, "missing field 'name'" },
	{ "line: a\none: {name: x, red: y}\n", 0, 2, 16,
	    "unknown field 'red'" },
	{ "line: a\nmany: {name: x}\n", 0, 2, 7, "'many' must be a list" },
	{ "line: a\nmany:\n  - name: x\n  - name: xxxxxx\n", 0, 4, 11,
	    "'name' has more than 5 bytes" },
	{ "line: a\nmany: [{name: a}, {name: b}, {name: c}]\n", 0, 2, 7,
	    "'many' has more than 2 members" },
	{ "line: a\n", RED, 1, 1, "missing field 'red'" },
	{ "line: a\nred: b\n", BLUE, 2, 1,
	    "field 'red' does not belong to this thing" },
	{ "line: a\nred: b\n", 0, 2, 1,
	    "field 'red' does not belong to this thing" },
	{ "line: a\nred: b\nkind: cold\n", RED, 3, 7,
	    "'kind' must be one of warm" },
	{ "line: a\nkind: warm\n", BLUE, 2, 7, "'kind' must be one of cold" },
};

START_TEST(what_is_refused_is_named_with_its_place)
{
	struct outer o;

	ck_assert_int_eq(load(refused[_i].yaml, refused[_i].variant, &o),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, refused[_i].message);
	ck_assert_uint_eq(err.line, refused[_i].line);
	ck_assert_uint_eq(err.column, refused[_i].column);
}
END_TEST

START_TEST(dates_are_checked_with_their_own_words)
{
	struct outer o;

	ck_assert_int_eq(load("line: a\nat: noon\n", 0, &o), CVD_E_INVALID);
	ck_assert_ptr_nonnull(strstr(err.message, "field 'at': "));
	ck_assert_uint_eq(err.column, 5);
	ck_assert_int_eq(load("line: a\nday: 2026-02-30\n", 0, &o),
	    CVD_E_INVALID);
	ck_assert_ptr_nonnull(strstr(err.message, "field 'day': "));
	ck_assert_int_eq(
	    load("line: a\nday: 2026-02-28\nat: 2026-02-28T00:00:00Z\n", 0, &o),
	    CVD_OK);
}
END_TEST

START_TEST(a_long_list_of_words_still_makes_a_message)
{
	static const char *const words[] = { NULL, X20 X20 X20 X20 X20,
		X20 X20 X20 X20 X20, X20 X20 X20 X20 X20, X20 X20 X20 X20 X20,
		X20 X20 X20 X20 X20, X20 X20 X20 X20 X20, X20 X20 X20 X20 X20,
		NULL };
	const struct cvd_field rows[] = {
		{ .name = "w", .kind = CVD_FIELD_WORD, .names = words }, { 0 }
	};
	const struct cvd_shape wordy = { "wordy", sizeof(int), rows };
	struct cvd_node *map = cvd_node_map(arena);
	int word = 0;

	cvd_node_add(arena, map, "w",
	    cvd_node_scalar(arena, CVD_STYLE_TEXT, "x"));
	ck_assert_int_eq(cvd_fields_load(&wordy, 0, map, &word, arena, &err),
	    CVD_E_INVALID);
	ck_assert_uint_eq(strlen(err.message), sizeof err.message - 1);
}
END_TEST

START_TEST(variants_have_their_own_rows)
{
	struct outer o;

	ck_assert_int_eq(load("line: a\nred: b\nkind: warm\n", RED, &o),
	    CVD_OK);
	ck_assert_int_eq(o.kind, 1);
	ck_assert_str_eq(saved(&o, RED),
	    "line: a\nalways: false\nred: b\nkind: warm\n");
	ck_assert_str_eq(saved(&o, BLUE),
	    "line: a\nalways: false\nkind: cold\n");
	ck_assert_str_eq(saved(&o, 0), "line: a\nalways: false\n");
	ck_assert_ptr_eq(cvd_fields_find(&shape, RED, "kind")->names,
	    red_names);
	ck_assert_ptr_eq(cvd_fields_find(&shape, BLUE, "kind")->names,
	    blue_names);
	ck_assert_ptr_null(cvd_fields_find(&shape, 0, "kind"));
	ck_assert_ptr_null(cvd_fields_find(&shape, RED, "none"));
}
END_TEST

START_TEST(every_kind_can_be_set_from_text)
{
	struct outer o = { .at = CVD_INSTANT_NONE, .day = CVD_DAY_NONE };
	static const struct {
		const char *name;
		const char *value;
	} sets[] = {
		{ "line", "1.0" },
		{ "quoted", "abc" },
		{ "colour", "Dark_Red" },
		{ "text", "a\nb\n" },
		{ "word", "E_MAIL" },
		{ "truth", "true" },
		{ "always", "true" },
		{ "number", "7" },
		{ "at", "2026-11-20T10:00:00+01:00" },
		{ "day", "2026-11-20" },
		{ "lines", "a, b ,c" },
		{ "colours", "BLUE" },
	};

	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
		ck_assert_msg(cvd_fields_set(&shape, 0, &o, sets[i].name,
		                  sets[i].value, arena, &err) == CVD_OK,
		    "%s", err.message);
	ck_assert_str_eq(saved(&o, 0), "line: \"1.0\"\n"
	                               "quoted: \"abc\"\n"
	                               "colour: dark-red\n"
	                               "text: |\n"
	                               "  a\n"
	                               "  b\n"
	                               "word: e-mail\n"
	                               "truth: true\n"
	                               "always: true\n"
	                               "number: 7\n"
	                               "at: \"2026-11-20T09:00:00Z\"\n"
	                               "day: \"2026-11-20\"\n"
	                               "lines:\n"
	                               "  - a\n"
	                               "  - b\n"
	                               "  - c\n"
	                               "colours:\n"
	                               "  - blue\n");
	for (size_t i = 1; i < sizeof sets / sizeof *sets; i++)
		ck_assert_int_eq(cvd_fields_set(&shape, 0, &o, sets[i].name, "",
		                     arena, &err),
		    CVD_OK);
	ck_assert_str_eq(saved(&o, 0), "line: \"1.0\"\nalways: false\n");
}
END_TEST

static const struct {
	const char *name;
	const char *value;
	const char *message;
} unset[] = {
	{ "none", "x", "this thing has no field 'none'" },
	{ "red", "x", "this thing has no field 'red'" },
	{ "line", "", "'line' must not be empty" },
	{ "line", "\xff", "'line' is not UTF-8" },
	{ "line", "a\nb",
	    "'line' must be one line without control characters" },
	{ "word", "fax", "'word' must be one of form, e-mail, no" },
	{ "truth", "yes", "'truth' must be true or false" },
	{ "number", "x", "'number' must be a whole number" },
	{ "quoted", "A", "field 'quoted': 'A' is not all letters" },
	{ "lines", "a,,b", "'lines' must not be empty" },
	{ "lines", "a,b,c,d", "'lines' has more than 3 members" },
	{ "one", "x", "'one' is no single value" },
	{ "many", "x", "'many' is no single value" },
	{ "node", "x", "'node' is no single value" },
};

START_TEST(what_cannot_be_set_changes_nothing)
{
	struct outer o;
	struct outer before;

	ck_assert_int_eq(load(full, 0, &o), CVD_OK);
	before = o;
	ck_assert_int_eq(cvd_fields_set(&shape, 0, &o, unset[_i].name,
	                     unset[_i].value, arena, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, unset[_i].message);
	ck_assert_uint_eq(err.line, 0);
	ck_assert_mem_eq(&o, &before, sizeof o);
	ck_assert_int_eq(cvd_fields_set(&shape, 0, &o, unset[_i].name,
	                     unset[_i].value, arena, NULL),
	    CVD_E_INVALID);
}
END_TEST

START_TEST(names_are_found_exactly_and_matched_loosely)
{
	ck_assert_int_eq(cvd_names_find(word_names, "e-mail"), 2);
	ck_assert_int_eq(cvd_names_find(word_names, "e_mail"), 0);
	ck_assert_int_eq(cvd_names_find(word_names, ""), 0);
	ck_assert_int_eq(cvd_names_match(word_names, "E_Mail"), 2);
	ck_assert_int_eq(cvd_names_match(word_names, "e-mai"), 0);
	ck_assert_int_eq(cvd_names_match(word_names, "e-mails"), 0);
	ck_assert_int_eq(cvd_names_match(word_names, ""), 0);
}
END_TEST

START_TEST(memory_may_run_out_anywhere)
{
	const struct cvd_node *root;
	enum cvd_status rc = CVD_E_NO_MEMORY;

	ck_assert_int_eq(cvd_yaml_read(full, sizeof full - 1, arena, &root,
	                     &err),
	    CVD_OK);
	for (unsigned long n = 1; rc != CVD_OK; n++) {
		struct cvd_arena *own = cvd_arena_new();
		struct outer o = { 0 };

		cvd_memory_fail_at(n);
		rc = cvd_fields_load(&shape, 0, root, &o, own, &err);
		if (rc == CVD_OK && cvd_fields_save(&shape, 0, &o, own) == NULL)
			rc = cvd_arena_check(own, &err);
		cvd_memory_fail_at(0);
		ck_assert(rc == CVD_OK || rc == CVD_E_NO_MEMORY);
		cvd_arena_free(own);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("fields");
	TCase *tc = tcase_create("fields");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, every_kind_is_loaded);
	tcase_add_test(tc, what_was_loaded_is_saved_the_same);
	tcase_add_test(tc, what_is_absent_is_not_saved);
	tcase_add_test(tc, a_struct_outlives_its_tree);
	tcase_add_loop_test(tc, what_is_refused_is_named_with_its_place, 0,
	    (int)(sizeof refused / sizeof *refused));
	tcase_add_test(tc, dates_are_checked_with_their_own_words);
	tcase_add_test(tc, a_long_list_of_words_still_makes_a_message);
	tcase_add_test(tc, variants_have_their_own_rows);
	tcase_add_test(tc, every_kind_can_be_set_from_text);
	tcase_add_loop_test(tc, what_cannot_be_set_changes_nothing, 0,
	    (int)(sizeof unset / sizeof *unset));
	tcase_add_test(tc, names_are_found_exactly_and_matched_loosely);
	tcase_add_test(tc, memory_may_run_out_anywhere);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

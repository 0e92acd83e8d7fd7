/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "core/template.h"

#include "suite.h"
#include "table.h"

#include <string.h>

static struct table table;
static struct cvd_arena *arena;
static struct cvd_value *values;

static void
set_up(void)
{
	struct cvd_value *try;

	arena = cvd_arena_new();
	values = cvd_value_new(arena);
	cvd_value_set(values, "name", "Alice");
	cvd_value_set(values, "empty", "");
	cvd_value_set(values, "markup", "{{name}} & <b>");
	cvd_value_set(values, "team.name", "CERT Example");
	cvd_value_set(values, "team.mail", "cert@example.org");
	cvd_value_set_bool(values, "yes", true);
	cvd_value_set_bool(values, "no", false);
	cvd_value_set_list(values, "none");
	cvd_value_add_text(values, "words", "one");
	cvd_value_add_text(values, "words", "two");
	try = cvd_value_add(values, "tries");
	cvd_value_set(try, "day", "1 May");
	cvd_value_set_bool(try, "done", true);
	cvd_value_add_text(try, "via", "mail");
	cvd_value_add_text(try, "via", "phone");
	try = cvd_value_add(values, "tries");
	cvd_value_set(try, "day", "2 May");
	cvd_value_set(try, "name", "Bob");
	cvd_value_set_bool(try, "done", false);
	cvd_value_set_list(try, "via");
	ck_assert_int_eq(cvd_arena_check(arena, NULL), CVD_OK);
}

static void
tear_down(void)
{
	cvd_arena_free(arena);
}

START_TEST(a_template_says_what_its_row_says)
{
	const char *result = table_cell(&table, _i, "result");
	char **row = table.row[_i];
	const char *template = table_unescape(row[1]);
	const char *text = table_unescape(row[2]);
	const char *message = row[3];
	struct cvd_buf out = CVD_BUF_INIT(4096);
	struct cvd_err err = { .status = CVD_OK };
	char place[32];
	enum cvd_status status = cvd_template_expand(template, values,
	    CVD_TEMPLATE_TEXT, &out, &err);

	if (strcmp(result, "ok") == 0) {
		ck_assert_msg(status == CVD_OK, "%s: %s", template,
		    err.message);
		ck_assert_str_eq(out.data, text);
	} else {
		ck_assert_int_eq(status, strcmp(result, "syntax") == 0
		                             ? CVD_E_SYNTAX
		                             : CVD_E_INVALID);
		ck_assert_str_eq(err.message, message);
		(void)snprintf(place, sizeof place, "%u:%u", err.line,
		    err.column);
		ck_assert_str_eq(place, text);
	}
	cvd_buf_clear(&out);
}
END_TEST

static const char *const forged[] = {
	"a\r\nBcc: evil@example.net",
	"a\nb",
	"a\rb",
	"a\x1b[2J",
	"a\xe2\x80\xae",
	"\xff",
};

START_TEST(a_header_takes_no_value_that_is_more_than_a_line)
{
	struct cvd_buf out = CVD_BUF_INIT(4096);
	struct cvd_err err;

	cvd_value_set(values, "title", forged[_i]);
	ck_assert_int_eq(cvd_template_expand("Re: {{title}}", values,
	                     CVD_TEMPLATE_HEADER, &out, &err),
	    CVD_E_INVALID);
	ck_assert_ptr_nonnull(
	    strstr(err.message, "'title' cannot stand in a header: "));
	ck_assert_uint_eq(err.column, 5);
	ck_assert_int_eq(cvd_template_expand("{{title}}", values,
	                     CVD_TEMPLATE_TEXT, &out, &err),
	    CVD_OK);
	cvd_buf_clear(&out);
}
END_TEST

static void
nest(struct cvd_buf *text, unsigned depth)
{
	for (unsigned i = 0; i < depth; i++)
		cvd_buf_addz(text, "{{#if yes}}");
	for (unsigned i = 0; i < depth; i++)
		cvd_buf_addz(text, "{{/if}}");
}

START_TEST(sections_nest_eight_deep)
{
	struct cvd_buf text = CVD_BUF_INIT(4096);
	struct cvd_buf out = CVD_BUF_INIT(10);
	struct cvd_err err;

	nest(&text, CVD_MAX_TEMPLATE_DEPTH);
	ck_assert_int_eq(cvd_template_expand(text.data, values,
	                     CVD_TEMPLATE_TEXT, &out, &err),
	    CVD_OK);
	cvd_buf_clear(&text);
	nest(&text, CVD_MAX_TEMPLATE_DEPTH + 1);
	ck_assert_int_eq(cvd_template_expand(text.data, values,
	                     CVD_TEMPLATE_TEXT, &out, &err),
	    CVD_E_SYNTAX);
	ck_assert_str_eq(err.message, "sections too deep");
	cvd_buf_clear(&text);
}
END_TEST

START_TEST(text_stops_at_its_ceiling)
{
	struct cvd_buf out = CVD_BUF_INIT(8);
	struct cvd_err err;

	ck_assert_int_eq(cvd_template_expand("{{#each words}}12345{{/each}}",
	                     values, CVD_TEMPLATE_TEXT, &out, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "text longer than the limit of 8 bytes");
	cvd_buf_clear(&out);
}
END_TEST

START_TEST(loops_that_print_nothing_end_too)
{
	struct cvd_buf out = CVD_BUF_INIT(8);
	struct cvd_err err;

	for (unsigned i = 0; i < 2000; i++)
		cvd_value_add_text(values, "many", "x");
	ck_assert_int_eq(
	    cvd_template_expand("{{#each many}}{{#each many}}"
	                        "{{#each many}}{{/each}}{{/each}}{{/each}}",
	        values, CVD_TEMPLATE_TEXT, &out, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "template runs too long");
	cvd_buf_clear(&out);
}
END_TEST

START_TEST(a_template_is_text_of_a_bearable_size)
{
	const struct cvd_template *template = NULL;
	struct cvd_buf big = CVD_BUF_INIT(CVD_MAX_TEMPLATE + 1);
	struct cvd_err err;

	for (unsigned i = 0; i <= CVD_MAX_TEMPLATE; i++)
		cvd_buf_addc(&big, 'x');
	ck_assert_int_eq(cvd_template_parse(big.data, big.size, 1, arena,
	                     &template, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "template longer than 262144 bytes");
	ck_assert_int_eq(cvd_template_parse(big.data, CVD_MAX_TEMPLATE, 1,
	                     arena, &template, &err),
	    CVD_OK);
	ck_assert_int_eq(cvd_template_parse("\xc3", 1, 1, arena, &template,
	                     &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "template is not UTF-8");
	ck_assert_int_eq(cvd_template_parse("a\0b", 3, 1, arena, &template,
	                     &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "template holds a NUL");
	cvd_buf_clear(&big);
}
END_TEST

static void
note_use(void *context, enum cvd_template_use use, const char *name,
    unsigned line, unsigned column)
{
	static const char *const uses[] = {
		[CVD_TEMPLATE_NAME] = "name",
		[CVD_TEMPLATE_IF] = "if",
		[CVD_TEMPLATE_EACH] = "each",
	};

	cvd_buf_addf(context, "%u:%u %s %s\n", line, column, uses[use], name);
}

static const struct cvd_template *
parse(const char *text)
{
	const struct cvd_template *template = NULL;

	ck_assert_int_eq(cvd_template_parse(text, strlen(text), 1, arena,
	                     &template, NULL),
	    CVD_OK);
	return template;
}

START_TEST(every_use_of_a_name_is_listed)
{
	struct cvd_buf list = CVD_BUF_INIT(400);

	cvd_template_list(parse("{{a}}\n{{#if b.c}}\n{{d}}{{else}}{{e}}\n"
	                        "{{/if}}\n{{#each f}}{{.}}{{/each}}"),
	    note_use, &list);
	ck_assert_str_eq(list.data,
	    "1:1 name a\n2:1 if b.c\n3:1 name d\n3:14 name e\n"
	    "5:1 each f\n5:12 name .\n");
	cvd_buf_clear(&list);
}
END_TEST

static const struct {
	const char *template;
	const char *message; /* NULL: good */
} checked[] = {
	{ "{{name}}{{#each tries}}{{day}}{{/each}}", NULL },
	{ "{{#if no}}{{nobody}}{{/if}}", "'nobody' is not known here" },
	{ "{{#if yes}}{{else}}{{nobody}}{{/if}}",
	    "'nobody' is not known here" },
	{ "{{#each tries}}{{nobody}}{{/each}}", "'nobody' is not known here" },
	{ "{{#if no}}{{team}}{{/if}}", "'team' is not a text" },
};

START_TEST(a_check_looks_into_every_branch)
{
	struct cvd_err err = { .message = "" };
	enum cvd_status status = cvd_template_check(parse(checked[_i].template),
	    values, &err);

	if (checked[_i].message == NULL) {
		ck_assert_int_eq(status, CVD_OK);
	} else {
		ck_assert_int_eq(status, CVD_E_INVALID);
		ck_assert_str_eq(err.message, checked[_i].message);
	}
}
END_TEST

#define ROWS(rows) ((int)(sizeof(rows) / sizeof(rows)[0]))

int
main(void)
{
	Suite *suite = suite_create("template");
	TCase *tc = tcase_create("template");

	table = table_load("templates.tsv");
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, a_template_says_what_its_row_says, 0,
	    table.rows);
	tcase_add_loop_test(tc,
	    a_header_takes_no_value_that_is_more_than_a_line, 0, ROWS(forged));
	tcase_add_test(tc, sections_nest_eight_deep);
	tcase_add_test(tc, text_stops_at_its_ceiling);
	tcase_add_test(tc, loops_that_print_nothing_end_too);
	tcase_add_test(tc, a_template_is_text_of_a_bearable_size);
	tcase_add_test(tc, every_use_of_a_name_is_listed);
	tcase_add_loop_test(tc, a_check_looks_into_every_branch, 0,
	    ROWS(checked));
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

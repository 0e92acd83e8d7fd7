/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/letter.h"
#include "core/limits.h"

#include "suite.h"

#include <string.h>

static struct cvd_arena *arena;
static struct cvd_value *values;

static void
set_up(void)
{
	arena = cvd_arena_new();
	values = cvd_value_new(arena);
	cvd_value_set(values, "id", "CVD-2026-4K7Q9XV");
	cvd_value_set(values, "name", "Alice");
	cvd_value_set(values, "empty", "");
}

static void
tear_down(void)
{
	cvd_arena_free(arena);
}

static enum cvd_status
render(const char *text, const char **subject, const char **body,
    struct cvd_err *err)
{
	struct cvd_letter_template letter;
	enum cvd_status status = cvd_letter_parse(text, strlen(text), arena,
	    &letter, err);

	if (status != CVD_OK)
		return status;
	return cvd_letter_render(&letter, values, arena, subject, body, err);
}

START_TEST(a_letter_has_a_subject_and_a_body)
{
	const char *subject = NULL;
	const char *body = NULL;

	ck_assert_int_eq(render("Subject: [{{id}}] received\n\n"
	                        "Dear {{name}},\n\nThank you.\n\n\n",
	                     &subject, &body, NULL),
	    CVD_OK);
	ck_assert_str_eq(subject, "[CVD-2026-4K7Q9XV] received");
	ck_assert_str_eq(body, "Dear Alice,\n\nThank you.\n");
}
END_TEST

static const struct {
	const char *text;
	enum cvd_status status;
	unsigned line;
	const char *message;
} faults[] = {
	{ "", CVD_E_SYNTAX, 1,
	    "a letter begins with 'Subject: …' and a blank line" },
	{ "\nDear\n", CVD_E_SYNTAX, 1,
	    "a letter begins with 'Subject: …' and a blank line" },
	{ "Dear {{name}}\n\nx\n", CVD_E_SYNTAX, 1,
	    "a letter begins with 'Subject: …' and a blank line" },
	{ "Subject: a\nBcc: evil@example.net\n\nx\n", CVD_E_SYNTAX, 2,
	    "a letter begins with 'Subject: …' and a blank line" },
	{ "Subject: a\nSubject: b\n\nx\n", CVD_E_SYNTAX, 2,
	    "a letter has one subject" },
	{ "Subject: {{nobody}}\n\nx\n", CVD_E_INVALID, 1,
	    "'nobody' is not known here" },
	{ "Subject: a\n\nDear\n{{nobody}}\n", CVD_E_INVALID, 4,
	    "'nobody' is not known here" },
	{ "Subject: a\n\n{{#if name}}\n", CVD_E_SYNTAX, 3,
	    "section is not closed" },
	{ "Subject: {{empty}}\n\nx\n", CVD_E_INVALID, 0,
	    "the subject is empty" },
	{ "Subject: a\n\n\n{{empty}}\n", CVD_E_INVALID, 0,
	    "the letter is empty" },
	{ "Subject: a\n", CVD_E_INVALID, 0, "the letter is empty" },
	{ "Subject: a\rb\n\nx\n", CVD_E_INVALID, 0,
	    "header value is more than one line" },
};

START_TEST(a_faulty_letter_is_refused)
{
	const char *subject = "untouched";
	const char *body = NULL;
	struct cvd_err err;

	ck_assert_int_eq(render(faults[_i].text, &subject, &body, &err),
	    faults[_i].status);
	ck_assert_str_eq(err.message, faults[_i].message);
	ck_assert_uint_eq(err.line, faults[_i].line);
	ck_assert_str_eq(subject, "untouched");
}
END_TEST

START_TEST(a_letter_has_a_size_that_mail_can_bear)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_LETTER + 100);
	const char *subject;
	const char *body;
	struct cvd_err err;

	for (unsigned i = 0; i < CVD_MAX_LETTER / 2 + 10; i++)
		cvd_buf_addc(&text, 'x');
	cvd_value_set(values, "long", text.data);
	ck_assert_int_eq(render("Subject: a\n\n{{long}}{{long}}\n", &subject,
	                     &body, &err),
	    CVD_E_INVALID);
	ck_assert_ptr_nonnull(strstr(err.message, "longer than the limit"));
	cvd_buf_clear(&text);
}
END_TEST

START_TEST(a_check_sees_both_parts)
{
	static const char text[] =
	    "Subject: a\n\n{{#if empty}}{{nobody}}{{/if}}\n";
	static const char head[] = "Subject: {{nobody}}\n\nx\n";
	struct cvd_letter_template letter;
	struct cvd_err err;

	ck_assert_int_eq(cvd_letter_parse(text, strlen(text), arena, &letter,
	                     NULL),
	    CVD_OK);
	ck_assert_int_eq(cvd_letter_check(&letter, values, &err),
	    CVD_E_INVALID);
	ck_assert_uint_eq(err.line, 3);
	ck_assert_int_eq(cvd_letter_parse(head, strlen(head), arena, &letter,
	                     NULL),
	    CVD_OK);
	ck_assert_int_eq(cvd_letter_check(&letter, values, &err),
	    CVD_E_INVALID);
	ck_assert_uint_eq(err.line, 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("letter");
	TCase *tc = tcase_create("letter");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_letter_has_a_subject_and_a_body);
	tcase_add_loop_test(tc, a_faulty_letter_is_refused, 0,
	    (int)(sizeof faults / sizeof faults[0]));
	tcase_add_test(tc, a_letter_has_a_size_that_mail_can_bear);
	tcase_add_test(tc, a_check_sees_both_parts);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

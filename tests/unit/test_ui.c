/* SPDX-License-Identifier: EUPL-1.2 */

/* A terminal for the questions (POSIX, XSI). */
#define _XOPEN_SOURCE 700

#include "chance.h"
#include "command.h"
#include "environment.h"
#include "exit.h"
#include "reader.h"
#include "ui.h"

#include "suite.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A new terminal on standard input and error; the end where a person sits. */
static int
open_terminal(void)
{
	int person = posix_openpt(O_RDWR | O_NOCTTY);
	int terminal;

	ck_assert_int_ge(person, 0);
	ck_assert_int_eq(grantpt(person), 0);
	ck_assert_int_eq(unlockpt(person), 0);
	terminal = open(ptsname(person), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(terminal, 0);
	ck_assert_int_eq(dup2(terminal, STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(dup2(terminal, STDERR_FILENO), STDERR_FILENO);
	return person;
}

static void
type(int person, const char *text)
{
	ck_assert_int_eq(write(person, text, strlen(text)),
	    (ssize_t)strlen(text));
}

/* Takes the terminal away from standard input and error. */
static void
close_terminal(void)
{
	int null = open("/dev/null", O_RDWR);

	ck_assert_int_eq(dup2(null, STDIN_FILENO), STDIN_FILENO);
	ck_assert_int_eq(dup2(null, STDERR_FILENO), STDERR_FILENO);
}

static enum cvd_status
confirm(const char *typed, bool no_input, struct cvd_err *err)
{
	int person = open_terminal();
	enum cvd_status rc;

	type(person, typed);
	ui_setup(false, 0, no_input);
	rc = ui_confirm(false, err, "publish %s?", "this");
	return rc;
}

START_TEST(only_a_yes_is_a_yes)
{
	static const struct {
		const char *typed;
		enum cvd_status status;
	} rows[] = {
		{ "y\n", CVD_OK }, { "yes\n", CVD_OK },
		{ "\n", CVD_E_CANCELLED }, { "n\n", CVD_E_CANCELLED },
		{ "yesterday\n", CVD_E_CANCELLED },
		{ "\x04", CVD_E_CANCELLED }, /* end of input */
	};
	struct cvd_err err;

	ck_assert_int_eq(confirm(rows[_i].typed, false, &err), rows[_i].status);
	if (rows[_i].status != CVD_OK)
		ck_assert_str_eq(err.message, "cancelled");
}
END_TEST

START_TEST(nobody_is_asked_without_a_terminal_or_with_no_input)
{
	struct cvd_buf line = CVD_BUF_INIT(100);
	struct cvd_err err;

	ck_assert_int_eq(confirm("y\n", true, &err), CVD_E_USAGE);
	ck_assert_str_eq(err.message,
	    "this needs a yes, and nobody can be asked");
	ck_assert_str_eq(err.hint, "give --yes to go on without a question");
	close_terminal();
	ui_setup(false, 0, false);
	ck_assert(!ui_can_ask());
	ck_assert_int_eq(ui_confirm(false, &err, "sure?"), CVD_E_USAGE);
	ck_assert_int_eq(ui_confirm(true, &err, "sure?"), CVD_OK);
	ck_assert_int_eq(ui_ask("title", &line, &err), CVD_E_USAGE);
	ck_assert_str_eq(err.message, "title: nobody can be asked");
}
END_TEST

START_TEST(an_answer_is_one_line)
{
	struct cvd_buf line = CVD_BUF_INIT(12);
	struct cvd_err err;
	int person = open_terminal();

	ui_setup(false, 0, false);
	type(person, "Gate is open\nmuch too long a line\n\x04");
	ck_assert_int_eq(ui_ask("title", &line, &err), CVD_OK);
	ck_assert_str_eq(line.data, "Gate is open");
	ck_assert_int_eq(ui_ask("title", &line, &err), CVD_E_INVALID);
	cvd_buf_clear(&line);
	ck_assert_int_eq(ui_ask("title", &line, &err), CVD_E_CANCELLED);
	cvd_buf_clear(&line);
}
END_TEST

START_TEST(colour_follows_its_rules_in_their_order)
{
	static const struct {
		enum ui_color said;
		const char *no_color;
		const char *force;
		const char *term;
		const char *git;
		bool is_terminal;
		bool wanted;
	} rows[] = {
		{ UI_COLOR_ALWAYS, "1", NULL, "dumb", "false", false, true },
		{ UI_COLOR_NEVER, NULL, "1", "xterm", "auto", true, false },
		{ UI_COLOR_AUTO, NULL, NULL, "xterm", NULL, true, true },
		{ UI_COLOR_AUTO, NULL, NULL, "xterm", NULL, false, false },
		{ UI_COLOR_AUTO, NULL, NULL, "dumb", NULL, true, false },
		{ UI_COLOR_AUTO, NULL, NULL, NULL, NULL, true, false },
		{ UI_COLOR_AUTO, "1", "1", "xterm", NULL, true, false },
		{ UI_COLOR_AUTO, NULL, "1", "dumb", "never", false, true },
		{ UI_COLOR_AUTO, NULL, "0", "xterm", NULL, false, false },
		{ UI_COLOR_AUTO, NULL, NULL, "xterm", "never", true, false },
		{ UI_COLOR_AUTO, NULL, NULL, "xterm", "false", true, false },
		{ UI_COLOR_AUTO, NULL, NULL, "xterm", "always", false, false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct environment env = { .no_color = rows[i].no_color,
			.clicolor_force = rows[i].force,
			.term = rows[i].term };
		bool wanted = ui_wants_color(rows[i].said, &env, rows[i].git,
		    rows[i].is_terminal);

		ck_assert_msg(wanted == rows[i].wanted, "row %zu", i);
	}
}
END_TEST

START_TEST(the_pager_is_the_first_that_is_set)
{
	struct environment env = { .git_pager = "a", .pager = "b" };

	ck_assert_str_eq(reader_pager(&env, "own", "git"), "own");
	ck_assert_str_eq(reader_pager(&env, NULL, "git"), "a");
	env.git_pager = NULL;
	ck_assert_str_eq(reader_pager(&env, NULL, "git"), "git");
	ck_assert_str_eq(reader_pager(&env, NULL, NULL), "b");
	env.pager = NULL;
	ck_assert_str_eq(reader_pager(&env, NULL, NULL), "less");
	ck_assert_ptr_null(reader_pager(&env, "cat", NULL));
	ck_assert_ptr_null(reader_pager(&env, " ", NULL));
}
END_TEST

/* Puts standard output into a new file and gives it. */
static FILE *
redirect_output(void)
{
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	(void)fflush(stdout);
	ck_assert_int_eq(dup2(fileno(file), STDOUT_FILENO), STDOUT_FILENO);
	return file;
}

static void
read_back(FILE *file, char *text, size_t room)
{
	size_t n;

	rewind(file);
	n = fread(text, 1, room - 1, file);
	text[n] = '\0';
	(void)fclose(file);
}

START_TEST(an_answer_goes_through_the_pager)
{
	struct environment env = { 0 };
	struct reader reader = { 0 };
	FILE *file = redirect_output();
	char text[32];

	reader_start(&reader, " tr  a-z   A-Z ", &env);
	ck_assert_int_gt(reader.pid, 0);
	(void)printf("answer\n");
	(void)fflush(stdout);
	reader_wait(&reader);
	read_back(file, text, sizeof text);
	ck_assert_str_eq(text, "ANSWER\n");
}
END_TEST

START_TEST(a_pager_that_cannot_run_is_none)
{
	struct environment env = { 0 };
	struct reader reader = { 0 };
	FILE *file = redirect_output();
	char text[32];

	reader_start(&reader, "/nonexistent/pager", &env);
	ck_assert_int_eq(reader.pid, 0);
	(void)printf("answer\n");
	(void)fflush(stdout);
	reader_wait(&reader);
	read_back(file, text, sizeof text);
	ck_assert_str_eq(text, "answer\n");
}
END_TEST

START_TEST(a_seed_decides_all_that_chance_gives)
{
	struct chance one = chance_from("1");
	struct chance again = chance_from("1");
	struct chance other = chance_from("2");
	unsigned char a[32];
	unsigned char b[32];
	unsigned char c[32];
	struct cvd_err err;

	ck_assert_int_eq(chance_fill(&one, a, sizeof a, &err), CVD_OK);
	ck_assert_int_eq(chance_fill(&again, b, sizeof b, &err), CVD_OK);
	ck_assert_int_eq(chance_fill(&other, c, sizeof c, &err), CVD_OK);
	ck_assert_mem_eq(a, b, sizeof a);
	ck_assert_mem_ne(a, c, sizeof a);
	ck_assert_int_eq(chance_fill(&one, b, sizeof b, &err), CVD_OK);
	ck_assert_mem_ne(a, b, sizeof a);
}
END_TEST

START_TEST(without_a_seed_no_two_are_the_same)
{
	struct chance chance = chance_from(NULL);
	unsigned char a[32];
	unsigned char b[32];
	struct cvd_err err;

	ck_assert_int_eq(chance_fill(&chance, a, sizeof a, &err), CVD_OK);
	chance = chance_from(NULL);
	ck_assert_int_eq(chance_fill(&chance, b, sizeof b, &err), CVD_OK);
	ck_assert_mem_ne(a, b, sizeof a);
}
END_TEST

START_TEST(each_status_has_a_code_of_the_table)
{
	const struct exit_row *row = exit_table();

	for (int last = -1; row->meaning != NULL; row++) {
		ck_assert_int_gt(row->code, last);
		last = row->code;
	}
	for (enum cvd_status s = CVD_OK; s < CVD_STATUS_COUNT; s++) {
		for (row = exit_table(); row->meaning != NULL; row++) {
			if (row->code == exit_code(s))
				break;
		}
		ck_assert_msg(row->meaning != NULL, "status %d", (int)s);
	}
}
END_TEST

START_TEST(operands_are_counted_by_the_synopsis)
{
	static const struct {
		const char *operands;
		int count;
		const char *message; /* NULL: accepted */
	} rows[] = {
		{ NULL, 0, NULL },
		{ NULL, 1, "'x' takes no 'one'" },
		{ "CASE", 0, "'x' needs CASE" },
		{ "CASE", 1, NULL },
		{ "CASE", 2, "'x' takes no 'two'" },
		{ "[DIR]", 0, NULL },
		{ "[DIR]", 2, "'x' takes no 'two'" },
		{ "CASE...", 0, "'x' needs CASE" },
		{ "CASE...", 3, NULL },
		{ "CASE [PARTY...]", 1, NULL },
		{ "CASE [PARTY...]", 3, NULL },
		{ "CASE [PARTY]...", 3, NULL },
		{ "add|set|list CASE [PARTY]", 1, "'x' needs CASE" },
		{ "add|set|list CASE [PARTY]", 3, NULL },
	};
	char *words[] = { (char[]){ "one" }, (char[]){ "two" },
		(char[]){ "three" } };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct command command = { .name = "x",
			.operands = rows[i].operands };
		struct cvd_err err = { 0 };
		enum cvd_status rc = command_check_operands(&command,
		    rows[i].count, words, &err);

		ck_assert_int_eq(rc,
		    rows[i].message == NULL ? CVD_OK : CVD_E_USAGE);
		if (rows[i].message != NULL)
			ck_assert_str_eq(err.message, rows[i].message);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ui");
	TCase *tc = tcase_create("ui");

	tcase_add_loop_test(tc, only_a_yes_is_a_yes, 0, 6);
	tcase_add_test(tc, nobody_is_asked_without_a_terminal_or_with_no_input);
	tcase_add_test(tc, an_answer_is_one_line);
	tcase_add_test(tc, colour_follows_its_rules_in_their_order);
	tcase_add_test(tc, the_pager_is_the_first_that_is_set);
	tcase_add_test(tc, an_answer_goes_through_the_pager);
	tcase_add_test(tc, a_pager_that_cannot_run_is_none);
	tcase_add_test(tc, a_seed_decides_all_that_chance_gives);
	tcase_add_test(tc, without_a_seed_no_two_are_the_same);
	tcase_add_test(tc, each_status_has_a_code_of_the_table);
	tcase_add_test(tc, operands_are_counted_by_the_synopsis);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

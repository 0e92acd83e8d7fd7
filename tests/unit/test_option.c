/* SPDX-License-Identifier: EUPL-1.2 */
#include "nearest.h"
#include "option.h"

#include "suite.h"

#include <string.h>

static bool arg_force;
static bool arg_no_letter;
static unsigned arg_loud;
static const char *arg_title;
static const char *arg_channel;
static const char *arg_reason;
static bool arg_accept;
static int arg_small;
static struct option_list arg_targets;

static const char *const channels[] = { "e-mail", "phone", NULL };

static enum cvd_status
convert_small(const char *text, void *target, struct cvd_err *err)
{
	int *number = target;

	if (text[0] < '0' || text[0] > '9' || text[1] != '\0')
		return cvd_fail_at(err, CVD_E_SYNTAX, 1, 1,
		    "'%s' is no small number", text);
	*number = text[0] - '0';
	return CVD_OK;
}

static const struct option table[] = {
	OPT_FLAG('f', "force", &arg_force, "go on"),
	OPT_FLAG(0, "no-letter", &arg_no_letter, "send nothing"),
	OPT_COUNT('l', "loud", &arg_loud, "say more"),
	OPT_TEXT('t', "title", &arg_title, "TEXT", "call it so"),
	OPT_CHOICE(0, "channel", &arg_channel, "CHANNEL", channels, "how"),
	OPT_VALUE('s', "small", &arg_small, "N", convert_small, "a number"),
	OPT_LIST(0, "target", &arg_targets, "TARGET", "what"),
	OPT_END,
};

static const struct option verdicts[] = {
	OPT_FLAG('a', "accept", &arg_accept, "yes", .group = 1,
	    .required = true),
	OPT_TEXT('r', "reject", &arg_reason, "REASON", "no", .group = 1,
	    .required = true),
	OPT_TEXT('t', "title", &arg_title, "TEXT", "it", .required = true),
	OPT_END,
};

static struct option_parser parser;
static struct cvd_err err;
static char *words[OPTION_VALUES * 2 + 8];
static int operands;

static void
start(void)
{
	arg_force = arg_no_letter = arg_accept = false;
	arg_loud = 0;
	arg_small = -1;
	arg_title = arg_channel = arg_reason = NULL;
	arg_targets.count = 0;
	parser = (struct option_parser){ 0 };
	(void)memset(&err, 0, sizeof err);
}

/* Parses a command line of words between single blanks. */
static enum cvd_status
parse(const struct option *rows, const char *line)
{
	static char copy[4000];
	int n = 0;

	start();
	ck_assert_uint_lt(strlen(line), sizeof copy);
	(void)memcpy(copy, line, strlen(line) + 1);
	for (char *p = copy; p != NULL && *p != '\0';) {
		char *blank = strchr(p, ' ');

		if (blank != NULL)
			*blank++ = '\0';
		words[n++] = p;
		p = blank;
	}
	option_parser_add(&parser, rows);
	return option_parse_all(&parser, n, words, &operands, &err);
}

static void
refused(const char *line, const char *message, const char *hint)
{
	ck_assert_int_eq(parse(table, line), CVD_E_USAGE);
	ck_assert_str_eq(err.message, message);
	ck_assert_str_eq(err.hint, hint);
	ck_assert_int_eq(err.status, CVD_E_USAGE);
}

START_TEST(each_kind_of_option_reaches_its_target)
{
	ck_assert_int_eq(parse(table,
	                     "--force --loud --loud --title T "
	                     "--channel phone --small 7 --target a --target b"),
	    CVD_OK);
	ck_assert(arg_force);
	ck_assert_uint_eq(arg_loud, 2);
	ck_assert_str_eq(arg_title, "T");
	ck_assert_str_eq(arg_channel, "phone");
	ck_assert_int_eq(arg_small, 7);
	ck_assert_uint_eq(arg_targets.count, 2);
	ck_assert_str_eq(arg_targets.items[1], "b");
	ck_assert_int_eq(operands, 0);
}
END_TEST

START_TEST(a_value_may_stand_behind_an_equals_sign)
{
	ck_assert_int_eq(parse(table, "--title=a=b --target="), CVD_OK);
	ck_assert_str_eq(arg_title, "a=b");
	ck_assert_str_eq(arg_targets.items[0], "");
}
END_TEST

START_TEST(letters_can_be_bundled)
{
	ck_assert_int_eq(parse(table, "-fllt T"), CVD_OK);
	ck_assert(arg_force);
	ck_assert_uint_eq(arg_loud, 2);
	ck_assert_str_eq(arg_title, "T");
	ck_assert_int_eq(parse(table, "-ftT"), CVD_OK);
	ck_assert_str_eq(arg_title, "T");
}
END_TEST

START_TEST(the_last_of_several_flags_counts)
{
	ck_assert_int_eq(parse(table, "--force --no-force"), CVD_OK);
	ck_assert(!arg_force);
	ck_assert_int_eq(parse(table, "--no-force -f"), CVD_OK);
	ck_assert(arg_force);
	ck_assert_int_eq(parse(table, "--no-letter"), CVD_OK);
	ck_assert(arg_no_letter);
}
END_TEST

START_TEST(operands_keep_their_order_among_options)
{
	ck_assert_int_eq(parse(table, "one -f two --title T - --"), CVD_OK);
	ck_assert_int_eq(operands, 3);
	ck_assert_str_eq(words[0], "one");
	ck_assert_str_eq(words[1], "two");
	ck_assert_str_eq(words[2], "-");
}
END_TEST

START_TEST(two_dashes_end_the_options)
{
	ck_assert_int_eq(parse(table, "-f -- --title -x"), CVD_OK);
	ck_assert_int_eq(operands, 2);
	ck_assert_str_eq(words[0], "--title");
	ck_assert_ptr_null(arg_title);
}
END_TEST

START_TEST(a_vocabulary_has_one_spelling)
{
	ck_assert_int_eq(parse(table, "--channel e_mail"), CVD_OK);
	ck_assert_str_eq(arg_channel, "e-mail");
	refused("--channel fax", "option '--channel' has no choice 'fax'",
	    "one of: e-mail, phone");
	refused("--channel e-mailx",
	    "option '--channel' has no choice 'e-mailx'",
	    "one of: e-mail, phone");
}
END_TEST

START_TEST(an_unknown_option_is_named_with_the_nearest)
{
	refused("--titel T", "unknown option '--titel'",
	    "did you mean '--title'?");
	refused("--tit T", "unknown option '--tit'", "did you mean '--title'?");
	refused("--no-title", "unknown option '--no-title'",
	    "did you mean '--title'?");
	refused("--no-no-letter", "unknown option '--no-no-letter'",
	    "did you mean '--no-letter'?");
	refused("--xyzzy=1", "unknown option '--xyzzy'", "");
	refused("--=1", "unknown option '--'", "");
	refused("-fx", "unknown option '-x'", "");
}
END_TEST

START_TEST(a_wrong_value_is_refused)
{
	refused("--title", "option '--title' needs a value", "");
	refused("-ft", "option '--title' needs a value", "");
	refused("--force=yes", "option '--force' takes no value", "");
	refused("--title a --title b", "option '--title' is given twice", "");
	refused("--title a -t b", "option '--title' is given twice", "");
	refused("--small 77", "--small: '77' is no small number", "");
}
END_TEST

START_TEST(a_list_has_an_end)
{
	struct option_parser p = { 0 };
	char option[] = "--target=x";

	start();
	option_parser_add(&p, table);
	for (unsigned i = 0; i <= OPTION_VALUES; i++)
		words[i] = option;
	ck_assert_int_eq(option_parse_all(&p, (int)OPTION_VALUES, words,
	                     &operands, &err),
	    CVD_OK);
	ck_assert_uint_eq(arg_targets.count, OPTION_VALUES);
	ck_assert_int_eq(option_parse_all(&p, 1, words, &operands, &err),
	    CVD_E_USAGE);
	ck_assert_str_eq(err.message,
	    "option '--target' is given more than 100 times");
}
END_TEST

START_TEST(options_of_a_group_exclude_each_other)
{
	ck_assert_int_eq(parse(verdicts, "-a --title T"), CVD_OK);
	ck_assert_int_eq(option_check(&parser, &err), CVD_OK);
	ck_assert_int_eq(parse(verdicts, "-a -r spam --title T"), CVD_OK);
	ck_assert_int_eq(option_check(&parser, &err), CVD_E_USAGE);
	ck_assert_str_eq(err.message,
	    "--accept and --reject exclude each other");
}
END_TEST

START_TEST(all_that_is_missing_is_named_at_once)
{
	ck_assert_int_eq(parse(verdicts, ""), CVD_OK);
	ck_assert_int_eq(option_check(&parser, &err), CVD_E_USAGE);
	ck_assert_str_eq(err.message, "missing: --accept or --reject, --title");
}
END_TEST

START_TEST(an_option_of_a_later_table_hides_an_earlier_one)
{
	static bool version;
	static const char *of_fix;
	static const struct option first[] = {
		OPT_FLAG(0, "version", &version, "which cvd this is"),
		OPT_END,
	};
	static const struct option later[] = {
		OPT_TEXT(0, "version", &of_fix, "VERSION", "in which"),
		OPT_END,
	};
	char *line[] = { (char[]){ "--version" }, (char[]){ "2.4.1" } };

	start();
	option_parser_add(&parser, first);
	option_parser_add(&parser, later);
	ck_assert_int_eq(option_parse_all(&parser, 2, line, &operands, &err),
	    CVD_OK);
	ck_assert_int_eq(operands, 0);
	ck_assert(!version);
	ck_assert_str_eq(of_fix, "2.4.1");
}
END_TEST

START_TEST(tables_can_be_added_behind_the_first_operand)
{
	char *line[] = { (char[]){ "--force" }, (char[]){ "verb" },
		(char[]){ "--accept" }, (char[]){ "x" }, (char[]){ "-f" } };
	int used;

	start();
	option_parser_add(&parser, table);
	ck_assert_int_eq(option_parse_leading(&parser, 5, line, &used, &err),
	    CVD_OK);
	ck_assert_int_eq(used, 1);
	option_parser_add(&parser, NULL);
	option_parser_add(&parser, verdicts);
	ck_assert_int_eq(option_parse_all(&parser, 3, line + 2, &operands,
	                     &err),
	    CVD_OK);
	ck_assert_int_eq(operands, 1);
	ck_assert(arg_accept);
}
END_TEST

static const char *
nearest_of(const char *word)
{
	struct nearest nearest = nearest_to(word);

	nearest_offer(&nearest, "show");
	nearest_offer(&nearest, "note");
	nearest_offer(&nearest, "notify");
	nearest_offer(&nearest, "publish");
	return nearest.best == NULL ? "" : nearest.best;
}

START_TEST(a_slip_has_a_nearest_word_and_another_word_has_none)
{
	ck_assert_str_eq(nearest_of("shwo"), "show");
	ck_assert_str_eq(nearest_of("publsih"), "publish");
	ck_assert_str_eq(nearest_of("notfy"), "notify");
	ck_assert_str_eq(nearest_of("pub"), "publish");
	ck_assert_str_eq(nearest_of("frobnicate"), "");
	ck_assert_str_eq(nearest_of(""), "");
	ck_assert_str_eq(nearest_of("pppppppppppppppppppppppppppppppppppp"),
	    "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("option");
	TCase *tc = tcase_create("option");

	tcase_add_test(tc, each_kind_of_option_reaches_its_target);
	tcase_add_test(tc, a_value_may_stand_behind_an_equals_sign);
	tcase_add_test(tc, letters_can_be_bundled);
	tcase_add_test(tc, the_last_of_several_flags_counts);
	tcase_add_test(tc, operands_keep_their_order_among_options);
	tcase_add_test(tc, two_dashes_end_the_options);
	tcase_add_test(tc, a_vocabulary_has_one_spelling);
	tcase_add_test(tc, an_unknown_option_is_named_with_the_nearest);
	tcase_add_test(tc, a_wrong_value_is_refused);
	tcase_add_test(tc, a_list_has_an_end);
	tcase_add_test(tc, options_of_a_group_exclude_each_other);
	tcase_add_test(tc, all_that_is_missing_is_named_at_once);
	tcase_add_test(tc, an_option_of_a_later_table_hides_an_earlier_one);
	tcase_add_test(tc, tables_can_be_added_behind_the_first_operand);
	tcase_add_test(tc, a_slip_has_a_nearest_word_and_another_word_has_none);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_OPTION_H
#define CVD_CMD_OPTION_H

#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Options of the command line, from tables.
 *
 * A table is the only place where an option is written down: the parser, -h,
 * the completions and the check of the manual all read it. Long names are
 * exact, `--name=value` and `--name value` are the same, letters can be
 * bundled, a flag `--name` has its `--no-name`, options may follow operands,
 * and `--` ends them. A value that may be given once is refused the second
 * time; the last of several flags counts.
 */

/* The most values that an option with a list takes. */
#define OPTION_VALUES 100u

/* Values in the order given. They are borrowed from argv. */
struct option_list {
	size_t count;
	const char *items[OPTION_VALUES];
};

/*
 * Turns the text of a value into *target. Its message says what is wrong with
 * the text; the parser puts the name of the option before it.
 */
typedef enum cvd_status option_convert_fn(const char *text, void *target,
    struct cvd_err *err);

/*
 * One option. Exactly one of flag, count, text, list and convert is set. A
 * target starts out as what holds when the option is not given.
 */
struct option {
	const char *name;  /* without the dashes; NULL: a letter alone */
	const char *value; /* as -h calls it, in capitals; NULL: none */
	const char *help;  /* one line, lower case, no full stop */
	bool *flag;
	unsigned *count;
	const char **text; /* borrowed from argv, or from choices */
	struct option_list *list;
	option_convert_fn *convert;
	void *target;
	/*
	 * The closed vocabulary of text, NULL-terminated. Letter case is exact;
	 * `_` and `-` are the same. The target gets the vocabulary's spelling.
	 */
	const char *const *choices;
	unsigned group; /* options of one group, from 1, exclude each other */
	char letter;    /* 0 for none */
	bool required;  /* it, or one of its group, must be given */
	bool hidden;    /* from -h and completion */
};

/*
 * Rows of a table. After the help may follow `.group = 1`, `.required = true`
 * and `.hidden = true`.
 */
#define OPT_ROW(c, n, ...)                                                     \
	{                                                                      \
		.letter = (c), .name = (n), __VA_ARGS__                        \
	}
#define OPT_FLAG(c, n, p, ...)  OPT_ROW(c, n, .flag = (p), .help = __VA_ARGS__)
#define OPT_COUNT(c, n, p, ...) OPT_ROW(c, n, .count = (p), .help = __VA_ARGS__)
#define OPT_TEXT(c, n, p, v, ...)                                              \
	OPT_ROW(c, n, .text = (p), .value = (v), .help = __VA_ARGS__)
#define OPT_LIST(c, n, p, v, ...)                                              \
	OPT_ROW(c, n, .list = (p), .value = (v), .help = __VA_ARGS__)
#define OPT_CHOICE(c, n, p, v, words, ...)                                     \
	OPT_ROW(c, n, .text = (p), .value = (v), .choices = (words),           \
	    .help = __VA_ARGS__)
#define OPT_VALUE(c, n, p, v, fn, ...)                                         \
	OPT_ROW(c, n, .target = (p), .value = (v), .convert = (fn),            \
	    .help = __VA_ARGS__)
#define OPT_END                                                                \
	{                                                                      \
		.name = NULL                                                   \
	}

/* Whether the row is OPT_END. */
bool option_is_end(const struct option *row);

#define OPTION_TABLES 3u
#define OPTION_ROWS   48u /* of one table */

/* Which tables are in force, and what has been given so far. */
struct option_parser {
	const struct option *tables[OPTION_TABLES];
	bool given[OPTION_TABLES][OPTION_ROWS];
};

/*
 * Adds a table, which must outlive the parser; its options come before those
 * of the same name in earlier ones. NULL is an empty one.
 */
void option_parser_add(struct option_parser *parser,
    const struct option *table);

/*
 * Reads argv[0..argc) up to the first operand; *used is how many it read. The
 * rest may be read by a later call, of this or of option_parse_all(), when
 * more tables are known.
 *
 * CVD_E_USAGE for an unknown option (the hint names the nearest one), a value
 * that is missing, not wanted, not in the vocabulary or given twice, and for
 * what a converter refuses with whatever status.
 */
enum cvd_status option_parse_leading(struct option_parser *parser, int argc,
    char **argv, int *used, struct cvd_err *err);

/*
 * Reads all of argv[0..argc) and moves the operands, in their order, to its
 * front; *operands is how many there are. Fails as option_parse_leading().
 */
enum cvd_status option_parse_all(struct option_parser *parser, int argc,
    char **argv, int *operands, struct cvd_err *err);

/*
 * Whether what was given is complete and of one mind: CVD_E_USAGE where two
 * of a group were given, or required ones were not; all missing ones are
 * named at once.
 */
enum cvd_status option_check(const struct option_parser *parser,
    struct cvd_err *err);

#endif

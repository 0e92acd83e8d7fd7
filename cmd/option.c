/* SPDX-License-Identifier: EUPL-1.2 */

/* How a command line is read by tables of options. */

#include "option.h"

#include "core/buf.h"
#include "nearest.h"

#include <assert.h>
#include <string.h>

#define MESSAGE_MOST 500u

/* An option as it was found: its place in the tables. */
struct found {
	const struct option *row;
	bool *given;
	bool negated; /* --no-name */
};

/* The words that are still to be read. */
struct words {
	int count;
	char **next;
};

bool
option_is_end(const struct option *row)
{
	return row->letter == '\0' && row->name == NULL;
}

void
option_parser_add(struct option_parser *parser, const struct option *table)
{
	unsigned i = 0;
	unsigned rows = 0;

	if (table == NULL)
		return;
	while (i < OPTION_TABLES && parser->tables[i] != NULL)
		i++;
	assert(i < OPTION_TABLES);
	while (!option_is_end(&table[rows]))
		rows++;
	assert(rows < OPTION_ROWS);
	parser->tables[i] = table;
}

static bool
is_name(const struct option *row, const char *name, size_t size)
{
	return row->name != NULL && strlen(row->name) == size &&
	       memcmp(row->name, name, size) == 0;
}

/* Matches the row against a long name, or against a letter when size is 0. */
static bool
matches(const struct option *row, const char *name, size_t size, bool negated)
{
	if (size == 0)
		return row->letter == name[0];
	if (!negated)
		return is_name(row, name, size);
	return row->flag != NULL && strncmp(row->name, "no-", 3) != 0 &&
	       is_name(row, name, size);
}

/* The latest table first: a command's own --version hides that of cvd. */
static bool
find(struct option_parser *parser, const char *name, size_t size, bool negated,
    struct found *found)
{
	for (unsigned t = OPTION_TABLES; t-- > 0;) {
		const struct option *table = parser->tables[t];

		if (table == NULL)
			continue;
		for (unsigned r = 0; !option_is_end(&table[r]); r++) {
			if (!matches(&table[r], name, size, negated))
				continue;
			found->row = &table[r];
			found->given = &parser->given[t][r];
			found->negated = negated;
			return true;
		}
	}
	return false;
}

static enum cvd_status
fail_unknown(const struct option_parser *parser, const char *name, size_t size,
    struct cvd_err *err)
{
	char word[40] = "";
	struct nearest nearest;
	enum cvd_status rc;

	rc = cvd_fail(err, CVD_E_USAGE, "unknown option '--%.*s'", (int)size,
	    name);
	if (size >= sizeof word)
		return rc;
	(void)memcpy(word, name, size);
	nearest = nearest_to(word);
	for (unsigned t = 0; t < OPTION_TABLES; t++) {
		const struct option *row = parser->tables[t];

		for (; row != NULL && !option_is_end(row); row++) {
			if (row->name != NULL && !row->hidden)
				nearest_offer(&nearest, row->name);
		}
	}
	if (nearest.best != NULL)
		cvd_err_hint(err, "did you mean '--%s'?", nearest.best);
	return rc;
}

/* How a row is called in messages: --name, or -l where it has no name. */
static void
add_called(struct cvd_buf *buf, const struct option *row)
{
	if (row->name != NULL)
		cvd_buf_addf(buf, "--%s", row->name);
	else
		cvd_buf_addf(buf, "-%c", row->letter);
}

static enum cvd_status
fail_row(struct cvd_err *err, const struct option *row, const char *what)
{
	struct cvd_buf buf = CVD_BUF_INIT(MESSAGE_MOST);
	enum cvd_status rc;

	add_called(&buf, row);
	rc = cvd_fail(err, CVD_E_USAGE, "option '%s' %s", buf.data, what);
	cvd_buf_clear(&buf);
	return rc;
}

static char
fold(char c)
{
	if (c == '_')
		return '-';
	return c;
}

/* Whether two words of a vocabulary are the same; `_` is another `-`. */
static bool
is_choice(const char *word, const char *text)
{
	while (*word != '\0' && fold(*word) == fold(*text)) {
		word++;
		text++;
	}
	return *word == *text;
}

static enum cvd_status
set_choice(const struct option *row, const char *value, struct cvd_err *err)
{
	struct cvd_buf all = CVD_BUF_INIT(MESSAGE_MOST);
	enum cvd_status rc;

	for (unsigned i = 0; row->choices[i] != NULL; i++) {
		if (is_choice(row->choices[i], value)) {
			*row->text = row->choices[i];
			cvd_buf_clear(&all);
			return CVD_OK;
		}
		cvd_buf_add_word(&all, row->choices[i]);
	}
	rc = cvd_fail(err, CVD_E_USAGE, "option '--%s' has no choice '%s'",
	    row->name, value);
	cvd_err_hint(err, "one of: %s", all.data);
	cvd_buf_clear(&all);
	return rc;
}

static enum cvd_status
set_list(const struct option *row, const char *value, struct cvd_err *err)
{
	if (row->list->count == OPTION_VALUES)
		return cvd_fail(err, CVD_E_USAGE,
		    "option '--%s' is given more than %u times", row->name,
		    OPTION_VALUES);
	row->list->items[row->list->count++] = value;
	return CVD_OK;
}

static enum cvd_status
set_converted(const struct option *row, const char *value, struct cvd_err *err)
{
	struct cvd_buf buf = CVD_BUF_INIT(MESSAGE_MOST);

	if (row->convert(value, row->target, err) == CVD_OK)
		return CVD_OK;
	add_called(&buf, row);
	err->line = 0; /* of a text that is no file */
	cvd_err_prefix(err, buf.data);
	cvd_buf_clear(&buf);
	/* whatever a parser calls it, here it is the command line */
	return cvd_fail_as(err, CVD_E_USAGE);
}

static enum cvd_status
set_value(const struct found *found, const char *value, struct cvd_err *err)
{
	const struct option *row = found->row;

	if (row->list != NULL) {
		*found->given = true;
		return set_list(row, value, err);
	}
	if (*found->given)
		return fail_row(err, row, "is given twice");
	*found->given = true;
	if (row->choices != NULL)
		return set_choice(row, value, err);
	if (row->convert != NULL)
		return set_converted(row, value, err);
	*row->text = value;
	return CVD_OK;
}

static void
set_plain(const struct found *found)
{
	*found->given = true;
	if (found->row->flag != NULL)
		*found->row->flag = !found->negated;
	else
		(*found->row->count)++;
}

static bool
find_long(struct option_parser *parser, const char *name, size_t size,
    struct found *found)
{
	if (size == 0)
		return false;
	if (find(parser, name, size, false, found))
		return true;
	return size > 3 && strncmp(name, "no-", 3) == 0 &&
	       find(parser, name + 3, size - 3, true, found);
}

/* One word "--name" or "--name=value", and the word after it if need be. */
static enum cvd_status
parse_long(struct option_parser *parser, const char *name, struct words *words,
    struct cvd_err *err)
{
	size_t size = strcspn(name, "=");
	const char *value = name[size] == '=' ? name + size + 1 : NULL;
	struct found found;

	if (!find_long(parser, name, size, &found))
		return fail_unknown(parser, name, size, err);
	if (found.row->value == NULL) {
		if (value != NULL)
			return fail_row(err, found.row, "takes no value");
		set_plain(&found);
		return CVD_OK;
	}
	if (value == NULL && words->count > 0) {
		value = *words->next++;
		words->count--;
	}
	if (value == NULL)
		return fail_row(err, found.row, "needs a value");
	return set_value(&found, value, err);
}

/* One word of letters, the last of which may have its value behind it. */
static enum cvd_status
parse_letters(struct option_parser *parser, const char *letters,
    struct words *words, struct cvd_err *err)
{
	struct found found;

	for (; *letters != '\0'; letters++) {
		const char *value = letters + 1;

		if (!find(parser, letters, 0, false, &found))
			return cvd_fail(err, CVD_E_USAGE,
			    "unknown option '-%c'", *letters);
		if (found.row->value == NULL) {
			set_plain(&found);
			continue;
		}
		if (*value == '\0' && words->count == 0)
			return fail_row(err, found.row, "needs a value");
		if (*value == '\0') {
			value = *words->next++;
			words->count--;
		}
		return set_value(&found, value, err);
	}
	return CVD_OK;
}

/* Reads one option; the word before words->next is it. */
static enum cvd_status
parse_one(struct option_parser *parser, const char *word, struct words *words,
    struct cvd_err *err)
{
	if (word[1] == '-')
		return parse_long(parser, word + 2, words, err);
	return parse_letters(parser, word + 1, words, err);
}

/* A single dash is an operand: standard input. */
static bool
is_operand(const char *word)
{
	return word[0] != '-' || word[1] == '\0';
}

enum cvd_status
option_parse_leading(struct option_parser *parser, int argc, char **argv,
    int *used, struct cvd_err *err)
{
	struct words words = { argc, argv };
	enum cvd_status rc;

	while (words.count > 0 && !is_operand(*words.next)) {
		const char *word = *words.next++;

		words.count--;
		if (strcmp(word, "--") == 0)
			break;
		rc = parse_one(parser, word, &words, err);
		if (rc != CVD_OK)
			return rc;
	}
	*used = argc - words.count;
	return CVD_OK;
}

enum cvd_status
option_parse_all(struct option_parser *parser, int argc, char **argv,
    int *operands, struct cvd_err *err)
{
	struct words words = { argc, argv };
	bool ended = false;
	int n = 0;
	enum cvd_status rc;

	while (words.count > 0) {
		char *word = *words.next++;

		words.count--;
		if (ended || is_operand(word)) {
			argv[n++] = word;
		} else if (strcmp(word, "--") == 0) {
			ended = true;
		} else {
			rc = parse_one(parser, word, &words, err);
			if (rc != CVD_OK)
				return rc;
		}
	}
	*operands = n;
	return CVD_OK;
}

/*
 * Looks at the rows of the group of table[at], or at table[at] alone when it
 * has none: how many were given, and what their names are.
 */
static unsigned
count_given(const struct option *table, const bool *given, unsigned at,
    bool only_given, struct cvd_buf *names)
{
	unsigned group = table[at].group;
	unsigned n = 0;

	for (unsigned r = 0; !option_is_end(&table[r]); r++) {
		if (group == 0 ? r != at : table[r].group != group)
			continue;
		if (given[r])
			n++;
		if (only_given && !given[r])
			continue;
		if (names->size > 0)
			cvd_buf_addz(names, only_given ? " and " : " or ");
		add_called(names, &table[r]);
	}
	return n;
}

/* Whether the row is the first of its group, which speaks for all of them. */
static bool
is_first(const struct option *table, unsigned at)
{
	for (unsigned r = 0; table[at].group != 0 && r < at; r++) {
		if (table[r].group == table[at].group)
			return false;
	}
	return true;
}

static enum cvd_status
check_table(const struct option *table, const bool *given,
    struct cvd_buf *missing, struct cvd_err *err)
{
	struct cvd_buf names = CVD_BUF_INIT(MESSAGE_MOST);
	enum cvd_status rc = CVD_OK;

	for (unsigned r = 0; !option_is_end(&table[r]) && rc == CVD_OK; r++) {
		if (!is_first(table, r))
			continue;
		cvd_buf_clear(&names);
		if (count_given(table, given, r, true, &names) > 1)
			rc = cvd_fail(err, CVD_E_USAGE, "%s exclude each other",
			    names.data);
		cvd_buf_clear(&names);
		if (table[r].required &&
		    count_given(table, given, r, false, &names) == 0)
			cvd_buf_add_word(missing, names.data);
	}
	cvd_buf_clear(&names);
	return rc;
}

enum cvd_status
option_check(const struct option_parser *parser, struct cvd_err *err)
{
	struct cvd_buf missing = CVD_BUF_INIT(MESSAGE_MOST);
	enum cvd_status rc = CVD_OK;

	for (unsigned t = 0; t < OPTION_TABLES && rc == CVD_OK; t++) {
		if (parser->tables[t] != NULL)
			rc = check_table(parser->tables[t], parser->given[t],
			    &missing, err);
	}
	if (rc == CVD_OK && missing.size > 0)
		rc = cvd_fail(err, CVD_E_USAGE, "missing: %s", missing.data);
	cvd_buf_clear(&missing);
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* How commands and options are shown to people. */

#include "usage.h"

#include "asked.h"
#include "command.h"
#include "option.h"

#include <stdbool.h>
#include <string.h>

#define COLUMNS      80u
#define OPTION_WIDTH 26u /* before the help of an option */
#define NAME_WIDTH   12u /* before the summary of a command */

/* Two blanks at least, so that it is clear where what follows begins. */
static void
add_padding(struct cvd_buf *buf, size_t from, size_t width)
{
	cvd_buf_addc(buf, ' ');
	do
		cvd_buf_addc(buf, ' ');
	while (buf->size - from < width);
}

/* The option with its value, by its long name if it has one. */
static void
add_option(struct cvd_buf *buf, const struct option *row)
{
	if (row->name != NULL)
		cvd_buf_addf(buf, "--%s", row->name);
	else
		cvd_buf_addf(buf, "-%c", row->letter);
	if (row->value != NULL)
		cvd_buf_addf(buf, " %s", row->value);
}

/* The options that exclude each other, as one alternative. */
static void
add_group(struct cvd_buf *buf, const struct option *table,
    const struct option *row)
{
	const struct option *r;
	bool first = true;

	for (r = table; r != row; r++) {
		if (r->group == row->group)
			return; /* said already */
	}
	cvd_buf_addz(buf, row->required ? " (" : " [");
	for (; !option_is_end(r); r++) {
		if (r->group != row->group || r->hidden)
			continue;
		if (!first)
			cvd_buf_addz(buf, " | ");
		first = false;
		add_option(buf, r);
	}
	cvd_buf_addz(buf, row->required ? ")" : "]");
}

static void
add_options(struct cvd_buf *buf, const struct option *table)
{
	const struct option *row = table;

	for (; row != NULL && !option_is_end(row); row++) {
		if (row->hidden)
			continue;
		if (row->group != 0) {
			add_group(buf, table, row);
			continue;
		}
		cvd_buf_addz(buf, row->required ? " " : " [");
		add_option(buf, row);
		if (!row->required)
			cvd_buf_addc(buf, ']');
		if (row->list != NULL)
			cvd_buf_addz(buf, "...");
	}
}

void
usage_synopsis(struct cvd_buf *buf, const struct command *command)
{
	cvd_buf_addf(buf, "cvd %s", command->name);
	add_options(buf, command->options);
	add_options(buf, asked_shared(command->takes));
	if (command->operands != NULL)
		cvd_buf_addf(buf, " %s", command->operands);
}

/* Breaks a line at blanks outside brackets, and indents what follows. */
static void
add_wrapped(struct cvd_buf *buf, const char *lead, const char *text,
    size_t indent)
{
	size_t column = strlen(lead);
	size_t size;

	cvd_buf_addz(buf, lead);
	for (; *text != '\0'; text += size) {
		unsigned depth = 0;

		for (size = 0; text[size] != '\0'; size++) {
			if (strchr("[(", text[size]) != NULL)
				depth++;
			else if (strchr("])", text[size]) != NULL)
				depth--;
			else if (text[size] == ' ' && depth == 0 && size > 0)
				break;
		}
		if (column + size >= COLUMNS && column > indent) {
			cvd_buf_addc(buf, '\n');
			for (column = 0; column < indent; column++)
				cvd_buf_addc(buf, ' ');
			if (*text == ' ') {
				text++;
				size--;
			}
		}
		cvd_buf_add(buf, text, size);
		column += size;
	}
	cvd_buf_addc(buf, '\n');
}

static void
add_rows(struct cvd_buf *buf, const struct option *row)
{
	for (; row != NULL && !option_is_end(row); row++) {
		size_t from = buf->size;

		if (row->hidden)
			continue;
		if (row->letter != '\0')
			cvd_buf_addf(buf, "  -%c", row->letter);
		else
			cvd_buf_addz(buf, "    ");
		if (row->name != NULL)
			cvd_buf_addf(buf, "%s --%s",
			    row->letter != '\0' ? "," : " ", row->name);
		if (row->value != NULL)
			cvd_buf_addf(buf, " %s", row->value);
		add_padding(buf, from, OPTION_WIDTH);
		cvd_buf_addf(buf, "%s\n", row->help);
	}
}

void
usage_command(struct cvd_buf *buf, const struct command *command)
{
	struct cvd_buf synopsis = CVD_BUF_INIT(USAGE_MOST);
	size_t indent = strlen("usage: cvd ") + strlen(command->name) + 1;

	usage_synopsis(&synopsis, command);
	add_wrapped(buf, "usage: ", synopsis.data, indent);
	cvd_buf_clear(&synopsis);
	cvd_buf_addf(buf, "\n%s\n\n", command->summary);
	add_rows(buf, command->options);
	add_rows(buf, asked_shared(command->takes));
	cvd_buf_addf(buf,
	    "\n'cvd help %s' opens the manual, 'cvd help' lists what every "
	    "command takes.\n",
	    command->name);
}

void
usage_overview(struct cvd_buf *buf)
{
	cvd_buf_addz(buf, "usage: cvd [OPTION]... [COMMAND [ARGUMENT]...]\n");
	for (unsigned g = 0; command_groups[g].title != NULL; g++) {
		const struct command *const *c = command_groups[g].commands;

		if (*c == NULL)
			continue;
		cvd_buf_addf(buf, "\n%s\n", command_groups[g].title);
		for (; *c != NULL; c++) {
			size_t from = buf->size;

			cvd_buf_addf(buf, "  %s", (*c)->name);
			add_padding(buf, from, NAME_WIDTH);
			cvd_buf_addf(buf, "%s\n", (*c)->summary);
		}
	}
	cvd_buf_addz(buf, "\noptions of every command\n");
	add_rows(buf, asked_global);
	cvd_buf_addz(buf, "\n'cvd COMMAND -h' is short, 'cvd help COMMAND' "
	                  "opens the manual.\n");
}

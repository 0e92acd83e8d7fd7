/* SPDX-License-Identifier: EUPL-1.2 */

/* How shells learn the words of the command line. */

#include "completion.h"

#include "asked.h"
#include "command.h"
#include "core/buf.h"
#include "core/limits.h"
#include "option.h"
#include "out.h"
#include "usage.h"

#include <string.h>

const char *const completion_shells[] = { "bash", "zsh", "fish", NULL };

/* Called for each command, and at last with NULL for cvd itself. */
typedef void visit_fn(struct cvd_buf *buf, const struct command *command);

static void
each_command(struct cvd_buf *buf, visit_fn *visit)
{
	for (unsigned g = 0; command_groups[g].title != NULL; g++) {
		const struct command *const *c = command_groups[g].commands;

		for (; *c != NULL; c++)
			visit(buf, *c);
	}
}

/* The tables in force for a command; for cvd itself the first alone. */
static void
tables_of(const struct command *command, const struct option *tables[3])
{
	tables[0] = asked_global;
	tables[1] = command == NULL ? NULL : asked_shared(command->takes);
	tables[2] = command == NULL ? NULL : command->options;
}

static void
add_name(struct cvd_buf *buf, const struct command *command)
{
	cvd_buf_addf(buf, " %s", command->name);
}

/* --json is global and shared; the second time says nothing new. */
static bool
is_known(const struct option *row, const struct option *table)
{
	for (; table != row && !option_is_end(table); table++) {
		if (row->name != NULL && table->name != NULL &&
		    strcmp(table->name, row->name) == 0)
			return true;
	}
	return false;
}

static void
add_words(struct cvd_buf *buf, const struct command *command)
{
	const struct option *tables[3];

	tables_of(command, tables);
	for (unsigned t = 0; t < 3; t++) {
		const struct option *row = tables[t];

		for (; row != NULL && !option_is_end(row); row++) {
			if (row->hidden || row->name == NULL ||
			    (t > 0 && is_known(row, asked_global)))
				continue;
			cvd_buf_addf(buf, " --%s", row->name);
		}
	}
}

static void
add_bash_options(struct cvd_buf *buf, const struct command *command)
{
	cvd_buf_addf(buf, "\t%s) words=\"", command->name);
	add_words(buf, command);
	cvd_buf_addz(buf, "\" ;;\n");
}

static void
add_choices(struct cvd_buf *buf, const struct option *row)
{
	for (unsigned i = 0; row->choices[i] != NULL; i++)
		cvd_buf_addf(buf, "%s%s", i == 0 ? "" : " ", row->choices[i]);
}

static void
add_bash_choices(struct cvd_buf *buf, const struct command *command)
{
	const struct option *row = command->options;

	for (; row != NULL && !option_is_end(row); row++) {
		if (row->choices == NULL || row->hidden || row->name == NULL)
			continue;
		cvd_buf_addf(buf, "\t%s,--%s) words=\"", command->name,
		    row->name);
		add_choices(buf, row);
		cvd_buf_addz(buf, "\" ;;\n");
	}
}

/* zsh runs the same function through its bashcompinit. */
static void
add_bash(struct cvd_buf *buf)
{
	cvd_buf_addz(buf, "_cvd()\n{\n"
	                  "\tlocal word=${COMP_WORDS[COMP_CWORD]} verb= i\n"
	                  "\tlocal words\n"
	                  "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	                  "\t\tcase ${COMP_WORDS[i]} in\n"
	                  "\t\t-C) ((i++)) ;;\n"
	                  "\t\t-*) ;;\n"
	                  "\t\t*) verb=${COMP_WORDS[i]}; break ;;\n"
	                  "\t\tesac\n"
	                  "\tdone\n"
	                  "\tcase $verb in\n"
	                  "\t'') words=\"");
	each_command(buf, add_name);
	add_words(buf, NULL);
	cvd_buf_addz(buf, "\" ;;\n\thelp) words=\"");
	each_command(buf, add_name);
	add_words(buf, command_find("help"));
	cvd_buf_addz(buf, "\" ;;\n");
	each_command(buf, add_bash_options);
	cvd_buf_addz(buf, "\t*) words= ;;\n\tesac\n"
	                  "\tcase $verb,${COMP_WORDS[COMP_CWORD - 1]} in\n"
	                  "\t*,--color) words=\"auto always never\" ;;\n");
	each_command(buf, add_bash_choices);
	cvd_buf_addz(buf, "\tesac\n"
	                  "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$word\"))"
	                  "\n}\n"
	                  "complete -o default -F _cvd cvd\n");
}

/* A text in single quotes, as fish reads it. */
static void
add_quoted(struct cvd_buf *buf, const char *text)
{
	cvd_buf_addc(buf, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\')
			cvd_buf_addc(buf, '\\');
		cvd_buf_addc(buf, *text);
	}
	cvd_buf_addc(buf, '\'');
}

static void
add_fish_option(struct cvd_buf *buf, const char *condition,
    const struct option *row)
{
	cvd_buf_addf(buf, "complete -c cvd %s", condition);
	if (row->letter != '\0')
		cvd_buf_addf(buf, " -s %c", row->letter);
	if (row->name != NULL)
		cvd_buf_addf(buf, " -l %s", row->name);
	if (row->choices != NULL) {
		cvd_buf_addz(buf, " -x -a '");
		add_choices(buf, row);
		cvd_buf_addc(buf, '\'');
	} else if (row->value != NULL) {
		cvd_buf_addz(buf, " -r");
	}
	cvd_buf_addz(buf, " -d ");
	add_quoted(buf, row->help);
	cvd_buf_addc(buf, '\n');
}

static void
add_fish_command(struct cvd_buf *buf, const struct command *command)
{
	struct cvd_buf condition = CVD_BUF_INIT(CVD_MAX_VALUE);
	const struct option *tables[3];

	cvd_buf_addf(buf, "complete -c cvd -n __fish_use_subcommand -a %s -d ",
	    command->name);
	add_quoted(buf, command->summary);
	cvd_buf_addc(buf, '\n');
	cvd_buf_addf(&condition, "-n '__fish_seen_subcommand_from %s'",
	    command->name);
	tables_of(command, tables);
	for (unsigned t = 1; t < 3; t++) {
		const struct option *row = tables[t];

		for (; row != NULL && !option_is_end(row); row++) {
			if (!row->hidden && !is_known(row, asked_global))
				add_fish_option(buf, condition.data, row);
		}
	}
	cvd_buf_clear(&condition);
}

static void
add_fish(struct cvd_buf *buf)
{
	for (const struct option *row = asked_global; !option_is_end(row);
	     row++)
		add_fish_option(buf, "", row);
	each_command(buf, add_fish_command);
}

void
completion_print(struct out *out, const char *shell)
{
	struct cvd_buf buf = CVD_BUF_INIT(USAGE_MOST);

	if (strcmp(shell, "fish") == 0) {
		add_fish(&buf);
	} else {
		if (strcmp(shell, "zsh") == 0)
			cvd_buf_addz(&buf, "#compdef cvd\n"
			                   "autoload -U +X bashcompinit && "
			                   "bashcompinit\n");
		add_bash(&buf);
	}
	out_block(out, 0, buf.data);
	cvd_buf_clear(&buf);
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd help: what commands there are, and how each is used. */

#include "command.h"
#include "completion.h"
#include "core/buf.h"
#include "core/limits.h"
#include "exit.h"
#include "help.h"
#include "option.h"
#include "out.h"
#include "reader.h"
#include "ui.h"
#include "usage.h"

#include <stddef.h>
#include <unistd.h>

static const char *arg_completion;
static bool arg_exit_codes;

static const struct option options[] = {
	OPT_CHOICE(0, "completion", &arg_completion, "SHELL", completion_shells,
	    "print completions for bash, zsh or fish"),
	/* what the check of cvd(1) reads */
	OPT_FLAG(0, "exit-codes", &arg_exit_codes, "print the exit codes",
	    .hidden = true),
	OPT_END,
};

void
help_short(struct out *out, const struct command *command)
{
	struct cvd_buf buf = CVD_BUF_INIT(USAGE_MOST);

	if (command == NULL)
		usage_overview(&buf);
	else
		usage_command(&buf, command);
	out_block(out, 0, buf.data);
	cvd_buf_clear(&buf);
}

void
help_manual(struct out *out, const struct command *command)
{
	struct cvd_buf page = CVD_BUF_INIT(CVD_MAX_NAME);
	bool is_terminal = isatty(STDOUT_FILENO);
	bool shown;

	cvd_buf_addz(&page, "cvd");
	if (command != NULL)
		cvd_buf_addf(&page, "-%s", command->name);
	shown = is_terminal && reader_manual(page.data);
	if (!shown)
		help_short(out, command);
	if (is_terminal && !shown)
		ui_note("page %s of the manual is not installed", page.data);
	cvd_buf_clear(&page);
}

static void
print_exit_codes(struct out *out)
{
	for (const struct exit_row *r = exit_table(); r->meaning != NULL; r++)
		out_line(out, "%d %s", r->code, r->meaning);
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	const struct command *command = NULL;

	if (argc > 0) {
		command = command_find(argv[0]);
		if (command == NULL)
			return command_fail_unknown(argv[0], err);
	}
	if (arg_exit_codes)
		print_exit_codes(ctx->out);
	else if (arg_completion != NULL)
		completion_print(ctx->out, arg_completion);
	else if (command == NULL)
		help_short(ctx->out, NULL);
	else
		help_manual(ctx->out, command);
	return CVD_OK;
}

const struct command cmd_help = {
	.name = "help",
	.summary = "show how cvd and its commands are used",
	.operands = "[COMMAND]",
	.options = options,
	.run = run,
};

/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd note: write something down for the team. */

#include "act.h"
#include "app/verbs.h"
#include "command.h"

#include <stddef.h>

static const char *arg_file;

static const struct option options[] = {
	OPT_TEXT('F', "file", &arg_file, "FILE",
	    "the note, from FILE or '-' for standard input", .required = true),
	OPT_END,
};

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	const char *text;
	struct cvd_step *step;
	enum cvd_status rc = act_begin(ctx, argv[0], "note", &step, err);

	(void)argc;
	if (rc == CVD_OK)
		rc = act_read_text(arg_file, cvd_step_arena(step), &text, err);
	if (rc == CVD_OK)
		rc = cvd_verb_note(step, text, err);
	return act_finish(ctx, step, rc, err);
}

const struct command cmd_note = {
	.name = "note",
	.summary = "write something down for the team",
	.operands = "CASE",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd correct: set right what an event says. */

#include "act.h"
#include "app/verbs.h"
#include "command.h"

#include <string.h>

static const char *arg_reason;

static const struct option options[] = {
	OPT_TEXT(0, "reason", &arg_reason, "REASON", "why it was wrong",
	    .required = true),
	OPT_END,
};

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_step *step;
	enum cvd_status rc = act_begin(ctx, argv[0], "correct", &step, err);

	(void)argc;
	if (rc == CVD_OK)
		rc = cvd_verb_correct(step, argv[1], argv[2], argv[3],
		    arg_reason, err);
	if (rc == CVD_OK)
		act_warn_public("reason", arg_reason);
	if (rc == CVD_OK && strcmp(argv[2], "title") == 0)
		act_warn_public("title", argv[3]);
	return act_finish(ctx, step, rc, err);
}

const struct command cmd_correct = {
	.name = "correct",
	.summary = "set right what an event says",
	.operands = "CASE EVENT FIELD VALUE",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

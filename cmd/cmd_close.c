/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd close: end a case, with a reason and with thanks. */

#include "act.h"
#include "app/verbs.h"
#include "command.h"
#include "ui.h"

static const char *arg_reason;
static const char *arg_by;
static const char *arg_no_letter;

static const struct option options[] = {
	OPT_CHOICE(0, "reason", &arg_reason, "REASON", cvd_reason_names + 1,
	    "what came of the report", .required = true),
	OPT_WAY(&arg_by, &arg_no_letter),
	OPT_END,
};

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	const struct cvd_way way = act_way(arg_by, arg_no_letter);
	struct cvd_step *step;
	enum cvd_status rc = act_begin(ctx, argv[0], "close", &step, err);

	(void)argc;
	if (rc == CVD_OK)
		rc = cvd_verb_close(step, arg_reason, &way, err);
	if (rc == CVD_OK && arg_no_letter != NULL)
		ui_note("nobody is thanked: no letter goes out");
	return act_finish(ctx, step, rc, err);
}

const struct command cmd_close = {
	.name = "close",
	.summary = "close a case, with thanks",
	.operands = "CASE",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

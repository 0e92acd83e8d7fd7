/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd ack: tell the reporter that the report arrived. */

#include "act.h"
#include "app/verbs.h"
#include "command.h"
#include "option.h"

static const char *arg_by;
static const char *arg_no_letter;

static const struct option options[] = {
	OPT_WAY(&arg_by, &arg_no_letter),
	OPT_END,
};

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	const struct cvd_way way = act_way(arg_by, arg_no_letter);
	struct cvd_step *step;
	enum cvd_status rc = act_begin(ctx, argv[0], "ack", &step, err);

	(void)argc;
	if (rc == CVD_OK)
		rc = cvd_verb_ack(step, &way, err);
	return act_finish(ctx, step, rc, err);
}

const struct command cmd_ack = {
	.name = "ack",
	.summary = "acknowledge the receipt of a report",
	.operands = "CASE",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

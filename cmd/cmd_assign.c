/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd assign: say who works on a case. */

#include "act.h"
#include "app/verbs.h"
#include "command.h"

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_step *step;
	enum cvd_status rc = act_begin(ctx, argv[0], "assign", &step, err);

	(void)argc;
	if (rc == CVD_OK)
		rc = cvd_verb_assign(step, argv[1], err);
	return act_finish(ctx, step, rc, err);
}

const struct command cmd_assign = {
	.name = "assign",
	.summary = "say who works on a case",
	.operands = "CASE MEMBER",
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

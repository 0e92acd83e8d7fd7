/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd void: take back what never happened. */

#include "act.h"
#include "app/verbs.h"
#include "command.h"

#include <stddef.h>

static const char *arg_reason;

static const struct option options[] = {
	OPT_TEXT(0, "reason", &arg_reason, "REASON", "why it is taken back",
	    .required = true),
	OPT_END,
};

static enum cvd_status
take_back(struct cvd_step *step, char **events, int count, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	size_t n = (size_t)count;
	const char **ids = cvd_arena_alloc(arena, n, sizeof *ids);

	if (ids == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < n; i++)
		ids[i] = events[i];
	return cvd_verb_void(step, ids, n, arg_reason, err);
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_step *step;
	enum cvd_status rc = act_begin(ctx, argv[0], "void", &step, err);

	if (rc == CVD_OK)
		rc = take_back(step, argv + 1, argc - 1, err);
	if (rc == CVD_OK)
		act_warn_public("reason", arg_reason);
	return act_finish(ctx, step, rc, err);
}

const struct command cmd_void = {
	.name = "void",
	.summary = "take back what never happened",
	.operands = "CASE EVENT...",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

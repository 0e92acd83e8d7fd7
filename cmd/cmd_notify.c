/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd notify: approach the vendors and owners of a case. */

#include "act.h"
#include "app/verbs.h"
#include "command.h"

#include <stddef.h>

static bool arg_clear;
static const char *arg_by;
static const char *arg_no_letter;

static const struct option options[] = {
	OPT_FLAG(0, "clear", &arg_clear,
	    "put the details into the letter, unencrypted"),
	OPT_WAY(&arg_by, &arg_no_letter),
	OPT_END,
};

static enum cvd_status
notify(struct cvd_step *step, char **parties, int count, struct cvd_err *err)
{
	const struct cvd_way way = act_way(arg_by, arg_no_letter);
	size_t n = (size_t)count;
	const char **slugs = cvd_arena_alloc(cvd_step_arena(step), n,
	    sizeof *slugs);

	if (slugs == NULL)
		return cvd_arena_check(cvd_step_arena(step), err);
	for (size_t i = 0; i < n; i++)
		slugs[i] = parties[i];
	return cvd_verb_notify(step, slugs, n, arg_clear, &way, err);
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_step *step;
	enum cvd_status rc = act_begin(ctx, argv[0], "notify", &step, err);

	if (rc == CVD_OK)
		rc = notify(step, argv + 1, argc - 1, err);
	return act_finish(ctx, step, rc, err);
}

const struct command cmd_notify = {
	.name = "notify",
	.summary = "approach the vendors and owners of a case",
	.operands = "CASE [PARTY...]",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd publish: an advisory for the public. */

#include "act.h"
#include "app/advisory.h"
#include "app/verbs.h"
#include "command.h"
#include "out.h"
#include "ui.h"

#include <stddef.h>

static const char *arg_force;
static const char *arg_summary_file;
static const char *arg_by;
static const char *arg_no_letter;

static const struct option options[] = {
	OPT_TEXT(0, "force", &arg_force, "REASON",
	    "publish although a condition is not met; the reason is public"),
	OPT_TEXT('F', "summary-file", &arg_summary_file, "FILE",
	    "what the public is told, in Markdown, from FILE or '-'"),
	OPT_WAY(&arg_by, &arg_no_letter),
	OPT_END,
};

/* Nothing that was published can be called back: so it is seen before. */
static void
show(struct context *ctx, const struct cvd_step *step)
{
	for (size_t i = 0; i < step->file_count; i++) {
		out_line_as(ctx->out, OUT_STRONG, "%s", step->files[i].path);
		out_block(ctx->out, 4, step->files[i].bytes);
	}
}

/* What is asked: what becomes public, whom it names, who hears of it. */
static enum cvd_status
confirm(struct context *ctx, const struct cvd_step *step, struct cvd_err *err)
{
	const struct cvd_replay *r = &step->record->replay;
	const char *language = cvd_casebook_team(ctx->book)->languages.item[0];

	if (!ctx->yes && ui_can_ask()) {
		for (size_t i = 0; i < step->file_count; i++)
			ui_note("advisory: %s, %zu bytes; -n shows it",
			    step->files[i].path, step->files[i].size);
		ui_note("finder: %s", cvd_advisory_credit(r, language));
		ui_note("letters: %zu", step->result_count);
	}
	return ui_confirm(ctx->yes, err, "publish '%s' (%s)?", r->head.title,
	    r->head.id);
}

static enum cvd_status
publish(struct context *ctx, struct cvd_step *step, struct cvd_err *err)
{
	struct cvd_publication p = {
		.force = arg_force,
		.way = act_way(arg_by, arg_no_letter),
	};
	enum cvd_status rc = act_read_text(arg_summary_file,
	    cvd_step_arena(step), &p.summary, err);

	if (rc == CVD_OK)
		rc = cvd_verb_publish(step, &p, err);
	if (rc == CVD_OK)
		act_warn_public("reason", arg_force);
	if (rc == CVD_OK && ctx->dry_run)
		show(ctx, step);
	else if (rc == CVD_OK)
		rc = confirm(ctx, step, err);
	return rc;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_step *step;
	enum cvd_status rc = act_begin(ctx, argv[0], "publish", &step, err);

	(void)argc;
	if (rc == CVD_OK)
		rc = publish(ctx, step, err);
	return act_finish(ctx, step, rc, err);
}

const struct command cmd_publish = {
	.name = "publish",
	.summary = "publish an advisory",
	.operands = "CASE",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_YES | TAKES_JSON,
	.run = run,
};

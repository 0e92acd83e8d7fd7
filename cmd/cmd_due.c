/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd due: the clocks of all cases that want something done. */

#include "answer.h"
#include "app/due.h"
#include "command.h"
#include "core/ident.h"
#include "core/span.h"
#include "option.h"
#include "out.h"

static cvd_span arg_within = CVD_SPAN_MAX;
static const char *arg_case;
static bool arg_exit_code;

static enum cvd_status
read_within(const char *text, void *target, struct cvd_err *err)
{
	cvd_span *span = target;

	return cvd_span_parse(text, span, err);
}

static const struct option options[] = {
	OPT_VALUE('w', "within", &arg_within, "SPAN", read_within,
	    "only what is due within this time, as 24h, 3d or 2w"),
	OPT_TEXT('c', "case", &arg_case, "CASE", "only of this case"),
	OPT_FLAG(0, "exit-code", &arg_exit_code,
	    "exit with 1 where something is overdue"),
	OPT_END,
};

static void
show(struct out *out, cvd_instant at, const struct cvd_due_list *list)
{
	out_map(out);
	out_key_instant(out, "at", at);
	out_key(out, "letters");
	answer_lost_letters(out, list);
	out_key(out, "clocks");
	answer_due(out, list->row, list->count);
	out_map_end(out);
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	char id[CVD_CASE_ID_TEXT];
	struct cvd_due_filter filter = { .at = ctx->at, .within = arg_within };
	struct cvd_due_list list = { 0 };
	enum cvd_status rc = CVD_OK;

	(void)argc;
	(void)argv;
	if (arg_case != NULL) {
		rc = cvd_record_resolve(ctx->book, arg_case, id, err);
		filter.id = id;
	}
	if (rc == CVD_OK)
		rc = cvd_due_find(ctx->book, &filter,
		    cvd_casebook_arena(ctx->book), &list, err);
	if (rc != CVD_OK)
		return rc;
	show(ctx->out, ctx->at, &list);
	rc = answer_unreadable(&list, err);
	if (rc != CVD_OK)
		return rc;
	return arg_exit_code && list.overdue > 0
	           ? cvd_fail(err, CVD_E_FINDINGS, "%s", "")
	           : CVD_OK;
}

const struct command cmd_due = {
	.name = "due",
	.summary = "show what is due, and why",
	.options = options,
	.needs = NEED_CASEBOOK,
	.takes = TAKES_SEEN | TAKES_JSON | TAKES_PAGER,
	.run = run,
};

/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd without a command: in short, what wants to be done. */

#include "answer.h"
#include "app/deliver.h"
#include "app/due.h"
#include "command.h"
#include "out.h"

/* Lines that a glance takes in. */
#define SHOWN_MOST 10u

static void
show_clocks(struct out *out, const struct cvd_due_list *list)
{
	size_t shown = list->count < SHOWN_MOST ? list->count : SHOWN_MOST;

	if (list->count == 0) {
		out_line(out, "Nothing is due.");
		return;
	}
	out_line_as(out, list->overdue > 0 ? OUT_BAD : OUT_PLAIN,
	    "%zu overdue, %zu to come:", list->overdue,
	    list->count - list->overdue);
	answer_due(out, list->row, shown);
	if (list->count > shown)
		out_line(out, "and %zu more", list->count - shown);
}

/* Letters that a transport has not taken yet. */
static enum cvd_status
show_waiting(struct context *ctx, struct cvd_err *err)
{
	const struct cvd_delivery_order order = { .plan = true };
	struct cvd_delivery counts = { 0 };
	enum cvd_status rc = cvd_deliver(ctx->book, &order, &counts, err);

	if (rc == CVD_OK && counts.waiting > 0)
		out_line_as(ctx->out, OUT_WARN,
		    "%zu letter%s wait%s; 'cvd send' delivers.", counts.waiting,
		    counts.waiting == 1 ? "" : "s",
		    counts.waiting == 1 ? "s" : "");
	return rc;
}

static void
show_reviews(struct out *out, size_t count)
{
	if (count > 0)
		out_line_as(out, OUT_WARN,
		    "%zu case%s review; 'cvd list --review' names %s.", count,
		    count == 1 ? " needs" : "s need",
		    count == 1 ? "it" : "them");
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	const struct cvd_due_filter filter = {
		.at = ctx->at,
		.within = CVD_SPAN_MAX,
	};
	struct cvd_due_list list = { 0 };
	struct out *out = ctx->out;
	enum cvd_status rc = cvd_due_find(ctx->book, &filter,
	    cvd_casebook_arena(ctx->book), &list, err);

	(void)argc;
	(void)argv;
	if (rc != CVD_OK)
		return rc;
	out_line_as(out, OUT_STRONG, "%s", cvd_casebook_team(ctx->book)->name);
	show_reviews(out, list.review_count);
	answer_lost_letters(out, &list);
	show_clocks(out, &list);
	rc = show_waiting(ctx, err);
	if (rc != CVD_OK)
		return rc;
	out_line(out, "%s", "");
	out_line_as(out, OUT_FAINT,
	    "'cvd due' says all that is due, 'cvd list' the cases, "
	    "'cvd help' the commands.");
	return answer_unreadable(&list, err);
}

const struct command command_bare = {
	.name = "",
	.needs = NEED_CASEBOOK,
	.run = run,
};

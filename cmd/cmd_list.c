/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd list: the cases of a casebook. */

#include "act.h"
#include "answer.h"
#include "command.h"
#include "option.h"
#include "out.h"
#include "ui.h"

#include <string.h>

static const char *arg_state;
static const char *arg_assigned;
static bool arg_overdue;
static bool arg_review;

static const struct option options[] = {
	OPT_CHOICE('s', "state", &arg_state, "STATE", cvd_label_names + 1,
	    "only cases in this state"),
	OPT_TEXT('a', "assigned", &arg_assigned, "MEMBER",
	    "only cases that this member works on"),
	OPT_FLAG(0, "overdue", &arg_overdue,
	    "only cases with a clock that is overdue"),
	OPT_FLAG(0, "review", &arg_review,
	    "only cases with an event that has no effect"),
	OPT_END,
};

static bool
has_overdue(const struct cvd_clocks *clocks)
{
	for (size_t i = 0; i < clocks->count; i++)
		if (cvd_clock_is_overdue(&clocks->clock[i]))
			return true;
	return false;
}

/* The clock of a case that a reader should see: overdue, else due first. */
static const struct cvd_clock *
next_clock(const struct cvd_clocks *clocks)
{
	const struct cvd_clock *next = NULL;

	for (size_t i = 0; i < clocks->count; i++) {
		const struct cvd_clock *c = &clocks->clock[i];

		if (c->state != CVD_CLOCK_RUNNING && !cvd_clock_is_overdue(c))
			continue;
		if (next == NULL || c->due < next->due)
			next = c;
	}
	return next;
}

static bool
wanted(const struct cvd_record *r, const struct cvd_clocks *clocks)
{
	if (arg_state != NULL &&
	    strcmp(cvd_label_names[r->replay.head.state], arg_state) != 0)
		return false;
	if (arg_assigned != NULL &&
	    (r->replay.assigned == NULL ||
	        strcmp(r->replay.assigned, arg_assigned) != 0))
		return false;
	if (arg_review && !r->replay.head.needs_review)
		return false;
	return !arg_overdue || has_overdue(clocks);
}

static void
draw(struct out *out, const struct cvd_record *r,
    const struct cvd_clocks *clocks)
{
	const struct cvd_clock *next = next_clock(clocks);

	out_cell(out, "%s", r->replay.head.id);
	out_cell(out, "%s", cvd_label_names[r->replay.head.state]);
	if (next == NULL) {
		out_cell(out, "%s", "-");
		out_cell(out, "%s", "-");
	} else {
		out_cell_as(out, answer_clock_style(next), "%s", next->term);
		out_cell_instant(out, next->due);
	}
	out_cell(out, "%s",
	    r->replay.assigned == NULL ? "-" : r->replay.assigned);
	out_cell(out, "%s", r->replay.head.title);
}

/* A walk over all cases; one that cannot be read does not hide the others. */
struct walk {
	struct context *ctx;
	struct cvd_err first; /* of those that cannot be read */
	size_t unreadable;
};

static enum cvd_status
each(void *context, const char *id, struct cvd_err *err)
{
	struct walk *w = context;
	struct out *out = w->ctx->out;
	struct cvd_record *r = NULL;
	struct cvd_clocks clocks;
	enum cvd_status rc = answer_open(w->ctx, id, &r, &clocks, err);

	if (rc == CVD_E_CASEBOOK || rc == CVD_E_TOO_NEW ||
	    rc == CVD_E_TOO_OLD) {
		if (w->unreadable++ == 0)
			w->first = *err;
		ui_warn("%s", err->message);
		return CVD_OK;
	}
	if (rc == CVD_OK && r->replay.received != NULL && wanted(r, &clocks)) {
		answer_case_line(out, r);
		draw(out, r, &clocks);
	}
	cvd_record_close(r);
	return rc;
}

/* The first failure speaks for all; the answer is not complete. */
static enum cvd_status
fail_unreadable(const struct walk *w, struct cvd_err *err)
{
	*err = w->first;
	(void)cvd_fail(err, w->first.status, "%zu case%s cannot be read",
	    w->unreadable, w->unreadable == 1 ? "" : "s");
	return err->status;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	static const struct out_column columns[] = {
		{ .title = "CASE" },
		{ .title = "STATE" },
		{ .title = "NEXT" },
		{ .title = "DUE" },
		{ .title = "ASSIGNED" },
		{ .title = "TITLE", .cut = true },
	};
	struct walk w = { .ctx = ctx };
	enum cvd_status rc;

	(void)argc;
	(void)argv;
	out_map(ctx->out);
	out_key(ctx->out, "cases");
	out_list(ctx->out);
	out_table(ctx->out, columns, sizeof columns / sizeof columns[0]);
	rc = cvd_record_each(ctx->book, each, &w, err);
	if (rc == CVD_OK && w.unreadable > 0)
		rc = fail_unreadable(&w, err);
	out_table_end(ctx->out);
	out_list_end(ctx->out);
	out_map_end(ctx->out);
	return rc;
}

const struct command cmd_list = {
	.name = "list",
	.summary = "list the cases",
	.options = options,
	.needs = NEED_CASEBOOK,
	.takes = TAKES_AT | TAKES_JSON | TAKES_PAGER,
	.run = run,
};

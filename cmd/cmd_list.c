/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd list: the cases of a casebook. */

#include "act.h"
#include "answer.h"
#include "command.h"
#include "option.h"
#include "out.h"
#include "ui.h"

#include <stdlib.h>
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
	OPT_FLAG(0, "review", &arg_review, "only cases that need review"),
	OPT_END,
};

/* A case of the answer. Its texts are kept in the casebook's arena. */
struct row {
	struct answer_line line;
	const char *term; /* overdue, or due next; NULL: none */
	cvd_instant due;
	bool overdue;
	enum out_style style;
};

/* A walk over all cases; one that cannot be read does not hide the others. */
struct walk {
	struct context *ctx;
	struct cvd_arena *arena;
	struct row *rows;
	size_t count;
	struct cvd_err first; /* of those that cannot be read */
	size_t unreadable;
};

/* The clock of a case that a reader should see: overdue, else due first. */
static const struct cvd_clock *
next_clock(const struct cvd_clocks *clocks)
{
	const struct cvd_clock *next = NULL;

	for (size_t i = 0; i < clocks->count; i++) {
		const struct cvd_clock *c = &clocks->clock[i];
		bool overdue = cvd_clock_is_overdue(c);
		bool next_is = next != NULL && cvd_clock_is_overdue(next);

		if (c->state != CVD_CLOCK_RUNNING && !overdue)
			continue;
		if (next == NULL || (overdue && !next_is) ||
		    (overdue == next_is && c->due < next->due))
			next = c;
	}
	return next;
}

static bool
wanted(const struct cvd_record *r, const struct cvd_clock *next)
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
	return !arg_overdue || (next != NULL && cvd_clock_is_overdue(next));
}

static enum cvd_status
keep(struct walk *w, const struct cvd_record *r, const struct cvd_clock *next,
    struct cvd_err *err)
{
	struct row *rows = cvd_arena_grow(w->arena, w->rows, w->count,
	    sizeof *rows);

	if (rows == NULL)
		return cvd_arena_check(w->arena, err);
	w->rows = rows;
	rows += w->count++;
	*rows = (struct row){ .due = CVD_INSTANT_NONE };
	answer_line_of(r, w->arena, &rows->line);
	if (next != NULL) {
		rows->term = cvd_arena_text(w->arena, next->term);
		rows->due = next->due;
		rows->overdue = cvd_clock_is_overdue(next);
		rows->style = answer_clock_style(next);
	}
	return cvd_arena_check(w->arena, err);
}

static enum cvd_status
each(void *context, const char *id, struct cvd_err *err)
{
	struct walk *w = context;
	struct cvd_record *r = NULL;
	struct cvd_clocks clocks;
	const struct cvd_clock *next;
	enum cvd_status rc = answer_open(w->ctx, id, &r, &clocks, err);

	if (rc == CVD_E_CASEBOOK || rc == CVD_E_TOO_NEW ||
	    rc == CVD_E_TOO_OLD) {
		if (w->unreadable++ == 0)
			w->first = *err;
		ui_warn("%s", err->message);
		return CVD_OK;
	}
	if (rc == CVD_OK && r->replay.received != NULL) {
		next = next_clock(&clocks);
		if (wanted(r, next))
			rc = keep(w, r, next, err);
	}
	cvd_record_close(r);
	return rc;
}

/* What is overdue first, then what is due, then the rest; else by id. */
static int
compare(const void *a, const void *b)
{
	const struct row *left = a;
	const struct row *right = b;

	if (left->overdue != right->overdue)
		return left->overdue ? -1 : 1;
	if ((left->term == NULL) != (right->term == NULL))
		return left->term == NULL ? 1 : -1;
	if (left->due != right->due)
		return left->due < right->due ? -1 : 1;
	return strcmp(left->line.id, right->line.id);
}

static void
draw(struct out *out, const struct row *row)
{
	out_cell(out, "%s", row->line.id);
	out_cell_as(out, row->line.needs_review ? OUT_WARN : OUT_PLAIN, "%s%s",
	    row->line.state, row->line.needs_review ? "?" : "");
	if (row->term == NULL) {
		out_cell(out, "%s", "-");
		out_cell(out, "%s", "-");
	} else {
		out_cell_as(out, row->style, "%s%s", row->term,
		    row->overdue ? "!" : "");
		out_cell_instant(out, row->due);
	}
	out_cell(out, "%s",
	    row->line.assigned == NULL ? "-" : row->line.assigned);
	out_cell(out, "%s", row->line.title);
}

static void
show(struct out *out, const struct walk *w)
{
	static const struct out_column columns[] = {
		{ .title = "CASE" },
		{ .title = "STATE" },
		{ .title = "NEXT" },
		{ .title = "DUE" },
		{ .title = "ASSIGNED", .cut = true, .spare = true },
		{ .title = "TITLE", .cut = true },
	};

	out_map(out);
	out_key(out, "cases");
	out_list(out);
	out_table(out, columns, sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < w->count; i++) {
		answer_case_line(out, &w->rows[i].line);
		draw(out, &w->rows[i]);
	}
	out_table_end(out);
	out_list_end(out);
	out_map_end(out);
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
	struct walk w = {
		.ctx = ctx,
		.arena = cvd_casebook_arena(ctx->book),
	};
	enum cvd_status rc = cvd_record_each(ctx->book, each, &w, err);

	(void)argc;
	(void)argv;
	if (rc != CVD_OK)
		return rc;
	if (w.count > 0)
		qsort(w.rows, w.count, sizeof *w.rows, compare);
	show(ctx->out, &w);
	return w.unreadable > 0 ? fail_unreadable(&w, err) : CVD_OK;
}

const struct command cmd_list = {
	.name = "list",
	.summary = "list the cases",
	.options = options,
	.needs = NEED_CASEBOOK,
	.takes = TAKES_SEEN | TAKES_JSON | TAKES_PAGER,
	.run = run,
};

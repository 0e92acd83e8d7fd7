/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd log: the events of a case, the latest first. */

#include "act.h"
#include "answer.h"
#include "command.h"
#include "core/canon.h"
#include "core/ident.h"
#include "core/limits.h"
#include "option.h"
#include "out.h"
#include "show_review.h"

#include <string.h>

static bool arg_reverse;

static const struct option options[] = {
	OPT_FLAG(0, "reverse", &arg_reverse, "the oldest event first"),
	OPT_END,
};

/* The fields that the head of an entry says. */
static bool
is_said(const char *key)
{
	static const char *const said[] = { "id", "lamport", "at", "recorded",
		"by", "event" };

	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
		if (strcmp(said[i], key) == 0)
			return true;
	return false;
}

/* What the event holds, as the file has it. */
static enum cvd_status
show_payload(struct out *out, const struct cvd_event *e, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_node *rest = NULL;
	struct cvd_node *node = NULL;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc != CVD_OK)
		return rc;
	node = cvd_fields_save(&cvd_event_shape, CVD_EVENT_BIT(e->kind), e,
	    arena);
	rest = cvd_node_map(arena);
	rc = cvd_arena_check(arena, err);
	if (rc != CVD_OK)
		goto out;
	for (struct cvd_node *n = node->first; n != NULL;) {
		struct cvd_node *next = n->next;

		if (!is_said(n->key))
			cvd_node_add(arena, rest, n->key, n);
		n = next;
	}
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK && rest->count > 0) {
		cvd_canon_write(&text, rest);
		rc = cvd_buf_check(&text, err);
	}
	if (rc == CVD_OK && text.size > 0) {
		out_line(out, "%s", "");
		out_block(out, 4, text.data);
	}
out:
	cvd_buf_clear(&text);
	cvd_arena_free(arena);
	return rc;
}

static enum cvd_status
show_event(struct out *out, const struct cvd_record *r, size_t i,
    struct cvd_err *err)
{
	const struct cvd_event *e = &r->c->events[i];
	const struct cvd_verdict *v = &r->replay.verdict[i];

	out_line_as(out, OUT_STRONG, "%s %s", cvd_event_names[e->kind], e->id);
	out_field(out, "by", "%s", e->by);
	out_field_instant(out, "at", e->at);
	if (e->recorded != e->at)
		out_field_instant(out, "recorded", e->recorded);
	if (v->kind == CVD_VERDICT_VOIDED)
		out_field(out, "verdict", "voided");
	if (v->kind == CVD_VERDICT_INEFFECTIVE)
		out_field(out, "verdict", "without effect: %s", v->why);
	if (v->contradicted)
		show_contradictions_of(out, &r->replay, e);
	if (v->corrected)
		out_field(out, "verdict", "corrected by a later event");
	if (r->is_judged)
		out_field(out, "proof", "%s",
		    cvd_record_has_proven(r, e) ? "proven" : "not proven");
	return show_payload(out, e, err);
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	char id[CVD_CASE_ID_TEXT];
	struct cvd_record *r = NULL;
	struct cvd_clocks clocks;
	enum cvd_status rc = cvd_record_resolve(ctx->book, argv[0], id, err);

	(void)argc;
	if (rc == CVD_OK)
		rc = answer_open_judged(ctx, id, &r, &clocks, err);
	if (rc == CVD_OK && out_is_json(ctx->out))
		answer_log(ctx->out, r);
	for (size_t n = 0;
	     rc == CVD_OK && !out_is_json(ctx->out) && n < r->c->count; n++) {
		if (n > 0)
			out_line(ctx->out, "%s", "");
		rc = show_event(ctx->out, r,
		    arg_reverse ? n : r->c->count - 1 - n, err);
	}
	cvd_record_close(r);
	return rc;
}

const struct command cmd_log = {
	.name = "log",
	.summary = "show the events of a case, the latest first",
	.operands = "CASE",
	.options = options,
	.needs = NEED_CASEBOOK,
	.takes = TAKES_JSON | TAKES_PAGER,
	.run = run,
};

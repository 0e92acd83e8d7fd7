/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd show: all there is to a case. */

#include "act.h"
#include "answer.h"
#include "command.h"
#include "core/ident.h"
#include "core/limits.h"
#include "out.h"
#include "show_events.h"
#include "show_review.h"

#include <string.h>

static void
show_words(struct out *out, const char *label, struct cvd_buf *text)
{
	if (text->size > 0)
		out_field(out, label, "%s", text->data);
	cvd_buf_clear(text);
}

/* "accepted, major, CWE-287", of the latest assessment. */
static void
show_assessment(struct out *out, const struct cvd_replay *r)
{
	const struct cvd_event *e = NULL;
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_VALUE);

	for (size_t i = 0; i < r->count; i++)
		if (r->events[i]->kind == CVD_EVENT_ASSESSED)
			e = r->events[i];
	if (e == NULL)
		return;
	cvd_buf_add_word(&text, cvd_outcome_names[e->outcome]);
	cvd_buf_add_word(&text, e->reason);
	cvd_buf_add_word(&text, e->duplicate_of);
	cvd_buf_add_word(&text, cvd_weight_names[e->weight]);
	cvd_buf_add_word(&text, e->cwe);
	show_words(out, "outcome", &text);
	cvd_buf_add_word(&text, e->cvss);
	show_words(out, "cvss", &text);
}

/* How the report came in, in which language, and about what. */
static void
show_intake(struct out *out, const struct cvd_event *e)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_VALUE);

	cvd_buf_add_word(&text, cvd_channel_names[e->channel]);
	show_words(out, "channel", &text);
	cvd_buf_add_word(&text, e->language);
	show_words(out, "language", &text);
	cvd_buf_add_word(&text, e->anonymous ? "anonymous" : NULL);
	show_words(out, "reporter", &text);
	cvd_buf_add_word(&text, cvd_target_kind_names[e->target_kind]);
	cvd_buf_add_word(&text, cvd_owner_class_names[e->owner_class]);
	show_words(out, "concerns", &text);
	for (size_t i = 0; i < e->missing.count; i++)
		cvd_buf_add_word(&text, e->missing.item[i]);
	show_words(out, "missing", &text);
}

/* "naming pseudonym, share-contact yes": what was answered. */
static void
show_consents(struct out *out, const struct cvd_replay *r)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_VALUE);

	for (size_t i = 1; i < CVD_CONSENT_KINDS; i++)
		if (r->consent[i] != CVD_CONSENT_UNKNOWN)
			cvd_buf_addf(&text, "%s%s %s",
			    text.size == 0 ? "" : ", ",
			    cvd_consent_kind_names[i],
			    cvd_consent_value_names[r->consent[i]]);
	show_words(out, "consents", &text);
}

static void
show_head(struct context *ctx, const struct cvd_record *r)
{
	const struct cvd_head *head = &r->replay.head;
	struct out *out = ctx->out;

	out_line_as(out, OUT_STRONG, "%s  %s", head->id,
	    cvd_label_names[head->state]);
	out_field(out, "title", "%s", head->title);
	show_assessment(out, &r->replay);
	out_field(out, "policy", "%s", head->policy);
	out_field_instant(out, "received", r->replay.received->at);
	if (r->replay.received->discovered != CVD_INSTANT_NONE)
		out_field_instant(out, "discovered",
		    r->replay.received->discovered);
	show_intake(out, r->replay.received);
	show_consents(out, &r->replay);
	if (r->replay.assigned != NULL)
		out_field(out, "assigned", "%s", r->replay.assigned);
}

static void
show_parties(struct out *out, const struct cvd_replay *replay)
{
	static const struct out_column columns[] = {
		{ .title = "PARTY" },
		{ .title = "ROLE" },
		{ .title = "STATUS" },
		{ .title = "NAME", .cut = true, .spare = true },
		{ .title = "ADDRESS", .cut = true },
	};

	out_line(out, "%s", "");
	out_line_as(out, OUT_STRONG, "parties");
	out_table(out, columns, 5);
	for (size_t i = 0; i < replay->party_count; i++) {
		const struct cvd_party *p = &replay->parties[i];
		const struct cvd_person *who = p->person;

		if (p->role == CVD_ROLE_DESK)
			continue;
		out_cell(out, "%s", p->slug);
		out_cell(out, "%s", cvd_role_names[p->role]);
		out_cell(out, "%s",
		    p->role == CVD_ROLE_FINDER
		        ? ""
		        : cvd_party_status_names[p->status]);
		out_cell(out, "%s",
		    who == NULL || who->name == NULL ? "" : who->name);
		out_cell(out, "%s",
		    who == NULL          ? ""
		    : who->email != NULL ? who->email
		    : who->phone != NULL ? who->phone
		                         : "");
	}
	out_table_end(out);
}

static void
show_clocks(struct out *out, const struct cvd_clocks *clocks)
{
	static const struct out_column columns[] = {
		{ .title = "DUE" },
		{ .title = "CLOCK" },
		{ .title = "STATE" },
		{ .title = "RULE", .cut = true },
	};

	out_line(out, "%s", "");
	out_line_as(out, OUT_STRONG, "clocks");
	out_table(out, columns, 4);
	for (size_t i = 0; i < clocks->count; i++) {
		const struct cvd_clock *c = &clocks->clock[i];
		struct cvd_buf name = CVD_BUF_INIT(CVD_MAX_VALUE);
		struct cvd_buf rule = CVD_BUF_INIT(CVD_MAX_VALUE);

		answer_clock_name(&name, c);
		answer_clock_rule(&rule, c);
		if (c->due == CVD_INSTANT_NONE)
			out_cell(out, "%s", "-");
		else
			out_cell_instant(out, c->due);
		out_cell(out, "%s", name.data);
		out_cell_as(out, answer_clock_style(c), "%s",
		    answer_clock_word(c));
		out_cell(out, "%s", rule.data);
		cvd_buf_clear(&name);
		cvd_buf_clear(&rule);
	}
	out_table_end(out);
}

static void
show_letters(struct out *out, const struct cvd_replay *replay)
{
	static const struct out_column columns[] = {
		{ .title = "DECIDED" },
		{ .title = "LETTER" },
		{ .title = "PARTY" },
		{ .title = "STATE" },
		{ .title = "MESSAGE-ID", .cut = true },
	};

	if (replay->letter_count == 0)
		return;
	out_line(out, "%s", "");
	out_line_as(out, OUT_STRONG, "letters");
	out_table(out, columns, sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < replay->letter_count; i++) {
		const struct cvd_letter_track *t = &replay->letters[i];

		out_cell_instant(out, t->queued->recorded);
		out_cell(out, "%s", t->letter->letter);
		out_cell(out, "%s", t->letter->party);
		out_cell_as(out,
		    t->state == CVD_LETTER_FAILED ? OUT_BAD
		    : t->doubt != CVD_DOUBT_NONE  ? OUT_WARN
		                                  : OUT_PLAIN,
		    "%s%s", cvd_letter_state_names[t->state],
		    t->doubt != CVD_DOUBT_NONE ? ", held" : "");
		out_cell(out, "%s", t->letter->message_id);
	}
	out_table_end(out);
}

/* The report itself: what was told, and about what. */
static void
show_matter(struct out *out, const struct cvd_matter *matter)
{
	const struct cvd_target *targets;

	if (matter == NULL)
		return;
	targets = matter->targets.item;
	out_line(out, "%s", "");
	for (size_t i = 0; i < matter->targets.count; i++)
		out_field(out, "target", "%s",
		    targets[i].url != NULL  ? targets[i].url
		    : targets[i].ip != NULL ? targets[i].ip
		                            : targets[i].name);
	if (matter->description != NULL)
		out_block(out, 4, matter->description);
}

static enum cvd_status
show_text(struct context *ctx, const struct cvd_record *r,
    const struct cvd_clocks *clocks, struct cvd_err *err)
{
	struct cvd_buf steps = CVD_BUF_INIT(CVD_MAX_VALUE);
	enum cvd_status rc;

	show_head(ctx, r);
	show_review(ctx->out, r);
	show_matter(ctx->out, r->replay.received->matter);
	show_parties(ctx->out, &r->replay);
	show_clocks(ctx->out, clocks);
	show_events(ctx->out, r);
	show_letters(ctx->out, &r->replay);
	cvd_replay_next_steps(r->c, &r->replay, &steps);
	rc = cvd_buf_check(&steps, err);
	if (rc == CVD_OK) {
		out_line(ctx->out, "%s", "");
		out_field(ctx->out, "next", "%s", steps.data);
	}
	cvd_buf_clear(&steps);
	return rc;
}

static enum cvd_status
show_one(struct context *ctx, const char *ref, struct cvd_err *err)
{
	char id[CVD_CASE_ID_TEXT];
	struct cvd_record *r = NULL;
	struct cvd_clocks clocks;
	enum cvd_status rc = cvd_record_resolve(ctx->book, ref, id, err);

	if (rc == CVD_OK)
		rc = answer_open_judged(ctx, id, &r, &clocks, err);
	if (rc == CVD_OK && r->replay.received == NULL)
		rc = ctx->at_text != NULL
		         ? cvd_fail(err, CVD_E_NOT_FOUND,
		               "case '%s' was not yet received then", id)
		         : cvd_fail(err, CVD_E_CASEBOOK,
		               "case '%s' has no receipt that counts", id);
	if (rc == CVD_OK)
		answer_case(ctx->out, r, &clocks);
	if (rc == CVD_OK && !out_is_json(ctx->out))
		rc = show_text(ctx, r, &clocks, err);
	cvd_record_close(r);
	return rc;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (argc > 1) {
		out_map(ctx->out);
		out_key(ctx->out, "cases");
		out_list(ctx->out);
	}
	for (int i = 0; i < argc && rc == CVD_OK; i++) {
		if (i > 0)
			out_line(ctx->out, "%s", "");
		rc = show_one(ctx, argv[i], err);
	}
	if (argc > 1) {
		out_list_end(ctx->out);
		out_map_end(ctx->out);
	}
	return rc;
}

const struct command cmd_show = {
	.name = "show",
	.summary = "show all there is to a case",
	.operands = "CASE...",
	.needs = NEED_CASEBOOK,
	.takes = TAKES_SEEN | TAKES_JSON | TAKES_PAGER,
	.run = run,
};

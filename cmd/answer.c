/* SPDX-License-Identifier: EUPL-1.2 */

/* How the parts of a case are answered. */

#include "answer.h"

#include "core/doubt.h"
#include "core/limits.h"
#include "core/words.h"
#include "ui.h"

enum cvd_status
answer_open(struct context *ctx, const char *id, struct cvd_record **record,
    struct cvd_clocks *clocks, struct cvd_err *err)
{
	struct cvd_record *r = NULL;
	enum cvd_status rc = cvd_record_open(ctx->book, id, &r, err);

	if (rc != CVD_OK)
		return rc;
	if (r->head_differs)
		ui_warn("%s: the head of the file is not what its events "
		        "come to",
		    id);
	if (ctx->at_text != NULL)
		rc = cvd_record_rewind(r, ctx->at, err);
	if (rc == CVD_OK)
		rc = cvd_clock_list(&r->replay, &r->policies, ctx->at, r->arena,
		    clocks, err);
	if (rc == CVD_E_INVALID)
		rc = cvd_fail_as(err, CVD_E_CASEBOOK);
	if (rc == CVD_OK)
		*record = r;
	else
		cvd_record_close(r);
	return rc;
}

enum cvd_status
answer_open_judged(struct context *ctx, const char *id,
    struct cvd_record **record, struct cvd_clocks *clocks, struct cvd_err *err)
{
	struct cvd_record *r = NULL;
	enum cvd_status rc = answer_open(ctx, id, &r, clocks, err);

	if (rc != CVD_OK)
		return rc;
	rc = cvd_record_judge(ctx->book, r, err);
	if (rc != CVD_OK) {
		cvd_record_close(r);
		return rc;
	}
	if (!r->is_judged)
		ui_note("nothing is trusted of this casebook yet, so none of "
		        "its events is proven: see cvd-verify(1)");
	*record = r;
	return CVD_OK;
}

static void
key_instant(struct out *out, const char *key, cvd_instant instant)
{
	out_key(out, key);
	if (instant == CVD_INSTANT_NONE)
		out_null(out);
	else
		out_instant(out, instant);
}

void
answer_lines(struct out *out, const char *key, const struct cvd_lines *lines)
{
	out_key(out, key);
	out_list(out);
	for (size_t i = 0; i < lines->count; i++)
		out_text(out, lines->item[i]);
	out_list_end(out);
}

void
answer_clock(struct out *out, const struct cvd_clock *clock)
{
	out_key_text(out, "policy", clock->policy);
	out_key_text(out, "clock", clock->term);
	out_key_text(out, "party", clock->party);
	out_key_integer(out, "n", clock->n);
	out_key_text(out, "kind", cvd_clock_kind_names[clock->kind]);
	key_instant(out, "from", clock->from);
	key_instant(out, "due", clock->due);
	out_key_text(out, "state", cvd_clock_state_names[clock->state]);
	key_instant(out, "met_at", clock->met_at);
}

enum out_style
answer_clock_style(const struct cvd_clock *clock)
{
	if (cvd_clock_is_overdue(clock))
		return OUT_BAD;
	switch (clock->state) {
	case CVD_CLOCK_RUNNING:
		return OUT_STRONG;
	case CVD_CLOCK_MISSED:
		return OUT_WARN;
	case CVD_CLOCK_MET:
		return OUT_GOOD;
	case CVD_CLOCK_PENDING:
	case CVD_CLOCK_STOPPED:
		return OUT_FAINT;
	}
	return OUT_PLAIN;
}

const char *
answer_clock_word(const struct cvd_clock *clock)
{
	if (cvd_clock_is_overdue(clock))
		return "overdue";
	if (clock->state == CVD_CLOCK_MISSED &&
	    clock->met_at != CVD_INSTANT_NONE)
		return "met late";
	if (clock->paused)
		return "paused";
	return cvd_clock_state_names[clock->state];
}

void
answer_clock_name(struct cvd_buf *name, const struct cvd_clock *clock)
{
	cvd_buf_addz(name, clock->term);
	if (clock->n > 1)
		cvd_buf_addf(name, " %u", clock->n);
	if (clock->party != NULL)
		cvd_buf_addf(name, " (%s)", clock->party);
}

void
answer_clock_rule(struct cvd_buf *rule, const struct cvd_clock *clock)
{
	cvd_words_term(rule, "en", clock->rule->amount,
	    cvd_unit_names[clock->rule->unit], clock->calendar->id);
	cvd_buf_addf(rule, "; %s", clock->policy);
}

static void
answer_parties(struct out *out, const struct cvd_replay *replay)
{
	const struct cvd_head_party *p = replay->head.parties.item;

	out_key(out, "parties");
	out_list(out);
	for (size_t i = 0; i < replay->head.parties.count; i++) {
		const struct cvd_party *full = cvd_replay_party(replay,
		    p[i].party);

		out_map(out);
		out_key_text(out, "party", p[i].party);
		out_key_text(out, "role", cvd_role_names[p[i].role]);
		out_key_text(out, "status",
		    cvd_party_status_names[p[i].status]);
		out_key_text(out, "name",
		    full->person == NULL ? NULL : full->person->name);
		out_map_end(out);
	}
	out_list_end(out);
}

static void
answer_events(struct out *out, const struct cvd_record *record)
{
	static const char *const verdicts[] = {
		[CVD_VERDICT_EFFECTIVE] = "effective",
		[CVD_VERDICT_INEFFECTIVE] = "ineffective",
		[CVD_VERDICT_VOIDED] = "voided",
	};

	out_key(out, "events");
	out_list(out);
	for (size_t i = 0; i < record->c->count; i++) {
		const struct cvd_event *e = &record->c->events[i];

		out_map(out);
		out_key_text(out, "id", e->id);
		out_key_text(out, "event", cvd_event_names[e->kind]);
		out_key_instant(out, "at", e->at);
		out_key_instant(out, "recorded", e->recorded);
		out_key_text(out, "by", e->by);
		out_key_text(out, "verdict",
		    verdicts[record->replay.verdict[i].kind]);
		out_key_text(out, "why", record->replay.verdict[i].why);
		out_key(out, "proven");
		if (record->is_judged)
			out_bool(out, cvd_record_has_proven(record, e));
		else
			out_null(out);
		out_map_end(out);
	}
	out_list_end(out);
}

void
answer_log(struct out *out, const struct cvd_record *record)
{
	out_map(out);
	out_key_text(out, "id", record->replay.head.id);
	answer_events(out, record);
	out_map_end(out);
}

static void
answer_contradictions(struct out *out, const struct cvd_replay *replay)
{
	out_key(out, "contradictions");
	out_list(out);
	for (size_t i = 0; i < replay->contradiction_count; i++) {
		const struct cvd_contradiction *x = &replay->contradictions[i];

		out_map(out);
		out_key_text(out, "what", x->what);
		out_key(out, "events");
		out_list(out);
		out_text(out, x->one->id);
		out_text(out, x->other->id);
		out_list_end(out);
		out_map_end(out);
	}
	out_list_end(out);
}

/* Why it is held, or null. */
static void
answer_held(struct out *out, const struct cvd_record *record,
    const struct cvd_letter_track *letter)
{
	struct cvd_buf why = CVD_BUF_INIT(CVD_MAX_VALUE);

	cvd_doubt_say(record->c, &record->replay, letter, &why);
	out_key_text(out, "held", why.size == 0 ? NULL : why.data);
	cvd_buf_clear(&why);
}

static void
answer_letters(struct out *out, const struct cvd_record *record)
{
	const struct cvd_replay *replay = &record->replay;

	out_key(out, "letters");
	out_list(out);
	for (size_t i = 0; i < replay->letter_count; i++) {
		const struct cvd_letter_track *t = &replay->letters[i];

		out_map(out);
		out_key_text(out, "letter", t->letter->letter);
		out_key_text(out, "party", t->letter->party);
		out_key_text(out, "message_id", t->letter->message_id);
		out_key_text(out, "state", cvd_letter_state_names[t->state]);
		answer_held(out, record, t);
		out_map_end(out);
	}
	out_list_end(out);
}

static const char *
kept(struct cvd_arena *arena, const char *text)
{
	return arena == NULL || text == NULL ? text
	                                     : cvd_arena_text(arena, text);
}

void
answer_line_of(const struct cvd_record *record, struct cvd_arena *arena,
    struct answer_line *line)
{
	const struct cvd_replay *r = &record->replay;

	*line = (struct answer_line){
		.id = kept(arena, r->head.id),
		.title = kept(arena, r->head.title),
		.state = cvd_label_names[r->head.state],
		.outcome = cvd_outcome_names[r->head.outcome],
		.policy = kept(arena, r->head.policy),
		.needs_review = r->head.needs_review,
		.received = r->received == NULL ? CVD_INSTANT_NONE
		                                : r->received->at,
		.assigned = kept(arena, r->assigned),
	};
}

static void
answer_head(struct out *out, const struct answer_line *line)
{
	out_key_text(out, "id", line->id);
	out_key_text(out, "title", line->title);
	out_key_text(out, "state", line->state);
	out_key_text(out, "outcome", line->outcome);
	out_key_text(out, "policy", line->policy);
	out_key_bool(out, "needs_review", line->needs_review);
	key_instant(out, "received", line->received);
	out_key_text(out, "assigned", line->assigned);
}

void
answer_case_line(struct out *out, const struct answer_line *line)
{
	out_map(out);
	answer_head(out, line);
	out_map_end(out);
}

void
answer_case(struct out *out, const struct cvd_record *record,
    const struct cvd_clocks *clocks)
{
	struct answer_line line;

	answer_line_of(record, NULL, &line);
	out_map(out);
	answer_head(out, &line);
	answer_parties(out, &record->replay);
	out_key(out, "clocks");
	out_list(out);
	for (size_t i = 0; i < clocks->count; i++) {
		out_map(out);
		answer_clock(out, &clocks->clock[i]);
		out_map_end(out);
	}
	out_list_end(out);
	answer_events(out, record);
	answer_contradictions(out, &record->replay);
	answer_letters(out, record);
	out_map_end(out);
}

/* What never arrived comes first: nobody else will find out. */
void
answer_lost_letters(struct out *out, const struct cvd_due_list *list)
{
	out_list(out);
	for (size_t i = 0; i < list->letter_count; i++) {
		const struct cvd_due_letter *l = &list->letter[i];

		if (l->held != NULL)
			out_line_as(out, OUT_WARN,
			    "%s: letter %s to %s is held: %s", l->id, l->letter,
			    l->party, l->held);
		else
			out_line_as(out, OUT_BAD,
			    "%s: letter %s to %s failed: %s", l->id, l->letter,
			    l->party, l->reply == NULL ? "for good" : l->reply);
		out_map(out);
		out_key_text(out, "case", l->id);
		out_key_text(out, "letter", l->letter);
		out_key_text(out, "party", l->party);
		out_key_text(out, "message_id", l->message_id);
		out_key_text(out, "reply", l->reply);
		out_key_text(out, "held", l->held);
		out_map_end(out);
	}
	out_list_end(out);
}

static void
draw_due(struct out *out, const struct cvd_due_row *row)
{
	const struct cvd_clock *c = &row->clock;
	struct cvd_buf name = CVD_BUF_INIT(CVD_MAX_VALUE);
	struct cvd_buf rule = CVD_BUF_INIT(CVD_MAX_VALUE);

	answer_clock_name(&name, c);
	answer_clock_rule(&rule, c);
	out_cell_instant(out, c->due);
	out_cell(out, "%s", name.data);
	out_cell(out, "%s", row->id);
	out_cell_as(out, answer_clock_style(c), "%s", answer_clock_word(c));
	out_cell(out, "%s", rule.data);
	cvd_buf_clear(&name);
	cvd_buf_clear(&rule);
}

void
answer_due(struct out *out, const struct cvd_due_row *rows, size_t count)
{
	static const struct out_column columns[] = {
		{ .title = "DUE" },
		{ .title = "CLOCK" },
		{ .title = "CASE" },
		{ .title = "STATE" },
		{ .title = "RULE", .cut = true },
	};

	out_list(out);
	out_table(out, columns, sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < count; i++) {
		draw_due(out, &rows[i]);
		out_map(out);
		out_key_text(out, "case", rows[i].id);
		answer_clock(out, &rows[i].clock);
		out_map_end(out);
	}
	out_table_end(out);
	out_list_end(out);
}

void
answer_finding(struct out *out, const struct cvd_verify_finding *f)
{
	bool warns = cvd_flaw_is_warning(f->flaw.kind);
	const char *name = cvd_flaw_names[f->flaw.kind];

	out_line_as(out, warns ? OUT_WARN : OUT_BAD, "%s%s: commit %s%s%s",
	    warns ? "warning: " : "", name, f->commit,
	    f->flaw.case_id[0] == '\0' ? "" : ", case ", f->flaw.case_id);
	out_line(out, "    %s", f->flaw.message);
	out_map(out);
	out_key_text(out, "code", name);
	out_key_bool(out, "warning", warns);
	out_key_text(out, "commit", f->commit);
	out_key_text(out, "case",
	    f->flaw.case_id[0] == '\0' ? NULL : f->flaw.case_id);
	out_key_text(out, "message", f->flaw.message);
	out_map_end(out);
}

enum cvd_status
answer_unreadable(const struct cvd_due_list *list, struct cvd_err *err)
{
	for (size_t i = 0; i < list->unreadable_count; i++)
		ui_warn("%s", list->unreadable[i]);
	if (list->unreadable_count == 0)
		return CVD_OK;
	return cvd_fail(err, list->unreadable_status,
	    "%zu case%s cannot be read", list->unreadable_count,
	    list->unreadable_count == 1 ? "" : "s");
}

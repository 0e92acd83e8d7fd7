/* SPDX-License-Identifier: EUPL-1.2 */

/* What needs review of a case, as cvd show draws it. */

#include "show_review.h"

#include "core/doubt.h"
#include "core/legality.h"
#include "core/limits.h"
#include "show_events.h"

#include <limits.h>
#include <string.h>

static bool
is_any(const struct cvd_replay *r)
{
	if (r->head.needs_review)
		return true;
	for (size_t i = 0; i < r->letter_count; i++)
		if (r->letters[i].doubt != CVD_DOUBT_NONE)
			return true;
	return false;
}

/* Who recorded what, and when. */
static void
show_event_line(struct out *out, const struct cvd_event *e)
{
	char at[OUT_INSTANT_TEXT];

	out_line(out, "%s  %s  %s  %.8s", out_instant_text(out, e->at, at),
	    e->by, cvd_event_names[e->kind], e->id);
}

/* The command that takes it back, where there is one. */
static void
show_void(struct out *out, const struct cvd_case *c, const struct cvd_event *e)
{
	const char *id = e->id;
	const struct cvd_event probe = {
		.kind = CVD_EVENT_VOIDED,
		.id = "",
		.lamport = UINT_MAX,
		.voids = { &id, 1 },
	};

	if (cvd_legality_check_target(c, &probe, NULL) == CVD_OK)
		out_line_as(out, OUT_FAINT,
		    "    cvd void %s %.8s --reason REASON", c->head.id, e->id);
}

static void
show_ineffective(struct out *out, const struct cvd_record *record)
{
	for (size_t i = 0; i < record->c->count; i++) {
		const struct cvd_verdict *v = &record->replay.verdict[i];

		if (v->kind != CVD_VERDICT_INEFFECTIVE)
			continue;
		show_event_line(out, &record->c->events[i]);
		out_line(out, "    without effect: %s", v->why);
		show_void(out, record->c, &record->c->events[i]);
	}
}

static void
show_side(struct out *out, const struct cvd_case *c, const struct cvd_event *e)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);

	show_event_words(&text, e);
	show_event_line(out, e);
	out_line(out, "    %s", text.data);
	show_void(out, c, e);
	cvd_buf_clear(&text);
}

static void
show_contradictions(struct out *out, const struct cvd_record *record)
{
	for (size_t i = 0; i < record->replay.contradiction_count; i++) {
		const struct cvd_contradiction *x =
		    &record->replay.contradictions[i];

		out_line(out, "two things at the same time about %s:", x->what);
		show_side(out, record->c, x->one);
		show_side(out, record->c, x->other);
	}
}

static void
show_held(struct out *out, const struct cvd_record *record)
{
	for (size_t i = 0; i < record->replay.letter_count; i++) {
		const struct cvd_letter_track *t = &record->replay.letters[i];
		struct cvd_buf why = CVD_BUF_INIT(CVD_MAX_VALUE);

		if (t->doubt == CVD_DOUBT_NONE)
			continue;
		cvd_doubt_say(record->c, &record->replay, t, &why);
		show_event_line(out, t->queued);
		out_line(out, "    letter %s to %s is held: %s",
		    t->letter->letter, t->letter->party, why.data);
		out_line_as(out, OUT_FAINT,
		    "    cvd send --cancel %s --reason REASON",
		    t->letter->message_id);
		out_line_as(out, OUT_FAINT, "    cvd send --held %s",
		    t->letter->message_id);
		cvd_buf_clear(&why);
	}
}

void
show_review(struct out *out, const struct cvd_record *record)
{
	if (!is_any(&record->replay))
		return;
	out_line(out, "%s", "");
	out_line_as(out, OUT_WARN,
	    "needs review: what was recorded at the same time does not "
	    "fit together");
	show_ineffective(out, record);
	show_contradictions(out, record);
	show_held(out, record);
}

void
show_contradictions_of(struct out *out, const struct cvd_replay *replay,
    const struct cvd_event *event)
{
	for (size_t i = 0; i < replay->contradiction_count; i++) {
		const struct cvd_contradiction *x = &replay->contradictions[i];
		const struct cvd_event *other = NULL;

		if (strcmp(x->one->id, event->id) == 0)
			other = x->other;
		else if (strcmp(x->other->id, event->id) == 0)
			other = x->one;
		if (other != NULL)
			out_field(out, "verdict",
			    "contradicts %.8s by %s, on %s", other->id,
			    other->by, x->what);
	}
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* The events of a case, as cvd show draws them. */

#include "show_events.h"

#include "core/limits.h"

#include <string.h>

/* As many characters of an id as tell the events of a case apart. */
#define ID_SHOWN 8

static void
add_words(struct cvd_buf *text, const struct cvd_lines *words)
{
	for (size_t i = 0; i < words->count; i++)
		cvd_buf_add_word(text, words->item[i]);
}

static void
say_assessment(struct cvd_buf *text, const struct cvd_event *e)
{
	cvd_buf_add_word(text, cvd_outcome_names[e->outcome]);
	cvd_buf_add_word(text, e->reason);
	add_words(text, &e->exclusions);
	cvd_buf_add_word(text, e->duplicate_of);
	cvd_buf_add_word(text, cvd_weight_names[e->weight]);
	cvd_buf_add_word(text, e->cwe);
	cvd_buf_add_word(text, cvd_channel_names[e->channel]);
}

/* "vendor-1, email, by the desk, with details" */
static void
say_attempt(struct cvd_buf *text, const struct cvd_event *e)
{
	cvd_buf_add_word(text, e->party);
	cvd_buf_add_word(text, cvd_channel_names[e->channel]);
	cvd_buf_addf(text, ", by the %s%s", cvd_who_names[e->who],
	    e->details ? ", with details" : "");
}

/* "title of 5PKMYHGR: Parsing flaw; too much said" */
static void
say_correction(struct cvd_buf *text, const struct cvd_event *e)
{
	cvd_buf_addf(text, "%s of %.*s", e->field, ID_SHOWN, e->corrects);
	if (e->value != NULL)
		cvd_buf_addf(text, ": %s", e->value);
	cvd_buf_addf(text, "; %s", e->reason);
}

static void
say_voided(struct cvd_buf *text, const struct cvd_event *e)
{
	for (size_t i = 0; i < e->voids.count; i++)
		cvd_buf_addf(text, "%s%.*s", i == 0 ? "" : ", ", ID_SHOWN,
		    e->voids.item[i]);
	cvd_buf_addf(text, "; %s", e->reason);
}

static void
say_rest(struct cvd_buf *text, const struct cvd_event *e)
{
	cvd_buf_add_word(text, e->party);
	cvd_buf_add_word(text, e->reason);
	cvd_buf_add_word(text, e->to);
	/* the head says how the report came in */
	if (e->kind != CVD_EVENT_RECEIVED)
		cvd_buf_add_word(text, cvd_channel_names[e->channel]);
	cvd_buf_add_word(text, cvd_consent_kind_names[e->consent_kind]);
	cvd_buf_add_word(text, cvd_consent_value_names[e->consent_value]);
	cvd_buf_add_word(text, e->version);
	cvd_buf_add_word(text, cvd_source_names[e->source]);
	if (e->forced != NULL)
		cvd_buf_addf(text, "%sforced: %s", text->size == 0 ? "" : ", ",
		    e->forced);
}

void
show_event_words(struct cvd_buf *text, const struct cvd_event *e)
{
	const char *note = e->matter == NULL ? NULL : e->matter->note;

	switch (e->kind) {
	case CVD_EVENT_ASSESSED:
		say_assessment(text, e);
		break;
	case CVD_EVENT_CONTACT_ATTEMPTED:
		say_attempt(text, e);
		break;
	case CVD_EVENT_CORRECTED:
		say_correction(text, e);
		break;
	case CVD_EVENT_VOIDED:
		say_voided(text, e);
		break;
	default:
		say_rest(text, e);
		break;
	}
	/* of a note its first line; cvd log has the rest */
	if (note != NULL)
		cvd_buf_addf(text, "%s%.*s%s", text->size == 0 ? "" : "; ",
		    (int)strcspn(note, "\n"), note,
		    strchr(note, '\n') != NULL && strchr(note, '\n')[1] != '\0'
		        ? " …"
		        : "");
}

/* What became of it, and when it was recorded where that differs. */
static void
say_verdict(struct cvd_buf *text, const struct out *out,
    const struct cvd_event *e, const struct cvd_verdict *v)
{
	char recorded[OUT_INSTANT_TEXT];

	if (v->kind == CVD_VERDICT_VOIDED)
		cvd_buf_addf(text, "%svoided", text->size == 0 ? "" : "; ");
	if (v->kind == CVD_VERDICT_INEFFECTIVE)
		cvd_buf_addf(text, "%swithout effect: %s",
		    text->size == 0 ? "" : "; ", v->why);
	if (v->contradicted)
		cvd_buf_addf(text, "%scontradicted",
		    text->size == 0 ? "" : "; ");
	if (v->corrected)
		cvd_buf_addf(text, "%scorrected", text->size == 0 ? "" : "; ");
	if (e->recorded != e->at)
		cvd_buf_addf(text, "%srecorded %s", text->size == 0 ? "" : "; ",
		    out_instant_text(out, e->recorded, recorded));
}

static void
show_event(struct out *out, const struct cvd_record *record, size_t i)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);
	const struct cvd_event *e = &record->c->events[i];
	const struct cvd_verdict *v = &record->replay.verdict[i];

	show_event_words(&text, e);
	say_verdict(&text, out, e, v);
	if (record->is_judged && !cvd_record_has_proven(record, e))
		cvd_buf_addf(&text, "%snot proven", text.size == 0 ? "" : "; ");
	out_cell_instant(out, e->at);
	out_cell(out, "%s", e->by);
	out_cell(out, "%s", cvd_event_names[e->kind]);
	out_cell_as(out, OUT_FAINT, "%.*s", ID_SHOWN, e->id);
	out_cell_as(out,
	    v->kind == CVD_VERDICT_EFFECTIVE ? OUT_PLAIN : OUT_FAINT, "%s",
	    text.data);
	cvd_buf_clear(&text);
}

void
show_events(struct out *out, const struct cvd_record *record)
{
	static const struct out_column columns[] = {
		{ .title = "AT" },
		{ .title = "BY", .cut = true },
		{ .title = "EVENT" },
		{ .title = "ID" },
		{ .title = "", .below = true },
	};

	out_line(out, "%s", "");
	out_line_as(out, OUT_STRONG, "events");
	out_table(out, columns, sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < record->c->count; i++) {
		const struct cvd_event *e = &record->c->events[i];
		const struct cvd_verdict *v = &record->replay.verdict[i];

		if (!cvd_event_is_of_letters(e) ||
		    v->kind != CVD_VERDICT_EFFECTIVE)
			show_event(out, record, i);
	}
	out_table_end(out);
}

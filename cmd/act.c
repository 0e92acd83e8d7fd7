/* SPDX-License-Identifier: EUPL-1.2 */

/* What happens around a verb that writes one case. */

#include "act.h"

#include "app/deliver.h"
#include "core/ident.h"
#include "core/limits.h"
#include "out.h"
#include "ui.h"

#include <string.h>

enum cvd_status
act_begin(struct context *ctx, const char *ref, const char *verb,
    struct cvd_step **step, struct cvd_err *err)
{
	char id[CVD_CASE_ID_TEXT];
	enum cvd_status rc;

	*step = NULL;
	rc = cvd_record_resolve(ctx->book, ref, id, err);
	if (rc == CVD_OK)
		rc = cvd_step_begin(ctx->book, id, verb, ctx->at, step, err);
	return rc;
}

/* What would be done, as the file, the log and the parties would see it. */
static enum cvd_status
show_preview(struct context *ctx, struct cvd_step *step, struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_MAIL);
	enum cvd_status rc = cvd_step_preview(step, &text, err);

	if (rc == CVD_OK) {
		out_block(ctx->out, 0, text.data);
		out_map(ctx->out);
		out_key_text(ctx->out, "preview", text.data);
		out_map_end(ctx->out);
	}
	cvd_buf_clear(&text);
	return rc;
}

static void
say_letter(struct context *ctx, const struct cvd_letter_result *letter)
{
	if (letter->queued) {
		out_line(ctx->out, "letter %s to %s: %s", letter->letter,
		    letter->party, letter->outcome);
		return;
	}
	out_line(ctx->out,
	    "letter %s to %s, to be passed on by hand:", letter->letter,
	    letter->party);
	out_line(ctx->out, "Subject: %s", letter->subject);
	out_line(ctx->out, "%s", "");
	out_block(ctx->out, 0, letter->body);
}

static const char *
state_of(const struct cvd_step *step)
{
	return cvd_label_names[step->record->replay.head.state];
}

/* The letters there are; in JSON, all of the answer. */
static void
say_done(struct context *ctx, const struct cvd_step *step)
{
	const struct cvd_record *r = step->record;
	struct out *out = ctx->out;

	for (size_t i = 0; i < step->result_count; i++)
		say_letter(ctx, &step->results[i]);
	out_map(out);
	out_key_text(out, "id", r->c->head.id);
	out_key_text(out, "state", state_of(step));
	out_key(out, "events");
	out_list(out);
	for (size_t i = step->first; i < r->c->count; i++)
		out_text(out, r->c->events[i].id);
	out_list_end(out);
	out_key(out, "letters");
	out_list(out);
	for (size_t i = 0; i < step->result_count; i++) {
		const struct cvd_letter_result *l = &step->results[i];

		out_map(out);
		out_key_text(out, "letter", l->letter);
		out_key_text(out, "party", l->party);
		out_key_bool(out, "queued", l->queued);
		out_key_text(out, "outcome", l->outcome);
		out_key_text(out, "subject", l->subject);
		out_key_text(out, "body", l->queued ? NULL : l->body);
		out_map_end(out);
	}
	out_list_end(out);
	out_map_end(out);
}

/* What became of a letter of this step. */
static void
told(void *context, const struct cvd_delivery_note *note)
{
	const struct cvd_step *step = context;

	for (size_t i = 0; i < step->result_count; i++) {
		struct cvd_letter_result *l = &step->results[i];

		if (l->queued && strcmp(l->letter, note->letter) == 0 &&
		    strcmp(l->party, note->party) == 0)
			l->outcome = cvd_delivery_state_names[note->state];
	}
}

/*
 * The step stands; a letter that does not leave now waits in the outbox, and
 * 'cvd send' says why. So a failure here is told, and is not the verb's.
 */
static void
deliver(struct context *ctx, struct cvd_step *step)
{
	const struct cvd_delivery_order order = {
		.case_id = step->record->c->head.id,
		.told = told,
		.context = step,
	};
	struct cvd_delivery delivery = { 0 };
	struct cvd_err why;

	if (step->letter_count == 0 || !cvd_deliver_is_automatic(ctx->book))
		return;
	if (cvd_deliver(ctx->book, &order, &delivery, &why) != CVD_OK)
		ui_warn("not delivered: %s", why.message);
	if (delivery.held > 0)
		ui_warn("%zu letter%s held: 'cvd send' says why", delivery.held,
		    delivery.held == 1 ? " is" : "s are");
}

/* How an answer begins in text. */
enum opening {
	OPENING_STATE, /* the case and what it is now */
	OPENING_ID,    /* the id alone, for scripts */
};

/* What was added besides the events; whoever gave no name learns it so. */
static void
say_parties(struct context *ctx, const struct cvd_step *step)
{
	const struct cvd_case *c = step->record->c;

	for (size_t i = step->first; i < c->count; i++)
		if (c->events[i].kind == CVD_EVENT_PARTY_ADDED)
			out_line(ctx->out, "party %s: added",
			    c->events[i].party);
}

static void
say_opening(struct context *ctx, const struct cvd_step *step,
    enum opening opening)
{
	const char *id = step->record->c->head.id;

	if (opening == OPENING_ID) {
		out_line(ctx->out, "%s", id);
		return;
	}
	out_line(ctx->out, "%s: %s", id, state_of(step));
	say_parties(ctx, step);
}

static enum cvd_status
finish(struct context *ctx, struct cvd_step *step, enum opening opening,
    enum cvd_status rc, struct cvd_err *err)
{
	if (rc == CVD_OK && ctx->dry_run) {
		rc = show_preview(ctx, step, err);
	} else if (rc == CVD_OK) {
		rc = cvd_step_commit(step, err);
		if (rc == CVD_OK) {
			deliver(ctx, step);
			say_opening(ctx, step, opening);
			say_done(ctx, step);
		}
	}
	if (rc == CVD_OK && step->unreachable)
		ui_note("no letter: the reporter left no way to be reached");
	cvd_step_drop(step);
	return rc;
}

enum cvd_status
act_finish(struct context *ctx, struct cvd_step *step, enum cvd_status rc,
    struct cvd_err *err)
{
	return finish(ctx, step, OPENING_STATE, rc, err);
}

enum cvd_status
act_finish_new(struct context *ctx, struct cvd_step *step, enum cvd_status rc,
    struct cvd_err *err)
{
	return finish(ctx, step, OPENING_ID, rc, err);
}

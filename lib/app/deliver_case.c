/* SPDX-License-Identifier: EUPL-1.2 */

/* The letters of one case: sent, and the answers recorded. */

#include "app/deliver_private.h"
#include "app/sender.h"
#include "app/step.h"
#include "core/doubt.h"
#include "core/limits.h"
#include "edge/transport.h"

#include <string.h>

/*
 * A server that says nothing, so many letters in a row, is not there. Each
 * takes its time to find out, while the casebook is locked.
 */
#define SILENCES 3u

/* The letters of one case, in the order in which they were decided. */
struct parcel {
	const char *case_id;
	const struct cvd_record *record;
	const struct cvd_outbox_item *items;
	size_t count;
	size_t *sent; /* indices of items */
	struct cvd_event_letter *sent_entries;
	size_t sent_count;
	struct cvd_event_letter *failed_entries;
	size_t failed_count;
};

static const struct cvd_outbox_item *
find_item(const struct parcel *p, const char *message_id)
{
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(p->items[i].message_id, message_id) == 0)
			return &p->items[i];
	return NULL;
}

static const struct cvd_letter_track *
find_track(const struct cvd_replay *r, const char *message_id)
{
	for (size_t i = 0; i < r->letter_count; i++)
		if (strcmp(r->letters[i].letter->message_id, message_id) == 0)
			return &r->letters[i];
	return NULL;
}

/* What no event decided; `replay` is NULL where there is no such case. */
static enum cvd_status
drop_undecided(struct cvd_delivery_run *run, const struct parcel *p,
    const struct cvd_replay *replay, struct cvd_err *err)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct cvd_outbox_item *item = &p->items[i];
		enum cvd_status rc = CVD_OK;

		if (replay != NULL &&
		    find_track(replay, item->message_id) != NULL)
			continue;
		if (!run->order->plan)
			rc = cvd_outbox_drop(cvd_delivery_folder(run),
			    item->message_id, err);
		if (rc != CVD_OK)
			return rc;
		cvd_delivery_tell(run, item, CVD_DELIVERY_DROPPED, "");
	}
	return CVD_OK;
}

/* As much of a text as a field takes, whole characters; NULL for nothing. */
static const char *
clip(struct cvd_delivery_run *run, const char *text)
{
	size_t n = strlen(text);

	if (n > CVD_MAX_VALUE)
		for (n = CVD_MAX_VALUE;
		     ((unsigned char)text[n] & 0xc0) == 0x80;)
			n--;
	return n == 0 ? NULL : cvd_arena_copy(run->arena, text, n);
}

static struct cvd_event_letter
entry_of(struct cvd_delivery_run *run, const struct cvd_outbox_item *item,
    const struct cvd_outbox_answer *answer)
{
	return (struct cvd_event_letter){
		.message_id = item->message_id,
		.server = clip(run, answer->server),
		.reply = clip(run, answer->reply),
		.queue_id = clip(run, answer->queue_id),
	};
}

/* The other side has it, since now or since an earlier run. */
static void
take_delivered(struct cvd_delivery_run *run, struct parcel *p,
    const struct cvd_outbox_item *item, const struct cvd_outbox_answer *answer)
{
	p->sent[p->sent_count] = (size_t)(item - p->items);
	p->sent_entries[p->sent_count++] = entry_of(run, item, answer);
	cvd_delivery_tell(run, item, CVD_DELIVERY_SENT, answer->reply);
}

/* What came of a letter that was tried. */
static void
take_answer(struct cvd_delivery_run *run, struct parcel *p,
    const struct cvd_outbox_item *item, const struct cvd_receipt *receipt)
{
	bool silent = receipt->reply[0] == '\0';
	const char *reply = silent ? receipt->reason : receipt->reply;
	const struct cvd_outbox_answer answer = { receipt->server, reply,
		receipt->queue_id };
	struct cvd_err err;
	enum cvd_status rc = cvd_transport_status(receipt, &err);

	if (rc != CVD_OK)
		cvd_delivery_remember(run, rc, &err);
	run->silences = silent && rc == CVD_E_AGAIN ? run->silences + 1 : 0;
	run->stopped = run->silences == SILENCES;
	switch (receipt->answer) {
	case CVD_ANSWER_DELIVERED:
		/* the event may fail, as long as the note is there; only
		 * where both do is the letter sent again */
		(void)cvd_outbox_delivered(cvd_delivery_folder(run),
		    item->message_id, &answer, NULL);
		take_delivered(run, p, item, &answer);
		break;
	case CVD_ANSWER_REFUSED:
		p->failed_entries[p->failed_count++] = entry_of(run, item,
		    &answer);
		cvd_delivery_tell(run, item, CVD_DELIVERY_FAILED, reply);
		break;
	case CVD_ANSWER_BARRED:
		run->stopped = true;
		cvd_delivery_tell(run, item, CVD_DELIVERY_WAITING, reply);
		break;
	case CVD_ANSWER_AGAIN:
	case CVD_ANSWER_UNKNOWN:
		cvd_delivery_tell(run, item, CVD_DELIVERY_WAITING, reply);
		break;
	}
}

/*
 * Sends one letter. What keeps it from being tried is a problem of this
 * letter where the letter is at fault, else of all.
 */
static void
try_letter(struct cvd_delivery_run *run, struct parcel *p,
    const struct cvd_outbox_item *item)
{
	const struct cvd_envelope envelope = {
		.from = item->from,
		.to = item->to,
		.message_id = item->message_id,
		.mail = item->mail,
		.mail_size = item->mail_size,
	};
	struct cvd_receipt receipt;
	struct cvd_err err;
	enum cvd_status rc = CVD_OK;

	if (run->transport == NULL)
		rc = cvd_sender_open(run->book, &run->transport, &err);
	if (rc == CVD_OK)
		rc = cvd_transport_send(run->transport, &envelope, &receipt,
		    &err);
	if (rc == CVD_OK) {
		take_answer(run, p, item, &receipt);
		return;
	}
	run->stopped = rc != CVD_E_INVALID;
	if (rc == CVD_E_INVALID)
		cvd_err_prefix(&err, item->message_id);
	cvd_delivery_remember(run, rc, &err);
	cvd_delivery_tell(run, item, CVD_DELIVERY_WAITING, err.message);
}

static bool
is_freed(const struct cvd_delivery_run *run, const struct cvd_outbox_item *item)
{
	for (size_t i = 0; i < run->order->freed_count; i++)
		if (run->freed[i] == item)
			return true;
	return false;
}

/*
 * Whether a letter that nobody has yet is held: tells of it then, unless
 * whoever can be asked lets it go.
 */
static bool
is_held(struct cvd_delivery_run *run, const struct parcel *p,
    const struct cvd_letter_track *track, const struct cvd_outbox_item *item)
{
	const struct cvd_delivery_order *order = run->order;
	struct cvd_buf why = CVD_BUF_INIT(CVD_MAX_VALUE);
	struct cvd_delivery_note note = {
		.case_id = item->case_id,
		.letter = item->letter,
		.party = item->party,
		.to = item->to,
		.message_id = item->message_id,
		.state = CVD_DELIVERY_HELD,
	};
	bool held = track->doubt != CVD_DOUBT_NONE && !is_freed(run, item);

	if (!held)
		return false;
	cvd_doubt_say(p->record->c, &p->record->replay, track, &why);
	note.reply = why.data;
	if (!order->plan && order->ask != NULL)
		held = !order->ask(order->context, &note);
	if (held)
		cvd_delivery_tell(run, item, CVD_DELIVERY_HELD, why.data);
	cvd_buf_clear(&why);
	return held;
}

static enum cvd_status
handle_letter(struct cvd_delivery_run *run, struct parcel *p,
    const struct cvd_letter_track *track, struct cvd_err *err)
{
	const struct cvd_outbox_item *item = find_item(p,
	    track->letter->message_id);

	if (item == NULL)
		return CVD_OK;
	switch (track->state) {
	case CVD_LETTER_SENT:
		/* recorded, and not yet moved */
		return run->order->plan
		           ? CVD_OK
		           : cvd_outbox_sent(cvd_delivery_folder(run),
		                 item->message_id, err);
	case CVD_LETTER_CANCELLED:
		return run->order->plan
		           ? CVD_OK
		           : cvd_outbox_drop(cvd_delivery_folder(run),
		                 item->message_id, err);
	case CVD_LETTER_FAILED:
		if (!run->order->failed_too && item->answer == NULL &&
		    !is_freed(run, item))
			return CVD_OK;
		break;
	case CVD_LETTER_QUEUED:
		break;
	}
	if (item->answer == NULL && is_held(run, p, track, item))
		return CVD_OK;
	if (run->order->plan || (run->stopped && item->answer == NULL))
		cvd_delivery_tell(run, item, CVD_DELIVERY_WAITING,
		    item->answer == NULL ? "" : "delivered, to be recorded");
	else if (item->answer != NULL)
		take_delivered(run, p, item, item->answer);
	else
		try_letter(run, p, item);
	return CVD_OK;
}

static enum cvd_status
add_event(struct cvd_step *step, enum cvd_event_kind kind,
    struct cvd_event_letter *entries, size_t count, struct cvd_err *err)
{
	struct cvd_event *event;
	enum cvd_status rc;

	if (count == 0)
		return CVD_OK;
	rc = cvd_step_add(step, kind, &event, err);
	if (rc == CVD_OK)
		event->letters = (struct cvd_items){ entries, count };
	return rc;
}

/* The answers, in one commit; then what was sent leaves the outbox. */
static enum cvd_status
record(struct cvd_delivery_run *run, struct cvd_step *step,
    const struct parcel *p, struct cvd_err *err)
{
	enum cvd_status rc = cvd_arena_check(run->arena, err);

	if (rc != CVD_OK || p->sent_count + p->failed_count == 0)
		return rc;
	rc = add_event(step, CVD_EVENT_LETTERS_SENT, p->sent_entries,
	    p->sent_count, err);
	if (rc == CVD_OK)
		rc = add_event(step, CVD_EVENT_LETTERS_FAILED,
		    p->failed_entries, p->failed_count, err);
	if (rc == CVD_OK)
		rc = cvd_step_commit(step, err);
	for (size_t i = 0; rc == CVD_OK && i < p->sent_count; i++)
		rc = cvd_outbox_sent(cvd_delivery_folder(run),
		    p->items[p->sent[i]].message_id, err);
	return rc;
}

static enum cvd_status
handle_all(struct cvd_delivery_run *run, struct parcel *p,
    const struct cvd_record *record, struct cvd_err *err)
{
	const struct cvd_replay *replay = &record->replay;
	enum cvd_status rc = drop_undecided(run, p, replay, err);

	p->record = record;
	for (size_t i = 0; rc == CVD_OK && i < replay->letter_count; i++)
		rc = handle_letter(run, p, &replay->letters[i], err);
	return rc;
}

/* A delivery never lies before the receipt, which may be minutes ahead. */
static enum cvd_status
begin(struct cvd_delivery_run *run, const char *case_id, struct cvd_step **step,
    struct cvd_err *err)
{
	enum cvd_status rc = cvd_step_begin(run->book, case_id, "send",
	    cvd_casebook_world(run->book)->now, step, err);
	const struct cvd_event *received;

	if (rc != CVD_OK)
		return rc;
	received = (*step)->record->replay.received;
	if (received != NULL && received->at > (*step)->at)
		(*step)->at = received->at;
	return CVD_OK;
}

static enum cvd_status
deliver_parcel(struct cvd_delivery_run *run, struct parcel *p,
    struct cvd_err *err)
{
	struct cvd_step *step;
	enum cvd_status rc = begin(run, p->case_id, &step, err);

	if (rc == CVD_E_NOT_FOUND)
		return drop_undecided(run, p, NULL, err);
	if (rc != CVD_OK)
		return rc;
	rc = handle_all(run, p, step->record, err);
	/* What was sent is recorded, whatever happened behind it. */
	if (rc == CVD_OK)
		rc = record(run, step, p, err);
	else
		(void)record(run, step, p, NULL);
	cvd_step_drop(step);
	return rc;
}

static enum cvd_status
plan_parcel(struct cvd_delivery_run *run, struct parcel *p, struct cvd_err *err)
{
	struct cvd_record *r;
	enum cvd_status rc = cvd_record_open(run->book, p->case_id, &r, err);

	if (rc == CVD_E_NOT_FOUND)
		return drop_undecided(run, p, NULL, err);
	if (rc != CVD_OK)
		return rc;
	rc = handle_all(run, p, r, err);
	cvd_record_close(r);
	return rc;
}

enum cvd_status
cvd_delivery_case(struct cvd_delivery_run *run,
    const struct cvd_outbox_item *items, size_t count, struct cvd_err *err)
{
	struct parcel p = {
		.case_id = items[0].case_id,
		.items = items,
		.count = count,
		.sent = cvd_arena_alloc(run->arena, count, sizeof *p.sent),
		.sent_entries = cvd_arena_alloc(run->arena, count,
		    sizeof *p.sent_entries),
		.failed_entries = cvd_arena_alloc(run->arena, count,
		    sizeof *p.failed_entries),
	};
	enum cvd_status rc = cvd_arena_check(run->arena, err);

	if (rc != CVD_OK)
		return rc;
	return run->order->plan ? plan_parcel(run, &p, err)
	                        : deliver_parcel(run, &p, err);
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Letters taken back before they were sent. */

#include "app/deliver_private.h"
#include "app/step.h"
#include "core/address.h"
#include "edge/store.h"

#include <string.h>

/* The one letter of the outbox whose id begins so. */
static enum cvd_status
find(const char *state, const char *ref, struct cvd_arena *arena,
    const struct cvd_outbox_item **item, struct cvd_err *err)
{
	struct cvd_outbox_item *items = NULL;
	size_t count = 0;
	enum cvd_status rc = cvd_outbox_list(state, arena, &items, &count, err);

	return rc == CVD_OK ? cvd_delivery_find(items, count, ref, item, err)
	                    : rc;
}

static enum cvd_status
check_state(const struct cvd_replay *r, const char *message_id,
    struct cvd_err *err)
{
	for (size_t i = 0; i < r->letter_count; i++)
		if (strcmp(r->letters[i].letter->message_id, message_id) == 0 &&
		    r->letters[i].state == CVD_LETTER_SENT)
			return cvd_fail(err, CVD_E_REFUSED,
			    "letter '%s' was sent", message_id);
	return CVD_OK;
}

static enum cvd_status
add_event(struct cvd_step *step, const char *message_id, const char *reason,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_event_letter *entry = cvd_arena_alloc(arena, 1,
	    sizeof *entry);
	struct cvd_event *event;
	enum cvd_status rc;

	if (entry == NULL)
		return cvd_arena_check(arena, err);
	rc = cvd_step_add(step, CVD_EVENT_LETTERS_CANCELLED, &event, err);
	if (rc != CVD_OK)
		return rc;
	entry->message_id = message_id;
	event->letters = (struct cvd_items){ entry, 1 };
	event->reason = reason;
	return CVD_OK;
}

static enum cvd_status
cancel(struct cvd_casebook *book, const struct cvd_outbox_item *item,
    const char *reason, struct cvd_err *err)
{
	struct cvd_step *step;
	enum cvd_status rc = cvd_step_begin(book, item->case_id, "send",
	    cvd_casebook_world(book)->now, &step, err);
	const struct cvd_event *received;

	if (rc != CVD_OK)
		return rc;
	received = step->record->replay.received;
	if (received != NULL && received->at > step->at)
		step->at = received->at;
	rc = check_state(&step->record->replay, item->message_id, err);
	if (rc == CVD_OK)
		rc = add_event(step, item->message_id, reason, err);
	if (rc == CVD_OK)
		rc = cvd_step_commit(step, err);
	cvd_step_drop(step);
	return rc;
}

enum cvd_status
cvd_deliver_cancel(struct cvd_casebook *book, const char *message_id,
    const char *reason, cvd_delivery_fn *told, void *context,
    struct cvd_err *err)
{
	const char *state = cvd_store_state(cvd_casebook_store(book));
	const struct cvd_outbox_item *item = NULL;
	struct cvd_arena *arena;
	enum cvd_status rc = cvd_address_check_header(reason, err);

	if (rc == CVD_OK && reason[0] == '\0')
		rc = cvd_fail(err, CVD_E_USAGE, "the reason is empty");
	if (rc != CVD_OK)
		return cvd_fail_as(err, CVD_E_USAGE);
	arena = cvd_arena_new();
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		rc = find(state, message_id, arena, &item, err);
	if (rc != CVD_OK || item == NULL)
		goto out;
	if (item->answer != NULL) {
		rc = cvd_fail(err, CVD_E_REFUSED, "letter '%s' was sent",
		    item->message_id);
		cvd_err_hint(err, "'cvd send' records it");
		goto out;
	}
	rc = cancel(book, item, reason, err);
	if (rc == CVD_OK)
		rc = cvd_outbox_drop(state, item->message_id, err);
	if (rc == CVD_OK && told != NULL)
		told(context, &(struct cvd_delivery_note){
		                  .case_id = item->case_id,
		                  .letter = item->letter,
		                  .party = item->party,
		                  .to = item->to,
		                  .message_id = item->message_id,
		                  .state = CVD_DELIVERY_CANCELLED,
		                  .reply = reason,
		              });
out:
	cvd_arena_free(arena);
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Letters out of the outbox, case after case. */

#include "app/deliver.h"

#include "app/deliver_private.h"
#include "edge/gitconfig.h"
#include "edge/store.h"
#include "edge/transport.h"

#include <stdlib.h>
#include <string.h>

const char *const cvd_delivery_state_names[] = {
	[CVD_DELIVERY_SENT] = "sent",
	[CVD_DELIVERY_FAILED] = "failed",
	[CVD_DELIVERY_WAITING] = "waiting",
	[CVD_DELIVERY_HELD] = "held",
	[CVD_DELIVERY_DROPPED] = "dropped",
	[CVD_DELIVERY_CANCELLED] = "cancelled",
};

const char *
cvd_delivery_folder(const struct cvd_delivery_run *run)
{
	return cvd_store_state(cvd_casebook_store(run->book));
}

/* Failing for good is worse than waiting, and anything else than both. */
static unsigned
weight_of(enum cvd_status rc)
{
	return rc == CVD_OK           ? 0
	       : rc == CVD_E_AGAIN    ? 1
	       : rc == CVD_E_DELIVERY ? 2
	                              : 3;
}

void
cvd_delivery_remember(struct cvd_delivery_run *run, enum cvd_status rc,
    const struct cvd_err *err)
{
	if (weight_of(rc) <= weight_of(run->rc))
		return;
	run->rc = rc;
	run->problem = *err;
}

void
cvd_delivery_tell(struct cvd_delivery_run *run,
    const struct cvd_outbox_item *item, enum cvd_delivery_state state,
    const char *reply)
{
	const struct cvd_delivery_note note = {
		.case_id = item->case_id,
		.letter = item->letter,
		.party = item->party,
		.to = item->to,
		.message_id = item->message_id,
		.state = state,
		.reply = reply,
	};

	switch (state) {
	case CVD_DELIVERY_SENT:
		run->delivery->sent++;
		break;
	case CVD_DELIVERY_FAILED:
		run->delivery->failed++;
		break;
	case CVD_DELIVERY_WAITING:
		run->delivery->waiting++;
		break;
	case CVD_DELIVERY_HELD:
		run->delivery->held++;
		break;
	case CVD_DELIVERY_DROPPED:
		run->delivery->dropped++;
		break;
	case CVD_DELIVERY_CANCELLED:
		break;
	}
	if (run->order->told != NULL)
		run->order->told(run->order->context, &note);
}

enum cvd_status
cvd_delivery_find(const struct cvd_outbox_item *items, size_t count,
    const char *ref, const struct cvd_outbox_item **item, struct cvd_err *err)
{
	const struct cvd_outbox_item *found = NULL;

	for (size_t i = 0; i < count; i++) {
		if (ref[0] == '\0' ||
		    strncmp(items[i].message_id, ref, strlen(ref)) != 0)
			continue;
		if (found != NULL) {
			(void)cvd_fail(err, CVD_E_AMBIGUOUS,
			    "'%s' means more than one letter", ref);
			cvd_err_hint(err, "'cvd send -n' lists them");
			return CVD_E_AMBIGUOUS;
		}
		found = &items[i];
	}
	if (found == NULL) {
		(void)cvd_fail(err, CVD_E_NOT_FOUND,
		    "the outbox has no letter '%s'", ref);
		cvd_err_hint(err, "a letter waits where its step was taken: in "
		                  "the clone of whoever took it");
		return CVD_E_NOT_FOUND;
	}
	*item = found;
	return CVD_OK;
}

/* The letters that go although they are held. */
static enum cvd_status
find_freed(struct cvd_delivery_run *run, const struct cvd_outbox_item *items,
    size_t count, struct cvd_err *err)
{
	const struct cvd_delivery_order *order = run->order;
	enum cvd_status rc = CVD_OK;

	if (order->freed_count == 0)
		return CVD_OK;
	run->freed = cvd_arena_alloc(run->arena, order->freed_count,
	    sizeof(const struct cvd_outbox_item *));
	if (run->freed == NULL)
		return cvd_arena_check(run->arena, err);
	for (size_t i = 0; i < order->freed_count && rc == CVD_OK; i++)
		rc = cvd_delivery_find(items, count, order->freed[i],
		    &run->freed[i], err);
	return rc;
}

static int
compare_cases(const void *a, const void *b)
{
	const struct cvd_outbox_item *x = a;
	const struct cvd_outbox_item *y = b;
	int order = strcmp(x->case_id, y->case_id);

	return order != 0 ? order : strcmp(x->message_id, y->message_id);
}

/*
 * Case after case. What is wrong with one keeps no letter of another back;
 * only a commit that fails does, for there the next one would, too.
 */
static void
handle_items(struct cvd_delivery_run *run, struct cvd_outbox_item *items,
    size_t count)
{
	const char *wanted = run->order->case_id;

	for (size_t i = 0, n; i < count; i += n) {
		struct cvd_err err;
		enum cvd_status rc;

		for (n = 1; i + n < count && strcmp(items[i + n].case_id,
		                                 items[i].case_id) == 0;)
			n++;
		if (wanted != NULL && strcmp(wanted, items[i].case_id) != 0)
			continue;
		rc = cvd_delivery_case(run, items + i, n, &err);
		if (rc == CVD_OK)
			continue;
		cvd_delivery_remember(run, rc, &err);
		if (rc != CVD_E_CASEBOOK)
			run->stopped = true;
	}
}

enum cvd_status
cvd_deliver(struct cvd_casebook *book, const struct cvd_delivery_order *order,
    struct cvd_delivery *delivery, struct cvd_err *err)
{
	struct cvd_delivery_run run = {
		.book = book,
		.order = order,
		.delivery = delivery,
		.arena = cvd_arena_new(),
	};
	struct cvd_outbox_item *items;
	size_t count;
	enum cvd_status rc = cvd_arena_check(run.arena, err);

	*delivery = (struct cvd_delivery){ 0 };
	if (rc == CVD_OK && !order->plan)
		cvd_outbox_sweep(cvd_delivery_folder(&run));
	if (rc == CVD_OK)
		rc = cvd_outbox_list(cvd_delivery_folder(&run), run.arena,
		    &items, &count, err);
	if (rc == CVD_OK && count > 1)
		qsort(items, count, sizeof *items, compare_cases);
	if (rc == CVD_OK)
		rc = find_freed(&run, items, count, err);
	if (rc == CVD_OK)
		handle_items(&run, items, count);
	cvd_transport_close(run.transport);
	cvd_arena_free(run.arena);
	if (rc == CVD_OK && run.rc != CVD_OK) {
		rc = run.rc;
		if (err != NULL)
			*err = run.problem;
	}
	return rc;
}

bool
cvd_deliver_is_automatic(struct cvd_casebook *book)
{
	const char *value = NULL;
	enum cvd_status rc = cvd_gitconfig_text(cvd_store_config(
	                                            cvd_casebook_store(book)),
	    "cvd.send", cvd_casebook_arena(book), &value, NULL);

	/* A word that is not understood sends nothing by itself. */
	return rc == CVD_OK && (value == NULL || strcmp(value, "auto") == 0);
}

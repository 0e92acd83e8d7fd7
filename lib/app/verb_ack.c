/* SPDX-License-Identifier: EUPL-1.2 */

/* Acknowledging a report, with the promises that go with it. */

#include "app/verbs.h"

#include "core/clock.h"

#include <string.h>

/*
 * Promised are the instants of the lead policy that are still to come, as the
 * acknowledgement itself leaves them; reminders are the desk's own.
 */
static enum cvd_status
list_promises(struct cvd_step *step, struct cvd_items *promised,
    struct cvd_err *err)
{
	const struct cvd_record *r = step->record;
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_promise *promises;
	struct cvd_clocks clocks;
	size_t count = 0;
	enum cvd_status rc;

	rc = cvd_clock_list(&r->replay, &r->policies, step->at, arena, &clocks,
	    err);
	if (rc != CVD_OK)
		return rc;
	promises = cvd_arena_alloc(arena, clocks.count, sizeof *promises);
	if (promises == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < clocks.count; i++) {
		const struct cvd_clock *c = &clocks.clock[i];

		if (!c->lead || c->state != CVD_CLOCK_RUNNING ||
		    c->kind == CVD_CLOCK_REMINDER ||
		    strcmp(c->term, "ack") == 0)
			continue;
		promises[count++] = (struct cvd_promise){ c->term, c->due };
	}
	*promised = (struct cvd_items){ promises, count };
	return CVD_OK;
}

enum cvd_status
cvd_verb_ack(struct cvd_step *step, const struct cvd_way *way,
    struct cvd_err *err)
{
	struct cvd_items promised;
	struct cvd_event *event;
	enum cvd_status rc = list_promises(step, &promised, err);

	if (rc == CVD_OK)
		rc = cvd_step_add(step, CVD_EVENT_ACKNOWLEDGED, &event, err);
	if (rc != CVD_OK)
		return rc;
	event->promised = promised;
	return cvd_letters_to_reporter(step, event, "ack", way, err);
}

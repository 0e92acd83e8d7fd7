/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_DELIVER_H
#define CVD_APP_DELIVER_H

#include "app/casebook.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Delivery: what is ready in the outbox goes out by the transport that
 * git-config names (app/sender.h), and the server's answer is recorded as an
 * event, one commit for each case.
 *
 * Nothing is lost and nothing is said twice: a letter leaves the outbox only
 * after the commit that says so. A run that is killed between delivery and
 * commit sends again under the same Message-ID. A letter that was refused for
 * good is recorded as failed, stays in the outbox, and is tried again only
 * when a person says so.
 *
 * A letter that is in doubt since a merge (core/doubt.h) is held until a
 * person lets it go or takes it back; the reason is said in plain words.
 */

enum cvd_delivery_state {
	CVD_DELIVERY_SENT,
	CVD_DELIVERY_FAILED,  /* for good */
	CVD_DELIVERY_WAITING, /* to be tried again */
	CVD_DELIVERY_HELD,    /* in doubt: nobody said that it should go */
	CVD_DELIVERY_DROPPED, /* prepared, but never decided */
	CVD_DELIVERY_CANCELLED,
};

extern const char *const cvd_delivery_state_names[];

/* One letter, and what came of it; texts live until the call is back. */
struct cvd_delivery_note {
	const char *case_id;
	const char *letter;
	const char *party;
	const char *to;
	const char *message_id;
	enum cvd_delivery_state state;
	const char *reply; /* the server's, else the reason; or empty */
};

typedef void cvd_delivery_fn(void *context,
    const struct cvd_delivery_note *note);

/* How many letters ended in each state. */
struct cvd_delivery {
	size_t sent;
	size_t failed;
	size_t waiting;
	size_t held;
	size_t dropped;
};

/* Whether a letter that is held, for the reason in `reply`, goes out. */
typedef bool cvd_delivery_ask_fn(void *context,
    const struct cvd_delivery_note *note);

/* What is to be delivered; all zero is all that is ready. */
struct cvd_delivery_order {
	const char *case_id; /* NULL: of all cases */
	bool failed_too;     /* also what failed for good, once more */
	bool plan;           /* only say, as WAITING, what would be tried */
	/*
	 * Message-IDs, or their beginnings, of letters that go although they
	 * are held, or failed for good.
	 */
	const char *const *freed;
	size_t freed_count;
	cvd_delivery_ask_fn *ask; /* of each other that is held; NULL: no */
	cvd_delivery_fn *told;    /* of each letter; NULL: nobody */
	void *context;
};

/*
 * Delivers; the casebook must be open for writing, but for a plan.
 *
 * After all were tried, fails with CVD_E_DELIVERY when a letter failed for
 * good, or the server lets none in (TLS, login: then the others wait without
 * being tried); else with CVD_E_AGAIN when one must wait. That one is held is
 * no failure. Other failures are of reading the case, of the settings, or of
 * the commit. The counts are filled in either way. Before any is tried fails
 * with CVD_E_NOT_FOUND or CVD_E_AMBIGUOUS for a letter to be freed.
 */
enum cvd_status cvd_deliver(struct cvd_casebook *book,
    const struct cvd_delivery_order *order, struct cvd_delivery *delivery,
    struct cvd_err *err);

/*
 * Takes a letter back that has not been sent: recorded with the reason, and
 * gone from the outbox. `message_id` may be its beginning. Fails with
 * CVD_E_NOT_FOUND, CVD_E_AMBIGUOUS, CVD_E_USAGE for a reason that is no line
 * of text, and CVD_E_REFUSED when it was sent.
 */
enum cvd_status cvd_deliver_cancel(struct cvd_casebook *book,
    const char *message_id, const char *reason, cvd_delivery_fn *told,
    void *context, struct cvd_err *err);

/* Whether verbs deliver at once: git-config cvd.send is not set, or "auto". */
bool cvd_deliver_is_automatic(struct cvd_casebook *book);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_DELIVER_H
#define CVD_APP_DELIVER_H

#include "app/casebook.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Delivery: what is ready in the outbox goes out by the transport that
 * git-config names (cvd.transport: spool, the default, or smtp), and the
 * server's answer is recorded as an event, one commit for each case.
 */

struct cvd_delivery {
	size_t sent;
	size_t failed;  /* for good */
	size_t waiting; /* to be tried again */
	size_t dropped; /* prepared, but never decided */
};

/* Told of each letter: what, to whom, and what came of it. */
typedef void cvd_delivery_fn(void *context, const char *case_id,
    const char *letter, const char *party, const char *outcome);

/*
 * Delivers what is ready: of one case, or of all when case_id is NULL. The
 * casebook must be open for writing. Fails with CVD_E_DELIVERY when a letter
 * failed for good and CVD_E_AGAIN when one must wait, after all were tried;
 * the counts are filled in either way.
 */
enum cvd_status cvd_deliver(struct cvd_casebook *book, const char *case_id,
    cvd_delivery_fn *told, void *context, struct cvd_delivery *delivery,
    struct cvd_err *err);

/* Whether verbs deliver at once: git-config cvd.send is not "manual". */
bool cvd_deliver_is_automatic(struct cvd_casebook *book);

#endif

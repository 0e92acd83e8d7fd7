/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_DELIVER_PRIVATE_H
#define CVD_APP_DELIVER_PRIVATE_H

#include "app/deliver.h"
#include "app/outbox.h"

/* The inside of a delivery, for deliver.c and deliver_case.c. */

struct cvd_transport;

/* One delivery of all that is ready. */
struct cvd_delivery_run {
	struct cvd_casebook *book;
	const struct cvd_delivery_order *order;
	struct cvd_delivery *delivery;
	struct cvd_arena *arena;
	const struct cvd_outbox_item **freed; /* as ordered, all of them */
	struct cvd_transport *transport;      /* opened for the first letter */
	unsigned silences;
	bool stopped;           /* the rest waits without being tried */
	enum cvd_status rc;     /* of the worst that went wrong, */
	struct cvd_err problem; /* of which this is the first */
};

/* The one item whose Message-ID begins so: CVD_E_NOT_FOUND, CVD_E_AMBIGUOUS. */
enum cvd_status cvd_delivery_find(const struct cvd_outbox_item *items,
    size_t count, const char *ref, const struct cvd_outbox_item **item,
    struct cvd_err *err);

/* The folder of the casebook's local state. */
const char *cvd_delivery_folder(const struct cvd_delivery_run *run);

/* Keeps the worst that went wrong, of equals the first. */
void cvd_delivery_remember(struct cvd_delivery_run *run, enum cvd_status rc,
    const struct cvd_err *err);

/* Counts a letter, and tells of it. */
void cvd_delivery_tell(struct cvd_delivery_run *run,
    const struct cvd_outbox_item *item, enum cvd_delivery_state state,
    const char *reply);

/*
 * Delivers the items, all of one case, in the order in which its events
 * decided them, and records the answers. Fails where the case cannot be read
 * or the answers not be written.
 */
enum cvd_status cvd_delivery_case(struct cvd_delivery_run *run,
    const struct cvd_outbox_item *items, size_t count, struct cvd_err *err);

#endif

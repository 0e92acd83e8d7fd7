/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_OUTBOX_H
#define CVD_APP_OUTBOX_H

#include "core/status.h"

#include <stddef.h>

struct cvd_arena;

/*
 * The outbox: letters decided and not yet delivered, one file each below the
 * casebook's local state. A letter is `prepared` before the commit that
 * decides it and `ready` after. One that is prepared while its event does not
 * stand in the case was never decided and is dropped; one whose event stands
 * there is ready, whatever the file says. Delivered letters move to `sent`.
 * Files are 0600 and fsynced.
 */

struct cvd_outbox_item {
	const char *message_id;
	const char *case_id;
	const char *letter;
	const char *party;
	const char *from; /* of the envelope */
	const char *to;
	const char *mail; /* RFC 5322, CRLF */
	size_t mail_size;
};

/* `state` is the folder of the casebook's local state. */
enum cvd_status cvd_outbox_prepare(const char *state,
    const struct cvd_outbox_item *item, struct cvd_err *err);
enum cvd_status cvd_outbox_ready(const char *state, const char *message_id,
    struct cvd_err *err);
/* Nothing when it is not there. */
enum cvd_status cvd_outbox_drop(const char *state, const char *message_id,
    struct cvd_err *err);
/* From the outbox to sent/. */
enum cvd_status cvd_outbox_sent(const char *state, const char *message_id,
    struct cvd_err *err);

/* The items of the outbox in the order of their names; in the arena. */
enum cvd_status cvd_outbox_list(const char *state, struct cvd_arena *arena,
    struct cvd_outbox_item **items, size_t *count, struct cvd_err *err);

#endif

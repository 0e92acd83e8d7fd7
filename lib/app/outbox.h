/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_OUTBOX_H
#define CVD_APP_OUTBOX_H

#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>

struct cvd_arena;

/*
 * The outbox: letters decided and not yet delivered, one file each below the
 * casebook's local state. A letter is `prepared` before the commit that
 * decides it and `ready` after. One that is prepared while its event does not
 * stand in the case was never decided and is dropped; one whose event stands
 * there is ready, whatever the file says. Delivered letters move to `sent`.
 *
 * A file is named after the left part of the Message-ID,
 * outbox/LEFT.prepared, outbox/LEFT.ready or sent/LEFT.sent, and holds a few
 * lines on the letter, an empty line, and the mail. Beside it lies
 * outbox/LEFT.delivered from when the other side has the letter until the
 * event that says so stands: whatever keeps the event from being signed, the
 * letter goes out once. Files are 0600 and fsynced; each call happens as a
 * whole or not at all.
 *
 * `state` is the folder of the casebook's local state. Everything fails with
 * CVD_E_IO where files cannot be read or written.
 */

/* What the other side said to a letter; lines of text, "" for nothing. */
struct cvd_outbox_answer {
	const char *server;
	const char *reply;
	const char *queue_id;
};

struct cvd_outbox_item {
	const char *message_id;
	const char *case_id;
	const char *letter;
	const char *party;
	const char *from; /* of the envelope */
	const char *to;
	const char *mail; /* RFC 5322, CRLF */
	size_t mail_size;
	/* as the files say; not to be set */
	bool ready;
	const struct cvd_outbox_answer *answer; /* NULL: not delivered */
};

/* CVD_E_INVALID where a field is not what it is named after. */
enum cvd_status cvd_outbox_prepare(const char *state,
    const struct cvd_outbox_item *item, struct cvd_err *err);

/* Nothing when it is ready; CVD_E_NOT_FOUND when there is no such letter. */
enum cvd_status cvd_outbox_ready(const char *state, const char *message_id,
    struct cvd_err *err);

/* Notes that the other side has the letter. CVD_E_INVALID as above. */
enum cvd_status cvd_outbox_delivered(const char *state, const char *message_id,
    const struct cvd_outbox_answer *answer, struct cvd_err *err);

/* Nothing when it is not there. */
enum cvd_status cvd_outbox_drop(const char *state, const char *message_id,
    struct cvd_err *err);

/* From the outbox to sent/; CVD_E_NOT_FOUND as above. */
enum cvd_status cvd_outbox_sent(const char *state, const char *message_id,
    struct cvd_err *err);

/* Removes what killed writers left half written; needs the lock. */
void cvd_outbox_sweep(const char *state);

/*
 * The items of the outbox in the order of their names; in the arena. Other
 * files are left alone. CVD_E_INVALID, with the path, for a file that this
 * module did not write.
 */
enum cvd_status cvd_outbox_list(const char *state, struct cvd_arena *arena,
    struct cvd_outbox_item **items, size_t *count, struct cvd_err *err);

#endif

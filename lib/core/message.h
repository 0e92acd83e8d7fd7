/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_MESSAGE_H
#define CVD_CORE_MESSAGE_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/status.h"

#include <stddef.h>

/*
 * The message of a commit: a subject and trailers, made of identifiers and
 * names of closed sets only. Free text never comes in, so that nothing leaks
 * into `git log` and no mail can forge a trailer.
 *
 *	CVD-2026-4K7Q9XV: assess, received -> accepted
 *
 *	Cvd-Case: CVD-2026-4K7Q9XV
 *	Cvd-Event: 5T3ZK0V9QX7M2D8HJ4N6B1CRWY assessed
 *	Cvd-State: received -> accepted
 *	Cvd-Policy: nl-ncsc@2023
 *	Cvd-Actor: alice
 *	Cvd-Content-SHA256: <64 hexadecimal digits>
 *
 * A commit of a case names its case, at least one event and, where the state
 * changes, both states ("none -> received" at first). A commit of team files
 * has the last two trailers only, under the subject "casebook: VERB". The
 * subject leaves the states out where it would pass 72 characters.
 */

struct cvd_message_event {
	const char *id;
	const char *name; /* of the kind of event, snake_case */
};

/* Everything is borrowed, or lives in the arena it was parsed into. */
struct cvd_message {
	const char *case_id; /* NULL: a commit of team files */
	const char *verb;    /* "assess": a-z, then a-z, 0-9 and '-' */
	const struct cvd_message_event *events;
	size_t event_count;
	const char *before; /* the state, NULL where it stays as it is */
	const char *after;
	const char *policy; /* "nl-ncsc@2023"; NULL where there is none */
	const char *actor;  /* a member */
	const char *sha256; /* of the framed changes (core/digest.h) */
};

/*
 * Appends the message, for instance to a buffer of CVD_MAX_COMMIT bytes.
 * CVD_E_INTERNAL where a part has not its shape or does not belong there;
 * nothing is appended then.
 */
enum cvd_status cvd_message_write(struct cvd_buf *out,
    const struct cvd_message *message, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Reads what cvd_message_write() wrote, and nothing else: a message that
 * would be written differently, by a single byte, is CVD_E_SYNTAX, with the
 * line where one is to blame.
 */
enum cvd_status cvd_message_parse(const void *text, size_t size,
    struct cvd_arena *arena, struct cvd_message *message,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

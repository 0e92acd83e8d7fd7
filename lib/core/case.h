/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_CASE_H
#define CVD_CORE_CASE_H

#include "core/buf.h"
#include "core/event.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A case: one report and what came of it. The file has a head, which repeats
 * what the events come to and is never input, and the events, whose bytes
 * never change once written.
 */

#define CVD_CASE_SCHEMA "cvd-case/1"

struct cvd_head_party {
	const char *party;
	int role;   /* enum cvd_role */
	int status; /* enum cvd_party_status */
};

/* What stands before `events:`. */
struct cvd_head {
	const char *schema;
	const char *id;
	const char *title;
	int state; /* enum cvd_label */
	int outcome;
	const char *policy; /* id@version of the lead policy */
	bool needs_review;
	struct cvd_items parties;      /* struct cvd_head_party */
	const struct cvd_node *events; /* as read; never written from here */
};

struct cvd_case {
	struct cvd_arena *arena;  /* everything below lives there */
	struct cvd_head head;     /* as it was read; not to be believed */
	struct cvd_event *events; /* in the order of the file */
	size_t count;
	size_t read_count;  /* of them, those that have bytes in source */
	const char *source; /* the file's bytes, NULL for a new case */
	size_t source_size;
};

/* An empty case of that id. NULL when memory has run out. */
struct cvd_case *cvd_case_new(const char *id);
void cvd_case_free(struct cvd_case *c);

/*
 * A case from its tree. `source` is what the tree was read from; it is copied.
 * Fails with CVD_E_INVALID, line and column for what the shape forbids, more
 * than CVD_MAX_EVENTS events or one beyond CVD_MAX_EVENT, two events of one
 * id, or events out of the order (lamport, id); CVD_E_TOO_OLD and
 * CVD_E_TOO_NEW for another schema.
 */
enum cvd_status cvd_case_load(const struct cvd_node *root, const char *source,
    size_t size, struct cvd_case **ret, struct cvd_err *err);

/*
 * A new event at the end, zeroed but for kind, id (copied), lamport (1 + the
 * greatest), at, recorded and by (copied). The pointer is good until the next
 * call. Fails with CVD_E_INVALID when the case is full.
 */
enum cvd_status cvd_case_add(struct cvd_case *c, enum cvd_event_kind kind,
    const char *id, cvd_instant at, cvd_instant recorded, const char *by,
    struct cvd_event **ret, struct cvd_err *err);

/*
 * The file: the head given, the old events verbatim, the new ones canonical,
 * with their private groups sealed where they are. CVD_E_INVALID for an event
 * or a file beyond its limit.
 */
enum cvd_status cvd_case_write(const struct cvd_case *c,
    const struct cvd_head *head, struct cvd_buf *out, struct cvd_err *err);

/*
 * Whether the file that the case was read from is canonical as a whole:
 * write(read(x)) == x. Fails with CVD_E_INVALID and the line and column of
 * the first difference.
 */
enum cvd_status cvd_case_is_canonical(const struct cvd_case *c,
    struct cvd_err *err);

/* The event of that id, or NULL. */
const struct cvd_event *cvd_case_find(const struct cvd_case *c,
    const char *event_id);

/*
 * Whether two heads say the same of a case; schema and id are the file's
 * business.
 */
bool cvd_head_is_same(const struct cvd_head *a, const struct cvd_head *b);

extern const struct cvd_shape cvd_head_shape;

#endif

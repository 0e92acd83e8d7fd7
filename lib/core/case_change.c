/* SPDX-License-Identifier: EUPL-1.2 */

/* Whether what a commit did to a case may stand. */

#include "core/case_change.h"

#include "core/legality.h"
#include "core/rights.h"
#include "core/state.h"

#include <stdlib.h>
#include <string.h>

/* trust.md's rule g: an event is committed when it is recorded. */
#define RECORDED_SLACK_SECONDS 900

/* Each event begins with this line, and no line of free text does. */
static const char begins[] = "  - id: ";

/* The part of the file that holds the events; empty where there is none. */
static struct cvd_bytes
events_of(struct cvd_bytes file)
{
	static const char heading[] = "\nevents:\n";
	size_t size = sizeof heading - 1;
	struct cvd_bytes none = { "", 0 };

	for (size_t i = 0; i + size <= file.size; i++) {
		if (file.data[i] != '\n' ||
		    memcmp(file.data + i, heading, size) != 0)
			continue;
		i += size;
		return (struct cvd_bytes){ file.data + i, file.size - i };
	}
	return none;
}

/* The next event: its bytes, and its id. False at the end. */
static bool
next_event(struct cvd_scan *scan, struct cvd_bytes *event, struct cvd_bytes *id)
{
	const char *start = scan->p;
	struct cvd_bytes line;

	if (!cvd_scan_literal(scan, begins) || !cvd_scan_line(scan, id))
		return false;
	while (!cvd_scan_end(scan)) {
		struct cvd_scan at = *scan;

		if (cvd_scan_literal(&at, begins))
			break;
		if (!cvd_scan_line(scan, &line))
			break;
	}
	*event = (struct cvd_bytes){ start, (size_t)(scan->p - start) };
	return true;
}

static bool
is_same(struct cvd_bytes a, struct cvd_bytes b)
{
	return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

/* Whether any of these events has this id. */
static bool
has_event(struct cvd_bytes events, struct cvd_bytes id)
{
	struct cvd_scan scan = cvd_scan_bytes(events.data, events.size);
	struct cvd_bytes event;
	struct cvd_bytes other;

	while (next_event(&scan, &event, &other))
		if (is_same(id, other))
			return true;
	return false;
}

/*
 * Whether `old` stands at the beginning of `new`, and what follows is another
 * event: the last one could go on otherwise, under the words of its author.
 */
static bool
goes_on(struct cvd_bytes old, struct cvd_bytes new)
{
	struct cvd_scan rest;

	if (new.size < old.size || memcmp(new.data, old.data, old.size) != 0)
		return false;
	rest = cvd_scan_bytes(new.data + old.size, new.size - old.size);
	return cvd_scan_end(&rest) || cvd_scan_literal(&rest, begins);
}

/* Why the old events are not the beginning of the new file's. */
static enum cvd_status
blame(struct cvd_bytes before, struct cvd_bytes after, struct cvd_flaw *flaw)
{
	struct cvd_scan old = cvd_scan_bytes(before.data, before.size);
	struct cvd_scan new = cvd_scan_bytes(after.data, after.size);
	struct cvd_bytes a = { "", 0 };
	struct cvd_bytes b = { "", 0 };
	struct cvd_bytes id = { "", 0 };
	struct cvd_bytes other = { "", 0 };

	while (next_event(&old, &a, &id)) {
		if (!next_event(&new, &b, &other) || !is_same(id, other)) {
			if (!has_event(after, id))
				return cvd_flaw_found(flaw,
				    CVD_FLAW_EVENT_REMOVED,
				    "event '%.*s' was removed", (int)id.size,
				    id.data);
			return cvd_flaw_found(flaw, CVD_FLAW_EVENT_ORDER,
			    "event '%.*s' stands where event '%.*s' stood",
			    (int)other.size, other.data, (int)id.size, id.data);
		}
		if (!is_same(a, b))
			break;
	}
	return cvd_flaw_found(flaw, CVD_FLAW_EVENT_CHANGED,
	    "event '%.*s' was changed", (int)id.size, id.data);
}

static int
by_bytes(const void *a, const void *b)
{
	const struct cvd_bytes *x = a;
	const struct cvd_bytes *y = b;
	size_t size = x->size < y->size ? x->size : y->size;
	int order = memcmp(x->data, y->data, size);

	return order != 0 ? order : (x->size > y->size) - (x->size < y->size);
}

/* Something was added, and no event has the id of another. */
static enum cvd_status
check_ids(struct cvd_bytes events, size_t first, struct cvd_arena *arena,
    struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_bytes(events.data, events.size);
	struct cvd_bytes *ids = NULL;
	struct cvd_bytes event, id;
	size_t count = 0;

	while (next_event(&scan, &event, &id)) {
		ids = cvd_arena_grow(arena, ids, count, sizeof *ids);
		if (ids == NULL)
			return cvd_arena_check(arena, err);
		ids[count++] = id;
	}
	if (count <= first)
		return cvd_flaw_found(flaw, CVD_FLAW_NO_EVENT,
		    "the case file was changed without an event");
	qsort(ids, count, sizeof *ids, by_bytes);
	for (size_t i = 1; i < count; i++)
		if (is_same(ids[i - 1], ids[i]))
			return cvd_flaw_found(flaw, CVD_FLAW_EVENT_ORDER,
			    "event '%.*s' comes twice", (int)ids[i].size,
			    ids[i].data);
	return CVD_OK;
}

enum cvd_status
cvd_case_change_append(struct cvd_bytes before, struct cvd_bytes after,
    struct cvd_arena *arena, size_t *first, struct cvd_flaw *flaw,
    struct cvd_err *err)
{
	struct cvd_bytes old = events_of(before);
	struct cvd_bytes new = events_of(after);
	struct cvd_scan scan = cvd_scan_bytes(old.data, old.size);
	struct cvd_bytes event, id;
	size_t count = 0;

	if (!goes_on(old, new))
		return blame(old, new, flaw);
	while (next_event(&scan, &event, &id))
		count++;
	*first = count;
	return check_ids(new, count, arena, flaw, err);
}

static enum cvd_status
check_event(const struct cvd_case_change *change,
    const struct cvd_replay *replay, size_t i, struct cvd_flaw *flaw)
{
	const struct cvd_event *e = &change->after->events[i];
	unsigned expected = i == 0 ? 1 : e[-1].lamport + 1;
	cvd_instant late = e->recorded - change->committed;
	struct cvd_err why;

	if (strcmp(e->by, change->signer->name) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_WRONG_ACTOR,
		    "event '%s' is by '%s', but '%s' signed it", e->id, e->by,
		    change->signer->name);
	if (e->lamport != expected)
		return cvd_flaw_found(flaw, CVD_FLAW_LAMPORT,
		    "event '%s' has the number %u where %u is next", e->id,
		    e->lamport, expected);
	if (late > RECORDED_SLACK_SECONDS || late < -RECORDED_SLACK_SECONDS)
		return cvd_flaw_found(flaw, CVD_FLAW_RECORDED,
		    "event '%s' says that it was recorded at another time than "
		    "it was committed",
		    e->id);
	if (cvd_legality_check_time(replay, e, &why) != CVD_OK)
		return cvd_flaw_found(flaw, CVD_FLAW_AT, "event '%s': %s",
		    e->id, why.message);
	if (replay->verdict[i].kind == CVD_VERDICT_INEFFECTIVE)
		return cvd_flaw_found(flaw, CVD_FLAW_ILLEGAL_EVENT,
		    "event '%s' (%s) is not legal there: %s", e->id,
		    cvd_event_names[e->kind], replay->verdict[i].why);
	return CVD_OK;
}

static bool
text_is(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static const char *
label_text(int label)
{
	return label == CVD_LABEL_NONE ? "none" : cvd_label_names[label];
}

static bool
has_same_events(const struct cvd_case_change *change,
    const struct cvd_message *m)
{
	const struct cvd_event *e = change->after->events + change->first;

	if (m->event_count != change->after->count - change->first)
		return false;
	for (size_t i = 0; i < m->event_count; i++)
		if (strcmp(m->events[i].id, e[i].id) != 0 ||
		    strcmp(m->events[i].name, cvd_event_names[e[i].kind]) != 0)
			return false;
	return true;
}

/* Whether the message names the states before and after, if they differ. */
static bool
has_same_states(const struct cvd_message *m, int before, int after)
{
	if (before == after)
		return m->before == NULL && m->after == NULL;
	return text_is(m->before, label_text(before)) &&
	       text_is(m->after, label_text(after));
}

/* The label that the case had before the new events. */
static enum cvd_status
label_before(const struct cvd_case_change *change, struct cvd_arena *arena,
    int *label, struct cvd_err *err)
{
	struct cvd_case before = *change->after;
	struct cvd_replay replay;
	enum cvd_status rc;

	*label = CVD_LABEL_NONE;
	if (change->first == 0)
		return CVD_OK;
	before.count = change->first;
	rc = cvd_replay_run(&before, arena, &replay, err);
	if (rc == CVD_OK)
		*label = replay.head.state;
	return rc;
}

enum cvd_status
cvd_case_change_check_message(const struct cvd_case_change *change,
    const struct cvd_message *message, const struct cvd_replay *replay,
    struct cvd_arena *arena, struct cvd_flaw *flaw, struct cvd_err *err)
{
	const struct cvd_head *head = &replay->head;
	const char *what = NULL;
	int before;
	enum cvd_status rc = label_before(change, arena, &before, err);

	if (rc != CVD_OK)
		return rc;
	if (!text_is(message->case_id, head->id))
		what = "case";
	else if (!has_same_events(change, message))
		what = "events";
	else if (!has_same_states(message, before, head->state))
		what = "state";
	else if (!text_is(message->policy, head->policy))
		what = "policy";
	else if (!text_is(message->actor, change->signer->name))
		what = "actor";
	if (what == NULL)
		return CVD_OK;
	return cvd_flaw_found(flaw, CVD_FLAW_MESSAGE,
	    "the message of the commit names another %s than the commit has",
	    what);
}

enum cvd_status
cvd_case_change_check(const struct cvd_case_change *change,
    struct cvd_arena *arena, struct cvd_replay *replay, struct cvd_flaw *flaw,
    struct cvd_err *err)
{
	const struct cvd_case *after = change->after;
	struct cvd_err why;
	enum cvd_status rc = cvd_replay_run(after, arena, replay, err);

	for (size_t i = change->first; rc == CVD_OK && i < after->count; i++)
		rc = check_event(change, replay, i, flaw);
	if (rc == CVD_OK && cvd_rights_check_events(change->signer,
	                        after->events + change->first,
	                        after->count - change->first, &why) != CVD_OK)
		rc = cvd_flaw_found(flaw, CVD_FLAW_FORBIDDEN, "%s",
		    why.message);
	if (rc == CVD_OK && !cvd_head_is_same(&after->head, &replay->head))
		rc = cvd_flaw_found(flaw, CVD_FLAW_HEAD,
		    "the head of the file is not what the events come to");
	return rc;
}

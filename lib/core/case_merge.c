/* SPDX-License-Identifier: EUPL-1.2 */

/* Two versions of one case, as one. */

#include "core/case_merge.h"

#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

/* The two versions on their way into one. */
struct merging {
	const struct cvd_case *side[2];
	struct cvd_case *merged;
	struct cvd_arena *arena;
};

static size_t
size_of(const struct cvd_event *e)
{
	return e->end - e->start;
}

static bool
has_same_bytes(const struct merging *m, const struct cvd_event *a,
    const struct cvd_event *b)
{
	return size_of(a) == size_of(b) &&
	       memcmp(m->side[0]->source + a->start,
	           m->side[1]->source + b->start, size_of(a)) == 0;
}

static enum cvd_status
fail_two_texts(const struct cvd_event *e, struct cvd_flaw *flaw)
{
	return cvd_flaw_found(flaw, CVD_FLAW_EVENT_CHANGED,
	    "event '%s' is not the same on both sides", e->id);
}

/* One receipt, or one id was given to two reports. */
static enum cvd_status
check_same_case(const struct merging *m, struct cvd_err *err)
{
	const struct cvd_event *a = m->side[0]->events;
	const struct cvd_event *b = m->side[1]->events;

	if (strcmp(m->side[0]->head.id, m->side[1]->head.id) == 0 &&
	    strcmp(a->id, b->id) == 0)
		return CVD_OK;
	return cvd_fail(err, CVD_E_CONFLICT,
	    "%s was opened on both sides, for two reports: '%s' by %s and "
	    "'%s' by %s",
	    m->side[0]->head.id, m->side[0]->head.title, a->by,
	    m->side[1]->head.title, b->by);
}

/* Which side the next event is of: 0, 1, or 2 for both. */
static int
choose(const struct merging *m, const size_t at[2])
{
	int order;

	if (at[0] == m->side[0]->count)
		return 1;
	if (at[1] == m->side[1]->count)
		return 0;
	order = cvd_event_compare(&m->side[0]->events[at[0]],
	    &m->side[1]->events[at[1]]);
	return order < 0 ? 0 : order > 0 ? 1 : 2;
}

/* All events once, in order; each with its place in the two texts as one. */
static enum cvd_status
unite(struct merging *m, struct cvd_flaw *flaw)
{
	const struct cvd_event *ours = m->side[0]->events;
	const struct cvd_event *theirs = m->side[1]->events;
	struct cvd_case *merged = m->merged;
	size_t at[2] = { 0, 0 };

	while (at[0] < m->side[0]->count || at[1] < m->side[1]->count) {
		struct cvd_event *e = &merged->events[merged->count++];
		int which = choose(m, at);

		if (which == 2 &&
		    !has_same_bytes(m, &ours[at[0]], &theirs[at[1]]))
			return fail_two_texts(&ours[at[0]], flaw);
		*e = which == 1 ? theirs[at[1]] : ours[at[0]];
		if (which == 1) {
			e->start += m->side[0]->source_size;
			e->end += m->side[0]->source_size;
		}
		at[0] += which != 1;
		at[1] += which != 0;
	}
	return CVD_OK;
}

static int
by_id(const void *a, const void *b)
{
	const struct cvd_event *const *x = a;
	const struct cvd_event *const *y = b;

	return strcmp((*x)->id, (*y)->id);
}

/* An event of one id at two places is one event with two texts. */
static enum cvd_status
check_ids(const struct merging *m, struct cvd_flaw *flaw, struct cvd_err *err)
{
	size_t count = m->merged->count;
	const struct cvd_event **sorted = cvd_arena_alloc(m->arena, count,
	    sizeof *sorted);

	if (sorted == NULL)
		return cvd_arena_check(m->arena, err);
	for (size_t i = 0; i < count; i++)
		sorted[i] = &m->merged->events[i];
	qsort(sorted, count, sizeof *sorted, by_id);
	for (size_t i = 1; i < count; i++)
		if (strcmp(sorted[i - 1]->id, sorted[i]->id) == 0)
			return fail_two_texts(sorted[i], flaw);
	return CVD_OK;
}

/* The case that holds both, still without a head. */
static enum cvd_status
begin(struct merging *m, struct cvd_err *err)
{
	const struct cvd_case *ours = m->side[0];
	const struct cvd_case *theirs = m->side[1];
	char *source = cvd_arena_alloc(m->arena,
	    ours->source_size + theirs->source_size + 1, 1);

	*m->merged = (struct cvd_case){ .arena = m->arena, .source = source };
	m->merged->events = cvd_arena_alloc(m->arena,
	    ours->count + theirs->count, sizeof *m->merged->events);
	if (source == NULL || m->merged->events == NULL)
		return cvd_arena_check(m->arena, err);
	(void)memcpy(source, ours->source, ours->source_size);
	(void)memcpy(source + ours->source_size, theirs->source,
	    theirs->source_size);
	m->merged->source_size = ours->source_size + theirs->source_size;
	m->merged->head.schema = ours->head.schema;
	m->merged->head.id = ours->head.id;
	return CVD_OK;
}

static enum cvd_status
check_size(const struct cvd_case *merged, struct cvd_err *err)
{
	if (merged->count <= CVD_MAX_EVENTS)
		return CVD_OK;
	return cvd_fail(err, CVD_E_INVALID,
	    "together the two sides have %zu events, more than %u",
	    merged->count, CVD_MAX_EVENTS);
}

static enum cvd_status
check_parties(const struct cvd_replay *replay, struct cvd_err *err)
{
	if (replay->head.parties.count <= CVD_MAX_PARTIES)
		return CVD_OK;
	return cvd_fail(err, CVD_E_INVALID,
	    "together the two sides have %zu parties, more than %u",
	    replay->head.parties.count, CVD_MAX_PARTIES);
}

enum cvd_status
cvd_case_merge(const struct cvd_case *ours, const struct cvd_case *theirs,
    struct cvd_arena *arena, struct cvd_buf *file, struct cvd_case *merged,
    struct cvd_replay *replay, struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct merging m = { { ours, theirs }, merged, arena };
	enum cvd_status rc = check_same_case(&m, err);

	if (rc == CVD_OK)
		rc = begin(&m, err);
	if (rc == CVD_OK)
		rc = unite(&m, flaw);
	if (rc == CVD_OK)
		rc = check_ids(&m, flaw, err);
	if (rc == CVD_OK)
		rc = check_size(merged, err);
	merged->read_count = merged->count;
	if (rc == CVD_OK)
		rc = cvd_replay_run(merged, arena, replay, err);
	if (rc == CVD_OK)
		rc = check_parties(replay, err);
	if (rc != CVD_OK)
		return rc;
	merged->head = replay->head;
	return cvd_case_write(merged, &merged->head, file, err);
}

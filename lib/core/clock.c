/* SPDX-License-Identifier: EUPL-1.2 */

/* From events, policies and an instant to clocks. */

#include "core/clock.h"

#include "core/arena.h"
#include "core/condition.h"
#include "core/limits.h"
#include "core/timeline.h"

#include <stdlib.h>
#include <string.h>

const char *const cvd_clock_state_names[] = {
	[CVD_CLOCK_PENDING] = "pending",
	[CVD_CLOCK_RUNNING] = "running",
	[CVD_CLOCK_MET] = "met",
	[CVD_CLOCK_MISSED] = "missed",
	[CVD_CLOCK_STOPPED] = "stopped",
};

/* The list as it grows. */
struct builder {
	const struct cvd_timeline *timeline;
	struct cvd_arena *arena;
	struct cvd_clock *clock;
	size_t count;
};

/* A term for the case or for one party. */
struct task {
	const struct cvd_policy_in_force *force;
	const struct cvd_policy_term *term;
	const struct cvd_timeline_party *party; /* NULL: the whole case */
	int anchor;
	cvd_instant from;
	cvd_instant end; /* closing, or the party's end; NONE: open */
};

/* When it was satisfied, in order. */
struct hits {
	cvd_instant *at;
	size_t count;
};

static bool
has_passed(cvd_instant limit, cvd_instant at)
{
	return limit != CVD_INSTANT_NONE && at > limit;
}

static cvd_instant
earlier(cvd_instant a, cvd_instant b)
{
	if (a == CVD_INSTANT_NONE)
		return b;
	return b == CVD_INSTANT_NONE || a < b ? a : b;
}

/* Closing ends what began before; on the instant its own clocks begin. */
static cvd_instant
end_of(const struct task *task, const struct cvd_timeline *t)
{
	cvd_instant closed = t->first[CVD_EVENT_CLOSED];
	cvd_instant out = task->party != NULL ? task->party->out
	                                      : CVD_INSTANT_NONE;

	if (has_passed(closed, task->from) ||
	    (task->anchor == CVD_EVENT_CLOSED && task->from == closed))
		closed = CVD_INSTANT_NONE;
	return earlier(closed, out);
}

static void
add_hit(struct hits *hits, const struct task *task, struct builder *b,
    cvd_instant at)
{
	cvd_instant *grown;

	if (at == CVD_INSTANT_NONE || has_passed(task->end, at))
		return;
	grown = cvd_arena_grow(b->arena, hits->at, hits->count, sizeof *grown);
	if (grown == NULL)
		return;
	hits->at = grown;
	hits->at[hits->count++] = at;
}

static void
add_hits_of(struct hits *hits, const struct task *task, struct builder *b,
    int anchor)
{
	const struct cvd_timeline *t = b->timeline;
	cvd_instant first = cvd_timeline_first(t, anchor, task->party);
	bool lasts = cvd_timeline_is_lasting(anchor);

	if (first == CVD_INSTANT_NONE)
		return;
	if (lasts && !task->term->repeat) {
		add_hit(hits, task, b, first);
	} else if (anchor >= CVD_EVENT_KINDS) {
		if (first >= task->from)
			add_hit(hits, task, b, first);
	} else {
		for (size_t i = 0; i < t->count; i++)
			if (t->events[i]->at >= task->from &&
			    cvd_timeline_is_one(t->events[i], anchor,
			        task->party))
				add_hit(hits, task, b, t->events[i]->at);
	}
}

static int
compare_instants(const void *a, const void *b)
{
	cvd_instant x = *(const cvd_instant *)a;
	cvd_instant y = *(const cvd_instant *)b;

	return x < y ? -1 : x > y;
}

static struct hits
find_hits(const struct task *task, struct builder *b)
{
	const struct cvd_lines *names = &task->term->satisfied_by;
	struct hits hits = { 0 };

	/* What is only not to be done before an instant is not done by it. */
	if (task->term->kind == CVD_CLOCK_NOT_BEFORE)
		return hits;
	for (size_t i = 0; i < names->count; i++)
		add_hits_of(&hits, task, b, cvd_anchor_find(names->item[i]));
	if (hits.count > 1)
		qsort(hits.at, hits.count, sizeof *hits.at, compare_instants);
	return hits;
}

static bool
is_pausable(const struct cvd_policy_term *term)
{
	return term->phase != NULL && strcmp(term->phase, "assess") == 0;
}

/* Noon of a day so many days later: what counts is the day. */
static cvd_instant
days_later(cvd_instant instant, cvd_day days, const struct cvd_zone *zone)
{
	if (days == 0)
		return instant;
	return cvd_zone_meaning(zone, cvd_zone_local(zone, instant).day + days,
	    CVD_SECONDS_A_DAY / 2)
	    .first;
}

/* Fills due: what stood still until then is added. */
static enum cvd_status
fill_due(const struct task *task, const struct cvd_timeline *t,
    cvd_instant until, struct cvd_clock *clock, struct cvd_err *err)
{
	const struct cvd_policy_in_force *force = task->force;
	struct cvd_standstill still = { 0 };
	cvd_instant anchor = clock->from;
	struct cvd_due due = { 0 };
	struct cvd_term term = {
		.amount = task->term->amount,
		.unit = (enum cvd_unit)task->term->unit,
		.roll = (enum cvd_roll)task->term->roll,
	};
	enum cvd_status rc;

	if (is_pausable(task->term))
		still = cvd_timeline_standstill(t, anchor, until, force->zone,
		    force->calendar);
	switch (term.unit) {
	case CVD_UNIT_HOURS:
		anchor += still.seconds;
		break;
	case CVD_UNIT_WORKING_DAYS:
		term.amount += still.working_days;
		break;
	case CVD_UNIT_CALENDAR_DAYS:
	case CVD_UNIT_MONTHS:
	case CVD_UNIT_YEARS:
		anchor = days_later(anchor, still.days, force->zone);
		break;
	case CVD_UNIT_NONE:
		break;
	}
	rc = cvd_term_due(&term, anchor, force->calendar, force->zone, &due,
	    err);
	if (rc != CVD_OK)
		return rc;
	clock->due = due.at;
	clock->beyond_calendar = due.is_beyond_calendar;
	return CVD_OK;
}

/* Fills met_at and state, once it is known when the clock is due. */
static void
judge(struct cvd_clock *clock, cvd_instant hit, cvd_instant end, cvd_instant at)
{
	if (clock->kind == CVD_CLOCK_NOT_BEFORE && at > clock->due &&
	    !has_passed(end, clock->due))
		hit = clock->due;
	clock->met_at = hit;
	if (hit != CVD_INSTANT_NONE)
		clock->state = hit <= clock->due ? CVD_CLOCK_MET
		                                 : CVD_CLOCK_MISSED;
	else if (end != CVD_INSTANT_NONE)
		clock->state = CVD_CLOCK_STOPPED;
	else
		clock->state = at <= clock->due ? CVD_CLOCK_RUNNING
		                                : CVD_CLOCK_MISSED;
}

static bool
is_paused(const struct cvd_clock *clock, const struct cvd_timeline *t)
{
	return t->pause_count > 0 &&
	       t->pauses[t->pause_count - 1].answered == CVD_INSTANT_NONE &&
	       is_pausable(clock->rule) && clock->met_at == CVD_INSTANT_NONE &&
	       (clock->state == CVD_CLOCK_RUNNING ||
	           clock->state == CVD_CLOCK_MISSED);
}

static enum cvd_status
append(struct builder *b, const struct cvd_clock *clock, struct cvd_err *err)
{
	struct cvd_clock *grown;

	if (b->count == CVD_MAX_CLOCKS)
		return cvd_fail(err, CVD_E_INVALID,
		    "more than %u clocks in one case", CVD_MAX_CLOCKS);
	grown = cvd_arena_grow(b->arena, b->clock, b->count, sizeof *grown);
	if (grown == NULL)
		return cvd_arena_check(b->arena, err);
	b->clock = grown;
	b->clock[b->count++] = *clock;
	return CVD_OK;
}

/* One turn of a clock that runs, met by `hit` or, with NONE, unmet. */
static enum cvd_status
add_turn(struct builder *b, const struct task *task, struct cvd_clock *clock,
    cvd_instant hit, struct cvd_err *err)
{
	const struct cvd_timeline *t = b->timeline;
	cvd_instant until = earlier(earlier(hit, task->end), t->at);
	enum cvd_status rc = fill_due(task, t, until, clock, err);

	if (rc != CVD_OK)
		return rc;
	judge(clock, hit, task->end, t->at);
	clock->paused = is_paused(clock, t);
	return append(b, clock, err);
}

static enum cvd_status
add_turns(struct builder *b, const struct task *task, struct cvd_clock *clock,
    struct cvd_err *err)
{
	struct hits hits = find_hits(task, b);
	enum cvd_status rc = CVD_OK;

	if (!task->term->repeat)
		return add_turn(b, task, clock,
		    hits.count > 0 ? hits.at[0] : CVD_INSTANT_NONE, err);
	for (size_t i = 0; i < hits.count && rc == CVD_OK; i++) {
		rc = add_turn(b, task, clock, hits.at[i], err);
		clock->from = hits.at[i];
		clock->n++;
	}
	if (rc == CVD_OK)
		rc = add_turn(b, task, clock, CVD_INSTANT_NONE, err);
	return rc;
}

static enum cvd_status
add_clock(struct builder *b, struct task *task, struct cvd_err *err)
{
	struct cvd_clock clock = {
		.policy = task->force->policy->id,
		.lead = task->force->lead,
		.term = task->term->id,
		.party = task->party == NULL ? NULL : task->party->slug,
		.n = 1,
		.kind = (enum cvd_clock_kind)task->term->kind,
		.from = task->from,
		.due = CVD_INSTANT_NONE,
		.met_at = CVD_INSTANT_NONE,
		.rule = task->term,
		.calendar = task->force->calendar,
	};

	if (!cvd_condition_all_hold(&task->term->when, b->timeline,
	        task->party))
		return CVD_OK;
	task->end = end_of(task, b->timeline);
	if (clock.from != CVD_INSTANT_NONE)
		return add_turns(b, task, &clock, err);
	clock.state = task->end == CVD_INSTANT_NONE ? CVD_CLOCK_PENDING
	                                            : CVD_CLOCK_STOPPED;
	return append(b, &clock, err);
}

/* The clocks of one term: the case's, or one for each party it runs for. */
static enum cvd_status
add_term(struct builder *b, const struct cvd_policy_in_force *force,
    const struct cvd_policy_term *term, struct cvd_err *err)
{
	const struct cvd_timeline *t = b->timeline;
	struct task task = {
		.force = force,
		.term = term,
		.anchor = cvd_anchor_find(term->from),
		.from = CVD_INSTANT_NONE,
	};
	bool runs = false;

	if (!term->has_amount)
		return CVD_OK;
	if (!cvd_timeline_is_of_party(task.anchor)) {
		task.from = cvd_timeline_first(t, task.anchor, NULL);
		return add_clock(b, &task, err);
	}
	for (size_t i = 0; i < t->party_count; i++) {
		enum cvd_status rc;

		task.party = &t->parties[i];
		task.from = cvd_timeline_first(t, task.anchor, task.party);
		if (task.from == CVD_INSTANT_NONE)
			continue;
		runs = true;
		rc = add_clock(b, &task, err);
		if (rc != CVD_OK)
			return rc;
	}
	if (runs)
		return CVD_OK;
	task.party = NULL;
	task.from = CVD_INSTANT_NONE;
	return add_clock(b, &task, err);
}

static enum cvd_status
add_policy(struct builder *b, const struct cvd_policy_in_force *force,
    struct cvd_err *err)
{
	const struct cvd_policy_term *term = force->policy->terms.item;

	for (size_t i = 0; i < force->policy->terms.count; i++) {
		enum cvd_status rc = add_term(b, force, &term[i], err);

		if (rc == CVD_E_INVALID) {
			cvd_err_prefix(err, term[i].id);
			cvd_err_prefix(err, force->policy->id);
		}
		if (rc != CVD_OK)
			return rc;
	}
	return CVD_OK;
}

enum cvd_status
cvd_clock_list(const struct cvd_replay *replay,
    const struct cvd_policy_set *policies, cvd_instant at,
    struct cvd_arena *arena, struct cvd_clocks *list, struct cvd_err *err)
{
	struct cvd_timeline timeline;
	struct builder b = { .timeline = &timeline, .arena = arena };
	enum cvd_status rc = cvd_timeline_make(replay, at, arena, &timeline,
	    err);

	if (rc == CVD_OK && timeline.received == NULL)
		goto out;
	for (size_t i = 0; i < policies->count && rc == CVD_OK; i++)
		rc = add_policy(&b, &policies->item[i], err);
	if (rc == CVD_OK)
		rc = cvd_arena_check(arena, err);
out:
	if (rc == CVD_OK)
		*list = (struct cvd_clocks){ b.clock, b.count };
	return rc;
}

bool
cvd_clock_is_overdue(const struct cvd_clock *clock)
{
	return clock->state == CVD_CLOCK_MISSED &&
	       clock->met_at == CVD_INSTANT_NONE &&
	       clock->kind != CVD_CLOCK_REMINDER &&
	       clock->kind != CVD_CLOCK_NOT_BEFORE;
}

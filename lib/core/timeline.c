/* SPDX-License-Identifier: EUPL-1.2 */

/* What of a case had happened by an instant, and when. */

#include "core/timeline.h"

#include "core/arena.h"

#include <stdlib.h>
#include <string.h>

enum anchor_flags {
	OF_PARTY = 1u << 0,
	LASTING = 1u << 1,
};

static const unsigned flags[CVD_ANCHOR_COUNT] = {
	[CVD_EVENT_ACKNOWLEDGED] = LASTING,
	[CVD_EVENT_CONTACT_ATTEMPTED] = OF_PARTY,
	[CVD_EVENT_VENDOR_ACKNOWLEDGED] = OF_PARTY | LASTING,
	[CVD_EVENT_FIX_AVAILABLE] = OF_PARTY | LASTING,
	[CVD_EVENT_FIX_RELEASED] = OF_PARTY | LASTING,
	[CVD_EVENT_FIX_DEPLOYED] = OF_PARTY | LASTING,
	[CVD_EVENT_FIX_VERIFIED] = OF_PARTY | LASTING,
	[CVD_EVENT_PUBLISHED] = LASTING,
	[CVD_EVENT_CLOSED] = LASTING,
	[CVD_ANCHOR_DISCOVERED] = LASTING,
	[CVD_ANCHOR_VENDOR_FIRST_CONTACT] = OF_PARTY | LASTING,
	[CVD_ANCHOR_VENDOR_SECOND_CONTACT] = OF_PARTY | LASTING,
	[CVD_ANCHOR_VENDOR_NOTIFIED] = OF_PARTY | LASTING,
	[CVD_ANCHOR_FIXED] = LASTING,
	[CVD_ANCHOR_DISCLOSED_PUBLICLY] = LASTING,
	[CVD_ANCHOR_EXPLOITED_KNOWN] = LASTING,
};

bool
cvd_timeline_is_of_party(int anchor)
{
	return (flags[anchor] & OF_PARTY) != 0;
}

bool
cvd_timeline_is_lasting(int anchor)
{
	return (flags[anchor] & LASTING) != 0;
}

static void
keep_earliest(cvd_instant *first, cvd_instant at)
{
	if (at != CVD_INSTANT_NONE &&
	    (*first == CVD_INSTANT_NONE || at < *first))
		*first = at;
}

static struct cvd_timeline_party *
find_party(const struct cvd_timeline *t, const char *slug)
{
	for (size_t i = 0; slug != NULL && i < t->party_count; i++)
		if (strcmp(t->parties[i].slug, slug) == 0)
			return &t->parties[i];
	return NULL;
}

static struct cvd_timeline_party *
add_party(struct cvd_timeline *t, struct cvd_arena *arena, const char *slug)
{
	struct cvd_timeline_party *p = cvd_arena_grow(arena, t->parties,
	    t->party_count, sizeof *p);

	if (p == NULL)
		return NULL;
	t->parties = p;
	p = &p[t->party_count++];
	*p = (struct cvd_timeline_party){
		.slug = slug,
		.out = CVD_INSTANT_NONE,
	};
	for (size_t i = 0; i < CVD_ANCHOR_COUNT; i++)
		p->first[i] = CVD_INSTANT_NONE;
	return p;
}

static void
see_received(struct cvd_timeline *t, struct cvd_arena *arena,
    const struct cvd_event *e)
{
	t->received = e;
	if (e->discovered <= t->at)
		keep_earliest(&t->first[CVD_ANCHOR_DISCOVERED], e->discovered);
	if (e->owner_class == CVD_CLASS_OWN) {
		struct cvd_timeline_party *desk = add_party(t, arena, "desk");

		if (desk == NULL)
			return;
		desk->role = CVD_ROLE_OWNER;
		desk->owner_class = e->owner_class;
	}
}

static void
see_party(struct cvd_timeline *t, struct cvd_arena *arena,
    const struct cvd_event *e)
{
	struct cvd_timeline_party *p = find_party(t, e->party);
	bool out = e->status == CVD_STATUS_NOT_AFFECTED ||
	           e->status == CVD_STATUS_REMOVED;

	if (p == NULL && e->kind == CVD_EVENT_PARTY_ADDED)
		p = add_party(t, arena, e->party);
	if (p == NULL)
		return;
	if (e->role != CVD_ROLE_NONE)
		p->role = e->role;
	if (e->owner_class != CVD_CLASS_NONE)
		p->owner_class = e->owner_class;
	if (e->status == CVD_STATUS_NONE)
		return;
	p->removed = e->status == CVD_STATUS_REMOVED;
	if (!out)
		p->out = CVD_INSTANT_NONE;
	else if (p->out == CVD_INSTANT_NONE)
		p->out = e->at;
}

/* Contacts count that the desk sought; the reporter's are evidence. */
static void
see_contact(struct cvd_timeline_party *p, const struct cvd_event *e)
{
	cvd_instant *first = &p->first[CVD_ANCHOR_VENDOR_FIRST_CONTACT];
	cvd_instant *second = &p->first[CVD_ANCHOR_VENDOR_SECOND_CONTACT];

	if (e->who != CVD_WHO_DESK)
		return;
	if (e->details)
		keep_earliest(&p->first[CVD_ANCHOR_VENDOR_NOTIFIED], e->at);
	if (*first == CVD_INSTANT_NONE || e->at < *first) {
		keep_earliest(second, *first);
		*first = e->at;
	} else {
		keep_earliest(second, e->at);
	}
}

/* Sets the instant of `fixed` if the event completes it. */
static void
see_whether_fixed(struct cvd_timeline *t, const struct cvd_event *e)
{
	cvd_instant latest = e->at;
	bool any = false;

	if (t->first[CVD_ANCHOR_FIXED] != CVD_INSTANT_NONE)
		return;
	for (size_t i = 0; i < t->party_count; i++) {
		const struct cvd_timeline_party *p = &t->parties[i];
		cvd_instant released = p->first[CVD_EVENT_FIX_RELEASED];

		if (!cvd_role_brings_fix(p->role) || p->out != CVD_INSTANT_NONE)
			continue;
		keep_earliest(&released, p->first[CVD_EVENT_FIX_DEPLOYED]);
		if (released == CVD_INSTANT_NONE)
			return;
		if (released > latest)
			latest = released;
		any = true;
	}
	if (any)
		t->first[CVD_ANCHOR_FIXED] = latest;
}

static void
see(struct cvd_timeline *t, struct cvd_arena *arena, const struct cvd_event *e)
{
	struct cvd_timeline_party *p;

	keep_earliest(&t->first[e->kind], e->at);
	if (e->kind == CVD_EVENT_RECEIVED)
		see_received(t, arena, e);
	else if (e->kind == CVD_EVENT_PARTY_ADDED ||
	         e->kind == CVD_EVENT_PARTY_CHANGED)
		see_party(t, arena, e);
	else if (e->kind == CVD_EVENT_PUBLISHED)
		keep_earliest(&t->first[CVD_ANCHOR_DISCLOSED_PUBLICLY], e->at);
	p = find_party(t, e->party);
	if (p == NULL)
		return;
	if (cvd_timeline_is_of_party(e->kind))
		keep_earliest(&p->first[e->kind], e->at);
	if (e->kind == CVD_EVENT_CONTACT_ATTEMPTED)
		see_contact(p, e);
	see_whether_fixed(t, e);
}

/* Vendors and owners alone stay; the anchors of parties become the case's. */
static void
settle_parties(struct cvd_timeline *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->party_count; i++)
		if (cvd_role_brings_fix(t->parties[i].role))
			t->parties[kept++] = t->parties[i];
	t->party_count = kept;
	for (size_t i = 0; i < kept; i++)
		for (int a = CVD_EVENT_KINDS; a < CVD_ANCHOR_COUNT; a++)
			keep_earliest(&t->first[a], t->parties[i].first[a]);
}

static int
compare_at(const void *a, const void *b)
{
	const struct cvd_event *x = *(const struct cvd_event *const *)a;
	const struct cvd_event *y = *(const struct cvd_event *const *)b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return cvd_event_compare(x, y);
}

/*
 * Pairs questions with answers as they happened, which need not be the order
 * in which they were recorded.
 */
static void
find_pauses(struct cvd_timeline *t, struct cvd_arena *arena)
{
	const struct cvd_event **asked = NULL;
	size_t count = 0;
	bool open = false;

	for (size_t i = 0; i < t->count; i++) {
		const struct cvd_event *e = t->events[i];
		const struct cvd_event **grown;

		if (e->kind != CVD_EVENT_INFO_REQUESTED &&
		    e->kind != CVD_EVENT_INFO_RECEIVED)
			continue;
		grown = cvd_arena_grow(arena, asked, count, sizeof(void *));
		if (grown == NULL)
			return;
		asked = grown;
		asked[count++] = e;
	}
	if (count == 0)
		return;
	qsort(asked, count, sizeof(void *), compare_at);
	t->pauses = cvd_arena_alloc(arena, count, sizeof *t->pauses);
	for (size_t i = 0; t->pauses != NULL && i < count; i++) {
		if (asked[i]->kind == CVD_EVENT_INFO_REQUESTED && !open) {
			t->pauses[t->pause_count++] = (struct cvd_pause){
				asked[i]->at,
				CVD_INSTANT_NONE,
			};
			open = true;
		} else if (asked[i]->kind == CVD_EVENT_INFO_RECEIVED && open) {
			t->pauses[t->pause_count - 1].answered = asked[i]->at;
			open = false;
		}
	}
}

enum cvd_status
cvd_timeline_make(const struct cvd_replay *replay, cvd_instant at,
    struct cvd_arena *arena, struct cvd_timeline *timeline, struct cvd_err *err)
{
	struct cvd_timeline t = { .at = at };

	for (size_t i = 0; i < CVD_ANCHOR_COUNT; i++)
		t.first[i] = CVD_INSTANT_NONE;
	t.events = cvd_arena_alloc(arena, replay->count, sizeof(void *));
	if (t.events == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < replay->count; i++) {
		const struct cvd_event *e = replay->events[i];

		if (e->at > at)
			continue;
		t.events[t.count++] = e;
		see(&t, arena, e);
	}
	settle_parties(&t);
	find_pauses(&t, arena);
	if (cvd_arena_check(arena, err) != CVD_OK)
		return CVD_E_NO_MEMORY;
	*timeline = t;
	return CVD_OK;
}

cvd_instant
cvd_timeline_first(const struct cvd_timeline *timeline, int anchor,
    const struct cvd_timeline_party *party)
{
	if (party != NULL && cvd_timeline_is_of_party(anchor))
		return party->first[anchor];
	return timeline->first[anchor];
}

bool
cvd_timeline_is_one(const struct cvd_event *event, int anchor,
    const struct cvd_timeline_party *party)
{
	if (event->kind != anchor)
		return false;
	return party == NULL || !cvd_timeline_is_of_party(anchor) ||
	       strcmp(event->party, party->slug) == 0;
}

struct cvd_standstill
cvd_timeline_standstill(const struct cvd_timeline *timeline, cvd_instant from,
    cvd_instant until, const struct cvd_zone *zone,
    const struct cvd_calendar *calendar)
{
	struct cvd_standstill still = { 0 };

	for (size_t i = 0; i < timeline->pause_count; i++) {
		const struct cvd_pause *pause = &timeline->pauses[i];
		cvd_instant start = pause->asked > from ? pause->asked : from;
		cvd_instant end = pause->answered != CVD_INSTANT_NONE &&
		                          pause->answered < until
		                      ? pause->answered
		                      : until;
		cvd_day low, high;

		if (start >= end)
			continue;
		low = cvd_zone_local(zone, start).day;
		high = cvd_zone_local(zone, end).day;
		still.seconds += end - start;
		still.days += high - low;
		if (calendar != NULL)
			still.working_days +=
			    cvd_calendar_count_working_days(calendar, low,
			        high);
	}
	return still;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* What letters say of earlier contacts, and of what has happened since. */

#include "app/letter_facts.h"

#include <stdlib.h>
#include <string.h>

#define BIT(kind) CVD_EVENT_BIT(CVD_EVENT_##kind)

/* What a reporter wants to hear of. */
#define NEWS                                                                   \
	(BIT(INFO_RECEIVED) | BIT(ASSESSED) | BIT(CONTACT_ATTEMPTED) |         \
	    BIT(VENDOR_ACKNOWLEDGED) | BIT(ESCALATED) | BIT(FIX_AVAILABLE) |   \
	    BIT(FIX_RELEASED) | BIT(FIX_DEPLOYED) | BIT(FIX_VERIFIED) |        \
	    BIT(PUBLISHED))

/*
 * Contacts before this letter. A vendor is told of the team's own with it
 * alone: what others do, and what the reporter did, is not its affair.
 */
static bool
is_attempt(const struct cvd_letter_source *s, size_t i)
{
	const struct cvd_replay *r = &s->record->replay;
	const struct cvd_event *e = r->events[i];

	if (e->kind != CVD_EVENT_CONTACT_ATTEMPTED || r->index[i] >= s->first)
		return false;
	return !cvd_letter_is_to_vendor(s) ||
	       (e->who == CVD_WHO_DESK &&
	           strcmp(e->party, s->order->party) == 0);
}

/* Organisations are named to themselves, and with the details. */
static const char *
name_of(const struct cvd_letter_source *s, const char *slug)
{
	const struct cvd_party *p = cvd_replay_party(&s->record->replay, slug);
	const char *name = p == NULL ? NULL : cvd_letter_party_name(p);
	bool may = s->order->details || strcmp(slug, s->order->party) == 0;

	return name != NULL && may && strcmp(slug, "reporter") != 0 ? name
	                                                            : slug;
}

static void
add_attempt(struct cvd_value *v, const struct cvd_letter_source *s,
    const struct cvd_event *e)
{
	struct cvd_value *item = cvd_value_add(v, "attempts");

	cvd_letter_set_instant(item, "date", e->at, s->zone);
	cvd_letter_set_words(item, "channel", s->language, CVD_WORDS_CHANNEL,
	    e->channel == CVD_CHANNEL_NONE ? "unknown"
	                                   : cvd_channel_names[e->channel]);
	cvd_letter_set_words(item, "who", s->language, CVD_WORDS_WHO,
	    cvd_who_names[e->who]);
	cvd_value_set(item, "party", name_of(s, e->party));
	cvd_value_set_bool(item, "details", e->details);
}

/* By when they were made, those of one instant as they were recorded. */
static int
compare_attempts(const void *a, const void *b)
{
	const struct cvd_event *const *left = a;
	const struct cvd_event *const *right = b;

	if ((*left)->at != (*right)->at)
		return (*left)->at < (*right)->at ? -1 : 1;
	return cvd_event_compare(*left, *right);
}

static void
set_attempts(struct cvd_value *v, const struct cvd_letter_source *s,
    struct cvd_arena *arena)
{
	const struct cvd_replay *r = &s->record->replay;
	const struct cvd_event **attempts = cvd_arena_alloc(arena, r->count,
	    sizeof *attempts);
	const struct cvd_event *first = NULL;
	size_t count = 0;
	unsigned reminder = 0;

	for (size_t i = 0; attempts != NULL && i < r->count; i++)
		if (is_attempt(s, i))
			attempts[count++] = r->events[i];
	if (count > 0)
		qsort(attempts, count, sizeof *attempts, compare_attempts);
	cvd_value_set_list(v, "attempts");
	for (size_t i = 0; i < count; i++) {
		const struct cvd_event *e = attempts[i];

		add_attempt(v, s, e);
		if (e->who != CVD_WHO_DESK ||
		    strcmp(e->party, s->order->party) != 0)
			continue;
		if (reminder++ == 0)
			first = e;
	}
	cvd_letter_set_instant(v, "first_notified",
	    first == NULL ? CVD_INSTANT_NONE : first->at, s->zone);
	if (reminder == 0)
		cvd_value_set(v, "reminder_number", NULL);
	else
		cvd_value_setf(v, "reminder_number", "%u", reminder);
}

/* Whether the recipient was told by it how things stand. */
static bool
tells(const struct cvd_event *e, const char *party)
{
	const struct cvd_event_letter *letters = e->letters.item;

	if (e->kind == CVD_EVENT_STATUS_UPDATE)
		return true;
	for (size_t i = 0;
	     e->kind == CVD_EVENT_LETTERS_QUEUED && i < e->letters.count; i++)
		if (strcmp(letters[i].party, party) == 0)
			return true;
	return false;
}

/* The first event after the last word to the recipient before this letter. */
static size_t
find_news(const struct cvd_letter_source *s)
{
	const struct cvd_replay *r = &s->record->replay;

	for (size_t i = r->count; i > 0; i--)
		if (r->index[i - 1] < s->first &&
		    tells(r->events[i - 1], s->order->party))
			return i;
	return 0;
}

/* Several vendors that were told in one step are one piece of news. */
static bool
is_said(const struct cvd_replay *r, size_t from, size_t i)
{
	for (size_t k = from; k < i; k++)
		if (r->events[k]->kind == r->events[i]->kind &&
		    r->events[k]->at == r->events[i]->at)
			return true;
	return false;
}

static bool
is_news(const struct cvd_event *e)
{
	return (CVD_EVENT_BIT(e->kind) & NEWS) != 0 &&
	       !(e->kind == CVD_EVENT_CONTACT_ATTEMPTED &&
	           e->who != CVD_WHO_DESK);
}

static void
set_news(struct cvd_value *v, const struct cvd_letter_source *s)
{
	const struct cvd_replay *r = &s->record->replay;
	size_t from = find_news(s);

	cvd_value_set_list(v, "news");
	if (!cvd_letter_is_to_reporter(s))
		return;
	for (size_t i = from; i < r->count; i++) {
		const struct cvd_event *e = r->events[i];
		struct cvd_value *item;

		if (!is_news(e) || is_said(r, from, i))
			continue;
		item = cvd_value_add(v, "news");
		cvd_letter_set_instant(item, "date", e->at, s->zone);
		cvd_letter_set_words(item, "what", s->language, CVD_WORDS_NEWS,
		    cvd_event_names[e->kind]);
	}
}

void
cvd_letter_set_history(struct cvd_value *v,
    const struct cvd_letter_source *source, struct cvd_arena *arena)
{
	set_attempts(v, source, arena);
	set_news(v, source);
}

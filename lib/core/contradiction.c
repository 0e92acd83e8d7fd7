/* SPDX-License-Identifier: EUPL-1.2 */

/* What two people settled differently without knowing of each other. */

#include "core/contradiction.h"

#include <stdlib.h>
#include <string.h>

/* One thing that one event settles: the outcome, the consent of a party. */
struct settled {
	size_t thing;     /* which row of the table */
	const char *whom; /* a party or an event; "" where there is one thing */
	const char *part; /* a field or a kind of consent, likewise */
	size_t place;     /* of the event, among those that count */
};

/*
 * A kind of thing. An event of these kinds settles one where `settles` says
 * so, and with it which. Who is assigned and what the title is are none: the
 * last one counts, and the other can be read.
 */
struct thing {
	uint64_t kinds;
	bool (*settles)(const struct cvd_event *e, struct settled *s);
	bool (*agree)(const struct cvd_event *a, const struct cvd_event *b);
	const char *(*name)(const struct settled *s, struct cvd_arena *arena);
};

static bool
text_is(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
settles_always(const struct cvd_event *e, struct settled *s)
{
	(void)e;
	(void)s;
	return true;
}

static bool
outcome_agrees(const struct cvd_event *a, const struct cvd_event *b)
{
	return a->outcome == b->outcome && text_is(a->reason, b->reason) &&
	       text_is(a->duplicate_of, b->duplicate_of);
}

static const char *
outcome_name(const struct settled *s, struct cvd_arena *arena)
{
	(void)s;
	(void)arena;
	return "the outcome";
}

static bool
documents_agree(const struct cvd_event *a, const struct cvd_event *b)
{
	const struct cvd_document *x = a->documents.item;
	const struct cvd_document *y = b->documents.item;

	if (a->documents.count != b->documents.count)
		return false;
	for (size_t i = 0; i < a->documents.count; i++)
		if (!text_is(x[i].path, y[i].path) ||
		    !text_is(x[i].sha256, y[i].sha256))
			return false;
	return true;
}

static const char *
documents_name(const struct settled *s, struct cvd_arena *arena)
{
	(void)s;
	(void)arena;
	return "what is published";
}

/* Where nobody is named it is the reporter who was asked. */
static bool
settles_consent(const struct cvd_event *e, struct settled *s)
{
	s->whom = e->party != NULL ? e->party : "reporter";
	s->part = cvd_consent_kind_names[e->consent_kind];
	return s->part != NULL;
}

static int
consent_of(const struct cvd_event *e)
{
	return e->kind == CVD_EVENT_CONSENT_GIVEN ? e->consent_value
	                                          : CVD_CONSENT_NO;
}

static bool
consents_agree(const struct cvd_event *a, const struct cvd_event *b)
{
	return consent_of(a) == consent_of(b);
}

static const char *
consent_name(const struct settled *s, struct cvd_arena *arena)
{
	return cvd_arena_textf(arena, "the consent of %s to %s", s->whom,
	    s->part);
}

static bool
settles_field(const struct cvd_event *e, struct settled *s)
{
	s->whom = e->corrects;
	s->part = e->field;
	return strcmp(e->field, "title") != 0;
}

/*
 * What a private field is corrected to, not everybody can read, and all must
 * come to the same: two such corrections never agree.
 */
static bool
corrections_agree(const struct cvd_event *a, const struct cvd_event *b)
{
	return a->value != NULL && text_is(a->value, b->value);
}

static const char *
field_name(const struct settled *s, struct cvd_arena *arena)
{
	return cvd_arena_textf(arena, "%s of %.8s", s->part, s->whom);
}

static bool
settles_status(const struct cvd_event *e, struct settled *s)
{
	s->whom = e->party;
	return e->status != CVD_STATUS_NONE;
}

static bool
statuses_agree(const struct cvd_event *a, const struct cvd_event *b)
{
	return a->status == b->status;
}

static const char *
status_name(const struct settled *s, struct cvd_arena *arena)
{
	return cvd_arena_textf(arena, "the status of %s", s->whom);
}

static bool
settles_role(const struct cvd_event *e, struct settled *s)
{
	s->whom = e->party;
	return e->role != CVD_ROLE_NONE;
}

static bool
roles_agree(const struct cvd_event *a, const struct cvd_event *b)
{
	return a->role == b->role;
}

static const char *
role_name(const struct settled *s, struct cvd_arena *arena)
{
	return cvd_arena_textf(arena, "the role of %s", s->whom);
}

#define BIT(kind) CVD_EVENT_BIT(CVD_EVENT_##kind)

static const struct thing things[] = {
	{ BIT(ASSESSED), settles_always, outcome_agrees, outcome_name },
	{ BIT(PUBLISHED), settles_always, documents_agree, documents_name },
	{ BIT(CONSENT_GIVEN) | BIT(CONSENT_WITHDRAWN), settles_consent,
	    consents_agree, consent_name },
	{ BIT(CORRECTED), settles_field, corrections_agree, field_name },
	{ BIT(PARTY_CHANGED), settles_status, statuses_agree, status_name },
	{ BIT(PARTY_CHANGED), settles_role, roles_agree, role_name },
};
#define THINGS (sizeof things / sizeof things[0])

/* The same thing or not, as an order. */
static int
compare_things(const struct settled *x, const struct settled *y)
{
	int order;

	if (x->thing != y->thing)
		return x->thing < y->thing ? -1 : 1;
	order = strcmp(x->whom, y->whom);
	return order != 0 ? order : strcmp(x->part, y->part);
}

static int
compare(const void *a, const void *b)
{
	const struct settled *x = a;
	const struct settled *y = b;
	int order = compare_things(x, y);

	return order != 0 ? order
	                  : (x->place > y->place) - (x->place < y->place);
}

static struct settled *
list_settled(const struct cvd_replay *r, struct cvd_arena *arena, size_t *count)
{
	struct settled *list = NULL;

	*count = 0;
	for (size_t i = 0; i < r->count; i++)
		for (size_t k = 0; k < THINGS; k++) {
			const struct cvd_event *e = r->events[i];
			struct settled s = { k, "", "", i };
			struct settled *more;

			if ((things[k].kinds & CVD_EVENT_BIT(e->kind)) == 0 ||
			    !things[k].settles(e, &s))
				continue;
			more = cvd_arena_grow(arena, list, *count,
			    sizeof *list);
			if (more == NULL)
				return list;
			list = more;
			list[(*count)++] = s;
		}
	return list;
}

/* A correction of what never happened settles nothing. */
static bool
is_moot(const struct cvd_case *c, const struct cvd_replay *r,
    const struct cvd_event *e)
{
	const struct cvd_event *old = e->kind == CVD_EVENT_CORRECTED
	                                  ? cvd_case_find(c, e->corrects)
	                                  : NULL;

	return old != NULL &&
	       r->verdict[old - c->events].kind == CVD_VERDICT_VOIDED;
}

static void
add(struct cvd_replay *r, const struct settled *one,
    const struct settled *other, struct cvd_arena *arena)
{
	struct cvd_contradiction *list = cvd_arena_grow(arena,
	    r->contradictions, r->contradiction_count, sizeof *list);

	if (list == NULL)
		return;
	r->contradictions = list;
	list[r->contradiction_count++] = (struct cvd_contradiction){
		.one = r->events[one->place],
		.other = r->events[other->place],
		.what = things[one->thing].name(one, arena),
	};
	r->verdict[r->index[one->place]].contradicted = true;
	r->verdict[r->index[other->place]].contradicted = true;
	r->head.needs_review = true;
}

/* One thing, as often as it was settled, in the order of the case. */
static void
judge(const struct cvd_case *c, struct cvd_replay *r, const struct settled *s,
    size_t count, struct cvd_arena *arena)
{
	unsigned last = r->events[s[count - 1].place]->lamport;
	size_t first = count - 1;

	while (first > 0 && r->events[s[first - 1].place]->lamport == last)
		first--;
	for (size_t i = first + 1; i < count; i++) {
		const struct cvd_event *one = r->events[s[first].place];

		if (things[s->thing].agree(one, r->events[s[i].place]))
			continue;
		if (is_moot(c, r, one))
			return;
		add(r, &s[first], &s[i], arena);
	}
}

void
cvd_contradiction_find(const struct cvd_case *c, struct cvd_replay *replay,
    struct cvd_arena *arena)
{
	size_t count;
	struct settled *list = list_settled(replay, arena, &count);

	if (count > 1)
		qsort(list, count, sizeof *list, compare);
	for (size_t i = 0, n; i < count; i += n) {
		for (n = 1; i + n < count &&
		            compare_things(&list[i], &list[i + n]) == 0;)
			n++;
		judge(c, replay, &list[i], n, arena);
	}
}

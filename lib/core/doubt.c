/* SPDX-License-Identifier: EUPL-1.2 */

/* Which letters should not go out unasked. */

#include "core/doubt.h"

#include <stdlib.h>
#include <string.h>

/* A letter among those of its name and party. */
struct mail {
	struct cvd_letter_track *track;
	size_t place;   /* in the order of all letters */
	unsigned first; /* the numbers of the commit that decided it */
	unsigned last;
	uint64_t behind; /* the least first of those that stand behind it */
	bool stands;     /* went out, or may */
};

#define BIT(kind) CVD_EVENT_BIT(CVD_EVENT_##kind)

/* What decides letters. */
static const uint64_t deciding = BIT(ACKNOWLEDGED) | BIT(INFO_REQUESTED) |
                                 BIT(ASSESSED) | BIT(CONTACT_ATTEMPTED) |
                                 BIT(ESCALATED) | BIT(FIX_AVAILABLE) |
                                 BIT(FIX_RELEASED) | BIT(FIX_DEPLOYED) |
                                 BIT(FIX_VERIFIED) | BIT(STATUS_UPDATE) |
                                 BIT(REPORTER_CONSULTED) | BIT(PUBLISHED) |
                                 BIT(CLOSED);

/* A case, and for each of its events where those of its number begin. */
struct numbers {
	const struct cvd_case *c;
	size_t *begin;
};

static bool
count_numbers(struct numbers *n, struct cvd_arena *arena)
{
	const struct cvd_event *e = n->c->events;

	n->begin = cvd_arena_alloc(arena, n->c->count, sizeof *n->begin);
	for (size_t i = 0; n->begin != NULL && i < n->c->count; i++)
		n->begin[i] = i > 0 && e[i - 1].lamport == e[i].lamport
		                  ? n->begin[i - 1]
		                  : i;
	return n->begin != NULL;
}

/*
 * The event before this one in the commit that brought it, if it decides
 * letters; NULL where there is none, or more than one that may be it.
 */
static const struct cvd_event *
before_in_commit(const struct numbers *n, const struct cvd_event *e)
{
	const struct cvd_event *all = n->c->events;
	const struct cvd_event *found = NULL;

	for (size_t i = n->begin[e - all]; i-- > 0;) {
		const struct cvd_event *b = &all[i];

		if (b->lamport + 1 != e->lamport)
			break;
		if (b->recorded != e->recorded ||
		    (deciding & CVD_EVENT_BIT(b->kind)) == 0 ||
		    strcmp(b->by, e->by) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = b;
	}
	return found;
}

/*
 * What decided a letter that this event queued, and the first number of their
 * commit. Only contacts come several to a commit.
 */
static const struct cvd_event *
find_decision(const struct numbers *n, const struct cvd_event *queued,
    const char *party, unsigned *first)
{
	const struct cvd_event *b = before_in_commit(n, queued);
	const struct cvd_event *found = NULL;

	*first = queued->lamport;
	if (b != NULL && b->kind != CVD_EVENT_CONTACT_ATTEMPTED) {
		*first = b->lamport;
		return b;
	}
	for (; b != NULL && b->kind == CVD_EVENT_CONTACT_ATTEMPTED;
	     b = before_in_commit(n, b)) {
		*first = b->lamport;
		if (found == NULL && strcmp(b->party, party) == 0)
			found = b;
	}
	return found;
}

/* Looks at the decision of a letter that stands at `queued` in the case. */
static struct mail
begin(const struct numbers *n, const struct cvd_replay *r, size_t i,
    const struct cvd_event *queued)
{
	struct cvd_letter_track *t = &r->letters[i];
	struct mail m = { .track = t,
		.place = i,
		.last = queued->lamport,
		.stands = t->state == CVD_LETTER_SENT };
	const struct cvd_event *decision = find_decision(n, queued,
	    t->letter->party, &m.first);
	const struct cvd_verdict *v =
	    decision == NULL ? NULL : &r->verdict[decision - n->c->events];

	if (v == NULL || (v->kind == CVD_VERDICT_EFFECTIVE && !v->contradicted))
		return m;
	if (!m.stands) {
		t->decision = decision;
		t->doubt = v->kind == CVD_VERDICT_EFFECTIVE
		               ? CVD_DOUBT_DISPUTE
		               : CVD_DOUBT_DECISION;
	} else if (v->kind != CVD_VERDICT_EFFECTIVE) {
		/* it knew nothing that it should have known */
		m.first = 0;
	}
	return m;
}

static int
compare_mails(const struct mail *x, const struct mail *y)
{
	int order = strcmp(x->track->letter->letter, y->track->letter->letter);

	return order != 0
	           ? order
	           : strcmp(x->track->letter->party, y->track->letter->party);
}

static int
compare(const void *a, const void *b)
{
	const struct mail *x = a;
	const struct mail *y = b;
	int order = compare_mails(x, y);

	return order != 0 ? order
	                  : (x->place > y->place) - (x->place < y->place);
}

/* The letters that were not taken back, twins beside each other. */
static struct mail *
list_mails(const struct cvd_case *c, const struct cvd_replay *r,
    struct cvd_arena *arena, size_t *count)
{
	struct numbers n = { .c = c };
	struct mail *mails = cvd_arena_alloc(arena, r->letter_count,
	    sizeof *mails);

	*count = 0;
	if (mails == NULL || !count_numbers(&n, arena))
		return NULL;
	for (size_t i = 0, k = 0; i < r->letter_count; i++) {
		if (r->letters[i].state == CVD_LETTER_CANCELLED)
			continue;
		while (r->events[k] != r->letters[i].queued)
			k++;
		mails[(*count)++] = begin(&n, r, i, &c->events[r->index[k]]);
	}
	if (*count > 1)
		qsort(mails, *count, sizeof *mails, compare);
	return mails;
}

/*
 * Lets those of one state stand, in their order, that are no twins of one that
 * stands already. Letters are in the order of their last numbers, so it takes
 * to look at the last one before and the farthest reaching one behind.
 */
static void
let_stand(struct mail *m, size_t count, enum cvd_letter_state state)
{
	uint64_t behind = UINT64_MAX;
	unsigned before = 0;

	for (size_t i = count; i-- > 0;) {
		m[i].behind = behind;
		if (m[i].stands && m[i].first < behind)
			behind = m[i].first;
	}
	for (size_t i = 0; i < count; i++) {
		if (m[i].track->state == state &&
		    m[i].track->doubt == CVD_DOUBT_NONE &&
		    before < m[i].first && m[i].last < m[i].behind)
			m[i].stands = true;
		if (m[i].stands)
			before = m[i].last;
	}
}

/* The twin of a letter that stands in its stead. */
static const struct cvd_letter_track *
find_twin(const struct mail *m, size_t count, size_t i)
{
	for (size_t k = 0; k < count; k++)
		if (k != i && m[k].stands && m[k].first <= m[i].last &&
		    m[k].last >= m[i].first)
			return m[k].track;
	return NULL;
}

/* Letters of one name to one party. */
static void
judge(struct mail *m, size_t count)
{
	let_stand(m, count, CVD_LETTER_QUEUED);
	let_stand(m, count, CVD_LETTER_FAILED);
	for (size_t i = 0; i < count; i++)
		if (!m[i].stands && m[i].track->doubt == CVD_DOUBT_NONE) {
			m[i].track->doubt = CVD_DOUBT_TWIN;
			m[i].track->twin = find_twin(m, count, i);
		}
}

void
cvd_doubt_find(const struct cvd_case *c, struct cvd_replay *replay,
    struct cvd_arena *arena)
{
	size_t count = 0;
	struct mail *mails = replay->letter_count == 0
	                         ? NULL
	                         : list_mails(c, replay, arena, &count);

	for (size_t i = 0, n; i < count; i += n) {
		for (n = 1; i + n < count &&
		            compare_mails(&mails[i], &mails[i + n]) == 0;)
			n++;
		judge(&mails[i], n);
	}
}

static void
say_decision(const struct cvd_verdict *v, const struct cvd_event *e,
    struct cvd_buf *out)
{
	cvd_buf_addf(out, "'%s' by %s, which decided it, ",
	    cvd_event_names[e->kind], e->by);
	if (v->kind == CVD_VERDICT_VOIDED)
		cvd_buf_addz(out, "was voided");
	else if (v->kind == CVD_VERDICT_INEFFECTIVE)
		cvd_buf_addf(out, "has no effect: %s", v->why);
	else
		cvd_buf_addz(out, "contradicts what somebody else recorded at "
		                  "the same time");
}

void
cvd_doubt_say(const struct cvd_case *c, const struct cvd_replay *replay,
    const struct cvd_letter_track *letter, struct cvd_buf *out)
{
	const struct cvd_event *e = letter->decision;

	switch (letter->doubt) {
	case CVD_DOUBT_NONE:
		break;
	case CVD_DOUBT_DECISION:
	case CVD_DOUBT_DISPUTE:
		say_decision(&replay->verdict[e - c->events], e, out);
		break;
	case CVD_DOUBT_TWIN:
		cvd_buf_addf(out,
		    "the same letter, decided by %s at the same "
		    "time, %s",
		    letter->twin->queued->by,
		    letter->twin->state == CVD_LETTER_SENT     ? "was sent"
		    : letter->twin->state == CVD_LETTER_QUEUED ? "goes out"
		                                               : "has failed");
		break;
	}
}

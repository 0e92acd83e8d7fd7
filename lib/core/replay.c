/* SPDX-License-Identifier: EUPL-1.2 */

/* From the events of a case to what they come to. */

#include "core/replay.h"

#include "core/arena.h"
#include "core/contradiction.h"
#include "core/doubt.h"
#include "core/legality.h"
#include "core/revision.h"
#include "core/seal.h"

#include <string.h>

const char *const cvd_letter_state_names[] = {
	[CVD_LETTER_QUEUED] = "queued",
	[CVD_LETTER_SENT] = "sent",
	[CVD_LETTER_FAILED] = "failed",
	[CVD_LETTER_CANCELLED] = "cancelled",
};

static struct cvd_party *
find_party(const struct cvd_replay *r, const char *slug)
{
	for (size_t i = 0; i < r->party_count; i++)
		if (strcmp(r->parties[i].slug, slug) == 0)
			return &r->parties[i];
	return NULL;
}

const struct cvd_party *
cvd_replay_party(const struct cvd_replay *replay, const char *slug)
{
	return find_party(replay, slug);
}

enum cvd_rm
cvd_replay_rm(const struct cvd_replay *replay)
{
	const struct cvd_party *desk = find_party(replay, "desk");

	return desk == NULL ? CVD_RM_START : desk->rm;
}

static struct cvd_party *
add_party(struct cvd_replay *r, struct cvd_arena *arena, const char *slug,
    int role)
{
	struct cvd_party *parties = cvd_arena_grow(arena, r->parties,
	    r->party_count, sizeof *parties);

	if (parties == NULL)
		return NULL;
	r->parties = parties;
	parties[r->party_count] = (struct cvd_party){
		.slug = slug,
		.role = role,
		.status = CVD_STATUS_UNKNOWN,
	};
	return &parties[r->party_count++];
}

static void
move_rm(struct cvd_party *p, const char *moves)
{
	for (; *moves != '\0'; moves++)
		(void)cvd_rm_move(p->rm, *moves, &p->rm);
	if (p->rm == CVD_RM_ACCEPTED)
		p->accepted = true;
}

/*
 * Sets the bits of V, F, D in their order. All but the last were presupposed,
 * so where they are new, nobody reported them.
 */
static void
move_cs(struct cvd_party *p, const char *bits)
{
	for (; *bits != '\0'; bits++) {
		unsigned before = p->cs;

		if (cvd_cs_move(p->cs, *bits, &p->cs) && bits[1] != '\0')
			p->inferred |= p->cs & ~before;
	}
}

/*
 * Fixed: at least one vendor or owner has released or deployed, and so has
 * every one that is neither not affected nor removed.
 */
static bool
is_fixed(const struct cvd_replay *r)
{
	bool any = false;

	for (size_t i = 0; i < r->party_count; i++) {
		const struct cvd_party *p = &r->parties[i];

		if (!cvd_role_brings_fix(p->role) ||
		    p->status == CVD_STATUS_NOT_AFFECTED ||
		    p->status == CVD_STATUS_REMOVED)
			continue;
		if (!p->released)
			return false;
		any = true;
	}
	return any;
}

/* What was known before does not stand in for what cannot be read. */
static void
give_person(struct cvd_party *p, const struct cvd_event *e)
{
	if (e->person == NULL && e->person_sealed == NULL)
		return;
	p->person = e->person;
	p->person_is_shut = cvd_seal_is_shut(e, CVD_GROUP_PERSON);
}

static void
apply_received(struct cvd_replay *r, struct cvd_arena *arena,
    const struct cvd_event *e)
{
	bool own = e->owner_class == CVD_CLASS_OWN;
	struct cvd_party *desk = add_party(r, arena, "desk",
	    own ? CVD_ROLE_OWNER : CVD_ROLE_DESK);
	struct cvd_party *reporter;

	if (desk != NULL && own) {
		desk->owner_class = CVD_CLASS_OWN;
		move_cs(desk, "V");
	}
	reporter = add_party(r, arena, "reporter", CVD_ROLE_FINDER);
	if (reporter != NULL) {
		reporter->language = e->language;
		give_person(reporter, e);
		/* Only a participant that has accepted sends a report. */
		move_rm(reporter, "rva");
	}
	r->received = e;
}

static void
apply_party(struct cvd_replay *r, struct cvd_arena *arena,
    const struct cvd_event *e)
{
	struct cvd_party *p = e->kind == CVD_EVENT_PARTY_ADDED
	                          ? add_party(r, arena, e->party, e->role)
	                          : find_party(r, e->party);

	if (p == NULL)
		return;
	if (e->role != CVD_ROLE_NONE)
		p->role = e->role;
	if (e->owner_class != CVD_CLASS_NONE)
		p->owner_class = e->owner_class;
	if (e->status != CVD_STATUS_NONE)
		p->status = e->status;
	if (e->language != NULL)
		p->language = e->language;
	give_person(p, e);
}

static void
apply_published(struct cvd_replay *r)
{
	r->cs |= CVD_CS_P;
	for (size_t i = 0; i < r->party_count; i++) {
		struct cvd_party *p = &r->parties[i];

		if (cvd_role_brings_fix(p->role) && (p->cs & CVD_CS_V) == 0) {
			p->cs |= CVD_CS_V;
			p->inferred |= CVD_CS_V;
		}
		(void)cvd_pec_move(p->pec, '0', &p->pec);
	}
}

static void
apply_queued(struct cvd_replay *r, struct cvd_arena *arena,
    const struct cvd_event *e)
{
	const struct cvd_event_letter *letters = e->letters.item;

	for (size_t i = 0; i < e->letters.count; i++) {
		struct cvd_letter_track *t = cvd_arena_grow(arena, r->letters,
		    r->letter_count, sizeof *t);

		if (t == NULL)
			return;
		r->letters = t;
		t[r->letter_count++] = (struct cvd_letter_track){
			.letter = &letters[i],
			.queued = e,
		};
	}
}

static void
apply_delivery(struct cvd_replay *r, const struct cvd_event *e,
    enum cvd_letter_state state)
{
	const struct cvd_event_letter *letters = e->letters.item;

	for (size_t i = 0; i < e->letters.count; i++)
		for (size_t k = 0; k < r->letter_count; k++) {
			struct cvd_letter_track *t = &r->letters[k];

			if (strcmp(t->letter->message_id,
			        letters[i].message_id) != 0)
				continue;
			/* What was sent is not unsent by a later failure. */
			if (t->state == CVD_LETTER_SENT)
				continue;
			t->state = state;
			t->reply = letters[i].reply;
		}
}

static void
apply_letters(struct cvd_replay *r, struct cvd_arena *arena,
    const struct cvd_event *e)
{
	if (e->kind == CVD_EVENT_LETTERS_QUEUED)
		apply_queued(r, arena, e);
	else
		apply_delivery(r, e,
		    e->kind == CVD_EVENT_LETTERS_SENT ? CVD_LETTER_SENT
		    : e->kind == CVD_EVENT_LETTERS_FAILED
		        ? CVD_LETTER_FAILED
		        : CVD_LETTER_CANCELLED);
}

/* How far a consent goes. */
static unsigned
breadth(int value)
{
	return value == CVD_CONSENT_YES         ? 2
	       : value == CVD_CONSENT_PSEUDONYM ? 1
	                                        : 0;
}

/* A vendor that may be named does not let the reporter be named. */
static void
apply_consent(struct cvd_replay *r, const struct cvd_event *e)
{
	int value = e->kind == CVD_EVENT_CONSENT_GIVEN ? e->consent_value
	                                               : CVD_CONSENT_NO;

	if (e->consent_kind != CVD_CONSENT_PUBLICATION && e->party != NULL &&
	    strcmp(e->party, "reporter") != 0)
		return;
	if (r->consent_number[e->consent_kind] == e->lamport &&
	    breadth(value) > breadth(r->consent[e->consent_kind]))
		return;
	r->consent[e->consent_kind] = value;
	r->consent_number[e->consent_kind] = e->lamport;
}

/* What an event does besides the machines, in the fields of the replay. */
static void
apply_facts(struct cvd_replay *r, struct cvd_arena *arena,
    const struct cvd_event *e)
{
	struct cvd_party *p = e->party == NULL ? NULL : find_party(r, e->party);

	switch ((enum cvd_event_kind)e->kind) {
	case CVD_EVENT_RECEIVED:
		apply_received(r, arena, e);
		break;
	case CVD_EVENT_ACKNOWLEDGED:
		r->acknowledged = true;
		break;
	case CVD_EVENT_INFO_REQUESTED:
		r->info_open = true;
		break;
	case CVD_EVENT_INFO_RECEIVED:
		r->info_open = false;
		break;
	case CVD_EVENT_ASSESSED:
		r->head.outcome = e->outcome;
		break;
	case CVD_EVENT_PARTY_ADDED:
	case CVD_EVENT_PARTY_CHANGED:
		apply_party(r, arena, e);
		break;
	case CVD_EVENT_CONTACT_ATTEMPTED:
		if (p != NULL && e->who == CVD_WHO_DESK)
			p->attempts++;
		break;
	case CVD_EVENT_ESCALATED:
		if (find_party(r, e->to) == NULL)
			(void)add_party(r, arena, e->to, CVD_ROLE_COORDINATOR);
		break;
	case CVD_EVENT_FIX_RELEASED:
	case CVD_EVENT_FIX_DEPLOYED:
		if (p != NULL)
			p->released = true;
		break;
	case CVD_EVENT_CONSENT_GIVEN:
	case CVD_EVENT_CONSENT_WITHDRAWN:
		apply_consent(r, e);
		break;
	case CVD_EVENT_PUBLISHED:
		apply_published(r);
		break;
	case CVD_EVENT_CLOSED:
		r->closed = true;
		r->closed_at = e->at;
		break;
	case CVD_EVENT_ASSIGNED:
		r->assigned = e->to;
		break;
	case CVD_EVENT_LETTERS_QUEUED:
	case CVD_EVENT_LETTERS_SENT:
	case CVD_EVENT_LETTERS_FAILED:
	case CVD_EVENT_LETTERS_CANCELLED:
		apply_letters(r, arena, e);
		break;
	case CVD_EVENT_NONE:
	case CVD_EVENT_VENDOR_ACKNOWLEDGED:
	case CVD_EVENT_FIX_AVAILABLE:
	case CVD_EVENT_FIX_VERIFIED:
	case CVD_EVENT_STATUS_UPDATE:
	case CVD_EVENT_REPORTER_CONSULTED:
	case CVD_EVENT_NOTED:
	case CVD_EVENT_CORRECTED:
	case CVD_EVENT_VOIDED:
	case CVD_EVENT_KINDS:
		break;
	}
}

static struct cvd_party *
subject_of(const struct cvd_replay *r, const struct cvd_effect *effect,
    const struct cvd_event *e)
{
	switch (effect->subject) {
	case CVD_SUBJECT_NONE:
		return NULL;
	case CVD_SUBJECT_DESK:
		return find_party(r, "desk");
	case CVD_SUBJECT_PARTY:
		/* A first contact without details tells the vendor nothing. */
		if (e->kind == CVD_EVENT_CONTACT_ATTEMPTED &&
		    (!e->details || e->who != CVD_WHO_DESK))
			return NULL;
		return find_party(r, e->party);
	case CVD_SUBJECT_TO:
		return find_party(r, e->to);
	}
	return NULL;
}

static bool
reaches_milestone(const struct cvd_replay *r, const struct cvd_effect *effect,
    const struct cvd_event *e)
{
	if (effect->milestone == CVD_LABEL_NONE)
		return false;
	if (effect->milestone == CVD_LABEL_FIXED)
		return r->fixed;
	if (e->kind == CVD_EVENT_CONTACT_ATTEMPTED)
		return e->who == CVD_WHO_DESK;
	return true;
}

static void
apply(struct cvd_replay *r, struct cvd_arena *arena, const struct cvd_event *e)
{
	const struct cvd_effect *effect = cvd_effect_of(e);
	struct cvd_party *subject;

	apply_facts(r, arena, e);
	subject = subject_of(r, effect, e);
	if (subject != NULL) {
		move_rm(subject, effect->rm);
		move_cs(subject, effect->cs);
	}
	for (const char *m = effect->em; *m != '\0'; m++)
		if (cvd_em_move(r->em, *m, &r->em))
			break;
	if (!r->fixed && is_fixed(r)) {
		r->fixed = true;
		r->fixed_at = e->at;
	}
	if (reaches_milestone(r, effect, e))
		r->head.state =
		    (int)cvd_label_after((enum cvd_label)r->head.state,
		        effect->milestone);
}

static void
fill_head(const struct cvd_case *c, struct cvd_replay *r,
    struct cvd_arena *arena)
{
	const struct cvd_pin *pins;
	struct cvd_head_party *parties;

	r->head.schema = CVD_CASE_SCHEMA;
	r->head.id = c->head.id;
	if (r->received == NULL)
		return;
	r->head.title = r->received->title;
	pins = r->received->policies.item;
	for (size_t i = 0; i < r->received->policies.count; i++)
		if (r->head.policy == NULL || pins[i].lead)
			r->head.policy = cvd_arena_textf(arena, "%s@%s",
			    pins[i].id, pins[i].version);
	parties = cvd_arena_alloc(arena, r->party_count, sizeof *parties);
	if (parties == NULL)
		return;
	r->head.parties.item = parties;
	for (size_t i = 0; i < r->party_count; i++) {
		const struct cvd_party *p = &r->parties[i];

		/* The desk is a party to the case where it is the owner. */
		if (p->role == CVD_ROLE_DESK)
			continue;
		parties[r->head.parties.count++] = (struct cvd_head_party){
			p->slug,
			p->role,
			cvd_role_brings_fix(p->role) ? p->status
			                             : CVD_STATUS_NONE,
		};
	}
}

enum cvd_status
cvd_replay_run(const struct cvd_case *c, struct cvd_arena *arena,
    struct cvd_replay *replay, struct cvd_err *err)
{
	struct cvd_replay r = { 0 };
	struct cvd_corrections list = { 0 };

	r.head.id = c->head.id;
	r.verdict = cvd_arena_alloc(arena, c->count, sizeof *r.verdict);
	r.events = cvd_arena_alloc(arena, c->count, sizeof *r.events);
	r.index = cvd_arena_alloc(arena, c->count, sizeof *r.index);
	if (r.verdict == NULL || r.events == NULL || r.index == NULL)
		return cvd_arena_check(arena, err);
	cvd_revision_mark_voided(c, r.verdict);
	cvd_revision_find(c, r.verdict, arena, &list);
	for (size_t i = 0; i < c->count; i++) {
		const struct cvd_event *e;
		struct cvd_err why;

		if (r.verdict[i].kind == CVD_VERDICT_VOIDED)
			continue;
		e = cvd_revision_apply(c, i, &list, arena, r.verdict);
		if (cvd_legality_check(c, &r, e, &why) != CVD_OK) {
			r.verdict[i].kind = CVD_VERDICT_INEFFECTIVE;
			r.verdict[i].why = cvd_arena_text(arena, why.message);
			r.head.needs_review = true;
			continue;
		}
		apply(&r, arena, e);
		r.events[r.count] = e;
		r.index[r.count++] = i;
	}
	cvd_contradiction_find(c, &r, arena);
	cvd_doubt_find(c, &r, arena);
	fill_head(c, &r, arena);
	if (cvd_arena_check(arena, err) != CVD_OK)
		return CVD_E_NO_MEMORY;
	*replay = r;
	return CVD_OK;
}

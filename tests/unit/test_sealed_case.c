/* SPDX-License-Identifier: EUPL-1.2 */

/* A case comes to the same for those who cannot open its groups. */

#include "core/canon.h"
#include "core/clock.h"
#include "core/limits.h"
#include "core/seal.h"

#include "../tools/lives.h"

#include "policies.h"
#include "sealed.h"
#include "story.h"
#include "suite.h"
#include "table.h"

#define LIVES 300

static struct table stories;

static struct cvd_arena *arena;

static void
setup(void)
{
	arena = cvd_arena_new();
	ck_assert_ptr_nonnull(arena);
}

static void
teardown(void)
{
	cvd_arena_free(arena);
}

static bool
has_group(const struct cvd_event *e, enum cvd_group group)
{
	return cvd_fields_find(&cvd_event_shape, CVD_EVENT_BIT(e->kind),
	           cvd_group_names[group]) != NULL;
}

/* Gives each event that may have them private words. */
static void
fill(struct cvd_case *c)
{
	static struct cvd_person rosa = { .salt = "5T3ZK0V9QX7M2D8HJ4N6B1CRWZ",
		.name = "Rosa Fictief" };
	static struct cvd_matter matter = { .salt =
		                                "5T3ZK0V9QX7M2D8HJ4N6B1CRWZ",
		.note = "Any password will do.\n" };

	for (size_t i = 0; i < c->count; i++) {
		struct cvd_event *e = &c->events[i];

		if (e->person == NULL && has_group(e, CVD_GROUP_PERSON))
			e->person = &rosa;
		if (e->matter == NULL && has_group(e, CVD_GROUP_MATTER))
			e->matter = &matter;
	}
}

/* The same case with sealed groups, which nobody has opened. */
static struct cvd_case
sealed(const struct cvd_case *c)
{
	struct cvd_case copy = *c;

	copy.events = cvd_arena_alloc(arena, c->count, sizeof *copy.events);
	for (size_t i = 0; i < c->count; i++) {
		struct cvd_event *e = &copy.events[i];

		*e = c->events[i];
		if (e->person != NULL)
			cvd_seal_set(e, CVD_GROUP_PERSON, sealed_block,
			    SEALED_SHA256);
		if (e->matter != NULL)
			cvd_seal_set(e, CVD_GROUP_MATTER, sealed_block,
			    SEALED_SHA256);
		e->person = NULL;
		e->matter = NULL;
	}
	return copy;
}

static void
say_verdicts(struct cvd_buf *out, const struct cvd_case *c,
    const struct cvd_replay *r)
{
	for (size_t i = 0; i < c->count; i++)
		cvd_buf_addf(out, "%s %d %s %d %d\n", c->events[i].id,
		    (int)r->verdict[i].kind,
		    r->verdict[i].why == NULL ? "-" : r->verdict[i].why,
		    r->verdict[i].corrected, r->verdict[i].contradicted);
	for (size_t i = 0; i < r->count; i++)
		cvd_buf_addf(out, "%zu %s %s\n", r->index[i], r->events[i]->id,
		    r->events[i]->title == NULL ? "-" : r->events[i]->title);
	for (size_t i = 0; i < r->contradiction_count; i++)
		cvd_buf_addf(out, "%s %s %s\n", r->contradictions[i].one->id,
		    r->contradictions[i].other->id, r->contradictions[i].what);
}

static void
say_parties(struct cvd_buf *out, const struct cvd_replay *r)
{
	for (size_t i = 0; i < r->party_count; i++) {
		const struct cvd_party *p = &r->parties[i];

		cvd_buf_addf(out, "%s %d %d %d %s %d %d %u %u %d %u %d\n",
		    p->slug, p->role, p->owner_class, p->status,
		    p->language == NULL ? "-" : p->language, (int)p->rm,
		    p->accepted, p->cs, p->inferred, (int)p->pec, p->attempts,
		    p->released);
	}
}

static void
say_letters(struct cvd_buf *out, const struct cvd_replay *r)
{
	for (size_t i = 0; i < r->letter_count; i++) {
		const struct cvd_letter_track *t = &r->letters[i];

		cvd_buf_addf(out, "%s %s %s %d %s %d %s %s\n",
		    t->letter->message_id, t->letter->letter, t->queued->id,
		    (int)t->state, t->reply == NULL ? "-" : t->reply,
		    (int)t->doubt, t->decision == NULL ? "-" : t->decision->id,
		    t->twin == NULL ? "-" : t->twin->letter->message_id);
	}
}

static void
say_case(struct cvd_buf *out, const struct cvd_case *c,
    const struct cvd_replay *r)
{
	cvd_canon_write(out,
	    cvd_fields_save(&cvd_head_shape, 0, &r->head, arena));
	say_verdicts(out, c, r);
	say_parties(out, r);
	say_letters(out, r);
	cvd_buf_addf(out, "%d %d %d %lld %u %d %d %lld %s\n", r->acknowledged,
	    r->info_open, r->fixed, (long long)r->fixed_at, r->cs, (int)r->em,
	    r->closed, (long long)r->closed_at,
	    r->assigned == NULL ? "-" : r->assigned);
	for (size_t i = 0; i < CVD_CONSENT_KINDS; i++)
		cvd_buf_addf(out, "%d %u\n", r->consent[i],
		    r->consent_number[i]);
	cvd_replay_next_steps(c, r, out);
}

static void
say_clocks(struct cvd_buf *out, const struct cvd_replay *r,
    const char *policies, cvd_instant at)
{
	struct cvd_policy_in_force force[4];
	struct cvd_lines names = lines_of(arena, policies, " ");
	struct cvd_policy_set set = { force, names.count };
	struct cvd_clocks list = { 0 };

	ck_assert_uint_le(names.count, 4);
	for (size_t i = 0; i < names.count; i++) {
		force[i] = policy_of(arena, names.item[i]);
		force[i].lead = i == 0;
	}
	ck_assert_int_eq(cvd_clock_list(r, &set, at, arena, &list, NULL),
	    CVD_OK);
	for (size_t i = 0; i < list.count; i++) {
		const struct cvd_clock *k = &list.clock[i];

		cvd_buf_addf(out, "%s %s %s %u %d %lld %lld %lld %d %d\n",
		    k->policy, k->term, k->party == NULL ? "-" : k->party, k->n,
		    (int)k->state, (long long)k->from, (long long)k->due,
		    (long long)k->met_at, k->paused, k->beyond_calendar);
	}
}

/* Each public thing that is computed of the case, as text. */
static char *
all_of(const struct cvd_case *c, const char *policies, cvd_instant at)
{
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_replay r;

	ck_assert_int_eq(cvd_replay_run(c, arena, &r, NULL), CVD_OK);
	say_case(&out, c, &r);
	say_clocks(&out, &r, policies, at);
	ck_assert_int_eq(cvd_buf_check(&out, NULL), CVD_OK);
	return cvd_buf_take(&out, NULL);
}

static void
assert_same(const struct cvd_case *c, const char *policies, cvd_instant at)
{
	struct cvd_case shut = sealed(c);
	char *one = all_of(c, policies, at);
	char *other = all_of(&shut, policies, at);

	ck_assert_str_eq(one, other);
	ck_assert_uint_gt(strlen(one), 100);
	free(one);
	free(other);
}

START_TEST(a_story_is_the_same_sealed)
{
	struct story s = story_open(table_cell(&stories, _i, "story"));
	cvd_instant at = 0;

	ck_assert_int_eq(cvd_instant_parse(table_cell(&stories, _i, "at"), &at,
	                     NULL),
	    CVD_OK);
	fill(s.c);
	assert_same(s.c, table_cell(&stories, _i, "policy"), at);
	story_close(&s);
}
END_TEST

START_TEST(a_life_is_the_same_sealed)
{
	static struct cvd_pin pin = { .id = "nl-ncsc",
		.version = "2023",
		.lead = true };
	const struct lives all = { .count = LIVES,
		.desk = "desk",
		.by = "alice",
		.recorded = lives_end(),
		.policies = { &pin, 1 } };
	struct cvd_err err = { 0 };

	for (size_t n = 0; n < LIVES; n++) {
		struct life life;
		bool more = true;

		ck_assert_int_eq(life_begin(&life, &all, n, &err), CVD_OK);
		while (more)
			ck_assert_int_eq(life_step(&life, &more, &err), CVD_OK);
		fill(life.c);
		assert_same(life.c, "nl-ncsc be-ccb-2020 finder", lives_end());
		life_end(&life);
	}
}
END_TEST

static const char *const told =
    "received@2026-11-20T09:00:00Z assessed@2026-11-20T10:00:00Z "
    "party_added:vendor-1:vendor@2026-11-20T11:00:00Z "
    "party_changed:vendor-1@2026-11-20T12:00:00Z";

static const struct cvd_person *
person_of(struct story *s, const char *party, bool *is_shut)
{
	const struct cvd_party *p;

	story_replay(s);
	p = cvd_replay_party(&s->replay, party);
	ck_assert_ptr_nonnull(p);
	*is_shut = p->person_is_shut;
	return p->person;
}

START_TEST(an_old_address_does_not_stand_for_a_shut_one)
{
	struct story s = story_open(told);
	struct cvd_person old = { .salt = "s", .email = "old@example.net" };
	struct cvd_person new = { .salt = "s", .email = "new@example.net" };
	bool shut;

	s.c->events[2].person = &old;
	ck_assert_ptr_eq(person_of(&s, "vendor-1", &shut), &old);
	ck_assert(!shut);
	cvd_seal_set(&s.c->events[3], CVD_GROUP_PERSON, sealed_block,
	    SEALED_SHA256);
	ck_assert_ptr_null(person_of(&s, "vendor-1", &shut));
	ck_assert(shut);
	/* opened */
	s.c->events[3].person = &new;
	ck_assert_ptr_eq(person_of(&s, "vendor-1", &shut), &new);
	ck_assert(!shut);
	/* the other way round: sealed first, then given in clear */
	s.c->events[3].person_sealed = NULL;
	s.c->events[2].person = NULL;
	s.c->events[2].person_sealed = sealed_block;
	ck_assert_ptr_eq(person_of(&s, "vendor-1", &shut), &new);
	ck_assert(!shut);
	story_close(&s);
}
END_TEST

START_TEST(the_reporter_may_be_shut)
{
	struct story s = story_open(told);
	bool shut;

	ck_assert_ptr_null(person_of(&s, "reporter", &shut));
	ck_assert(!shut);
	cvd_seal_set(&s.c->events[0], CVD_GROUP_PERSON, sealed_block,
	    SEALED_SHA256);
	ck_assert_ptr_null(person_of(&s, "reporter", &shut));
	ck_assert(shut);
	story_close(&s);
}
END_TEST

/* A story whose receipt has private words, and a correction of them. */
static struct story
corrected(const char *field, struct cvd_event **correction)
{
	struct story s = story_open("received@2026-11-20T09:00:00Z");
	struct cvd_event *e = story_add(&s, CVD_EVENT_CORRECTED,
	    s.c->events[0].at);

	fill(s.c);
	e->person = NULL;
	e->matter = NULL;
	e->corrects = s.c->events[0].id;
	e->field = field;
	e->reason = "it was misspelt";
	*correction = e;
	return s;
}

START_TEST(a_correction_of_a_person_stands_in_its_person)
{
	struct cvd_person value = { .salt = "s", .value = "Rosa Fictie" };
	struct cvd_event *e;
	struct story s = corrected("person.name", &e);
	bool shut;

	e->person = &value;
	ck_assert_str_eq(person_of(&s, "reporter", &shut)->name, "Rosa Fictie");
	/* opened, the same */
	e->person_sealed = sealed_block;
	ck_assert_str_eq(person_of(&s, "reporter", &shut)->name, "Rosa Fictie");
	ck_assert(!shut);
	/* shut, what it corrects is not shown for it */
	e->person = NULL;
	ck_assert_ptr_null(person_of(&s, "reporter", &shut));
	ck_assert(shut);
	ck_assert(s.replay.verdict[0].corrected);
	/* what is shut itself stays so */
	e->person = &value;
	s.c->events[0].person = NULL;
	s.c->events[0].person_sealed = sealed_block;
	ck_assert_ptr_null(person_of(&s, "reporter", &shut));
	ck_assert(shut);
	story_close(&s);
}
END_TEST

START_TEST(a_correction_of_the_matter_stands_in_its_matter)
{
	struct cvd_matter value = { .salt = "s", .value = "One will do.\n" };
	struct cvd_event *e;
	struct story s = corrected("matter.note", &e);

	e->matter = &value;
	story_replay(&s);
	ck_assert_str_eq(s.replay.received->matter->note, "One will do.\n");
	e->matter = NULL;
	e->matter_sealed = sealed_block;
	story_replay(&s);
	ck_assert_ptr_null(s.replay.received->matter);
	ck_assert(cvd_seal_is_shut(s.replay.received, CVD_GROUP_MATTER));
	/* the event itself is as it was */
	ck_assert_ptr_nonnull(s.c->events[0].matter);
	story_close(&s);
}
END_TEST

START_TEST(a_hash_is_not_corrected)
{
	static const char *const fields[] = { "person_sha256", "matter_sha256",
		"person", "matter", "person.salt", "matter.salt" };

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		struct cvd_event *e;
		struct story s = corrected(fields[i], &e);

		e->value = SEALED_SHA256;
		ck_assert_int_eq(cvd_replay_run(s.c, arena, &s.replay, NULL),
		    CVD_OK);
		ck_assert_int_eq(s.replay.verdict[1].kind,
		    CVD_VERDICT_INEFFECTIVE);
		story_close(&s);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("sealed_case");
	TCase *tc = tcase_create("sealed_case");

	stories = table_load("clocks.tsv");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, a_story_is_the_same_sealed, 0, stories.rows);
	tcase_add_test(tc, a_life_is_the_same_sealed);
	tcase_add_test(tc, an_old_address_does_not_stand_for_a_shut_one);
	tcase_add_test(tc, the_reporter_may_be_shut);
	tcase_add_test(tc, a_correction_of_a_person_stands_in_its_person);
	tcase_add_test(tc, a_correction_of_the_matter_stands_in_its_matter);
	tcase_add_test(tc, a_hash_is_not_corrected);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

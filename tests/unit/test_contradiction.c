/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "core/replay.h"

#include "suite.h"
#include "together.h"

#include <stdio.h>
#include <string.h>

#define BEGIN "1.a.alice.received "
#define OPENED                                                                 \
	BEGIN "2.b.alice.assessed.accepted 3.c.alice.party_added.vendor-1 "

/* What was told, and the contradictions: what, and the two events. */
static const struct {
	const char *story;
	const char *expected;
} rows[] = {
	/* Only the order that leaves both with effect contradicts. */
	{ BEGIN "2.x.alice.assessed.rejected 2.y.bob.assessed.accepted",
	    "the outcome: x y" },
	{ BEGIN "2.x.alice.assessed.accepted 2.y.bob.assessed.rejected",
	    "without effect: y" },
	{ BEGIN "2.x.alice.assessed.accepted 2.y.bob.assessed.accepted",
	    "without effect: y" },
	{ BEGIN "2.x.alice.assessed.accepted 2.y.bob.assessed.deferred",
	    "the outcome: x y" },
	/* who is later knew it, as far as can be told */
	{ BEGIN "2.x.alice.assessed.rejected 3.y.bob.assessed.accepted", "" },
	/* it is over when one is voided, */
	{ BEGIN "2.x.alice.assessed.rejected 2.y.bob.assessed.accepted "
	        "3.z.carol.voided.x",
	    "" },
	{ BEGIN "2.x.alice.assessed.rejected 2.y.bob.assessed.accepted "
	        "3.z.carol.voided.y",
	    "" },
	/* or settled anew, or when both say the same. */
	{ BEGIN "2.x.alice.assessed.rejected 2.y.bob.assessed.accepted "
	        "3.z.carol.assessed.deferred",
	    "" },
	/* What has no effect settles nothing. */
	{ BEGIN "2.x.alice.assessed.rejected 2.y.bob.assessed.accepted "
	        "3.z.carol.assessed.rejected",
	    "the outcome: x y; without effect: z" },
	{ OPENED "4.x.alice.published.aa 4.y.bob.published.aa", "" },
	{ OPENED "4.x.alice.published.aa 4.y.bob.published.bb",
	    "what is published: x y" },
	{ OPENED "4.x.alice.published.aa 4.y.bob.published.bb "
	         "5.z.bob.published.bb",
	    "" },
	{ BEGIN "2.x.alice.consent_given.yes 2.y.bob.consent_withdrawn",
	    "the consent of reporter to naming: x y" },
	{ BEGIN "2.x.alice.consent_given.no 2.y.bob.consent_withdrawn", "" },
	{ BEGIN "2.x.alice.consent_given.yes 2.y.bob.consent_given.yes", "" },
	{ BEGIN "2.x.alice.consent_given.yes.reporter "
	        "2.y.bob.consent_given.pseudonym",
	    "the consent of reporter to naming: x y" },
	{ OPENED
	    "4.x.alice.consent_given.yes.vendor-1 4.y.bob.consent_given.no",
	    "" },
	{ BEGIN "2.x.alice.corrected.a.en 2.y.bob.corrected.a.nl",
	    "language of a: x y" },
	{ BEGIN "2.x.alice.corrected.a.en 2.y.bob.corrected.a.en", "" },
	{ BEGIN "2.x.alice.corrected.a.en 2.y.bob.corrected.a.nl "
	        "3.z.carol.corrected.a.de",
	    "" },
	/* the earlier number is settled by the later one */
	{ BEGIN "2.x.alice.corrected.a.en 2.y.bob.corrected.a.nl "
	        "3.v.alice.corrected.a.de 3.w.bob.corrected.a.fr",
	    "language of a: v w" },
	{ OPENED "4.x.alice.party_changed.vendor-1.affected "
	         "4.y.bob.party_changed.vendor-1.not-affected",
	    "the status of vendor-1: x y" },
	{ OPENED "4.x.alice.party_changed.vendor-1.affected "
	         "4.y.bob.party_changed.vendor-1.owner",
	    "" },
	{ OPENED "4.x.alice.party_changed.vendor-1.vendor "
	         "4.y.bob.party_changed.vendor-1.owner",
	    "the role of vendor-1: x y" },
	{ OPENED "4.d.alice.party_added.vendor-2 "
	         "5.x.alice.party_changed.vendor-1.affected "
	         "5.y.bob.party_changed.vendor-2.not-affected",
	    "" },
	/* facts beside each other */
	{ OPENED
	    "4.x.alice.fix_released.vendor-1 4.y.bob.fix_released.vendor-1",
	    "" },
	{ OPENED "4.x.alice.vendor_acknowledged.vendor-1 "
	         "4.y.bob.vendor_acknowledged.vendor-1",
	    "" },
	{ OPENED "4.x.alice.closed 4.y.bob.closed.mitigated",
	    "without effect: y" },
	/* three of one number: each that differs from the first */
	{ BEGIN "2.x.alice.corrected.a.en 2.y.bob.corrected.a.nl "
	        "2.z.carol.corrected.a.de",
	    "language of a: x y; language of a: x z" },
	{ BEGIN "2.x.alice.corrected.a.en 2.y.bob.corrected.a.en "
	        "2.z.carol.corrected.a.de",
	    "language of a: x z" },
};

static void
say(const struct together *t, char *text, size_t room)
{
	const struct cvd_replay *r = &t->replay;
	size_t size = 0;

	text[0] = '\0';
	for (size_t i = 0; i < r->contradiction_count; i++)
		size += (size_t)snprintf(text + size, room - size,
		    "%s%s: %s %s", size == 0 ? "" : "; ",
		    r->contradictions[i].what, r->contradictions[i].one->id,
		    r->contradictions[i].other->id);
	for (size_t i = 0; i < t->c->count; i++)
		if (r->verdict[i].kind == CVD_VERDICT_INEFFECTIVE)
			size += (size_t)snprintf(text + size, room - size,
			    "%swithout effect: %s", size == 0 ? "" : "; ",
			    t->c->events[i].id);
}

START_TEST(two_who_did_not_know_of_each_other_contradict)
{
	struct together t = together_open(rows[_i].story);
	char said[400];

	say(&t, said, sizeof said);
	ck_assert_msg(strcmp(said, rows[_i].expected) == 0,
	    "%s\nis: %s\nnot: %s", rows[_i].story, said, rows[_i].expected);
	ck_assert_int_eq(t.replay.head.needs_review, said[0] != '\0');
	for (size_t i = 0; i < t.c->count; i++) {
		bool named = false;

		for (size_t k = 0; k < t.replay.contradiction_count; k++)
			named |= strcmp(t.replay.contradictions[k].one->id,
			             t.c->events[i].id) == 0 ||
			         strcmp(t.replay.contradictions[k].other->id,
			             t.c->events[i].id) == 0;
		ck_assert_int_eq(t.replay.verdict[i].contradicted, named);
	}
	together_close(&t);
}
END_TEST

/* What was answered, and what counts. */
static const struct {
	const char *story;
	int naming;
} consents[] = {
	{ "2.x.alice.consent_given.yes", CVD_CONSENT_YES },
	{ "2.x.alice.consent_given.yes 2.y.bob.consent_withdrawn",
	    CVD_CONSENT_NO },
	{ "2.x.alice.consent_withdrawn 2.y.bob.consent_given.yes",
	    CVD_CONSENT_NO },
	{ "2.x.alice.consent_given.yes 2.y.bob.consent_given.pseudonym",
	    CVD_CONSENT_PSEUDONYM },
	{ "2.x.alice.consent_given.pseudonym 2.y.bob.consent_given.yes",
	    CVD_CONSENT_PSEUDONYM },
	{ "2.x.alice.consent_given.pseudonym 2.y.bob.consent_given.no "
	  "2.z.carol.consent_given.yes",
	    CVD_CONSENT_NO },
	/* only who knew may widen */
	{ "2.x.alice.consent_withdrawn 3.y.bob.consent_given.yes",
	    CVD_CONSENT_YES },
	{ "2.x.alice.consent_given.yes 2.y.bob.consent_withdrawn "
	  "3.z.bob.consent_given.pseudonym",
	    CVD_CONSENT_PSEUDONYM },
	/* what is voided narrows nothing */
	{ "2.x.alice.consent_given.yes 2.y.bob.consent_withdrawn "
	  "3.z.carol.voided.y",
	    CVD_CONSENT_YES },
};

START_TEST(the_narrower_of_two_consents_counts)
{
	char story[400];
	struct together t;

	(void)snprintf(story, sizeof story, BEGIN "%s", consents[_i].story);
	t = together_open(story);
	ck_assert_msg(t.replay.consent[CVD_CONSENT_NAMING] ==
	                  consents[_i].naming,
	    "%s: %d", consents[_i].story, t.replay.consent[CVD_CONSENT_NAMING]);
	together_close(&t);
}
END_TEST

START_TEST(private_corrections_contradict_whatever_they_say)
{
	struct together t = together_open(
	    BEGIN "2.x.alice.corrected.a.en 2.y.bob.corrected.a.en");

	for (size_t i = 1; i < 3; i++) {
		t.c->events[i].field = "person.name";
		t.c->events[i].value = NULL;
	}
	ck_assert_int_eq(cvd_replay_run(t.c, t.arena, &t.replay, NULL), CVD_OK);
	ck_assert_uint_eq(t.replay.contradiction_count, 1);
	ck_assert_str_eq(t.replay.contradictions[0].what, "person.name of a");
	together_close(&t);
}
END_TEST

/* Two reasons for one assessment, which is voided or not. */
START_TEST(a_correction_of_what_is_voided_is_in_nobodys_way)
{
	static const char *const stories[] = {
		BEGIN "2.b.alice.assessed.accepted 3.x.alice.corrected.b.major "
		      "3.y.bob.corrected.b.minor",
		BEGIN "2.b.alice.assessed.accepted 3.x.alice.corrected.b.major "
		      "3.y.bob.corrected.b.minor 3.z.carol.voided.b",
	};

	for (size_t n = 0; n < 2; n++) {
		struct together t = together_open(stories[n]);

		t.c->events[2].field = "weight";
		t.c->events[3].field = "weight";
		ck_assert_int_eq(cvd_replay_run(t.c, t.arena, &t.replay, NULL),
		    CVD_OK);
		ck_assert_uint_eq(t.replay.contradiction_count, 1 - n);
		ck_assert_int_eq(t.replay.head.needs_review, n == 0);
		together_close(&t);
	}
}
END_TEST

START_TEST(memory_may_run_out_anywhere)
{
	struct together t = together_open(
	    OPENED "4.x.alice.party_changed.vendor-1.owner "
	           "4.y.bob.party_changed.vendor-1.vendor "
	           "5.v.alice.corrected.a.en 5.w.bob.corrected.a.nl "
	           "6.p.alice.letters_queued.m1 6.q.bob.letters_queued.m2");
	unsigned long nth = 0;
	enum cvd_status rc;

	do {
		struct cvd_arena *arena = cvd_arena_new();
		struct cvd_replay replay;

		cvd_memory_fail_at(++nth);
		rc = cvd_replay_run(t.c, arena, &replay, NULL);
		cvd_memory_fail_at(0);
		ck_assert(rc == CVD_OK || rc == CVD_E_NO_MEMORY);
		if (rc == CVD_OK) {
			ck_assert_uint_eq(replay.contradiction_count, 2);
			ck_assert_int_eq(replay.letters[1].doubt,
			    CVD_DOUBT_TWIN);
		}
		cvd_arena_free(arena);
	} while (rc != CVD_OK);
	ck_assert_uint_gt(nth, 1);
	together_close(&t);
}
END_TEST

START_TEST(of_two_titles_the_last_one_counts)
{
	struct together t = together_open(
	    BEGIN "2.x.alice.corrected.a.Login 2.y.bob.corrected.a.Logout");

	t.c->events[1].field = "title";
	t.c->events[2].field = "title";
	ck_assert_int_eq(cvd_replay_run(t.c, t.arena, &t.replay, NULL), CVD_OK);
	ck_assert_uint_eq(t.replay.contradiction_count, 0);
	ck_assert(!t.replay.head.needs_review);
	ck_assert_str_eq(t.replay.head.title, "Logout");
	together_close(&t);
}
END_TEST

START_TEST(the_review_comes_first)
{
	struct cvd_buf steps = CVD_BUF_INIT(CVD_MAX_VALUE);
	struct together t = together_open(rows[0].story);

	cvd_replay_next_steps(t.c, &t.replay, &steps);
	ck_assert_str_eq(steps.data,
	    "first void or correct what needs review; ack, notify, "
	    "escalate, fix, note, consent, correct or void, close");
	cvd_buf_clear(&steps);
	together_close(&t);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("contradiction");
	TCase *tc = tcase_create("contradiction");

	tcase_add_loop_test(tc, two_who_did_not_know_of_each_other_contradict,
	    0, (int)(sizeof rows / sizeof rows[0]));
	tcase_add_loop_test(tc, the_narrower_of_two_consents_counts, 0,
	    (int)(sizeof consents / sizeof consents[0]));
	tcase_add_test(tc, private_corrections_contradict_whatever_they_say);
	tcase_add_test(tc, a_correction_of_what_is_voided_is_in_nobodys_way);
	tcase_add_test(tc, memory_may_run_out_anywhere);
	tcase_add_test(tc, of_two_titles_the_last_one_counts);
	tcase_add_test(tc, the_review_comes_first);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

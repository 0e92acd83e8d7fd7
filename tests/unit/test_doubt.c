/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/doubt.h"
#include "core/limits.h"

#include "suite.h"
#include "together.h"

#include <stdio.h>
#include <string.h>

#define BEGIN "1.a.alice.received "
#define OPENED                                                                 \
	BEGIN "2.b.alice.assessed.accepted 3.c.alice.party_added.vendor-1 "    \
	      "4.d.alice.party_added.vendor-2 "

/* What was told, and each letter with its doubt; - where there is none. */
static const struct {
	const char *story;
	const char *expected;
} rows[] = {
	{ BEGIN "2.x.alice.acknowledged 3.p.alice.letters_queued.m1", "m1 -" },
	/* Two acknowledge: the letter of who came second is held. */
	{ BEGIN "2.x.alice.acknowledged 3.p.alice.letters_queued.m1 "
	        "2.y.bob.acknowledged 3.q.bob.letters_queued.m2",
	    "m1 - m2 decision" },
	{ BEGIN "2.y.alice.acknowledged 3.p.alice.letters_queued.m1 "
	        "2.x.bob.acknowledged 3.q.bob.letters_queued.m2",
	    "m1 decision m2 -" },
	{ BEGIN "2.x.alice.acknowledged 3.q.alice.letters_queued.m1 "
	        "2.y.bob.acknowledged 3.p.bob.letters_queued.m2",
	    "m2 decision m1 -" },
	/* where one did something before */
	{ BEGIN "2.n.alice.noted@9 3.x.alice.acknowledged "
	        "4.p.alice.letters_queued.m1 "
	        "2.y.bob.acknowledged 3.q.bob.letters_queued.m2",
	    "m2 - m1 decision" },
	/* whatever was sent by then: nobody gets a second one unasked */
	{ BEGIN "2.x.alice.acknowledged 3.p.alice.letters_queued.m1 "
	        "4.s.alice.letters_sent.m1 "
	        "2.y.bob.acknowledged 3.q.bob.letters_queued.m2",
	    "m1 - m2 decision" },
	{ BEGIN "2.x.alice.acknowledged 3.p.alice.letters_queued.m1 "
	        "2.y.bob.acknowledged 3.q.bob.letters_queued.m2 "
	        "4.s.bob.letters_sent.m2",
	    "m1 twin m2 -" },
	{ BEGIN "2.n.alice.noted@9 3.n2.alice.noted@9 4.x.alice.acknowledged "
	        "5.p.alice.letters_queued.m1 6.s.alice.letters_sent.m1 "
	        "2.y.bob.acknowledged 3.q.bob.letters_queued.m2",
	    "m2 twin m1 -" },
	{ BEGIN "2.x.alice.acknowledged 3.p.alice.letters_queued.m1 "
	        "4.s.alice.letters_sent.m1 "
	        "2.y.bob.acknowledged 3.q.bob.letters_queued.m2 "
	        "4.t.bob.letters_sent.m2",
	    "m1 - m2 -" },
	/* and so it stays when the second acknowledgement is voided */
	{ BEGIN "2.x.alice.acknowledged 3.p.alice.letters_queued.m1 "
	        "2.y.bob.acknowledged 3.q.bob.letters_queued.m2 "
	        "4.v.carol.voided.y",
	    "m1 - m2 decision" },
	/* the first one voided instead, the second counts */
	{ BEGIN "2.x.alice.acknowledged 3.p.alice.letters_queued.m1 "
	        "2.y.bob.acknowledged 3.q.bob.letters_queued.m2 "
	        "4.v.carol.voided.x",
	    "m1 decision m2 -" },
	{ BEGIN "2.n.alice.noted@9 3.n2.alice.noted@9 4.x.alice.acknowledged "
	        "5.p.alice.letters_queued.m1 6.s.alice.letters_sent.m1 "
	        "2.y.bob.acknowledged 3.q.bob.letters_queued.m2 "
	        "7.v.carol.voided.x",
	    "m2 twin m1 -" },
	/* who voids and does it again means it */
	{ BEGIN "2.x.alice.acknowledged 3.p.alice.letters_queued.m1 "
	        "4.s.alice.letters_sent.m1 5.v.alice.voided.x "
	        "6.y.alice.acknowledged 7.q.alice.letters_queued.m2",
	    "m1 - m2 -" },
	/* a letter that was taken back is in nobody's way */
	{ OPENED "5.x.alice.contact_attempted.vendor-1 "
	         "6.p.alice.letters_queued.m1.vendor-1 "
	         "5.y.bob.contact_attempted.vendor-1 "
	         "6.q.bob.letters_queued.m2.vendor-1",
	    "m1 - m2 twin" },
	{ OPENED "5.x.alice.contact_attempted.vendor-1 "
	         "6.p.alice.letters_queued.m1.vendor-1 "
	         "7.r.alice.letters_cancelled.m1 "
	         "5.y.bob.contact_attempted.vendor-1 "
	         "6.q.bob.letters_queued.m2.vendor-1",
	    "m1 - m2 -" },
	{ OPENED "5.x.alice.contact_attempted.vendor-1 "
	         "6.p.alice.letters_queued.m1.vendor-1 "
	         "5.y.bob.contact_attempted.vendor-1 "
	         "6.q.bob.letters_queued.m2.vendor-1 "
	         "7.r.bob.letters_sent.m2",
	    "m1 twin m2 -" },
	/* one that failed for good is no reason to hold the other */
	{ OPENED "5.x.alice.contact_attempted.vendor-1 "
	         "6.p.alice.letters_queued.m1.vendor-1 "
	         "7.r.alice.letters_failed.m1 "
	         "5.y.bob.contact_attempted.vendor-1 "
	         "6.q.bob.letters_queued.m2.vendor-1",
	    "m1 twin m2 -" },
	{ OPENED "5.x.alice.contact_attempted.vendor-1 "
	         "6.p.alice.letters_queued.m1.vendor-1 "
	         "7.r.alice.letters_failed.m1 "
	         "5.y.bob.contact_attempted.vendor-1 "
	         "6.q.bob.letters_queued.m2.vendor-1 "
	         "7.s.bob.letters_failed.m2",
	    "m1 - m2 twin" },
	/* to others, or later, it is another letter */
	{ OPENED "5.x.alice.contact_attempted.vendor-1 "
	         "6.p.alice.letters_queued.m1.vendor-1 "
	         "5.y.bob.contact_attempted.vendor-2 "
	         "6.q.bob.letters_queued.m2.vendor-2",
	    "m1 - m2 -" },
	{ OPENED "5.x.alice.contact_attempted.vendor-1 "
	         "6.p.alice.letters_queued.m1.vendor-1 "
	         "7.y.bob.contact_attempted.vendor-1 "
	         "8.q.bob.letters_queued.m2.vendor-1",
	    "m1 - m2 -" },
	/* the numbers of two commits overlap, though the letters' differ */
	{ OPENED "5.x.alice.contact_attempted.vendor-1 "
	         "6.x.alice.contact_attempted.vendor-2 "
	         "7.p.alice.letters_queued.m1.vendor-1 "
	         "5.y.bob.contact_attempted.vendor-1 "
	         "6.q.bob.letters_queued.m2.vendor-1",
	    "m2 - m1 twin" },
	/* each is held for one that goes, not for one that is held */
	{ OPENED "5.x.alice.contact_attempted.vendor-1 "
	         "6.p.alice.letters_queued.m1.vendor-1 "
	         "6.y.bob.contact_attempted.vendor-1 "
	         "7.q.bob.letters_queued.m2.vendor-1 "
	         "7.z.carol.contact_attempted.vendor-1 "
	         "8.r.carol.letters_queued.m3.vendor-1",
	    "m1 - m2 twin m3 -" },
	/* of several contacts that of the party decides */
	{ OPENED "5.v.carol.voided.d@7 "
	         "5.x.alice.contact_attempted.vendor-1 "
	         "6.x.alice.contact_attempted.vendor-2 "
	         "7.p.alice.letters_queued.m1.vendor-1 "
	         "8.p.alice.letters_queued.m2.vendor-2@9",
	    "m1 - m2 -" },
	{ OPENED "5.v.carol.voided.d@7 "
	         "5.x.alice.contact_attempted.vendor-1 "
	         "6.x2.alice.contact_attempted.vendor-2 "
	         "7.p.alice.letters_queued.m2.vendor-2",
	    "m2 decision" },
	/* nobody can be contacted any more: both are held */
	{ OPENED "5.v.carol.voided.b@7 "
	         "5.x.alice.contact_attempted.vendor-1 "
	         "6.p.alice.letters_queued.m1.vendor-1 "
	         "5.y.bob.contact_attempted.vendor-1 "
	         "6.q.bob.letters_queued.m2.vendor-1",
	    "m1 decision m2 decision" },
	/* letters of steps that contradict each other */
	{ BEGIN "2.x.alice.assessed.rejected 3.p.alice.letters_queued.m1 "
	        "2.y.bob.assessed.accepted 3.q.bob.letters_queued.m2",
	    "m1 dispute m2 dispute" },
	{ BEGIN "2.x.alice.assessed.rejected 3.p.alice.letters_queued.m1 "
	        "2.y.bob.assessed.accepted 3.q.bob.letters_queued.m2 "
	        "4.v.carol.voided.x",
	    "m1 decision m2 -" },
	{ BEGIN "2.x.alice.assessed.accepted 3.p.alice.letters_queued.m1 "
	        "2.y.bob.assessed.rejected 3.q.bob.letters_queued.m2",
	    "m1 - m2 decision" },
	/* the commit is not clear: one person on two machines at once */
	{ BEGIN "2.x.alice.acknowledged 3.p.alice.letters_queued.m1 "
	        "2.y.alice.acknowledged 3.q.alice.letters_queued.m2",
	    "m1 - m2 twin" },
	{ BEGIN "2.x.alice.acknowledged 3.p.alice.letters_queued.m1 "
	        "2.y.alice.acknowledged@5 3.q.alice.letters_queued.m2@5",
	    "m1 - m2 decision" },
	/* another commit of the same person decided nothing of this letter */
	{ BEGIN "2.x.bob.acknowledged 2.y.alice.acknowledged "
	        "3.p.alice.letters_queued.m1@9",
	    "m1 -" },
};

static const char *const doubts[] = {
	[CVD_DOUBT_NONE] = "-",
	[CVD_DOUBT_DECISION] = "decision",
	[CVD_DOUBT_DISPUTE] = "dispute",
	[CVD_DOUBT_TWIN] = "twin",
};

static void
say(const struct cvd_replay *r, char *text, size_t room)
{
	size_t size = 0;

	text[0] = '\0';
	for (size_t i = 0; i < r->letter_count; i++)
		size += (size_t)snprintf(text + size, room - size, "%s%s %s",
		    size == 0 ? "" : " ", r->letters[i].letter->message_id,
		    doubts[r->letters[i].doubt]);
}

START_TEST(letters_of_two_decisions_are_held)
{
	struct together t = together_open(rows[_i].story);
	char said[400];

	say(&t.replay, said, sizeof said);
	ck_assert_msg(strcmp(said, rows[_i].expected) == 0,
	    "%s\nis: %s\nnot: %s", rows[_i].story, said, rows[_i].expected);
	for (size_t i = 0; i < t.replay.letter_count; i++) {
		struct cvd_buf why = CVD_BUF_INIT(CVD_MAX_VALUE);
		const struct cvd_letter_track *l = &t.replay.letters[i];

		cvd_doubt_say(t.c, &t.replay, l, &why);
		ck_assert_int_eq(why.size == 0, l->doubt == CVD_DOUBT_NONE);
		ck_assert_int_eq(l->twin != NULL, l->doubt == CVD_DOUBT_TWIN);
		cvd_buf_clear(&why);
	}
	together_close(&t);
}
END_TEST

/* The six orders of three. */
static const char *const orders[] = { "xyz", "xzy", "yxz", "yzx", "zxy",
	"zyx" };

/*
 * Three write to one vendor at once; which letters were sent are the bits of
 * the second half of _i. One goes out where none was, and none else.
 */
START_TEST(of_three_twins_one_goes)
{
	const char *ids = orders[_i % 6];
	unsigned sent = (unsigned)_i / 6;
	char story[800];
	struct together t;
	unsigned free_count = 0;

	(void)snprintf(story, sizeof story,
	    OPENED "5.%c.alice.contact_attempted.vendor-1 "
	           "5.%c.bob.contact_attempted.vendor-1 "
	           "5.%c.carol.contact_attempted.vendor-1 "
	           "6.%c.alice.letters_queued.m1.vendor-1 "
	           "6.%c.bob.letters_queued.m2.vendor-1 "
	           "6.%c.carol.letters_queued.m3.vendor-1%s%s%s",
	    ids[0], ids[1], ids[2], ids[0], ids[1], ids[2],
	    sent & 1 ? " 7.s1.alice.letters_sent.m1" : "",
	    sent & 2 ? " 7.s2.bob.letters_sent.m2" : "",
	    sent & 4 ? " 7.s3.carol.letters_sent.m3" : "");
	t = together_open(story);
	ck_assert_uint_eq(t.replay.letter_count, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct cvd_letter_track *l = &t.replay.letters[i];

		if (l->state == CVD_LETTER_QUEUED &&
		    l->doubt == CVD_DOUBT_NONE) {
			free_count++;
			ck_assert_uint_eq(i, 0);
		}
	}
	ck_assert_uint_eq(free_count, sent == 0 ? 1 : 0);
	together_close(&t);
}
END_TEST

static void
assert_said(const char *story, size_t i, const char *expected)
{
	struct together t = together_open(story);
	struct cvd_buf why = CVD_BUF_INIT(CVD_MAX_VALUE);

	cvd_doubt_say(t.c, &t.replay, &t.replay.letters[i], &why);
	ck_assert_str_eq(why.data, expected);
	cvd_buf_clear(&why);
	together_close(&t);
}

START_TEST(the_reason_is_in_plain_words)
{
	assert_said(BEGIN "2.x.alice.acknowledged 3.p.alice.letters_queued.m1 "
	                  "2.y.bob.acknowledged 3.q.bob.letters_queued.m2",
	    1,
	    "'acknowledged' by bob, which decided it, has no effect: receipt "
	    "is acknowledged once, and was");
	assert_said(BEGIN "2.x.alice.acknowledged 3.p.alice.letters_queued.m1 "
	                  "4.v.alice.voided.x",
	    0, "'acknowledged' by alice, which decided it, was voided");
	assert_said(BEGIN "2.x.alice.assessed.rejected "
	                  "3.p.alice.letters_queued.m1 "
	                  "2.y.bob.assessed.accepted",
	    0,
	    "'assessed' by alice, which decided it, contradicts what somebody "
	    "else recorded at the same time");
	assert_said(OPENED "5.x.alice.contact_attempted.vendor-1 "
	                   "6.p.alice.letters_queued.m1.vendor-1 "
	                   "5.y.bob.contact_attempted.vendor-1 "
	                   "6.q.bob.letters_queued.m2.vendor-1",
	    1, "the same letter, decided by alice at the same time, goes out");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("doubt");
	TCase *tc = tcase_create("doubt");

	tcase_add_loop_test(tc, letters_of_two_decisions_are_held, 0,
	    (int)(sizeof rows / sizeof rows[0]));
	tcase_add_loop_test(tc, of_three_twins_one_goes, 0, 48);
	tcase_add_test(tc, the_reason_is_in_plain_words);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

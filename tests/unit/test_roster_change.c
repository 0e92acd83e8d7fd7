/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/roster_change.h"

#include "suite.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define A     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define B     "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define SUB   "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"
#define GONE  "DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD"
#define OTHER "EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE"
#define LAST  "1111111111111111111111111111111111111111"
#define BAD1  "2222222222222222222222222222222222222222"
#define BAD2  "3333333333333333333333333333333333333333"

/* Two rosters that are as they should be, to be spoiled by a test. */
static const char *voids_before[] = { BAD1 };
static const char *voids_after[] = { BAD2, BAD1 };
static const char *signing[] = { SUB };
static struct cvd_member members[2];
static struct cvd_retired old[1], new[2];
static struct cvd_roster before, after;

static void
make_rosters(void)
{
	members[0] = (struct cvd_member){ .name = "alice",
		.role = CVD_MEMBER_LEAD,
		.primary = A,
		.signing = { signing, 1 } };
	members[1] = (struct cvd_member){ .name = "bob",
		.role = CVD_MEMBER_MEMBER,
		.primary = B };
	old[0] = (struct cvd_retired){ GONE, "left", LAST,
		{ voids_before, 1 } };
	new[0] = (struct cvd_retired){ OTHER, "superseded", LAST, { NULL, 0 } };
	new[1] = (struct cvd_retired){ GONE, "left", LAST, { voids_after, 2 } };
	before = (struct cvd_roster){ .serial = 7,
		.members = { members, 2 },
		.retired = { old, 1 } };
	after = (struct cvd_roster){ .serial = 8,
		.members = { members, 2 },
		.retired = { new, 2 } };
}

static void
assert_refused(enum cvd_flaw_kind kind, const char *at, const char *message)
{
	struct cvd_flaw flaw;
	const char *field = NULL;

	ck_assert_int_eq(cvd_roster_change_check(&before, &after, &field,
	                     &flaw),
	    CVD_E_FINDINGS);
	ck_assert_int_eq(flaw.kind, kind);
	ck_assert_str_eq(field, at);
	ck_assert_str_eq(flaw.message, message);
}

static void
assert_accepted(void)
{
	struct cvd_flaw flaw;
	const char *field = NULL;

	ck_assert_int_eq(cvd_roster_change_check(&before, &after, &field,
	                     &flaw),
	    CVD_OK);
	ck_assert_ptr_null(field);
}

START_TEST(what_was_said_stays_and_more_may_be_said)
{
	assert_accepted();
	/* where nobody was retired yet */
	before.retired.count = 0;
	assert_accepted();
}
END_TEST

static const struct {
	unsigned before, after;
	bool counts_on;
} serials[] = {
	{ 7, 8, true },
	{ 0, 1, true },
	{ UINT_MAX - 1, UINT_MAX, true },
	{ 7, 7, false },
	{ 7, 9, false },
	{ 7, 6, false },
	{ 7, 0, false },
	{ UINT_MAX, 0, false },
	{ UINT_MAX, UINT_MAX, false },
};

START_TEST(the_serial_counts_on_by_one)
{
	char message[100];

	before.serial = serials[_i].before;
	after.serial = serials[_i].after;
	if (serials[_i].counts_on) {
		assert_accepted();
		return;
	}
	(void)snprintf(message, sizeof message, "the serial must be %lu",
	    (unsigned long)before.serial + 1);
	assert_refused(CVD_FLAW_ROSTER_SERIAL, "serial", message);
}
END_TEST

START_TEST(a_retired_key_is_not_forgotten)
{
	after.retired.count = 1;
	assert_refused(CVD_FLAW_ROSTER_RETIRED, "retired",
	    "what was said of retired key " GONE " is gone");
	after.retired.count = 0;
	assert_refused(CVD_FLAW_ROSTER_RETIRED, "retired",
	    "what was said of retired key " GONE " is gone");
}
END_TEST

START_TEST(what_was_said_stays_word_for_word)
{
	static const char message[] =
	    "what was said of retired key " GONE
	    " has changed: it stays 'left', good until " LAST;

	new[1].reason = "compromised";
	assert_refused(CVD_FLAW_ROSTER_RETIRED, "retired", message);
	new[1].reason = "left";
	new[1].good_until = BAD2;
	assert_refused(CVD_FLAW_ROSTER_RETIRED, "retired", message);
}
END_TEST

START_TEST(void_commits_stay_void)
{
	new[1].voids = (struct cvd_lines){ voids_after, 1 };
	assert_refused(CVD_FLAW_ROSTER_RETIRED, "retired",
	    "void commit " BAD1 " of retired key " GONE " is gone");
	new[1].voids.count = 0;
	assert_refused(CVD_FLAW_ROSTER_RETIRED, "retired",
	    "void commit " BAD1 " of retired key " GONE " is gone");
}
END_TEST

START_TEST(a_retired_key_is_nobody_s)
{
	new[0].key = B;
	assert_refused(CVD_FLAW_ROSTER_RETIRED, "members",
	    "retired key " B " signs no more, so it cannot be a key of 'bob'");
	new[0].key = SUB;
	assert_refused(CVD_FLAW_ROSTER_RETIRED, "members",
	    "retired key " SUB
	    " signs no more, so it cannot be a key of 'alice'");
	/* one that was retired long ago */
	new[0].key = OTHER;
	members[1].primary = GONE;
	assert_refused(CVD_FLAW_ROSTER_RETIRED, "members",
	    "retired key " GONE
	    " signs no more, so it cannot be a key of 'bob'");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("roster_change");
	TCase *tc = tcase_create("roster_change");

	tcase_add_checked_fixture(tc, make_rosters, NULL);
	tcase_add_test(tc, what_was_said_stays_and_more_may_be_said);
	tcase_add_loop_test(tc, the_serial_counts_on_by_one, 0,
	    (int)(sizeof serials / sizeof *serials));
	tcase_add_test(tc, a_retired_key_is_not_forgotten);
	tcase_add_test(tc, what_was_said_stays_word_for_word);
	tcase_add_test(tc, void_commits_stay_void);
	tcase_add_test(tc, a_retired_key_is_nobody_s);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

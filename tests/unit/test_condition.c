/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/arena.h"
#include "core/condition.h"

#include "policies.h"
#include "story.h"
#include "suite.h"

static const char text[] =
    "received:private:system@2026-11-20T09:00:00Z "
    "assessed@2026-11-20T12:00:00Z "
    "party_added:vendor-1@2026-11-20T12:00:00Z "
    "party_added:vendor-2:owner@2026-11-20T12:00:00Z "
    "party_added:cert:coordinator@2026-11-20T12:00:00Z "
    "vendor_acknowledged:vendor-2@2026-11-21T12:00:00Z "
    "party_changed:vendor-2:removed@2026-11-22T12:00:00Z "
    "published@2026-11-23T12:00:00Z";

/* `party` counts from 1; 0 is the case. */
static const struct {
	const char *when;
	const char *at; /* hour 13 of that day of November 2026 */
	size_t party;
	bool holds;
} rows[] = {
	{ "", "20", 0, true },
	{ "target_kind=system", "20", 0, true },
	{ "target_kind=software", "20", 0, false },
	{ "target_kind=software|system", "20", 0, true },
	{ "target_kind=system,public=true", "20", 0, false },
	{ "target_kind=system,public=false", "20", 0, true },
	{ "public=true", "23", 0, true },
	{ "public=true", "23", 1, true },
	{ "owner_class=private", "20", 0, true },
	{ "owner_class=government", "20", 0, true },
	{ "owner_class=own", "20", 0, false },
	{ "owner_class=government", "20", 1, true },
	{ "owner_class=private", "20", 1, false },
	{ "owner_class=private", "20", 2, true },
	{ "owner_class=government", "20", 2, false },
	{ "multi_party=true", "20", 0, true },
	{ "multi_party=true", "22", 0, false },
	{ "multi_party=false", "22", 0, true },
	{ "vendor_acknowledged=false", "20", 0, true },
	{ "vendor_acknowledged=true", "21", 0, true },
	{ "vendor_acknowledged=true", "21", 1, false },
	{ "vendor_acknowledged=true", "21", 2, true },
	{ "exploited=true", "23", 0, false },
	{ "exploited=false", "23", 0, true },
	{ "severity=critical|high", "23", 0, false },
	{ "weather=false", "23", 0, false },
};
#define ROWS ((int)LENGTH(rows))

START_TEST(a_condition_holds_or_not)
{
	struct story s = story_open(text);
	struct cvd_items when = conditions_of(s.arena, rows[_i].when);
	struct cvd_timeline t;
	cvd_instant at = 0;
	char instant[CVD_INSTANT_TEXT];

	/* The class of the first vendor is its own, of the second unsaid. */
	s.c->events[2].owner_class = CVD_CLASS_GOVERNMENT;
	story_replay(&s);
	(void)snprintf(instant, sizeof instant, "2026-11-%sT13:00:00Z",
	    rows[_i].at);
	ck_assert_int_eq(cvd_instant_parse(instant, &at, NULL), CVD_OK);
	ck_assert_int_eq(cvd_timeline_make(&s.replay, at, s.arena, &t, NULL),
	    CVD_OK);
	ck_assert_msg(cvd_condition_all_hold(&when, &t,
	                  rows[_i].party == 0
	                      ? NULL
	                      : &t.parties[rows[_i].party - 1]) ==
	                  rows[_i].holds,
	    "%s on %s of %zu", rows[_i].when, rows[_i].at, rows[_i].party);
	story_close(&s);
}
END_TEST

START_TEST(a_kind_that_nobody_said_is_none)
{
	struct story s = story_open("received@2026-11-20T09:00:00Z");
	struct cvd_items when = conditions_of(s.arena, "target_kind=system");
	struct cvd_timeline t;

	story_replay(&s);
	ck_assert_int_eq(cvd_timeline_make(&s.replay, CVD_INSTANT_MAX, s.arena,
	                     &t, NULL),
	    CVD_OK);
	ck_assert(!cvd_condition_all_hold(&when, &t, NULL));
	story_close(&s);
}
END_TEST

START_TEST(conditions_are_a_closed_set)
{
	ck_assert(cvd_condition_is_known("target_kind"));
	ck_assert(cvd_condition_is_known("vendor_responsive"));
	ck_assert(!cvd_condition_is_known("target-kind"));
	ck_assert(!cvd_condition_is_known("weather"));
	ck_assert(!cvd_condition_is_known(""));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("condition");
	TCase *tcase = tcase_create("condition");

	tcase_add_loop_test(tcase, a_condition_holds_or_not, 0, ROWS);
	tcase_add_test(tcase, a_kind_that_nobody_said_is_none);
	tcase_add_test(tcase, conditions_are_a_closed_set);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}

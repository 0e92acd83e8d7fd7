/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/arena.h"
#include "core/timeline.h"

#include "calendars.h"
#include "story.h"
#include "suite.h"

static const char vendors[] =
    "received:private:software@2026-11-20T09:00:00Z "
    "assessed@2026-11-20T12:00:00Z "
    "party_added:vendor-1@2026-11-20T12:00:00Z "
    "party_added:vendor-2:owner@2026-11-20T12:00:00Z "
    "party_added:cert:coordinator@2026-11-20T12:00:00Z "
    "contact_attempted:cert@2026-11-21T08:00:00Z "
    "contact_attempted:vendor-1:reporter@2026-10-01T12:00:00Z "
    "contact_attempted:vendor-1@2026-11-21T12:00:00Z "
    "contact_attempted:vendor-1:details@2026-11-23T12:00:00Z "
    "contact_attempted:vendor-2@2026-11-24T12:00:00Z "
    "fix_released:vendor-2@2026-11-26T12:00:00Z "
    "fix_deployed:vendor-1@2026-11-28T12:00:00Z "
    "published@2026-11-30T12:00:00Z";

static cvd_instant
instant(const char *text)
{
	cvd_instant value = 0;

	ck_assert_int_eq(cvd_instant_parse(text, &value, NULL), CVD_OK);
	return value;
}

static struct cvd_timeline
timeline_of(struct story *s, const char *at)
{
	struct cvd_timeline t = { 0 };

	story_replay(s);
	ck_assert_int_eq(cvd_timeline_make(&s->replay, instant(at), s->arena,
	                     &t, NULL),
	    CVD_OK);
	return t;
}

START_TEST(anchors_have_the_instant_of_the_first_event)
{
	static const struct {
		int anchor;
		const char *of_case;
		const char *of_vendor_1;
		const char *of_vendor_2;
	} rows[] = {
		{ CVD_EVENT_ASSESSED, "2026-11-20T12:00:00Z",
		    "2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z" },
		{ CVD_EVENT_CONTACT_ATTEMPTED, "2026-10-01T12:00:00Z",
		    "2026-10-01T12:00:00Z", "2026-11-24T12:00:00Z" },
		{ CVD_ANCHOR_VENDOR_FIRST_CONTACT, "2026-11-21T12:00:00Z",
		    "2026-11-21T12:00:00Z", "2026-11-24T12:00:00Z" },
		{ CVD_ANCHOR_VENDOR_SECOND_CONTACT, "2026-11-23T12:00:00Z",
		    "2026-11-23T12:00:00Z", NULL },
		{ CVD_ANCHOR_VENDOR_NOTIFIED, "2026-11-23T12:00:00Z",
		    "2026-11-23T12:00:00Z", NULL },
		{ CVD_EVENT_FIX_RELEASED, "2026-11-26T12:00:00Z", NULL,
		    "2026-11-26T12:00:00Z" },
		{ CVD_ANCHOR_FIXED, "2026-11-28T12:00:00Z",
		    "2026-11-28T12:00:00Z", "2026-11-28T12:00:00Z" },
		{ CVD_ANCHOR_DISCLOSED_PUBLICLY, "2026-11-30T12:00:00Z",
		    "2026-11-30T12:00:00Z", "2026-11-30T12:00:00Z" },
		{ CVD_ANCHOR_EXPLOITED_KNOWN, NULL, NULL, NULL },
		{ CVD_ANCHOR_DISCOVERED, NULL, NULL, NULL },
		{ CVD_ANCHOR_NONE, NULL, NULL, NULL },
	};
	struct story s = story_open(vendors);
	struct cvd_timeline t = timeline_of(&s, "2026-12-01T00:00:00Z");

	ck_assert_uint_eq(t.party_count, 2);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *texts[] = { rows[i].of_case, rows[i].of_vendor_1,
			rows[i].of_vendor_2 };

		for (size_t k = 0; k < 3; k++) {
			const struct cvd_timeline_party *p =
			    k == 0 ? NULL : &t.parties[k - 1];
			cvd_instant want = texts[k] == NULL ? CVD_INSTANT_NONE
			                                    : instant(texts[k]);

			ck_assert_msg(cvd_timeline_first(&t, rows[i].anchor,
			                  p) == want,
			    "anchor %d, column %zu", rows[i].anchor, k);
		}
	}
	story_close(&s);
}
END_TEST

START_TEST(what_happens_later_is_not_seen)
{
	struct story s = story_open(vendors);
	struct cvd_timeline t = timeline_of(&s, "2026-11-24T11:59:59Z");

	ck_assert_uint_eq(t.count, 9);
	ck_assert_int_eq(t.first[CVD_ANCHOR_FIXED], CVD_INSTANT_NONE);
	ck_assert_int_eq(t.parties[1].first[CVD_ANCHOR_VENDOR_FIRST_CONTACT],
	    CVD_INSTANT_NONE);
	t = timeline_of(&s, "2026-11-20T08:59:59Z");
	ck_assert_ptr_null(t.received);
	ck_assert_uint_eq(t.party_count, 0);
	story_close(&s);
}
END_TEST

START_TEST(the_discovery_is_before_the_receipt)
{
	struct story s = story_open("received@2026-11-20T09:00:00Z");
	struct cvd_timeline t;

	s.c->events[0].discovered = instant("2026-11-18T09:00:00Z");
	t = timeline_of(&s, "2026-11-20T09:00:00Z");
	ck_assert_int_eq(t.first[CVD_ANCHOR_DISCOVERED],
	    instant("2026-11-18T09:00:00Z"));
	story_close(&s);
}
END_TEST

START_TEST(a_party_is_out_as_long_as_it_is_not_affected)
{
	static const char text[] =
	    "received@2026-11-20T09:00:00Z "
	    "party_added:vendor-1@2026-11-20T12:00:00Z "
	    "party_changed:vendor-1:not-affected@2026-11-21T12:00:00Z "
	    "party_changed:vendor-1:removed@2026-11-22T12:00:00Z "
	    "party_changed:vendor-1:affected@2026-11-23T12:00:00Z";
	struct story s = story_open(text);
	struct cvd_timeline t = timeline_of(&s, "2026-11-21T12:00:00Z");

	ck_assert_int_eq(t.parties[0].out, instant("2026-11-21T12:00:00Z"));
	ck_assert(!t.parties[0].removed);
	t = timeline_of(&s, "2026-11-22T12:00:00Z");
	ck_assert_int_eq(t.parties[0].out, instant("2026-11-21T12:00:00Z"));
	ck_assert(t.parties[0].removed);
	t = timeline_of(&s, "2026-11-23T12:00:00Z");
	ck_assert_int_eq(t.parties[0].out, CVD_INSTANT_NONE);
	ck_assert(!t.parties[0].removed);
	story_close(&s);
}
END_TEST

START_TEST(a_party_that_becomes_a_coordinator_is_no_vendor)
{
	struct story s = story_open(
	    "received@2026-11-20T09:00:00Z "
	    "party_added:vendor-1@2026-11-20T12:00:00Z "
	    "party_added:vendor-2@2026-11-20T12:00:00Z "
	    "party_changed:vendor-1:coordinator@2026-11-21T12:00:00Z");
	struct cvd_timeline t = timeline_of(&s, "2026-11-21T12:00:00Z");

	ck_assert_uint_eq(t.party_count, 1);
	ck_assert_str_eq(t.parties[0].slug, "vendor-2");
	story_close(&s);
}
END_TEST

START_TEST(questions_pair_with_answers_as_they_happened)
{
	static const char text[] = "received@2026-11-20T09:00:00Z "
	                           "info_received@2026-11-20T10:00:00Z "
	                           "info_requested@2026-11-25T12:00:00Z "
	                           "info_received@2026-11-24T12:00:00Z "
	                           "info_requested@2026-11-23T12:00:00Z "
	                           "info_requested@2026-11-23T13:00:00Z";
	struct story s = story_open(text);
	struct cvd_timeline t = timeline_of(&s, "2026-11-26T00:00:00Z");

	ck_assert_uint_eq(t.pause_count, 2);
	ck_assert_int_eq(t.pauses[0].asked, instant("2026-11-23T12:00:00Z"));
	ck_assert_int_eq(t.pauses[0].answered, instant("2026-11-24T12:00:00Z"));
	ck_assert_int_eq(t.pauses[1].asked, instant("2026-11-25T12:00:00Z"));
	ck_assert_int_eq(t.pauses[1].answered, CVD_INSTANT_NONE);
	story_close(&s);
}
END_TEST

START_TEST(questions_stand_open_for_days)
{
	struct cvd_calendar nl = calendar_nl();
	struct story s = story_open("received@2026-11-20T09:00:00Z "
	                            "info_requested@2026-11-20T12:00:00Z "
	                            "info_received@2026-11-24T11:00:00Z "
	                            "info_requested@2026-11-26T12:00:00Z");
	struct cvd_timeline t = timeline_of(&s, "2026-11-28T00:00:00Z");
	cvd_instant friday = instant("2026-11-20T09:00:00Z");
	cvd_instant sunday = instant("2026-11-22T12:00:00Z");
	struct cvd_standstill still = cvd_timeline_standstill(&t, friday, t.at,
	    cvd_zone_utc(), &nl);

	ck_assert_int_eq(still.days, 4 + 2);
	ck_assert_uint_eq(still.working_days, 2 + 1);
	ck_assert_int_eq(still.seconds, (4 * 24 - 1 + 36) * 3600);
	still = cvd_timeline_standstill(&t, friday, sunday, cvd_zone_utc(),
	    &nl);
	ck_assert_int_eq(still.days, 2);
	ck_assert_uint_eq(still.working_days, 0);
	still = cvd_timeline_standstill(&t, sunday, t.at, cvd_zone_utc(), NULL);
	ck_assert_int_eq(still.days, 2 + 2);
	ck_assert_uint_eq(still.working_days, 0);
	story_close(&s);
}
END_TEST

START_TEST(an_event_is_one_of_its_anchor_and_party)
{
	struct story s = story_open(vendors);
	struct cvd_timeline t = timeline_of(&s, "2026-12-01T00:00:00Z");
	const struct cvd_event *fix = t.events[10];

	ck_assert(cvd_timeline_is_one(fix, CVD_EVENT_FIX_RELEASED, NULL));
	ck_assert(
	    cvd_timeline_is_one(fix, CVD_EVENT_FIX_RELEASED, &t.parties[1]));
	ck_assert(
	    !cvd_timeline_is_one(fix, CVD_EVENT_FIX_RELEASED, &t.parties[0]));
	ck_assert(!cvd_timeline_is_one(fix, CVD_EVENT_FIX_DEPLOYED, NULL));
	ck_assert(!cvd_timeline_is_one(fix, CVD_ANCHOR_FIXED, NULL));
	ck_assert(cvd_timeline_is_one(t.events[1], CVD_EVENT_ASSESSED,
	    &t.parties[0]));
	story_close(&s);
}
END_TEST

START_TEST(contacts_answers_and_fixes_are_a_partys)
{
	ck_assert(cvd_timeline_is_of_party(CVD_EVENT_FIX_RELEASED));
	ck_assert(cvd_timeline_is_of_party(CVD_ANCHOR_VENDOR_NOTIFIED));
	ck_assert(!cvd_timeline_is_of_party(CVD_ANCHOR_FIXED));
	ck_assert(!cvd_timeline_is_of_party(CVD_EVENT_RECEIVED));
	ck_assert(!cvd_timeline_is_of_party(CVD_ANCHOR_NONE));
}
END_TEST

START_TEST(a_fix_lasts_and_an_update_does_not)
{
	ck_assert(cvd_timeline_is_lasting(CVD_ANCHOR_FIXED));
	ck_assert(cvd_timeline_is_lasting(CVD_EVENT_VENDOR_ACKNOWLEDGED));
	ck_assert(!cvd_timeline_is_lasting(CVD_EVENT_STATUS_UPDATE));
	ck_assert(!cvd_timeline_is_lasting(CVD_EVENT_ASSESSED));
	ck_assert(!cvd_timeline_is_lasting(CVD_ANCHOR_NONE));
}
END_TEST

START_TEST(without_memory_there_is_no_timeline)
{
	struct story s = story_open(vendors);
	struct cvd_timeline t = { 0 };
	struct cvd_err err = { 0 };

	story_replay(&s);
	cvd_memory_fail_at(1);
	(void)cvd_arena_alloc(s.arena, 100000, 1);
	ck_assert_int_eq(cvd_timeline_make(&s.replay, 0, s.arena, &t, &err),
	    CVD_E_NO_MEMORY);
	cvd_memory_fail_at(0);
	ck_assert_str_eq(err.message, "out of memory");
	ck_assert_ptr_null(t.events);
	story_close(&s);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("timeline");
	TCase *tcase = tcase_create("timeline");

	tcase_add_test(tcase, anchors_have_the_instant_of_the_first_event);
	tcase_add_test(tcase, what_happens_later_is_not_seen);
	tcase_add_test(tcase, the_discovery_is_before_the_receipt);
	tcase_add_test(tcase, a_party_is_out_as_long_as_it_is_not_affected);
	tcase_add_test(tcase, a_party_that_becomes_a_coordinator_is_no_vendor);
	tcase_add_test(tcase, questions_pair_with_answers_as_they_happened);
	tcase_add_test(tcase, questions_stand_open_for_days);
	tcase_add_test(tcase, an_event_is_one_of_its_anchor_and_party);
	tcase_add_test(tcase, contacts_answers_and_fixes_are_a_partys);
	tcase_add_test(tcase, a_fix_lasts_and_an_update_does_not);
	tcase_add_test(tcase, without_memory_there_is_no_timeline);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}

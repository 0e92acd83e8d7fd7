/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/clock.h"
#include "core/limits.h"

#include "policies.h"
#include "story.h"
#include "suite.h"
#include "table.h"

static struct table stories;

#define POLICIES 3

/* A story under policies with its clocks. */
struct desk {
	struct story s;
	struct cvd_policy_in_force force[POLICIES];
	size_t count;
	struct cvd_clocks list;
};

/* `policies` has blanks between; the first one leads. */
static struct desk
open_desk(const char *policies, const char *text)
{
	struct desk d = { .s = story_open(text) };
	struct cvd_lines names = lines_of(d.s.arena, policies, " ");

	ck_assert_uint_le(names.count, POLICIES);
	for (size_t i = 0; i < names.count; i++) {
		d.force[i] = policy_of(d.s.arena, names.item[i]);
		d.force[i].lead = i == 0;
	}
	d.count = names.count;
	story_replay(&d.s);
	return d;
}

static enum cvd_status
try_to_look(struct desk *d, const char *at, struct cvd_err *err)
{
	struct cvd_policy_set set = { d->force, d->count };
	cvd_instant instant = 0;

	ck_assert_int_eq(cvd_instant_parse(at, &instant, NULL), CVD_OK);
	return cvd_clock_list(&d->s.replay, &set, instant, d->s.arena, &d->list,
	    err);
}

static void
look(struct desk *d, const char *at)
{
	struct cvd_err err = { 0 };

	ck_assert_msg(try_to_look(d, at, &err) == CVD_OK, "%s", err.message);
}

static void
close_desk(struct desk *d)
{
	story_close(&d->s);
}

static const struct cvd_clock *
clock_of(const struct desk *d, const char *term, unsigned n)
{
	for (size_t i = 0; i < d->list.count; i++)
		if (strcmp(d->list.clock[i].term, term) == 0 &&
		    d->list.clock[i].n == n)
			return &d->list.clock[i];
	return NULL;
}

static void
assert_due(const struct desk *d, const char *term, const char *due)
{
	const struct cvd_clock *clock = clock_of(d, term, 1);
	char text[CVD_INSTANT_TEXT];

	ck_assert_ptr_nonnull(clock);
	ck_assert_str_eq(cvd_instant_text(clock->due, text), due);
}

static void
say_instant(struct cvd_buf *out, cvd_instant instant)
{
	char text[CVD_INSTANT_TEXT];

	if (instant != CVD_INSTANT_NONE)
		cvd_buf_addf(out, " %s", cvd_instant_text(instant, text));
}

/* "fix[vendor-1] met DUE MET; update#2 running DUE paused". */
static void
say_clocks(struct cvd_buf *out, const struct cvd_clocks *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct cvd_clock *c = &list->clock[i];

		cvd_buf_addf(out, "%s%s", i > 0 ? "; " : "", c->term);
		if (c->party != NULL)
			cvd_buf_addf(out, "[%s]", c->party);
		if (c->n > 1)
			cvd_buf_addf(out, "#%u", c->n);
		cvd_buf_addf(out, " %s", cvd_clock_state_names[c->state]);
		say_instant(out, c->due);
		say_instant(out, c->met_at);
		if (c->paused)
			cvd_buf_addf(out, " paused");
		if (c->beyond_calendar)
			cvd_buf_addf(out, " beyond");
	}
}

START_TEST(a_story_has_its_clocks)
{
	struct cvd_buf said = CVD_BUF_INIT(4000);
	struct desk d = open_desk(table_cell(&stories, _i, "policy"),
	    table_cell(&stories, _i, "story"));

	look(&d, table_cell(&stories, _i, "at"));
	say_clocks(&said, &d.list);
	if (d.list.count == 0)
		cvd_buf_addf(&said, "none");
	ck_assert_msg(strcmp(said.data, table_cell(&stories, _i, "clocks")) ==
	                  0,
	    "%s: %s", table_cell(&stories, _i, "what"), said.data);
	cvd_buf_clear(&said);
	close_desk(&d);
}
END_TEST

START_TEST(a_clock_says_where_it_comes_from)
{
	struct desk d = open_desk("nl-ncsc finder",
	    "received::system@2026-11-20T09:00:00Z");
	const struct cvd_clock *c;

	look(&d, "2026-11-20T09:00:00Z");
	ck_assert_uint_eq(d.list.count, 4 + 5);
	c = clock_of(&d, "assess", 1);
	ck_assert_str_eq(c->policy, "nl-ncsc");
	ck_assert(c->lead);
	ck_assert_ptr_null(c->party);
	ck_assert_int_eq(c->kind, CVD_CLOCK_COMMITMENT);
	ck_assert_int_eq(c->from, d.s.c->events[0].at);
	ck_assert_uint_eq(c->rule->amount, 3);
	ck_assert_str_eq(c->calendar->id, "nl");
	c = clock_of(&d, "second-contact", 1);
	ck_assert_str_eq(c->policy, "finder");
	ck_assert(!c->lead);
	ck_assert_int_eq(c->from, CVD_INSTANT_NONE);
	ck_assert_int_eq(c->due, CVD_INSTANT_NONE);
	close_desk(&d);
}
END_TEST

START_TEST(a_corrected_receipt_moves_what_counts_from_it)
{
	struct desk d = open_desk("nl-ncsc",
	    "received::system@2026-11-23T09:00:00Z "
	    "noted@2026-11-23T10:00:00Z");
	struct cvd_event *e = story_add(&d.s, CVD_EVENT_CORRECTED,
	    d.s.c->events[1].at);

	look(&d, "2026-11-24T00:00:00Z");
	assert_due(&d, "ack", "2026-11-24T22:59:59Z");
	e->corrects = d.s.c->events[0].id;
	e->field = "at";
	e->value = "2026-11-20T09:00:00Z";
	story_replay(&d.s);
	look(&d, "2026-11-24T00:00:00Z");
	assert_due(&d, "ack", "2026-11-23T22:59:59Z");
	ck_assert(cvd_clock_is_overdue(clock_of(&d, "ack", 1)));
	close_desk(&d);
}
END_TEST

START_TEST(what_was_voided_meets_no_clock)
{
	struct desk d = open_desk("nl-ncsc",
	    "received::system@2026-11-20T09:00:00Z "
	    "acknowledged@2026-11-20T10:00:00Z");
	const char *id = d.s.c->events[1].id;

	look(&d, "2026-11-20T12:00:00Z");
	ck_assert_int_eq(clock_of(&d, "ack", 1)->state, CVD_CLOCK_MET);
	story_add(&d.s, CVD_EVENT_VOIDED, d.s.c->events[1].at)->voids =
	    (struct cvd_lines){ &id, 1 };
	story_replay(&d.s);
	look(&d, "2026-11-20T12:00:00Z");
	ck_assert_int_eq(clock_of(&d, "ack", 1)->state, CVD_CLOCK_RUNNING);
	close_desk(&d);
}
END_TEST

START_TEST(overdue_is_missed_and_not_met_since_but_for_reminders)
{
	static const struct {
		enum cvd_clock_state state;
		enum cvd_clock_kind kind;
		cvd_instant met_at;
		bool overdue;
	} rows[] = {
		{ CVD_CLOCK_MISSED, CVD_CLOCK_COMMITMENT, CVD_INSTANT_NONE,
		    true },
		{ CVD_CLOCK_MISSED, CVD_CLOCK_LIMIT, CVD_INSTANT_NONE, true },
		{ CVD_CLOCK_MISSED, CVD_CLOCK_COMMITMENT, 5, false },
		{ CVD_CLOCK_MISSED, CVD_CLOCK_REMINDER, CVD_INSTANT_NONE,
		    false },
		{ CVD_CLOCK_MISSED, CVD_CLOCK_NOT_BEFORE, CVD_INSTANT_NONE,
		    false },
		{ CVD_CLOCK_RUNNING, CVD_CLOCK_COMMITMENT, CVD_INSTANT_NONE,
		    false },
		{ CVD_CLOCK_STOPPED, CVD_CLOCK_COMMITMENT, CVD_INSTANT_NONE,
		    false },
	};

	for (size_t i = 0; i < LENGTH(rows); i++) {
		const struct cvd_clock clock = { .state = rows[i].state,
			.kind = rows[i].kind,
			.met_at = rows[i].met_at };

		ck_assert_int_eq(cvd_clock_is_overdue(&clock), rows[i].overdue);
	}
}
END_TEST

START_TEST(a_term_beyond_the_range_of_dates_is_named)
{
	struct desk d = open_desk("odd",
	    "received:private:system@9999-12-20T09:00:00Z");
	struct cvd_err err = { 0 };

	ck_assert_int_eq(try_to_look(&d, "9999-12-20T09:00:00Z", &err),
	    CVD_E_INVALID);
	ck_assert_ptr_nonnull(strstr(err.message, "odd: weigh: "));
	ck_assert_uint_eq(d.list.count, 0);
	close_desk(&d);
}
END_TEST

START_TEST(a_term_that_lacks_its_calendar_is_named)
{
	struct desk d = open_desk("nl-ncsc",
	    "received::system@2026-11-20T09:00:00Z");
	struct cvd_err err = { 0 };

	d.force[0].calendar = NULL;
	ck_assert_int_eq(try_to_look(&d, "2026-11-20T09:00:00Z", &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message,
	    "nl-ncsc: ack: a term in working days without a calendar");
	close_desk(&d);
}
END_TEST

/* A hundred repeating terms and two thousand updates. */
START_TEST(there_are_only_so_many_clocks)
{
	struct desk d = open_desk("nl-ncsc",
	    "received::system@2026-11-20T09:00:00Z "
	    "assessed@2026-11-20T09:00:00Z");
	struct cvd_policy policy = *d.force[0].policy;
	struct cvd_policy_term *terms = cvd_arena_alloc(d.s.arena, 100,
	    sizeof *terms);
	struct cvd_err err = { 0 };

	for (int i = 0; i < 2000; i++)
		story_add(&d.s, CVD_EVENT_STATUS_UPDATE, d.s.c->events[0].at);
	story_replay(&d.s);
	for (int i = 0; i < 100; i++)
		terms[i] = ((struct cvd_policy_term *)policy.terms.item)[3];
	policy.terms = (struct cvd_items){ terms, 49 };
	d.force[0].policy = &policy;
	look(&d, "2026-11-20T09:00:00Z");
	ck_assert_uint_eq(d.list.count, 49 * 2001);
	policy.terms.count = 100;
	ck_assert_int_eq(try_to_look(&d, "2026-11-20T09:00:00Z", &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message,
	    "nl-ncsc: update: more than 100000 clocks in one case");
	close_desk(&d);
}
END_TEST

START_TEST(memory_may_run_out_anywhere)
{
	static const char text[] =
	    "received:own:system@2026-11-20T09:00:00Z "
	    "info_requested@2026-11-20T10:00:00Z "
	    "info_received@2026-11-20T11:00:00Z "
	    "assessed@2026-11-20T12:00:00Z "
	    "party_added:vendor-1@2026-11-20T12:00:00Z "
	    "contact_attempted:vendor-1@2026-11-20T12:00:00Z "
	    "status_update@2026-11-20T12:00:00Z";
	struct desk d = open_desk("nl-ncsc finder", text);
	struct cvd_policy_set set = { d.force, d.count };
	enum cvd_status rc = CVD_E_NO_MEMORY;
	unsigned long n;

	for (n = 1; rc != CVD_OK; n++) {
		struct cvd_arena *arena = cvd_arena_new();
		struct cvd_err err = { 0 };

		ck_assert_uint_lt(n, 1000);
		cvd_memory_fail_at(n);
		rc = cvd_clock_list(&d.s.replay, &set, d.s.c->events[0].at,
		    arena, &d.list, &err);
		cvd_memory_fail_at(0);
		ck_assert(rc == CVD_OK || rc == CVD_E_NO_MEMORY);
		cvd_arena_free(arena);
	}
	close_desk(&d);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("clock");
	TCase *table = tcase_create("stories");
	TCase *rest = tcase_create("clocks");

	stories = table_load("clocks.tsv");
	tcase_add_loop_test(table, a_story_has_its_clocks, 0, stories.rows);
	tcase_add_test(rest, a_clock_says_where_it_comes_from);
	tcase_add_test(rest, a_corrected_receipt_moves_what_counts_from_it);
	tcase_add_test(rest, what_was_voided_meets_no_clock);
	tcase_add_test(rest,
	    overdue_is_missed_and_not_met_since_but_for_reminders);
	tcase_add_test(rest, a_term_beyond_the_range_of_dates_is_named);
	tcase_add_test(rest, a_term_that_lacks_its_calendar_is_named);
	tcase_add_test(rest, there_are_only_so_many_clocks);
	tcase_add_test(rest, memory_may_run_out_anywhere);
	suite_add_tcase(suite, table);
	suite_add_tcase(suite, rest);
	return suite_run(suite);
}

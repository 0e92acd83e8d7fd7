/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/due.h"

#include "app/policies.h"
#include "app/shipped.h"

#include "repo.h"
#include "story.h"
#include "suite.h"

/* A casebook under nl-ncsc as seen on Tuesday 24 November 2026. */

#define NOW "2026-11-24T09:00:00Z"

static const struct cvd_world world = { 0 };
static struct cvd_casebook *book;
static struct cvd_due_list list;

static cvd_instant
instant(const char *text)
{
	cvd_instant value = 0;

	assert_ok(cvd_instant_parse(text, &value, &err));
	return value;
}

static void
put_shipped(const char *path, enum cvd_shipped_kind kind, const char *name)
{
	const struct cvd_shipped *file = cvd_shipped_find(kind, name);

	ck_assert_ptr_nonnull(file);
	assert_ok(put(path, file->text));
}

static void
open_book(void)
{
	cvd_casebook_close(book);
	book = NULL;
	assert_ok(cvd_casebook_open(in_folder("book"), &world,
	    CVD_CASEBOOK_READ, &book, &err));
}

static void
setup(void)
{
	repo_env();
	assert_ok(cvd_store_init(in_folder("book"), false, NULL, &store, &err));
	assert_ok(cvd_store_lock(store, 0, &err));
	put_shipped("policies/nl-ncsc.yaml", CVD_SHIPPED_POLICY, "nl-ncsc");
	put_shipped("calendars/nl.yaml", CVD_SHIPPED_CALENDAR, "nl");
	assert_ok(put("cvd.yaml", "schema: cvd-casebook/1\n"
	                          "id: 5T3ZK0V9QX7M2D8HJ4N6B1CRWY\n"
	                          "name: Team\ndesk: team\nrole: desk\n"
	                          "policies:\n  - nl-ncsc\nlanguages:\n  - en\n"
	                          "timezone: Europe/Amsterdam\n"));
	assert_ok(put("roster.yaml",
	    "schema: cvd-roster/1\nserial: 1\nmembers:\n"
	    "  - name: alice\n    role: lead\n"
	    "    primary: \"0123456789ABCDEF0123456789ABCDEF01234567\"\n"
	    "    signing:\n"
	    "      - \"0123456789ABCDEF0123456789ABCDEF01234567\"\n"
	    "retired: []\n"));
	open_book();
}

static void
teardown(void)
{
	cvd_casebook_close(book);
	book = NULL;
	repo_clear();
}

/* The id of the nth case. */
static const char *
id_of(unsigned char n)
{
	static char ids[8][CVD_CASE_ID_TEXT];
	const unsigned char random[CVD_CASE_ID_RANDOM] = { n, 0, 0, 0 };

	cvd_case_id_make(2026, random, ids[n]);
	return ids[n];
}

static void
put_file(unsigned char n, const char *text)
{
	char path[CVD_CASE_PATH_TEXT];

	cvd_case_path_text(id_of(n), path);
	assert_ok(put(path, text));
}

/* Commits a case, pinned to nl-ncsc. */
static void
put_case(unsigned char n, const char *text)
{
	static const char *policy = "nl-ncsc";
	const struct cvd_lines ids = { &policy, 1 };
	struct story s = story_open_as(id_of(n), text);
	struct cvd_buf file = CVD_BUF_INIT(100000);

	assert_ok(cvd_policies_pin(book, &ids, s.arena,
	    &s.c->events[0].policies, &s.c->events[0].calendars, &err));
	story_replay(&s);
	assert_ok(cvd_case_write(s.c, &s.replay.head, &file, &err));
	put_file(n, file.data);
	cvd_buf_clear(&file);
	story_close(&s);
}

static void
put_cases(void)
{
	put_case(1, "received::system@2026-11-20T09:00:00Z "
	            "acknowledged@2026-11-20T10:00:00Z");
	put_case(2, "received::system@2026-11-20T09:00:00Z");
	put_case(3, "received::software@2026-11-02T09:00:00Z "
	            "acknowledged@2026-11-02T09:00:00Z "
	            "assessed@2026-11-02T10:00:00Z "
	            "party_added:vendor-1@2026-11-02T10:00:00Z");
	put_case(4, "received::system@2026-11-20T09:00:00Z "
	            "assessed::rejected@2026-11-20T10:00:00Z "
	            "closed::informative@2026-11-20T10:00:00Z");
	open_book();
}

static void
find(cvd_span within, const char *id)
{
	const struct cvd_due_filter filter = { instant(NOW), within, id };

	assert_ok(cvd_due_find(book, &filter, arena, &list, &err));
}

static void
assert_row(size_t i, unsigned char n, const char *term, const char *due)
{
	char text[CVD_INSTANT_TEXT];

	ck_assert_uint_lt(i, list.count);
	ck_assert_str_eq(list.row[i].id, id_of(n));
	ck_assert_str_eq(list.row[i].clock.term, term);
	ck_assert_str_eq(cvd_instant_text(list.row[i].clock.due, text), due);
}

START_TEST(what_is_overdue_comes_first_and_then_what_is_due_first)
{
	put_cases();
	find(CVD_SPAN_MAX, NULL);
	ck_assert_uint_eq(list.count, 6);
	ck_assert_uint_eq(list.overdue, 1);
	assert_row(0, 2, "ack", "2026-11-23T22:59:59Z");
	/* A reminder that has passed is listed, and is not overdue. */
	assert_row(1, 3, "update", "2026-11-16T22:59:59Z");
	assert_row(2, 1, "assess", "2026-11-25T22:59:59Z");
	assert_row(3, 2, "assess", "2026-11-25T22:59:59Z");
	assert_row(4, 1, "fix", "2027-01-19T22:59:59Z");
	assert_row(5, 2, "fix", "2027-01-19T22:59:59Z");
}
END_TEST

START_TEST(rows_outlive_the_records_they_come_from)
{
	put_cases();
	find(CVD_SPAN_MAX, NULL);
	ck_assert_str_eq(list.row[0].clock.policy, "nl-ncsc");
	ck_assert_uint_eq(list.row[0].clock.rule->amount, 1);
	ck_assert_str_eq(list.row[0].clock.calendar->id, "nl");
	ck_assert_ptr_null(list.row[0].clock.party);
}
END_TEST

START_TEST(within_a_span_is_what_is_due_then_and_what_has_passed)
{
	put_cases();
	find(2 * CVD_SECONDS_A_DAY, NULL);
	ck_assert_uint_eq(list.count, 4);
	find(CVD_SECONDS_A_DAY, NULL);
	ck_assert_uint_eq(list.count, 2);
	assert_row(0, 2, "ack", "2026-11-23T22:59:59Z");
	assert_row(1, 3, "update", "2026-11-16T22:59:59Z");
	/* The last second of the span is within it. */
	find(instant("2026-11-25T22:59:59Z") - instant(NOW), NULL);
	ck_assert_uint_eq(list.count, 4);
}
END_TEST

START_TEST(one_case_can_be_asked_for)
{
	put_cases();
	find(CVD_SPAN_MAX, id_of(1));
	ck_assert_uint_eq(list.count, 2);
	ck_assert_uint_eq(list.overdue, 0);
	find(CVD_SPAN_MAX, id_of(4));
	ck_assert_uint_eq(list.count, 0);
}
END_TEST

/* One letter that failed, and what a step later came of it. */
static void
put_letters(void)
{
	put_case(1, "received::system@2026-11-20T09:00:00Z "
	            "letters_queued:reporter:a@x@2026-11-20T10:00:00Z "
	            "letters_failed::a@x@2026-11-20T11:00:00Z");
	put_case(2, "received::system@2026-11-20T09:00:00Z "
	            "letters_queued:reporter:b@x@2026-11-20T10:00:00Z "
	            "letters_failed::b@x@2026-11-20T11:00:00Z "
	            "letters_sent::b@x@2026-11-22T09:00:00Z "
	            "letters_failed::b@x@2026-11-22T10:00:00Z");
	put_case(3, "received::system@2026-11-20T09:00:00Z "
	            "letters_queued:reporter:c@x@2026-11-20T10:00:00Z "
	            "letters_failed::c@x@2026-11-20T11:00:00Z "
	            "letters_cancelled::c@x@2026-11-22T09:00:00Z");
	put_case(4, "received::system@2026-11-20T09:00:00Z "
	            "letters_queued:reporter:d@x@2026-11-20T10:00:00Z");
	open_book();
}

START_TEST(a_letter_that_failed_is_listed_until_it_is_sent_or_cancelled)
{
	put_letters();
	find(CVD_SPAN_MAX, NULL);
	ck_assert_uint_eq(list.letter_count, 1);
	ck_assert_str_eq(list.letter[0].id, id_of(1));
	ck_assert_str_eq(list.letter[0].letter, "ack");
	ck_assert_str_eq(list.letter[0].party, "reporter");
	ck_assert_str_eq(list.letter[0].message_id, "a@x");
	ck_assert_str_eq(list.letter[0].reply, "550 no such user");
	find(CVD_SPAN_MAX, id_of(2));
	ck_assert_uint_eq(list.letter_count, 0);
}
END_TEST

START_TEST(letters_too_are_listed_as_seen_then)
{
	struct cvd_due_filter filter = { .within = CVD_SPAN_MAX };

	put_letters();
	filter.at = instant("2026-11-21T00:00:00Z");
	assert_ok(cvd_due_find(book, &filter, arena, &list, &err));
	ck_assert_uint_eq(list.letter_count, 3);
	filter.at = instant("2026-11-20T10:30:00Z");
	assert_ok(cvd_due_find(book, &filter, arena, &list, &err));
	ck_assert_uint_eq(list.letter_count, 0);
}
END_TEST

START_TEST(nothing_is_due_in_an_empty_casebook)
{
	find(CVD_SPAN_MAX, NULL);
	ck_assert_uint_eq(list.count, 0);
	ck_assert_uint_eq(list.overdue, 0);
}
END_TEST

START_TEST(a_case_that_is_not_there_is_not_found)
{
	const struct cvd_due_filter filter = { instant(NOW), 0, id_of(7) };

	put_cases();
	assert_fails(cvd_due_find(book, &filter, arena, &list, &err),
	    CVD_E_NOT_FOUND, "there is no case 'CVD-2026-");
}
END_TEST

START_TEST(a_case_that_cannot_be_read_is_told_beside_the_others)
{
	put_case(1, "received::system@2026-11-20T09:00:00Z");
	put_case(2, "received::system@2026-11-20T09:00:00Z");
	put_file(2, "schema: cvd-case/2\n");
	open_book();
	find(CVD_SPAN_MAX, NULL);
	ck_assert_uint_eq(list.unreadable_count, 1);
	ck_assert_int_eq(list.unreadable_status, CVD_E_TOO_NEW);
	ck_assert_ptr_nonnull(strstr(list.unreadable[0], id_of(2)));
	assert_row(0, 1, "ack", "2026-11-23T22:59:59Z");
}
END_TEST

START_TEST(a_clock_that_cannot_be_computed_is_named_with_its_case)
{
	const struct cvd_due_filter filter = {
		.at = instant("9999-12-30T09:00:00Z"),
		.within = CVD_SPAN_MAX,
		.id = id_of(5),
	};
	char text[100];

	put_case(5, "received::system@9999-12-30T09:00:00Z");
	open_book();
	(void)snprintf(text, sizeof text, "%s: nl-ncsc: assess: ", id_of(5));
	assert_fails(cvd_due_find(book, &filter, arena, &list, &err),
	    CVD_E_CASEBOOK, text);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("due");
	TCase *tcase = tcase_create("due");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase,
	    what_is_overdue_comes_first_and_then_what_is_due_first);
	tcase_add_test(tcase, rows_outlive_the_records_they_come_from);
	tcase_add_test(tcase,
	    within_a_span_is_what_is_due_then_and_what_has_passed);
	tcase_add_test(tcase, one_case_can_be_asked_for);
	tcase_add_test(tcase,
	    a_letter_that_failed_is_listed_until_it_is_sent_or_cancelled);
	tcase_add_test(tcase, letters_too_are_listed_as_seen_then);
	tcase_add_test(tcase, nothing_is_due_in_an_empty_casebook);
	tcase_add_test(tcase, a_case_that_is_not_there_is_not_found);
	tcase_add_test(tcase,
	    a_case_that_cannot_be_read_is_told_beside_the_others);
	tcase_add_test(tcase,
	    a_clock_that_cannot_be_computed_is_named_with_its_case);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}

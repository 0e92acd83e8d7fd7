/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/case_change.h"
#include "core/ident.h"
#include "core/seal.h"

#include "sealed.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

#define COUNT(a)  ((int)(sizeof(a) / sizeof(a)[0]))
#define TEXT_MOST 4000
#define HEADING                                                                \
	"schema: cvd-case/1\n"                                                 \
	"id: CVD-2026-4K7Q9XV\n"                                               \
	"events:\n"

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

/*
 * A file of events, each a letter: of the same id whether it is a capital or
 * not, and of other words; behind '+' stands a line more, behind '-' the last
 * line, and behind '.' the last end of a line, is missing.
 */
static struct cvd_bytes
file_of(const char *events, char text[TEXT_MOST])
{
	size_t size = (size_t)snprintf(text, TEXT_MOST, "%s",
	    *events == '\0' ? "events: []\n" : HEADING);

	for (; *events != '\0'; events++) {
		char id = (char)(*events & ~0x20);

		if (*events == '+')
			size += (size_t)snprintf(text + size, TEXT_MOST - size,
			    "    weight: major\n");
		else if (*events == '-')
			size -= strlen("    outcome: accepted\n");
		else if (*events == '.')
			size--;
		else
			size += (size_t)snprintf(text + size, TEXT_MOST - size,
			    "  - id: %c\n"
			    "    policies:\n"
			    "      - id: nl\n"
			    "    by: %s\n"
			    "    outcome: accepted\n",
			    id, *events == id ? "alice" : "bob");
	}
	return (struct cvd_bytes){ text, size };
}

static const struct append_row {
	const char *before, *after;
	enum cvd_flaw_kind kind;
	const char *message; /* NULL where nothing is wrong */
} appends[] = {
	{ "", "A", CVD_FLAW_NONE, NULL },
	{ "", "ABC", CVD_FLAW_NONE, NULL },
	{ "A", "AB", CVD_FLAW_NONE, NULL },
	{ "AB", "ABC", CVD_FLAW_NONE, NULL },
	{ "AB", "ABCD+", CVD_FLAW_NONE, NULL },
	{ "A+B+", "A+B+C", CVD_FLAW_NONE, NULL },
	{ "aB", "aBc", CVD_FLAW_NONE, NULL },
	/* nothing came */
	{ "", "", CVD_FLAW_NO_EVENT,
	    "the case file was changed without an event" },
	{ "AB", "AB", CVD_FLAW_NO_EVENT,
	    "the case file was changed without an event" },
	/* dropped */
	{ "A", "", CVD_FLAW_EVENT_REMOVED, "event 'A' was removed" },
	{ "AB", "A", CVD_FLAW_EVENT_REMOVED, "event 'B' was removed" },
	{ "AB", "B", CVD_FLAW_EVENT_REMOVED, "event 'A' was removed" },
	{ "ABC", "AC", CVD_FLAW_EVENT_REMOVED, "event 'B' was removed" },
	{ "ABC", "ACD", CVD_FLAW_EVENT_REMOVED, "event 'B' was removed" },
	{ "AB", "CD", CVD_FLAW_EVENT_REMOVED, "event 'A' was removed" },
	{ "AB", "CDE", CVD_FLAW_EVENT_REMOVED, "event 'A' was removed" },
	/* reordered, put between, duplicated */
	{ "AB", "BA", CVD_FLAW_EVENT_ORDER,
	    "event 'B' stands where event 'A' stood" },
	{ "AB", "BAC", CVD_FLAW_EVENT_ORDER,
	    "event 'B' stands where event 'A' stood" },
	{ "AB", "ACB", CVD_FLAW_EVENT_ORDER,
	    "event 'C' stands where event 'B' stood" },
	{ "AB", "CAB", CVD_FLAW_EVENT_ORDER,
	    "event 'C' stands where event 'A' stood" },
	{ "AB", "AAB", CVD_FLAW_EVENT_ORDER,
	    "event 'A' stands where event 'B' stood" },
	{ "AB", "ABA", CVD_FLAW_EVENT_ORDER, "event 'A' comes twice" },
	{ "AB", "ABB", CVD_FLAW_EVENT_ORDER, "event 'B' comes twice" },
	{ "AB", "ABb", CVD_FLAW_EVENT_ORDER, "event 'B' comes twice" },
	{ "AB", "ABCC", CVD_FLAW_EVENT_ORDER, "event 'C' comes twice" },
	{ "", "AA", CVD_FLAW_EVENT_ORDER, "event 'A' comes twice" },
	/* edited */
	{ "AB", "aB", CVD_FLAW_EVENT_CHANGED, "event 'A' was changed" },
	{ "AB", "aBC", CVD_FLAW_EVENT_CHANGED, "event 'A' was changed" },
	{ "AB", "Ab", CVD_FLAW_EVENT_CHANGED, "event 'B' was changed" },
	{ "AB", "AbC", CVD_FLAW_EVENT_CHANGED, "event 'B' was changed" },
	{ "AB", "ab", CVD_FLAW_EVENT_CHANGED, "event 'A' was changed" },
	{ "AB", "A+BC", CVD_FLAW_EVENT_CHANGED, "event 'A' was changed" },
	{ "A+B", "ABC", CVD_FLAW_EVENT_CHANGED, "event 'A' was changed" },
	/* the last one goes on, with and without another behind it */
	{ "AB", "AB+", CVD_FLAW_EVENT_CHANGED, "event 'B' was changed" },
	{ "AB", "AB+C", CVD_FLAW_EVENT_CHANGED, "event 'B' was changed" },
	{ "A", "A+B", CVD_FLAW_EVENT_CHANGED, "event 'A' was changed" },
	{ "AB+", "ABC", CVD_FLAW_EVENT_CHANGED, "event 'B' was changed" },
	/* or ends before it ended */
	{ "AB", "AB-", CVD_FLAW_EVENT_CHANGED, "event 'B' was changed" },
	{ "AB", "AB-C", CVD_FLAW_EVENT_CHANGED, "event 'B' was changed" },
	{ "AB", "AB.", CVD_FLAW_EVENT_CHANGED, "event 'B' was changed" },
	{ "AB", "A.", CVD_FLAW_EVENT_CHANGED, "event 'A' was changed" },
};

START_TEST(events_are_only_added)
{
	const struct append_row *row = &appends[_i];
	char before[TEXT_MOST], after[TEXT_MOST];
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };
	size_t first = 77;
	size_t count = strspn(row->before, "ABab");
	enum cvd_status rc = cvd_case_change_append(file_of(row->before,
	                                                before),
	    file_of(row->after, after), arena, &first, &flaw, NULL);

	ck_assert_int_eq(flaw.kind, row->kind);
	if (row->message == NULL) {
		ck_assert_int_eq(rc, CVD_OK);
	} else {
		ck_assert_int_eq(rc, CVD_E_FINDINGS);
		ck_assert_str_eq(flaw.message, row->message);
		ck_assert_str_eq(flaw.case_id, "");
	}
	if (strchr(row->before, '+') == NULL &&
	    (row->message == NULL || row->kind == CVD_FLAW_NO_EVENT))
		ck_assert_uint_eq(first, count);
}
END_TEST

/* What cannot be read is still known to drop, or to keep, what there was. */
static const struct {
	const char *after;
	enum cvd_flaw_kind kind;
} odd[] = {
	{ "", CVD_FLAW_EVENT_REMOVED },
	{ "\n", CVD_FLAW_EVENT_REMOVED },
	{ "events:\n", CVD_FLAW_EVENT_REMOVED },
	{ "\nevents:", CVD_FLAW_EVENT_REMOVED },
	{ "\nevents:\n", CVD_FLAW_EVENT_REMOVED },
	{ "\nevents:\n  - id: ", CVD_FLAW_EVENT_REMOVED },
	{ "\nevents:\n  - id: A", CVD_FLAW_EVENT_CHANGED },
	{ "\nevents:\n  - id: A\r\n", CVD_FLAW_EVENT_REMOVED },
	{ "\nevents:\n - id: A\n", CVD_FLAW_EVENT_REMOVED },
	{ "\nevents:\n<<<<<<< ours\n  - id: A\n", CVD_FLAW_EVENT_REMOVED },
};

START_TEST(a_file_that_is_none_is_found_out)
{
	char before[TEXT_MOST];
	/* of its own size: a sanitizer sees what goes too far */
	size_t size = strlen(odd[_i].after);
	char *after = malloc(size + 1);
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };
	size_t first;

	(void)memcpy(after, odd[_i].after, size);
	ck_assert_int_eq(cvd_case_change_append(file_of("AB", before),
	                     (struct cvd_bytes){ after, size }, arena, &first,
	                     &flaw, NULL),
	    CVD_E_FINDINGS);
	ck_assert_msg(flaw.kind == odd[_i].kind, "row %d: %s (%s)", _i,
	    cvd_flaw_names[flaw.kind], flaw.message);
	free(after);
}
END_TEST

/* A commit that takes a case in, assesses it and closes it. */

#define START INT64_C(1795165200) /* 2026-11-20T09:00:00Z */
#define EVENT "0%uT3ZK0V9QX7M2D8HJ4N6B1CRW"

static struct cvd_member alice;
static struct cvd_case *c;
static struct cvd_case_change change;
static struct cvd_replay replay;

static struct cvd_event *
add(enum cvd_event_kind kind)
{
	char id[CVD_EVENT_ID_TEXT];
	struct cvd_event *e = NULL;

	(void)snprintf(id, sizeof id, EVENT, (unsigned)c->count + 1);
	ck_assert_int_eq(cvd_case_add(c, kind, id, START, START, "alice", &e,
	                     NULL),
	    CVD_OK);
	return e;
}

/* The head of the file is what the events come to. */
static void
write_head(void)
{
	ck_assert_int_eq(cvd_replay_run(c, arena, &replay, NULL), CVD_OK);
	c->head = replay.head;
}

static void
begin(void)
{
	setup();
	alice = (struct cvd_member){ .name = "alice", .role = CVD_MEMBER_LEAD };
	c = cvd_case_new("CVD-2026-4K7Q9XV");
	ck_assert_ptr_nonnull(c);
	add(CVD_EVENT_RECEIVED)->title = "Login form accepts any password";
	(void)add(CVD_EVENT_NOTED);
	add(CVD_EVENT_ASSESSED)->outcome = CVD_OUTCOME_ACCEPTED;
	add(CVD_EVENT_CLOSED)->reason = "resolved";
	write_head();
	change = (struct cvd_case_change){ .after = c,
		.first = 1,
		.signer = &alice,
		.committed = START };
}

static void
end(void)
{
	cvd_case_free(c);
	teardown();
}

static void
assert_found(enum cvd_flaw_kind kind, const char *message)
{
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };

	ck_assert_int_eq(cvd_case_change_check(&change, arena, &replay, &flaw,
	                     NULL),
	    CVD_E_FINDINGS);
	ck_assert_msg(flaw.kind == kind, "%s: %s", cvd_flaw_names[flaw.kind],
	    flaw.message);
	ck_assert_str_eq(flaw.message, message);
}

static void
assert_right(void)
{
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };

	ck_assert_msg(cvd_case_change_check(&change, arena, &replay, &flaw,
	                  NULL) == CVD_OK,
	    "%s: %s", cvd_flaw_names[flaw.kind], flaw.message);
	ck_assert_int_eq(flaw.kind, CVD_FLAW_NONE);
	ck_assert_int_eq(replay.head.state, CVD_LABEL_CLOSED);
}

START_TEST(what_is_right_stands)
{
	assert_right();
	for (change.first = 0; change.first <= c->count; change.first++)
		assert_right();
}
END_TEST

/* Nobody here has a key. */
START_TEST(what_is_sealed_stands_unopened)
{
	for (size_t i = 0; i < c->count; i++) {
		cvd_seal_set(&c->events[i], CVD_GROUP_MATTER, sealed_block,
		    SEALED_SHA256);
		if (i == 0)
			cvd_seal_set(&c->events[i], CVD_GROUP_PERSON,
			    sealed_block, SEALED_SHA256);
	}
	for (change.first = 0; change.first <= c->count; change.first++)
		assert_right();
	c->events[2].by = "bob";
	change.first = 1;
	assert_found(CVD_FLAW_WRONG_ACTOR,
	    "event '03T3ZK0V9QX7M2D8HJ4N6B1CRW' is by 'bob', but 'alice' "
	    "signed it");
}
END_TEST

START_TEST(an_event_is_by_who_signed_it)
{
	c->events[2].by = "bob";
	assert_found(CVD_FLAW_WRONG_ACTOR,
	    "event '03T3ZK0V9QX7M2D8HJ4N6B1CRW' is by 'bob', but 'alice' "
	    "signed it");
	/* old ones were judged when they came */
	change.first = 3;
	assert_right();
}
END_TEST

static const struct {
	unsigned lamport[3]; /* of the events behind the first */
	unsigned bad;        /* which of them, or 0 */
	unsigned next;
} numbers[] = {
	{ { 2, 3, 4 }, 0, 0 },
	{ { 3, 4, 5 }, 2, 2 },
	{ { 2, 4, 5 }, 3, 3 },
	{ { 2, 3, 3 }, 4, 4 },
	{ { 2, 3, 5 }, 4, 4 },
	{ { 1, 2, 3 }, 2, 2 },
	{ { 0, 1, 2 }, 2, 2 },
};

START_TEST(numbers_count_on)
{
	char message[100];

	for (unsigned i = 0; i < 3; i++)
		c->events[i + 1].lamport = numbers[_i].lamport[i];
	if (numbers[_i].bad == 0) {
		assert_right();
		return;
	}
	(void)snprintf(message, sizeof message,
	    "event '" EVENT "' has the number %u where %u is next",
	    numbers[_i].bad, c->events[numbers[_i].bad - 1].lamport,
	    numbers[_i].next);
	assert_found(CVD_FLAW_LAMPORT, message);
}
END_TEST

START_TEST(a_case_begins_with_one)
{
	change.first = 0;
	c->events[0].lamport = 2;
	assert_found(CVD_FLAW_LAMPORT,
	    "event '01T3ZK0V9QX7M2D8HJ4N6B1CRW' has the number 2 where 1 is "
	    "next");
}
END_TEST

static const struct {
	cvd_instant apart; /* from the commit */
	bool is_right;
} recordings[] = {
	{ 0, true },
	{ -900, true },
	{ 900, true },
	{ -901, false },
	{ 901, false },
	{ 86400, false },
	{ CVD_INSTANT_MAX - START, false },
	{ CVD_INSTANT_MIN - START, false },
};

START_TEST(an_event_is_recorded_when_it_is_committed)
{
	/* later than what happened, so that this alone is at fault */
	change.committed = START - recordings[_i].apart;
	if (recordings[_i].is_right)
		assert_right();
	else
		assert_found(CVD_FLAW_RECORDED,
		    "event '02T3ZK0V9QX7M2D8HJ4N6B1CRW' says that it was "
		    "recorded at another time than it was committed");
}
END_TEST

START_TEST(it_happens_between_the_receipt_and_its_record)
{
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };

	c->events[1].at = START + 600;
	assert_right();
	c->events[1].at = START + 601;
	ck_assert_int_eq(cvd_case_change_check(&change, arena, &replay, &flaw,
	                     NULL),
	    CVD_E_FINDINGS);
	ck_assert_int_eq(flaw.kind, CVD_FLAW_AT);
	c->events[1].at = START - 1;
	ck_assert_int_eq(cvd_case_change_check(&change, arena, &replay, &flaw,
	                     NULL),
	    CVD_E_FINDINGS);
	ck_assert_int_eq(flaw.kind, CVD_FLAW_AT);
	ck_assert_ptr_nonnull(
	    strstr(flaw.message, "event '02T3ZK0V9QX7M2D8HJ4N6B1CRW': "));
	/* an old one was judged when it came */
	change.first = 2;
	write_head();
	assert_right();
}
END_TEST

START_TEST(what_is_not_legal_there_does_not_stand)
{
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };

	/* closed before it was assessed */
	c->events[2].kind = CVD_EVENT_NOTED;
	write_head();
	ck_assert_int_eq(cvd_case_change_check(&change, arena, &replay, &flaw,
	                     NULL),
	    CVD_E_FINDINGS);
	ck_assert_int_eq(flaw.kind, CVD_FLAW_ILLEGAL_EVENT);
	ck_assert_ptr_nonnull(strstr(flaw.message,
	    "event '04T3ZK0V9QX7M2D8HJ4N6B1CRW' (closed) is not legal there: "));
}
END_TEST

START_TEST(a_bot_has_few_rights)
{
	alice.role = CVD_MEMBER_BOT;
	assert_found(CVD_FLAW_FORBIDDEN,
	    "'alice' is a bot, and may not sign 'noted'");
	/* whoever is nothing has none */
	alice.role = CVD_MEMBER_NONE;
	change.first = 3;
	assert_found(CVD_FLAW_FORBIDDEN,
	    "'alice' is a bot, and may not sign 'closed'");
	alice.role = CVD_MEMBER_MEMBER;
	assert_right();
}
END_TEST

START_TEST(the_head_is_what_the_events_come_to)
{
	static const char message[] =
	    "the head of the file is not what the events come to";

	c->head.state = CVD_LABEL_RECEIVED;
	assert_found(CVD_FLAW_HEAD, message);
	write_head();
	c->head.title = "Another";
	assert_found(CVD_FLAW_HEAD, message);
	write_head();
	c->head.outcome = CVD_OUTCOME_REJECTED;
	assert_found(CVD_FLAW_HEAD, message);
	write_head();
	c->head.parties.count = 0;
	assert_found(CVD_FLAW_HEAD, message);
	write_head();
	c->head.needs_review = true;
	assert_found(CVD_FLAW_HEAD, message);
	write_head();
	assert_right();
}
END_TEST

/* What the message of that commit says where it is right. */
static struct cvd_message_event said_events[] = {
	{ "02T3ZK0V9QX7M2D8HJ4N6B1CRW", "noted" },
	{ "03T3ZK0V9QX7M2D8HJ4N6B1CRW", "assessed" },
	{ "04T3ZK0V9QX7M2D8HJ4N6B1CRW", "closed" },
	{ "05T3ZK0V9QX7M2D8HJ4N6B1CRW", "noted" },
};
static struct cvd_message said;

static void
say(void)
{
	said = (struct cvd_message){ .case_id = "CVD-2026-4K7Q9XV",
		.verb = "close",
		.events = said_events,
		.event_count = 3,
		.before = "received",
		.after = "closed",
		.actor = "alice" };
}

/* `what` is NULL where the message is right. */
static void
assert_said(const char *what)
{
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };
	char message[100];
	enum cvd_status rc;

	assert_right();
	rc = cvd_case_change_check_message(&change, &said, &replay, arena,
	    &flaw, NULL);
	if (what == NULL) {
		ck_assert_msg(rc == CVD_OK, "%s", flaw.message);
		return;
	}
	(void)snprintf(message, sizeof message,
	    "the message of the commit names another %s than the commit has",
	    what);
	ck_assert_int_eq(rc, CVD_E_FINDINGS);
	ck_assert_int_eq(flaw.kind, CVD_FLAW_MESSAGE);
	ck_assert_str_eq(flaw.message, message);
	say();
}

START_TEST(the_message_says_what_was_done)
{
	say();
	assert_said(NULL);
	said.case_id = "CVD-2026-0000000";
	assert_said("case");
	said.case_id = NULL;
	assert_said("case");
	said.event_count = 2;
	assert_said("events");
	said.event_count = 4;
	assert_said("events");
	said.events = said_events + 1;
	assert_said("events");
	said.before = "accepted";
	assert_said("state");
	said.after = "accepted";
	assert_said("state");
	said.before = NULL;
	said.after = NULL;
	assert_said("state");
	said.policy = "nl-ncsc@2023";
	assert_said("policy");
	said.actor = "bob";
	assert_said("actor");
}
END_TEST

START_TEST(a_state_is_named_where_it_changes)
{
	/* the last event alone */
	change.first = 3;
	say();
	said.events = said_events + 2;
	said.event_count = 1;
	said.before = "accepted";
	assert_said(NULL);
	/* all of them, from nothing */
	change.first = 0;
	say();
	assert_said("events");
	/* one that moves nothing */
	(void)add(CVD_EVENT_NOTED);
	write_head();
	change.first = 4;
	said.events = said_events + 3;
	said.event_count = 1;
	said.before = NULL;
	said.after = NULL;
	assert_said(NULL);
	said.before = "received";
	said.after = "closed";
	assert_said("state");
}
END_TEST

START_TEST(a_new_case_comes_from_nothing)
{
	static const struct cvd_message_event received = {
		"01T3ZK0V9QX7M2D8HJ4N6B1CRW", "received"
	};
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };

	c->count = 1;
	write_head();
	change.first = 0;
	say();
	said.events = &received;
	said.event_count = 1;
	said.before = "none";
	said.after = "received";
	ck_assert_int_eq(cvd_case_change_check(&change, arena, &replay, &flaw,
	                     NULL),
	    CVD_OK);
	ck_assert_int_eq(cvd_case_change_check_message(&change, &said, &replay,
	                     arena, &flaw, NULL),
	    CVD_OK);
	said.before = "received";
	said.after = "none";
	ck_assert_int_eq(cvd_case_change_check_message(&change, &said, &replay,
	                     arena, &flaw, NULL),
	    CVD_E_FINDINGS);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("case_change");
	TCase *bytes = tcase_create("bytes");
	TCase *events = tcase_create("events");

	tcase_add_checked_fixture(bytes, setup, teardown);
	tcase_add_loop_test(bytes, events_are_only_added, 0, COUNT(appends));
	tcase_add_loop_test(bytes, a_file_that_is_none_is_found_out, 0,
	    COUNT(odd));
	suite_add_tcase(suite, bytes);
	tcase_add_checked_fixture(events, begin, end);
	tcase_add_test(events, what_is_right_stands);
	tcase_add_test(events, what_is_sealed_stands_unopened);
	tcase_add_test(events, an_event_is_by_who_signed_it);
	tcase_add_loop_test(events, numbers_count_on, 0, COUNT(numbers));
	tcase_add_test(events, a_case_begins_with_one);
	tcase_add_loop_test(events, an_event_is_recorded_when_it_is_committed,
	    0, COUNT(recordings));
	tcase_add_test(events, it_happens_between_the_receipt_and_its_record);
	tcase_add_test(events, what_is_not_legal_there_does_not_stand);
	tcase_add_test(events, a_bot_has_few_rights);
	tcase_add_test(events, the_head_is_what_the_events_come_to);
	tcase_add_test(events, the_message_says_what_was_done);
	tcase_add_test(events, a_state_is_named_where_it_changes);
	tcase_add_test(events, a_new_case_comes_from_nothing);
	suite_add_tcase(suite, events);
	return suite_run(suite);
}

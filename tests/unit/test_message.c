/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "core/message.h"

#include "suite.h"

#include <string.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))
#define HASH     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define CASE     "Cvd-Case: CVD-2026-4K7Q9XV\n"
#define EVENT    "Cvd-Event: 5T3ZK0V9QX7M2D8HJ4N6B1CRWY assessed\n"
#define TAIL     "Cvd-Actor: alice\nCvd-Content-SHA256: " HASH "\n"

static const struct cvd_message_event events[] = {
	{ "5T3ZK0V9QX7M2D8HJ4N6B1CRWY", "assessed" },
	{ "0123456789ABCDEFGHJKMNPQRS", "letters_queued" },
};

/* What is written, and what reading it gives again. */
static const struct {
	struct cvd_message message;
	const char *text;
} both[] = {
	{ { "CVD-2026-4K7Q9XV", "assess", events, 1, "received", "accepted",
	      "nl-ncsc@2023", "alice", HASH },
	    "CVD-2026-4K7Q9XV: assess, received -> accepted\n\n" CASE EVENT
	    "Cvd-State: received -> accepted\n"
	    "Cvd-Policy: nl-ncsc@2023\n" TAIL },
	{ { "CVD-2026-4K7Q9XV", "ack", events, 2, NULL, NULL, "nl-ncsc@2023",
	      "alice", HASH },
	    "CVD-2026-4K7Q9XV: ack\n\n" CASE EVENT
	    "Cvd-Event: 0123456789ABCDEFGHJKMNPQRS letters_queued\n"
	    "Cvd-Policy: nl-ncsc@2023\n" TAIL },
	{ { "CVD-2026-4K7Q9XV", "new", events, 1, "none", "received", NULL,
	      "alice", HASH },
	    "CVD-2026-4K7Q9XV: new, none -> received\n\n" CASE EVENT
	    "Cvd-State: none -> received\n" TAIL },
	{ { "CVD-2026-4K7Q9XV", "a-verb-of-twentyone-x", events, 1,
	      "info-requested", "info-received", NULL, "alice", HASH },
	    "CVD-2026-4K7Q9XV: a-verb-of-twentyone-x, info-requested -> "
	    "info-received\n\n" CASE EVENT
	    "Cvd-State: info-requested -> info-received\n" TAIL },
	{ { "CVD-2026-4K7Q9XV", "a-verb-of-twenty-two-xx", events, 1,
	      "info-requested", "info-received", NULL, "alice", HASH },
	    "CVD-2026-4K7Q9XV: a-verb-of-twenty-two-xx\n\n" CASE EVENT
	    "Cvd-State: info-requested -> info-received\n" TAIL },
	{ { NULL, "init", NULL, 0, NULL, NULL, NULL, "alice", HASH },
	    "casebook: init\n\n" TAIL },
};

static void
assert_same(const char *found, const char *wanted)
{
	if (wanted == NULL)
		ck_assert_ptr_null(found);
	else
		ck_assert_str_eq(found, wanted);
}

START_TEST(a_message_is_written_and_read_back)
{
	const struct cvd_message *m = &both[_i].message;
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_COMMIT);
	struct cvd_message found;

	ck_assert_int_eq(cvd_message_write(&out, m, NULL), CVD_OK);
	ck_assert_str_eq(out.data, both[_i].text);
	ck_assert_int_eq(cvd_message_parse(out.data, out.size, arena, &found,
	                     NULL),
	    CVD_OK);
	assert_same(found.case_id, m->case_id);
	assert_same(found.verb, m->verb);
	assert_same(found.before, m->before);
	assert_same(found.after, m->after);
	assert_same(found.policy, m->policy);
	assert_same(found.actor, m->actor);
	assert_same(found.sha256, m->sha256);
	ck_assert_uint_eq(found.event_count, m->event_count);
	for (size_t i = 0; i < m->event_count; i++) {
		assert_same(found.events[i].id, m->events[i].id);
		assert_same(found.events[i].name, m->events[i].name);
	}
	cvd_buf_clear(&out);
	cvd_arena_free(arena);
}
END_TEST

static const struct cvd_message_event bad_id[] = { { "5T3Z", "noted" } };
static const struct cvd_message_event bad_name[] = {
	{ "5T3ZK0V9QX7M2D8HJ4N6B1CRWY", "noted\nCvd-Actor: eve" },
};

static const struct cvd_message not_allowed[] = {
	{ "CVD-2026-4K7Q9XV", "Hello, world", events, 1, NULL, NULL, NULL,
	    "alice", HASH },
	{ "CVD-2026-4K7Q9XV", NULL, events, 1, NULL, NULL, NULL, "alice",
	    HASH },
	{ "cvd-2026-4K7Q9XV", "note", events, 1, NULL, NULL, NULL, "alice",
	    HASH },
	{ "CVD-2026-4K7Q9XV", "note", events, 0, NULL, NULL, NULL, "alice",
	    HASH },
	{ "CVD-2026-4K7Q9XV", "note", bad_id, 1, NULL, NULL, NULL, "alice",
	    HASH },
	{ "CVD-2026-4K7Q9XV", "note", bad_name, 1, NULL, NULL, NULL, "alice",
	    HASH },
	{ "CVD-2026-4K7Q9XV", "note", events, 1, "received", NULL, NULL,
	    "alice", HASH },
	{ "CVD-2026-4K7Q9XV", "note", events, 1, "received", "received", NULL,
	    "alice", HASH },
	{ "CVD-2026-4K7Q9XV", "note", events, 1, NULL, NULL, "nl-ncsc", "alice",
	    HASH },
	{ "CVD-2026-4K7Q9XV", "note", events, 1, NULL, NULL, NULL, "Alice A.",
	    HASH },
	{ "CVD-2026-4K7Q9XV", "note", events, 1, NULL, NULL, NULL, "alice",
	    "abc" },
	{ NULL, "init", events, 1, NULL, NULL, NULL, "alice", HASH },
	{ NULL, "init", NULL, 0, "none", "received", NULL, "alice", HASH },
	{ NULL, "init", NULL, 0, NULL, NULL, "nl-ncsc@2023", "alice", HASH },
	{ NULL, "init", NULL, 0, NULL, NULL, NULL, NULL, HASH },
	{ NULL, "init", NULL, 0, NULL, NULL, NULL, "alice", NULL },
};

START_TEST(free_text_never_comes_into_a_message)
{
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_COMMIT);
	struct cvd_err err;

	ck_assert_int_eq(cvd_message_write(&out, &not_allowed[_i], &err),
	    CVD_E_INTERNAL);
	ck_assert_uint_eq(out.size, 0);
	ck_assert_str_eq(err.message,
	    "a commit message is made of parts that are not allowed");
}
END_TEST

static const struct {
	const char *text;
	unsigned line; /* 0: as a whole */
} foreign[] = {
	{ "", 0 },
	{ "fix typo", 1 },
	{ "fix: typo\n", 2 },
	{ "casebook: init\n" TAIL, 2 },
	{ "casebook: init\n\nCvd-Actor: alice\n", 4 },
	{ "casebook: init\n\nCvd-Content-SHA256: " HASH "\n", 3 },
	{ "casebook: init\n\n" TAIL "\n", 5 },
	{ "casebook: init\n\n" TAIL "Signed-off-by: Eve <e@example.org>\n", 5 },
	{ "casebook: init\n\nCvd-Actor: alice\nCvd-Content-SHA256: " HASH, 4 },
	{ "casebook: Init\n\n" TAIL, 0 },
	{ "casebook: init \n\n" TAIL, 0 },
	{ "casebook: init, none -> received\n\n" TAIL, 0 },
	{ "other: init\n\n" TAIL, 0 },
	{ "casebook: init\n\nCvd-Actor:  alice\nCvd-Content-SHA256: " HASH "\n",
	    0 },
	{ "casebook: init\r\n\n" TAIL, 0 },
	{ "CVD-2026-4K7Q9XV: note\n\n" CASE TAIL, 0 },
	{ "CVD-2026-0000000: note\n\n" CASE EVENT TAIL, 0 },
	{ "CVD-2026-4K7Q9XV: note\n\n" EVENT CASE TAIL, 4 },
	{ "CVD-2026-4K7Q9XV: note\n\n" CASE "Cvd-Event: noted\n" TAIL, 5 },
	{ "CVD-2026-4K7Q9XV: note\n\n" CASE EVENT "Cvd-State: accepted\n" TAIL,
	    6 },
	{ "CVD-2026-4K7Q9XV: note\n\n" CASE EVENT
	  "Cvd-State: received -> accepted\n" TAIL,
	    0 },
};

START_TEST(what_cvd_does_not_write_it_does_not_read)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_message found = { .verb = "untouched" };
	struct cvd_err err = { 0 };

	ck_assert_int_eq(cvd_message_parse(foreign[_i].text,
	                     strlen(foreign[_i].text), arena, &found, &err),
	    CVD_E_SYNTAX);
	ck_assert_uint_eq(err.line, foreign[_i].line);
	ck_assert_str_eq(found.verb, "untouched");
	cvd_arena_free(arena);
}
END_TEST

START_TEST(a_nul_does_not_hide_the_rest)
{
	static const char text[] =
	    "casebook: init\n\nCvd-Actor: alice\0eve\nCvd-Content-SHA256: " HASH
	    "\n";
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_message found;
	struct cvd_err err;

	ck_assert_int_eq(cvd_message_parse(text, sizeof text - 1, arena, &found,
	                     &err),
	    CVD_E_SYNTAX);
	ck_assert_str_eq(err.message,
	    "the commit message is not as cvd writes it");
	cvd_arena_free(arena);
}
END_TEST

START_TEST(every_shortage_of_memory_is_said)
{
	struct cvd_err err;
	unsigned long nth = 0;
	enum cvd_status status;

	do {
		struct cvd_arena *arena = cvd_arena_new();
		struct cvd_message found;

		cvd_memory_fail_at(++nth);
		status = cvd_message_parse(both[0].text, strlen(both[0].text),
		    arena, &found, &err);
		cvd_memory_fail_at(0);
		if (status != CVD_OK)
			ck_assert_int_eq(status, CVD_E_NO_MEMORY);
		cvd_arena_free(arena);
	} while (status != CVD_OK);
	ck_assert_uint_gt(nth, 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("message");
	TCase *tc = tcase_create("message");

	tcase_add_loop_test(tc, a_message_is_written_and_read_back, 0,
	    COUNT(both));
	tcase_add_loop_test(tc, free_text_never_comes_into_a_message, 0,
	    COUNT(not_allowed));
	tcase_add_loop_test(tc, what_cvd_does_not_write_it_does_not_read, 0,
	    COUNT(foreign));
	tcase_add_test(tc, a_nul_does_not_hide_the_rest);
	tcase_add_test(tc, every_shortage_of_memory_is_said);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/case.h"
#include "core/limits.h"
#include "core/replay.h"
#include "edge/yaml.h"

#include "sealed.h"
#include "suite.h"

#include <string.h>

static const char text[] =
    "schema: cvd-case/1\n"
    "id: CVD-2026-4K7Q9XV\n"
    "title: Login form accepts any password\n"
    "state: accepted\n"
    "outcome: accepted\n"
    "policy: nl-ncsc@2023\n"
    "parties:\n"
    "  - party: reporter\n"
    "    role: finder\n"
    "events:\n"
    "  - id: 5T3ZK0V9QX7M2D8HJ4N6B1CRWY\n"
    "    lamport: 1\n"
    "    at: \"2026-11-20T09:00:00Z\"\n"
    "    recorded: \"2026-11-20T09:05:12Z\"\n"
    "    by: alice\n"
    "    event: received\n"
    "    title: Login form accepts any password\n"
    "    policies:\n"
    "      - id: nl-ncsc\n"
    "        version: \"2023\"\n"
    "        sha256: "
    "\"01234567890123456789012345678901234567890123456789012345678901ab\"\n"
    "        blob: \"0123456789012345678901234567890123456789\"\n"
    "        lead: true\n"
    "    calendars: []\n"
    "    channel: email\n"
    "    has:\n"
    "      - description\n"
    "    matter:\n"
    "      salt: 5T3ZK0V9QX7M2D8HJ4N6B1CRWZ\n"
    "      description: |\n"
    "        Any password will do.\n"
    "\n"
    "        Try it.\n"
    "  - id: 6T3ZK0V9QX7M2D8HJ4N6B1CRWY\n"
    "    lamport: 2\n"
    "    at: \"2026-11-20T10:00:00Z\"\n"
    "    recorded: \"2026-11-20T10:00:00Z\"\n"
    "    by: alice\n"
    "    event: assessed\n"
    "    outcome: accepted\n"
    "    weight: major\n";

static enum cvd_status
load(const char *bytes, struct cvd_case **c, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	const struct cvd_node *root;
	enum cvd_status rc;

	rc = cvd_yaml_read(bytes, strlen(bytes), arena, &root, err);
	if (rc == CVD_OK)
		rc = cvd_case_load(root, bytes, strlen(bytes), c, err);
	cvd_arena_free(arena);
	return rc;
}

static struct cvd_case *
loaded(const char *bytes)
{
	struct cvd_case *c = NULL;
	struct cvd_err err;

	ck_assert_msg(load(bytes, &c, &err) == CVD_OK, "%u:%u: %s", err.line,
	    err.column, err.message);
	return c;
}

/* The text with one piece replaced. */
static char *
with(const char *old, const char *new)
{
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	const char *at = strstr(text, old);

	ck_assert_ptr_nonnull(at);
	cvd_buf_add(&out, text, (size_t)(at - text));
	cvd_buf_addz(&out, new);
	cvd_buf_addz(&out, at + strlen(old));
	return cvd_buf_take(&out, NULL);
}

static void
assert_refused(char *bytes, enum cvd_status status, const char *message,
    unsigned line)
{
	struct cvd_case *c = NULL;
	struct cvd_err err;

	ck_assert_int_eq(load(bytes, &c, &err), status);
	ck_assert_msg(strstr(err.message, message) != NULL, "%s", err.message);
	ck_assert_uint_eq(err.line, line);
	free(bytes);
}

START_TEST(what_is_read_is_written_again)
{
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_case *c = loaded(text);
	struct cvd_err err;

	ck_assert_int_eq(cvd_case_is_canonical(c, &err), CVD_OK);
	ck_assert_int_eq(cvd_case_write(c, &c->head, &out, &err), CVD_OK);
	ck_assert_str_eq(out.data, text);
	cvd_buf_clear(&out);
	cvd_case_free(c);
}
END_TEST

START_TEST(a_new_event_leaves_the_old_bytes_alone)
{
	/* What is not canonical in an old event stays as it was signed. */
	char *odd = with("weight: major", "weight:   major");
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_case *c = loaded(odd);
	struct cvd_event *e;
	struct cvd_err err;

	ck_assert_int_eq(cvd_case_add(c, CVD_EVENT_ACKNOWLEDGED,
	                     "7T3ZK0V9QX7M2D8HJ4N6B1CRWY", INT64_C(1795165200),
	                     INT64_C(1795165200), "alice", &e, &err),
	    CVD_OK);
	ck_assert_uint_eq(e->lamport, 3);
	ck_assert_int_eq(cvd_case_write(c, &c->head, &out, &err), CVD_OK);
	ck_assert_int_eq(strncmp(out.data, odd, strlen(odd)), 0);
	ck_assert_str_eq(out.data + strlen(odd),
	    "  - id: 7T3ZK0V9QX7M2D8HJ4N6B1CRWY\n"
	    "    lamport: 3\n"
	    "    at: \"2026-11-20T09:00:00Z\"\n"
	    "    recorded: \"2026-11-20T09:00:00Z\"\n"
	    "    by: alice\n"
	    "    event: acknowledged\n");
	cvd_buf_clear(&out);
	cvd_case_free(c);
	free(odd);
}
END_TEST

/* The text with the matter of its receipt sealed. */
static char *
with_seal(void)
{
	struct cvd_buf seal = CVD_BUF_INIT(CVD_MAX_SEALED);
	char *sealed;

	cvd_buf_addz(&seal, "    matter: |\n");
	for (const char *line = sealed_block; *line != '\0';
	     line = strchr(line, '\n') + 1)
		cvd_buf_addf(&seal, "%s%.*s\n", *line == '\n' ? "" : "      ",
		    (int)strcspn(line, "\n"), line);
	cvd_buf_addz(&seal, "    matter_sha256: \"" SEALED_SHA256 "\"\n");
	sealed = with("    matter:\n"
	              "      salt: 5T3ZK0V9QX7M2D8HJ4N6B1CRWZ\n"
	              "      description: |\n"
	              "        Any password will do.\n"
	              "\n"
	              "        Try it.\n",
	    seal.data);
	cvd_buf_clear(&seal);
	return sealed;
}

START_TEST(what_is_sealed_is_written_sealed_opened_or_not)
{
	char *sealed = with_seal();
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_case *c = loaded(sealed);
	struct cvd_matter matter = { .salt = "5T3ZK0V9QX7M2D8HJ4N6B1CRWZ",
		.description = "Any password will do.\n" };
	struct cvd_err err;

	ck_assert_ptr_null(c->events[0].matter);
	ck_assert_str_eq(c->events[0].matter_sealed, sealed_block);
	ck_assert_int_eq(cvd_case_is_canonical(c, &err), CVD_OK);
	for (int opened = 0; opened < 2; opened++) {
		c->events[0].matter = opened ? &matter : NULL;
		c->read_count = 0;
		cvd_buf_cut(&out, 0);
		ck_assert_int_eq(cvd_case_write(c, &c->head, &out, &err),
		    CVD_OK);
		ck_assert_str_eq(out.data, sealed);
	}
	cvd_buf_clear(&out);
	cvd_case_free(c);
	free(sealed);
}
END_TEST

START_TEST(no_event_is_written_that_could_not_be_read)
{
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_case *c = loaded(text);
	char *note = cvd_arena_alloc(c->arena, CVD_MAX_DESCRIPTION, 1);
	struct cvd_matter matter = { .salt = "5T3ZK0V9QX7M2D8HJ4N6B1CRWZ",
		.note = note };
	struct cvd_event *e;
	struct cvd_err err;

	/* 500 KiB of one letter a line, with eight blanks before each */
	for (size_t i = 0; i < 512000; i++)
		note[i] = i % 2 == 0 ? 'a' : '\n';
	ck_assert_int_eq(cvd_case_add(c, CVD_EVENT_NOTED,
	                     "7T3ZK0V9QX7M2D8HJ4N6B1CRWY", INT64_C(1795165200),
	                     INT64_C(1795165200), "alice", &e, &err),
	    CVD_OK);
	e->matter = &matter;
	ck_assert_int_eq(cvd_case_write(c, &c->head, &out, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message,
	    "'noted' has more than 2097152 bytes, which is the limit of an "
	    "event");
	note[100000] = '\0';
	cvd_buf_cut(&out, 0);
	ck_assert_int_eq(cvd_case_write(c, &c->head, &out, &err), CVD_OK);
	cvd_buf_clear(&out);
	cvd_case_free(c);
}
END_TEST

START_TEST(events_without_lines_of_their_own_are_not_lost)
{
	static const char flow[] =
	    "schema: cvd-case/1\nid: CVD-2026-4K7Q9XV\ntitle: t\n"
	    "state: received\npolicy: nl-ncsc@2023\nparties: []\n"
	    "events: [{id: 5T3ZK0V9QX7M2D8HJ4N6B1CRWY, lamport: 1, "
	    "at: \"2026-11-20T09:00:00Z\", by: alice, "
	    "recorded: \"2026-11-20T09:00:00Z\", event: acknowledged}]\n";
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_case *c = loaded(flow);
	struct cvd_err err;

	ck_assert_int_eq(cvd_case_write(c, &c->head, &out, &err), CVD_OK);
	ck_assert_ptr_nonnull(
	    strstr(out.data, "events:\n"
	                     "  - id: 5T3ZK0V9QX7M2D8HJ4N6B1CRWY\n"
	                     "    lamport: 1\n"));
	cvd_buf_clear(&out);
	cvd_case_free(c);
}
END_TEST

START_TEST(another_form_is_found_with_line_and_column)
{
	char *odd = with("weight: major", "weight:   major");
	struct cvd_case *c = loaded(odd);
	struct cvd_err err;

	ck_assert_int_eq(cvd_case_is_canonical(c, &err), CVD_E_INVALID);
	ck_assert_uint_eq(err.line, 41);
	ck_assert_uint_eq(err.column, 13);
	cvd_case_free(c);
	free(odd);
}
END_TEST

START_TEST(the_head_is_what_the_events_come_to)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_case *c = loaded(text);
	struct cvd_replay r;
	struct cvd_err err;

	ck_assert_int_eq(cvd_replay_run(c, arena, &r, &err), CVD_OK);
	ck_assert_int_eq(cvd_case_write(c, &r.head, &out, &err), CVD_OK);
	ck_assert_str_eq(out.data, text);
	cvd_buf_clear(&out);
	cvd_case_free(c);
	cvd_arena_free(arena);
}
END_TEST

START_TEST(what_the_shape_forbids_is_refused_with_its_place)
{
	assert_refused(with("    weight: major", "    wieght: major"),
	    CVD_E_INVALID, "wieght", 41);
	assert_refused(with("    outcome: accepted\n    weight", "    weight"),
	    CVD_E_INVALID, "outcome", 34);
	assert_refused(with("event: assessed", "event: assesed"), CVD_E_INVALID,
	    "unknown event 'assesed'", 39);
	assert_refused(with("weight: major", "channel: pigeon"), CVD_E_INVALID,
	    "channel", 41);
	assert_refused(with("lamport: 2", "lamport: 0"), CVD_E_INVALID,
	    "counts from 1", 34);
	assert_refused(with("lamport: 1\n", "lamport: 3\n"), CVD_E_INVALID,
	    "out of order", 34);
	assert_refused(with("  - id: 6T3", "  - id: 5T3"), CVD_E_INVALID,
	    "two events", 34);
	assert_refused(with("        version: \"2023\"\n", ""), CVD_E_INVALID,
	    "missing field 'version'", 19);
	assert_refused(with("CVD-2026-4K7Q9XV", "CVD-2026-4K7Q9XW"),
	    CVD_E_INVALID, "4K7Q9XW", 2);
}
END_TEST

START_TEST(another_schema_is_never_guessed_at)
{
	assert_refused(with("cvd-case/1", "cvd-case/2"), CVD_E_TOO_NEW,
	    "later cvd", 1);
	assert_refused(with("cvd-case/1", "cvd-case/0"), CVD_E_TOO_OLD,
	    "no longer", 1);
	assert_refused(with("cvd-case/1", "cvd-roster/1"), CVD_E_INVALID,
	    "not 'cvd-case/1'", 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("case");
	TCase *tc = tcase_create("case");

	tcase_add_test(tc, what_is_read_is_written_again);
	tcase_add_test(tc, a_new_event_leaves_the_old_bytes_alone);
	tcase_add_test(tc, what_is_sealed_is_written_sealed_opened_or_not);
	tcase_add_test(tc, no_event_is_written_that_could_not_be_read);
	tcase_add_test(tc, events_without_lines_of_their_own_are_not_lost);
	tcase_add_test(tc, another_form_is_found_with_line_and_column);
	tcase_add_test(tc, the_head_is_what_the_events_come_to);
	tcase_add_test(tc, what_the_shape_forbids_is_refused_with_its_place);
	tcase_add_test(tc, another_schema_is_never_guessed_at);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

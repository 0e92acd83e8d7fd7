/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/case_merge.h"
#include "core/limits.h"
#include "edge/yaml.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))

/*
 * Versions of one case, as words with blanks between: the kind of event, its
 * lamport, and the letter that its id is made of. "k2A" acknowledges, "y2A"
 * accepts, "n2A" defers (a "no"), "c2A" is a note; a word in capitals, as
 * "C2A", is one with another text. The receipt comes first by itself, "r" for
 * one report, "R" for another.
 */

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
	cvd_memory_fail_at(0);
	cvd_arena_free(arena);
}

static void
add_event(struct cvd_buf *out, const char *id, unsigned lamport,
    const char *what, const char *rest)
{
	cvd_buf_addf(out,
	    "  - id: %s\n"
	    "    lamport: %u\n"
	    "    at: \"2026-11-20T09:%02u:00Z\"\n"
	    "    recorded: \"2026-11-20T09:%02u:00Z\"\n"
	    "    by: alice\n"
	    "    event: %s\n%s",
	    id, lamport, lamport % 60, lamport % 60, what, rest);
}

static void
add_word(struct cvd_buf *out, const char *word)
{
	char kind = (char)(*word | 0x20);
	bool other = *word != kind;
	char *end;
	unsigned lamport = (unsigned)strtoul(word + 1, &end, 10);
	char id[27];

	/* 128 bits in 26 digits of five: the first is one of eight */
	(void)memset(id, *end, 26);
	id[0] = '5';
	id[1] = 'T';
	id[26] = '\0';
	if (kind == 'k')
		add_event(out, id, lamport, "acknowledged",
		    other ? "    channel: phone\n" : "    channel: email\n");
	else if (kind == 'y')
		add_event(out, id, lamport, "assessed",
		    "    outcome: accepted\n");
	else if (kind == 'n')
		add_event(out, id, lamport, "assessed",
		    "    outcome: deferred\n");
	else
		add_event(out, id, lamport, "noted",
		    other ? "    matter:\n"
		            "      salt: 5T3ZK0V9QX7M2D8HJ4N6B1CRWZ\n"
		            "      note: another text\n"
		          : "    matter:\n"
		            "      salt: 5T3ZK0V9QX7M2D8HJ4N6B1CRWZ\n"
		            "      note: a text\n");
}

/* The file of such a version, in the arena. */
static struct cvd_bytes
file_of(const char *words)
{
	static const char head[] = "schema: cvd-case/1\n"
	                           "id: CVD-2026-4K7Q9XV\n"
	                           "title: Login form accepts any password\n"
	                           "state: received\n"
	                           "policy: nl-ncsc@2023\n"
	                           "parties:\n"
	                           "  - party: reporter\n"
	                           "    role: finder\n"
	                           "events:\n";
	static const char receipt[] =
	    "    title: Login form accepts any password\n"
	    "    policies:\n"
	    "      - id: nl-ncsc\n"
	    "        version: \"2023\"\n"
	    "        sha256: "
	    "\"01234567890123456789012345678901234567890123456789012345678901a"
	    "b\"\n"
	    "        blob: \"0123456789012345678901234567890123456789\"\n"
	    "        lead: true\n"
	    "    calendars: []\n"
	    "    channel: email\n";
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	char text[4096];
	struct cvd_bytes file;

	cvd_buf_addz(&out, head);
	add_event(&out,
	    *words == 'R' ? "6T3ZK0V9QX7M2D8HJ4N6B1CRWY"
	                  : "5T3ZK0V9QX7M2D8HJ4N6B1CRWY",
	    1, "received", receipt);
	(void)snprintf(text, sizeof text, "%s", words + 1);
	for (char *word = strtok(text, " "); word != NULL;
	     word = strtok(NULL, " "))
		add_word(&out, word);
	ck_assert_int_eq(cvd_buf_check(&out, NULL), CVD_OK);
	file.data = cvd_arena_copy(arena, out.data, out.size);
	file.size = out.size;
	cvd_buf_clear(&out);
	return file;
}

static struct cvd_case *
load(struct cvd_bytes file)
{
	const struct cvd_node *root;
	struct cvd_case *c = NULL;
	struct cvd_err err = { 0 };
	enum cvd_status rc = cvd_yaml_read(file.data, file.size, arena, &root,
	    &err);

	if (rc == CVD_OK)
		rc = cvd_case_load(root, file.data, file.size, &c, &err);
	ck_assert_msg(rc == CVD_OK, "%u:%u: %s\n%s", err.line, err.column,
	    err.message, file.data);
	return c;
}

static enum cvd_status
merge(struct cvd_bytes ours, struct cvd_bytes theirs, struct cvd_bytes *file,
    struct cvd_replay *replay, struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct cvd_case *a = load(ours);
	struct cvd_case *b = load(theirs);
	struct cvd_case merged;
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	enum cvd_status rc = cvd_case_merge(a, b, arena, &out, &merged, replay,
	    flaw, err);

	if (rc == CVD_OK) {
		file->data = cvd_arena_copy(arena, out.data, out.size);
		file->size = out.size;
		cvd_case_free(load(*file));
	}
	cvd_buf_clear(&out);
	cvd_case_free(a);
	cvd_case_free(b);
	return rc;
}

/* A merge that goes well. */
static struct cvd_bytes
united(struct cvd_bytes ours, struct cvd_bytes theirs, struct cvd_replay *r)
{
	struct cvd_bytes file = { NULL, 0 };
	struct cvd_err err = { 0 };
	struct cvd_replay replay;

	ck_assert_msg(merge(ours, theirs, &file, r == NULL ? &replay : r, NULL,
	                  &err) == CVD_OK,
	    "%s", err.message);
	return file;
}

static void
assert_same(struct cvd_bytes a, struct cvd_bytes b)
{
	ck_assert_str_eq(a.data, b.data);
	ck_assert_uint_eq(a.size, b.size);
}

/* What stands behind the head. */
static const char *
events_in(struct cvd_bytes file)
{
	const char *events = strstr(file.data, "\nevents:\n");

	ck_assert_ptr_nonnull(events);
	return events;
}

static const struct merge_row {
	const char *ours, *theirs, *both;
	const char *review; /* why; NULL: nothing is to be looked at */
	const char *state;
} merges[] = {
	{ "r", "r", "r", NULL, "received" },
	{ "r", "r c2A", "r c2A", NULL, "received" },
	{ "r c2B", "r c2A", "r c2A c2B", NULL, "received" },
	{ "r c2A c3B", "r c2C", "r c2A c2C c3B", NULL, "received" },
	{ "r c2A c3B c4D", "r c2A c3C c4E c5F", "r c2A c3B c3C c4D c4E c5F",
	    NULL, "received" },
	{ "r c2A c2B c3C", "r c2A c3D", "r c2A c2B c3C c3D", NULL, "received" },
	{ "r k2A", "r y2B", "r k2A y2B", NULL, "accepted" },
	{ "r y2A", "r k2B", "r y2A k2B", NULL, "accepted" },
	/* twice is once too often, and the second one waits for somebody */
	{ "r k2A", "r k2B", "r k2A k2B",
	    "receipt is acknowledged once, and was", "acknowledged" },
	{ "r k2B c3C", "r k2A", "r k2A k2B c3C",
	    "receipt is acknowledged once, and was", "acknowledged" },
	{ "r c2A k3B", "r k2C", "r c2A k2C k3B",
	    "receipt is acknowledged once, and was", "acknowledged" },
	{ "r k2A y3B", "r k2C y3D", "r k2A k2C y3B y3D",
	    "receipt is acknowledged once, and was", "accepted" },
	{ "r y2A", "r y2B", "r y2A y2B", "the report is accepted already",
	    "accepted" },
};

START_TEST(events_of_both_sides_are_one_case)
{
	const struct merge_row *row = &merges[_i];
	struct cvd_replay r;
	struct cvd_bytes ours = file_of(row->ours);
	struct cvd_bytes theirs = file_of(row->theirs);
	struct cvd_bytes both = united(ours, theirs, &r);
	size_t count = strlen(row->both) == 1
	                   ? 1
	                   : 1 + (strlen(row->both) - 1) / strlen(" c2A");
	const char *why = NULL;

	for (size_t i = 0; i < count && why == NULL; i++)
		why = r.verdict[i].why;
	ck_assert_str_eq(events_in(both), events_in(file_of(row->both)));
	assert_same(both, united(theirs, ours, NULL));
	assert_same(both, united(both, ours, NULL));
	assert_same(both, united(theirs, both, NULL));
	assert_same(both, united(both, both, NULL));
	ck_assert_str_eq(cvd_label_names[r.head.state], row->state);
	if (row->review == NULL) {
		ck_assert(!r.head.needs_review);
	} else {
		ck_assert(r.head.needs_review);
		ck_assert_pstr_eq(why, row->review);
		ck_assert_ptr_nonnull(
		    strstr(both.data, "\nneeds_review: true\n"));
	}
}
END_TEST

static const struct refusal_row {
	const char *ours, *theirs;
	enum cvd_status rc;
	const char *message; /* of the flaw, or of the failure */
} refusals[] = {
	{ "r", "R", CVD_E_CONFLICT,
	    "CVD-2026-4K7Q9XV was opened on both sides, for two reports: "
	    "'Login form accepts any password' by alice and "
	    "'Login form accepts any password' by alice" },
	{ "R c2A", "r c2A", CVD_E_CONFLICT, "CVD-2026-4K7Q9XV was opened" },
	{ "r k2A", "r K2A", CVD_E_FINDINGS,
	    "event '5TAAAAAAAAAAAAAAAAAAAAAAAA' is not the same on both "
	    "sides" },
	{ "r c2B k3A", "r c2B K3A c4C", CVD_E_FINDINGS,
	    "event '5TAAAAAAAAAAAAAAAAAAAAAAAA' is not the same" },
	/* one id at two places is one event with two texts */
	{ "r c2A", "r c2B c3A", CVD_E_FINDINGS,
	    "event '5TAAAAAAAAAAAAAAAAAAAAAAAA' is not the same" },
	{ "r c2A", "r k2B k3A", CVD_E_FINDINGS,
	    "event '5TAAAAAAAAAAAAAAAAAAAAAAAA' is not the same" },
};

START_TEST(what_cannot_be_one_is_refused)
{
	const struct refusal_row *row = &refusals[_i];

	for (int turn = 0; turn < 2; turn++) {
		struct cvd_bytes file;
		struct cvd_replay r;
		struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };
		struct cvd_err err = { 0 };
		enum cvd_status rc = merge(file_of(turn == 0 ? row->ours
		                                             : row->theirs),
		    file_of(turn == 0 ? row->theirs : row->ours), &file, &r,
		    &flaw, &err);
		const char *said = rc == CVD_E_FINDINGS ? flaw.message
		                                        : err.message;

		ck_assert_int_eq(rc, row->rc);
		if (rc == CVD_E_FINDINGS)
			ck_assert_int_eq(flaw.kind, CVD_FLAW_EVENT_CHANGED);
		ck_assert_msg(strncmp(said, row->message,
		                  strlen(row->message)) == 0,
		    "%s", said);
	}
}
END_TEST

/*
 * The receipt, and as many letters from the reporter, or parties, one behind
 * the other.
 */
static struct cvd_bytes
many(char letter, unsigned count, bool parties)
{
	struct cvd_bytes start = file_of(parties ? "r y2A" : "r");
	unsigned first = parties ? 3 : 2;
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_bytes file;

	cvd_buf_add(&out, start.data, start.size);
	for (unsigned i = 0; i < count; i++) {
		char id[27];
		char party[80];

		(void)snprintf(id, sizeof id, "5%c%024u", letter, i);
		(void)snprintf(party, sizeof party,
		    "    party: vendor-%c%u\n    role: vendor\n", letter | 0x20,
		    i);
		if (parties)
			add_event(&out, id, i + first, "party_added", party);
		else
			add_event(&out, id, i + first, "info_received", "");
	}
	ck_assert_int_eq(cvd_buf_check(&out, NULL), CVD_OK);
	file.data = cvd_arena_copy(arena, out.data, out.size);
	file.size = out.size;
	cvd_buf_clear(&out);
	return file;
}

START_TEST(what_is_too_much_for_one_file_is_refused)
{
	struct cvd_bytes file;
	struct cvd_replay replay;
	struct cvd_err err = { 0 };

	ck_assert_int_eq(merge(many('G', 5000, false), many('H', 5000, false),
	                     &file, &replay, NULL, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message,
	    "together the two sides have 10001 events, more than 10000");
	/* what could not be read again */
	ck_assert_int_eq(merge(many('G', 1100, true), many('H', 1100, true),
	                     &file, &replay, NULL, &err),
	    CVD_E_INVALID);
	ck_assert_ptr_nonnull(strstr(err.message, " parties, more than 2000"));
}
END_TEST

/* Every event of a side comes in with the bytes that it had. */
static void
assert_holds(struct cvd_bytes whole, struct cvd_bytes part)
{
	const char *event = events_in(part) + strlen("\nevents:\n");

	while (*event != '\0') {
		const char *next = strstr(event + 1, "  - id: ");
		size_t size = next == NULL ? strlen(event)
		                           : (size_t)(next - event);
		char *alone = cvd_arena_copy(arena, event, size);

		ck_assert_msg(strstr(whole.data, alone) != NULL, "%s is gone",
		    alone);
		event += size;
	}
}

static unsigned
draw(unsigned long long *state, unsigned most)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(*state >> 33) % most;
}

/*
 * Several people write and merge at random, and merge with each other at the
 * end, each in another order: they all have the same file, and nothing is lost.
 */
START_TEST(whoever_merges_gets_the_same)
{
	enum {
		PEOPLE = 4,
		TURNS = 36,
		EVENTS = 22
	};
	static const char kinds[] = "kync";
	unsigned long long state = (unsigned long long)_i + 1;
	struct cvd_bytes file[PEOPLE];
	unsigned lamport[PEOPLE];
	int used = 0;

	for (int i = 0; i < PEOPLE; i++) {
		file[i] = file_of("r");
		lamport[i] = 1;
	}
	for (int turn = 0; turn < TURNS; turn++) {
		unsigned who = draw(&state, PEOPLE);
		unsigned other = draw(&state, PEOPLE);
		struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);
		char word[16];

		if (draw(&state, 2) == 0 || used == EVENTS) {
			file[who] = united(file[who], file[other], NULL);
			if (lamport[other] > lamport[who])
				lamport[who] = lamport[other];
			continue;
		}
		(void)snprintf(word, sizeof word, "%c%u%c",
		    kinds[draw(&state, 4)], ++lamport[who],
		    "ABCDEFGHJKMNPQRSTVWXYZ"[used++]);
		cvd_buf_add(&text, file[who].data, file[who].size);
		add_word(&text, word);
		file[who].data = cvd_arena_copy(arena, text.data, text.size);
		file[who].size = text.size;
		cvd_buf_clear(&text);
	}
	for (unsigned i = 0; i < PEOPLE; i++) {
		struct cvd_bytes all = file[i];

		for (unsigned k = 1; k < PEOPLE; k++)
			all = united(all, file[(i + k) % PEOPLE], NULL);
		for (unsigned k = 0; k < PEOPLE; k++)
			assert_holds(all, file[k]);
		if (i > 0)
			assert_same(all, united(file[0], all, NULL));
		assert_same(all, united(all, file[draw(&state, PEOPLE)], NULL));
	}
}
END_TEST

START_TEST(memory_that_runs_out_is_said)
{
	struct cvd_bytes ours = file_of("r k2A y3B c4C");
	struct cvd_bytes theirs = file_of("r k2D c3E");
	struct cvd_case *a = load(ours);
	struct cvd_case *b = load(theirs);
	enum cvd_status rc = CVD_E_NO_MEMORY;

	for (unsigned long n = 1; rc == CVD_E_NO_MEMORY; n++) {
		struct cvd_arena *fresh = cvd_arena_new();
		struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
		struct cvd_case merged;
		struct cvd_replay replay;

		ck_assert_uint_lt(n, 10000);
		cvd_memory_fail_at(n);
		rc = cvd_case_merge(a, b, fresh, &out, &merged, &replay, NULL,
		    NULL);
		cvd_memory_fail_at(0);
		cvd_buf_clear(&out);
		cvd_arena_free(fresh);
	}
	ck_assert_int_eq(rc, CVD_OK);
	cvd_case_free(a);
	cvd_case_free(b);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("case_merge");
	TCase *tc = tcase_create("case_merge");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, events_of_both_sides_are_one_case, 0,
	    COUNT(merges));
	tcase_add_loop_test(tc, what_cannot_be_one_is_refused, 0,
	    COUNT(refusals));
	tcase_add_test(tc, what_is_too_much_for_one_file_is_refused);
	tcase_add_loop_test(tc, whoever_merges_gets_the_same, 0, 50);
	tcase_add_test(tc, memory_that_runs_out_is_said);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/roster.h"

#include "core/arena.h"
#include "edge/yaml.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

#define A    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define B    "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define C    "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"
#define LAST "1111111111111111111111111111111111111111"

#define HEAD "schema: cvd-roster/1\nserial: 1\nmembers:\n"
#define MEMBER(name, role, key)                                                \
	"  - name: " name "\n    role: " role "\n    primary: \"" key "\"\n"   \
	"    signing:\n      - \"" key "\"\n"
#define RETIRED(key, reason, last)                                             \
	"  - key: \"" key "\"\n    reason: " reason                            \
	"\n    good_until: \"" last "\"\n"

static struct cvd_arena *arena;
static const struct cvd_roster *roster;

static void
setup(void)
{
	arena = cvd_arena_new();
}

static void
teardown(void)
{
	cvd_arena_free(arena);
}

static enum cvd_status
load(const char *text, struct cvd_err *err)
{
	const struct cvd_node *root = NULL;

	ck_assert_int_eq(cvd_yaml_read(text, strlen(text), arena, &root, err),
	    CVD_OK);
	return cvd_roster_load(root, arena, &roster, err);
}

static const struct {
	const char *text;
	const char *message; /* NULL: it is a good roster */
	unsigned line;
} rows[] = {
	{ HEAD MEMBER("alice", "lead", A) "retired: []\n", NULL, 0 },
	{ HEAD MEMBER("alice", "lead", A)
	        MEMBER("bob", "bot", B) "retired:\n" RETIRED(C, "left", LAST),
	    NULL, 0 },
	{ HEAD MEMBER("alice", "lead", A) "retired:\n" RETIRED(B, "left",
	      LAST) "    void:\n      - \"" LAST
	            "\"\n" RETIRED(C, "superseded", LAST),
	    NULL, 0 },
	{ HEAD MEMBER("alice", "member", A) "retired: []\n",
	    "no member is a lead", 0 },
	{ HEAD MEMBER("alice", "lead", A)
	        MEMBER("alice", "bot", B) "retired: []\n",
	    "two members are called 'alice'", 0 },
	{ HEAD MEMBER("alice", "lead", A)
	        MEMBER("bob", "bot", A) "retired: []\n",
	    "key '" A "' signs for two members", 0 },
	{ HEAD MEMBER("alice", "lead", A) "retired:\n" RETIRED(B, "left", LAST)
	        RETIRED(B, "compromised", LAST),
	    "key '" B "' is retired twice", 0 },
	{ HEAD MEMBER("alice", "lead", A) "retired:\n" RETIRED(B, "left",
	      "HEAD"),
	    "'HEAD' is not a whole id of git: 40 digits of 0-9 and a-f", 12 },
	{ HEAD MEMBER("alice", "lead", A) "retired:\n" RETIRED(B, "left",
	      "1234567"),
	    "'1234567' is not a whole id", 12 },
	{ HEAD MEMBER("alice", "lead", A) "retired:\n" RETIRED(B, "left", A),
	    "' is not a whole id", 12 },
	{ HEAD MEMBER("alice", "lead", A) "retired:\n" RETIRED(B, "left",
	      LAST) "    void:\n      - \"" LAST "\"\n      - HEAD\n",
	    "'HEAD' is not a whole id", 15 },
	{ HEAD MEMBER("alice", "lead", A) "retired:\n" RETIRED(B, "stolen",
	      LAST),
	    "must be one of left, superseded, compromised", 11 },
};

START_TEST(a_roster_is_whole)
{
	struct cvd_err err = { 0 };
	enum cvd_status rc = load(rows[_i].text, &err);

	if (rows[_i].message == NULL) {
		ck_assert_msg(rc == CVD_OK, "%s", err.message);
		return;
	}
	ck_assert_int_eq(rc, CVD_E_INVALID);
	ck_assert_msg(strstr(err.message, rows[_i].message) != NULL, "%s",
	    err.message);
	ck_assert_uint_eq(err.line, rows[_i].line);
}
END_TEST

START_TEST(who_and_what_is_found_in_it)
{
	struct cvd_err err;

	ck_assert_int_eq(load(rows[1].text, &err), CVD_OK);
	ck_assert_str_eq(cvd_roster_find(roster, "bob")->primary, B);
	ck_assert_ptr_null(cvd_roster_find(roster, "eve"));
	ck_assert_str_eq(cvd_roster_signer(roster, A)->name, "alice");
	ck_assert_ptr_null(cvd_roster_signer(roster, C));
	ck_assert_str_eq(cvd_roster_retired(roster, C)->good_until, LAST);
	ck_assert_ptr_null(cvd_roster_retired(roster, A));
	ck_assert(cvd_roster_has_retired(roster, C));
	ck_assert(!cvd_roster_has_retired(roster, A));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("roster");
	TCase *tc = tcase_create("roster");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, a_roster_is_whole, 0,
	    (int)(sizeof rows / sizeof *rows));
	tcase_add_test(tc, who_and_what_is_found_in_it);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

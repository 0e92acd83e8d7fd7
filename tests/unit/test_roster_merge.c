/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/roster_merge.h"

#include "core/canon.h"
#include "core/limits.h"
#include "edge/yaml.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof(a)[0]))

/*
 * Rosters as words with blanks between: "7" is the serial; "aL" is a member
 * called a, who signs with key A, as a lead, "bM" as a member, "cB" as a bot;
 * "-D1l" retires key D as left, good until commit 1, "s" superseded; digits
 * behind it are void commits; "!x" asks for approvals of x.
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

/* Forty times the same. */
static const char *
forty(char c)
{
	char *text = cvd_arena_alloc(arena, 41, 1);

	(void)memset(text, c, 40);
	return text;
}

static void
add_member(struct cvd_buf *out, const char *word)
{
	const char *role = word[1] == 'L'   ? "lead"
	                   : word[1] == 'M' ? "member"
	                                    : "bot";
	const char *key = forty((char)(word[0] - 0x20));

	cvd_buf_addf(out,
	    "  - name: %c-name\n"
	    "    role: %s\n"
	    "    primary: \"%s\"\n"
	    "    signing:\n"
	    "      - \"%s\"\n",
	    word[0], role, key, key);
}

static void
add_retired(struct cvd_buf *out, const char *word)
{
	cvd_buf_addf(out,
	    "  - key: \"%s\"\n"
	    "    reason: %s\n"
	    "    good_until: \"%s\"\n",
	    forty(word[1]), word[3] == 'l' ? "left" : "superseded",
	    forty(word[2]));
	if (word[4] == '\0')
		return;
	cvd_buf_addz(out, "    void:\n");
	for (const char *c = word + 4; *c != '\0'; c++)
		cvd_buf_addf(out, "      - \"%s\"\n", forty(*c));
}

/* The canonical text of a roster. */
static const char *
text_of(const char *words)
{
	struct cvd_buf head = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_buf retired = CVD_BUF_INIT(CVD_MAX_FILE);
	char copy[200];
	const char *approvals = "";
	const char *text;

	(void)snprintf(copy, sizeof copy, "%s", words);
	for (char *w = strtok(copy, " "); w != NULL; w = strtok(NULL, " ")) {
		if (*w >= '0' && *w <= '9')
			cvd_buf_addf(&head,
			    "schema: cvd-roster/1\nserial: %s\nmembers:\n", w);
		else if (*w == '-')
			add_retired(&retired, w);
		else if (*w == '!')
			approvals = cvd_arena_textf(arena,
			    "approvals:\n  %s: 2\n", w + 1);
		else
			add_member(&head, w);
	}
	text = cvd_arena_textf(arena, "%sretired:%s%s%s", head.data,
	    retired.size == 0 ? " []\n" : "\n", retired.data, approvals);
	cvd_buf_clear(&head);
	cvd_buf_clear(&retired);
	return text;
}

static const struct cvd_roster *
roster_of(const char *words)
{
	const char *text = text_of(words);
	const struct cvd_roster *roster = NULL;
	const struct cvd_node *root;
	struct cvd_err err = { 0 };
	enum cvd_status rc = cvd_yaml_read(text, strlen(text), arena, &root,
	    &err);

	if (rc == CVD_OK)
		rc = cvd_roster_load(root, arena, &roster, &err);
	ck_assert_msg(rc == CVD_OK, "%u:%u: %s\n%s", err.line, err.column,
	    err.message, text);
	return roster;
}

static const char *
written(const struct cvd_roster *roster)
{
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	const char *text;

	cvd_canon_write(&out,
	    cvd_fields_save(&cvd_roster_shape, 0, roster, arena));
	text = cvd_arena_text(arena, out.data);
	cvd_buf_clear(&out);
	return text;
}

static const struct row {
	const char *base, *ours, *theirs;
	const char *both;   /* NULL: a lead's to decide, */
	const char *reason; /* because */
} rows[] = {
	{ "1 aL", "2 aL bM", "2 aL -D1l", "3 aL bM -D1l", NULL },
	{ "1 aL", "4 aL bM", "2 aL -D1l", "5 aL bM -D1l", NULL },
	{ "1 aL bM", "2 aL -B1l", "2 aL bM -D2s", "3 aL -B1l -D2s", NULL },
	{ "1 aL bM", "2 aL -B1l", "2 aL -B1l", "3 aL -B1l", NULL },
	{ "1 aL bM", "2 aL bL", "2 aL bM -D1l", "3 aL bL -D1l", NULL },
	/* what was said before stays, and void commits add up */
	{ "1 aL -D1l", "2 aL -D1l -E2s", "2 aL -D1l -F3l",
	    "3 aL -D1l -E2s -F3l", NULL },
	{ "1 aL -F3l", "2 aL -F3l -E2s", "2 aL -F3l -D1l",
	    "3 aL -D1l -E2s -F3l", NULL },
	{ "1 aL -D1l", "2 aL -D1l5", "2 aL -D1l4", "3 aL -D1l45", NULL },
	{ "1 aL -D1l5", "2 aL -D1l45", "2 aL -D1l56", "3 aL -D1l456", NULL },
	/* approvals are of the side that changed them */
	{ "1 aL", "2 aL !publish", "2 aL bM", "3 aL bM !publish", NULL },
	{ "1 aL !publish", "2 aL", "2 aL !publish -D1l", "3 aL -D1l", NULL },
	{ "1 aL", "2 aL !publish", "2 aL !publish bM", "3 aL bM !publish",
	    NULL },
	/* for a lead */
	{ "1 aL", "2 aL bM", "2 aL cB", NULL,
	    "both sides changed who is a member" },
	{ "1 aL bM", "2 aL -B1l", "2 aL bM cB", NULL,
	    "both sides changed who is a member" },
	{ "1 aL bM", "2 aL bL", "2 aL -B1l", NULL,
	    "both sides changed who is a member" },
	{ "1 aL", "2 aL !roster", "2 aL !publish", NULL,
	    "both sides changed what needs approval" },
	{ "1 aL", "2 aL -D1l", "2 aL -D2l", NULL, "is retired on both sides" },
	{ "1 aL", "2 aL -D1l", "2 aL -D1s", NULL, "is retired on both sides" },
	{ "1 aL", "2 aL dM", "2 aL -D1l", NULL, "signs no more" },
	{ "1 aL", "4294967295 aL bM", "2 aL -D1l", NULL,
	    "the serial cannot count on" },
};

START_TEST(two_rosters_are_one_or_a_leads_to_decide)
{
	const struct row *row = &rows[_i];

	for (int turn = 0; turn < 2; turn++) {
		struct cvd_roster both;
		struct cvd_err err = { 0 };
		enum cvd_status rc = cvd_roster_merge(roster_of(row->base),
		    roster_of(turn == 0 ? row->ours : row->theirs),
		    roster_of(turn == 0 ? row->theirs : row->ours), arena,
		    &both, &err);

		if (row->both != NULL) {
			ck_assert_msg(rc == CVD_OK, "%s", err.message);
			ck_assert_str_eq(written(&both), text_of(row->both));
		} else {
			ck_assert_int_eq(rc, CVD_E_CONFLICT);
			ck_assert_msg(strstr(err.message, row->reason) != NULL,
			    "%s", err.message);
		}
	}
}
END_TEST

START_TEST(memory_that_runs_out_is_said)
{
	const struct cvd_roster *base = roster_of("1 aL -D1l5");
	const struct cvd_roster *ours = roster_of("2 aL bM -D1l45");
	const struct cvd_roster *theirs = roster_of("2 aL -D1l5 -E1l");
	enum cvd_status rc = CVD_E_NO_MEMORY;

	for (unsigned long n = 1; rc == CVD_E_NO_MEMORY; n++) {
		struct cvd_arena *fresh = cvd_arena_new();
		struct cvd_roster both;

		ck_assert_uint_lt(n, 1000);
		cvd_memory_fail_at(n);
		rc = cvd_roster_merge(base, ours, theirs, fresh, &both, NULL);
		cvd_memory_fail_at(0);
		cvd_arena_free(fresh);
	}
	ck_assert_int_eq(rc, CVD_OK);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("roster_merge");
	TCase *tc = tcase_create("roster_merge");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, two_rosters_are_one_or_a_leads_to_decide, 0,
	    COUNT(rows));
	tcase_add_test(tc, memory_that_runs_out_is_said);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Answers stories with clocks, for a comparison with another computation.
 *
 * A line of input is POLICY, the instant asked for and the story, with tabs
 * between: tests/unit/policies.h, tests/unit/story.h. Of the story everything
 * counts, legal or not. The answer is a line for each clock (term, party, n,
 * state, from, due, met_at, with tabs between) and an empty one.
 */

#include "core/clock.h"

#include "policies.h"
#include "story.h"

#include <stdlib.h>

#define STORY_LINE 8192

static void
put_instant(cvd_instant instant, char end)
{
	char text[CVD_INSTANT_TEXT] = "-";

	if (instant != CVD_INSTANT_NONE)
		cvd_instant_text(instant, text);
	(void)printf("%s%c", text, end);
}

static void
answer(const char *policy, const char *at, const char *text)
{
	struct story s = story_open(text);
	struct cvd_policy_in_force force = policy_of(s.arena, policy);
	const struct cvd_policy_set set = { &force, 1 };
	struct cvd_clocks list;
	cvd_instant instant = 0;
	struct cvd_err err;

	story_believe(&s);
	ck_assert_int_eq(cvd_instant_parse(at, &instant, NULL), CVD_OK);
	ck_assert_msg(cvd_clock_list(&s.replay, &set, instant, s.arena, &list,
	                  &err) == CVD_OK,
	    "%s: %s", text, err.message);
	for (size_t i = 0; i < list.count; i++) {
		const struct cvd_clock *c = &list.clock[i];

		(void)printf("%s\t%s\t%u\t%s\t", c->term,
		    c->party != NULL ? c->party : "-", c->n,
		    cvd_clock_state_names[c->state]);
		put_instant(c->from, '\t');
		put_instant(c->due, '\t');
		put_instant(c->met_at, '\n');
	}
	(void)putchar('\n');
	story_close(&s);
}

START_TEST(every_story_is_answered)
{
	char line[STORY_LINE];

	while (fgets(line, sizeof line, stdin) != NULL) {
		char *at = strchr(line, '\t');
		char *text = at != NULL ? strchr(at + 1, '\t') : NULL;

		ck_assert_msg(text != NULL, "'%s' is no story", line);
		line[strcspn(line, "\n")] = '\0';
		*at++ = '\0';
		*text++ = '\0';
		answer(line, at, text);
	}
}
END_TEST

/* As a test of Check, since the headers of the unit tests assert by it. */
int
main(void)
{
	Suite *suite = suite_create("clock_dump");
	TCase *tcase = tcase_create("clock_dump");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_test(tcase, every_story_is_answered);
	suite_add_tcase(suite, tcase);
	srunner_set_fork_status(runner, CK_NOFORK);
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	if (failed > 0)
		(void)fprintf(stderr, "%s\n",
		    tr_msg(srunner_failures(runner)[0]));
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

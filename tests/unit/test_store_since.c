/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/store.h"

#include "repo.h"
#include "suite.h"

/* What git says, without the end of its line. */
static const char *
git_id(const char *revision)
{
	static char ids[8][CVD_STORE_ID_TEXT];
	static unsigned turn;
	char *id = ids[turn++ % 8];
	char line[200];

	(void)snprintf(line, sizeof(line), "git rev-parse '%s'", revision);
	(void)snprintf(id, CVD_STORE_ID_TEXT, "%.40s", sh(line));
	return id;
}

static enum cvd_status
note(void *context, const char *commit, struct cvd_err *error)
{
	struct cvd_buf *notes = context;

	(void)error;
	cvd_buf_addf(notes, "%s\n", commit);
	return CVD_OK;
}

static enum cvd_status
refuse(void *context, const char *commit, struct cvd_err *error)
{
	unsigned *calls = context;

	(void)commit;
	++*calls;
	return cvd_fail(error, CVD_E_REFUSED, "enough");
}

START_TEST(commits_since_are_those_of_git_log)
{
	struct cvd_buf notes = CVD_BUF_INIT(10000);
	unsigned calls = 0;

	assert_ok(cvd_store_each_between(store, git_id("HEAD~2"),
	    cvd_store_head(store), note, &notes, &err));
	ck_assert_str_eq(notes.data, sh("git rev-list HEAD~2..HEAD"));
	cvd_buf_clear(&notes);
	assert_ok(cvd_store_each_between(store, git_id("HEAD"),
	    cvd_store_head(store), note, &notes, &err));
	ck_assert_str_eq(notes.data, "");
	assert_fails(cvd_store_each_between(store, git_id("HEAD~2"),
	                 cvd_store_head(store), refuse, &calls, &err),
	    CVD_E_REFUSED, "enough");
	ck_assert_uint_eq(calls, 1);
	assert_fails(cvd_store_each_between(store, "HEAD",
	                 cvd_store_head(store), note, &notes, &err),
	    CVD_E_NOT_FOUND, "'HEAD'");
}
END_TEST

START_TEST(commits_between_need_not_be_head_s)
{
	struct cvd_buf notes = CVD_BUF_INIT(10000);

	assert_ok(cvd_store_each_between(store, git_id("HEAD~2"),
	    git_id("HEAD~"), note, &notes, &err));
	ck_assert_str_eq(notes.data, sh("git rev-list HEAD~2..HEAD~"));
	cvd_buf_clear(&notes);
	assert_ok(cvd_store_each_between(store, NULL, git_id("HEAD"), note,
	    &notes, &err));
	ck_assert_str_eq(notes.data, sh("git rev-list HEAD"));
	cvd_buf_clear(&notes);
	assert_ok(cvd_store_each_between(store, git_id("HEAD"), git_id("HEAD~"),
	    note, &notes, &err));
	ck_assert_str_eq(notes.data, "");
	assert_fails(cvd_store_each_between(store, NULL, "main", note, &notes,
	                 &err),
	    CVD_E_NOT_FOUND, "'main'");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_since");
	TCase *tc = tcase_create("store_since");

	tcase_add_checked_fixture(tc, repo_make, repo_clear);
	tcase_add_test(tc, commits_since_are_those_of_git_log);
	tcase_add_test(tc, commits_between_need_not_be_head_s);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

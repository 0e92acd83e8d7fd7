/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/store.h"

#include "repo.h"
#include "suite.h"

#define REF "refs/cvd/quarantine/origin"

static const char missing[] = "1234567890123456789012345678901234567890";
static char commit[CVD_STORE_ID_TEXT];

static void
refs_make(void)
{
	repo_make();
	(void)snprintf(commit, sizeof commit, "untouched");
}

START_TEST(a_ref_is_set_moved_and_taken_away)
{
	const char *older = repo_id("git rev-parse HEAD~1");

	assert_ok(cvd_store_set_ref(store, REF, older, &err));
	assert_ok(cvd_store_ref(store, REF, commit, &err));
	ck_assert_str_eq(commit, older);
	ck_assert_str_eq(repo_id("git rev-parse " REF), older);
	(void)sh("git pack-refs --all");
	assert_ok(cvd_store_set_ref(store, REF, cvd_store_head(store), &err));
	assert_ok(cvd_store_ref(store, REF, commit, &err));
	ck_assert_str_eq(commit, cvd_store_head(store));
	(void)sh("git pack-refs --all");
	assert_ok(cvd_store_set_ref(store, REF, NULL, &err));
	assert_fails(cvd_store_ref(store, REF, commit, &err), CVD_E_NOT_FOUND,
	    "there is no '" REF "'");
	assert_ok(cvd_store_set_ref(store, REF, NULL, &err));
	ck_assert_str_eq(sh("git for-each-ref --format='%(refname)'"),
	    "refs/heads/main\n");
	assert_sound();
}
END_TEST

START_TEST(the_branch_is_read_and_not_set)
{
	assert_ok(cvd_store_ref(store, "refs/heads/main", commit, &err));
	ck_assert_str_eq(commit, cvd_store_head(store));
	assert_fails(cvd_store_set_ref(store, "refs/heads/main", commit, &err),
	    CVD_E_INVALID, "'refs/heads/main' cannot be a ref");
	assert_fails(cvd_store_set_ref(store, "refs/heads/main", NULL, &err),
	    CVD_E_INVALID, "'refs/heads/main' cannot be a ref");
}
END_TEST

static const char *const bad_names[] = { "", "HEAD", "main", "refs/cvd",
	"refs/cvd/", "refs/cvdx/a", "refs/heads/other", "refs/cvd/../heads/a",
	"refs/cvd/a/", "refs/cvd//a", "refs/cvd/a..b", "refs/cvd/a.lock",
	"refs/cvd/.a", "refs/cvd/a b", "refs/cvd/a\nb", "refs/cvd/a~1",
	"refs/cvd/a:b", "refs/cvd/@{0}", "/refs/cvd/a", "refs/remotes/x" };

START_TEST(other_names_are_neither_read_nor_set)
{
	const char *name = bad_names[_i];

	assert_fails(cvd_store_ref(store, name, commit, &err), CVD_E_INVALID,
	    "cannot be a ref of a casebook");
	assert_fails(cvd_store_set_ref(store, name, cvd_store_head(store),
	                 &err),
	    CVD_E_INVALID, "cannot be a ref of a casebook");
	assert_fails(cvd_store_set_ref(store, name, NULL, &err), CVD_E_INVALID,
	    "cannot be a ref of a casebook");
	ck_assert_str_eq(commit, "untouched");
}
END_TEST

START_TEST(only_a_commit_that_is_there_can_be_named)
{
	assert_fails(cvd_store_set_ref(store, REF, missing, &err),
	    CVD_E_NOT_FOUND, "there is no commit '1234567890");
	assert_fails(cvd_store_set_ref(store, REF, "HEAD", &err),
	    CVD_E_NOT_FOUND, "there is no commit 'HEAD'");
	assert_fails(cvd_store_set_ref(store, REF,
	                 repo_id("git rev-parse HEAD^{tree}"), &err),
	    CVD_E_NOT_FOUND, "there is no commit '");
	assert_fails(cvd_store_ref(store, REF, commit, &err), CVD_E_NOT_FOUND,
	    "there is no");
}
END_TEST

static const char *const odd_refs[] = {
	"git symbolic-ref " REF " refs/heads/main",
	"git symbolic-ref " REF " refs/heads/nothing",
	"git update-ref " REF " HEAD^{tree}",
	("mkdir -p .git/refs/cvd/quarantine;"
	 "echo 1234567890123456789012345678901234567890 >.git/" REF),
};

START_TEST(a_ref_that_names_no_commit_is_damage_and_can_be_set)
{
	(void)sh(odd_refs[_i]);
	assert_fails(cvd_store_ref(store, REF, commit, &err), CVD_E_CASEBOOK,
	    REF);
	ck_assert_str_eq(commit, "untouched");
	assert_ok(cvd_store_set_ref(store, REF, repo_id("git rev-parse HEAD~1"),
	    &err));
	assert_ok(cvd_store_ref(store, REF, commit, &err));
	ck_assert_str_eq(commit, repo_id("git rev-parse HEAD~1"));
	/* what a link pointed at has not moved */
	ck_assert_str_eq(repo_id("git rev-parse main"), cvd_store_head(store));
	assert_sound();
}
END_TEST

START_TEST(a_ref_that_is_no_text_of_one_is_damage)
{
	(void)sh("mkdir -p .git/refs/cvd/quarantine; echo no >.git/" REF);
	assert_fails(cvd_store_ref(store, REF, commit, &err), CVD_E_CASEBOOK,
	    REF);
	assert_fails(cvd_store_set_ref(store, REF, cvd_store_head(store), &err),
	    CVD_E_IO, REF);
}
END_TEST

START_TEST(a_lock_of_git_s_on_a_ref_is_not_broken)
{
	(void)sh("mkdir -p .git/refs/cvd/quarantine; : >.git/" REF ".lock");
	cvd_store_unlock(store);
	assert_fails(cvd_store_set_ref(store, REF, cvd_store_head(store), &err),
	    CVD_E_AGAIN, "another program holds '" REF "'");
	(void)sh("rm .git/" REF ".lock");
	assert_ok(cvd_store_set_ref(store, REF, cvd_store_head(store), &err));
}
END_TEST

START_TEST(a_lock_that_goes_away_is_waited_for)
{
	(void)sh("mkdir -p .git/refs/cvd/quarantine; : >.git/" REF ".lock;"
	         "(sleep 0.2; rm .git/" REF ".lock) >/dev/null 2>&1 &");
	cvd_store_unlock(store);
	assert_ok(cvd_store_set_ref(store, REF, cvd_store_head(store), &err));
}
END_TEST

START_TEST(a_lock_of_a_killed_writer_is_freed_with_the_casebook_s)
{
	(void)sh("mkdir -p .git/refs/cvd/quarantine; : >.git/" REF ".lock");
	assert_ok(cvd_store_set_ref(store, REF, cvd_store_head(store), &err));
	assert_ok(cvd_store_ref(store, REF, commit, &err));
	(void)sh(": >.git/" REF ".lock");
	assert_ok(cvd_store_set_ref(store, REF, NULL, &err));
	assert_sound();
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

int
main(void)
{
	Suite *suite = suite_create("store_ref");
	TCase *tc = tcase_create("store_ref");

	tcase_add_checked_fixture(tc, refs_make, repo_clear);
	tcase_add_test(tc, a_ref_is_set_moved_and_taken_away);
	tcase_add_test(tc, the_branch_is_read_and_not_set);
	tcase_add_loop_test(tc, other_names_are_neither_read_nor_set, 0,
	    COUNT(bad_names));
	tcase_add_test(tc, only_a_commit_that_is_there_can_be_named);
	tcase_add_loop_test(tc,
	    a_ref_that_names_no_commit_is_damage_and_can_be_set, 0,
	    COUNT(odd_refs));
	tcase_add_test(tc, a_ref_that_is_no_text_of_one_is_damage);
	tcase_add_test(tc, a_lock_of_git_s_on_a_ref_is_not_broken);
	tcase_add_test(tc, a_lock_that_goes_away_is_waited_for);
	tcase_add_test(tc,
	    a_lock_of_a_killed_writer_is_freed_with_the_casebook_s);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

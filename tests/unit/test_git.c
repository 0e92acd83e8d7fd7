/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/git.h"

#include "repo.h"
#include "suite.h"

#define REF "refs/cvd/incoming/origin/main"

static struct cvd_buf said;
static struct cvd_git git;
static bool found;
static bool is_stale;
static unsigned heard;

static void
hear(void *context, const char *line)
{
	(void)context;
	ck_assert_ptr_null(strpbrk(line, "\r\n\x1b"));
	heard++;
}

static void
set_up(void)
{
	repo_make();
	said = (struct cvd_buf)CVD_BUF_INIT(10000);
	git = (struct cvd_git){
		.path = getenv("PATH"),
		.git_dir = cvd_store_git_dir(store),
		.folder = cvd_store_work(store),
		.heard = hear,
	};
	(void)sh("git init -q --bare ../server.git;"
	         "git remote add origin ../server.git");
}

static void
tear_down(void)
{
	cvd_buf_clear(&said);
	repo_clear();
}

#define fetch() cvd_git_fetch(&git, "origin", REF, &found, &err)
#define push(commit, expected)                                                 \
	cvd_git_push(&git, "origin", commit, expected, &is_stale, &said, &err)

START_TEST(a_branch_goes_and_comes_back)
{
	const char *head = repo_id("git rev-parse HEAD");

	found = true;
	assert_ok(fetch());
	ck_assert(!found);
	assert_ok(push(head, NULL));
	ck_assert(!is_stale);
	ck_assert_str_eq(repo_id("git -C ../server.git rev-parse main"), head);
	git.progress = true;
	assert_ok(fetch());
	ck_assert(found);
	ck_assert_str_eq(repo_id("git rev-parse " REF), head);
	ck_assert_str_eq(sh("git -C ../server.git tag; ls .git/FETCH_HEAD"
	                    " 2>/dev/null || :"),
	    "");
}
END_TEST

START_TEST(a_push_meets_what_it_expects_or_is_stale)
{
	const char *head = repo_id("git rev-parse HEAD");
	const char *before = repo_id("git rev-parse HEAD~");

	assert_ok(push(before, NULL));
	assert_ok(push(head, NULL));
	ck_assert(is_stale);
	assert_ok(push(head, head));
	ck_assert(is_stale);
	ck_assert_str_eq(repo_id("git -C ../server.git rev-parse main"),
	    before);
	assert_ok(push(head, before));
	ck_assert(!is_stale);
	ck_assert_str_eq(said.data, "");
}
END_TEST

START_TEST(a_server_declines_and_says_why)
{
	(void)sh(
	    "printf '#!/bin/sh\\necho no: \\\"\\033[31m\\\" >&2\\nexit 1\\n'"
	    " >../server.git/hooks/pre-receive;"
	    "chmod +x ../server.git/hooks/pre-receive");
	assert_fails(push(repo_id("git rev-parse HEAD"), NULL), CVD_E_REFUSED,
	    "'origin' declined the push");
	ck_assert_ptr_nonnull(strstr(said.data, "no: "));
	ck_assert_ptr_null(strchr(said.data, '\x1b'));
}
END_TEST

START_TEST(a_hook_of_the_person_stops_a_push)
{
	(void)sh("printf '#!/bin/sh\\necho not today >&2\\nexit 1\\n'"
	         " >.git/hooks/pre-push; chmod +x .git/hooks/pre-push");
	assert_fails(push(repo_id("git rev-parse HEAD"), NULL), CVD_E_REFUSED,
	    "was stopped here");
	ck_assert_ptr_nonnull(strstr(said.data, "not today"));
}
END_TEST

START_TEST(a_remote_that_is_gone_is_to_be_tried_again)
{
	(void)sh("rm -r ../server.git");
	assert_fails(fetch(), CVD_E_AGAIN,
	    "does not appear to be a git repository");
	assert_fails(push(repo_id("git rev-parse HEAD"), NULL), CVD_E_AGAIN,
	    "origin: ");
}
END_TEST

START_TEST(a_remote_whose_past_is_cut_off_is_refused)
{
	(void)sh("git push -q origin main;"
	         "git clone -q --bare --depth 1 \"file://$PWD/../server.git\""
	         " ../shallow.git;"
	         "git init -q ../fresh");
	git.git_dir = in_folder("fresh/.git");
	git.folder = in_folder("fresh");
	(void)sh("git -C ../fresh remote add origin ../shallow.git");
	assert_fails(fetch(), CVD_E_CASEBOOK, "is not whole");
	assert_hint("--unshallow");
}
END_TEST

START_TEST(an_object_that_git_would_not_write_is_refused)
{
	(void)sh(
	    "c=$(git cat-file commit HEAD | sed 's/^author [^<]*/author /' |"
	    " git hash-object -t commit -w --stdin --literally);"
	    "git push -q origin $c:refs/heads/main");
	/* it is ours already */
	(void)sh("git init -q ../fresh;"
	         "git -C ../fresh remote add origin ../server.git");
	git.git_dir = in_folder("fresh/.git");
	git.folder = in_folder("fresh");
	assert_fails(fetch(), CVD_E_REFUSED, "git refuses an object");
}
END_TEST

START_TEST(the_environment_leads_nowhere_else)
{
	const char *head = repo_id("git rev-parse HEAD");

	ck_assert_int_eq(setenv("GIT_DIR", "/nonexistent", 1), 0);
	ck_assert_int_eq(setenv("GIT_OBJECT_DIRECTORY", "/nonexistent", 1), 0);
	ck_assert_int_eq(setenv("LANGUAGE", "nl", 1), 0);
	assert_ok(push(head, NULL));
	ck_assert_int_eq(unsetenv("GIT_DIR"), 0);
	ck_assert_int_eq(unsetenv("GIT_OBJECT_DIRECTORY"), 0);
	ck_assert_str_eq(repo_id("git -C ../server.git rev-parse main"), head);
}
END_TEST

START_TEST(remotes_are_listed_and_git_may_be_missing)
{
	const char **names;
	size_t count = 0;

	(void)sh("git remote add backup x; git config remote.-x.url y;"
	         "git config remote.a/b.url z");
	assert_ok(cvd_git_remotes(&git, arena, &names, &count, &err));
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(names[0], "backup");
	ck_assert_str_eq(names[1], "origin");
	git.path = "/nonexistent";
	assert_fails(cvd_git_remotes(&git, arena, &names, &count, &err),
	    CVD_E_IO, "there is no program 'git'");
}
END_TEST

START_TEST(names_of_remotes_are_plain)
{
	static const char *const good[] = { "origin", "o", "team-2.b_c", "2" };
	static const char *const bad[] = { "", "-x", ".x", "a/b", "a..b", "a.",
		"a.lock", "a b", "https://h", "a:b", "\xc3\xa9" };

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		ck_assert_msg(cvd_git_is_remote_name(good[i]), "%s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		ck_assert_msg(!cvd_git_is_remote_name(bad[i]), "%s", bad[i]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("git");
	TCase *tcase = tcase_create("git");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_branch_goes_and_comes_back);
	tcase_add_test(tcase, a_push_meets_what_it_expects_or_is_stale);
	tcase_add_test(tcase, a_server_declines_and_says_why);
	tcase_add_test(tcase, a_hook_of_the_person_stops_a_push);
	tcase_add_test(tcase, a_remote_that_is_gone_is_to_be_tried_again);
	tcase_add_test(tcase, a_remote_whose_past_is_cut_off_is_refused);
	tcase_add_test(tcase, an_object_that_git_would_not_write_is_refused);
	tcase_add_test(tcase, the_environment_leads_nowhere_else);
	tcase_add_test(tcase, remotes_are_listed_and_git_may_be_missing);
	tcase_add_test(tcase, names_of_remotes_are_plain);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}

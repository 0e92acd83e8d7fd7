/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/store.h"

#include "repo.h"
#include "suite.h"

#include <sys/stat.h>
#include <sys/wait.h>

/* Opens the repository in a child that is another user; its exit status. */
static int
as_nobody(void (*job)(void))
{
	int status = 1;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (setgid(65534) != 0 || setuid(65534) != 0)
			_exit(99);
		job();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

START_TEST(a_new_casebook_is_empty_and_on_main)
{
	struct stat info;

	cvd_store_close(store);
	store = NULL;
	assert_ok(
	    cvd_store_init(in_folder("deep/new"), false, NULL, &store, &err));
	ck_assert_int_eq(stat(in_folder("deep/new"), &info), 0);
	ck_assert_uint_eq(info.st_mode & 0777, 0700);
	ck_assert(!cvd_store_is_bare(store));
	ck_assert(!cvd_store_is_shallow(store));
	ck_assert_ptr_null(cvd_store_head(store));
	ck_assert_str_eq(cvd_store_work(store), in_folder("deep/new/"));
	ck_assert_str_eq(cvd_store_state(store),
	    in_folder("deep/new/.git/cvd"));
	ck_assert_str_eq(sh("git -C ../deep/new symbolic-ref HEAD"),
	    "refs/heads/main\n");
}
END_TEST

START_TEST(a_casebook_is_not_made_twice)
{
	struct cvd_store *second = NULL;

	assert_fails(cvd_store_init(in_folder("book"), false, NULL, &second,
	                 &err),
	    CVD_E_REFUSED, "/book' is a Git repository already");
	folder_write("file", "x");
	assert_fails(cvd_store_init(in_folder("file"), false, NULL, &second,
	                 &err),
	    CVD_E_IO, "/file' is not a folder");
	ck_assert_ptr_null(second);
}
END_TEST

START_TEST(a_casebook_is_found_from_within)
{
	cvd_store_close(store);
	store = NULL;
	assert_ok(
	    cvd_store_open(in_folder("book/cases/2026"), NULL, &store, &err));
	ck_assert_str_eq(cvd_store_work(store), in_folder("book/"));
	cvd_store_close(store);
	store = NULL;
	ck_assert_int_eq(chdir(in_folder("book/cases")), 0);
	assert_ok(cvd_store_open(NULL, NULL, &store, &err));
	ck_assert_str_eq(cvd_store_work(store), in_folder("book/"));
	ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

START_TEST(git_dir_counts_where_no_folder_is_named)
{
	const struct cvd_git_env env = { .git_dir = "set" };

	cvd_store_close(store);
	store = NULL;
	ck_assert_int_eq(setenv("GIT_DIR", in_folder("book/.git"), 1), 0);
	ck_assert_int_eq(chdir("/"), 0);
	assert_ok(cvd_store_open(NULL, &env, &store, &err));
	ck_assert_str_eq(cvd_store_state(store), in_folder("book/.git/cvd"));
	ck_assert_int_eq(unsetenv("GIT_DIR"), 0);
}
END_TEST

START_TEST(no_repository_is_said_so)
{
	struct cvd_store *none = NULL;

	assert_fails(cvd_store_open(in_folder("home"), NULL, &none, &err),
	    CVD_E_CASEBOOK, "there is no casebook at '/");
	ck_assert_ptr_nonnull(strstr(err.message, in_folder("home")));
	assert_hint("cvd init");
	assert_fails(cvd_store_open(in_folder("nowhere"), NULL, &none, &err),
	    CVD_E_CASEBOOK, "there is no casebook at");
	ck_assert_ptr_null(none);
}
END_TEST

START_TEST(extensions_of_git_are_read_or_named)
{
	struct cvd_store *other = NULL;

	(void)sh("git config core.repositoryformatversion 1;"
	         "git config extensions.worktreeConfig true;"
	         "git config extensions.preciousObjects true");
	assert_ok(cvd_store_open(in_folder("book"), NULL, &other, &err));
	cvd_store_close(other);
	other = NULL;
	(void)sh("git config extensions.partialClone origin");
	assert_fails(cvd_store_open(in_folder("book"), NULL, &other, &err),
	    CVD_E_CASEBOOK, "uses the Git extension 'partialclone'");
	assert_hint("full clone");
	ck_assert_ptr_null(other);
}
END_TEST

START_TEST(a_later_format_of_git_s_is_refused)
{
	struct cvd_store *other = NULL;

	(void)sh("git config core.repositoryformatversion 7");
	assert_fails(cvd_store_open(in_folder("book"), NULL, &other, &err),
	    CVD_E_CASEBOOK, "repository version 7");
}
END_TEST

START_TEST(a_damaged_repository_is_said_so)
{
	struct cvd_store *other = NULL;

	(void)sh("rm -rf .git/objects/??");
	assert_fails(cvd_store_open(in_folder("book"), NULL, &other, &err),
	    CVD_E_CASEBOOK, "HEAD: object not found");
}
END_TEST

START_TEST(a_shallow_clone_is_told_apart)
{
	(void)sh("git clone -q --depth 1 \"file://$PWD\" ../shallow");
	cvd_store_close(store);
	store = NULL;
	assert_ok(cvd_store_open(in_folder("shallow"), NULL, &store, &err));
	ck_assert(cvd_store_is_shallow(store));
}
END_TEST

/* What another user is told, before and after trusting the casebook. */
static void
open_as_stranger(void)
{
	struct cvd_store *other = NULL;

	assert_fails(cvd_store_open(in_folder("book"), NULL, &other, &err),
	    CVD_E_CASEBOOK, "/book' belongs to another user");
	assert_hint("git config --global --add safe.directory '/");
	assert_hint(in_folder("book"));
}

static void
open_as_guest(void)
{
	struct cvd_store *other = NULL;
	char blob[CVD_STORE_ID_TEXT];

	assert_ok(cvd_store_open(in_folder("book"), NULL, &other, &err));
	assert_ok(cvd_store_find(other, "cvd.yaml", blob, &err));
	assert_fails(cvd_store_lock(other, 0, &err), CVD_E_IO,
	    "Permission denied");
	cvd_store_close(other);
}

START_TEST(somebody_else_s_casebook_is_read_once_it_is_trusted)
{
	if (geteuid() != 0)
		return;
	(void)sh("chmod -R a+rX ..; chmod 700 .git/cvd");
	ck_assert_int_eq(as_nobody(open_as_stranger), 0);
	(void)sh("git config --global --add safe.directory /other;"
	         "chmod a+r ../home/.gitconfig");
	ck_assert_int_eq(as_nobody(open_as_stranger), 0);
	(void)sh("git config --global --add safe.directory \"$PWD\";"
	         "chmod a+r ../home/.gitconfig");
	ck_assert_int_eq(as_nobody(open_as_guest), 0);
}
END_TEST

START_TEST(configuration_is_read_and_set)
{
	const char *value = "untouched";

	assert_ok(cvd_gitconfig_text(cvd_store_config(store),
	    "merge.cvd.driver", arena, &value, &err));
	ck_assert_ptr_null(value);
	assert_ok(cvd_store_set_config(store, "merge.cvd.driver",
	    "cvd merge-file %O %A %B %P", &err));
	assert_ok(cvd_gitconfig_text(cvd_store_config(store),
	    "merge.cvd.driver", arena, &value, &err));
	ck_assert_str_eq(value, "cvd merge-file %O %A %B %P");
	ck_assert_str_eq(sh("git config --local merge.cvd.driver"),
	    "cvd merge-file %O %A %B %P\n");
	assert_ok(cvd_gitconfig_text(cvd_store_config(store), "user.name",
	    arena, &value, &err));
	ck_assert_str_eq(value, "Person");
	assert_ok(cvd_store_set_config(store, "merge.cvd.driver", NULL, &err));
	assert_ok(cvd_store_set_config(store, "merge.cvd.driver", NULL, &err));
	assert_ok(cvd_gitconfig_text(cvd_store_config(store),
	    "merge.cvd.driver", arena, &value, &err));
	ck_assert_ptr_null(value);
	assert_fails(cvd_store_set_config(store, "bad name", "x", &err),
	    CVD_E_INVALID, "git-config 'bad name'");
}
END_TEST

START_TEST(the_lock_makes_a_folder_for_nobody_else)
{
	struct stat info;

	ck_assert_int_eq(stat(cvd_store_state(store), &info), 0);
	ck_assert_uint_eq(info.st_mode & 0777, 0700);
	cvd_store_unlock(store);
	cvd_store_unlock(store);
	assert_ok(cvd_store_lock(store, 0, &err));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store");
	TCase *tc = tcase_create("store");

	tcase_add_checked_fixture(tc, repo_make, repo_clear);
	tcase_add_test(tc, a_new_casebook_is_empty_and_on_main);
	tcase_add_test(tc, a_casebook_is_not_made_twice);
	tcase_add_test(tc, a_casebook_is_found_from_within);
	tcase_add_test(tc, git_dir_counts_where_no_folder_is_named);
	tcase_add_test(tc, no_repository_is_said_so);
	tcase_add_test(tc, extensions_of_git_are_read_or_named);
	tcase_add_test(tc, a_later_format_of_git_s_is_refused);
	tcase_add_test(tc, a_damaged_repository_is_said_so);
	tcase_add_test(tc, a_shallow_clone_is_told_apart);
	tcase_add_test(tc, somebody_else_s_casebook_is_read_once_it_is_trusted);
	tcase_add_test(tc, configuration_is_read_and_set);
	tcase_add_test(tc, the_lock_makes_a_folder_for_nobody_else);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

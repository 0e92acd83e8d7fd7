/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/store.h"

#include "repo.h"
#include "suite.h"

#include <signal.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

/* The steps of a commit in their order; it lands with the sixth. */
static const char *const steps[] = { "signed", "stored", "journal", "staged",
	"index", "branch", "files", "installed" };

#define STEP_COUNT  8
#define STEP_LANDED 5

#define FULL_TURNS  24
#define COUNT(a)    ((int)(sizeof(a) / sizeof *(a)))

static void
die_at(void *context, const char *step)
{
	if (strcmp(context, step) == 0)
		(void)kill(getpid(), SIGKILL);
}

static char committed[CVD_STORE_ID_TEXT];

/* One commit that changes, adds and deletes. */
static enum cvd_status
commit_three(void)
{
	const struct cvd_change changes[] = {
		{ "cases/2026/4K/a.yaml", "a: 2\n", 5 },
		{ "cases/2026/7N/n.yaml", "n: 1\n", 5 },
		{ "cases/2026/9Z/b.yaml", NULL, 0 },
	};
	struct cvd_store_commit commit = commit_of(changes, 3);

	return cvd_store_commit(store, &commit, committed, &err);
}

/* Commits in a child that is killed after the step. */
static void
commit_and_die(const char *step)
{
	char copy[32];
	int status = 0;
	pid_t pid;

	cvd_store_unlock(store);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		(void)snprintf(copy, sizeof(copy), "%s", step);
		repo_again();
		cvd_store_on_step(store, die_at, copy);
		(void)commit_three();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFSIGNALED(status), "not killed at %s", step);
}

static void
assert_before(void)
{
	ck_assert_str_eq(sh("git ls-files"),
	    "cases/2026/4K/a.yaml\ncases/2026/9Z/b.yaml\ncvd.yaml\n");
	ck_assert_str_eq(sh("cat cases/2026/4K/a.yaml"), "a: 1\n");
}

static void
assert_after(void)
{
	ck_assert_str_eq(sh("git ls-files"),
	    "cases/2026/4K/a.yaml\ncases/2026/7N/n.yaml\ncvd.yaml\n");
	ck_assert_str_eq(sh("cat cases/2026/*/*.yaml"), "a: 2\nn: 1\n");
}

START_TEST(killed_after_any_step_it_is_as_before_or_as_after)
{
	commit_and_die(steps[_i]);
	repo_again();
	if (_i < STEP_LANDED)
		assert_before();
	else
		assert_after();
	assert_sound();
	assert_ok(put("cvd.yaml", "name: next\n"));
	assert_sound();
}
END_TEST

START_TEST(reading_does_not_wait_for_the_next_writer)
{
	struct cvd_store *reader = NULL;
	const char *bytes = NULL;
	size_t size = 0;

	commit_and_die(steps[_i]);
	assert_ok(cvd_store_open(in_folder("book"), NULL, &reader, &err));
	assert_ok(cvd_store_read(reader, "cases/2026/4K/a.yaml", 99, arena,
	    &bytes, &size, &err));
	ck_assert_str_eq(bytes, _i < STEP_LANDED ? "a: 1\n" : "a: 2\n");
	cvd_store_close(reader);
}
END_TEST

START_TEST(until_then_git_cannot_commit_an_index_that_would_revert)
{
	commit_and_die("branch");
	ck_assert_str_eq(
	    sh("git commit -q --allow-empty -m mine 2>/dev/null || echo no"),
	    "no\n");
	repo_again();
	(void)sh("git commit -q --allow-empty -m mine");
	assert_after();
	assert_sound();
}
END_TEST

START_TEST(killed_again_while_finishing_it_is_finished_later)
{
	commit_and_die("branch");
	/* what a finisher leaves when it dies after its first file */
	(void)sh(
	    "printf 'a: 2\\n' >cases/2026/4K/a.yaml; rm .git/cvd/index.new;"
	    ": >.git/cvd/index.new.lock");
	repo_again();
	assert_after();
	assert_sound();
}
END_TEST

START_TEST(a_file_edited_after_the_crash_is_left_to_the_person)
{
	commit_and_die("branch");
	(void)sh("echo 'a: mine' >cases/2026/4K/a.yaml");
	repo_again();
	ck_assert_str_eq(sh("cat cases/2026/4K/a.yaml"), "a: mine\n");
	ck_assert_str_eq(sh("git status --porcelain"),
	    " M cases/2026/4K/a.yaml\n");
	(void)sh("git restore .");
	assert_after();
	assert_sound();
}
END_TEST

START_TEST(git_at_work_after_the_crash_is_not_disturbed)
{
	commit_and_die("branch");
	(void)sh("rm .git/index.lock; : >.git/index.lock");
	cvd_store_close(store);
	store = NULL;
	assert_ok(cvd_store_open(in_folder("book"), NULL, &store, &err));
	assert_fails(cvd_store_lock(store, 0, &err), CVD_E_AGAIN,
	    "another program holds");
	(void)sh("rm .git/index.lock");
	repo_again();
	assert_after();
	assert_sound();
}
END_TEST

/* Makes the file of the second step impossible to move into place. */
static void
block_place(void *context, const char *step)
{
	(void)context;
	if (strcmp(step, "branch") == 0)
		(void)sh("mkdir cases/2026/7N/n.yaml");
}

START_TEST(what_fails_after_the_branch_is_finished_by_the_next_commit)
{
	committed[0] = '\0';
	cvd_store_on_step(store, block_place, NULL);
	assert_fails(commit_three(), CVD_E_IO, "cannot write 'cases/2026/7N");
	/* whoever asked for it can tell that it stands */
	ck_assert_uint_eq(strlen(committed), CVD_STORE_ID_TEXT - 1);
	assert_hint("the commit is made");
	cvd_store_on_step(store, NULL, NULL);
	ck_assert_str_eq(sh("git log -1 --format=%s; rmdir "
	                    "cases/2026/7N/n.yaml"),
	    "casebook: change\n");
	assert_ok(put("cvd.yaml", "name: next\n"));
	assert_after();
	assert_sound();
}
END_TEST

/* What a writer leaves that is killed while libgit2 moves the branch. */
static const char *const own_locks[] = {
	"sed -n 's/^commit //p' .git/cvd/journal >.git/refs/heads/main.lock",
	("sed -n 's/^commit //p' .git/cvd/journal | head -c 20 "
	 ">.git/refs/heads/main.lock"),
	": >.git/refs/heads/main.lock",
};

START_TEST(the_lock_of_a_killed_writer_on_the_branch_is_removed)
{
	commit_and_die("index");
	/* and one that is killed in a file of its own */
	folder_write("book/.git/cvd/.new-0123456789abcdef", "half");
	(void)sh(own_locks[_i]);
	repo_again();
	assert_before();
	assert_sound();
	assert_ok(commit_three());
	assert_after();
	assert_sound();
}
END_TEST

static const char *const other_locks[] = {
	"git rev-parse HEAD >.git/refs/heads/main.lock",
	"echo 'ref: refs/heads/other' >.git/refs/heads/main.lock",
	("sed 's/$/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/' .git/cvd/journal "
	 ">.git/refs/heads/main.lock"),
};

START_TEST(the_lock_of_another_on_the_branch_is_left)
{
	commit_and_die("index");
	(void)sh(other_locks[_i]);
	repo_again();
	assert_before();
	assert_fails(commit_three(), CVD_E_AGAIN, "holds the branch 'main'");
	assert_hint("book/.git/refs/heads/main.lock'");
	(void)sh("rm .git/refs/heads/main.lock");
	assert_before();
	assert_sound();
	assert_ok(commit_three());
	assert_after();
}
END_TEST

static const char *const bare_steps[] = { "signed", "stored", "journal",
	"branch" };

START_TEST(killed_after_any_step_a_bare_one_is_as_before_or_as_after)
{
	const char *step = bare_steps[_i];

	cvd_store_close(store);
	store = NULL;
	(void)sh("cd .. && git clone -q --bare book bare && rm -rf book && "
	         "mv bare book");
	repo_again();
	commit_and_die(step);
	if (strcmp(step, "journal") == 0)
		(void)sh("sed -n 's/^commit //p' cvd/journal "
		         ">refs/heads/main.lock");
	repo_again();
	ck_assert_str_eq(sh("git ls-tree -r --name-only main | head -n 2"),
	    strcmp(step, "branch") == 0
	        ? "cases/2026/4K/a.yaml\ncases/2026/7N/n.yaml\n"
	        : "cases/2026/4K/a.yaml\ncases/2026/9Z/b.yaml\n");
	ck_assert_str_eq(sh("ls cvd refs/heads"),
	    strcmp(step, "branch") == 0 ? "cvd:\nlock\n\nrefs/heads:\nmain\n"
	                                : "cvd:\nlock\n\nrefs/heads:\n");
	assert_ok(put("cvd.yaml", "name: next\n"));
	ck_assert_str_eq(sh("git fsck --strict --no-dangling 2>&1; ls cvd"),
	    "lock\n");
}
END_TEST

START_TEST(a_damaged_journal_stops_the_writer)
{
#define ZEROS "0000000000000000000000000000000000000000"
#define HEAD  "cvd-journal 1\ncommit " ZEROS "\n"
	static const char *const texts[] = { "",
		"cvd-journal 2\ncommit " ZEROS "\nend\n", "cvd-journal 1\n",
		"cvd-journal 1\nend\n", HEAD, HEAD "x y z\nend\n",
		HEAD "end\nx", HEAD ZEROS " " ZEROS " ../x\nend\n" };

	cvd_store_unlock(store);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		folder_write("book/.git/cvd/journal", texts[i]);
		assert_fails(cvd_store_lock(store, 0, &err), CVD_E_CASEBOOK,
		    "the journal is damaged");
		assert_hint(".git/cvd/journal");
	}
}
END_TEST

START_TEST(killed_at_random_no_commit_is_lost_or_halved)
{
	struct timespec pause = { 0 };
	uint32_t random;
	char text[32];

	cvd_store_unlock(store);
	for (int turn = 0; turn < 12; turn++) {
		pid_t pid = fork();

		ck_assert_int_ge(pid, 0);
		if (pid == 0) {
			repo_again();
			for (int i = 0;; i++) {
				(void)snprintf(text, sizeof(text), "%d.%d\n",
				    turn, i);
				assert_ok(put("cvd.yaml", text));
			}
		}
		assert_ok(cvd_fs_random(&random, sizeof(random), &err));
		pause.tv_nsec = (long)(random % 100000000);
		(void)nanosleep(&pause, NULL);
		(void)kill(pid, SIGKILL);
		ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
		repo_again();
		assert_sound();
		cvd_store_unlock(store);
	}
}
END_TEST

START_TEST(a_disk_that_is_full_leaves_the_casebook_as_it_was)
{
	struct rlimit little = { 0 };
	struct rlimit all;
	enum cvd_status status;

	/* no file can grow beyond this: each turn another one is in the way */
	little.rlim_cur = (rlim_t)(100 + 50 * _i);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &all), 0);
	little.rlim_max = all.rlim_max;
	(void)signal(SIGXFSZ, SIG_IGN);
	/* no ck_assert in between: Check writes files itself */
	(void)setrlimit(RLIMIT_FSIZE, &little);
	status = commit_three();
	(void)setrlimit(RLIMIT_FSIZE, &all);
	if (status != CVD_OK) {
		ck_assert_msg(status == CVD_E_IO, "%s", err.message);
		ck_assert_ptr_nonnull(strstr(err.message, "File too large"));
		assert_before();
		assert_sound();
		assert_ok(commit_three());
	}
	ck_assert(status == CVD_OK ? _i > 0 : _i < FULL_TURNS - 1);
	assert_after();
	assert_sound();
	(void)sh("git reflog");
}
END_TEST

/* As a user who may read the casebook and write nothing. */
static void
write_as_guest(void)
{
	struct cvd_store *other = NULL;

	assert_ok(cvd_store_open(in_folder("book"), NULL, &other, &err));
	assert_fails(cvd_store_lock(other, 0, &err), CVD_E_IO,
	    "Permission denied");
	cvd_store_close(other);
}

START_TEST(a_read_only_casebook_is_said_so_and_stays)
{
	int status = 1;
	pid_t pid;

	cvd_store_unlock(store);
	/* root may write anywhere: somebody else has to try */
	(void)sh("chmod -R a+rX ..; chmod 755 .git/cvd;"
	         "git config --global --add safe.directory \"$PWD\";"
	         "chmod a+r ../home/.gitconfig");
	if (geteuid() != 0)
		(void)sh("chmod -w .git/cvd .git/cvd/lock");
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (geteuid() == 0 &&
		    (setgid(65534) != 0 || setuid(65534) != 0))
			_exit(99);
		write_as_guest();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	if (geteuid() != 0)
		(void)sh("chmod u+w .git/cvd .git/cvd/lock");
	assert_before();
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_journal");
	TCase *tc = tcase_create("store_journal");

	tcase_add_checked_fixture(tc, repo_make, repo_clear);
	tcase_add_loop_test(tc,
	    killed_after_any_step_it_is_as_before_or_as_after, 0, STEP_COUNT);
	tcase_add_loop_test(tc, reading_does_not_wait_for_the_next_writer, 0,
	    STEP_COUNT);
	tcase_add_test(tc,
	    until_then_git_cannot_commit_an_index_that_would_revert);
	tcase_add_test(tc, killed_again_while_finishing_it_is_finished_later);
	tcase_add_test(tc, a_file_edited_after_the_crash_is_left_to_the_person);
	tcase_add_test(tc, git_at_work_after_the_crash_is_not_disturbed);
	tcase_add_test(tc,
	    what_fails_after_the_branch_is_finished_by_the_next_commit);
	tcase_add_loop_test(tc,
	    the_lock_of_a_killed_writer_on_the_branch_is_removed, 0,
	    COUNT(own_locks));
	tcase_add_loop_test(tc, the_lock_of_another_on_the_branch_is_left, 0,
	    COUNT(other_locks));
	tcase_add_loop_test(tc,
	    killed_after_any_step_a_bare_one_is_as_before_or_as_after, 0,
	    COUNT(bare_steps));
	tcase_add_test(tc, a_damaged_journal_stops_the_writer);
	tcase_add_test(tc, killed_at_random_no_commit_is_lost_or_halved);
	tcase_add_loop_test(tc,
	    a_disk_that_is_full_leaves_the_casebook_as_it_was, 0, FULL_TURNS);
	tcase_add_test(tc, a_read_only_casebook_is_said_so_and_stays);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

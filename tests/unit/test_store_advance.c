/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "edge/store.h"

#include "repo.h"
#include "suite.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))

static const char missing[] = "1234567890123456789012345678901234567890";

/*
 * In place of the system's: how often it was called, and which call fails. It
 * would wait for all that anybody has written on this machine.
 */
static unsigned syncs;
static unsigned failing_sync;

/* Declared for GNU alone. */
int syncfs(int fd);
int
syncfs(int fd)
{
	(void)fd;
	if (++syncs != failing_sync)
		return 0;
	errno = EIO;
	return -1;
}

static enum cvd_status
advance_to(const char *commit)
{
	const struct cvd_store_advance advance = {
		.commit = commit,
		.reason = "sync: fast-forward\nno more of it",
		.name = "Alice",
		.email = "alice@example.org",
	};

	return cvd_store_advance(store, &advance, &err);
}

/*
 * What another person has committed on top of a commit by these lines of sh,
 * in a work tree and with an index of their own.
 */
static const char *
offer_on(const char *parent, const char *lines)
{
	const char *id = repo_id(cvd_arena_textf(arena,
	    "rm -rf ../other; mkdir ../other; p=$(git rev-parse %s);"
	    "export GIT_DIR=$PWD/.git GIT_WORK_TREE=$PWD/../other"
	    " GIT_INDEX_FILE=$PWD/../index; cd ../other;"
	    "git read-tree $p; git checkout-index -qa; %s\n"
	    "git add -A; git commit-tree -m other -p $p $(git write-tree)",
	    parent, lines));

	return cvd_arena_text(arena, id);
}

static const char *
offer(const char *lines)
{
	return offer_on("HEAD", lines);
}

/* One that changes, adds and deletes, with folders that come and go. */
static const char *
offer_three(void)
{
	return offer(
	    "echo 'a: 2' >cases/2026/4K/a.yaml; mkdir -p cases/2027/7N;"
	    "echo 'n: 1' >cases/2027/7N/n.yaml;"
	    "rm cases/2026/9Z/b.yaml");
}

static void
assert_before(void)
{
	ck_assert_str_eq(sh("git ls-files"),
	    "cases/2026/4K/a.yaml\ncases/2026/9Z/b.yaml\ncvd.yaml\n");
	ck_assert_str_eq(sh("cat cases/2026/4K/a.yaml"), "a: 1\n");
	ck_assert_str_eq(sh("git reflog -1 --format=%gs main"),
	    "cvd: casebook: change\n");
}

static void
assert_after(void)
{
	ck_assert_str_eq(sh("git ls-files"),
	    "cases/2026/4K/a.yaml\ncases/2027/7N/n.yaml\ncvd.yaml\n");
	ck_assert_str_eq(sh("cat cases/*/*/*.yaml"), "a: 2\nn: 1\n");
	/* no folder is left empty, as git leaves none */
	ck_assert_str_eq(
	    sh("find . -name .git -prune -o -type d -print | sort"),
	    ".\n./cases\n./cases/2026\n./cases/2026/4K\n./cases/2027\n"
	    "./cases/2027/7N\n");
}

START_TEST(the_branch_the_index_and_the_files_go_there)
{
	const char *there = offer_three();

	assert_ok(advance_to(there));
	ck_assert_str_eq(cvd_store_head(store), there);
	ck_assert_str_eq(repo_id("git rev-parse main"), there);
	assert_after();
	ck_assert_str_eq(sh("git reflog -1 --format='%gn %gs' main"),
	    "Alice cvd: sync: fast-forward\n");
	ck_assert_str_eq(sh("git diff-files"), "");
	assert_sound();
	assert_ok(put("cvd.yaml", "name: next\n"));
	assert_sound();
}
END_TEST

static void
note_step(void *context, const char *step)
{
	(void)step;
	++*(unsigned *)context;
}

START_TEST(where_it_is_already_nothing_is_done)
{
	unsigned count = 0;

	cvd_store_on_step(store, note_step, &count);
	assert_ok(advance_to(cvd_store_head(store)));
	ck_assert_uint_eq(count, 0);
	assert_before();
	assert_sound();
}
END_TEST

START_TEST(a_commit_without_changes_moves_the_branch_alone)
{
	assert_ok(advance_to(offer(":")));
	ck_assert_str_eq(sh("git log -1 --format=%s"), "other\n");
	assert_sound();
}
END_TEST

START_TEST(several_commits_are_one_step)
{
	const char *first = offer("echo 1 >one; echo 1 >two");
	const char *there = offer_on(first,
	    "rm one; echo 2 >two; echo 3 >three");

	assert_ok(advance_to(there));
	ck_assert_str_eq(sh("ls; cat two three"),
	    "cases\ncvd.yaml\nthree\ntwo\n2\n3\n");
	ck_assert_str_eq(sh("git reflog main | wc -l | tr -d ' '"), "4\n");
	assert_sound();
}
END_TEST

START_TEST(what_does_not_come_from_head_is_refused_unless_that_is_said)
{
	struct cvd_store_advance advance = {
		.commit = offer_three(),
		.reason = "sync: begun anew",
		.name = "Alice",
		.email = "alice@example.org",
	};

	assert_ok(put("cvd.yaml", "name: mine\n"));
	assert_fails(cvd_store_advance(store, &advance, &err), CVD_E_CONFLICT,
	    "does not come from where the branch 'main' is");
	assert_sound();
	advance.leaves_head = true;
	assert_ok(cvd_store_advance(store, &advance, &err));
	ck_assert_str_eq(sh("cat cvd.yaml"), "name: team\n");
	assert_after();
	assert_sound();
	/* and back, to where it came from */
	advance.commit = repo_id("git rev-parse main@{1}");
	assert_ok(cvd_store_advance(store, &advance, &err));
	ck_assert_str_eq(sh("cat cvd.yaml"), "name: mine\n");
	assert_sound();
}
END_TEST

START_TEST(a_commit_that_is_not_there_is_not_found)
{
	const char *const wrong[] = { missing, "HEAD~1", "",
		repo_id("git rev-parse HEAD^{tree}") };

	for (int i = 0; i < COUNT(wrong); i++)
		assert_fails(advance_to(wrong[i]), CVD_E_NOT_FOUND,
		    "there is no commit '");
	assert_sound();
}
END_TEST

START_TEST(a_branch_without_a_commit_can_begin_there)
{
	const char *there = offer_three();

	(void)sh("rm -rf .git/refs/heads/main .git/logs .git/index cases"
	         " cvd.yaml");
	repo_again();
	ck_assert_ptr_null(cvd_store_head(store));
	assert_ok(advance_to(there));
	ck_assert_str_eq(repo_id("git rev-parse main"), there);
	assert_after();
	assert_sound();
}
END_TEST

START_TEST(a_bare_casebook_has_nothing_to_stage)
{
	const char *there = offer_three();

	cvd_store_close(store);
	store = NULL;
	(void)sh("cd ..; mv book/.git bare; rm -rf book; mv bare book;"
	         "git -C book config core.bare true; rm book/index");
	repo_again();
	assert_ok(advance_to(there));
	ck_assert_str_eq(repo_id("git rev-parse main"), there);
	ck_assert_str_eq(sh("git fsck --strict 2>&1; ls cvd; ls -d i*"),
	    "lock\ninfo\n");
}
END_TEST

/* What a person has done, and what is said of it. */
static const struct {
	const char *lines;
	const char *message;
	const char *status; /* what git says, before and after */
} persons[] = {
	{ "echo 'a: 7' >cases/2026/4K/a.yaml",
	    "'cases/2026/4K/a.yaml' was changed by hand",
	    " M cases/2026/4K/a.yaml\n" },
	{ "echo 'b: 7' >cases/2026/9Z/b.yaml",
	    "'cases/2026/9Z/b.yaml' was changed by hand",
	    " M cases/2026/9Z/b.yaml\n" },
	{ "rm cases/2026/4K/a.yaml",
	    "'cases/2026/4K/a.yaml' was changed by hand",
	    " D cases/2026/4K/a.yaml\n" },
	{ "mkdir -p cases/2027/7N; echo mine >cases/2027/7N/n.yaml",
	    "'cases/2027/7N/n.yaml' was changed by hand", "?? cases/2027/\n" },
	{ "echo mine >cases/2027",
	    "a folder of 'cases/2027/7N/n.yaml' is a link or a file",
	    "?? cases/2027\n" },
	{ "mkdir ../out; ln -s ../../out cases/2027",
	    "a folder of 'cases/2027/7N/n.yaml' is a link or a file",
	    "?? cases/2027\n" },
	{ "mkdir -p cases/2027/7N/n.yaml; echo x >cases/2027/7N/n.yaml/y",
	    "'cases/2027/7N/n.yaml' was changed by hand", "?? cases/2027/\n" },
	{ "rm cases/2026/4K/a.yaml; ln -s ../../../cvd.yaml"
	  " cases/2026/4K/a.yaml",
	    "'cases/2026/4K/a.yaml' was changed by hand",
	    " T cases/2026/4K/a.yaml\n" },
	{ "echo 'a: 7' >cases/2026/4K/a.yaml; git add cases;"
	  "echo 'a: 1' >cases/2026/4K/a.yaml",
	    "'cases/2026/4K/a.yaml' is staged", "MM cases/2026/4K/a.yaml\n" },
	{ "git rm -q --cached cases/2026/4K/a.yaml",
	    "'cases/2026/4K/a.yaml' is staged",
	    "D  cases/2026/4K/a.yaml\n?? cases/2026/4K/\n" },
	{ "git checkout -q --detach", "HEAD is not on the branch 'main'", "" },
	{ "git checkout -qb mine", "HEAD is not on the branch 'main'", "" },
	{ "git update-ref MERGE_HEAD HEAD~1",
	    "a merge, rebase or the like is under way", "" },
};

START_TEST(what_a_person_has_under_way_is_not_lost)
{
	const char *there = offer_three();

	(void)sh(persons[_i].lines);
	assert_fails(advance_to(there), CVD_E_CONFLICT, persons[_i].message);
	ck_assert_str_eq(sh("git status --porcelain"), persons[_i].status);
	ck_assert_str_eq(sh("git rev-parse main"),
	    cvd_arena_textf(arena, "%s\n", cvd_store_head(store)));
	ck_assert_str_eq(sh("find . -name '*.cvd'; ls .git/cvd"), "lock\n");
	/* once it is out of the way */
	(void)sh("git checkout -qf main; git reset -q --hard;"
	         "git clean -qfd; rm -f .git/MERGE_HEAD");
	assert_ok(advance_to(there));
	assert_after();
	assert_sound();
}
END_TEST

static const char *const same_files[] = {
	"echo 'a: 2' >cases/2026/4K/a.yaml",
	"echo 'a: 2' >cases/2026/4K/a.yaml; git add cases",
	"mkdir -p cases/2027/7N; echo 'n: 1' >cases/2027/7N/n.yaml",
	("mkdir -p cases/2027/7N; echo 'n: 1' >cases/2027/7N/n.yaml;"
	 "git add cases"),
	"rm cases/2026/9Z/b.yaml",
	"git rm -q cases/2026/9Z/b.yaml",
};

START_TEST(what_a_person_has_put_there_already_is_no_conflict)
{
	const char *there = offer_three();

	(void)sh(same_files[_i]);
	assert_ok(advance_to(there));
	assert_after();
	assert_sound();
}
END_TEST

START_TEST(what_a_person_has_elsewhere_stays)
{
	const char *there = offer_three();

	(void)sh("echo mine >>cvd.yaml; echo x >note; git add note;"
	         "echo y >cases/2026/9Z/mine");
	assert_ok(advance_to(there));
	ck_assert_str_eq(sh("git status --porcelain"),
	    " M cvd.yaml\nA  note\n?? cases/2026/9Z/\n");
	ck_assert_str_eq(sh("cat cases/2026/9Z/mine"), "y\n");
}
END_TEST

START_TEST(the_folder_that_we_work_in_stays)
{
	const char *there = offer_three();

	ck_assert_int_eq(chdir(in_folder("book/cases/2026/9Z")), 0);
	assert_ok(advance_to(there));
	ck_assert_int_eq(access(".", F_OK), 0);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_str_eq(sh("ls -d cases/2026/9Z"), "cases/2026/9Z\n");
	assert_sound();
}
END_TEST

/* Trees that no casebook has. */
static const struct {
	const char *lines;
	const char *message;
} odd[] = {
	{ "ln -s /etc/passwd link", "'link' is not a plain file" },
	{ "chmod +x cvd.yaml", "'cvd.yaml' is not a plain file" },
	{ "git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),sub;"
	  "mkdir sub",
	    "'sub' is not a plain file" },
	{ "echo x >'a b'", "'a b' cannot be a file of a casebook" },
	{ "mkdir x; echo x >x/.hidden", "'x/.hidden' cannot be a file" },
	{ "echo x >.gitmodules", "'.gitmodules' cannot be a file" },
	{ "rm cvd.yaml; mkdir cvd.yaml; echo x >cvd.yaml/y",
	    "'cvd.yaml' is a file and then a folder" },
	{ "rm -r cases/2026; echo x >cases/2026",
	    "'cases/2026' is a file and then a folder" },
	{ "head -c 33554433 /dev/zero >big", "'big' is larger than the limit" },
};

START_TEST(trees_that_no_casebook_has_are_refused)
{
	const char *there = offer(odd[_i].lines);

	assert_fails(advance_to(there), CVD_E_INVALID, odd[_i].message);
	assert_before();
	assert_sound();
}
END_TEST

START_TEST(a_blob_that_is_missing_or_another_moves_nothing)
{
	const char *there = offer_three();
	const char *file = cvd_arena_text(arena,
	    sh("o=$(echo 'a: 2' | git hash-object --stdin); printf '.git/objects/%s/%s' \"${o%${o#??}}\" \"${o#??}\""));

	(void)sh(cvd_arena_textf(arena,
	    "chmod u+w %s; o=$(git rev-parse HEAD:cvd.yaml);"
	    "cp .git/objects/${o%%${o#??}}/${o#??} %s",
	    file, file));
	repo_again();
	assert_fails(advance_to(there), CVD_E_CASEBOOK,
	    "'cases/2026/4K/a.yaml'");
	assert_before();
	ck_assert_str_eq(sh("find . -name '*.cvd'; ls .git/cvd"), "lock\n");
	(void)sh(cvd_arena_textf(arena, "rm -f %s", file));
	repo_again();
	assert_fails(advance_to(there), CVD_E_NOT_FOUND, "there is no blob '");
	assert_before();
	(void)sh("git status --porcelain");
}
END_TEST

/* The steps of an advance in their order; it lands with the fourth. */
static const char *const steps[] = { "journal", "staged", "index", "branch",
	"files", "installed" };

#define STEP_LANDED 3

static void
die_at(void *context, const char *step)
{
	if (strcmp(context, step) == 0)
		(void)kill(getpid(), SIGKILL);
}

/* Advances in a child that is killed after the step. */
static void
advance_and_die(const char *there, const char *step)
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
		(void)advance_to(there);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFSIGNALED(status), "not killed at %s", step);
}

START_TEST(killed_after_any_step_it_is_as_before_or_as_after)
{
	const char *there = offer_three();

	advance_and_die(there, steps[_i]);
	repo_again();
	if (_i < STEP_LANDED)
		assert_before();
	else
		assert_after();
	assert_sound();
	assert_ok(advance_to(there));
	assert_after();
	assert_sound();
}
END_TEST

START_TEST(a_file_edited_after_the_crash_is_left_to_the_person)
{
	const char *there = offer_three();

	advance_and_die(there, "branch");
	(void)sh("echo 'a: mine' >cases/2026/4K/a.yaml");
	repo_again();
	ck_assert_str_eq(sh("git status --porcelain"),
	    " M cases/2026/4K/a.yaml\n");
	(void)sh("git restore .");
	assert_after();
	assert_sound();
}
END_TEST

/* What a finisher leaves that dies between a file and its empty folder. */
START_TEST(killed_again_while_finishing_it_is_finished_later)
{
	const char *there = offer_three();

	advance_and_die(there, "branch");
	(void)sh("rm cases/2026/9Z/b.yaml .git/cvd/index.new");
	repo_again();
	assert_after();
	assert_sound();
}
END_TEST

/*
 * A commit on top of HEAD that has, besides, the files that these lines print
 * as PATH NUMBER, with one of ten contents.
 */
static const char *
offer_many(const char *lines)
{
	const char *id = repo_id(cvd_arena_textf(arena,
	    "export GIT_INDEX_FILE=../many; n=0; while [ $n -lt 10 ]; do"
	    " echo $n >../$n; n=$((n + 1)); done;"
	    "set -- $(cd ..; git -C book hash-object -w"
	    " $PWD/0 $PWD/1 $PWD/2 $PWD/3 $PWD/4"
	    " $PWD/5 $PWD/6 $PWD/7 $PWD/8 $PWD/9);"
	    "git read-tree $(git rev-list --max-count=1 HEAD --"
	    " cases/2026/9Z/b.yaml);"
	    "{ %s; } | awk -v blobs=\"$*\" 'BEGIN { split(blobs, blob) }"
	    " { printf \"100644 %%s\\t%%s\\n\", blob[$2 + 1], $1 }' |"
	    " git update-index --index-info;"
	    "git commit-tree -m many -p HEAD $(git write-tree)",
	    lines));

	return cvd_arena_text(arena, id);
}

/* Two thousand files in a hundred folders, and what becomes of them. */
#define MANY                                                                   \
	"awk 'BEGIN { for (i = 0; i < 2000; i++)"                              \
	" print \"m/\" i % 100 \"/\" i, i % 10 }'"
#define OTHER_MANY                                                             \
	"awk 'BEGIN { for (i = 0; i < 2000; i++) if (i % 100 >= 20)"           \
	" print \"m/\" i % 100 + 10 \"/\" i, (i + 1) % 10 }'"

static void
assert_as_head(void)
{
	ck_assert_str_eq(sh("git ls-tree -r --format='%(objectname) %(path)'"
	                    " HEAD >../want;"
	                    "find . -name .git -prune -o -type f -print |"
	                    " cut -c 3- | LC_ALL=C sort >../paths;"
	                    "git hash-object --no-filters --stdin-paths"
	                    " <../paths | paste -d ' ' - ../paths >../have;"
	                    "cmp ../want ../have 2>&1"),
	    "");
	assert_sound();
}

/* Where files are half of the one and half of the other. */
static const int many_steps[] = { 1, 3, 4 };

START_TEST(a_journal_of_thousands_is_finished)
{
	int step = many_steps[_i];
	const char *there;

	assert_ok(advance_to(offer_many(MANY)));
	ck_assert_str_eq(sh("ls m/*/* | wc -l | tr -d ' '"), "2000\n");
	assert_as_head();
	/* 10 to 29 go, 30 to 99 are others, 100 to 109 come */
	there = offer_many(OTHER_MANY);
	advance_and_die(there, steps[step]);
	repo_again();
	ck_assert_str_eq(sh("ls -d m/1 m/109 2>/dev/null || :"),
	    step < STEP_LANDED ? "m/1\n" : "m/109\n");
	assert_as_head();
	assert_ok(advance_to(there));
	ck_assert_str_eq(sh("ls m | wc -l | tr -d ' '; ls m/*/* | wc -l |"
	                    " tr -d ' '; cat m/109/99 m/30/1020"),
	    "80\n1600\n0\n1\n");
	assert_as_head();
}
END_TEST

START_TEST(a_disk_that_does_not_keep_many_files_is_noticed)
{
	const char *there = offer_many(MANY);

	syncs = 0;
	failing_sync = 1;
	assert_fails(advance_to(there), CVD_E_IO, "Input/output error");
	assert_before();
	ck_assert_str_eq(sh("ls"), "cases\ncvd.yaml\n");
	assert_sound();
	syncs = 0;
	failing_sync = 2;
	assert_fails(advance_to(there), CVD_E_IO, "Input/output error");
	assert_hint("the next cvd that writes finishes it");
	ck_assert_str_eq(repo_id("git rev-parse main"), there);
	/* nor is it forgotten where a finisher fails as well */
	syncs = 0;
	failing_sync = 1;
	cvd_store_unlock(store);
	assert_fails(cvd_store_lock(store, 0, &err), CVD_E_IO,
	    "Input/output error");
	failing_sync = 0;
	repo_again();
	assert_as_head();
}
END_TEST

START_TEST(few_files_are_put_on_the_disk_one_by_one)
{
	syncs = 0;
	assert_ok(advance_to(offer("for i in 1 2 3 4 5 6 7 8; do"
	                           " echo $i >a$i; echo $i >b$i; done")));
	ck_assert_uint_eq(syncs, 0);
	assert_ok(
	    advance_to(offer("for i in 1 2 3 4 5 6 7 8; do"
	                     " echo x >a$i; echo x >b$i; done; echo >c")));
	ck_assert_uint_eq(syncs, 2);
	assert_sound();
}
END_TEST

/* Whatever else the disk is full of: some files fit, and not all. */
START_TEST(a_disk_that_is_full_leaves_the_casebook_as_it_was)
{
	const char *there = offer("head -c 3000 /dev/zero >a;"
	                          "mkdir n; head -c 9000 /dev/zero >n/b");
	struct rlimit little = { .rlim_cur = 5000 };
	struct rlimit all;
	enum cvd_status status;

	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &all), 0);
	little.rlim_max = all.rlim_max;
	(void)signal(SIGXFSZ, SIG_IGN);
	/* no ck_assert in between: Check writes files itself */
	(void)setrlimit(RLIMIT_FSIZE, &little);
	status = advance_to(there);
	(void)setrlimit(RLIMIT_FSIZE, &all);
	ck_assert_int_eq(status, CVD_E_IO);
	ck_assert_ptr_nonnull(strstr(err.message, "'n/b': File too large"));
	assert_before();
	ck_assert_str_eq(sh("ls"), "cases\ncvd.yaml\n");
	assert_sound();
	assert_ok(advance_to(there));
	assert_sound();
}
END_TEST

START_TEST(memory_that_runs_out_moves_nothing_or_is_finished)
{
	const char *there = offer_three();
	unsigned long n = 0;
	enum cvd_status rc;

	do {
		cvd_memory_fail_at(++n);
		rc = advance_to(there);
		cvd_memory_fail_at(0);
		ck_assert(rc == CVD_OK || rc == CVD_E_NO_MEMORY);
		if (rc != CVD_OK)
			assert_before();
	} while (rc != CVD_OK);
	ck_assert_uint_gt(n, 3);
	assert_after();
	assert_sound();
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_advance");
	TCase *tc = tcase_create("store_advance");

	tcase_add_checked_fixture(tc, repo_make, repo_clear);
	tcase_add_test(tc, the_branch_the_index_and_the_files_go_there);
	tcase_add_test(tc, where_it_is_already_nothing_is_done);
	tcase_add_test(tc, a_commit_without_changes_moves_the_branch_alone);
	tcase_add_test(tc, several_commits_are_one_step);
	tcase_add_test(tc,
	    what_does_not_come_from_head_is_refused_unless_that_is_said);
	tcase_add_test(tc, a_commit_that_is_not_there_is_not_found);
	tcase_add_test(tc, a_branch_without_a_commit_can_begin_there);
	tcase_add_test(tc, a_bare_casebook_has_nothing_to_stage);
	tcase_add_loop_test(tc, what_a_person_has_under_way_is_not_lost, 0,
	    COUNT(persons));
	tcase_add_loop_test(tc,
	    what_a_person_has_put_there_already_is_no_conflict, 0,
	    COUNT(same_files));
	tcase_add_test(tc, what_a_person_has_elsewhere_stays);
	tcase_add_test(tc, the_folder_that_we_work_in_stays);
	tcase_add_loop_test(tc, trees_that_no_casebook_has_are_refused, 0,
	    COUNT(odd));
	tcase_add_test(tc, a_blob_that_is_missing_or_another_moves_nothing);
	tcase_add_loop_test(tc,
	    killed_after_any_step_it_is_as_before_or_as_after, 0, COUNT(steps));
	tcase_add_test(tc, a_file_edited_after_the_crash_is_left_to_the_person);
	tcase_add_test(tc, killed_again_while_finishing_it_is_finished_later);
	tcase_add_loop_test(tc, a_journal_of_thousands_is_finished, 0,
	    COUNT(many_steps));
	tcase_add_test(tc, a_disk_that_does_not_keep_many_files_is_noticed);
	tcase_add_test(tc, few_files_are_put_on_the_disk_one_by_one);
	tcase_add_test(tc, a_disk_that_is_full_leaves_the_casebook_as_it_was);
	tcase_add_test(tc, memory_that_runs_out_moves_nothing_or_is_finished);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/store.h"

#include "repo.h"
#include "suite.h"

#include <sys/wait.h>

#define REF "refs/cvd/keys"

static char id[CVD_STORE_ID_TEXT];

static void
lone_make(void)
{
	repo_make();
	(void)snprintf(id, sizeof id, "untouched");
}

static struct cvd_store_commit
lone(const struct cvd_change *changes, size_t count)
{
	struct cvd_store_commit commit = commit_of(changes, count);

	commit.parents[0] = NULL;
	return commit;
}

/* Puts one file on top of what the ref named; NULL text removes it. */
static enum cvd_status
keep(const char *before, const char *path, const char *text)
{
	const struct cvd_change change = { .path = path,
		.bytes = text,
		.size = text != NULL ? strlen(text) : 0 };
	const struct cvd_store_commit commit = lone(&change, 1);

	return cvd_store_replace_ref(store, REF, before, &commit, id, &err);
}

START_TEST(a_commit_stands_alone_beside_main)
{
	char first[CVD_STORE_ID_TEXT];

	assert_ok(keep(NULL, "2026/4K/A/1.person.asc", "one\n"));
	ck_assert_str_eq(id, repo_id("git rev-parse " REF));
	(void)snprintf(first, sizeof first, "%s", id);
	assert_ok(keep(first, "2026/4K/A/1.matter.asc", "two\n"));
	ck_assert_str_eq(sh("git ls-tree -r --name-only " REF),
	    "2026/4K/A/1.matter.asc\n2026/4K/A/1.person.asc\n");
	ck_assert_str_eq(sh("git rev-list --count " REF), "1\n");
	ck_assert_str_eq(sh("git log -1 --format=%an " REF), "Alice\n");
	ck_assert_str_ne(sh("git cat-file commit " REF " | grep gpgsig"), "");
	(void)snprintf(first, sizeof first, "%s", id);
	assert_ok(keep(first, "2026/4K/A/1.person.asc", NULL));
	ck_assert_str_eq(sh("git ls-tree -r --name-only " REF),
	    "2026/4K/A/1.matter.asc\n");
	/* neither branch, nor index, nor work tree has moved */
	ck_assert_str_eq(sh("git rev-list --count main"), "3\n");
	(void)sh("git pack-refs --all");
	(void)snprintf(first, sizeof first, "%s", id);
	assert_ok(keep(first, "2026/4K/B/1.matter.asc", "b\n"));
	assert_sound();
}
END_TEST

START_TEST(blobs_that_are_there_can_be_picked)
{
	const struct cvd_store_pick pick = { .path = "2026/4K/A/1.person.asc",
		.blob = repo_id("git rev-parse HEAD:cvd.yaml") };
	struct cvd_store_commit commit = lone(NULL, 0);

	commit.picks = &pick;
	commit.pick_count = 1;
	assert_ok(cvd_store_replace_ref(store, REF, NULL, &commit, id, &err));
	ck_assert_str_eq(sh("git cat-file blob " REF ":2026/4K/A/1.person.asc"),
	    "name: team\n");
	assert_sound();
}
END_TEST

START_TEST(a_ref_that_has_moved_stays)
{
	char first[CVD_STORE_ID_TEXT];

	assert_ok(keep(NULL, "a/1.asc", "one\n"));
	(void)snprintf(first, sizeof first, "%s", id);
	assert_fails(keep(NULL, "a/2.asc", "x\n"), CVD_E_CONFLICT,
	    "has moved meanwhile");
	assert_ok(keep(first, "a/2.asc", "two\n"));
	assert_fails(keep(first, "a/3.asc", "x\n"), CVD_E_CONFLICT,
	    "has moved meanwhile");
	ck_assert_str_eq(sh("git ls-tree -r --name-only " REF),
	    "a/1.asc\na/2.asc\n");
	(void)sh("git update-ref -d " REF);
	assert_fails(keep(first, "a/3.asc", "x\n"), CVD_E_CONFLICT,
	    "has moved meanwhile");
	assert_sound();
}
END_TEST

static enum cvd_status
sign_and_move(void *context, const char *data, size_t size,
    struct cvd_buf *signature, struct cvd_err *sign_err)
{
	(void)sh(context);
	return dummy_sign(NULL, data, size, signature, sign_err);
}

static const char *const moves[] = { "git update-ref " REF " HEAD",
	"git update-ref -d " REF, "git update-ref " REF " HEAD~1" };

START_TEST(one_that_moves_while_it_is_signed_stays)
{
	const struct cvd_change change = { "a/2.asc", "two\n", 4 };
	struct cvd_store_commit commit = lone(&change, 1);
	char first[CVD_STORE_ID_TEXT];

	assert_ok(keep(NULL, "a/1.asc", "one\n"));
	(void)snprintf(first, sizeof first, "%s", id);
	commit.sign = sign_and_move;
	commit.sign_context = (void *)(size_t)moves[_i];
	assert_fails(cvd_store_replace_ref(store, REF, first, &commit, id,
	                 &err),
	    CVD_E_CONFLICT, "has moved meanwhile");
	ck_assert_str_eq(id, first);
}
END_TEST

START_TEST(one_that_came_while_it_is_signed_stays)
{
	const struct cvd_change change = { "a/2.asc", "two\n", 4 };
	struct cvd_store_commit commit = lone(&change, 1);

	commit.sign = sign_and_move;
	commit.sign_context = (void *)(size_t)moves[0];
	assert_fails(cvd_store_replace_ref(store, REF, NULL, &commit, id, &err),
	    CVD_E_CONFLICT, "has moved meanwhile");
	ck_assert_str_eq(repo_id("git rev-parse " REF), cvd_store_head(store));
}
END_TEST

START_TEST(nothing_is_stored_that_is_not_signed)
{
	const struct cvd_change change = { "../a", "x", 1 };
	struct cvd_store_commit commit = lone(&change, 1);
	char before[30];

	(void)snprintf(before, sizeof before, "%s",
	    sh("find .git/objects -type f | wc -l"));
	assert_fails(cvd_store_replace_ref(store, REF, NULL, &commit, id, &err),
	    CVD_E_INVALID, "cannot be a file");
	assert_fails(keep(NULL, "a/none.asc", NULL), CVD_E_NOT_FOUND,
	    "there is no 'a/none.asc'");
	commit = commit_of(&change, 1);
	assert_fails(cvd_store_replace_ref(store, REF, NULL, &commit, id, &err),
	    CVD_E_INTERNAL, "has parents");
	commit = lone(NULL, 0);
	assert_fails(cvd_store_replace_ref(store, "refs/heads/x", NULL, &commit,
	                 id, &err),
	    CVD_E_INVALID, "cannot be a ref of a casebook");
	cvd_store_unlock(store);
	assert_fails(cvd_store_replace_ref(store, REF, NULL, &commit, id, &err),
	    CVD_E_INTERNAL, "not locked");
	ck_assert_str_eq(sh("find .git/objects -type f | wc -l"), before);
	ck_assert_str_eq(id, "untouched");
}
END_TEST

START_TEST(a_lock_that_a_killed_writer_left_is_removed)
{
	(void)sh("mkdir -p .git/refs/cvd; : >.git/" REF ".lock");
	assert_ok(keep(NULL, "a/1.asc", "one\n"));
	assert_sound();
}
END_TEST

static void
die_at(void *context, const char *step)
{
	if (strcmp(step, context) == 0)
		_exit(9);
}

static const char *const steps[] = { "signed", "stored" };

START_TEST(killed_it_names_the_one_or_the_other)
{
	char first[CVD_STORE_ID_TEXT];
	int state = 0;
	pid_t child;

	assert_ok(keep(NULL, "a/1.asc", "one\n"));
	(void)snprintf(first, sizeof first, "%s", id);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0) {
		cvd_store_on_step(store, die_at, (void *)(size_t)steps[_i]);
		(void)keep(first, "a/2.asc", "two\n");
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &state, 0), child);
	ck_assert_int_eq(WEXITSTATUS(state), 9);
	ck_assert_str_eq(repo_id("git rev-parse " REF), first);
	assert_ok(keep(first, "a/2.asc", "two\n"));
	ck_assert_str_eq(sh("git fsck --strict --no-dangling 2>&1"), "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_lone");
	TCase *tc = tcase_create("store_lone");

	tcase_add_checked_fixture(tc, lone_make, repo_clear);
	tcase_add_test(tc, a_commit_stands_alone_beside_main);
	tcase_add_test(tc, blobs_that_are_there_can_be_picked);
	tcase_add_test(tc, a_ref_that_has_moved_stays);
	tcase_add_loop_test(tc, one_that_moves_while_it_is_signed_stays, 0, 3);
	tcase_add_test(tc, one_that_came_while_it_is_signed_stays);
	tcase_add_test(tc, nothing_is_stored_that_is_not_signed);
	tcase_add_test(tc, a_lock_that_a_killed_writer_left_is_removed);
	tcase_add_loop_test(tc, killed_it_names_the_one_or_the_other, 0, 2);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

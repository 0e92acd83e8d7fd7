/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "edge/store.h"

#include "random_tree.h"
#include "repo.h"
#include "suite.h"

static struct cvd_store_difference *found;
static size_t count;

static void
diff(const char *before, const char *after)
{
	found = NULL;
	count = 99;
	assert_ok(cvd_store_diff(store, before, after, CVD_MAX_CHANGES, arena,
	    &found, &count, &err));
}

/* "path modes", one a line, as git says what differs between two trees. */
static const char *
as_git(void)
{
	static char text[20000];
	size_t n = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		n += (size_t)snprintf(text + n, sizeof text - n,
		    ":%06o %06o %s %s\t%s\n", found[i].mode_before,
		    found[i].mode,
		    found[i].before[0] == '\0'
		        ? "0000000000000000000000000000000000000000"
		        : found[i].before,
		    found[i].after[0] == '\0'
		        ? "0000000000000000000000000000000000000000"
		        : found[i].after,
		    found[i].path);
	return text;
}

static void
assert_as_git(const char *a, const char *b)
{
	char line[400];
	char expected[20000];

	(void)snprintf(line, sizeof line,
	    "git diff-tree -r --no-renames --no-abbrev %s %s |"
	    " sed 's/ [ADMT]\t/\t/'",
	    a, b);
	(void)snprintf(expected, sizeof expected, "%s", sh(line));
	ck_assert_str_eq(as_git(), expected);
}

START_TEST(what_differs_is_found_in_the_order_of_paths)
{
	diff(repo_id("git rev-parse HEAD~1^{tree}"),
	    repo_id("git rev-parse HEAD^{tree}"));
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(found[0].path, "cases/2026/9Z/b.yaml");
	ck_assert_str_eq(found[0].before, "");
	ck_assert_uint_eq(found[0].mode_before, 0);
	ck_assert_str_eq(found[0].after,
	    repo_id("git rev-parse HEAD:cases/2026/9Z/b.yaml"));
	ck_assert_uint_eq(found[0].mode, 0100644);
	diff("", repo_id("git rev-parse HEAD^{tree}"));
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(found[0].path, "cases/2026/4K/a.yaml");
	ck_assert_str_eq(found[2].path, "cvd.yaml");
	diff(repo_id("git rev-parse HEAD^{tree}"),
	    repo_id("git rev-parse HEAD^{tree}"));
	ck_assert_uint_eq(count, 0);
	/* the tree of no files need not even be stored */
	diff(repo_id("git rev-parse HEAD^{tree}"),
	    "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(found[2].after, "");
	ck_assert_uint_eq(found[2].mode, 0);
}
END_TEST

START_TEST(links_submodules_and_modes_are_told_by_the_mode)
{
	(void)sh("ln -s /etc/passwd link; git add link;"
	         "git update-index --add --cacheinfo "
	         "160000,$(git rev-parse HEAD),sub;"
	         "git update-index --chmod=+x cvd.yaml;"
	         "git rm -q --cached cases/2026/4K/a.yaml;"
	         "git update-index --add --cacheinfo "
	         "100644,$(git rev-parse HEAD:cvd.yaml),cases/2026/4K;"
	         "git commit -qm odd");
	diff(repo_id("git rev-parse HEAD~1^{tree}"),
	    repo_id("git rev-parse HEAD^{tree}"));
	assert_as_git("HEAD~1", "HEAD");
	ck_assert_uint_eq(count, 5);
	ck_assert_uint_eq(found[2].mode_before, 0100644);
	ck_assert_uint_eq(found[2].mode, 0100755);
	ck_assert_str_eq(found[3].path, "link");
	ck_assert_uint_eq(found[3].mode, 0120000);
	ck_assert_uint_eq(found[4].mode, 0160000);
}
END_TEST

/* Names that are near each other in Git's order, as files and as folders. */
static void
random_index(struct chance *chance, unsigned files)
{
	static const char *const names[] = { "a", "a!", "a-b", "a.b", "a.b.c",
		"a0", "ab", "b", "A", "z" };
	struct cvd_buf line = CVD_BUF_INIT(100000);

	cvd_buf_addf(&line,
	    "git read-tree --empty; b=$(echo %u | git hash-object -w --stdin);"
	    "printf \"100644 $b\\t%%s\\n\"",
	    chance_below(chance, 3));
	for (unsigned i = 0; i < files; i++) {
		unsigned deep = 1 + chance_below(chance, 3);

		for (unsigned k = 0; k < deep; k++)
			cvd_buf_addf(&line, "%c%s", k == 0 ? ' ' : '/',
			    names[chance_below(chance, 10)]);
	}
	/* a file gives way to a folder of its name, and the reverse */
	cvd_buf_addz(&line, " | git update-index --add --replace --index-info;"
	                    "git commit -q --allow-empty -m tree");
	(void)sh(line.data);
	cvd_buf_clear(&line);
}

START_TEST(git_finds_the_same_differences)
{
	struct chance chance = { 20260 };

	for (unsigned round = 0; round < 15; round++) {
		random_index(&chance, 1 + chance_below(&chance, 20));
		diff(repo_id("git rev-parse HEAD~1^{tree}"),
		    repo_id("git rev-parse HEAD^{tree}"));
		assert_as_git("HEAD~1", "HEAD");
	}
}
END_TEST

START_TEST(one_change_among_many_files_is_found)
{
	/* the first, the last, one in the middle; gone, new, and changed */
	(void)sh("i=0; while [ $i -lt 500 ]; do"
	         " echo \"100644 $(git rev-parse HEAD:cvd.yaml)\tf/$i\";"
	         " i=$((i + 1)); done |"
	         " git update-index --index-info; git commit -qm many;"
	         "b=$(git hash-object -w --stdin </dev/null);"
	         "for p in 0 499 250 251 99; do"
	         " git update-index --cacheinfo 100644,$b,f/$p; done;"
	         "git rm -q --cached f/123 f/124; git update-index --add"
	         " --cacheinfo 100644,$b,f/3000;"
	         "git commit -qm some");
	diff(repo_id("git rev-parse HEAD~1^{tree}"),
	    repo_id("git rev-parse HEAD^{tree}"));
	ck_assert_uint_eq(count, 8);
	assert_as_git("HEAD~1", "HEAD");
}
END_TEST

START_TEST(memory_that_runs_out_is_said_so)
{
	const char *tree = repo_id("git rev-parse HEAD^{tree}");
	unsigned long n = 0;
	enum cvd_status rc;

	/* an arena that has failed once is of no more use */
	do {
		struct cvd_arena *fresh = cvd_arena_new();

		cvd_memory_fail_at(++n);
		rc = cvd_store_diff(store, "", tree, CVD_MAX_CHANGES, fresh,
		    &found, &count, &err);
		cvd_memory_fail_at(0);
		ck_assert(rc == CVD_OK || rc == CVD_E_NO_MEMORY);
		cvd_arena_free(fresh);
	} while (rc != CVD_OK);
	ck_assert_uint_gt(n, 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_diff");
	TCase *tc = tcase_create("store_diff");

	tcase_add_checked_fixture(tc, repo_make, repo_clear);
	tcase_add_test(tc, what_differs_is_found_in_the_order_of_paths);
	tcase_add_test(tc, links_submodules_and_modes_are_told_by_the_mode);
	tcase_add_test(tc, git_finds_the_same_differences);
	tcase_add_test(tc, one_change_among_many_files_is_found);
	tcase_add_test(tc, memory_that_runs_out_is_said_so);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

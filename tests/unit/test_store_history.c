/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "edge/store.h"

#include "random_tree.h"
#include "repo.h"
#include "suite.h"

static const char missing[] = "1234567890123456789012345678901234567890";

START_TEST(a_commit_is_read_as_it_is_stored)
{
	const char *head = cvd_store_head(store);
	const char *bytes = NULL;
	const char *text;
	size_t size = 0;

	assert_ok(
	    cvd_store_read_commit(store, head, arena, &bytes, &size, &err));
	text = cvd_arena_text(arena, sh("git cat-file commit HEAD"));
	ck_assert_uint_eq(size, strlen(text));
	ck_assert_str_eq(bytes, text);
	assert_fails(cvd_store_read_commit(store, missing, arena, &bytes, &size,
	                 &err),
	    CVD_E_NOT_FOUND, "there is no commit '1234567890");
	assert_fails(cvd_store_read_commit(store,
	                 repo_id("git rev-parse HEAD:"), arena, &bytes, &size,
	                 &err),
	    CVD_E_NOT_FOUND, "there is no commit '");
	assert_fails(cvd_store_read_commit(store, "HEAD", arena, &bytes, &size,
	                 &err),
	    CVD_E_NOT_FOUND, "there is no commit 'HEAD'");
	ck_assert_str_eq(bytes, text);
}
END_TEST

START_TEST(a_commit_of_more_than_its_limit_is_not_read)
{
	const char *bytes = NULL;
	const char *id;
	size_t size = 0;

	id = repo_id("{ git cat-file commit HEAD; head -c 1048576 /dev/zero |"
	             " tr '\\0' x; } >../big;"
	             "head -c 1048576 ../big |"
	             " git hash-object -w -t commit --literally --stdin");
	assert_ok(cvd_store_read_commit(store, id, arena, &bytes, &size, &err));
	ck_assert_uint_eq(size, CVD_MAX_COMMIT);
	id = repo_id("head -c 1048577 ../big |"
	             " git hash-object -w -t commit --literally --stdin");
	assert_fails(cvd_store_read_commit(store, id, arena, &bytes, &size,
	                 &err),
	    CVD_E_INVALID, "is larger than the limit of 1048576 bytes");
}
END_TEST

/* Puts the object of one name in the place of another's. */
#define FORGE(name, other)                                                     \
	"f() { o=$(git rev-parse \"$1\");"                                     \
	" echo \".git/objects/${o%${o#??}}/${o#??}\"; };"                      \
	"a=$(f " name "); b=$(f " other "); rm -f \"$a\"; cp \"$b\" \"$a\""

START_TEST(an_object_under_another_s_id_is_damage)
{
	const char *commit = repo_id("git rev-parse HEAD~1");
	const char *tree = repo_id("git rev-parse HEAD~2^{tree}");
	const char *bytes = NULL;
	struct cvd_store_difference *found = NULL;
	size_t count = 0;
	size_t size = 0;

	(void)sh(FORGE("HEAD~2^{tree}", "HEAD^{tree}"));
	(void)sh(FORGE("HEAD~1", "HEAD"));
	repo_again();
	assert_fails(cvd_store_read_commit(store, commit, arena, &bytes, &size,
	                 &err),
	    CVD_E_CASEBOOK, "commit '");
	assert_fails(cvd_store_diff(store, "", tree, CVD_MAX_CHANGES, arena,
	                 &found, &count, &err),
	    CVD_E_CASEBOOK, "tree '");
}
END_TEST

START_TEST(the_size_of_a_blob_is_known_without_its_bytes)
{
	size_t size = 7;

	assert_fails(cvd_store_blob_size(store, missing, &size, &err),
	    CVD_E_NOT_FOUND, "there is no blob '1234567890");
	assert_fails(cvd_store_blob_size(store, cvd_store_head(store), &size,
	                 &err),
	    CVD_E_NOT_FOUND, "there is no blob '");
	assert_fails(cvd_store_blob_size(store, "", &size, &err),
	    CVD_E_NOT_FOUND, "there is no blob ''");
	ck_assert_uint_eq(size, 7);
	assert_ok(cvd_store_blob_size(store,
	    repo_id("git rev-parse HEAD:cvd.yaml"), &size, &err));
	ck_assert_uint_eq(size, strlen("name: team\n"));
	assert_ok(cvd_store_blob_size(store,
	    repo_id("git hash-object -w --stdin </dev/null"), &size, &err));
	ck_assert_uint_eq(size, 0);
}
END_TEST

static bool
is_ancestor(const char *a, const char *b)
{
	char line[100];
	bool is = false;
	const char *ids[2];

	(void)snprintf(line, sizeof line, "git rev-parse %s", a);
	ids[0] = repo_id(line);
	(void)snprintf(line, sizeof line, "git rev-parse %s", b);
	ids[1] = repo_id(line);
	assert_ok(cvd_store_is_ancestor(store, ids[0], ids[1], &is, &err));
	return is;
}

START_TEST(who_comes_from_whom)
{
	bool is = false;

	/* a branch whose clock goes backwards, merged, and a second root */
	(void)sh("git checkout -qb side HEAD~1;"
	         "GIT_COMMITTER_DATE='1999-01-01T00:00:00Z'"
	         " git commit -q --allow-empty -m s1;"
	         "GIT_COMMITTER_DATE='2038-01-01T00:00:00Z'"
	         " git commit -q --allow-empty -m s2; git checkout -q main;"
	         "git merge -q --no-edit --no-ff side;"
	         "git update-ref refs/heads/root"
	         " $(git commit-tree -m root HEAD^{tree})");
	ck_assert(is_ancestor("main", "main"));
	ck_assert(is_ancestor("main~1", "main"));
	ck_assert(is_ancestor("main^2", "main"));
	ck_assert(is_ancestor("main^2~1", "main"));
	ck_assert(is_ancestor("main~3", "side"));
	ck_assert(!is_ancestor("main", "main~1"));
	ck_assert(!is_ancestor("main~1", "side"));
	ck_assert(!is_ancestor("side", "main~1"));
	ck_assert(!is_ancestor("root", "main"));
	ck_assert(!is_ancestor("main", "root"));
	assert_fails(cvd_store_is_ancestor(store, missing,
	                 cvd_store_head(store), &is, &err),
	    CVD_E_NOT_FOUND, "there is no commit '1234567890");
	assert_fails(cvd_store_is_ancestor(store, cvd_store_head(store),
	                 missing, &is, &err),
	    CVD_E_NOT_FOUND, "there is no commit '1234567890");
	ck_assert(!is);
}
END_TEST

START_TEST(a_history_with_a_hole_cannot_be_asked)
{
	char root[CVD_STORE_ID_TEXT];
	bool is = false;

	(void)snprintf(root, sizeof root, "%s",
	    repo_id("git rev-parse HEAD~2"));
	(void)sh("o=$(git rev-parse HEAD~1);"
	         "rm -f .git/objects/${o%${o#??}}/${o#??}");
	assert_fails(cvd_store_is_ancestor(store, root, cvd_store_head(store),
	                 &is, &err),
	    CVD_E_CASEBOOK, "history of '");
}
END_TEST

/* Commits without files that the histories below are made of. */
#define COMMITS                                                                \
	"t=$(git mktree </dev/null); now=1800000000;"                          \
	"c() { m=$1; shift; now=$((now + 1)); p=;"                             \
	" for q; do p=\"$p -p $q\"; done;"                                     \
	" GIT_AUTHOR_DATE=\"$now +0000\" GIT_COMMITTER_DATE=\"$now +0000\""    \
	" git commit-tree -m \"$m\" $p $t; };"

static const char **bases;
static size_t base_count;

static void
find_bases(const char *commit, const char *const *others, size_t count)
{
	bases = NULL;
	base_count = 99;
	assert_ok(cvd_store_merge_bases(store, commit, others, count, arena,
	    &bases, &base_count, &err));
}

/* The bases, one a line, as git prints them once they are sorted. */
static const char *
bases_text(void)
{
	struct cvd_buf text = CVD_BUF_INIT(100000);
	const char *copy;

	for (size_t i = 0; i < base_count; i++)
		cvd_buf_addf(&text, "%s\n", bases[i]);
	copy = cvd_arena_text(arena, text.data == NULL ? "" : text.data);
	cvd_buf_clear(&text);
	return copy;
}

START_TEST(the_base_of_two_is_where_they_parted)
{
	const char *root = repo_id("git rev-parse main~2");
	const char *side = repo_id(COMMITS "c side main~2");
	const char *alien = repo_id(COMMITS "c alien");
	const char *head = cvd_store_head(store);
	const char *both[] = { alien, side };

	find_bases(head, &side, 1);
	ck_assert_uint_eq(base_count, 1);
	ck_assert_str_eq(bases[0], root);
	find_bases(head, &root, 1);
	ck_assert_str_eq(bases_text(), cvd_arena_textf(arena, "%s\n", root));
	find_bases(head, &head, 1);
	ck_assert_str_eq(bases_text(), cvd_arena_textf(arena, "%s\n", head));
	find_bases(head, &alien, 1);
	ck_assert_uint_eq(base_count, 0);
	find_bases(head, both, 2);
	ck_assert_str_eq(bases_text(), cvd_arena_textf(arena, "%s\n", root));
	find_bases(head, NULL, 0);
	ck_assert_uint_eq(base_count, 0);
}
END_TEST

START_TEST(a_base_of_what_is_not_there_is_not_found)
{
	const char *head = cvd_store_head(store);
	const char *tree = repo_id("git rev-parse HEAD^{tree}");
	const char *const wrong[] = { missing, tree, "HEAD", "" };

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		const char *pair[] = { head, wrong[i] };

		assert_fails(cvd_store_merge_bases(store, wrong[i], &head, 1,
		                 arena, &bases, &base_count, &err),
		    CVD_E_NOT_FOUND, "there is no commit '");
		assert_fails(cvd_store_merge_bases(store, head, pair, 2, arena,
		                 &bases, &base_count, &err),
		    CVD_E_NOT_FOUND, "there is no commit '");
	}
}
END_TEST

START_TEST(a_history_with_a_hole_has_no_bases_to_find)
{
	const char *other = cvd_arena_text(arena,
	    repo_id(COMMITS "c other HEAD~2"));

	(void)sh("o=$(git rev-parse HEAD~1);"
	         "rm -f .git/objects/${o%${o#??}}/${o#??}");
	assert_fails(cvd_store_merge_bases(store, cvd_store_head(store), &other,
	                 1, arena, &bases, &base_count, &err),
	    CVD_E_CASEBOOK, "history of '");
}
END_TEST

/* Two merges that have the same so many commits as parents. */
#define CROSSWISE(n)                                                           \
	COMMITS "r=$(c root); p=; i=0; while [ $i -lt " n " ]; do"             \
	        " p=\"$p $(c $i $r)\"; i=$((i + 1)); done;"                    \
	        "git tag -f a $(c a $p) >/dev/null;"                           \
	        "git tag -f b $(c b $p) >/dev/null"

START_TEST(more_bases_than_anybody_needs_are_refused)
{
	const char *b;

	(void)sh(CROSSWISE("64"));
	b = repo_id("git rev-parse b");
	find_bases(repo_id("git rev-parse a"), &b, 1);
	ck_assert_uint_eq(base_count, CVD_MAX_BASES);
	ck_assert_str_eq(bases_text(),
	    sh("git merge-base --all a b | LC_ALL=C sort"));
	(void)sh(CROSSWISE("65"));
	b = repo_id("git rev-parse b");
	assert_fails(cvd_store_merge_bases(store, repo_id("git rev-parse a"),
	                 &b, 1, arena, &bases, &base_count, &err),
	    CVD_E_INVALID, "merged crosswise more than 64 times");
}
END_TEST

/* So many commits on one to three others each; their clocks are not right. */
static void
random_history(struct chance *chance, unsigned count)
{
	struct cvd_buf line = CVD_BUF_INIT(100000);

	cvd_buf_addz(&line, COMMITS "n0=$(c 0); echo $n0;");
	for (unsigned i = 1; i < count; i++) {
		cvd_buf_addf(&line, "now=$((1800000000 + %u)); n%u=$(c %u",
		    chance_below(chance, 9), i, i);
		for (unsigned k = 1 + chance_below(chance, 3); k > 0; k--)
			cvd_buf_addf(&line, " $n%u",
			    i - 1 - chance_below(chance, i < 6 ? i : 6));
		cvd_buf_addf(&line, " 2>/dev/null); echo $n%u;", i);
	}
	cvd_buf_addz(&line, ":;");
	(void)sh(cvd_arena_textf(arena, "{ %s } >../ids", line.data));
	cvd_buf_clear(&line);
}

START_TEST(git_finds_the_same_bases)
{
	struct chance chance = { 20261 };

	for (unsigned round = 0; round < 6; round++) {
		random_history(&chance, 16);
		for (unsigned turn = 0; turn < 6; turn++) {
			const char *ids[3];
			const char *turned[2];
			const char *line;

			for (unsigned k = 0; k < 3; k++)
				ids[k] = cvd_arena_text(arena,
				    repo_id(cvd_arena_textf(arena,
				        "sed -n %up ../ids",
				        8 + chance_below(&chance, 9))));
			turned[0] = ids[2];
			turned[1] = ids[1];
			find_bases(ids[0], ids + 1, 2);
			line = bases_text();
			find_bases(ids[0], turned, 2);
			ck_assert_str_eq(bases_text(), line);
			ck_assert_str_eq(line,
			    sh(cvd_arena_textf(arena,
			        "git merge-base --all %s %s %s |"
			        " LC_ALL=C sort",
			        ids[0], ids[1], ids[2])));
		}
	}
}
END_TEST

START_TEST(memory_that_runs_out_over_bases_is_said_so)
{
	const char *head = cvd_store_head(store);
	unsigned long n = 0;
	enum cvd_status rc;

	/* an arena that has failed once is of no more use */
	do {
		struct cvd_arena *fresh = cvd_arena_new();

		cvd_memory_fail_at(++n);
		rc = cvd_store_merge_bases(store, head, &head, 1, fresh, &bases,
		    &base_count, &err);
		cvd_memory_fail_at(0);
		ck_assert(rc == CVD_OK || rc == CVD_E_NO_MEMORY);
		cvd_arena_free(fresh);
	} while (rc != CVD_OK);
	ck_assert_uint_gt(n, 1);
}
END_TEST

START_TEST(what_overrides_history_is_named)
{
	ck_assert_ptr_null(cvd_store_overrides(store));
	(void)sh("printf '# none\n\n' >.git/info/grafts");
	ck_assert_ptr_null(cvd_store_overrides(store));
	(void)sh("git rev-parse HEAD >>.git/info/grafts");
	ck_assert_str_eq(cvd_store_overrides(store), "a graft");
	(void)sh("rm .git/info/grafts; git replace HEAD~1 HEAD~2");
	ck_assert_str_eq(cvd_store_overrides(store), "a replace ref");
	(void)sh("git pack-refs --all");
	ck_assert_str_eq(cvd_store_overrides(store), "a replace ref");
	(void)sh("git replace -d HEAD~1 >/dev/null");
	ck_assert_ptr_null(cvd_store_overrides(store));
	/* what cannot be read is not taken for nothing */
	(void)sh("mkdir .git/info/grafts");
	ck_assert_str_eq(cvd_store_overrides(store), "a graft");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_history");
	TCase *tc = tcase_create("store_history");

	tcase_add_checked_fixture(tc, repo_make, repo_clear);
	tcase_add_test(tc, a_commit_is_read_as_it_is_stored);
	tcase_add_test(tc, a_commit_of_more_than_its_limit_is_not_read);
	tcase_add_test(tc, an_object_under_another_s_id_is_damage);
	tcase_add_test(tc, the_size_of_a_blob_is_known_without_its_bytes);
	tcase_add_test(tc, who_comes_from_whom);
	tcase_add_test(tc, a_history_with_a_hole_cannot_be_asked);
	tcase_add_test(tc, the_base_of_two_is_where_they_parted);
	tcase_add_test(tc, a_base_of_what_is_not_there_is_not_found);
	tcase_add_test(tc, a_history_with_a_hole_has_no_bases_to_find);
	tcase_add_test(tc, more_bases_than_anybody_needs_are_refused);
	tcase_add_test(tc, git_finds_the_same_bases);
	tcase_add_test(tc, memory_that_runs_out_over_bases_is_said_so);
	tcase_add_test(tc, what_overrides_history_is_named);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

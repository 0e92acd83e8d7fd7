/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "edge/store.h"

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
	tcase_add_test(tc, what_overrides_history_is_named);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

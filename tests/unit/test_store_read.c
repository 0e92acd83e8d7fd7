/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/store.h"

#include "repo.h"
#include "suite.h"

START_TEST(a_file_is_read_by_its_path_and_by_its_blob)
{
	char blob[CVD_STORE_ID_TEXT];
	const char *bytes = NULL;
	size_t size = 0;

	assert_ok(cvd_store_read(store, "cases/2026/4K/a.yaml", 5, arena,
	    &bytes, &size, &err));
	ck_assert_uint_eq(size, 5);
	ck_assert_str_eq(bytes, "a: 1\n");
	assert_ok(cvd_store_find(store, "cases/2026/4K/a.yaml", blob, &err));
	ck_assert_msg(strncmp(sh("git rev-parse HEAD:cases/2026/4K/a.yaml"),
	                  blob, 40) == 0,
	    "blob");
	bytes = NULL;
	assert_ok(
	    cvd_store_read_blob(store, blob, 5, arena, &bytes, &size, &err));
	ck_assert_str_eq(bytes, "a: 1\n");
}
END_TEST

START_TEST(what_is_too_large_or_missing_is_said_so)
{
	const char zeros[] = "0000000000000000000000000000000000000000";
	char blob[CVD_STORE_ID_TEXT];
	const char *bytes = NULL;
	size_t size = 0;

	assert_fails(cvd_store_read(store, "cvd.yaml", 10, arena, &bytes, &size,
	                 &err),
	    CVD_E_INVALID, "'cvd.yaml' is larger than the limit of 10 bytes");
	assert_fails(cvd_store_read(store, "no/such", 10, arena, &bytes, &size,
	                 &err),
	    CVD_E_NOT_FOUND, "there is no 'no/such' in the casebook");
	assert_fails(cvd_store_find(store, "cvd.yaml/x", blob, &err),
	    CVD_E_NOT_FOUND, "there is no 'cvd.yaml/x'");
	assert_fails(cvd_store_find(store, "cases", blob, &err), CVD_E_CASEBOOK,
	    "'cases' is no plain file");
	assert_fails(cvd_store_read_blob(store, zeros, 10, arena, &bytes, &size,
	                 &err),
	    CVD_E_NOT_FOUND, "there is no blob '0000");
	assert_fails(cvd_store_read_blob(store, "12", 10, arena, &bytes, &size,
	                 &err),
	    CVD_E_NOT_FOUND, "there is no blob '12'");
	ck_assert_ptr_null(bytes);
}
END_TEST

START_TEST(the_work_tree_is_never_read)
{
	const char *bytes = NULL;
	size_t size = 0;

	(void)sh("echo 'name: forged' >cvd.yaml; git add cvd.yaml");
	assert_ok(
	    cvd_store_read(store, "cvd.yaml", 99, arena, &bytes, &size, &err));
	ck_assert_str_eq(bytes, "name: team\n");
}
END_TEST

START_TEST(a_reading_stays_at_one_commit_until_the_lock)
{
	const char *bytes = NULL;
	char before[CVD_STORE_ID_TEXT];
	size_t size = 0;

	cvd_store_unlock(store);
	(void)memcpy(before, cvd_store_head(store), sizeof(before));
	(void)sh("echo 'name: new' >cvd.yaml; git commit -qam new");
	assert_ok(
	    cvd_store_read(store, "cvd.yaml", 99, arena, &bytes, &size, &err));
	ck_assert_str_eq(bytes, "name: team\n");
	assert_ok(cvd_store_lock(store, 0, &err));
	ck_assert_str_ne(cvd_store_head(store), before);
	assert_ok(
	    cvd_store_read(store, "cvd.yaml", 99, arena, &bytes, &size, &err));
	ck_assert_str_eq(bytes, "name: new\n");
}
END_TEST

START_TEST(older_commits_can_be_asked)
{
	char first[CVD_STORE_ID_TEXT];
	char blob[CVD_STORE_ID_TEXT];

	(void)snprintf(first, sizeof(first), "%.40s",
	    sh("git rev-list --max-parents=0 HEAD"));
	ck_assert(cvd_store_has_commit(store, first));
	assert_ok(cvd_store_find_at(store, first, "cvd.yaml", blob, &err));
	assert_fails(cvd_store_find_at(store, first, "cases/2026/4K/a.yaml",
	                 blob, &err),
	    CVD_E_NOT_FOUND, "there is no 'cases/2026/4K/a.yaml'");
	first[0] = first[0] == '0' ? '1' : '0';
	ck_assert(!cvd_store_has_commit(store, first));
	assert_fails(cvd_store_find_at(store, first, "cvd.yaml", blob, &err),
	    CVD_E_NOT_FOUND, "there is no commit '");
	ck_assert(!cvd_store_has_commit(store, "HEAD"));
	ck_assert(!cvd_store_has_commit(store, blob));
}
END_TEST

START_TEST(a_folder_is_listed_level_by_level)
{
	struct cvd_store_entry *entries = NULL;
	size_t count = 0;

	assert_ok(cvd_store_list(store, "", arena, &entries, &count, &err));
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(entries[0].name, "cases");
	ck_assert(entries[0].is_folder);
	ck_assert_str_eq(entries[0].blob, "");
	ck_assert_str_eq(entries[1].name, "cvd.yaml");
	ck_assert(!entries[1].is_folder);
	ck_assert_uint_eq(strlen(entries[1].blob), 40);
	assert_ok(
	    cvd_store_list(store, "cases/2026", arena, &entries, &count, &err));
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(entries[0].name, "4K");
	ck_assert_str_eq(entries[1].name, "9Z");
	assert_fails(cvd_store_list(store, "keys", arena, &entries, &count,
	                 &err),
	    CVD_E_NOT_FOUND, "there is no folder 'keys'");
	assert_fails(cvd_store_list(store, "cvd.yaml", arena, &entries, &count,
	                 &err),
	    CVD_E_NOT_FOUND, "there is no folder 'cvd.yaml'");
}
END_TEST

START_TEST(links_and_submodules_are_no_files)
{
	struct cvd_store_entry *entries = NULL;
	char blob[CVD_STORE_ID_TEXT];
	size_t count = 0;

	(void)sh("ln -s /etc/passwd link; git add link;"
	         "git update-index --add --cacheinfo "
	         "160000,$(git rev-parse HEAD),sub;"
	         "git commit -qm links");
	repo_again();
	assert_ok(cvd_store_list(store, "", arena, &entries, &count, &err));
	ck_assert_uint_eq(count, 2);
	assert_fails(cvd_store_find(store, "link", blob, &err), CVD_E_CASEBOOK,
	    "'link' is no plain file");
	assert_fails(cvd_store_find(store, "sub", blob, &err), CVD_E_CASEBOOK,
	    "'sub' is no plain file");
}
END_TEST

START_TEST(a_missing_object_is_damage)
{
	const char *bytes = NULL;
	size_t size = 0;

	(void)sh("o=$(git rev-parse HEAD:cvd.yaml);"
	         "rm -f .git/objects/${o%${o#??}}/${o#??}");
	assert_fails(cvd_store_read(store, "cvd.yaml", 99, arena, &bytes, &size,
	                 &err),
	    CVD_E_CASEBOOK, "the object of 'cvd.yaml' is missing");
}
END_TEST

START_TEST(before_the_first_commit_there_is_nothing)
{
	struct cvd_store_entry *entries = NULL;
	char blob[CVD_STORE_ID_TEXT];
	size_t count = 0;

	cvd_store_close(store);
	store = NULL;
	assert_ok(
	    cvd_store_init(in_folder("empty"), false, NULL, &store, &err));
	assert_fails(cvd_store_find(store, "cvd.yaml", blob, &err),
	    CVD_E_NOT_FOUND, "there is no 'cvd.yaml'");
	assert_fails(cvd_store_list(store, "", arena, &entries, &count, &err),
	    CVD_E_NOT_FOUND, "there is no folder ''");
}
END_TEST

START_TEST(a_blob_id_is_git_s)
{
	char blob[CVD_STORE_ID_TEXT];

	assert_ok(cvd_store_blob_id("a: 1\n", 5, blob, &err));
	ck_assert_msg(strncmp(sh("printf 'a: 1\\n' | git hash-object --stdin"),
	                  blob, 40) == 0,
	    "%s", blob);
	/* git's well-known id of no bytes at all */
	assert_ok(cvd_store_blob_id("", 0, blob, &err));
	ck_assert_str_eq(blob, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_read");
	TCase *tc = tcase_create("store_read");

	tcase_add_checked_fixture(tc, repo_make, repo_clear);
	tcase_add_test(tc, a_file_is_read_by_its_path_and_by_its_blob);
	tcase_add_test(tc, what_is_too_large_or_missing_is_said_so);
	tcase_add_test(tc, the_work_tree_is_never_read);
	tcase_add_test(tc, a_reading_stays_at_one_commit_until_the_lock);
	tcase_add_test(tc, older_commits_can_be_asked);
	tcase_add_test(tc, a_folder_is_listed_level_by_level);
	tcase_add_test(tc, links_and_submodules_are_no_files);
	tcase_add_test(tc, a_missing_object_is_damage);
	tcase_add_test(tc, before_the_first_commit_there_is_nothing);
	tcase_add_test(tc, a_blob_id_is_git_s);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

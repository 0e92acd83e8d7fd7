/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "edge/store.h"

#include "random_tree.h"
#include "repo.h"
#include "suite.h"

static struct cvd_store_difference *found;
static size_t count;
static const char missing[] = "1234567890123456789012345678901234567890";

static void
diff(const char *before, const char *after)
{
	found = NULL;
	count = 99;
	assert_ok(cvd_store_diff(store, before, after, CVD_MAX_CHANGES, arena,
	    &found, &count, &err));
}

/* An entry of a tree made by hand; NULL id: that of some blob. */
struct made {
	const char *mode;
	const char *name;
	const char *id;
};

#define BLOB "1111111111111111111111111111111111111111"

static void
add_entry(struct cvd_buf *to, const struct made *e)
{
	const char *id = e->id != NULL ? e->id : BLOB;

	cvd_buf_addf(to, "%s %s", e->mode, e->name);
	cvd_buf_add(to, "", 1);
	for (size_t i = 0; i < 40; i += 2) {
		char digits[3] = { id[i], id[i + 1], '\0' };
		char byte = (char)strtoul(digits, NULL, 16);

		cvd_buf_add(to, &byte, 1);
	}
}

/* Stores the first bytes of these entries as a tree; its id. */
static const char *
store_tree(const struct made *entries, size_t n, size_t cut)
{
	struct cvd_buf bytes = CVD_BUF_INIT(1000000);

	for (size_t i = 0; i < n; i++)
		add_entry(&bytes, &entries[i]);
	ck_assert_uint_lt(cut, bytes.size + 1);
	assert_ok(cvd_fs_replace(in_folder("tree"), bytes.data,
	    bytes.size - cut, &err));
	cvd_buf_clear(&bytes);
	return repo_id("git hash-object -w -t tree --literally ../tree");
}

#define LONG_NAME                                                              \
	"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn" \
	"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn" \
	"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn" \
	"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"

static const struct {
	struct made entries[4];
	const char *message; /* NULL: it is a good tree */
	size_t cut;
} trees[] = {
	{ { { "100644", "a", NULL }, { "100644", "a.b", NULL },
	      { "40000", "a.c", "tree" }, { "100644", "a.c.d", NULL } },
	    "names are not in order, or twice", 0 },
	{ { { "100644", "a", NULL }, { "100644", "a.b", NULL },
	      { "100644", "a0", NULL } },
	    NULL, 0 },
	{ { { "100644", "b", NULL }, { "100644", "a", NULL } },
	    "names are not in order, or twice", 0 },
	{ { { "100644", "a", NULL }, { "100644", "a", NULL } },
	    "names are not in order, or twice", 0 },
	{ { { "40000", "a", "tree" }, { "40000", "a", "tree" } },
	    "names are not in order, or twice", 0 },
	{ { { "100644", "a", NULL }, { "40000", "a", "tree" } },
	    "names are not in order, or twice", 0 },
	{ { { "100644", "a", NULL }, { "100644", "a.b", NULL },
	      { "40000", "a", "tree" } },
	    "names are not in order, or twice", 0 },
	{ { { "100644", "a", NULL }, { "100644", "a-", NULL },
	      { "100644", "a-.b", NULL }, { "40000", "a", "tree" } },
	    "names are not in order, or twice", 0 },
	{ { { "100644", "a-", NULL }, { "100644", "a-.b", NULL },
	      { "100644", "a.b", NULL }, { "40000", "a", "tree" } },
	    NULL, 0 },
	{ { { "40000", "a", "tree" }, { "100644", "a", NULL } },
	    "names are not in order, or twice", 0 },
	{ { { "40000", "a", "tree" }, { "100644", "a.b", NULL } },
	    "names are not in order, or twice", 0 },
	{ { { "100644", "a.b", NULL }, { "40000", "a", "tree" } }, NULL, 0 },
	{ { { "100644", "", NULL } }, "a name that no file can have", 0 },
	{ { { "100644", ".", NULL } }, "a name that no file can have", 0 },
	{ { { "100644", "..", NULL } }, "a name that no file can have", 0 },
	{ { { "40000", "..", "tree" } }, "a name that no file can have", 0 },
	{ { { "40000", ".git", "tree" } }, "a name that no file can have", 0 },
	{ { { "40000", ".GiT", "tree" } }, "a name that no file can have", 0 },
	{ { { "100644", ".gitx", NULL } }, NULL, 0 },
	{ { { "100644", ".a", NULL } }, NULL, 0 },
	{ { { "100644", "...", NULL } }, NULL, 0 },
	{ { { "100644", "a/b", NULL } }, "a name that no file can have", 0 },
	{ { { "100644", "/", NULL } }, "a name that no file can have", 0 },
	{ { { "100644", LONG_NAME, NULL } }, NULL, 0 },
	{ { { "100644", LONG_NAME "n", NULL } }, "a name is too long", 0 },
	{ { { "0100644", "a", NULL } }, "an odd mode", 0 },
	{ { { "1006440", "a", NULL } }, "an odd mode", 0 },
	{ { { "100648", "a", NULL } }, "an odd mode", 0 },
	{ { { "-1", "a", NULL } }, "an odd mode", 0 },
	{ { { "", "a", NULL } }, "an odd mode", 0 },
	{ { { "0", "a", NULL } }, "an odd mode", 0 },
	{ { { "040000", "a", "tree" } }, "an odd mode", 0 },
	{ { { "40755", "a", "tree" } }, "an odd mode", 0 },
	{ { { "100600", "a", NULL } }, NULL, 0 },
	{ { { "644", "a", NULL } }, NULL, 0 },
	{ { { "100644", "a", "0000000000000000000000000000000000000000" } },
	    "an id of zeros", 0 },
	{ { { "100644", "a", NULL } }, "it is cut off", 1 },
	{ { { "100644", "a", NULL } }, "it is cut off", 20 },
	{ { { "100644", "a", NULL } }, "it is cut off", 21 },
	{ { { "100644", "a", NULL } }, "it is cut off", 22 },
	{ { { "100644", "a", NULL } }, "an odd mode", 23 },
	{ { { "100644", "a", NULL } }, "an odd mode", 28 },
};

static const char *
make_tree(int i, size_t *n)
{
	struct made entries[4];

	for (*n = 0; *n < 4 && trees[i].entries[*n].mode != NULL; ++*n) {
		entries[*n] = trees[i].entries[*n];
		if (entries[*n].id != NULL && entries[*n].id[0] == 't')
			entries[*n].id = repo_id(
			    "git rev-parse HEAD:cases/2026/4K");
	}
	return store_tree(entries, *n, trees[i].cut);
}

static void
assert_judged(int i)
{
	char message[100];
	char blob[CVD_STORE_ID_TEXT];
	const char *tree;
	size_t n;

	tree = make_tree(i, &n);
	if (trees[i].message == NULL) {
		diff("", tree);
		ck_assert_uint_eq(count, n);
		diff(tree, repo_id("git rev-parse HEAD^{tree}"));
		ck_assert_uint_eq(count, n + 3);
		return;
	}
	(void)snprintf(message, sizeof message,
	    "the tree of '.' is malformed: %s", trees[i].message);
	assert_fails(cvd_store_diff(store, "", tree, CVD_MAX_CHANGES, arena,
	                 &found, &count, &err),
	    CVD_E_INVALID, message);
	/* on either side, and beside what is the same */
	assert_fails(cvd_store_diff(store, tree,
	                 repo_id("git rev-parse HEAD^{tree}"), CVD_MAX_CHANGES,
	                 arena, &found, &count, &err),
	    CVD_E_INVALID, message);
	assert_fails(cvd_store_find_in_tree(store, tree, "zzz", blob, &err),
	    CVD_E_INVALID, trees[i].message);
}

/* One repository for all: making it takes longer than the test. */
START_TEST(a_tree_that_git_would_not_write_is_refused)
{
	for (int i = 0; i < (int)(sizeof trees / sizeof *trees); i++)
		assert_judged(i);
}
END_TEST

/* The bad entry behind a long part that both trees have. */
static void
assert_common_judged(int i)
{
	static const char *const bad[][2] = { { "100644", "f0" },
		{ "100644", "f2500/" }, { "40000", "f250" } };
	struct made entries[501];
	char names[500][8];
	char one[CVD_STORE_ID_TEXT];

	for (size_t k = 0; k < 500; k++) {
		(void)snprintf(names[k], sizeof names[k], "f%zu", 100 + k);
		entries[k] = (struct made){ "100644", names[k], NULL };
	}
	entries[250] = (struct made){ bad[i][0], bad[i][1],
		i == 2 ? repo_id("git rev-parse HEAD:cases/2026/4K") : NULL };
	if (i == 2)
		entries[249] = (struct made){ "100644", "f250", NULL };
	(void)snprintf(one, sizeof one, "%s", store_tree(entries, 500, 0));
	entries[500] = (struct made){ "100644", "z", NULL };
	assert_fails(cvd_store_diff(store, one, store_tree(entries, 501, 0),
	                 CVD_MAX_CHANGES, arena, &found, &count, &err),
	    CVD_E_INVALID, "the tree of '.' is malformed");
}

START_TEST(what_both_trees_have_is_judged_too)
{
	for (int i = 0; i < 3; i++)
		assert_common_judged(i);
}
END_TEST

START_TEST(a_tree_below_is_judged_by_its_path)
{
	const char *tree = repo_id("git mktree --missing </dev/null");
	struct made up = { "40000", "empty", tree };

	assert_fails(cvd_store_diff(store, "", store_tree(&up, 1, 0),
	                 CVD_MAX_CHANGES, arena, &found, &count, &err),
	    CVD_E_INVALID, "the tree of 'empty' is malformed: it is empty");
	up = (struct made){ "40000", "file",
		repo_id("git rev-parse HEAD:cvd.yaml") };
	assert_fails(cvd_store_diff(store, "", store_tree(&up, 1, 0),
	                 CVD_MAX_CHANGES, arena, &found, &count, &err),
	    CVD_E_INVALID, "the tree of 'file' is malformed: it is no tree");
	up = (struct made){ "40000", "gone", missing };
	assert_fails(cvd_store_diff(store, "", store_tree(&up, 1, 0),
	                 CVD_MAX_CHANGES, arena, &found, &count, &err),
	    CVD_E_NOT_FOUND, "there is no tree '1234567890");
	assert_fails(cvd_store_diff(store, missing,
	                 repo_id("git rev-parse HEAD^{tree}"), CVD_MAX_CHANGES,
	                 arena, &found, &count, &err),
	    CVD_E_NOT_FOUND, "there is no tree '1234567890");
	assert_fails(cvd_store_diff(store, "HEAD", missing, CVD_MAX_CHANGES,
	                 arena, &found, &count, &err),
	    CVD_E_NOT_FOUND, "there is no tree 'HEAD'");
	ck_assert_ptr_null(found);
}
END_TEST

/* A tree in a tree, levels deep, with a file at its end. */
static const char *
nested(unsigned levels, const char *name)
{
	struct made entry = { "100644", "f", NULL };
	const char *tree = store_tree(&entry, 1, 0);

	for (unsigned i = 0; i < levels; i++) {
		entry = (struct made){ "40000", name, tree };
		tree = store_tree(&entry, 1, 0);
	}
	return tree;
}

START_TEST(there_are_limits)
{
	struct made *entries = calloc(CVD_MAX_CHANGES + 1, sizeof *entries);
	char(*names)[8] = calloc(CVD_MAX_CHANGES + 1, sizeof *names);

	ck_assert(entries != NULL && names != NULL);
	diff("", nested(CVD_MAX_DEPTH, "d"));
	ck_assert_uint_eq(count, 1);
	assert_fails(cvd_store_diff(store, "", nested(CVD_MAX_DEPTH + 1, "d"),
	                 CVD_MAX_CHANGES, arena, &found, &count, &err),
	    CVD_E_INVALID, "is deeper than 32 folders");
	/* 14 times 18 and one are 253, 15 times are 271 */
	diff("", nested(14, "d2345678901234567"));
	ck_assert_uint_eq(strlen(found[0].path), 253);
	assert_fails(cvd_store_diff(store, "", nested(15, "d2345678901234567"),
	                 CVD_MAX_CHANGES, arena, &found, &count, &err),
	    CVD_E_INVALID, "is longer than 255 bytes");
	for (size_t i = 0; i <= CVD_MAX_CHANGES; i++) {
		(void)snprintf(names[i], sizeof names[i], "f%05zu", i);
		entries[i] = (struct made){ "100644", names[i], NULL };
	}
	diff("", store_tree(entries, CVD_MAX_CHANGES, 0));
	ck_assert_uint_eq(count, CVD_MAX_CHANGES);
	assert_fails(cvd_store_diff(store, "",
	                 store_tree(entries, CVD_MAX_CHANGES + 1, 0),
	                 CVD_MAX_CHANGES, arena, &found, &count, &err),
	    CVD_E_INVALID, "more than 10000 files are changed at once");
	free(entries);
	free(names);
}
END_TEST

/* Trees with one byte changed, each in a file; their ids, a line each. */
static const char *
store_mangled(unsigned n)
{
	const struct made entries[] = { { "100644", "a", NULL },
		{ "100644", "a.b", NULL },
		{ "40000", "c", repo_id("git rev-parse HEAD:cases/2026/4K") },
		{ "120000", "d", NULL } };
	struct cvd_buf good = CVD_BUF_INIT(10000);
	struct chance chance = { 7 };

	for (size_t i = 0; i < 4; i++)
		add_entry(&good, &entries[i]);
	assert_ok(cvd_fs_make_folder(in_folder("mangled"), &err));
	for (unsigned i = 0; i < n; i++) {
		size_t at = chance_below(&chance, (unsigned)good.size);
		char was = good.data[at];
		char name[40];

		/* near what was there, and anything */
		good.data[at] = (char)(i % 2 == 0
		                           ? was ^ 1 << chance_below(&chance, 8)
		                           : (int)chance_below(&chance, 256));
		(void)snprintf(name, sizeof name, "mangled/%03u", i);
		assert_ok(cvd_fs_replace(in_folder(name), good.data,
		    good.size - (i % 7 == 0 ? chance_below(&chance, 60) : 0),
		    &err));
		good.data[at] = was;
	}
	cvd_buf_clear(&good);
	return sh("ls ../mangled/* |"
	          " git hash-object -w -t tree --literally --stdin-paths");
}

/*
 * What git itself changes when it reads: the modes of files, and an entry
 * that runs into the next, whose id is that of another type.
 */
static bool
is_beyond_git(void)
{
	for (size_t i = 0; i < count; i++)
		if ((found[i].mode != 0100644 && found[i].mode != 0100755 &&
		        found[i].mode != 0120000 && found[i].mode != 0160000) ||
		    strchr(found[i].path, '\x11') != NULL)
			return true;
	return false;
}

START_TEST(what_is_accepted_is_what_git_writes)
{
	const unsigned n = 200;
	const char *ids = cvd_arena_text(arena, store_mangled(n));
	struct cvd_buf line = CVD_BUF_INIT(20000);
	unsigned accepted = 0;

	cvd_buf_addz(&line, "for t in");
	for (unsigned i = 0; i < n; i++) {
		char id[CVD_STORE_ID_TEXT];
		enum cvd_status rc;

		(void)snprintf(id, sizeof id, "%.40s", ids + i * 41);
		rc = cvd_store_diff(store, "", id, CVD_MAX_CHANGES, arena,
		    &found, &count, &err);
		ck_assert_msg(rc == CVD_OK || rc == CVD_E_INVALID ||
		                  rc == CVD_E_NOT_FOUND,
		    "%s: %s", id, err.message);
		if (rc != CVD_OK || is_beyond_git())
			continue;
		accepted++;
		cvd_buf_addf(&line, " %s", id);
	}
	/* enough of both, or nothing was tested */
	ck_assert_uint_gt(accepted, n / 4);
	ck_assert_uint_lt(accepted, n - n / 8);
	cvd_buf_addz(&line, "; do [ $t = $(git ls-tree -z $t |"
	                    " git mktree -z --missing) ] || echo $t; done");
	ck_assert_str_eq(sh(line.data), "");
	cvd_buf_clear(&line);
}
END_TEST

START_TEST(a_file_is_found_in_any_tree)
{
	char blob[CVD_STORE_ID_TEXT];
	const char *tree = repo_id("git rev-parse HEAD^{tree}");
	static const char *const none[] = { "cvd.yaml/", "cvd.yaml/x", "cases",
		"cases/", "cases/2026/4K/", "", "/", "/cvd.yaml", "cases//2026",
		"cvd.yam", "cvd.yamll", "cases/2026/4K/b.yaml", "no/such" };

	assert_ok(cvd_store_find_in_tree(store, tree, "cvd.yaml", blob, &err));
	ck_assert_str_eq(blob, repo_id("git rev-parse HEAD:cvd.yaml"));
	assert_ok(cvd_store_find_in_tree(store, tree, "cases/2026/4K/a.yaml",
	    blob, &err));
	ck_assert_str_eq(blob,
	    repo_id("git rev-parse HEAD:cases/2026/4K/a.yaml"));
	tree = repo_id("git rev-parse HEAD~2^{tree}");
	assert_ok(cvd_store_find_in_tree(store, tree, "cvd.yaml", blob, &err));
	assert_fails(cvd_store_find_in_tree(store, tree, "cases/2026/4K/a.yaml",
	                 blob, &err),
	    CVD_E_NOT_FOUND, "there is no file 'cases/2026/4K/a.yaml' in tree");
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_fails(cvd_store_find_in_tree(store,
		                 repo_id("git rev-parse HEAD^{tree}"), none[i],
		                 blob, &err),
		    CVD_E_NOT_FOUND, "there is no file '");
	assert_fails(cvd_store_find_in_tree(store, missing, "a", blob, &err),
	    CVD_E_NOT_FOUND, "there is no tree '1234");
	assert_fails(cvd_store_find_in_tree(store, "12", "a", blob, &err),
	    CVD_E_NOT_FOUND, "there is no tree '12'");
}
END_TEST

START_TEST(a_link_is_no_file_of_a_tree)
{
	char blob[CVD_STORE_ID_TEXT];

	(void)sh("ln -s /etc/passwd link; git add link; git commit -qm link");
	assert_fails(cvd_store_find_in_tree(store,
	                 repo_id("git rev-parse HEAD^{tree}"), "link", blob,
	                 &err),
	    CVD_E_NOT_FOUND, "there is no file 'link'");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_tree");
	TCase *tc = tcase_create("store_tree");

	tcase_add_checked_fixture(tc, repo_make, repo_clear);
	tcase_add_test(tc, a_tree_that_git_would_not_write_is_refused);
	tcase_add_test(tc, what_both_trees_have_is_judged_too);
	tcase_add_test(tc, a_tree_below_is_judged_by_its_path);
	tcase_add_test(tc, there_are_limits);
	tcase_add_test(tc, what_is_accepted_is_what_git_writes);
	tcase_add_test(tc, a_file_is_found_in_any_tree);
	tcase_add_test(tc, a_link_is_no_file_of_a_tree);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "edge/store.h"

#include "random_tree.h"
#include "repo.h"
#include "suite.h"

static struct cvd_store_difference *found;
static size_t count;
static char missing[] = "1234567890123456789012345678901234567890";

/* The first id that a line of sh prints; good until the fourth call after. */
static const char *
id_of(const char *line)
{
	static char ids[4][CVD_STORE_ID_TEXT];
	static unsigned turn;
	char *id = ids[turn++ % 4];

	(void)snprintf(id, CVD_STORE_ID_TEXT, "%.40s", sh(line));
	ck_assert_uint_eq(strspn(id, "0123456789abcdef"), 40);
	return id;
}

static void
diff(const char *before, const char *after)
{
	found = NULL;
	count = 99;
	assert_ok(
	    cvd_store_diff(store, before, after, arena, &found, &count, &err));
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
	return id_of("git hash-object -w -t tree --literally ../tree");
}

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
	assert_fails(cvd_store_read_commit(store, id_of("git rev-parse HEAD:"),
	                 arena, &bytes, &size, &err),
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

	id = id_of("{ git cat-file commit HEAD; head -c 1048576 /dev/zero |"
	           " tr '\\0' x; } >../big;"
	           "head -c 1048576 ../big |"
	           " git hash-object -w -t commit --literally --stdin");
	assert_ok(cvd_store_read_commit(store, id, arena, &bytes, &size, &err));
	ck_assert_uint_eq(size, CVD_MAX_COMMIT);
	id = id_of("head -c 1048577 ../big |"
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
	const char *commit = id_of("git rev-parse HEAD~1");
	const char *tree = id_of("git rev-parse HEAD~2^{tree}");
	const char *bytes = NULL;
	size_t size = 0;

	(void)sh(FORGE("HEAD~2^{tree}", "HEAD^{tree}"));
	(void)sh(FORGE("HEAD~1", "HEAD"));
	repo_again();
	assert_fails(cvd_store_read_commit(store, commit, arena, &bytes, &size,
	                 &err),
	    CVD_E_CASEBOOK, "commit '");
	assert_fails(cvd_store_diff(store, "", tree, arena, &found, &count,
	                 &err),
	    CVD_E_CASEBOOK, "tree '");
}
END_TEST

START_TEST(what_differs_is_found_in_the_order_of_paths)
{
	diff(id_of("git rev-parse HEAD~1^{tree}"),
	    id_of("git rev-parse HEAD^{tree}"));
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(found[0].path, "cases/2026/9Z/b.yaml");
	ck_assert_str_eq(found[0].before, "");
	ck_assert_uint_eq(found[0].mode_before, 0);
	ck_assert_str_eq(found[0].after,
	    id_of("git rev-parse HEAD:cases/2026/9Z/b.yaml"));
	ck_assert_uint_eq(found[0].mode, 0100644);
	diff("", id_of("git rev-parse HEAD^{tree}"));
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(found[0].path, "cases/2026/4K/a.yaml");
	ck_assert_str_eq(found[2].path, "cvd.yaml");
	diff(id_of("git rev-parse HEAD^{tree}"),
	    id_of("git rev-parse HEAD^{tree}"));
	ck_assert_uint_eq(count, 0);
	/* the tree of no files need not even be stored */
	diff(id_of("git rev-parse HEAD^{tree}"),
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
	diff(id_of("git rev-parse HEAD~1^{tree}"),
	    id_of("git rev-parse HEAD^{tree}"));
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
		diff(id_of("git rev-parse HEAD~1^{tree}"),
		    id_of("git rev-parse HEAD^{tree}"));
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
	diff(id_of("git rev-parse HEAD~1^{tree}"),
	    id_of("git rev-parse HEAD^{tree}"));
	ck_assert_uint_eq(count, 8);
	assert_as_git("HEAD~1", "HEAD");
}
END_TEST

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
			entries[*n].id = id_of(
			    "git rev-parse HEAD:cases/2026/4K");
	}
	return store_tree(entries, *n, trees[i].cut);
}

START_TEST(a_tree_that_git_would_not_write_is_refused)
{
	char message[100];
	char blob[CVD_STORE_ID_TEXT];
	const char *tree;
	size_t n;

	tree = make_tree(_i, &n);
	if (trees[_i].message == NULL) {
		diff("", tree);
		ck_assert_uint_eq(count, n);
		diff(tree, id_of("git rev-parse HEAD^{tree}"));
		ck_assert_uint_eq(count, n + 3);
		return;
	}
	(void)snprintf(message, sizeof message,
	    "the tree of '.' is malformed: %s", trees[_i].message);
	assert_fails(cvd_store_diff(store, "", tree, arena, &found, &count,
	                 &err),
	    CVD_E_INVALID, message);
	/* on either side, and beside what is the same */
	assert_fails(cvd_store_diff(store, tree,
	                 id_of("git rev-parse HEAD^{tree}"), arena, &found,
	                 &count, &err),
	    CVD_E_INVALID, message);
	assert_fails(cvd_store_find_in_tree(store, tree, "zzz", blob, &err),
	    CVD_E_INVALID, trees[_i].message);
}
END_TEST

/* The bad entry behind a long part that both trees have. */
START_TEST(what_both_trees_have_is_judged_too)
{
	static const char *const bad[][2] = { { "100644", "f0" },
		{ "100644", "f2500/" }, { "40000", "f250" } };
	struct made entries[501];
	char names[500][8];
	char one[CVD_STORE_ID_TEXT];

	for (size_t i = 0; i < 500; i++) {
		(void)snprintf(names[i], sizeof names[i], "f%zu", 100 + i);
		entries[i] = (struct made){ "100644", names[i], NULL };
	}
	entries[250] = (struct made){ bad[_i][0], bad[_i][1],
		_i == 2 ? id_of("git rev-parse HEAD:cases/2026/4K") : NULL };
	if (_i == 2)
		entries[249] = (struct made){ "100644", "f250", NULL };
	(void)snprintf(one, sizeof one, "%s", store_tree(entries, 500, 0));
	entries[500] = (struct made){ "100644", "z", NULL };
	assert_fails(cvd_store_diff(store, one, store_tree(entries, 501, 0),
	                 arena, &found, &count, &err),
	    CVD_E_INVALID, "the tree of '.' is malformed");
}
END_TEST

START_TEST(a_tree_below_is_judged_by_its_path)
{
	const char *tree = id_of("git mktree --missing </dev/null");
	struct made up = { "40000", "empty", tree };

	assert_fails(cvd_store_diff(store, "", store_tree(&up, 1, 0), arena,
	                 &found, &count, &err),
	    CVD_E_INVALID, "the tree of 'empty' is malformed: it is empty");
	up = (struct made){ "40000", "file",
		id_of("git rev-parse HEAD:cvd.yaml") };
	assert_fails(cvd_store_diff(store, "", store_tree(&up, 1, 0), arena,
	                 &found, &count, &err),
	    CVD_E_INVALID, "the tree of 'file' is malformed: it is no tree");
	up = (struct made){ "40000", "gone", missing };
	assert_fails(cvd_store_diff(store, "", store_tree(&up, 1, 0), arena,
	                 &found, &count, &err),
	    CVD_E_NOT_FOUND, "there is no tree '1234567890");
	assert_fails(cvd_store_diff(store, missing,
	                 id_of("git rev-parse HEAD^{tree}"), arena, &found,
	                 &count, &err),
	    CVD_E_NOT_FOUND, "there is no tree '1234567890");
	assert_fails(cvd_store_diff(store, "HEAD", missing, arena, &found,
	                 &count, &err),
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
	                 arena, &found, &count, &err),
	    CVD_E_INVALID, "is deeper than 32 folders");
	/* 14 times 18 and one are 253, 15 times are 271 */
	diff("", nested(14, "d2345678901234567"));
	ck_assert_uint_eq(strlen(found[0].path), 253);
	assert_fails(cvd_store_diff(store, "", nested(15, "d2345678901234567"),
	                 arena, &found, &count, &err),
	    CVD_E_INVALID, "is longer than 255 bytes");
	for (size_t i = 0; i <= CVD_MAX_CHANGES; i++) {
		(void)snprintf(names[i], sizeof names[i], "f%05zu", i);
		entries[i] = (struct made){ "100644", names[i], NULL };
	}
	diff("", store_tree(entries, CVD_MAX_CHANGES, 0));
	ck_assert_uint_eq(count, CVD_MAX_CHANGES);
	assert_fails(cvd_store_diff(store, "",
	                 store_tree(entries, CVD_MAX_CHANGES + 1, 0), arena,
	                 &found, &count, &err),
	    CVD_E_INVALID, "more than 10000 files are changed at once");
	free(entries);
	free(names);
}
END_TEST

START_TEST(memory_that_runs_out_is_said_so)
{
	const char *tree = id_of("git rev-parse HEAD^{tree}");
	unsigned long n = 0;
	enum cvd_status rc;

	/* an arena that has failed once is of no more use */
	do {
		struct cvd_arena *fresh = cvd_arena_new();

		cvd_memory_fail_at(++n);
		rc = cvd_store_diff(store, "", tree, fresh, &found, &count,
		    &err);
		cvd_memory_fail_at(0);
		ck_assert(rc == CVD_OK || rc == CVD_E_NO_MEMORY);
		cvd_arena_free(fresh);
	} while (rc != CVD_OK);
	ck_assert_uint_gt(n, 1);
}
END_TEST

START_TEST(a_file_is_found_in_any_tree)
{
	char blob[CVD_STORE_ID_TEXT];
	const char *tree = id_of("git rev-parse HEAD^{tree}");
	static const char *const none[] = { "cvd.yaml/", "cvd.yaml/x", "cases",
		"cases/", "cases/2026/4K/", "", "/", "/cvd.yaml", "cases//2026",
		"cvd.yam", "cvd.yamll", "cases/2026/4K/b.yaml", "no/such" };

	assert_ok(cvd_store_find_in_tree(store, tree, "cvd.yaml", blob, &err));
	ck_assert_str_eq(blob, id_of("git rev-parse HEAD:cvd.yaml"));
	assert_ok(cvd_store_find_in_tree(store, tree, "cases/2026/4K/a.yaml",
	    blob, &err));
	ck_assert_str_eq(blob,
	    id_of("git rev-parse HEAD:cases/2026/4K/a.yaml"));
	tree = id_of("git rev-parse HEAD~2^{tree}");
	assert_ok(cvd_store_find_in_tree(store, tree, "cvd.yaml", blob, &err));
	assert_fails(cvd_store_find_in_tree(store, tree, "cases/2026/4K/a.yaml",
	                 blob, &err),
	    CVD_E_NOT_FOUND, "there is no file 'cases/2026/4K/a.yaml' in tree");
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		assert_fails(cvd_store_find_in_tree(store,
		                 id_of("git rev-parse HEAD^{tree}"), none[i],
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
	                 id_of("git rev-parse HEAD^{tree}"), "link", blob,
	                 &err),
	    CVD_E_NOT_FOUND, "there is no file 'link'");
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
	    id_of("git rev-parse HEAD:cvd.yaml"), &size, &err));
	ck_assert_uint_eq(size, strlen("name: team\n"));
	assert_ok(cvd_store_blob_size(store,
	    id_of("git hash-object -w --stdin </dev/null"), &size, &err));
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
	ids[0] = id_of(line);
	(void)snprintf(line, sizeof line, "git rev-parse %s", b);
	ids[1] = id_of(line);
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

	(void)snprintf(root, sizeof root, "%s", id_of("git rev-parse HEAD~2"));
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

static void
add_diff(TCase *tc)
{
	const int n = sizeof trees / sizeof *trees;

	tcase_add_test(tc, what_differs_is_found_in_the_order_of_paths);
	tcase_add_test(tc, links_submodules_and_modes_are_told_by_the_mode);
	tcase_add_test(tc, git_finds_the_same_differences);
	tcase_add_test(tc, one_change_among_many_files_is_found);
	tcase_add_loop_test(tc, a_tree_that_git_would_not_write_is_refused, 0,
	    n);
	tcase_add_loop_test(tc, what_both_trees_have_is_judged_too, 0, 3);
	tcase_add_test(tc, a_tree_below_is_judged_by_its_path);
	tcase_add_test(tc, there_are_limits);
	tcase_add_test(tc, memory_that_runs_out_is_said_so);
}

int
main(void)
{
	Suite *suite = suite_create("store_history");
	TCase *tc = tcase_create("store_history");

	tcase_add_checked_fixture(tc, repo_make, repo_clear);
	tcase_add_test(tc, a_commit_is_read_as_it_is_stored);
	tcase_add_test(tc, a_commit_of_more_than_its_limit_is_not_read);
	tcase_add_test(tc, an_object_under_another_s_id_is_damage);
	add_diff(tc);
	tcase_add_test(tc, a_file_is_found_in_any_tree);
	tcase_add_test(tc, a_link_is_no_file_of_a_tree);
	tcase_add_test(tc, the_size_of_a_blob_is_known_without_its_bytes);
	tcase_add_test(tc, who_comes_from_whom);
	tcase_add_test(tc, a_history_with_a_hole_cannot_be_asked);
	tcase_add_test(tc, what_overrides_history_is_named);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

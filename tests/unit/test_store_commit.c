/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/store.h"

#include "repo.h"
#include "suite.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static struct cvd_change
text_change(const char *path, const char *text)
{
	return (struct cvd_change){ path, text, strlen(text) };
}

START_TEST(a_commit_is_what_git_would_have_made)
{
	char id[CVD_STORE_ID_TEXT];
	struct cvd_change change = text_change("cases/2026/4K/a.yaml",
	    "a: 2\n");
	struct cvd_store_commit commit = commit_of(&change, 1);
	char before[CVD_STORE_ID_TEXT];

	(void)memcpy(before, cvd_store_head(store), sizeof(before));
	assert_ok(cvd_store_commit(store, &commit, id, &err));
	ck_assert_str_eq(cvd_store_head(store), id);
	ck_assert_str_eq(sh("git log -1 --format=%an,%ae,%cn,%at,%ct,%s"),
	    "Alice,alice@example.org,Alice,1795168800,1795168800,"
	    "casebook: change\n");
	ck_assert_msg(strncmp(sh("git rev-parse HEAD^"), before, 40) == 0,
	    "parent");
	ck_assert_str_eq(
	    sh("git log -1 --format='%(trailers:key=Cvd-Actor,valueonly)'"),
	    "alice\n\n");
	ck_assert_ptr_nonnull(strstr(sh("git cat-file commit HEAD"),
	    "gpgsig -----BEGIN PGP SIGNATURE-----\n \n dHJ1c3QgbWU=\n "
	    "-----END PGP SIGNATURE-----\n"));
	ck_assert_str_eq(sh("cat cases/2026/4K/a.yaml"), "a: 2\n");
	ck_assert_str_eq(sh("git diff-files"), "");
	assert_sound();
}
END_TEST

START_TEST(nothing_dangles_after_commits_that_land)
{
	assert_ok(put("cases/2026/4K/a.yaml", "a: 2\n"));
	ck_assert_str_eq(sh("git fsck --strict --unreachable 2>&1"), "");
}
END_TEST

START_TEST(the_reflog_names_the_member_and_the_reason)
{
	ck_assert_str_eq(sh("git reflog -1 --format='%gn %gs' main"),
	    "Alice cvd: casebook: change\n");
	ck_assert_str_eq(sh("git reflog | wc -l | tr -d ' '"), "3\n");
}
END_TEST

START_TEST(several_files_are_added_changed_and_deleted_at_once)
{
	const struct cvd_change changes[] = {
		{ "keys/A.asc", "key\n", 4 },
		{ "cases/2026/4K/a.yaml", NULL, 0 },
		{ ".gitattributes", "* -text\n", 8 },
		{ "cvd.yaml", "", 0 },
	};
	struct cvd_store_commit commit = commit_of(changes, 4);
	char id[CVD_STORE_ID_TEXT];

	assert_ok(cvd_store_commit(store, &commit, id, &err));
	ck_assert_str_eq(sh("git ls-tree -r --name-only HEAD"),
	    ".gitattributes\ncases/2026/9Z/b.yaml\ncvd.yaml\nkeys/A.asc\n");
	ck_assert_str_eq(sh("git ls-files"),
	    ".gitattributes\ncases/2026/9Z/b.yaml\ncvd.yaml\nkeys/A.asc\n");
	assert_sound();
}
END_TEST

START_TEST(bytes_stay_as_they_are_whatever_autocrlf_says)
{
	const struct cvd_change changes[] = {
		{ ".gitattributes", "* -text\n", 8 },
		{ "a", "x\r\ny\n\0z", 7 },
	};
	struct cvd_store_commit commit = commit_of(changes, 2);
	char id[CVD_STORE_ID_TEXT];

	(void)sh("git config core.autocrlf true");
	assert_ok(cvd_store_commit(store, &commit, id, &err));
	ck_assert_str_eq(sh("wc -c <a | tr -d ' '"), "7\n");
	assert_sound();
}
END_TEST

START_TEST(a_person_s_next_commit_keeps_the_event)
{
	assert_ok(put("cases/2026/4K/a.yaml", "a: 2\n"));
	(void)sh("echo note >note; git add note; git commit -qm note");
	ck_assert_str_eq(sh("git show HEAD:cases/2026/4K/a.yaml"), "a: 2\n");
	ck_assert_str_eq(sh("git show --name-only --format= HEAD"), "note\n");
}
END_TEST

START_TEST(what_a_person_has_staged_elsewhere_stays_staged)
{
	(void)sh("echo x >note; git add note; echo 'b: 9' "
	         ">cases/2026/9Z/b.yaml");
	assert_ok(put("cases/2026/4K/a.yaml", "a: 2\n"));
	ck_assert_str_eq(sh("git status --porcelain"),
	    " M cases/2026/9Z/b.yaml\nA  note\n");
	ck_assert_str_eq(sh("git show --name-only --format= HEAD"),
	    "cases/2026/4K/a.yaml\n");
}
END_TEST

/*
 * Git compares the content of a file as old as the index, since its times say
 * nothing then. Whoever writes the index anew takes that sign away.
 */
START_TEST(what_a_person_edits_in_the_instant_of_the_index_is_still_seen)
{
	(void)sh("git config core.trustctime false\n"
	         "b=cases/2026/9Z/b.yaml; then=2026-01-01T00:00:00Z\n"
	         "touch -d $then $b; git update-index --refresh\n"
	         "touch -d $then .git/index\n"
	         "echo 'b: 9' >$b; touch -d $then $b");
	ck_assert_str_eq(sh("git --no-optional-locks status --porcelain"),
	    " M cases/2026/9Z/b.yaml\n");
	assert_ok(put("cases/2026/4K/a.yaml", "a: 2\n"));
	ck_assert_str_eq(sh("git --no-optional-locks status --porcelain"),
	    " M cases/2026/9Z/b.yaml\n");
}
END_TEST

START_TEST(a_file_edited_by_hand_is_refused_before_signing)
{
	(void)sh("echo 'a: 7' >cases/2026/4K/a.yaml");
	assert_fails(put("cases/2026/4K/a.yaml", "a: 2\n"), CVD_E_CONFLICT,
	    "'cases/2026/4K/a.yaml' was changed by hand");
	assert_hint("git restore 'cases/2026/4K/a.yaml'");
	ck_assert_str_eq(sh("cat cases/2026/4K/a.yaml"), "a: 7\n");
	ck_assert_str_eq(sh("git fsck --unreachable"), "");
}
END_TEST

START_TEST(a_file_that_is_gone_or_in_the_way_is_refused)
{
	(void)sh("rm cases/2026/4K/a.yaml; echo mine >new; ln -s x link;"
	         "mkdir folder");
	assert_fails(put("cases/2026/4K/a.yaml", "a: 2\n"), CVD_E_CONFLICT,
	    "changed by hand");
	assert_fails(put("new", "x\n"), CVD_E_CONFLICT, "'new' was changed");
	assert_hint("move it out of the way");
	assert_fails(put("link", "x\n"), CVD_E_CONFLICT, "'link' was changed");
	assert_fails(put("folder", "x\n"), CVD_E_CONFLICT,
	    "'folder' was changed");
	ck_assert_str_eq(sh("cat new"), "mine\n");
}
END_TEST

START_TEST(a_staged_file_is_refused_before_signing)
{
	(void)sh("echo 'a: 7' >cases/2026/4K/a.yaml; git add cases;"
	         "echo 'a: 1' >cases/2026/4K/a.yaml");
	assert_fails(put("cases/2026/4K/a.yaml", "a: 2\n"), CVD_E_CONFLICT,
	    "'cases/2026/4K/a.yaml' is staged");
	assert_hint("git restore --staged 'cases/2026/4K/a.yaml'");
	(void)sh("git rm -q --cached cases/2026/9Z/b.yaml");
	assert_fails(put("cases/2026/9Z/b.yaml", "b: 2\n"), CVD_E_CONFLICT,
	    "is staged");
}
END_TEST

START_TEST(a_file_that_holds_the_new_bytes_already_is_committed)
{
	(void)sh("echo 'name: new' >cvd.yaml; git add cvd.yaml;"
	         "mkdir contacts; echo x >contacts/a.yaml; git add -N .");
	assert_ok(put("cvd.yaml", "name: new\n"));
	assert_ok(put("contacts/a.yaml", "x\n"));
	assert_sound();
}
END_TEST

START_TEST(a_folder_that_is_a_link_is_not_followed)
{
	(void)sh("mkdir ../out; mv cases/2026/4K ../out;"
	         "ln -s ../../../out/4K cases/2026/4K");
	assert_fails(put("cases/2026/4K/a.yaml", "a: 2\n"), CVD_E_CONFLICT,
	    "is a link or a file");
	assert_file("out/4K/a.yaml", "a: 1\n");
}
END_TEST

START_TEST(another_branch_or_none_is_refused)
{
	(void)sh("git switch -q -c other");
	assert_fails(put("x", "x\n"), CVD_E_CONFLICT,
	    "HEAD is not on the branch 'main'");
	assert_hint("git switch main");
	(void)sh("git switch -q --detach main");
	assert_fails(put("x", "x\n"), CVD_E_CONFLICT,
	    "HEAD is not on the branch 'main'");
}
END_TEST

START_TEST(a_merge_under_way_is_refused)
{
	(void)sh("git switch -q -c other; echo 1 >m; git add m;"
	         "git commit -qm other; git switch -q main;"
	         "git merge -q --no-ff --no-commit other >/dev/null");
	assert_fails(put("x", "x\n"), CVD_E_CONFLICT,
	    "a merge, rebase or the like is under way");
	assert_hint("git status");
}
END_TEST

START_TEST(changes_made_on_an_older_head_are_refused)
{
	struct cvd_change change = text_change("x", "x\n");
	struct cvd_store_commit commit = commit_of(&change, 1);
	char parent[CVD_STORE_ID_TEXT];
	char id[CVD_STORE_ID_TEXT] = "untouched";

	(void)memcpy(parent, cvd_store_head(store), sizeof(parent));
	commit.parents[0] = parent;
	(void)sh("git commit -q --allow-empty -m mine");
	assert_fails(cvd_store_commit(store, &commit, id, &err), CVD_E_CONFLICT,
	    "the branch 'main' has moved meanwhile");
	commit.parents[0] = NULL;
	assert_fails(cvd_store_commit(store, &commit, id, &err), CVD_E_CONFLICT,
	    "the branch 'main' has moved meanwhile");
	ck_assert_str_eq(id, "untouched");
}
END_TEST

/* Does what `context` says while the passphrase is being typed. */
static enum cvd_status
slow_sign(void *context, const char *data, size_t size,
    struct cvd_buf *signature, struct cvd_err *sign_err)
{
	(void)sh(context);
	return dummy_sign(NULL, data, size, signature, sign_err);
}

static enum cvd_status
put_while(const char *script)
{
	char copy[200];
	struct cvd_change change = text_change("cases/2026/4K/a.yaml",
	    "a: 2\n");
	struct cvd_store_commit commit = commit_of(&change, 1);
	char id[CVD_STORE_ID_TEXT];

	(void)snprintf(copy, sizeof(copy), "%s", script);
	commit.sign = slow_sign;
	commit.sign_context = copy;
	return cvd_store_commit(store, &commit, id, &err);
}

START_TEST(what_a_person_does_while_signing_is_not_lost)
{
	const char *status = " M cases/2026/4K/a.yaml\n";

	assert_fails(put_while("git commit -q --allow-empty -m mine"),
	    CVD_E_CONFLICT, "the branch 'main' has moved meanwhile");
	assert_sound();
	assert_fails(put_while("echo 'a: 7' >cases/2026/4K/a.yaml"),
	    CVD_E_CONFLICT, "changed by hand");
	ck_assert_str_eq(sh("git status --porcelain"), status);
	ck_assert_str_eq(sh("git restore .; git status --porcelain"), "");
	assert_fails(put_while("echo 'a: 7' >cases/2026/4K/a.yaml;"
	                       "git add cases; echo 'a: 1' "
	                       ">cases/2026/4K/a.yaml"),
	    CVD_E_CONFLICT, "is staged");
	ck_assert_str_eq(sh("git show :cases/2026/4K/a.yaml"), "a: 7\n");
	ck_assert_str_eq(sh("git log -1 --format=%s"), "mine\n");
	(void)sh("git reset -q --hard");
	assert_fails(put_while("git switch -q -c other"), CVD_E_CONFLICT,
	    "HEAD is not on the branch 'main'");
	(void)sh("git switch -q main; git branch -qd other");
	assert_sound();
}
END_TEST

static enum cvd_status
no_sign(void *context, const char *data, size_t size, struct cvd_buf *signature,
    struct cvd_err *sign_err)
{
	(void)context;
	(void)data;
	(void)size;
	(void)signature;
	return cvd_fail(sign_err, CVD_E_CRYPTO, "no secret key");
}

START_TEST(without_a_signature_no_byte_is_stored)
{
	struct cvd_change change = text_change("cases/2026/4K/n.yaml", "n\n");
	struct cvd_store_commit commit = commit_of(&change, 1);
	char id[CVD_STORE_ID_TEXT];
	char before[100];

	(void)snprintf(before, sizeof(before), "%s",
	    sh("find .git/objects -type f | wc -l"));
	commit.sign = no_sign;
	assert_fails(cvd_store_commit(store, &commit, id, &err), CVD_E_CRYPTO,
	    "no secret key");
	ck_assert_str_eq(sh("find .git/objects -type f | wc -l"), before);
	assert_sound();
}
END_TEST

/* A clock that goes forward by *context at every look. */
static cvd_instant
running_now(void *context)
{
	cvd_instant *clock = context;

	clock[0] += clock[1];
	return clock[0];
}

START_TEST(a_signature_that_took_long_is_made_over_the_true_time)
{
	struct cvd_change change = text_change("x", "x\n");
	struct cvd_store_commit commit = commit_of(&change, 1);
	cvd_instant clock[2] = { 1000, 60 };
	char id[CVD_STORE_ID_TEXT];

	commit.now = running_now;
	commit.now_context = clock;
	assert_ok(cvd_store_commit(store, &commit, id, &err));
	ck_assert_str_eq(sh("git log -1 --format=%ct"), "1060\n");
	change = text_change("y", "y\n");
	commit = commit_of(&change, 1);
	commit.now = running_now;
	commit.now_context = clock;
	clock[1] = 61;
	assert_fails(cvd_store_commit(store, &commit, id, &err), CVD_E_AGAIN,
	    "signing took more than 60 seconds");
	ck_assert_int_eq(clock[0], 1120 + 6 * 61);
	assert_sound();
}
END_TEST

START_TEST(paths_that_lead_elsewhere_are_refused)
{
	static const char *const paths[] = { "", "/x", "x/", "a//b", ".", "..",
		"a/../b", ".git/config", "a/.git", ".hidden",
		"a/.gitattributes", "a b", "a\nb", "a\\b", "\xc3\xa9" };
	char longest[300];

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		assert_fails(put(paths[i], "x"), CVD_E_INVALID,
		    "cannot be a file of a casebook");
	(void)memset(longest, 'x', sizeof(longest));
	longest[256] = '\0';
	assert_fails(put(longest, "x"), CVD_E_INVALID, "cannot be a file");
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
	struct cvd_change change = text_change("x", "x\n");
	struct cvd_store_commit commit = commit_of(&change, 1);
	char id[CVD_STORE_ID_TEXT];

	assert_fails(put("nothing", NULL), CVD_E_NOT_FOUND,
	    "there is no 'nothing' in the casebook");
	commit.email = "a<b";
	assert_fails(cvd_store_commit(store, &commit, id, &err), CVD_E_INVALID,
	    "'Alice <a<b>' cannot be an author");
	commit.email = "a@example.org";
	commit.parents[1] = "0123456789012345678901234567890123456789";
	assert_fails(cvd_store_commit(store, &commit, id, &err),
	    CVD_E_NOT_FOUND, "there is no commit '0123");
	change.size = (size_t)64 << 20;
	commit.parents[1] = NULL;
	assert_fails(cvd_store_commit(store, &commit, id, &err), CVD_E_INVALID,
	    "'x' is larger than the limit");
	assert_fails(put("cvd.yaml/x", "x"), CVD_E_CONFLICT,
	    "is a link or a file in the work tree");
}
END_TEST

/* A commit of another person's on the one before HEAD, with two files. */
#define OTHERS                                                                  \
	"git branch -f other $(f=$(echo 'a: other' | git hash-object -w"        \
	" --stdin); { git ls-tree HEAD^; printf \"100644 blob $f\\tx\\n\"; } |" \
	" git mktree | xargs git commit-tree -m other -p HEAD^);"               \
	" git rev-parse other"

START_TEST(a_second_parent_makes_a_merge)
{
	struct cvd_change change = text_change("y", "y\n");
	struct cvd_store_pick picks[] = {
		{ "x", NULL },
		{ "cases/2026/4K/a.yaml", NULL },
		{ "cases/2026/9Z/b.yaml", NULL },
	};
	struct cvd_store_commit commit = commit_of(&change, 1);
	char id[CVD_STORE_ID_TEXT];
	const char *first = cvd_arena_text(arena, cvd_store_head(store));
	const char *other = repo_id(OTHERS);

	picks[0].blob = repo_id("git rev-parse other:x");
	picks[1].blob = picks[0].blob;
	commit.picks = picks;
	commit.pick_count = 3;
	commit.parents[1] = other;
	assert_ok(cvd_store_commit(store, &commit, id, &err));
	ck_assert_str_eq(sh("git log -1 --format=%P"),
	    cvd_arena_textf(arena, "%s %s\n", first, other));
	ck_assert_str_eq(sh("git cat-file commit HEAD | sed -n 2,3p"),
	    cvd_arena_textf(arena, "parent %s\nparent %s\n", first, other));
	ck_assert_str_eq(sh("git ls-tree -r --name-only HEAD"),
	    "cases/2026/4K/a.yaml\ncvd.yaml\nx\ny\n");
	ck_assert_str_eq(sh("cat cases/2026/4K/a.yaml x y"),
	    "a: other\na: other\ny\n");
	ck_assert_str_eq(sh("git reflog -1 --format=%gs"),
	    "cvd: casebook: change\n");
	assert_sound();
}
END_TEST

START_TEST(a_pick_that_changes_nothing_is_none)
{
	struct cvd_store_pick pick = { "cvd.yaml",
		repo_id("git rev-parse HEAD:cvd.yaml") };
	struct cvd_store_commit commit = commit_of(NULL, 0);
	char id[CVD_STORE_ID_TEXT];

	commit.picks = &pick;
	commit.pick_count = 1;
	assert_ok(cvd_store_commit(store, &commit, id, &err));
	ck_assert_str_eq(sh("git diff --name-only HEAD^"), "");
	assert_sound();
}
END_TEST

/* What a pick cannot be; the blob is an id, or what git says of a name. */
static const struct {
	const char *path;
	const char *blob;
	enum cvd_status status;
	const char *message;
} bad_picks[] = {
	{ "x", "1234567890123456789012345678901234567890", CVD_E_NOT_FOUND,
	    "there is no blob '1234567890" },
	{ "x", "", CVD_E_NOT_FOUND, "there is no blob ''" },
	{ "x", "git rev-parse HEAD", CVD_E_NOT_FOUND, "there is no blob '" },
	{ "x", "git rev-parse HEAD:", CVD_E_NOT_FOUND, "there is no blob '" },
	{ "x", NULL, CVD_E_NOT_FOUND, "there is no 'x' in the casebook" },
	{ "../x", "git rev-parse HEAD:cvd.yaml", CVD_E_INVALID,
	    "'../x' cannot be a file" },
	{ "x", "head -c 33554433 /dev/zero | git hash-object -w --stdin",
	    CVD_E_INVALID, "'x' is larger than the limit" },
	{ "cvd.yaml", "edited", CVD_E_CONFLICT, "changed by hand" },
};

START_TEST(a_pick_that_cannot_be_is_refused_before_signing)
{
	struct cvd_store_pick pick = { bad_picks[_i].path, bad_picks[_i].blob };
	struct cvd_change change = text_change("y", "y\n");
	struct cvd_store_commit commit = commit_of(&change, 1);
	char id[CVD_STORE_ID_TEXT] = "untouched";
	bool is_edited = pick.blob != NULL && strcmp(pick.blob, "edited") == 0;

	if (is_edited)
		(void)sh("echo mine >cvd.yaml");
	if (is_edited)
		pick.blob = repo_id("git rev-parse HEAD:cases/2026/4K/a.yaml");
	else if (pick.blob != NULL && strchr(pick.blob, ' ') != NULL)
		pick.blob = repo_id(pick.blob);
	/* nothing of ours is there; this would be taken for it */
	folder_write(".x.cvd", "theirs\n");
	commit.picks = &pick;
	commit.pick_count = 1;
	assert_fails(cvd_store_commit(store, &commit, id, &err),
	    bad_picks[_i].status, bad_picks[_i].message);
	ck_assert_str_eq(id, "untouched");
	assert_file(".x.cvd", "theirs\n");
	ck_assert_str_eq(sh("git cat-file -t $(echo y | git hash-object"
	                    " --stdin) 2>/dev/null || echo none"),
	    "none\n");
	(void)sh("git restore .");
	assert_sound();
}
END_TEST

START_TEST(a_lock_of_git_s_is_waited_for_and_not_broken)
{
	(void)sh(": >.git/index.lock");
	assert_fails(put("x", "x\n"), CVD_E_AGAIN, "another program holds");
	assert_hint("if no git is running, remove that file");
	ck_assert_str_eq(sh("ls .git/index.lock"), ".git/index.lock\n");
	(void)sh("rm .git/index.lock");
	assert_sound();
	(void)sh("(sleep 0.1; rm .git/index.lock) & : >.git/index.lock");
	assert_ok(put("x", "x\n"));
	assert_sound();
}
END_TEST

START_TEST(a_bare_casebook_needs_no_work_tree)
{
	cvd_store_close(store);
	store = NULL;
	(void)sh("rm -rf ../book; mkdir ../book");
	assert_ok(cvd_store_init(in_folder("book"), true, NULL, &store, &err));
	ck_assert(cvd_store_is_bare(store));
	ck_assert_ptr_null(cvd_store_work(store));
	assert_ok(cvd_store_lock(store, 0, &err));
	ck_assert_str_eq(cvd_store_state(store), in_folder("book/cvd"));
	assert_ok(put("cvd.yaml", "name: team\n"));
	assert_ok(put("cases/2026/4K/a.yaml", "a: 1\n"));
	ck_assert_str_eq(sh("git fsck --strict 2>&1"), "");
	ck_assert_str_eq(sh("git show main:cases/2026/4K/a.yaml"), "a: 1\n");
	ck_assert_str_eq(sh("ls"),
	    "HEAD\nconfig\ncvd\ndescription\nhooks\ninfo\nobjects\n"
	    "refs\n");
}
END_TEST

START_TEST(a_split_index_is_refused_with_a_way_out)
{
	(void)sh("git update-index --split-index");
	assert_fails(put("x", "x\n"), CVD_E_CASEBOOK, "index");
	assert_hint("git update-index --no-split-index");
	(void)sh("git update-index --no-split-index");
	assert_ok(put("x", "x\n"));
}
END_TEST

/* Writes so many versions of one file, as a process of its own. */
static void
write_many(const char *path, int count)
{
	struct cvd_store *mine = NULL;
	char text[32];

	store = NULL;
	assert_ok(cvd_store_open(in_folder("book"), NULL, &mine, &err));
	store = mine;
	for (int i = 0; i < count; i++) {
		(void)snprintf(text, sizeof(text), "%d\n", i);
		assert_ok(cvd_store_lock(store, 60000, &err));
		assert_ok(put(path, text));
		cvd_store_unlock(store);
	}
}

START_TEST(two_writers_lose_no_event)
{
	pid_t writers[2];
	int status = 1;

	cvd_store_unlock(store);
	for (int i = 0; i < 2; i++) {
		writers[i] = fork();
		if (writers[i] == 0) {
			write_many(i == 0 ? "first" : "second", 25);
			_exit(0);
		}
	}
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(waitpid(writers[i], &status, 0), writers[i]);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_str_eq(sh("git rev-list --count HEAD | tr -d ' '"), "53\n");
	ck_assert_str_eq(sh("cat first second"), "24\n24\n");
	assert_sound();
}
END_TEST

START_TEST(a_second_writer_without_patience_is_turned_away)
{
	struct cvd_store *other = NULL;

	assert_ok(cvd_store_open(in_folder("book"), NULL, &other, &err));
	assert_fails(cvd_store_lock(other, 0, &err), CVD_E_AGAIN,
	    "another cvd is writing to the casebook");
	assert_hint("try again");
	cvd_store_unlock(store);
	assert_ok(cvd_store_lock(other, 0, &err));
	cvd_store_close(other);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("store_commit");
	TCase *tc = tcase_create("store_commit");

	tcase_add_checked_fixture(tc, repo_make, repo_clear);
	tcase_add_test(tc, a_commit_is_what_git_would_have_made);
	tcase_add_test(tc, nothing_dangles_after_commits_that_land);
	tcase_add_test(tc, the_reflog_names_the_member_and_the_reason);
	tcase_add_test(tc, several_files_are_added_changed_and_deleted_at_once);
	tcase_add_test(tc, bytes_stay_as_they_are_whatever_autocrlf_says);
	tcase_add_test(tc, a_person_s_next_commit_keeps_the_event);
	tcase_add_test(tc, what_a_person_has_staged_elsewhere_stays_staged);
	tcase_add_test(tc,
	    what_a_person_edits_in_the_instant_of_the_index_is_still_seen);
	tcase_add_test(tc, a_file_edited_by_hand_is_refused_before_signing);
	tcase_add_test(tc, a_file_that_is_gone_or_in_the_way_is_refused);
	tcase_add_test(tc, a_staged_file_is_refused_before_signing);
	tcase_add_test(tc,
	    a_file_that_holds_the_new_bytes_already_is_committed);
	tcase_add_test(tc, a_folder_that_is_a_link_is_not_followed);
	tcase_add_test(tc, another_branch_or_none_is_refused);
	tcase_add_test(tc, a_merge_under_way_is_refused);
	tcase_add_test(tc, changes_made_on_an_older_head_are_refused);
	tcase_add_test(tc, what_a_person_does_while_signing_is_not_lost);
	tcase_add_test(tc, without_a_signature_no_byte_is_stored);
	tcase_add_test(tc,
	    a_signature_that_took_long_is_made_over_the_true_time);
	tcase_add_test(tc, paths_that_lead_elsewhere_are_refused);
	tcase_add_test(tc, what_cannot_be_is_refused);
	tcase_add_test(tc, a_second_parent_makes_a_merge);
	tcase_add_test(tc, a_pick_that_changes_nothing_is_none);
	tcase_add_loop_test(tc, a_pick_that_cannot_be_is_refused_before_signing,
	    0, (int)(sizeof bad_picks / sizeof bad_picks[0]));
	tcase_add_test(tc, a_lock_of_git_s_is_waited_for_and_not_broken);
	tcase_add_test(tc, a_bare_casebook_needs_no_work_tree);
	tcase_add_test(tc, a_split_index_is_refused_with_a_way_out);
	tcase_add_test(tc, two_writers_lose_no_event);
	tcase_add_test(tc, a_second_writer_without_patience_is_turned_away);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

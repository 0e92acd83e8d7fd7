/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_REPO_H
#define CVD_TESTS_UNIT_REPO_H

#include "edge/gitconfig.h"
#include "edge/store.h"

#include "folder.h"

#include <stdarg.h>
#include <unistd.h>

/*
 * A repository for one test, in `book` below the temporary folder, seen both
 * through a store and by the real git. Commits carry a signature that is none:
 * what counts here is where it stands.
 */

static struct cvd_store *store;
static struct cvd_err err;
static struct cvd_arena *arena;

#define assert_ok(call)                                                        \
	ck_assert_msg((call) == CVD_OK, "%s: %s", #call, err.message)

#define assert_fails(call, expected, text)                                     \
	do {                                                                   \
		ck_assert_int_eq(call, expected);                              \
		ck_assert_int_eq(err.status, expected);                        \
		ck_assert_msg(strstr(err.message, text) != NULL,               \
		    "message: %s", err.message);                               \
	} while (0)

#define assert_hint(text)                                                      \
	ck_assert_msg(strstr(err.hint, text) != NULL, "hint: %s", err.hint)

/* Runs a line of sh in the repository; its output, until the next call. */
static inline const char *
sh(const char *line)
{
	static struct cvd_buf output = CVD_BUF_INIT(1000000);
	const char *const argv[] = { "sh", "-euc", line, NULL };
	const struct cvd_process process = { .argv = argv };
	char was[4096];
	int exit_status = -1;

	cvd_buf_clear(&output);
	ck_assert_ptr_nonnull(getcwd(was, sizeof(was)));
	ck_assert_int_eq(chdir(in_folder("book")), 0);
	assert_ok(cvd_process_run(&process, &output, NULL, &exit_status, &err));
	ck_assert_int_eq(chdir(was), 0);
	ck_assert_msg(exit_status == 0, "exit %d: %s", exit_status, line);
	return output.data;
}

/* The first id that a line of sh prints; good until the fourth call after. */
static inline const char *
repo_id(const char *line)
{
	static char ids[4][CVD_STORE_ID_TEXT];
	static unsigned turn;
	char *id = ids[turn++ % 4];

	(void)snprintf(id, CVD_STORE_ID_TEXT, "%.40s", sh(line));
	ck_assert_uint_eq(strspn(id, "0123456789abcdef"), 40);
	return id;
}

static inline void
repo_env(void)
{
	static const char *const foreign[] = { "GIT_DIR", "GIT_WORK_TREE",
		"GIT_INDEX_FILE", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_PARAMETERS",
		"GIT_CONFIG_COUNT", "XDG_CONFIG_HOME" };

	folder_make();
	assert_ok(cvd_fs_make_folder(in_folder("home"), &err));
	folder_write("home/.gitconfig",
	    "[user]\n\tname = Person\n\temail = person@example.org\n"
	    "[init]\n\tdefaultBranch = main\n");
	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++)
		ck_assert_int_eq(unsetenv(foreign[i]), 0);
	ck_assert_int_eq(setenv("HOME", in_folder("home"), 1), 0);
	ck_assert_int_eq(setenv("GIT_CONFIG_NOSYSTEM", "1", 1), 0);
	arena = cvd_arena_new();
}

static inline void
repo_clear(void)
{
	cvd_store_close(store);
	store = NULL;
	cvd_arena_free(arena);
	folder_remove();
}

static inline enum cvd_status
dummy_sign(void *context, const char *data, size_t size,
    struct cvd_buf *signature, struct cvd_err *sign_err)
{
	(void)context;
	(void)data;
	(void)size;
	(void)sign_err;
	cvd_buf_addz(signature,
	    "-----BEGIN PGP SIGNATURE-----\n\ndHJ1c3QgbWU=\n"
	    "-----END PGP SIGNATURE-----\n");
	return CVD_OK;
}

static inline cvd_instant
fixed_now(void *context)
{
	(void)context;
	return 1795168800; /* 2026-11-20T10:00:00Z */
}

/* A commit of these changes on top of HEAD. */
static inline struct cvd_store_commit
commit_of(const struct cvd_change *changes, size_t count)
{
	return (struct cvd_store_commit){
		.changes = changes,
		.count = count,
		.message = "casebook: change\n\nCvd-Actor: alice\n",
		.name = "Alice",
		.email = "alice@example.org",
		.parents = { cvd_store_head(store) },
		.sign = dummy_sign,
		.now = fixed_now,
	};
}

/* Commits one file; NULL text deletes it. */
static inline enum cvd_status
put(const char *path, const char *text)
{
	const struct cvd_change change = { .path = path,
		.bytes = text,
		.size = text != NULL ? strlen(text) : 0 };
	struct cvd_store_commit commit = commit_of(&change, 1);
	char id[CVD_STORE_ID_TEXT];

	return cvd_store_commit(store, &commit, id, &err);
}

/* A casebook with three files, open and locked. */
static inline void
repo_make(void)
{
	repo_env();
	assert_ok(cvd_store_init(in_folder("book"), false, NULL, &store, &err));
	assert_ok(cvd_store_lock(store, 0, &err));
	assert_ok(put("cvd.yaml", "name: team\n"));
	assert_ok(put("cases/2026/4K/a.yaml", "a: 1\n"));
	assert_ok(put("cases/2026/9Z/b.yaml", "b: 1\n"));
}

/* Opens the store anew and takes the lock, as the next command does. */
static inline void
repo_again(void)
{
	cvd_store_close(store);
	store = NULL;
	assert_ok(cvd_store_open(in_folder("book"), NULL, &store, &err));
	assert_ok(cvd_store_lock(store, 0, &err));
}

/* Git finds nothing wrong, and nothing that is not committed. */
static inline void
assert_sound(void)
{
	ck_assert_str_eq(sh("git fsck --strict --no-dangling 2>&1"), "");
	ck_assert_str_eq(sh("git status --porcelain"), "");
	ck_assert_str_eq(sh("git diff-index HEAD"), "");
	ck_assert_str_eq(sh("ls -A .git/*.lock .git/cvd 2>/dev/null || :"),
	    ".git/cvd:\nlock\n");
}

#endif

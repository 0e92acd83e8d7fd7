/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_STORE_H
#define CVD_EDGE_STORE_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/date.h"
#include "core/digest.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The Git repository of a casebook: bytes by path, and commits on `main`.
 *
 * Reading is from the objects of HEAD as it was when the store was opened or
 * locked, or when it last committed; never from the work tree. Writing needs
 * the lock. Object ids are lower-case hexadecimal. What a casebook cannot be
 * read for, be it no repository, somebody else's, one of a newer kind or a
 * damaged one, is CVD_E_CASEBOOK.
 */

#define CVD_STORE_ID_TEXT 41 /* of a commit or blob, with the final NUL */

struct cvd_git_env;
struct cvd_gitconfig;
struct cvd_store;

/*
 * Opens the repository that dir lies in; NULL is GIT_DIR, or else the current
 * folder. env may be NULL and is not kept.
 */
enum cvd_status cvd_store_open(const char *dir, const struct cvd_git_env *env,
    struct cvd_store **store, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Makes an empty repository whose branch will be `main`, in dir, which is
 * made (0700) where it is missing. CVD_E_REFUSED where dir is a repository.
 */
enum cvd_status cvd_store_init(const char *dir, bool bare,
    const struct cvd_git_env *env, struct cvd_store **store,
    struct cvd_err *err) CVD_MUST_CHECK;

/* Gives the lock back, too. NULL is nothing. */
void cvd_store_close(struct cvd_store *store);

bool cvd_store_is_bare(const struct cvd_store *store);
/* Whether history was cut off when it was cloned. */
bool cvd_store_is_shallow(const struct cvd_store *store);
/* The top of the work tree with a final '/'; NULL when bare. */
const char *cvd_store_work(const struct cvd_store *store);
/* What git calls GIT_DIR: absolute, with a final '/'. */
const char *cvd_store_git_dir(const struct cvd_store *store);
/*
 * The folder for what is never committed, without a final '/'. It exists once
 * the store has been locked.
 */
const char *cvd_store_state(const struct cvd_store *store);

/*
 * The commit at HEAD, or NULL before the first one. Good until the store is
 * locked or commits.
 */
const char *cvd_store_head(const struct cvd_store *store);
/* Whether the repository holds a commit of this id. */
bool cvd_store_has_commit(struct cvd_store *store, const char *commit);

/* The id of the blob at a path. CVD_E_NOT_FOUND where there is no file. */
enum cvd_status cvd_store_find(struct cvd_store *store, const char *path,
    char blob[CVD_STORE_ID_TEXT], struct cvd_err *err) CVD_MUST_CHECK;

/* The same in the tree of any commit; CVD_E_NOT_FOUND also without that. */
enum cvd_status cvd_store_find_at(struct cvd_store *store, const char *commit,
    const char *path, char blob[CVD_STORE_ID_TEXT],
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The bytes at a path, in the arena and with a NUL behind them, which size
 * does not count. CVD_E_NOT_FOUND; CVD_E_INVALID for more than most bytes.
 */
enum cvd_status cvd_store_read(struct cvd_store *store, const char *path,
    size_t most, struct cvd_arena *arena, const char **bytes, size_t *size,
    struct cvd_err *err) CVD_MUST_CHECK;

/* The same by the id of the blob. */
enum cvd_status cvd_store_read_blob(struct cvd_store *store, const char *blob,
    size_t most, struct cvd_arena *arena, const char **bytes, size_t *size,
    struct cvd_err *err) CVD_MUST_CHECK;

struct cvd_store_entry {
	const char *name; /* without its folder */
	bool is_folder;
	char blob[CVD_STORE_ID_TEXT]; /* of a file; empty for a folder */
};

/*
 * One level of a folder in Git's order; "" is the top. Links and submodules
 * are left out. CVD_E_NOT_FOUND where there is no such folder; CVD_E_INVALID
 * beyond CVD_MAX_ENTRIES.
 */
enum cvd_status cvd_store_list(struct cvd_store *store, const char *folder,
    struct cvd_arena *arena, struct cvd_store_entry **entries, size_t *count,
    struct cvd_err *err) CVD_MUST_CHECK;

/* The same in the tree of any commit; CVD_E_NOT_FOUND also without that. */
enum cvd_status cvd_store_list_at(struct cvd_store *store, const char *commit,
    const char *folder, struct cvd_arena *arena,
    struct cvd_store_entry **entries, size_t *count,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * A commit object as it is stored, in the arena. CVD_E_NOT_FOUND;
 * CVD_E_INVALID for one of more than CVD_MAX_COMMIT bytes. Here and below,
 * ids are whole ones; an object whose bytes are not those of its id is
 * CVD_E_CASEBOOK.
 */
enum cvd_status cvd_store_read_commit(struct cvd_store *store,
    const char *commit, struct cvd_arena *arena, const char **bytes,
    size_t *size, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Calls `each` with the id of every commit of a tip's history that is not in
 * that of `since`, of which NULL has none; later ones first. Stops at the first
 * failure of the call.
 */
typedef enum cvd_status cvd_store_commit_fn(void *context, const char *commit,
    struct cvd_err *err);
enum cvd_status cvd_store_each_between(struct cvd_store *store,
    const char *since, const char *tip, cvd_store_commit_fn *each,
    void *context, struct cvd_err *err) CVD_MUST_CHECK;

/* A file that is in one tree as it is not in the other. */
struct cvd_store_difference {
	const char *path;
	char before[CVD_STORE_ID_TEXT]; /* the blob; empty: there is no file */
	char after[CVD_STORE_ID_TEXT];
	unsigned mode_before; /* as stored: 0100644; 0 where there is none */
	unsigned mode;
};

/*
 * What differs between two trees, by their ids, in the order of paths; an
 * empty `before` is the empty tree. By descent: only folders that differ are
 * read. Whatever is no folder counts as a file, links and submodules too: the
 * mode tells. Everything lives in the arena. CVD_E_NOT_FOUND where a tree is
 * missing; CVD_E_INVALID for a tree that git would not write (a name twice,
 * out of order, empty, with a '/', `.`, `..` or .git in any letter case, an
 * odd mode of a folder, an empty folder, an id of zeros), for folders deeper
 * than CVD_MAX_DEPTH, paths longer than CVD_MAX_PATH, and more than `most`
 * differences: CVD_MAX_CHANGES for a commit, CVD_MAX_MERGE between histories.
 */
enum cvd_status cvd_store_diff(struct cvd_store *store, const char *before,
    const char *after, size_t most, struct cvd_arena *arena,
    struct cvd_store_difference **differences, size_t *count,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The blob at a path of a tree, by the tree's id. CVD_E_NOT_FOUND where there
 * is no tree or no plain file; CVD_E_INVALID as above.
 */
enum cvd_status cvd_store_find_in_tree(struct cvd_store *store,
    const char *tree, const char *path, char blob[CVD_STORE_ID_TEXT],
    struct cvd_err *err) CVD_MUST_CHECK;

/* The size of a blob in bytes, without reading it. CVD_E_NOT_FOUND. */
enum cvd_status cvd_store_blob_size(struct cvd_store *store, const char *blob,
    size_t *size, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The best common ancestors of a commit and of what all the others come to,
 * in the order of their ids, in the arena: none where they have nothing in
 * common, several where histories were merged crosswise. In which order the
 * others come does not matter. CVD_E_NOT_FOUND where a commit is missing,
 * CVD_E_INVALID beyond CVD_MAX_BASES of them.
 */
enum cvd_status cvd_store_merge_bases(struct cvd_store *store,
    const char *commit, const char *const *others, size_t other_count,
    struct cvd_arena *arena, const char ***bases, size_t *count,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Whether a commit is another one or an ancestor of it. CVD_E_NOT_FOUND where
 * one of them is not in the repository, CVD_E_CASEBOOK where what is between
 * them is not.
 */
enum cvd_status cvd_store_is_ancestor(struct cvd_store *store,
    const char *ancestor, const char *descendant, bool *is,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * What makes git tell another history than the objects do: "a replace ref",
 * "a graft"; NULL where nothing does. What cannot be read counts as there.
 */
const char *cvd_store_overrides(struct cvd_store *store);

/*
 * The whole id of a commit by a name that git understands: an id or the
 * beginning of one, a branch, HEAD~3. CVD_E_NOT_FOUND, CVD_E_AMBIGUOUS.
 */
enum cvd_status cvd_store_resolve(struct cvd_store *store, const char *name,
    char commit[CVD_STORE_ID_TEXT], struct cvd_err *err) CVD_MUST_CHECK;

/* The first commit of all that lead up to this one by first parents. */
enum cvd_status cvd_store_find_root(struct cvd_store *store, const char *commit,
    char root[CVD_STORE_ID_TEXT], struct cvd_err *err) CVD_MUST_CHECK;

/* The id that some bytes have as a blob, stored or not. */
enum cvd_status cvd_store_blob_id(const void *bytes, size_t size,
    char blob[CVD_STORE_ID_TEXT], struct cvd_err *err) CVD_MUST_CHECK;

/* The configuration, which lives as long as the store. */
const struct cvd_gitconfig *cvd_store_config(const struct cvd_store *store);
/* Sets a value in the repository's own file; NULL takes it away. */
enum cvd_status cvd_store_set_config(struct cvd_store *store, const char *name,
    const char *value, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Takes the lock for writing, finishes what a killed writer left half done,
 * and reads HEAD anew. CVD_E_AGAIN when another process still holds the lock,
 * or git its own, after wait_ms milliseconds; CVD_E_IO where nothing can be
 * written.
 */
enum cvd_status cvd_store_lock(struct cvd_store *store, unsigned wait_ms,
    struct cvd_err *err) CVD_MUST_CHECK;
void cvd_store_unlock(struct cvd_store *store);

/* Signs the bytes of a commit: a detached, armored signature. */
typedef enum cvd_status cvd_store_sign_fn(void *context, const char *data,
    size_t size, struct cvd_buf *signature, struct cvd_err *err);
typedef cvd_instant cvd_store_now_fn(void *context);

/* A file that becomes a blob which is stored already, or is removed. */
struct cvd_store_pick {
	const char *path;
	const char *blob; /* NULL: removed */
};

/* What is to be committed. Everything is borrowed. */
struct cvd_store_commit {
	const struct cvd_change *changes;
	size_t count;
	/* Besides, for merges; no path comes in both. */
	const struct cvd_store_pick *picks;
	size_t pick_count;
	const char *message;
	const char *name; /* of author and committer */
	const char *email;
	/*
	 * Commits that the changes were made on: none, then the branch must
	 * be without a commit; the one at HEAD; or that one and a second one
	 * that is merged.
	 */
	const char *parents[2];
	cvd_store_sign_fn *sign;
	void *sign_context;
	cvd_store_now_fn *now; /* asked just before and after signing */
	void *now_context;
};

/*
 * Commits on `main`, under the lock: objects, branch, index and work tree, in
 * this order and on the disk; killed at any instant, the casebook is as
 * before or, after the next cvd_store_lock(), as after. The tree is made from
 * HEAD's and the changes alone, so that nothing else that a person has staged
 * comes in. Nothing is stored before it is signed.
 *
 * CVD_E_CONFLICT, before signing, where HEAD is not on `main` or not at the
 * first parent, a merge or rebase is under way, or a file to be changed was
 * edited by hand or staged as something else than what it was or is to be;
 * after signing, where any of this changed meanwhile. CVD_E_NOT_FOUND for the
 * deletion of a file that is not there, a pick of a blob that is not, and a
 * second parent that is not, CVD_E_INVALID for a path or a name
 * that cannot be, CVD_E_AGAIN where git holds its own lock or signing took
 * too long three times, CVD_E_IO. What `sign` fails with is passed on.
 *
 * `id` is filled once the branch has moved and left alone before, also with a
 * failure: files and index may fail to follow. The commit stands then, and the
 * next cvd_store_lock() finishes it.
 */
enum cvd_status cvd_store_commit(struct cvd_store *store,
    const struct cvd_store_commit *commit, char id[CVD_STORE_ID_TEXT],
    struct cvd_err *err) CVD_MUST_CHECK;

/* A commit that is there already, to which `main` is to go. */
struct cvd_store_advance {
	const char *commit;
	const char *reason; /* for the reflog, one line: "sync: fast-forward" */
	const char *name;   /* of who does it */
	const char *email;
	/* It does not come from HEAD: a history that was begun anew. */
	bool leaves_head;
};

/*
 * Moves `main` to a commit under the lock, with index and work tree, as
 * cvd_store_commit() does and with the same failures. CVD_E_CONFLICT also
 * where it does not come from HEAD, unless that is said. A file that becomes
 * what a person has put there already is no conflict. Nothing where HEAD is
 * there already.
 */
enum cvd_status cvd_store_advance(struct cvd_store *store,
    const struct cvd_store_advance *advance,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The commit that a ref of ours names, by its whole name: refs/cvd/… or
 * refs/heads/main. CVD_E_NOT_FOUND where there is none; CVD_E_CASEBOOK for one
 * that names another ref, or no commit that is there. Here and below,
 * CVD_E_INVALID for any other name.
 */
enum cvd_status cvd_store_ref(struct cvd_store *store, const char *name,
    char commit[CVD_STORE_ID_TEXT], struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Sets a ref below refs/cvd/, whatever it was; a NULL commit takes it away, if
 * it is there. CVD_E_NOT_FOUND where there is no such commit, CVD_E_AGAIN
 * where git holds its lock on the ref for longer than a second, CVD_E_IO. Who
 * has the lock of the casebook takes one away that a killed writer has left.
 */
enum cvd_status cvd_store_set_ref(struct cvd_store *store, const char *name,
    const char *commit, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Makes a ref below refs/cvd/ name a new signed commit without parents, under
 * the lock: its tree is the whole one of `before`, the commit that the ref
 * names now (NULL: there is none), with the changes and picks of `commit`,
 * which has no parents. Killed at any instant, the ref names the one or
 * the other. `main`, index and work tree are not touched.
 *
 * CVD_E_CONFLICT where the ref names something else than `before`, be it
 * before signing or meanwhile; else as cvd_store_commit() and _ref() have it.
 */
enum cvd_status cvd_store_replace_ref(struct cvd_store *store, const char *ref,
    const char *before, const struct cvd_store_commit *commit,
    char id[CVD_STORE_ID_TEXT], struct cvd_err *err) CVD_MUST_CHECK;

/*
 * For tests that end the process in the middle: called with the name of each
 * step of a commit once that is done: signed, stored, journal, staged, index,
 * branch, files, installed.
 */
typedef void cvd_store_step_fn(void *context, const char *step);
void cvd_store_on_step(struct cvd_store *store, cvd_store_step_fn *step,
    void *context);

#endif

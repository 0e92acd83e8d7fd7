/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_STORE_PRIVATE_H
#define CVD_EDGE_STORE_PRIVATE_H

/* What the files of the store know of each other. Nobody else includes it. */

#include "core/limits.h"
#include "edge/store.h"

#include <git2.h>
#include <sys/types.h>

#define CVD_STORE_BRANCH "refs/heads/main"

struct cvd_store {
	git_repository *repo;
	git_odb *odb;
	struct cvd_gitconfig *config;
	char *state;    /* below the common folder: locks, outbox, caches */
	char *private;  /* below the work tree's own: journal and index */
	git_tree *tree; /* HEAD's; NULL before the first commit */
	git_oid head;
	char head_text[CVD_STORE_ID_TEXT];
	int lock;         /* -1: not held */
	git_index *index; /* store_index.c's: as it was read last */
	ino_t index_inode;
	time_t index_time; /* when that was written */
	cvd_store_step_fn *step;
	void *step_context;
};

/* A file on its way from one blob to another; a zero id is "no file". */
struct cvd_store_move {
	const char *path;
	git_oid before;
	git_oid after;
	size_t size;       /* of after */
	const void *bytes; /* of after; NULL: it is stored already */
};

struct cvd_store_moves {
	struct cvd_store_move *list;
	size_t count;
};

/* gitconfig.c: libgit2 itself, counted; and the configuration of a repo. */
enum cvd_status cvd_git_start(const struct cvd_git_env *env,
    struct cvd_err *err) CVD_MUST_CHECK;
void cvd_git_stop(void);
/* "WHAT: libgit2's reason", or CVD_E_NO_MEMORY. */
enum cvd_status cvd_git_fail(struct cvd_err *err, enum cvd_status status,
    const char *format, ...) CVD_PRINTF(3, 4);
enum cvd_status cvd_gitconfig_of(git_repository *repo,
    const struct cvd_git_env *env, struct cvd_gitconfig **config,
    struct cvd_err *err) CVD_MUST_CHECK;
void cvd_gitconfig_free(struct cvd_gitconfig *config);
enum cvd_status cvd_gitconfig_set(struct cvd_gitconfig *config,
    const char *name, const char *value, struct cvd_err *err) CVD_MUST_CHECK;

/* store.c */
enum cvd_status cvd_store_refresh(struct cvd_store *store,
    struct cvd_err *err) CVD_MUST_CHECK;
void cvd_store_done(struct cvd_store *store, const char *step);
/* FOLDER/NAME, to be freed; NULL when memory has run out. */
char *cvd_store_join(const char *folder, const char *name);

/*
 * store_read.c. _peek: the blob at a path, or a zero id where there is no
 * file. _load: a blob of no more than `most` bytes, to be freed; name is what
 * messages call it.
 */
enum cvd_status cvd_store_peek(const git_tree *tree, const char *path,
    git_oid *blob, struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_load(struct cvd_store *store, const git_oid *blob,
    const char *name, size_t most, git_odb_object **object,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * store_tree.c: a tree object on its way from the first entry to the last, by
 * rules that are strict: what git would not write is CVD_E_INVALID.
 */
struct cvd_tree_entry {
	const char *name; /* no NUL behind it */
	size_t size;
	unsigned mode;
	const unsigned char *id;
};

struct cvd_tree {
	const char *name;       /* what messages call it; borrowed */
	git_odb_object *object; /* NULL: a tree without entries */
	const char *at;         /* behind the entry */
	const char *end;
	struct cvd_tree_entry entry;
	bool has_entry; /* false: it is read to its end */
	/* Lengths at which the name of the entry is that of a file before. */
	bool is_file[CVD_MAX_PATH + 1];
	size_t longest; /* of those lengths, at most */
};

/* Whole ids only; CVD_E_NOT_FOUND. */
enum cvd_status cvd_tree_id(const char *text, git_oid *id,
    struct cvd_err *err) CVD_MUST_CHECK;
/* Before the first entry. NULL id: there is none. _close is due always. */
enum cvd_status cvd_tree_open(struct cvd_store *store, const unsigned char *id,
    const char *name, struct cvd_tree *tree,
    struct cvd_err *err) CVD_MUST_CHECK;
void cvd_tree_close(struct cvd_tree *tree);
/* Goes to the next entry. */
enum cvd_status cvd_tree_next(struct cvd_tree *tree,
    struct cvd_err *err) CVD_MUST_CHECK;
bool cvd_tree_is_folder(const struct cvd_tree_entry *entry);
/* Below, at or above 0 as strcmp, in the order of paths. */
int cvd_tree_compare(const struct cvd_tree_entry *a,
    const struct cvd_tree_entry *b);
/* CVD_E_INVALID: "the tree of NAME is malformed: WHAT". */
enum cvd_status cvd_tree_malformed(const struct cvd_tree *tree,
    const char *what, struct cvd_err *err);

/*
 * store_draft.c: a commit being made of the moves. _sign makes and signs it
 * in memory, _write stores its objects, under `id`, without moving a ref.
 * _moves (store_commit.c) makes them of the changes; `moves.list` is to be
 * freed.
 */
struct cvd_store_draft {
	struct cvd_store *store;
	const struct cvd_store_commit *commit;
	const git_tree *base; /* that is changed; NULL: the empty one */
	struct cvd_store_moves moves;
	git_repository *repo; /* objects in memory over those on disk */
	git_oid tree;
	git_buf content;
	struct cvd_buf signature;
	git_oid id;
};

enum cvd_status cvd_store_draft_moves(struct cvd_store_draft *draft,
    struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_draft_sign(struct cvd_store_draft *draft,
    struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_draft_write(struct cvd_store_draft *draft,
    struct cvd_err *err) CVD_MUST_CHECK;
void cvd_store_draft_clear(struct cvd_store_draft *draft);

/*
 * store_ref.c. _check is CVD_E_INVALID where it is no ref below refs/cvd/.
 * _free removes the lock of a writer that was killed. Others of ours wait for
 * the casebook's own lock, which we hold, and git holds one no longer than it
 * takes to write a line; so one that stays for a second is nobody's.
 */
enum cvd_status cvd_store_ref_check(const char *name,
    struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_ref_free(struct cvd_store *store, const char *name,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * store_commit.c: whether a path may be that of a file of a casebook; and the
 * end of a move, a blob that is stored. CVD_E_NOT_FOUND, or CVD_E_INVALID
 * beyond CVD_MAX_BLOB.
 */
bool cvd_store_path_is_valid(const char *path);
enum cvd_status cvd_store_move_to_blob(struct cvd_store *store,
    struct cvd_store_move *move, const char *blob,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * store_land.c: a commit that is stored, on its way to be the one at HEAD,
 * whoever made it. _begin finishes what was left, reads HEAD anew, and is
 * CVD_E_CONFLICT where it is not on `main`. _check is CVD_E_CONFLICT where a
 * person has put something else into a file or the index. cvd_store_land()
 * does what cvd_store_commit() does once its objects are stored; _undo takes
 * back what came before that.
 */
struct cvd_store_landing {
	const struct cvd_store_moves *moves;
	git_oid commit;
	const char *reason; /* for the reflog: the first line of it */
	const char *name;   /* of who does it */
	const char *email;
	bool has_landed; /* the branch has moved to it */
};

enum cvd_status cvd_store_land_begin(struct cvd_store *store,
    struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_land_check(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_land(struct cvd_store *store,
    struct cvd_store_landing *landing, struct cvd_err *err) CVD_MUST_CHECK;
void cvd_store_land_undo(struct cvd_store *store,
    const struct cvd_store_moves *moves);

/*
 * store_branch.c. _check is CVD_E_CONFLICT where HEAD is not on `main` or
 * something is under way; _move swaps the branch from what it was to the
 * commit; _release removes the lock on the branch that a writer of this commit
 * left, and no other.
 */
enum cvd_status cvd_store_branch_check(struct cvd_store *store,
    struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_branch_move(struct cvd_store *store,
    const struct cvd_store_landing *landing,
    struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_branch_release(struct cvd_store *store,
    const git_oid *commit, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * store_folder.c: the folder that a path of the casebook lies in, open, and
 * what is in it. It is never gone to through a link: CVD_E_CONFLICT. To fill
 * it, it is made, on the disk or still to be synced by whoever fills it.
 * _prune removes the folders of a path as far as they are empty.
 */
struct cvd_place {
	int folder;       /* -1: there is no such folder */
	const char *name; /* borrowed from the path */
	bool is_mounted;  /* it is on another disk than the work tree */
	char staged[CVD_MAX_PATH + 8]; /* the name while it is not in place */
};

enum cvd_place_for {
	CVD_PLACE_TO_FIND,
	CVD_PLACE_TO_FILL,
	CVD_PLACE_TO_FILL_UNSYNCED
};

enum cvd_status cvd_place_enter(struct cvd_store *store, const char *path,
    enum cvd_place_for what, struct cvd_place *place,
    struct cvd_err *err) CVD_MUST_CHECK;
void cvd_place_leave(struct cvd_place *place);
void cvd_place_prune(struct cvd_store *store, const char *path);

/*
 * store_worktree.c: files of the work tree. _check is CVD_E_CONFLICT unless
 * each file is as before or as after; _stage writes them beside their places,
 * and _place moves them there, each on the disk once it comes back; _unstage
 * removes what _stage wrote, and says whether nothing of it is left. _catch_up does for recovery what _stage and
 * _place do, but for files that were edited.
 */
enum cvd_status cvd_store_work_check(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_work_stage(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_work_place(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err) CVD_MUST_CHECK;
bool cvd_store_work_unstage(struct cvd_store *store,
    const struct cvd_store_moves *moves);
enum cvd_status cvd_store_work_catch_up(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * store_index.c. _check is CVD_E_CONFLICT unless each file is in the index as
 * before or as after. _hold keeps git out by its own lock file, _prepare
 * writes the new index beside the old one (with `strict`, after _check; else
 * leaving alone what is neither as before nor as after), _install puts it in
 * place and lets git in again, as _release does without it. Whoever begins
 * with _check or _prepare ends with one of these two.
 */
enum cvd_status cvd_store_index_check(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_index_hold(struct cvd_store *store,
    struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_index_prepare(struct cvd_store *store,
    const struct cvd_store_moves *moves, bool strict,
    struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_index_install(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err) CVD_MUST_CHECK;
void cvd_store_index_release(struct cvd_store *store);

/*
 * store_journal.c: what is under way, and how to finish it. Without a work
 * tree there are no moves, but still a commit to come.
 */
enum cvd_status cvd_store_journal_write(struct cvd_store *store,
    const struct cvd_store_moves *moves, const git_oid *commit,
    struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_journal_drop(struct cvd_store *store,
    struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_store_journal_finish(struct cvd_store *store,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

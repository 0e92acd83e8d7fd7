/* SPDX-License-Identifier: EUPL-1.2 */

/* Git's index, which must never lag behind the branch. */

#include "edge/store_private.h"

#include "edge/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/*
 * The index has a lock file, which git makes anew and which we make as a
 * second name of a file of our own: so after a crash it can be told whose it
 * is. The new index is written to a third file and renamed over the old one
 * while the lock is held.
 */
struct paths {
	char *index; /* Git's */
	char *lock;  /* Git's */
	char *held;  /* ours: the first name of the lock */
	char *fresh; /* ours: the index to come */
	char *half;  /* ours: while libgit2 writes that */
};

static void
clear_paths(struct paths *paths)
{
	free(paths->index);
	free(paths->lock);
	free(paths->held);
	free(paths->fresh);
	free(paths->half);
	*paths = (struct paths){ 0 };
}

static enum cvd_status
get_paths(struct cvd_store *store, struct paths *paths, struct cvd_err *err)
{
	const char *git = git_repository_path(store->repo);

	paths->index = cvd_store_join(git, "index");
	paths->lock = cvd_store_join(git, "index.lock");
	paths->held = cvd_store_join(store->private, "index.held");
	paths->fresh = cvd_store_join(store->private, "index.new");
	paths->half = cvd_store_join(store->private, "index.new.lock");
	if (paths->index != NULL && paths->lock != NULL &&
	    paths->held != NULL && paths->fresh != NULL && paths->half != NULL)
		return CVD_OK;
	clear_paths(paths);
	(void)cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	return CVD_E_NO_MEMORY;
}

static enum cvd_status
open_index(const char *path, git_index **index, struct cvd_err *err)
{
	if (git_index_open(index, path) == 0)
		return CVD_OK;
	(void)cvd_git_fail(err, CVD_E_CASEBOOK, "'%s'", path);
	cvd_err_hint(err, "git update-index --no-split-index "
	                  "--no-fsmonitor, or git sparse-checkout disable");
	return CVD_E_CASEBOOK;
}

/* The entry that counts; NULL where the file is not (really) in the index. */
static const git_index_entry *
get_entry(git_index *index, const char *path)
{
	const git_index_entry *entry = git_index_get_bypath(index, path, 0);

	/* `git add -N` is a promise and no content */
	if (entry != NULL &&
	    (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0)
		return NULL;
	return entry;
}

/* Whether the index has the file as before the move, or as after it. */
static bool
is_as_known(git_index *index, const struct cvd_store_move *move)
{
	const git_index_entry *entry = get_entry(index, move->path);

	for (int stage = 1; stage <= 3; stage++)
		if (git_index_get_bypath(index, move->path, stage) != NULL)
			return false;
	if (entry == NULL)
		return git_oid_is_zero(&move->before) ||
		       git_oid_is_zero(&move->after);
	return git_oid_equal(&entry->id, &move->before) ||
	       git_oid_equal(&entry->id, &move->after);
}

static enum cvd_status
check_all(git_index *index, const struct cvd_store_moves *moves,
    struct cvd_err *err)
{
	for (size_t i = 0; i < moves->count; i++) {
		const char *path = moves->list[i].path;

		if (is_as_known(index, &moves->list[i]))
			continue;
		(void)cvd_fail(err, CVD_E_CONFLICT,
		    "'%s' is staged for a commit of your own", path);
		cvd_err_hint(err, "git restore --staged '%s'", path);
		return CVD_E_CONFLICT;
	}
	return CVD_OK;
}

/*
 * Reads the index, unless the one that was read last is still in place: with
 * ten thousand files a reading is what costs.
 */
static enum cvd_status
load(struct cvd_store *store, const struct paths *paths, struct cvd_err *err)
{
	struct stat info;

	/* our second name keeps its inode from being used again */
	if (store->index != NULL && lstat(paths->index, &info) == 0 &&
	    info.st_ino == store->index_inode)
		return CVD_OK;
	git_index_free(store->index);
	store->index = NULL;
	store->index_inode = 0;
	(void)unlink(paths->half);
	(void)unlink(paths->fresh);
	/* it also spares a copy: libgit2 writes to a new file anyway */
	if (link(paths->index, paths->fresh) == 0 &&
	    lstat(paths->fresh, &info) == 0) {
		store->index_inode = info.st_ino;
		store->index_time = info.st_mtim.tv_sec;
	} else if (errno != ENOENT)
		return cvd_fs_fail(err, "write", paths->fresh);
	/* libgit2 would say that it is not there */
	if (store->index_inode != 0 && access(paths->fresh, R_OK) != 0)
		return cvd_fs_fail(err, "read", paths->index);
	return open_index(paths->fresh, &store->index, err);
}

enum cvd_status
cvd_store_index_check(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err)
{
	enum cvd_status status;
	struct paths paths;

	status = get_paths(store, &paths, err);
	if (status != CVD_OK)
		return status;
	status = load(store, &paths, err);
	if (status == CVD_OK)
		status = check_all(store->index, moves, err);
	clear_paths(&paths);
	return status;
}

/* Whether the lock file of the index is one that we made. */
static bool
is_held(const struct paths *paths)
{
	struct stat lock, held;

	return lstat(paths->lock, &lock) == 0 &&
	       lstat(paths->held, &held) == 0 && lock.st_dev == held.st_dev &&
	       lock.st_ino == held.st_ino;
}

/* Makes the lock file; one of git's is given a second to go away. */
static enum cvd_status
take(const struct paths *paths, struct cvd_err *err)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	int fd;

	(void)unlink(paths->held);
	fd = open(paths->held, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return cvd_fs_fail(err, "write", paths->held);
	(void)close(fd);
	for (int i = 0; link(paths->held, paths->lock) != 0; i++) {
		if (errno != EEXIST)
			return cvd_fs_fail(err, "lock", paths->lock);
		if (i == 100) {
			(void)cvd_fail(err, CVD_E_AGAIN,
			    "another program holds '%s'", paths->lock);
			cvd_err_hint(err,
			    "if no git is running, remove that file");
			return CVD_E_AGAIN;
		}
		(void)nanosleep(&pause, NULL);
	}
	return CVD_OK;
}

enum cvd_status
cvd_store_index_hold(struct cvd_store *store, struct cvd_err *err)
{
	enum cvd_status status;
	struct paths paths;

	status = get_paths(store, &paths, err);
	if (status != CVD_OK)
		return status;
	if (!is_held(&paths))
		status = take(&paths, err);
	clear_paths(&paths);
	return status;
}

void
cvd_store_index_release(struct cvd_store *store)
{
	struct paths paths;

	git_index_free(store->index);
	store->index = NULL;
	if (get_paths(store, &paths, NULL) != CVD_OK)
		return;
	(void)unlink(paths.half);
	(void)unlink(paths.fresh);
	if (is_held(&paths))
		(void)unlink(paths.lock);
	(void)unlink(paths.held);
	clear_paths(&paths);
}

static int
set_entry(git_index *index, const struct cvd_store_move *move,
    const struct stat *info)
{
	git_index_entry entry = { 0 };

	if (git_oid_is_zero(&move->after)) {
		if (git_index_get_bypath(index, move->path, 0) == NULL)
			return 0;
		return git_index_remove(index, move->path, 0);
	}
	entry.mode = GIT_FILEMODE_BLOB;
	entry.path = move->path;
	entry.id = move->after;
	if (info != NULL) {
		/* as git does it: the low 32 bits, to be compared only */
		entry.ctime.seconds = (int32_t)info->st_ctim.tv_sec;
		entry.ctime.nanoseconds = (uint32_t)info->st_ctim.tv_nsec;
		entry.mtime.seconds = (int32_t)info->st_mtim.tv_sec;
		entry.mtime.nanoseconds = (uint32_t)info->st_mtim.tv_nsec;
		entry.dev = (uint32_t)info->st_dev;
		entry.ino = (uint32_t)info->st_ino;
		entry.uid = (uint32_t)info->st_uid;
		entry.gid = (uint32_t)info->st_gid;
		entry.file_size = (uint32_t)info->st_size;
	}
	return git_index_add(index, &entry);
}

/*
 * Whether a file as large as the index says has other bytes, or may have: git
 * finds a file of another size by itself.
 */
static bool
is_changed(const git_index_entry *entry, const char *path)
{
	struct stat info;
	git_oid id;

	if (lstat(path, &info) != 0 ||
	    (uint32_t)info.st_size != entry->file_size)
		return false;
	return !S_ISREG(info.st_mode) ||
	       git_odb_hashfile(&id, path, GIT_OBJECT_BLOB) != 0 ||
	       !git_oid_equal(&id, &entry->id);
}

/*
 * Git compares the content of files that are as new as the index, in seconds;
 * their times would not show an edit. With a newer index it would no longer do
 * so: what was edited loses its size, as git does it ("racy git", in git's
 * Documentation/technical/racy-git.txt). libgit2 does not where an index is
 * opened by its path.
 */
static int
mark_edited(struct cvd_store *store)
{
	const char *work = git_repository_workdir(store->repo);
	git_index *index = store->index;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < git_index_entrycount(index); i++) {
		const git_index_entry *old = git_index_get_byindex(index, i);
		git_index_entry entry = *old;
		char *path;

		if ((uint32_t)old->mtime.seconds <
		        (uint32_t)store->index_time ||
		    git_index_entry_stage(old) != 0 || old->file_size == 0)
			continue;
		path = cvd_store_join(work, old->path);
		entry.file_size = 0;
		if (path == NULL || is_changed(old, path))
			rc = git_index_add(index, &entry);
		free(path);
	}
	return rc;
}

enum cvd_status
cvd_store_index_prepare(struct cvd_store *store,
    const struct cvd_store_moves *moves, bool strict, struct cvd_err *err)
{
	enum cvd_status status;
	struct paths paths;
	int rc = 0;

	status = get_paths(store, &paths, err);
	if (status != CVD_OK)
		return status;
	status = load(store, &paths, err);
	if (status == CVD_OK && strict)
		status = check_all(store->index, moves, err);
	if (status != CVD_OK)
		goto out;
	for (size_t i = 0; rc == 0 && i < moves->count; i++)
		if (is_as_known(store->index, &moves->list[i]))
			rc = set_entry(store->index, &moves->list[i], NULL);
	if (rc == 0)
		rc = mark_edited(store);
	if (rc == 0)
		rc = git_index_write(store->index);
	if (rc < 0)
		status = cvd_git_fail(err, CVD_E_IO, "'%s'", paths.fresh);
out:
	clear_paths(&paths);
	return status;
}

/*
 * Notes size and times of the files, so that git need not read them again.
 * They are known only now: a rename changes them. Without them the index is
 * right, too, so that nothing here can fail.
 */
static void
add_times(struct cvd_store *store, const struct cvd_store_moves *moves)
{
	git_index *index = store->index;
	const char *work = git_repository_workdir(store->repo);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < moves->count; i++) {
		const struct cvd_store_move *move = &moves->list[i];
		const git_index_entry *entry = get_entry(index, move->path);
		struct stat info;
		char *path;

		if (entry == NULL || !git_oid_equal(&entry->id, &move->after))
			continue;
		path = cvd_store_join(work, move->path);
		if (path != NULL && lstat(path, &info) == 0 &&
		    (size_t)info.st_size == move->size)
			rc = set_entry(index, move, &info);
		free(path);
	}
	if (rc == 0)
		(void)git_index_write(index);
}

enum cvd_status
cvd_store_index_install(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err)
{
	enum cvd_status status;
	struct paths paths;

	status = get_paths(store, &paths, err);
	if (status != CVD_OK)
		return status;
	add_times(store, moves);
	status = cvd_fs_rename(paths.fresh, paths.index, err);
	/* one that stayed would be no longer known as ours */
	if (status == CVD_OK)
		status = cvd_fs_remove(paths.lock, err);
	clear_paths(&paths);
	if (status == CVD_OK)
		cvd_store_index_release(store);
	return status;
}

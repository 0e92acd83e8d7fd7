/* SPDX-License-Identifier: EUPL-1.2 */

/* Files of the work tree: compared with Git's, and put in place. */

#include "edge/store_private.h"

#include "core/limits.h"
#include "edge/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * So many files are put on the disk one by one; more of them all at once,
 * with whatever else is on its way there.
 */
#define MOST_ONE_BY_ONE 16

/* The blob id of an open file; a zero one for no plain file of ours. */
static enum cvd_status
hash_fd(int fd, const char *path, git_oid *id, struct cvd_err *err)
{
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_BLOB);
	enum cvd_status status;
	struct stat info;

	if (fstat(fd, &info) != 0)
		return cvd_fs_fail(err, "read", path);
	if (!S_ISREG(info.st_mode) || info.st_size > (off_t)CVD_MAX_BLOB)
		return CVD_OK;
	status = cvd_fs_read_fd(fd, path, &bytes, err);
	if (status == CVD_OK &&
	    git_odb_hash(id, bytes.data, bytes.size, GIT_OBJECT_BLOB) < 0)
		status = cvd_git_fail(err, CVD_E_INTERNAL, "'%s'", path);
	cvd_buf_clear(&bytes);
	return status;
}

enum found {
	FOUND_NOTHING,
	FOUND_BEFORE,
	FOUND_AFTER,
	FOUND_OTHER
};

/* What there is now, compared with what a move knows. */
static enum cvd_status
compare(const struct cvd_place *place, const struct cvd_store_move *move,
    enum found *found, struct cvd_err *err)
{
	enum cvd_status status;
	git_oid id = { { 0 } };
	int fd = -1;

	if (place->folder >= 0)
		fd = openat(place->folder, place->name,
		    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && (place->folder < 0 || errno == ENOENT)) {
		*found = FOUND_NOTHING;
		return CVD_OK;
	}
	if (fd < 0 && errno == ELOOP) {
		*found = FOUND_OTHER;
		return CVD_OK;
	}
	if (fd < 0)
		return cvd_fs_fail(err, "read", move->path);
	status = hash_fd(fd, move->path, &id, err);
	(void)close(fd);
	if (status != CVD_OK)
		return status;
	if (git_oid_is_zero(&id))
		*found = FOUND_OTHER;
	else if (git_oid_equal(&id, &move->before))
		*found = FOUND_BEFORE;
	else
		*found = git_oid_equal(&id, &move->after) ? FOUND_AFTER
		                                          : FOUND_OTHER;
	return CVD_OK;
}

static enum cvd_status
check(struct cvd_store *store, const struct cvd_store_move *move,
    struct cvd_err *err)
{
	enum cvd_status status;
	enum found found = FOUND_OTHER;
	struct cvd_place place = { .folder = -1 };

	status = cvd_place_enter(store, move->path, CVD_PLACE_TO_FIND, &place,
	    err);
	if (status != CVD_OK)
		return status;
	status = compare(&place, move, &found, err);
	cvd_place_leave(&place);
	if (status != CVD_OK || found == FOUND_BEFORE || found == FOUND_AFTER)
		return status;
	/* a file that is to go, or was not there, may well be missing */
	if (found == FOUND_NOTHING &&
	    (git_oid_is_zero(&move->before) || git_oid_is_zero(&move->after)))
		return CVD_OK;
	(void)cvd_fail(err, CVD_E_CONFLICT,
	    "'%s' was changed by hand and is not committed", move->path);
	if (git_oid_is_zero(&move->before))
		cvd_err_hint(err, "move it out of the way");
	else
		cvd_err_hint(err,
		    "git diff shows it; git stash puts it aside; git restore "
		    "'%s' drops it",
		    move->path);
	return CVD_E_CONFLICT;
}

enum cvd_status
cvd_store_work_check(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;

	for (size_t i = 0; i < moves->count && status == CVD_OK; i++)
		status = check(store, &moves->list[i], err);
	return status;
}

/* Whether the files of these moves are put on the disk all at once. */
static bool
is_at_once(struct cvd_store *store, const struct cvd_store_moves *moves)
{
	return moves->count > MOST_ONE_BY_ONE &&
	       cvd_fs_can_sync_all(git_repository_workdir(store->repo));
}

static enum cvd_status
sync_all(struct cvd_store *store, struct cvd_err *err)
{
	return cvd_fs_sync_all(git_repository_workdir(store->repo), err);
}

/* Writes what a move brings, which comes into memory for that alone. */
static enum cvd_status
write_staged(struct cvd_store *store, const struct cvd_place *place,
    const struct cvd_store_move *move, bool sync, struct cvd_err *err)
{
	git_odb_object *object = NULL;
	const void *bytes = move->bytes;
	size_t size = move->size;
	enum cvd_status status = CVD_OK;

	if (bytes == NULL) {
		status = cvd_store_load(store, &move->after, move->path,
		    CVD_MAX_BLOB, &object, err);
		if (status != CVD_OK)
			return status;
		bytes = git_odb_object_data(object);
		size = git_odb_object_size(object);
	}
	(void)unlinkat(place->folder, place->staged, 0);
	status = cvd_fs_write_at(place->folder, place->staged, 0666, bytes,
	    size, sync, move->path, err);
	git_odb_object_free(object);
	return status;
}

static enum cvd_status
stage(struct cvd_store *store, const struct cvd_store_move *move, bool sync,
    struct cvd_err *err)
{
	enum cvd_status status;
	struct cvd_place place = { .folder = -1 };

	if (git_oid_is_zero(&move->after))
		return CVD_OK;
	status = cvd_place_enter(store, move->path,
	    sync ? CVD_PLACE_TO_FILL : CVD_PLACE_TO_FILL_UNSYNCED, &place, err);
	if (status != CVD_OK)
		return status;
	status = write_staged(store, &place, move, sync || place.is_mounted,
	    err);
	cvd_place_leave(&place);
	if (status != CVD_OK && git_oid_is_zero(&move->before))
		cvd_place_prune(store, move->path);
	return status;
}

enum cvd_status
cvd_store_work_stage(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err)
{
	bool at_once = is_at_once(store, moves);
	enum cvd_status status = CVD_OK;

	for (size_t i = 0; i < moves->count && status == CVD_OK; i++)
		status = stage(store, &moves->list[i], !at_once, err);
	if (status == CVD_OK && at_once)
		status = sync_all(store, err);
	return status;
}

static bool
unstage(struct cvd_store *store, const struct cvd_store_move *move)
{
	struct cvd_place place = { .folder = -1 };
	enum cvd_status status = cvd_place_enter(store, move->path,
	    CVD_PLACE_TO_FIND, &place, NULL);
	bool was_there = false;
	bool gone = true;

	/* behind a link, or without a folder, we left nothing */
	if (status != CVD_OK)
		return status == CVD_E_CONFLICT;
	if (place.folder >= 0) {
		was_there = unlinkat(place.folder, place.staged, 0) == 0;
		gone = was_there || errno == ENOENT;
	}
	cvd_place_leave(&place);
	if (was_there && git_oid_is_zero(&move->before))
		cvd_place_prune(store, move->path);
	return gone;
}

bool
cvd_store_work_unstage(struct cvd_store *store,
    const struct cvd_store_moves *moves)
{
	bool gone = true;

	for (size_t i = 0; i < moves->count; i++)
		gone &= unstage(store, &moves->list[i]);
	return gone;
}

/* Removes a file, and the folders that are empty without it. */
static enum cvd_status
take_out(struct cvd_store *store, const struct cvd_store_move *move, bool sync,
    struct cvd_err *err)
{
	enum cvd_status status;
	struct cvd_place place = { .folder = -1 };

	status = cvd_place_enter(store, move->path, CVD_PLACE_TO_FIND, &place,
	    err);
	if (status != CVD_OK)
		return status;
	if (place.folder < 0)
		; /* nor is the folder */
	else if (unlinkat(place.folder, place.name, 0) != 0 && errno != ENOENT)
		status = cvd_fs_fail(err, "write", move->path);
	else if (sync || place.is_mounted)
		status = cvd_fs_sync_at(place.folder, move->path, err);
	cvd_place_leave(&place);
	if (status == CVD_OK)
		cvd_place_prune(store, move->path);
	return status;
}

static enum cvd_status
put_in_place(struct cvd_store *store, const struct cvd_store_move *move,
    bool sync, struct cvd_err *err)
{
	enum cvd_status status;
	struct cvd_place place = { .folder = -1 };

	if (git_oid_is_zero(&move->after))
		return take_out(store, move, sync, err);
	status = cvd_place_enter(store, move->path, CVD_PLACE_TO_FIND, &place,
	    err);
	if (status != CVD_OK || place.folder < 0)
		return status;
	if (renameat(place.folder, place.staged, place.folder, place.name) != 0)
		status = cvd_fs_fail(err, "write", move->path);
	else if (sync || place.is_mounted)
		status = cvd_fs_sync_at(place.folder, move->path, err);
	cvd_place_leave(&place);
	return status;
}

enum cvd_status
cvd_store_work_place(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err)
{
	bool at_once = is_at_once(store, moves);
	enum cvd_status status = CVD_OK;

	for (size_t i = 0; i < moves->count && status == CVD_OK; i++)
		status = put_in_place(store, &moves->list[i], !at_once, err);
	if (status == CVD_OK && at_once)
		status = sync_all(store, err);
	return status;
}

/* Whether a file has stayed behind, and was not edited either. */
static enum cvd_status
is_behind(struct cvd_store *store, const struct cvd_store_move *move, bool *is,
    struct cvd_err *err)
{
	enum cvd_status status;
	enum found found = FOUND_OTHER;
	struct cvd_place place = { .folder = -1 };

	status = cvd_place_enter(store, move->path, CVD_PLACE_TO_FIND, &place,
	    err);
	if (status != CVD_OK)
		return status;
	status = compare(&place, move, &found, err);
	cvd_place_leave(&place);
	/* what a person has done to the file since is not ours to undo */
	*is = found == FOUND_BEFORE ||
	      (found == FOUND_NOTHING && (git_oid_is_zero(&move->before) ||
	                                     git_oid_is_zero(&move->after)));
	return status;
}

typedef enum cvd_status step_fn(struct cvd_store *store,
    const struct cvd_store_move *move, bool sync, struct cvd_err *err);

/* Takes one step with all files that have stayed behind. */
static enum cvd_status
step_behind(struct cvd_store *store, const struct cvd_store_moves *moves,
    step_fn *step, struct cvd_err *err)
{
	bool at_once = is_at_once(store, moves);
	enum cvd_status status = CVD_OK;

	for (size_t i = 0; i < moves->count && status == CVD_OK; i++) {
		bool is = false;

		status = is_behind(store, &moves->list[i], &is, err);
		if (status == CVD_OK && is)
			status = step(store, &moves->list[i], !at_once, err);
	}
	if (status == CVD_OK && at_once)
		status = sync_all(store, err);
	return status;
}

enum cvd_status
cvd_store_work_catch_up(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err)
{
	enum cvd_status status = step_behind(store, moves, stage, err);

	/* not before all of it is on the disk */
	if (status == CVD_OK)
		status = step_behind(store, moves, put_in_place, err);
	return status;
}

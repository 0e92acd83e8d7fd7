/* SPDX-License-Identifier: EUPL-1.2 */

/* Files of the work tree: compared with Git's, and put in place. */

#include "edge/store_private.h"

#include "core/limits.h"
#include "edge/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The folder that a path of the casebook lies in, open, and what is in it. */
struct place {
	int folder; /* -1: there is no such folder */
	const char *name;
	char staged[CVD_MAX_PATH + 8]; /* the name while it is not in place */
};

static enum cvd_status
fail_link(const char *path, struct cvd_err *err)
{
	return cvd_fail(err, CVD_E_CONFLICT,
	    "a folder of '%s' is a link or a file in the work tree", path);
}

/*
 * Goes one folder down, never through a link: whoever can write to the work
 * tree must not lead us out of it. *folder is closed or handed on.
 */
static enum cvd_status
descend(int *folder, const char *name, bool make, const char *path,
    struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;
	bool made = make && mkdirat(*folder, name, 0777) == 0;
	int next = -1;

	if (make && !made && errno != EEXIST) {
		status = cvd_fs_fail(err, "make the folder of", path);
		goto out;
	}
	next = openat(*folder, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (next < 0 && (errno == ENOTDIR || errno == ELOOP))
		status = fail_link(path, err);
	else if (next < 0 && (make || errno != ENOENT))
		status = cvd_fs_fail(err, "open", path);
	else if (made)
		status = cvd_fs_sync_at(*folder, path, err);
out:
	(void)close(*folder);
	*folder = status == CVD_OK ? next : -1;
	if (status != CVD_OK && next >= 0)
		(void)close(next);
	return status;
}

/* Opens the folder of a path, which is to be closed by leave(). */
static enum cvd_status
enter(struct cvd_store *store, const char *path, bool make, struct place *place,
    struct cvd_err *err)
{
	const char *work = git_repository_workdir(store->repo);
	enum cvd_status status = CVD_OK;
	char part[CVD_MAX_PATH + 1];
	const char *rest = path;
	const char *slash;
	int folder = open(work, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0)
		return cvd_fs_fail(err, "open", work);
	while (status == CVD_OK && folder >= 0 &&
	       (slash = strchr(rest, '/')) != NULL) {
		(void)snprintf(part, sizeof(part), "%.*s", (int)(slash - rest),
		    rest);
		status = descend(&folder, part, make, path, err);
		rest = slash + 1;
	}
	if (status != CVD_OK)
		return status;
	if (strchr(rest, '/') != NULL)
		rest = strrchr(rest, '/') + 1;
	place->folder = folder;
	place->name = rest;
	(void)snprintf(place->staged, sizeof(place->staged), ".%s.cvd", rest);
	return CVD_OK;
}

static void
leave(struct place *place)
{
	if (place->folder >= 0)
		(void)close(place->folder);
}

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
compare(const struct place *place, const struct cvd_store_move *move,
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
	struct place place = { .folder = -1 };

	status = enter(store, move->path, false, &place, err);
	if (status != CVD_OK)
		return status;
	status = compare(&place, move, &found, err);
	leave(&place);
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
		    "git diff shows it; git restore '%s' drops it", move->path);
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

/* Writes what a move brings, which comes into memory for that alone. */
static enum cvd_status
write_staged(struct cvd_store *store, const struct place *place,
    const struct cvd_store_move *move, struct cvd_err *err)
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
	    size, move->path, err);
	git_odb_object_free(object);
	return status;
}

static enum cvd_status
stage(struct cvd_store *store, const struct cvd_store_move *move,
    struct cvd_err *err)
{
	enum cvd_status status;
	struct place place = { .folder = -1 };

	if (git_oid_is_zero(&move->after))
		return CVD_OK;
	status = enter(store, move->path, true, &place, err);
	if (status != CVD_OK)
		return status;
	status = write_staged(store, &place, move, err);
	leave(&place);
	return status;
}

enum cvd_status
cvd_store_work_stage(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;

	for (size_t i = 0; i < moves->count && status == CVD_OK; i++)
		status = stage(store, &moves->list[i], err);
	return status;
}

static bool
unstage(struct cvd_store *store, const struct cvd_store_move *move)
{
	struct place place = { .folder = -1 };
	enum cvd_status status = enter(store, move->path, false, &place, NULL);
	bool gone = true;

	/* behind a link, or without a folder, we left nothing */
	if (status != CVD_OK)
		return status == CVD_E_CONFLICT;
	if (place.folder >= 0)
		gone = unlinkat(place.folder, place.staged, 0) == 0 ||
		       errno == ENOENT;
	leave(&place);
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

static enum cvd_status
put_in_place(struct cvd_store *store, const struct cvd_store_move *move,
    struct cvd_err *err)
{
	enum cvd_status status;
	struct place place = { .folder = -1 };
	int rc = 0;

	status = enter(store, move->path, false, &place, err);
	if (status != CVD_OK || place.folder < 0)
		return status;
	if (!git_oid_is_zero(&move->after))
		rc = renameat(place.folder, place.staged, place.folder,
		    place.name);
	else if (unlinkat(place.folder, place.name, 0) != 0 && errno != ENOENT)
		rc = -1;
	if (rc != 0)
		status = cvd_fs_fail(err, "write", move->path);
	else
		status = cvd_fs_sync_at(place.folder, move->path, err);
	leave(&place);
	return status;
}

enum cvd_status
cvd_store_work_place(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;

	for (size_t i = 0; i < moves->count && status == CVD_OK; i++)
		status = put_in_place(store, &moves->list[i], err);
	return status;
}

static enum cvd_status
catch_up(struct cvd_store *store, const struct cvd_store_move *move,
    struct cvd_err *err)
{
	enum cvd_status status;
	enum found found = FOUND_OTHER;
	struct place place = { .folder = -1 };

	status = enter(store, move->path, false, &place, err);
	if (status != CVD_OK)
		return status;
	status = compare(&place, move, &found, err);
	leave(&place);
	/* what a person has done to the file since is not ours to undo */
	if (status != CVD_OK || found == FOUND_OTHER || found == FOUND_AFTER ||
	    (found == FOUND_NOTHING && !git_oid_is_zero(&move->before)))
		return status;
	status = stage(store, move, err);
	if (status == CVD_OK)
		status = put_in_place(store, move, err);
	return status;
}

enum cvd_status
cvd_store_work_catch_up(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;

	for (size_t i = 0; i < moves->count && status == CVD_OK; i++)
		status = catch_up(store, &moves->list[i], err);
	return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Folders of the work tree: gone into, made, and removed once empty. */

#include "edge/store_private.h"

#include "core/limits.h"
#include "edge/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum cvd_status
fail_link(const char *path, struct cvd_err *err)
{
	return cvd_fail(err, CVD_E_CONFLICT,
	    "a folder of '%s' is a link or a file in the work tree", path);
}

/* Whether an open folder lies on this device; what cannot be told does not. */
static bool
is_on(int folder, dev_t device)
{
	struct stat info;

	return fstat(folder, &info) == 0 && info.st_dev == device;
}

/* Makes a folder in an open one, and whether it has. */
static enum cvd_status
make_folder(int folder, const char *name, const char *path, bool sync,
    struct cvd_err *err)
{
	if (mkdirat(folder, name, 0777) == 0)
		return sync ? cvd_fs_sync_at(folder, path, err) : CVD_OK;
	if (errno == EEXIST)
		return CVD_OK;
	return cvd_fs_fail(err, "make the folder of", path);
}

/*
 * Goes one folder down, never through a link: whoever can write to the work
 * tree must not lead us out of it. *folder is closed or handed on.
 */
static enum cvd_status
descend(int *folder, const char *name, enum cvd_place_for what, dev_t device,
    const char *path, struct cvd_err *err)
{
	bool make = what != CVD_PLACE_TO_FIND;
	enum cvd_status status = CVD_OK;
	int next = -1;

	if (make)
		status = make_folder(*folder, name, path,
		    what == CVD_PLACE_TO_FILL || !is_on(*folder, device), err);
	if (status == CVD_OK)
		next = openat(*folder, name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (status != CVD_OK || next >= 0)
		goto out;
	if (errno == ENOTDIR || errno == ELOOP)
		status = fail_link(path, err);
	else if (make || errno != ENOENT)
		status = cvd_fs_fail(err, "open", path);
out:
	(void)close(*folder);
	*folder = next;
	return status;
}

enum cvd_status
cvd_place_enter(struct cvd_store *store, const char *path,
    enum cvd_place_for what, struct cvd_place *place, struct cvd_err *err)
{
	const char *work = git_repository_workdir(store->repo);
	enum cvd_status status = CVD_OK;
	char part[CVD_MAX_PATH + 1];
	const char *rest = path;
	const char *slash;
	struct stat top;
	int folder = open(work, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0 || fstat(folder, &top) != 0) {
		status = cvd_fs_fail(err, "open", work);
		if (folder >= 0)
			(void)close(folder);
		return status;
	}
	while (status == CVD_OK && folder >= 0 &&
	       (slash = strchr(rest, '/')) != NULL) {
		(void)snprintf(part, sizeof(part), "%.*s", (int)(slash - rest),
		    rest);
		status = descend(&folder, part, what, top.st_dev, path, err);
		rest = slash + 1;
	}
	if (status != CVD_OK)
		return status;
	if (strchr(rest, '/') != NULL)
		rest = strrchr(rest, '/') + 1;
	place->folder = folder;
	place->name = rest;
	place->is_mounted = folder >= 0 && !is_on(folder, top.st_dev);
	(void)snprintf(place->staged, sizeof(place->staged), ".%s.cvd", rest);
	return CVD_OK;
}

void
cvd_place_leave(struct cvd_place *place)
{
	if (place->folder >= 0)
		(void)close(place->folder);
}

/* Whether it is the one that we work in: a shell would be lost there. */
static bool
is_here(const struct cvd_place *place)
{
	struct stat here, there;

	return stat(".", &here) == 0 &&
	       fstatat(place->folder, place->name, &there,
	           AT_SYMLINK_NOFOLLOW) == 0 &&
	       here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

/* Whether the folder is gone now. */
static bool
remove_empty(struct cvd_store *store, const char *path)
{
	struct cvd_place place = { .folder = -1 };
	bool gone = true;

	if (cvd_place_enter(store, path, CVD_PLACE_TO_FIND, &place, NULL) !=
	    CVD_OK)
		return false;
	if (place.folder >= 0)
		gone = !is_here(&place) &&
		       (unlinkat(place.folder, place.name, AT_REMOVEDIR) == 0 ||
		           errno == ENOENT);
	cvd_place_leave(&place);
	return gone;
}

void
cvd_place_prune(struct cvd_store *store, const char *path)
{
	char folder[CVD_MAX_PATH + 1];
	char *slash;

	(void)snprintf(folder, sizeof(folder), "%s", path);
	while ((slash = strrchr(folder, '/')) != NULL) {
		*slash = '\0';
		if (!remove_empty(store, folder))
			return;
	}
}

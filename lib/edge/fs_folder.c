/* SPDX-License-Identifier: EUPL-1.2 */

/* Folders that are taken to be filled, and go with all that is in them. */

#include "edge/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

enum cvd_status
cvd_fs_absolute(const char *path, struct cvd_arena *arena,
    const char **absolute, struct cvd_err *err)
{
	char here[PATH_MAX];

	if (path[0] == '/')
		*absolute = path;
	else if (getcwd(here, sizeof here) == NULL)
		return cvd_fs_fail(err, "find out where we are for", path);
	else
		*absolute = cvd_arena_textf(arena, "%s/%s", here, path);
	return cvd_arena_check(arena, err);
}

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

enum cvd_status
cvd_fs_take_folder(const char *path, bool *made, struct cvd_err *err)
{
	struct dirent *entry;
	DIR *dir = opendir(path);

	if (dir == NULL && errno == ENOENT) {
		*made = true;
		return cvd_fs_make_folder(path, err);
	}
	if (dir == NULL && errno == ENOTDIR)
		return cvd_fail(err, CVD_E_CONFLICT,
		    "'%s' is there already, and is no folder", path);
	if (dir == NULL)
		return cvd_fs_fail(err, "open", path);
	do
		entry = readdir(dir); /* NOLINT(concurrency-mt-unsafe): ours */
	while (entry != NULL && is_dots(entry->d_name));
	(void)closedir(dir);
	if (entry != NULL)
		return cvd_fail(err, CVD_E_CONFLICT,
		    "the folder '%s' is there already, and is not empty", path);
	*made = false;
	return CVD_OK;
}

static void remove_at(int folder, const char *name, unsigned deep);

/* Empties an open folder, and closes it. */
static void
empty(int folder, unsigned deep)
{
	struct dirent *entry;
	DIR *dir = fdopendir(folder);

	if (dir == NULL) {
		(void)close(folder);
		return;
	}
	for (;;) {
		entry = readdir(dir); /* NOLINT(concurrency-mt-unsafe): ours */
		if (entry == NULL)
			break;
		if (!is_dots(entry->d_name))
			remove_at(folder, entry->d_name, deep);
	}
	(void)closedir(dir);
}

/* A file, or a folder with all that is in it. */
static void
remove_at(int folder, const char *name, unsigned deep)
{
	int fd;

	if (unlinkat(folder, name, 0) == 0 || deep == 0)
		return;
	fd = openat(folder, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return;
	empty(fd, deep - 1);
	(void)unlinkat(folder, name, AT_REMOVEDIR);
}

void
cvd_fs_remove_folder(const char *path, unsigned deep)
{
	remove_at(AT_FDCWD, path, deep);
}

void
cvd_fs_empty_folder(const char *path, unsigned deep)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		empty(fd, deep);
}

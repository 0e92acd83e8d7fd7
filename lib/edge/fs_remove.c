/* SPDX-License-Identifier: EUPL-1.2 */

/* Folders that go with all that is in them. */

#include "edge/fs.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

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
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
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

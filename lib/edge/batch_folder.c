/* SPDX-License-Identifier: EUPL-1.2 */

/* Folders that are made, held while they are used, and removed. */

#include "edge/batch_private.h"

#include "edge/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#define MOST_DEEP 4 /* gpg makes folders in its home, but none in those */

enum cvd_status
cvd_batch_hold(const char *path, bool alone, int *lock, struct cvd_err *err)
{
	enum cvd_status status;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return cvd_fs_fail_missing(err, "open", path);
	if (flock(fd, (alone ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0) {
		*lock = fd;
		return CVD_OK;
	}
	if (errno == EWOULDBLOCK)
		status = cvd_fail(err, CVD_E_AGAIN,
		    "another process holds '%s'", path);
	else
		status = cvd_fs_fail(err, "lock", path);
	(void)close(fd);
	return status;
}

void
cvd_batch_remove_folder(const char *path)
{
	cvd_fs_remove_folder(path, MOST_DEEP);
}

void
cvd_batch_sweep(const char *folder)
{
	struct cvd_arena *arena = cvd_arena_new();
	const char *const *names = NULL;
	size_t count = 0;

	/* what cannot be removed today will be tried again by the next one */
	if (arena == NULL ||
	    cvd_fs_list(folder, arena, &names, &count, NULL) != CVD_OK)
		count = 0;
	for (size_t i = 0; i < count; i++) {
		const char *path = cvd_arena_textf(arena, "%s/%s", folder,
		    names[i]);
		int lock = -1;

		if (path == NULL ||
		    cvd_batch_hold(path, true, &lock, NULL) != CVD_OK)
			continue;
		cvd_batch_remove_folder(path);
		(void)close(lock);
	}
	cvd_arena_free(arena);
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* A whole file system, put on the disk. */

/* for syncfs() */
#define _GNU_SOURCE /* NOLINT: its name is not of our choice */

#include "edge/fs.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

/* What syncfs(2) is said and seen to do there what fsync(2) does. */
static bool
is_known(unsigned long type)
{
	switch (type) {
	case EXT4_SUPER_MAGIC: /* and ext2, ext3 */
	case XFS_SUPER_MAGIC:
	case BTRFS_SUPER_MAGIC:
	case F2FS_SUPER_MAGIC:
	case OVERLAYFS_SUPER_MAGIC:
	case TMPFS_MAGIC:
		return true;
	default:
		/* FUSE, for one, need not hand it on to its server */
		return false;
	}
}

bool
cvd_fs_can_sync_all(const char *folder)
{
	struct statfs info;

	return statfs(folder, &info) == 0 &&
	       is_known((unsigned long)info.f_type);
}

enum cvd_status
cvd_fs_sync_all(const char *folder, struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || syncfs(fd) != 0)
		status = cvd_fs_fail(err, "write", folder);
	if (fd >= 0)
		(void)close(fd);
	return status;
}

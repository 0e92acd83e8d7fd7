/* SPDX-License-Identifier: EUPL-1.2 */

/* Files that are in memory alone. */

/* for memfd_create() */
#define _GNU_SOURCE /* NOLINT: its name is not of our choice */

#include "edge/batch_private.h"

#include "edge/fs.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

enum cvd_status
cvd_batch_write(int file, const struct cvd_buf *bytes, const char *name,
    struct cvd_err *err)
{
	const char *p = bytes->data;
	size_t left = bytes->size;

	while (left > 0) {
		ssize_t n = write(file, p, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return cvd_fs_fail(err, "write", name);
		p += n;
		left -= (size_t)n;
	}
	return CVD_OK;
}

enum cvd_status
cvd_batch_memory_file(const char *name, const struct cvd_buf *bytes, int *file,
    struct cvd_err *err)
{
	enum cvd_status status = cvd_buf_check(bytes, err);
	char text[64];
	int fd;

	if (status != CVD_OK)
		return status;
	/* seen in /proc, by whoever looks for what gpg is doing */
	(void)snprintf(text, sizeof(text), "cvd:%s", name);
	fd = memfd_create(text, MFD_CLOEXEC);
	if (fd < 0)
		return cvd_fs_fail(err, "make", "a file in memory");
	status = cvd_batch_write(fd, bytes, "a file in memory", err);
	if (status == CVD_OK && lseek(fd, 0, SEEK_SET) != 0)
		status = cvd_fs_fail(err, "read", "a file in memory");
	if (status == CVD_OK)
		*file = fd;
	else
		(void)close(fd);
	return status;
}

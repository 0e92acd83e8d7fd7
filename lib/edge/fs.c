/* SPDX-License-Identifier: EUPL-1.2 */

/* Files and folders: read whole, written whole, locked, listed, removed. */

#include "edge/fs.h"

#include "core/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* The report of this errno, with the status given unless memory ran out. */
static enum cvd_status
fail_as(struct cvd_err *err, enum cvd_status status, const char *verb,
    const char *path)
{
	int number = errno;
	char reason[200];

	if (number == ENOMEM)
		status = CVD_E_NO_MEMORY;
	if (strerror_r(number, reason, sizeof(reason)) != 0)
		(void)snprintf(reason, sizeof(reason), "error %d", number);
	return cvd_fail(err, status, "cannot %s '%s': %s", verb, path, reason);
}

enum cvd_status
cvd_fs_fail(struct cvd_err *err, const char *verb, const char *path)
{
	return fail_as(err, CVD_E_IO, verb, path);
}

enum cvd_status
cvd_fs_fail_missing(struct cvd_err *err, const char *verb, const char *path)
{
	bool missing = errno == ENOENT || errno == ENOTDIR;

	return fail_as(err, missing ? CVD_E_NOT_FOUND : CVD_E_IO, verb, path);
}

/* Gives a buffer back as it was before it failed, and says why it did. */
static enum cvd_status
read_overflow(struct cvd_buf *bytes, size_t before, const char *name,
    struct cvd_err *err)
{
	bool too_big = bytes->too_big;

	bytes->too_big = bytes->no_memory = false;
	cvd_buf_cut(bytes, before);
	if (!too_big)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	return cvd_fail(err, CVD_E_INVALID,
	    "'%s' is larger than the limit of %zu bytes", name, bytes->ceiling);
}

enum cvd_status
cvd_fs_read_fd(int fd, const char *name, struct cvd_buf *bytes,
    struct cvd_err *err)
{
	char block[16384];
	size_t before = bytes->size;
	ssize_t n;

	for (;;) {
		n = read(fd, block, sizeof(block));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		cvd_buf_add(bytes, block, (size_t)n);
		if (bytes->too_big || bytes->no_memory)
			return read_overflow(bytes, before, name, err);
	}
	if (n < 0) {
		cvd_buf_cut(bytes, before);
		return cvd_fs_fail(err, "read", name);
	}
	return CVD_OK;
}

enum cvd_status
cvd_fs_read(const char *path, struct cvd_buf *bytes, struct cvd_err *err)
{
	enum cvd_status status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return cvd_fs_fail_missing(err, "read", path);
	status = cvd_fs_read_fd(fd, path, bytes, err);
	(void)close(fd);
	return status;
}

/* Whether it is the person's alone. */
static enum cvd_status
check_private(const struct stat *info, const char *path, struct cvd_err *err)
{
	if (info->st_uid != geteuid()) {
		(void)cvd_fail(err, CVD_E_IO,
		    "'%s' belongs to another user, so it is not believed",
		    path);
		cvd_err_hint(err, "remove it, or give it to its user");
		return CVD_E_IO;
	}
	if ((info->st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		(void)cvd_fail(err, CVD_E_IO,
		    "'%s' is open to others, so it is not believed", path);
		cvd_err_hint(err, "look at what it says, then: chmod 600 '%s'",
		    path);
		return CVD_E_IO;
	}
	return CVD_OK;
}

static enum cvd_status
read_own(const char *path, bool is_private, struct cvd_buf *bytes,
    struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;
	struct stat info;
	/* without O_NONBLOCK a pipe in its place would hold us up */
	int fd = open(path,
	    O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0 && errno == ELOOP)
		return cvd_fail(err, CVD_E_IO, "'%s' is a symbolic link", path);
	if (fd < 0)
		return cvd_fs_fail_missing(err, "read", path);
	if (fstat(fd, &info) != 0)
		status = cvd_fs_fail(err, "read", path);
	else if (!S_ISREG(info.st_mode))
		status = cvd_fail(err, CVD_E_IO, "'%s' is not a plain file",
		    path);
	else if (is_private)
		status = check_private(&info, path, err);
	if (status == CVD_OK)
		status = cvd_fs_read_fd(fd, path, bytes, err);
	(void)close(fd);
	return status;
}

enum cvd_status
cvd_fs_read_own(const char *path, struct cvd_buf *bytes, struct cvd_err *err)
{
	return read_own(path, /* is_private= */ false, bytes, err);
}

enum cvd_status
cvd_fs_read_private(const char *path, struct cvd_buf *bytes,
    struct cvd_err *err)
{
	return read_own(path, /* is_private= */ true, bytes, err);
}

static enum cvd_status
write_all(int fd, const void *bytes, size_t size, bool sync, const char *path,
    struct cvd_err *err)
{
	const char *p = bytes;
	ssize_t n;

	while (size > 0) {
		n = write(fd, p, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return cvd_fs_fail(err, "write", path);
		p += n;
		size -= (size_t)n;
	}
	if (sync && fsync(fd) != 0)
		return cvd_fs_fail(err, "write", path);
	return CVD_OK;
}

enum cvd_status
cvd_fs_write_at(int folder, const char *name, mode_t mode, const void *bytes,
    size_t size, bool sync, const char *path, struct cvd_err *err)
{
	enum cvd_status status;
	int fd = openat(folder, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);

	if (fd < 0)
		return cvd_fs_fail(err, "write", path);
	status = write_all(fd, bytes, size, sync, path, err);
	/* close is the last chance of a network disk to say that it is full */
	if (close(fd) != 0 && status == CVD_OK)
		status = cvd_fs_fail(err, "write", path);
	if (status != CVD_OK)
		(void)unlinkat(folder, name, 0);
	return status;
}

enum cvd_status
cvd_fs_sync_at(int folder, const char *path, struct cvd_err *err)
{
	/* EINVAL: a file system that keeps its folders safe by itself */
	if (fsync(folder) != 0 && errno != EINVAL)
		return cvd_fs_fail(err, "write", path);
	return CVD_OK;
}

/* Opens the folder that a path lies in, and points at the name in it. */
static enum cvd_status
open_parent(const char *path, int *folder, const char **name,
    struct cvd_err *err)
{
	const char *slash = strrchr(path, '/');
	char *parent;
	int fd;

	if (slash == NULL)
		parent = strdup(".");
	else
		parent = strndup(path,
		    slash == path ? 1 : (size_t)(slash - path));
	if (parent == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(parent);
	if (fd < 0)
		return cvd_fs_fail(err, "write", path);
	*folder = fd;
	*name = slash == NULL ? path : slash + 1;
	return CVD_OK;
}

#define FRESH ".new-" /* how half-written files are called */

/* A name that no other writer has and that cvd_fs_list() leaves out. */
static enum cvd_status
draw_name(char name[32], struct cvd_err *err)
{
	uint64_t number;
	enum cvd_status status = cvd_fs_random(&number, sizeof(number), err);

	if (status == CVD_OK)
		(void)snprintf(name, 32, FRESH "%016llx",
		    (unsigned long long)number);
	return status;
}

enum cvd_status
cvd_fs_replace(const char *path, const void *bytes, size_t size,
    struct cvd_err *err)
{
	enum cvd_status status;
	const char *name = NULL;
	char fresh[32];
	int folder = -1;

	status = draw_name(fresh, err);
	if (status != CVD_OK)
		return status;
	status = open_parent(path, &folder, &name, err);
	if (status != CVD_OK)
		return status;
	status = cvd_fs_write_at(folder, fresh, 0600, bytes, size, true, path,
	    err);
	if (status != CVD_OK)
		goto out;
	if (renameat(folder, fresh, folder, name) != 0) {
		status = cvd_fs_fail(err, "write", path);
		(void)unlinkat(folder, fresh, 0);
		goto out;
	}
	status = cvd_fs_sync_at(folder, path, err);
out:
	(void)close(folder);
	return status;
}

enum cvd_status
cvd_fs_append(const char *path, size_t size, const void *bytes, size_t more,
    struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;
	struct stat info;
	int fd = open(path,
	    O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW, 0600);

	if (fd < 0)
		return cvd_fs_fail(err, "write", path);
	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) ||
	    (size_t)info.st_size < size)
		status = cvd_fail(err, CVD_E_IO,
		    "'%s' is not the file that it was", path);
	else if (ftruncate(fd, (off_t)size) != 0 ||
	         lseek(fd, (off_t)size, SEEK_SET) < 0)
		status = cvd_fs_fail(err, "write", path);
	if (status == CVD_OK)
		status = write_all(fd, bytes, more, true, path, err);
	if (status == CVD_OK && fsync(fd) != 0)
		status = cvd_fs_fail(err, "write", path);
	if (close(fd) != 0 && status == CVD_OK)
		status = cvd_fs_fail(err, "write", path);
	return status;
}

enum cvd_status
cvd_fs_rename(const char *from, const char *to, struct cvd_err *err)
{
	enum cvd_status status;
	const char *name = NULL;
	struct stat info;
	int folder = -1;

	/* first, so that a folder missing above both is no fault of writing */
	if (lstat(from, &info) != 0)
		return cvd_fs_fail_missing(err, "move", from);
	status = open_parent(to, &folder, &name, err);
	if (status != CVD_OK)
		return status;
	if (renameat(AT_FDCWD, from, folder, name) != 0)
		status = cvd_fs_fail_missing(err, "move", from);
	else
		status = cvd_fs_sync_at(folder, to, err);
	(void)close(folder);
	return status;
}

enum cvd_status
cvd_fs_remove(const char *path, struct cvd_err *err)
{
	if (unlink(path) != 0 && errno != ENOENT)
		return cvd_fs_fail(err, "remove", path);
	return CVD_OK;
}

enum cvd_status
cvd_fs_make_folder(const char *path, struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;
	struct stat info;
	char *copy = strdup(path);
	char *end;

	if (copy == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	/* from the top, so that only what is missing is made */
	for (end = copy + 1; *copy != '\0' && status == CVD_OK; end++) {
		if (*end != '/' && *end != '\0')
			continue;
		char c = *end;

		*end = '\0';
		if (mkdir(copy, 0700) != 0 && errno != EEXIST) {
			int reason = errno;

			if (stat(copy, &info) != 0) {
				errno = reason;
				status = cvd_fs_fail(err, "make folder", path);
			}
		}
		*end = c;
		if (c == '\0')
			break;
	}
	free(copy);
	if (status == CVD_OK && stat(path, &info) != 0)
		return cvd_fs_fail(err, "make folder", path);
	if (status == CVD_OK && !S_ISDIR(info.st_mode))
		return cvd_fail(err, CVD_E_IO, "'%s' is not a folder", path);
	return status;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Takes the names out of an open folder, unsorted. */
static enum cvd_status
read_names(DIR *dir, const char *path, struct cvd_arena *arena,
    const char ***names, size_t *count, struct cvd_err *err)
{
	const char **list = NULL;
	struct dirent *entry;
	size_t n = 0;

	for (;;) {
		errno = 0;
		entry = readdir(dir); /* NOLINT(concurrency-mt-unsafe): ours */
		if (entry == NULL)
			break;
		if (entry->d_name[0] == '.')
			continue;
		if (n == CVD_MAX_ENTRIES)
			return cvd_fail(err, CVD_E_INVALID,
			    "'%s' holds more than %u files", path,
			    CVD_MAX_ENTRIES);
		list = cvd_arena_grow(arena, list, n, sizeof(*list));
		if (list == NULL)
			return cvd_arena_check(arena, err);
		list[n++] = cvd_arena_text(arena, entry->d_name);
	}
	if (errno != 0)
		return cvd_fs_fail(err, "list", path);
	*names = list;
	*count = n;
	return cvd_arena_check(arena, err);
}

enum cvd_status
cvd_fs_list(const char *path, struct cvd_arena *arena,
    const char *const **names, size_t *count, struct cvd_err *err)
{
	enum cvd_status status;
	const char **list = NULL;
	size_t n = 0;
	DIR *dir = opendir(path);

	if (dir == NULL)
		return cvd_fs_fail_missing(err, "list", path);
	status = read_names(dir, path, arena, &list, &n, err);
	(void)closedir(dir);
	if (status != CVD_OK)
		return status;
	if (n > 1)
		qsort(list, n, sizeof(*list), compare_names);
	*names = list;
	*count = n;
	return CVD_OK;
}

void
cvd_fs_sweep(const char *path)
{
	struct dirent *entry;
	DIR *dir = opendir(path);

	if (dir == NULL)
		return;
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): ours */
	while ((entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, FRESH, strlen(FRESH)) == 0)
			(void)unlinkat(dirfd(dir), entry->d_name, 0);
	(void)closedir(dir);
}

/* Milliseconds of a clock that nobody sets. */
static int64_t
uptime_ms(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum cvd_status
cvd_fs_lock(const char *path, unsigned wait_ms, int *lock, struct cvd_err *err)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	int64_t end = uptime_ms() + wait_ms;
	enum cvd_status status;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return cvd_fs_fail(err, "lock", path);
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR) {
			status = cvd_fs_fail(err, "lock", path);
			(void)close(fd);
			return status;
		}
		if (uptime_ms() >= end) {
			(void)close(fd);
			return cvd_fail(err, CVD_E_AGAIN,
			    "another process holds '%s'", path);
		}
		(void)nanosleep(&pause, NULL);
	}
	*lock = fd;
	return CVD_OK;
}

void
cvd_fs_unlock(int lock)
{
	(void)close(lock);
}

enum cvd_status
cvd_fs_random(void *bytes, size_t size, struct cvd_err *err)
{
	unsigned char *p = bytes;
	ssize_t n;

	while (size > 0) {
		n = getrandom(p, size, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return cvd_fs_fail(err, "read", "/dev/urandom");
		p += n;
		size -= (size_t)n;
	}
	return CVD_OK;
}

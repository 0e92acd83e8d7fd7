/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_FS_H
#define CVD_EDGE_FS_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * Files and folders of the operating system.
 *
 * What is written is written whole or not at all, is on the disk when the
 * call comes back, and is for its owner alone: files 0600, folders 0700. No
 * descriptor outlives an exec. A failure names the path and the system's
 * reason: CVD_E_NOT_FOUND where there is no such file to read, list or move,
 * CVD_E_IO otherwise, be it for a folder that is missing above a file to be
 * written; the comments below say what comes on top of that.
 */

/*
 * Fills err from errno: "cannot VERB 'PATH': REASON", CVD_E_IO. With _missing
 * it is CVD_E_NOT_FOUND where the system says that there is no such thing.
 */
enum cvd_status cvd_fs_fail(struct cvd_err *err, const char *verb,
    const char *path);
enum cvd_status cvd_fs_fail_missing(struct cvd_err *err, const char *verb,
    const char *path);

/*
 * Appends the whole file to bytes, whose ceiling is the limit: CVD_E_INVALID
 * beyond it. Links are followed, and pipes are files. On failure bytes is as
 * before.
 */
enum cvd_status cvd_fs_read(const char *path, struct cvd_buf *bytes,
    struct cvd_err *err) CVD_MUST_CHECK;

/* The same in folders of ours: a link or no plain file is CVD_E_IO. */
enum cvd_status cvd_fs_read_own(const char *path, struct cvd_buf *bytes,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The same where what the file says is believed: CVD_E_IO, and what to do as
 * the hint, also where it is not the person's own or others may read or write
 * it.
 */
enum cvd_status cvd_fs_read_private(const char *path, struct cvd_buf *bytes,
    struct cvd_err *err) CVD_MUST_CHECK;

/* The same from an open descriptor, up to its end; name is for messages. */
enum cvd_status cvd_fs_read_fd(int fd, const char *name, struct cvd_buf *bytes,
    struct cvd_err *err) CVD_MUST_CHECK;

/* Puts these bytes where path is, whether there is such a file or not. */
enum cvd_status cvd_fs_replace(const char *path, const void *bytes, size_t size,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Appends to a file whose first `size` bytes are to be kept, which is made
 * where it is missing; what stood behind them is cut off.
 */
enum cvd_status cvd_fs_append(const char *path, size_t size, const void *bytes,
    size_t more, struct cvd_err *err) CVD_MUST_CHECK;

/* Moves a file within its folder, or to another one of the same disk. */
enum cvd_status cvd_fs_rename(const char *from, const char *to,
    struct cvd_err *err) CVD_MUST_CHECK;

/* Removes a file; one that is not there is no failure. */
enum cvd_status cvd_fs_remove(const char *path,
    struct cvd_err *err) CVD_MUST_CHECK;

/* Makes the folder and what is missing above it. */
enum cvd_status cvd_fs_make_folder(const char *path,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The names in a folder in byte order, without those that begin with a dot
 * (half-written files do). CVD_E_INVALID beyond CVD_MAX_ENTRIES names.
 */
enum cvd_status cvd_fs_list(const char *path, struct cvd_arena *arena,
    const char *const **names, size_t *count,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Removes what killed writers left half written in a folder; nobody else may
 * be writing in it. What cannot be removed stays, and does no harm.
 */
void cvd_fs_sweep(const char *path);

/* A path that is counted from where we stand, from the root; in the arena. */
enum cvd_status cvd_fs_absolute(const char *path, struct cvd_arena *arena,
    const char **absolute, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Makes a folder that is to be filled, with what is missing above it; *made is
 * false where it was there, and empty. CVD_E_CONFLICT where there is anything
 * else.
 */
enum cvd_status cvd_fs_take_folder(const char *path, bool *made,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Removes a folder with all that is in it, at most so many folders deep, or
 * what is in it alone. Links in it are removed and not followed. What cannot
 * be removed stays.
 */
void cvd_fs_remove_folder(const char *path, unsigned deep);
void cvd_fs_empty_folder(const char *path, unsigned deep);

/*
 * Holds a lock on the file, which is made where it is missing and is never
 * removed, until cvd_fs_unlock() or the end of the process. *lock is to be
 * handed to cvd_fs_unlock(). CVD_E_AGAIN when another process still holds it
 * after wait_ms milliseconds.
 */
enum cvd_status cvd_fs_lock(const char *path, unsigned wait_ms, int *lock,
    struct cvd_err *err) CVD_MUST_CHECK;
void cvd_fs_unlock(int lock);

/* Bytes that nobody can guess. */
enum cvd_status cvd_fs_random(void *bytes, size_t size,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The pieces that the above is made of, for files below an open folder; path
 * is what messages call the file. cvd_fs_write_at() makes a new file with
 * this mode (less the umask) and never follows or replaces anything, and
 * leaves it to the caller to put it on the disk unless told to `sync`;
 * cvd_fs_sync_at() puts the folder itself on the disk.
 */
enum cvd_status cvd_fs_write_at(int folder, const char *name, mode_t mode,
    const void *bytes, size_t size, bool sync, const char *path,
    struct cvd_err *err) CVD_MUST_CHECK;
enum cvd_status cvd_fs_sync_at(int folder, const char *path,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Puts all that was written to the file system of a folder on the disk, for
 * whoever has written many files there; and whether that does for each of them
 * what syncing it would do, which is known of some file systems alone.
 */
bool cvd_fs_can_sync_all(const char *folder);
enum cvd_status cvd_fs_sync_all(const char *folder,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

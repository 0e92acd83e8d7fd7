/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_GIT_LOCAL_H
#define CVD_EDGE_GIT_LOCAL_H

#include "core/arena.h"
#include "core/status.h"

#include <stddef.h>

/*
 * Git as a program, for what stays on this machine and is better left to it:
 * it knows all the files of attributes and settings that a person may have.
 * `path` is a PATH where the program is, and may be NULL; CVD_E_IO where it
 * is not there, or fails.
 */

/* What git goes by where it merges a file: "set", "unset", a word … */
struct cvd_git_attributes {
	const char *merge;
	const char *text;
};

/* The attributes of each path in the work tree at `folder`, in the arena. */
enum cvd_status cvd_git_attributes(const char *path, const char *folder,
    const char *const *paths, size_t count, struct cvd_arena *arena,
    struct cvd_git_attributes *attributes, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Makes the branch `main`, which is not there yet, at a commit; no file
 * follows. `reason` is for the reflog.
 */
enum cvd_status cvd_git_begin_main(const char *path, const char *git_dir,
    const char *commit, const char *reason, struct cvd_err *err) CVD_MUST_CHECK;

/* Brings index and files of the work tree at `folder` to its HEAD. */
enum cvd_status cvd_git_checkout(const char *path, const char *folder,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

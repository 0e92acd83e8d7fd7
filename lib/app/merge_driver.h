/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_MERGE_DRIVER_H
#define CVD_APP_MERGE_DRIVER_H

#include "core/status.h"

/* One file merged for git, as the merge driver of a clone. */

/* Files that git has put there: what a path was, and what each side has. */
struct cvd_merge_files {
	const char *base; /* an empty file where neither side had it before */
	const char *ours; /* becomes what both come to */
	const char *theirs;
	const char *path; /* which file of the casebook it is */
};

/*
 * Merges as cvd_merge_texts() does, whole or not at all: where it fails, ours
 * is as it was. CVD_E_USAGE for a file that is not there, larger than
 * CVD_MAX_FILE, or no plain file; links are not followed.
 */
enum cvd_status cvd_merge_driver(const struct cvd_merge_files *files,
    struct cvd_err *err);

#endif

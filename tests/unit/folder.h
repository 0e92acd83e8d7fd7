/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_FOLDER_H
#define CVD_TESTS_UNIT_FOLDER_H

#include "edge/fs.h"
#include "edge/process.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * A temporary folder for one test, removed with all that is in it; in memory
 * where there is such a file system, since much is fsynced.
 */

static char folder_path[64];

static inline void
folder_make(void)
{
	const char *above = access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm"
	                                                         : "/tmp";

	(void)snprintf(folder_path, sizeof(folder_path), "%s/cvd-unit-XXXXXX",
	    above);
	ck_assert_ptr_nonnull(mkdtemp(folder_path));
}

static inline void
folder_remove(void)
{
	const char *const argv[] = { "rm", "-rf", folder_path, NULL };
	const struct cvd_process rm = { .argv = argv };
	int exit_status = -1;

	ck_assert_int_eq(cvd_process_run(&rm, NULL, NULL, &exit_status, NULL),
	    CVD_OK);
	ck_assert_int_eq(exit_status, 0);
}

/* The path of something in the folder; good until the eighth call after. */
static inline const char *
in_folder(const char *name)
{
	static char paths[8][4096];
	static unsigned turn;
	char *path = paths[turn++ % 8];

	(void)snprintf(path, sizeof(paths[0]), "%s/%s", folder_path, name);
	return path;
}

/* A file's bytes as text; the test fails where there is none. */
static inline void
folder_write(const char *name, const char *text)
{
	struct cvd_err err = { 0 };

	ck_assert_msg(cvd_fs_replace(in_folder(name), text, strlen(text),
	                  &err) == CVD_OK,
	    "%s", err.message);
}

static inline void
assert_file(const char *name, const char *text)
{
	struct cvd_buf bytes = CVD_BUF_INIT(65536);
	struct cvd_err err = { 0 };

	ck_assert_msg(cvd_fs_read(in_folder(name), &bytes, &err) == CVD_OK,
	    "%s", err.message);
	ck_assert_str_eq(bytes.data, text);
	cvd_buf_clear(&bytes);
}

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_KEY_FOLDER_H
#define CVD_TESTS_UNIT_KEY_FOLDER_H

#include "folder.h"

/* A folder that a script fills with keys, NAME.KIND each, once for a suite. */

/* Runs a program by its words; gives its exit status. */
static inline int
key_folder_run(const char *const *argv)
{
	const struct cvd_process process = { .argv = argv };
	int exit_status = -1;

	ck_assert_int_eq(cvd_process_run(&process, NULL, NULL, &exit_status,
	                     NULL),
	    CVD_OK);
	return exit_status;
}

/* The bytes of NAME.KIND. */
static inline struct cvd_buf
key_folder_read(const char *folder, const char *name, const char *kind)
{
	struct cvd_buf bytes = CVD_BUF_INIT(65536);
	struct cvd_err why = { 0 };
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/%s.%s", folder, name, kind);
	ck_assert_msg(cvd_fs_read(path, &bytes, &why) == CVD_OK, "%s",
	    why.message);
	return bytes;
}

/* What NAME.fpr holds; good until the eighth call after. */
static inline const char *
key_folder_fingerprint(const char *folder, const char *name)
{
	static char texts[8][41];
	static unsigned turn;
	char *text = texts[turn++ % 8];
	struct cvd_buf bytes = key_folder_read(folder, name, "fpr");

	ck_assert_uint_eq(bytes.size, 41);
	memcpy(text, bytes.data, 40);
	text[40] = '\0';
	cvd_buf_clear(&bytes);
	return text;
}

#endif

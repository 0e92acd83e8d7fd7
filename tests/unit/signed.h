/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_SIGNED_H
#define CVD_TESTS_UNIT_SIGNED_H

#include "edge/batch.h"

#include "folder.h"

/*
 * Keys and signatures of tests/gnupg_signed.sh, made once for a suite, in a
 * folder of their own. What is read of them stays until the end.
 */

#define SIGNED_SCRIPT CVD_TEST_DATA "/../gnupg_signed.sh"
#define SIGNED_PLAIN  "10" /* signatures beside those with a name */

static char signed_path[] = "/tmp/cvd-signed-XXXXXX";

static inline int
signed_run(const char *const *argv)
{
	const struct cvd_process process = { .argv = argv };
	int exit_status = -1;

	ck_assert_int_eq(cvd_process_run(&process, NULL, NULL, &exit_status,
	                     NULL),
	    CVD_OK);
	return exit_status;
}

static inline void
signed_make(void)
{
	const char *const argv[] = { "sh", SIGNED_SCRIPT, signed_path,
		SIGNED_PLAIN, NULL };

	ck_assert_ptr_nonnull(mkdtemp(signed_path));
	ck_assert_int_eq(signed_run(argv), 0);
}

static inline void
signed_remove(void)
{
	const char *const argv[] = { "rm", "-rf", signed_path, NULL };

	ck_assert_int_eq(signed_run(argv), 0);
}

/* The bytes of NAME.KIND. */
static inline struct cvd_buf
signed_read(const char *name, const char *kind)
{
	struct cvd_buf bytes = CVD_BUF_INIT(65536);
	struct cvd_err err = { 0 };
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/%s.%s", signed_path, name, kind);
	ck_assert_msg(cvd_fs_read(path, &bytes, &err) == CVD_OK, "%s",
	    err.message);
	return bytes;
}

/* The fingerprint that the script noted under that name. */
static inline const char *
signed_fingerprint(const char *name)
{
	static char texts[8][41];
	static unsigned turn;
	char *text = texts[turn++ % 8];
	struct cvd_buf bytes = signed_read(name, "fpr");

	ck_assert_uint_eq(bytes.size, 41);
	memcpy(text, bytes.data, 40);
	text[40] = '\0';
	cvd_buf_clear(&bytes);
	return text;
}

#endif

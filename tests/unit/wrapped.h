/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_WRAPPED_H
#define CVD_TESTS_UNIT_WRAPPED_H

#include "folder.h"

/*
 * Keys of tests/gnupg_sealed.sh, made once for a suite, in a folder of their
 * own; their secret parts are those of the person who runs the test.
 */

#define SEALED_SCRIPT CVD_TEST_DATA "/../gnupg_sealed.sh"

static char sealed_path[] = "/tmp/cvd-sealed-XXXXXX";

static inline int
sealed_run(const char *verb)
{
	const char *const argv[] = { "sh", SEALED_SCRIPT, verb, sealed_path,
		NULL };
	const struct cvd_process process = { .argv = argv };
	int exit_status = -1;

	ck_assert_int_eq(cvd_process_run(&process, NULL, NULL, &exit_status,
	                     NULL),
	    CVD_OK);
	return exit_status;
}

static inline void
sealed_make(void)
{
	static char home[sizeof(sealed_path) + 8];

	ck_assert_ptr_nonnull(mkdtemp(sealed_path));
	ck_assert_int_eq(sealed_run("make"), 0);
	(void)snprintf(home, sizeof(home), "%s/gnupg", sealed_path);
	ck_assert_int_eq(setenv("GNUPGHOME", home, 1), 0);
}

static inline void
sealed_remove(void)
{
	ck_assert_int_eq(sealed_run("kill"), 0);
}

/* The bytes of NAME.KIND. */
static inline struct cvd_buf
sealed_read(const char *name, const char *kind)
{
	struct cvd_buf bytes = CVD_BUF_INIT(65536);
	struct cvd_err why = { 0 };
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/%s.%s", sealed_path, name, kind);
	ck_assert_msg(cvd_fs_read(path, &bytes, &why) == CVD_OK, "%s",
	    why.message);
	return bytes;
}

/* The fingerprint of a key; good until the eighth call after. */
static inline const char *
sealed_fingerprint(const char *name)
{
	static char texts[8][41];
	static unsigned turn;
	char *text = texts[turn++ % 8];
	struct cvd_buf bytes = sealed_read(name, "fpr");

	ck_assert_uint_eq(bytes.size, 41);
	memcpy(text, bytes.data, 40);
	text[40] = '\0';
	cvd_buf_clear(&bytes);
	return text;
}

#endif

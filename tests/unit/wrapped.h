/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_WRAPPED_H
#define CVD_TESTS_UNIT_WRAPPED_H

#include "key_folder.h"

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

	return key_folder_run(argv);
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

static inline struct cvd_buf
sealed_read(const char *name, const char *kind)
{
	return key_folder_read(sealed_path, name, kind);
}

static inline const char *
sealed_fingerprint(const char *name)
{
	return key_folder_fingerprint(sealed_path, name);
}

#endif

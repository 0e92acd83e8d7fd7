/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_SIGNED_H
#define CVD_TESTS_UNIT_SIGNED_H

#include "edge/batch.h"

#include "key_folder.h"

/*
 * Keys and signatures of tests/gnupg_signed.sh, made once for a suite, in a
 * folder of their own. What is read of them stays until the end.
 */

#define SIGNED_SCRIPT CVD_TEST_DATA "/../gnupg_signed.sh"
#define SIGNED_PLAIN  "10" /* signatures beside those with a name */

static char signed_path[] = "/tmp/cvd-signed-XXXXXX";

static inline void
signed_make(void)
{
	const char *const argv[] = { "sh", SIGNED_SCRIPT, signed_path,
		SIGNED_PLAIN, NULL };

	ck_assert_ptr_nonnull(mkdtemp(signed_path));
	ck_assert_int_eq(key_folder_run(argv), 0);
}

static inline void
signed_remove(void)
{
	const char *const argv[] = { "rm", "-rf", signed_path, NULL };

	ck_assert_int_eq(key_folder_run(argv), 0);
}

static inline struct cvd_buf
signed_read(const char *name, const char *kind)
{
	return key_folder_read(signed_path, name, kind);
}

static inline const char *
signed_fingerprint(const char *name)
{
	return key_folder_fingerprint(signed_path, name);
}

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/arena.h"
#include "core/buf.h"
#include "core/digest.h"

#include "suite.h"

#include <string.h>

static void
append(void *context, const void *bytes, size_t size)
{
	cvd_buf_add(context, bytes, size);
}

START_TEST(changes_are_framed_in_byte_order_of_their_paths)
{
	static const struct cvd_change changes[] = {
		{ "keys/\xc3\xa9", "", 0 },
		{ "cvd.yaml", "a\0b", 3 },
		{ "keys/z", NULL, 0 },
		{ "Cvd.yaml", "twelve bytes", 12 },
	};
	static const char wanted[] = "Cvd.yaml\0"
	                             "12\0twelve bytes"
	                             "cvd.yaml\0"
	                             "3\0a\0b"
	                             "keys/z\0-\0"
	                             "keys/\xc3\xa9\0"
	                             "0";
	struct cvd_buf out = CVD_BUF_INIT(1000);

	ck_assert_int_eq(cvd_digest_frame(changes, 4, append, &out, NULL),
	    CVD_OK);
	ck_assert_uint_eq(out.size, sizeof wanted);
	ck_assert_mem_eq(out.data, wanted, sizeof wanted);
	cvd_buf_clear(&out);
}
END_TEST

START_TEST(no_change_is_no_byte)
{
	struct cvd_buf out = CVD_BUF_INIT(1000);

	ck_assert_int_eq(cvd_digest_frame(NULL, 0, append, &out, NULL), CVD_OK);
	ck_assert_uint_eq(out.size, 0);
}
END_TEST

START_TEST(a_path_that_comes_twice_is_refused_before_the_first_byte)
{
	static const struct cvd_change twice[] = {
		{ "a", "1", 1 },
		{ "b", "1", 1 },
		{ "a", NULL, 0 },
	};
	static const struct cvd_change nameless[] = { { "", "1", 1 } };
	struct cvd_buf out = CVD_BUF_INIT(1000);
	struct cvd_err err;

	ck_assert_int_eq(cvd_digest_frame(twice, 3, append, &out, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "'a' is changed twice at once");
	ck_assert_int_eq(cvd_digest_frame(nameless, 1, append, &out, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "a change has no path");
	ck_assert_uint_eq(out.size, 0);
}
END_TEST

START_TEST(without_memory_nothing_is_framed)
{
	static const struct cvd_change changes[] = { { "a", "1", 1 } };
	struct cvd_buf out = CVD_BUF_INIT(1000);
	struct cvd_err err;

	cvd_memory_fail_at(1);
	ck_assert_int_eq(cvd_digest_frame(changes, 1, append, &out, &err),
	    CVD_E_NO_MEMORY);
	cvd_memory_fail_at(0);
	ck_assert_uint_eq(out.size, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("digest");
	TCase *tc = tcase_create("digest");

	tcase_add_test(tc, changes_are_framed_in_byte_order_of_their_paths);
	tcase_add_test(tc, no_change_is_no_byte);
	tcase_add_test(tc,
	    a_path_that_comes_twice_is_refused_before_the_first_byte);
	tcase_add_test(tc, without_memory_nothing_is_framed);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/arena.h"
#include "core/buf.h"

#include "suite.h"

#include <stdint.h>
#include <string.h>

START_TEST(a_grown_array_keeps_its_members)
{
	struct cvd_arena *arena = cvd_arena_new();
	unsigned *items = NULL;

	for (unsigned i = 0; i < 1000; i++) {
		items = cvd_arena_grow(arena, items, i, sizeof *items);
		ck_assert_ptr_nonnull(items);
		items[i] = i;
	}
	for (unsigned i = 0; i < 1000; i++)
		ck_assert_uint_eq(items[i], i);
	cvd_arena_free(arena);
}
END_TEST

START_TEST(an_arena_remembers_that_memory_ran_out)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_err err;

	ck_assert_ptr_nonnull(cvd_arena_text(arena, "first"));
	cvd_memory_fail_at(1);
	ck_assert_ptr_null(cvd_arena_alloc(arena, 1, 1 << 20));
	cvd_memory_fail_at(0);
	ck_assert_ptr_null(cvd_arena_text(arena, "second"));
	ck_assert_int_eq(cvd_arena_check(arena, &err), CVD_E_NO_MEMORY);
	cvd_arena_free(arena);
}
END_TEST

START_TEST(a_size_that_overflows_is_refused)
{
	struct cvd_arena *arena = cvd_arena_new();

	ck_assert_ptr_null(cvd_arena_alloc(arena, SIZE_MAX / 4, 8));
	cvd_arena_free(arena);
}
END_TEST

START_TEST(a_buffer_never_passes_its_ceiling)
{
	struct cvd_buf buf = CVD_BUF_INIT(4);
	struct cvd_err err;

	cvd_buf_addz(&buf, "abcd");
	ck_assert_int_eq(cvd_buf_check(&buf, &err), CVD_OK);
	cvd_buf_addc(&buf, 'e');
	cvd_buf_addz(&buf, "f");
	ck_assert_int_eq(cvd_buf_check(&buf, &err), CVD_E_INVALID);
	ck_assert_str_eq(buf.data, "abcd");
	ck_assert_ptr_null(cvd_buf_take(&buf, NULL));
	cvd_buf_clear(&buf);
}
END_TEST

START_TEST(an_empty_buffer_can_be_taken)
{
	struct cvd_buf buf = CVD_BUF_INIT(10);
	size_t size = 1;
	char *text = cvd_buf_take(&buf, &size);

	ck_assert_ptr_nonnull(text);
	ck_assert_str_eq(text, "");
	ck_assert_uint_eq(size, 0);
	free(text);
}
END_TEST

START_TEST(a_message_is_one_line_without_controls)
{
	struct cvd_err err;

	(void)cvd_fail_at(&err, CVD_E_SYNTAX, 3, 7, "odd '%s'", "a\x1b[1m\nb");
	ck_assert_ptr_null(strchr(err.message, '\n'));
	ck_assert_ptr_null(strchr(err.message, '\x1b'));
	cvd_err_prefix(&err, "case.yaml");
	ck_assert_str_eq(err.message, "case.yaml:3:7: odd 'a [1m b'");
	ck_assert_uint_eq(err.line, 0);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("memory");
	TCase *tc = tcase_create("memory");

	tcase_add_test(tc, a_grown_array_keeps_its_members);
	tcase_add_test(tc, an_arena_remembers_that_memory_ran_out);
	tcase_add_test(tc, a_size_that_overflows_is_refused);
	tcase_add_test(tc, a_buffer_never_passes_its_ceiling);
	tcase_add_test(tc, an_empty_buffer_can_be_taken);
	tcase_add_test(tc, a_message_is_one_line_without_controls);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

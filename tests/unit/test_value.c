/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/value.h"

#include "suite.h"

#include <string.h>

static const struct cvd_value *
find(const struct cvd_value *map, const char *name)
{
	return cvd_value_find(map, (struct cvd_bytes){ name, strlen(name) });
}

START_TEST(a_path_makes_the_maps_on_its_way)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_value *v = cvd_value_new(arena);

	cvd_value_set(v, "a.b.c", "deep");
	cvd_value_setf(v, "a.n", "%d days", 3);
	ck_assert_str_eq(find(find(find(v, "a"), "b"), "c")->text, "deep");
	ck_assert_str_eq(find(find(v, "a"), "n")->text, "3 days");
	ck_assert_ptr_null(find(v, "b"));
	ck_assert_ptr_null(find(find(find(v, "a"), "n"), "x"));
	cvd_arena_free(arena);
}
END_TEST

START_TEST(what_is_set_again_is_replaced)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_value *v = cvd_value_new(arena);

	cvd_value_set(v, "x", "one");
	cvd_value_set(v, "x", NULL);
	ck_assert_str_eq(find(v, "x")->text, "");
	cvd_value_set_bool(v, "x", true);
	ck_assert_int_eq(find(v, "x")->kind, CVD_VALUE_BOOL);
	cvd_value_add_text(v, "x", "member");
	ck_assert_int_eq(find(v, "x")->kind, CVD_VALUE_LIST);
	cvd_value_set(v, "x.y", "map now");
	ck_assert_int_eq(find(v, "x")->kind, CVD_VALUE_MAP);
	ck_assert_str_eq(find(find(v, "x"), "y")->text, "map now");
	ck_assert_ptr_eq(v->first, v->last);
	cvd_arena_free(arena);
}
END_TEST

START_TEST(truth_is_having_something_to_say)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_value *v = cvd_value_new(arena);

	cvd_value_set(v, "text", "x");
	cvd_value_set(v, "no_text", "");
	cvd_value_set_bool(v, "no", false);
	cvd_value_set_list(v, "none");
	ck_assert(cvd_value_is_true(v));
	ck_assert(cvd_value_is_true(find(v, "text")));
	ck_assert(!cvd_value_is_true(find(v, "no_text")));
	ck_assert(!cvd_value_is_true(find(v, "no")));
	ck_assert(!cvd_value_is_true(find(v, "none")));
	(void)cvd_value_add(v, "none");
	ck_assert(cvd_value_is_true(find(v, "none")));
	cvd_arena_free(arena);
}
END_TEST

START_TEST(lack_of_memory_is_asked_for_once_at_the_end)
{
	for (unsigned long n = 1; n < 12; n++) {
		struct cvd_arena *arena = cvd_arena_new();
		struct cvd_value *v;

		cvd_memory_fail_at(n);
		v = cvd_value_new(arena);
		for (unsigned i = 0; i < 1000; i++) {
			cvd_value_setf(v, "a.b", "%u", i);
			cvd_value_set(cvd_value_add(v, "list"), "c", "text");
		}
		cvd_memory_fail_at(0);
		ck_assert_int_eq(cvd_arena_check(arena, NULL), CVD_E_NO_MEMORY);
		cvd_arena_free(arena);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("value");
	TCase *tc = tcase_create("value");

	tcase_add_test(tc, a_path_makes_the_maps_on_its_way);
	tcase_add_test(tc, what_is_set_again_is_replaced);
	tcase_add_test(tc, truth_is_having_something_to_say);
	tcase_add_test(tc, lack_of_memory_is_asked_for_once_at_the_end);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

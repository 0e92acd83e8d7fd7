/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/tree.h"

#include "core/limits.h"

#include "suite.h"

static struct cvd_arena *arena;

static void
setup(void)
{
	arena = cvd_arena_new();
}

static void
teardown(void)
{
	cvd_arena_free(arena);
}

static struct cvd_node *
word(const char *text)
{
	return cvd_node_scalar(arena, CVD_STYLE_WORD, text);
}

static struct cvd_node *
text(const char *value)
{
	return cvd_node_scalar(arena, CVD_STYLE_TEXT, value);
}

START_TEST(members_keep_their_order)
{
	struct cvd_node *map = cvd_node_map(arena);

	cvd_node_add(arena, map, "b", text("1"));
	cvd_node_add(arena, map, "a", text("2"));
	ck_assert_uint_eq(map->count, 2);
	ck_assert_str_eq(map->first->key, "b");
	ck_assert_str_eq(map->last->key, "a");
	ck_assert_ptr_null(map->last->next);
	ck_assert_str_eq(cvd_node_find(map, "a")->text, "2");
	ck_assert_ptr_null(cvd_node_find(map, "c"));
	ck_assert_ptr_null(cvd_node_find(map->first, "a"));
	ck_assert_ptr_null(cvd_node_find(NULL, "a"));
}
END_TEST

START_TEST(a_tree_is_built_in_a_straight_line)
{
	struct cvd_node *map = cvd_node_map(arena);
	struct cvd_node *list;
	struct cvd_err err;

	cvd_memory_fail_at(1);
	ck_assert_ptr_null(cvd_arena_alloc(arena, 1, 1 << 20));
	list = cvd_node_list(arena);
	cvd_node_append(list, text("lost"));
	cvd_node_add(arena, map, "list", list);
	cvd_memory_fail_at(0);
	ck_assert_uint_eq(map->count, 0);
	ck_assert_int_eq(cvd_arena_check(arena, &err), CVD_E_NO_MEMORY);
}
END_TEST

START_TEST(null_is_a_plain_word)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL" };

	for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++) {
		ck_assert(cvd_node_is_null(word(nulls[i])));
		ck_assert(!cvd_node_is_null(text(nulls[i])));
	}
	ck_assert(!cvd_node_is_null(word("nULL")));
	ck_assert(!cvd_node_is_null(word("none")));
	ck_assert(!cvd_node_is_null(cvd_node_map(arena)));
}
END_TEST

START_TEST(a_plain_word_may_be_no_string)
{
	ck_assert(cvd_node_is_string(word("abc")));
	ck_assert(!cvd_node_is_string(word("no")));
	ck_assert(cvd_node_is_string(text("no")));
	ck_assert(!cvd_node_is_string(word("2026-11-20")));
	ck_assert(!cvd_node_is_string(cvd_node_list(arena)));
}
END_TEST

START_TEST(equal_scalars_mean_the_same)
{
	ck_assert(cvd_node_is_equal(word("abc"), text("abc")));
	ck_assert(!cvd_node_is_equal(word("1"), text("1")));
	ck_assert(cvd_node_is_equal(word("1"), word("1")));
	ck_assert(!cvd_node_is_equal(word("1"), word("2")));
	ck_assert(cvd_node_is_equal(word(""), word("null")));
	ck_assert(!cvd_node_is_equal(word(""), text("")));
	ck_assert(!cvd_node_is_equal(text(""), cvd_node_list(arena)));
}
END_TEST

static struct cvd_node *
pair(const char *first, const char *second)
{
	struct cvd_node *map = cvd_node_map(arena);

	cvd_node_add(arena, map, first, word("1"));
	cvd_node_add(arena, map, second, word("2"));
	return map;
}

START_TEST(equal_mappings_have_the_same_order)
{
	struct cvd_node *list = cvd_node_list(arena);

	ck_assert(cvd_node_is_equal(pair("a", "b"), pair("a", "b")));
	ck_assert(!cvd_node_is_equal(pair("a", "b"), pair("b", "a")));
	ck_assert(!cvd_node_is_equal(pair("a", "b"), pair("a", "c")));
	cvd_node_append(list, word("1"));
	ck_assert(!cvd_node_is_equal(list, cvd_node_list(arena)));
	ck_assert(cvd_node_is_equal(list, list));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tree");
	TCase *tc = tcase_create("tree");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, members_keep_their_order);
	tcase_add_test(tc, a_tree_is_built_in_a_straight_line);
	tcase_add_test(tc, null_is_a_plain_word);
	tcase_add_test(tc, a_plain_word_may_be_no_string);
	tcase_add_test(tc, equal_scalars_mean_the_same);
	tcase_add_test(tc, equal_mappings_have_the_same_order);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

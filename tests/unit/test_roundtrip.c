/* SPDX-License-Identifier: EUPL-1.2 */

/* Reading what was written gives the same tree, and writing that the same. */

#include "core/canon.h"
#include "edge/yaml.h"

#include "escape.h"
#include "random_tree.h"
#include "suite.h"
#include "table.h"

#include <string.h>

#define TREES_A_TEST 500
#define TESTS        20

static struct table rows;

static void
expect_same(const struct cvd_node *tree, struct cvd_arena *arena,
    const char *what, unsigned long number)
{
	struct cvd_buf once = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_buf twice = CVD_BUF_INIT(CVD_MAX_FILE);
	const struct cvd_node *again = NULL;
	struct cvd_err err;

	cvd_canon_write(&once, tree);
	ck_assert_int_eq(cvd_buf_check(&once, &err), CVD_OK);
	if (cvd_yaml_read(once.data, once.size, arena, &again, &err) != CVD_OK)
		ck_abort_msg("%s %lu: %u:%u: %s\n%s", what, number, err.line,
		    err.column, err.message, once.data);
	ck_assert_msg(cvd_node_is_equal(tree, again), "%s %lu:\n%s", what,
	    number, once.data);
	cvd_canon_write(&twice, again);
	ck_assert_msg(strcmp(once.data, twice.data) == 0, "%s %lu:\n%s\n%s",
	    what, number, once.data, twice.data);
	cvd_buf_clear(&once);
	cvd_buf_clear(&twice);
}

START_TEST(random_trees_come_back)
{
	for (unsigned i = 0; i < TREES_A_TEST; i++) {
		unsigned long seed = (unsigned)_i * TREES_A_TEST + i;
		struct chance chance = { .state = seed };
		struct cvd_arena *arena = cvd_arena_new();

		expect_same(random_tree(&chance, 5, arena), arena, "seed",
		    seed);
		cvd_arena_free(arena);
	}
}
END_TEST

/* Each row of the table, whatever the style in which it is written. */
START_TEST(each_value_of_the_table_comes_back)
{
	static const enum cvd_style styles[] = { CVD_STYLE_TEXT,
		CVD_STYLE_QUOTED, CVD_STYLE_BLOCK };

	for (int row = 0; row < rows.rows; row++) {
		char *value = unescape(strdup(table_cell(&rows, row, "value")));
		struct cvd_arena *arena = cvd_arena_new();
		struct cvd_node *list = cvd_node_list(arena);
		struct cvd_node *map = cvd_node_map(arena);

		for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
			struct cvd_node *scalar = cvd_node_scalar(arena,
			    styles[i], value);

			expect_same(scalar, arena, "row", (unsigned)row);
			cvd_node_append(list, scalar);
		}
		cvd_node_add(arena, map, value, list);
		expect_same(map, arena, "row", (unsigned)row);
		cvd_arena_free(arena);
		free(value);
	}
}
END_TEST

/* An item by itself is, byte for byte, the lines that the reader gives it. */
START_TEST(items_are_the_lines_of_their_list)
{
	for (unsigned long seed = 0; seed < 500; seed++) {
		struct chance chance = { .state = seed };
		struct cvd_arena *arena = cvd_arena_new();
		struct cvd_node *list = cvd_node_list(arena);
		struct cvd_node *map = cvd_node_map(arena);
		struct cvd_buf all = CVD_BUF_INIT(CVD_MAX_FILE);
		struct cvd_buf one = CVD_BUF_INIT(CVD_MAX_FILE);
		const struct cvd_node *root = NULL;
		struct cvd_err err;

		for (unsigned n = 1 + chance_below(&chance, 3); n > 0; n--)
			cvd_node_append(list, random_tree(&chance, 3, arena));
		cvd_node_add(arena, map, "events", list);
		cvd_canon_write(&all, map);
		ck_assert_int_eq(cvd_yaml_read(all.data, all.size, arena, &root,
		                     &err),
		    CVD_OK);
		for (const struct cvd_node *i = root->first->first; i != NULL;
		     i = i->next) {
			cvd_buf_cut(&one, 0);
			cvd_canon_write_item(&one, i, 1);
			ck_assert_uint_eq(one.size, i->end - i->start);
			ck_assert_mem_eq(one.data, all.data + i->start,
			    one.size);
		}
		cvd_buf_clear(&all);
		cvd_buf_clear(&one);
		cvd_arena_free(arena);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("roundtrip");
	TCase *tc = tcase_create("roundtrip");

	rows = table_load("canon.tsv");
	tcase_add_loop_test(tc, random_trees_come_back, 0, TESTS);
	tcase_add_test(tc, each_value_of_the_table_comes_back);
	tcase_add_test(tc, items_are_the_lines_of_their_list);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/canon.h"
#include "core/event.h"
#include "core/limits.h"

#include "sample_event.h"
#include "suite.h"

static struct cvd_arena *arena;
static struct cvd_err err;

static void
setup(void)
{
	arena = cvd_arena_new();
	ck_assert_ptr_nonnull(arena);
}

static void
teardown(void)
{
	cvd_arena_free(arena);
}

static unsigned
draw_most(void *context, unsigned below)
{
	(void)context;
	return below - 1;
}

static unsigned
draw_least(void *context, unsigned below)
{
	(void)context;
	(void)below;
	return 0;
}

static struct cvd_node *
full(int kind)
{
	const struct sample s = { arena, draw_most, NULL, false };

	return sample_event(&s, (enum cvd_event_kind)kind);
}

static struct cvd_node *
bare(int kind)
{
	const struct sample s = { arena, draw_least, NULL, false };

	return sample_event(&s, (enum cvd_event_kind)kind);
}

/* All that it may have, and what can be is sealed. */
static struct cvd_node *
sealed(int kind)
{
	const struct sample s = { arena, draw_most, NULL, true };

	return sample_event(&s, (enum cvd_event_kind)kind);
}

static enum cvd_status
load(const struct cvd_node *map)
{
	struct cvd_event event = { 0 };

	return cvd_event_load(map, &event, arena, &err);
}

static void
assert_loads(const struct cvd_node *map)
{
	ck_assert_msg(load(map) == CVD_OK, "%s", err.message);
}

static void
assert_refused(const struct cvd_node *map, const char *message)
{
	ck_assert_int_eq(load(map), CVD_E_INVALID);
	ck_assert_str_eq(err.message, message);
	ck_assert_uint_eq(err.line, map->line);
}

/* The mapping without one member; all of it stands in line 7. */
static struct cvd_node *
without(const struct cvd_node *map, const char *key)
{
	struct cvd_node *copy = cvd_node_map(arena);

	copy->line = 7;
	for (const struct cvd_node *n = map->first; n != NULL; n = n->next)
		if (strcmp(n->key, key) != 0) {
			struct cvd_node *member = cvd_arena_alloc(arena, 1,
			    sizeof *member);

			*member = *n;
			member->next = NULL;
			cvd_node_add(arena, copy, n->key, member);
		}
	return copy;
}

static bool
has_field(int kind, const char *name)
{
	return cvd_fields_find(&cvd_event_shape, CVD_EVENT_BIT(kind), name) !=
	       NULL;
}

START_TEST(an_event_may_have_all_its_fields_or_what_it_must)
{
	assert_loads(full(_i));
	assert_loads(bare(_i));
}
END_TEST

START_TEST(a_field_that_an_event_must_have_is_missed)
{
	const struct cvd_node *map = full(_i);
	const struct cvd_field *row = cvd_event_shape.fields;

	for (; row->name != NULL; row++) {
		const char *message = cvd_arena_textf(arena,
		    "missing field '%s'", row->name);
		struct cvd_node *poor;

		if (!sample_must(row, CVD_EVENT_BIT(_i)))
			continue;
		poor = without(map, row->name);
		assert_refused(poor, message);
		cvd_node_add(arena, poor, row->name,
		    cvd_node_scalar(arena, CVD_STYLE_WORD, "null"));
		ck_assert_int_eq(load(poor), CVD_E_INVALID);
	}
}
END_TEST

/* A receipt under no policy, say, or what voids nothing. */
START_TEST(a_list_that_means_nothing_when_empty_is_refused)
{
	const struct cvd_field *row = cvd_event_shape.fields;

	for (; row->name != NULL; row++) {
		struct cvd_node *map;

		if ((row->flags & CVD_FIELD_SOME) == 0 ||
		    !sample_may(row, CVD_EVENT_BIT(_i)))
			continue;
		map = without(full(_i), row->name);
		cvd_node_add(arena, map, row->name, cvd_node_list(arena));
		ck_assert_int_eq(load(map), CVD_E_INVALID);
		ck_assert_str_eq(err.message,
		    cvd_arena_textf(arena, "'%s' must not be empty",
		        row->name));
	}
}
END_TEST

START_TEST(a_field_of_other_events_is_refused)
{
	const struct sample s = { arena, draw_least, NULL, false };
	const struct cvd_field *row = cvd_event_shape.fields;

	for (; row->name != NULL; row++) {
		struct cvd_node *map = bare(_i);

		if (has_field(_i, row->name))
			continue;
		cvd_node_add(arena, map, row->name, sample_value(&s, row));
		assert_refused(map, cvd_arena_textf(arena,
		                        "field '%s' does not belong to this "
		                        "event",
		                        row->name));
	}
}
END_TEST

START_TEST(a_field_of_no_event_is_refused)
{
	struct cvd_node *map = bare(_i);

	cvd_node_add(arena, map, "colour",
	    cvd_node_scalar(arena, CVD_STYLE_TEXT, "red"));
	assert_refused(map, "unknown field 'colour'");
}
END_TEST

/* The same for what stands in a field: pins, letters, persons … */
static void
assert_part(const struct cvd_shape *shape, const struct cvd_field *row,
    void *out)
{
	const struct sample s = { arena, draw_most, NULL, false };
	struct cvd_node *map = sample_struct(&s, shape, 0);

	ck_assert_msg(cvd_fields_load(shape, 0, map, out, arena, &err) ==
	                  CVD_OK,
	    "%s: %s", shape->what, err.message);
	for (; row->name != NULL; row++) {
		if ((row->flags & CVD_FIELD_REQUIRED) == 0)
			continue;
		ck_assert_int_eq(cvd_fields_load(shape, 0,
		                     without(map, row->name), out, arena, &err),
		    CVD_E_INVALID);
		ck_assert_str_eq(err.message,
		    cvd_arena_textf(arena, "missing field '%s'", row->name));
	}
	cvd_node_add(arena, map, "colour", cvd_node_map(arena));
	ck_assert_int_eq(cvd_fields_load(shape, 0, map, out, arena, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "unknown field 'colour'");
}

START_TEST(the_parts_of_an_event_are_held_to_their_fields)
{
	const struct cvd_field *row = cvd_event_shape.fields;

	for (; row->name != NULL; row++)
		if (row->shape != NULL && (row->may & CVD_EVENT_BIT(_i)) != 0)
			assert_part(row->shape, row->shape->fields,
			    cvd_arena_alloc(arena, 1, row->shape->size));
}
END_TEST

/* Text by text, since a tree that was made here knows other styles. */
static void
assert_saved(int kind, const struct cvd_node *map)
{
	struct cvd_buf once = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_buf twice = CVD_BUF_INIT(CVD_MAX_FILE);
	const struct cvd_shape *shape = &cvd_event_shape;
	struct cvd_event a = { 0 };
	struct cvd_event b = { 0 };
	struct cvd_node *saved;

	ck_assert_int_eq(cvd_event_load(map, &a, arena, &err), CVD_OK);
	saved = cvd_fields_save(shape, CVD_EVENT_BIT(kind), &a, arena);
	cvd_canon_write(&once, saved);
	for (const struct cvd_node *n = map->first; n != NULL; n = n->next)
		ck_assert_msg(cvd_node_find(saved, n->key) != NULL, "lost: %s",
		    n->key);
	ck_assert_int_eq(cvd_event_load(saved, &b, arena, &err), CVD_OK);
	cvd_canon_write(&twice,
	    cvd_fields_save(shape, CVD_EVENT_BIT(kind), &b, arena));
	ck_assert_str_eq(once.data, twice.data);
	cvd_buf_clear(&once);
	cvd_buf_clear(&twice);
}

START_TEST(what_was_loaded_is_saved)
{
	assert_saved(_i, full(_i));
	assert_saved(_i, sealed(_i));
}
END_TEST

static const char *const group_names[] = { "person", "matter" };

/* Where the event has the group: its text, and the hash beside it. */
START_TEST(a_group_may_be_sealed)
{
	struct cvd_event e = { 0 };

	ck_assert_msg(cvd_event_load(sealed(_i), &e, arena, &err) == CVD_OK,
	    "%s", err.message);
	ck_assert_ptr_null(e.person);
	ck_assert_ptr_null(e.matter);
	ck_assert((e.person_sealed != NULL) == has_field(_i, "person"));
	ck_assert((e.matter_sealed != NULL) == has_field(_i, "matter"));
	if (e.person_sealed != NULL)
		ck_assert_str_eq(e.person_sealed, sealed_block);
	ck_assert((e.person_sha256 != NULL) == (e.person_sealed != NULL));
	ck_assert((e.matter_sha256 != NULL) == (e.matter_sealed != NULL));
}
END_TEST

START_TEST(a_hash_stands_exactly_where_a_group_is_sealed)
{
	for (size_t i = 0; i < 2; i++) {
		const char *name = cvd_arena_textf(arena, "%s_sha256",
		    group_names[i]);
		const struct cvd_node *hash = cvd_node_find(sealed(_i), name);
		struct cvd_node *map;

		if (hash == NULL)
			continue;
		assert_refused(without(sealed(_i), name),
		    cvd_arena_textf(arena, "missing field '%s'", name));
		map = without(full(_i), name);
		cvd_node_add(arena, map, name, cvd_node_copy(arena, hash));
		map->last->key_line = map->line;
		assert_refused(map, cvd_arena_textf(arena,
		                        "field '%s' stands beside what is "
		                        "sealed only",
		                        name));
		/* nor beside nothing */
		map = without(map, group_names[i]);
		map->last->key_line = map->line;
		ck_assert_int_eq(load(map), CVD_E_INVALID);
	}
}
END_TEST

START_TEST(no_other_text_stands_in_place_of_a_group)
{
	static const char *const texts[] = { "", "yes", "Rosa Fictief",
		"-----BEGIN PGP MESSAGE-----\n" };

	for (size_t k = 0; k < 2 * sizeof texts / sizeof texts[0]; k++) {
		const char *name = group_names[k % 2];
		struct cvd_node *map = without(sealed(_i), name);

		if (!has_field(_i, name))
			continue;
		cvd_node_add(arena, map, name,
		    cvd_node_scalar(arena, CVD_STYLE_BLOCK, texts[k / 2]));
		ck_assert_int_eq(load(map), CVD_E_INVALID);
		cvd_node_add(arena, map = without(sealed(_i), name), name,
		    cvd_node_list(arena));
		ck_assert_int_eq(load(map), CVD_E_INVALID);
	}
}
END_TEST

START_TEST(a_hash_is_not_set_by_hand)
{
	struct cvd_event e = { .person_sha256 = "x" };

	ck_assert_int_eq(cvd_fields_set(&cvd_event_shape,
	                     CVD_EVENT_BIT(CVD_EVENT_RECEIVED), &e,
	                     "person_sha256", SEALED_SHA256, arena, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "'person_sha256' is no single value");
	ck_assert_str_eq(e.person_sha256, "x");
}
END_TEST

START_TEST(what_was_opened_is_written_sealed)
{
	struct cvd_person rosa = { .name = "Rosa Fictief" };
	struct cvd_buf shut = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_buf open = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_event e = { 0 };

	ck_assert_int_eq(cvd_event_load(sealed(CVD_EVENT_RECEIVED), &e, arena,
	                     &err),
	    CVD_OK);
	cvd_canon_write(&shut,
	    cvd_fields_save(&cvd_event_shape, CVD_EVENT_BIT(CVD_EVENT_RECEIVED),
	        &e, arena));
	e.person = &rosa;
	cvd_canon_write(&open,
	    cvd_fields_save(&cvd_event_shape, CVD_EVENT_BIT(CVD_EVENT_RECEIVED),
	        &e, arena));
	ck_assert_str_eq(shut.data, open.data);
	ck_assert_ptr_nonnull(strstr(open.data,
	    "person: |\n  -----BEGIN PGP MESSAGE-----\n\n  jAwECQEI"));
	ck_assert_ptr_nonnull(strstr(open.data,
	    "  -----END PGP MESSAGE-----\nperson_sha256: \""));
	cvd_buf_clear(&shut);
	cvd_buf_clear(&open);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("event_fields");
	TCase *tc = tcase_create("event_fields");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc,
	    an_event_may_have_all_its_fields_or_what_it_must, 1,
	    CVD_EVENT_KINDS);
	tcase_add_loop_test(tc, a_field_that_an_event_must_have_is_missed, 1,
	    CVD_EVENT_KINDS);
	tcase_add_loop_test(tc, a_list_that_means_nothing_when_empty_is_refused,
	    1, CVD_EVENT_KINDS);
	tcase_add_loop_test(tc, a_field_of_other_events_is_refused, 1,
	    CVD_EVENT_KINDS);
	tcase_add_loop_test(tc, a_field_of_no_event_is_refused, 1,
	    CVD_EVENT_KINDS);
	tcase_add_loop_test(tc, the_parts_of_an_event_are_held_to_their_fields,
	    1, CVD_EVENT_KINDS);
	tcase_add_loop_test(tc, what_was_loaded_is_saved, 1, CVD_EVENT_KINDS);
	tcase_add_loop_test(tc, a_group_may_be_sealed, 1, CVD_EVENT_KINDS);
	tcase_add_loop_test(tc, a_hash_stands_exactly_where_a_group_is_sealed,
	    1, CVD_EVENT_KINDS);
	tcase_add_loop_test(tc, no_other_text_stands_in_place_of_a_group, 1,
	    CVD_EVENT_KINDS);
	tcase_add_test(tc, a_hash_is_not_set_by_hand);
	tcase_add_test(tc, what_was_opened_is_written_sealed);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* From trees and texts to structs, by the rows of a table. */

#include "core/fields.h"

#include "core/field_value.h"
#include "core/scan.h"

#include <string.h>

int
cvd_names_find(const char *const *names, const char *name)
{
	for (int i = 1; names[i] != NULL; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return 0;
}

static char
fold(char c)
{
	if (c == '-')
		return '_';
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c;
}

int
cvd_names_match(const char *const *names, const char *typed)
{
	for (int i = 1; names[i] != NULL; i++) {
		const char *a = names[i];
		const char *b = typed;

		while (*a != '\0' && fold(*a) == fold(*b)) {
			a++;
			b++;
		}
		if (*a == '\0' && *b == '\0')
			return i;
	}
	return 0;
}

static bool
may_have(const struct cvd_field *row, uint64_t variant)
{
	return row->may == 0 || (row->may & variant) != 0;
}

static bool
must_have(const struct cvd_field *row, uint64_t variant)
{
	return may_have(row, variant) &&
	       ((row->flags & CVD_FIELD_REQUIRED) != 0 ||
	           (row->must & variant) != 0);
}

const struct cvd_field *
cvd_fields_find(const struct cvd_shape *shape, uint64_t variant,
    const char *name)
{
	const struct cvd_field *row;

	for (row = shape->fields; row->name != NULL; row++)
		if (strcmp(row->name, name) == 0 && may_have(row, variant))
			return row;
	return NULL;
}

static bool
has_name(const struct cvd_shape *shape, const char *name)
{
	const struct cvd_field *row;

	for (row = shape->fields; row->name != NULL; row++)
		if (strcmp(row->name, name) == 0)
			return true;
	return false;
}

static void *
member_of(void *out, const struct cvd_field *row)
{
	return (char *)out + row->offset;
}

static void
make_absent(const struct cvd_field *row, void *member)
{
	switch (row->kind) {
	case CVD_FIELD_LINE:
	case CVD_FIELD_TEXT:
		*(const char **)member = NULL;
		return;
	case CVD_FIELD_WORD:
		*(int *)member = 0;
		return;
	case CVD_FIELD_BOOL:
		*(bool *)member = false;
		return;
	case CVD_FIELD_NUMBER:
		*(unsigned *)member = 0;
		return;
	case CVD_FIELD_INSTANT:
		*(cvd_instant *)member = CVD_INSTANT_NONE;
		return;
	case CVD_FIELD_DAY:
		*(cvd_day *)member = CVD_DAY_NONE;
		return;
	case CVD_FIELD_LINES:
		*(struct cvd_lines *)member = (struct cvd_lines){ 0 };
		return;
	case CVD_FIELD_STRUCT:
		*(void **)member = NULL;
		return;
	case CVD_FIELD_STRUCTS:
		*(struct cvd_items *)member = (struct cvd_items){ 0 };
		return;
	case CVD_FIELD_NODE:
		*(const struct cvd_node **)member = NULL;
		return;
	}
}

static const char **
sealed_of(void *out, size_t offset)
{
	return offset == 0 ? NULL
	                   : (const char **)(void *)((char *)out + offset);
}

static enum cvd_status
check_complete(const struct cvd_shape *shape, uint64_t variant,
    const struct cvd_node *map, void *out, struct cvd_err *err)
{
	const struct cvd_field *row;

	for (row = shape->fields; row->name != NULL; row++) {
		const struct cvd_node *node = cvd_node_find(map, row->name);
		const char **sealed = sealed_of(out, row->beside);
		bool is_there = node != NULL && !cvd_node_is_null(node);
		bool is_needed = must_have(row, variant) ||
		                 (sealed != NULL && *sealed != NULL &&
		                     may_have(row, variant));

		if (is_needed && !is_there)
			return cvd_fail_at(err, CVD_E_INVALID, map->line,
			    map->column, "missing field '%s'", row->name);
		if (is_there && sealed != NULL && *sealed == NULL)
			return cvd_fail_at(err, CVD_E_INVALID, node->key_line,
			    node->key_column,
			    "field '%s' stands beside what is sealed only",
			    row->name);
	}
	return CVD_OK;
}

static enum cvd_status
load_member(const struct cvd_shape *shape, uint64_t variant,
    const struct cvd_node *node, void *out, struct cvd_arena *arena,
    struct cvd_err *err)
{
	const struct cvd_field *row = cvd_fields_find(shape, variant,
	    node->key);
	struct cvd_field_value v = { .row = row,
		.node = node,
		.arena = arena,
		.err = err };

	if (row == NULL && has_name(shape, node->key))
		return cvd_fail_at(err, CVD_E_INVALID, node->key_line,
		    node->key_column, "field '%s' does not belong to this %s",
		    node->key, shape->what);
	if (row == NULL)
		return cvd_fail_at(err, CVD_E_INVALID, node->key_line,
		    node->key_column, "unknown field '%s'", node->key);
	if (cvd_node_is_null(node))
		return CVD_OK;
	v.is_needed = must_have(row, variant);
	v.sealed = sealed_of(out, row->sealed);
	return cvd_field_value_load(&v, member_of(out, row));
}

enum cvd_status
cvd_fields_load(const struct cvd_shape *shape, uint64_t variant,
    const struct cvd_node *map, void *out, struct cvd_arena *arena,
    struct cvd_err *err)
{
	const struct cvd_field *row;

	if (map->kind != CVD_NODE_MAP)
		return cvd_fail_at(err, CVD_E_INVALID, map->line, map->column,
		    "%s must be a mapping", shape->what);
	/* Zero is an instant and a day, so zeroed memory is not yet without. */
	for (row = shape->fields; row->name != NULL; row++)
		if (row->kind == CVD_FIELD_INSTANT ||
		    row->kind == CVD_FIELD_DAY)
			make_absent(row, member_of(out, row));
	for (const struct cvd_node *n = map->first; n != NULL; n = n->next) {
		enum cvd_status rc = load_member(shape, variant, n, out, arena,
		    err);

		if (rc != CVD_OK)
			return rc;
	}
	return check_complete(shape, variant, map, out, err);
}

/* A typed word as the closed set spells it. */
static const char *
spelled(const struct cvd_field *row, const char *typed)
{
	int found = row->names == NULL ? 0 : cvd_names_match(row->names, typed);

	return found == 0 ? typed : row->names[found];
}

static void
append_typed(const struct cvd_field *row, struct cvd_node *list,
    struct cvd_bytes part, struct cvd_arena *arena)
{
	const char *typed;

	while (part.size > 0 && part.data[0] == ' ') {
		part.data++;
		part.size--;
	}
	while (part.size > 0 && part.data[part.size - 1] == ' ')
		part.size--;
	typed = cvd_arena_copy(arena, part.data, part.size);
	if (typed != NULL)
		cvd_node_append(list, cvd_node_scalar(arena, CVD_STYLE_QUOTED,
		                          spelled(row, typed)));
}

/* The tree that a file would hold for a typed value. */
static struct cvd_node *
typed_node(const struct cvd_field *row, const char *value,
    struct cvd_arena *arena)
{
	struct cvd_scan scan = cvd_scan_text(value);
	struct cvd_bytes part;
	struct cvd_node *list;

	if (row->kind == CVD_FIELD_BOOL || row->kind == CVD_FIELD_NUMBER)
		return cvd_node_scalar(arena, CVD_STYLE_WORD, value);
	if (row->kind != CVD_FIELD_LINES)
		return cvd_node_scalar(arena, CVD_STYLE_QUOTED,
		    spelled(row, value));
	list = cvd_node_list(arena);
	while (cvd_scan_until(&scan, ',', &part))
		append_typed(row, list, part, arena);
	part.data = scan.p;
	part.size = (size_t)(scan.end - scan.p);
	append_typed(row, list, part, arena);
	return list;
}

enum cvd_status
cvd_fields_set(const struct cvd_shape *shape, uint64_t variant, void *out,
    const char *name, const char *value, struct cvd_arena *arena,
    struct cvd_err *err)
{
	const struct cvd_field *row = cvd_fields_find(shape, variant, name);
	struct cvd_field_value v = { .row = row, .arena = arena, .err = err };

	if (row == NULL)
		return cvd_fail(err, CVD_E_INVALID, "this %s has no field '%s'",
		    shape->what, name);
	if (row->kind == CVD_FIELD_STRUCT || row->kind == CVD_FIELD_STRUCTS ||
	    row->kind == CVD_FIELD_NODE || row->beside != 0)
		return cvd_fail(err, CVD_E_INVALID, "'%s' is no single value",
		    name);
	v.is_needed = must_have(row, variant);
	if (value[0] == '\0' && v.is_needed)
		return cvd_fail(err, CVD_E_INVALID, "'%s' must not be empty",
		    name);
	if (value[0] == '\0') {
		make_absent(row, member_of(out, row));
		return CVD_OK;
	}
	v.node = typed_node(row, value, arena);
	if (v.node == NULL)
		return cvd_arena_check(arena, err);
	return cvd_field_value_load(&v, member_of(out, row));
}

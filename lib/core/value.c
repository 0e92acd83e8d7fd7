/* SPDX-License-Identifier: EUPL-1.2 */

/* The tree of values that a template speaks of. */

#include "core/value.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct cvd_value *
cvd_value_new(struct cvd_arena *arena)
{
	struct cvd_value *value = cvd_arena_alloc(arena, 1, sizeof *value);

	if (value == NULL)
		return NULL;
	value->kind = CVD_VALUE_MAP;
	value->arena = arena;
	return value;
}

static void
append(struct cvd_value *parent, struct cvd_value *child)
{
	if (parent->last == NULL)
		parent->first = child;
	else
		parent->last->next = child;
	parent->last = child;
}

const struct cvd_value *
cvd_value_find(const struct cvd_value *map, struct cvd_bytes name)
{
	if (map == NULL || map->kind != CVD_VALUE_MAP)
		return NULL;
	for (const struct cvd_value *v = map->first; v != NULL; v = v->next) {
		if (cvd_bytes_is(name, v->key))
			return v;
	}
	return NULL;
}

/* The member, made as an empty map where it is missing. */
static struct cvd_value *
member(struct cvd_value *map, struct cvd_bytes name)
{
	struct cvd_value *value;

	for (value = map->first; value != NULL; value = value->next) {
		if (cvd_bytes_is(name, value->key))
			return value;
	}
	value = cvd_value_new(map->arena);
	if (value == NULL)
		return NULL;
	value->key = cvd_arena_copy(map->arena, name.data, name.size);
	if (value->key == NULL)
		return NULL;
	append(map, value);
	return value;
}

/* Empties what is there and gives it a kind. */
static void
become(struct cvd_value *value, enum cvd_value_kind kind)
{
	value->kind = kind;
	value->text = NULL;
	value->truth = false;
	value->first = NULL;
	value->last = NULL;
}

static struct cvd_value *
reach(struct cvd_value *map, const char *path)
{
	struct cvd_scan scan = cvd_scan_text(path);
	struct cvd_value *at = map;
	struct cvd_bytes name;

	while (at != NULL && cvd_scan_until(&scan, '.', &name)) {
		at = member(at, name);
		if (at != NULL && at->kind != CVD_VALUE_MAP)
			become(at, CVD_VALUE_MAP);
	}
	if (at == NULL)
		return NULL;
	name = (struct cvd_bytes){ scan.p, (size_t)(scan.end - scan.p) };
	return member(at, name);
}

static void
set_text(struct cvd_value *value, const char *text)
{
	become(value, CVD_VALUE_TEXT);
	value->text = cvd_arena_text(value->arena, text == NULL ? "" : text);
	if (value->text == NULL)
		value->text = "";
}

void
cvd_value_set(struct cvd_value *map, const char *path, const char *text)
{
	struct cvd_value *value = reach(map, path);

	if (value != NULL)
		set_text(value, text);
}

void
cvd_value_setf(struct cvd_value *map, const char *path, const char *format, ...)
{
	struct cvd_value *value = reach(map, path);
	const char *text;
	va_list ap;

	if (value == NULL)
		return;
	become(value, CVD_VALUE_TEXT);
	va_start(ap, format);
	text = cvd_arena_textv(value->arena, format, ap);
	va_end(ap);
	value->text = text == NULL ? "" : text;
}

void
cvd_value_set_bool(struct cvd_value *map, const char *path, bool truth)
{
	struct cvd_value *value = reach(map, path);

	if (value == NULL)
		return;
	become(value, CVD_VALUE_BOOL);
	value->truth = truth;
}

void
cvd_value_set_list(struct cvd_value *map, const char *path)
{
	struct cvd_value *value = reach(map, path);

	if (value != NULL)
		become(value, CVD_VALUE_LIST);
}

struct cvd_value *
cvd_value_add(struct cvd_value *map, const char *path)
{
	struct cvd_value *list = reach(map, path);
	struct cvd_value *item;

	if (list == NULL)
		return NULL;
	if (list->kind != CVD_VALUE_LIST)
		become(list, CVD_VALUE_LIST);
	item = cvd_value_new(list->arena);
	if (item != NULL)
		append(list, item);
	return item;
}

void
cvd_value_add_text(struct cvd_value *map, const char *path, const char *text)
{
	struct cvd_value *item = cvd_value_add(map, path);

	if (item != NULL)
		set_text(item, text);
}

bool
cvd_value_is_true(const struct cvd_value *value)
{
	switch (value->kind) {
	case CVD_VALUE_TEXT:
		return value->text[0] != '\0';
	case CVD_VALUE_BOOL:
		return value->truth;
	case CVD_VALUE_LIST:
		return value->first != NULL;
	case CVD_VALUE_MAP:
		return true;
	}
	return false;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Documents as trees of scalars, lists and mappings. */

#include "core/tree.h"

#include "core/plain.h"

#include <string.h>

static struct cvd_node *
new_node(struct cvd_arena *arena, enum cvd_node_kind kind)
{
	struct cvd_node *node = cvd_arena_alloc(arena, 1, sizeof *node);

	if (node != NULL)
		node->kind = kind;
	return node;
}

struct cvd_node *
cvd_node_map(struct cvd_arena *arena)
{
	return new_node(arena, CVD_NODE_MAP);
}

struct cvd_node *
cvd_node_list(struct cvd_arena *arena)
{
	return new_node(arena, CVD_NODE_LIST);
}

struct cvd_node *
cvd_node_scalar(struct cvd_arena *arena, enum cvd_style style, const char *text)
{
	struct cvd_node *node = new_node(arena, CVD_NODE_SCALAR);
	char *copy = cvd_arena_text(arena, text);

	if (node == NULL || copy == NULL)
		return NULL;
	node->style = style;
	node->text = copy;
	node->size = strlen(copy);
	return node;
}

struct cvd_node *
cvd_node_copy(struct cvd_arena *arena, const struct cvd_node *node)
{
	struct cvd_node *copy;

	if (node == NULL)
		return NULL;
	copy = cvd_arena_alloc(arena, 1, sizeof *copy);
	if (copy == NULL)
		return NULL;
	*copy = *node;
	copy->key = NULL;
	copy->next = NULL;
	return copy;
}

void
cvd_node_append(struct cvd_node *list, struct cvd_node *child)
{
	if (list == NULL || child == NULL)
		return;
	if (list->last == NULL)
		list->first = child;
	else
		list->last->next = child;
	list->last = child;
	list->count++;
}

void
cvd_node_add(struct cvd_arena *arena, struct cvd_node *map, const char *key,
    struct cvd_node *child)
{
	if (map == NULL || child == NULL)
		return;
	child->key = cvd_arena_text(arena, key);
	if (child->key != NULL)
		cvd_node_append(map, child);
}

const struct cvd_node *
cvd_node_find(const struct cvd_node *map, const char *key)
{
	if (map == NULL || map->kind != CVD_NODE_MAP)
		return NULL;
	for (const struct cvd_node *n = map->first; n != NULL; n = n->next)
		/* most keys differ in their first letter, and most are asked */
		if (n->key[0] == key[0] && strcmp(n->key, key) == 0)
			return n;
	return NULL;
}

bool
cvd_node_is_null(const struct cvd_node *node)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL" };

	if (node->kind != CVD_NODE_SCALAR || node->style != CVD_STYLE_WORD)
		return false;
	for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++)
		if (strcmp(node->text, nulls[i]) == 0)
			return true;
	return false;
}

bool
cvd_node_is_string(const struct cvd_node *node)
{
	return node->kind == CVD_NODE_SCALAR &&
	       (node->style != CVD_STYLE_WORD ||
	           !cvd_plain_is_typed(node->text, node->size));
}

static bool
is_same_scalar(const struct cvd_node *a, const struct cvd_node *b)
{
	if (cvd_node_is_null(a) || cvd_node_is_null(b))
		return cvd_node_is_null(a) && cvd_node_is_null(b);
	return cvd_node_is_string(a) == cvd_node_is_string(b) &&
	       strcmp(a->text, b->text) == 0;
}

bool
cvd_node_is_equal(const struct cvd_node *a, const struct cvd_node *b)
{
	if (a->kind != b->kind || a->count != b->count)
		return false;
	if (a->kind == CVD_NODE_SCALAR)
		return is_same_scalar(a, b);
	a = a->first;
	b = b->first;
	for (; a != NULL && b != NULL; a = a->next, b = b->next) {
		if (a->key != NULL && strcmp(a->key, b->key) != 0)
			return false;
		if (!cvd_node_is_equal(a, b))
			return false;
	}
	return true;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* How a policy or calendar takes in what it extends. */

#include "app/adopt.h"

#include "edge/yaml.h"

#include <string.h>

/* A parent's parent is rare; beyond this it is a circle. */
#define MAX_GENERATIONS 4u

/* The members of both lists, the parent's first. */
static struct cvd_node *
join_lists(struct cvd_arena *arena, const struct cvd_node *parent,
    const struct cvd_node *child)
{
	struct cvd_node *list = cvd_node_list(arena);

	for (const struct cvd_node *n = parent->first; n != NULL; n = n->next)
		cvd_node_append(list, cvd_node_copy(arena, n));
	for (const struct cvd_node *n = child->first; n != NULL; n = n->next)
		cvd_node_append(list, cvd_node_copy(arena, n));
	return list;
}

typedef struct cvd_node *join_fn(struct cvd_arena *arena,
    const struct cvd_node *parent, const struct cvd_node *child);

static struct cvd_node *
take_child(struct cvd_arena *arena, const struct cvd_node *parent,
    const struct cvd_node *child)
{
	(void)parent;
	return cvd_node_copy(arena, child);
}

/* All keys of the parent, then those that the child alone has. */
static struct cvd_node *
join_maps(struct cvd_arena *arena, const struct cvd_node *parent,
    const struct cvd_node *child, join_fn *join)
{
	struct cvd_node *map = cvd_node_map(arena);

	for (const struct cvd_node *n = parent->first; n != NULL; n = n->next) {
		const struct cvd_node *own = cvd_node_find(child, n->key);

		cvd_node_add(arena, map, n->key,
		    own == NULL ? cvd_node_copy(arena, n)
		                : join(arena, n, own));
	}
	for (const struct cvd_node *n = child->first; n != NULL; n = n->next)
		if (cvd_node_find(parent, n->key) == NULL &&
		    strcmp(n->key, "extends") != 0)
			cvd_node_add(arena, map, n->key,
			    cvd_node_copy(arena, n));
	return map;
}

/* Of a calendar: the weekend is one thing, the other lists are added to. */
static struct cvd_node *
join_calendar_member(struct cvd_arena *arena, const struct cvd_node *parent,
    const struct cvd_node *child)
{
	if (parent->kind == CVD_NODE_MAP && child->kind == CVD_NODE_MAP)
		return join_maps(arena, parent, child, take_child);
	if (parent->kind == CVD_NODE_LIST && child->kind == CVD_NODE_LIST &&
	    strcmp(parent->key, "weekend") != 0)
		return join_lists(arena, parent, child);
	return cvd_node_copy(arena, child);
}

static enum cvd_status make_whole(enum cvd_shipped_kind kind,
    unsigned generation, const struct cvd_node *root, struct cvd_arena *arena,
    const struct cvd_node **whole, struct cvd_err *err);

/* The shipped document that is extended, itself whole. */
static enum cvd_status
find_parent(enum cvd_shipped_kind kind, unsigned generation,
    const struct cvd_node *extends, struct cvd_arena *arena,
    const struct cvd_node **parent, struct cvd_err *err)
{
	const struct cvd_shipped *file = NULL;
	const struct cvd_node *root = NULL;
	enum cvd_status rc;

	if (extends->kind == CVD_NODE_SCALAR)
		file = cvd_shipped_find(kind, extends->text);
	if (file == NULL || generation == MAX_GENERATIONS)
		return cvd_fail_at(err, CVD_E_INVALID, extends->line,
		    extends->column, "'extends' names no shipped %s",
		    kind == CVD_SHIPPED_POLICY ? "policy" : "calendar");
	rc = cvd_yaml_read(file->text, file->size, arena, &root, err);
	if (rc == CVD_OK)
		rc = make_whole(kind, generation + 1, root, arena, parent, err);
	return rc;
}

static enum cvd_status
make_whole(enum cvd_shipped_kind kind, unsigned generation,
    const struct cvd_node *root, struct cvd_arena *arena,
    const struct cvd_node **whole, struct cvd_err *err)
{
	const struct cvd_node *extends = cvd_node_find(root, "extends");
	const struct cvd_node *parent = NULL;
	enum cvd_status rc;

	if (extends == NULL || cvd_node_is_null(extends)) {
		*whole = root;
		return CVD_OK;
	}
	rc = find_parent(kind, generation, extends, arena, &parent, err);
	if (rc != CVD_OK || parent == NULL)
		return rc;
	*whole = join_maps(arena, parent, root,
	    kind == CVD_SHIPPED_CALENDAR ? join_calendar_member : take_child);
	return cvd_arena_check(arena, err);
}

enum cvd_status
cvd_adopt_whole(enum cvd_shipped_kind kind, const struct cvd_node *root,
    struct cvd_arena *arena, const struct cvd_node **whole, struct cvd_err *err)
{
	const struct cvd_node *made = NULL;
	enum cvd_status rc = make_whole(kind, 0, root, arena, &made, err);

	if (rc == CVD_OK)
		*whole = made;
	return rc;
}

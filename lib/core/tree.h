/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_TREE_H
#define CVD_CORE_TREE_H

#include "core/arena.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A document as a tree of scalars, lists and mappings: what the reader of
 * YAML gives, what the canonical writer takes, and what the field tables
 * (core/fields.h) turn into structs and back. Everything lives in an arena.
 *
 * Mappings keep the order of their members. Scalars are UTF-8 without NUL.
 */

enum cvd_node_kind {
	CVD_NODE_SCALAR,
	CVD_NODE_LIST,
	CVD_NODE_MAP,
};

/*
 * How a scalar is to be written. What was read is WORD where it was plain,
 * QUOTED where it stood in quotes and BLOCK where it was a block.
 */
enum cvd_style {
	CVD_STYLE_TEXT,   /* a string: plain where no reader could misread it */
	CVD_STYLE_QUOTED, /* a string that is always quoted: times, versions */
	CVD_STYLE_BLOCK,  /* free text: a literal block where it can be one */
	CVD_STYLE_WORD,   /* a number, true, false or null: plain, verbatim */
};

struct cvd_node {
	enum cvd_node_kind kind;
	enum cvd_style style; /* of a scalar */
	const char *text;     /* of a scalar, NUL-terminated */
	size_t size;          /* of the text */
	const char *key;      /* of a member of a mapping, else NULL */
	unsigned line;        /* where it was read, from 1; 0 when made here */
	unsigned column;      /* in bytes, from 1 */
	unsigned key_line;
	unsigned key_column;
	size_t start; /* bytes of the source: the whole lines of an item of a */
	size_t end;   /* block list; 0, 0 where the document was made here */
	size_t count; /* members of a list or mapping */
	struct cvd_node *first;
	struct cvd_node *last;
	struct cvd_node *next; /* the next member of the same parent */
};

/* New nodes without a parent. NULL when memory has run out (arena.h). */
struct cvd_node *cvd_node_map(struct cvd_arena *arena);
struct cvd_node *cvd_node_list(struct cvd_arena *arena);
/* Copies the text. */
struct cvd_node *cvd_node_scalar(struct cvd_arena *arena, enum cvd_style style,
    const char *text);

/*
 * The same node without a key and a parent, so that it can stand elsewhere
 * too; what is below it is shared. NULL for NULL.
 */
struct cvd_node *cvd_node_copy(struct cvd_arena *arena,
    const struct cvd_node *node);

/*
 * Adds a member at the end of a mapping (the key is copied) or of a list.
 * Does nothing when parent or child is NULL, so that trees can be built in a
 * straight line and the arena asked once.
 */
void cvd_node_add(struct cvd_arena *arena, struct cvd_node *map,
    const char *key, struct cvd_node *child);
void cvd_node_append(struct cvd_node *list, struct cvd_node *child);

/* The member of that name, or NULL; also NULL when map is no mapping. */
const struct cvd_node *cvd_node_find(const struct cvd_node *map,
    const char *key);

/* Whether a scalar is one of YAML's plain nulls: empty, ~, null. */
bool cvd_node_is_null(const struct cvd_node *node);

/*
 * Whether a scalar is a string for every reader: quoted or a block, or plain
 * and nothing else to any of them (core/plain.h).
 */
bool cvd_node_is_string(const struct cvd_node *node);

/*
 * Whether two trees hold the same values in the same order. A string never
 * equals a number or word of the same letters; all nulls are equal.
 */
bool cvd_node_is_equal(const struct cvd_node *a, const struct cvd_node *b);

#endif

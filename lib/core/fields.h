/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_FIELDS_H
#define CVD_CORE_FIELDS_H

#include "core/date.h"
#include "core/status.h"
#include "core/tree.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The shape of a document as a table: one row per field. Loading, saving,
 * correcting and checking all walk the same rows, so that a field is written
 * down once. The order of the rows is the order of canonical output.
 *
 * A struct starts zeroed: an absent text, struct or node is NULL, an absent
 * list empty, an absent word 0 (names[0] is NULL), an absent instant
 * CVD_INSTANT_NONE and an absent day CVD_DAY_NONE.
 */

#define CVD_INSTANT_NONE INT64_MIN
#define CVD_DAY_NONE     INT32_MIN

enum cvd_field_kind {
	CVD_FIELD_LINE,    /* const char *: one line of text */
	CVD_FIELD_TEXT,    /* const char *: free text of many lines */
	CVD_FIELD_WORD,    /* int: index into names */
	CVD_FIELD_BOOL,    /* bool */
	CVD_FIELD_NUMBER,  /* unsigned */
	CVD_FIELD_INSTANT, /* cvd_instant: RFC 3339, UTC, always quoted */
	CVD_FIELD_DAY,     /* cvd_day */
	CVD_FIELD_LINES,   /* struct cvd_lines */
	CVD_FIELD_STRUCT,  /* a pointer to the struct of shape */
	CVD_FIELD_STRUCTS, /* struct cvd_items of the structs of shape */
	CVD_FIELD_NODE,    /* const struct cvd_node *: as it stands */
};

struct cvd_lines {
	const char **item;
	size_t count;
};

/* An array of structs; the type is the table's. */
struct cvd_items {
	void *item;
	size_t count;
};

enum cvd_field_flags {
	CVD_FIELD_REQUIRED = 1u << 0,
	CVD_FIELD_ALWAYS = 1u << 1, /* written also when false, 0 or empty */
	CVD_FIELD_QUOTED = 1u << 2, /* a line that is always quoted */
	CVD_FIELD_SOME = 1u << 3,   /* a list of one member at least */
};

/* CVD_OK, or a message about the value; line and column are added. */
typedef enum cvd_status cvd_field_check_fn(const char *text,
    struct cvd_err *err);

/* The same of a node as it stands, with line and column. */
typedef enum cvd_status cvd_field_node_fn(const struct cvd_node *node,
    struct cvd_err *err);

struct cvd_shape;

struct cvd_field {
	const char *name; /* NULL ends the table */
	enum cvd_field_kind kind;
	unsigned flags;
	size_t offset;
	size_t limit; /* bytes of a text, members of a list; 0: the default */
	const char *const *names; /* a closed set, NULL-ended from index 1 */
	cvd_field_check_fn *check;
	cvd_field_node_fn *node_check; /* of a NODE */
	const struct cvd_shape *shape;
	/*
	 * Of a STRUCT that may be sealed, so that a text stands in its place:
	 * where the struct keeps that text, a const char *. limit and check are
	 * then those of the text. 0: it may not.
	 */
	size_t sealed;
	/*
	 * Of a LINE that stands beside such a text, exactly where there is one:
	 * the `sealed` of the other row. 0: it stands for itself.
	 */
	size_t beside;
	/*
	 * For structs that come in variants: the variants (a bit each) that
	 * may and that must have the field. 0: all may; flags say must. One
	 * name may stand in several rows of which no two share a variant.
	 * A struct inside another has no variants.
	 */
	uint64_t may;
	uint64_t must;
};

struct cvd_shape {
	const char *what; /* for messages: "event", "policy" */
	size_t size;
	const struct cvd_field *fields;
};

/*
 * Fills the zeroed struct at `out` from a mapping. `variant` is one bit, or 0
 * for a shape without variants. Texts are copied into `arena`; nodes are
 * borrowed from the tree. A plain null is an absent field. Dates may be plain
 * or quoted, numbers and booleans must be plain, and a text must be one for
 * every reader of YAML (cvd_node_is_string()). Fails with CVD_E_INVALID and
 * the line and column for an unknown, missing or forbidden field, a wrong
 * type, an empty list of SOME, a value outside its closed set or beyond its
 * limit, and as the check of a field does; what `out` holds then means nothing.
 * Of what is sealed the struct is left NULL.
 */
enum cvd_status cvd_fields_load(const struct cvd_shape *shape, uint64_t variant,
    const struct cvd_node *map, void *out, struct cvd_arena *arena,
    struct cvd_err *err);

/*
 * The struct as a mapping in the order of the rows that the variant may have,
 * without absent fields. A sealed text stands in place of its struct, also
 * where that is there. NULL when memory has run out.
 */
struct cvd_node *cvd_fields_save(const struct cvd_shape *shape,
    uint64_t variant, const void *in, struct cvd_arena *arena);

/*
 * Sets one field of a struct from text, as a correction or a command line
 * gives it. Lists take their members separated by commas, closed sets as
 * cvd_names_match() does; the empty text makes a field absent that may be. The
 * member is left as it was, and nothing that it points to is changed, on
 * failure: CVD_E_INVALID where the shape or the variant has no such field, or
 * the value is not one; structs and nodes, and what stands beside a sealed
 * text, cannot be set so.
 */
enum cvd_status cvd_fields_set(const struct cvd_shape *shape, uint64_t variant,
    void *out, const char *name, const char *value, struct cvd_arena *arena,
    struct cvd_err *err);

/* The row of that name that the variant may have, or NULL. */
const struct cvd_field *cvd_fields_find(const struct cvd_shape *shape,
    uint64_t variant, const char *name);

/* The index of a name in a closed set; 0 when it is not one of them. */
int cvd_names_find(const char *const *names, const char *name);

/*
 * The same for what a person typed: '-' and '_' count as one character, and
 * case does not matter for ASCII letters.
 */
int cvd_names_match(const char *const *names, const char *typed);

#endif

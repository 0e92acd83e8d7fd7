/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_VALUE_H
#define CVD_CORE_VALUE_H

#include "core/arena.h"
#include "core/scan.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * What a template may speak of: a tree of texts, truths, lists and maps, in
 * an arena. It is built in a straight line:
 *
 *	struct cvd_value *v = cvd_value_new(arena);
 *	struct cvd_value *try;
 *
 *	cvd_value_set(v, "team.name", "CERT Example");
 *	cvd_value_set_bool(v, "report.anonymous", false);
 *	cvd_value_set_list(v, "attempts");
 *	try = cvd_value_add(v, "attempts");
 *	cvd_value_set(try, "channel", "phone");
 *
 * A path with dots makes the maps on its way. What is set again is replaced.
 * A NULL value is passed through all calls as nothing, so the arena need be
 * asked only once, at the end.
 */

enum cvd_value_kind {
	CVD_VALUE_TEXT,
	CVD_VALUE_BOOL,
	CVD_VALUE_LIST,
	CVD_VALUE_MAP,
};

struct cvd_value {
	enum cvd_value_kind kind;
	const char *text; /* of a text, else NULL */
	bool truth;       /* of a truth */
	const char *key;  /* of a member of a map, else NULL */
	struct cvd_value *first;
	struct cvd_value *last;
	struct cvd_value *next; /* in the same map or list */
	struct cvd_arena *arena;
};

/* An empty map, or NULL when memory has run out. */
struct cvd_value *cvd_value_new(struct cvd_arena *arena);

/* Sets a text, which is copied; NULL sets the empty text. */
void cvd_value_set(struct cvd_value *map, const char *path, const char *text);
void cvd_value_setf(struct cvd_value *map, const char *path, const char *format,
    ...) CVD_PRINTF(3, 4);
void cvd_value_set_bool(struct cvd_value *map, const char *path, bool truth);

/* Sets an empty list: say so where there may be no member. */
void cvd_value_set_list(struct cvd_value *map, const char *path);

/* Adds a new map, or a text, to a list, which is made if it is missing. */
struct cvd_value *cvd_value_add(struct cvd_value *map, const char *path);
void cvd_value_add_text(struct cvd_value *map, const char *path,
    const char *text);

/* The member of that name, without dots; NULL also when map is no map. */
const struct cvd_value *cvd_value_find(const struct cvd_value *map,
    struct cvd_bytes name);

/* A text that is not empty, true, a list with members, any map. */
bool cvd_value_is_true(const struct cvd_value *value);

#endif

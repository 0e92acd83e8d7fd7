/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_SAMPLE_EVENT_H
#define CVD_TESTS_UNIT_SAMPLE_EVENT_H

#include "core/event.h"

#include "sealed.h"

#include <string.h>

/*
 * Events as trees, made from the table of fields itself: a field that is
 * added to the table is in the next sample without a word here.
 */

/* Decides between 0 and below - 1; below is at least 1. */
typedef unsigned sample_fn(void *context, unsigned below);

struct sample {
	struct cvd_arena *arena;
	sample_fn *draw;
	void *context;
	bool seals; /* draws too whether a group is sealed */
};

/* Ids of events, so that corrections and voids may mean one another. */
static const char *const sample_ids[] = { "0T3ZK0V9QX7M2D8HJ4N6B1CRWY",
	"1T3ZK0V9QX7M2D8HJ4N6B1CRWY", "2T3ZK0V9QX7M2D8HJ4N6B1CRWY",
	"3T3ZK0V9QX7M2D8HJ4N6B1CRWY", "4T3ZK0V9QX7M2D8HJ4N6B1CRWY",
	"5T3ZK0V9QX7M2D8HJ4N6B1CRWY", "6T3ZK0V9QX7M2D8HJ4N6B1CRWY",
	"7T3ZK0V9QX7M2D8HJ4N6B1CRWY" };

#define SAMPLE_IDS (sizeof sample_ids / sizeof sample_ids[0])

/* One of these is what any check of a text takes. */
static const char *const sample_texts[] = { "vendor-1", "reporter", "desk",
	"vendor-2", "nl-ncsc", "title", "version", "party", "outcome",
	"discovered", "details", "has", "person.email", "matter.note", "salt",
	"true", "2.1", "yes: no # [x]", "CVD-2026-4K7Q9XV", "CWE-79",
	"rosa@example.net", "+31 70 123 45 67", "https://example.org/",
	"0123456789012345678901234567890123456789012345678901234567890123" };

#define SAMPLE_TEXTS (sizeof sample_texts / sizeof sample_texts[0])

static inline unsigned
sample_draw(const struct sample *s, unsigned below)
{
	return s->draw(s->context, below);
}

static inline const char *
sample_word(const struct sample *s, const char *const *names)
{
	unsigned count = 0;

	while (names[count + 1] != NULL)
		count++;
	return names[1 + sample_draw(s, count)];
}

/* A text that the check takes, from a place that is drawn onwards. */
static inline const char *
sample_line(const struct sample *s, const struct cvd_field *row)
{
	unsigned first = sample_draw(s, SAMPLE_TEXTS);

	if (row->names != NULL)
		return sample_word(s, row->names);
	for (unsigned i = 0; i < SAMPLE_TEXTS; i++) {
		const char *text = sample_texts[(first + i) % SAMPLE_TEXTS];

		if ((row->limit == 0 || strlen(text) <= row->limit) &&
		    (row->check == NULL || row->check(text, NULL) == CVD_OK))
			return text;
	}
	return sample_ids[sample_draw(s, SAMPLE_IDS)];
}

static inline struct cvd_node *sample_struct(const struct sample *s,
    const struct cvd_shape *shape, uint64_t variant);

/* A list of one or, where that is drawn, two. */
static inline struct cvd_node *
sample_list(const struct sample *s, const struct cvd_field *row)
{
	struct cvd_node *list = cvd_node_list(s->arena);

	for (unsigned n = 1 + sample_draw(s, 2); n > 0; n--)
		cvd_node_append(list,
		    row->shape != NULL
		        ? sample_struct(s, row->shape, 0)
		        : cvd_node_scalar(s->arena, CVD_STYLE_QUOTED,
		              sample_line(s, row)));
	return list;
}

static inline struct cvd_node *
sample_value(const struct sample *s, const struct cvd_field *row)
{
	static const char *const words[] = { NULL, "false", "true", NULL };
	static const char *const numbers[] = { NULL, "1", "2", NULL };
	static const char *const instants[] = { NULL, "2026-11-20T09:00:00Z",
		"2026-11-20T09:00:01Z", "2026-11-19T09:00:00Z", NULL };
	static const char *const days[] = { NULL, "2026-11-20", NULL };
	static const char *const prose[] = { NULL, "a\n\nb\n", "a", "- b\n\n",
		" c", NULL };

	switch (row->kind) {
	case CVD_FIELD_LINE:
	case CVD_FIELD_WORD:
		return cvd_node_scalar(s->arena, CVD_STYLE_QUOTED,
		    sample_line(s, row));
	case CVD_FIELD_TEXT:
		return cvd_node_scalar(s->arena, CVD_STYLE_BLOCK,
		    sample_word(s, prose));
	case CVD_FIELD_BOOL:
		return cvd_node_scalar(s->arena, CVD_STYLE_WORD,
		    sample_word(s, words));
	case CVD_FIELD_NUMBER:
		return cvd_node_scalar(s->arena, CVD_STYLE_WORD,
		    sample_word(s, numbers));
	case CVD_FIELD_INSTANT:
		return cvd_node_scalar(s->arena, CVD_STYLE_QUOTED,
		    sample_word(s, instants));
	case CVD_FIELD_DAY:
		return cvd_node_scalar(s->arena, CVD_STYLE_QUOTED,
		    sample_word(s, days));
	case CVD_FIELD_LINES:
	case CVD_FIELD_STRUCTS:
		return sample_list(s, row);
	case CVD_FIELD_STRUCT:
		if (s->seals && row->sealed != 0 && sample_draw(s, 2) == 1)
			return cvd_node_scalar(s->arena, CVD_STYLE_BLOCK,
			    sealed_block);
		return sample_struct(s, row->shape, 0);
	case CVD_FIELD_NODE:
		return cvd_node_map(s->arena);
	}
	return NULL;
}

static inline bool
sample_may(const struct cvd_field *row, uint64_t variant)
{
	return row->may == 0 || (row->may & variant) != 0;
}

static inline bool
sample_must(const struct cvd_field *row, uint64_t variant)
{
	return sample_may(row, variant) &&
	       ((row->flags & CVD_FIELD_REQUIRED) != 0 ||
	           (row->must & variant) != 0);
}

static inline bool
sample_is_sealed(const struct cvd_node *node)
{
	return node != NULL && node->kind == CVD_NODE_SCALAR &&
	       strcmp(node->text, sealed_block) == 0;
}

/* All that it must have, and of what it may have what is drawn. */
static inline struct cvd_node *
sample_struct(const struct sample *s, const struct cvd_shape *shape,
    uint64_t variant)
{
	struct cvd_node *map = cvd_node_map(s->arena);

	for (const struct cvd_field *row = shape->fields; row->name != NULL;
	     row++)
		if (row->beside != 0 ? sample_is_sealed(map->last)
		                     : (sample_must(row, variant) ||
		                           (sample_may(row, variant) &&
		                               sample_draw(s, 2) == 1)))
			cvd_node_add(s->arena, map, row->name,
			    sample_value(s, row));
	return map;
}

static inline struct cvd_node *
sample_event(const struct sample *s, enum cvd_event_kind kind)
{
	struct cvd_node *map = sample_struct(s, &cvd_event_shape,
	    CVD_EVENT_BIT(kind));

	for (struct cvd_node *n = map->first; n != NULL; n = n->next)
		if (strcmp(n->key, "event") == 0) {
			n->text = cvd_event_names[kind];
			n->size = strlen(n->text);
		}
	return map;
}

#endif

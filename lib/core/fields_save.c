/* SPDX-License-Identifier: EUPL-1.2 */

/* From structs to trees, by the rows of a table. */

#include "core/fields.h"

/* A value on its way out of a member. */
struct saving {
	const struct cvd_field *row;
	bool always; /* also when it is false, 0 or empty */
	struct cvd_arena *arena;
};

static struct cvd_node *
save_line(const struct saving *s, const char *text)
{
	enum cvd_style style = (s->row->flags & CVD_FIELD_QUOTED) != 0
	                           ? CVD_STYLE_QUOTED
	                           : CVD_STYLE_TEXT;

	return text == NULL ? NULL : cvd_node_scalar(s->arena, style, text);
}

static struct cvd_node *
save_number(const struct saving *s, unsigned number)
{
	const char *text;

	if (number == 0 && !s->always)
		return NULL;
	text = cvd_arena_textf(s->arena, "%u", number);
	return text == NULL ? NULL
	                    : cvd_node_scalar(s->arena, CVD_STYLE_WORD, text);
}

static struct cvd_node *
save_instant(const struct saving *s, cvd_instant instant)
{
	char text[CVD_INSTANT_TEXT];

	if (instant == CVD_INSTANT_NONE)
		return NULL;
	return cvd_node_scalar(s->arena, CVD_STYLE_QUOTED,
	    cvd_instant_text(instant, text));
}

static struct cvd_node *
save_day(const struct saving *s, cvd_day day)
{
	char text[CVD_DAY_TEXT];

	if (day == CVD_DAY_NONE)
		return NULL;
	return cvd_node_scalar(s->arena, CVD_STYLE_QUOTED,
	    cvd_day_text(day, text));
}

static struct cvd_node *
save_lines(const struct saving *s, const struct cvd_lines *lines)
{
	struct cvd_node *list;

	if (lines->count == 0 && !s->always)
		return NULL;
	list = cvd_node_list(s->arena);
	for (size_t i = 0; i < lines->count; i++)
		cvd_node_append(list, save_line(s, lines->item[i]));
	return list;
}

static struct cvd_node *
save_structs(const struct saving *s, const struct cvd_items *items)
{
	const struct cvd_shape *shape = s->row->shape;
	struct cvd_node *list;

	if (items->count == 0 && !s->always)
		return NULL;
	list = cvd_node_list(s->arena);
	for (size_t i = 0; i < items->count; i++)
		cvd_node_append(list,
		    cvd_fields_save(shape, 0,
		        (const char *)items->item + i * shape->size, s->arena));
	return list;
}

/* What is sealed stays so, whether or not it was opened. */
static const char *
sealed_text(const void *in, size_t offset)
{
	return offset == 0 ? NULL
	                   : *(const char *const *)((const char *)in + offset);
}

/* NULL where the member is absent or memory has run out. */
static struct cvd_node *
save_value(const struct saving *s, const void *from)
{
	const char *text;
	int word;

	switch (s->row->kind) {
	case CVD_FIELD_LINE:
		return save_line(s, *(const char *const *)from);
	case CVD_FIELD_TEXT:
		text = *(const char *const *)from;
		return text == NULL
		           ? NULL
		           : cvd_node_scalar(s->arena, CVD_STYLE_BLOCK, text);
	case CVD_FIELD_WORD:
		word = *(const int *)from;
		return word == 0 ? NULL : save_line(s, s->row->names[word]);
	case CVD_FIELD_BOOL:
		if (!*(const bool *)from && !s->always)
			return NULL;
		return cvd_node_scalar(s->arena, CVD_STYLE_WORD,
		    *(const bool *)from ? "true" : "false");
	case CVD_FIELD_NUMBER:
		return save_number(s, *(const unsigned *)from);
	case CVD_FIELD_INSTANT:
		return save_instant(s, *(const cvd_instant *)from);
	case CVD_FIELD_DAY:
		return save_day(s, *(const cvd_day *)from);
	case CVD_FIELD_LINES:
		return save_lines(s, from);
	case CVD_FIELD_STRUCT:
		if (*(const void *const *)from == NULL)
			return NULL;
		return cvd_fields_save(s->row->shape, 0,
		    *(const void *const *)from, s->arena);
	case CVD_FIELD_STRUCTS:
		return save_structs(s, from);
	case CVD_FIELD_NODE:
		return cvd_node_copy(s->arena,
		    *(const struct cvd_node *const *)from);
	}
	return NULL;
}

struct cvd_node *
cvd_fields_save(const struct cvd_shape *shape, uint64_t variant, const void *in,
    struct cvd_arena *arena)
{
	struct cvd_node *map = cvd_node_map(arena);
	const struct cvd_field *row;

	for (row = shape->fields; row->name != NULL; row++) {
		struct saving s = { .row = row, .arena = arena };

		if (row->may != 0 && (row->may & variant) == 0)
			continue;
		if (row->beside != 0 && sealed_text(in, row->beside) == NULL)
			continue;
		if (sealed_text(in, row->sealed) != NULL) {
			cvd_node_add(arena, map, row->name,
			    cvd_node_scalar(arena, CVD_STYLE_BLOCK,
			        sealed_text(in, row->sealed)));
			continue;
		}
		/* What must be there is written, or it could not be read. */
		s.always = (row->flags &
		               (CVD_FIELD_ALWAYS | CVD_FIELD_REQUIRED)) != 0 ||
		           (row->must & variant) != 0;
		cvd_node_add(arena, map, row->name,
		    save_value(&s, (const char *)in + row->offset));
	}
	return cvd_arena_check(arena, NULL) == CVD_OK ? map : NULL;
}

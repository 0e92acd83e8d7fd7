/* SPDX-License-Identifier: EUPL-1.2 */

/* What libyaml's events say, as a tree, or why not. */

#include "edge/yaml.h"

#include "core/limits.h"
#include "edge/yaml_text.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* A collection that is not yet closed. */
struct frame {
	struct cvd_node *node;
	struct cvd_node *pending; /* a member whose key alone has come */
	size_t dash;              /* column of a block list's dashes */
	bool is_block_list;
};

struct reader {
	struct cvd_yaml_text text;
	struct cvd_arena *arena;
	struct cvd_node *root;
	struct frame frames[CVD_MAX_DEPTH];
	size_t depth;
	size_t nodes;
	struct cvd_err *err;
};

static enum cvd_status
refuse(struct reader *r, const struct cvd_yaml_place *place, const char *what)
{
	return cvd_fail_at(r->err, CVD_E_INVALID, place->line, place->column,
	    "%s", what);
}

static enum cvd_status
refuse_beyond(struct reader *r, const struct cvd_yaml_place *place,
    unsigned limit, const char *of_what)
{
	return cvd_fail_at(r->err, CVD_E_INVALID, place->line, place->column,
	    "more than %u %s", limit, of_what);
}

static struct frame *
top(struct reader *r)
{
	return r->depth == 0 ? NULL : &r->frames[r->depth - 1];
}

/* The innermost collection where it is a mapping that awaits a key. */
static struct frame *
top_before_key(struct reader *r)
{
	struct frame *frame = top(r);

	if (frame == NULL || frame->node->kind != CVD_NODE_MAP ||
	    frame->pending != NULL)
		return NULL;
	return frame;
}

/*
 * Where the line begins on which the item at `place` has its dash. Between the
 * two may be blank lines and comments. The first dash alone may have another
 * before it on its line, and stands where its list begins.
 */
static size_t
dash_line(const struct reader *r, const struct frame *frame,
    const struct cvd_yaml_place *place)
{
	const char *bytes = r->text.bytes;
	size_t first = frame->node->line - 1;
	size_t line = frame->node->count == 0 ? first : place->line - 1;

	for (; line > first; line--) {
		size_t start = r->text.lines[line];
		size_t at = start;

		while (bytes[at] == ' ')
			at++;
		if (at - start == frame->dash && at < place->offset &&
		    bytes[at] == '-')
			break;
	}
	return r->text.lines[line];
}

/*
 * A node where it belongs: the root, an item, or the member whose key has
 * come. NULL when memory has run out.
 */
static struct cvd_node *
add_node(struct reader *r, enum cvd_node_kind kind,
    const struct cvd_yaml_place *place)
{
	struct frame *frame = top(r);
	struct cvd_node *node = frame == NULL ? NULL : frame->pending;

	if (node == NULL)
		node = cvd_arena_alloc(r->arena, 1, sizeof *node);
	if (node == NULL)
		return NULL;
	r->nodes++;
	node->kind = kind;
	node->line = place->line;
	node->column = place->column;
	if (frame == NULL) {
		r->root = node;
		return node;
	}
	if (frame->is_block_list) {
		node->start = dash_line(r, frame, place);
		if (frame->node->last != NULL)
			frame->node->last->end = node->start;
	}
	cvd_node_append(frame->node, node);
	frame->pending = NULL;
	return node;
}

/* Whether one more node may follow in the document and where it stands. */
static enum cvd_status
check_room(struct reader *r, const struct cvd_yaml_place *place)
{
	struct frame *frame = top(r);

	if (r->nodes >= CVD_MAX_NODES)
		return refuse_beyond(r, place, CVD_MAX_NODES, "values");
	if (frame == NULL || frame->node->count < CVD_MAX_ITEMS)
		return CVD_OK;
	return refuse_beyond(r, place, CVD_MAX_ITEMS,
	    frame->node->kind == CVD_NODE_MAP ? "keys in a mapping"
	                                      : "items in a list");
}

static enum cvd_status
take_key(struct reader *r, struct frame *frame, const char *text, size_t size,
    const struct cvd_yaml_place *place)
{
	struct cvd_node *node;

	if (size > CVD_MAX_KEY)
		return refuse_beyond(r, place, CVD_MAX_KEY, "bytes in a key");
	node = cvd_arena_alloc(r->arena, 1, sizeof *node);
	if (node == NULL)
		return cvd_arena_check(r->arena, r->err);
	node->key = cvd_arena_copy(r->arena, text, size);
	node->key_line = place->line;
	node->key_column = place->column;
	frame->pending = node;
	return cvd_arena_check(r->arena, r->err);
}

static enum cvd_style
from_style(yaml_scalar_style_t style)
{
	switch (style) {
	case YAML_ANY_SCALAR_STYLE:
	case YAML_PLAIN_SCALAR_STYLE:
		return CVD_STYLE_WORD;
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return CVD_STYLE_QUOTED;
	case YAML_LITERAL_SCALAR_STYLE:
	case YAML_FOLDED_SCALAR_STYLE:
		return CVD_STYLE_BLOCK;
	}
	return CVD_STYLE_QUOTED;
}

static enum cvd_status
take_scalar(struct reader *r, const yaml_event_t *event,
    const struct cvd_yaml_place *place)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t size = event->data.scalar.length;
	enum cvd_style style = from_style(event->data.scalar.style);
	struct frame *map = top_before_key(r);
	struct cvd_node *node;

	if (memchr(text, '\0', size) != NULL)
		return refuse(r, place, "NUL in a text");
	if (map != NULL && size == 0 && style == CVD_STYLE_WORD)
		return refuse(r, place, "key is missing");
	if (map != NULL)
		return take_key(r, map, text, size, place);
	node = add_node(r, CVD_NODE_SCALAR, place);
	if (node == NULL)
		return cvd_arena_check(r->arena, r->err);
	node->style = style;
	node->text = cvd_arena_copy(r->arena, text, size);
	node->size = size;
	return cvd_arena_check(r->arena, r->err);
}

static enum cvd_status
open_collection(struct reader *r, enum cvd_node_kind kind, bool is_block_list,
    const struct cvd_yaml_place *place)
{
	struct cvd_node *node;

	if (top_before_key(r) != NULL)
		return refuse(r, place, "key is no text");
	if (r->depth == CVD_MAX_DEPTH)
		return refuse_beyond(r, place, CVD_MAX_DEPTH, "levels");
	node = add_node(r, kind, place);
	if (node == NULL)
		return cvd_arena_check(r->arena, r->err);
	r->frames[r->depth++] = (struct frame){
		.node = node,
		.dash = place->column - 1,
		.is_block_list = is_block_list,
	};
	return CVD_OK;
}

static int
compare_places(const struct cvd_node *a, const struct cvd_node *b)
{
	if (a->key_line != b->key_line)
		return a->key_line < b->key_line ? -1 : 1;
	return (a->key_column > b->key_column) -
	       (a->key_column < b->key_column);
}

static int
compare_members(const void *left, const void *right)
{
	const struct cvd_node *a = *(const struct cvd_node *const *)left;
	const struct cvd_node *b = *(const struct cvd_node *const *)right;
	int order = strcmp(a->key, b->key);

	return order != 0 ? order : compare_places(a, b);
}

/* Sorts, since a table of hashes could be made to degenerate. */
static enum cvd_status
check_keys(struct reader *r, const struct cvd_node *map)
{
	const struct cvd_node **members;
	const struct cvd_node *twice = NULL;
	size_t n = 0;

	members = cvd_arena_alloc(r->arena, map->count,
	    sizeof(const struct cvd_node *));
	if (members == NULL)
		return cvd_arena_check(r->arena, r->err);
	for (const struct cvd_node *m = map->first; m != NULL; m = m->next)
		members[n++] = m;
	qsort(members, n, sizeof(const struct cvd_node *), compare_members);
	for (size_t i = 1; i < n; i++)
		if (strcmp(members[i - 1]->key, members[i]->key) == 0 &&
		    (twice == NULL || compare_places(members[i], twice) < 0))
			twice = members[i];
	if (twice == NULL)
		return CVD_OK;
	return cvd_fail_at(r->err, CVD_E_INVALID, twice->key_line,
	    twice->key_column, "key '%s' for the second time", twice->key);
}

static enum cvd_status
close_collection(struct reader *r, const struct cvd_yaml_place *place)
{
	const struct frame *frame = &r->frames[--r->depth];

	if (frame->is_block_list && frame->node->last != NULL)
		frame->node->last->end = place->offset == r->text.size
		                             ? r->text.size
		                             : place->line_start;
	if (frame->node->kind == CVD_NODE_MAP && frame->node->count > 1)
		return check_keys(r, frame->node);
	return CVD_OK;
}

static enum cvd_status
start_document(struct reader *r, const yaml_event_t *event,
    const struct cvd_yaml_place *place)
{
	if (r->root != NULL)
		return refuse(r, place, "second document");
	if (event->data.document_start.version_directive != NULL ||
	    event->data.document_start.tag_directives.start !=
	        event->data.document_start.tag_directives.end)
		return refuse(r, place, "directives are not allowed");
	return CVD_OK;
}

/* Anchors and tags; of the tag "!" libyaml tells no one, but the text does. */
static enum cvd_status
check_node(struct reader *r, const yaml_char_t *anchor, const yaml_char_t *tag,
    const struct cvd_yaml_place *place)
{
	if (anchor != NULL)
		return refuse(r, place, "anchors are not allowed");
	if (tag != NULL || (place->offset < r->text.size &&
	                       r->text.bytes[place->offset] == '!'))
		return refuse(r, place, "tags are not allowed");
	return check_room(r, place);
}

static struct cvd_yaml_place
place_at(struct reader *r, const yaml_mark_t *mark)
{
	return cvd_yaml_text_place(&r->text, mark->index, mark->line);
}

static enum cvd_status
take_event(struct reader *r, const yaml_event_t *event)
{
	struct cvd_yaml_place place = place_at(r, &event->start_mark);
	enum cvd_status rc = CVD_OK;

	switch (event->type) {
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		return CVD_OK;
	case YAML_STREAM_END_EVENT:
		if (r->root == NULL)
			return refuse(r, &place, "empty document");
		return CVD_OK;
	case YAML_DOCUMENT_START_EVENT:
		return start_document(r, event, &place);
	case YAML_ALIAS_EVENT:
		return refuse(r, &place, "aliases are not allowed");
	case YAML_SCALAR_EVENT:
		rc = check_node(r, event->data.scalar.anchor,
		    event->data.scalar.tag, &place);
		return rc != CVD_OK ? rc : take_scalar(r, event, &place);
	case YAML_SEQUENCE_START_EVENT:
		rc = check_node(r, event->data.sequence_start.anchor,
		    event->data.sequence_start.tag, &place);
		if (rc != CVD_OK)
			return rc;
		return open_collection(r, CVD_NODE_LIST,
		    event->data.sequence_start.style ==
		        YAML_BLOCK_SEQUENCE_STYLE,
		    &place);
	case YAML_MAPPING_START_EVENT:
		rc = check_node(r, event->data.mapping_start.anchor,
		    event->data.mapping_start.tag, &place);
		if (rc != CVD_OK)
			return rc;
		return open_collection(r, CVD_NODE_MAP, false, &place);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return close_collection(r, &place);
	}
	return CVD_OK;
}

static enum cvd_status
from_yaml(struct reader *r, const yaml_parser_t *parser)
{
	const char *problem = parser->problem;
	const char *context = parser->context;
	struct cvd_yaml_place place = place_at(r, &parser->problem_mark);

	switch (parser->error) {
	case YAML_MEMORY_ERROR:
		return cvd_fail(r->err, CVD_E_NO_MEMORY, "out of memory");
	case YAML_READER_ERROR:
	case YAML_SCANNER_ERROR:
	case YAML_PARSER_ERROR:
		return cvd_fail_at(r->err, CVD_E_SYNTAX, place.line,
		    place.column, "%s%s%s",
		    problem == NULL ? "no YAML" : problem,
		    context == NULL ? "" : " ", context == NULL ? "" : context);
	case YAML_NO_ERROR:
	case YAML_COMPOSER_ERROR:
	case YAML_WRITER_ERROR:
	case YAML_EMITTER_ERROR:
		break;
	}
	return cvd_fail(r->err, CVD_E_INTERNAL, "libyaml error %d",
	    (int)parser->error);
}

static enum cvd_status
take_events(struct reader *r, yaml_parser_t *parser)
{
	enum cvd_status rc = CVD_OK;
	bool ended = false;

	while (rc == CVD_OK && !ended) {
		yaml_event_t event;

		if (!yaml_parser_parse(parser, &event))
			return from_yaml(r, parser);
		rc = take_event(r, &event);
		ended = event.type == YAML_STREAM_END_EVENT;
		yaml_event_delete(&event);
	}
	return rc;
}

enum cvd_status
cvd_yaml_read(const char *bytes, size_t size, struct cvd_arena *arena,
    const struct cvd_node **root, struct cvd_err *err)
{
	struct reader r = { .arena = arena, .err = err };
	yaml_parser_t parser;
	enum cvd_status rc;

	if (size > CVD_MAX_FILE)
		return cvd_fail(err, CVD_E_INVALID,
		    "larger than the limit of %u bytes", CVD_MAX_FILE);
	rc = cvd_yaml_text_init(&r.text, bytes, size, arena, err);
	if (rc != CVD_OK)
		return rc;
	if (!yaml_parser_initialize(&parser))
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)bytes,
	    size);
	rc = take_events(&r, &parser);
	yaml_parser_delete(&parser);
	if (rc == CVD_OK)
		*root = r.root;
	return rc;
}

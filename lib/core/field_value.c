/* SPDX-License-Identifier: EUPL-1.2 */

/* One value of a document, checked, into a member of a struct. */

#include "core/field_value.h"

#include "core/buf.h"
#include "core/limits.h"
#include "core/scan.h"
#include "core/utf8.h"

#include <limits.h>
#include <string.h>

static enum cvd_status
refuse(const struct cvd_field_value *v, const char *why)
{
	return cvd_fail_at(v->err, CVD_E_INVALID, v->node->line,
	    v->node->column, "'%s' %s", v->row->name, why);
}

static enum cvd_status
refuse_name(const struct cvd_field_value *v)
{
	struct cvd_buf list = CVD_BUF_INIT(CVD_MAX_REASON);
	const char *const *names = v->row->names;
	enum cvd_status rc;

	cvd_buf_addz(&list, "must be one of ");
	for (int i = 1; names[i] != NULL; i++)
		cvd_buf_addf(&list, "%s%s", i == 1 ? "" : ", ", names[i]);
	rc = refuse(v, list.data);
	cvd_buf_clear(&list);
	return rc;
}

static enum cvd_status
refuse_beyond(const struct cvd_field_value *v, size_t limit,
    const char *of_what)
{
	return cvd_fail_at(v->err, CVD_E_INVALID, v->node->line,
	    v->node->column, "'%s' has more than %zu %s", v->row->name, limit,
	    of_what);
}

/* What a check of the value alone has found, with field and place. */
static enum cvd_status
pass_on(const struct cvd_field_value *v, enum cvd_status rc,
    const struct cvd_err *found)
{
	if (rc == CVD_OK)
		return CVD_OK;
	if (rc == CVD_E_NO_MEMORY)
		return cvd_fail(v->err, rc, "%s", found->message);
	return cvd_fail_at(v->err, rc, v->node->line, v->node->column,
	    "field '%s': %s", v->row->name, found->message);
}

static size_t
limit_of(const struct cvd_field *row, size_t otherwise)
{
	return row->limit == 0 ? otherwise : row->limit;
}

/* C0, DEL, C1 and the separators: what would end or hide a line. */
static bool
is_one_line(const struct cvd_node *node)
{
	struct cvd_scan scan = cvd_scan_bytes(node->text, node->size);
	uint32_t point;

	while (cvd_utf8_next(&scan, &point))
		if (point < 0x20 || (point >= 0x7f && point < 0xa0) ||
		    point == 0x2028 || point == 0x2029)
			return false;
	return true;
}

/* Copies, since the tree may die before the struct. */
static enum cvd_status
load_string(const struct cvd_field_value *v, size_t limit, const char **text)
{
	const struct cvd_node *node = v->node;
	struct cvd_err found;
	enum cvd_status rc = CVD_OK;
	const char *copy;

	if (node->kind != CVD_NODE_SCALAR)
		return refuse(v, "must be a text");
	if (!cvd_node_is_string(node))
		return refuse(v, "must be a text: put it in quotes");
	if (!cvd_utf8_is_valid(node->text, node->size))
		return refuse(v, "is not UTF-8");
	if (node->size > limit)
		return refuse_beyond(v, limit, "bytes");
	if (v->row->kind != CVD_FIELD_TEXT && !is_one_line(node))
		return refuse(v, "must be one line without control characters");
	if (node->size == 0 && v->is_needed)
		return refuse(v, "must not be empty");
	if (v->row->names != NULL &&
	    cvd_names_find(v->row->names, node->text) == 0)
		return refuse_name(v);
	if (v->row->check != NULL)
		rc = v->row->check(node->text, &found);
	if (rc != CVD_OK)
		return pass_on(v, rc, &found);
	copy = cvd_arena_copy(v->arena, node->text, node->size);
	if (copy == NULL)
		return cvd_arena_check(v->arena, v->err);
	*text = copy;
	return CVD_OK;
}

static enum cvd_status
load_word(const struct cvd_field_value *v, int *word)
{
	int found = 0;

	if (v->node->kind == CVD_NODE_SCALAR)
		found = cvd_names_find(v->row->names, v->node->text);
	if (found == 0)
		return refuse_name(v);
	*word = found;
	return CVD_OK;
}

static bool
is_word(const struct cvd_node *node)
{
	return node->kind == CVD_NODE_SCALAR && node->style == CVD_STYLE_WORD;
}

static enum cvd_status
load_bool(const struct cvd_field_value *v, bool *truth)
{
	if (!is_word(v->node) || (strcmp(v->node->text, "true") != 0 &&
	                             strcmp(v->node->text, "false") != 0))
		return refuse(v, "must be true or false");
	*truth = v->node->text[0] == 't';
	return CVD_OK;
}

/* No leading zeros, which YAML 1.1 takes for octal. */
static enum cvd_status
load_number(const struct cvd_field_value *v, unsigned *number)
{
	struct cvd_scan scan;
	int64_t value;

	if (!is_word(v->node))
		return refuse(v, "must be a whole number");
	scan = cvd_scan_text(v->node->text);
	if (!cvd_scan_number(&scan, 1, 10, &value) || !cvd_scan_end(&scan) ||
	    value > UINT_MAX || (v->node->text[0] == '0' && value != 0) ||
	    (value == 0 && v->node->size > 1))
		return refuse(v, "must be a whole number");
	*number = (unsigned)value;
	return CVD_OK;
}

static enum cvd_status
load_instant(const struct cvd_field_value *v, cvd_instant *instant)
{
	struct cvd_err found;

	if (v->node->kind != CVD_NODE_SCALAR)
		return refuse(v, "must be a date with a time");
	return pass_on(v, cvd_instant_parse(v->node->text, instant, &found),
	    &found);
}

static enum cvd_status
load_day(const struct cvd_field_value *v, cvd_day *day)
{
	struct cvd_err found;

	if (v->node->kind != CVD_NODE_SCALAR)
		return refuse(v, "must be a date");
	return pass_on(v, cvd_day_parse(v->node->text, day, &found), &found);
}

static enum cvd_status
check_list(const struct cvd_field_value *v)
{
	size_t limit = limit_of(v->row, CVD_MAX_ITEMS);

	if (v->node->kind != CVD_NODE_LIST)
		return refuse(v, "must be a list");
	if (v->node->count > limit)
		return refuse_beyond(v, limit, "members");
	if (v->node->count == 0 && (v->row->flags & CVD_FIELD_SOME) != 0)
		return refuse(v, "must not be empty");
	return CVD_OK;
}

static enum cvd_status
load_lines(const struct cvd_field_value *v, struct cvd_lines *lines)
{
	struct cvd_field_value item = *v;
	struct cvd_lines loaded = { .count = 0 };
	enum cvd_status rc = check_list(v);

	if (rc != CVD_OK)
		return rc;
	loaded.item = cvd_arena_alloc(v->arena, v->node->count,
	    sizeof *loaded.item);
	if (loaded.item == NULL)
		return cvd_arena_check(v->arena, v->err);
	item.is_needed = true;
	for (item.node = v->node->first; item.node != NULL;
	     item.node = item.node->next) {
		rc = load_string(&item, CVD_MAX_VALUE,
		    &loaded.item[loaded.count]);
		if (rc != CVD_OK)
			return rc;
		loaded.count++;
	}
	*lines = loaded;
	return CVD_OK;
}

/* The text that stands in place of the mapping. */
static enum cvd_status
load_sealed(const struct cvd_field_value *v)
{
	struct cvd_field row = *v->row;
	struct cvd_field_value text = *v;

	row.kind = CVD_FIELD_TEXT;
	text.row = &row;
	return load_string(&text, limit_of(&row, CVD_MAX_DESCRIPTION),
	    v->sealed);
}

static enum cvd_status
load_struct(const struct cvd_field_value *v, void **out)
{
	const struct cvd_shape *shape = v->row->shape;
	void *loaded;
	enum cvd_status rc;

	if (v->sealed != NULL && v->node->kind == CVD_NODE_SCALAR)
		return load_sealed(v);
	loaded = cvd_arena_alloc(v->arena, 1, shape->size);
	if (loaded == NULL)
		return cvd_arena_check(v->arena, v->err);
	rc = cvd_fields_load(shape, 0, v->node, loaded, v->arena, v->err);
	if (rc == CVD_OK)
		*out = loaded;
	return rc;
}

static enum cvd_status
load_structs(const struct cvd_field_value *v, struct cvd_items *items)
{
	const struct cvd_shape *shape = v->row->shape;
	enum cvd_status rc = check_list(v);
	char *loaded;
	size_t n = 0;

	if (rc != CVD_OK)
		return rc;
	loaded = cvd_arena_alloc(v->arena, v->node->count, shape->size);
	if (loaded == NULL)
		return cvd_arena_check(v->arena, v->err);
	for (const struct cvd_node *i = v->node->first; i != NULL;
	     i = i->next) {
		rc = cvd_fields_load(shape, 0, i, loaded + n++ * shape->size,
		    v->arena, v->err);
		if (rc != CVD_OK)
			return rc;
	}
	*items = (struct cvd_items){ .item = loaded, .count = n };
	return CVD_OK;
}

static enum cvd_status
load_node(const struct cvd_field_value *v, const struct cvd_node **out)
{
	enum cvd_status rc = CVD_OK;

	if (v->row->node_check != NULL)
		rc = v->row->node_check(v->node, v->err);
	if (rc == CVD_OK)
		*out = v->node;
	return rc;
}

enum cvd_status
cvd_field_value_load(const struct cvd_field_value *v, void *to)
{
	switch (v->row->kind) {
	case CVD_FIELD_LINE:
		return load_string(v, limit_of(v->row, CVD_MAX_VALUE), to);
	case CVD_FIELD_TEXT:
		return load_string(v, limit_of(v->row, CVD_MAX_DESCRIPTION),
		    to);
	case CVD_FIELD_WORD:
		return load_word(v, to);
	case CVD_FIELD_BOOL:
		return load_bool(v, to);
	case CVD_FIELD_NUMBER:
		return load_number(v, to);
	case CVD_FIELD_INSTANT:
		return load_instant(v, to);
	case CVD_FIELD_DAY:
		return load_day(v, to);
	case CVD_FIELD_LINES:
		return load_lines(v, to);
	case CVD_FIELD_STRUCT:
		return load_struct(v, to);
	case CVD_FIELD_STRUCTS:
		return load_structs(v, to);
	case CVD_FIELD_NODE:
		return load_node(v, to);
	}
	return CVD_E_INTERNAL;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* What a template says of given values. */

#include "core/template.h"

#include "core/address.h"
#include "core/limits.h"
#include "core/template_node.h"

#include <assert.h>
#include <string.h>

/* The members of #each that a name may mean, the innermost last. */
struct scope {
	const struct cvd_value *value[CVD_MAX_TEMPLATE_DEPTH + 1];
	unsigned count;
};

struct render {
	struct scope scope;
	enum cvd_template_context context;
	struct cvd_buf *out; /* NULL: only check */
	unsigned steps;
};

static enum cvd_status
fail_node(struct cvd_err *err, const struct cvd_template_node *node,
    const char *why)
{
	return cvd_fail_at(err, CVD_E_INVALID, node->line, node->column,
	    "'%s' %s", node->name, why);
}

static const struct cvd_value *
find_value(const struct scope *scope, const char *name)
{
	struct cvd_scan scan = cvd_scan_text(name);
	const struct cvd_value *value = NULL;
	struct cvd_bytes word;

	if (strcmp(name, ".") == 0)
		return scope->value[scope->count - 1];
	(void)cvd_scan_word(&scan, CVD_TEMPLATE_NAME_TEXT, &word);
	for (unsigned i = scope->count; value == NULL && i > 0; i--)
		value = cvd_value_find(scope->value[i - 1], word);
	while (value != NULL && cvd_scan_char(&scan, '.')) {
		(void)cvd_scan_word(&scan, CVD_TEMPLATE_NAME_TEXT, &word);
		value = cvd_value_find(value, word);
	}
	return value;
}

/* Loops that print nothing must end, too. */
static enum cvd_status
spend(struct render *r, const struct cvd_template_node *node,
    struct cvd_err *err)
{
	if (++r->steps > CVD_MAX_TEMPLATE_STEPS)
		return cvd_fail_at(err, CVD_E_INVALID, node->line, node->column,
		    "template runs too long");
	return CVD_OK;
}

static enum cvd_status
render_name(struct render *r, const struct cvd_template_node *node,
    const struct cvd_value *value, struct cvd_err *err)
{
	struct cvd_err why = { .status = CVD_OK };

	if (value->kind != CVD_VALUE_TEXT)
		return fail_node(err, node, "is not a text");
	if (r->context == CVD_TEMPLATE_HEADER &&
	    cvd_address_check_header(value->text, &why) != CVD_OK)
		return cvd_fail_at(err, CVD_E_INVALID, node->line, node->column,
		    "'%s' cannot stand in a header: %s", node->name,
		    why.message);
	if (r->out != NULL)
		cvd_buf_addz(r->out, value->text);
	return CVD_OK;
}

static enum cvd_status render_nodes(struct render *r,
    const struct cvd_template_node *node, struct cvd_err *err);

static enum cvd_status
render_if(struct render *r, const struct cvd_template_node *node,
    const struct cvd_value *value, struct cvd_err *err)
{
	bool truth = cvd_value_is_true(value);
	enum cvd_status status = CVD_OK;

	if (truth || r->out == NULL)
		status = render_nodes(r, node->body, err);
	if (status == CVD_OK && (!truth || r->out == NULL))
		status = render_nodes(r, node->otherwise, err);
	return status;
}

static enum cvd_status
render_each(struct render *r, const struct cvd_template_node *node,
    const struct cvd_value *list, struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;

	if (list->kind != CVD_VALUE_LIST)
		return fail_node(err, node, "is not a list");
	assert(r->scope.count <= CVD_MAX_TEMPLATE_DEPTH);
	for (const struct cvd_value *v = list->first;
	     status == CVD_OK && v != NULL; v = v->next) {
		r->scope.value[r->scope.count++] = v;
		status = spend(r, node, err);
		if (status == CVD_OK)
			status = render_nodes(r, node->body, err);
		r->scope.count--;
		if (r->out == NULL)
			break;
	}
	return status;
}

static enum cvd_status
render_node(struct render *r, const struct cvd_template_node *node,
    struct cvd_err *err)
{
	const struct cvd_value *value = NULL;

	if (node->kind != CVD_TEMPLATE_NODE_TEXT) {
		value = find_value(&r->scope, node->name);
		if (value == NULL)
			return fail_node(err, node, "is not known here");
	}
	switch (node->kind) {
	case CVD_TEMPLATE_NODE_TEXT:
		if (r->out != NULL)
			cvd_buf_add(r->out, node->text.data, node->text.size);
		return CVD_OK;
	case CVD_TEMPLATE_NODE_NAME:
		return render_name(r, node, value, err);
	case CVD_TEMPLATE_NODE_IF:
		return render_if(r, node, value, err);
	case CVD_TEMPLATE_NODE_EACH:
		return render_each(r, node, value, err);
	}
	return cvd_fail(err, CVD_E_INTERNAL, "a template's node has no kind");
}

static enum cvd_status
render_nodes(struct render *r, const struct cvd_template_node *node,
    struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;

	for (; status == CVD_OK && node != NULL; node = node->next) {
		status = spend(r, node, err);
		if (status != CVD_OK)
			return status;
		if (r->out != NULL && cvd_buf_check(r->out, err) != CVD_OK)
			return cvd_buf_check(r->out, err);
		status = render_node(r, node, err);
	}
	return status;
}

static enum cvd_status
walk(const struct cvd_template *template, const struct cvd_value *values,
    enum cvd_template_context context, struct cvd_buf *out, struct cvd_err *err)
{
	struct render r = {
		.scope = { .value = { values }, .count = 1 },
		.context = context,
		.out = out,
	};

	return render_nodes(&r, template->first, err);
}

enum cvd_status
cvd_template_render(const struct cvd_template *template,
    const struct cvd_value *values, enum cvd_template_context context,
    struct cvd_buf *out, struct cvd_err *err)
{
	enum cvd_status status = walk(template, values, context, out, err);

	return status == CVD_OK ? cvd_buf_check(out, err) : status;
}

enum cvd_status
cvd_template_check(const struct cvd_template *template,
    const struct cvd_value *sample, struct cvd_err *err)
{
	return walk(template, sample, CVD_TEMPLATE_TEXT, NULL, err);
}

enum cvd_status
cvd_template_expand(const char *text, const struct cvd_value *values,
    enum cvd_template_context context, struct cvd_buf *out, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	const struct cvd_template *template = NULL;
	enum cvd_status status;

	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	status = cvd_template_parse(text, strlen(text), 1, arena, &template,
	    err);
	if (status == CVD_OK)
		status = cvd_template_render(template, values, context, out,
		    err);
	cvd_arena_free(arena);
	return status;
}

static void
list_nodes(const struct cvd_template_node *node, cvd_template_use_fn *call,
    void *context)
{
	static const enum cvd_template_use uses[] = {
		[CVD_TEMPLATE_NODE_NAME] = CVD_TEMPLATE_NAME,
		[CVD_TEMPLATE_NODE_IF] = CVD_TEMPLATE_IF,
		[CVD_TEMPLATE_NODE_EACH] = CVD_TEMPLATE_EACH,
	};

	for (; node != NULL; node = node->next) {
		if (node->kind == CVD_TEMPLATE_NODE_TEXT)
			continue;
		call(context, uses[node->kind], node->name, node->line,
		    node->column);
		list_nodes(node->body, call, context);
		list_nodes(node->otherwise, call, context);
	}
}

void
cvd_template_list(const struct cvd_template *template,
    cvd_template_use_fn *call, void *context)
{
	list_nodes(template->first, call, context);
}

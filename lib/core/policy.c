/* SPDX-License-Identifier: EUPL-1.2 */

/* How the file of a policy becomes what clocks and checks compute on. */

#include "core/policy.h"

#include "core/limits.h"
#include "core/policy_fields.h"
#include "core/scan.h"
#include "core/schema.h"

#include <string.h>

/* The texts are the tree's; their number has been checked before. */
static enum cvd_status
unpack_lines(const struct cvd_node *node, struct cvd_arena *arena,
    struct cvd_lines *lines, struct cvd_err *err)
{
	size_t most = node->kind == CVD_NODE_LIST ? node->count : 1;
	const char **item = cvd_arena_alloc(arena, most, sizeof *item);

	if (item == NULL)
		return cvd_arena_check(arena, err);
	*lines = (struct cvd_lines){ .item = item };
	if (node->kind != CVD_NODE_LIST) {
		item[lines->count++] = node->text;
		return CVD_OK;
	}
	for (node = node->first; node != NULL; node = node->next)
		item[lines->count++] = node->text;
	return CVD_OK;
}

static enum cvd_status
unpack_when(const struct cvd_node *node, struct cvd_arena *arena,
    struct cvd_items *when, struct cvd_err *err)
{
	struct cvd_condition *condition;
	enum cvd_status rc = CVD_OK;

	if (node == NULL)
		return CVD_OK;
	condition = cvd_arena_alloc(arena, node->count, sizeof *condition);
	if (condition == NULL)
		return cvd_arena_check(arena, err);
	*when = (struct cvd_items){ .item = condition };
	for (node = node->first; rc == CVD_OK && node != NULL;
	     node = node->next, condition++) {
		condition->name = node->key;
		rc = unpack_lines(node, arena, &condition->values, err);
		when->count++;
	}
	return rc;
}

/* The word none: the phase has no term, and that is meant. */
static bool
is_none(const struct cvd_node *amount)
{
	return amount != NULL && strcmp(amount->text, "none") == 0;
}

/* What a term needs to be one. */
static enum cvd_status
check_term(const struct cvd_policy_term *t, const struct cvd_node *node,
    struct cvd_err *err)
{
	const struct {
		const char *name;
		bool is_there;
	} needed[] = {
		{ "id", t->id != NULL },
		{ "from", t->from != NULL },
		{ "unit", t->unit != CVD_UNIT_NONE },
		{ "kind", t->kind != CVD_CLOCK_KIND_NONE },
	};

	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (!needed[i].is_there)
			return cvd_fail_at(err, CVD_E_INVALID, node->line,
			    node->column, "missing field '%s'", needed[i].name);
	return CVD_OK;
}

static unsigned
number_of(const struct cvd_node *node)
{
	struct cvd_scan scan = cvd_scan_text(node->text);
	int64_t number = 0;

	(void)cvd_scan_number(&scan, 1, 9, &number);
	return (unsigned)number;
}

static enum cvd_status
unpack_term(struct cvd_policy_deadline *row, const struct cvd_node *node,
    const struct cvd_policy *policy, struct cvd_arena *arena,
    struct cvd_err *err)
{
	enum cvd_status rc = check_term(&row->term, node, err);

	if (rc == CVD_OK && cvd_policy_find_term(policy, row->term.id) != NULL)
		rc = cvd_fail_at(err, CVD_E_INVALID, node->line, node->column,
		    "term '%s' for the second time", row->term.id);
	if (rc != CVD_OK)
		return rc;
	row->term.has_amount = row->amount != NULL;
	if (row->amount != NULL)
		row->term.amount = number_of(row->amount);
	return unpack_when(row->when, arena, &row->term.when, err);
}

static enum cvd_status
unpack_terms(const struct cvd_policy_file *file, struct cvd_policy *policy,
    struct cvd_arena *arena, struct cvd_err *err)
{
	struct cvd_policy_deadline *row = file->deadlines.item;
	const struct cvd_node *rows = cvd_node_find(policy->root, "deadlines");
	struct cvd_policy_term *term = cvd_arena_alloc(arena,
	    file->deadlines.count, sizeof *term);

	if (term == NULL)
		return cvd_arena_check(arena, err);
	policy->terms = (struct cvd_items){ .item = term };
	if (rows == NULL)
		return CVD_OK;
	/* the rows and their nodes, which know the places, are in step */
	for (const struct cvd_node *n = rows->first; n != NULL;
	     n = n->next, row++) {
		enum cvd_status rc;

		if (is_none(row->amount))
			continue;
		rc = unpack_term(row, n, policy, arena, err);
		if (rc != CVD_OK)
			return rc;
		term[policy->terms.count++] = row->term;
	}
	return CVD_OK;
}

static enum cvd_status
unpack_escalations(const struct cvd_policy_file *file,
    struct cvd_policy *policy, struct cvd_arena *arena, struct cvd_err *err)
{
	struct cvd_policy_escalation *row = file->escalation.item;
	struct cvd_escalation_rule *rule = cvd_arena_alloc(arena,
	    file->escalation.count, sizeof *rule);
	enum cvd_status rc = CVD_OK;

	if (rule == NULL)
		return cvd_arena_check(arena, err);
	policy->escalations = (struct cvd_items){ .item = rule };
	for (size_t i = 0; rc == CVD_OK && i < file->escalation.count; i++) {
		rule[i] = row[i].rule;
		rc = unpack_lines(row[i].to, arena, &rule[i].to, err);
		if (rc == CVD_OK)
			rc = unpack_when(row[i].when, arena, &rule[i].when,
			    err);
		policy->escalations.count++;
	}
	return rc;
}

/* The texts of an exclusion alone, without its id and exception. */
static struct cvd_node *
texts_of(const struct cvd_node *exclusion, struct cvd_arena *arena)
{
	struct cvd_node *texts = cvd_node_map(arena);

	for (const struct cvd_node *n = exclusion->first; n != NULL;
	     n = n->next)
		if (strcmp(n->key, "id") != 0 && strcmp(n->key, "unless") != 0)
			cvd_node_add(arena, texts, n->key,
			    cvd_node_scalar(arena, n->style, n->text));
	return texts;
}

static enum cvd_status
unpack_exclusions(const struct cvd_node *list, struct cvd_policy *policy,
    struct cvd_arena *arena, struct cvd_err *err)
{
	struct cvd_exclusion *exclusion;

	if (list == NULL)
		return CVD_OK;
	exclusion = cvd_arena_alloc(arena, list->count, sizeof *exclusion);
	if (exclusion == NULL)
		return cvd_arena_check(arena, err);
	policy->exclusions = (struct cvd_items){ .item = exclusion,
		.count = list->count };
	for (const struct cvd_node *n = list->first; n != NULL; n = n->next) {
		const struct cvd_node *unless = cvd_node_find(n, "unless");

		exclusion->id = cvd_node_find(n, "id")->text;
		exclusion->text = texts_of(n, arena);
		if (unless != NULL && !cvd_node_is_null(unless))
			exclusion->unless = unless->text;
		exclusion++;
	}
	return cvd_arena_check(arena, err);
}

static enum cvd_status
unpack(const struct cvd_policy_file *file, struct cvd_policy *policy,
    struct cvd_arena *arena, struct cvd_err *err)
{
	enum cvd_status rc;

	if (policy->role == NULL)
		policy->role = "desk";
	if (file->intake != NULL) {
		policy->require_one_of = file->intake->require_one_of;
		policy->minimum = file->intake->minimum;
	}
	if (file->publication != NULL) {
		policy->publication_requires = file->publication->requires;
		policy->publication_consent_of = file->publication->consent_of;
	}
	rc = unpack_terms(file, policy, arena, err);
	if (rc == CVD_OK)
		rc = unpack_escalations(file, policy, arena, err);
	if (rc == CVD_OK && file->eligibility != NULL)
		rc = unpack_exclusions(file->eligibility->exclusions, policy,
		    arena, err);
	return rc;
}

enum cvd_status
cvd_policy_load(const struct cvd_node *root, struct cvd_arena *arena,
    const struct cvd_policy **policy, struct cvd_err *err)
{
	struct cvd_policy_file *file = cvd_arena_alloc(arena, 1, sizeof *file);
	const struct cvd_node *extends = cvd_node_find(root, "extends");
	enum cvd_status rc;

	if (file == NULL)
		return cvd_arena_check(arena, err);
	rc = cvd_schema_check(root, "cvd-policy", 1, 1, err);
	/* First, since what a part of a policy lacks is no mistake of its. */
	if (rc == CVD_OK && extends != NULL && !cvd_node_is_null(extends)) {
		rc = cvd_fail_at(err, CVD_E_INVALID, extends->key_line,
		    extends->key_column, "'extends' makes it half a policy");
		cvd_err_hint(err, "'cvd policy show --yaml FILE' prints it "
		                  "whole");
	}
	if (rc == CVD_OK)
		rc = cvd_fields_load(&cvd_policy_shape, 0, root, file, arena,
		    err);
	if (rc != CVD_OK)
		return rc;
	file->policy.root = root;
	rc = unpack(file, &file->policy, arena, err);
	if (rc == CVD_OK)
		*policy = &file->policy;
	return rc;
}

/* The value of a key with dots, NULL where there is none. */
static const struct cvd_node *
find_path(const struct cvd_node *node, const char *path)
{
	char name[CVD_MAX_KEY + 1];

	while (node != NULL) {
		size_t size = strcspn(path, ".");

		if (size > CVD_MAX_KEY)
			return NULL;
		(void)memcpy(name, path, size);
		name[size] = '\0';
		node = cvd_node_find(node, name);
		if (path[size] == '\0')
			return node;
		path += size + 1;
	}
	return NULL;
}

/* "nl" answers for "nl-BE". */
static const struct cvd_node *
find_language(const struct cvd_node *texts, const char *language)
{
	const struct cvd_node *exact = cvd_node_find(texts, language);
	char primary[4] = "";
	size_t size = strcspn(language, "-");

	if (exact != NULL || size >= sizeof primary)
		return exact;
	(void)memcpy(primary, language, size);
	return cvd_node_find(texts, primary);
}

const char *
cvd_policy_language_text(const struct cvd_node *text, const char *language)
{
	const struct cvd_node *node;

	if (text == NULL || cvd_node_is_null(text))
		return NULL;
	if (text->kind != CVD_NODE_MAP)
		return text->kind == CVD_NODE_SCALAR ? text->text : NULL;
	node = find_language(text, language);
	if (node == NULL)
		node = cvd_node_find(text, "en");
	if (node == NULL)
		node = text->first;
	return node == NULL ? NULL : node->text;
}

const char *
cvd_policy_text(const struct cvd_policy *policy, const char *key,
    const char *language)
{
	return cvd_policy_language_text(find_path(policy->root, key), language);
}

const struct cvd_node *
cvd_policy_find(const struct cvd_policy *policy, const char *key)
{
	const struct cvd_node *node = find_path(policy->root, key);

	return node == NULL || cvd_node_is_null(node) ? NULL : node;
}

bool
cvd_policy_says(const struct cvd_policy *policy, const char *key)
{
	const struct cvd_node *node = find_path(policy->root, key);

	return node != NULL && node->kind == CVD_NODE_SCALAR &&
	       node->style == CVD_STYLE_WORD && strcmp(node->text, "true") == 0;
}

const struct cvd_policy_term *
cvd_policy_find_term(const struct cvd_policy *policy, const char *id)
{
	const struct cvd_policy_term *term = policy->terms.item;

	for (size_t i = 0; i < policy->terms.count; i++)
		if (strcmp(term[i].id, id) == 0)
			return &term[i];
	return NULL;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* How shipped policies become the files of a casebook. */

#include "app/adopt.h"

#include "app/adopt_term.h"
#include "core/canon.h"
#include "core/limits.h"
#include "core/policy.h"
#include "edge/yaml.h"

#include <string.h>

/* What an adoption works on. */
struct adoption {
	const struct cvd_policy *policy[CVD_MAX_POLICIES];
	size_t policies;
	struct cvd_adopt_term *given;
	size_t count;
	struct cvd_arena *arena;
};

static enum cvd_status
load_shipped(enum cvd_shipped_kind kind, const char *id,
    struct cvd_arena *arena, const struct cvd_node **whole, struct cvd_err *err)
{
	const struct cvd_shipped *file = cvd_shipped_find(kind, id);
	const struct cvd_node *root = NULL;
	enum cvd_status rc;

	if (file == NULL) {
		rc = cvd_fail(err, CVD_E_NOT_FOUND,
		    "there is no shipped %s '%s'",
		    kind == CVD_SHIPPED_POLICY ? "policy" : "calendar", id);
		if (kind == CVD_SHIPPED_POLICY)
			cvd_err_hint(err, "'cvd policy list' names them all");
		return rc;
	}
	rc = cvd_yaml_read(file->text, file->size, arena, &root, err);
	if (rc == CVD_OK)
		rc = cvd_adopt_whole(kind, root, arena, whole, err);
	if (rc != CVD_OK)
		cvd_err_prefix(err, id);
	return rc;
}

static enum cvd_status
load_policy(const char *id, struct cvd_arena *arena,
    const struct cvd_policy **policy, struct cvd_err *err)
{
	const struct cvd_node *root = NULL;
	enum cvd_status rc = load_shipped(CVD_SHIPPED_POLICY, id, arena, &root,
	    err);

	if (rc != CVD_OK)
		return rc;
	rc = cvd_policy_load(root, arena, policy, err);
	if (rc != CVD_OK)
		cvd_err_prefix(err, id);
	return rc;
}

static enum cvd_status
load_policies(struct adoption *a, const struct cvd_lines *ids,
    struct cvd_err *err)
{
	if (ids->count > CVD_MAX_POLICIES)
		return cvd_fail(err, CVD_E_USAGE, "more than %u policies",
		    CVD_MAX_POLICIES);
	for (size_t i = 0; i < ids->count; i++) {
		enum cvd_status rc;

		for (size_t k = 0; k < i; k++)
			if (strcmp(ids->item[i], ids->item[k]) == 0)
				return cvd_fail(err, CVD_E_USAGE,
				    "policy '%s' for the second time",
				    ids->item[i]);
		rc = load_policy(ids->item[i], a->arena, &a->policy[i], err);
		if (rc != CVD_OK)
			return rc;
		a->policies++;
	}
	return CVD_OK;
}

/* Whether a number is needed before the policy can be in force. */
static bool
needs_numbers(const struct cvd_policy *policy)
{
	return strcmp(policy->role, "desk") == 0 &&
	       strcmp(policy->status, "reference") != 0;
}

static const struct cvd_adopt_term *
find_given(const struct adoption *a, const char *name)
{
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->given[i].name, name) == 0)
			return &a->given[i];
	return NULL;
}

static bool
has_name(const struct cvd_lines *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->item[i], name) == 0)
			return true;
	return false;
}

/* Whether a term is asked for: any open one, or what is needed and missing. */
static bool
is_asked(const struct adoption *a, const struct cvd_policy *policy,
    const struct cvd_policy_term *term, bool missing_alone)
{
	if (term->has_amount)
		return false;
	return !missing_alone ||
	       (needs_numbers(policy) && find_given(a, term->id) == NULL);
}

/* The names of open terms: all, or those that are needed and not given. */
static enum cvd_status
list_open(const struct adoption *a, bool missing_alone, struct cvd_lines *open,
    struct cvd_err *err)
{
	size_t room = 0;

	for (size_t i = 0; i < a->policies; i++)
		room += a->policy[i]->terms.count;
	*open = (struct cvd_lines){ .item = cvd_arena_alloc(a->arena, room,
		                        sizeof *open->item) };
	if (open->item == NULL)
		return cvd_arena_check(a->arena, err);
	for (size_t i = 0; i < a->policies; i++) {
		const struct cvd_policy_term *t = a->policy[i]->terms.item;

		for (size_t k = 0; k < a->policy[i]->terms.count; k++)
			if (is_asked(a, a->policy[i], &t[k], missing_alone) &&
			    !has_name(open, t[k].id))
				open->item[open->count++] = t[k].id;
	}
	return CVD_OK;
}

static const char *
join_names(const struct cvd_lines *names, struct cvd_arena *arena)
{
	struct cvd_buf list = CVD_BUF_INIT(CVD_MAX_REASON);
	const char *text;

	for (size_t i = 0; i < names->count; i++)
		cvd_buf_add_word(&list, names->item[i]);
	text = cvd_arena_text(arena, list.data);
	cvd_buf_clear(&list);
	return text == NULL ? "" : text;
}

static enum cvd_status
refuse_unknown(const struct adoption *a, const char *name,
    const struct cvd_lines *open, struct cvd_err *err)
{
	enum cvd_status rc = cvd_fail(err, CVD_E_USAGE,
	    "no policy leaves a term '%s' open", name);

	if (open->count > 0)
		cvd_err_hint(err, "open are %s", join_names(open, a->arena));
	else
		cvd_err_hint(err, "these policies leave none open");
	return rc;
}

static enum cvd_status
take_terms(struct adoption *a, const struct cvd_lines *terms,
    struct cvd_err *err)
{
	struct cvd_lines open;
	enum cvd_status rc = list_open(a, false, &open, err);

	a->given = cvd_arena_alloc(a->arena, terms->count, sizeof *a->given);
	if (a->given == NULL)
		return cvd_arena_check(a->arena, err);
	for (size_t i = 0; rc == CVD_OK && i < terms->count; i++) {
		struct cvd_adopt_term given;

		rc = cvd_adopt_term_parse(terms->item[i], a->arena, &given,
		    err);
		if (rc != CVD_OK)
			break;
		if (find_given(a, given.name) != NULL)
			return cvd_fail(err, CVD_E_USAGE,
			    "term '%s' for the second time", given.name);
		if (!has_name(&open, given.name))
			return refuse_unknown(a, given.name, &open, err);
		a->given[a->count++] = given;
	}
	return rc;
}

static enum cvd_status
begin(struct adoption *a, const struct cvd_lines *ids,
    const struct cvd_lines *terms, struct cvd_err *err)
{
	enum cvd_status rc = load_policies(a, ids, err);

	return rc == CVD_OK ? take_terms(a, terms, err) : rc;
}

enum cvd_status
cvd_adopt_open_terms(const struct cvd_lines *ids, const struct cvd_lines *terms,
    struct cvd_arena *arena, struct cvd_lines *open, struct cvd_err *err)
{
	struct adoption a = { .arena = arena };
	enum cvd_status rc = begin(&a, ids, terms, err);

	return rc == CVD_OK ? list_open(&a, true, open, err) : rc;
}

static struct cvd_node *
fill_row(const struct cvd_adopt_term *given, const struct cvd_node *row,
    struct cvd_arena *arena)
{
	struct cvd_node *map = cvd_node_map(arena);
	const char *amount = cvd_arena_textf(arena, "%u", given->amount);
	bool done = false;

	if (amount == NULL)
		return NULL;
	for (const struct cvd_node *n = row->first; n != NULL; n = n->next) {
		struct cvd_node *copy;

		if (strcmp(n->key, "amount") == 0) {
			copy = cvd_node_scalar(arena, CVD_STYLE_WORD, amount);
			done = true;
		} else if (strcmp(n->key, "unit") == 0) {
			copy = cvd_node_scalar(arena, CVD_STYLE_TEXT,
			    cvd_unit_text(given->unit));
		} else {
			copy = cvd_node_copy(arena, n);
		}
		cvd_node_add(arena, map, n->key, copy);
	}
	if (!done)
		cvd_node_add(arena, map, "amount",
		    cvd_node_scalar(arena, CVD_STYLE_WORD, amount));
	return map;
}

/* The rows of `deadlines`; those of open terms with what was given. */
static struct cvd_node *
fill_rows(const struct adoption *a, const struct cvd_policy *policy,
    const struct cvd_node *rows)
{
	struct cvd_node *list = cvd_node_list(a->arena);

	for (const struct cvd_node *n = rows->first; n != NULL; n = n->next) {
		const struct cvd_node *id = cvd_node_find(n, "id");
		const struct cvd_policy_term *term = NULL;
		const struct cvd_adopt_term *given = NULL;

		if (id != NULL && !cvd_node_is_null(id))
			term = cvd_policy_find_term(policy, id->text);
		if (term != NULL && !term->has_amount)
			given = find_given(a, term->id);
		cvd_node_append(list, given == NULL
		                          ? cvd_node_copy(a->arena, n)
		                          : fill_row(given, n, a->arena));
	}
	return list;
}

static struct cvd_node *
fill_policy(const struct adoption *a, const struct cvd_policy *policy)
{
	struct cvd_node *map = cvd_node_map(a->arena);
	bool is_template = strcmp(policy->status, "template") == 0;

	for (const struct cvd_node *n = policy->root->first; n != NULL;
	     n = n->next) {
		struct cvd_node *copy;

		if (strcmp(n->key, "deadlines") == 0 &&
		    n->kind == CVD_NODE_LIST)
			copy = fill_rows(a, policy, n);
		else if (strcmp(n->key, "status") == 0 && is_template)
			copy = cvd_node_scalar(a->arena, CVD_STYLE_TEXT,
			    "active");
		else
			copy = cvd_node_copy(a->arena, n);
		cvd_node_add(a->arena, map, n->key, copy);
	}
	return map;
}

static enum cvd_status
write_file(const char *folder, const char *id, const struct cvd_node *root,
    struct cvd_arena *arena, struct cvd_adopted *file, struct cvd_err *err)
{
	struct cvd_buf buf = CVD_BUF_INIT(CVD_MAX_FILE);
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK) {
		cvd_canon_write(&buf, root);
		rc = cvd_buf_check(&buf, err);
	}
	if (rc == CVD_OK) {
		file->path = cvd_arena_textf(arena, "%s/%s.yaml", folder, id);
		file->bytes = cvd_arena_copy(arena, buf.data, buf.size);
		file->size = buf.size;
		rc = cvd_arena_check(arena, err);
	}
	cvd_buf_clear(&buf);
	return rc;
}

/* The policies, then their calendars, each once. */
static enum cvd_status
write_files(const struct adoption *a, struct cvd_items *files,
    struct cvd_err *err)
{
	struct cvd_adopted *file = files->item;
	struct cvd_lines done = { .item = cvd_arena_alloc(a->arena, a->policies,
		                      sizeof *done.item) };
	enum cvd_status rc = cvd_arena_check(a->arena, err);

	for (size_t i = 0; rc == CVD_OK && i < a->policies; i++)
		rc = write_file("policies", a->policy[i]->id,
		    fill_policy(a, a->policy[i]), a->arena,
		    &file[files->count++], err);
	for (size_t i = 0; rc == CVD_OK && i < a->policies; i++) {
		const char *id = a->policy[i]->calendar;
		const struct cvd_node *root = NULL;

		if (has_name(&done, id))
			continue;
		done.item[done.count++] = id;
		rc = load_shipped(CVD_SHIPPED_CALENDAR, id, a->arena, &root,
		    err);
		if (rc == CVD_OK)
			rc = write_file("calendars", id, root, a->arena,
			    &file[files->count++], err);
	}
	return rc;
}

static enum cvd_status
refuse_open(const struct adoption *a, const struct cvd_lines *open,
    struct cvd_err *err)
{
	enum cvd_status rc = cvd_fail(err, CVD_E_USAGE,
	    "the policy leaves these terms to you: %s",
	    join_names(open, a->arena));

	cvd_err_hint(err,
	    "give each, as in --term %s=3wd; units are h, d, wd "
	    "(working days), w, m and y",
	    open->item[0]);
	return rc;
}

enum cvd_status
cvd_adopt_policies(const struct cvd_lines *ids, const struct cvd_lines *terms,
    struct cvd_arena *arena, struct cvd_items *files, struct cvd_err *err)
{
	struct adoption a = { .arena = arena };
	struct cvd_items made = { 0 };
	struct cvd_lines open;
	enum cvd_status rc = begin(&a, ids, terms, err);

	if (rc == CVD_OK)
		rc = list_open(&a, true, &open, err);
	if (rc == CVD_OK && open.count > 0)
		rc = refuse_open(&a, &open, err);
	if (rc != CVD_OK)
		return rc;
	made.item = cvd_arena_alloc(arena, 2 * a.policies,
	    sizeof(struct cvd_adopted));
	if (made.item == NULL)
		return cvd_arena_check(arena, err);
	rc = write_files(&a, &made, err);
	if (rc == CVD_OK)
		*files = made;
	return rc;
}

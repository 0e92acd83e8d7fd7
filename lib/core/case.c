/* SPDX-License-Identifier: EUPL-1.2 */

/* A case file: its head, its events, and their bytes. */

#include "core/case.h"

#include "core/canon.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/schema.h"
#include "core/state.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const struct cvd_field head_party_fields[] = {
	{ .name = "party", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_head_party, party), .check = cvd_slug_check },
	{ .name = "role", .kind = CVD_FIELD_WORD, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_head_party, role), .names = cvd_role_names },
	{ .name = "status", .kind = CVD_FIELD_WORD, .offset = offsetof(struct cvd_head_party, status), .names = cvd_party_status_names },
	{ 0 },
};
static const struct cvd_shape head_party_shape = { "party", sizeof(struct cvd_head_party), head_party_fields };

static const struct cvd_field head_fields[] = {
	{ .name = "schema", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_head, schema) },
	{ .name = "id", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_head, id), .check = cvd_case_id_check },
	{ .name = "title", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_head, title), .limit = CVD_MAX_TITLE },
	{ .name = "state", .kind = CVD_FIELD_WORD, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_head, state), .names = cvd_label_names },
	{ .name = "outcome", .kind = CVD_FIELD_WORD, .offset = offsetof(struct cvd_head, outcome), .names = cvd_outcome_names },
	{ .name = "policy", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_head, policy), .check = cvd_policy_ref_check },
	{ .name = "needs_review", .kind = CVD_FIELD_BOOL, .offset = offsetof(struct cvd_head, needs_review) },
	{ .name = "parties", .kind = CVD_FIELD_STRUCTS, .flags = CVD_FIELD_ALWAYS, .offset = offsetof(struct cvd_head, parties), .limit = CVD_MAX_PARTIES, .shape = &head_party_shape },
	{ .name = "events", .kind = CVD_FIELD_NODE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_head, events) },
	{ 0 },
};
/* clang-format on */

const struct cvd_shape cvd_head_shape = { "case", sizeof(struct cvd_head),
	head_fields };

struct cvd_case *
cvd_case_new(const char *id)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_case *c = arena == NULL
	                         ? NULL
	                         : cvd_arena_alloc(arena, 1, sizeof *c);

	if (c == NULL) {
		cvd_arena_free(arena);
		return NULL;
	}
	c->arena = arena;
	c->head.schema = CVD_CASE_SCHEMA;
	c->head.id = cvd_arena_text(arena, id);
	if (c->head.id == NULL) {
		cvd_arena_free(arena);
		return NULL;
	}
	return c;
}

void
cvd_case_free(struct cvd_case *c)
{
	if (c != NULL)
		cvd_arena_free(c->arena);
}

static enum cvd_status
check_order(const struct cvd_case *c, const struct cvd_node *item, size_t i,
    struct cvd_err *err)
{
	const struct cvd_event *e = &c->events[i];

	if (e->lamport == 0)
		return cvd_fail_at(err, CVD_E_INVALID, item->line, item->column,
		    "lamport counts from 1");
	if (i > 0 && cvd_event_compare(&c->events[i - 1], e) >= 0)
		return cvd_fail_at(err, CVD_E_INVALID, item->line, item->column,
		    "event '%s' stands out of order", e->id);
	return CVD_OK;
}

/* An event by its id, and where that was read. */
struct place {
	const char *id;
	const struct cvd_node *item;
};

static int
by_id(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;
	int order = strcmp(x->id, y->id);

	return order != 0 ? order
	                  : (x->item->line > y->item->line) -
	                        (x->item->line < y->item->line);
}

static enum cvd_status
check_unique(const struct cvd_case *c, const struct cvd_node *list,
    struct cvd_err *err)
{
	struct place *places = cvd_arena_alloc(c->arena, c->count,
	    sizeof *places);
	const struct cvd_node *item = list->first;

	if (places == NULL)
		return cvd_arena_check(c->arena, err);
	for (size_t i = 0; i < c->count; i++, item = item->next)
		places[i] = (struct place){ c->events[i].id, item };
	qsort(places, c->count, sizeof *places, by_id);
	for (size_t i = 1; i < c->count; i++)
		if (strcmp(places[i - 1].id, places[i].id) == 0)
			return cvd_fail_at(err, CVD_E_INVALID,
			    places[i].item->line, places[i].item->column,
			    "two events have the id '%s'", places[i].id);
	return CVD_OK;
}

static enum cvd_status
load_events(struct cvd_case *c, const struct cvd_node *list,
    struct cvd_err *err)
{
	const struct cvd_node *item;

	if (list->kind != CVD_NODE_LIST || list->count == 0)
		return cvd_fail_at(err, CVD_E_INVALID, list->line, list->column,
		    "'events' must be a list of events");
	if (list->count > CVD_MAX_EVENTS)
		return cvd_fail_at(err, CVD_E_INVALID, list->line, list->column,
		    "more than %u events", CVD_MAX_EVENTS);
	c->events = cvd_arena_alloc(c->arena, list->count, sizeof *c->events);
	if (c->events == NULL)
		return cvd_arena_check(c->arena, err);
	for (item = list->first; item != NULL; item = item->next) {
		enum cvd_status rc;

		if (item->end - item->start > CVD_MAX_EVENT)
			return cvd_fail_at(err, CVD_E_INVALID, item->line,
			    item->column, "event longer than %u bytes",
			    CVD_MAX_EVENT);
		rc = cvd_event_load(item, &c->events[c->count], c->arena, err);
		if (rc == CVD_OK)
			rc = check_order(c, item, c->count, err);
		if (rc != CVD_OK)
			return rc;
		c->count++;
	}
	c->read_count = c->count;
	return check_unique(c, list, err);
}

enum cvd_status
cvd_case_load(const struct cvd_node *root, const char *source, size_t size,
    struct cvd_case **ret, struct cvd_err *err)
{
	struct cvd_case *c = NULL;
	enum cvd_status rc = cvd_schema_check(root, "cvd-case", 1, 1, err);

	if (rc != CVD_OK)
		return rc;
	c = cvd_case_new("");
	if (c == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	rc = cvd_fields_load(&cvd_head_shape, 0, root, &c->head, c->arena, err);
	if (rc == CVD_OK)
		rc = load_events(c, c->head.events, err);
	/* The tree dies with its reader. */
	c->head.events = NULL;
	c->source = cvd_arena_copy(c->arena, source, size);
	c->source_size = size;
	if (rc == CVD_OK)
		rc = cvd_arena_check(c->arena, err);
	if (rc != CVD_OK)
		cvd_case_free(c);
	else
		*ret = c;
	return rc;
}

enum cvd_status
cvd_case_add(struct cvd_case *c, enum cvd_event_kind kind, const char *id,
    cvd_instant at, cvd_instant recorded, const char *by,
    struct cvd_event **ret, struct cvd_err *err)
{
	struct cvd_event *events;

	if (c->count >= CVD_MAX_EVENTS)
		return cvd_fail(err, CVD_E_INVALID,
		    "the case has %u events, which is the limit",
		    CVD_MAX_EVENTS);
	events = cvd_arena_alloc(c->arena, c->count + 1, sizeof *events);
	if (events == NULL)
		return cvd_arena_check(c->arena, err);
	if (c->count > 0)
		(void)memcpy(events, c->events, c->count * sizeof *events);
	events[c->count] = (struct cvd_event){
		.id = cvd_arena_text(c->arena, id),
		.lamport = c->count == 0 ? 1 : events[c->count - 1].lamport + 1,
		.at = at,
		.recorded = recorded,
		.by = cvd_arena_text(c->arena, by),
		.kind = (int)kind,
		.discovered = CVD_INSTANT_NONE,
	};
	if (cvd_arena_check(c->arena, err) != CVD_OK)
		return CVD_E_NO_MEMORY;
	c->events = events;
	*ret = &events[c->count++];
	return CVD_OK;
}

static enum cvd_status
write_event(struct cvd_arena *arena, const struct cvd_event *e,
    struct cvd_buf *out, struct cvd_err *err)
{
	struct cvd_node *node = cvd_fields_save(&cvd_event_shape,
	    CVD_EVENT_BIT(e->kind), e, arena);
	size_t before = out->size;

	if (node == NULL)
		return cvd_arena_check(arena, err);
	cvd_canon_write_item(out, node, 1);
	if (out->size - before > CVD_MAX_EVENT)
		return cvd_fail(err, CVD_E_INVALID,
		    "'%s' has more than %u bytes, which is the limit of an "
		    "event",
		    cvd_event_names[e->kind], CVD_MAX_EVENT);
	return CVD_OK;
}

/* The file, with the first `verbatim` events as they were read. */
static enum cvd_status
write_case(const struct cvd_case *c, const struct cvd_head *head,
    size_t verbatim, struct cvd_buf *out, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_node *node;
	enum cvd_status rc;

	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	node = cvd_fields_save(&cvd_head_shape, 0, head, arena);
	if (node != NULL)
		cvd_canon_write(out, node);
	cvd_buf_addz(out, "events:\n");
	rc = cvd_arena_check(arena, err);
	for (size_t i = 0; i < c->count && rc == CVD_OK; i++) {
		const struct cvd_event *e = &c->events[i];

		/* what was read in another style has no lines of its own */
		if (i < verbatim && e->end > e->start)
			cvd_buf_add(out, c->source + e->start,
			    e->end - e->start);
		else
			rc = write_event(arena, e, out, err);
	}
	if (rc == CVD_OK)
		rc = cvd_buf_check(out, err);
	cvd_arena_free(arena);
	return rc;
}

enum cvd_status
cvd_case_write(const struct cvd_case *c, const struct cvd_head *head,
    struct cvd_buf *out, struct cvd_err *err)
{
	return write_case(c, head, c->read_count, out, err);
}

enum cvd_status
cvd_case_is_canonical(const struct cvd_case *c, struct cvd_err *err)
{
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_FILE);
	enum cvd_status rc = write_case(c, &c->head, 0, &out, err);
	unsigned line = 1;
	unsigned column = 1;
	size_t i = 0;

	if (rc != CVD_OK || (out.size == c->source_size &&
	                        memcmp(out.data, c->source, out.size) == 0))
		goto out;
	while (
	    i < out.size && i < c->source_size && out.data[i] == c->source[i]) {
		column = out.data[i] == '\n' ? 1 : column + 1;
		line += out.data[i] == '\n';
		i++;
	}
	if (i < out.size || i < c->source_size)
		rc = cvd_fail_at(err, CVD_E_INVALID, line, column,
		    "not in canonical form from here on");
out:
	cvd_buf_clear(&out);
	return rc;
}

const struct cvd_event *
cvd_case_find(const struct cvd_case *c, const char *event_id)
{
	for (size_t i = 0; i < c->count; i++)
		if (strcmp(c->events[i].id, event_id) == 0)
			return &c->events[i];
	return NULL;
}

static bool
text_is(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool
cvd_head_is_same(const struct cvd_head *a, const struct cvd_head *b)
{
	const struct cvd_head_party *x = a->parties.item;
	const struct cvd_head_party *y = b->parties.item;

	if (!text_is(a->title, b->title) || !text_is(a->policy, b->policy) ||
	    a->state != b->state || a->outcome != b->outcome ||
	    a->needs_review != b->needs_review ||
	    a->parties.count != b->parties.count)
		return false;
	for (size_t i = 0; i < a->parties.count; i++)
		if (strcmp(x[i].party, y[i].party) != 0 ||
		    x[i].role != y[i].role || x[i].status != y[i].status)
			return false;
	return true;
}

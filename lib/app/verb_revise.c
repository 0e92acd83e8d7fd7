/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * What was recorded wrongly: corrected, or taken back, by a new event. The old
 * one stays as it is.
 */

#include "app/verbs.h"

#include "app/fill.h"
#include "app/pick.h"
#include "core/legality.h"
#include "core/limits.h"
#include "core/local.h"

#include <limits.h>
#include <string.h>

/* A field of an event, in its public part or one of its private groups. */
struct place {
	const struct cvd_event *event;
	const char *field; /* whole, as "person.name" */
	const char *group; /* "person", "matter"; NULL: public */
	const struct cvd_shape *shape;
	uint64_t variant;
	const struct cvd_field *row;
};

static struct place
place_of(const struct cvd_event *event, const char *group)
{
	struct place p = {
		.event = event,
		.group = group,
		.shape = &cvd_event_shape,
		.variant = CVD_EVENT_BIT(event->kind),
	};

	if (group == NULL)
		return p;
	p.variant = 0;
	p.shape = strcmp(group, "person") == 0 ? &cvd_person_shape
	                                       : &cvd_matter_shape;
	return p;
}

static bool
has_group(const struct cvd_event *event, const char *group)
{
	return group == NULL ||
	       (strcmp(group, "person") == 0 ? event->person != NULL
	                                     : event->matter != NULL);
}

/* The rule is legality's; here only what it says of this field. */
static bool
may_correct(const struct cvd_case *c, const struct place *p)
{
	const struct cvd_event probe = {
		.kind = CVD_EVENT_CORRECTED,
		.id = "",
		.lamport = UINT_MAX,
		.corrects = p->event->id,
		.field = p->field,
	};

	return p->row->kind != CVD_FIELD_STRUCT &&
	       p->row->kind != CVD_FIELD_STRUCTS &&
	       p->row->kind != CVD_FIELD_NODE &&
	       cvd_legality_check_target(c, &probe, NULL) == CVD_OK;
}

static const char *const groups[] = { NULL, "person", "matter" };
#define GROUPS (sizeof groups / sizeof groups[0])

/* Appends the fields of one group that can be corrected. */
static enum cvd_status
list_group(struct cvd_step *step, const struct cvd_event *event,
    const char *group, struct cvd_buf *names, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	struct place p = place_of(event, group);

	for (p.row = p.shape->fields; p.row->name != NULL; p.row++) {
		if (p.row->may != 0 && (p.row->may & p.variant) == 0)
			continue;
		p.field = group == NULL ? p.row->name
		                        : cvd_arena_textf(arena, "%s.%s", group,
		                              p.row->name);
		if (p.field == NULL)
			return cvd_arena_check(arena, err);
		if (may_correct(step->record->c, &p))
			cvd_buf_add_word(names, p.field);
	}
	return CVD_OK;
}

static enum cvd_status
fail_field(struct cvd_step *step, const struct cvd_event *event,
    const char *field, struct cvd_err *err)
{
	struct cvd_buf names = CVD_BUF_INIT(CVD_MAX_VALUE);
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < GROUPS && rc == CVD_OK; i++)
		if (has_group(event, groups[i]))
			rc = list_group(step, event, groups[i], &names, err);
	if (rc == CVD_OK) {
		rc = cvd_fail(err, CVD_E_REFUSED,
		    "'%s' has no field '%s' that can be corrected",
		    cvd_event_names[event->kind], field);
		cvd_err_hint(err, "it has %s", names.data);
	}
	cvd_buf_clear(&names);
	return rc;
}

static enum cvd_status
find_place(struct cvd_step *step, const struct cvd_event *event,
    const char *field, struct place *place, struct cvd_err *err)
{
	const char *dot = strchr(field, '.');
	const char *group = NULL;

	for (size_t i = 1; i < GROUPS; i++)
		if (dot != NULL && strlen(groups[i]) == (size_t)(dot - field) &&
		    strncmp(field, groups[i], (size_t)(dot - field)) == 0)
			group = groups[i];
	*place = place_of(event, group);
	place->field = field;
	place->row = cvd_fields_find(place->shape, place->variant,
	    group == NULL ? field : dot + 1);
	if (place->row == NULL || !has_group(event, group) ||
	    !may_correct(step->record->c, place))
		return fail_field(step, event, field, err);
	return CVD_OK;
}

/* An instant is kept in UTC, however it was typed. */
static enum cvd_status
read_value(struct cvd_step *step, const struct place *p, const char *typed,
    const char **value, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	char text[CVD_INSTANT_TEXT];
	cvd_instant instant;
	enum cvd_status rc;

	if (p->row->kind != CVD_FIELD_INSTANT || typed[0] == '\0') {
		*value = cvd_arena_text(arena, typed);
		return cvd_arena_check(arena, err);
	}
	rc = cvd_instant_read(typed, cvd_casebook_zone(step->book), &instant,
	    err);
	if (rc != CVD_OK)
		return cvd_fail_as(err, CVD_E_USAGE);
	*value = cvd_arena_text(arena, cvd_instant_text(instant, text));
	return cvd_arena_check(arena, err);
}

/* What replay will do with the value is tried on a copy first. */
static enum cvd_status
try_value(struct cvd_step *step, const struct place *p, const char *value,
    struct cvd_err *err)
{
	struct cvd_event event = *p->event;
	struct cvd_person person = { 0 };
	struct cvd_matter matter = { 0 };
	void *copy = &event;
	enum cvd_status rc;

	if (p->shape == &cvd_person_shape) {
		person = *p->event->person;
		copy = &person;
	} else if (p->shape == &cvd_matter_shape) {
		matter = *p->event->matter;
		copy = &matter;
	}
	rc = cvd_fields_set(p->shape, p->variant, copy, p->row->name, value,
	    cvd_step_arena(step), err);
	if (rc != CVD_E_INVALID)
		return rc;
	if (err != NULL)
		err->line = err->column = 0;
	return cvd_fail_as(err, CVD_E_USAGE);
}

static enum cvd_status
fill_value(struct cvd_step *step, struct cvd_event *e, const struct place *p,
    const char *value, struct cvd_err *err)
{
	struct cvd_person *person;
	struct cvd_matter *matter;
	enum cvd_status rc;

	if (p->group == NULL) {
		e->value = value;
		return CVD_OK;
	}
	if (p->shape == &cvd_person_shape) {
		rc = cvd_step_person(step, e, &person, err);
		if (rc == CVD_OK)
			person->value = value;
		return rc;
	}
	rc = cvd_step_matter(step, e, &matter, err);
	if (rc == CVD_OK)
		matter->value = value;
	return rc;
}

/*
 * Judges the step, and refuses it where an event that counted would count no
 * more: what follows from a wrong event is taken back with it, not left
 * hanging.
 */
static enum cvd_status
judge(struct cvd_step *step, const struct cvd_replay *before,
    struct cvd_err *err)
{
	struct cvd_record *r = step->record;
	enum cvd_status rc = cvd_record_refresh(r, err);

	for (size_t i = 0; i < step->first && rc == CVD_OK; i++) {
		const struct cvd_verdict *v = &r->replay.verdict[i];

		if (v->kind != CVD_VERDICT_INEFFECTIVE ||
		    before->verdict[i].kind != CVD_VERDICT_EFFECTIVE)
			continue;
		rc = cvd_fail(err, CVD_E_REFUSED,
		    "then '%s' of %.8s would be without effect: %s",
		    cvd_event_names[r->c->events[i].kind], r->c->events[i].id,
		    v->why);
		cvd_err_hint(err, "'cvd void' takes several events at once; "
		                  "'cvd correct' changes them one by one");
	}
	return rc == CVD_OK ? cvd_step_judge(step, err) : rc;
}

enum cvd_status
cvd_verb_correct(struct cvd_step *step, const char *event, const char *field,
    const char *value, const char *reason, struct cvd_err *err)
{
	const struct cvd_replay before = step->record->replay;
	struct cvd_arena *arena = cvd_step_arena(step);
	const struct cvd_event *old;
	struct place place;
	struct cvd_event *e;
	enum cvd_status rc = cvd_pick_event(step, event, &old, err);

	if (rc == CVD_OK)
		rc = find_place(step, old, field, &place, err);
	if (rc == CVD_OK)
		rc = read_value(step, &place, value, &value, err);
	if (rc == CVD_OK)
		rc = try_value(step, &place, value, err);
	/* The old event may move when a new one is added. */
	if (rc == CVD_OK)
		event = old->id;
	if (rc == CVD_OK)
		rc = cvd_step_add(step, CVD_EVENT_CORRECTED, &e, err);
	if (rc != CVD_OK)
		return rc;
	e->corrects = event;
	e->field = cvd_arena_text(arena, field);
	rc = fill_value(step, e, &place, value, err);
	if (rc == CVD_OK)
		rc = cvd_fill_field(step, e, "reason", reason, err);
	return rc == CVD_OK ? judge(step, &before, err) : rc;
}

/* The ids that are meant, each once. */
static enum cvd_status
list_events(struct cvd_step *step, const char *const *events, size_t count,
    struct cvd_lines *ids, struct cvd_err *err)
{
	const struct cvd_record *r = step->record;
	struct cvd_arena *arena = cvd_step_arena(step);
	const char **item = cvd_arena_alloc(arena, count, sizeof *item);

	if (item == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < count; i++) {
		const struct cvd_event *e;
		enum cvd_status rc = cvd_pick_event(step, events[i], &e, err);

		if (rc != CVD_OK)
			return rc;
		if (r->replay.verdict[e - r->c->events].kind ==
		    CVD_VERDICT_VOIDED)
			return cvd_fail(err, CVD_E_REFUSED,
			    "'%s' of %.8s is voided already",
			    cvd_event_names[e->kind], e->id);
		for (size_t k = 0; k < i; k++)
			if (strcmp(item[k], e->id) == 0)
				return cvd_fail(err, CVD_E_USAGE,
				    "event '%s' is named twice", events[i]);
		item[i] = e->id;
	}
	*ids = (struct cvd_lines){ item, count };
	return CVD_OK;
}

enum cvd_status
cvd_verb_void(struct cvd_step *step, const char *const *events, size_t count,
    const char *reason, struct cvd_err *err)
{
	const struct cvd_replay before = step->record->replay;
	struct cvd_lines ids;
	struct cvd_event *e;
	enum cvd_status rc = list_events(step, events, count, &ids, err);

	if (rc == CVD_OK)
		rc = cvd_step_add(step, CVD_EVENT_VOIDED, &e, err);
	if (rc != CVD_OK)
		return rc;
	e->voids = ids;
	rc = cvd_fill_field(step, e, "reason", reason, err);
	return rc == CVD_OK ? judge(step, &before, err) : rc;
}

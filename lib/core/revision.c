/* SPDX-License-Identifier: EUPL-1.2 */

/* What later events take back of a case, and what they set right. */

#include "core/revision.h"

#include "core/legality.h"
#include "core/seal.h"

#include <string.h>

void
cvd_revision_mark_voided(const struct cvd_case *c, struct cvd_verdict *verdict)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct cvd_event *e = &c->events[i];

		if (e->kind != CVD_EVENT_VOIDED ||
		    cvd_legality_check_target(c, e, NULL) != CVD_OK)
			continue;
		for (size_t k = 0; k < e->voids.count; k++) {
			const struct cvd_event *old = cvd_case_find(c,
			    e->voids.item[k]);

			verdict[old - c->events].kind = CVD_VERDICT_VOIDED;
		}
	}
}

/*
 * Sets one corrected field of a copy; nothing computed depends on a private
 * one. Where the value that counts is shut, so is the group: what was wrong is
 * not shown for it.
 */
static void
correct(struct cvd_event *copy, const struct cvd_event *e,
    struct cvd_arena *arena)
{
	const char *name = e->field;

	if (strncmp(name, "person.", 7) == 0) {
		if (cvd_seal_is_shut(e, CVD_GROUP_PERSON)) {
			copy->person = NULL;
			copy->person_sealed = e->person_sealed;
			return;
		}
		struct cvd_person *p = cvd_arena_alloc(arena, 1, sizeof *p);

		if (p == NULL || copy->person == NULL || e->person == NULL ||
		    e->person->value == NULL)
			return;
		*p = *copy->person;
		if (cvd_fields_set(&cvd_person_shape, 0, p, name + 7,
		        e->person->value, arena, NULL) == CVD_OK)
			copy->person = p;
	} else if (strncmp(name, "matter.", 7) == 0) {
		if (cvd_seal_is_shut(e, CVD_GROUP_MATTER)) {
			copy->matter = NULL;
			copy->matter_sealed = e->matter_sealed;
			return;
		}
		struct cvd_matter *m = cvd_arena_alloc(arena, 1, sizeof *m);

		if (m == NULL || copy->matter == NULL || e->matter == NULL ||
		    e->matter->value == NULL)
			return;
		*m = *copy->matter;
		if (cvd_fields_set(&cvd_matter_shape, 0, m, name + 7,
		        e->matter->value, arena, NULL) == CVD_OK)
			copy->matter = m;
	} else if (e->value != NULL) {
		(void)cvd_fields_set(&cvd_event_shape,
		    CVD_EVENT_BIT(copy->kind), copy, name, e->value, arena,
		    NULL);
	}
}

void
cvd_revision_find(const struct cvd_case *c, const struct cvd_verdict *verdict,
    struct cvd_arena *arena, struct cvd_corrections *list)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct cvd_event *e = &c->events[i];
		size_t *index;

		if (e->kind != CVD_EVENT_CORRECTED ||
		    verdict[i].kind == CVD_VERDICT_VOIDED ||
		    cvd_legality_check_target(c, e, NULL) != CVD_OK)
			continue;
		index = cvd_arena_grow(arena, list->index, list->count,
		    sizeof *index);
		if (index == NULL)
			return;
		list->index = index;
		index[list->count++] = i;
	}
}

const struct cvd_event *
cvd_revision_apply(const struct cvd_case *c, size_t i,
    const struct cvd_corrections *list, struct cvd_arena *arena,
    struct cvd_verdict *verdict)
{
	const struct cvd_event *e = &c->events[i];
	struct cvd_event *copy = NULL;

	for (size_t k = 0; k < list->count; k++) {
		const struct cvd_event *later = &c->events[list->index[k]];

		if (strcmp(later->corrects, e->id) != 0)
			continue;
		if (copy == NULL) {
			copy = cvd_arena_alloc(arena, 1, sizeof *copy);
			if (copy == NULL)
				return e;
			*copy = *e;
			verdict[i].corrected = true;
		}
		correct(copy, later, arena);
	}
	return copy != NULL ? copy : e;
}

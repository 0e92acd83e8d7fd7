/* SPDX-License-Identifier: EUPL-1.2 */

/* What one person adds to one case in one signed commit. */

#include "app/step.h"

#include "app/policies.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/rights.h"
#include "edge/store.h"

#include <stdlib.h>
#include <string.h>

struct cvd_arena *
cvd_step_arena(struct cvd_step *step)
{
	return step->record->c->arena;
}

/* A year of four digits is what an id has room for. */
static unsigned
year_of(cvd_instant at)
{
	return (unsigned)cvd_date_from_day(cvd_instant_day(at)).year;
}

/* An id that no case of this casebook has. */
static enum cvd_status
draw_id(struct cvd_casebook *book, cvd_instant at, char *id,
    struct cvd_err *err)
{
	const struct cvd_world *world = cvd_casebook_world(book);

	for (unsigned tries = 0; tries < 100; tries++) {
		unsigned char random[CVD_CASE_ID_RANDOM];
		char path[CVD_CASE_PATH_TEXT];
		char blob[CVD_STORE_ID_TEXT];
		enum cvd_status rc;

		rc = world->random(world->random_context, random, sizeof random,
		    err);
		if (rc != CVD_OK)
			return rc;
		cvd_case_id_make(year_of(at), random, id);
		cvd_case_path_text(id, path);
		rc = cvd_store_find(cvd_casebook_store(book), path, blob, err);
		if (rc == CVD_E_NOT_FOUND)
			return CVD_OK;
		if (rc != CVD_OK)
			return rc;
	}
	return cvd_fail(err, CVD_E_INTERNAL,
	    "the random source repeats itself");
}

static enum cvd_status
new_record(struct cvd_casebook *book, cvd_instant at,
    struct cvd_record **record, struct cvd_err *err)
{
	struct cvd_record *r = calloc(1, sizeof *r);
	char id[CVD_CASE_ID_TEXT];
	enum cvd_status rc;

	if (r == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	r->arena = cvd_arena_new();
	rc = cvd_arena_check(r->arena, err);
	if (rc == CVD_OK)
		rc = draw_id(book, at, id, err);
	if (rc == CVD_OK && (r->c = cvd_case_new(id)) == NULL)
		rc = cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	if (rc == CVD_OK)
		rc = cvd_record_refresh(r, err);
	if (rc == CVD_OK)
		*record = r;
	else
		cvd_record_close(r);
	return rc;
}

static enum cvd_status
old_record(struct cvd_casebook *book, const char *id,
    struct cvd_record **record, struct cvd_err *err)
{
	enum cvd_status rc = cvd_record_open(book, id, record, err);

	if (rc != CVD_OK || !(*record)->head_differs)
		return rc;
	cvd_record_close(*record);
	*record = NULL;
	rc = cvd_fail(err, CVD_E_CASEBOOK,
	    "the head of case '%s' is not what its events come to", id);
	cvd_err_hint(err, "'git log -- cases' shows who changed the file");
	return rc;
}

enum cvd_status
cvd_step_begin(struct cvd_casebook *book, const char *id, const char *verb,
    cvd_instant at, struct cvd_step **step, struct cvd_err *err)
{
	const struct cvd_world *world = cvd_casebook_world(book);
	struct cvd_step *s = calloc(1, sizeof *s);
	enum cvd_status rc;

	if (s == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	s->file = (struct cvd_buf)CVD_BUF_INIT(CVD_MAX_FILE);
	s->message = (struct cvd_buf)CVD_BUF_INIT(CVD_MAX_COMMIT);
	s->book = book;
	s->verb = verb;
	s->at = at;
	s->recorded = world->now;
	rc = id == NULL ? new_record(book, at, &s->record, err)
	                : old_record(book, id, &s->record, err);
	if (rc == CVD_OK)
		rc = cvd_casebook_member(book, &s->member, err);
	if (rc != CVD_OK) {
		cvd_step_drop(s);
		return rc;
	}
	s->first = s->record->c->count;
	s->before = s->record->replay.head.state;
	*step = s;
	return CVD_OK;
}

void
cvd_step_drop(struct cvd_step *step)
{
	if (step == NULL)
		return;
	cvd_buf_clear(&step->file);
	cvd_buf_clear(&step->message);
	cvd_record_close(step->record);
	free(step);
}

/* An id that no event of this case has: one source of chance may repeat. */
static enum cvd_status
draw_event_id(struct cvd_step *step, char *id, struct cvd_err *err)
{
	for (unsigned tries = 0; tries < 100; tries++) {
		enum cvd_status rc = cvd_casebook_new_id(step->book, id, err);

		if (rc != CVD_OK)
			return rc;
		if (cvd_case_find(step->record->c, id) == NULL)
			return CVD_OK;
	}
	return cvd_fail(err, CVD_E_INTERNAL,
	    "the random source repeats itself");
}

enum cvd_status
cvd_step_add(struct cvd_step *step, enum cvd_event_kind kind,
    struct cvd_event **event, struct cvd_err *err)
{
	char id[CVD_EVENT_ID_TEXT];
	enum cvd_status rc = cvd_rights_check(step->member, kind, err);

	if (rc == CVD_OK)
		rc = draw_event_id(step, id, err);
	if (rc != CVD_OK)
		return rc;
	return cvd_case_add(step->record->c, kind, id, step->at, step->recorded,
	    step->member->name, event, err);
}

/* A new salt in the arena, or NULL with the reason in err. */
static const char *
new_salt(struct cvd_step *step, struct cvd_err *err)
{
	char id[CVD_EVENT_ID_TEXT];

	if (cvd_casebook_new_id(step->book, id, err) != CVD_OK)
		return NULL;
	return cvd_arena_text(cvd_step_arena(step), id);
}

enum cvd_status
cvd_step_person(struct cvd_step *step, struct cvd_event *event,
    struct cvd_person **person, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);

	if (event->person == NULL) {
		struct cvd_person *p = cvd_arena_alloc(arena, 1, sizeof *p);
		const char *salt = p == NULL ? NULL : new_salt(step, err);

		if (p == NULL)
			return cvd_arena_check(arena, err);
		if (salt == NULL)
			return err != NULL ? err->status : CVD_E_IO;
		p->salt = salt;
		event->person = p;
	}
	*person = event->person;
	return CVD_OK;
}

enum cvd_status
cvd_step_matter(struct cvd_step *step, struct cvd_event *event,
    struct cvd_matter **matter, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);

	if (event->matter == NULL) {
		struct cvd_matter *m = cvd_arena_alloc(arena, 1, sizeof *m);
		const char *salt = m == NULL ? NULL : new_salt(step, err);

		if (m == NULL)
			return cvd_arena_check(arena, err);
		if (salt == NULL)
			return err != NULL ? err->status : CVD_E_IO;
		m->salt = salt;
		event->matter = m;
	}
	*matter = event->matter;
	return CVD_OK;
}

/*
 * An event that replay calls ineffective is refused, as seen before it: with
 * the rule and what would be legal instead.
 */
static enum cvd_status
refuse(struct cvd_step *step, size_t i, struct cvd_err *err)
{
	struct cvd_case before = *step->record->c;
	struct cvd_replay replay;
	enum cvd_status rc;

	before.count = i;
	rc = cvd_replay_run(&before, step->record->arena, &replay, err);
	if (rc == CVD_OK)
		rc = cvd_replay_may(step->record->c, &replay,
		    &step->record->c->events[i], err);
	if (rc == CVD_OK)
		rc = cvd_fail(err, CVD_E_REFUSED, "'%s' has no effect",
		    cvd_event_names[step->record->c->events[i].kind]);
	return rc;
}

enum cvd_status
cvd_step_judge(struct cvd_step *step, struct cvd_err *err)
{
	struct cvd_record *r = step->record;
	enum cvd_status rc = cvd_record_refresh(r, err);

	if (rc != CVD_OK)
		return rc;
	for (size_t i = step->first; i < r->c->count; i++)
		if (r->replay.verdict[i].kind == CVD_VERDICT_INEFFECTIVE)
			return refuse(step, i, err);
	if (r->policies.count == 0 && r->replay.received != NULL)
		rc = cvd_policies_pinned(step->book, r->replay.received,
		    r->arena, &r->policies, err);
	return rc;
}

/* Whether the casebook has a file as it is to be. */
static enum cvd_status
is_there(struct cvd_step *step, const char *path, const void *bytes,
    size_t size, bool *is, struct cvd_err *err)
{
	char now[CVD_STORE_ID_TEXT];
	char then[CVD_STORE_ID_TEXT] = "";
	enum cvd_status rc = cvd_store_find(cvd_casebook_store(step->book),
	    path, now, err);

	*is = false;
	if (rc == CVD_E_NOT_FOUND)
		return CVD_OK;
	if (rc == CVD_OK)
		rc = cvd_store_blob_id(bytes, size, then, err);
	*is = rc == CVD_OK && strcmp(now, then) == 0;
	return rc;
}

enum cvd_status
cvd_step_file(struct cvd_step *step, const char *path, const void *bytes,
    size_t size, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_change *files;
	bool is = false;
	enum cvd_status rc = is_there(step, path, bytes, size, &is, err);

	if (rc != CVD_OK || is)
		return rc;
	files = cvd_arena_grow(arena, step->files, step->file_count,
	    sizeof *files);
	if (files == NULL)
		return cvd_arena_check(arena, err);
	step->files = files;
	files[step->file_count++] = (struct cvd_change){
		.path = cvd_arena_text(arena, path),
		.bytes = bytes,
		.size = size,
	};
	return cvd_arena_check(arena, err);
}

enum cvd_status
cvd_step_letter(struct cvd_step *step, const struct cvd_step_letter *letter,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_step_letter *letters = cvd_arena_grow(arena, step->letters,
	    step->letter_count, sizeof *letters);

	if (letters == NULL)
		return cvd_arena_check(arena, err);
	step->letters = letters;
	letters[step->letter_count++] = *letter;
	return CVD_OK;
}

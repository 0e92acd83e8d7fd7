/* SPDX-License-Identifier: EUPL-1.2 */

/* What one person adds to one case in one signed commit. */

#include "app/step.h"

#include "app/outbox.h"
#include "app/policies.h"
#include "app/signing.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/message.h"
#include "core/rights.h"
#include "edge/hash.h"
#include "edge/store.h"
#include "edge/yaml.h"

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

enum cvd_status
cvd_step_file(struct cvd_step *step, const char *path, const void *bytes,
    size_t size, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_change *files = cvd_arena_grow(arena, step->files,
	    step->file_count, sizeof *files);

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

/* The event that says which letters were decided. */
static enum cvd_status
add_queued(struct cvd_step *step, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_event_letter *entries;
	struct cvd_event *event;
	enum cvd_status rc;

	if (step->letter_count == 0)
		return CVD_OK;
	entries = cvd_arena_alloc(arena, step->letter_count, sizeof *entries);
	if (entries == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < step->letter_count; i++)
		entries[i] = step->letters[i].entry;
	rc = cvd_step_add(step, CVD_EVENT_LETTERS_QUEUED, &event, err);
	if (rc == CVD_OK)
		event->letters = (struct cvd_items){ entries,
			step->letter_count };
	return rc;
}

/* All that the commit changes: the case file and what goes with it. */
static enum cvd_status
all_changes(struct cvd_step *step, const char *path,
    struct cvd_change **changes, size_t *count, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_change *all = cvd_arena_alloc(arena, step->file_count + 1,
	    sizeof *all);

	if (all == NULL)
		return cvd_arena_check(arena, err);
	all[0] = (struct cvd_change){
		.path = path,
		.bytes = step->file.data,
		.size = step->file.size,
	};
	for (size_t i = 0; i < step->file_count; i++)
		all[i + 1] = step->files[i];
	*changes = all;
	*count = step->file_count + 1;
	return CVD_OK;
}

static enum cvd_status
make_message(struct cvd_step *step, struct cvd_err *err)
{
	const struct cvd_case *c = step->record->c;
	const struct cvd_head *head = &step->record->replay.head;
	size_t count = c->count - step->first;
	struct cvd_message_event *events = cvd_arena_alloc(c->arena, count,
	    sizeof *events);
	struct cvd_message message = {
		.case_id = c->head.id,
		.verb = step->verb,
		.events = events,
		.event_count = count,
		.policy = head->policy,
		.actor = step->member->name,
	};
	char path[CVD_CASE_PATH_TEXT];
	char sha256[CVD_HASH_TEXT];
	struct cvd_change *changes;
	size_t change_count;
	enum cvd_status rc;

	if (events == NULL)
		return cvd_arena_check(c->arena, err);
	for (size_t i = 0; i < count; i++) {
		const struct cvd_event *e = &c->events[step->first + i];

		events[i].id = e->id;
		events[i].name = cvd_event_names[e->kind];
	}
	if (head->state != step->before) {
		message.before = step->before == CVD_LABEL_NONE
		                     ? "none"
		                     : cvd_label_names[step->before];
		message.after = cvd_label_names[head->state];
	}
	cvd_case_path_text(c->head.id, path);
	rc = all_changes(step, path, &changes, &change_count, err);
	if (rc == CVD_OK)
		rc = cvd_hash_changes(changes, change_count, sha256, err);
	message.sha256 = sha256;
	if (rc == CVD_OK)
		rc = cvd_message_write(&step->message, &message, err);
	return rc;
}

/*
 * What is signed must be readable by every cvd: the file to be goes through
 * the reader, with all its limits, before it goes into a commit.
 */
static enum cvd_status
read_back(const struct cvd_step *step, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	const struct cvd_node *root;
	struct cvd_case *c = NULL;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = cvd_yaml_read(step->file.data, step->file.size, arena,
		    &root, err);
	if (rc == CVD_OK)
		rc = cvd_case_load(root, step->file.data, step->file.size, &c,
		    err);
	if (rc == CVD_OK)
		rc = cvd_case_is_canonical(c, err);
	if (rc == CVD_E_SYNTAX || rc == CVD_E_INVALID) {
		cvd_err_prefix(err, "the case file to be");
		rc = cvd_fail_as(err, CVD_E_USAGE);
	}
	cvd_case_free(c);
	cvd_arena_free(arena);
	return rc;
}

enum cvd_status
cvd_step_prepare(struct cvd_step *step, struct cvd_err *err)
{
	struct cvd_record *r = step->record;
	enum cvd_status rc;

	if (step->ready)
		return CVD_OK;
	rc = add_queued(step, err);
	if (rc == CVD_OK)
		rc = cvd_rights_check_events(step->member,
		    &r->c->events[step->first], r->c->count - step->first, err);
	if (rc == CVD_OK)
		rc = cvd_step_judge(step, err);
	if (rc == CVD_OK)
		rc = cvd_case_write(r->c, &r->replay.head, &step->file, err);
	if (rc == CVD_OK)
		rc = read_back(step, err);
	if (rc == CVD_OK)
		rc = make_message(step, err);
	if (rc == CVD_OK)
		step->ready = true;
	return rc;
}

static const char *
state_folder(struct cvd_step *step)
{
	return cvd_store_state(cvd_casebook_store(step->book));
}

static enum cvd_status
prepare_letters(struct cvd_step *step, struct cvd_err *err)
{
	const struct cvd_team *team = cvd_casebook_team(step->book);

	for (size_t i = 0; i < step->letter_count; i++) {
		const struct cvd_step_letter *l = &step->letters[i];
		const struct cvd_outbox_item item = {
			.message_id = l->entry.message_id,
			.case_id = step->record->c->head.id,
			.letter = l->entry.letter,
			.party = l->entry.party,
			.from = team->from,
			.to = l->to,
			.mail = l->mail,
			.mail_size = l->mail_size,
		};
		enum cvd_status rc = cvd_outbox_prepare(state_folder(step),
		    &item, err);

		if (rc != CVD_OK)
			return rc;
	}
	return CVD_OK;
}

static void
drop_letters(struct cvd_step *step)
{
	/* What cannot be dropped now is dropped by the next delivery, which
	 * finds no event for it. */
	for (size_t i = 0; i < step->letter_count; i++)
		(void)cvd_outbox_drop(state_folder(step),
		    step->letters[i].entry.message_id, NULL);
}

enum cvd_status
cvd_step_commit(struct cvd_step *step, struct cvd_err *err)
{
	char path[CVD_CASE_PATH_TEXT];
	char commit[CVD_STORE_ID_TEXT] = "";
	struct cvd_change *changes = NULL;
	size_t count = 0;
	enum cvd_status rc = cvd_step_prepare(step, err);

	if (rc != CVD_OK)
		return rc;
	cvd_case_path_text(step->record->c->head.id, path);
	rc = all_changes(step, path, &changes, &count, err);
	if (rc == CVD_OK)
		rc = prepare_letters(step, err);
	if (rc == CVD_OK)
		rc = cvd_signing_commit(step->book, &step->member->signing,
		    changes, count, step->message.data, commit, err);
	if (commit[0] == '\0') {
		drop_letters(step);
		return rc;
	}
	/* The event stands, even where the work tree could not follow: a
	 * letter that is not marked ready now is found to be so by the next
	 * delivery. */
	for (size_t i = 0; i < step->letter_count; i++)
		(void)cvd_outbox_ready(state_folder(step),
		    step->letters[i].entry.message_id, NULL);
	return rc;
}

enum cvd_status
cvd_step_preview(struct cvd_step *step, struct cvd_buf *out,
    struct cvd_err *err)
{
	const struct cvd_case *c = step->record->c;
	const char *added = NULL;
	enum cvd_status rc = cvd_step_prepare(step, err);

	if (rc != CVD_OK)
		return rc;
	cvd_buf_addz(out, step->message.data);
	if (step->first < c->count)
		added = strstr(step->file.data, c->events[step->first].id);
	if (added != NULL)
		cvd_buf_addf(out, "\n  - id: %s", added);
	for (size_t i = 0; i < step->file_count; i++)
		cvd_buf_addf(out, "\nfile: %s (%zu bytes)\n",
		    step->files[i].path, step->files[i].size);
	for (size_t i = 0; i < step->letter_count; i++)
		cvd_buf_addf(out, "\nletter '%s' to %s\nSubject: %s\n\n%s",
		    step->letters[i].entry.letter, step->letters[i].to,
		    step->letters[i].subject, step->letters[i].body);
	return cvd_buf_check(out, err);
}

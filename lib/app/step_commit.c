/* SPDX-License-Identifier: EUPL-1.2 */

/* From a step that was put together to the commit that says so. */

#include "app/step.h"

#include "app/outbox.h"
#include "app/signing.h"
#include "core/limits.h"
#include "core/message.h"
#include "core/rights.h"
#include "edge/hash.h"
#include "edge/store.h"
#include "edge/yaml.h"

#include <string.h>

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

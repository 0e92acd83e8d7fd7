/* SPDX-License-Identifier: EUPL-1.2 */

/* Clocks and lost letters of many cases, in the order in which they matter. */

#include "app/due.h"

#include "app/record.h"
#include "core/doubt.h"
#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

/* The list as it grows. */
struct finder {
	struct cvd_casebook *book;
	const struct cvd_due_filter *filter;
	cvd_instant latest; /* instant up to which it is listed */
	struct cvd_arena *arena;
	struct cvd_due_list list;
};

static bool
is_wanted(const struct cvd_clock *clock, cvd_instant latest)
{
	switch (clock->state) {
	case CVD_CLOCK_RUNNING:
		return clock->due <= latest;
	case CVD_CLOCK_MISSED:
		return clock->met_at == CVD_INSTANT_NONE;
	case CVD_CLOCK_PENDING:
	case CVD_CLOCK_MET:
	case CVD_CLOCK_STOPPED:
		break;
	}
	return false;
}

/* A row that outlives the record the clock was computed from. */
static void
add_row(struct finder *f, const char *id, const struct cvd_clock *clock)
{
	struct cvd_due_row *rows = cvd_arena_grow(f->arena, f->list.row,
	    f->list.count, sizeof *rows);
	struct cvd_due_row *row;

	if (rows == NULL)
		return;
	f->list.row = rows;
	row = &rows[f->list.count++];
	*row = (struct cvd_due_row){ .id = id, .clock = *clock };
	if (clock->party != NULL)
		row->clock.party = cvd_arena_text(f->arena, clock->party);
	if (cvd_clock_is_overdue(clock))
		f->list.overdue++;
}

/*
 * What an event says about a letter, or QUEUED where it says nothing; *reply
 * is the server's word.
 */
static enum cvd_letter_state
state_said(const struct cvd_event *e, const char *message_id,
    const char **reply)
{
	const struct cvd_event_letter *letters = e->letters.item;
	enum cvd_letter_state state = CVD_LETTER_QUEUED;

	if (e->kind == CVD_EVENT_LETTERS_SENT)
		state = CVD_LETTER_SENT;
	else if (e->kind == CVD_EVENT_LETTERS_FAILED)
		state = CVD_LETTER_FAILED;
	else if (e->kind == CVD_EVENT_LETTERS_CANCELLED)
		state = CVD_LETTER_CANCELLED;
	else
		return state;
	for (size_t i = 0; i < e->letters.count; i++)
		if (strcmp(letters[i].message_id, message_id) == 0) {
			*reply = letters[i].reply;
			return state;
		}
	return CVD_LETTER_QUEUED;
}

/* Whether a letter has failed by then, as replay would see it. */
static bool
has_failed(const struct cvd_replay *replay, const char *message_id,
    cvd_instant at, const char **reply)
{
	enum cvd_letter_state state = CVD_LETTER_QUEUED;

	for (size_t i = 0; i < replay->count; i++) {
		enum cvd_letter_state said;

		if (replay->events[i]->at > at || state == CVD_LETTER_SENT)
			continue;
		said = state_said(replay->events[i], message_id, reply);
		if (said != CVD_LETTER_QUEUED)
			state = said;
	}
	return state == CVD_LETTER_FAILED;
}

static void
add_letter(struct finder *f, const struct cvd_due_letter *letter)
{
	struct cvd_due_letter *letters = cvd_arena_grow(f->arena,
	    f->list.letter, f->list.letter_count, sizeof *letters);

	if (letters == NULL)
		return;
	f->list.letter = letters;
	letters[f->list.letter_count++] = (struct cvd_due_letter){
		.id = cvd_arena_text(f->arena, letter->id),
		.letter = cvd_arena_text(f->arena, letter->letter),
		.party = cvd_arena_text(f->arena, letter->party),
		.message_id = cvd_arena_text(f->arena, letter->message_id),
		.reply = letter->reply == NULL
		             ? NULL
		             : cvd_arena_text(f->arena, letter->reply),
		.held = letter->held == NULL
		            ? NULL
		            : cvd_arena_text(f->arena, letter->held),
	};
}

static void
add_letters(struct finder *f, const char *id, const struct cvd_record *record)
{
	const struct cvd_replay *replay = &record->replay;

	for (size_t i = 0; i < replay->letter_count; i++) {
		const struct cvd_letter_track *t = &replay->letters[i];
		struct cvd_due_letter letter = {
			.id = id,
			.letter = t->letter->letter,
			.party = t->letter->party,
			.message_id = t->letter->message_id,
		};
		struct cvd_buf why = CVD_BUF_INIT(CVD_MAX_VALUE);

		if (has_failed(replay, letter.message_id, f->filter->at,
		        &letter.reply)) {
			add_letter(f, &letter);
		} else if (t->state == CVD_LETTER_QUEUED &&
		           t->doubt != CVD_DOUBT_NONE &&
		           t->queued->at <= f->filter->at) {
			cvd_doubt_say(record->c, replay, t, &why);
			letter.held = why.data;
			add_letter(f, &letter);
		}
		cvd_buf_clear(&why);
	}
}

static enum cvd_status
read_case(struct finder *f, const char *id, struct cvd_record **ret,
    struct cvd_clocks *clocks, struct cvd_err *err)
{
	struct cvd_record *record = NULL;
	enum cvd_status rc = cvd_record_open(f->book, id, &record, err);

	if (rc != CVD_OK)
		return rc;
	rc = cvd_clock_list(&record->replay, &record->policies, f->filter->at,
	    record->arena, clocks, err);
	if (rc == CVD_OK) {
		*ret = record;
		return CVD_OK;
	}
	cvd_record_close(record);
	cvd_err_prefix(err, id);
	return rc == CVD_E_INVALID ? cvd_fail_as(err, CVD_E_CASEBOOK) : rc;
}

static enum cvd_status
add_case(void *context, const char *id, struct cvd_err *err)
{
	struct finder *f = context;
	struct cvd_record *record = NULL;
	struct cvd_clocks clocks = { 0 };
	const char *kept = NULL;
	enum cvd_status rc = read_case(f, id, &record, &clocks, err);

	if (rc != CVD_OK)
		return rc;
	for (size_t i = 0; i < clocks.count; i++) {
		if (!is_wanted(&clocks.clock[i], f->latest))
			continue;
		if (kept == NULL)
			kept = cvd_arena_text(f->arena, id);
		add_row(f, kept, &clocks.clock[i]);
	}
	add_letters(f, id, record);
	if (record->replay.head.needs_review)
		f->list.review_count++;
	cvd_record_close(record);
	return CVD_OK;
}

/* The same among all cases, of which one that is damaged hides no other. */
static enum cvd_status
add_each(void *context, const char *id, struct cvd_err *err)
{
	struct finder *f = context;
	struct cvd_err why;
	const char **messages;
	enum cvd_status rc = add_case(f, id, &why);

	if (rc == CVD_OK)
		return CVD_OK;
	if (rc != CVD_E_CASEBOOK && rc != CVD_E_TOO_NEW && rc != CVD_E_TOO_OLD)
		return cvd_fail(err, rc, "%s", why.message);
	messages = cvd_arena_grow(f->arena, f->list.unreadable,
	    f->list.unreadable_count, sizeof *messages);
	if (messages == NULL)
		return cvd_arena_check(f->arena, err);
	if (f->list.unreadable_count == 0)
		f->list.unreadable_status = rc;
	f->list.unreadable = messages;
	messages[f->list.unreadable_count++] = cvd_arena_text(f->arena,
	    why.message);
	return CVD_OK;
}

static int
compare_texts(const char *a, const char *b)
{
	return strcmp(a == NULL ? "" : a, b == NULL ? "" : b);
}

/* By the first of its parts that tells two identities apart. */
static int
compare_identities(const struct cvd_due_row *x, const struct cvd_due_row *y)
{
	int order = strcmp(x->id, y->id);

	if (order == 0)
		order = strcmp(x->clock.policy, y->clock.policy);
	if (order == 0)
		order = strcmp(x->clock.term, y->clock.term);
	if (order == 0)
		order = compare_texts(x->clock.party, y->clock.party);
	if (order == 0)
		order = x->clock.n < y->clock.n ? -1 : x->clock.n > y->clock.n;
	return order;
}

static int
compare_rows(const void *a, const void *b)
{
	const struct cvd_due_row *x = a;
	const struct cvd_due_row *y = b;
	bool x_overdue = cvd_clock_is_overdue(&x->clock);

	if (x_overdue != cvd_clock_is_overdue(&y->clock))
		return x_overdue ? -1 : 1;
	if (x->clock.due != y->clock.due)
		return x->clock.due < y->clock.due ? -1 : 1;
	return compare_identities(x, y);
}

enum cvd_status
cvd_due_find(struct cvd_casebook *book, const struct cvd_due_filter *filter,
    struct cvd_arena *arena, struct cvd_due_list *list, struct cvd_err *err)
{
	struct finder f = {
		.book = book,
		.filter = filter,
		.latest = cvd_instant_add(filter->at, filter->within),
		.arena = arena,
	};
	enum cvd_status rc = filter->id != NULL
	                         ? add_case(&f, filter->id, err)
	                         : cvd_record_each(book, add_each, &f, err);

	if (rc == CVD_OK)
		rc = cvd_arena_check(arena, err);
	if (rc != CVD_OK)
		return rc;
	if (f.list.count > 1)
		qsort(f.list.row, f.list.count, sizeof *f.list.row,
		    compare_rows);
	*list = f.list;
	return CVD_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_STEP_H
#define CVD_APP_STEP_H

#include "app/record.h"
#include "core/digest.h"

#include <stdbool.h>

/*
 * A step: the events, letters and files that one person adds to one case in
 * one signed commit. Begin, add, then commit or drop; until the commit nothing
 * is written. The order of events is the order in which they were added, with
 * the letters decided behind them.
 */

struct cvd_letter_result;

struct cvd_step {
	struct cvd_casebook *book;
	struct cvd_record *record; /* with the new events once they are added */
	const struct cvd_member *member;
	cvd_instant at;           /* when it happened; of each new event */
	cvd_instant recorded;     /* now */
	const char *verb;         /* of the command line, for the message */
	size_t first;             /* index of the first new event of the case */
	int before;               /* the label before; enum cvd_label */
	struct cvd_change *files; /* besides the case file */
	size_t file_count;
	struct cvd_step_letter *letters; /* to be queued with the commit */
	size_t letter_count;
	struct cvd_letter_result *results; /* of every letter ordered */
	size_t result_count;
	bool unreachable;       /* a letter was due to whom nothing reaches */
	bool ready;             /* cvd_step_prepare() went through */
	struct cvd_buf file;    /* the case file to be */
	struct cvd_buf message; /* the commit's */
};

/* A letter of the step: what the event says, and the mail itself. */
struct cvd_step_letter {
	struct cvd_event_letter entry;
	const char *to;   /* the address */
	const char *mail; /* RFC 5322, CRLF */
	size_t mail_size;
	const char *subject; /* for a preview */
	const char *body;
};

/*
 * Begins a step on a case, or on a new one whose id is made here when `id` is
 * NULL. The casebook must be open for writing. `verb` is borrowed.
 * Fails as cvd_record_open() and cvd_casebook_member() do, and with
 * CVD_E_CASEBOOK when the head of the file is not what its events come to.
 */
enum cvd_status cvd_step_begin(struct cvd_casebook *book, const char *id,
    const char *verb, cvd_instant at, struct cvd_step **step,
    struct cvd_err *err);
void cvd_step_drop(struct cvd_step *step);

/*
 * A new event to be filled in; texts it points to must live in
 * cvd_step_arena(). The pointer is good until the next event is added.
 */
enum cvd_status cvd_step_add(struct cvd_step *step, enum cvd_event_kind kind,
    struct cvd_event **event, struct cvd_err *err);
struct cvd_arena *cvd_step_arena(struct cvd_step *step);

/* The private groups of an event, with a new salt, made on first use. */
enum cvd_status cvd_step_person(struct cvd_step *step, struct cvd_event *event,
    struct cvd_person **person, struct cvd_err *err);
enum cvd_status cvd_step_matter(struct cvd_step *step, struct cvd_event *event,
    struct cvd_matter **matter, struct cvd_err *err);

/* Judges what was added so far and brings record->replay up to date. */
enum cvd_status cvd_step_judge(struct cvd_step *step, struct cvd_err *err);

/*
 * A file that the commit brings; the bytes must live in cvd_step_arena(). One
 * that is there already as it is to be is no change, and is not in the hash.
 */
enum cvd_status cvd_step_file(struct cvd_step *step, const char *path,
    const void *bytes, size_t size, struct cvd_err *err);

/*
 * A letter that the step decides; copied into the arena. The letters_queued
 * event is made when the step is prepared.
 */
enum cvd_status cvd_step_letter(struct cvd_step *step,
    const struct cvd_step_letter *letter, struct cvd_err *err);

/*
 * Everything but the writing: the events are judged (CVD_E_REFUSED with the
 * rule and the legal next steps), the file and the message are made. What -n
 * shows. Called by cvd_step_commit() where it was not.
 */
enum cvd_status cvd_step_prepare(struct cvd_step *step, struct cvd_err *err);

/*
 * Signs and commits: letters to the outbox as prepared, the commit, letters
 * ready. On failure the casebook is as it was.
 */
enum cvd_status cvd_step_commit(struct cvd_step *step, struct cvd_err *err);

/*
 * The new events as they will stand in the file, the commit message and the
 * letters, for people.
 */
enum cvd_status cvd_step_preview(struct cvd_step *step, struct cvd_buf *out,
    struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_LETTERS_H
#define CVD_APP_LETTERS_H

#include "app/step.h"

#include <stdbool.h>

/*
 * Letters: a template, filled with what the case, the step and the pinned
 * policy say (app/letter_values.h), queued with the step.
 *
 * The template is the casebook's own at HEAD, templates/<lang>/<letter>.txt,
 * else the one shipped; its language is the party's, else the team's first,
 * else English. A tag such as "nl-be" is also answered in "nl".
 */

struct cvd_letter_order {
	const char *letter; /* "ack" */
	const char *party;  /* "reporter" */
	bool details;       /* details of the vulnerability, in clear */
	int by;             /* enum cvd_channel; EMAIL or NONE: as mail */
	/*
	 * Of a party that the case knows no person of, as a coordinator;
	 * NULL: what the case says.
	 */
	const char *to;
	const char *name;
	const char *language;
};

/* What came of an order. Texts live in the step's arena. */
struct cvd_letter_result {
	const char *letter;
	const char *party;
	bool queued;         /* as mail, with the step */
	const char *outcome; /* "queued", or what delivery made of it */
	const char *subject; /* of every letter */
	const char *body;    /* to be read out or copied when not queued */
	const char *to;      /* the address, or NULL */
};

/*
 * Renders and, for a party with a mail address, queues a letter; the result
 * is added to the step's. The events of the step must have been added and
 * judged. A party without address, or an order by another way than mail, gets
 * the text alone, for which the casebook needs no address to write from.
 * Letters to a party refer to those before, so that mail programs keep them
 * together.
 *
 * Fails with CVD_E_NOT_FOUND for a letter or a party that is not there; with
 * CVD_E_SYNTAX or CVD_E_INVALID when a template does not parse or render, the
 * path, line and column before the message; with CVD_E_REFUSED when the
 * casebook has no address to write from.
 */
enum cvd_status cvd_letters_order(struct cvd_step *step,
    const struct cvd_letter_order *order, struct cvd_err *err);

/* How a letter goes out; an option of most verbs. */
struct cvd_way {
	int by;                /* enum cvd_channel; NONE: by mail */
	const char *no_letter; /* the reason for none; NULL: a letter */
};

/* Whether it brings a letter, and that as mail. */
bool cvd_letters_is_mail(const struct cvd_way *way);

/*
 * Puts a way on an event that is being made: its channel, where such an event
 * has one, and the reason for no letter as a private note behind the one it
 * may have. Fails with CVD_E_USAGE for a reason that is empty, not UTF-8 or
 * longer than CVD_MAX_REASON, or that makes the note too long.
 */
enum cvd_status cvd_letters_way(struct cvd_step *step, struct cvd_event *event,
    const struct cvd_way *way, struct cvd_err *err);

/*
 * What most verbs end with: the event, which is the step's latest, gets the
 * way (by default mail, where the letter goes as one); the step is judged, and
 * the reporter's letter ordered unless there is to be none. A reporter who
 * left neither a mail address nor a number gets none, unless a way is given:
 * that is then noted in the step.
 */
enum cvd_status cvd_letters_to_reporter(struct cvd_step *step,
    struct cvd_event *event, const char *letter, const struct cvd_way *way,
    struct cvd_err *err);

#endif

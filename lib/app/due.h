/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_DUE_H
#define CVD_APP_DUE_H

#include "app/casebook.h"
#include "core/clock.h"

/*
 * What is due: the unmet clocks of a casebook's cases, in order, and the
 * letters that never arrived: those that failed, and those that are held.
 */

struct cvd_due_row {
	const char *id; /* of the case */
	struct cvd_clock clock;
};

/*
 * A letter that failed for good and has not gone since, or one that is held
 * since a merge (core/doubt.h).
 */
struct cvd_due_letter {
	const char *id; /* of the case */
	const char *letter;
	const char *party;
	const char *message_id;
	const char *reply; /* the server's last word, or NULL */
	const char *held;  /* why it is held; NULL: it failed */
};

/* What to list, as seen at `at`. */
struct cvd_due_filter {
	cvd_instant at;
	cvd_span within; /* due so much later at most; CVD_SPAN_MAX: ever */
	const char *id;  /* a whole id; NULL: every case */
};

struct cvd_due_list {
	struct cvd_due_row *row;
	size_t count;
	size_t overdue;                /* of them; they come first */
	struct cvd_due_letter *letter; /* by case, as they were decided */
	size_t letter_count;
	size_t review_count;     /* cases that need review */
	const char **unreadable; /* why, of each case that cannot be read */
	size_t unreadable_count;
	enum cvd_status unreadable_status; /* of the first */
};

/*
 * Lists the clocks that run or have run out unmet, those of reminders too:
 * first what is overdue, then by the instant they are due, case, policy, term,
 * party and turn. What has passed is listed whatever `within` says. Pending
 * clocks are due at no instant and left out. Of a closed case there are the
 * clocks that began with its closing, or later.
 *
 * Each case is read, so it takes as long as that. Rows and ids live in
 * `arena`; what clocks point to lives as long as the casebook. Fails as
 * cvd_record_open() and cvd_clock_list() do, the latter as CVD_E_CASEBOOK;
 * the message names the case. Where every case is asked for, one that cannot
 * be read hides no other: it is told in `unreadable`.
 */
enum cvd_status cvd_due_find(struct cvd_casebook *book,
    const struct cvd_due_filter *filter, struct cvd_arena *arena,
    struct cvd_due_list *list, struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_TOOLS_LIVES_H
#define CVD_TESTS_TOOLS_LIVES_H

#include "chance.h"
#include "core/case.h"

/*
 * Invented lives of cases: reports that come in over ten years, and what
 * becomes of them. The number of a case decides all of it, so that two runs
 * give the same cases; only who recorded them and when comes from the caller.
 * What would happen after the last year has not happened: those cases are
 * open.
 */

/* What all cases have in common. Borrowed by each life. */
struct lives {
	size_t count; /* of cases, spread over the years */
	const char *desk;
	const char *by;       /* the member who records */
	cvd_instant recorded; /* not before lives_end() */
	struct cvd_items policies;
	struct cvd_items calendars;
};

struct scene;

struct life {
	const struct lives *all;
	struct cvd_case *c;
	size_t number; /* from 0 */
	/* of the last step */
	const char *verb;
	size_t first;         /* index of its first event */
	const char *path;     /* of a file beside the case's, or NULL */
	const char *document; /* what stands in it */
	/* of the next one */
	const struct scene *scene;
	cvd_instant at;
	const struct cvd_event_letter *letter; /* decided and not sent */
	struct chance chance;
};

/* The first instant at which nothing happens any more. */
cvd_instant lives_end(void);

/* A case without events. CVD_E_NO_MEMORY. */
enum cvd_status life_begin(struct life *life, const struct lives *all,
    size_t number, struct cvd_err *err);
void life_end(struct life *life);

/*
 * Adds the events of the next step, which one person would record in one
 * commit. *more is false, and nothing is added, at the end of the life.
 */
enum cvd_status life_step(struct life *life, bool *more, struct cvd_err *err);

#endif

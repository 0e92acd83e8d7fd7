/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_READER_H
#define CVD_CMD_READER_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Programs in which a person reads: the pager, and man(1). Command lines are
 * split on blanks; no shell reads them.
 */

struct environment;

/* A running pager. All zero: none runs. */
struct reader {
	pid_t pid;
};

/*
 * The command line of the pager: git-config's cvd.pager (`own`), GIT_PAGER,
 * git-config's core.pager (`git`), PAGER, less, in that order; NULL where that
 * is `cat`. Both settings may be NULL.
 */
const char *reader_pager(const struct environment *env, const char *own,
    const char *git);

/*
 * Starts the pager and puts standard output into it. LESS is FRX where the
 * environment says nothing else. A pager that cannot be run is none: the
 * answer then goes where it would have gone.
 */
void reader_start(struct reader *reader, const char *command,
    const struct environment *env);

/* Closes standard output, flushed before, and waits for the person. */
void reader_wait(struct reader *reader);

/* Opens a page of the manual; false where man or the page is not installed. */
bool reader_manual(const char *page);

#endif

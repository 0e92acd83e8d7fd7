/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_GIT_WORDS_H
#define CVD_EDGE_GIT_WORDS_H

#include "core/buf.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * What git says, which may quote a server: made fit to be told, and
 * understood. Git speaks English here (edge/git.c sees to it).
 */

/*
 * Appends a line without its blanks at the end, its control characters as
 * blanks, and without what stands before the '@' of a URL: a password may be
 * there.
 */
void cvd_git_words_clean(struct cvd_buf *out, const char *line, size_t size);

/*
 * The line that says why git failed, cleaned, without "fatal: ": the first
 * one that is an error, or what ssh said before. "no reason given" for
 * nothing.
 */
void cvd_git_words_reason(struct cvd_buf *out, const char *said);

/* The lines that the server said, cleaned, each with its LF. */
void cvd_git_words_server(struct cvd_buf *out, const char *said);

/* Why a fetch failed; or did nothing, though git does not call it a failure. */
enum cvd_git_fetch_word {
	CVD_GIT_FETCH_FAILED,     /* no network, no such repository, … */
	CVD_GIT_FETCH_NO_BRANCH,  /* the remote has no such branch */
	CVD_GIT_FETCH_INCOMPLETE, /* its past is cut off, or parts are missing */
	CVD_GIT_FETCH_MALFORMED,  /* an object that git would not write */
};
enum cvd_git_fetch_word cvd_git_words_fetch(const char *said);

/* What became of a push, by its --porcelain. */
enum cvd_git_push_word {
	CVD_GIT_PUSH_FAILED, /* no network, … */
	CVD_GIT_PUSH_DONE,
	CVD_GIT_PUSH_STALE,    /* somebody else was faster */
	CVD_GIT_PUSH_DECLINED, /* by the server */
	CVD_GIT_PUSH_STOPPED,  /* by the person's own hook */
};
enum cvd_git_push_word cvd_git_words_push(const char *porcelain,
    int exit_status);

/* Whether the line broke while git was talking to the other side. */
bool cvd_git_words_hung_up(const char *said);

#endif

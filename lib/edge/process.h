/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_PROCESS_H
#define CVD_EDGE_PROCESS_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Other programs, run by their arguments and never through a shell.
 *
 * Nothing secret belongs into arguments or environment, where other users
 * may see it: it goes to the standard input.
 */

struct cvd_process {
	/* NULL-terminated; a first word without '/' is looked up in PATH. */
	const char *const *argv;
	/*
	 * "NAME=VALUE" to add to our environment and "NAME" to take away,
	 * NULL-terminated; NULL for none.
	 */
	const char *const *environment;
	/* Fed to the standard input; without it the input is empty. */
	const void *input;
	size_t input_size;
	/* The program is killed after so many milliseconds; 0 is never. */
	unsigned limit_ms;
	/*
	 * The program may talk to the person: it keeps our terminal, and our
	 * standard input where it gets no other. Otherwise it runs in a
	 * process group of its own, which is killed as a whole.
	 */
	bool interactive;
	/* What it says on its standard error is thrown away. */
	bool quiet;
	/*
	 * Where errors are collected, told besides what is said there, as it
	 * comes; NULL: nobody.
	 */
	void (*heard)(void *context, const char *bytes, size_t size);
	void *heard_context;
	/* No file that it writes gets larger than so many bytes; 0: any. */
	uint64_t file_most;
	/*
	 * Descriptors of ours, above 2, that it has under the same numbers.
	 * Of those that are closed on exec it has no others.
	 */
	const int *kept;
	size_t kept_count;
};

/*
 * Runs the program to its end. What it writes is appended to output and to
 * errors: beyond the ceiling of output it is killed with CVD_E_INVALID,
 * beyond that of errors the rest is dropped. NULL output is thrown away;
 * NULL errors go where ours go, or nowhere. Processes that the program leaves behind are
 * not waited for.
 *
 * *exit_status is its own, or 128 and the signal that ended it, as shells
 * count. CVD_E_NOT_FOUND where there is no such program, CVD_E_AGAIN where
 * the time was up, CVD_E_IO where the system refused. On failure the buffers
 * may hold what came until then.
 */
enum cvd_status cvd_process_run(const struct cvd_process *process,
    struct cvd_buf *output, struct cvd_buf *errors, int *exit_status,
    struct cvd_err *err) CVD_MUST_CHECK;

/* A program under way; its members are for the module. { 0 } is none. */
struct cvd_child {
	const struct cvd_process *process;
	pid_t pid;
	int64_t end_ms;
	bool ended;
	int wait_status;
};

/*
 * Lets the program run while we do something else; several may. It has the
 * descriptors `input` and `output`, which stay ours too, as its standard ones;
 * -1 is nothing to read and nowhere to write. The input in `process` does not
 * count. `process` must outlive the child, which _end must be called for.
 *
 * Fails as _run does.
 */
enum cvd_status cvd_process_start(const struct cvd_process *process, int input,
    int output, struct cvd_child *child, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Waits until it has ended. Time counts from the start: CVD_E_AGAIN where the
 * limit is over and it still runs, which it then does no longer.
 */
enum cvd_status cvd_process_wait(struct cvd_child *child, int *exit_status,
    struct cvd_err *err) CVD_MUST_CHECK;

/* Kills it and its group where it has not ended. None: nothing. */
void cvd_process_end(struct cvd_child *child);

/*
 * Splits a command at its blanks, and knows no quotes: a path with a blank in
 * it needs a script around it. *argv is NULL-terminated and lives in the
 * arena. CVD_E_INVALID for no word at all or more than CVD_MAX_WORDS.
 */
enum cvd_status cvd_process_split(const char *command, struct cvd_arena *arena,
    const char *const **argv, struct cvd_err *err) CVD_MUST_CHECK;

#endif

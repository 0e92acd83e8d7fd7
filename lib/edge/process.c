/* SPDX-License-Identifier: EUPL-1.2 */

/* Running another program, with its input, output and time bounded. */

#include "edge/process_private.h"

#include "core/limits.h"
#include "edge/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum {
	END_READ,
	END_WRITE
};

/* A pipe holds 64 KiB, unless somebody made it larger: up to 1 MiB. */
#define MAX_LEFT_TURNS 256

/* What is read at once. */
#define BLOCK          16384

/* A program under way. Descriptors are -1 where there is none (any more). */
struct running {
	const struct cvd_process *process;
	struct cvd_child child;
	int input;  /* we write */
	int output; /* we read */
	int errors; /* we read */
	size_t fed; /* bytes of the input */
	int reason; /* why feeding it failed; 0: it has not */
};

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* A pipe that no other program inherits; our end does not block. */
static enum cvd_status
make_pipe(int ends[2], int ours, struct cvd_err *err)
{
	int flags;

	if (pipe(ends) != 0) {
		ends[END_READ] = ends[END_WRITE] = -1;
		return cvd_fs_fail(err, "make", "a pipe");
	}
	(void)fcntl(ends[END_READ], F_SETFD, FD_CLOEXEC);
	(void)fcntl(ends[END_WRITE], F_SETFD, FD_CLOEXEC);
	flags = fcntl(ends[ours], F_GETFL);
	(void)fcntl(ends[ours], F_SETFL, flags | O_NONBLOCK);
	return CVD_OK;
}

static enum cvd_status
start(struct running *run, bool want_output, bool want_errors,
    struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;
	struct cvd_process_files files;
	int input[2] = { -1, -1 };
	int output[2] = { -1, -1 };
	int errors[2] = { -1, -1 };

	if (run->process->input != NULL)
		status = make_pipe(input, END_WRITE, err);
	if (status == CVD_OK && want_output)
		status = make_pipe(output, END_READ, err);
	if (status == CVD_OK && want_errors)
		status = make_pipe(errors, END_READ, err);
	files = (struct cvd_process_files){ input[END_READ], output[END_WRITE],
		errors[END_WRITE] };
	if (status == CVD_OK)
		status = cvd_process_spawn(run->process, &files, &run->child,
		    err);
	close_fd(&input[END_READ]);
	close_fd(&output[END_WRITE]);
	close_fd(&errors[END_WRITE]);
	run->input = input[END_WRITE];
	run->output = output[END_READ];
	run->errors = errors[END_READ];
	return status;
}

/*
 * Writes what the pipe takes. The program need not want all of it, but what
 * it wants and does not get it must not take for all there is.
 */
static void
feed(struct running *run)
{
	const char *bytes = run->process->input;
	size_t left = run->process->input_size - run->fed;
	ssize_t n = 0;

	if (left > 0)
		n = write(run->input, bytes + run->fed, left);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n > 0)
		run->fed += (size_t)n;
	if (n < 0 && errno != EPIPE)
		run->reason = errno;
	if (n < 0 || run->fed == run->process->input_size)
		close_fd(&run->input);
}

/*
 * Reads what there is, and closes at the end; how much came. `block` has room
 * for BLOCK bytes.
 */
static size_t
drain(int *fd, struct cvd_buf *bytes, char *block)
{
	ssize_t n;

	if (*fd < 0)
		return 0;
	n = read(*fd, block, BLOCK);
	if (n > 0)
		cvd_buf_add(bytes, block, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_fd(fd);
	return n > 0 ? (size_t)n : 0;
}

static bool
drain_output(struct running *run, struct cvd_buf *output)
{
	char block[BLOCK];

	return drain(&run->output, output, block) > 0;
}

static bool
drain_errors(struct running *run, struct cvd_buf *errors)
{
	const struct cvd_process *process = run->process;
	char block[BLOCK];
	size_t n = drain(&run->errors, errors, block);

	if (n > 0 && process->heard != NULL)
		process->heard(process->heard_context, block, n);
	return n > 0;
}

/* One turn: waits for something to happen, and moves bytes. */
static void
turn(struct running *run, struct cvd_buf *output, struct cvd_buf *errors)
{
	bool closed = run->input < 0 && run->output < 0 && run->errors < 0;
	struct pollfd fds[] = {
		{ .fd = run->input, .events = POLLOUT },
		{ .fd = run->output, .events = POLLIN },
		{ .fd = run->errors, .events = POLLIN },
	};

	/* a child that has closed its pipes is about to end */
	if (poll(fds, 3, cvd_process_left_ms(&run->child, closed ? 2 : 50)) >
	    0) {
		if (fds[0].revents != 0)
			feed(run);
		if (fds[1].revents != 0)
			(void)drain_output(run, output);
		if (fds[2].revents != 0)
			(void)drain_errors(run, errors);
	}
}

static enum cvd_status
attend(struct running *run, struct cvd_buf *output, struct cvd_buf *errors,
    struct cvd_err *err)
{
	const char *name = run->process->argv[0];

	while (run->reason == 0 && !cvd_process_has_ended(&run->child)) {
		if (cvd_process_left_ms(&run->child, 1) == 0)
			return cvd_process_fail_late(&run->child, err);
		turn(run, output, errors);
		if (output != NULL && output->too_big)
			break;
	}
	if (run->reason != 0) {
		errno = run->reason;
		return cvd_fs_fail(err, "write to", name);
	}
	/* what is left in the pipes; a daemon may keep them open for ever */
	for (unsigned i = 0; i < MAX_LEFT_TURNS; i++)
		if (!drain_output(run, output) && !drain_errors(run, errors))
			break;
	if (output != NULL && output->too_big)
		return cvd_fail(err, CVD_E_INVALID,
		    "'%s' wrote more than the limit of %zu bytes", name,
		    output->ceiling);
	if (errors != NULL)
		errors->too_big = false;
	return output != NULL ? cvd_buf_check(output, err) : CVD_OK;
}

/* Ends what has not ended by itself, and lets go of everything. */
static void
finish(struct running *run)
{
	close_fd(&run->input);
	close_fd(&run->output);
	close_fd(&run->errors);
	cvd_process_end(&run->child);
}

enum cvd_status
cvd_process_run(const struct cvd_process *process, struct cvd_buf *output,
    struct cvd_buf *errors, int *exit_status, struct cvd_err *err)
{
	struct running run = { .process = process };
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction before;
	enum cvd_status status;

	/* a program that does not read its input is no reason to die */
	(void)sigaction(SIGPIPE, &ignore, &before);
	status = start(&run, output != NULL, errors != NULL, err);
	if (status == CVD_OK)
		status = attend(&run, output, errors, err);
	finish(&run);
	(void)sigaction(SIGPIPE, &before, NULL);
	if (status == CVD_OK)
		*exit_status = cvd_process_exit_status(&run.child);
	return status;
}

/* A byte that no blank is, for cvd_process_split(). */
static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

enum cvd_status
cvd_process_split(const char *command, struct cvd_arena *arena,
    const char *const **argv, struct cvd_err *err)
{
	const char **words = NULL;
	const char *p = command;
	const char *begin;
	size_t n = 0;

	words = cvd_arena_alloc(arena, CVD_MAX_WORDS + 1, sizeof(*words));
	if (words == NULL)
		return cvd_arena_check(arena, err);
	for (;;) {
		while (is_blank(*p))
			p++;
		if (*p == '\0')
			break;
		if (n == CVD_MAX_WORDS)
			return cvd_fail(err, CVD_E_INVALID,
			    "a command of more than %u words", CVD_MAX_WORDS);
		begin = p;
		while (*p != '\0' && !is_blank(*p))
			p++;
		words[n++] = cvd_arena_copy(arena, begin, (size_t)(p - begin));
	}
	if (n == 0)
		return cvd_fail(err, CVD_E_INVALID, "an empty command");
	*argv = words;
	return cvd_arena_check(arena, err);
}

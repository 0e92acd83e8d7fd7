/* SPDX-License-Identifier: EUPL-1.2 */

/* Running another program, with its input, output and time bounded. */

#include "edge/process.h"

#include "core/limits.h"
#include "edge/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum {
	END_READ,
	END_WRITE
};

/* A pipe holds 64 KiB, unless somebody made it larger: up to 1 MiB. */
#define MAX_LEFT_TURNS 256

/* A program under way. Descriptors are -1 where there is none (any more). */
struct running {
	const struct cvd_process *process;
	pid_t pid;
	int input;  /* we write */
	int output; /* we read */
	int errors; /* we read */
	size_t fed; /* bytes of the input */
	int64_t end_ms;
	bool ended;
	int wait_status;
};

static int64_t
uptime_ms(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* Whether an entry of ours is for the same variable as this addition. */
static bool
is_same_variable(const char *entry, const char *addition)
{
	size_t n = strcspn(addition, "=");

	return strncmp(entry, addition, n) == 0 && entry[n] == '=';
}

/* Our environment with the additions of the process. */
static enum cvd_status
make_environment(const struct cvd_process *process, struct cvd_arena *arena,
    char ***environment, struct cvd_err *err)
{
	const char *const none[] = { NULL };
	const char *const *more = process->environment;
	char **list;
	size_t ours = 0, added = 0, n = 0;

	if (more == NULL)
		more = none;
	while (environ != NULL && environ[ours] != NULL)
		ours++;
	while (more[added] != NULL)
		added++;
	list = cvd_arena_alloc(arena, ours + added + 1, sizeof(*list));
	if (list == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < ours; i++) {
		size_t k = 0;

		while (k < added && !is_same_variable(environ[i], more[k]))
			k++;
		if (k == added)
			list[n++] = environ[i];
	}
	for (size_t i = 0; i < added; i++)
		if (strchr(more[i], '=') != NULL)
			list[n++] = cvd_arena_text(arena, more[i]);
	*environment = list;
	return cvd_arena_check(arena, err);
}

/* execve() promises to leave the words alone, but not in its type. */
static enum cvd_status
make_argv(const struct cvd_process *process, struct cvd_arena *arena,
    char ***argv, struct cvd_err *err)
{
	char **list;
	size_t n = 0;

	while (process->argv[n] != NULL)
		n++;
	list = cvd_arena_alloc(arena, n + 1, sizeof(*list));
	for (size_t i = 0; list != NULL && i < n; i++)
		list[i] = cvd_arena_text(arena, process->argv[i]);
	*argv = list;
	return cvd_arena_check(arena, err);
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

/* What the new program has as its descriptors 0, 1 and 2. */
static int
plan_files(posix_spawn_file_actions_t *plan, const struct cvd_process *process,
    int input, int output, int errors)
{
	int rc = 0;

	if (input >= 0)
		rc = posix_spawn_file_actions_adddup2(plan, input, 0);
	else if (!process->interactive)
		rc = posix_spawn_file_actions_addopen(plan, 0, "/dev/null",
		    O_RDONLY, 0);
	if (rc == 0 && output >= 0)
		rc = posix_spawn_file_actions_adddup2(plan, output, 1);
	else if (rc == 0)
		rc = posix_spawn_file_actions_addopen(plan, 1, "/dev/null",
		    O_WRONLY, 0);
	if (rc == 0 && errors >= 0)
		rc = posix_spawn_file_actions_adddup2(plan, errors, 2);
	return rc;
}

/* Signals as a fresh program expects them, and a group of its own. */
static int
plan_signals(posix_spawnattr_t *plan, const struct cvd_process *process)
{
	short flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
	sigset_t set;

	(void)sigemptyset(&set);
	(void)posix_spawnattr_setsigmask(plan, &set);
	(void)sigaddset(&set, SIGPIPE);
	(void)posix_spawnattr_setsigdefault(plan, &set);
	if (!process->interactive)
		flags |= POSIX_SPAWN_SETPGROUP;
	return posix_spawnattr_setflags(plan, flags);
}

static enum cvd_status
spawn(struct running *run, int input, int output, int errors,
    struct cvd_err *err)
{
	enum cvd_status status;
	posix_spawn_file_actions_t files;
	posix_spawnattr_t signals;
	struct cvd_arena *arena = cvd_arena_new();
	char **environment = NULL;
	char **argv = NULL;
	int rc;

	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	(void)posix_spawn_file_actions_init(&files);
	(void)posix_spawnattr_init(&signals);
	status = make_argv(run->process, arena, &argv, err);
	if (status != CVD_OK)
		goto out;
	status = make_environment(run->process, arena, &environment, err);
	if (status != CVD_OK)
		goto out;
	rc = plan_files(&files, run->process, input, output, errors);
	if (rc == 0)
		rc = plan_signals(&signals, run->process);
	if (rc == 0)
		rc = posix_spawnp(&run->pid, argv[0], &files, &signals, argv,
		    environment);
	if (rc != 0) {
		errno = rc;
		status = cvd_fs_fail_missing(err, "run", argv[0]);
	}
out:
	(void)posix_spawnattr_destroy(&signals);
	(void)posix_spawn_file_actions_destroy(&files);
	cvd_arena_free(arena);
	return status;
}

static enum cvd_status
start(struct running *run, bool want_output, bool want_errors,
    struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;
	int input[2] = { -1, -1 };
	int output[2] = { -1, -1 };
	int errors[2] = { -1, -1 };

	if (run->process->input != NULL)
		status = make_pipe(input, END_WRITE, err);
	if (status == CVD_OK && want_output)
		status = make_pipe(output, END_READ, err);
	if (status == CVD_OK && want_errors)
		status = make_pipe(errors, END_READ, err);
	if (status == CVD_OK)
		status = spawn(run, input[END_READ], output[END_WRITE],
		    errors[END_WRITE], err);
	close_fd(&input[END_READ]);
	close_fd(&output[END_WRITE]);
	close_fd(&errors[END_WRITE]);
	run->input = input[END_WRITE];
	run->output = output[END_READ];
	run->errors = errors[END_READ];
	return status;
}

/* Writes what the pipe takes; the program need not want all of it. */
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
	if (n < 0 || run->fed == run->process->input_size)
		close_fd(&run->input);
}

/* Reads what there is, and closes at the end; whether anything came. */
static bool
drain(int *fd, struct cvd_buf *bytes)
{
	char block[16384];
	ssize_t n;

	if (*fd < 0)
		return false;
	n = read(*fd, block, sizeof(block));
	if (n > 0)
		cvd_buf_add(bytes, block, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		close_fd(fd);
	return n > 0;
}

/* Milliseconds that poll() may wait: to the limit, and not long at the end. */
static int
wait_ms(const struct running *run)
{
	bool quiet = run->input < 0 && run->output < 0 && run->errors < 0;
	int64_t most = quiet ? 2 : 50;
	int64_t left = most;

	if (run->process->limit_ms != 0)
		left = run->end_ms - uptime_ms();
	if (left < 0)
		left = 0;
	return (int)(left < most ? left : most);
}

/* One turn: waits for something to happen, and moves bytes. */
static void
turn(struct running *run, struct cvd_buf *output, struct cvd_buf *errors)
{
	struct pollfd fds[] = {
		{ .fd = run->input, .events = POLLOUT },
		{ .fd = run->output, .events = POLLIN },
		{ .fd = run->errors, .events = POLLIN },
	};

	if (poll(fds, 3, wait_ms(run)) > 0) {
		if (fds[0].revents != 0)
			feed(run);
		if (fds[1].revents != 0)
			(void)drain(&run->output, output);
		if (fds[2].revents != 0)
			(void)drain(&run->errors, errors);
	}
	if (waitpid(run->pid, &run->wait_status, WNOHANG) == run->pid)
		run->ended = true;
}

static enum cvd_status
attend(struct running *run, struct cvd_buf *output, struct cvd_buf *errors,
    struct cvd_err *err)
{
	const char *name = run->process->argv[0];

	while (!run->ended) {
		if (run->process->limit_ms != 0 && uptime_ms() >= run->end_ms)
			return cvd_fail(err, CVD_E_AGAIN,
			    "'%s' took longer than %u ms", name,
			    run->process->limit_ms);
		turn(run, output, errors);
		if (output != NULL && output->too_big)
			break;
	}
	/* what is left in the pipes; a daemon may keep them open for ever */
	for (unsigned i = 0; i < MAX_LEFT_TURNS; i++)
		if (!drain(&run->output, output) &&
		    !drain(&run->errors, errors))
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
	if (run->pid <= 0 || run->ended)
		return;
	(void)kill(run->process->interactive ? run->pid : -run->pid, SIGKILL);
	while (waitpid(run->pid, &run->wait_status, 0) < 0 && errno == EINTR)
		;
}

enum cvd_status
cvd_process_run(const struct cvd_process *process, struct cvd_buf *output,
    struct cvd_buf *errors, int *exit_status, struct cvd_err *err)
{
	struct running run = { .process = process, .pid = -1 };
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction before;
	enum cvd_status status;

	run.end_ms = uptime_ms() + process->limit_ms;
	/* a program that does not read its input is no reason to die */
	(void)sigaction(SIGPIPE, &ignore, &before);
	status = start(&run, output != NULL, errors != NULL, err);
	if (status == CVD_OK)
		status = attend(&run, output, errors, err);
	finish(&run);
	(void)sigaction(SIGPIPE, &before, NULL);
	if (status != CVD_OK)
		return status;
	if (WIFSIGNALED(run.wait_status))
		*exit_status = 128 + WTERMSIG(run.wait_status);
	else
		*exit_status = WEXITSTATUS(run.wait_status);
	return CVD_OK;
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

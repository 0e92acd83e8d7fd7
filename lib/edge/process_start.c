/* SPDX-License-Identifier: EUPL-1.2 */

/* How another program begins, and how it is waited for and ended. */

#include "edge/process_private.h"

#include "edge/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* Between two looks at whether a program has ended, in nanoseconds. */
#define FIRST_PAUSE 100000
#define LAST_PAUSE  10000000

static int64_t
uptime_ms(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
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

/* One of the new program's descriptors: ours, or nothing, or as it is. */
static int
plan_file(posix_spawn_file_actions_t *plan, int number, int ours, bool nothing)
{
	if (ours >= 0)
		return posix_spawn_file_actions_adddup2(plan, ours, number);
	if (!nothing)
		return 0;
	return posix_spawn_file_actions_addopen(plan, number, "/dev/null",
	    number == 0 ? O_RDONLY : O_WRONLY, 0);
}

static int
plan_files(posix_spawn_file_actions_t *plan, const struct cvd_process *process,
    const struct cvd_process_files *files)
{
	int rc = plan_file(plan, 0, files->input, !process->interactive);

	if (rc == 0)
		rc = plan_file(plan, 1, files->output, true);
	if (rc == 0)
		rc = plan_file(plan, 2, files->errors, process->quiet);
	/* the same number twice takes the mark away that closes it on exec */
	for (size_t i = 0; i < process->kept_count && rc == 0; i++)
		rc = posix_spawn_file_actions_adddup2(plan, process->kept[i],
		    process->kept[i]);
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

/*
 * Starts it. There is no other way to bound what a program writes than to be
 * bound ourselves while it begins; we have one thread, and write nothing.
 */
static int
launch(const struct cvd_process *process, pid_t *pid,
    const posix_spawn_file_actions_t *files, const posix_spawnattr_t *signals,
    char **argv, char **environment)
{
	struct rlimit before, bound;
	bool is_bound = false;
	int rc;

	if (process->file_most > 0 && getrlimit(RLIMIT_FSIZE, &before) == 0) {
		bound = before;
		if (bound.rlim_cur > process->file_most)
			bound.rlim_cur = process->file_most;
		is_bound = setrlimit(RLIMIT_FSIZE, &bound) == 0;
	}
	rc = posix_spawnp(pid, argv[0], files, signals, argv, environment);
	if (is_bound)
		(void)setrlimit(RLIMIT_FSIZE, &before);
	return rc;
}

enum cvd_status
cvd_process_spawn(const struct cvd_process *process,
    const struct cvd_process_files *files, struct cvd_child *child,
    struct cvd_err *err)
{
	enum cvd_status status;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t signals;
	struct cvd_arena *arena = cvd_arena_new();
	char **environment = NULL;
	char **argv = NULL;
	pid_t pid = 0;
	int rc;

	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawnattr_init(&signals);
	status = make_argv(process, arena, &argv, err);
	if (status != CVD_OK)
		goto out;
	status = make_environment(process, arena, &environment, err);
	if (status != CVD_OK)
		goto out;
	rc = plan_files(&actions, process, files);
	if (rc == 0)
		rc = plan_signals(&signals, process);
	if (rc == 0)
		rc = launch(process, &pid, &actions, &signals, argv,
		    environment);
	if (rc != 0) {
		errno = rc;
		status = cvd_fs_fail_missing(err, "run", argv[0]);
		goto out;
	}
	*child = (struct cvd_child){
		.process = process,
		.pid = pid,
		.end_ms = uptime_ms() + process->limit_ms,
	};
out:
	(void)posix_spawnattr_destroy(&signals);
	(void)posix_spawn_file_actions_destroy(&actions);
	cvd_arena_free(arena);
	return status;
}

bool
cvd_process_has_ended(struct cvd_child *child)
{
	if (!child->ended &&
	    waitpid(child->pid, &child->wait_status, WNOHANG) == child->pid)
		child->ended = true;
	return child->ended;
}

int
cvd_process_left_ms(const struct cvd_child *child, int most)
{
	int64_t left = most;

	if (child->process->limit_ms != 0)
		left = child->end_ms - uptime_ms();
	if (left < 0)
		left = 0;
	return (int)(left < most ? left : most);
}

enum cvd_status
cvd_process_fail_late(const struct cvd_child *child, struct cvd_err *err)
{
	return cvd_fail(err, CVD_E_AGAIN, "'%s' took longer than %u ms",
	    child->process->argv[0], child->process->limit_ms);
}

int
cvd_process_exit_status(const struct cvd_child *child)
{
	if (WIFSIGNALED(child->wait_status))
		return 128 + WTERMSIG(child->wait_status);
	return WEXITSTATUS(child->wait_status);
}

enum cvd_status
cvd_process_start(const struct cvd_process *process, int input, int output,
    struct cvd_child *child, struct cvd_err *err)
{
	const struct cvd_process_files files = { input, output, -1 };

	return cvd_process_spawn(process, &files, child, err);
}

enum cvd_status
cvd_process_wait(struct cvd_child *child, int *exit_status, struct cvd_err *err)
{
	struct timespec pause = { .tv_nsec = FIRST_PAUSE };
	enum cvd_status status = CVD_OK;

	while (!cvd_process_has_ended(child)) {
		if (cvd_process_left_ms(child, 1) == 0) {
			status = cvd_process_fail_late(child, err);
			cvd_process_end(child);
			break;
		}
		(void)nanosleep(&pause, NULL);
		/* so that a short run is not waited for long */
		if (pause.tv_nsec < LAST_PAUSE)
			pause.tv_nsec += pause.tv_nsec / 8;
	}
	if (status == CVD_OK)
		*exit_status = cvd_process_exit_status(child);
	return status;
}

void
cvd_process_end(struct cvd_child *child)
{
	pid_t pid = child->pid;

	if (pid <= 0 || child->ended)
		return;
	(void)kill(child->process->interactive ? pid : -pid, SIGKILL);
	while (waitpid(pid, &child->wait_status, 0) < 0 && errno == EINTR)
		;
	child->ended = true;
}

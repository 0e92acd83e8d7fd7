/* SPDX-License-Identifier: EUPL-1.2 */

/* How other programs show long texts. */

#include "reader.h"

#include "environment.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MOST 16

extern char **environ;

/* What the child gets in place of standard input or output; -1: as it is. */
struct streams {
	int in;
	int out;
};

const char *
reader_pager(const struct environment *env, const char *own, const char *git)
{
	const char *command = own;

	if (command == NULL)
		command = env->git_pager;
	if (command == NULL)
		command = git;
	if (command == NULL)
		command = env->pager;
	if (command == NULL)
		command = "less";
	if (command[strspn(command, " ")] == '\0' ||
	    strcmp(command, "cat") == 0)
		return NULL;
	return command;
}

/* Cuts the line at its blanks. Words beyond the most are left out. */
static void
split(char *line, char *words[WORDS_MOST + 1])
{
	size_t n = 0;

	while (n < WORDS_MOST) {
		line += strspn(line, " ");
		if (*line == '\0')
			break;
		words[n++] = line;
		line += strcspn(line, " ");
		if (*line != '\0')
			*line++ = '\0';
	}
	words[n] = NULL;
}

/* Runs with signals as a program expects them: main() ignores SIGPIPE. */
static int
spawn(pid_t *pid, char *const words[], struct streams streams)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t signals;
	int rc;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return ENOMEM;
	if (posix_spawnattr_init(&attributes) != 0) {
		(void)posix_spawn_file_actions_destroy(&actions);
		return ENOMEM;
	}
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGPIPE);
	rc = posix_spawnattr_setsigdefault(&attributes, &signals);
	if (rc == 0)
		rc = posix_spawnattr_setflags(&attributes,
		    POSIX_SPAWN_SETSIGDEF);
	if (rc == 0 && streams.in >= 0)
		rc = posix_spawn_file_actions_adddup2(&actions, streams.in,
		    STDIN_FILENO);
	if (rc == 0 && streams.out >= 0)
		rc = posix_spawn_file_actions_adddup2(&actions, streams.out,
		    STDOUT_FILENO);
	if (rc == 0 && streams.out >= 0)
		rc = posix_spawn_file_actions_adddup2(&actions, streams.out,
		    STDERR_FILENO);
	if (rc == 0)
		rc = posix_spawnp(pid, words[0], &actions, &attributes, words,
		    environ);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&actions);
	return rc;
}

/* The exit status of the child, or -1. */
static int
wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A pipe whose ends no other program inherits. */
static bool
open_pipe(int ends[2])
{
	if (pipe(ends) != 0)
		return false;
	(void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	return true;
}

void
reader_start(struct reader *reader, const char *command,
    const struct environment *env)
{
	char *words[WORDS_MOST + 1];
	char *line = strdup(command);
	int ends[2];
	pid_t pid;

	if (line == NULL)
		return;
	split(line, words);
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs yet */
	if (env->less == NULL && setenv("LESS", "FRX", 1) != 0)
		words[0] = NULL;
	if (words[0] == NULL || !open_pipe(ends)) {
		free(line);
		return;
	}
	if (spawn(&pid, words, (struct streams){ ends[0], -1 }) == 0 &&
	    dup2(ends[1], STDOUT_FILENO) >= 0)
		reader->pid = pid;
	(void)close(ends[0]);
	(void)close(ends[1]);
	free(line);
}

void
reader_wait(struct reader *reader)
{
	if (reader->pid == 0)
		return;
	(void)close(STDOUT_FILENO);
	(void)wait_for(reader->pid);
	reader->pid = 0;
}

/* Runs to the end; -1 where it could not be run. */
static int
run(char *const words[], bool silent)
{
	struct streams streams = { -1, -1 };
	pid_t pid;
	int rc;

	if (silent) {
		streams.out = open("/dev/null", O_WRONLY | O_CLOEXEC);
		if (streams.out < 0)
			return -1;
	}
	rc = spawn(&pid, words, streams);
	if (streams.out >= 0)
		(void)close(streams.out);
	return rc == 0 ? wait_for(pid) : -1;
}

bool
reader_manual(const char *page)
{
	char man[] = "man";
	char where[] = "-w";
	char *name = strdup(page);
	char *look[] = { man, where, name, NULL };
	char *show[] = { man, name, NULL };
	bool shown = false;

	if (name != NULL && run(look, true) == 0)
		shown = run(show, false) == 0;
	free(name);
	return shown;
}

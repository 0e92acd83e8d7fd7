/* SPDX-License-Identifier: EUPL-1.2 */

/* How the program git is run. */

#include "edge/git.h"

#include "core/limits.h"
#include "edge/git_words.h"
#include "edge/process.h"
#include "edge/program.h"

#include <string.h>

/* Words of one command at most, with those that all have. */
#define WORDS 24

/*
 * What would send git to another repository (git rev-parse --local-env-vars;
 * settings that somebody gave by the environment stay), and what to say
 * instead. Git speaks English, so that we understand it. Where nobody can be
 * asked, neither git nor ssh waits for a terminal.
 */
#define ELSEWHERE                                                              \
	"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR",        \
	    "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",        \
	    "GIT_CONFIG", "GIT_GRAFT_FILE", "GIT_REPLACE_REF_BASE",            \
	    "GIT_NO_REPLACE_OBJECTS", "GIT_SHALLOW_FILE", "GIT_NAMESPACE",     \
	    "GIT_PREFIX", "GIT_INTERNAL_SUPER_PREFIX",                         \
	    "GIT_IMPLICIT_WORK_TREE", "GIT_QUARANTINE_PATH", "LANGUAGE=en"

static const char *const asking[] = { ELSEWHERE, NULL };
static const char *const mute[] = { ELSEWHERE, "GIT_TERMINAL_PROMPT=0",
	"SSH_ASKPASS_REQUIRE=force", NULL };

/* A command of git on its way. */
struct command {
	const char *words[WORDS];
	size_t count;
};

/* Passes on what git says, line by line. */
struct ear {
	const struct cvd_git *git;
	struct cvd_buf line;
};

static void
add(struct command *command, const char *word)
{
	/* one is left for the NULL at the end */
	if (command->count + 1 < WORDS)
		command->words[command->count++] = word;
}

static void
hear(void *context, const char *bytes, size_t size)
{
	struct ear *ear = context;
	struct cvd_buf clean = CVD_BUF_INIT(CVD_MAX_REASON);

	for (size_t i = 0; i < size; i++) {
		if (bytes[i] != '\n' && bytes[i] != '\r') {
			cvd_buf_addc(&ear->line, bytes[i]);
			continue;
		}
		cvd_git_words_clean(&clean, ear->line.data, ear->line.size);
		if (clean.size > 0)
			ear->git->heard(ear->git->context, clean.data);
		cvd_buf_clear(&clean);
		cvd_buf_clear(&ear->line);
	}
}

static struct command
begin(const struct cvd_git *git)
{
	struct command command = { .count = 0 };

	add(&command, "git");
	add(&command, "-C");
	add(&command, git->folder);
	add(&command, "--git-dir");
	add(&command, git->git_dir);
	return command;
}

/* Runs the command; `limited` says that it writes what others send. */
static enum cvd_status
run(const struct cvd_git *git, struct command *command, bool limited,
    struct cvd_buf *output, struct cvd_buf *said, int *exit_status,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct ear ear = { .git = git, .line = CVD_BUF_INIT(CVD_MAX_REASON) };
	const struct cvd_process process = {
		.argv = command->words,
		.environment = git->interactive ? asking : mute,
		.interactive = git->interactive,
		.heard = git->heard != NULL ? hear : NULL,
		.heard_context = &ear,
		.file_most = limited ? CVD_MAX_FETCH : 0,
	};
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK) {
		command->words[0] = cvd_program_find(arena, git->path, "git");
		rc = cvd_arena_check(arena, err);
	}
	if (rc == CVD_OK && command->words[0] == NULL) {
		rc = cvd_fail(err, CVD_E_IO, "there is no program 'git'");
		cvd_err_hint(err, "install git");
	}
	if (rc == CVD_OK)
		rc = cvd_process_run(&process, output, said, exit_status, err);
	cvd_buf_clear(&ear.line);
	cvd_arena_free(arena);
	return rc;
}

bool
cvd_git_is_remote_name(const char *name)
{
	size_t size = strlen(name);

	if (size == 0 || size > CVD_MAX_REMOTE)
		return false;
	for (size_t i = 0; i < size; i++) {
		char c = name[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		             (c >= '0' && c <= '9');

		if (!plain && (i == 0 || strchr("._-", c) == NULL))
			return false;
	}
	/* git has no ref of such a name */
	return strstr(name, "..") == NULL && name[size - 1] != '.' &&
	       (size < 5 || strcmp(name + size - 5, ".lock") != 0);
}

/* Fails with what git said. */
static enum cvd_status
fail(struct cvd_err *err, enum cvd_status status, const char *what,
    const char *said)
{
	struct cvd_buf reason = CVD_BUF_INIT(CVD_MAX_REASON);

	cvd_git_words_reason(&reason, said);
	(void)cvd_fail(err, status, "%s: %s", what, reason.data);
	cvd_buf_clear(&reason);
	return status;
}

/* The names, one a line, that we take for remotes. */
static enum cvd_status
take_names(const struct cvd_buf *output, struct cvd_arena *arena,
    const char ***names, size_t *count, struct cvd_err *err)
{
	const char **list = cvd_arena_alloc(arena, CVD_MAX_REMOTES,
	    sizeof *list);
	const char *at = output->data;
	size_t n = 0;

	if (list == NULL)
		return cvd_arena_check(arena, err);
	while (*at != '\0' && n < CVD_MAX_REMOTES) {
		size_t size = strcspn(at, "\n");

		list[n] = cvd_arena_copy(arena, at, size);
		if (list[n] == NULL)
			return cvd_arena_check(arena, err);
		if (cvd_git_is_remote_name(list[n]))
			n++;
		at += size + (at[size] == '\n');
	}
	*names = list;
	*count = n;
	return CVD_OK;
}

enum cvd_status
cvd_git_remotes(const struct cvd_git *git, struct cvd_arena *arena,
    const char ***names, size_t *count, struct cvd_err *err)
{
	struct command command = begin(git);
	struct cvd_buf output = CVD_BUF_INIT(CVD_MAX_SAID);
	struct cvd_buf said = CVD_BUF_INIT(CVD_MAX_SAID);
	int status = -1;
	enum cvd_status rc;

	add(&command, "remote");
	rc = run(git, &command, /* limited= */ false, &output, &said, &status,
	    err);
	if (rc == CVD_OK && status != 0)
		rc = fail(err, CVD_E_CASEBOOK, "git remote", said.data);
	if (rc == CVD_OK)
		rc = take_names(&output, arena, names, count, err);
	cvd_buf_clear(&output);
	cvd_buf_clear(&said);
	return rc;
}

/* Why a fetch failed; a remote without the branch is no failure. */
static enum cvd_status
judge_fetch(const char *remote, const char *said, bool *found,
    struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	switch (cvd_git_words_fetch(said)) {
	case CVD_GIT_FETCH_NO_BRANCH:
		*found = false;
		break;
	case CVD_GIT_FETCH_INCOMPLETE:
		rc = cvd_fail(err, CVD_E_CASEBOOK,
		    "the history at '%s' is not whole: what is cut off, or "
		    "missing, cannot be judged",
		    remote);
		cvd_err_hint(err, "'git fetch --unshallow' there, if it is "
		                  "shallow, or sync with a whole one");
		break;
	case CVD_GIT_FETCH_MALFORMED:
		rc = fail(err, CVD_E_REFUSED,
		    "git refuses an object of the remote", said);
		break;
	case CVD_GIT_FETCH_FAILED:
		rc = fail(err, CVD_E_AGAIN, remote, said);
		if (strstr(said, ".lock': File exists") != NULL)
			cvd_err_hint(err,
			    "if no git is running, remove that file");
		break;
	}
	return rc;
}

enum cvd_status
cvd_git_fetch(const struct cvd_git *git, const char *remote, const char *ref,
    bool *found, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct command command = begin(git);
	struct cvd_buf said = CVD_BUF_INIT(CVD_MAX_SAID);
	int status = -1;
	enum cvd_status rc;

	add(&command, "-c");
	add(&command, "fetch.fsckObjects=true");
	/* one that is larger than any of ours is not held in memory */
	add(&command, "-c");
	add(&command, "core.bigFileThreshold=33m");
	/* which it gives about an option that is given below */
	add(&command, "-c");
	add(&command, "advice.fetchShowForcedUpdates=false");
	add(&command, "fetch");
	add(&command, "--no-tags");
	add(&command, "--no-write-fetch-head");
	add(&command, "--no-recurse-submodules");
	add(&command, "--no-show-forced-updates");
	add(&command, "--no-prune");
	add(&command, "--no-auto-maintenance");
	add(&command, git->progress ? "--progress" : "--no-progress");
	if (git->keeps_remotes)
		add(&command, "--refmap=");
	add(&command, remote);
	add(&command, cvd_arena_textf(arena, "+refs/heads/main:%s", ref));
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		rc = run(git, &command, /* limited= */ true, NULL, &said,
		    &status, err);
	/* that a past is cut off, git merely warns of */
	if (rc == CVD_OK && status == 0 &&
	    cvd_git_words_fetch(said.data) != CVD_GIT_FETCH_INCOMPLETE)
		*found = true;
	else if (rc == CVD_OK)
		rc = judge_fetch(remote, said.data, found, err);
	cvd_buf_clear(&said);
	cvd_arena_free(arena);
	return rc;
}

/* All lines of our own hook, which are not marked as the server's are. */
static void
add_all(struct cvd_buf *out, const char *said)
{
	while (*said != '\0') {
		size_t size = strcspn(said, "\n");

		cvd_git_words_clean(out, said, size);
		cvd_buf_addc(out, '\n');
		said += size + (said[size] == '\n');
	}
}

static enum cvd_status
judge_push(const char *remote, const struct cvd_buf *output,
    const struct cvd_buf *errors, int exit_status, bool *is_stale,
    struct cvd_buf *said, struct cvd_err *err)
{
	enum cvd_git_push_word word = cvd_git_words_push(output->data,
	    exit_status);
	enum cvd_status rc = CVD_OK;

	*is_stale = false;
	/* over HTTP git ends then as if it had never asked */
	if (word == CVD_GIT_PUSH_STOPPED && cvd_git_words_hung_up(errors->data))
		word = CVD_GIT_PUSH_FAILED;
	switch (word) {
	case CVD_GIT_PUSH_DONE:
		break;
	case CVD_GIT_PUSH_STALE:
		*is_stale = true;
		break;
	case CVD_GIT_PUSH_DECLINED:
		cvd_git_words_server(said, errors->data);
		rc = cvd_fail(err, CVD_E_REFUSED, "'%s' declined the push",
		    remote);
		break;
	case CVD_GIT_PUSH_STOPPED:
		add_all(said, errors->data);
		rc = cvd_fail(err, CVD_E_REFUSED,
		    "the push to '%s' was stopped here, by a hook or a setting "
		    "of git",
		    remote);
		break;
	case CVD_GIT_PUSH_FAILED:
		rc = fail(err, CVD_E_AGAIN, remote, errors->data);
		break;
	}
	return rc;
}

enum cvd_status
cvd_git_push(const struct cvd_git *git, const char *remote, const char *commit,
    const char *expected, bool *is_stale, struct cvd_buf *said,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct command command = begin(git);
	struct cvd_buf output = CVD_BUF_INIT(CVD_MAX_SAID);
	struct cvd_buf errors = CVD_BUF_INIT(CVD_MAX_SAID);
	int status = -1;
	enum cvd_status rc;

	add(&command, "push");
	add(&command, "--porcelain");
	add(&command, "--no-recurse-submodules");
	add(&command, "--no-follow-tags");
	add(&command, git->progress ? "--progress" : "--no-progress");
	add(&command,
	    cvd_arena_textf(arena, "--force-with-lease=refs/heads/main:%s",
	        expected != NULL ? expected : ""));
	add(&command, remote);
	add(&command, cvd_arena_textf(arena, "%s:refs/heads/main", commit));
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		rc = run(git, &command, /* limited= */ false, &output, &errors,
		    &status, err);
	if (rc == CVD_OK)
		rc = judge_push(remote, &output, &errors, status, is_stale,
		    said, err);
	cvd_buf_clear(&output);
	cvd_buf_clear(&errors);
	cvd_arena_free(arena);
	return rc;
}

void
cvd_git_maintain(const struct cvd_git *git)
{
	struct command command = begin(git);
	struct cvd_buf said = CVD_BUF_INIT(CVD_MAX_SAID);
	int status = -1;

	add(&command, "maintenance");
	add(&command, "run");
	add(&command, "--auto");
	add(&command, "--quiet");
	/* what it leaves undone, the next one does */
	if (run(git, &command, /* limited= */ false, NULL, &said, &status,
	        NULL) != CVD_OK)
		status = -1;
	cvd_buf_clear(&said);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_GIT_H
#define CVD_EDGE_GIT_H

#include "core/arena.h"
#include "core/buf.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Git as a program, for what crosses a network: so ssh_config, credential
 * helpers, proxies and the person's own hooks count as they are used to.
 * Remotes are names of the repository's configuration, never URLs.
 *
 * Everywhere: CVD_E_IO where there is no git; CVD_E_AGAIN with git's
 * own word where the remote cannot be reached, or something there or here is
 * held by somebody else.
 */

struct cvd_git {
	const char *path;    /* a PATH where the program is; may be NULL */
	const char *git_dir; /* absolute; the environment cannot redirect it */
	const char *folder;  /* where it runs: the work tree, or git_dir */
	bool interactive;    /* somebody can be asked for a passphrase */
	bool progress;       /* git is to tell how far it has come */
	bool keeps_remotes;  /* refs/remotes/ stays as it is */
	/* Told each line that git says on the way, cleaned; NULL: nobody. */
	void (*heard)(void *context, const char *line);
	void *context;
};

/* Whether it is a name that we take for a remote. */
bool cvd_git_is_remote_name(const char *name);

/* The names of all remotes; they live in the arena. */
enum cvd_status cvd_git_remotes(const struct cvd_git *git,
    struct cvd_arena *arena, const char ***names, size_t *count,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Brings the remote's branch `main` into a ref of ours, whatever that was,
 * and no other branch; refs/remotes/ follows where git is set up so. *found is false where the remote has no such branch; the
 * ref stays as it is then.
 *
 * CVD_E_REFUSED for an object that git would not write; CVD_E_CASEBOOK where
 * the remote is shallow, or misses objects.
 */
enum cvd_status cvd_git_fetch(const struct cvd_git *git, const char *remote,
    const char *ref, bool *found, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Sends a commit and makes it the remote's `main`, which must be at `expected`
 * now, or missing where that is NULL: *is_stale says that it was not, and
 * nothing was done. The commit comes from `expected`; nothing is forced.
 *
 * CVD_E_REFUSED where the server or the person's own pre-push hook declined;
 * what they said is appended to `said`, a line each.
 */
enum cvd_status cvd_git_push(const struct cvd_git *git, const char *remote,
    const char *commit, const char *expected, bool *is_stale,
    struct cvd_buf *said, struct cvd_err *err) CVD_MUST_CHECK;

/* Lets git tidy up, where it thinks it should. Need not succeed. */
void cvd_git_maintain(const struct cvd_git *git);

#endif

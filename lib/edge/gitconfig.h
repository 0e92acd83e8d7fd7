/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_GITCONFIG_H
#define CVD_EDGE_GITCONFIG_H

#include "core/arena.h"
#include "core/status.h"

#include <stdbool.h>

/*
 * The person's Git configuration, with or without a repository.
 *
 * System, XDG, global and local files and their includes count as for git;
 * GIT_CONFIG_COUNT and `git -c` do not. Names are as git writes them:
 * "user.signingkey".
 */

/* What git takes from the environment; texts are borrowed and may be NULL. */
struct cvd_git_env {
	const char *git_dir;       /* GIT_DIR */
	const char *config_global; /* GIT_CONFIG_GLOBAL */
	bool config_nosystem;      /* GIT_CONFIG_NOSYSTEM */
};

struct cvd_gitconfig;

/*
 * The configuration outside of any repository; env may be NULL. Fails with
 * CVD_E_INVALID where a file does not parse.
 */
enum cvd_status cvd_gitconfig_open(const struct cvd_git_env *env,
    struct cvd_gitconfig **config, struct cvd_err *err) CVD_MUST_CHECK;

/* NULL is nothing. Not for the one that belongs to a store. */
void cvd_gitconfig_close(struct cvd_gitconfig *config);

/*
 * The value, in the arena, or NULL where it is not set. CVD_E_INVALID for a
 * name that git would not take.
 */
enum cvd_status cvd_gitconfig_text(const struct cvd_gitconfig *config,
    const char *name, struct cvd_arena *arena, const char **value,
    struct cvd_err *err) CVD_MUST_CHECK;

/* The same for the path of a file: a leading "~/" is the person's home. */
enum cvd_status cvd_gitconfig_path(const struct cvd_gitconfig *config,
    const char *name, struct cvd_arena *arena, const char **value,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * *value stays as it is where the name is not set. CVD_E_INVALID where it is
 * set to something that git does not take for true or false.
 */
enum cvd_status cvd_gitconfig_bool(const struct cvd_gitconfig *config,
    const char *name, bool *value, struct cvd_err *err) CVD_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */

/* The person's Git configuration, and libgit2's own set-up, which it feeds. */

#include "edge/gitconfig.h"

#include "edge/store_private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct cvd_gitconfig {
	git_config *live;
	git_config *frozen; /* one reading, which strings can be lent from */
};

enum cvd_status
cvd_git_fail(struct cvd_err *err, enum cvd_status status, const char *format,
    ...)
{
	const git_error *last = git_error_last();
	const char *reason = last != NULL ? last->message : "unknown reason";
	char what[400];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(what, sizeof(what), format, ap);
	va_end(ap);
	if (last != NULL && last->klass == GIT_ERROR_NOMEMORY)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	return cvd_fail(err, status, "%s: %.*s", what,
	    (int)strcspn(reason, "\n"), reason);
}

/* The folder that libgit2 is to look for `.gitconfig` in; NULL: its own. */
static char *
global_folder(const struct cvd_git_env *env)
{
	const char *slash;

	if (env == NULL || env->config_global == NULL)
		return NULL;
	slash = strrchr(env->config_global, '/');
	if (slash == NULL || strcmp(slash, "/.gitconfig") != 0)
		return strdup("");
	return strndup(env->config_global,
	    (size_t)(slash - env->config_global));
}

/*
 * libgit2 knows no GIT_CONFIG_GLOBAL, and needs the folder even before a
 * repository is open: safe.directory counts only from there.
 */
static int
set_search_paths(const struct cvd_git_env *env)
{
	bool nosystem = env != NULL && env->config_nosystem;
	char *folder = global_folder(env);
	int rc;

	rc = git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL,
	    folder);
	if (rc == 0)
		rc = git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH,
		    GIT_CONFIG_LEVEL_XDG, folder != NULL ? "" : NULL);
	if (rc == 0)
		rc = git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH,
		    GIT_CONFIG_LEVEL_SYSTEM, nosystem ? "" : NULL);
	free(folder);
	return rc;
}

/*
 * In place of mbed TLS's, for libgit2 alone: it reads all the certificates of
 * the machine when it is set up, a quarter of the time of a short command, for
 * connections that we leave to git. Without any it trusts no server.
 */
int mbedtls_x509_crt_parse_file(void *chain, const char *path);

int
mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return -0x3E00; /* MBEDTLS_ERR_PK_FILE_IO_ERROR */
}

enum cvd_status
cvd_git_start(const struct cvd_git_env *env, struct cvd_err *err)
{
	/* what `git sparse-checkout` and newer versions of git set */
	const char *extensions[] = { "worktreeconfig", "preciousobjects",
		"relativeworktrees" };
	int rc = git_libgit2_init();

	if (rc < 0)
		return cvd_git_fail(err, CVD_E_INTERNAL, "libgit2");
	/* without it a commit may be gone after a power cut */
	rc = git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	if (rc == 0)
		rc = git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions,
		    (size_t)3);
	/* folders of a thousand shards are read once, not a thousand times */
	if (rc == 0)
		rc = git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT,
		    GIT_OBJECT_TREE, (size_t)1 << 20);
	if (rc == 0)
		rc = set_search_paths(env);
	if (rc == 0)
		return CVD_OK;
	(void)cvd_git_fail(err, CVD_E_INTERNAL, "libgit2");
	cvd_git_stop();
	return CVD_E_INTERNAL;
}

void
cvd_git_stop(void)
{
	(void)git_libgit2_shutdown();
}

/* Adds a GIT_CONFIG_GLOBAL that libgit2 does not find by its name. */
static int
add_global_file(git_config *config, const struct cvd_git_env *env)
{
	char *folder = global_folder(env);
	int rc = 0;

	if (folder != NULL && folder[0] == '\0' &&
	    access(env->config_global, F_OK) == 0)
		rc = git_config_add_file_ondisk(config, env->config_global,
		    GIT_CONFIG_LEVEL_GLOBAL, NULL, 0);
	free(folder);
	return rc;
}

enum cvd_status
cvd_gitconfig_of(git_repository *repo, const struct cvd_git_env *env,
    struct cvd_gitconfig **config, struct cvd_err *err)
{
	struct cvd_gitconfig *made = calloc(1, sizeof(*made));
	int rc;

	if (made == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	if (repo != NULL)
		rc = git_repository_config(&made->live, repo);
	else
		rc = git_config_open_default(&made->live);
	if (rc == 0)
		rc = add_global_file(made->live, env);
	if (rc == 0)
		rc = git_config_snapshot(&made->frozen, made->live);
	if (rc == 0) {
		*config = made;
		return CVD_OK;
	}
	git_config_free(made->live);
	free(made);
	return cvd_git_fail(err, CVD_E_INVALID, "git's configuration");
}

enum cvd_status
cvd_gitconfig_open(const struct cvd_git_env *env, struct cvd_gitconfig **config,
    struct cvd_err *err)
{
	enum cvd_status status = cvd_git_start(env, err);

	if (status != CVD_OK)
		return status;
	status = cvd_gitconfig_of(NULL, env, config, err);
	if (status != CVD_OK)
		cvd_git_stop();
	return status;
}

void
cvd_gitconfig_free(struct cvd_gitconfig *config)
{
	if (config == NULL)
		return;
	git_config_free(config->frozen);
	git_config_free(config->live);
	free(config);
}

void
cvd_gitconfig_close(struct cvd_gitconfig *config)
{
	if (config == NULL)
		return;
	cvd_gitconfig_free(config);
	cvd_git_stop();
}

enum cvd_status
cvd_gitconfig_text(const struct cvd_gitconfig *config, const char *name,
    struct cvd_arena *arena, const char **value, struct cvd_err *err)
{
	const char *found = NULL;
	int rc = git_config_get_string(&found, config->frozen, name);

	if (rc < 0 && rc != GIT_ENOTFOUND)
		return cvd_git_fail(err, CVD_E_INVALID, "git-config '%s'",
		    name);
	if (rc == GIT_ENOTFOUND) {
		*value = NULL;
		return CVD_OK;
	}
	found = cvd_arena_text(arena, found);
	if (found == NULL)
		return cvd_arena_check(arena, err);
	*value = found;
	return CVD_OK;
}

enum cvd_status
cvd_gitconfig_path(const struct cvd_gitconfig *config, const char *name,
    struct cvd_arena *arena, const char **value, struct cvd_err *err)
{
	git_buf found = { 0 };
	const char *path = NULL;
	int rc = git_config_get_path(&found, config->frozen, name);

	if (rc < 0 && rc != GIT_ENOTFOUND)
		return cvd_git_fail(err, CVD_E_INVALID, "git-config '%s'",
		    name);
	if (rc == 0) {
		path = cvd_arena_text(arena, found.ptr);
		git_buf_dispose(&found);
		if (path == NULL)
			return cvd_arena_check(arena, err);
	}
	*value = path;
	return CVD_OK;
}

enum cvd_status
cvd_gitconfig_bool(const struct cvd_gitconfig *config, const char *name,
    bool *value, struct cvd_err *err)
{
	int found = 0;
	int rc = git_config_get_bool(&found, config->frozen, name);

	if (rc == GIT_ENOTFOUND)
		return CVD_OK;
	if (rc < 0)
		return cvd_git_fail(err, CVD_E_INVALID, "git-config '%s'",
		    name);
	*value = found != 0;
	return CVD_OK;
}

enum cvd_status
cvd_gitconfig_set(struct cvd_gitconfig *config, const char *name,
    const char *value, struct cvd_err *err)
{
	git_config *local = NULL;
	git_config *frozen = NULL;
	int rc;

	rc = git_config_open_level(&local, config->live,
	    GIT_CONFIG_LEVEL_LOCAL);
	if (rc == 0 && value != NULL)
		rc = git_config_set_string(local, name, value);
	else if (rc == 0)
		rc = git_config_delete_entry(local, name);
	git_config_free(local);
	if (rc == GIT_ENOTFOUND && value == NULL)
		rc = 0;
	if (rc == 0)
		rc = git_config_snapshot(&frozen, config->live);
	if (rc < 0)
		return cvd_git_fail(err,
		    rc == GIT_EINVALIDSPEC ? CVD_E_INVALID : CVD_E_IO,
		    "git-config '%s'", name);
	git_config_free(config->frozen);
	config->frozen = frozen;
	return CVD_OK;
}

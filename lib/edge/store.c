/* SPDX-License-Identifier: EUPL-1.2 */

/* The repository itself: found, opened, made, locked, and refused. */

#include "edge/store.h"

#include "edge/fs.h"
#include "edge/gitconfig.h"
#include "edge/store_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A copy of a path without its final slashes. */
static char *
without_slash(const char *path)
{
	size_t size = strlen(path);

	while (size > 1 && path[size - 1] == '/')
		size--;
	return strndup(path, size);
}

char *
cvd_store_join(const char *folder, const char *name)
{
	size_t length = strlen(folder);
	size_t size = length + strlen(name) + 2;
	bool ends = length > 0 && folder[length - 1] == '/';
	char *path = malloc(size);

	if (path != NULL)
		(void)snprintf(path, size, "%s%s%s", folder, ends ? "" : "/",
		    name);
	return path;
}

static enum cvd_status
fail_owner(const char *start, struct cvd_err *err)
{
	git_buf found = { 0 };
	char *path;

	if (git_repository_discover(&found, start, 0, NULL) != 0)
		return cvd_fail(err, CVD_E_CASEBOOK,
		    "the casebook at '%s' belongs to another user", start);
	path = without_slash(found.ptr);
	git_buf_dispose(&found);
	if (path == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	/* git and libgit2 both compare with the top of the work tree */
	if (strlen(path) > 5 && strcmp(path + strlen(path) - 5, "/.git") == 0)
		path[strlen(path) - 5] = '\0';
	(void)cvd_fail(err, CVD_E_CASEBOOK,
	    "the casebook at '%s' belongs to another user", path);
	cvd_err_hint(err,
	    "if you trust it: git config --global --add safe.directory '%s'",
	    path);
	free(path);
	return CVD_E_CASEBOOK;
}

/* Says in our words why libgit2 did not open a repository. */
static enum cvd_status
fail_open(int rc, const char *start, struct cvd_err *err)
{
	const git_error *last = git_error_last();
	const char *reason = last != NULL ? last->message : "";
	const char *extension = strstr(reason, "extensions.");

	/* without any safe.directory the owner's test fails as "not found" */
	if (rc == GIT_EOWNER || strstr(reason, "safe.directory") != NULL)
		return fail_owner(start, err);
	if (rc == GIT_ENOTFOUND) {
		(void)cvd_fail(err, CVD_E_CASEBOOK,
		    "there is no casebook at '%s' or above", start);
		cvd_err_hint(err, "cvd init makes one, -C DIR names one");
		return CVD_E_CASEBOOK;
	}
	if (extension != NULL) {
		(void)cvd_fail(err, CVD_E_CASEBOOK,
		    "the repository at '%s' uses the Git extension '%s', "
		    "which cvd cannot read",
		    start, extension + strlen("extensions."));
		cvd_err_hint(err,
		    "use a full clone of it, with SHA-1 and plain refs");
		return CVD_E_CASEBOOK;
	}
	return cvd_git_fail(err, CVD_E_CASEBOOK, "casebook at '%s'", start);
}

/* Wraps an open repository, which the store owns even where this fails. */
static enum cvd_status
wrap(struct cvd_store *store, const struct cvd_git_env *env,
    struct cvd_err *err)
{
	enum cvd_status status;

	store->lock = -1;
	store->state = cvd_store_join(git_repository_commondir(store->repo),
	    "cvd");
	store->private = cvd_store_join(git_repository_path(store->repo),
	    "cvd");
	if (store->state == NULL || store->private == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	status = cvd_gitconfig_of(store->repo, env, &store->config, err);
	if (status != CVD_OK)
		return status;
	if (git_repository_odb(&store->odb, store->repo) < 0)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "casebook");
	return cvd_store_refresh(store, err);
}

/* Hands a wrapped repository out, or ends what cvd_git_start() began. */
static enum cvd_status
finish_open(git_repository *repo, const struct cvd_git_env *env,
    struct cvd_store **store, struct cvd_err *err)
{
	struct cvd_store *made = calloc(1, sizeof(*made));
	enum cvd_status status;

	if (made == NULL) {
		git_repository_free(repo);
		cvd_git_stop();
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	}
	made->repo = repo;
	status = wrap(made, env, err);
	if (status != CVD_OK)
		cvd_store_close(made);
	else
		*store = made;
	return status;
}

enum cvd_status
cvd_store_open(const char *dir, const struct cvd_git_env *env,
    struct cvd_store **store, struct cvd_err *err)
{
	bool from_env = dir == NULL && env != NULL && env->git_dir != NULL;
	const char *start = dir != NULL ? dir : ".";
	git_repository *repo = NULL;
	enum cvd_status status;
	int rc;

	status = cvd_git_start(env, err);
	if (status != CVD_OK)
		return status;
	/* libgit2 reads GIT_DIR by itself, and only when no path is given */
	if (from_env)
		rc = git_repository_open_ext(&repo, NULL,
		    GIT_REPOSITORY_OPEN_FROM_ENV, NULL);
	else
		rc = git_repository_open_ext(&repo, start, 0, NULL);
	if (rc < 0) {
		status = fail_open(rc, from_env ? env->git_dir : start, err);
		cvd_git_stop();
		return status;
	}
	return finish_open(repo, env, store, err);
}

enum cvd_status
cvd_store_init(const char *dir, bool bare, const struct cvd_git_env *env,
    struct cvd_store **store, struct cvd_err *err)
{
	git_repository_init_options how;
	git_repository *repo = NULL;
	enum cvd_status status;
	int rc;

	status = cvd_fs_make_folder(dir, err);
	if (status != CVD_OK)
		return status;
	status = cvd_git_start(env, err);
	if (status != CVD_OK)
		return status;
	(void)git_repository_init_options_init(&how,
	    GIT_REPOSITORY_INIT_OPTIONS_VERSION);
	how.flags = GIT_REPOSITORY_INIT_NO_REINIT;
	if (bare)
		how.flags |= GIT_REPOSITORY_INIT_BARE;
	how.initial_head = "main";
	rc = git_repository_init_ext(&repo, dir, &how);
	if (rc == 0)
		return finish_open(repo, env, store, err);
	if (rc == GIT_EEXISTS)
		status = cvd_fail(err, CVD_E_REFUSED,
		    "'%s' is a Git repository already", dir);
	else if (rc == GIT_EOWNER || rc == GIT_ENOTFOUND)
		status = fail_open(rc, dir, err);
	else
		status = cvd_git_fail(err, CVD_E_IO, "'%s'", dir);
	cvd_git_stop();
	return status;
}

void
cvd_store_close(struct cvd_store *store)
{
	if (store == NULL)
		return;
	cvd_store_unlock(store);
	git_index_free(store->index);
	git_tree_free(store->tree);
	git_odb_free(store->odb);
	cvd_gitconfig_free(store->config);
	git_repository_free(store->repo);
	free(store->state);
	free(store->private);
	free(store);
	cvd_git_stop();
}

bool
cvd_store_is_bare(const struct cvd_store *store)
{
	return git_repository_is_bare(store->repo) != 0;
}

bool
cvd_store_is_shallow(const struct cvd_store *store)
{
	return git_repository_is_shallow(store->repo) > 0;
}

const char *
cvd_store_work(const struct cvd_store *store)
{
	return git_repository_workdir(store->repo);
}

const char *
cvd_store_git_dir(const struct cvd_store *store)
{
	return git_repository_path(store->repo);
}

const char *
cvd_store_state(const struct cvd_store *store)
{
	return store->state;
}

const char *
cvd_store_head(const struct cvd_store *store)
{
	return store->tree != NULL ? store->head_text : NULL;
}

const struct cvd_gitconfig *
cvd_store_config(const struct cvd_store *store)
{
	return store->config;
}

enum cvd_status
cvd_store_set_config(struct cvd_store *store, const char *name,
    const char *value, struct cvd_err *err)
{
	return cvd_gitconfig_set(store->config, name, value, err);
}

enum cvd_status
cvd_store_refresh(struct cvd_store *store, struct cvd_err *err)
{
	git_commit *commit = NULL;
	git_tree *tree = NULL;
	git_oid head = { { 0 } };
	int rc;

	rc = git_reference_name_to_id(&head, store->repo, "HEAD");
	if (rc == GIT_ENOTFOUND || rc == GIT_EUNBORNBRANCH)
		rc = 0;
	else if (rc == 0)
		rc = git_commit_lookup(&commit, store->repo, &head);
	if (rc == 0 && commit != NULL)
		rc = git_commit_tree(&tree, commit);
	git_commit_free(commit);
	if (rc < 0)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "HEAD");
	git_tree_free(store->tree);
	store->tree = tree;
	store->head = head;
	(void)git_oid_tostr(store->head_text, sizeof(store->head_text),
	    &store->head);
	return CVD_OK;
}

enum cvd_status
cvd_store_lock(struct cvd_store *store, unsigned wait_ms, struct cvd_err *err)
{
	enum cvd_status status;
	char *path;

	status = cvd_fs_make_folder(store->state, err);
	if (status == CVD_OK)
		status = cvd_fs_make_folder(store->private, err);
	if (status != CVD_OK)
		return status;
	path = cvd_store_join(store->state, "lock");
	if (path == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	status = cvd_fs_lock(path, wait_ms, &store->lock, err);
	free(path);
	if (status == CVD_E_AGAIN) {
		(void)cvd_fail(err, CVD_E_AGAIN,
		    "another cvd is writing to the casebook");
		cvd_err_hint(err, "try again when it is done");
	}
	if (status != CVD_OK)
		return status;
	cvd_fs_sweep(store->state);
	cvd_fs_sweep(store->private);
	status = cvd_store_refresh(store, err);
	if (status == CVD_OK)
		status = cvd_store_journal_finish(store, err);
	if (status != CVD_OK)
		cvd_store_unlock(store);
	return status;
}

void
cvd_store_unlock(struct cvd_store *store)
{
	if (store->lock >= 0)
		cvd_fs_unlock(store->lock);
	store->lock = -1;
}

void
cvd_store_on_step(struct cvd_store *store, cvd_store_step_fn *step,
    void *context)
{
	store->step = step;
	store->step_context = context;
}

void
cvd_store_done(struct cvd_store *store, const char *step)
{
	if (store->step != NULL)
		store->step(store->step_context, step);
}

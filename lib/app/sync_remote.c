/* SPDX-License-Identifier: EUPL-1.2 */

/* Which remote a casebook is shared by. */

#include "app/sync_private.h"
#include "core/limits.h"

#include <string.h>

static enum cvd_status
set_up_git(struct sync_run *run, struct cvd_casebook *book, struct cvd_err *err)
{
	const struct cvd_sync *how = run->how;
	struct cvd_store *store = cvd_casebook_store(book);
	const char *work = cvd_store_work(store);
	const char *git_dir = cvd_arena_text(run->arena,
	    cvd_store_git_dir(store));

	run->git = (struct cvd_git){
		.path = run->world->path,
		.git_dir = git_dir,
		.folder = work == NULL ? git_dir
		                       : cvd_arena_text(run->arena, work),
		.interactive = run->world->interactive,
		.progress = how->shows_progress,
		.keeps_remotes = how->dry_run,
		.heard = how->heard,
		.context = how->context,
	};
	return cvd_arena_check(run->arena, err);
}

static bool
is_among(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* The one that git would take; NULL where that is not clear. */
static const char *
choose(struct cvd_casebook *book, const char *const *names, size_t count)
{
	const char *set = cvd_casebook_setting(book, "branch.main.remote");

	/* "." is this repository itself */
	if (set != NULL && strcmp(set, ".") != 0)
		return set;
	if (is_among(names, count, "origin"))
		return "origin";
	return count == 1 ? names[0] : NULL;
}

static enum cvd_status
fail_unclear(size_t count, struct cvd_err *err)
{
	if (count == 0) {
		(void)cvd_fail(err, CVD_E_USAGE,
		    "there is no remote to sync with");
		cvd_err_hint(err, "git remote add origin URL");
	} else {
		(void)cvd_fail(err, CVD_E_USAGE,
		    "there are %zu remotes, and none of them is 'origin'",
		    count);
		cvd_err_hint(err, "name one, or set git's branch.main.remote");
	}
	return CVD_E_USAGE;
}

static enum cvd_status
check(const char *name, const char *const *names, size_t count,
    struct cvd_err *err)
{
	if (!cvd_git_is_remote_name(name)) {
		/* it may be a URL, with a password in it */
		(void)cvd_fail(err, CVD_E_USAGE,
		    "that is not the name of a remote");
		cvd_err_hint(err,
		    "'git remote add origin URL' gives a URL a name; names have "
		    "at most %u letters, digits, '-', '_' and '.'",
		    CVD_MAX_REMOTE);
		return CVD_E_USAGE;
	}
	if (!is_among(names, count, name)) {
		(void)cvd_fail(err, CVD_E_NOT_FOUND, "there is no remote '%s'",
		    name);
		cvd_err_hint(err, "git remote add %s URL", name);
		return CVD_E_NOT_FOUND;
	}
	return CVD_OK;
}

enum cvd_status
sync_remote(struct sync_run *run, struct cvd_casebook *book,
    struct cvd_err *err)
{
	const char **names = NULL;
	const char *name = run->how->remote;
	const char *tracking;
	size_t count = 0;
	enum cvd_status rc = set_up_git(run, book, err);

	if (rc == CVD_OK)
		rc = cvd_git_remotes(&run->git, run->arena, &names, &count,
		    err);
	if (rc == CVD_OK && name == NULL) {
		name = choose(book, names, count);
		if (name == NULL)
			rc = fail_unclear(count, err);
	}
	if (rc == CVD_OK)
		rc = check(name, names, count, err);
	if (rc != CVD_OK)
		return rc;
	run->result->remote = cvd_arena_text(run->arena, name);
	run->incoming_ref = cvd_arena_textf(run->arena, CVD_INCOMING_REF, name);
	run->proven_ref = cvd_arena_textf(run->arena, CVD_PROVEN_REF, name);
	tracking = cvd_arena_textf(run->arena, "refs/remotes/%s/main", name);
	rc = cvd_arena_check(run->arena, err);
	if (rc == CVD_OK && cvd_store_resolve(cvd_casebook_store(book),
	                        tracking, run->seen, NULL) != CVD_OK)
		run->seen[0] = '\0';
	return rc;
}

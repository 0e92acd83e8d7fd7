/* SPDX-License-Identifier: EUPL-1.2 */

/* Joining a casebook that others keep. */

#include "app/join.h"

#include "app/person.h"
#include "app/sync.h"
#include "app/trust.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/remote_url.h"
#include "edge/fs.h"
#include "edge/git.h"
#include "edge/git_local.h"
#include "edge/gitconfig.h"
#include "edge/store.h"

#include <string.h>

#define REMOTE "origin"

/* A casebook that is being joined. */
struct joining {
	const struct cvd_join *join;
	const struct cvd_world *world;
	struct cvd_arena *arena;
	struct cvd_joined *joined;
	const char *url; /* as git is told: a path is absolute */
	bool made;       /* the folder was not there before */
	struct cvd_casebook *book;
	char tip[CVD_STORE_ID_TEXT];
};

static struct cvd_store *
store_of(const struct joining *j)
{
	return cvd_casebook_store(j->book);
}

/* Whether a path is meant, rather than host:path or a scheme. */
static bool
is_path(const char *url)
{
	size_t n = strcspn(url, ":/");

	return url[n] != ':';
}

/* What the person gave, as far as it can be judged before anything is done. */
static enum cvd_status
check_given(struct joining *j, struct cvd_err *err)
{
	const struct cvd_join *join = j->join;
	enum cvd_status rc = cvd_remote_url_check(join->url, err);

	if (rc == CVD_OK)
		rc = cvd_object_id_check(join->introduction, err);
	if (rc == CVD_OK)
		rc = cvd_fingerprint_check(join->signer, err);
	if (rc == CVD_OK && join->checkpoint != NULL)
		rc = cvd_object_id_check(join->checkpoint, err);
	if (rc != CVD_OK)
		return cvd_fail_as(err, CVD_E_USAGE);
	j->joined->dir = join->dir != NULL
	                     ? join->dir
	                     : cvd_remote_url_name(join->url, j->arena);
	rc = cvd_arena_check(j->arena, err);
	if (rc == CVD_OK && j->joined->dir == NULL)
		rc = cvd_fail(err, CVD_E_USAGE,
		    "the URL names no folder to copy the casebook to; give "
		    "DIR");
	return rc;
}

/* A path counts from where we stand, and git stands elsewhere. */
static enum cvd_status
make_absolute(struct joining *j, struct cvd_err *err)
{
	j->url = j->join->url;
	return is_path(j->url)
	           ? cvd_fs_absolute(j->join->url, j->arena, &j->url, err)
	           : CVD_OK;
}

/* The remote, as `git clone` would set it up, for one branch and no tags. */
static enum cvd_status
set_up(struct joining *j, struct cvd_err *err)
{
	const struct cvd_git_env env = cvd_person_git_env(j->world);
	struct cvd_store *store = NULL;
	const struct {
		const char *name;
		const char *value;
	} settings[] = {
		{ "remote.origin.url", j->url },
		{ "remote.origin.fetch",
		    "+refs/heads/main:refs/remotes/origin/main" },
		{ "remote.origin.tagOpt", "--no-tags" },
		{ "branch.main.remote", REMOTE },
		{ "branch.main.merge", "refs/heads/main" },
	};
	enum cvd_status rc = cvd_store_init(j->joined->dir, j->join->bare, &env,
	    &store, err);

	for (size_t i = 0;
	     i < sizeof settings / sizeof settings[0] && rc == CVD_OK; i++)
		rc = cvd_store_set_config(store, settings[i].name,
		    settings[i].value, err);
	if (rc == CVD_OK)
		rc = cvd_merge_setup_command(j->world, j->arena,
		    &j->joined->driver, err);
	if (rc == CVD_OK)
		rc = cvd_merge_setup_driver(store, j->joined->driver, err);
	cvd_store_close(store);
	return rc;
}

/* Opens what is there, be it no casebook yet, in place of what was open. */
static enum cvd_status
open_again(struct joining *j, enum cvd_casebook_use use, struct cvd_err *err)
{
	cvd_casebook_close(j->book);
	j->book = NULL;
	return cvd_casebook_open(j->joined->dir, j->world, use, &j->book, err);
}

/* Brings the history into quarantine. */
static enum cvd_status
fetch(struct joining *j, struct cvd_err *err)
{
	const char *shown = cvd_remote_url_public(j->join->url, j->arena);
	const char *work = cvd_store_work(store_of(j));
	bool found = false;
	struct cvd_git git = {
		.path = j->world->path,
		.git_dir = cvd_store_git_dir(store_of(j)),
		.folder = work != NULL ? work : cvd_store_git_dir(store_of(j)),
		.interactive = j->world->interactive,
		.progress = j->join->shows_progress,
		.heard = j->join->heard,
		.context = j->join->context,
	};
	const char *incoming = cvd_arena_textf(j->arena, CVD_INCOMING_REF,
	    REMOTE);
	enum cvd_status rc = cvd_arena_check(j->arena, err);

	if (rc == CVD_OK)
		rc = cvd_git_fetch(&git, REMOTE, incoming, &found, err);
	if (rc == CVD_E_AGAIN && err != NULL && err->hint[0] == '\0')
		cvd_err_hint(err, "nothing was kept; is that the right "
		                  "address, and may you read it?");
	if (rc == CVD_OK && !found) {
		rc = cvd_fail(err, CVD_E_CASEBOOK,
		    "there is no casebook at '%s': it has no branch 'main'",
		    shown);
		cvd_err_hint(err, "is that the right address? One that is new "
		                  "is filled from a casebook, by 'cvd sync'");
	}
	if (rc == CVD_OK)
		rc = cvd_store_ref(store_of(j), incoming, j->tip, err);
	return rc;
}

/* Fails with the first finding. */
static enum cvd_status
refuse(const struct cvd_verify_result *proof, struct cvd_err *err)
{
	enum cvd_status rc = cvd_verify_refuse(proof, err);

	cvd_err_hint(err,
	    rc == CVD_E_CONFLICT
	        ? "nothing was kept; ask the others which history is the "
	          "right one, by another way than the casebook comes"
	        : "nothing was kept; compare introduction and signer with "
	          "what a lead told you, by another way than the casebook "
	          "comes");
	return rc;
}

/* Proves the tip, or once that is HEAD, HEAD, which pins it. */
static enum cvd_status
prove(struct joining *j, const char *tip, struct cvd_err *err)
{
	const struct cvd_verify verify = {
		.tip = tip,
		.introduction = j->join->introduction,
		.signer = j->join->signer,
		.progress = tip != NULL ? j->join->progress : NULL,
		.context = j->join->context,
	};
	struct cvd_verify_result *proof = &j->joined->proof;
	enum cvd_status rc = cvd_verify_run(j->book, &verify, j->arena, proof,
	    err);

	return rc == CVD_OK && !proof->is_clean ? refuse(proof, err) : rc;
}

/*
 * A history that is proven may still be an old one, or one that a former
 * member has gone on with: what a lead has seen must be in it.
 */
static enum cvd_status
check_checkpoint(struct joining *j, struct cvd_err *err)
{
	const char *checkpoint = j->join->checkpoint;
	bool is = false;
	enum cvd_status rc = CVD_OK;

	if (checkpoint == NULL)
		return CVD_OK;
	if (cvd_store_has_commit(store_of(j), checkpoint))
		rc = cvd_store_is_ancestor(store_of(j), checkpoint, j->tip, &is,
		    err);
	if (rc != CVD_OK || is)
		return rc;
	(void)cvd_fail(err, CVD_E_CONFLICT,
	    "the history there lacks commit %s, which it should have",
	    checkpoint);
	cvd_err_hint(err, "nothing was kept; tell who gave you that commit: "
	                  "history there was moved back or forked, or is not "
	                  "up to date");
	return CVD_E_CONFLICT;
}

/* Another introduction that is pinned is not silently lived with. */
static enum cvd_status
check_pin(struct joining *j, struct cvd_err *err)
{
	const struct cvd_trust *trust = NULL;
	const char *id = cvd_casebook_team(j->book)->id;
	enum cvd_status rc = cvd_trust_path(j->world, id, j->arena,
	    &j->joined->trust_path, err);

	if (rc == CVD_OK)
		rc = cvd_trust_read(j->world, id, j->arena, &trust, err);
	if (rc != CVD_OK)
		return rc;
	if (strcmp(trust->introduction->commit, j->join->introduction) == 0 &&
	    strcmp(trust->introduction->signer, j->join->signer) == 0)
		return CVD_OK;
	(void)cvd_fail(err, CVD_E_REFUSED,
	    "another introduction of this casebook is pinned here: %s by %s",
	    trust->introduction->commit, trust->introduction->signer);
	cvd_err_hint(err,
	    "nothing was kept; ask a lead which one is right, and remove '%s' "
	    "if it is not this one",
	    j->joined->trust_path);
	return CVD_E_REFUSED;
}

/* What a later sync holds the remote to. */
static enum cvd_status
keep_proven(struct joining *j, struct cvd_err *err)
{
	const char *proven = cvd_arena_textf(j->arena, CVD_PROVEN_REF, REMOTE);

	if (proven == NULL)
		return cvd_arena_check(j->arena, err);
	return cvd_store_set_ref(store_of(j), proven, j->tip, err);
}

/* What is proven becomes the branch, then the files. */
static enum cvd_status
settle(struct joining *j, struct cvd_err *err)
{
	enum cvd_status rc = cvd_git_begin_main(j->world->path,
	    cvd_store_git_dir(store_of(j)), j->tip, "init: clone", err);

	if (rc == CVD_OK)
		rc = open_again(j, CVD_CASEBOOK_READ, err);
	if (rc == CVD_OK)
		rc = prove(j, NULL, err);
	if (rc == CVD_OK)
		rc = check_pin(j, err);
	if (rc == CVD_OK && !j->join->bare)
		rc = cvd_git_checkout(j->world->path,
		    cvd_store_work(store_of(j)), err);
	if (rc == CVD_OK)
		rc = keep_proven(j, err);
	if (rc == CVD_OK)
		rc = cvd_merge_setup_check(store_of(j), j->world, j->arena,
		    &j->joined->odds, err);
	return rc;
}

static void
clean_up(const struct joining *j)
{
	if (j->made)
		cvd_fs_remove_folder(j->joined->dir, CVD_MAX_DEPTH);
	else
		cvd_fs_empty_folder(j->joined->dir, CVD_MAX_DEPTH);
}

enum cvd_status
cvd_join_casebook(const struct cvd_join *join, const struct cvd_world *world,
    struct cvd_arena *arena, struct cvd_joined *joined,
    struct cvd_casebook **book, struct cvd_err *err)
{
	struct cvd_joined made = { 0 };
	struct joining j = {
		.join = join,
		.world = world,
		.arena = arena,
		.joined = &made,
	};
	bool taken = false;
	enum cvd_status rc = check_given(&j, err);

	if (rc == CVD_OK)
		rc = make_absolute(&j, err);
	if (rc == CVD_OK)
		rc = cvd_trust_prepare(world, arena, err);
	if (rc == CVD_OK) {
		rc = cvd_fs_take_folder(made.dir, &j.made, err);
		taken = rc == CVD_OK;
	}
	if (rc == CVD_OK)
		rc = set_up(&j, err);
	if (rc == CVD_OK)
		rc = open_again(&j, CVD_CASEBOOK_JUDGE, err);
	if (rc == CVD_OK)
		rc = fetch(&j, err);
	if (rc == CVD_OK)
		rc = prove(&j, j.tip, err);
	if (rc == CVD_OK)
		rc = check_checkpoint(&j, err);
	if (rc == CVD_OK)
		rc = settle(&j, err);
	if (rc == CVD_OK) {
		*joined = made;
		*book = j.book;
		return CVD_OK;
	}
	cvd_casebook_close(j.book);
	if (taken)
		clean_up(&j);
	return rc;
}

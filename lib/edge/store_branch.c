/* SPDX-License-Identifier: EUPL-1.2 */

/* The branch of a casebook: looked at, moved, and freed of a dead lock. */

#include "edge/store_private.h"

#include "core/limits.h"
#include "edge/fs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What git and libgit2 both hold while they move the branch. */
#define LOCK CVD_STORE_BRANCH ".lock"

enum cvd_status
cvd_store_branch_check(struct cvd_store *store, struct cvd_err *err)
{
	git_reference *ref = NULL;
	bool is_main;

	if (git_reference_lookup(&ref, store->repo, "HEAD") < 0)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "HEAD");
	is_main = git_reference_type(ref) == GIT_REFERENCE_SYMBOLIC &&
	          strcmp(git_reference_symbolic_target(ref),
	              CVD_STORE_BRANCH) == 0;
	git_reference_free(ref);
	if (!is_main) {
		(void)cvd_fail(err, CVD_E_CONFLICT,
		    "HEAD is not on the branch 'main'");
		cvd_err_hint(err, "git switch main");
		return CVD_E_CONFLICT;
	}
	if (git_repository_state(store->repo) != GIT_REPOSITORY_STATE_NONE) {
		(void)cvd_fail(err, CVD_E_CONFLICT,
		    "a merge, rebase or the like is under way");
		cvd_err_hint(err, "git status says how to end it");
		return CVD_E_CONFLICT;
	}
	return CVD_OK;
}

enum cvd_status
cvd_store_branch_move(struct cvd_store *store,
    const struct cvd_store_landing *landing, struct cvd_err *err)
{
	const git_oid *id = &landing->commit;
	struct cvd_buf reason = CVD_BUF_INIT(CVD_MAX_COMMIT);
	bool is_first = store->tree == NULL;
	git_reference *ref = NULL;
	git_oid now;
	int rc;

	cvd_buf_addz(&reason, "cvd: ");
	cvd_buf_add(&reason, landing->reason, strcspn(landing->reason, "\n"));
	/* the reflog names the member, not whoever git knows here */
	(void)git_repository_set_ident(store->repo, landing->name,
	    landing->email);
	rc = git_reference_create_matching(&ref, store->repo, CVD_STORE_BRANCH,
	    id, !is_first, is_first ? NULL : &store->head, reason.data);
	git_reference_free(ref);
	cvd_buf_clear(&reason);
	/* the folder could not be synced, say, but the branch has moved */
	if (rc < 0 &&
	    git_reference_name_to_id(&now, store->repo, CVD_STORE_BRANCH) ==
	        0 &&
	    git_oid_equal(&now, id))
		return CVD_OK;
	if (rc == GIT_EMODIFIED || rc == GIT_EEXISTS)
		return cvd_fail(err, CVD_E_CONFLICT,
		    "the branch 'main' has moved meanwhile");
	if (rc == GIT_ELOCKED) {
		(void)cvd_fail(err, CVD_E_AGAIN,
		    "another program holds the branch 'main'");
		cvd_err_hint(err, "if no git is running, remove '%s%s'",
		    git_repository_commondir(store->repo), LOCK);
		return CVD_E_AGAIN;
	}
	if (rc < 0)
		return cvd_git_fail(err, CVD_E_IO, "the branch 'main'");
	return CVD_OK;
}

/* Whether the lock holds what we write into ours, wholly or in part. */
static enum cvd_status
look(const char *path, const char *ours, bool *is_ours, bool *whole,
    struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_STORE_ID_TEXT);
	enum cvd_status status = cvd_fs_read_own(path, &text, err);

	*is_ours = status == CVD_OK &&
	           (text.size == 0 || memcmp(text.data, ours, text.size) == 0);
	*whole = text.size == strlen(ours);
	cvd_buf_clear(&text);
	/* a longer one is somebody else's */
	return status == CVD_E_NOT_FOUND || status == CVD_E_INVALID ? CVD_OK
	                                                            : status;
}

enum cvd_status
cvd_store_branch_release(struct cvd_store *store, const git_oid *commit,
    struct cvd_err *err)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	char *path = cvd_store_join(git_repository_commondir(store->repo),
	    LOCK);
	char id[CVD_STORE_ID_TEXT];
	char ours[CVD_STORE_ID_TEXT + 1];
	bool is_ours = true;
	bool whole = false;
	enum cvd_status status = CVD_OK;

	if (path == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	(void)snprintf(ours, sizeof(ours), "%s\n",
	    git_oid_tostr(id, sizeof(id), commit));
	/* git's lock, too, is empty at first, but not for a second */
	for (int i = 0; i < 100 && status == CVD_OK && is_ours && !whole; i++) {
		if (i > 0)
			(void)nanosleep(&pause, NULL);
		status = look(path, ours, &is_ours, &whole, err);
	}
	if (status == CVD_OK && is_ours)
		status = cvd_fs_remove(path, err);
	free(path);
	return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* A signed commit beside the history of `main`, which stands alone. */

#include "edge/store_private.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The tree that the changes are made on: of the commit that the ref named. */
static enum cvd_status
find_base(struct cvd_store *store, const char *before, git_tree **base,
    struct cvd_err *err)
{
	git_commit *commit = NULL;
	git_oid id;
	int rc;

	*base = NULL;
	if (before == NULL)
		return CVD_OK;
	rc = git_oid_fromstr(&id, before);
	if (rc == 0)
		rc = git_commit_lookup(&commit, store->repo, &id);
	if (rc == 0)
		rc = git_commit_tree(base, commit);
	git_commit_free(commit);
	if (rc == GIT_ENOTFOUND)
		return cvd_fail(err, CVD_E_NOT_FOUND, "there is no commit '%s'",
		    before);
	return rc < 0 ? cvd_git_fail(err, CVD_E_CASEBOOK, "'%s'", before)
	              : CVD_OK;
}

/* The ref must still name what the changes were made on. */
static enum cvd_status
check_ref(struct cvd_store *store, const char *ref, const char *before,
    struct cvd_err *err)
{
	char now[CVD_STORE_ID_TEXT];
	enum cvd_status status = cvd_store_ref(store, ref, now, err);

	if (status == CVD_E_NOT_FOUND && before == NULL)
		return CVD_OK;
	if (status != CVD_OK && status != CVD_E_NOT_FOUND)
		return status;
	if (status == CVD_OK && before != NULL && strcmp(now, before) == 0)
		return CVD_OK;
	return cvd_fail(err, CVD_E_CONFLICT, "'%s' has moved meanwhile", ref);
}

static int
try_swap(struct cvd_store *store, const char *ref, const char *before,
    const git_oid *commit)
{
	git_reference *made = NULL;
	git_oid old;
	int rc;

	if (before == NULL) {
		rc = git_reference_create(&made, store->repo, ref, commit,
		    /* force= */ 0, NULL);
	} else {
		rc = git_oid_fromstr(&old, before);
		if (rc == 0)
			rc = git_reference_create_matching(&made, store->repo,
			    ref, commit, /* force= */ 1, &old, NULL);
	}
	git_reference_free(made);
	return rc;
}

/* From what the ref named to the commit, however long git looks at it. */
static enum cvd_status
swap(struct cvd_store *store, const char *ref, const char *before,
    const git_oid *commit, struct cvd_err *err)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	int rc = try_swap(store, ref, before, commit);
	enum cvd_status status;

	for (int i = 0; i < 100 && rc == GIT_ELOCKED; i++) {
		(void)nanosleep(&pause, NULL);
		rc = try_swap(store, ref, before, commit);
	}
	if (rc == GIT_ELOCKED) {
		status = cvd_store_ref_free(store, ref, err);
		if (status != CVD_OK)
			return status;
		rc = try_swap(store, ref, before, commit);
	}
	if (rc == GIT_EMODIFIED || rc == GIT_EEXISTS || rc == GIT_ENOTFOUND)
		return cvd_fail(err, CVD_E_CONFLICT, "'%s' has moved meanwhile",
		    ref);
	if (rc == GIT_ELOCKED)
		return cvd_fail(err, CVD_E_AGAIN, "another program holds '%s'",
		    ref);
	return rc < 0 ? cvd_git_fail(err, CVD_E_IO, "'%s'", ref) : CVD_OK;
}

enum cvd_status
cvd_store_replace_ref(struct cvd_store *store, const char *ref,
    const char *before, const struct cvd_store_commit *commit,
    char id[CVD_STORE_ID_TEXT], struct cvd_err *err)
{
	struct cvd_store_draft draft = { .store = store,
		.commit = commit,
		.signature = CVD_BUF_INIT(CVD_MAX_COMMIT) };
	git_tree *base = NULL;
	enum cvd_status status;

	if (store->lock < 0 || commit->parents[0] != NULL)
		return cvd_fail(err, CVD_E_INTERNAL,
		    "the casebook is not locked, or the commit has parents");
	status = cvd_store_ref_check(ref, err);
	if (status == CVD_OK)
		status = check_ref(store, ref, before, err);
	if (status == CVD_OK)
		status = find_base(store, before, &base, err);
	draft.base = base;
	if (status == CVD_OK)
		status = cvd_store_draft_moves(&draft, err);
	if (status == CVD_OK)
		status = cvd_store_draft_sign(&draft, err);
	if (status == CVD_OK) {
		cvd_store_done(store, "signed");
		status = cvd_store_draft_write(&draft, err);
	}
	if (status == CVD_OK) {
		cvd_store_done(store, "stored");
		status = swap(store, ref, before, &draft.id, err);
	}
	if (status == CVD_OK)
		(void)git_oid_tostr(id, CVD_STORE_ID_TEXT, &draft.id);
	free(draft.moves.list);
	cvd_store_draft_clear(&draft);
	git_tree_free(base);
	return status;
}

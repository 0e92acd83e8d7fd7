/* SPDX-License-Identifier: EUPL-1.2 */

/* The commits between two. */

#include "edge/store.h"

#include "edge/store_private.h"

#include <string.h>

/* The id of a commit that is there. */
static enum cvd_status
read_id(struct cvd_store *store, const char *text, git_oid *id,
    struct cvd_err *err)
{
	if (strlen(text) != GIT_OID_HEXSZ || git_oid_fromstr(id, text) < 0 ||
	    !cvd_store_has_commit(store, text))
		return cvd_fail(err, CVD_E_NOT_FOUND,
		    "there is no commit '%.60s'", text);
	return CVD_OK;
}

static enum cvd_status
walk(git_revwalk *walker, cvd_store_commit_fn *each, void *context,
    struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;
	char text[CVD_STORE_ID_TEXT];
	git_oid id;
	int rc = 0;

	while (status == CVD_OK && (rc = git_revwalk_next(&id, walker)) == 0)
		status = each(context, git_oid_tostr(text, sizeof(text), &id),
		    err);
	if (status == CVD_OK && rc != GIT_ITEROVER)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "history");
	return status;
}

static enum cvd_status
walk_between(struct cvd_store *store, const git_oid *since, const git_oid *tip,
    cvd_store_commit_fn *each, void *context, struct cvd_err *err)
{
	git_revwalk *walker = NULL;
	enum cvd_status status;
	int rc = git_revwalk_new(&walker, store->repo);

	if (rc == 0)
		rc = git_revwalk_sorting(walker, GIT_SORT_TOPOLOGICAL);
	if (rc == 0)
		rc = git_revwalk_push(walker, tip);
	if (rc == 0 && since != NULL)
		rc = git_revwalk_hide(walker, since);
	status = rc < 0 ? cvd_git_fail(err, CVD_E_CASEBOOK, "history")
	                : walk(walker, each, context, err);
	git_revwalk_free(walker);
	return status;
}

enum cvd_status
cvd_store_each_between(struct cvd_store *store, const char *since,
    const char *tip, cvd_store_commit_fn *each, void *context,
    struct cvd_err *err)
{
	git_oid start, end;
	enum cvd_status status = read_id(store, tip, &end, err);

	if (status == CVD_OK && since != NULL)
		status = read_id(store, since, &start, err);
	if (status != CVD_OK)
		return status;
	return walk_between(store, since != NULL ? &start : NULL, &end, each,
	    context, err);
}

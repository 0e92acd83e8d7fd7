/* SPDX-License-Identifier: EUPL-1.2 */

/* Refs beside the branch: what came from elsewhere and is not merged yet. */

#include "edge/store.h"

#include "edge/store_private.h"

#include <string.h>

#define OURS "refs/cvd/"

static enum cvd_status
check_name(const char *name, bool branch_too, struct cvd_err *err)
{
	int is_valid = 0;

	if (branch_too && strcmp(name, CVD_STORE_BRANCH) == 0)
		return CVD_OK;
	if (strncmp(name, OURS, strlen(OURS)) != 0 ||
	    git_reference_name_is_valid(&is_valid, name) < 0 || !is_valid)
		return cvd_fail(err, CVD_E_INVALID,
		    "'%s' cannot be a ref of a casebook", name);
	return CVD_OK;
}

enum cvd_status
cvd_store_ref(struct cvd_store *store, const char *name,
    char commit[CVD_STORE_ID_TEXT], struct cvd_err *err)
{
	enum cvd_status status = check_name(name, true, err);
	char id[CVD_STORE_ID_TEXT] = "";
	git_reference *ref = NULL;
	int rc;

	if (status != CVD_OK)
		return status;
	rc = git_reference_lookup(&ref, store->repo, name);
	if (rc == GIT_ENOTFOUND)
		return cvd_fail(err, CVD_E_NOT_FOUND, "there is no '%s'", name);
	if (rc < 0)
		return cvd_git_fail(err, CVD_E_CASEBOOK, "'%s'", name);
	/* one that names another would be moved by whoever moves that */
	if (git_reference_type(ref) == GIT_REFERENCE_DIRECT)
		(void)git_oid_tostr(id, sizeof(id), git_reference_target(ref));
	git_reference_free(ref);
	if (!cvd_store_has_commit(store, id))
		return cvd_fail(err, CVD_E_CASEBOOK,
		    "'%s' does not name a commit", name);
	(void)memcpy(commit, id, sizeof(id));
	return CVD_OK;
}

static int
take_away(struct cvd_store *store, const char *name)
{
	git_reference *ref = NULL;
	int rc = git_reference_lookup(&ref, store->repo, name);

	if (rc == 0)
		rc = git_reference_delete(ref);
	git_reference_free(ref);
	return rc == GIT_ENOTFOUND ? 0 : rc;
}

static int
point(struct cvd_store *store, const char *name, const char *commit)
{
	git_reference *ref = NULL;
	git_oid id;
	int rc = git_oid_fromstr(&id, commit);

	if (rc == 0)
		rc = git_reference_create(&ref, store->repo, name, &id,
		    /* force= */ 1, NULL);
	git_reference_free(ref);
	return rc;
}

enum cvd_status
cvd_store_set_ref(struct cvd_store *store, const char *name, const char *commit,
    struct cvd_err *err)
{
	enum cvd_status status = check_name(name, false, err);
	int rc;

	if (status != CVD_OK)
		return status;
	if (commit != NULL && !cvd_store_has_commit(store, commit))
		return cvd_fail(err, CVD_E_NOT_FOUND, "there is no commit '%s'",
		    commit);
	rc = commit == NULL ? take_away(store, name)
	                    : point(store, name, commit);
	if (rc == GIT_ELOCKED)
		return cvd_fail(err, CVD_E_AGAIN, "another program holds '%s'",
		    name);
	if (rc < 0)
		return cvd_git_fail(err, CVD_E_IO, "'%s'", name);
	return CVD_OK;
}

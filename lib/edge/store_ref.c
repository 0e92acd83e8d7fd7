/* SPDX-License-Identifier: EUPL-1.2 */

/* Refs beside the branch: what came from elsewhere and is not merged yet. */

#include "edge/store.h"

#include "edge/fs.h"
#include "edge/store_private.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

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
cvd_store_ref_check(const char *name, struct cvd_err *err)
{
	return check_name(name, false, err);
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

static int
set(struct cvd_store *store, const char *name, const char *commit)
{
	return commit == NULL ? take_away(store, name)
	                      : point(store, name, commit);
}

enum cvd_status
cvd_store_ref_free(struct cvd_store *store, const char *name,
    struct cvd_err *err)
{
	char *folder = cvd_store_join(git_repository_commondir(store->repo),
	    name);
	struct cvd_buf path = CVD_BUF_INIT(CVD_MAX_VALUE + CVD_MAX_PATH);
	enum cvd_status status = CVD_OK;

	if (folder == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	cvd_buf_addf(&path, "%s.lock", folder);
	status = cvd_buf_check(&path, err);
	if (status == CVD_OK)
		status = cvd_fs_remove(path.data, err);
	cvd_buf_clear(&path);
	free(folder);
	return status == CVD_E_NOT_FOUND ? CVD_OK : status;
}

/* Sets it, however long git looks at it. */
static int
set_patiently(struct cvd_store *store, const char *name, const char *commit)
{
	const struct timespec pause = { .tv_nsec = 10000000 };
	int rc = set(store, name, commit);

	for (int i = 0; i < 100 && rc == GIT_ELOCKED; i++) {
		(void)nanosleep(&pause, NULL);
		rc = set(store, name, commit);
	}
	return rc;
}

enum cvd_status
cvd_store_set_ref(struct cvd_store *store, const char *name, const char *commit,
    struct cvd_err *err)
{
	enum cvd_status status = cvd_store_ref_check(name, err);
	int rc;

	if (status != CVD_OK)
		return status;
	if (commit != NULL && !cvd_store_has_commit(store, commit))
		return cvd_fail(err, CVD_E_NOT_FOUND, "there is no commit '%s'",
		    commit);
	rc = set_patiently(store, name, commit);
	if (rc == GIT_ELOCKED && store->lock >= 0) {
		status = cvd_store_ref_free(store, name, err);
		if (status != CVD_OK)
			return status;
		rc = set(store, name, commit);
	}
	if (rc == GIT_ELOCKED)
		return cvd_fail(err, CVD_E_AGAIN, "another program holds '%s'",
		    name);
	if (rc < 0)
		return cvd_git_fail(err, CVD_E_IO, "'%s'", name);
	return CVD_OK;
}

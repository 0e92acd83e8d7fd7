/* SPDX-License-Identifier: EUPL-1.2 */

/* A commit on the files of the team: who may sign from now on, and by what. */

#include "app/verify_private.h"
#include "core/limits.h"
#include "core/roster_change.h"
#include "core/team.h"
#include "edge/yaml.h"

#include <string.h>

static const struct cvd_change *
find_file(const struct verify_job *job, const char *path)
{
	for (size_t i = 0; i < job->change_count; i++)
		if (strcmp(job->changes[i].path, path) == 0)
			return &job->files[i];
	return NULL;
}

/* The parts of a certificate; *primary is NULL where it is none. */
static enum cvd_status
show(struct verify_run *run, struct verify_job *job, const void *bytes,
    size_t size, const struct cvd_batch_key **parts, size_t *count,
    struct cvd_err *err)
{
	enum cvd_status rc = cvd_batch_show(run->batch, bytes, size, job->arena,
	    parts, count, err);

	if (rc == CVD_E_INVALID) {
		*count = 0;
		rc = CVD_OK;
	}
	return rc;
}

static const struct cvd_member *
member_of(const struct cvd_roster *roster, const char *primary)
{
	const struct cvd_member *m = roster->members.item;

	for (size_t i = 0; i < roster->members.count; i++)
		if (strcmp(m[i].primary, primary) == 0)
			return &m[i];
	return NULL;
}

/* Whether a roster lets this part of a member's certificate sign. */
static bool
counts_on(const struct cvd_roster *roster, const struct cvd_batch_key *part)
{
	return member_of(roster, part->fingerprint) != NULL ||
	       cvd_roster_signer(roster, part->fingerprint) != NULL;
}

/* What revokes a key of a member says from when on it does not count. */
static enum cvd_status
check_revoked(const struct verify_job *job, const struct cvd_roster *after,
    const struct cvd_batch_key *part, struct cvd_flaw *flaw)
{
	if (!part->is_revoked ||
	    cvd_roster_has_retired(after, part->fingerprint) ||
	    cvd_roster_has_retired(after, part->primary) ||
	    !(counts_on(after, part) || counts_on(job->roster, part) ||
	        (job->beside.tree != NULL &&
	            counts_on(job->beside.roster, part))))
		return CVD_OK;
	return cvd_flaw_found(flaw, CVD_FLAW_REVOKED_KEY,
	    "key %s is revoked, and nothing says which commits it still "
	    "counts for",
	    part->fingerprint);
}

/* A certificate lies under its own fingerprint. */
static enum cvd_status
check_key_file(struct verify_run *run, struct verify_job *job,
    const struct cvd_roster *after, size_t i, struct cvd_flaw *flaw,
    struct cvd_err *err)
{
	const struct cvd_change *file = &job->files[i];
	struct cvd_path path = cvd_path_parse(file->path);
	const struct cvd_batch_key *parts;
	size_t count;
	enum cvd_status rc;

	if (path.kind != CVD_PATH_KEY || file->bytes == NULL)
		return CVD_OK;
	rc = show(run, job, file->bytes, file->size, &parts, &count, err);
	if (rc != CVD_OK)
		return rc;
	if (count == 0 || strcmp(parts[0].fingerprint, path.name) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_KEY_FILE,
		    "'%s' does not hold the one key that it is named after",
		    file->path);
	for (size_t k = 0; k < count && rc == CVD_OK; k++)
		rc = check_revoked(job, after, &parts[k], flaw);
	return rc;
}

static bool
can_sign(const struct cvd_batch_key *parts, size_t count,
    const char *fingerprint)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(parts[i].fingerprint, fingerprint) == 0)
			return parts[i].can_sign;
	return false;
}

/* The bytes of a member's certificate after the commit. */
static enum cvd_status
read_certificate(struct verify_run *run, struct verify_job *job,
    const char *primary, const char **bytes, size_t *size, struct cvd_err *err)
{
	const char *path = cvd_arena_textf(job->arena, "keys/%s.asc", primary);
	const struct cvd_change *file;
	char blob[CVD_STORE_ID_TEXT];
	enum cvd_status rc;

	if (path == NULL)
		return cvd_arena_check(job->arena, err);
	file = find_file(job, path);
	if (file != NULL && file->bytes != NULL) {
		*bytes = file->bytes;
		*size = file->size;
		return CVD_OK;
	}
	rc = cvd_store_find_in_tree(run->store, job->commit.tree, path, blob,
	    err);
	if (rc == CVD_OK)
		rc = cvd_store_read_blob(run->store, blob, CVD_MAX_KEY_FILE,
		    job->arena, bytes, size, err);
	return rc;
}

/* What a member signs with must be in the member's certificate. */
static enum cvd_status
check_member(struct verify_run *run, struct verify_job *job,
    const struct cvd_member *member, struct cvd_flaw *flaw, struct cvd_err *err)
{
	const struct cvd_batch_key *parts = NULL;
	const char *bytes = NULL;
	size_t size = 0;
	size_t count = 0;
	enum cvd_status rc = read_certificate(run, job, member->primary, &bytes,
	    &size, err);

	if (rc == CVD_E_NOT_FOUND)
		return cvd_flaw_found(flaw, CVD_FLAW_ROSTER_KEY,
		    "there is no certificate of '%s', key %s", member->name,
		    member->primary);
	if (rc == CVD_OK)
		rc = show(run, job, bytes, size, &parts, &count, err);
	for (size_t i = 0; rc == CVD_OK && i < member->signing.count; i++)
		if (!can_sign(parts, count, member->signing.item[i]))
			return cvd_flaw_found(flaw, CVD_FLAW_ROSTER_KEY,
			    "the certificate of '%s' holds no key %s that signs",
			    member->name, member->signing.item[i]);
	return rc;
}

static bool
had_retired(const struct verify_job *job, const char *key)
{
	return cvd_roster_has_retired(job->roster, key) ||
	       (job->beside.tree != NULL &&
	           cvd_roster_has_retired(job->beside.roster, key));
}

/* Retirements name a commit of this very history. */
static enum cvd_status
check_retired(struct verify_run *run, struct verify_job *job,
    const struct cvd_roster *after, struct cvd_flaw *flaw, struct cvd_err *err)
{
	const struct cvd_retired *r = after->retired.item;

	for (size_t i = 0; i < after->retired.count; i++) {
		bool is = false;
		enum cvd_status rc;

		if (had_retired(job, r[i].key))
			continue;
		rc = cvd_store_is_ancestor(run->store, r[i].good_until,
		    job->node->id, &is, err);
		if (rc != CVD_OK && rc != CVD_E_NOT_FOUND)
			return rc;
		if (!is)
			return cvd_flaw_found(flaw, CVD_FLAW_ROSTER_RETIRED,
			    "key %s is retired from a commit on that is not "
			    "one of this history",
			    r[i].key);
	}
	return CVD_OK;
}

static bool
has_key(const struct verify_job *job, const char *primary)
{
	for (size_t i = 0; i < job->change_count; i++) {
		struct cvd_path path = cvd_path_parse(job->changes[i].path);

		if (path.kind == CVD_PATH_KEY &&
		    strcmp(path.name, primary) == 0)
			return true;
	}
	return false;
}

/* Whether the commit itself changes who may sign. */
static bool
changes_roster(const struct verify_job *job, const struct cvd_roster *after)
{
	/* what a merge makes of two rosters is no change of its own */
	if (job->beside.tree != NULL)
		return find_file(job, CVD_ROSTER_PATH) != NULL;
	return after != job->roster;
}

/*
 * From the rosters of all parents to the next: of a merge, the serial counts
 * on from the greater.
 */
static enum cvd_status
check_change(const struct verify_job *job, const struct cvd_roster *after,
    struct cvd_flaw *flaw)
{
	struct cvd_roster before = *job->roster;
	struct cvd_roster beside = before;
	const char *field;
	enum cvd_status rc;

	if (job->beside.tree != NULL)
		beside = *job->beside.roster;
	if (beside.serial > before.serial)
		before.serial = beside.serial;
	beside.serial = before.serial;
	rc = cvd_roster_change_check(&before, after, &field, flaw);
	if (rc == CVD_OK && job->beside.tree != NULL)
		rc = cvd_roster_change_check(&beside, after, &field, flaw);
	return rc;
}

/* Members who are new or other, or whose certificates are. */
static enum cvd_status
check_members(struct verify_run *run, struct verify_job *job,
    const struct cvd_roster *after, struct cvd_flaw *flaw, struct cvd_err *err)
{
	const struct cvd_member *m = after->members.item;
	bool all = job->is_introduction || changes_roster(job, after);
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < after->members.count && rc == CVD_OK; i++)
		if (all || has_key(job, m[i].primary))
			rc = check_member(run, job, &m[i], flaw, err);
	return rc;
}

static enum cvd_status
check_roster(struct verify_run *run, struct verify_job *job,
    const struct cvd_roster *after, struct cvd_flaw *flaw, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (!job->is_introduction && changes_roster(job, after)) {
		rc = check_change(job, after, flaw);
		if (rc == CVD_OK)
			rc = check_retired(run, job, after, flaw, err);
	}
	for (size_t i = 0; i < job->change_count && rc == CVD_OK; i++)
		rc = check_key_file(run, job, after, i, flaw, err);
	return rc == CVD_OK ? check_members(run, job, after, flaw, err) : rc;
}

/* cvd.yaml can be read, and is still this casebook's. */
static enum cvd_status
check_team(struct verify_run *run, struct verify_job *job,
    struct cvd_flaw *flaw, struct cvd_err *err)
{
	const struct cvd_change *file = find_file(job, CVD_TEAM_PATH);
	const struct cvd_node *root;
	const struct cvd_team *team;
	struct cvd_err why = { .status = CVD_OK };
	enum cvd_status rc;

	if (file == NULL && job->is_introduction)
		return cvd_flaw_found(flaw, CVD_FLAW_TEAM_FILE,
		    "there is no '%s'", CVD_TEAM_PATH);
	if (file == NULL)
		return CVD_OK;
	rc = cvd_yaml_read(file->bytes, file->size, job->arena, &root, &why);
	if (rc == CVD_OK)
		rc = cvd_team_load(root, job->arena, &team, &why);
	if (rc == CVD_E_SYNTAX || rc == CVD_E_INVALID)
		return cvd_flaw_found_err(flaw, CVD_FLAW_TEAM_FILE,
		    CVD_TEAM_PATH, &why);
	if (rc == CVD_OK && strcmp(team->id, run->casebook_id) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_TEAM_FILE,
		    "the id of the casebook was changed");
	if (rc != CVD_OK && err != NULL)
		*err = why;
	return rc;
}

enum cvd_status
verify_team(struct verify_run *run, struct verify_job *job,
    struct cvd_flaw *flaw, struct cvd_err *err)
{
	const struct cvd_roster *after = NULL;
	char blob[CVD_OBJECT_ID_TEXT];
	enum cvd_status rc = check_team(run, job, flaw, err);

	if (rc == CVD_OK)
		rc = verify_roster_at(run, job->commit.tree, &after, blob, flaw,
		    err);
	if (rc == CVD_OK && after != NULL)
		rc = check_roster(run, job, after, flaw, err);
	return rc;
}

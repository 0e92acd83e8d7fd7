/* SPDX-License-Identifier: EUPL-1.2 */

/* What every commit must keep to, whatever it changes. */

#include "app/verify_private.h"
#include "core/limits.h"
#include "core/message.h"
#include "core/rights.h"
#include "edge/hash.h"

#include <string.h>

#define PLAIN_FILE 0100644u

/* What a commit is about. */
struct subject {
	bool is_case;
	bool is_team;
	char case_id[CVD_CASE_ID_TEXT];
};

static size_t
largest(enum cvd_path_kind kind)
{
	switch (kind) {
	case CVD_PATH_ATTACHMENT:
		return CVD_MAX_BLOB;
	case CVD_PATH_KEY:
		return CVD_MAX_KEY_FILE;
	case CVD_PATH_OTHER:
	case CVD_PATH_TEAM:
	case CVD_PATH_ROSTER:
	case CVD_PATH_CONTACT:
	case CVD_PATH_POLICY:
	case CVD_PATH_CALENDAR:
	case CVD_PATH_TEMPLATE:
	case CVD_PATH_CASE:
	case CVD_PATH_ADVISORY:
	case CVD_PATH_ATTRIBUTES:
	case CVD_PATH_KINDS:
		break;
	}
	return CVD_MAX_FILE;
}

static enum cvd_status
check_size(struct verify_run *run, const struct cvd_store_difference *change,
    enum cvd_path_kind kind, struct cvd_flaw *flaw, struct cvd_err *err)
{
	size_t size;
	enum cvd_status rc = cvd_store_blob_size(run->store, change->after,
	    &size, err);

	if (rc == CVD_E_NOT_FOUND)
		return cvd_fail_as(err, CVD_E_CASEBOOK);
	if (rc == CVD_OK && size > largest(kind))
		return cvd_flaw_found(flaw, CVD_FLAW_SIZE,
		    "'%s' has more than %zu bytes", change->path,
		    largest(kind));
	return rc;
}

/* Whether a file may lie there, and may go. */
static enum cvd_status
check_file(struct verify_run *run, const struct verify_job *job,
    const struct cvd_store_difference *change, const struct cvd_path *path,
    struct cvd_flaw *flaw, struct cvd_err *err)
{
	bool is_removed = change->after[0] == '\0';

	if (!is_removed && change->mode != PLAIN_FILE)
		return cvd_flaw_found(flaw, CVD_FLAW_MODE,
		    "'%s' is no plain file (mode %06o)", change->path,
		    change->mode);
	if (path->kind == CVD_PATH_OTHER)
		return cvd_flaw_found(flaw, CVD_FLAW_PATH,
		    "'%s' is no file of a casebook", change->path);
	if (path->kind == CVD_PATH_ATTRIBUTES && !job->is_introduction)
		return cvd_flaw_found(flaw, CVD_FLAW_ATTRIBUTES,
		    "'%s' is as the first commit made it, for good",
		    change->path);
	if (is_removed && cvd_path_is_case(path->kind))
		return cvd_flaw_found(flaw, CVD_FLAW_REMOVED,
		    "'%s' was removed", change->path);
	return is_removed ? CVD_OK
	                  : check_size(run, change, path->kind, flaw, err);
}

/* By the roster of one parent. */
static enum cvd_status
check_side(const struct cvd_member *member, const struct cvd_roster *roster,
    const struct cvd_path *path, bool is_removed, struct cvd_flaw *flaw)
{
	struct cvd_err why;

	/* who may not touch it is at fault, whatever was done */
	if (cvd_rights_check_file(member, path, roster,
	        /* is_removed= */ false, &why) != CVD_OK)
		return cvd_flaw_found(flaw, CVD_FLAW_FORBIDDEN, "%s",
		    why.message);
	if (cvd_rights_check_file(member, path, roster, is_removed, &why) !=
	    CVD_OK)
		return cvd_flaw_found(flaw, CVD_FLAW_REMOVED, "%s",
		    why.message);
	return CVD_OK;
}

/* Who has another role on either side of a merge has the weaker one. */
static enum cvd_status
check_right(const struct verify_job *job,
    const struct cvd_store_difference *change, const struct cvd_path *path,
    struct cvd_flaw *flaw)
{
	bool is_removed = change->after[0] == '\0';
	enum cvd_status rc;

	if (job->is_introduction)
		return CVD_OK;
	rc = check_side(job->member, job->roster, path, is_removed, flaw);
	if (rc == CVD_OK && job->beside.tree != NULL)
		rc = check_side(job->beside.member, job->beside.roster, path,
		    is_removed, flaw);
	return rc;
}

enum cvd_status
verify_file(struct verify_run *run, const struct verify_job *job,
    const struct cvd_store_difference *change, const struct cvd_path *path,
    struct cvd_flaw *flaw, struct cvd_err *err)
{
	enum cvd_status rc = check_file(run, job, change, path, flaw, err);

	return rc == CVD_OK ? check_right(job, change, path, flaw) : rc;
}

/* A commit is about one case, or about the team, and never both. */
static enum cvd_status
take_subject(struct subject *subject, const struct cvd_path *path,
    struct cvd_flaw *flaw)
{
	if (!cvd_path_is_case(path->kind)) {
		subject->is_team = true;
	} else if (!subject->is_case) {
		subject->is_case = true;
		(void)memcpy(subject->case_id, path->case_id,
		    sizeof subject->case_id);
	} else if (strcmp(subject->case_id, path->case_id) != 0) {
		return cvd_flaw_found(flaw, CVD_FLAW_MIXED,
		    "the commit changes cases %s and %s", subject->case_id,
		    path->case_id);
	}
	if (subject->is_case && subject->is_team)
		return cvd_flaw_found(flaw, CVD_FLAW_MIXED,
		    "the commit changes case %s and files of the team",
		    subject->case_id);
	return CVD_OK;
}

static enum cvd_status
check_paths(struct verify_run *run, struct verify_job *job,
    struct subject *subject, struct cvd_flaw *flaw, struct cvd_err *err)
{
	if (job->change_count == 0)
		return cvd_flaw_found(flaw, CVD_FLAW_EMPTY,
		    "the commit changes nothing");
	for (size_t i = 0; i < job->change_count; i++) {
		const struct cvd_store_difference *change = &job->changes[i];
		struct cvd_path path = cvd_path_parse(change->path);
		enum cvd_status rc = check_file(run, job, change, &path, flaw,
		    err);

		if (rc == CVD_OK)
			rc = take_subject(subject, &path, flaw);
		if (rc == CVD_OK)
			rc = check_right(job, change, &path, flaw);
		if (rc != CVD_OK)
			return rc;
	}
	return CVD_OK;
}

enum cvd_status
verify_read_files(struct verify_run *run, struct verify_job *job,
    struct cvd_err *err)
{
	struct cvd_change *files = cvd_arena_alloc(job->arena,
	    job->change_count, sizeof *files);
	enum cvd_status rc = CVD_OK;

	if (files == NULL)
		return cvd_arena_check(job->arena, err);
	job->files = files;
	for (size_t i = 0; i < job->change_count && rc == CVD_OK; i++) {
		const char *bytes = NULL;

		files[i].path = job->changes[i].path;
		if (job->changes[i].after[0] != '\0')
			rc = cvd_store_read_blob(run->store,
			    job->changes[i].after, CVD_MAX_BLOB, job->arena,
			    &bytes, &files[i].size, err);
		files[i].bytes = bytes;
	}
	return rc;
}

/* Whether the trailer covers the new bytes. */
static enum cvd_status
check_hash(struct verify_job *job, const char *sha256, struct cvd_flaw *flaw,
    struct cvd_err *err)
{
	char computed[CVD_HASH_TEXT];
	enum cvd_status rc = cvd_hash_changes(job->files, job->change_count,
	    computed, err);

	if (rc != CVD_OK || strcmp(computed, sha256) == 0)
		return rc;
	return cvd_flaw_found(flaw, CVD_FLAW_CONTENT_HASH,
	    "Cvd-Content-SHA256 is not that of the files");
}

enum cvd_status
verify_message(const struct verify_job *job, struct cvd_message *message,
    struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct cvd_err why = { .status = CVD_OK };
	enum cvd_status rc = cvd_message_parse(job->commit.message.data,
	    job->commit.message.size, job->arena, message, &why);

	if (rc == CVD_E_SYNTAX) {
		rc = cvd_flaw_found_err(flaw, CVD_FLAW_MESSAGE, NULL, &why);
	} else if (rc != CVD_OK && err != NULL) {
		*err = why;
	}
	return rc;
}

/* What a message says of the commit as a whole. */
static enum cvd_status
check_message(const struct verify_job *job, const struct subject *subject,
    const struct cvd_message *message, struct cvd_flaw *flaw)
{
	if (subject->is_case != (message->case_id != NULL))
		return cvd_flaw_found(flaw, CVD_FLAW_MESSAGE,
		    "the message is one of a commit of another kind");
	if (strcmp(message->actor, job->member->name) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_MESSAGE,
		    "the message names '%s', but '%s' signed", message->actor,
		    job->member->name);
	return CVD_OK;
}

/* An introduction that has a past was proven by whoever speaks for it. */
static bool
is_taken_as_it_is(const struct verify_job *job)
{
	return job->is_introduction && job->commit.parent_count > 0;
}

/* Subject and trailers, once what the commit does is found good. */
static enum cvd_status
check_words(struct verify_job *job, const struct subject *subject,
    const struct cvd_message *message, struct cvd_flaw *flaw,
    struct cvd_err *err)
{
	enum cvd_status rc = check_message(job, subject, message, flaw);

	return rc == CVD_OK ? check_hash(job, message->sha256, flaw, err) : rc;
}

static enum cvd_status
judge(struct verify_run *run, struct verify_job *job, struct subject *subject,
    struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct cvd_flaw unread = { .kind = CVD_FLAW_NONE };
	struct cvd_message message;
	bool is_read;
	enum cvd_status rc = check_paths(run, job, subject, flaw, err);

	if (rc == CVD_OK)
		rc = verify_read_files(run, job, err);
	if (rc != CVD_OK)
		return rc;
	rc = verify_message(job, &message, &unread, err);
	if (rc != CVD_OK && rc != CVD_E_FINDINGS)
		return rc;
	is_read = rc == CVD_OK;
	rc = subject->is_case
	         ? verify_case(run, job, is_read ? &message : NULL, flaw, err)
	         : verify_team(run, job, flaw, err);
	if (rc == CVD_OK && is_read)
		return check_words(job, subject, &message, flaw, err);
	if (rc == CVD_OK) {
		*flaw = unread;
		rc = CVD_E_FINDINGS;
	}
	return rc;
}

enum cvd_status
verify_content(struct verify_run *run, struct verify_job *job,
    struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct subject subject = { .is_case = false };
	enum cvd_status rc;

	if (is_taken_as_it_is(job))
		return CVD_OK;
	if (job->beside.tree != NULL)
		return verify_merge(run, job, flaw, err);
	rc = judge(run, job, &subject, flaw, err);
	if (rc == CVD_E_FINDINGS && subject.is_case && !subject.is_team)
		(void)memcpy(flaw->case_id, subject.case_id,
		    sizeof flaw->case_id);
	return rc;
}

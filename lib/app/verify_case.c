/* SPDX-License-Identifier: EUPL-1.2 */

/* A commit on one case: read and executed once more. */

#include "app/verify_private.h"
#include "core/case_change.h"
#include "core/limits.h"
#include "edge/hash.h"
#include "edge/yaml.h"

#include <string.h>

/* Where a file stands among those that the commit changes, or their count. */
static size_t
find_change(const struct verify_job *job, const char *path)
{
	size_t i = 0;

	while (i < job->change_count && strcmp(job->changes[i].path, path) != 0)
		i++;
	return i;
}

static enum cvd_status
read_blob(struct verify_run *run, struct verify_job *job, const char *blob,
    struct cvd_bytes *bytes, struct cvd_err *err)
{
	*bytes = (struct cvd_bytes){ "", 0 };
	if (blob[0] == '\0')
		return CVD_OK;
	return cvd_store_read_blob(run->store, blob, CVD_MAX_BLOB, job->arena,
	    &bytes->data, &bytes->size, err);
}

/* The file as a case; what it is not is a flaw, with line and column. */
static enum cvd_status
load_case(struct verify_job *job, const char *path, struct cvd_bytes file,
    struct cvd_case **c, struct cvd_flaw *flaw, struct cvd_err *err)
{
	const struct cvd_node *root;
	struct cvd_err why = { .status = CVD_OK };
	enum cvd_status rc = cvd_yaml_read(file.data, file.size, job->arena,
	    &root, &why);

	if (rc == CVD_OK)
		rc = cvd_case_load(root, file.data, file.size, c, &why);
	if (rc == CVD_OK)
		rc = cvd_case_is_canonical(*c, &why);
	if (rc == CVD_E_SYNTAX || rc == CVD_E_INVALID)
		return cvd_flaw_found_err(flaw, CVD_FLAW_NOT_CANONICAL, path,
		    &why);
	if (rc == CVD_E_TOO_OLD)
		return cvd_flaw_found_err(flaw, CVD_FLAW_SCHEMA, path, &why);
	if (rc != CVD_OK && err != NULL) {
		*err = why;
		cvd_err_prefix(err, path);
	}
	return rc;
}

/* Whether a pin is the file that the parent has. */
static enum cvd_status
check_pin(struct verify_run *run, struct verify_job *job, const char *folder,
    const struct cvd_pin *pin, struct cvd_flaw *flaw, struct cvd_err *err)
{
	const char *path = cvd_arena_textf(job->arena, "%s/%s.yaml", folder,
	    pin->id);
	char blob[CVD_STORE_ID_TEXT];
	char sha256[CVD_HASH_TEXT];
	struct cvd_bytes bytes;
	enum cvd_status rc;

	if (path == NULL)
		return cvd_arena_check(job->arena, err);
	rc = cvd_store_find_in_tree(run->store, job->before, path, blob, err);
	if (rc == CVD_E_NOT_FOUND ||
	    (rc == CVD_OK && strcmp(blob, pin->blob) != 0))
		return cvd_flaw_found(flaw, CVD_FLAW_PIN,
		    "the case is pinned to a '%s' that was not in force", path);
	if (rc == CVD_OK)
		rc = read_blob(run, job, blob, &bytes, err);
	if (rc != CVD_OK)
		return rc;
	cvd_hash_bytes(bytes.data, bytes.size, sha256);
	if (strcmp(sha256, pin->sha256) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_PIN,
		    "the SHA-256 that pins '%s' is not that of the file", path);
	return CVD_OK;
}

static enum cvd_status
check_pins(struct verify_run *run, struct verify_job *job,
    const struct cvd_event *e, struct cvd_flaw *flaw, struct cvd_err *err)
{
	const struct cvd_pin *policies = e->policies.item;
	const struct cvd_pin *calendars = e->calendars.item;
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < e->policies.count && rc == CVD_OK; i++)
		rc = check_pin(run, job, "policies", &policies[i], flaw, err);
	for (size_t i = 0; i < e->calendars.count && rc == CVD_OK; i++)
		rc = check_pin(run, job, "calendars", &calendars[i], flaw, err);
	return rc;
}

/* Whether a document of a publication is there, and is that one. */
static enum cvd_status
check_document(struct verify_run *run, struct verify_job *job,
    const char *case_id, const struct cvd_document *document,
    struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct cvd_path path = cvd_path_parse(document->path);
	char blob[CVD_STORE_ID_TEXT];
	char sha256[CVD_HASH_TEXT];
	struct cvd_bytes bytes;
	enum cvd_status rc;

	if (path.kind != CVD_PATH_ADVISORY ||
	    strcmp(path.case_id, case_id) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_DOCUMENT,
		    "'%s' is no advisory of this case", document->path);
	rc = cvd_store_find_in_tree(run->store, job->commit.tree,
	    document->path, blob, err);
	if (rc == CVD_E_NOT_FOUND)
		return cvd_flaw_found(flaw, CVD_FLAW_DOCUMENT,
		    "what was published, '%s', is not there", document->path);
	if (rc == CVD_OK)
		rc = read_blob(run, job, blob, &bytes, err);
	if (rc != CVD_OK)
		return rc;
	cvd_hash_bytes(bytes.data, bytes.size, sha256);
	if (strcmp(sha256, document->sha256) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_DOCUMENT,
		    "'%s' is not the document that was published",
		    document->path);
	return CVD_OK;
}

static bool
is_published(const struct cvd_case *c, size_t first, const char *path)
{
	for (size_t i = first; i < c->count; i++) {
		const struct cvd_document *d = c->events[i].documents.item;

		for (size_t k = 0; k < c->events[i].documents.count; k++)
			if (strcmp(d[k].path, path) == 0)
				return true;
	}
	return false;
}

/* An attachment only comes, under the hash of what it holds. */
static enum cvd_status
check_attachment(const struct verify_job *job, size_t i, struct cvd_flaw *flaw)
{
	const struct cvd_change *file = &job->files[i];
	char sha256[CVD_HASH_TEXT];

	cvd_hash_bytes(file->bytes, file->size, sha256);
	if (job->changes[i].before[0] != '\0' ||
	    strcmp(sha256, strrchr(file->path, '/') + 1) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_ATTACHMENT,
		    "'%s' is not named after what it holds", file->path);
	return CVD_OK;
}

/* The files beside the case file. */
static enum cvd_status
check_files(const struct verify_job *job, const struct cvd_case *c,
    size_t first, struct cvd_flaw *flaw)
{
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < job->change_count && rc == CVD_OK; i++) {
		const char *path = job->changes[i].path;
		enum cvd_path_kind kind = cvd_path_parse(path).kind;

		if (kind == CVD_PATH_ADVISORY && !is_published(c, first, path))
			return cvd_flaw_found(flaw, CVD_FLAW_DOCUMENT,
			    "'%s' was changed without being published", path);
		if (kind == CVD_PATH_ATTACHMENT)
			rc = check_attachment(job, i, flaw);
	}
	return rc;
}

/* What the new events speak of, outside of the case file. */
static enum cvd_status
check_references(struct verify_run *run, struct verify_job *job,
    const struct cvd_case *c, size_t first, struct cvd_flaw *flaw,
    struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	for (size_t i = first; i < c->count && rc == CVD_OK; i++) {
		const struct cvd_event *e = &c->events[i];
		const struct cvd_document *d = e->documents.item;

		rc = check_pins(run, job, e, flaw, err);
		for (size_t k = 0; k < e->documents.count && rc == CVD_OK; k++)
			rc = check_document(run, job, c->head.id, &d[k], flaw,
			    err);
	}
	return rc == CVD_OK ? check_files(job, c, first, flaw) : rc;
}

/* The case as the commit leaves it, and which of its events are new. */
static enum cvd_status
read_case(struct verify_run *run, struct verify_job *job, struct cvd_case **c,
    size_t *first, struct cvd_flaw *flaw, struct cvd_err *err)
{
	const struct cvd_path about = cvd_path_parse(job->changes[0].path);
	char path[CVD_CASE_PATH_TEXT];
	struct cvd_bytes before, after;
	size_t i;
	enum cvd_status rc;

	cvd_case_path_text(about.case_id, path);
	i = find_change(job, path);
	if (i == job->change_count)
		return cvd_flaw_found(flaw, CVD_FLAW_NO_EVENT,
		    "files of the case were changed without an event");
	after = (struct cvd_bytes){ job->files[i].bytes, job->files[i].size };
	rc = read_blob(run, job, job->changes[i].before, &before, err);
	if (rc == CVD_OK)
		rc = cvd_case_change_append(before, after, job->arena, first,
		    flaw, err);
	if (rc == CVD_OK)
		rc = load_case(job, path, after, c, flaw, err);
	if (rc == CVD_OK && strcmp((*c)->head.id, about.case_id) != 0)
		rc = cvd_flaw_found(flaw, CVD_FLAW_WRONG_CASE,
		    "'%s' holds case %s", path, (*c)->head.id);
	return rc;
}

enum cvd_status
verify_case(struct verify_run *run, struct verify_job *job,
    const struct cvd_message *message, struct cvd_flaw *flaw,
    struct cvd_err *err)
{
	struct cvd_case_change done = { .signer = job->member,
		.committed = job->commit.committer.at };
	struct cvd_replay replay;
	struct cvd_case *c = NULL;
	enum cvd_status rc = read_case(run, job, &c, &done.first, flaw, err);

	done.after = c;
	if (rc == CVD_OK)
		rc = cvd_case_change_check(&done, job->arena, &replay, flaw,
		    err);
	if (rc == CVD_OK)
		rc = check_references(run, job, c, done.first, flaw, err);
	if (rc == CVD_OK && message != NULL)
		rc = cvd_case_change_check_message(&done, message, &replay,
		    job->arena, flaw, err);
	cvd_case_free(c);
	return rc;
}

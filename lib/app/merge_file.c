/* SPDX-License-Identifier: EUPL-1.2 */

/* Files merged by what they mean. */

#include "app/merge_private.h"

#include "core/canon.h"
#include "core/case_merge.h"
#include "core/fields.h"
#include "core/limits.h"
#include "core/roster_merge.h"
#include "edge/yaml.h"

#include <string.h>

bool
merge_version_is(const struct merge_version *a, const struct merge_version *b)
{
	return !a->is_unsettled && !b->is_unsettled &&
	       strcmp(a->blob, b->blob) == 0;
}

enum cvd_status
merge_read(struct cvd_store *store, const struct merge_version *version,
    struct cvd_arena *arena, struct cvd_bytes *bytes, struct cvd_err *err)
{
	*bytes = (struct cvd_bytes){ version->bytes, version->size };
	if (version->bytes != NULL)
		return CVD_OK;
	return cvd_store_read_blob(store, version->blob, CVD_MAX_BLOB, arena,
	    &bytes->data, &bytes->size, err);
}

/* What was made here, under the id that it will have. */
static enum cvd_status
take(struct cvd_buf *text, struct cvd_arena *arena,
    struct merge_version *version, struct cvd_err *err)
{
	char *bytes;
	enum cvd_status rc = cvd_buf_check(text, err);

	if (rc != CVD_OK)
		return rc;
	bytes = cvd_arena_copy(arena, text->data, text->size);
	if (bytes == NULL)
		return cvd_arena_check(arena, err);
	*version = (struct merge_version){ .bytes = bytes, .size = text->size };
	return cvd_store_blob_id(bytes, text->size, version->blob, err);
}

enum cvd_status
merge_load_case(const char *path, const struct cvd_bytes *file,
    struct cvd_arena *arena, struct cvd_case **c, struct cvd_err *err)
{
	const struct cvd_node *root;
	enum cvd_status rc = cvd_yaml_read(file->data, file->size, arena, &root,
	    err);

	*c = NULL;
	if (rc == CVD_OK)
		rc = cvd_case_load(root, file->data, file->size, c, err);
	if (rc == CVD_OK)
		rc = cvd_case_is_canonical(*c, err);
	if (rc == CVD_OK || rc == CVD_E_NO_MEMORY)
		return rc;
	cvd_err_prefix(err, path);
	return rc == CVD_E_TOO_NEW ? rc : cvd_fail_as(err, CVD_E_CASEBOOK);
}

/* Why two cases cannot be one, told to a person. */
static enum cvd_status
explain(enum cvd_status rc, const struct cvd_flaw *flaw,
    enum cvd_merge_trouble *trouble, struct cvd_err *err)
{
	switch (rc) {
	case CVD_E_CONFLICT:
		*trouble = CVD_MERGE_TWO_CASES;
		return rc;
	case CVD_E_FINDINGS:
		*trouble = CVD_MERGE_TAMPERED;
		return cvd_fail(err, CVD_E_CONFLICT, "%s", flaw->message);
	case CVD_E_INVALID:
		*trouble = CVD_MERGE_TOO_LARGE;
		return cvd_fail_as(err, CVD_E_CONFLICT);
	default:
		return rc;
	}
}

enum cvd_status
merge_cases(const char *path, const struct cvd_bytes *ours,
    const struct cvd_bytes *theirs, struct cvd_arena *arena,
    struct merge_version *merged, enum cvd_merge_trouble *trouble,
    struct cvd_err *err)
{
	struct cvd_arena *work = cvd_arena_new();
	struct cvd_buf file = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_case *side[2] = { NULL, NULL };
	struct cvd_case both = { .arena = NULL };
	struct cvd_replay replay;
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };
	enum cvd_status rc = cvd_arena_check(work, err);

	if (rc == CVD_OK)
		rc = merge_load_case(path, ours, work, &side[0], err);
	if (rc == CVD_OK)
		rc = merge_load_case(path, theirs, work, &side[1], err);
	if (rc == CVD_OK)
		rc = explain(cvd_case_merge(side[0], side[1], work, &file,
		                 &both, &replay, &flaw, err),
		    &flaw, trouble, err);
	if (rc == CVD_OK)
		rc = take(&file, arena, merged, err);
	cvd_buf_clear(&file);
	cvd_case_free(side[0]);
	cvd_case_free(side[1]);
	cvd_arena_free(work);
	return rc;
}

static enum cvd_status
load_roster(struct cvd_store *store, const struct merge_version *version,
    struct cvd_arena *arena, const struct cvd_roster **roster,
    struct cvd_err *err)
{
	struct cvd_bytes file;
	const struct cvd_node *root;
	enum cvd_status rc = merge_read(store, version, arena, &file, err);

	if (rc == CVD_OK)
		rc = cvd_yaml_read(file.data, file.size, arena, &root, err);
	if (rc == CVD_OK)
		rc = cvd_roster_load(root, arena, roster, err);
	if (rc == CVD_OK || rc == CVD_E_NO_MEMORY)
		return rc;
	cvd_err_prefix(err, CVD_ROSTER_PATH);
	return rc == CVD_E_TOO_NEW ? rc : cvd_fail_as(err, CVD_E_CASEBOOK);
}

static enum cvd_status
merge_rosters(struct cvd_store *store, const struct merge_version *const of[3],
    struct cvd_arena *arena, struct merge_version *merged, struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);
	const struct cvd_roster *rosters[3];
	struct cvd_roster both;
	struct cvd_node *node = NULL;
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < 3 && rc == CVD_OK; i++)
		rc = load_roster(store, of[i], arena, &rosters[i], err);
	if (rc == CVD_OK)
		rc = cvd_roster_merge(rosters[0], rosters[1], rosters[2], arena,
		    &both, err);
	if (rc == CVD_OK) {
		node = cvd_fields_save(&cvd_roster_shape, 0, &both, arena);
		rc = cvd_arena_check(arena, err);
	}
	if (rc == CVD_OK) {
		cvd_canon_write(&text, node);
		rc = take(&text, arena, merged, err);
	}
	cvd_buf_clear(&text);
	return rc;
}

enum cvd_status
merge_three(struct cvd_store *store, const struct cvd_path *path,
    const struct merge_version *base, const struct merge_version *ours,
    const struct merge_version *theirs, struct cvd_arena *arena,
    struct merge_version *merged, struct cvd_err *err)
{
	const struct merge_version *const of[3] = { base, ours, theirs };

	if (merge_version_is(base, ours) || merge_version_is(ours, theirs)) {
		*merged = *theirs;
		return CVD_OK;
	}
	if (merge_version_is(base, theirs)) {
		*merged = *ours;
		return CVD_OK;
	}
	if (path->kind == CVD_PATH_ROSTER && !base->is_unsettled &&
	    base->blob[0] != '\0' && ours->blob[0] != '\0' &&
	    theirs->blob[0] != '\0')
		return merge_rosters(store, of, arena, merged, err);
	return cvd_fail(err, CVD_E_CONFLICT, "both sides changed it");
}

/* A text as a version, under the id that it has as a blob. */
static enum cvd_status
version_of(const struct cvd_bytes *bytes, struct merge_version *version,
    struct cvd_err *err)
{
	*version = (struct merge_version){ .bytes = NULL };
	if (bytes == NULL)
		return CVD_OK;
	version->bytes = bytes->data;
	version->size = bytes->size;
	return cvd_store_blob_id(bytes->data, bytes->size, version->blob, err);
}

enum cvd_status
cvd_merge_texts(const char *path, const struct cvd_bytes *base,
    const struct cvd_bytes *ours, const struct cvd_bytes *theirs,
    struct cvd_arena *arena, struct cvd_bytes *merged, struct cvd_err *err)
{
	const struct cvd_path about = cvd_path_parse(path);
	struct merge_version of[3], both;
	enum cvd_merge_trouble trouble;
	enum cvd_status rc = version_of(base, &of[0], err);

	if (rc == CVD_OK)
		rc = version_of(ours, &of[1], err);
	if (rc == CVD_OK)
		rc = version_of(theirs, &of[2], err);
	if (rc == CVD_OK && about.kind == CVD_PATH_CASE)
		rc = merge_cases(path, ours, theirs, arena, &both, &trouble,
		    err);
	else if (rc == CVD_OK)
		rc = merge_three(/* store= */ NULL, &about, &of[0], &of[1],
		    &of[2], arena, &both, err);
	if (rc == CVD_OK)
		*merged = (struct cvd_bytes){ both.bytes, both.size };
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Which of two advisories it is: the one that was published last. */

#include "app/merge_private.h"

#include "edge/hash.h"

#include <string.h>

/* What was published last, and still counts, under this path; or NULL. */
static const char *
published_hash(const struct cvd_replay *replay, const char *path)
{
	const char *sha256 = NULL;

	for (size_t i = 0; i < replay->count; i++) {
		const struct cvd_event *e = replay->events[i];
		const struct cvd_document *d = e->documents.item;

		for (size_t k = 0; k < e->documents.count; k++)
			if (strcmp(d[k].path, path) == 0)
				sha256 = d[k].sha256;
	}
	return sha256;
}

/* The case file as it will be: among the merged ones, or the same on both. */
static enum cvd_status
find_case(struct merge_run *m, const char *case_id, struct cvd_arena *work,
    struct cvd_bytes *file, struct cvd_err *err)
{
	struct merge_version version = { .bytes = NULL };
	char path[CVD_CASE_PATH_TEXT];
	enum cvd_status rc = CVD_OK;
	bool is_found = false;

	cvd_case_path_text(case_id, path);
	for (size_t i = 0; i < m->merge->count && !is_found; i++) {
		const struct cvd_merge_file *f = &m->merge->files[i];

		is_found = strcmp(f->path, path) == 0;
		if (!is_found)
			continue;
		version.bytes = f->bytes;
		version.size = f->size;
		(void)memcpy(version.blob, f->merged, sizeof version.blob);
	}
	if (!is_found)
		rc = cvd_store_find_in_tree(m->store, m->tree[0], path,
		    version.blob, err);
	if (rc == CVD_OK)
		rc = merge_read(m->store, &version, work, file, err);
	return rc;
}

static bool
has_hash(struct merge_run *m, const struct merge_version *version,
    const char *sha256, struct cvd_arena *work)
{
	struct cvd_bytes bytes;
	char hash[CVD_HASH_TEXT];

	if (version->blob[0] == '\0' ||
	    merge_read(m->store, version, work, &bytes, NULL) != CVD_OK)
		return false;
	cvd_hash_bytes(bytes.data, bytes.size, hash);
	return strcmp(hash, sha256) == 0;
}

/* The version that the last publication speaks of; NULL where none does. */
static enum cvd_status
choose_advisory(struct merge_run *m, const struct merge_pair *p,
    struct cvd_arena *work, const struct merge_version **chosen,
    struct cvd_err *err)
{
	const struct merge_version *const versions[3] = { &p->side[0],
		&p->side[1], &p->base };
	struct cvd_bytes file;
	struct cvd_case *c = NULL;
	struct cvd_replay replay;
	const char *sha256 = NULL;
	enum cvd_status rc = find_case(m, p->path.case_id, work, &file, err);

	*chosen = NULL;
	if (rc == CVD_E_NOT_FOUND)
		return CVD_OK;
	if (rc == CVD_OK)
		rc = merge_load_case(p->path.case_id, &file, work, &c, err);
	if (rc == CVD_OK)
		rc = cvd_replay_run(c, work, &replay, err);
	if (rc == CVD_OK)
		sha256 = published_hash(&replay, p->path.text);
	for (size_t i = 0; sha256 != NULL && *chosen == NULL && i < 3; i++)
		if (has_hash(m, versions[i], sha256, work))
			*chosen = versions[i];
	cvd_case_free(c);
	return rc;
}

enum cvd_status
merge_advisory(struct merge_run *m, const struct merge_pair *p,
    struct cvd_err *err)
{
	struct cvd_arena *work = cvd_arena_new();
	const struct merge_version *chosen = NULL;
	struct merge_version merged;
	struct cvd_bytes file = { NULL, 0 };
	enum cvd_status rc = cvd_arena_check(work, err);

	if (rc == CVD_OK)
		rc = choose_advisory(m, p, work, &chosen, err);
	/* it may be what neither side has any more */
	if (rc == CVD_OK && chosen != NULL)
		rc = merge_read(m->store, chosen, m->arena, &file, err);
	if (rc == CVD_OK && chosen != NULL) {
		merged = *chosen;
		merged.bytes = file.data;
		merged.size = file.size;
		rc = merge_add_file(m, p, &merged, err);
	} else if (rc == CVD_OK) {
		rc = merge_add_conflict(m, p, CVD_MERGE_BOTH_CHANGED,
		    "both sides changed it, and no publication says which of "
		    "the two it is",
		    err);
	}
	cvd_arena_free(work);
	return rc;
}

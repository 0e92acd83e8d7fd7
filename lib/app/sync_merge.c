/* SPDX-License-Identifier: EUPL-1.2 */

/* The merge of what is here and what came in, signed by who makes it. */

#include "app/signing.h"
#include "app/sync_private.h"
#include "core/limits.h"
#include "core/lines.h"
#include "edge/yaml.h"

#include <string.h>

/* The roster of what came in. */
static enum cvd_status
read_roster(struct sync_run *run, const struct cvd_roster **roster,
    struct cvd_err *err)
{
	char blob[CVD_STORE_ID_TEXT];
	const struct cvd_node *root;
	const char *bytes;
	size_t size;
	enum cvd_status rc = cvd_store_find_at(run->store,
	    run->result->incoming, CVD_ROSTER_PATH, blob, err);

	if (rc == CVD_OK)
		rc = cvd_store_read_blob(run->store, blob, CVD_MAX_FILE,
		    run->arena, &bytes, &size, err);
	if (rc == CVD_OK)
		rc = cvd_yaml_read(bytes, size, run->arena, &root, err);
	if (rc == CVD_OK)
		rc = cvd_roster_load(root, run->arena, roster, err);
	return rc;
}

static const struct cvd_member *
find_primary(const struct cvd_roster *roster, const char *primary)
{
	const struct cvd_member *m = roster->members.item;

	for (size_t i = 0; i < roster->members.count; i++)
		if (strcmp(m[i].primary, primary) == 0)
			return &m[i];
	return NULL;
}

/* The keys by which the member may sign on both sides. */
static enum cvd_status
find_keys(struct sync_run *run, const struct cvd_member *member,
    struct cvd_lines *keys, struct cvd_err *err)
{
	const struct cvd_roster *theirs = NULL;
	const struct cvd_member *there;
	enum cvd_status rc = read_roster(run, &theirs, err);

	if (rc != CVD_OK)
		return rc;
	there = find_primary(theirs, member->primary);
	for (size_t i = 0; there != NULL && i < member->signing.count; i++)
		if (rc == CVD_OK &&
		    cvd_lines_has(&there->signing, member->signing.item[i]))
			rc = cvd_lines_add(keys, member->signing.item[i],
			    run->arena, err);
	if (rc != CVD_OK || keys->count > 0)
		return rc;
	(void)cvd_fail(err, CVD_E_REFUSED,
	    "your key %s is not in the roster that came in, and a merge is "
	    "signed by who is in both",
	    member->primary);
	cvd_err_hint(err,
	    "ask a lead; 'git show %s:roster.yaml' is what came "
	    "in",
	    run->incoming_ref);
	return CVD_E_REFUSED;
}

/* Files that were made of both sides are written, all others are there. */
static enum cvd_status
sort_files(struct sync_run *run, struct cvd_signing_merge *merge,
    struct cvd_err *err)
{
	size_t count = run->merge.count;
	struct cvd_change *changes = cvd_arena_alloc(run->arena, count + 1,
	    sizeof *changes);
	struct cvd_store_pick *picks = cvd_arena_alloc(run->arena, count + 1,
	    sizeof *picks);

	if (changes == NULL || picks == NULL)
		return cvd_arena_check(run->arena, err);
	merge->changes = changes;
	merge->picks = picks;
	for (size_t i = 0; i < count; i++) {
		const struct cvd_merge_file *f = &run->merge.files[i];

		/* against HEAD, which the tree is made from */
		if (strcmp(f->merged, f->ours) == 0)
			continue;
		if (f->bytes != NULL)
			changes[merge->count++] = (struct cvd_change){ f->path,
				f->bytes, f->size };
		else
			picks[merge->pick_count++] = (struct cvd_store_pick){
				f->path,
				f->merged[0] != '\0' ? f->merged : NULL,
			};
	}
	return CVD_OK;
}

enum cvd_status
sync_merge(struct sync_run *run, struct cvd_err *err)
{
	struct cvd_signing_merge merge = { .other = run->result->incoming };
	const struct cvd_member *member = NULL;
	char sha256[65];
	char commit[CVD_COMMIT_TEXT];
	enum cvd_status rc = cvd_casebook_member(run->book, &member, err);

	if (rc == CVD_OK)
		rc = find_keys(run, member, &merge.fingerprints, err);
	if (rc == CVD_OK)
		rc = sort_files(run, &merge, err);
	if (rc == CVD_OK)
		rc = cvd_merge_hash(run->store, run->merge.files,
		    run->merge.count, sha256, err);
	if (rc == CVD_OK)
		rc = cvd_signing_commit_merge(run->book, member, &merge, sha256,
		    commit, err);
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* The commits of a history that was proven, one by one. */

#include "app/verify_private.h"
#include "core/ident.h"
#include "core/message.h"

#include <string.h>

struct listing {
	struct verify_run *run;
	const char *path; /* of the case file; NULL: all commits */
	cvd_verify_told_fn *told;
	void *context;
};

/* The blob of the case file in a tree; empty where there is none. */
static enum cvd_status
find_case(const struct listing *l, const char *tree,
    char blob[CVD_STORE_ID_TEXT], struct cvd_err *err)
{
	enum cvd_status rc = cvd_store_find_in_tree(l->run->store, tree,
	    l->path, blob, err);

	if (rc != CVD_E_NOT_FOUND)
		return rc;
	blob[0] = '\0';
	return CVD_OK;
}

/* A merge is about a case where it made one of two versions. */
static enum cvd_status
is_about(const struct listing *l, const struct cvd_commit *commit, bool *is,
    struct cvd_err *err)
{
	char before[CVD_STORE_ID_TEXT] = "";
	char after[CVD_STORE_ID_TEXT];
	char tree[CVD_OBJECT_ID_TEXT];
	enum cvd_status rc = CVD_OK;

	*is = true;
	if (l->path == NULL)
		return CVD_OK;
	rc = find_case(l, commit->tree, after, err);
	if (commit->parent_count == 0)
		*is = after[0] != '\0';
	for (size_t i = 0; i < commit->parent_count && rc == CVD_OK; i++) {
		rc = verify_tree_of(l->run, commit->parents[i], tree, err);
		if (rc == CVD_OK)
			rc = find_case(l, tree, before, err);
		*is = *is && strcmp(before, after) != 0;
	}
	return rc;
}

static void
tell(const struct listing *l, const char *id, const struct cvd_commit *commit,
    const struct cvd_packet *packet, struct cvd_arena *arena)
{
	struct cvd_scan scan = cvd_scan_bytes(commit->message.data,
	    commit->message.size);
	struct cvd_bytes line = { "", 0 };
	struct cvd_message message;
	bool is_ours = cvd_message_parse(commit->message.data,
	                   commit->message.size, arena, &message,
	                   NULL) == CVD_OK;
	struct cvd_verify_commit said = { .id = id,
		.by = is_ours ? message.actor : NULL,
		.key = packet->issuer,
		.at = commit->committer.at };

	(void)cvd_scan_line(&scan, &line);
	said.subject = cvd_arena_copy(arena, line.data, line.size);
	if (said.subject != NULL)
		l->told(l->context, &said);
}

static enum cvd_status
list_one(const struct listing *l, const char *id, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_commit commit;
	struct cvd_packet packet;
	struct cvd_flaw flaw;
	const char *bytes;
	size_t size;
	bool is = false;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = cvd_store_read_commit(l->run->store, id, arena, &bytes,
		    &size, err);
	if (rc == CVD_OK)
		rc = cvd_commit_split(bytes, size, arena, &commit, &flaw, err);
	if (rc == CVD_OK)
		rc = is_about(l, &commit, &is, err);
	if (rc == CVD_OK && is)
		rc = cvd_packet_read(commit.signature.data,
		    commit.signature.size, arena, &packet, &flaw, err);
	if (rc == CVD_OK && is)
		tell(l, id, &commit, &packet, arena);
	if (rc == CVD_E_FINDINGS)
		rc = cvd_fail(err, CVD_E_INTERNAL,
		    "commit %s was proven and is not", id);
	cvd_arena_free(arena);
	return rc;
}

enum cvd_status
cvd_verify_list(struct cvd_casebook *book, const char *from, const char *tip,
    const char *case_id, cvd_verify_told_fn *told, void *context,
    struct cvd_err *err)
{
	const struct cvd_verify how = { .is_trial = true };
	struct verify_run run = {
		.book = book,
		.store = cvd_casebook_store(book),
		.world = cvd_casebook_world(book),
		.how = &how,
		.arena = cvd_arena_new(),
	};
	struct listing l = { &run, NULL, told, context };
	struct verify_past *past = NULL;
	char path[CVD_CASE_PATH_TEXT];
	enum cvd_status rc = cvd_arena_check(run.arena, err);

	if (case_id != NULL) {
		cvd_case_path_text(case_id, path);
		l.path = path;
	}
	if (from != NULL)
		run.checkpoints = (struct cvd_lines){ &from, 1 };
	(void)memcpy(run.tip, tip, sizeof run.tip);
	if (rc == CVD_OK)
		rc = verify_graph_walk(&run, err);
	/* a merge may lead around where it begins */
	if (rc == CVD_OK && from != NULL)
		rc = verify_past_of(&run, from, run.arena, &past, err);
	for (size_t i = 0; i < run.node_count && rc == CVD_OK; i++)
		if (past == NULL || !verify_past_has(past, run.nodes[i].id))
			rc = list_one(&l, run.nodes[i].id, err);
	cvd_arena_free(run.arena);
	return rc;
}

enum cvd_status
cvd_verify_resolve(struct cvd_casebook *book, const char *name, char commit[41],
    struct cvd_err *err)
{
	return cvd_store_resolve(cvd_casebook_store(book), name, commit, err);
}

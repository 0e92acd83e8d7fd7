/* SPDX-License-Identifier: EUPL-1.2 */

/* A commit that is made and signed in memory before any of it is stored. */

#include "edge/store_private.h"

#include "core/limits.h"

#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <stdlib.h>

/* A signature that took longer is made again, over a time that is true. */
#define MAX_SIGNING_SECONDS 60
#define MAX_SIGNING_TURNS   3

/*
 * A repository whose new objects stay in memory, so that what is never signed
 * is never stored, be it a person's name in a case that was not opened.
 */
static enum cvd_status
open_draft(struct cvd_store_draft *draft, struct cvd_err *err)
{
	git_repository *repo = draft->store->repo;
	char *objects = cvd_store_join(git_repository_commondir(repo),
	    "objects");
	git_odb_backend *memory = NULL;
	git_odb *odb = NULL;
	int rc;

	if (objects == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	rc = git_odb_new(&odb);
	if (rc == 0)
		rc = git_mempack_new(&memory);
	if (rc == 0)
		rc = git_odb_add_backend(odb, memory, 999);
	if (rc == 0)
		rc = git_odb_add_disk_alternate(odb, objects);
	if (rc == 0)
		rc = git_repository_wrap_odb(&draft->repo, odb);
	git_odb_free(odb);
	free(objects);
	if (rc < 0)
		return cvd_git_fail(err, CVD_E_INTERNAL, "a draft");
	return CVD_OK;
}

/* Writes the blobs and trees of the changes on top of the base. */
static enum cvd_status
write_tree(struct cvd_store_draft *draft, git_repository *repo, git_oid *tree,
    struct cvd_err *err)
{
	const struct cvd_store_moves *moves = &draft->moves;
	git_tree_update *updates = calloc(moves->count + 1, sizeof(*updates));
	git_tree *base = NULL;
	int rc = 0;

	if (updates == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	for (size_t i = 0; i < moves->count && rc == 0; i++) {
		const struct cvd_store_move *move = &moves->list[i];

		updates[i].path = move->path;
		updates[i].filemode = GIT_FILEMODE_BLOB;
		updates[i].id = move->after;
		updates[i].action = git_oid_is_zero(&move->after)
		                        ? GIT_TREE_UPDATE_REMOVE
		                        : GIT_TREE_UPDATE_UPSERT;
		if (move->bytes != NULL)
			rc = git_blob_create_from_buffer(&updates[i].id, repo,
			    move->bytes, move->size);
	}
	if (rc == 0 && draft->base != NULL)
		rc = git_tree_lookup(&base, repo, git_tree_id(draft->base));
	if (rc == 0)
		rc = git_tree_create_updated(tree, repo, base, moves->count,
		    updates);
	git_tree_free(base);
	free(updates);
	if (rc < 0)
		return cvd_git_fail(err, CVD_E_IO, "the tree of the commit");
	return CVD_OK;
}

static enum cvd_status
find_parents(struct cvd_store_draft *draft, git_commit *parents[2],
    size_t *count, struct cvd_err *err)
{
	git_oid id;

	for (size_t i = 0; i < 2 && draft->commit->parents[i] != NULL; i++) {
		const char *text = draft->commit->parents[i];

		if (git_oid_fromstr(&id, text) < 0 ||
		    git_commit_lookup(&parents[i], draft->repo, &id) < 0)
			return cvd_fail(err, CVD_E_NOT_FOUND,
			    "there is no commit '%s'", text);
		*count = i + 1;
	}
	return CVD_OK;
}

/* The bytes of the commit, as of this instant. */
static enum cvd_status
make_content(struct cvd_store_draft *draft, cvd_instant when,
    struct cvd_err *err)
{
	const struct cvd_store_commit *commit = draft->commit;
	git_commit *parents[2] = { NULL, NULL };
	const git_commit *lent[2];
	git_signature *author = NULL;
	git_buf message = { 0 };
	git_tree *tree = NULL;
	size_t count = 0;
	enum cvd_status status;
	int rc;

	status = find_parents(draft, parents, &count, err);
	if (status != CVD_OK)
		goto out;
	if (git_signature_new(&author, commit->name, commit->email, when, 0) <
	    0) {
		status = cvd_git_fail(err, CVD_E_INVALID,
		    "'%s <%s>' cannot be an author", commit->name,
		    commit->email);
		goto out;
	}
	git_buf_dispose(&draft->content);
	lent[0] = parents[0];
	lent[1] = parents[1];
	rc = git_message_prettify(&message, commit->message, 0, '#');
	if (rc == 0)
		rc = git_tree_lookup(&tree, draft->repo, &draft->tree);
	if (rc == 0)
		rc = git_commit_create_buffer(&draft->content, draft->repo,
		    author, author, NULL, message.ptr, tree, count, lent);
	if (rc < 0)
		status = cvd_git_fail(err, CVD_E_INTERNAL, "the commit");
out:
	git_tree_free(tree);
	git_buf_dispose(&message);
	git_signature_free(author);
	git_commit_free(parents[0]);
	git_commit_free(parents[1]);
	return status;
}

enum cvd_status
cvd_store_draft_sign(struct cvd_store_draft *draft, struct cvd_err *err)
{
	const struct cvd_store_commit *commit = draft->commit;
	enum cvd_status status;
	cvd_instant when;

	status = open_draft(draft, err);
	if (status == CVD_OK)
		status = write_tree(draft, draft->repo, &draft->tree, err);
	if (status != CVD_OK)
		return status;
	for (int turn = 0; turn < MAX_SIGNING_TURNS; turn++) {
		when = commit->now(commit->now_context);
		status = make_content(draft, when, err);
		if (status != CVD_OK)
			return status;
		cvd_buf_clear(&draft->signature);
		status = commit->sign(commit->sign_context, draft->content.ptr,
		    draft->content.size, &draft->signature, err);
		if (status == CVD_OK)
			status = cvd_buf_check(&draft->signature, err);
		if (status != CVD_OK)
			return status;
		if (commit->now(commit->now_context) - when <=
		    MAX_SIGNING_SECONDS)
			return CVD_OK;
	}
	return cvd_fail(err, CVD_E_AGAIN,
	    "signing took more than %d seconds, %d times over",
	    MAX_SIGNING_SECONDS, MAX_SIGNING_TURNS);
}

enum cvd_status
cvd_store_draft_write(struct cvd_store_draft *draft, struct cvd_err *err)
{
	git_repository *repo = draft->store->repo;
	enum cvd_status status;
	git_oid written;

	status = write_tree(draft, repo, &written, err);
	if (status != CVD_OK)
		return status;
	if (!git_oid_equal(&draft->tree, &written))
		return cvd_fail(err, CVD_E_INTERNAL,
		    "the same changes made two trees");
	if (git_commit_create_with_signature(&draft->id, repo,
	        draft->content.ptr, draft->signature.data, NULL) < 0)
		return cvd_git_fail(err, CVD_E_IO, "the commit");
	return CVD_OK;
}

void
cvd_store_draft_clear(struct cvd_store_draft *draft)
{
	git_repository_free(draft->repo);
	git_buf_dispose(&draft->content);
	cvd_buf_clear(&draft->signature);
}

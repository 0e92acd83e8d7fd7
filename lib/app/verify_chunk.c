/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Commits are judged a chunk at a time: gpg looks at the signatures while
 * what the commits change is executed again; then both count, in order.
 */

#include "app/verify_private.h"
#include "core/limits.h"

#include <string.h>

#define CHUNK 1000u /* commits; what a killed run proves again */

/*
 * Changed files, which are in memory together. Behind what is that large
 * nothing is looked at before its signature is.
 */
#define HEAVY 100000u

/* A chunk on its way. */
struct chunk {
	struct verify_run *run;
	struct cvd_arena *arena;
	struct verify_job *jobs;
	size_t count; /* of those whose place and shape are good */
	struct cvd_batch_item *items;
	/* What could not be executed, which matters where its signer counts. */
	const struct verify_job *unjudged;
	enum cvd_status failure;
	struct cvd_err why;
};

/* Takes the object apart, down to the packet of its signature. */
static enum cvd_status
take_apart(struct chunk *c, struct verify_job *job, struct cvd_err *err)
{
	const char *bytes;
	size_t size;
	enum cvd_status rc;

	if (job->node->flaw.kind != CVD_FLAW_NONE) {
		job->shape = job->node->flaw;
		return CVD_E_FINDINGS;
	}
	rc = cvd_store_read_commit(c->run->store, job->node->id, c->arena,
	    &bytes, &size, err);
	if (rc == CVD_OK)
		rc = cvd_commit_split(bytes, size, c->arena, &job->commit,
		    &job->shape, err);
	if (rc != CVD_OK)
		return rc;
	if (job->commit.signature.data == NULL)
		return cvd_flaw_found(&job->shape, CVD_FLAW_UNSIGNED,
		    "the commit is not signed");
	return cvd_packet_read(job->commit.signature.data,
	    job->commit.signature.size, c->arena, &job->packet, &job->shape,
	    err);
}

/* The other line that a merge brings. */
static enum cvd_status
find_beside(struct chunk *c, struct verify_job *job, struct cvd_err *err)
{
	char tree[CVD_OBJECT_ID_TEXT];
	enum cvd_status rc = verify_tree_of(c->run, job->commit.parents[1],
	    tree, err);

	if (rc != CVD_OK)
		return rc;
	job->beside.tree = cvd_arena_text(c->arena, tree);
	return cvd_arena_check(c->arena, err);
}

/* What it changes, and the certificates that it brings. */
static enum cvd_status
find_changes(struct chunk *c, struct verify_job *job, struct cvd_err *err)
{
	char tree[CVD_OBJECT_ID_TEXT] = "";
	bool is_merge = !job->is_introduction && job->commit.parent_count == 2;
	enum cvd_status rc = CVD_OK;

	/* where trust begins in the middle, it begins with all that is there */
	if (job->is_introduction && job->commit.parent_count > 0)
		return verify_keys_of_tree(c->run, job->node->id, err);
	if (is_merge)
		rc = find_beside(c, job, err);
	if (rc != CVD_OK)
		return rc;
	if (!job->is_introduction)
		rc = verify_tree_of(c->run, job->commit.parents[0], tree, err);
	if (rc != CVD_OK)
		return rc;
	job->before = cvd_arena_text(c->arena, tree);
	if (job->before == NULL)
		return cvd_arena_check(c->arena, err);
	rc = cvd_store_diff(c->run->store, tree, job->commit.tree,
	    is_merge ? CVD_MAX_MERGE : CVD_MAX_CHANGES, c->arena, &job->changes,
	    &job->change_count, err);
	if (rc == CVD_E_INVALID && err != NULL)
		return cvd_flaw_found_err(&job->shape, CVD_FLAW_PATH, NULL,
		    err);
	for (size_t i = 0; rc == CVD_OK && i < job->change_count; i++)
		if (job->changes[i].after[0] != '\0' &&
		    cvd_path_parse(job->changes[i].path).kind == CVD_PATH_KEY)
			rc = verify_keys_add(c->run, job->changes[i].after,
			    err);
	return rc;
}

/*
 * Prepares jobs up to the first whose shape is bad, which is the last, or to
 * what is enough for one chunk: then *count is less.
 */
static enum cvd_status
prepare(struct chunk *c, const struct verify_node *nodes, size_t *count,
    struct cvd_err *err)
{
	size_t changes = 0;
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < *count && rc == CVD_OK; i++) {
		struct verify_job *job = &c->jobs[i];

		job->node = &nodes[i];
		job->is_introduction = strcmp(nodes[i].id,
		                           c->run->introduction) == 0;
		rc = take_apart(c, job, err);
		if (rc == CVD_OK)
			rc = find_changes(c, job, err);
		if (rc != CVD_OK)
			break;
		c->items[i] = (struct cvd_batch_item){
			.id = nodes[i].id,
			.packet = job->packet.bytes,
			.packet_size = job->packet.size,
			.data = job->commit.signed_bytes.data,
			.data_size = job->commit.signed_bytes.size,
		};
		c->count++;
		changes += job->change_count;
		if (changes > HEAVY)
			*count = c->count;
	}
	return rc == CVD_E_FINDINGS ? CVD_OK : rc;
}

/* Whose key this claims to be, in the roster of one parent. */
static enum cvd_status
find_side(struct chunk *c, struct verify_job *job, const char *tree,
    const struct cvd_roster **roster, const struct cvd_member **member,
    struct cvd_err *err)
{
	char blob[CVD_OBJECT_ID_TEXT];
	enum cvd_status rc = verify_roster_at(c->run, tree, roster, blob,
	    &job->content, err);

	/* a checkpoint is taken as it is, and may be anything */
	if (rc == CVD_OK && *roster == NULL)
		return cvd_flaw_found(&job->content, CVD_FLAW_ROSTER_REMOVED,
		    "there was no '%s' before it", CVD_ROSTER_PATH);
	if (rc == CVD_OK)
		*member = cvd_roster_signer(*roster, job->packet.issuer);
	return rc;
}

/* The same of all parents, and the roster that it leaves. */
static enum cvd_status
find_member(struct chunk *c, struct verify_job *job, struct cvd_err *err)
{
	const struct cvd_roster *after = NULL;
	enum cvd_status rc = CVD_OK;

	if (!job->is_introduction)
		rc = find_side(c, job, job->before, &job->roster, &job->member,
		    err);
	if (rc == CVD_OK && job->beside.tree != NULL)
		rc = find_side(c, job, job->beside.tree, &job->beside.roster,
		    &job->beside.member, err);
	if (rc == CVD_OK)
		rc = verify_roster_at(c->run, job->commit.tree, &after,
		    job->roster_blob, &job->content, err);
	if (rc == CVD_OK && after == NULL)
		return cvd_flaw_found(&job->content, CVD_FLAW_ROSTER_REMOVED,
		    "there is no '%s'", CVD_ROSTER_PATH);
	if (rc == CVD_OK && job->is_introduction) {
		job->roster = after;
		job->member = cvd_roster_signer(after, job->packet.issuer);
	}
	return rc;
}

/* Executes again what a commit did; *goes_on where it was found good. */
static enum cvd_status
execute(struct chunk *c, struct verify_job *job, bool *goes_on,
    struct cvd_err *err)
{
	enum cvd_status rc = find_member(c, job, err);

	*goes_on = false;
	/* whose key is nobody's says so when the signature counts */
	if (rc == CVD_OK &&
	    (job->member == NULL ||
	        (job->beside.tree != NULL && job->beside.member == NULL)))
		return CVD_OK;
	if (rc == CVD_OK) {
		job->arena = cvd_arena_new();
		rc = cvd_arena_check(job->arena, err);
	}
	if (rc == CVD_OK)
		rc = verify_content(c->run, job, &job->content, err);
	cvd_arena_free(job->arena);
	job->arena = NULL;
	*goes_on = rc == CVD_OK;
	return rc == CVD_E_FINDINGS ? CVD_OK : rc;
}

/* The same with all, up to the first flaw, while gpg is busy. */
static void
execute_all(struct chunk *c)
{
	bool goes_on = true;

	for (size_t i = 0; i < c->count && goes_on; i++) {
		c->failure = execute(c, &c->jobs[i], &goes_on, &c->why);
		if (c->failure != CVD_OK) {
			c->unjudged = &c->jobs[i];
			break;
		}
	}
}

/* The first flaw of a commit whose shape is good, or none. */
static enum cvd_status
conclude(struct chunk *c, size_t i, struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct verify_job *job = &c->jobs[i];
	const struct cvd_batch_item *item = &c->items[i];
	enum cvd_status rc = verify_signature(c->run, job, item, flaw, err);

	if (rc == CVD_OK && job == c->unjudged) {
		if (err != NULL)
			*err = c->why;
		rc = c->failure;
	}
	if (rc == CVD_OK && job->content.kind != CVD_FLAW_NONE) {
		*flaw = job->content;
		rc = CVD_E_FINDINGS;
	}
	return rc;
}

static enum cvd_status
remember(struct verify_run *run, const struct verify_job *job,
    const struct cvd_batch_item *item, struct cvd_err *err)
{
	struct verify_record *judged = cvd_arena_grow(run->arena, run->judged,
	    run->judged_count, sizeof *judged);

	if (judged == NULL)
		return cvd_arena_check(run->arena, err);
	run->judged = judged;
	verify_id_pack(job->node->id, judged[run->judged_count].commit);
	verify_id_pack(item->fingerprint, judged[run->judged_count].signer);
	verify_id_pack(job->roster_blob, judged[run->judged_count].roster);
	run->judged_count++;
	return CVD_OK;
}

/* In order, up to the first flaw. */
static enum cvd_status
count_up(struct chunk *c, size_t all, struct cvd_err *err)
{
	struct verify_run *run = c->run;
	size_t from = run->judged_count;
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };
	enum cvd_status rc = CVD_OK;
	size_t i = 0;

	for (; i < c->count && rc == CVD_OK; i++) {
		rc = conclude(c, i, &flaw, err);
		if (rc == CVD_OK)
			rc = remember(run, &c->jobs[i], &c->items[i], err);
		if (rc == CVD_E_FINDINGS)
			rc = verify_found(run, c->jobs[i].node->id, &flaw, err);
		if (flaw.kind != CVD_FLAW_NONE)
			break;
	}
	if (rc == CVD_OK && flaw.kind == CVD_FLAW_NONE && c->count < all)
		rc = verify_found(run, c->jobs[c->count].node->id,
		    &c->jobs[c->count].shape, err);
	if (rc == CVD_OK && !run->how->is_trial)
		rc = verify_cache_add(run, from, err);
	return rc;
}

/* Judges so many, or the first of them: *size says how many. */
static enum cvd_status
judge_chunk(struct verify_run *run, const struct verify_node *nodes,
    size_t *size, struct cvd_err *err)
{
	struct chunk c = { .run = run, .arena = cvd_arena_new() };
	enum cvd_status rc = cvd_arena_check(c.arena, err);

	if (rc != CVD_OK)
		return rc;
	c.jobs = cvd_arena_alloc(c.arena, *size, sizeof *c.jobs);
	c.items = cvd_arena_alloc(c.arena, *size, sizeof *c.items);
	rc = cvd_arena_check(c.arena, err);
	if (rc == CVD_OK)
		rc = prepare(&c, nodes, size, err);
	if (rc == CVD_OK && c.count > 0)
		rc = verify_keys_ready(run, err);
	if (rc == CVD_OK && c.count > 0) {
		rc = cvd_batch_start(run->batch, c.items, c.count, err);
		if (rc == CVD_OK) {
			execute_all(&c);
			rc = cvd_batch_finish(run->batch, err);
		}
	}
	if (rc == CVD_OK)
		rc = count_up(&c, *size, err);
	cvd_arena_free(c.arena);
	return rc;
}

enum cvd_status
verify_chunks(struct verify_run *run, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;
	size_t done = 0;

	while (done < run->node_count && rc == CVD_OK) {
		size_t count = run->node_count - done;

		if (count > CHUNK)
			count = CHUNK;
		if (run->how->progress != NULL)
			run->how->progress(run->how->context, done,
			    run->node_count);
		rc = judge_chunk(run, run->nodes + done, &count, err);
		done += count;
		if (run->finding_count > run->warning_count)
			break;
	}
	if (run->how->progress != NULL)
		run->how->progress(run->how->context, run->node_count,
		    run->node_count);
	return rc;
}

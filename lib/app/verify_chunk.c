/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Commits are judged a chunk at a time: gpg looks at the signatures while
 * what the commits change is executed again; then both count, in order.
 */

#include "app/verify_private.h"
#include "core/limits.h"

#include <string.h>

#define CHUNK          1000u /* commits; what a killed run proves again */
#define AHEAD_SECONDS  600   /* that a clock may be fast */
#define APART_SECONDS  900   /* between a commit and its signature */
#define SKEW_SECONDS   86400
#define OLD_SECONDS    (90 * 86400)
#define RSA_LEAST_BITS 3072u
#define RSA            1u /* RFC 4880, 9.1 */
#define DSA            17u

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
	if (job->commit.parent_count == 2 && !job->is_introduction)
		return cvd_flaw_found(&job->shape, CVD_FLAW_MERGE,
		    "a merge, which nothing can prove yet");
	if (job->commit.signature.data == NULL)
		return cvd_flaw_found(&job->shape, CVD_FLAW_UNSIGNED,
		    "the commit is not signed");
	return cvd_packet_read(job->commit.signature.data,
	    job->commit.signature.size, c->arena, &job->packet, &job->shape,
	    err);
}

/* What it changes, and the certificates that it brings. */
static enum cvd_status
find_changes(struct chunk *c, struct verify_job *job, struct cvd_err *err)
{
	char tree[CVD_OBJECT_ID_TEXT] = "";
	enum cvd_status rc = CVD_OK;

	/* where trust begins in the middle, it begins with all that is there */
	if (job->is_introduction && job->commit.parent_count > 0)
		return verify_keys_of_tree(c->run, job->node->id, err);
	if (!job->is_introduction)
		rc = verify_tree_of(c->run, job->commit.parents[0], tree, err);
	if (rc != CVD_OK)
		return rc;
	job->before = cvd_arena_text(c->arena, tree);
	if (job->before == NULL)
		return cvd_arena_check(c->arena, err);
	rc = cvd_store_diff(c->run->store, tree, job->commit.tree,
	    CVD_MAX_CHANGES, c->arena, &job->changes, &job->change_count, err);
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

/* Prepares jobs up to the first whose shape is bad, which is the last. */
static enum cvd_status
prepare(struct chunk *c, const struct verify_node *nodes, size_t count,
    struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < count && rc == CVD_OK; i++) {
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
	}
	return rc == CVD_E_FINDINGS ? CVD_OK : rc;
}

/* Whose key this claims to be, in the roster of its parent. */
static enum cvd_status
find_member(struct chunk *c, struct verify_job *job, struct cvd_err *err)
{
	const struct cvd_roster *after = NULL;
	char blob[CVD_OBJECT_ID_TEXT];
	enum cvd_status rc = CVD_OK;

	if (!job->is_introduction) {
		rc = verify_roster_at(c->run, job->before, &job->roster, blob,
		    &job->content, err);
		/* a checkpoint is taken as it is, and may be anything */
		if (rc == CVD_OK && job->roster == NULL)
			return cvd_flaw_found(&job->content,
			    CVD_FLAW_ROSTER_REMOVED,
			    "there was no '%s' before it", CVD_ROSTER_PATH);
	}
	if (rc == CVD_OK && job->roster != NULL)
		job->member = cvd_roster_signer(job->roster,
		    job->packet.issuer);
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
	if (rc == CVD_OK && job->member == NULL)
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

static enum cvd_status
check_answer(const struct verify_job *job, const struct cvd_batch_item *item,
    struct cvd_flaw *flaw)
{
	switch (item->answer) {
	case CVD_BATCH_GOOD:
		break;
	case CVD_BATCH_NO_KEY:
		return cvd_flaw_found(flaw, CVD_FLAW_UNKNOWN_SIGNER,
		    "it is signed by key %s, which is not in the casebook",
		    job->packet.issuer);
	case CVD_BATCH_EXPIRED:
		return cvd_flaw_found(flaw, CVD_FLAW_BAD_SIGNATURE,
		    "the signature itself has an end, which has come");
	case CVD_BATCH_NONE:
	case CVD_BATCH_BAD:
	case CVD_BATCH_OTHER:
		return cvd_flaw_found(flaw, CVD_FLAW_BAD_SIGNATURE,
		    "the signature is not one over this commit");
	}
	if (strcmp(item->fingerprint, job->packet.issuer) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_BAD_SIGNATURE,
		    "the signature claims another key than the one that made "
		    "it");
	return CVD_OK;
}

static enum cvd_status
warn(struct verify_run *run, const struct verify_job *job,
    enum cvd_flaw_kind kind, const char *message, struct cvd_err *err)
{
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };

	(void)cvd_flaw_found(&flaw, kind, "%s", message);
	return verify_found(run, job->node->id, &flaw, err);
}

/* What the key says: from when, until when, and whether it is long enough. */
static enum cvd_status
check_key(struct verify_run *run, const struct verify_job *job,
    const struct cvd_batch_item *item, struct cvd_flaw *flaw,
    struct cvd_err *err)
{
	const struct cvd_batch_key *key = cvd_batch_key(run->batch,
	    item->fingerprint);

	if (key == NULL || strcmp(key->primary, item->primary) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_UNKNOWN_SIGNER,
		    "key %s is not in the casebook", item->fingerprint);
	if (key->algorithm == DSA ||
	    (key->algorithm == RSA && key->bits < RSA_LEAST_BITS))
		return cvd_flaw_found(flaw, CVD_FLAW_WEAK_SIGNATURE,
		    "key %s has %u bits, which are too few", item->fingerprint,
		    key->bits);
	if (item->at < key->created)
		return cvd_flaw_found(flaw, CVD_FLAW_FUTURE,
		    "it was signed before key %s was made", item->fingerprint);
	if (item->at > run->world->now + AHEAD_SECONDS)
		return cvd_flaw_found(flaw, CVD_FLAW_FUTURE,
		    "it was signed later than now");
	if (key->expires != 0 && item->at >= key->expires)
		return cvd_flaw_found(flaw, CVD_FLAW_EXPIRED_KEY,
		    "it was signed after key %s had expired",
		    item->fingerprint);
	if (key->expires != 0 && run->world->now >= key->expires)
		return warn(run, job, CVD_FLAW_EXPIRED_SIGNER,
		    "it is signed by a key that has expired since, and is new "
		    "here",
		    err);
	return CVD_OK;
}

/* Whether the signer may sign here at all: by every parent's roster. */
static enum cvd_status
check_authority(const struct verify_run *run, const struct verify_job *job,
    const struct cvd_batch_item *item, struct cvd_flaw *flaw)
{
	if (job->is_introduction && strcmp(item->fingerprint, run->signer) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_INTRODUCTION,
		    "the introduction is signed by key %s and not by %s",
		    item->fingerprint, run->signer);
	if (job->member == NULL ||
	    strcmp(job->member->primary, item->primary) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_UNAUTHORISED,
		    "key %s is no member's in the roster of its parent",
		    item->fingerprint);
	return CVD_OK;
}

/* Dates are looked at for sanity, and are never authority. */
static enum cvd_status
check_time(struct verify_run *run, const struct verify_job *job,
    const struct cvd_batch_item *item, struct cvd_flaw *flaw,
    struct cvd_err *err)
{
	cvd_instant committed = job->commit.committer.at;
	cvd_instant apart = committed - item->at;
	cvd_instant before = 0;
	enum cvd_status rc = CVD_OK;

	if (apart > APART_SECONDS || apart < -APART_SECONDS)
		return cvd_flaw_found(flaw, CVD_FLAW_TIME_MISMATCH,
		    "commit and signature name times that are too far apart");
	if (!job->is_introduction)
		rc = verify_time_of(run, job->commit.parents[0], &before, err);
	if (rc == CVD_OK && !job->is_introduction &&
	    committed < before - SKEW_SECONDS)
		rc = warn(run, job, CVD_FLAW_CLOCK_SKEW,
		    "it says that it is older than its parent by more than a "
		    "day",
		    err);
	if (rc == CVD_OK && run->is_warm &&
	    committed < run->world->now - OLD_SECONDS)
		rc = warn(run, job, CVD_FLAW_BACKDATED,
		    "it is new here and says that it is older than 90 days",
		    err);
	return rc;
}

/* The first flaw of a commit whose shape is good, or none. */
static enum cvd_status
conclude(struct chunk *c, size_t i, struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct verify_job *job = &c->jobs[i];
	const struct cvd_batch_item *item = &c->items[i];
	enum cvd_status rc = check_answer(job, item, flaw);

	if (rc == CVD_OK)
		rc = check_key(c->run, job, item, flaw, err);
	/* an introduction without a roster has no authority to speak of */
	if (rc == CVD_OK && job->roster != NULL)
		rc = check_authority(c->run, job, item, flaw);
	if (rc == CVD_OK)
		rc = check_time(c->run, job, item, flaw, err);
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

static enum cvd_status
judge_chunk(struct verify_run *run, const struct verify_node *nodes,
    size_t count, struct cvd_err *err)
{
	struct chunk c = { .run = run, .arena = cvd_arena_new() };
	enum cvd_status rc = cvd_arena_check(c.arena, err);

	if (rc != CVD_OK)
		return rc;
	c.jobs = cvd_arena_alloc(c.arena, count, sizeof *c.jobs);
	c.items = cvd_arena_alloc(c.arena, count, sizeof *c.items);
	rc = cvd_arena_check(c.arena, err);
	if (rc == CVD_OK)
		rc = prepare(&c, nodes, count, err);
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
		rc = count_up(&c, count, err);
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
		rc = judge_chunk(run, run->nodes + done, count, err);
		done += count;
		if (run->finding_count > run->warning_count)
			break;
	}
	if (run->how->progress != NULL)
		run->how->progress(run->how->context, run->node_count,
		    run->node_count);
	return rc;
}

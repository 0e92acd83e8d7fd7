/* SPDX-License-Identifier: EUPL-1.2 */

/* A run of the verifier, from what is trusted to what was proven. */

#include "app/verify.h"

#include "app/verify_private.h"
#include "core/ident.h"
#include "core/limits.h"
#include "edge/yaml.h"

#include <string.h>

#define MAIN "refs/heads/main"

enum cvd_status
verify_found(struct verify_run *run, const char *commit,
    const struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct cvd_verify_finding *findings = cvd_arena_grow(run->arena,
	    run->findings, run->finding_count, sizeof *findings);

	if (findings == NULL)
		return cvd_arena_check(run->arena, err);
	run->findings = findings;
	findings[run->finding_count].flaw = *flaw;
	(void)memcpy(findings[run->finding_count].commit, commit,
	    sizeof findings->commit);
	run->finding_count++;
	run->warning_count += cvd_flaw_is_warning(flaw->kind);
	return CVD_OK;
}

enum cvd_status
verify_found_first(struct verify_run *run, const char *commit,
    const struct cvd_flaw *flaw, struct cvd_err *err)
{
	enum cvd_status rc = verify_found(run, commit, flaw, err);
	struct cvd_verify_finding found;

	if (rc != CVD_OK)
		return rc;
	found = run->findings[run->finding_count - 1];
	(void)memmove(run->findings + 1, run->findings,
	    (run->finding_count - 1) * sizeof found);
	run->findings[0] = found;
	return CVD_OK;
}

/* Reads a commit that was judged before, unless it was the last one read. */
static enum cvd_status
read_last(struct verify_run *run, const char *id, struct cvd_err *err)
{
	struct cvd_arena *arena = NULL;
	struct cvd_commit commit;
	struct cvd_flaw flaw;
	const char *bytes;
	size_t size;
	enum cvd_status rc;

	if (strcmp(run->last, id) == 0)
		return CVD_OK;
	arena = cvd_arena_new();
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		rc = cvd_store_read_commit(run->store, id, arena, &bytes, &size,
		    err);
	if (rc == CVD_OK)
		rc = cvd_commit_split(bytes, size, arena, &commit, &flaw, err);
	if (rc == CVD_E_FINDINGS || rc == CVD_E_INVALID)
		rc = cvd_fail(err, CVD_E_CASEBOOK, "commit %s: %s", id,
		    rc == CVD_E_FINDINGS ? flaw.message : "too large");
	if (rc == CVD_OK) {
		(void)memcpy(run->last, id, sizeof run->last);
		(void)memcpy(run->last_tree, commit.tree,
		    sizeof run->last_tree);
		run->last_at = commit.committer.at;
	}
	cvd_arena_free(arena);
	return rc;
}

enum cvd_status
verify_tree_of(struct verify_run *run, const char *commit,
    char tree[CVD_OBJECT_ID_TEXT], struct cvd_err *err)
{
	enum cvd_status rc = read_last(run, commit, err);

	if (rc == CVD_OK)
		(void)memcpy(tree, run->last_tree, sizeof run->last_tree);
	return rc;
}

enum cvd_status
verify_time_of(struct verify_run *run, const char *commit, cvd_instant *at,
    struct cvd_err *err)
{
	enum cvd_status rc = read_last(run, commit, err);

	if (rc == CVD_OK)
		*at = run->last_at;
	return rc;
}

/* What cvd.yaml calls the casebook in the tree of a commit. */
static enum cvd_status
find_id(struct verify_run *run, const char *commit, const char **id,
    struct cvd_err *err)
{
	char tree[CVD_OBJECT_ID_TEXT];
	char blob[CVD_STORE_ID_TEXT];
	const struct cvd_node *root;
	const struct cvd_team *team;
	const char *bytes;
	size_t size;
	enum cvd_status rc = verify_tree_of(run, commit, tree, err);

	if (rc == CVD_OK)
		rc = cvd_store_find_in_tree(run->store, tree, CVD_TEAM_PATH,
		    blob, err);
	if (rc == CVD_OK)
		rc = cvd_store_read_blob(run->store, blob, CVD_MAX_FILE,
		    run->arena, &bytes, &size, err);
	if (rc == CVD_OK)
		rc = cvd_yaml_read(bytes, size, run->arena, &root, err);
	if (rc == CVD_OK)
		rc = cvd_team_load(root, run->arena, &team, err);
	if (rc == CVD_OK)
		*id = team->id;
	return rc;
}

static enum cvd_status
no_introduction(struct cvd_err *err)
{
	(void)cvd_fail(err, CVD_E_CASEBOOK,
	    "nothing is trusted of this casebook yet, so there is nothing to "
	    "judge it by");
	cvd_err_hint(err, "ask a lead for the introduction, then: cvd verify "
	                  "--introduction COMMIT --signer FINGERPRINT");
	return CVD_E_CASEBOOK;
}

/* The pin that this casebook's id selects, be it lost from the tip. */
static enum cvd_status
read_pin(struct verify_run *run, const char *commit, struct cvd_err *err)
{
	enum cvd_status rc = find_id(run, commit, &run->casebook_id, NULL);

	if (rc == CVD_E_NO_MEMORY)
		return cvd_arena_check(run->arena, err);
	if (rc != CVD_OK)
		return CVD_E_NOT_FOUND;
	return cvd_trust_read(run->world, run->casebook_id, run->arena,
	    &run->trust, err);
}

/* From what is pinned here. */
static enum cvd_status
take_pin(struct verify_run *run, struct cvd_err *err)
{
	char root[CVD_OBJECT_ID_TEXT];
	enum cvd_status rc = read_pin(run, run->tip, err);

	/* whoever changes the id at the tip would escape the pin */
	if (rc == CVD_E_NOT_FOUND &&
	    cvd_store_find_root(run->store, run->tip, root, NULL) == CVD_OK)
		rc = read_pin(run, root, err);
	if (rc == CVD_E_NOT_FOUND)
		return no_introduction(err);
	if (rc != CVD_OK)
		return rc;
	(void)memcpy(run->introduction, run->trust->introduction->commit,
	    sizeof run->introduction);
	(void)memcpy(run->signer, run->trust->introduction->signer,
	    sizeof run->signer);
	return CVD_OK;
}

/* From what the person says, beside what is pinned. */
static enum cvd_status
take_given(struct verify_run *run, struct cvd_err *err)
{
	const struct cvd_introduced *pinned;
	enum cvd_status rc = cvd_object_id_check(run->how->introduction, err);

	if (rc == CVD_OK)
		rc = cvd_fingerprint_check(run->how->signer, err);
	if (rc != CVD_OK)
		return cvd_fail_as(err, CVD_E_USAGE);
	(void)memcpy(run->introduction, run->how->introduction,
	    sizeof run->introduction);
	(void)memcpy(run->signer, run->how->signer, sizeof run->signer);
	rc = read_pin(run, run->introduction, err);
	if (rc == CVD_E_NOT_FOUND && run->casebook_id == NULL) {
		(void)cvd_fail(err, CVD_E_CASEBOOK,
		    "there is no commit %s with a casebook", run->introduction);
		cvd_err_hint(err, "compare the introduction with what a lead "
		                  "told you; is this the right repository?");
		return CVD_E_CASEBOOK;
	}
	if (rc == CVD_E_NOT_FOUND)
		return CVD_OK;
	if (rc != CVD_OK)
		return rc;
	pinned = run->trust->introduction;
	run->is_foreign = strcmp(pinned->commit, run->introduction) != 0 ||
	                  strcmp(pinned->signer, run->signer) != 0;
	if (run->is_foreign)
		run->trust = NULL;
	return CVD_OK;
}

/* Commits whose past somebody else has proven, as far as they are used. */
static enum cvd_status
take_checkpoints(struct verify_run *run, struct cvd_err *err)
{
	const char *given = run->how->checkpoint;
	const struct cvd_lines none = { NULL, 0 };
	const struct cvd_lines *pinned = run->trust == NULL || run->how->full
	                                     ? &none
	                                     : &run->trust->checkpoints;
	const char **list = cvd_arena_alloc(run->arena, pinned->count + 1,
	    sizeof *list);
	enum cvd_status rc = cvd_arena_check(run->arena, err);

	if (rc == CVD_OK && given != NULL &&
	    cvd_object_id_check(given, err) != CVD_OK)
		rc = cvd_fail_as(err, CVD_E_USAGE);
	if (rc == CVD_OK && given != NULL &&
	    !cvd_store_has_commit(run->store, given))
		rc = cvd_fail(err, CVD_E_NOT_FOUND, "there is no commit '%s'",
		    given);
	if (rc != CVD_OK)
		return rc;
	run->checkpoints.item = list;
	for (size_t i = 0; i < pinned->count; i++)
		if (given == NULL || strcmp(pinned->item[i], given) != 0)
			list[run->checkpoints.count++] = pinned->item[i];
	if (given != NULL)
		list[run->checkpoints.count++] = given;
	if (cvd_store_is_shallow(run->store) && run->checkpoints.count == 0) {
		(void)cvd_fail(err, CVD_E_CASEBOOK,
		    "the repository is shallow: its past is not here to be "
		    "judged");
		cvd_err_hint(err, "git fetch --unshallow, or --checkpoint with "
		                  "a commit that a lead vouches for");
		return CVD_E_CASEBOOK;
	}
	return CVD_OK;
}

/* Whether the tip leaves out what was proven here before. */
static enum cvd_status
check_mark(struct verify_run *run, struct cvd_err *err)
{
	const char *mark = run->how->mark;
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };
	bool is = false;
	enum cvd_status rc;

	if (mark == NULL && run->how->tip == NULL && run->trust != NULL)
		mark = cvd_trust_mark(run->trust, MAIN);
	if (mark == NULL || strcmp(mark, run->tip) == 0)
		return CVD_OK;
	rc = cvd_store_is_ancestor(run->store, mark, run->tip, &is, err);
	if ((rc != CVD_OK && rc != CVD_E_NOT_FOUND) || is)
		return rc;
	is = false;
	if (rc == CVD_OK)
		rc = cvd_store_is_ancestor(run->store, run->tip, mark, &is,
		    err);
	if (rc != CVD_OK && rc != CVD_E_NOT_FOUND)
		return rc;
	if (is)
		(void)cvd_flaw_found(&flaw, CVD_FLAW_ROLLBACK,
		    "history ends before commit %s, which was proven here",
		    mark);
	else
		(void)cvd_flaw_found(&flaw, CVD_FLAW_FORK,
		    "history does not hold commit %s, which was proven here",
		    mark);
	return verify_found(run, run->tip, &flaw, err);
}

static enum cvd_status
check_overrides(struct verify_run *run, struct cvd_err *err)
{
	const char *what = cvd_store_overrides(run->store);
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };

	if (what == NULL)
		return CVD_OK;
	(void)cvd_flaw_found(&flaw, CVD_FLAW_REPLACED,
	    "the repository has %s, which makes git tell another history than "
	    "there is",
	    what);
	return verify_found(run, run->tip, &flaw, err);
}

static bool
has_findings(const struct verify_run *run)
{
	return run->finding_count > run->warning_count;
}

/* From the structure to the last signature; stops where a flaw was found. */
static enum cvd_status
judge(struct verify_run *run, struct cvd_err *err)
{
	enum cvd_status rc = check_overrides(run, err);

	if (rc == CVD_OK && !has_findings(run))
		rc = check_mark(run, err);
	if (rc == CVD_OK && !has_findings(run))
		rc = verify_cache_open(run, err);
	run->is_warm = run->cache.count > 0;
	if (rc == CVD_OK && !has_findings(run))
		rc = verify_graph_load(run, err);
	if (rc != CVD_OK || has_findings(run))
		return rc;
	rc = verify_keys_known(run, err);
	if (rc == CVD_OK && run->node_count > 0)
		rc = verify_chunks(run, err);
	return rc == CVD_OK ? verify_cutoff(run, err) : rc;
}

/* Moves the mark, and pins what the person said, once all is proven. */
static enum cvd_status
pin(struct verify_run *run, struct cvd_verify_result *result,
    struct cvd_err *err)
{
	const struct cvd_introduced introduced = { run->introduction,
		run->signer };
	struct cvd_mark mark = { MAIN, run->tip };
	struct cvd_trust trust = { .introduction = &introduced };
	const char *before = NULL;
	enum cvd_status rc;

	if (run->how->is_trial || run->is_foreign || run->how->tip != NULL)
		return CVD_OK;
	if (run->trust != NULL) {
		trust = *run->trust;
		before = cvd_trust_mark(run->trust, MAIN);
	}
	if (before != NULL && strcmp(before, run->tip) == 0 &&
	    run->how->checkpoint == NULL)
		return CVD_OK;
	trust.high_water = (struct cvd_items){ &mark, 1 };
	if (run->how->checkpoint != NULL)
		trust.checkpoints = run->checkpoints;
	rc = cvd_trust_prepare(run->world, run->arena, err);
	if (rc == CVD_OK)
		rc = cvd_trust_write(run->world, run->casebook_id, &trust,
		    run->arena, NULL, err);
	result->is_pinned = rc == CVD_OK && run->trust == NULL;
	return rc;
}

static enum cvd_status
begin(struct verify_run *run, struct cvd_err *err)
{
	const char *tip = run->how->tip != NULL ? run->how->tip
	                                        : cvd_store_head(run->store);
	enum cvd_status rc;

	if (tip == NULL)
		return cvd_fail(err, CVD_E_CASEBOOK,
		    "not a casebook: it has no commit");
	rc = cvd_object_id_check(tip, err);
	if (rc != CVD_OK)
		return cvd_fail_as(err, CVD_E_USAGE);
	(void)memcpy(run->tip, tip, sizeof run->tip);
	rc = run->how->introduction != NULL ? take_given(run, err)
	                                    : take_pin(run, err);
	if (rc == CVD_OK)
		rc = take_checkpoints(run, err);
	return rc;
}

enum cvd_status
cvd_verify_run(struct cvd_casebook *book, const struct cvd_verify *verify,
    struct cvd_arena *arena, struct cvd_verify_result *result,
    struct cvd_err *err)
{
	struct verify_run run = {
		.book = book,
		.store = cvd_casebook_store(book),
		.world = cvd_casebook_world(book),
		.how = verify,
		.arena = arena,
	};
	struct cvd_verify_result r = { .is_clean = false };
	enum cvd_status rc = begin(&run, err);

	if (rc == CVD_OK) {
		rc = judge(&run, err);
		/* an object that is missing is no word on who wrote what */
		if (rc == CVD_E_NOT_FOUND)
			rc = cvd_fail_as(err, CVD_E_CASEBOOK);
	}
	if (rc == CVD_OK)
		rc = verify_sum(&run, &r, err);
	if (rc == CVD_OK && r.is_clean)
		rc = pin(&run, &r, err);
	cvd_batch_close(run.batch);
	if (rc == CVD_OK)
		*result = r;
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Which commits are to be judged, in which order, and whether they belong. */

#include "app/verify_private.h"
#include "core/limits.h"
#include "core/lines.h"

#include <string.h>

#define NOWHERE ((size_t)-1)

/* Commits that were met, by their ids: a table with open places. */
struct met {
	size_t *place; /* index of the node + 1; 0: free */
	size_t size;   /* a power of two */
};

/* A walk into the past: nodes in the order in which they were met. */
struct walk {
	struct verify_run *run;
	struct cvd_arena *arena;
	bool to_the_end; /* also past the introduction and what is proven */
	struct verify_node *nodes;
	size_t count;
	struct met met;
	bool has_merges; /* so that a checkpoint can be walked around */
	struct verify_past **vouched; /* of each checkpoint; NULL: not asked */
	struct verify_past *older;    /* the introduction, and before */
	bool comes_from; /* the introduction, or what was proven, was met */
	bool goes_on;    /* what was proven last was met */
};

static size_t
slot_of(const struct walk *w, const char *id)
{
	unsigned char raw[20];
	size_t slot = 0;

	verify_id_pack(id, raw);
	(void)memcpy(&slot, raw, sizeof slot);
	slot &= w->met.size - 1;
	while (w->met.place[slot] != 0 &&
	       strcmp(w->nodes[w->met.place[slot] - 1].id, id) != 0)
		slot = (slot + 1) & (w->met.size - 1);
	return slot;
}

static enum cvd_status
grow(struct walk *w, struct cvd_err *err)
{
	size_t size = w->met.size == 0 ? 64 : w->met.size * 4;

	w->met.place = cvd_arena_alloc(w->arena, size, sizeof *w->met.place);
	w->met.size = size;
	for (size_t i = 0; w->met.place != NULL && i < w->count; i++)
		w->met.place[slot_of(w, w->nodes[i].id)] = i + 1;
	return cvd_arena_check(w->arena, err);
}

/* Fills a node from its object; what is odd with it is its flaw. */
static enum cvd_status
read_node(struct walk *w, struct verify_node *node, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_commit commit = { .parent_count = 0 };
	const char *bytes = "";
	size_t size = 0;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = cvd_store_read_commit(w->run->store, node->id, arena,
		    &bytes, &size, err);
	/* where the past was cut off, what is known of it ends there */
	if (rc == CVD_E_NOT_FOUND && w->to_the_end &&
	    cvd_store_is_shallow(w->run->store)) {
		rc = CVD_OK;
		goto out;
	}
	if (rc == CVD_E_NOT_FOUND)
		rc = cvd_fail_as(err, CVD_E_CASEBOOK);
	if (rc == CVD_E_INVALID)
		rc = cvd_flaw_found(&node->flaw, CVD_FLAW_MALFORMED, "%s",
		    "the commit object is too large");
	else if (rc == CVD_OK)
		rc = cvd_commit_split(bytes, size, arena, &commit, &node->flaw,
		    err);
	if (rc == CVD_OK) {
		node->parent_count = commit.parent_count;
		(void)memcpy(node->parents, commit.parents,
		    sizeof node->parents);
	} else if (rc == CVD_E_FINDINGS && size > 0) {
		/* it may not be the first bad one */
		node->parent_count = cvd_commit_parents(bytes, size,
		    node->parents);
	}
	if (rc == CVD_E_FINDINGS)
		rc = CVD_OK;
out:
	cvd_arena_free(arena);
	return rc;
}

static bool
is_proven(struct verify_run *run, const char *id)
{
	for (size_t i = 0; i < run->checkpoints.count; i++)
		if (strcmp(run->checkpoints.item[i], id) == 0)
			return true;
	return verify_cache_has(run, id);
}

/* The past of a commit; NULL where it is cut off with all that it had. */
static enum cvd_status
find_past(struct walk *w, const char *commit, struct verify_past **past,
    struct cvd_err *err)
{
	return cvd_store_has_commit(w->run->store, commit)
	           ? verify_past_of(w->run, commit, w->arena, past, err)
	           : CVD_OK;
}

/* What checkpoints can vouch for: each is walked through once. */
static enum cvd_status
find_pasts(struct walk *w, struct cvd_err *err)
{
	const struct cvd_lines *checkpoints = &w->run->checkpoints;
	enum cvd_status rc = CVD_OK;

	if (w->vouched != NULL)
		return CVD_OK;
	w->vouched = cvd_arena_alloc(w->arena, checkpoints->count,
	    sizeof(struct verify_past *));
	if (w->vouched == NULL)
		return cvd_arena_check(w->arena, err);
	for (size_t i = 0; i < checkpoints->count && rc == CVD_OK; i++)
		rc = find_past(w, checkpoints->item[i], &w->vouched[i], err);
	return rc == CVD_OK ? find_past(w, w->run->introduction, &w->older, err)
	                    : rc;
}

/*
 * Whether a checkpoint vouches for it, be it that a merge leads around the
 * checkpoint to what it comes from. Of what is older than the introduction
 * nobody says anything.
 */
static enum cvd_status
is_vouched_for(struct walk *w, const char *id, bool *is, struct cvd_err *err)
{
	struct verify_run *run = w->run;
	enum cvd_status rc = CVD_OK;

	*is = false;
	if (!w->has_merges || run->checkpoints.count == 0)
		return CVD_OK;
	rc = find_pasts(w, err);
	if (rc != CVD_OK ||
	    (strcmp(id, run->introduction) != 0 && w->older != NULL &&
	        verify_past_has(w->older, id)))
		return rc;
	for (size_t i = 0; i < run->checkpoints.count && !*is; i++)
		*is = w->vouched[i] != NULL &&
		      verify_past_has(w->vouched[i], id);
	return CVD_OK;
}

/* Remembers what is proven, and what is to be judged stands on. */
static enum cvd_status
add_known(struct verify_run *run, const char *id, struct cvd_err *err)
{
	if (cvd_lines_has(&run->known, id))
		return CVD_OK;
	return cvd_lines_add(&run->known, cvd_arena_text(run->arena, id),
	    run->arena, err);
}

/* Whether it is what was remembered last. */
static bool
is_last(const struct verify_run *run, const char *id)
{
	const struct verify_cache *cache = &run->cache;
	char last[CVD_OBJECT_ID_TEXT];

	if (cache->count == 0)
		return false;
	verify_id_text(cache->records[cache->count - 1].commit,
	    /* upper= */ false, last);
	return strcmp(id, last) == 0;
}

/*
 * Meets a commit: *index is its node where it is new and to be judged,
 * NOWHERE where it was met before or is proven.
 */
static enum cvd_status
meet(struct walk *w, const char *id, size_t *index, struct cvd_err *err)
{
	struct verify_run *run = w->run;
	struct verify_node *nodes;
	size_t slot;
	bool is_known = false;
	enum cvd_status rc = CVD_OK;

	*index = NOWHERE;
	if (2 * (w->count + 1) > w->met.size)
		rc = grow(w, err);
	if (rc != CVD_OK)
		return rc;
	slot = slot_of(w, id);
	if (w->met.place[slot] != 0)
		return CVD_OK;
	if (!w->to_the_end) {
		is_known = is_proven(run, id);
		if (!is_known)
			rc = is_vouched_for(w, id, &is_known, err);
	}
	if (rc != CVD_OK)
		return rc;
	if (is_known) {
		w->comes_from = true;
		w->goes_on = w->goes_on || is_last(run, id);
		return add_known(run, id, err);
	}
	if (w->count == CVD_MAX_HISTORY)
		return cvd_fail(err, CVD_E_CASEBOOK,
		    "the history has more than %u commits", CVD_MAX_HISTORY);
	nodes = cvd_arena_grow(w->arena, w->nodes, w->count, sizeof *nodes);
	if (nodes == NULL)
		return cvd_arena_check(w->arena, err);
	w->nodes = nodes;
	nodes[w->count] = (struct verify_node){ .parent_count = 0 };
	(void)memcpy(nodes[w->count].id, id, CVD_OBJECT_ID_TEXT);
	w->met.place[slot] = w->count + 1;
	*index = w->count++;
	rc = read_node(w, &nodes[*index], err);
	w->has_merges = w->has_merges || nodes[*index].parent_count == 2;
	/* trust begins there, whatever was before */
	if (rc == CVD_OK && !w->to_the_end &&
	    strcmp(id, run->introduction) == 0) {
		nodes[*index].parent_count = 0;
		w->comes_from = true;
	}
	return rc;
}

/* A commit whose parents are being met. */
struct stop {
	size_t index;
	size_t next; /* parent */
};

/* Puts a node behind its parents, among those to be judged. */
static enum cvd_status
settle(struct walk *w, size_t index, struct cvd_err *err)
{
	struct verify_run *run = w->run;
	struct verify_node *nodes;

	if (w->to_the_end)
		return CVD_OK;
	nodes = cvd_arena_grow(run->arena, run->nodes, run->node_count,
	    sizeof *nodes);
	if (nodes == NULL)
		return cvd_arena_check(run->arena, err);
	run->nodes = nodes;
	nodes[run->node_count++] = w->nodes[index];
	return CVD_OK;
}

/* From a commit to what is known, parents first; dates play no part. */
static enum cvd_status
walk(struct walk *w, const char *from, struct cvd_err *err)
{
	struct stop *stack = NULL;
	size_t depth = 0;
	size_t index;
	enum cvd_status rc = meet(w, from, &index, err);

	while (rc == CVD_OK && (index != NOWHERE || depth > 0)) {
		struct stop *top;

		if (index != NOWHERE) {
			stack = cvd_arena_grow(w->arena, stack, depth,
			    sizeof *stack);
			if (stack == NULL)
				return cvd_arena_check(w->arena, err);
			stack[depth++] = (struct stop){ index, 0 };
			index = NOWHERE;
		}
		top = &stack[depth - 1];
		if (top->next < w->nodes[top->index].parent_count) {
			char parent[CVD_OBJECT_ID_TEXT];

			(void)memcpy(parent,
			    w->nodes[top->index].parents[top->next++],
			    sizeof parent);
			rc = meet(w, parent, &index, err);
		} else {
			rc = settle(w, top->index, err);
			depth--;
		}
	}
	return rc;
}

static bool
has_flaw(const struct verify_run *run)
{
	for (size_t i = 0; i < run->node_count; i++)
		if (run->nodes[i].flaw.kind != CVD_FLAW_NONE)
			return true;
	return false;
}

static bool
is_root(const struct verify_run *run, const struct verify_node *node)
{
	return node->parent_count == 0 && node->flaw.kind == CVD_FLAW_NONE &&
	       strcmp(node->id, run->introduction) != 0;
}

/* Whether a commit is older than the introduction. */
static bool
is_past(const struct walk *past, const char *id)
{
	return strcmp(id, past->run->introduction) != 0 &&
	       past->met.place[slot_of(past, id)] != 0;
}

/*
 * A branch that left the main line before the introduction: its first commit
 * is at fault, what is older is nobody's business.
 */
static void
mark_side_entries(struct verify_run *run, const struct walk *past)
{
	size_t kept = 0;

	for (size_t i = 0; i < run->node_count; i++) {
		struct verify_node *node = &run->nodes[i];

		if (is_past(past, node->id))
			continue;
		for (size_t k = 0; k < node->parent_count; k++)
			if (is_past(past, node->parents[k]))
				(void)cvd_flaw_found(&node->flaw,
				    CVD_FLAW_SIDE_ENTRY,
				    "it comes from before the introduction");
		run->nodes[kept++] = *node;
	}
	run->node_count = kept;
}

/* A history that begins elsewhere, too. */
static enum cvd_status
mark_roots(struct verify_run *run, struct cvd_arena *arena, struct cvd_err *err)
{
	struct walk past = { .run = run, .arena = arena, .to_the_end = true };
	bool any = false;
	enum cvd_status rc;

	for (size_t i = 0; i < run->node_count; i++)
		any = any || is_root(run, &run->nodes[i]);
	if (!any)
		return CVD_OK;
	rc = walk(&past, run->introduction, err);
	if (rc != CVD_OK)
		return rc;
	mark_side_entries(run, &past);
	for (size_t i = 0; i < run->node_count; i++)
		if (is_root(run, &run->nodes[i]))
			(void)cvd_flaw_found(&run->nodes[i].flaw,
			    CVD_FLAW_FOREIGN_ROOT,
			    "a second first commit, which nobody introduced");
	return CVD_OK;
}

enum cvd_status
verify_graph_walk(struct verify_run *run, struct cvd_err *err)
{
	struct walk w = { .run = run, .arena = cvd_arena_new() };
	enum cvd_status rc = cvd_arena_check(w.arena, err);

	if (rc == CVD_OK)
		rc = walk(&w, run->tip, err);
	cvd_arena_free(w.arena);
	return rc;
}

struct verify_past {
	struct walk walk;
};

enum cvd_status
verify_past_of(struct verify_run *run, const char *commit,
    struct cvd_arena *arena, struct verify_past **past, struct cvd_err *err)
{
	struct verify_past *p = cvd_arena_alloc(arena, 1, sizeof *p);
	enum cvd_status rc;

	if (p == NULL)
		return cvd_arena_check(arena, err);
	p->walk =
	    (struct walk){ .run = run, .arena = arena, .to_the_end = true };
	rc = walk(&p->walk, commit, err);
	if (rc == CVD_OK)
		*past = p;
	return rc;
}

bool
verify_past_has(const struct verify_past *past, const char *commit)
{
	return past->walk.met.place[slot_of(&past->walk, commit)] != 0;
}

/* What was remembered of other lines; the rest is of use. */
enum cvd_status
verify_drop_strays(struct verify_run *run, struct cvd_arena *arena,
    struct cvd_err *err)
{
	struct verify_cache *cache = &run->cache;
	struct verify_past *past = NULL;
	size_t kept = 0;
	enum cvd_status rc = verify_past_of(run, run->tip, arena, &past, err);

	if (rc == CVD_OK && run->how->beside != NULL)
		rc = walk(&past->walk, run->how->beside, err);
	for (size_t i = 0; i < cache->count && rc == CVD_OK; i++) {
		char commit[CVD_OBJECT_ID_TEXT];

		verify_id_text(cache->records[i].commit, /* upper= */ false,
		    commit);
		if (verify_past_has(past, commit))
			cache->records[kept++] = cache->records[i];
	}
	cache->count = kept;
	cache->places = NULL;
	cache->settled = 0;
	cache->size = 0;
	return rc;
}

enum cvd_status
verify_graph_load(struct verify_run *run, struct cvd_err *err)
{
	struct walk w = { .run = run, .arena = cvd_arena_new() };
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };
	enum cvd_status rc = cvd_arena_check(w.arena, err);

	if (run->how->beside != NULL)
		w.goes_on = is_last(run, run->how->beside);
	if (rc == CVD_OK)
		rc = walk(&w, run->tip, err);
	/* where an odd object hides its parents, that is what is wrong */
	if (rc == CVD_OK && !w.comes_from && !has_flaw(run)) {
		(void)cvd_flaw_found(&flaw, CVD_FLAW_NOT_DESCENDANT,
		    "it does not come from the introduction %s",
		    run->introduction);
		rc = verify_found(run, run->tip, &flaw, err);
	} else if (rc == CVD_OK) {
		rc = mark_roots(run, w.arena, err);
		/*
		 * What was remembered last was looked at and came to nothing,
		 * or history was begun anew before it.
		 */
		if (rc == CVD_OK && run->cache.count > 0 && !w.goes_on)
			rc = verify_drop_strays(run, w.arena, err);
	}
	cvd_arena_free(w.arena);
	return rc;
}

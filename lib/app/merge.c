/* SPDX-License-Identifier: EUPL-1.2 */

/* What two histories of a casebook come to, file by file. */

#include "app/merge.h"

#include "app/merge_private.h"
#include "core/commit.h"
#include "core/limits.h"

#include <stdlib.h>
#include <string.h>

#define PLAIN_FILE 0100644u

static enum cvd_status
tree_of(struct merge_run *m, const char *commit, const char **tree,
    struct cvd_err *err)
{
	struct cvd_commit parts;
	struct cvd_flaw flaw;
	const char *bytes;
	size_t size;
	enum cvd_status rc = cvd_store_read_commit(m->store, commit, m->arena,
	    &bytes, &size, err);

	if (rc == CVD_OK)
		rc = cvd_commit_split(bytes, size, m->arena, &parts, &flaw,
		    err);
	if (rc == CVD_E_FINDINGS)
		return cvd_fail(err, CVD_E_CASEBOOK, "commit %s: %s", commit,
		    flaw.message);
	if (rc == CVD_E_NOT_FOUND || rc == CVD_E_INVALID)
		return cvd_fail_as(err, CVD_E_CASEBOOK);
	if (rc != CVD_OK)
		return rc;
	*tree = cvd_arena_text(m->arena, parts.tree);
	return cvd_arena_check(m->arena, err);
}

enum cvd_status
merge_add_file(struct merge_run *m, const struct merge_pair *p,
    const struct merge_version *merged, struct cvd_err *err)
{
	struct cvd_merge *merge = m->merge;
	struct cvd_merge_file *files = cvd_arena_grow(m->arena, merge->files,
	    merge->count, sizeof *files);
	struct cvd_merge_file *f;

	if (files == NULL)
		return cvd_arena_check(m->arena, err);
	merge->files = files;
	f = &files[merge->count++];
	*f = (struct cvd_merge_file){ .path = p->path.text };
	(void)memcpy(f->ours, p->side[0].blob, sizeof f->ours);
	(void)memcpy(f->theirs, p->side[1].blob, sizeof f->theirs);
	(void)memcpy(f->merged, merged->blob, sizeof f->merged);
	if (strcmp(f->merged, f->ours) == 0 ||
	    strcmp(f->merged, f->theirs) == 0)
		return CVD_OK;
	f->bytes = merged->bytes;
	f->size = merged->size;
	return CVD_OK;
}

enum cvd_status
merge_add_conflict(struct merge_run *m, const struct merge_pair *p,
    enum cvd_merge_trouble trouble, const char *message, struct cvd_err *err)
{
	struct cvd_merge *merge = m->merge;
	struct cvd_merge_conflict *conflicts = cvd_arena_grow(m->arena,
	    merge->conflicts, merge->conflict_count, sizeof *conflicts);
	struct cvd_merge_conflict *c;

	if (conflicts == NULL)
		return cvd_arena_check(m->arena, err);
	merge->conflicts = conflicts;
	c = &conflicts[merge->conflict_count++];
	*c = (struct cvd_merge_conflict){
		.path = p->path.text,
		.trouble = trouble,
		.message = cvd_arena_text(m->arena, message),
	};
	(void)memcpy(c->ours, p->side[0].blob, sizeof c->ours);
	(void)memcpy(c->theirs, p->side[1].blob, sizeof c->theirs);
	return cvd_arena_check(m->arena, err);
}

/* Cases, and what is named after its content, are only ever added. */
static const struct merge_version *
only_version(const struct merge_pair *p)
{
	if (p->side[0].blob[0] == '\0')
		return &p->side[1];
	return p->side[1].blob[0] == '\0' ? &p->side[0] : NULL;
}

/*
 * The version that has all events of the other: a case only grows, so what it
 * was at a common ancestor is in both.
 */
static const struct merge_version *
longer_version(const struct merge_pair *p)
{
	const struct merge_version *only = only_version(p);

	if (only != NULL || merge_version_is(&p->base, &p->side[1]))
		return only != NULL ? only : &p->side[0];
	return merge_version_is(&p->base, &p->side[0]) ? &p->side[1] : NULL;
}

static enum cvd_status
merge_case(struct merge_run *m, const struct merge_pair *p, struct cvd_err *err)
{
	struct cvd_arena *work = cvd_arena_new();
	struct cvd_bytes file[2];
	struct merge_version merged;
	enum cvd_merge_trouble trouble = CVD_MERGE_BOTH_CHANGED;
	struct cvd_err why = { .status = CVD_OK };
	enum cvd_status rc = cvd_arena_check(work, err);

	for (size_t i = 0; i < 2 && rc == CVD_OK; i++)
		rc = merge_read(m->store, &p->side[i], work, &file[i], err);
	if (rc == CVD_OK) {
		rc = merge_cases(p->path.text, &file[0], &file[1], m->arena,
		    &merged, &trouble, &why);
		if (rc == CVD_E_CONFLICT)
			rc = merge_add_conflict(m, p, trouble, why.message,
			    err);
		else if (rc == CVD_OK)
			rc = merge_add_file(m, p, &merged, err);
		else if (err != NULL)
			*err = why;
	}
	cvd_arena_free(work);
	return rc;
}

/* A file of the team. */
static enum cvd_status
merge_team(struct merge_run *m, const struct merge_pair *p, struct cvd_err *err)
{
	struct merge_version base = p->base;
	struct merge_version merged;
	struct cvd_err why = { .status = CVD_OK };
	enum cvd_status rc = CVD_OK;

	if (m->base_count > 1)
		rc = merge_base(m->store, &p->path, m->commit[0], m->commit[1],
		    m->arena, &base, err);
	if (rc != CVD_OK)
		return rc;
	rc = merge_three(m->store, &p->path, &base, &p->side[0], &p->side[1],
	    m->arena, &merged, &why);
	if (rc == CVD_E_CONFLICT)
		return merge_add_conflict(m, p, CVD_MERGE_BOTH_CHANGED,
		    why.message, err);
	if (rc == CVD_OK)
		return merge_add_file(m, p, &merged, err);
	if (err != NULL)
		*err = why;
	return rc;
}

static enum cvd_status
merge_pair(struct merge_run *m, const struct merge_pair *p, struct cvd_err *err)
{
	const struct merge_version *only = p->path.kind == CVD_PATH_CASE
	                                       ? longer_version(p)
	                                       : only_version(p);

	switch (p->path.kind) {
	case CVD_PATH_CASE:
		return only != NULL ? merge_add_file(m, p, only, err)
		                    : merge_case(m, p, err);
	case CVD_PATH_ATTACHMENT:
		return only != NULL
		           ? merge_add_file(m, p, only, err)
		           : merge_add_conflict(m, p, CVD_MERGE_TAMPERED,
		                 "one name, and two contents", err);
	case CVD_PATH_ADVISORY:
		return only != NULL ? merge_add_file(m, p, only, err)
		                    : merge_advisory(m, p, err);
	case CVD_PATH_OTHER:
	case CVD_PATH_TEAM:
	case CVD_PATH_ROSTER:
	case CVD_PATH_KEY:
	case CVD_PATH_CONTACT:
	case CVD_PATH_POLICY:
	case CVD_PATH_CALENDAR:
	case CVD_PATH_TEMPLATE:
	case CVD_PATH_ATTRIBUTES:
	case CVD_PATH_KINDS:
		break;
	}
	return merge_team(m, p, err);
}

/* One path of what either side changed; NULL where that side did not. */
static enum cvd_status
take_pair(struct merge_run *m, const struct cvd_store_difference *const d[2],
    bool advisories, struct cvd_err *err)
{
	const struct cvd_store_difference *either = d[0] != NULL ? d[0] : d[1];
	struct merge_pair p = { .path = cvd_path_parse(either->path) };

	if ((p.path.kind == CVD_PATH_ADVISORY) != advisories)
		return CVD_OK;
	(void)memcpy(p.base.blob, either->before, sizeof p.base.blob);
	for (size_t i = 0; i < 2; i++) {
		const char *blob = d[i] == NULL ? either->before : d[i]->after;

		if (d[i] != NULL && d[i]->after[0] != '\0' &&
		    d[i]->mode != PLAIN_FILE)
			return cvd_fail(err, CVD_E_CASEBOOK,
			    "'%s' is no plain file", either->path);
		(void)memcpy(p.side[i].blob, blob, sizeof p.side[i].blob);
	}
	return merge_version_is(&p.side[0], &p.side[1])
	           ? CVD_OK
	           : merge_pair(m, &p, err);
}

struct changes {
	struct cvd_store_difference *list;
	size_t count;
};

/* Side by side through both, in the order of paths. */
static enum cvd_status
go_through(struct merge_run *m, const struct changes side[2], bool advisories,
    struct cvd_err *err)
{
	size_t at[2] = { 0, 0 };
	enum cvd_status rc = CVD_OK;

	while (
	    rc == CVD_OK && (at[0] < side[0].count || at[1] < side[1].count)) {
		const struct cvd_store_difference *d[2];
		int order;

		for (size_t i = 0; i < 2; i++)
			d[i] = at[i] < side[i].count ? &side[i].list[at[i]]
			                             : NULL;
		order = d[0] == NULL   ? 1
		        : d[1] == NULL ? -1
		                       : strcmp(d[0]->path, d[1]->path);
		if (order < 0)
			d[1] = NULL;
		if (order > 0)
			d[0] = NULL;
		at[0] += order <= 0;
		at[1] += order >= 0;
		rc = take_pair(m, d, advisories, err);
	}
	return rc;
}

static int
by_path(const void *a, const void *b)
{
	const struct cvd_merge_file *x = a;
	const struct cvd_merge_file *y = b;

	return strcmp(x->path, y->path);
}

static int
by_conflict_path(const void *a, const void *b)
{
	const struct cvd_merge_conflict *x = a;
	const struct cvd_merge_conflict *y = b;

	return strcmp(x->path, y->path);
}

static void
sort(struct cvd_merge *merge)
{
	if (merge->count > 0)
		qsort(merge->files, merge->count, sizeof *merge->files,
		    by_path);
	if (merge->conflict_count > 0)
		qsort(merge->conflicts, merge->conflict_count,
		    sizeof *merge->conflicts, by_conflict_path);
}

static enum cvd_status
merge_trees(struct merge_run *m, struct cvd_err *err)
{
	struct changes side[2];
	const char *base;
	enum cvd_status rc = tree_of(m, m->bases[0], &base, err);

	for (size_t i = 0; i < 2 && rc == CVD_OK; i++) {
		rc = tree_of(m, m->commit[i], &m->tree[i], err);
		if (rc == CVD_OK)
			rc = cvd_store_diff(m->store, base, m->tree[i],
			    CVD_MAX_MERGE, m->arena, &side[i].list,
			    &side[i].count, err);
	}
	if (rc == CVD_E_INVALID || rc == CVD_E_NOT_FOUND)
		return cvd_fail_as(err, CVD_E_CASEBOOK);
	/* which advisory it is, the merged case says */
	if (rc == CVD_OK)
		rc = go_through(m, side, /* advisories= */ false, err);
	if (rc == CVD_OK)
		rc = go_through(m, side, /* advisories= */ true, err);
	if (rc == CVD_OK)
		sort(m->merge);
	return rc;
}

enum cvd_status
cvd_merge_commits(struct cvd_store *store, const char *ours, const char *theirs,
    struct cvd_arena *arena, struct cvd_merge *merge, struct cvd_err *err)
{
	struct merge_run m = { .store = store,
		.arena = arena,
		.commit = { ours, theirs },
		.merge = merge };
	enum cvd_status rc = cvd_store_merge_bases(store, ours, &theirs, 1,
	    arena, &m.bases, &m.base_count, err);

	*merge = (struct cvd_merge){ .files = NULL };
	if (rc == CVD_E_NOT_FOUND)
		return cvd_fail_as(err, CVD_E_CASEBOOK);
	if (rc == CVD_E_INVALID)
		return cvd_fail_as(err, CVD_E_CONFLICT);
	if (rc == CVD_OK && m.base_count == 0)
		return cvd_fail(err, CVD_E_CONFLICT,
		    "commits %.12s and %.12s have nothing in common", ours,
		    theirs);
	return rc == CVD_OK ? merge_trees(&m, err) : rc;
}

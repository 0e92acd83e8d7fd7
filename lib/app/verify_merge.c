/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * A commit with two parents. What the two come to is computed once more and
 * compared with what was committed; who signed is not asked for a right to
 * what others signed before. Where only a person could say what a file is to
 * be, the difference is that person's change, and is judged as one.
 */

#include "app/merge.h"
#include "app/verify_private.h"
#include "edge/hash.h"

#include <string.h>

/* The merge as it should be, and what was made of it. */
struct comparing {
	struct verify_run *run;
	struct verify_job *job;
	struct cvd_merge merge;
	/* Files that a person settled, as changes of the first parent's. */
	struct cvd_store_difference *settled;
	size_t settled_count;
};

static enum cvd_status
make_again(struct comparing *c, struct cvd_flaw *flaw, struct cvd_err *err)
{
	const char *const parents[2] = { c->job->commit.parents[0],
		c->job->commit.parents[1] };
	struct cvd_err why = { .status = CVD_OK };
	enum cvd_status rc = cvd_merge_commits(c->run->store, parents[0],
	    parents[1], c->job->arena, &c->merge, &why);

	if (rc == CVD_E_CONFLICT)
		return cvd_flaw_found_err(flaw, CVD_FLAW_MERGE, NULL, &why);
	if (rc != CVD_OK && err != NULL)
		*err = why;
	return rc;
}

/* The change of the first parent's file at a path, or NULL. */
static const struct cvd_store_difference *
find_change(const struct verify_job *job, const char *path)
{
	size_t from = 0;
	size_t to = job->change_count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = strcmp(path, job->changes[middle].path);

		if (order == 0)
			return &job->changes[middle];
		if (order < 0)
			to = middle;
		else
			from = middle + 1;
	}
	return NULL;
}

static enum cvd_status
is_not_the_merge(const char *path, struct cvd_flaw *flaw)
{
	return cvd_flaw_found(flaw, CVD_FLAW_MERGE,
	    "'%s' is not what the two sides come to", path);
}

/* Everything that had one right outcome has it. */
static enum cvd_status
check_files(const struct comparing *c, size_t *matched, struct cvd_flaw *flaw)
{
	for (size_t i = 0; i < c->merge.count; i++) {
		const struct cvd_merge_file *f = &c->merge.files[i];
		const struct cvd_store_difference *d = find_change(c->job,
		    f->path);
		const char *actual = d == NULL ? f->ours : d->after;

		if (strcmp(actual, f->merged) != 0)
			return is_not_the_merge(f->path, flaw);
		*matched += d != NULL;
	}
	return CVD_OK;
}

/* What was settled of a conflict: taking the first parent's word is, too. */
static enum cvd_status
add_settled(struct comparing *c, const struct cvd_merge_conflict *conflict,
    const struct cvd_store_difference *change)
{
	struct cvd_store_difference *s = &c->settled[c->settled_count++];

	if (change != NULL) {
		*s = *change;
		return CVD_OK;
	}
	*s = (struct cvd_store_difference){ .path = conflict->path,
		.mode_before = 0100644,
		.mode = 0100644 };
	(void)memcpy(s->before, conflict->theirs, sizeof s->before);
	(void)memcpy(s->after, conflict->ours, sizeof s->after);
	return CVD_OK;
}

/* Of an advisory one of the two stays: another would have to be published. */
static enum cvd_status
check_settled(const struct cvd_merge_conflict *conflict,
    const struct cvd_store_difference *change, struct cvd_flaw *flaw)
{
	if (cvd_path_parse(conflict->path).kind != CVD_PATH_ADVISORY ||
	    change == NULL || strcmp(change->after, conflict->theirs) == 0)
		return CVD_OK;
	return cvd_flaw_found(flaw, CVD_FLAW_DOCUMENT,
	    "'%s' was changed without being published", conflict->path);
}

static enum cvd_status
check_conflicts(struct comparing *c, size_t *matched, struct cvd_flaw *flaw,
    struct cvd_err *err)
{
	enum cvd_status rc;

	c->settled = cvd_arena_alloc(c->job->arena,
	    c->merge.conflict_count + c->merge.count + 1, sizeof *c->settled);
	if (c->settled == NULL)
		return cvd_arena_check(c->job->arena, err);
	for (size_t i = 0; i < c->merge.conflict_count; i++) {
		const struct cvd_merge_conflict *conflict =
		    &c->merge.conflicts[i];
		const struct cvd_store_difference *d = find_change(c->job,
		    conflict->path);

		if (conflict->trouble != CVD_MERGE_BOTH_CHANGED)
			return cvd_flaw_found(flaw, CVD_FLAW_MERGE,
			    "'%s' cannot be merged: %s", conflict->path,
			    conflict->message);
		*matched += d != NULL;
		rc = check_settled(conflict, d, flaw);
		if (rc != CVD_OK)
			return rc;
		(void)add_settled(c, conflict, d);
	}
	return CVD_OK;
}

/* A change that neither side made, and nobody had to make. */
static enum cvd_status
find_stray(const struct comparing *c, struct cvd_flaw *flaw)
{
	size_t f = 0;
	size_t k = 0;

	for (size_t i = 0; i < c->job->change_count; i++) {
		const char *path = c->job->changes[i].path;

		while (f < c->merge.count &&
		       strcmp(c->merge.files[f].path, path) < 0)
			f++;
		while (k < c->merge.conflict_count &&
		       strcmp(c->merge.conflicts[k].path, path) < 0)
			k++;
		if ((f == c->merge.count ||
		        strcmp(c->merge.files[f].path, path) != 0) &&
		    (k == c->merge.conflict_count ||
		        strcmp(c->merge.conflicts[k].path, path) != 0))
			return is_not_the_merge(path, flaw);
	}
	return CVD_OK;
}

static enum cvd_status
check_modes(const struct comparing *c, struct cvd_flaw *flaw)
{
	for (size_t i = 0; i < c->job->change_count; i++) {
		const struct cvd_store_difference *d = &c->job->changes[i];

		if (d->after[0] != '\0' && d->mode != 0100644)
			return cvd_flaw_found(flaw, CVD_FLAW_MODE,
			    "'%s' is no plain file (mode %06o)", d->path,
			    d->mode);
	}
	return CVD_OK;
}

static enum cvd_status
compare(struct comparing *c, struct cvd_flaw *flaw, struct cvd_err *err)
{
	size_t matched = 0;
	enum cvd_status rc = check_modes(c, flaw);

	if (rc == CVD_OK)
		rc = check_files(c, &matched, flaw);
	if (rc == CVD_OK)
		rc = check_conflicts(c, &matched, flaw, err);
	if (rc == CVD_OK && matched != c->job->change_count)
		rc = find_stray(c, flaw);
	return rc;
}

static bool
is_key_of_member(const struct cvd_merge_file *file,
    const struct cvd_roster *roster)
{
	const struct cvd_member *m = roster->members.item;
	struct cvd_path path = cvd_path_parse(file->path);

	if (path.kind != CVD_PATH_KEY || file->merged[0] == '\0')
		return false;
	for (size_t i = 0; i < roster->members.count; i++)
		if (strcmp(m[i].primary, path.name) == 0)
			return true;
	return false;
}

/*
 * Certificates of members: on the line that they come from they may have been
 * a stranger's, for anybody to change.
 */
static enum cvd_status
add_keys(struct comparing *c, struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct verify_job *job = c->job;
	const struct cvd_roster *after = NULL;
	char blob[CVD_OBJECT_ID_TEXT];
	enum cvd_status rc = verify_roster_at(c->run, job->commit.tree, &after,
	    blob, flaw, err);

	for (size_t i = 0; rc == CVD_OK && after != NULL && i < c->merge.count;
	     i++) {
		const struct cvd_merge_file *f = &c->merge.files[i];
		struct cvd_store_difference *d =
		    &job->changes[job->change_count];

		if (!is_key_of_member(f, after))
			continue;
		*d = (struct cvd_store_difference){ .path = f->path,
			.mode = 0100644 };
		(void)memcpy(d->after, f->merged, sizeof d->after);
		job->change_count++;
	}
	return rc;
}

/*
 * What a person settled, as a change of the team's files by that person; and
 * whether members can sign with what the two lines come to.
 */
static enum cvd_status
judge_settled(struct comparing *c, struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct verify_job *job = c->job;
	enum cvd_status rc = CVD_OK;

	job->changes = c->settled;
	job->change_count = c->settled_count;
	for (size_t i = 0; i < job->change_count && rc == CVD_OK; i++) {
		struct cvd_path path = cvd_path_parse(job->changes[i].path);

		rc = verify_file(c->run, job, &job->changes[i], &path, flaw,
		    err);
	}
	if (rc == CVD_OK)
		rc = add_keys(c, flaw, err);
	if (rc != CVD_OK || job->change_count == 0)
		return rc;
	rc = verify_read_files(c->run, job, err);
	if (rc == CVD_OK)
		rc = verify_team(c->run, job, flaw, err);
	return rc;
}

static bool
has_trailers(const struct verify_job *job)
{
	struct cvd_scan scan = cvd_scan_bytes(job->commit.message.data,
	    job->commit.message.size);
	struct cvd_bytes line;

	while (!cvd_scan_end(&scan)) {
		struct cvd_scan at = scan;

		if (cvd_scan_literal(&at, "Cvd-"))
			return true;
		if (!cvd_scan_line(&scan, &line))
			break;
	}
	return false;
}

/* All files that are not what they were on either side, in their order. */
static enum cvd_status
list_files(struct comparing *c, struct cvd_merge_file **list, size_t *count,
    struct cvd_err *err)
{
	size_t most = c->merge.count + c->settled_count;
	size_t f = 0;
	size_t k = 0;

	*list = cvd_arena_alloc(c->job->arena, most + 1, sizeof **list);
	if (*list == NULL)
		return cvd_arena_check(c->job->arena, err);
	for (*count = 0; *count < most; (*count)++) {
		struct cvd_merge_file *next = &(*list)[*count];

		if (k == c->settled_count ||
		    (f < c->merge.count && strcmp(c->merge.files[f].path,
		                               c->settled[k].path) < 0)) {
			*next = c->merge.files[f++];
			continue;
		}
		*next = (struct cvd_merge_file){ .path = c->settled[k].path };
		(void)memcpy(next->merged, c->settled[k++].after,
		    sizeof next->merged);
	}
	return CVD_OK;
}

/*
 * Who merges with git has git's message. One that has our trailers says with
 * them what was done, and by whom.
 */
static enum cvd_status
check_message(struct comparing *c, struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct cvd_flaw unread = { .kind = CVD_FLAW_NONE };
	struct cvd_message message;
	struct cvd_merge_file *files;
	size_t count = 0;
	char sha256[CVD_HASH_TEXT];
	enum cvd_status rc = verify_message(c->job, &message, &unread, err);

	if (rc == CVD_E_FINDINGS && !has_trailers(c->job))
		return CVD_OK;
	if (rc == CVD_E_FINDINGS)
		*flaw = unread;
	if (rc != CVD_OK)
		return rc;
	if (message.case_id != NULL || strcmp(message.verb, "merge") != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_MESSAGE,
		    "the message is one of a commit of another kind");
	if (strcmp(message.actor, c->job->member->name) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_MESSAGE,
		    "the message names '%s', but '%s' signed", message.actor,
		    c->job->member->name);
	rc = list_files(c, &files, &count, err);
	if (rc == CVD_OK)
		rc = cvd_merge_hash(c->run->store, files, count, sha256, err);
	if (rc == CVD_OK && strcmp(sha256, message.sha256) != 0)
		rc = cvd_flaw_found(flaw, CVD_FLAW_CONTENT_HASH,
		    "Cvd-Content-SHA256 is not that of the files");
	return rc;
}

enum cvd_status
verify_merge(struct verify_run *run, struct verify_job *job,
    struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct comparing c = { .run = run, .job = job };
	enum cvd_status rc = make_again(&c, flaw, err);

	if (rc == CVD_OK)
		rc = compare(&c, flaw, err);
	if (rc == CVD_OK)
		rc = judge_settled(&c, flaw, err);
	if (rc == CVD_OK)
		rc = check_message(&c, flaw, err);
	return rc;
}

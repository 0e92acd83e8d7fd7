/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * What the commits that come in have done: they are proven, so what their
 * messages say is true.
 */

#include "app/sync_private.h"
#include "core/limits.h"
#include "core/message.h"

#include <string.h>

/* A commit that comes in, as far as it says what it did. */
struct told {
	struct cvd_commit commit;
	struct cvd_message message;
	bool is_ours; /* it has the trailers; a person's own merge has none */
	struct cvd_bytes subject;
};

enum cvd_status
sync_read_commit(struct sync_run *run, const char *id, struct cvd_arena *arena,
    struct cvd_commit *commit, struct cvd_err *err)
{
	struct cvd_flaw flaw;
	const char *bytes;
	size_t size;
	enum cvd_status rc = cvd_store_read_commit(run->store, id, arena,
	    &bytes, &size, err);

	return rc == CVD_OK
	           ? cvd_commit_split(bytes, size, arena, commit, &flaw, err)
	           : rc;
}

/* One that was proven. */
static enum cvd_status
read_proven(struct sync_run *run, const char *id, struct cvd_arena *arena,
    struct cvd_commit *commit, struct cvd_err *err)
{
	enum cvd_status rc = sync_read_commit(run, id, arena, commit, err);

	if (rc == CVD_E_FINDINGS)
		rc = cvd_fail(err, CVD_E_INTERNAL,
		    "commit %s was proven and is not", id);
	return rc;
}

static enum cvd_status
read_told(struct sync_run *run, const char *id, struct cvd_arena *arena,
    struct told *told, struct cvd_err *err)
{
	struct cvd_scan scan;
	enum cvd_status rc = read_proven(run, id, arena, &told->commit, err);

	if (rc != CVD_OK)
		return rc;
	told->is_ours = cvd_message_parse(told->commit.message.data,
	                    told->commit.message.size, arena, &told->message,
	                    NULL) == CVD_OK;
	scan = cvd_scan_bytes(told->commit.message.data,
	    told->commit.message.size);
	(void)cvd_scan_line(&scan, &told->subject);
	return CVD_OK;
}

static enum cvd_status
add_deed(struct sync_run *run, const char *what, const char *by,
    const char *event, struct cvd_err *err)
{
	struct sync_deed *deeds = cvd_arena_grow(run->arena, run->deeds,
	    run->deed_count, sizeof *deeds);

	if (deeds == NULL)
		return cvd_arena_check(run->arena, err);
	run->deeds = deeds;
	deeds[run->deed_count] = (struct sync_deed){
		.what = cvd_arena_text(run->arena, what),
		.by = cvd_arena_text(run->arena, by),
		.event = event == NULL ? NULL
		                       : cvd_arena_text(run->arena, event),
		.round = run->round,
		.number = run->deed_count,
	};
	run->deed_count++;
	return cvd_arena_check(run->arena, err);
}

static enum cvd_status
add_case(struct sync_run *run, const struct cvd_message *m, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	/* the later ones come first, of commits and so of events */
	for (size_t i = m->event_count; i > 0 && rc == CVD_OK; i--)
		rc = add_deed(run, m->case_id, m->actor, m->events[i - 1].name,
		    err);
	return rc;
}

/* The tree of a parent. */
static enum cvd_status
read_tree(struct sync_run *run, const char *commit, struct cvd_arena *arena,
    char tree[CVD_OBJECT_ID_TEXT], struct cvd_err *err)
{
	struct cvd_commit parent;
	enum cvd_status rc = read_proven(run, commit, arena, &parent, err);

	if (rc == CVD_OK)
		(void)memcpy(tree, parent.tree, CVD_OBJECT_ID_TEXT);
	return rc;
}

/* A commit of the team's files names none: its trees tell. */
static enum cvd_status
add_files(struct sync_run *run, const struct told *told,
    struct cvd_arena *arena, struct cvd_err *err)
{
	struct cvd_store_difference *d = NULL;
	char tree[CVD_OBJECT_ID_TEXT] = "";
	size_t count = 0;
	enum cvd_status rc = CVD_OK;

	if (told->commit.parent_count > 0)
		rc = read_tree(run, told->commit.parents[0], arena, tree, err);
	if (rc == CVD_OK)
		rc = cvd_store_diff(run->store, tree, told->commit.tree,
		    CVD_MAX_CHANGES, arena, &d, &count, err);
	for (size_t i = 0; i < count && rc == CVD_OK; i++)
		rc = add_deed(run, d[i].path, told->message.actor, NULL, err);
	return rc;
}

static enum cvd_status
add_commit(void *context, const char *id, struct cvd_err *err)
{
	struct sync_run *run = context;
	struct cvd_arena *arena = cvd_arena_new();
	struct told told;
	enum cvd_status rc = cvd_arena_check(arena, err);

	run->result->came_in++;
	if (rc == CVD_OK)
		rc = read_told(run, id, arena, &told, err);
	/* what a merge brings together was done by others before */
	if (rc == CVD_OK && told.is_ours && told.commit.parent_count < 2)
		rc = told.message.case_id != NULL
		         ? add_case(run, &told.message, err)
		         : add_files(run, &told, arena, err);
	cvd_arena_free(arena);
	return rc;
}

enum cvd_status
sync_deeds(struct sync_run *run, struct cvd_err *err)
{
	run->round++;
	return cvd_store_each_between(run->store, run->head,
	    run->result->incoming, add_commit, run, err);
}

static enum cvd_status
add_left(void *context, const char *id, struct cvd_err *err)
{
	struct sync_run *run = context;
	struct cvd_sync_result *r = run->result;
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_sync_left *left = cvd_arena_grow(run->arena, r->left,
	    r->left_count, sizeof *left);
	struct told told = { .is_ours = false };
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = cvd_arena_check(run->arena, err);
	/* one that cannot be read is what history was begun anew for */
	if (rc == CVD_OK && read_told(run, id, arena, &told, NULL) != CVD_OK)
		told.is_ours = false;
	if (rc == CVD_OK) {
		r->left = left;
		left[r->left_count++] = (struct cvd_sync_left){
			.commit = cvd_arena_text(run->arena, id),
			.by = told.is_ours ? cvd_arena_text(run->arena,
			                         told.message.actor)
			                   : NULL,
			.subject = cvd_arena_copy(run->arena, told.subject.data,
			    told.subject.size),
		};
		rc = cvd_arena_check(run->arena, err);
	}
	cvd_arena_free(arena);
	return rc;
}

enum cvd_status
sync_deeds_left(struct sync_run *run, struct cvd_err *err)
{
	return cvd_store_each_between(run->store, run->result->incoming,
	    run->head, add_left, run, err);
}

static enum cvd_status
count_one(void *context, const char *id, struct cvd_err *err)
{
	size_t *count = context;

	(void)id;
	(void)err;
	(*count)++;
	return CVD_OK;
}

enum cvd_status
sync_count(struct cvd_store *store, const char *since, const char *tip,
    size_t *count, struct cvd_err *err)
{
	*count = 0;
	return cvd_store_each_between(store, since, tip, count_one, count, err);
}

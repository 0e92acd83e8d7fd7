/* SPDX-License-Identifier: EUPL-1.2 */

/* What others did, case by case and file by file, and where each stands. */

#include "app/sync_private.h"
#include "app/team_changes.h"
#include "core/case.h"
#include "core/limits.h"
#include "core/lines.h"
#include "core/state.h"
#include "edge/yaml.h"

#include <stdlib.h>
#include <string.h>

static int
by_path(const void *a, const void *b)
{
	return strcmp(a, ((const struct cvd_merge_file *)b)->path);
}

/* The blob at a path once all is in; empty where there is no file. */
static enum cvd_status
find_after(struct sync_run *run, const char *path, char blob[CVD_STORE_ID_TEXT],
    const struct cvd_merge_file **made, struct cvd_err *err)
{
	bool merges = !run->accepts && !run->has_head;
	const char *tip = merges ? run->head : run->result->incoming;
	const struct cvd_merge_file *file = NULL;
	enum cvd_status rc;

	*made = NULL;
	if (merges && run->merge.count > 0)
		file = bsearch(path, run->merge.files, run->merge.count,
		    sizeof *file, by_path);
	if (file != NULL) {
		*made = file->bytes != NULL ? file : NULL;
		(void)memcpy(blob, file->merged, CVD_STORE_ID_TEXT);
		return CVD_OK;
	}
	rc = cvd_store_find_at(run->store, tip, path, blob, err);
	if (rc == CVD_E_NOT_FOUND) {
		blob[0] = '\0';
		rc = CVD_OK;
	}
	return rc;
}

/* The blob at a path as it is here; empty where there is no file. */
static enum cvd_status
find_before(struct sync_run *run, const char *path,
    char blob[CVD_STORE_ID_TEXT], struct cvd_err *err)
{
	enum cvd_status rc = cvd_store_find_at(run->store, run->result->before,
	    path, blob, err);

	if (rc != CVD_E_NOT_FOUND)
		return rc;
	blob[0] = '\0';
	return CVD_OK;
}

/* What the head of a case file says; it is proven to be what events come to. */
static enum cvd_status
read_head(const char *bytes, size_t size, struct cvd_arena *arena,
    struct cvd_sync_case *as, struct cvd_err *err)
{
	const struct cvd_node *root;
	struct cvd_case *c = NULL;
	enum cvd_status rc = cvd_yaml_read(bytes, size, arena, &root, err);

	if (rc == CVD_OK)
		rc = cvd_case_load(root, bytes, size, &c, err);
	if (rc != CVD_OK)
		return rc;
	as->state = cvd_label_names[c->head.state];
	as->needs_review = c->head.needs_review;
	cvd_case_free(c);
	return CVD_OK;
}

static enum cvd_status
read_stored(struct sync_run *run, const char *blob, struct cvd_arena *arena,
    struct cvd_sync_case *as, struct cvd_err *err)
{
	const char *bytes;
	size_t size;
	enum cvd_status rc;

	as->state = NULL;
	if (blob[0] == '\0')
		return CVD_OK;
	rc = cvd_store_read_blob(run->store, blob, CVD_MAX_FILE, arena, &bytes,
	    &size, err);
	return rc == CVD_OK ? read_head(bytes, size, arena, as, err) : rc;
}

/* Where a case stands, before and after. */
static enum cvd_status
look(struct sync_run *run, struct cvd_sync_case *c, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_sync_case before = { .id = c->id };
	const struct cvd_merge_file *made = NULL;
	char path[CVD_CASE_PATH_TEXT];
	char old[CVD_STORE_ID_TEXT];
	char new[CVD_STORE_ID_TEXT];
	enum cvd_status rc = cvd_arena_check(arena, err);

	cvd_case_path_text(c->id, path);
	if (rc == CVD_OK)
		rc = find_before(run, path, old, err);
	if (rc == CVD_OK)
		rc = find_after(run, path, new, &made, err);
	if (rc == CVD_OK)
		rc = read_stored(run, old, arena, &before, err);
	if (rc == CVD_OK)
		rc = made != NULL
		         ? read_head(made->bytes, made->size, arena, c, err)
		         : read_stored(run, new, arena, c, err);
	c->has_moved = c->state != before.state;
	cvd_arena_free(arena);
	return rc;
}

static enum cvd_status
look_at_file(struct sync_run *run, struct cvd_sync_file *file,
    struct cvd_err *err)
{
	enum cvd_team_change_kind kind = CVD_TEAM_CHANGED;
	const struct cvd_merge_file *made;
	char old[CVD_STORE_ID_TEXT];
	char new[CVD_STORE_ID_TEXT];
	enum cvd_status rc = find_before(run, file->path, old, err);

	if (rc == CVD_OK)
		rc = find_after(run, file->path, new, &made, err);
	if (rc != CVD_OK)
		return rc;
	if (old[0] == '\0')
		kind = CVD_TEAM_ADDED;
	else if (new[0] == '\0')
		kind = CVD_TEAM_REMOVED;
	file->change = cvd_team_change_names[kind];
	return CVD_OK;
}

/* By what was changed, and of that the oldest first. */
static int
by_what(const void *a, const void *b)
{
	const struct sync_deed *x = a;
	const struct sync_deed *y = b;
	int order = strcmp(x->what, y->what);

	if (order != 0)
		return order;
	if (x->round != y->round)
		return x->round < y->round ? -1 : 1;
	return x->number < y->number ? 1 : -1;
}

static enum cvd_status
add_once(struct sync_run *run, struct cvd_lines *lines, const char *text,
    struct cvd_err *err)
{
	return cvd_lines_has(lines, text)
	           ? CVD_OK
	           : cvd_lines_add(lines, text, run->arena, err);
}

/* Another one of the answer, or the last where it is that. */
static enum cvd_status
open_case(struct sync_run *run, const struct sync_deed *deed,
    struct cvd_err *err)
{
	struct cvd_sync_result *r = run->result;
	struct cvd_sync_case *cases = r->cases;

	if (r->case_count > 0 &&
	    strcmp(cases[r->case_count - 1].id, deed->what) == 0)
		return CVD_OK;
	cases = cvd_arena_grow(run->arena, cases, r->case_count, sizeof *cases);
	if (cases == NULL)
		return cvd_arena_check(run->arena, err);
	r->cases = cases;
	cases[r->case_count++] = (struct cvd_sync_case){ .id = deed->what };
	return look(run, &cases[r->case_count - 1], err);
}

static enum cvd_status
open_file(struct sync_run *run, const struct sync_deed *deed,
    struct cvd_err *err)
{
	struct cvd_sync_result *r = run->result;
	struct cvd_sync_file *files = r->files;

	if (r->file_count > 0 &&
	    strcmp(files[r->file_count - 1].path, deed->what) == 0)
		return CVD_OK;
	files = cvd_arena_grow(run->arena, files, r->file_count, sizeof *files);
	if (files == NULL)
		return cvd_arena_check(run->arena, err);
	r->files = files;
	files[r->file_count++] = (struct cvd_sync_file){ .path = deed->what };
	return look_at_file(run, &files[r->file_count - 1], err);
}

static enum cvd_status
gather(struct sync_run *run, const struct sync_deed *deed, struct cvd_err *err)
{
	struct cvd_sync_result *r = run->result;
	struct cvd_sync_case *c;
	enum cvd_status rc;

	if (deed->event == NULL) {
		rc = open_file(run, deed, err);
		return rc != CVD_OK
		           ? rc
		           : add_once(run, &r->files[r->file_count - 1].by,
		                 deed->by, err);
	}
	rc = open_case(run, deed, err);
	if (rc != CVD_OK)
		return rc;
	c = &r->cases[r->case_count - 1];
	rc = add_once(run, &c->by, deed->by, err);
	return rc == CVD_OK ? add_once(run, &c->events, deed->event, err) : rc;
}

enum cvd_status
sync_news(struct sync_run *run, struct cvd_err *err)
{
	struct cvd_sync_result *r = run->result;
	enum cvd_status rc = sync_deeds(run, err);

	if (rc != CVD_OK)
		return rc;
	/* of a round before, too, which may stand elsewhere by now */
	r->cases = NULL;
	r->files = NULL;
	r->case_count = 0;
	r->file_count = 0;
	if (run->deed_count > 0)
		qsort(run->deeds, run->deed_count, sizeof *run->deeds, by_what);
	for (size_t i = 0; i < run->deed_count && rc == CVD_OK; i++)
		rc = gather(run, &run->deeds[i], err);
	return rc;
}

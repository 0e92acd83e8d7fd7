/* SPDX-License-Identifier: EUPL-1.2 */

/* A case as it is worked on, and how it is found. */

#include "app/record.h"

#include "app/policies.h"
#include "app/verify.h"
#include "core/ident.h"
#include "core/limits.h"
#include "edge/store.h"
#include "edge/yaml.h"

#include <stdlib.h>
#include <string.h>

/* Carries a call down the three levels of cases/. */
struct walk {
	struct cvd_casebook *book;
	const char *ref; /* what is sought; NULL: all */
	cvd_record_each_fn *each;
	void *context;
};

static enum cvd_status
walk_folder(struct walk *w, const char *folder, unsigned depth,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_store_entry *entries = NULL;
	size_t count = 0;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = cvd_store_list(cvd_casebook_store(w->book), folder, arena,
		    &entries, &count, err);
	if (rc == CVD_E_NOT_FOUND && depth == 0) {
		rc = CVD_OK;
		count = 0;
	}
	for (size_t i = 0; i < count && rc == CVD_OK; i++) {
		char *path = cvd_arena_textf(arena, "%s/%s", folder,
		    entries[i].name);
		char id[CVD_CASE_ID_TEXT];

		if (path == NULL)
			rc = cvd_arena_check(arena, err);
		else if (entries[i].is_folder && w->ref != NULL &&
		         !cvd_case_ref_reaches(w->ref, path))
			continue;
		else if (entries[i].is_folder && depth < 2)
			rc = walk_folder(w, path, depth + 1, err);
		else if (cvd_case_path_parse(path, id, NULL) == CVD_OK)
			rc = w->each(w->context, id, err);
	}
	cvd_arena_free(arena);
	return rc;
}

enum cvd_status
cvd_record_each(struct cvd_casebook *book, cvd_record_each_fn *each,
    void *context, struct cvd_err *err)
{
	struct walk w = { book, NULL, each, context };

	return walk_folder(&w, "cases", 0, err);
}

/* What a person meant, as far as the casebook was searched. */
struct search {
	const char *ref;
	char id[CVD_CASE_ID_TEXT];
	size_t matches;
	struct cvd_buf names;
};

static enum cvd_status
match(void *context, const char *id, struct cvd_err *err)
{
	struct search *s = context;

	(void)err;
	if (!cvd_case_ref_matches(s->ref, id))
		return CVD_OK;
	if (s->matches++ == 0)
		(void)memcpy(s->id, id, sizeof s->id);
	if (s->matches <= 8)
		cvd_buf_addf(&s->names, "%s%s", s->matches == 1 ? "" : ", ",
		    id);
	return CVD_OK;
}

/* A whole id names one path: no search. */
static bool
is_there(struct cvd_casebook *book, const char *id)
{
	char path[CVD_CASE_PATH_TEXT];
	char blob[CVD_STORE_ID_TEXT];

	cvd_case_path_text(id, path);
	return cvd_store_find(cvd_casebook_store(book), path, blob, NULL) ==
	       CVD_OK;
}

enum cvd_status
cvd_record_resolve(struct cvd_casebook *book, const char *ref, char *id,
    struct cvd_err *err)
{
	struct search s = { .ref = ref, .names = CVD_BUF_INIT(300) };
	struct walk w = { book, ref, match, &s };
	char whole[CVD_CASE_ID_TEXT];
	enum cvd_status rc;

	if (cvd_case_id_parse(ref, whole, NULL) == CVD_OK &&
	    is_there(book, whole)) {
		(void)memcpy(id, whole, sizeof whole);
		return CVD_OK;
	}
	rc = cvd_case_ref_check(ref, err);
	if (rc == CVD_OK)
		rc = walk_folder(&w, "cases", 0, err);
	if (rc != CVD_OK)
		goto out;
	if (s.matches == 0) {
		rc = cvd_fail(err, CVD_E_NOT_FOUND, "there is no case '%s'",
		    ref);
	} else if (s.matches > 1) {
		rc = cvd_fail(err, CVD_E_AMBIGUOUS, "'%s' means %zu cases", ref,
		    s.matches);
		cvd_err_hint(err, "name one of %s%s", s.names.data,
		    s.matches > 8 ? ", …" : "");
	} else {
		(void)memcpy(id, s.id, sizeof s.id);
	}
out:
	cvd_buf_clear(&s.names);
	return rc;
}

/* A file at HEAD that cannot be understood is the casebook's fault. */
static enum cvd_status
blame(enum cvd_status rc, const char *path, struct cvd_err *err)
{
	cvd_err_prefix(err, path);
	return rc == CVD_E_SYNTAX || rc == CVD_E_INVALID
	           ? cvd_fail_as(err, CVD_E_CASEBOOK)
	           : rc;
}

static enum cvd_status
read_case(struct cvd_casebook *book, const char *id, struct cvd_case **ret,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_case *c = NULL;
	const struct cvd_node *root;
	char path[CVD_CASE_PATH_TEXT];
	const char *bytes;
	size_t size;
	enum cvd_status rc;

	cvd_case_path_text(id, path);
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		rc = cvd_store_read(cvd_casebook_store(book), path,
		    CVD_MAX_FILE, arena, &bytes, &size, err);
	if (rc == CVD_E_NOT_FOUND)
		rc = cvd_fail(err, CVD_E_NOT_FOUND, "there is no case '%s'",
		    id);
	if (rc == CVD_E_NOT_FOUND || rc == CVD_E_NO_MEMORY)
		goto out;
	if (rc == CVD_OK)
		rc = cvd_yaml_read(bytes, size, arena, &root, err);
	if (rc == CVD_OK)
		rc = cvd_case_load(root, bytes, size, &c, err);
	if (rc == CVD_OK)
		rc = cvd_case_is_canonical(c, err);
	if (rc == CVD_OK && strcmp(c->head.id, id) != 0)
		rc = cvd_fail(err, CVD_E_INVALID, "the file holds case '%s'",
		    c->head.id);
	if (rc != CVD_OK)
		rc = blame(rc, path, err);
out:
	if (rc == CVD_OK)
		*ret = c;
	else
		cvd_case_free(c);
	cvd_arena_free(arena);
	return rc;
}

enum cvd_status
cvd_record_refresh(struct cvd_record *record, struct cvd_err *err)
{
	return cvd_replay_run(record->c, record->arena, &record->replay, err);
}

enum cvd_status
cvd_record_judge(struct cvd_casebook *book, struct cvd_record *record,
    struct cvd_err *err)
{
	const struct cvd_case *c = record->whole != NULL ? record->whole
	                                                 : record->c;
	long events;
	enum cvd_status rc = cvd_verify_proven(book, c->head.id, &events, err);

	if (rc != CVD_OK || events < 0)
		return rc;
	record->is_judged = true;
	if (events > 0 && (size_t)events <= c->count)
		record->proven = c->events[events - 1].end;
	return CVD_OK;
}

bool
cvd_record_has_proven(const struct cvd_record *record,
    const struct cvd_event *event)
{
	return event->end <= record->proven;
}

enum cvd_status
cvd_record_rewind(struct cvd_record *record, cvd_instant at,
    struct cvd_err *err)
{
	const struct cvd_case *whole = record->c;
	struct cvd_case *c = cvd_case_new(whole->head.id);

	if (c == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	c->head = whole->head;
	c->events = cvd_arena_alloc(c->arena, whole->count, sizeof *c->events);
	for (size_t i = 0; c->events != NULL && i < whole->count; i++)
		if (whole->events[i].at <= at)
			c->events[c->count++] = whole->events[i];
	record->whole = record->c;
	record->c = c;
	if (cvd_arena_check(c->arena, err) != CVD_OK)
		return CVD_E_NO_MEMORY;
	return cvd_record_refresh(record, err);
}

enum cvd_status
cvd_record_open(struct cvd_casebook *book, const char *id,
    struct cvd_record **record, struct cvd_err *err)
{
	struct cvd_record *r = calloc(1, sizeof *r);
	enum cvd_status rc;

	if (r == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	r->arena = cvd_arena_new();
	rc = cvd_arena_check(r->arena, err);
	if (rc == CVD_OK)
		rc = read_case(book, id, &r->c, err);
	if (rc == CVD_OK)
		rc = cvd_record_refresh(r, err);
	if (rc == CVD_OK && r->replay.received != NULL)
		rc = cvd_policies_pinned(book, r->replay.received, r->arena,
		    &r->policies, err);
	if (rc != CVD_OK) {
		cvd_record_close(r);
		return rc;
	}
	r->head_differs = !cvd_head_is_same(&r->c->head, &r->replay.head);
	*record = r;
	return CVD_OK;
}

void
cvd_record_close(struct cvd_record *record)
{
	if (record == NULL)
		return;
	cvd_case_free(record->c);
	cvd_case_free(record->whole);
	cvd_arena_free(record->arena);
	free(record);
}

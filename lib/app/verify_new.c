/* SPDX-License-Identifier: EUPL-1.2 */

/* What the verifier says to commands that write, and to those that read. */

#include "app/verify.h"

#include "app/trust.h"
#include "core/case_change.h"
#include "core/ident.h"
#include "core/limits.h"
#include "edge/store.h"

#include <string.h>

#define MAIN "refs/heads/main"

/* The tip that was proven here last; NULL where nothing is trusted. */
static enum cvd_status
find_mark(struct cvd_casebook *book, struct cvd_arena *arena, const char **mark,
    struct cvd_err *err)
{
	const struct cvd_trust *trust;
	enum cvd_status rc = cvd_trust_read(cvd_casebook_world(book),
	    cvd_casebook_team(book)->id, arena, &trust, err);

	*mark = NULL;
	if (rc == CVD_OK)
		*mark = cvd_trust_mark(trust, MAIN);
	return rc == CVD_E_NOT_FOUND ? CVD_OK : rc;
}

const struct cvd_verify_finding *
cvd_verify_worst(const struct cvd_verify_result *result)
{
	const struct cvd_verify_finding *f = result->findings;

	while (cvd_flaw_is_warning(f->flaw.kind))
		f++;
	return f;
}

enum cvd_status
cvd_verify_refuse(const struct cvd_verify_result *result, struct cvd_err *err)
{
	const struct cvd_verify_finding *f = cvd_verify_worst(result);
	bool moved = f->flaw.kind == CVD_FLAW_ROLLBACK ||
	             f->flaw.kind == CVD_FLAW_FORK;

	return cvd_fail(err, moved ? CVD_E_CONFLICT : CVD_E_REFUSED,
	    "commit %.12s is not proven (%s): %s", f->commit,
	    cvd_flaw_names[f->flaw.kind], f->flaw.message);
}

static enum cvd_status
refuse(const struct cvd_verify_result *result, struct cvd_err *err)
{
	enum cvd_status rc = cvd_verify_refuse(result, err);

	if (rc == CVD_E_CONFLICT)
		cvd_err_hint(err, "ask the others which history is the right "
		                  "one; 'git reflog main' shows what was here");
	else
		cvd_err_hint(err,
		    "nothing is built on it: 'cvd verify' says more; 'git "
		    "reset --keep %.12s~' goes back to before it",
		    cvd_verify_worst(result)->commit);
	return rc;
}

enum cvd_status
cvd_verify_new(struct cvd_casebook *book, struct cvd_err *err)
{
	const struct cvd_verify verify = { .is_brief = true };
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_verify_result result;
	struct cvd_store *store = cvd_casebook_store(book);
	const char *head = cvd_store_head(store);
	const char *mark = NULL;
	bool is_new = true;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = find_mark(book, arena, &mark, err);
	if (rc == CVD_OK && mark != NULL && head != NULL)
		is_new = strcmp(mark, head) != 0 ||
		         cvd_store_overrides(store) != NULL;
	if (rc == CVD_OK && is_new) {
		rc = cvd_verify_run(book, &verify, arena, &result, err);
		if (rc == CVD_OK && !result.is_clean)
			rc = refuse(&result, err);
	}
	cvd_arena_free(arena);
	return rc;
}

/* The case file at a commit; empty where there is none. */
static enum cvd_status
read_case(struct cvd_store *store, const char *commit, const char *case_id,
    struct cvd_arena *arena, struct cvd_bytes *file, struct cvd_err *err)
{
	char path[CVD_CASE_PATH_TEXT];
	char blob[CVD_STORE_ID_TEXT];
	enum cvd_status rc;

	*file = (struct cvd_bytes){ "", 0 };
	cvd_case_path_text(case_id, path);
	rc = cvd_store_find_at(store, commit, path, blob, err);
	if (rc == CVD_E_NOT_FOUND)
		return CVD_OK;
	if (rc == CVD_OK)
		rc = cvd_store_read_blob(store, blob, CVD_MAX_FILE, arena,
		    &file->data, &file->size, err);
	return rc;
}

enum cvd_status
cvd_verify_proven(struct cvd_casebook *book, const char *case_id, long *events,
    struct cvd_err *err)
{
	struct cvd_store *store = cvd_casebook_store(book);
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_bytes proven, now;
	struct cvd_flaw flaw = { .kind = CVD_FLAW_NONE };
	const char *mark = NULL;
	size_t count = 0;
	enum cvd_status rc = cvd_arena_check(arena, err);

	*events = -1;
	if (rc == CVD_OK)
		rc = find_mark(book, arena, &mark, err);
	if (rc != CVD_OK || mark == NULL)
		goto out;
	rc = read_case(store, mark, case_id, arena, &proven, err);
	if (rc == CVD_OK)
		rc = read_case(store, cvd_store_head(store), case_id, arena,
		    &now, err);
	if (rc == CVD_OK)
		rc = cvd_case_change_append(proven, now, arena, &count, &flaw,
		    err);
	/* what was changed since is not what was proven */
	if (rc == CVD_E_FINDINGS && flaw.kind != CVD_FLAW_NO_EVENT)
		count = 0;
	if (rc == CVD_E_FINDINGS)
		rc = CVD_OK;
	if (rc == CVD_OK)
		*events = (long)count;
out:
	cvd_arena_free(arena);
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* What came from elsewhere and is not in the history here. */

#include "app/unseen.h"

#include "app/sync.h"
#include "core/lines.h"
#include "edge/git.h"
#include "edge/store.h"

static enum cvd_status
look(struct cvd_store *store, const char *ref, struct cvd_arena *arena,
    struct cvd_lines *refs, struct cvd_err *err)
{
	char commit[CVD_STORE_ID_TEXT];
	bool is = false;
	enum cvd_status rc;

	if (ref == NULL)
		return cvd_arena_check(arena, err);
	rc = cvd_store_ref(store, ref, commit, err);
	if (rc == CVD_E_NOT_FOUND)
		return CVD_OK;
	if (rc == CVD_OK)
		rc = cvd_store_is_ancestor(store, commit, cvd_store_head(store),
		    &is, err);
	return rc == CVD_OK && !is ? cvd_lines_add(refs, ref, arena, err) : rc;
}

enum cvd_status
cvd_unseen_find(struct cvd_casebook *book, struct cvd_arena *arena,
    struct cvd_lines *refs, struct cvd_err *err)
{
	struct cvd_store *store = cvd_casebook_store(book);
	const struct cvd_world *world = cvd_casebook_world(book);
	const char *work = cvd_store_work(store);
	const struct cvd_git git = {
		.path = world->path,
		.git_dir = cvd_store_git_dir(store),
		.folder = work != NULL ? work : cvd_store_git_dir(store),
	};
	struct cvd_lines found = { 0 };
	const char **names = NULL;
	size_t count = 0;
	enum cvd_status rc = cvd_git_remotes(&git, arena, &names, &count, err);

	for (size_t i = 0; i < count && rc == CVD_OK; i++) {
		rc = look(store,
		    cvd_arena_textf(arena, CVD_INCOMING_REF, names[i]), arena,
		    &found, err);
		if (rc == CVD_OK)
			rc = look(store,
			    cvd_arena_textf(arena, CVD_PROVEN_REF, names[i]),
			    arena, &found, err);
	}
	if (rc == CVD_OK)
		*refs = found;
	return rc;
}

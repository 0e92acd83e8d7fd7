/* SPDX-License-Identifier: EUPL-1.2 */

/* The rosters that a history is judged by, each read once. */

#include "app/verify_private.h"
#include "core/limits.h"
#include "edge/yaml.h"

#include <string.h>

static enum cvd_status
read_roster(struct verify_run *run, const char *blob,
    const struct cvd_roster **roster, struct cvd_flaw *flaw,
    struct cvd_err *err)
{
	const struct cvd_node *root;
	struct cvd_err why = { .status = CVD_OK };
	const char *bytes;
	size_t size;
	enum cvd_status rc = cvd_store_read_blob(run->store, blob, CVD_MAX_FILE,
	    run->arena, &bytes, &size, &why);

	if (rc == CVD_OK)
		rc = cvd_yaml_read(bytes, size, run->arena, &root, &why);
	if (rc == CVD_OK)
		rc = cvd_roster_load(root, run->arena, roster, &why);
	if (rc == CVD_E_SYNTAX || rc == CVD_E_INVALID)
		return cvd_flaw_found_err(flaw, CVD_FLAW_TEAM_FILE,
		    CVD_ROSTER_PATH, &why);
	if (rc != CVD_OK && err != NULL) {
		*err = why;
		cvd_err_prefix(err, CVD_ROSTER_PATH);
	}
	return rc;
}

enum cvd_status
verify_roster_at(struct verify_run *run, const char *tree,
    const struct cvd_roster **roster, char blob[CVD_OBJECT_ID_TEXT],
    struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct verify_roster *r = run->rosters;
	enum cvd_status rc = cvd_store_find_in_tree(run->store, tree,
	    CVD_ROSTER_PATH, blob, err);

	/* a link or a folder of that name is none */
	if (rc == CVD_E_NOT_FOUND || rc == CVD_E_CASEBOOK) {
		*roster = NULL;
		return CVD_OK;
	}
	if (rc != CVD_OK)
		return rc;
	while (r != NULL && strcmp(r->blob, blob) != 0)
		r = r->next;
	if (r == NULL) {
		r = cvd_arena_alloc(run->arena, 1, sizeof *r);
		if (r == NULL)
			return cvd_arena_check(run->arena, err);
		rc = read_roster(run, blob, &r->roster, flaw, err);
		if (rc != CVD_OK)
			return rc;
		(void)memcpy(r->blob, blob, sizeof r->blob);
		r->next = run->rosters;
		run->rosters = r;
	}
	*roster = r->roster;
	return CVD_OK;
}

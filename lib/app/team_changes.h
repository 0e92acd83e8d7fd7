/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_TEAM_CHANGES_H
#define CVD_APP_TEAM_CHANGES_H

#include "app/casebook.h"
#include "core/digest.h"
#include "core/finding.h"

#include <stddef.h>

/*
 * What a person has changed by hand in the files of the team (app/lint.h says
 * which these are), before it is committed. Cases are none of them.
 */

enum cvd_team_change_kind {
	CVD_TEAM_ADDED,
	CVD_TEAM_CHANGED,
	CVD_TEAM_REMOVED,
	CVD_TEAM_CHANGE_KINDS
};

extern const char *const cvd_team_change_names[];

struct cvd_team_changes {
	struct cvd_change *change;
	enum cvd_team_change_kind *kind; /* of each */
	size_t count;
};

/*
 * Adds what is different from HEAD in the work tree below a path: a file, a
 * folder or "." for all, from the top of the casebook. A file that is missing
 * from the work tree is to be removed. What is there already is not added
 * again, and what is the same not at all.
 *
 * Everything lives in the arena. Fails with CVD_E_REFUSED for a path that is
 * no file or folder of the team, CVD_E_NOT_FOUND for one that is neither there
 * nor at HEAD, and CVD_E_USAGE for one that leads out of the casebook, or for
 * any where there is no work tree.
 */
enum cvd_status cvd_team_changes_collect(struct cvd_casebook *book,
    const char *path, struct cvd_arena *arena, struct cvd_team_changes *changes,
    struct cvd_err *err);

/*
 * The same for bytes that are to stand at a path; NULL: it is to be removed.
 * The bytes must live in the arena. CVD_E_USAGE where the path is there
 * already.
 */
enum cvd_status cvd_team_changes_add(struct cvd_casebook *book,
    const char *path, const char *bytes, size_t size, struct cvd_arena *arena,
    struct cvd_team_changes *changes, struct cvd_err *err);

/* Told of each warning. */
typedef void cvd_team_told_fn(void *context, const char *path,
    const struct cvd_finding *finding);

/*
 * Whether the member may make these changes, by the roster at HEAD, and
 * whether the casebook is whole afterwards: each file is what it is for, what
 * others speak of is there, keys are those in their names and hold those that
 * sign, the roster counts on and forgets no retired key.
 *
 * Fails with CVD_E_REFUSED for what is not the member's to change, or must
 * stay; CVD_E_INVALID with path, line and column of the first error, and how
 * many more there are as the hint.
 */
enum cvd_status cvd_team_changes_check(struct cvd_casebook *book,
    const struct cvd_member *member, const struct cvd_team_changes *changes,
    struct cvd_arena *arena, cvd_team_told_fn *told, void *context,
    struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_CUTOFF_H
#define CVD_APP_CUTOFF_H

#include "app/casebook.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * What a key signed after the last commit that it counts for. A signature is
 * taken to be of the key that it names: whether it holds is not asked here.
 */

#define CVD_CUTOFF_COMMIT 41 /* of a commit's id, with the final NUL */

struct cvd_key_commit {
	const char *id;
	const char *case_id;     /* of the case it changes; NULL: none */
	struct cvd_lines events; /* ids of those that it added there */
};

struct cvd_key_commits {
	struct cvd_key_commit *item;
	size_t count;
};

/*
 * The commits of HEAD's history that are not in that of `since` and are
 * signed with one of these keys, by the exact fingerprints; later ones first.
 * Everything lives in the arena.
 */
enum cvd_status cvd_cutoff_find(struct cvd_casebook *book, const char *since,
    const struct cvd_lines *fingerprints, struct cvd_arena *arena,
    struct cvd_key_commits *commits, struct cvd_err *err);

/*
 * The same of one commit, which need not be of HEAD's history: *is says
 * whether one of these keys signed it, and only then `commit` is filled.
 * CVD_E_NOT_FOUND where there is no such commit.
 */
enum cvd_status cvd_cutoff_read(struct cvd_casebook *book, const char *id,
    const struct cvd_lines *fingerprints, struct cvd_arena *arena, bool *is,
    struct cvd_key_commit *commit, struct cvd_err *err);

#endif

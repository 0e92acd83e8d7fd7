/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_MERGE_PRIVATE_H
#define CVD_APP_MERGE_PRIVATE_H

#include "app/merge.h"
#include "core/case.h"
#include "core/path.h"
#include "core/replay.h"

/* What the files of the merge know of each other. */

/* A file as it was or is somewhere. */
struct merge_version {
	char blob[CVD_STORE_ID_TEXT]; /* empty: there is no file */
	const char *bytes;            /* NULL: not read yet, or stored */
	size_t size;
	bool is_unsettled; /* what it was is itself a conflict */
};

bool merge_version_is(const struct merge_version *a,
    const struct merge_version *b);

/* Two commits on their way into one. */
struct merge_run {
	struct cvd_store *store;
	struct cvd_arena *arena;
	const char *commit[2]; /* ours, theirs */
	const char *tree[2];
	const char **bases;
	size_t base_count;
	struct cvd_merge *merge;
};

/* A file that is not the same on both sides. */
struct merge_pair {
	struct cvd_path path;
	struct merge_version base; /* of the first of the bases */
	struct merge_version side[2];
};

/* merge.c: what a pair comes to, added to run->merge. */
enum cvd_status merge_add_file(struct merge_run *m, const struct merge_pair *p,
    const struct merge_version *merged, struct cvd_err *err);
enum cvd_status merge_add_conflict(struct merge_run *m,
    const struct merge_pair *p, enum cvd_merge_trouble trouble,
    const char *message, struct cvd_err *err);

/*
 * merge_advisory.c: the version that the last publication speaks of, once its
 * case is merged.
 */
enum cvd_status merge_advisory(struct merge_run *m, const struct merge_pair *p,
    struct cvd_err *err);

/* merge_file.c: files by what they mean. Failures are CVD_E_CONFLICT. */

/* The bytes of a version that exists. */
enum cvd_status merge_read(struct cvd_store *store,
    const struct merge_version *version, struct cvd_arena *arena,
    struct cvd_bytes *bytes, struct cvd_err *err);

/* A canonical case file; CVD_E_CASEBOOK for any other. */
enum cvd_status merge_load_case(const char *path, const struct cvd_bytes *file,
    struct cvd_arena *arena, struct cvd_case **c, struct cvd_err *err);

/*
 * Of three versions, of which the last two differ: the side that changed it,
 * and of rosters what both come to.
 */
enum cvd_status merge_three(struct cvd_store *store,
    const struct cvd_path *path, const struct merge_version *base,
    const struct merge_version *ours, const struct merge_version *theirs,
    struct cvd_arena *arena, struct merge_version *merged, struct cvd_err *err);

/* Of two versions of a case, told apart by *trouble where it fails. */
enum cvd_status merge_cases(const char *path, const struct cvd_bytes *ours,
    const struct cvd_bytes *theirs, struct cvd_arena *arena,
    struct merge_version *merged, enum cvd_merge_trouble *trouble,
    struct cvd_err *err);

/* merge_base.c: what a file was before two commits went their own ways. */
enum cvd_status merge_base(struct cvd_store *store, const struct cvd_path *path,
    const char *ours, const char *theirs, struct cvd_arena *arena,
    struct merge_version *base, struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * merge_time DIR OURS THEIRS: merges two commits of a casebook and throws the
 * result away. Says "MILLISECONDS FILES CONFLICTS": what the merging alone
 * took, once the casebook was open, and what came of it.
 */

#include "app/merge.h"
#include "core/arena.h"
#include "edge/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double
now_ms(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static enum cvd_status
measure(struct cvd_store *store, const char *ours, const char *theirs,
    struct cvd_arena *arena, struct cvd_err *err)
{
	struct cvd_merge merge = { 0 };
	double begin = now_ms();
	enum cvd_status rc = cvd_merge_commits(store, ours, theirs, arena,
	    &merge, err);

	if (rc == CVD_OK)
		(void)printf("%.2f %zu %zu\n", now_ms() - begin, merge.count,
		    merge.conflict_count);
	return rc;
}

int
main(int argc, char **argv)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_store *store = NULL;
	struct cvd_err err = { 0 };
	enum cvd_status rc = CVD_E_USAGE;

	if (argc != 4 || arena == NULL)
		(void)cvd_fail(&err, rc, "usage: merge_time DIR OURS THEIRS");
	else
		rc = cvd_store_open(argv[1], NULL, &store, &err);
	if (rc == CVD_OK)
		rc = measure(store, argv[2], argv[3], arena, &err);
	cvd_store_close(store);
	cvd_arena_free(arena);
	if (rc == CVD_OK)
		return EXIT_SUCCESS;
	(void)fprintf(stderr, "merge_time: %s\n", err.message);
	return EXIT_FAILURE;
}

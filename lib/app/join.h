/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_JOIN_H
#define CVD_APP_JOIN_H

#include "app/merge_setup.h"
#include "app/verify.h"

#include <stdbool.h>

/*
 * Joining a casebook that others keep: a copy of it in a new folder, believed
 * by nothing but what a lead has told by another way.
 *
 * It comes into quarantine, as what `cvd sync` fetches does. The branch `main`
 * begins, and files come, once all of it is proven; until then the folder has
 * nothing that anybody could take for a casebook.
 */

struct cvd_join {
	const char *url;
	const char *dir;          /* NULL: named as the URL ends */
	const char *introduction; /* a commit, and who signed it */
	const char *signer;
	/* A recent commit that it must have; NULL: none was told. */
	const char *checkpoint;
	bool bare;
	bool shows_progress; /* of the network */
	/* Told of a long verification, as by cvd_verify_run(). */
	void (*progress)(void *context, size_t done, size_t all);
	/* Told each line that git says on the way; NULL: nobody. */
	void (*heard)(void *context, const char *line);
	void *context;
};

/* What came of it. In the arena. */
struct cvd_joined {
	const char *dir;
	struct cvd_verify_result proof;
	const char *trust_path; /* where it was pinned */
	const char *driver;     /* what git merges cases by */
	struct cvd_merge_odds odds;
};

/*
 * Joins, and hands the casebook out, open for reading. A failure leaves
 * nothing: the folder is removed, or emptied where it was there before.
 *
 * CVD_E_USAGE for a URL, commit or fingerprint that is none, and a folder that
 * cannot be named; CVD_E_CONFLICT where the folder is not empty, the history
 * lacks the checkpoint, or what was proven on this machine before;
 * CVD_E_REFUSED where it is not proven, or another introduction is pinned;
 * CVD_E_CASEBOOK where there is no casebook, or not all of its history;
 * CVD_E_AGAIN where nothing could be fetched. Else as cvd_verify_run().
 */
enum cvd_status cvd_join_casebook(const struct cvd_join *join,
    const struct cvd_world *world, struct cvd_arena *arena,
    struct cvd_joined *joined, struct cvd_casebook **book, struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */

/* A commit that is stored, on its way to the branch, the index and files. */

#include "edge/store_private.h"

#include <assert.h>

enum cvd_status
cvd_store_land_begin(struct cvd_store *store, struct cvd_err *err)
{
	enum cvd_status status;

	assert(store->lock >= 0);
	/* a person's git asks nobody for our lock */
	status = cvd_store_refresh(store, err);
	if (status == CVD_OK)
		status = cvd_store_journal_finish(store, err);
	if (status == CVD_OK)
		status = cvd_store_branch_check(store, err);
	return status;
}

enum cvd_status
cvd_store_land_check(struct cvd_store *store,
    const struct cvd_store_moves *moves, struct cvd_err *err)
{
	enum cvd_status status;

	if (cvd_store_is_bare(store))
		return CVD_OK;
	status = cvd_store_index_check(store, moves, err);
	if (status == CVD_OK)
		status = cvd_store_work_check(store, moves, err);
	return status;
}

/* All that can still fail for want of space or by a person's doing. */
static enum cvd_status
prepare(struct cvd_store *store, const struct cvd_store_landing *landing,
    struct cvd_err *err)
{
	const struct cvd_store_moves *moves = landing->moves;
	enum cvd_status status;

	status = cvd_store_journal_write(store, moves, &landing->commit, err);
	if (status != CVD_OK)
		return status;
	cvd_store_done(store, "journal");
	status = cvd_store_work_stage(store, moves, err);
	if (status != CVD_OK)
		return status;
	cvd_store_done(store, "staged");
	/* a passphrase takes its time: what was true before may not be now */
	status = cvd_store_index_hold(store, err);
	if (status == CVD_OK)
		status = cvd_store_branch_check(store, err);
	if (status == CVD_OK)
		status = cvd_store_index_prepare(store, moves, true, err);
	if (status == CVD_OK)
		status = cvd_store_work_check(store, moves, err);
	if (status == CVD_OK)
		cvd_store_done(store, "index");
	return status;
}

static enum cvd_status
prepare_bare(struct cvd_store *store, const struct cvd_store_landing *landing,
    struct cvd_err *err)
{
	const struct cvd_store_moves none = { 0 };
	enum cvd_status status;

	status = cvd_store_journal_write(store, &none, &landing->commit, err);
	if (status == CVD_OK)
		cvd_store_done(store, "journal");
	return status;
}

void
cvd_store_land_undo(struct cvd_store *store,
    const struct cvd_store_moves *moves)
{
	bool clean = true;

	if (!cvd_store_is_bare(store)) {
		clean = cvd_store_work_unstage(store, moves);
		cvd_store_index_release(store);
	}
	/*
	 * One that stays names files that are as before; it does no harm, and
	 * lets the next writer tidy up.
	 */
	if (!clean || cvd_store_journal_drop(store, NULL) != CVD_OK)
		return;
}

/* The branch has moved; what fails from here on is finished by the journal. */
static enum cvd_status
follow(struct cvd_store *store, const struct cvd_store_moves *moves,
    struct cvd_err *err)
{
	enum cvd_status status = cvd_store_work_place(store, moves, err);

	if (status == CVD_OK)
		cvd_store_done(store, "files");
	if (status == CVD_OK)
		status = cvd_store_index_install(store, moves, err);
	if (status == CVD_OK)
		cvd_store_done(store, "installed");
	if (status == CVD_OK)
		status = cvd_store_journal_drop(store, err);
	if (status != CVD_OK)
		cvd_err_hint(err,
		    "the commit is made; the next cvd that writes finishes it");
	return status;
}

enum cvd_status
cvd_store_land(struct cvd_store *store, struct cvd_store_landing *landing,
    struct cvd_err *err)
{
	bool bare = cvd_store_is_bare(store);
	enum cvd_status status = bare ? prepare_bare(store, landing, err)
	                              : prepare(store, landing, err);

	if (status == CVD_OK)
		status = cvd_store_branch_move(store, landing, err);
	if (status != CVD_OK) {
		cvd_store_land_undo(store, landing->moves);
		return status;
	}
	landing->has_landed = true;
	cvd_store_done(store, "branch");
	status = bare ? cvd_store_journal_drop(store, err)
	              : follow(store, landing->moves, err);
	if (status == CVD_OK)
		status = cvd_store_refresh(store, err);
	return status;
}

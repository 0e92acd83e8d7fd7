/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_MERGE_H
#define CVD_APP_MERGE_H

#include "core/flaw.h"
#include "edge/store.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Merging two histories of a casebook: what the files come to. It depends on
 * the two commits alone, not on who asks nor on which side is whose, so that
 * two people who merge the same two make the same tree, and the verifier can
 * make it again and compare.
 *
 *	case file            the events of both (core/case_merge.h)
 *	attachment           by its name, which is the hash of what it holds
 *	advisory             the one that the last publication speaks of
 *	roster.yaml          core/roster_merge.h
 *	any other            the side that changed it; both: a conflict
 *
 * Where there are several best common ancestors (criss-cross merges), what a
 * file of the team was before is what these come to, merged in the same way,
 * as git's recursive strategy does.
 */

/* A file that is, once merged, not what it is in `ours` or in `theirs`. */
struct cvd_merge_file {
	const char *path;
	char ours[CVD_STORE_ID_TEXT]; /* the blob; empty: there is no file */
	char theirs[CVD_STORE_ID_TEXT];
	char merged[CVD_STORE_ID_TEXT];
	/* Of `merged`, where it is neither of the two; NULL otherwise. */
	const char *bytes;
	size_t size;
};

enum cvd_merge_trouble {
	CVD_MERGE_BOTH_CHANGED, /* a person says what it is to be */
	CVD_MERGE_TWO_CASES,    /* one id, given twice: no merge can hold it */
	CVD_MERGE_TAMPERED,     /* one event or attachment with two contents */
	CVD_MERGE_TOO_LARGE,
};

/* A file that cannot be merged, and why. */
struct cvd_merge_conflict {
	const char *path;
	enum cvd_merge_trouble trouble;
	const char *message; /* one line, lower case, no full stop */
	char ours[CVD_STORE_ID_TEXT];
	char theirs[CVD_STORE_ID_TEXT];
};

/* Both lists are in the order of paths; everything lives in the arena. */
struct cvd_merge {
	struct cvd_merge_file *files;
	size_t count;
	struct cvd_merge_conflict *conflicts;
	size_t conflict_count;
};

/*
 * Merges two commits. Conflicts are no failure. CVD_E_CONFLICT where the two
 * have nothing in common; CVD_E_CASEBOOK where a file of them cannot be read;
 * CVD_E_TOO_NEW for one of a later program.
 */
enum cvd_status cvd_merge_commits(struct cvd_store *store, const char *ours,
    const char *theirs, struct cvd_arena *arena, struct cvd_merge *merge,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The trailer Cvd-Content-SHA256 of a merge: over every file that is not what
 * it was on either side, in the order of paths, as core/digest.h frames them.
 * So it covers what came from either, and what was made of both.
 */
enum cvd_status cvd_merge_hash(struct cvd_store *store,
    const struct cvd_merge_file *files, size_t count, char sha256[65],
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * One file, for those who merge with git: what `path` comes to, of three
 * texts; NULL base where there is none. CVD_E_CONFLICT, with the reason,
 * where it is a person's to decide, and for every kind of file that cannot be
 * merged without the rest of the casebook.
 */
enum cvd_status cvd_merge_texts(const char *path, const struct cvd_bytes *base,
    const struct cvd_bytes *ours, const struct cvd_bytes *theirs,
    struct cvd_arena *arena, struct cvd_bytes *merged,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

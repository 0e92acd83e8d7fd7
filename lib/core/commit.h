/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_COMMIT_H
#define CVD_CORE_COMMIT_H

#include "core/arena.h"
#include "core/date.h"
#include "core/flaw.h"
#include "core/scan.h"

#include <stddef.h>

/*
 * A commit object of Git, split by our own strict rules. What libgit2 takes
 * out of an odd one can be authenticated although git itself calls it bad; so
 * everything odd is refused here:
 *
 * a NUL byte anywhere; more than CVD_MAX_COMMIT bytes; headers other than
 * tree, parent (none, one, or two different ones), author, committer,
 * encoding (UTF-8 alone) and gpgsig, in this order, each but parent once at
 * most; malformed ids, idents or times; a header that is continued, but for
 * gpgsig; bytes that are no UTF-8. mergetag and every other gpgsig-* are
 * among the refused.
 *
 * An id has 40 lower-case hexadecimal digits. A name is not empty, an address
 * may be; neither begins or ends with a blank or holds a control character. A
 * time has no leading zero and is no later than year 9999; its zone is below
 * 24 hours.
 *
 * Rule: gitformat-signature(5), git-fsck(1).
 */

#define CVD_OBJECT_ID_TEXT 41 /* lower-case hexadecimal, with the final NUL */

struct cvd_commit_ident {
	struct cvd_bytes name;
	struct cvd_bytes email;
	cvd_instant at;
};

struct cvd_commit {
	char tree[CVD_OBJECT_ID_TEXT];
	char parents[2][CVD_OBJECT_ID_TEXT];
	size_t parent_count;
	struct cvd_commit_ident author;
	struct cvd_commit_ident committer;
	struct cvd_bytes message; /* all behind the headers */
	/* Unfolded, so that it ends with a LF; data is NULL where unsigned. */
	struct cvd_bytes signature;
	/* What was signed: the object without the gpgsig header. */
	struct cvd_bytes signed_bytes;
};

/*
 * Splits the object. Spans point into `bytes`, or into the arena where
 * something had to be put together: the signature and what it signs, each in
 * one piece. CVD_E_FINDINGS with CVD_FLAW_MALFORMED, and what is odd;
 * CVD_E_NO_MEMORY. A commit without a signature is no failure.
 */
enum cvd_status cvd_commit_split(const void *bytes, size_t size,
    struct cvd_arena *arena, struct cvd_commit *commit, struct cvd_flaw *flaw,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The parents of an object that was refused, as far as its first lines name
 * them, two at most; how many. So what it stands on can be judged all the
 * same, and the first bad commit be found.
 */
size_t cvd_commit_parents(const void *bytes, size_t size,
    char parents[2][CVD_OBJECT_ID_TEXT]);

#endif

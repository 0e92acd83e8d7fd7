/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_SIGNING_H
#define CVD_APP_SIGNING_H

#include "app/casebook.h"
#include "core/buf.h"
#include "core/digest.h"

struct cvd_store_pick;

#define CVD_COMMIT_TEXT 41 /* of a commit's id, with the final NUL */

/*
 * One signed commit on top of HEAD, or the first of all. Whose signature it
 * is, is compared with the roster after it was made: CVD_E_CRYPTO when a key
 * signed that the roster does not list under the member. `fingerprints` are
 * the keys that may sign. `commit` gets the id (CVD_COMMIT_TEXT). Other
 * failures are cvd_store_commit()'s.
 */
enum cvd_status cvd_signing_commit(struct cvd_casebook *book,
    const struct cvd_lines *fingerprints, const struct cvd_change *changes,
    size_t count, const char *message, char *commit, struct cvd_err *err);

/* What becomes of HEAD and another history. */
struct cvd_signing_merge {
	const char *other;             /* its tip, the second parent */
	struct cvd_lines fingerprints; /* of the member, good on both sides */
	const struct cvd_change *changes;
	size_t count;
	const struct cvd_store_pick *picks;
	size_t pick_count;
};

/*
 * The signed merge of both, by a member: message and trailers with the hash
 * that is given. As cvd_signing_commit().
 */
enum cvd_status cvd_signing_commit_merge(struct cvd_casebook *book,
    const struct cvd_member *member, const struct cvd_signing_merge *merge,
    const char *sha256, char *commit, struct cvd_err *err);

/* What becomes of a ref below refs/cvd/, beside the history. */
struct cvd_signing_ref {
	const char *ref;
	const char *before; /* the commit that it names; NULL: there is none */
	const char *verb;   /* of the message: "keys: VERB" */
	const struct cvd_change *changes;
	size_t count;
	const struct cvd_store_pick *picks;
	size_t pick_count;
};

/*
 * The same signed by a member, as cvd_store_replace_ref() makes it, and fails.
 */
enum cvd_status cvd_signing_replace_ref(struct cvd_casebook *book,
    const struct cvd_member *member, const struct cvd_signing_ref *how,
    char *commit, struct cvd_err *err);

/* The message of a commit of team files, appended. */
enum cvd_status cvd_signing_message_team(const struct cvd_member *member,
    const char *verb, const struct cvd_change *changes, size_t count,
    struct cvd_buf *text, struct cvd_err *err);

/*
 * A commit of team files: message, trailers and hash from the verb, the
 * member and the changes.
 */
enum cvd_status cvd_signing_commit_team(struct cvd_casebook *book,
    const struct cvd_member *member, const char *verb,
    const struct cvd_change *changes, size_t count, char *commit,
    struct cvd_err *err);

#endif

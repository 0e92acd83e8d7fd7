/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_CASE_KEYS_H
#define CVD_APP_CASE_KEYS_H

#include "app/casebook.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The keys of cases: what their groups are sealed with (edge/gpg_seal.h), each
 * wrapped for the members (edge/wrap.h). A case has a key for persons and one
 * for the matter, under numbers from 1 on; a new pair is made when a member
 * has left. They lie outside of history, which forgets nothing, in
 *
 *	refs/cvd/keys    a commit without parents, signed by a member
 *	2026/4K/CVD-2026-4K7Q9XV/1.person.asc
 *	2026/4K/CVD-2026-4K7Q9XV/1.matter.asc
 *
 * and every change replaces the ref by one made from the whole old tree. It
 * carries no authority for `main`.
 *
 * With which number something was sealed is not said there: who opens it tries
 * those of the case from the greatest down. Something new is sealed with the
 * greatest.
 *
 * Before a key is opened and before anything is built on the ref, its commit
 * is proven: signed by a member by the roster at HEAD, which the caller has
 * proven before. Here, one that a member made who has left since counts too;
 * from elsewhere it does not, and of a stolen key neither. CVD_E_CRYPTO says
 * who it is, and what to do. All that writes needs a casebook that is open for
 * writing, and signs.
 */

#define CVD_CASE_KEYS_REF "refs/cvd/keys"
#define CVD_CASE_KEY_TEXT 45 /* 32 random bytes in base64, and the NUL */

enum cvd_case_key_kind {
	CVD_CASE_KEY_PERSON,
	CVD_CASE_KEY_MATTER,
	CVD_CASE_KEY_KINDS
};

extern const char *const cvd_case_key_names[];

struct cvd_case_keys;

/* Reads what the ref names now. `book` must outlive it. */
enum cvd_status cvd_case_keys_open(struct cvd_casebook *book,
    struct cvd_case_keys **keys, struct cvd_err *err) CVD_MUST_CHECK;

/* Overwrites the keys that were opened. NULL is nothing. */
void cvd_case_keys_close(struct cvd_case_keys *keys);

/*
 * Which numbers a case has of a kind, the greatest first, in the arena; none
 * is no failure. Needs no key and proves nothing.
 */
enum cvd_status cvd_case_keys_numbers(struct cvd_case_keys *keys,
    const char *case_id, enum cvd_case_key_kind kind, struct cvd_arena *arena,
    unsigned **numbers, size_t *count, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * A key as text, which lives until _close, in memory of edge/secret.h. Opened
 * once, then remembered. CVD_E_NOT_FOUND where there is no such key;
 * CVD_E_CRYPTO where it cannot be opened here: who could is named.
 */
enum cvd_status cvd_case_keys_get(struct cvd_case_keys *keys,
    const char *case_id, enum cvd_case_key_kind kind, unsigned number,
    const char **key, struct cvd_err *err) CVD_MUST_CHECK;

/* People who a key is wrapped for, by their primary keys. */
struct cvd_case_readers {
	const char *const *fingerprints;
	size_t count;
};

/*
 * Every lead and member by the roster at HEAD, no bot; in the arena.
 * CVD_E_CRYPTO where the key of one has expired, is revoked, missing or not
 * made for encryption: nobody is left out in silence.
 */
enum cvd_status cvd_case_keys_readers(struct cvd_case_keys *keys,
    struct cvd_arena *arena, struct cvd_case_readers *readers,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Makes a new pair of keys for each case, under the number that follows its
 * greatest, in one replacement of the ref. `above` holds for each case a number
 * that it must exceed, since keys up to it were forgotten; NULL: none. Before the event that is sealed
 * with them: keys that nothing is sealed with do no harm. They are remembered
 * as if they had been opened.
 */
enum cvd_status cvd_case_keys_make(struct cvd_case_keys *keys,
    const char *const *case_ids, const unsigned *above, size_t count,
    const struct cvd_case_readers *readers, struct cvd_err *err) CVD_MUST_CHECK;

/* Told how many cases are done; may be NULL. */
typedef void cvd_case_keys_told_fn(void *context, size_t done, size_t all);

/*
 * Wraps all keys of these cases for other readers, so that each case is for
 * the old ones or for the new ones as a whole. What is for exactly these
 * already stays. Up to CVD_CASE_KEYS_TOGETHER cases are one replacement of the
 * ref: where it fails or is killed, what was replaced before stays, and the
 * next call goes on from there. Who runs it must be able to open them.
 */
#define CVD_CASE_KEYS_TOGETHER 1000
enum cvd_status cvd_case_keys_rewrap(struct cvd_case_keys *keys,
    const char *const *case_ids, size_t count,
    const struct cvd_case_readers *readers, cvd_case_keys_told_fn *told,
    void *context, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * A case whose keys are to be no more, by an event in its history: those up to
 * a number. What was sealed after that has greater ones.
 */
#define CVD_CASE_KEY_MOST 9999u
struct cvd_case_forgotten {
	const char *case_id;
	unsigned up_to;
	bool matter_too; /* else its keys for persons alone */
};

/*
 * Drops the keys of these cases from the ref; of those that have none,
 * nothing. Objects of the repository that nothing names any more are for the
 * caller to prune.
 */
enum cvd_status cvd_case_keys_drop(struct cvd_case_keys *keys,
    const struct cvd_case_forgotten *forgotten, size_t count,
    struct cvd_err *err) CVD_MUST_CHECK;

/* What came of two versions of the ref. */
struct cvd_case_keys_union {
	bool has_changed; /* the ref names another commit here */
	bool is_ahead;    /* theirs lacks something, or has what is dropped */
};

/*
 * Makes the ref name all keys that it or the commit `theirs`, which is in the
 * repository, has, without those that are forgotten. Of two wraps of the same
 * key that of the newer commit is kept, by committer's time and then by id: so
 * every clone comes to the same. Where one version holds all there is, it is
 * taken as it is and nothing is signed. CVD_E_CRYPTO where theirs is not
 * proven, or holds anything but keys of cases; the ref is as before then.
 */
enum cvd_status cvd_case_keys_unite(struct cvd_case_keys *keys,
    const char *theirs, const struct cvd_case_forgotten *forgotten,
    size_t count, struct cvd_case_keys_union *result,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

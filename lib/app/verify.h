/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_VERIFY_H
#define CVD_APP_VERIFY_H

#include "app/casebook.h"
#include "core/flaw.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Proving a history: every commit from the introduction to the tip is taken
 * apart, its signature checked with the keys of the casebook alone, its signer
 * looked up in the roster of each of its parents, and what it changed judged
 * by executing it again. Nothing that a commit says of itself is believed.
 *
 * What was proven once is remembered below the git directory, bound to the
 * introduction, the program and its settings; retirements of keys act on what
 * is remembered too. Dates prove nothing: they are looked at for sanity.
 *
 * Rule: cvd-verify(1); the design follows the invariant of Guix' "git
 * authenticate" (Courtès, "Building a Secure Software Supply Chain with GNU
 * Guix", 2022) with cut-off commits for keys that were retired.
 */

/* What is judged, and by what. Texts are borrowed, NULL where not given. */
struct cvd_verify {
	const char *tip;          /* a commit; NULL: HEAD */
	const char *introduction; /* a commit and who signed it, instead of */
	const char *signer;       /* what is pinned */
	const char *checkpoint;   /* a commit whose past is taken as proven */
	/* What the tip must come from; NULL: what was proven here last. */
	const char *mark;
	/*
	 * A commit that was proven here and that the tip is to be merged with:
	 * keys that were retired on one side are judged on the other, too.
	 */
	const char *beside;
	bool full;     /* without what is remembered */
	bool is_trial; /* moves no mark, pins and remembers nothing */
	bool is_brief; /* people, cases and since are not asked for */
	/* Told now and then how far it has come; NULL: nobody. */
	void (*progress)(void *context, size_t done, size_t all);
	void *context;
};

/* Why a commit is not proven, or what somebody should look at. */
struct cvd_verify_finding {
	char commit[41]; /* the first bad one; the tip, of a history */
	struct cvd_flaw flaw;
};

struct cvd_verify_result {
	const struct cvd_verify_finding *findings;
	size_t count;
	bool is_clean; /* warnings at the most */
	char tip[41];
	char introduction[41];
	char signer[41];
	size_t commits; /* proven, from the introduction on */
	size_t judged;  /* of them, those that were not remembered */
	size_t people;  /* who signed them, by their keys */
	size_t cases;   /* at the tip; 0 where that is too odd to tell */
	size_t voided;  /* commits without authority (a stolen key) */
	cvd_instant
	    since;      /* CVD_INSTANT_NONE where the beginning is not here */
	bool is_pinned; /* the introduction was pinned by this run */
};

/*
 * Judges the history of a casebook. Everything in `result` lives in `arena`.
 * Findings are no failure. CVD_E_CASEBOOK where there is nothing to judge by:
 * no introduction, or a shallow repository without its checkpoint;
 * CVD_E_CRYPTO where gpg cannot be used; CVD_E_TOO_NEW for a file of a later
 * program; CVD_E_NOT_FOUND for a commit that is not there.
 */
enum cvd_status cvd_verify_run(struct cvd_casebook *book,
    const struct cvd_verify *verify, struct cvd_arena *arena,
    struct cvd_verify_result *result, struct cvd_err *err) CVD_MUST_CHECK;

/* The first finding that is no warning, of a result that is not clean. */
const struct cvd_verify_finding *cvd_verify_worst(
    const struct cvd_verify_result *result);

/*
 * Fails with it, of a result that is not clean: CVD_E_CONFLICT where history
 * was moved back or forked, CVD_E_REFUSED for any other. What to do about it is
 * the caller's to say.
 */
enum cvd_status cvd_verify_refuse(const struct cvd_verify_result *result,
    struct cvd_err *err);

/* A commit of a history that was proven. */
struct cvd_verify_commit {
	const char *id;
	const char *subject;
	const char *by;  /* the member who signed it */
	const char *key; /* with this one */
	cvd_instant at;  /* when it was committed */
};

/*
 * Tells of the commits that lead to `tip`, the oldest first: of those behind
 * `from` unless that is NULL, and those that changed a case unless `case_id`
 * is. To be asked of what is proven alone.
 */
typedef void cvd_verify_told_fn(void *context,
    const struct cvd_verify_commit *commit);
enum cvd_status cvd_verify_list(struct cvd_casebook *book, const char *from,
    const char *tip, const char *case_id, cvd_verify_told_fn *told,
    void *context, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The whole id of a commit as git understands a name of it: an id, the
 * beginning of one, a branch, HEAD~3. CVD_E_NOT_FOUND.
 */
enum cvd_status cvd_verify_resolve(struct cvd_casebook *book, const char *name,
    char commit[41], struct cvd_err *err) CVD_MUST_CHECK;

/*
 * For commands that write: proves what has come since the last time, which
 * costs next to nothing where nothing has. CVD_E_CONFLICT where history was
 * moved back or forked, and CVD_E_REFUSED for any other finding, with the first
 * one and what to do as the hint; else as cvd_verify_run().
 */
enum cvd_status cvd_verify_new(struct cvd_casebook *book,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * For commands that read: how many events of a case at HEAD were proven, from
 * its beginning; -1 where there is nothing to judge by. Runs no gpg.
 */
enum cvd_status cvd_verify_proven(struct cvd_casebook *book,
    const char *case_id, long *events, struct cvd_err *err) CVD_MUST_CHECK;

#endif

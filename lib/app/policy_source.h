/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_POLICY_SOURCE_H
#define CVD_APP_POLICY_SOURCE_H

#include "core/finding.h"
#include "core/policy_check.h"

#include "app/casebook.h"

/*
 * Where a policy can be read: in a casebook at HEAD, in the program, or in a
 * file that somebody is writing. For showing and checking them; what binds a
 * case is app/policies.h.
 */

enum cvd_policy_origin {
	CVD_ORIGIN_CASEBOOK,
	CVD_ORIGIN_SHIPPED,
	CVD_ORIGIN_FILE,
};

extern const char *const cvd_policy_origin_names[];

struct cvd_policy_source {
	enum cvd_policy_origin origin;
	const char *name; /* its id, or the path of the file */
	const char *bytes;
	size_t size;
};

/*
 * Finds a policy: a reference with a '/' or that ends in .yaml is a file; any
 * other is the id of one of the casebook's, then of a shipped one. `book` may
 * be NULL. CVD_E_NOT_FOUND where there is none, CVD_E_INVALID for a file
 * beyond CVD_MAX_FILE, CVD_E_IO.
 */
enum cvd_status cvd_policy_source_find(struct cvd_casebook *book,
    const char *ref, struct cvd_arena *arena, struct cvd_policy_source *source,
    struct cvd_err *err);

/*
 * The casebook's policies by id, then the shipped ones that it has no copy of
 * (struct cvd_policy_source). `book` may be NULL.
 */
enum cvd_status cvd_policy_source_list(struct cvd_casebook *book,
    struct cvd_arena *arena, struct cvd_items *sources, struct cvd_err *err);

/*
 * The policy, with what it `extends` taken in. Fails as reading, adopting and
 * loading one do, with line and column and without the name.
 */
enum cvd_status cvd_policy_source_load(const struct cvd_policy_source *source,
    struct cvd_arena *arena, const struct cvd_policy **policy,
    struct cvd_err *err);

/*
 * Adds what is found in it, also that it cannot be loaded. A policy of the
 * casebook has to find its calendar there, another one there or among those
 * shipped. `tzdir` is where time zones are; NULL: the system's.
 */
enum cvd_status cvd_policy_source_check(struct cvd_casebook *book,
    const struct cvd_policy_source *source, enum cvd_profile profile,
    const char *tzdir, struct cvd_findings *findings, struct cvd_err *err);

#endif

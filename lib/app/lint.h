/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_LINT_H
#define CVD_APP_LINT_H

#include "core/finding.h"
#include "core/policy_check.h"

/*
 * Whether the files of a team that people edit by hand are what the program
 * will read: cvd.yaml, roster.yaml, policies/ID.yaml, calendars/ID.yaml,
 * contacts/ID.yaml, templates/LANG/LETTER.txt, keys/FINGERPRINT.asc.
 */

/* Whether the casebook has, or is about to have, a file at this path. */
typedef bool cvd_lint_has_fn(void *context, const char *path);

struct cvd_lint {
	enum cvd_profile profile;
	const char *tzdir; /* where time zones are; NULL: the system's */
	cvd_lint_has_fn
	    *has; /* NULL: files that are spoken of count as there */
	void *context;
};

/*
 * Adds what is found in a file of the casebook. A path that is none of those
 * above is found, too. Fails for want of memory alone.
 */
enum cvd_status cvd_lint_file(const struct cvd_lint *lint, const char *path,
    const char *bytes, size_t size, struct cvd_findings *findings,
    struct cvd_err *err);

/*
 * Adds what is found in a policy, whole (app/adopt.h), that need not be a file
 * of the casebook. Fails likewise.
 */
enum cvd_status cvd_lint_policy(const struct cvd_lint *lint,
    const struct cvd_node *root, struct cvd_findings *findings,
    struct cvd_err *err);

#endif

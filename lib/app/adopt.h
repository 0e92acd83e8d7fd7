/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_ADOPT_H
#define CVD_APP_ADOPT_H

#include "app/shipped.h"
#include "core/fields.h"

/*
 * How a shipped policy becomes a casebook's own: a copy that is whole, so that
 * one blob is all that a case has to pin, with the numbers filled in that the
 * source leaves to each organisation (CCB brochure on the CVDP, October 2020:
 * "Bepaal op voorhand de antwoordtermijnen").
 *
 * Terms are given as NAME=AMOUNT with a unit: h hours, d calendar days, wd
 * working days, w weeks of 7 calendar days, m months, y years: "ack=3wd",
 * "fix=90d", "update=2w". One term fills all policies that leave that name
 * open; a number that a policy gives stands.
 */

/* A file of the casebook to be. */
struct cvd_adopted {
	const char *path; /* policies/ID.yaml, calendars/ID.yaml */
	const char *bytes;
	size_t size;
};

/*
 * The names of the terms that these policies leave open, must have, and that
 * `terms` does not give; each once, in the order of the policies. Policies
 * for reference and those of another role than a desk's need no number.
 *
 * Fails with CVD_E_NOT_FOUND for a policy that is not shipped; CVD_E_USAGE
 * for one named twice, a term that is not written as above or given twice,
 * and one that no policy leaves open: the message names those that are.
 */
enum cvd_status cvd_adopt_open_terms(const struct cvd_lines *ids,
    const struct cvd_lines *terms, struct cvd_arena *arena,
    struct cvd_lines *open, struct cvd_err *err);

/*
 * The files (struct cvd_adopted) of these policies and of the calendars they
 * count on, each once, in canonical YAML. A template whose terms are all given
 * becomes active. Fails likewise, and with CVD_E_USAGE where terms are still
 * open: the message names all.
 */
enum cvd_status cvd_adopt_policies(const struct cvd_lines *ids,
    const struct cvd_lines *terms, struct cvd_arena *arena,
    struct cvd_items *files, struct cvd_err *err);

/*
 * A policy or calendar with what it `extends` taken in from the shipped ones:
 * the keys of a policy win over those of its parent; a calendar adds to the
 * lists of its own. What extends nothing is given as it is. Fails with
 * CVD_E_INVALID, line and column, for a parent that is not shipped.
 */
enum cvd_status cvd_adopt_whole(enum cvd_shipped_kind kind,
    const struct cvd_node *root, struct cvd_arena *arena,
    const struct cvd_node **whole, struct cvd_err *err);

#endif

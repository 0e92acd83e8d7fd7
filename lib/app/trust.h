/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_TRUST_H
#define CVD_APP_TRUST_H

#include "app/casebook.h"

/*
 * What this person trusts of a casebook, outside of it:
 * $XDG_CONFIG_HOME/cvd/trust/<casebook id>.yaml, 0600. The id only selects
 * the file: a forged one finds no pin.
 */

struct cvd_trust {
	const char *commit; /* the introduction: the first commit */
	const char *signer; /* who signed it, 40 hexadecimal digits */
};

/*
 * Makes the folder of pins, so that a pin can be written later. Fails with
 * CVD_E_USAGE where the person has no home folder, and CVD_E_IO.
 */
enum cvd_status cvd_trust_prepare(const struct cvd_world *world,
    struct cvd_arena *arena, struct cvd_err *err);

/* Writes the pin of a casebook, and its path to `path` in the arena. */
enum cvd_status cvd_trust_write(const struct cvd_world *world,
    const char *casebook_id, const struct cvd_trust *trust,
    struct cvd_arena *arena, const char **path, struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_TRUST_H
#define CVD_APP_TRUST_H

#include "app/casebook.h"
#include "core/fields.h"

/*
 * What this person trusts of a casebook, outside of it:
 * $XDG_CONFIG_HOME/cvd/trust/<casebook id>.yaml, 0600. The id only selects
 * the file: a forged one finds no pin.
 *
 * The introduction is where trust begins: a commit and who signed it. The
 * mark is the last tip that was proven here, below which history never goes
 * again. Keys can be distrusted by hand where the casebook does not say so.
 * A checkpoint is a commit whose past somebody else has proven.
 */

struct cvd_introduced {
	const char *commit; /* 40 lower-case hexadecimal digits */
	const char *signer; /* of the key that signed it, 40 upper-case ones */
};

struct cvd_mark {
	const char *ref; /* refs/heads/main */
	const char *commit;
};

struct cvd_distrust {
	const char *key;
	const char *good_until; /* a commit */
};

struct cvd_trust {
	const char *schema;
	const struct cvd_introduced *introduction;
	struct cvd_items high_water;  /* struct cvd_mark */
	struct cvd_items distrust;    /* struct cvd_distrust */
	struct cvd_lines checkpoints; /* commits */
};

/*
 * Makes the folder of pins, so that a pin can be written later. Fails with
 * CVD_E_USAGE where the person has no home folder, and CVD_E_IO.
 */
enum cvd_status cvd_trust_prepare(const struct cvd_world *world,
    struct cvd_arena *arena, struct cvd_err *err);

/* Where that of a casebook is, in the arena. */
enum cvd_status cvd_trust_path(const struct cvd_world *world,
    const char *casebook_id, struct cvd_arena *arena, const char **file,
    struct cvd_err *err);

/*
 * Reads what is trusted of a casebook. CVD_E_NOT_FOUND where nothing is;
 * CVD_E_CASEBOOK where the file cannot be believed: it is not the person's
 * own, or others may read or write it, or it is malformed.
 */
enum cvd_status cvd_trust_read(const struct cvd_world *world,
    const char *casebook_id, struct cvd_arena *arena,
    const struct cvd_trust **trust, struct cvd_err *err);

/* Writes it, and its path to `path` in the arena, unless that is NULL. */
enum cvd_status cvd_trust_write(const struct cvd_world *world,
    const char *casebook_id, const struct cvd_trust *trust,
    struct cvd_arena *arena, const char **path, struct cvd_err *err);

/*
 * Makes a commit the mark of a ref, wherever that was: for a history that was
 * begun anew, and for nothing else; the verifier moves it forward. Fails as
 * reading and writing do.
 */
enum cvd_status cvd_trust_set_mark(const struct cvd_world *world,
    const char *casebook_id, const char *ref, const char *commit,
    struct cvd_arena *arena, struct cvd_err *err);

/* The mark of a ref, or NULL. */
const char *cvd_trust_mark(const struct cvd_trust *trust, const char *ref);

#endif

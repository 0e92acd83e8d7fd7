/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_INIT_H
#define CVD_APP_INIT_H

#include "app/casebook.h"

/*
 * Making a casebook: a repository whose first commit says whose it is, who
 * may sign, and by which policies and calendars it works.
 */

struct cvd_init {
	const char *dir;
	bool bare;
	const char *name;           /* the team's */
	const char *desk;           /* NULL: from the name */
	int role;                   /* enum cvd_team_role; NONE: desk */
	const char *as;             /* the member; NULL: from git's user.name */
	struct cvd_lines policies;  /* ids of shipped policies */
	struct cvd_lines languages; /* empty: nl, en */
	const char *timezone;       /* NULL: the first policy's */
	const char *from;
	struct cvd_lines terms; /* CLOCK=TERM, or POLICY.CLOCK=TERM */
};

/* What a newcomer needs to be told, and where it was pinned. In the arena. */
struct cvd_introduction {
	const char *id; /* of the casebook */
	const char *commit;
	const char *signer;
	const char *trust_path;
	const char *member;
};

/*
 * The terms that the policies leave open and `terms` does not give, as
 * CLOCK or POLICY.CLOCK; in the arena. CVD_E_NOT_FOUND for a policy that is
 * not shipped, CVD_E_USAGE for a term that no policy has.
 */
enum cvd_status cvd_init_open_terms(const struct cvd_init *init,
    struct cvd_arena *arena, struct cvd_lines *open, struct cvd_err *err);

/*
 * Makes the casebook. Everything is checked before anything is made: the
 * values, the key, a probe signature whose subkey the roster lists. Fails
 * with CVD_E_CONFLICT where there is a casebook or a history already; a
 * failure leaves no casebook behind.
 */
enum cvd_status cvd_init_casebook(const struct cvd_init *init,
    const struct cvd_world *world, struct cvd_arena *arena,
    struct cvd_introduction *introduction, struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_INIT_H
#define CVD_APP_INIT_H

#include "app/casebook.h"
#include "core/digest.h"

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
	bool dry_run;           /* check and put together, make nothing */
	struct cvd_lines terms; /* NAME=AMOUNT, as app/adopt.h has it */
};

/*
 * What a newcomer needs to be told, and where it was pinned. In the arena.
 * Without a commit, what would be made.
 */
struct cvd_introduction {
	const struct cvd_change *files; /* of the first commit */
	size_t file_count;
	const char *id; /* of the casebook */
	const char *commit;
	const char *signer;
	const char *trust_path;
	const char *member;
};

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

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_ENVIRONMENT_H
#define CVD_CMD_ENVIRONMENT_H

#include "app/casebook.h"
#include "chance.h"
#include "core/status.h"

/*
 * What cvd takes from the environment, read once by main(). Nothing else
 * reads it; it must not be copied, for the world points into it. A variable that is not set, or empty, is NULL. The texts are the
 * process's own and live as long as it does.
 */
struct environment {
	struct cvd_world world; /* what lib/ is handed */
	struct chance chance;   /* the world's random source */
	char terminal[128];     /* its name, where GPG_TTY has none */
	const char *casebook;   /* CVD_CASEBOOK */
	const char *now;        /* CVD_NOW, only with CVD_TESTING=1 */
	const char *seed;       /* CVD_SEED, likewise */
	const char *git_pager;
	const char *pager;
	const char *less;
	const char *term;
	const char *no_color;
	const char *clicolor_force;
};

/* Fills all but the world's instant and whether somebody can be asked. */
void environment_read(struct environment *env);

/*
 * Takes the instant that is now into the world: of the clock, or CVD_NOW
 * (RFC 3339). CVD_E_USAGE where that does not parse, CVD_E_INTERNAL where the
 * clock cannot be read or stands outside the range of core/date.h.
 */
enum cvd_status environment_take_now(struct environment *env,
    struct cvd_err *err);

#endif

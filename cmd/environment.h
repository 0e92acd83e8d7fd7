/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_ENVIRONMENT_H
#define CVD_CMD_ENVIRONMENT_H

#include "core/date.h"
#include "core/status.h"

#include <stdbool.h>

/*
 * What cvd takes from the environment, read once by main(). Nothing else
 * reads it. A variable that is not set, or empty, is NULL. The texts are the
 * process's own and live as long as it does.
 */
struct environment {
	const char *casebook; /* CVD_CASEBOOK */
	const char *now;      /* CVD_NOW, only with CVD_TESTING=1 */
	const char *seed;     /* CVD_SEED, likewise */
	const char *home;
	const char *path;
	const char *xdg_config_home;
	const char *tzdir;
	const char *gnupghome;
	const char *git_dir;
	const char *git_config_global;
	const char *git_config_nosystem;
	const char *git_author_name;
	const char *git_author_email;
	const char *git_committer_name;
	const char *git_committer_email;
	const char *git_pager;
	const char *pager;
	const char *less;
	const char *term;
	const char *no_color;
	const char *clicolor_force;
};

void environment_read(struct environment *env);

/*
 * The instant that is now: of the clock, or CVD_NOW (RFC 3339). CVD_E_USAGE
 * where that does not parse, CVD_E_INTERNAL where the clock cannot be read or
 * stands outside the range of core/date.h.
 */
enum cvd_status environment_now(const struct environment *env, cvd_instant *now,
    struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_MERGE_SETUP_H
#define CVD_APP_MERGE_SETUP_H

#include "app/casebook.h"

#include <stddef.h>

/*
 * What git is told of a clone, so that people who merge with git merge cases
 * and the roster by what they mean: the driver that .gitattributes names. It
 * stands in the clone's own configuration, which nobody copies along.
 *
 * Rule: "Defining a custom merge driver" in gitattributes(5).
 */

#define CVD_MERGE_DRIVER_SETTING "merge.cvd.driver"

/*
 * The command that the driver is, as git hands it to a shell: "cvd
 * merge-file %O %A %B %P", with the path of this program where PATH has no
 * program of that name, or another one. In the arena.
 */
enum cvd_status cvd_merge_setup_command(const struct cvd_world *world,
    struct cvd_arena *arena, const char **command, struct cvd_err *err);

/* Sets the driver. CVD_E_IO. */
enum cvd_status cvd_merge_setup_driver(struct cvd_store *store,
    const char *command, struct cvd_err *err);

/* What a person's own attributes make of files of a casebook. */
struct cvd_merge_odd {
	const char *what; /* "cases/", "roster.yaml" */
	const char *attribute;
	const char *is;
	const char *wanted;
};

struct cvd_merge_odds {
	struct cvd_merge_odd *item;
	size_t count;
};

/*
 * Which files git would merge by other rules, or change the line ends of,
 * whatever .gitattributes says. None where there is no work tree, since
 * nothing is merged there. In the arena.
 */
enum cvd_status cvd_merge_setup_check(struct cvd_store *store,
    const struct cvd_world *world, struct cvd_arena *arena,
    struct cvd_merge_odds *odds, struct cvd_err *err);

#endif

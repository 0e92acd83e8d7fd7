/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_TEAM_H
#define CVD_CORE_TEAM_H

#include "core/fields.h"

/*
 * cvd.yaml: whose casebook this is, and by what it works.
 */

#define CVD_TEAM_SCHEMA "cvd-casebook/1"
#define CVD_TEAM_PATH   "cvd.yaml"

enum cvd_team_role {
	CVD_TEAM_NONE,
	CVD_TEAM_DESK,         /* receives reports */
	CVD_TEAM_FINDER,       /* reports to others */
	CVD_TEAM_INTERMEDIARY, /* brings the two together */
};

extern const char *const cvd_team_role_names[];

struct cvd_team {
	const char *schema;
	const char *id;             /* 128 random bits, as an event's */
	const char *name;           /* in whose name letters speak */
	const char *desk;           /* a slug, for statistics by desk */
	int role;                   /* enum cvd_team_role */
	struct cvd_lines policies;  /* ids; the first leads */
	struct cvd_lines languages; /* of letters; the first is the default */
	const char *timezone;       /* in which instants are shown and read */
	const char *from;           /* mail address of letters, or NULL */
};

extern const struct cvd_shape cvd_team_shape;

/*
 * From its tree. Fails with CVD_E_INVALID, line and column; CVD_E_TOO_OLD and
 * CVD_E_TOO_NEW for another schema.
 */
enum cvd_status cvd_team_load(const struct cvd_node *root,
    struct cvd_arena *arena, const struct cvd_team **team, struct cvd_err *err);

#endif

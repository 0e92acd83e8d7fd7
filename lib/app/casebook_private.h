/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_CASEBOOK_PRIVATE_H
#define CVD_APP_CASEBOOK_PRIVATE_H

#include "app/casebook.h"
#include "core/policy.h"

/* The inside of an open casebook, for the files of app/ that keep it. */

/* Documents read once, by git's blob id; zones by name. */
struct cached {
	struct cached *next;
	const char *key;
	const char *sha256; /* of a policy's or calendar's bytes */
	const void *value;
};

struct cvd_casebook {
	struct cvd_arena *arena;
	const struct cvd_world *world;
	struct cvd_store *store;
	struct cvd_keyring *keyring;
	bool locked;
	const struct cvd_team *team;
	const struct cvd_roster *roster;
	const struct cvd_zone *zone;
	const struct cvd_member *member; /* NULL until asked for */
	struct cached *policies;
	struct cached *calendars;
	struct cached *zones;
};

const struct cached *cached_find(const struct cached *list, const char *key);
enum cvd_status cached_add(struct cvd_casebook *book, struct cached **list,
    const char *key, const char *sha256, const void *value,
    struct cvd_err *err);

#endif

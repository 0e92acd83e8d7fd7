/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_CASEBOOK_H
#define CVD_APP_CASEBOOK_H

#include "core/date.h"
#include "core/roster.h"
#include "core/team.h"
#include "core/zone.h"

#include <stdbool.h>

/*
 * An open casebook: the store, who the team is and who may sign, and what the
 * person's machine brings along. Reading is from HEAD's objects.
 */

struct cvd_casebook;
struct cvd_keyring;
struct cvd_store;

/* Fills so many random bytes, or fails with CVD_E_IO. */
typedef enum cvd_status cvd_random_fn(void *context, void *bytes, size_t size,
    struct cvd_err *err);

/* What main() knows of the world. Texts are borrowed and may be NULL. */
struct cvd_world {
	const char *home;
	const char *path;
	const char *xdg_config_home;
	const char *tzdir;
	const char *gnupghome;
	const char *git_dir;
	const char *git_config_global;
	bool git_config_nosystem;
	const char *author_name;
	const char *author_email;
	const char *committer_name;
	const char *committer_email;
	const char *tty;  /* the terminal's name, for pinentry */
	bool interactive; /* somebody can be asked */
	cvd_instant now;  /* one instant for the whole run */
	cvd_instant (*read_now)(void *context); /* the clock again */
	void *now_context;
	cvd_random_fn *random;
	void *random_context;
	unsigned gpg_seconds; /* that a run of gpg may take; 0: long enough */
};

/* What a casebook is opened for. */
enum cvd_casebook_use {
	CVD_CASEBOOK_READ,
	CVD_CASEBOOK_WRITE,
	CVD_CASEBOOK_JUDGE, /* its history, be team, roster and zone unreadable:
	                       then they are NULL */
};

/*
 * Opens the casebook at `dir`, or around the current folder when it is NULL.
 * `world` must outlive it. For writing, the lock is taken (ten seconds of
 * patience at a terminal, none elsewhere: CVD_E_AGAIN) and what a killed run
 * left half done is finished. Fails with CVD_E_CASEBOOK where this is none,
 * CVD_E_TOO_NEW where it is a later program's.
 */
enum cvd_status cvd_casebook_open(const char *dir,
    const struct cvd_world *world, enum cvd_casebook_use use,
    struct cvd_casebook **book, struct cvd_err *err);
void cvd_casebook_close(struct cvd_casebook *book);

/* Whether it is open for writing. */
bool cvd_casebook_is_locked(const struct cvd_casebook *book);

const struct cvd_team *cvd_casebook_team(const struct cvd_casebook *book);
const struct cvd_roster *cvd_casebook_roster(const struct cvd_casebook *book);
/* The team's, in which instants are shown and read. */
const struct cvd_zone *cvd_casebook_zone(const struct cvd_casebook *book);
const struct cvd_world *cvd_casebook_world(const struct cvd_casebook *book);
struct cvd_store *cvd_casebook_store(const struct cvd_casebook *book);
/* Lives as long as the casebook; for what is read once, as policies are. */
struct cvd_arena *cvd_casebook_arena(struct cvd_casebook *book);

/* The person's keyring, opened at the first call. */
enum cvd_status cvd_casebook_keyring(struct cvd_casebook *book,
    struct cvd_keyring **keyring, struct cvd_err *err);

/*
 * A setting of git-config, such as "cvd.pager", or NULL where it is not set
 * or cannot be read. Lives as long as the casebook.
 */
const char *cvd_casebook_setting(struct cvd_casebook *book, const char *name);

/*
 * The member who signs on this machine. Fails with CVD_E_CRYPTO without a
 * usable key and with CVD_E_REFUSED when its owner is not in the roster.
 */
enum cvd_status cvd_casebook_member(struct cvd_casebook *book,
    const struct cvd_member **member, struct cvd_err *err);

/* A new random identifier of 128 bits, as events have. */
enum cvd_status cvd_casebook_new_id(struct cvd_casebook *book, char *id,
    struct cvd_err *err);

/* A zone by name, read once. CVD_E_NOT_FOUND. */
enum cvd_status cvd_casebook_find_zone(struct cvd_casebook *book,
    const char *name, const struct cvd_zone **zone, struct cvd_err *err);

#endif

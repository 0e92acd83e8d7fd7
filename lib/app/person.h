/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_PERSON_H
#define CVD_APP_PERSON_H

#include "app/casebook.h"

/*
 * The person at the keyboard, as git knows them: name and mail address of
 * their commits, and the key that signs them.
 */

struct cvd_person_ident {
	const char *name;
	const char *email;
};

/*
 * Who commits: GIT_COMMITTER_*, else GIT_AUTHOR_*, else git-config user.name
 * and user.email. Fails with CVD_E_USAGE and how to set them. Texts live in
 * the arena, or are the world's.
 */
enum cvd_status cvd_person_ident(struct cvd_store *store,
    const struct cvd_world *world, struct cvd_arena *arena,
    struct cvd_person_ident *ident, struct cvd_err *err);

/* The keyring as git-config asks for it: user.signingkey, gpg.program … */
enum cvd_status cvd_person_keyring(struct cvd_store *store,
    const struct cvd_world *world, struct cvd_keyring **keyring,
    struct cvd_err *err);

#endif

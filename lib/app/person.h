/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_PERSON_H
#define CVD_APP_PERSON_H

#include "app/casebook.h"

/*
 * The person at the keyboard, as git knows them: name and mail address of
 * their commits, and the key that signs them.
 */

struct cvd_git_env;
struct cvd_gitconfig;

struct cvd_person_ident {
	const char *name;
	const char *email;
};

/* What git takes from the environment, of the world's. */
struct cvd_git_env cvd_person_git_env(const struct cvd_world *world);

/*
 * Who commits: GIT_COMMITTER_*, else GIT_AUTHOR_*, else git-config user.name
 * and user.email. Fails with CVD_E_USAGE and how to set them. Texts live in
 * the arena, or are the world's.
 */
enum cvd_status cvd_person_ident(const struct cvd_gitconfig *config,
    const struct cvd_world *world, struct cvd_arena *arena,
    struct cvd_person_ident *ident, struct cvd_err *err);

/* The keyring as git-config asks for it: user.signingkey, gpg.program … */
enum cvd_status cvd_person_keyring(const struct cvd_gitconfig *config,
    const struct cvd_world *world, struct cvd_keyring **keyring,
    struct cvd_err *err);

#endif

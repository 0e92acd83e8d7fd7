/* SPDX-License-Identifier: EUPL-1.2 */

/* Who commits, and with which key, as git's configuration says. */

#include "app/person.h"

#include "edge/gitconfig.h"
#include "edge/keyring.h"

/* A key on a token may want a touch; where nobody is asked, nothing waits. */
#define SIGN_LIMIT_SECONDS 30u

static const char *
first_of(const char *a, const char *b, const char *c)
{
	return a != NULL ? a : b != NULL ? b : c;
}

struct cvd_git_env
cvd_person_git_env(const struct cvd_world *world)
{
	return (struct cvd_git_env){
		.git_dir = world->git_dir,
		.config_global = world->git_config_global,
		.config_nosystem = world->git_config_nosystem,
	};
}

enum cvd_status
cvd_person_ident(const struct cvd_gitconfig *config,
    const struct cvd_world *world, struct cvd_arena *arena,
    struct cvd_person_ident *ident, struct cvd_err *err)
{
	const char *name;
	const char *email;
	enum cvd_status rc;

	rc = cvd_gitconfig_text(config, "user.name", arena, &name, err);
	if (rc == CVD_OK)
		rc = cvd_gitconfig_text(config, "user.email", arena, &email,
		    err);
	if (rc != CVD_OK)
		return rc;
	name = first_of(world->committer_name, world->author_name, name);
	email = first_of(world->committer_email, world->author_email, email);
	if (name == NULL || email == NULL) {
		rc = cvd_fail(err, CVD_E_USAGE, "git does not know your %s",
		    name == NULL ? "name" : "mail address");
		cvd_err_hint(err, "git config --global user.%s '…'",
		    name == NULL ? "name" : "email");
		return rc;
	}
	*ident = (struct cvd_person_ident){ name, email };
	return CVD_OK;
}

enum cvd_status
cvd_person_keyring(const struct cvd_gitconfig *config,
    const struct cvd_world *world, struct cvd_keyring **keyring,
    struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_keyring_setup setup = {
		.path = world->path,
		.home = world->gnupghome,
		.terminal = world->tty,
		.interactive = world->interactive,
		.limit_seconds = SIGN_LIMIT_SECONDS,
	};
	struct {
		const char *key;
		const char **value;
	} wanted[] = {
		{ "gpg.program", &setup.program },
		{ "gpg.openpgp.program", &setup.program },
		{ "gpg.format", &setup.format },
		{ "user.signingkey", &setup.signing_key },
	};
	struct cvd_person_ident ident;
	enum cvd_status rc = cvd_arena_check(arena, err);

	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0] && rc == CVD_OK;
	     i++) {
		const char *value = NULL;

		rc = cvd_gitconfig_text(config, wanted[i].key, arena, &value,
		    err);
		if (value != NULL)
			*wanted[i].value = value;
	}
	if (rc == CVD_OK && setup.signing_key == NULL) {
		rc = cvd_person_ident(config, world, arena, &ident, err);
		if (rc == CVD_OK)
			setup.committer = cvd_arena_textf(arena, "%s <%s>",
			    ident.name, ident.email);
		/* Who only reads keys needs no name. */
		if (rc == CVD_E_USAGE)
			rc = CVD_OK;
	}
	if (rc == CVD_OK)
		rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		rc = cvd_keyring_open(&setup, keyring, err);
	cvd_arena_free(arena);
	return rc;
}

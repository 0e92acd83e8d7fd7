/* SPDX-License-Identifier: EUPL-1.2 */

/* Which variables of the environment count. */

#include "environment.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *
get(const char *name)
{
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread exists */
	const char *value = getenv(name);

	return value == NULL || value[0] == '\0' ? NULL : value;
}

/* As git reads a variable that says yes or no. */
static bool
is_true(const char *value)
{
	static const char *const no[] = { "0", "false", "no", "off" };

	for (size_t i = 0; value != NULL && i < sizeof no / sizeof no[0]; i++)
		if (strcmp(value, no[i]) == 0)
			return false;
	return value != NULL;
}

void
environment_read(struct environment *env)
{
	const char *testing = get("CVD_TESTING");
	bool is_test = testing != NULL && strcmp(testing, "1") == 0;
	const char *seconds = is_test ? get("CVD_GPG_SECONDS") : NULL;

	*env = (struct environment){
		.world = {
			.home = get("HOME"),
			.path = get("PATH"),
			.xdg_config_home = get("XDG_CONFIG_HOME"),
			.tzdir = get("TZDIR"),
			.gnupghome = get("GNUPGHOME"),
			.git_dir = get("GIT_DIR"),
			.git_config_global = get("GIT_CONFIG_GLOBAL"),
			.git_config_nosystem = is_true(get("GIT_CONFIG_NOSYSTEM")),
			.author_name = get("GIT_AUTHOR_NAME"),
			.author_email = get("GIT_AUTHOR_EMAIL"),
			.committer_name = get("GIT_COMMITTER_NAME"),
			.committer_email = get("GIT_COMMITTER_EMAIL"),
			.tty = get("GPG_TTY"),
		},
		.casebook = get("CVD_CASEBOOK"),
		/* an audit must be able to rely on dates and identifiers */
		.now = is_test ? get("CVD_NOW") : NULL,
		.seed = is_test ? get("CVD_SEED") : NULL,
		.git_pager = get("GIT_PAGER"),
		.pager = get("PAGER"),
		.less = get("LESS"),
		.term = get("TERM"),
		.no_color = get("NO_COLOR"),
		.clicolor_force = get("CLICOLOR_FORCE"),
	};
	if (env->world.tty == NULL &&
	    ttyname_r(STDIN_FILENO, env->terminal, sizeof env->terminal) == 0)
		env->world.tty = env->terminal;
	env->chance = chance_from(env->seed);
	env->world.random = chance_fill;
	env->world.random_context = &env->chance;
	if (seconds != NULL)
		env->world.gpg_seconds = (unsigned)strtoul(seconds, NULL, 10);
}

/*
 * The clock, or the instant that a test gave. A clock that was readable at
 * the start and is not now gives that instant again.
 */
static cvd_instant
read_now(void *context)
{
	const struct environment *env = context;
	struct timespec clock;

	if (env->now != NULL || clock_gettime(CLOCK_REALTIME, &clock) != 0 ||
	    !cvd_instant_is_valid(clock.tv_sec))
		return env->world.now;
	return clock.tv_sec;
}

enum cvd_status
environment_take_now(struct environment *env, struct cvd_err *err)
{
	env->world.read_now = read_now;
	env->world.now_context = env;
	if (env->now != NULL) {
		if (cvd_instant_parse(env->now, &env->world.now, err) == CVD_OK)
			return CVD_OK;
		cvd_err_prefix(err, "CVD_NOW");
		return cvd_fail_as(err, CVD_E_USAGE);
	}
	env->world.now = CVD_INSTANT_MIN - 1;
	env->world.now = read_now(env);
	if (!cvd_instant_is_valid(env->world.now))
		return cvd_fail(err, CVD_E_INTERNAL, "the clock has no time");
	return CVD_OK;
}

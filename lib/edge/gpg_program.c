/* SPDX-License-Identifier: EUPL-1.2 */

/* Where gpg is. */

#include "edge/gpg_program.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

/* The first of that name in a list of folders, absolute; NULL where none. */
static const char *
search_path(struct cvd_arena *arena, const char *path, const char *name)
{
	while (path != NULL && *path != '\0') {
		size_t n = strcspn(path, ":");
		const char *found = cvd_arena_textf(arena, "%.*s/%s", (int)n,
		    path, name);

		/* a relative folder would make it depend on where one stands */
		if (n > 0 && *path == '/' && found != NULL && is_program(found))
			return found;
		path += n;
		if (*path == ':')
			path++;
	}
	return NULL;
}

/* The program of that name, absolute; NULL where there is none. */
static const char *
absolute(struct cvd_arena *arena, const char *path, const char *name)
{
	char here[PATH_MAX];

	if (strchr(name, '/') == NULL)
		return search_path(arena, path, name);
	if (!is_program(name))
		return NULL;
	if (name[0] == '/')
		return name;
	if (getcwd(here, sizeof here) == NULL)
		return NULL;
	return cvd_arena_textf(arena, "%s/%s", here, name);
}

enum cvd_status
cvd_gpg_program(const char *program, const char *path, struct cvd_arena *arena,
    const char **found, struct cvd_err *err)
{
	const char *name = program != NULL ? program : "gpg";
	const char *gpg = absolute(arena, path, name);
	enum cvd_status status = cvd_arena_check(arena, err);

	if (status != CVD_OK)
		return status;
	if (gpg != NULL) {
		*found = gpg;
		return CVD_OK;
	}
	(void)cvd_fail(err, CVD_E_CRYPTO, "there is no program '%.200s'", name);
	if (program == NULL)
		cvd_err_hint(err, "install GnuPG, or set git's gpg.program");
	else
		cvd_err_hint(err, "correct git's gpg.program");
	return CVD_E_CRYPTO;
}

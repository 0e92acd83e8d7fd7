/* SPDX-License-Identifier: EUPL-1.2 */

/* Where a program is. */

#include "edge/program.h"

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

const char *
cvd_program_find(struct cvd_arena *arena, const char *path, const char *name)
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

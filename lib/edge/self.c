/* SPDX-License-Identifier: EUPL-1.2 */

/* Which program we are. */

#include "edge/self.h"

#include "edge/program.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

enum cvd_status
cvd_self_find(const char *name, const char *path, struct cvd_arena *arena,
    const char **self, struct cvd_err *err)
{
	char file[PATH_MAX];
	ssize_t size = readlink("/proc/self/exe", file, sizeof file - 1);
	const char *named;
	struct stat ours, other;

	*self = NULL;
	if (size <= 0)
		return CVD_OK;
	file[size] = '\0';
	/* a program that was replaced while it runs has no path any more */
	if (stat(file, &ours) != 0)
		return CVD_OK;
	named = cvd_program_find(arena, path, name);
	if (named == NULL || stat(named, &other) != 0 ||
	    ours.st_dev != other.st_dev || ours.st_ino != other.st_ino)
		*self = cvd_arena_text(arena, file);
	return cvd_arena_check(arena, err);
}

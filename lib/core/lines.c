/* SPDX-License-Identifier: EUPL-1.2 */

/* Lists of texts. */

#include "core/lines.h"

#include <string.h>

bool
cvd_lines_has(const struct cvd_lines *lines, const char *text)
{
	for (size_t i = 0; i < lines->count; i++)
		if (strcmp(lines->item[i], text) == 0)
			return true;
	return false;
}

enum cvd_status
cvd_lines_add(struct cvd_lines *lines, const char *text,
    struct cvd_arena *arena, struct cvd_err *err)
{
	const char **item = cvd_arena_grow(arena, lines->item, lines->count,
	    sizeof *item);

	if (item == NULL || text == NULL)
		return cvd_arena_check(arena, err);
	lines->item = item;
	item[lines->count++] = text;
	return CVD_OK;
}

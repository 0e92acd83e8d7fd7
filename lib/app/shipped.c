/* SPDX-License-Identifier: EUPL-1.2 */

/* Finds what is compiled in. */

#include "app/shipped.h"

#include <string.h>

const struct cvd_shipped *
cvd_shipped_find(enum cvd_shipped_kind kind, const char *name)
{
	const struct cvd_shipped *file = NULL;

	while ((file = cvd_shipped_next(kind, file)) != NULL) {
		if (strcmp(file->name, name) == 0)
			return file;
	}
	return NULL;
}

const struct cvd_shipped *
cvd_shipped_next(enum cvd_shipped_kind kind, const struct cvd_shipped *after)
{
	const struct cvd_shipped *end = cvd_shipped_table + cvd_shipped_count;
	const struct cvd_shipped *file;

	file = after == NULL ? cvd_shipped_table : after + 1;
	while (file < end && file->kind != kind)
		file++;
	return file < end ? file : NULL;
}

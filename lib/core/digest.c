/* SPDX-License-Identifier: EUPL-1.2 */

/* How the changes of a commit are framed before they are hashed. */

#include "core/digest.h"

#include "core/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
by_path(const void *a, const void *b)
{
	const struct cvd_change *x = a;
	const struct cvd_change *y = b;

	/* strcmp compares as unsigned char: byte order, in every locale */
	return strcmp(x->path, y->path);
}

void
cvd_digest_frame_one(const struct cvd_change *change, cvd_digest_sink *sink,
    void *context)
{
	char length[24] = "-";

	if (change->bytes != NULL)
		(void)snprintf(length, sizeof length, "%zu", change->size);
	sink(context, change->path, strlen(change->path) + 1);
	sink(context, length, strlen(length) + 1);
	if (change->bytes != NULL && change->size != 0)
		sink(context, change->bytes, change->size);
}

static enum cvd_status
check(const struct cvd_change *sorted, size_t count, struct cvd_err *err)
{
	for (size_t i = 0; i < count; i++) {
		if (sorted[i].path[0] == '\0')
			return cvd_fail(err, CVD_E_INVALID,
			    "a change has no path");
		if (i > 0 && by_path(&sorted[i - 1], &sorted[i]) == 0)
			return cvd_fail(err, CVD_E_INVALID,
			    "'%s' is changed twice at once", sorted[i].path);
	}
	return CVD_OK;
}

enum cvd_status
cvd_digest_frame(const struct cvd_change *changes, size_t count,
    cvd_digest_sink *sink, void *context, struct cvd_err *err)
{
	struct cvd_change *sorted;
	enum cvd_status status;

	if (count == 0)
		return CVD_OK;
	sorted = cvd_memory_alloc(count * sizeof *sorted);
	if (sorted == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	(void)memcpy(sorted, changes, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, by_path);
	status = check(sorted, count, err);
	for (size_t i = 0; status == CVD_OK && i < count; i++)
		cvd_digest_frame_one(&sorted[i], sink, context);
	free(sorted);
	return status;
}

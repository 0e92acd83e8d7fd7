/* SPDX-License-Identifier: EUPL-1.2 */

/* Where answers go, and whether they arrived. */

#include "out_state.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct out *
out_open(FILE *file, const struct out_look *look)
{
	struct out *out = calloc(1, sizeof *out);

	if (out == NULL)
		return NULL;
	out->file = file;
	out->look = *look;
	return out;
}

static enum cvd_status
fail_write(int error, struct cvd_err *err)
{
	char reason[128];

	if (strerror_r(error, reason, sizeof reason) != 0)
		reason[0] = '\0';
	return cvd_fail(err, CVD_E_INTERNAL, "cannot write the answer: %s",
	    reason);
}

enum cvd_status
out_close(struct out *out, bool *gone, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	*gone = false;
	if (out == NULL)
		return CVD_OK;
	if (out->failed == 0 && fflush(out->file) != 0)
		out->failed = errno;
	if (out->failed == EPIPE)
		*gone = true;
	else if (out->failed != 0)
		rc = fail_write(out->failed, err);
	else if (out->no_memory)
		rc = cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	cvd_arena_free(out->table.arena);
	free(out);
	return rc;
}

bool
out_is_json(const struct out *out)
{
	return out->look.format == OUT_JSON;
}

void
out_set_zone(struct out *out, const struct cvd_zone *zone)
{
	out->zone = zone;
}

void
out_write(struct out *out, const void *bytes, size_t size)
{
	if (out->failed != 0 || size == 0)
		return;
	errno = 0;
	if (fwrite(bytes, 1, size, out->file) != size)
		out->failed = errno != 0 ? errno : EIO;
}

void
out_write_buf(struct out *out, struct cvd_buf *buf)
{
	struct cvd_err err;

	if (cvd_buf_check(buf, &err) != CVD_OK)
		out->no_memory = true;
	else
		out_write(out, buf->data, buf->size);
	cvd_buf_clear(buf);
}

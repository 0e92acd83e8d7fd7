/* SPDX-License-Identifier: EUPL-1.2 */

/* How the keys of a casebook come into a home, broken ones among them. */

#include "edge/batch_private.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TOGETHER 200 /* certificates that one gpg imports */

static enum cvd_status
write_certificates(const struct cvd_batch *batch,
    const struct cvd_batch_certificate *certificates, size_t count,
    struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;

	for (size_t i = 0; i < count && status == CVD_OK; i++) {
		struct cvd_buf bytes = CVD_BUF_INIT(certificates[i].size);
		char name[32];

		(void)snprintf(name, sizeof(name), "key-%zu", i);
		cvd_buf_add(&bytes, certificates[i].bytes,
		    certificates[i].size);
		status = cvd_batch_write(batch->room_lock, name, &bytes, err);
		cvd_buf_clear(&bytes);
	}
	return status;
}

static void
remove_certificates(const struct cvd_batch *batch, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "key-%zu", i);
		(void)unlinkat(batch->room_lock, name, 0);
	}
}

/* Imports some certificates with one gpg; *all: it came to its end. */
static enum cvd_status
import_together(const struct cvd_batch *batch, const char *home, size_t first,
    size_t count, bool *all, struct cvd_err *err)
{
	const char *argv[CVD_BATCH_WORDS + TOGETHER];
	struct cvd_buf output = CVD_BUF_INIT(CVD_BATCH_OUTPUT);
	struct cvd_arena *arena = cvd_arena_new();
	enum cvd_status status;
	int exit_status = 0;
	size_t n = cvd_batch_words(batch->program, home, argv);

	argv[n++] = "--batch";
	argv[n++] = "--import";
	argv[n++] = "--";
	for (size_t i = first; arena != NULL && i < first + count; i++)
		argv[n++] = cvd_arena_textf(arena, "%s/key-%zu", batch->room,
		    i);
	argv[n] = NULL;
	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	status = cvd_arena_check(arena, err);
	if (status == CVD_OK)
		status = cvd_batch_gpg(batch, argv, &output, NULL, &exit_status,
		    err);
	if (status == CVD_OK)
		*all = strstr(output.data, "\n[GNUPG:] IMPORT_RES ") != NULL ||
		       strncmp(output.data, "[GNUPG:] IMPORT_RES ", 20) == 0;
	cvd_buf_clear(&output);
	cvd_arena_free(arena);
	return status;
}

/*
 * Imports certificates. A broken one may end gpg before it has read the
 * others ("garbled packet"): then each half is tried, down to that one.
 */
static enum cvd_status
import_some(const struct cvd_batch *batch, const char *home, size_t first,
    size_t count, struct cvd_err *err)
{
	enum cvd_status status;
	size_t half = count / 2;
	bool all = false;

	if (count <= TOGETHER) {
		status = import_together(batch, home, first, count, &all, err);
		if (status != CVD_OK || all || count <= 1)
			return status;
	}
	status = import_some(batch, home, first, half, err);
	if (status != CVD_OK)
		return status;
	return import_some(batch, home, first + half, count - half, err);
}

enum cvd_status
cvd_batch_import(const struct cvd_batch *batch, const char *home,
    const struct cvd_batch_certificate *certificates, size_t count,
    struct cvd_err *err)
{
	enum cvd_status status;

	if (count == 0)
		return CVD_OK;
	status = write_certificates(batch, certificates, count, err);
	if (status == CVD_OK)
		status = import_some(batch, home, 0, count, err);
	remove_certificates(batch, count);
	return status;
}

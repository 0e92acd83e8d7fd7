/* SPDX-License-Identifier: EUPL-1.2 */

/* How the keys of a casebook come into a home, broken ones among them. */

#include "edge/batch_private.h"

#include "edge/fs.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define TOGETHER 200 /* certificates that one gpg imports */

static enum cvd_status
write_certificate(const char *path, const struct cvd_batch_certificate *from,
    struct cvd_err *err)
{
	struct cvd_buf bytes = CVD_BUF_INIT(from->size);
	enum cvd_status status;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return cvd_fs_fail(err, "write", path);
	cvd_buf_add(&bytes, from->bytes, from->size);
	status = cvd_buf_check(&bytes, err);
	if (status == CVD_OK)
		status = cvd_batch_write(fd, &bytes, path, err);
	cvd_buf_clear(&bytes);
	(void)close(fd);
	return status;
}

/* In the new home, which is tidied up when it is done. */
static enum cvd_status
write_certificates(const char *home,
    const struct cvd_batch_certificate *certificates, size_t count,
    struct cvd_arena *arena, const char **paths, struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;

	for (size_t i = 0; i < count && status == CVD_OK; i++) {
		paths[i] = cvd_arena_textf(arena, "%s/certificate-%zu", home,
		    i);
		status = cvd_arena_check(arena, err);
		if (status == CVD_OK)
			status = write_certificate(paths[i], &certificates[i],
			    err);
	}
	return status;
}

/* Imports some certificates with one gpg; *all: it came to its end. */
static enum cvd_status
import_together(const struct cvd_batch *batch, const char *home,
    const char *const *paths, size_t count, bool *all, struct cvd_err *err)
{
	const char *argv[CVD_BATCH_WORDS + TOGETHER];
	struct cvd_buf output = CVD_BUF_INIT(CVD_BATCH_OUTPUT);
	enum cvd_status status;
	int exit_status = 0;
	size_t n = cvd_batch_words(batch->program, home, argv);

	argv[n++] = "--batch";
	argv[n++] = "--import";
	argv[n++] = "--";
	for (size_t i = 0; i < count; i++)
		argv[n++] = paths[i];
	argv[n] = NULL;
	status = cvd_batch_gpg(batch, argv, &output, NULL, &exit_status, err);
	if (status == CVD_OK)
		*all = strstr(output.data, "[GNUPG:] IMPORT_RES ") != NULL;
	cvd_buf_clear(&output);
	return status;
}

/*
 * Imports certificates. A broken one may end gpg before it has read the
 * others ("garbled packet"): then each half is tried, down to that one.
 */
static enum cvd_status
import_some(const struct cvd_batch *batch, const char *home,
    const char *const *paths, size_t count, struct cvd_err *err)
{
	enum cvd_status status;
	size_t half = count / 2;
	bool all = false;

	if (count <= TOGETHER) {
		status = import_together(batch, home, paths, count, &all, err);
		if (status != CVD_OK || all || count <= 1)
			return status;
	}
	status = import_some(batch, home, paths, half, err);
	if (status != CVD_OK)
		return status;
	return import_some(batch, home, paths + half, count - half, err);
}

enum cvd_status
cvd_batch_import(const struct cvd_batch *batch, const char *home,
    const struct cvd_batch_certificate *certificates, size_t count,
    struct cvd_err *err)
{
	struct cvd_arena *arena;
	const char **paths;
	enum cvd_status status;

	if (count == 0)
		return CVD_OK;
	arena = cvd_arena_new();
	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	paths = cvd_arena_alloc(arena, count, sizeof(*paths));
	status = cvd_arena_check(arena, err);
	if (status == CVD_OK)
		status = write_certificates(home, certificates, count, arena,
		    paths, err);
	if (status == CVD_OK)
		status = import_some(batch, home, paths, count, err);
	cvd_arena_free(arena);
	return status;
}

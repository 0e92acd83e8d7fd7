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

/* Fields of IMPORT_RES, from 0. Rule: doc/DETAILS of GnuPG. */
#define RESULT_SECRET 9
#define RESULT_FIELDS 15

/* What came of an import. */
struct outcome {
	bool clean;      /* it came to its end, and had nothing to say */
	bool has_secret; /* there was a secret key, which gpg wants an agent
	                    for; its public part it imports all the same */
};

/* "[GNUPG:] IMPORT_RES N N N …", the last line of an import. */
static void
read_outcome(const struct cvd_buf *output, int exit_status,
    struct outcome *outcome)
{
	struct cvd_scan scan = cvd_scan_bytes(output->data, output->size);
	struct cvd_bytes line;
	int64_t number = 0;

	*outcome = (struct outcome){ .clean = false };
	while (cvd_scan_line(&scan, &line)) {
		struct cvd_scan words = cvd_scan_bytes(line.data, line.size);

		if (!cvd_scan_literal(&words, "[GNUPG:] IMPORT_RES"))
			continue;
		outcome->clean = exit_status == 0;
		for (int i = 0; i < RESULT_FIELDS; i++) {
			if (!cvd_scan_char(&words, ' ') ||
			    !cvd_scan_number(&words, 1, 18, &number))
				break;
			if (i == RESULT_SECRET)
				outcome->has_secret = number != 0;
		}
	}
}

/* Imports some certificates with one gpg, or only pretends to. */
static enum cvd_status
import_together(const struct cvd_batch *batch, const char *home,
    const char *const *paths, size_t count, bool pretend,
    struct outcome *outcome, struct cvd_err *err)
{
	const char *argv[CVD_BATCH_WORDS + TOGETHER];
	struct cvd_buf output = CVD_BUF_INIT(CVD_BATCH_OUTPUT);
	enum cvd_status status;
	int exit_status = 0;
	size_t n = cvd_batch_words(batch->program, home, argv);

	argv[n++] = "--batch";
	if (pretend)
		argv[n++] = "--dry-run";
	argv[n++] = "--import";
	argv[n++] = "--";
	for (size_t i = 0; i < count; i++)
		argv[n++] = paths[i];
	argv[n] = NULL;
	status = cvd_batch_gpg(batch, argv, &output, NULL, &exit_status, err);
	if (status == CVD_OK)
		read_outcome(&output, exit_status, outcome);
	cvd_buf_clear(&output);
	return status;
}

/*
 * One that gpg did not import is left out if it is broken. If gpg takes it as
 * long as nothing is to be written, then writing was what failed, and its
 * owner would be a stranger for as long as the home is there.
 */
static enum cvd_status
excuse(const struct cvd_batch *batch, const char *home, const char *path,
    struct cvd_err *err)
{
	struct outcome outcome;
	enum cvd_status status = import_together(batch, home, &path, 1,
	    /* pretend= */ true, &outcome, err);

	if (status != CVD_OK || !outcome.clean || outcome.has_secret)
		return status;
	(void)cvd_fail(err, CVD_E_IO, "gpg cannot write keys to '%s'", home);
	cvd_err_hint(err, "see whether there is room on the disk");
	return CVD_E_IO;
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
	struct outcome outcome;

	if (count <= TOGETHER) {
		status = import_together(batch, home, paths, count,
		    /* pretend= */ false, &outcome, err);
		if (status != CVD_OK || outcome.clean)
			return status;
		if (count == 1)
			return excuse(batch, home, paths[0], err);
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

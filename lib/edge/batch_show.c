/* SPDX-License-Identifier: EUPL-1.2 */

/* What is in a certificate, without importing it anywhere. */

#include "edge/batch_private.h"

#include <string.h>

static enum cvd_status
show(const struct cvd_batch *batch, const void *bytes, size_t size,
    struct cvd_buf *output, struct cvd_err *err)
{
	const char *argv[CVD_BATCH_WORDS];
	const struct cvd_process process = {
		.argv = argv,
		.environment = cvd_batch_environment,
		.input = bytes,
		.input_size = size,
		.limit_ms = cvd_batch_limit_ms(batch, 0),
		.quiet = true,
	};
	size_t n = cvd_batch_words(batch->program, batch->home, argv);
	int exit_status = 0;
	enum cvd_status status;

	/* gpg wants a trust database for a revoked key, and dies without one
	 * where its trust model would not make it */
	argv[n++] = "--trust-model";
	argv[n++] = "direct";
	argv[n++] = "--batch";
	argv[n++] = "--with-colons";
	argv[n++] = "--fixed-list-mode";
	argv[n++] = "--with-subkey-fingerprints";
	argv[n++] = "--show-keys";
	argv[n] = NULL;
	status = cvd_process_run(&process, output, NULL, &exit_status, err);
	if (status != CVD_OK)
		return cvd_batch_fail_run(batch, &process, status, err);
	/* half of what it says is not what the certificate says */
	if (exit_status > 128)
		return cvd_fail(err, CVD_E_CRYPTO, "gpg was ended by signal %d",
		    exit_status - 128);
	return CVD_OK;
}

enum cvd_status
cvd_batch_show(const struct cvd_batch *batch, const void *bytes, size_t size,
    struct cvd_arena *arena, const struct cvd_batch_key **keys, size_t *count,
    struct cvd_err *err)
{
	struct cvd_buf output = CVD_BUF_INIT(CVD_BATCH_OUTPUT);
	const struct cvd_batch_key *found = NULL;
	size_t found_count = 0;
	enum cvd_status status = show(batch, bytes, size, &output, err);

	if (status == CVD_OK)
		status = cvd_batch_read_certificate(&output, arena, &found,
		    &found_count, err);
	cvd_buf_clear(&output);
	if (status != CVD_OK)
		return status;
	for (size_t i = 0; i < found_count; i++)
		if (strcmp(found[i].primary, found[0].fingerprint) != 0)
			return cvd_fail(err, CVD_E_INVALID,
			    "this is more than one key");
	if (found_count == 0)
		return cvd_fail(err, CVD_E_INVALID, "this is no OpenPGP key");
	*keys = found;
	*count = found_count;
	return CVD_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* How gpg is run so that nothing of the person's own takes part. */

#include "edge/batch_private.h"

#include "core/scan.h"

#include <string.h>

/* Enough for one signature on the slowest machine, and then for each more. */
#define LIMIT_SECONDS 60
#define LIMIT_MS_EACH 50
#define MOST_SECONDS  1000000

const char *const cvd_batch_environment[] = { "LC_ALL=C", "GNUPGHOME", NULL };

/*
 * No file of options takes part, but for the system's own, which gpg reads
 * whatever it is told (what stands there and is said here too is said here).
 * `lock-never`: homes are filled once, while nobody else can see them.
 * Importing would start an agent without `no-autostart`.
 */
static const char *const options[] = { "--no-options", "--no-tty",
	"--trust-model", "always", "--no-auto-check-trustdb",
	"--no-auto-key-retrieve", "--no-auto-key-import", "--disable-dirmngr",
	"--no-autostart", "--no-random-seed-file", "--lock-never",
	"--weak-digest", "SHA1", "--status-fd", "1", "--homedir" };

size_t
cvd_batch_words(const char *program, const char *home,
    const char *argv[CVD_BATCH_WORDS])
{
	size_t n = 0;

	argv[n++] = program;
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		argv[n++] = options[i];
	argv[n++] = home;
	argv[n] = NULL;
	return n;
}

unsigned
cvd_batch_limit_ms(const struct cvd_batch *batch, size_t count)
{
	size_t seconds = batch->limit_seconds;

	if (seconds == 0)
		seconds = LIMIT_SECONDS + count / (1000 / LIMIT_MS_EACH);
	if (seconds > MOST_SECONDS)
		seconds = MOST_SECONDS;
	return (unsigned)seconds * 1000;
}

enum cvd_status
cvd_batch_fail_run(const struct cvd_batch *batch,
    const struct cvd_process *process, enum cvd_status status,
    struct cvd_err *err)
{
	if (status == CVD_E_NO_MEMORY)
		return status;
	if (status == CVD_E_AGAIN)
		(void)cvd_fail(err, CVD_E_CRYPTO,
		    "'%.200s' gave no answer within %u seconds", batch->program,
		    process->limit_ms / 1000);
	cvd_err_hint(err,
	    "try it by hand (%.200s --version), and correct "
	    "git's gpg.program where it is another",
	    batch->program);
	return cvd_fail_as(err, CVD_E_CRYPTO);
}

enum cvd_status
cvd_batch_gpg(const struct cvd_batch *batch, const char *const *argv,
    struct cvd_buf *output, struct cvd_buf *errors, int *exit_status,
    struct cvd_err *err)
{
	const struct cvd_process process = {
		.argv = argv,
		.environment = cvd_batch_environment,
		.limit_ms = cvd_batch_limit_ms(batch, 0),
		.quiet = true,
	};
	enum cvd_status status = cvd_process_run(&process, output, errors,
	    exit_status, err);

	if (status != CVD_OK)
		return cvd_batch_fail_run(batch, &process, status, err);
	return CVD_OK;
}

void
cvd_batch_hint(const struct cvd_buf *errors, struct cvd_err *err)
{
	int n = 0;

	/* it goes to a terminal, and ours is what is plain */
	while (n < 300 && errors->data[n] >= ' ' && errors->data[n] <= '~')
		n++;
	if (n > 0)
		cvd_err_hint(err, "it says: %.*s", n, errors->data);
}

enum cvd_status
cvd_batch_check_gpg(const struct cvd_batch *batch, struct cvd_err *err)
{
	const char *const argv[] = { batch->program, "--version", NULL };
	struct cvd_buf output = CVD_BUF_INIT(65536);
	struct cvd_scan scan;
	struct cvd_bytes name;
	enum cvd_status status;
	int64_t major = 0;
	int exit_status = 0;

	status = cvd_batch_gpg(batch, argv, &output, NULL, &exit_status, err);
	if (status != CVD_OK)
		goto out;
	/* "gpg (GnuPG) 2.2.40", or with a name of who built it */
	scan = cvd_scan_bytes(output.data, output.size);
	if (!cvd_scan_literal(&scan, "gpg (GnuPG") ||
	    !cvd_scan_until(&scan, ')', &name) || !cvd_scan_char(&scan, ' ') ||
	    !cvd_scan_number(&scan, 1, 3, &major) ||
	    !cvd_scan_char(&scan, '.') || major < 2) {
		status = cvd_fail(err, CVD_E_CRYPTO, "'%.200s' is not gpg 2",
		    batch->program);
		cvd_err_hint(err, "correct git's gpg.program");
	}
out:
	cvd_buf_clear(&output);
	return status;
}

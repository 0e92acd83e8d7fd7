/* SPDX-License-Identifier: EUPL-1.2 */

/* Sealing and opening, with gpg and a passphrase in a pipe. */

#include "edge/gpg_seal.h"

#include "core/arena.h"
#include "core/limits.h"
#include "core/scan.h"
#include "core/seal_packet.h"
#include "edge/fs.h"
#include "edge/gpg_program.h"
#include "edge/process.h"
#include "edge/secret.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PASSPHRASE_MOST ((size_t)255) /* it fits into any pipe */
#define LIMIT_SECONDS   60
#define MOST_SECONDS    1000000
#define MOST_SAID       ((size_t)65536)
#define WORDS           48

enum {
	END_READ,
	END_WRITE
};

/*
 * No file of options takes part, but for the system's own: what stands there
 * and is said here too is said here. `rfc4880` comes first, since it undoes
 * much of what comes before it.
 */
static const char *const common[] = { "--no-options", "--rfc4880", "--batch",
	"--no-tty", "--quiet", "--no-autostart", "--no-keyring",
	"--no-random-seed-file", "--lock-never", "--no-auto-check-trustdb",
	"--trust-model", "always", "--disable-dirmngr", "--pinentry-mode",
	"loopback", "--no-symkey-cache", "--status-fd", "2" };

static const char *const sealing[] = { "--cipher-algo", "AES256", "--s2k-mode",
	"1", "--s2k-digest-algo", "SHA256", "--s2k-cipher-algo", "AES256",
	"--compress-algo", "none", "--force-mdc", "--no-encrypt-to", "--armor",
	"--no-emit-version", "--no-comments", "--set-filename", "",
	"--symmetric" };

static const char *const opening[] = { "--decrypt" };

static const char *const environment[] = { "LC_ALL=C", "GNUPGHOME", NULL };

/* One run of gpg. */
struct run {
	const struct cvd_gpg_seal_setup *setup;
	const char *program;
	struct cvd_arena *arena;
	int passphrase;      /* the end of a pipe that holds it; -1: none */
	struct cvd_buf said; /* status lines, and what is for people */
};

/* Makes the folder, which must be for its owner alone. */
static enum cvd_status
make_home(const struct cvd_gpg_seal_setup *setup, struct cvd_err *err)
{
	enum cvd_status status;
	struct stat info;

	if (lstat(setup->folder, &info) != 0) {
		status = cvd_fs_make_folder(setup->folder, err);
		if (status != CVD_OK)
			return status;
		if (lstat(setup->folder, &info) != 0)
			return cvd_fs_fail(err, "read", setup->folder);
	}
	if (S_ISDIR(info.st_mode) && info.st_uid == geteuid() &&
	    (info.st_mode & 077) == 0)
		return CVD_OK;
	(void)cvd_fail(err, CVD_E_IO,
	    "the folder '%.300s' is not for its owner alone", setup->folder);
	cvd_err_hint(err, "remove it: it is made anew when it is needed");
	return CVD_E_IO;
}

/* Puts the passphrase into a pipe that is closed on exec. */
static enum cvd_status
make_pipe(const char *passphrase, int *end, struct cvd_err *err)
{
	size_t size = strlen(passphrase);
	int low[2], ends[2];
	bool is_written;

	if (size == 0 || size > PASSPHRASE_MOST ||
	    strpbrk(passphrase, "\r\n") != NULL)
		return cvd_fail(err, CVD_E_INTERNAL,
		    "the passphrase is not one line");
	if (pipe(low) != 0)
		return cvd_fs_fail(err, "make", "a pipe");
	/* those up to 2 are given to the program as something else */
	for (int i = 0; i < 2; i++) {
		ends[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 3);
		(void)close(low[i]);
	}
	is_written = ends[END_READ] >= 0 && ends[END_WRITE] >= 0 &&
	             write(ends[END_WRITE], passphrase, size) ==
	                 (ssize_t)size &&
	             write(ends[END_WRITE], "\n", 1) == 1;
	if (ends[END_WRITE] >= 0)
		(void)close(ends[END_WRITE]);
	if (is_written) {
		*end = ends[END_READ];
		return CVD_OK;
	}
	if (ends[END_READ] >= 0)
		(void)close(ends[END_READ]);
	return cvd_fs_fail(err, "fill", "a pipe");
}

static enum cvd_status
begin(struct run *run, const char *passphrase, struct cvd_err *err)
{
	enum cvd_status status;

	run->arena = cvd_arena_new();
	if (run->arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	status = cvd_gpg_program(run->setup->program, run->setup->path,
	    run->arena, &run->program, err);
	if (status == CVD_OK)
		status = make_home(run->setup, err);
	if (status == CVD_OK)
		status = make_pipe(passphrase, &run->passphrase, err);
	return status;
}

static void
end(struct run *run)
{
	if (run->passphrase >= 0)
		(void)close(run->passphrase);
	cvd_buf_clear(&run->said);
	cvd_arena_free(run->arena);
}

/* The command line; the last word is the command. */
static enum cvd_status
make_argv(struct run *run, const char *const *words, size_t count,
    const char *argv[WORDS], struct cvd_err *err)
{
	size_t n = 0;

	argv[n++] = run->program;
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		argv[n++] = common[i];
	argv[n++] = "--homedir";
	argv[n++] = run->setup->folder;
	argv[n++] = "--passphrase-fd";
	argv[n++] = cvd_arena_textf(run->arena, "%d", run->passphrase);
	for (size_t i = 0; i < count; i++)
		argv[n++] = words[i];
	argv[n] = NULL;
	return cvd_arena_check(run->arena, err);
}

/* Says as a hint what gpg itself said, its first line for people. */
static void
hint(const struct run *run, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_bytes(run->said.data, run->said.size);
	struct cvd_bytes line;
	int n = 0;

	while (cvd_scan_line(&scan, &line)) {
		if (line.size == 0 || line.data[0] == '[')
			continue;
		/* it goes to a terminal, and ours is what is plain */
		while (n < 300 && (size_t)n < line.size &&
		       line.data[n] >= ' ' && line.data[n] <= '~')
			n++;
		cvd_err_hint(err, "it says: %.*s", n, line.data);
		return;
	}
}

/* gpg did not do what it should. */
static enum cvd_status
fail_gpg(const struct run *run, int exit_status, struct cvd_err *err)
{
	if (exit_status > 128)
		(void)cvd_fail(err, CVD_E_CRYPTO,
		    "'%.200s' was ended by signal %d", run->program,
		    exit_status - 128);
	else
		(void)cvd_fail(err, CVD_E_CRYPTO, "'%.200s' cannot seal",
		    run->program);
	hint(run, err);
	return CVD_E_CRYPTO;
}

static enum cvd_status
run_gpg(struct run *run, const char *const *words, size_t count,
    const void *input, size_t size, struct cvd_buf *output, int *exit_status,
    struct cvd_err *err)
{
	const char *argv[WORDS];
	unsigned seconds = run->setup->limit_seconds;
	const struct cvd_process process = {
		.argv = argv,
		.environment = environment,
		.input = input,
		.input_size = size,
		.limit_ms = 1000 * (seconds == 0                ? LIMIT_SECONDS
		                       : seconds > MOST_SECONDS ? MOST_SECONDS
		                                                : seconds),
		.kept = &run->passphrase,
		.kept_count = 1,
	};
	enum cvd_status status = make_argv(run, words, count, argv, err);

	if (status == CVD_OK)
		status = cvd_process_run(&process, output, &run->said,
		    exit_status, err);
	if (status == CVD_OK || status == CVD_E_NO_MEMORY ||
	    status == CVD_E_INVALID)
		return status;
	if (status == CVD_E_AGAIN)
		(void)cvd_fail(err, CVD_E_CRYPTO,
		    "'%.200s' gave no answer within %u seconds", run->program,
		    process.limit_ms / 1000);
	cvd_err_hint(err,
	    "try it by hand (%.200s --version), and correct git's gpg.program "
	    "where it is another",
	    run->program);
	return cvd_fail_as(err, CVD_E_CRYPTO);
}

/* Not without its protection, nor what a script around gpg says. */
static enum cvd_status
check_made(const struct run *run, const struct cvd_buf *made,
    struct cvd_err *err)
{
	enum cvd_status status = cvd_seal_packet_check(made->data, made->size,
	    err);

	if (status != CVD_E_CRYPTO)
		return status;
	(void)cvd_fail(err, CVD_E_CRYPTO,
	    "'%.200s' wrote something else than it was to seal", run->program);
	cvd_err_hint(err, "what gpg.program says itself belongs on its "
	                  "standard error");
	return CVD_E_CRYPTO;
}

/* Appends what a run has made; what did not come to be is overwritten. */
static enum cvd_status
hand_over(struct cvd_buf *made, struct cvd_buf *out, enum cvd_status status,
    struct cvd_err *err)
{
	size_t before = out->size;

	if (status == CVD_OK) {
		cvd_buf_add(out, made->data, made->size);
		status = cvd_buf_check(out, err);
		if (status != CVD_OK)
			cvd_buf_cut(out, before);
	}
	if (made->size > 0)
		cvd_secret_wipe(made->data, made->size);
	cvd_buf_clear(made);
	return status;
}

enum cvd_status
cvd_gpg_seal(const struct cvd_gpg_seal_setup *setup, const char *passphrase,
    const void *bytes, size_t size, struct cvd_buf *out, struct cvd_err *err)
{
	struct run run = { .setup = setup,
		.passphrase = -1,
		.said = CVD_BUF_INIT(MOST_SAID) };
	struct cvd_buf made = CVD_BUF_INIT(CVD_MAX_BLOB);
	int exit_status = 0;
	enum cvd_status status = begin(&run, passphrase, err);

	if (status == CVD_OK)
		status = run_gpg(&run, sealing,
		    sizeof(sealing) / sizeof(sealing[0]),
		    size == 0 ? "" : bytes, size, &made, &exit_status, err);
	if (status == CVD_E_INVALID)
		status = cvd_fail(err, CVD_E_CRYPTO,
		    "what is to be sealed is larger than the limit of %u bytes",
		    CVD_MAX_BLOB);
	if (status == CVD_OK && exit_status != 0)
		status = fail_gpg(&run, exit_status, err);
	if (status == CVD_OK)
		status = check_made(&run, &made, err);
	status = hand_over(&made, out, status, err);
	end(&run);
	return status;
}

/* How often gpg said what, while it opened a message. */
struct verdict {
	unsigned begun;     /* messages, and messages in messages */
	unsigned plain;     /* pieces of plaintext */
	unsigned okay;      /* opened to their end */
	unsigned protected; /* and unchanged */
	unsigned odd;       /* what has no place in a seal */
};

/* Rule: doc/DETAILS of GnuPG, status lines. */
static struct verdict
read_verdict(const struct cvd_buf *said)
{
	static const char *const odd[] = { "BADMDC", "DECRYPTION_FAILED",
		"ENC_TO ", "ERROR ", "FAILURE ", "NEWSIG", "NODATA ",
		"NO_SECKEY ", "UNEXPECTED " };
	struct verdict v = { 0 };
	struct cvd_scan scan = cvd_scan_bytes(said->data, said->size);
	struct cvd_bytes line;

	while (cvd_scan_line(&scan, &line)) {
		struct cvd_scan words = cvd_scan_bytes(line.data, line.size);

		if (!cvd_scan_literal(&words, "[GNUPG:] "))
			continue;
		v.begun += cvd_scan_literal(&words, "DECRYPTION_INFO ");
		v.plain += cvd_scan_literal(&words, "PLAINTEXT ");
		v.okay += cvd_scan_literal(&words, "DECRYPTION_OKAY");
		v.protected += cvd_scan_literal(&words, "GOODMDC");
		for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
			v.odd += cvd_scan_literal(&words, odd[i]);
	}
	return v;
}

/* What gpg exits with proves nothing by itself, and is wanted besides. */
static enum cvd_status
check_opened(const struct run *run, int exit_status, struct cvd_err *err)
{
	struct verdict v = read_verdict(&run->said);

	if (exit_status > 128)
		return fail_gpg(run, exit_status, err);
	if (v.begun == 1 && v.plain == 1 && v.okay == 1 && v.protected == 1 &&
	    v.odd == 0 && exit_status == 0)
		return CVD_OK;
	if (v.begun > 1 || v.plain > 1)
		return cvd_fail(err, CVD_E_CRYPTO,
		    "what was sealed is a message in a message");
	(void)cvd_fail(err, CVD_E_CRYPTO,
	    "it does not open: it is sealed with another key, or damaged");
	hint(run, err);
	return CVD_E_CRYPTO;
}

enum cvd_status
cvd_gpg_unseal(const struct cvd_gpg_seal_setup *setup, const char *passphrase,
    const char *armored, size_t size, size_t most, struct cvd_buf *out,
    struct cvd_err *err)
{
	struct run run = { .setup = setup,
		.passphrase = -1,
		.said = CVD_BUF_INIT(MOST_SAID) };
	struct cvd_buf opened = CVD_BUF_INIT(most);
	int exit_status = 0;
	enum cvd_status status = cvd_seal_packet_check(armored, size, err);

	if (status != CVD_OK)
		return status;
	status = begin(&run, passphrase, err);
	if (status == CVD_OK)
		status = run_gpg(&run, opening,
		    sizeof(opening) / sizeof(opening[0]), armored, size,
		    &opened, &exit_status, err);
	if (status == CVD_E_INVALID)
		status = cvd_fail(err, CVD_E_CRYPTO,
		    "what is sealed is larger than the limit of %zu bytes",
		    most);
	if (status == CVD_OK)
		status = check_opened(&run, exit_status, err);
	status = hand_over(&opened, out, status, err);
	end(&run);
	return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* The way letters leave, as git-config has it. */

#include "app/sender.h"

#include "core/limits.h"
#include "core/scan.h"
#include "edge/fs.h"
#include "edge/gitconfig.h"
#include "edge/process.h"
#include "edge/store.h"
#include "edge/transport.h"

#include <string.h>

/* A person may have to touch a token, or to type a passphrase. */
#define PASSWORD_LIMIT_MS 300000u

static enum cvd_status
get(struct cvd_casebook *book, const char *name, const char **value,
    struct cvd_err *err)
{
	return cvd_gitconfig_text(cvd_store_config(cvd_casebook_store(book)),
	    name, cvd_casebook_arena(book), value, err);
}

static enum cvd_status
get_path(struct cvd_casebook *book, const char *name, const char **value,
    struct cvd_err *err)
{
	return cvd_gitconfig_path(cvd_store_config(cvd_casebook_store(book)),
	    name, cvd_casebook_arena(book), value, err);
}

static enum cvd_status
open_spool(struct cvd_casebook *book, struct cvd_transport **transport,
    struct cvd_err *err)
{
	const char *folder;
	enum cvd_status rc = get_path(book, "cvd.spool", &folder, err);

	if (rc == CVD_OK && folder == NULL) {
		folder = cvd_arena_textf(cvd_casebook_arena(book), "%s/spool",
		    cvd_store_state(cvd_casebook_store(book)));
		rc = cvd_arena_check(cvd_casebook_arena(book), err);
		/* a folder that a person names may have other writers */
		if (rc == CVD_OK)
			cvd_fs_sweep(folder);
	}
	return rc == CVD_OK ? cvd_transport_open_spool(folder, transport, err)
	                    : rc;
}

static enum cvd_status
get_port(struct cvd_casebook *book, unsigned *port, struct cvd_err *err)
{
	const char *text;
	int64_t number = 0;
	enum cvd_status rc = get(book, "cvd.smtpPort", &text, err);

	if (rc == CVD_OK && text != NULL) {
		struct cvd_scan scan = cvd_scan_text(text);

		if (!cvd_scan_number(&scan, 1, 5, &number) ||
		    !cvd_scan_end(&scan) || number < 1 || number > 65535)
			rc = cvd_fail(err, CVD_E_USAGE,
			    "cvd.smtpPort is '%s', which is no port", text);
	}
	if (rc == CVD_OK)
		*port = (unsigned)number;
	return rc;
}

static enum cvd_status
get_security(struct cvd_casebook *book, enum cvd_smtp_security *security,
    struct cvd_err *err)
{
	const char *text;
	enum cvd_status rc = get(book, "cvd.smtpSecurity", &text, err);

	if (rc != CVD_OK)
		return rc;
	if (text == NULL || strcmp(text, "starttls") == 0)
		*security = CVD_SMTP_STARTTLS;
	else if (strcmp(text, "tls") == 0)
		*security = CVD_SMTP_TLS;
	else
		rc = cvd_fail(err, CVD_E_USAGE,
		    "cvd.smtpSecurity is '%s', not starttls or tls", text);
	return rc;
}

/* The first line of what the command prints. */
static enum cvd_status
run_command(const struct cvd_world *world, const char *const *argv,
    struct cvd_buf *password, struct cvd_err *err)
{
	const struct cvd_process process = {
		.argv = argv,
		.limit_ms = PASSWORD_LIMIT_MS,
		.interactive = world->interactive,
	};
	int exit_status = 0;
	enum cvd_status rc = cvd_process_run(&process, password, NULL,
	    &exit_status, err);

	if (rc == CVD_E_NOT_FOUND || rc == CVD_E_INVALID) {
		cvd_err_prefix(err, "cvd.passwordCommand");
		return cvd_fail_as(err, CVD_E_USAGE);
	}
	if (rc != CVD_OK)
		return rc;
	cvd_buf_cut(password, strcspn(password->data, "\r\n"));
	if (exit_status != 0)
		return cvd_fail(err, CVD_E_AGAIN,
		    "cvd.passwordCommand ended with exit code %d", exit_status);
	if (password->size == 0)
		return cvd_fail(err, CVD_E_AGAIN,
		    "cvd.passwordCommand printed no password");
	return CVD_OK;
}

static enum cvd_status
ask_password(struct cvd_casebook *book, const char *user,
    struct cvd_buf *password, struct cvd_err *err)
{
	const char *const *argv;
	const char *command;
	enum cvd_status rc = get(book, "cvd.passwordCommand", &command, err);

	if (rc != CVD_OK)
		return rc;
	if (command == NULL) {
		rc = cvd_fail(err, CVD_E_USAGE,
		    "cvd.smtpUser is '%s', but there is no cvd.passwordCommand",
		    user);
		cvd_err_hint(err, "set it to a command that prints the "
		                  "password, such as 'pass show mail'");
		return rc;
	}
	rc = cvd_process_split(command, cvd_casebook_arena(book), &argv, err);
	if (rc == CVD_E_INVALID) {
		cvd_err_prefix(err, "cvd.passwordCommand");
		rc = cvd_fail_as(err, CVD_E_USAGE);
	}
	return rc == CVD_OK
	           ? run_command(cvd_casebook_world(book), argv, password, err)
	           : rc;
}

/* The compiler must not leave it out, although nobody reads it again. */
static void
wipe(struct cvd_buf *secret)
{
	volatile char *p = secret->data;

	for (size_t i = 0; i < secret->room; i++)
		p[i] = '\0';
	cvd_buf_clear(secret);
}

static enum cvd_status
read_settings(struct cvd_casebook *book, struct cvd_smtp *smtp,
    struct cvd_err *err)
{
	enum cvd_status rc = get(book, "cvd.smtpServer", &smtp->host, err);

	if (rc == CVD_OK && smtp->host == NULL)
		rc = cvd_fail(err, CVD_E_USAGE,
		    "cvd.transport is smtp, but there is no cvd.smtpServer");
	if (rc == CVD_OK)
		rc = get_port(book, &smtp->port, err);
	if (rc == CVD_OK)
		rc = get_security(book, &smtp->security, err);
	if (rc == CVD_OK)
		rc = get(book, "cvd.smtpHello", &smtp->hello, err);
	if (rc == CVD_OK)
		rc = get(book, "cvd.smtpUser", &smtp->user, err);
	if (rc == CVD_OK)
		rc = get_path(book, "cvd.smtpCaFile", &smtp->ca_file, err);
	return rc;
}

static enum cvd_status
open_smtp(struct cvd_casebook *book, struct cvd_transport **transport,
    struct cvd_err *err)
{
	struct cvd_buf password = CVD_BUF_INIT(CVD_MAX_PASSWORD);
	struct cvd_smtp smtp = { .host = NULL };
	enum cvd_status rc = read_settings(book, &smtp, err);

	/* a buffer that grows would leave copies behind */
	cvd_buf_addf(&password, "%*s", (int)CVD_MAX_PASSWORD, "");
	cvd_buf_cut(&password, 0);
	if (rc == CVD_OK && smtp.user != NULL) {
		rc = ask_password(book, smtp.user, &password, err);
		smtp.password = password.data;
	}
	if (rc == CVD_OK) {
		rc = cvd_transport_open_smtp(&smtp, transport, err);
		if (rc == CVD_E_INVALID)
			rc = cvd_fail_as(err, CVD_E_USAGE);
	}
	wipe(&password);
	return rc;
}

enum cvd_status
cvd_sender_open(struct cvd_casebook *book, struct cvd_transport **transport,
    struct cvd_err *err)
{
	const char *kind;
	enum cvd_status rc = get(book, "cvd.transport", &kind, err);

	if (rc != CVD_OK)
		return rc;
	if (kind == NULL || strcmp(kind, "spool") == 0)
		return open_spool(book, transport, err);
	if (strcmp(kind, "smtp") == 0)
		return open_smtp(book, transport, err);
	return cvd_fail(err, CVD_E_USAGE,
	    "cvd.transport is '%s', not spool or smtp", kind);
}

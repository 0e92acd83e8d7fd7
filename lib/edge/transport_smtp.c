/* SPDX-License-Identifier: EUPL-1.2 */

/* Mail servers, by libcurl: always encrypted, one recipient at a time. */

#include "core/buf.h"
#include "core/scan.h"
#include "core/target.h"
#include "edge/transport_kind.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#define MAX_URL_TEXT  1024u
#define CONNECT_S     30u
#define TOTAL_S       300u
#define PORT_STARTTLS 587u /* RFC 6409 */
#define PORT_TLS      465u /* RFC 8314 */

/* The last reply of the server, its lines joined by blanks. */
struct reply {
	char text[CVD_MAX_REPLY];
	size_t size;
	int code;   /* of the last line */
	bool whole; /* no line is to follow */
};

struct smtp {
	struct cvd_transport transport;
	CURL *curl;
	char *password;
	char server[CVD_SERVER_TEXT];
	char error[CURL_ERROR_SIZE];
	struct reply reply;
	const char *mail;
	size_t mail_size;
	size_t sent;   /* bytes handed to libcurl */
	bool answered; /* a reply came after all of them */
};

/* The compiler must not leave it out, although nobody reads it again. */
static void
wipe(char *secret)
{
	volatile char *p = secret;

	while (*p != '\0')
		*p++ = '\0';
}

static void
smtp_close(struct cvd_transport *transport)
{
	struct smtp *smtp = (struct smtp *)transport;

	curl_easy_cleanup(smtp->curl);
	if (smtp->password != NULL)
		wipe(smtp->password);
	free(smtp->password);
	free(smtp);
}

static size_t
give_mail(char *room, size_t size, size_t count, void *context)
{
	struct smtp *smtp = context;
	size_t left = smtp->mail_size - smtp->sent;
	size_t n = size * count < left ? size * count : left;

	(void)memcpy(room, smtp->mail + smtp->sent, n);
	smtp->sent += n;
	return n;
}

/* One line of a reply, RFC 5321, 4.2.1; false when it is none, or goodbye. */
static bool
add_line(struct reply *reply, const char *line, size_t size)
{
	struct cvd_scan scan = cvd_scan_bytes(line, size);
	int64_t code;

	while (size > 0 && (line[size - 1] == '\r' || line[size - 1] == '\n'))
		size--;
	/* 221 answers our goodbye, which libcurl says before it reports. */
	if (!cvd_scan_number(&scan, 3, 3, &code) || code == 221)
		return false;
	if (reply->whole)
		reply->size = 0;
	reply->code = (int)code;
	reply->whole = size < 4 || line[3] != '-';
	if (reply->size > 0 && reply->size < sizeof reply->text)
		reply->text[reply->size++] = ' ';
	if (size > sizeof reply->text - reply->size)
		size = sizeof reply->text - reply->size;
	(void)memcpy(reply->text + reply->size, line, size);
	reply->size += size;
	return true;
}

static size_t
take_reply(char *line, size_t size, size_t count, void *context)
{
	struct smtp *smtp = context;

	if (add_line(&smtp->reply, line, size * count) && smtp->reply.whole &&
	    smtp->sent == smtp->mail_size)
		smtp->answered = true;
	return size * count;
}

/*
 * "250 2.0.0 Ok: queued as 4XyZ" (Postfix, many others), "250 OK id=1rA-b"
 * (Exim). No standard says where it stands.
 */
static void
find_queue_id(const struct reply *reply, struct cvd_receipt *receipt)
{
	static const char *const marks[] = { "queued as ", "id=" };
	static const char id_text[] = "abcdefghijklmnopqrstuvwxyz"
	                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                              "0123456789-_.";
	struct cvd_scan scan = cvd_scan_bytes(reply->text, reply->size);

	for (; !cvd_scan_end(&scan); scan.p++) {
		for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
			struct cvd_scan at = scan;
			struct cvd_bytes id;

			if (!cvd_scan_literal(&at, marks[i]) ||
			    !cvd_scan_word(&at, id_text, &id))
				continue;
			cvd_transport_note(receipt->queue_id,
			    sizeof receipt->queue_id, id.data, id.size);
			return;
		}
	}
}

/*
 * Without a word of the server: what trying again cannot mend bars the way.
 * A handshake that fails does, since the next step would be to send in clear.
 */
static enum cvd_answer
answer_of(CURLcode result)
{
	switch ((int)result) {
	case CURLE_LOGIN_DENIED:
	case CURLE_USE_SSL_FAILED:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_SSL_CRL_BADFILE:
	case CURLE_SSL_INVALIDCERTSTATUS:
		return CVD_ANSWER_BARRED;
	default:
		return CVD_ANSWER_AGAIN;
	}
}

/* Whether the server's last reply is what decided, and then how. */
static bool
reply_decides(const struct smtp *smtp, enum cvd_answer *answer)
{
	switch (smtp->reply.code / 100) {
	case 2:
		*answer = CVD_ANSWER_DELIVERED;
		return smtp->answered;
	case 4:
		*answer = CVD_ANSWER_AGAIN;
		return true;
	case 5:
		*answer = CVD_ANSWER_REFUSED;
		return true;
	default:
		return false;
	}
}

static void
judge(const struct smtp *smtp, CURLcode result, struct cvd_receipt *receipt)
{
	const char *reason = smtp->error[0] != '\0'
	                         ? smtp->error
	                         : curl_easy_strerror(result);

	cvd_transport_note(receipt->server, sizeof receipt->server,
	    smtp->server, strlen(smtp->server));
	if (reply_decides(smtp, &receipt->answer)) {
		cvd_transport_note(receipt->reply, sizeof receipt->reply,
		    smtp->reply.text, smtp->reply.size);
		/* 535 is about us, and not about the letter. */
		if (receipt->answer == CVD_ANSWER_REFUSED &&
		    result == CURLE_LOGIN_DENIED)
			receipt->answer = CVD_ANSWER_BARRED;
		if (receipt->answer == CVD_ANSWER_DELIVERED)
			find_queue_id(&smtp->reply, receipt);
	} else if (smtp->sent == smtp->mail_size) {
		receipt->answer = CVD_ANSWER_UNKNOWN;
	} else {
		receipt->answer = answer_of(result);
	}
	if (receipt->answer != CVD_ANSWER_DELIVERED)
		cvd_transport_note(receipt->reason, sizeof receipt->reason,
		    reason, strlen(reason));
}

static enum cvd_status
smtp_send(struct cvd_transport *transport, const struct cvd_envelope *envelope,
    struct cvd_receipt *receipt, struct cvd_err *err)
{
	struct smtp *smtp = (struct smtp *)transport;
	struct curl_slist *to = curl_slist_append(NULL, envelope->to);
	CURLcode result = CURLE_OUT_OF_MEMORY;

	if (to == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	smtp->mail = envelope->mail;
	smtp->mail_size = envelope->mail_size;
	smtp->sent = 0;
	smtp->answered = false;
	smtp->error[0] = '\0';
	smtp->reply = (struct reply){ .whole = true };
	(void)curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, to);
	(void)curl_easy_setopt(smtp->curl, CURLOPT_INFILESIZE_LARGE,
	    (curl_off_t)envelope->mail_size);
	if (curl_easy_setopt(smtp->curl, CURLOPT_MAIL_FROM, envelope->from) ==
	    CURLE_OK)
		result = curl_easy_perform(smtp->curl);
	(void)curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(to);
	if (result == CURLE_OUT_OF_MEMORY && smtp->sent == 0)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	judge(smtp, result, receipt);
	return CVD_OK;
}

static const struct cvd_transport_kind smtp_kind = {
	.send = smtp_send,
	.close = smtp_close,
};

static enum cvd_status
check_settings(const struct cvd_smtp *settings, struct cvd_err *err)
{
	if (!cvd_target_is_ip(settings->host) &&
	    !cvd_target_is_host(settings->host, CVD_HOST_ANY))
		return cvd_fail(err, CVD_E_INVALID,
		    "'%s' is not a host name or IP address", settings->host);
	if (settings->port > 65535)
		return cvd_fail(err, CVD_E_INVALID, "%u is not a port",
		    settings->port);
	if (settings->hello != NULL &&
	    !cvd_target_is_host(settings->hello, CVD_HOST_ANY))
		return cvd_fail(err, CVD_E_INVALID, "'%s' is not a host name",
		    settings->hello);
	if (settings->user != NULL && settings->password == NULL)
		return cvd_fail(err, CVD_E_INVALID,
		    "mail user '%s' is without a password", settings->user);
	return CVD_OK;
}

/* "host:port", brackets around an IPv6 address; URL and receipt show it. */
static void
write_server(struct smtp *smtp, const struct cvd_smtp *settings)
{
	bool colons = strchr(settings->host, ':') != NULL;
	struct cvd_buf text = CVD_BUF_INIT(sizeof smtp->server - 1);
	unsigned port = settings->port;

	if (port == 0)
		port = settings->security == CVD_SMTP_TLS ? PORT_TLS
		                                          : PORT_STARTTLS;
	cvd_buf_addf(&text, "%s%s%s:%u", colons ? "[" : "", settings->host,
	    colons ? "]" : "", port);
	(void)memcpy(smtp->server, text.data, text.size + 1);
	cvd_buf_clear(&text);
}

/* Stops at the first option that libcurl does not take. */
#define SET(option, value)                                                     \
	do {                                                                   \
		if (rc == CURLE_OK)                                            \
			rc = curl_easy_setopt(smtp->curl, option, value);      \
	} while (0)

static CURLcode
set_security(struct smtp *smtp, const struct cvd_smtp *settings)
{
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	if (settings->ca_file != NULL) {
		SET(CURLOPT_CAINFO, settings->ca_file);
		SET(CURLOPT_CAPATH, NULL);
	}
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	if (settings->user != NULL) {
		SET(CURLOPT_USERNAME, settings->user);
		SET(CURLOPT_PASSWORD, smtp->password);
	}
	return rc;
}

static CURLcode
set_transfer(struct smtp *smtp, const struct cvd_smtp *settings)
{
	unsigned connect_s = settings->connect_s;
	unsigned total_s = settings->total_s;
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_PROXY, ""); /* none from the environment either */
	SET(CURLOPT_CONNECTTIMEOUT,
	    (long)(connect_s == 0 ? CONNECT_S : connect_s));
	SET(CURLOPT_TIMEOUT, (long)(total_s == 0 ? TOTAL_S : total_s));
	SET(CURLOPT_ERRORBUFFER, smtp->error);
	SET(CURLOPT_UPLOAD, 1L);
	SET(CURLOPT_READFUNCTION, give_mail);
	SET(CURLOPT_READDATA, smtp);
	SET(CURLOPT_HEADERFUNCTION, take_reply);
	SET(CURLOPT_HEADERDATA, smtp);
	return rc;
}

/* The path of the URL is the name in EHLO. */
static CURLcode
set_url(struct smtp *smtp, const struct cvd_smtp *settings)
{
	struct cvd_buf url = CVD_BUF_INIT(MAX_URL_TEXT);
	const char *hello = settings->hello;
	CURLcode rc = CURLE_OUT_OF_MEMORY;

	cvd_buf_addf(&url, "%s://%s/%s",
	    settings->security == CVD_SMTP_TLS ? "smtps" : "smtp", smtp->server,
	    hello == NULL ? "localhost" : hello);
	if (cvd_buf_check(&url, NULL) == CVD_OK)
		rc = curl_easy_setopt(smtp->curl, CURLOPT_URL, url.data);
	cvd_buf_clear(&url);
	return rc;
}

static enum cvd_status
start_curl(struct cvd_err *err)
{
	static bool started;

	if (!started && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return cvd_fail(err, CVD_E_INTERNAL, "libcurl does not start");
	started = true;
	return CVD_OK;
}

static enum cvd_status
prepare(struct smtp *smtp, const struct cvd_smtp *settings, struct cvd_err *err)
{
	CURLcode rc;

	smtp->curl = curl_easy_init();
	if (smtp->curl == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	if (settings->user != NULL) {
		smtp->password = strdup(settings->password);
		if (smtp->password == NULL)
			return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	}
	write_server(smtp, settings);
	rc = set_security(smtp, settings);
	if (rc == CURLE_OK)
		rc = set_transfer(smtp, settings);
	if (rc == CURLE_OK)
		rc = set_url(smtp, settings);
	if (rc != CURLE_OK)
		return cvd_fail(err, CVD_E_INTERNAL, "libcurl: %s",
		    curl_easy_strerror(rc));
	return CVD_OK;
}

enum cvd_status
cvd_transport_open_smtp(const struct cvd_smtp *settings,
    struct cvd_transport **transport, struct cvd_err *err)
{
	enum cvd_status status = check_settings(settings, err);
	struct smtp *smtp;

	if (status == CVD_OK)
		status = start_curl(err);
	if (status != CVD_OK)
		return status;
	smtp = calloc(1, sizeof *smtp);
	if (smtp == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	smtp->transport.kind = &smtp_kind;
	status = prepare(smtp, settings, err);
	if (status == CVD_OK)
		*transport = &smtp->transport;
	else
		smtp_close(&smtp->transport);
	return status;
}

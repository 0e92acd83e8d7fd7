/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_TRANSPORT_H
#define CVD_EDGE_TRANSPORT_H

#include "core/limits.h"
#include "core/status.h"

#include <stddef.h>

/*
 * The ways a finished message leaves: into a folder, or to a mail server.
 *
 * One message goes to one recipient, so that the answer is about that one.
 * Whatever the other side says is an answer, not an error; a status other
 * than CVD_OK means that nothing was tried.
 */

struct cvd_transport;

struct cvd_envelope {
	const char *from;
	const char *to;
	const char *message_id; /* without angle brackets */
	const char *mail;       /* RFC 5322, lines end in CRLF */
	size_t mail_size;
};

enum cvd_answer {
	CVD_ANSWER_DELIVERED, /* the other side has it */
	CVD_ANSWER_REFUSED,   /* for good: 5xx */
	CVD_ANSWER_BARRED,    /* no letter gets in: TLS or login refused */
	CVD_ANSWER_AGAIN,     /* for now: 4xx, no network */
	CVD_ANSWER_UNKNOWN,   /* sent, but no answer came: send it again */
};

#define CVD_SERVER_TEXT   320
#define CVD_QUEUE_ID_TEXT 80

/* What came of it; texts are one line of visible UTF-8, or empty. */
struct cvd_receipt {
	enum cvd_answer answer;
	char server[CVD_SERVER_TEXT];     /* "mail.example.org:587", "spool" */
	char reply[CVD_MAX_REPLY + 1];    /* its last one, with the code */
	char queue_id[CVD_QUEUE_ID_TEXT]; /* under which it knows the letter */
	char reason[256];                 /* why not, where it did not arrive */
};

/*
 * A folder, made when it is missing, that gets LEFT.eml for the message id
 * LEFT@DOMAIN. The same message id again replaces the file.
 */
enum cvd_status cvd_transport_open_spool(const char *folder,
    struct cvd_transport **transport, struct cvd_err *err) CVD_MUST_CHECK;

enum cvd_smtp_security {
	CVD_SMTP_STARTTLS, /* required, never only if offered */
	CVD_SMTP_TLS,      /* from the first byte (RFC 8314) */
};

struct cvd_smtp {
	const char *host; /* a name, an IPv4 or an IPv6 address */
	unsigned port;    /* 0: 587 for STARTTLS, 465 for TLS */
	enum cvd_smtp_security security;
	const char *hello;    /* our name for EHLO; NULL: localhost */
	const char *user;     /* NULL: without login */
	const char *password; /* copied, and wiped when the handle closes */
	const char *ca_file;  /* PEM; NULL: the system's */
	unsigned connect_s;   /* seconds until there is a connection; 0: 30 */
	unsigned total_s;     /* seconds for one message; 0: 300 */
};

/*
 * A mail server; nothing is sent yet. CVD_E_INVALID when host, port or hello
 * is not one, or a user is without a password.
 */
enum cvd_status cvd_transport_open_smtp(const struct cvd_smtp *settings,
    struct cvd_transport **transport, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Sends one message and says what came of it. Fails with CVD_E_INVALID, and
 * without a word to the other side, when an address or the message id is not
 * one (core/address.h), or when the mail is empty, longer than CVD_MAX_MAIL,
 * does not end in CRLF, or has a lone CR or LF, a NUL or a line of more than
 * CVD_MAX_HEADER_LINE bytes (RFC 5321, 4.1.1.4 and 4.5.3.1.6); with CVD_E_IO
 * when the folder of a spool cannot be written.
 */
enum cvd_status cvd_transport_send(struct cvd_transport *transport,
    const struct cvd_envelope *envelope, struct cvd_receipt *receipt,
    struct cvd_err *err) CVD_MUST_CHECK;

/* Says goodbye; NULL is nothing. */
void cvd_transport_close(struct cvd_transport *transport);

/*
 * The answer as a status with a message: CVD_OK, CVD_E_DELIVERY when it was
 * refused or barred, CVD_E_AGAIN when it is to be sent again.
 */
enum cvd_status cvd_transport_status(const struct cvd_receipt *receipt,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

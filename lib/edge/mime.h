/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_MIME_H
#define CVD_EDGE_MIME_H

#include "core/buf.h"
#include "core/date.h"
#include "core/status.h"

#include <stddef.h>

/*
 * One letter as a message of RFC 5322, by GMime.
 *
 * The bytes depend on nothing but the fields: no clock, no host name, no
 * random boundary. Lines end in CRLF, and quoted-printable keeps every byte
 * below 128, so that no relay has a reason to change one.
 */

/* RFC 3834, 5: whether a person wrote the letter for this one recipient. */
enum cvd_mail_origin {
	CVD_MAIL_GENERATED, /* auto-generated: no out-of-office reply, please */
	CVD_MAIL_REPLIED,   /* auto-replied */
	CVD_MAIL_MANUAL,    /* no field */
};

/* All texts are borrowed. Message ids are without angle brackets. */
struct cvd_mail {
	const char *from_name; /* NULL: the address alone */
	const char *from;
	const char *to_name; /* NULL: the address alone */
	const char *to;
	const char *subject;
	cvd_instant date;
	const char *message_id;
	const char *in_reply_to;       /* NULL: none */
	const char *const *references; /* the oldest first */
	size_t reference_count;
	enum cvd_mail_origin origin;
	const char *body; /* UTF-8, lines end in LF */
};

/*
 * Appends the message. Fails with CVD_E_INVALID when an address, a name, the
 * subject or a message id is not one that core/address.h accepts, when the
 * body is not UTF-8, or when the message is beyond the ceiling of `out`,
 * which is at most CVD_MAX_MAIL.
 */
enum cvd_status cvd_mime_compose(const struct cvd_mail *mail,
    struct cvd_buf *out, struct cvd_err *err) CVD_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */

/* What all ways of sending have in common: the last look at a message. */

#include "edge/transport.h"

#include "core/address.h"
#include "core/utf8.h"
#include "edge/transport_kind.h"

#include <string.h>

/*
 * A lone LF is a line end to some servers and text to others, which is how
 * one message becomes two on its way (SMTP smuggling); libcurl sends it as it
 * is and does not even double a dot after it (curl/curl#15942).
 */
static enum cvd_status
check_lines(const char *mail, size_t size, struct cvd_err *err)
{
	size_t length = 0;
	unsigned line = 1;

	for (size_t i = 0; i < size; i++) {
		if (mail[i] == '\r' && i + 1 < size && mail[i + 1] == '\n') {
			length = 0;
			line++;
			i++;
			continue;
		}
		if (mail[i] == '\r' || mail[i] == '\n' || mail[i] == '\0')
			return cvd_fail(err, CVD_E_INVALID,
			    "line %u of the message holds a lone CR, LF or NUL",
			    line);
		if (++length > CVD_MAX_HEADER_LINE)
			return cvd_fail(err, CVD_E_INVALID,
			    "line %u of the message is longer than %u bytes",
			    line, CVD_MAX_HEADER_LINE);
	}
	if (length > 0 || size == 0)
		return cvd_fail(err, CVD_E_INVALID,
		    "the message does not end with CR LF");
	return CVD_OK;
}

static enum cvd_status
check_envelope(const struct cvd_envelope *envelope, struct cvd_err *err)
{
	enum cvd_status status = cvd_address_check(envelope->from, err);

	if (status == CVD_OK)
		status = cvd_address_check(envelope->to, err);
	if (status == CVD_OK)
		status = cvd_address_check_message_id(envelope->message_id,
		    err);
	if (status != CVD_OK)
		return status;
	if (envelope->mail_size > CVD_MAX_MAIL)
		return cvd_fail(err, CVD_E_INVALID,
		    "message longer than %u bytes", CVD_MAX_MAIL);
	return check_lines(envelope->mail, envelope->mail_size, err);
}

enum cvd_status
cvd_transport_send(struct cvd_transport *transport,
    const struct cvd_envelope *envelope, struct cvd_receipt *receipt,
    struct cvd_err *err)
{
	struct cvd_receipt answer = { .answer = CVD_ANSWER_AGAIN };
	enum cvd_status status = check_envelope(envelope, err);

	if (status == CVD_OK)
		status = transport->kind->send(transport, envelope, &answer,
		    err);
	if (status == CVD_OK)
		*receipt = answer;
	return status;
}

void
cvd_transport_close(struct cvd_transport *transport)
{
	if (transport != NULL)
		transport->kind->close(transport);
}

void
cvd_transport_note(char *field, size_t room, const char *bytes, size_t size)
{
	/* what is hidden grows to at most four times its size */
	struct cvd_buf shown = CVD_BUF_INIT(4 * (size_t)CVD_MAX_REPLY);
	size_t end;

	if (size > CVD_MAX_REPLY)
		size = CVD_MAX_REPLY;
	cvd_utf8_show(&shown, bytes, size, 0);
	end = shown.size < room ? shown.size : room - 1;
	while (end < shown.size && (shown.data[end] & 0xc0) == 0x80)
		end--;
	(void)memcpy(field, shown.data, end);
	field[end] = '\0';
	cvd_buf_clear(&shown);
}

static enum cvd_status
fail_receipt(const struct cvd_receipt *receipt, enum cvd_status status,
    const char *what, struct cvd_err *err)
{
	const char *why = receipt->reply[0] != '\0' ? receipt->reply
	                                            : receipt->reason;

	return cvd_fail(err, status, "%s %s: %s", receipt->server, what, why);
}

enum cvd_status
cvd_transport_status(const struct cvd_receipt *receipt, struct cvd_err *err)
{
	switch (receipt->answer) {
	case CVD_ANSWER_DELIVERED:
		return CVD_OK;
	case CVD_ANSWER_REFUSED:
		return fail_receipt(receipt, CVD_E_DELIVERY,
		    "refused the letter", err);
	case CVD_ANSWER_BARRED:
		return fail_receipt(receipt, CVD_E_DELIVERY,
		    "lets no letter in", err);
	case CVD_ANSWER_AGAIN:
		return fail_receipt(receipt, CVD_E_AGAIN,
		    "does not take the letter now", err);
	case CVD_ANSWER_UNKNOWN:
		return fail_receipt(receipt, CVD_E_AGAIN,
		    "did not say whether it took the letter", err);
	}
	return cvd_fail(err, CVD_E_INTERNAL, "a receipt has no answer");
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Messages by GMime, which ends the program where memory runs out. */

#include "edge/mime.h"

#include "core/address.h"
#include "core/limits.h"
#include "core/utf8.h"

#include <gmime/gmime.h>
#include <string.h>

static void
start_gmime(void)
{
	static bool started;

	if (!started)
		g_mime_init();
	started = true;
}

static enum cvd_status
check_name(const char *name, struct cvd_err *err)
{
	return name == NULL ? CVD_OK : cvd_address_check_name(name, err);
}

static enum cvd_status
check_references(const struct cvd_mail *mail, struct cvd_err *err)
{
	enum cvd_status status = CVD_OK;

	if (mail->in_reply_to != NULL)
		status = cvd_address_check_reference(mail->in_reply_to, err);
	if (mail->reference_count > CVD_MAX_REFERENCES)
		return cvd_fail(err, CVD_E_INVALID,
		    "more than %u references in a message", CVD_MAX_REFERENCES);
	for (size_t i = 0; status == CVD_OK && i < mail->reference_count; i++)
		status = cvd_address_check_reference(mail->references[i], err);
	return status;
}

static enum cvd_status
check_mail(const struct cvd_mail *mail, struct cvd_err *err)
{
	enum cvd_status status = cvd_address_check(mail->from, err);

	if (status == CVD_OK)
		status = cvd_address_check(mail->to, err);
	if (status == CVD_OK)
		status = check_name(mail->from_name, err);
	if (status == CVD_OK)
		status = check_name(mail->to_name, err);
	if (status == CVD_OK)
		status = cvd_address_check_header(mail->subject, err);
	if (status == CVD_OK)
		status = cvd_address_check_message_id(mail->message_id, err);
	if (status == CVD_OK)
		status = check_references(mail, err);
	if (status == CVD_OK &&
	    !cvd_utf8_is_valid(mail->body, strlen(mail->body)))
		return cvd_fail(err, CVD_E_INVALID,
		    "the body of a message is not UTF-8");
	return status;
}

static void
set_mailbox(InternetAddressList *list, const char *name, const char *address)
{
	InternetAddress *mailbox = internet_address_mailbox_new(name, address);

	internet_address_set_charset(mailbox, "utf-8");
	(void)internet_address_list_add(list, mailbox);
	g_object_unref(mailbox);
}

static void
set_ids(GMimeObject *message, const char *header, const char *const *ids,
    size_t count)
{
	GString *value = g_string_new(NULL);

	for (size_t i = 0; i < count; i++)
		g_string_append_printf(value, "%s<%s>", i == 0 ? "" : " ",
		    ids[i]);
	if (count > 0)
		g_mime_object_set_header(message, header, value->str, NULL);
	(void)g_string_free(value, TRUE);
}

static const char *
origin_text(enum cvd_mail_origin origin)
{
	switch (origin) {
	case CVD_MAIL_GENERATED:
		return "auto-generated";
	case CVD_MAIL_REPLIED:
		return "auto-replied";
	case CVD_MAIL_MANUAL:
		return NULL;
	}
	return NULL;
}

/* In the order in which they are to stand in the message. */
static void
set_headers(GMimeMessage *message, const struct cvd_mail *mail)
{
	GMimeObject *object = GMIME_OBJECT(message);
	GDateTime *date = g_date_time_new_from_unix_utc(mail->date);
	const char *origin = origin_text(mail->origin);

	set_mailbox(g_mime_message_get_from(message), mail->from_name,
	    mail->from);
	set_mailbox(g_mime_message_get_to(message), mail->to_name, mail->to);
	g_mime_message_set_subject(message, mail->subject, "utf-8");
	g_mime_message_set_date(message, date);
	g_mime_message_set_message_id(message, mail->message_id);
	if (mail->in_reply_to != NULL)
		set_ids(object, "In-Reply-To", &mail->in_reply_to, 1);
	set_ids(object, "References", mail->references, mail->reference_count);
	if (origin != NULL)
		g_mime_object_set_header(object, "Auto-Submitted", origin,
		    NULL);
	g_mime_object_set_header(object, "MIME-Version", "1.0", NULL);
	g_date_time_unref(date);
}

static void
set_body(GMimeMessage *message, const char *body)
{
	GMimePart *part = g_mime_part_new_with_type("text", "plain");
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(body,
	    strlen(body));
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream,
	    GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset",
	    "utf-8");
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "format",
	    "fixed");
	g_mime_part_set_content_encoding(part,
	    GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	g_mime_part_set_content(part, content);
	g_mime_message_set_mime_part(message, GMIME_OBJECT(part));
	g_object_unref(content);
	g_object_unref(stream);
	g_object_unref(part);
}

static void
write_message(GMimeMessage *message, struct cvd_buf *out)
{
	GMimeFormatOptions *format = g_mime_format_options_new();
	GMimeStream *stream = g_mime_stream_mem_new();
	GByteArray *bytes;

	g_mime_format_options_set_newline_format(format,
	    GMIME_NEWLINE_FORMAT_DOS);
	(void)g_mime_object_write_to_stream(GMIME_OBJECT(message), format,
	    stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	cvd_buf_add(out, bytes->data, bytes->len);
	g_object_unref(stream);
	g_mime_format_options_free(format);
}

enum cvd_status
cvd_mime_compose(const struct cvd_mail *mail, struct cvd_buf *out,
    struct cvd_err *err)
{
	enum cvd_status status = check_mail(mail, err);
	GMimeMessage *message;

	if (status != CVD_OK)
		return status;
	start_gmime();
	message = g_mime_message_new(FALSE);
	set_headers(message, mail);
	set_body(message, mail->body);
	write_message(message, out);
	g_object_unref(message);
	return cvd_buf_check(out, err);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "edge/mime.h"

#include "suite.h"

#include <gmime/gmime.h>
#include <string.h>

#define NOON 1795165200 /* 2026-11-20T09:00:00Z */

static struct cvd_mail
letter(void)
{
	return (struct cvd_mail){
		.from_name = "CERT Example",
		.from = "cert@example.org",
		.to_name = "Alice",
		.to = "alice@example.net",
		.subject = "[CVD-2026-4K7Q9XV] We received your report",
		.date = NOON,
		.message_id = "4k7q9xv.1@example.org",
		.body = "Dear Alice,\n\nThank you.\n",
	};
}

START_TEST(a_letter_is_one_plain_message)
{
	struct cvd_mail mail = letter();
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_MAIL);

	ck_assert_int_eq(cvd_mime_compose(&mail, &out, NULL), CVD_OK);
	ck_assert_str_eq(out.data,
	    "From: CERT Example <cert@example.org>\r\n"
	    "To: Alice <alice@example.net>\r\n"
	    "Subject: [CVD-2026-4K7Q9XV] We received your report\r\n"
	    "Date: Fri, 20 Nov 2026 09:00:00 +0000\r\n"
	    "Message-Id: <4k7q9xv.1@example.org>\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8; format=fixed\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "Dear Alice,\r\n"
	    "\r\n"
	    "Thank you.\r\n");
	cvd_buf_clear(&out);
}
END_TEST

START_TEST(names_and_answers_are_optional)
{
	static const char *const references[] = { "first@example.net",
		"second@example.net" };
	struct cvd_mail mail = letter();
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_MAIL);

	mail.from_name = NULL;
	mail.to_name = NULL;
	mail.in_reply_to = "second@example.net";
	mail.references = references;
	mail.reference_count = 2;
	mail.origin = CVD_MAIL_REPLIED;
	ck_assert_int_eq(cvd_mime_compose(&mail, &out, NULL), CVD_OK);
	ck_assert_ptr_nonnull(strstr(out.data, "From: cert@example.org\r\n"));
	ck_assert_ptr_nonnull(strstr(out.data, "To: alice@example.net\r\n"));
	ck_assert_ptr_nonnull(
	    strstr(out.data, "\r\nIn-Reply-To: <second@example.net>\r\n"));
	ck_assert_ptr_nonnull(strstr(out.data,
	    "\r\nReferences: <first@example.net> <second@example.net>\r\n"));
	ck_assert_ptr_nonnull(
	    strstr(out.data, "\r\nAuto-Submitted: auto-replied\r\n"));
	cvd_buf_clear(&out);
	mail.origin = CVD_MAIL_MANUAL;
	ck_assert_int_eq(cvd_mime_compose(&mail, &out, NULL), CVD_OK);
	ck_assert_ptr_null(strstr(out.data, "Auto-Submitted"));
	cvd_buf_clear(&out);
}
END_TEST

static const char awkward[] =
    ".\n..dots\n.\nFrom here on\nblank at the end \n\ttab\t\n"
    "na\xc3\xafve \xe2\x82\xac \xe6\xbc\x8f\xe6\xb4\x9e \xf0\x9f\x94\x92\n"
    "=3D is no escape\na lone \r return\n"
    "a line that is longer than any line of quoted-printable may be, so that "
    "it has to be broken by the composer and put together again by readers\n"
    "\n\n  the end without a line end";

/* Every line ends in CRLF, is short, and holds nothing above 126. */
static void
assert_mail_lines(const struct cvd_buf *mail)
{
	size_t length = 0;

	for (size_t i = 0; i < mail->size; i++) {
		unsigned char c = (unsigned char)mail->data[i];

		if (c == '\r') {
			ck_assert_int_eq(mail->data[i + 1], '\n');
			length = 0;
			i++;
			continue;
		}
		ck_assert_msg(c == '\t' || (c >= ' ' && c < 0x7f),
		    "byte %u at %zu", c, i);
		ck_assert_uint_le(++length, 998);
	}
	ck_assert_str_eq(mail->data + mail->size - 2, "\r\n");
}

/* CRLF to LF, in place. */
static void
unfold_lines(char *text)
{
	char *out = text;

	for (const char *p = text; *p != '\0'; p++) {
		if (p[0] != '\r' || p[1] != '\n')
			*out++ = *p;
	}
	*out = '\0';
}

static char *
decoded_body(const struct cvd_buf *mail, GMimeMessage **message)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(mail->data,
	    mail->size);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	char *text;

	*message = g_mime_parser_construct_message(parser, NULL);
	ck_assert_ptr_nonnull(*message);
	text = g_mime_text_part_get_text(
	    GMIME_TEXT_PART(g_mime_message_get_mime_part(*message)));
	unfold_lines(text);
	g_object_unref(parser);
	g_object_unref(stream);
	return text;
}

START_TEST(what_goes_in_is_read_out_again)
{
	struct cvd_mail mail = letter();
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_MAIL);
	InternetAddress *from;
	GMimeMessage *message;
	char *text;

	mail.from_name = "Zo\xc3\xab \"CERT\" <x>, \xe6\xbc\x8f";
	mail.subject = "\xe2\x82\xac and a subject that is so long that it has "
	               "to be folded, with \xf0\x9f\x94\x92 at its end";
	mail.body = awkward;
	ck_assert_int_eq(cvd_mime_compose(&mail, &out, NULL), CVD_OK);
	assert_mail_lines(&out);
	text = decoded_body(&out, &message);
	ck_assert_int_eq(strncmp(text, awkward, strlen(awkward)), 0);
	ck_assert_str_eq(text + strlen(awkward), "\n");
	ck_assert_str_eq(g_mime_message_get_subject(message), mail.subject);
	ck_assert_str_eq(g_mime_message_get_message_id(message),
	    mail.message_id);
	from = internet_address_list_get_address(g_mime_message_get_from(
	                                             message),
	    0);
	ck_assert_str_eq(internet_address_get_name(from), mail.from_name);
	ck_assert_str_eq(internet_address_mailbox_get_addr(
	                     INTERNET_ADDRESS_MAILBOX(from)),
	    mail.from);
	g_free(text);
	g_object_unref(message);
	cvd_buf_clear(&out);
}
END_TEST

START_TEST(the_same_letter_has_the_same_bytes)
{
	struct cvd_mail mail = letter();
	struct cvd_buf one = CVD_BUF_INIT(CVD_MAX_MAIL);
	struct cvd_buf two = CVD_BUF_INIT(CVD_MAX_MAIL);

	mail.body = awkward;
	ck_assert_int_eq(cvd_mime_compose(&mail, &one, NULL), CVD_OK);
	ck_assert_int_eq(cvd_mime_compose(&mail, &two, NULL), CVD_OK);
	ck_assert_uint_eq(one.size, two.size);
	ck_assert_mem_eq(one.data, two.data, one.size);
	cvd_buf_clear(&one);
	cvd_buf_clear(&two);
}
END_TEST

static void
refuses(const struct cvd_mail *mail, const char *message)
{
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_MAIL);
	struct cvd_err err = { .message = "" };

	ck_assert_int_eq(cvd_mime_compose(mail, &out, &err), CVD_E_INVALID);
	ck_assert_msg(strstr(err.message, message) != NULL, "%s", err.message);
	ck_assert_uint_eq(out.size, 0);
	cvd_buf_clear(&out);
}

START_TEST(no_field_may_bring_its_own_line)
{
	static const char forged[] = "x\r\nBcc: evil@example.net";
	static const char *const forged_list[] = { "a@b\r\nBcc: x" };
	struct cvd_mail mail = letter();

	mail.from_name = forged;
	refuses(&mail, "name is more than one line");
	mail = letter();
	mail.to_name = forged;
	refuses(&mail, "name is more than one line");
	mail = letter();
	mail.subject = forged;
	refuses(&mail, "header value is more than one line");
	mail = letter();
	mail.from = "cert@example.org\r\nBcc: evil@example.net";
	refuses(&mail, "before '@'");
	mail = letter();
	mail.to = "alice@example.net, evil@example.net";
	refuses(&mail, "before '@'");
	mail = letter();
	mail.message_id = "x@y>\r\nBcc: <evil@example.net";
	refuses(&mail, "LEFT@DOMAIN");
	mail = letter();
	mail.in_reply_to = forged_list[0];
	refuses(&mail, "angle brackets");
	mail = letter();
	mail.references = forged_list;
	mail.reference_count = 1;
	refuses(&mail, "angle brackets");
	mail.reference_count = CVD_MAX_REFERENCES + 1;
	refuses(&mail, "more than 100 references");
	mail = letter();
	mail.body = "\xff";
	refuses(&mail, "not UTF-8");
}
END_TEST

START_TEST(a_message_keeps_to_the_ceiling)
{
	struct cvd_mail mail = letter();
	struct cvd_buf out = CVD_BUF_INIT(100);
	struct cvd_err err;

	ck_assert_int_eq(cvd_mime_compose(&mail, &out, &err), CVD_E_INVALID);
	ck_assert_str_eq(err.message,
	    "text longer than the limit of 100 bytes");
	cvd_buf_clear(&out);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("mime");
	TCase *tc = tcase_create("mime");

	tcase_add_test(tc, a_letter_is_one_plain_message);
	tcase_add_test(tc, names_and_answers_are_optional);
	tcase_add_test(tc, what_goes_in_is_read_out_again);
	tcase_add_test(tc, the_same_letter_has_the_same_bytes);
	tcase_add_test(tc, no_field_may_bring_its_own_line);
	tcase_add_test(tc, a_message_keeps_to_the_ceiling);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

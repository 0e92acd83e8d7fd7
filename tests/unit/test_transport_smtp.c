/* SPDX-License-Identifier: EUPL-1.2 */

/* A real mail server of ours stands beside: tests/tools/smtp_server.py. */

#include "core/scan.h"
#include "edge/fs.h"
#include "edge/transport.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PASSWORD "correct horse"

static const char mail[] = "From: cert@example.org\r\n"
                           "Subject: x\r\n"
                           "\r\n"
                           ".\r\n"
                           "..two dots\r\n"
                           ".one dot\r\n"
                           "\xc3\xa9\xff eight bits\r\n"
                           "\r\n"
                           ".\r\n";

static const char *
in_server(const char *name)
{
	static char paths[4][512];
	static unsigned turn;
	char *path = paths[turn++ % 4];

	(void)snprintf(path, sizeof paths[0], "%s/%s",
	    getenv("CVD_SMTP_FOLDER"), name);
	return path;
}

static unsigned
port(const char *name)
{
	struct cvd_scan scan = cvd_scan_text(getenv(name));
	int64_t number = 0;

	ck_assert(cvd_scan_number(&scan, 1, 5, &number));
	return (unsigned)number;
}

static struct cvd_smtp
good_settings(void)
{
	return (struct cvd_smtp){
		.host = "127.0.0.1",
		.port = port("CVD_SMTP_STARTTLS"),
		.security = CVD_SMTP_STARTTLS,
		.hello = "desk.example.org",
		.user = "alice",
		.password = PASSWORD,
		.ca_file = in_server("ca.pem"),
		.connect_s = 20,
		.total_s = 40,
	};
}

static struct cvd_envelope
letter_to(const char *to)
{
	return (struct cvd_envelope){
		.from = "cert@example.org",
		.to = to,
		.message_id = "1@example.org",
		.mail = mail,
		.mail_size = sizeof mail - 1,
	};
}

static struct cvd_receipt
send_with(const struct cvd_smtp *settings, const char *to)
{
	struct cvd_envelope envelope = letter_to(to);
	struct cvd_transport *smtp = NULL;
	struct cvd_receipt receipt;
	struct cvd_err err;

	ck_assert_msg(cvd_transport_open_smtp(settings, &smtp, &err) == CVD_OK,
	    "%s", err.message);
	ck_assert_msg(cvd_transport_send(smtp, &envelope, &receipt, &err) ==
	                  CVD_OK,
	    "%s", err.message);
	cvd_transport_close(smtp);
	return receipt;
}

static void
assert_kept(const char *name, const char *text)
{
	struct cvd_buf bytes = CVD_BUF_INIT(65536);
	char path[128];
	struct cvd_err err;

	(void)snprintf(path, sizeof path, "box/%s", name);
	ck_assert_msg(cvd_fs_read(in_server(path), &bytes, &err) == CVD_OK,
	    "%s", err.message);
	ck_assert_str_eq(bytes.data, text);
	cvd_buf_clear(&bytes);
}

START_TEST(a_letter_arrives_byte_for_byte)
{
	struct cvd_smtp settings = good_settings();
	struct cvd_receipt receipt = send_with(&settings,
	    "arrives@example.net");
	char server[64];

	(void)snprintf(server, sizeof server, "127.0.0.1:%u", settings.port);
	ck_assert_int_eq(receipt.answer, CVD_ANSWER_DELIVERED);
	ck_assert_str_eq(receipt.server, server);
	ck_assert_str_eq(receipt.reply, "250 2.0.0 Ok: queued as 0001A");
	ck_assert_str_eq(receipt.queue_id, "0001A");
	ck_assert_str_eq(receipt.reason, "");
	assert_kept("arrives@example.net.1.eml", mail);
	assert_kept("arrives@example.net.1.json",
	    "{\"from\": \"cert@example.org\", "
	    "\"hello\": \"desk.example.org\", "
	    "\"tls\": true, \"to\": [\"arrives@example.net\"], "
	    "\"user\": \"alice\"}");
}
END_TEST

START_TEST(tls_from_the_first_byte_works_too)
{
	struct cvd_smtp settings = good_settings();
	struct cvd_receipt receipt;

	settings.port = port("CVD_SMTP_TLS");
	settings.security = CVD_SMTP_TLS;
	settings.hello = NULL;
	settings.user = NULL;
	receipt = send_with(&settings, "implicit@example.net");
	ck_assert_int_eq(receipt.answer, CVD_ANSWER_DELIVERED);
	assert_kept("implicit@example.net.1.eml", mail);
	assert_kept("implicit@example.net.1.json",
	    "{\"from\": \"cert@example.org\", \"hello\": \"localhost\", "
	    "\"tls\": true, \"to\": [\"implicit@example.net\"], "
	    "\"user\": null}");
}
END_TEST

START_TEST(one_handle_sends_many_letters)
{
	struct cvd_smtp settings = good_settings();
	struct cvd_envelope envelope = letter_to("many@example.net");
	struct cvd_envelope refused = letter_to("unknown@example.net");
	struct cvd_transport *smtp = NULL;
	struct cvd_receipt receipt;

	ck_assert_int_eq(cvd_transport_open_smtp(&settings, &smtp, NULL),
	    CVD_OK);
	for (int i = 1; i <= 3; i++) {
		ck_assert_int_eq(cvd_transport_send(smtp, &envelope, &receipt,
		                     NULL),
		    CVD_OK);
		ck_assert_int_eq(receipt.answer, CVD_ANSWER_DELIVERED);
		ck_assert_int_eq(cvd_transport_send(smtp, &refused, &receipt,
		                     NULL),
		    CVD_OK);
		ck_assert_int_eq(receipt.answer, CVD_ANSWER_REFUSED);
		ck_assert_str_eq(receipt.queue_id, "");
	}
	cvd_transport_close(smtp);
	assert_kept("many@example.net.3.eml", mail);
}
END_TEST

static const struct {
	const char *to;
	enum cvd_answer answer;
	const char *reply;
} recipients[] = {
	{ "unknown@example.net", CVD_ANSWER_REFUSED, "550 5.1.1 no such user" },
	{ "greylisted@example.net", CVD_ANSWER_AGAIN,
	    "451 4.7.1 greylisted, try again" },
	{ "closing@example.net", CVD_ANSWER_AGAIN, "421 4.3.2 shutting down" },
	{ "escape@example.net", CVD_ANSWER_REFUSED,
	    "550 5.1.1 no \\x1b[2J\\xff such user" },
	{ "gone@example.net", CVD_ANSWER_AGAIN, "" },
	{ "spam@example.net", CVD_ANSWER_REFUSED, "554 5.7.1 looks like spam" },
	{ "busy@example.net", CVD_ANSWER_AGAIN, "451 4.3.0 busy" },
	{ "lost@example.net", CVD_ANSWER_UNKNOWN, "" },
};

START_TEST(what_the_server_says_of_a_letter_is_its_answer)
{
	struct cvd_smtp settings = good_settings();
	struct cvd_receipt receipt = send_with(&settings, recipients[_i].to);

	ck_assert_int_eq(receipt.answer, recipients[_i].answer);
	ck_assert_str_eq(receipt.reply, recipients[_i].reply);
	ck_assert_str_ne(receipt.reason, "");
	ck_assert_str_eq(receipt.queue_id, "");
}
END_TEST

START_TEST(a_server_that_does_not_answer_the_letter_may_have_it)
{
	struct cvd_smtp settings = good_settings();
	struct cvd_receipt receipt;

	settings.total_s = 2;
	receipt = send_with(&settings, "mute@example.net");
	ck_assert_int_eq(receipt.answer, CVD_ANSWER_UNKNOWN);
	ck_assert_str_eq(receipt.reply, "");
}
END_TEST

START_TEST(a_wrong_password_bars_the_way)
{
	struct cvd_smtp settings = good_settings();
	struct cvd_receipt receipt;

	settings.password = "wrong horse";
	receipt = send_with(&settings, "never@example.net");
	ck_assert_int_eq(receipt.answer, CVD_ANSWER_BARRED);
	ck_assert_str_eq(receipt.reply, "535 5.7.8 wrong user or password");
	ck_assert_ptr_null(strstr(receipt.reason, "horse"));
}
END_TEST

START_TEST(a_login_that_fails_for_now_is_tried_again)
{
	struct cvd_smtp settings = good_settings();
	struct cvd_receipt receipt;

	settings.user = "tired";
	receipt = send_with(&settings, "never@example.net");
	ck_assert_int_eq(receipt.answer, CVD_ANSWER_AGAIN);
	ck_assert_str_eq(receipt.reply, "454 4.7.0 ask me later");
}
END_TEST

/* Nothing is said in clear: neither the password nor the letter. */
START_TEST(a_server_without_starttls_gets_nothing)
{
	struct cvd_smtp settings = good_settings();
	struct cvd_receipt receipt;

	settings.port = port("CVD_SMTP_CLEAR");
	receipt = send_with(&settings, "clear@example.net");
	ck_assert_int_eq(receipt.answer, CVD_ANSWER_BARRED);
	ck_assert_str_eq(receipt.reply, "");
	ck_assert_ptr_nonnull(strstr(receipt.reason, "STARTTLS"));
	ck_assert_int_ne(access(in_server("box/clear@example.net.1.eml"), F_OK),
	    0);
}
END_TEST

static const struct {
	const char *port;
	const char *ca;
	enum cvd_smtp_security security;
} untrusted[] = {
	{ "CVD_SMTP_STARTTLS", "other-ca.pem", CVD_SMTP_STARTTLS },
	{ "CVD_SMTP_STARTTLS", NULL, CVD_SMTP_STARTTLS },
	{ "CVD_SMTP_STARTTLS", "no-such-file.pem", CVD_SMTP_STARTTLS },
	{ "CVD_SMTP_TLS", "other-ca.pem", CVD_SMTP_TLS },
	{ "CVD_SMTP_OTHER", "ca.pem", CVD_SMTP_STARTTLS },
	{ "CVD_SMTP_STARTTLS", "ca.pem", CVD_SMTP_TLS }, /* no TLS there */
};

START_TEST(a_server_that_cannot_be_trusted_gets_nothing)
{
	struct cvd_smtp settings = good_settings();
	const char *ca = untrusted[_i].ca;
	struct cvd_receipt receipt;

	settings.port = port(untrusted[_i].port);
	settings.security = untrusted[_i].security;
	settings.ca_file = ca == NULL ? NULL : in_server(ca);
	receipt = send_with(&settings, "untrusted@example.net");
	ck_assert_int_eq(receipt.answer, CVD_ANSWER_BARRED);
	ck_assert_str_eq(receipt.reply, "");
	ck_assert_str_ne(receipt.reason, "");
	ck_assert_int_ne(access(in_server("box/untrusted@example.net.1.eml"),
	                     F_OK),
	    0);
}
END_TEST

START_TEST(without_a_server_a_letter_is_to_be_sent_again)
{
	struct cvd_smtp settings = good_settings();
	struct cvd_receipt receipt;

	settings.port = 1; /* nobody listens there */
	receipt = send_with(&settings, "never@example.net");
	ck_assert_int_eq(receipt.answer, CVD_ANSWER_AGAIN);
}
END_TEST

START_TEST(a_large_letter_arrives_whole)
{
	struct cvd_smtp settings = good_settings();
	struct cvd_buf large = CVD_BUF_INIT(CVD_MAX_MAIL);
	struct cvd_buf kept = CVD_BUF_INIT(CVD_MAX_MAIL);
	struct cvd_envelope envelope = letter_to("large@example.net");
	struct cvd_transport *smtp = NULL;
	struct cvd_receipt receipt;

	for (unsigned i = 0; i < 40000; i++)
		cvd_buf_addf(&large, "%s%u of many lines\r\n",
		    i % 3 == 0 ? "." : "", i);
	envelope.mail = large.data;
	envelope.mail_size = large.size;
	ck_assert_int_eq(cvd_transport_open_smtp(&settings, &smtp, NULL),
	    CVD_OK);
	ck_assert_int_eq(cvd_transport_send(smtp, &envelope, &receipt, NULL),
	    CVD_OK);
	cvd_transport_close(smtp);
	ck_assert_int_eq(receipt.answer, CVD_ANSWER_DELIVERED);
	ck_assert_int_eq(cvd_fs_read(in_server("box/large@example.net.1.eml"),
	                     &kept, NULL),
	    CVD_OK);
	ck_assert_uint_eq(kept.size, large.size);
	ck_assert_mem_eq(kept.data, large.data, large.size);
	cvd_buf_clear(&kept);
	cvd_buf_clear(&large);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof(table)[0]))

int
main(int argc, char **argv)
{
	Suite *suite = suite_create("transport_smtp");
	TCase *tc = tcase_create("transport_smtp");

	if (argc > 0 && getenv("CVD_SMTP_FOLDER") == NULL) {
		(void)execlp("python3", "python3",
		    CVD_TEST_DATA "/../tools/smtp_server.py", "--", argv[0],
		    (char *)NULL);
		(void)puts("skipped: not installed: python3");
		return 77;
	}
	tcase_add_test(tc, a_letter_arrives_byte_for_byte);
	tcase_add_test(tc, tls_from_the_first_byte_works_too);
	tcase_add_test(tc, one_handle_sends_many_letters);
	tcase_add_loop_test(tc, what_the_server_says_of_a_letter_is_its_answer,
	    0, ROWS(recipients));
	tcase_add_test(tc,
	    a_server_that_does_not_answer_the_letter_may_have_it);
	tcase_add_test(tc, a_wrong_password_bars_the_way);
	tcase_add_test(tc, a_login_that_fails_for_now_is_tried_again);
	tcase_add_test(tc, a_server_without_starttls_gets_nothing);
	tcase_add_loop_test(tc, a_server_that_cannot_be_trusted_gets_nothing, 0,
	    ROWS(untrusted));
	tcase_add_test(tc, without_a_server_a_letter_is_to_be_sent_again);
	tcase_add_test(tc, a_large_letter_arrives_whole);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/transport.h"

#include "folder.h"
#include "suite.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct cvd_transport *spool;

static void
set_up(void)
{
	folder_make();
	ck_assert_int_eq(cvd_transport_open_spool(in_folder("a/spool"), &spool,
	                     NULL),
	    CVD_OK);
}

static void
tear_down(void)
{
	cvd_transport_close(spool);
	folder_remove();
}

static struct cvd_envelope
letter(const char *mail)
{
	return (struct cvd_envelope){
		.from = "cert@example.org",
		.to = "alice@example.net",
		.message_id = "4k7q9xv.1@example.org",
		.mail = mail,
		.mail_size = strlen(mail),
	};
}

START_TEST(a_spooled_letter_is_a_file_of_its_owner)
{
	struct cvd_envelope envelope = letter("Subject: x\r\n\r\n.\r\n");
	struct cvd_receipt receipt;
	struct stat about;

	ck_assert_int_eq(cvd_transport_send(spool, &envelope, &receipt, NULL),
	    CVD_OK);
	ck_assert_int_eq(receipt.answer, CVD_ANSWER_DELIVERED);
	ck_assert_str_eq(receipt.server, "spool");
	ck_assert_str_eq(receipt.queue_id, "4k7q9xv.1.eml");
	ck_assert_str_eq(receipt.reply, "");
	assert_file("a/spool/4k7q9xv.1.eml", envelope.mail);
	ck_assert_int_eq(stat(in_folder("a/spool/4k7q9xv.1.eml"), &about), 0);
	ck_assert_int_eq(about.st_mode & 07777, 0600);
	ck_assert_int_eq(stat(in_folder("a/spool"), &about), 0);
	ck_assert_int_eq(about.st_mode & 07777, 0700);
}
END_TEST

START_TEST(the_same_letter_again_is_the_same_file)
{
	struct cvd_envelope envelope = letter("Subject: x\r\n\r\nbody\r\n");
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_receipt receipt;
	const char *const *names;
	size_t count = 0;

	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(cvd_transport_send(spool, &envelope, &receipt,
		                     NULL),
		    CVD_OK);
	ck_assert_int_eq(cvd_fs_list(in_folder("a/spool"), arena, &names,
	                     &count, NULL),
	    CVD_OK);
	ck_assert_uint_eq(count, 1);
	assert_file("a/spool/4k7q9xv.1.eml", envelope.mail);
	cvd_arena_free(arena);
}
END_TEST

START_TEST(a_folder_that_went_away_is_said)
{
	struct cvd_envelope envelope = letter("Subject: x\r\n\r\nbody\r\n");
	struct cvd_receipt receipt = { .answer = CVD_ANSWER_UNKNOWN };
	struct cvd_err err;

	ck_assert_int_eq(rmdir(in_folder("a/spool")), 0);
	ck_assert_int_ne(cvd_transport_send(spool, &envelope, &receipt, &err),
	    CVD_OK);
	ck_assert_ptr_nonnull(strstr(err.message, "a/spool"));
	ck_assert_int_eq(receipt.answer, CVD_ANSWER_UNKNOWN);
}
END_TEST

static const struct {
	const char *mail;
	const char *message;
} crooked[] = {
	{ "", "does not end with CR LF" },
	{ "Subject: x", "does not end with CR LF" },
	{ "Subject: x\r\n\r\nend", "does not end with CR LF" },
	{ "Subject: x\r\n\r\nend\n", "line 3 of the message holds a lone" },
	{ "Subject: x\n\r\n\r\n", "line 1 of the message holds a lone" },
	{ "Subject: x\r\n\r\na\n.\nb\r\n", "line 3 of the message holds" },
	{ "Subject: x\r\n\r\na\rb\r\n", "line 3 of the message holds a lone" },
	{ "Subject: x\r\n\r\na\r", "line 3 of the message holds a lone" },
	{ "\r\r\n", "line 1 of the message holds a lone" },
};

START_TEST(a_message_has_whole_lines)
{
	struct cvd_envelope envelope = letter(crooked[_i].mail);
	struct cvd_receipt receipt;
	struct cvd_err err;

	ck_assert_int_eq(cvd_transport_send(spool, &envelope, &receipt, &err),
	    CVD_E_INVALID);
	ck_assert_msg(strstr(err.message, crooked[_i].message) != NULL, "%s",
	    err.message);
}
END_TEST

START_TEST(a_message_holds_no_nul_and_no_endless_line)
{
	static char line[] = "x\0y\r\n";
	char much[CVD_MAX_HEADER_LINE + 4];
	struct cvd_envelope envelope = letter("x\r\n");
	struct cvd_receipt receipt;
	struct cvd_err err;

	envelope.mail = line;
	envelope.mail_size = 5;
	ck_assert_int_eq(cvd_transport_send(spool, &envelope, &receipt, &err),
	    CVD_E_INVALID);
	(void)memset(much, 'x', sizeof much);
	(void)memcpy(much + CVD_MAX_HEADER_LINE, "\r\n", 3);
	envelope = letter(much);
	ck_assert_int_eq(cvd_transport_send(spool, &envelope, &receipt, &err),
	    CVD_OK);
	(void)memcpy(much + CVD_MAX_HEADER_LINE, "x\r\n", 4);
	envelope = letter(much);
	ck_assert_int_eq(cvd_transport_send(spool, &envelope, &receipt, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message,
	    "line 1 of the message is longer than 998 bytes");
}
END_TEST

START_TEST(the_envelope_is_looked_at_again)
{
	struct cvd_envelope envelope = letter("x\r\n");
	struct cvd_receipt receipt;

	envelope.to = "alice@example.net>\r\nRCPT TO:<evil@example.net";
	ck_assert_int_eq(cvd_transport_send(spool, &envelope, &receipt, NULL),
	    CVD_E_INVALID);
	envelope = letter("x\r\n");
	envelope.from = "cert@example.org\r\nRSET";
	ck_assert_int_eq(cvd_transport_send(spool, &envelope, &receipt, NULL),
	    CVD_E_INVALID);
	envelope = letter("x\r\n");
	envelope.message_id = "../../x@example.org";
	ck_assert_int_eq(cvd_transport_send(spool, &envelope, &receipt, NULL),
	    CVD_E_INVALID);
}
END_TEST

static const struct {
	struct cvd_receipt receipt;
	enum cvd_status status;
	const char *message;
} receipts[] = {
	{ { CVD_ANSWER_DELIVERED, "m:587", "250 ok", "1", "" }, CVD_OK, "" },
	{ { CVD_ANSWER_REFUSED, "m:587", "550 no", "", "x" }, CVD_E_DELIVERY,
	    "m:587 refused the letter: 550 no" },
	{ { CVD_ANSWER_BARRED, "m:587", "", "", "bad TLS" }, CVD_E_DELIVERY,
	    "m:587 lets no letter in: bad TLS" },
	{ { CVD_ANSWER_AGAIN, "m:587", "451 wait", "", "" }, CVD_E_AGAIN,
	    "m:587 does not take the letter now: 451 wait" },
	{ { CVD_ANSWER_UNKNOWN, "m:587", "", "", "lost" }, CVD_E_AGAIN,
	    "m:587 did not say whether it took the letter: lost" },
};

START_TEST(a_receipt_is_a_status_with_a_message)
{
	struct cvd_err err = { .message = "" };

	ck_assert_int_eq(cvd_transport_status(&receipts[_i].receipt, &err),
	    receipts[_i].status);
	ck_assert_str_eq(err.message, receipts[_i].message);
}
END_TEST

static const struct {
	struct cvd_smtp settings;
	const char *message;
} servers[] = {
	{ { .host = "" }, "'' is not a host name or IP address" },
	{ { .host = "mail.example.org/x" }, "is not a host name" },
	{ { .host = "a b" }, "is not a host name" },
	{ { .host = "m\r\nx" }, "is not a host name" },
	{ { .host = "user@m" }, "is not a host name" },
	{ { .host = "m", .port = 65536 }, "65536 is not a port" },
	{ { .host = "m", .hello = "x\r\nRSET" }, "is not a host name" },
	{ { .host = "m", .hello = "x/y" }, "is not a host name" },
	{ { .host = "m", .user = "alice" }, "is without a password" },
};

START_TEST(a_mail_server_has_a_name_and_a_port)
{
	struct cvd_transport *smtp = NULL;
	struct cvd_err err;

	ck_assert_int_eq(cvd_transport_open_smtp(&servers[_i].settings, &smtp,
	                     &err),
	    CVD_E_INVALID);
	ck_assert_msg(strstr(err.message, servers[_i].message) != NULL, "%s",
	    err.message);
	ck_assert_ptr_null(smtp);
}
END_TEST

START_TEST(nothing_can_be_closed)
{
	cvd_transport_close(NULL);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof(table)[0]))

int
main(void)
{
	Suite *suite = suite_create("transport");
	TCase *tc = tcase_create("spool");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_spooled_letter_is_a_file_of_its_owner);
	tcase_add_test(tc, the_same_letter_again_is_the_same_file);
	tcase_add_test(tc, a_folder_that_went_away_is_said);
	tcase_add_loop_test(tc, a_message_has_whole_lines, 0, ROWS(crooked));
	tcase_add_test(tc, a_message_holds_no_nul_and_no_endless_line);
	tcase_add_test(tc, the_envelope_is_looked_at_again);
	suite_add_tcase(suite, tc);
	tc = tcase_create("settings");
	tcase_add_loop_test(tc, a_receipt_is_a_status_with_a_message, 0,
	    ROWS(receipts));
	tcase_add_loop_test(tc, a_mail_server_has_a_name_and_a_port, 0,
	    ROWS(servers));
	tcase_add_test(tc, nothing_can_be_closed);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

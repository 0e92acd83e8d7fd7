/* SPDX-License-Identifier: EUPL-1.2 */

#include "app/outbox.h"
#include "core/arena.h"

#include "folder.h"
#include "suite.h"

#include <sys/stat.h>
#include <unistd.h>

#define ID "4K7Q9XV.1-a@example.org"

static struct cvd_arena *arena;
static struct cvd_outbox_item *items;
static size_t count;

static void
setup(void)
{
	folder_make();
	arena = cvd_arena_new();
	items = NULL;
	count = 0;
}

static void
teardown(void)
{
	cvd_arena_free(arena);
	folder_remove();
}

static struct cvd_outbox_item
letter(const char *id)
{
	static const char mail[] = "Subject: x\r\n\r\n.\r\nbody\r\n";

	return (struct cvd_outbox_item){
		.message_id = id,
		.case_id = "CVD-2026-4K7Q9XV",
		.letter = "ack",
		.party = "reporter",
		.from = "cert@example.org",
		.to = "rosa@example.net",
		.mail = mail,
		.mail_size = sizeof mail - 1,
	};
}

static void
prepare(const char *id)
{
	struct cvd_outbox_item item = letter(id);
	struct cvd_err err;

	ck_assert_msg(cvd_outbox_prepare(folder_path, &item, &err) == CVD_OK,
	    "%s", err.message);
}

static void
list(void)
{
	struct cvd_err err;

	ck_assert_msg(cvd_outbox_list(folder_path, arena, &items, &count,
	                  &err) == CVD_OK,
	    "%s", err.message);
}

static bool
is_there(const char *name)
{
	return access(in_folder(name), F_OK) == 0;
}

START_TEST(before_the_first_letter_there_is_none)
{
	list();
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(a_prepared_letter_is_listed_as_it_was_given)
{
	prepare(ID);
	list();
	ck_assert_uint_eq(count, 1);
	ck_assert(!items[0].ready);
	ck_assert_str_eq(items[0].message_id, ID);
	ck_assert_str_eq(items[0].case_id, "CVD-2026-4K7Q9XV");
	ck_assert_str_eq(items[0].letter, "ack");
	ck_assert_str_eq(items[0].party, "reporter");
	ck_assert_str_eq(items[0].from, "cert@example.org");
	ck_assert_str_eq(items[0].to, "rosa@example.net");
	ck_assert_str_eq(items[0].mail, "Subject: x\r\n\r\n.\r\nbody\r\n");
	ck_assert_uint_eq(items[0].mail_size, 23);
}
END_TEST

START_TEST(a_file_is_for_its_owner_alone)
{
	struct stat info;

	prepare(ID);
	ck_assert_int_eq(stat(in_folder("outbox/4K7Q9XV.1-a.prepared"), &info),
	    0);
	ck_assert_uint_eq(info.st_mode & 07777, 0600);
	ck_assert_int_eq(stat(in_folder("outbox"), &info), 0);
	ck_assert_uint_eq(info.st_mode & 07777, 0700);
}
END_TEST

START_TEST(a_letter_goes_from_prepared_over_ready_to_sent)
{
	prepare(ID);
	ck_assert_int_eq(cvd_outbox_ready(folder_path, ID, NULL), CVD_OK);
	ck_assert(!is_there("outbox/4K7Q9XV.1-a.prepared"));
	list();
	ck_assert_uint_eq(count, 1);
	ck_assert(items[0].ready);
	ck_assert_int_eq(cvd_outbox_sent(folder_path, ID, NULL), CVD_OK);
	list();
	ck_assert_uint_eq(count, 0);
	ck_assert(is_there("sent/4K7Q9XV.1-a.sent"));
}
END_TEST

/* A run that was killed in between does its last step again. */
START_TEST(each_step_can_be_done_again)
{
	prepare(ID);
	prepare(ID);
	ck_assert_int_eq(cvd_outbox_ready(folder_path, ID, NULL), CVD_OK);
	ck_assert_int_eq(cvd_outbox_ready(folder_path, ID, NULL), CVD_OK);
	list();
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(cvd_outbox_sent(folder_path, ID, NULL), CVD_OK);
	ck_assert_int_eq(cvd_outbox_drop(folder_path, ID, NULL), CVD_OK);
	ck_assert_int_eq(cvd_outbox_drop(folder_path, ID, NULL), CVD_OK);
	ck_assert(is_there("sent/4K7Q9XV.1-a.sent"));
}
END_TEST

/* The event stands, and the program ended before it said so. */
START_TEST(what_is_still_prepared_can_be_sent)
{
	prepare(ID);
	ck_assert_int_eq(cvd_outbox_sent(folder_path, ID, NULL), CVD_OK);
	list();
	ck_assert_uint_eq(count, 0);
	ck_assert(is_there("sent/4K7Q9XV.1-a.sent"));
}
END_TEST

static void
note_delivered(const char *id)
{
	const struct cvd_outbox_answer answer = { "mail.example.org:587",
		"250 2.0.0 Ok: queued as 1A", "" };
	struct cvd_err err;

	ck_assert_msg(cvd_outbox_delivered(folder_path, id, &answer, &err) ==
	                  CVD_OK,
	    "%s", err.message);
}

START_TEST(what_was_delivered_is_known_until_it_is_recorded)
{
	struct cvd_err err;

	prepare(ID);
	list();
	ck_assert_ptr_null(items[0].answer);
	note_delivered(ID);
	list();
	ck_assert_uint_eq(count, 1);
	ck_assert_ptr_nonnull(items[0].answer);
	ck_assert_str_eq(items[0].answer->server, "mail.example.org:587");
	ck_assert_str_eq(items[0].answer->reply, "250 2.0.0 Ok: queued as 1A");
	ck_assert_str_eq(items[0].answer->queue_id, "");
	note_delivered(ID);
	ck_assert_int_eq(cvd_outbox_sent(folder_path, ID, &err), CVD_OK);
	ck_assert(is_there("sent/4K7Q9XV.1-a.sent"));
	ck_assert(!is_there("outbox/4K7Q9XV.1-a.delivered"));
	prepare(ID);
	note_delivered(ID);
	ck_assert_int_eq(cvd_outbox_drop(folder_path, ID, &err), CVD_OK);
	ck_assert(!is_there("outbox/4K7Q9XV.1-a.delivered"));
}
END_TEST

START_TEST(a_note_of_somebody_else_is_refused)
{
	static const char *const texts[] = { "", "cvd-delivered/1\n",
		"cvd-delivered/1\nserver: a\nreply: b\nqueue-id: c\n",
		"cvd-delivered/2\nserver: a\nreply: b\nqueue-id: c\n\n",
		"cvd-delivered/1\nserver: a\nqueue-id: c\nreply: b\n\n" };
	const struct cvd_outbox_answer bad = { "a\nqueue-id: b", "", "" };
	struct cvd_err err;

	prepare(ID);
	ck_assert_int_eq(cvd_outbox_delivered(folder_path, ID, &bad, &err),
	    CVD_E_INVALID);
	ck_assert_int_eq(cvd_outbox_delivered(folder_path, "../x", &bad, &err),
	    CVD_E_INVALID);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		folder_write("outbox/4K7Q9XV.1-a.delivered", texts[i]);
		ck_assert_int_eq(cvd_outbox_list(folder_path, arena, &items,
		                     &count, &err),
		    CVD_E_INVALID);
	}
}
END_TEST

START_TEST(a_dropped_letter_is_gone_in_either_state)
{
	prepare(ID);
	ck_assert_int_eq(cvd_outbox_drop(folder_path, ID, NULL), CVD_OK);
	prepare("2@example.org");
	ck_assert_int_eq(cvd_outbox_ready(folder_path, "2@example.org", NULL),
	    CVD_OK);
	ck_assert_int_eq(cvd_outbox_drop(folder_path, "2@example.org", NULL),
	    CVD_OK);
	list();
	ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(a_letter_that_is_not_there_is_said)
{
	struct cvd_err err;

	ck_assert_int_eq(cvd_outbox_ready(folder_path, ID, &err),
	    CVD_E_NOT_FOUND);
	ck_assert_str_eq(err.message, "the outbox has no letter '" ID "'");
	ck_assert_int_eq(cvd_outbox_sent(folder_path, ID, &err),
	    CVD_E_NOT_FOUND);
	ck_assert_str_eq(err.message, "the outbox has no letter '" ID "'");
}
END_TEST

START_TEST(letters_come_in_the_order_of_their_names)
{
	prepare("b@example.org");
	prepare("a@example.org");
	prepare("c@example.org");
	ck_assert_int_eq(cvd_outbox_ready(folder_path, "b@example.org", NULL),
	    CVD_OK);
	list();
	ck_assert_uint_eq(count, 3);
	ck_assert_str_eq(items[0].message_id, "a@example.org");
	ck_assert_str_eq(items[1].message_id, "b@example.org");
	ck_assert_str_eq(items[2].message_id, "c@example.org");
}
END_TEST

static const struct {
	const char *id;
	const char *case_id;
	const char *to;
	const char *message;
} crooked[] = {
	{ "../x@example.org", "CVD-2026-4K7Q9XV", "a@example.net", "../x" },
	{ ID, "CVD-2026-4K7Q9XV\nto: b", "a@example.net", "case" },
	{ ID, "CVD-2026-4K7Q9XV", "a@example.net\nx", "a@example.net" },
};

START_TEST(no_field_leaves_its_line_or_its_folder)
{
	struct cvd_outbox_item item = letter(crooked[_i].id);
	struct cvd_err err;

	item.case_id = crooked[_i].case_id;
	item.to = crooked[_i].to;
	ck_assert_int_eq(cvd_outbox_prepare(folder_path, &item, &err),
	    CVD_E_INVALID);
	ck_assert_msg(strstr(err.message, crooked[_i].message) != NULL, "%s",
	    err.message);
	list();
	ck_assert_uint_eq(count, 0);
}
END_TEST

static const char *const foreign[] = {
	"",
	"cvd-outbox/2\n",
	"cvd-outbox/1\nmessage-id: 1@example.org\n\nx\r\n",
	"cvd-outbox/1\nmessage-id: 1@example.org\ncase: CVD-2026-4K7Q9XV\n"
	"letter: ack\nparty: reporter\nfrom: a@example.org\n"
	"to: b@example.org>\n\nx\r\n",
	"cvd-outbox/1\nmessage-id: 1@example.org\ncase: CVD-2026-4K7Q9XV\n"
	"letter: ack\nparty: reporter\nfrom: a@example.org\n"
	"to: b@example.org\nbcc: c@example.org\n\nx\r\n",
};

START_TEST(a_file_of_somebody_else_is_refused)
{
	struct cvd_err err;

	prepare(ID);
	folder_write("outbox/1.ready", foreign[_i]);
	ck_assert_int_eq(cvd_outbox_list(folder_path, arena, &items, &count,
	                     &err),
	    CVD_E_INVALID);
	ck_assert_msg(strstr(err.message,
	                  "outbox/1.ready' is no letter of the outbox") != NULL,
	    "%s", err.message);
}
END_TEST

START_TEST(a_file_of_another_kind_is_left_alone)
{
	prepare(ID);
	folder_write("outbox/README", "x");
	list();
	ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(half_a_letter_is_swept_away)
{
	cvd_outbox_sweep(folder_path);
	prepare(ID);
	folder_write("outbox/.new-0123456789abcdef", "half");
	cvd_outbox_sweep(folder_path);
	ck_assert_int_ne(access(in_folder("outbox/.new-0123456789abcdef"),
	                     F_OK),
	    0);
	list();
	ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(a_link_is_not_followed)
{
	struct cvd_err err;

	prepare(ID);
	ck_assert_int_eq(symlink("4K7Q9XV.1-a.prepared",
	                     in_folder("outbox/x.ready")),
	    0);
	ck_assert_int_eq(cvd_outbox_list(folder_path, arena, &items, &count,
	                     &err),
	    CVD_E_IO);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("outbox");
	TCase *tc = tcase_create("outbox");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, before_the_first_letter_there_is_none);
	tcase_add_test(tc, a_prepared_letter_is_listed_as_it_was_given);
	tcase_add_test(tc, a_file_is_for_its_owner_alone);
	tcase_add_test(tc, a_letter_goes_from_prepared_over_ready_to_sent);
	tcase_add_test(tc, each_step_can_be_done_again);
	tcase_add_test(tc, what_is_still_prepared_can_be_sent);
	tcase_add_test(tc, what_was_delivered_is_known_until_it_is_recorded);
	tcase_add_test(tc, a_note_of_somebody_else_is_refused);
	tcase_add_test(tc, a_dropped_letter_is_gone_in_either_state);
	tcase_add_test(tc, a_letter_that_is_not_there_is_said);
	tcase_add_test(tc, letters_come_in_the_order_of_their_names);
	tcase_add_loop_test(tc, no_field_leaves_its_line_or_its_folder, 0,
	    sizeof crooked / sizeof crooked[0]);
	tcase_add_loop_test(tc, a_file_of_somebody_else_is_refused, 0,
	    sizeof foreign / sizeof foreign[0]);
	tcase_add_test(tc, a_file_of_another_kind_is_left_alone);
	tcase_add_test(tc, half_a_letter_is_swept_away);
	tcase_add_test(tc, a_link_is_not_followed);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

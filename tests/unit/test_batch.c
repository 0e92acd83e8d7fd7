/* SPDX-License-Identifier: EUPL-1.2 */
#include "batch_crowd.h"
#include "suite.h"

#include <sys/resource.h>

START_TEST(each_signature_has_its_answer)
{
	struct cvd_batch_item item;

	open_batch();
	item = ask(signatures[_i].name);
	assert_answer(&item, _i);
}
END_TEST

START_TEST(good_and_bad_are_told_apart_in_a_crowd)
{
	assert_together(1, 300);
}
END_TEST

START_TEST(several_workers_answer_the_same)
{
	assert_together(3, 301);
}
END_TEST

START_TEST(more_than_a_program_may_open_is_done_in_rounds)
{
	const struct rlimit few = { .rlim_cur = 40, .rlim_max = 40 };

	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	assert_together(2, 150);
}
END_TEST

START_TEST(one_batch_judges_many_times)
{
	struct cvd_batch_item none = { .id = NULL };

	open_batch();
	assert_ok(cvd_batch_finish(batch, &err));
	assert_ok(judge(&none, 0));
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
	ck_assert_int_eq(ask("bad").answer, CVD_BATCH_BAD);
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
}
END_TEST

/* Packets whose length is not that of the bytes. */
static const struct {
	const char *bytes;
	size_t size;
} packets[] = {
	{ "", 0 },
	{ "\xc2", 1 },
	{ "\x88", 1 },
	{ "\xc2\x02x", 3 },
	{ "\x88\x02x", 3 },
	{ "\x88\x01xy", 4 },
	{ "\x8b"
	  "12345",
	    6 },
	{ "\xc2\xe1xx", 4 },
	{ "\xc2\xff\0\0\0\1xy", 8 },
	{ "\xcb\x01x", 3 },
	{ "-----BEGIN PGP SIGNATURE-----", 29 },
};

START_TEST(what_is_no_single_signature_is_not_even_asked)
{
	struct cvd_batch_item item = {
		.id = IDS,
		.packet = packets[_i].bytes,
		.packet_size = packets[_i].size,
		.data = "data",
		.data_size = 4,
		.answer = CVD_BATCH_GOOD,
	};

	make_fake("echo asked >\"$0.log\"");
	open_batch();
	assert_ok(judge(&item, 1));
	ck_assert_int_eq(item.answer, CVD_BATCH_OTHER);
	ck_assert_int_ne(access(in_folder("gpg.log"), F_OK), 0);
}
END_TEST

/* Lengths at which a packet's length is written in another way. */
static const size_t sizes[] = { 0, 1, 185, 186, 8377, 8378, 100000 };

START_TEST(what_is_signed_may_have_any_size)
{
	const char *argv[] = { "sh", "-euc",
		"export GNUPGHOME=\"$1/gnupg\"; cd \"$2\"\n"
		"gpg --batch -q -u alice@example.org --detach-sign data\n"
		"gpgconf --kill all",
		"sh", signed_path, folder_path, NULL };
	struct cvd_buf packet = CVD_BUF_INIT(65536);
	struct cvd_batch_item item = { .id = IDS, .data_size = sizes[_i] };
	char *data = malloc(sizes[_i] + 1);

	memset(data, 'x', sizes[_i]);
	data[sizes[_i]] = '\0';
	folder_write("data", data);
	ck_assert_int_eq(key_folder_run(argv), 0);
	assert_ok(cvd_fs_read(in_folder("data.sig"), &packet, &err));
	item.packet = packet.data;
	item.packet_size = packet.size;
	item.data = data;
	open_batch();
	assert_ok(judge(&item, 1));
	ck_assert_int_eq(item.answer, CVD_BATCH_GOOD);
	free(data);
	cvd_buf_clear(&packet);
}
END_TEST

START_TEST(running_out_of_memory_is_said_and_leaves_nothing)
{
	struct cvd_batch_item item = item_of("alice", IDS);
	enum cvd_status status = CVD_E_NO_MEMORY;
	unsigned long nth;

	for (nth = 1; status != CVD_OK && nth < 500; nth++) {
		cvd_memory_fail_at(nth);
		status = cvd_batch_open(&setup, certificates, 3, &batch, &err);
		if (status == CVD_OK)
			status = judge(&item, 1);
		cvd_memory_fail_at(0);
		if (status != CVD_OK) {
			ck_assert_int_eq(status, CVD_E_NO_MEMORY);
			ck_assert_int_eq(item.answer, CVD_BATCH_NONE);
		}
		cvd_batch_close(batch);
		batch = NULL;
	}
	ck_assert_int_eq(status, CVD_OK);
	ck_assert_int_eq(item.answer, CVD_BATCH_GOOD);
	ck_assert_uint_gt(nth, 20);
	ck_assert_str_eq(list_folder(), ".lock 1a2b3c ");
	clear_item(&item);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("batch");
	TCase *tc = tcase_create("batch");

	tcase_add_unchecked_fixture(tc, signed_make, signed_remove);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, each_signature_has_its_answer, 0,
	    COUNT(signatures));
	tcase_add_test(tc, good_and_bad_are_told_apart_in_a_crowd);
	tcase_add_test(tc, several_workers_answer_the_same);
	tcase_add_test(tc, more_than_a_program_may_open_is_done_in_rounds);
	tcase_add_test(tc, one_batch_judges_many_times);
	tcase_add_loop_test(tc, what_is_no_single_signature_is_not_even_asked,
	    0, COUNT(packets));
	tcase_add_loop_test(tc, what_is_signed_may_have_any_size, 0,
	    COUNT(sizes));
	tcase_add_test(tc, running_out_of_memory_is_said_and_leaves_nothing);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

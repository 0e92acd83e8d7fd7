/* SPDX-License-Identifier: EUPL-1.2 */
#include "batch_crowd.h"
#include "suite.h"

#include <signal.h>
#include <time.h>

START_TEST(a_gpg_that_stops_at_bad_ones_is_asked_again)
{
	make_fake("exec gpg --batch \"$@\"");
	assert_together(2, 120);
}
END_TEST

START_TEST(a_gpg_that_dies_is_asked_again)
{
	/* it judges the first, begins the second, and is gone */
	make_fake("read -r n; read -r m || m=\n"
	          "printf '%s\\n' \"$n\" | gpg \"$@\"\n"
	          "[ -z \"$m\" ] || echo \"[GNUPG:] FILE_START 1 $m\"\n"
	          "kill -9 $$");
	assert_together(1, 30);
}
END_TEST

START_TEST(what_stops_gpg_twice_is_not_good)
{
	struct cvd_batch_item items[3];

	/* it ends at what is signed as "bad", each time */
	make_fake("while read -r n; do\n"
	          "if grep -qa other $n; then\n"
	          "echo \"[GNUPG:] FILE_START 1 $n\"; exit; fi\n"
	          "printf '%s\\n' \"$n\" | gpg \"$@\"\ndone");
	open_batch();
	items[0] = item_of("alice", "a");
	items[1] = item_of("bad", "b");
	items[2] = item_of("alice", "c");
	assert_ok(judge(items, 3));
	ck_assert_int_eq(items[0].answer, CVD_BATCH_GOOD);
	ck_assert_int_eq(items[1].answer, CVD_BATCH_OTHER);
	ck_assert_int_eq(items[2].answer, CVD_BATCH_GOOD);
	for (int i = 0; i < 3; i++)
		clear_item(&items[i]);
}
END_TEST

START_TEST(what_is_begun_and_never_ended_ends)
{
	struct cvd_batch_item items[5];

	make_fake("echo run >>\"$0.log\"\nwhile read -r n; do\n"
	          "echo \"[GNUPG:] FILE_START 1 $n\"\ndone");
	open_batch();
	for (int i = 0; i < COUNT(items); i++)
		items[i] = item_of("alice", IDS);
	assert_ok(judge(items, COUNT(items)));
	assert_file("gpg.log", "run\nrun\n");
	for (int i = 0; i < COUNT(items); i++) {
		ck_assert_int_eq(items[i].answer, CVD_BATCH_OTHER);
		clear_item(&items[i]);
	}
}
END_TEST

#define FAKE_START "[GNUPG:] FILE_START 1 $n\n"
#define FAKE_DONE  "[GNUPG:] FILE_DONE\n"
#define FAKE_NEW   "[GNUPG:] NEWSIG\n"
#define FAKE_GOOD  "[GNUPG:] GOODSIG ${k#????????????????????????} alice\n"
#define FAKE_VALID                                                             \
	"[GNUPG:] VALIDSIG $k 2024-01-01 1704067200 0 4 0 22 8 00 $k\n"

/* What a liar may say of each file, and what is made of it. */
static const struct {
	const char *says;
	enum cvd_batch_answer answer; /* NONE: the batch as a whole fails */
} lies[] = {
	/* the truth, so that the others are known to fail for their lie */
	{ FAKE_START FAKE_NEW FAKE_GOOD FAKE_VALID FAKE_DONE, CVD_BATCH_GOOD },
	{ FAKE_NEW FAKE_GOOD FAKE_VALID FAKE_DONE, CVD_BATCH_NONE },
	{ FAKE_NEW FAKE_GOOD FAKE_VALID FAKE_START FAKE_DONE, CVD_BATCH_OTHER },
	{ FAKE_START FAKE_DONE FAKE_NEW FAKE_GOOD FAKE_VALID, CVD_BATCH_OTHER },
	{ FAKE_START FAKE_NEW FAKE_GOOD FAKE_VALID, CVD_BATCH_OTHER },
	{ FAKE_START FAKE_NEW FAKE_GOOD FAKE_DONE, CVD_BATCH_OTHER },
	{ FAKE_START FAKE_NEW FAKE_VALID FAKE_DONE, CVD_BATCH_OTHER },
	{ FAKE_START FAKE_GOOD FAKE_VALID FAKE_DONE, CVD_BATCH_OTHER },
	{ FAKE_START FAKE_NEW FAKE_GOOD FAKE_VALID FAKE_NEW FAKE_DONE,
	    CVD_BATCH_OTHER },
	{ FAKE_START FAKE_NEW FAKE_GOOD FAKE_VALID FAKE_VALID FAKE_DONE,
	    CVD_BATCH_OTHER },
	{ FAKE_START FAKE_NEW FAKE_GOOD FAKE_GOOD FAKE_VALID FAKE_DONE,
	    CVD_BATCH_OTHER },
	{ FAKE_START FAKE_NEW FAKE_GOOD FAKE_VALID
	    "[GNUPG:] NODATA 4\n" FAKE_DONE,
	    CVD_BATCH_OTHER },
	{ FAKE_START FAKE_NEW FAKE_GOOD FAKE_VALID
	    "[GNUPG:] ERROR proc_pkt.plaintext 89_BAD_DATA\n" FAKE_DONE,
	    CVD_BATCH_OTHER },
	{ FAKE_START FAKE_NEW FAKE_GOOD FAKE_VALID
	    "[GNUPG:] BADSIG 0123456789ABCDEF alice\n" FAKE_DONE,
	    CVD_BATCH_BAD },
	{ FAKE_START FAKE_NEW FAKE_GOOD FAKE_VALID
	    "[GNUPG:] ERRSIG 0123456789ABCDEF 22 8 00 1 9\n" FAKE_DONE,
	    CVD_BATCH_OTHER },
	{ FAKE_START FAKE_NEW
	    "[GNUPG:] ERRSIG 0123456789ABCDEF 22 8 00 1 4\n" FAKE_VALID
	        FAKE_DONE,
	    CVD_BATCH_OTHER },
	/* another file, one that goes on after its name, one too many */
	{ "[GNUPG:] FILE_START 1 /tmp/other\n" FAKE_NEW FAKE_GOOD FAKE_VALID
	        FAKE_DONE,
	    CVD_BATCH_NONE },
	{ "[GNUPG:] FILE_START 1 ${n}0\n" FAKE_NEW FAKE_GOOD FAKE_VALID
	        FAKE_DONE,
	    CVD_BATCH_NONE },
	{ "[GNUPG:] FILE_START 1 /proc/self/fd/0${n##*/}\n" FAKE_NEW FAKE_GOOD
	        FAKE_VALID FAKE_DONE,
	    CVD_BATCH_NONE },
	{ FAKE_START FAKE_NEW FAKE_DONE FAKE_START FAKE_NEW FAKE_GOOD FAKE_VALID
	        FAKE_DONE,
	    CVD_BATCH_OTHER },
	{ FAKE_START FAKE_NEW FAKE_GOOD FAKE_START FAKE_VALID FAKE_DONE,
	    CVD_BATCH_OTHER },
	/* lines that are none of gpg's */
	{ FAKE_START FAKE_NEW FAKE_GOOD " " FAKE_VALID FAKE_DONE,
	    CVD_BATCH_OTHER },
	{ FAKE_START FAKE_NEW FAKE_GOOD
	    "gpg: VALIDSIG $k 2024-01-01 1704067200 0 4 0 22 8 00 $k\n" FAKE_DONE,
	    CVD_BATCH_OTHER },
	{ "", CVD_BATCH_NONE },
	{ "[GNUPG:] FILE_ERROR 1 $n\n", CVD_BATCH_NONE },
	{ FAKE_START "[GNUPG:] FILE_ERROR 1 $n\n", CVD_BATCH_NONE },
	/* it lost the keys that it has imported */
	{ FAKE_START FAKE_NEW "[GNUPG:] ERRSIG ${k#????????????????????????}"
	                      " 22 8 00 1 9 $k\n" FAKE_DONE,
	    CVD_BATCH_NONE },
};

START_TEST(a_gpg_that_lies_is_not_believed)
{
	struct cvd_batch_item item;
	char script[2000];

	(void)snprintf(script, sizeof(script),
	    "k=%s\nwhile read -r n; do cat <<E\n%sE\ndone",
	    signed_fingerprint("alice"), lies[_i].says);
	make_fake(script);
	open_batch();
	item = item_of("alice", IDS);
	if (lies[_i].answer == CVD_BATCH_NONE)
		ck_assert_int_eq(judge(&item, 1), CVD_E_CRYPTO);
	else
		assert_ok(judge(&item, 1));
	ck_assert_int_eq(item.answer, lies[_i].answer);
	ck_assert_int_eq(item.fingerprint[0] != '\0',
	    item.answer == CVD_BATCH_GOOD);
	clear_item(&item);
}
END_TEST

/* Fields of VALIDSIG, one of them wrong. */
static const char *const invalid[] = {
	"${k}0 2024-01-01 1704067200 0 4 0 22 8 00 $k",
	"0$k 2024-01-01 1704067200 0 4 0 22 8 00 $k",
	"${k#????????????????????????} 2024-01-01 1704067200 0 4 0 22 8 00 $k",
	"$k 2024-01-01 20240101T000000 0 4 0 22 8 00 $k",
	"$k 2024-01-01 1704067200 0 3 0 22 8 00 $k",
	"$k 2024-01-01 1704067200 0 4 0 22 2 00 $k",
	"$k 2024-01-01 1704067200 0 4 0 22 3 00 $k",
	"$k 2024-01-01 1704067200 0 4 0 22 11 00 $k",
	"$k 2024-01-01 1704067200 0 4 0 22 8 01 $k",
	"$k 2024-01-01 1704067200 0 4 0 22 8 00",
	"$k 2024-01-01 1704067200 0 4 0 22 8 00 ",
	"$k 2024-01-01 1704067200 0 4 0 22 8 00 $k more",
	"$k 2024-01-01 1704067200 0 4 0 22 8 00 $o",
	"$o 2024-01-01 1704067200 0 4 0 22 8 00 $o",
	"",
};

START_TEST(a_valid_signature_says_so_in_full)
{
	struct cvd_batch_item item;
	char script[2000];

	(void)snprintf(script, sizeof(script),
	    "k=%s\no=%s\nread -r n\ncat <<E\n" FAKE_START FAKE_NEW FAKE_GOOD
	    "[GNUPG:] VALIDSIG %s\n" FAKE_DONE "E",
	    signed_fingerprint("alice"), signed_fingerprint("stranger"),
	    invalid[_i]);
	make_fake(script);
	open_batch();
	item = item_of("alice", IDS);
	assert_ok(judge(&item, 1));
	ck_assert_int_eq(item.answer, CVD_BATCH_OTHER);
	clear_item(&item);
}
END_TEST

START_TEST(what_one_gpg_says_beyond_its_share_is_nothing)
{
	struct cvd_batch_item items[40];

	/* one answers for all and more, the other for none */
	make_fake("mkdir \"$0.first\" || exit\nk=$(cat \"$0.k\")\n"
	          "read -r n\nf=${n##*/}\nfor i in $(seq $f $((f + 60))); do\n"
	          "n=/proc/self/fd/$i\ncat <<E\n" FAKE_START FAKE_NEW FAKE_GOOD
	              FAKE_VALID FAKE_DONE "E\ndone");
	folder_write("gpg.k", signed_fingerprint("alice"));
	setup.workers = 2;
	open_batch();
	for (int i = 0; i < 40; i++)
		items[i] = item_of("alice", "a");
	assert_refused(judge(items, 40), "says nothing about the signatures",
	    "gpg.program");
	for (int i = 0; i < 40; i++) {
		ck_assert_int_eq(items[i].answer, CVD_BATCH_NONE);
		clear_item(&items[i]);
	}
}
END_TEST

static const struct {
	const char *script; /* NULL: there is no such program */
	const char *message;
	const char *hint;
} programs[] = {
	{ NULL, "there is no program", "correct git's gpg.program" },
	{ "#!/bin/sh\n", "is not gpg 2", "gpg.program" },
	{ "#!/bin/sh\necho 'gpg (GnuPG) 1.4.23'\n", "is not gpg 2",
	    "gpg.program" },
	{ "#!/bin/sh\nexit 1\n", "is not gpg 2", "gpg.program" },
	{ "#!/bin/sh\nexec sleep 300\n", "gave no answer within 1 seconds",
	    "by hand" },
	{ "#!/nonexistent/shell\n", "cannot run", "by hand" },
	{ "no program at all", "cannot run", "by hand" },
	{ "#!/bin/sh\nexec yes\n", "wrote more than the limit", "by hand" },
	/* it says that it is, and does nothing more */
	{ "#!/bin/sh\necho 'gpg (GnuPG) 2.2.40'; echo 'bad\033 luck' >&2\n",
	    "gpg does not list its keys", "it says: bad" },
};

START_TEST(a_program_that_is_not_gpg_is_named)
{
	folder_write("gpg",
	    programs[_i].script != NULL ? programs[_i].script : "");
	ck_assert_int_eq(chmod(in_folder("gpg"),
	                     programs[_i].script != NULL ? 0700 : 0600),
	    0);
	setup.program = program_path;
	setup.limit_seconds = 1;
	assert_refused(cvd_batch_open(&setup, certificates, COUNT(names),
	                   &batch, &err),
	    programs[_i].message, programs[_i].hint);
	ck_assert_ptr_null(batch);
	/* and nothing half-made is left */
	if (programs[_i].script != NULL)
		ck_assert_str_eq(list_folder(), ".lock ");
}
END_TEST

/* The process whose id a script writes to the file. */
static pid_t
process_in(const char *file)
{
	struct cvd_buf bytes = CVD_BUF_INIT(100);
	struct timespec pause = { .tv_nsec = 10000000 };
	pid_t pid;

	while (strchr(bytes.data, '\n') == NULL) {
		cvd_buf_clear(&bytes);
		if (cvd_fs_read(in_folder(file), &bytes, NULL) != CVD_OK)
			(void)nanosleep(&pause, NULL);
	}
	pid = (pid_t)strtol(bytes.data, NULL, 10);
	ck_assert_int_gt(pid, 1);
	cvd_buf_clear(&bytes);
	return pid;
}

/* Whether it is still there after a while; whoever inherits it may be slow. */
static bool
lives(pid_t pid)
{
	struct timespec pause = { .tv_nsec = 10000000 };
	int i = 0;

	while (i++ < 1000 && kill(pid, 0) == 0)
		(void)nanosleep(&pause, NULL);
	return kill(pid, 0) == 0;
}

START_TEST(a_gpg_that_hangs_is_given_up_with_its_group)
{
	struct cvd_batch_item item = item_of("alice", IDS);

	make_fake("sleep 300 & echo $! >$(dirname \"$0\")/pid\nwait");
	open_batch();
	cvd_batch_close(batch);
	setup.limit_seconds = 1;
	open_batch();
	assert_refused(judge(&item, 1), "gave no answer within 1 seconds",
	    "--version");
	ck_assert(!lives(process_in("pid")));
	ck_assert_int_eq(item.answer, CVD_BATCH_NONE);
	clear_item(&item);
}
END_TEST

START_TEST(closing_ends_what_still_runs)
{
	struct cvd_batch_item item = item_of("alice", IDS);
	pid_t pid;

	make_fake("sleep 300 & echo $! >$(dirname \"$0\")/pid\nwait");
	open_batch();
	assert_ok(cvd_batch_start(batch, &item, 1, &err));
	ck_assert_int_eq(cvd_batch_start(batch, &item, 1, &err),
	    CVD_E_INTERNAL);
	pid = process_in("pid");
	cvd_batch_close(batch);
	batch = NULL;
	ck_assert(!lives(pid));
	ck_assert_str_eq(list_folder(), ".lock 1a2b3c ");
	clear_item(&item);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("batch_gpg");
	TCase *tc = tcase_create("batch_gpg");

	tcase_add_unchecked_fixture(tc, signed_make, signed_remove);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_gpg_that_stops_at_bad_ones_is_asked_again);
	tcase_add_test(tc, a_gpg_that_dies_is_asked_again);
	tcase_add_test(tc, what_stops_gpg_twice_is_not_good);
	tcase_add_test(tc, what_is_begun_and_never_ended_ends);
	tcase_add_loop_test(tc, a_gpg_that_lies_is_not_believed, 0,
	    COUNT(lies));
	tcase_add_loop_test(tc, a_valid_signature_says_so_in_full, 0,
	    COUNT(invalid));
	tcase_add_test(tc, what_one_gpg_says_beyond_its_share_is_nothing);
	tcase_add_loop_test(tc, a_program_that_is_not_gpg_is_named, 0,
	    COUNT(programs));
	tcase_add_test(tc, a_gpg_that_hangs_is_given_up_with_its_group);
	tcase_add_test(tc, closing_ends_what_still_runs);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

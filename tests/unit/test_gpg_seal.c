/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "edge/gpg_seal.h"

#include "folder.h"
#include "suite.h"

#include <sys/stat.h>
#include <unistd.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))
#define KEY      "q0Xk1d0dYb1w5dP5c2T9tq1Yk1m1zq3b8Yw2m4p7r9s="
#define OTHER    "AAAk1d0dYb1w5dP5c2T9tq1Yk1m1zq3b8Yw2m4p7r9s="
#define TEXT     "cvd-seal 1\nname: \"Mary Finder\"\n"

static struct cvd_err err;
static struct cvd_gpg_seal_setup setup;
static char home[4096];
static struct cvd_buf sealed;
static struct cvd_buf opened;

#define assert_ok(call)                                                        \
	ck_assert_msg((call) == CVD_OK, "%s: %s (%s)", #call, err.message,     \
	    err.hint)

static void
set_up(void)
{
	folder_make();
	(void)snprintf(home, sizeof home, "%s", in_folder("seal"));
	setup = (struct cvd_gpg_seal_setup){ .path = getenv("PATH"),
		.folder = home,
		.limit_seconds = 30 };
	err = (struct cvd_err){ .status = CVD_OK };
	sealed = (struct cvd_buf)CVD_BUF_INIT(CVD_MAX_BLOB);
	opened = (struct cvd_buf)CVD_BUF_INIT(CVD_MAX_BLOB);
}

static void
tear_down(void)
{
	cvd_buf_clear(&sealed);
	cvd_buf_clear(&opened);
	folder_remove();
}

static enum cvd_status
seal(const char *text)
{
	return cvd_gpg_seal(&setup, KEY, text, strlen(text), &sealed, &err);
}

static enum cvd_status
open_with(const char *key, size_t most)
{
	return cvd_gpg_unseal(&setup, key, sealed.data, sealed.size, most,
	    &opened, &err);
}

static void
assert_refused(enum cvd_status status, const char *message)
{
	ck_assert_int_eq(status, CVD_E_CRYPTO);
	ck_assert_msg(strstr(err.message, message) != NULL, "%s", err.message);
}

/* Runs a line of sh in the folder; what it writes is read into `sealed`. */
static void
made_by(const char *line)
{
	static const char begin[] =
	    "cd \"$1\"; mkdir -p -m 700 own; export GNUPGHOME=\"$1/own\"\n"
	    "printf '%s' " KEY " >key\nprintf '%s' text >text\n"
	    "seal() { gpg --batch --quiet --no-autostart --pinentry-mode "
	    "loopback --passphrase-file key --armor --s2k-mode 1 "
	    "--s2k-digest-algo SHA256 --cipher-algo AES256 \"$@\"; }\n";
	char text[4000];
	const char *const argv[] = { "sh", "-euc", text, "sh", folder_path,
		NULL };
	const struct cvd_process process = { .argv = argv, .quiet = true };
	int exit_status = -1;

	(void)snprintf(text, sizeof text, "%s%s", begin, line);
	cvd_buf_clear(&sealed);
	assert_ok(cvd_process_run(&process, &sealed, NULL, &exit_status, &err));
	ck_assert_int_eq(exit_status, 0);
}

/* A program in the place of gpg. */
static void
make_fake(const char *text)
{
	folder_write("gpg", text);
	ck_assert_int_eq(chmod(in_folder("gpg"), 0700), 0);
	setup.program = in_folder("gpg");
}

START_TEST(what_is_sealed_opens)
{
	ck_assert_int_eq(CVD_OK, seal(TEXT));
	ck_assert_ptr_eq(strstr(sealed.data, "-----BEGIN PGP MESSAGE-----\n\n"),
	    sealed.data);
	ck_assert_ptr_nonnull(strstr(sealed.data, "\n="));
	assert_ok(open_with(KEY, 1000));
	ck_assert_str_eq(opened.data, TEXT);
}
END_TEST

START_TEST(gpg_alone_opens_it)
{
	assert_ok(seal(TEXT));
	folder_write("sealed.asc", sealed.data);
	made_by("gpg --batch --quiet --no-autostart --pinentry-mode loopback "
	        "--passphrase-file key --decrypt sealed.asc");
	ck_assert_str_eq(sealed.data, TEXT);
}
END_TEST

START_TEST(nothing_and_much_can_be_sealed)
{
	char *much = calloc(1, 3000001);

	assert_ok(seal(""));
	assert_ok(open_with(KEY, 0));
	ck_assert_uint_eq(opened.size, 0);
	cvd_buf_clear(&sealed);
	(void)memset(much, 'x', 3000000);
	assert_ok(seal(much));
	assert_ok(open_with(KEY, 3000000));
	ck_assert_str_eq(opened.data, much);
	free(much);
}
END_TEST

START_TEST(the_same_text_is_sealed_differently_each_time)
{
	struct cvd_buf first = CVD_BUF_INIT(10000);

	assert_ok(seal(TEXT));
	cvd_buf_add(&first, sealed.data, sealed.size);
	cvd_buf_clear(&sealed);
	assert_ok(seal(TEXT));
	ck_assert_str_ne(first.data, sealed.data);
	ck_assert_uint_eq(first.size, sealed.size);
	cvd_buf_clear(&first);
}
END_TEST

START_TEST(nothing_is_left_behind)
{
	const struct stat none = { 0 };
	struct stat info = none;
	struct cvd_arena *arena = cvd_arena_new();
	const char *const *names;
	size_t count = 1;

	assert_ok(seal(TEXT));
	assert_ok(open_with(KEY, 1000));
	assert_ok(cvd_fs_list(home, arena, &names, &count, &err));
	ck_assert_uint_eq(count, 0);
	ck_assert_int_eq(stat(home, &info), 0);
	ck_assert_uint_eq(info.st_mode & 0777, 0700);
	cvd_arena_free(arena);
}
END_TEST

/* What is run sees the key in a pipe alone, and starts no agent. */
START_TEST(the_key_stands_nowhere_but_in_the_pipe)
{
	make_fake("#!/bin/sh\nd=$(dirname \"$0\")\n"
	          "{ echo \"$@\"; env; } >>\"$d/seen\"\n"
	          "gpg \"$@\"\ncode=$?\n"
	          "ls \"$d/seal\" >>\"$d/left\"\nexit $code\n");
	assert_ok(seal(TEXT));
	assert_ok(open_with(KEY, 1000));
	assert_file("left", "");
	made_by("grep -q no-autostart seen; ! grep -q q0Xk1d seen; "
	        "! grep -q 'Mary' seen; ! grep -q GNUPGHOME=. seen");
}
END_TEST

START_TEST(another_key_does_not_open_it)
{
	assert_ok(seal(TEXT));
	assert_refused(open_with(OTHER, 1000), "sealed with another key");
	ck_assert_uint_eq(opened.size, 0);
}
END_TEST

START_TEST(what_is_damaged_does_not_open)
{
	size_t middle;

	assert_ok(seal(TEXT));
	/* the checksum notices, and without it the protection does */
	middle = sealed.size / 2;
	sealed.data[middle] = sealed.data[middle] == 'A' ? 'B' : 'A';
	assert_refused(open_with(KEY, 1000), "the checksum is wrong");
	cvd_buf_clear(&sealed);
	made_by("seal -o - --symmetric text | gpg --dearmor >bin\n"
	        "size=$(stat -c %s bin)\n"
	        "head -c $((size - 1)) bin >cut\nprintf '\\377' >>cut\n"
	        "gpg --enarmor <cut | grep -v Comment: | "
	        "sed 's/ARMORED FILE/MESSAGE/'");
	assert_refused(open_with(KEY, 1000), "another key, or damaged");
	ck_assert_uint_eq(opened.size, 0);
}
END_TEST

START_TEST(no_beginning_of_it_opens)
{
	size_t whole;

	assert_ok(seal(TEXT));
	whole = sealed.size;
	/* the last byte is the end of a line, which may be missing */
	for (size_t n = 0; n < whole - 1; n += 7) {
		sealed.size = n;
		ck_assert_int_eq(open_with(KEY, 1000), CVD_E_CRYPTO);
	}
	sealed.size = whole;
	ck_assert_uint_eq(opened.size, 0);
}
END_TEST

static const struct {
	const char *line;
	const char *message;
} strange[] = {
	{ "seal --rfc2440 --s2k-digest-algo SHA256 --disable-mdc -o - "
	  "--symmetric text || :",
	    "without the integrity protection" },
	{ "seal -o - --symmetric text; seal -o - --symmetric text",
	    "something stands behind the armor" },
	{ "for i in 1 2; do seal -o - --symmetric text | gpg --dearmor; done | "
	  "gpg --enarmor | grep -v Comment: | sed 's/ARMORED FILE/MESSAGE/'",
	    "more than one message" },
	{ "seal -o - --store text", "does not say how long it is" },
	{ "seal -o - --store --compress-algo none text", "not encrypted" },
	{ "gpg --batch --quiet --passphrase '' --quick-generate-key a@b "
	  "future-default default never; gpg --armor --quiet --trust-model "
	  "always -r a@b --encrypt -o - text; gpgconf --kill all",
	    "for a public key" },
	{ "gpg --batch --quiet --passphrase '' --quick-generate-key a@b "
	  "future-default default never; gpg --armor --quiet --sign "
	  "--compress-algo none -o - text; gpgconf --kill all",
	    "signed" },
	{ "gpg --batch --quiet --passphrase '' --quick-generate-key a@b "
	  "future-default default never; gpg --batch --armor --quiet "
	  "--pinentry-mode loopback --passphrase-file key --sign --symmetric "
	  "--s2k-mode 1 --s2k-digest-algo SHA256 --cipher-algo AES256 "
	  "-o - text; gpgconf --kill all",
	    "another key, or damaged" },
	{ "seal -o inner --symmetric text; gpg --dearmor <inner >text; "
	  "seal --no-literal --compress-algo none -o - --symmetric text",
	    "a message in a message" },
	{ "seal -o inner --compress-algo none --store text; "
	  "gpg --dearmor <inner >text; cat text text >two; mv two text; "
	  "seal --no-literal --compress-algo none -o - --symmetric text",
	    "" },
	{ "seal --s2k-digest-algo SHA1 -o - --symmetric text",
	    "in an unknown way" },
	{ "seal --cipher-algo AES128 -o - --symmetric text", "AES-256" },
};

START_TEST(a_strange_message_does_not_open)
{
	made_by(strange[_i].line);
	assert_refused(open_with(KEY, 1000), strange[_i].message);
	ck_assert_uint_eq(opened.size, 0);
}
END_TEST

START_TEST(a_bomb_is_cut_off)
{
	made_by("head -c 100000000 /dev/zero >text\n"
	        "seal --compress-algo zlib -z 9 -o - --symmetric text");
	ck_assert_uint_lt(sealed.size, 300000);
	assert_refused(open_with(KEY, 1000000), "the limit of 1000000 bytes");
	ck_assert_uint_eq(opened.size, 0);
}
END_TEST

START_TEST(the_limit_is_inclusive)
{
	assert_ok(seal("1234567890"));
	assert_refused(open_with(KEY, 9), "the limit of 9 bytes");
	assert_ok(open_with(KEY, 10));
}
END_TEST

static const char *const no_keys[] = { "", "a\nb", "a\r", "\n" };

START_TEST(a_key_is_one_line)
{
	ck_assert_int_eq(cvd_gpg_seal(&setup, no_keys[_i], "x", 1, &sealed,
	                     &err),
	    CVD_E_INTERNAL);
	assert_ok(seal(TEXT));
	ck_assert_int_eq(open_with(no_keys[_i], 1000), CVD_E_INTERNAL);
}
END_TEST

START_TEST(a_missing_gpg_is_named)
{
	setup.program = "no-such-gpg";
	assert_refused(seal(TEXT), "there is no program 'no-such-gpg'");
}
END_TEST

START_TEST(a_gpg_that_hangs_is_given_up)
{
	setup.limit_seconds = 1;
	make_fake("#!/bin/sh\nexec sleep 20\n");
	assert_refused(seal(TEXT), "gave no answer within 1 seconds");
	setup.program = NULL;
	assert_ok(seal(TEXT));
	make_fake("#!/bin/sh\nexec sleep 20\n");
	assert_refused(open_with(KEY, 1000), "gave no answer within 1 seconds");
	ck_assert_uint_eq(opened.size, 0);
}
END_TEST

START_TEST(a_gpg_that_dies_is_said_to)
{
	assert_ok(seal(TEXT));
	make_fake("#!/bin/sh\ngpg \"$@\"\nkill -9 $$\n");
	assert_refused(open_with(KEY, 1000), "was ended by signal 9");
	cvd_buf_clear(&sealed);
	assert_refused(seal(TEXT), "was ended by signal 9");
	ck_assert_uint_eq(sealed.size, 0);
	ck_assert_uint_eq(opened.size, 0);
}
END_TEST

static const char *const liars[] = {
	"#!/bin/sh\nexit 0\n",
	"#!/bin/sh\necho hello\nexec gpg \"$@\"\n",
	"#!/bin/sh\ngpg \"$@\"\necho bye\n",
	"#!/bin/sh\nexec cat\n",
	"#!/bin/sh\nexec gpg --no-options --batch --armor --store\n",
	"#!/bin/sh\nexit 2\n",
};

START_TEST(a_gpg_that_does_something_else_is_not_believed)
{
	make_fake(liars[_i]);
	assert_refused(seal(TEXT), "");
	ck_assert_uint_eq(sealed.size, 0);
}
END_TEST

static const char *const open_liars[] = {
	"#!/bin/sh\nexit 0\n",
	"#!/bin/sh\necho forged\nexit 0\n",
	"#!/bin/sh\ngpg \"$@\" 2>/dev/null\n",
	"#!/bin/sh\ngpg \"$@\"\nexit 2\n",
	"#!/bin/sh\necho '[GNUPG:] DECRYPTION_OKAY' >&2\nexec gpg \"$@\"\n",
};

START_TEST(what_gpg_does_not_vouch_for_is_not_opened)
{
	assert_ok(seal(TEXT));
	make_fake(open_liars[_i]);
	assert_refused(open_with(KEY, 1000), "");
	ck_assert_uint_eq(opened.size, 0);
}
END_TEST

START_TEST(a_folder_that_others_see_is_not_used)
{
	ck_assert_int_eq(mkdir(home, 0755), 0);
	ck_assert_int_eq(chmod(home, 0755), 0);
	ck_assert_int_eq(seal(TEXT), CVD_E_IO);
	ck_assert_ptr_nonnull(strstr(err.message, "for its owner alone"));
	ck_assert_ptr_nonnull(strstr(err.hint, "remove it"));
	ck_assert_int_eq(rmdir(home), 0);
	ck_assert_int_eq(symlink(folder_path, home), 0);
	ck_assert_int_eq(seal(TEXT), CVD_E_IO);
}
END_TEST

START_TEST(a_person_s_own_options_take_no_part)
{
	assert_ok(cvd_fs_make_folder(in_folder("own"), &err));
	folder_write("own/gpg.conf", "no-such-option\n");
	ck_assert_int_eq(setenv("GNUPGHOME", in_folder("own"), 1), 0);
	assert_ok(seal(TEXT));
	assert_ok(cvd_fs_make_folder(in_folder("seal"), &err));
	folder_write("seal/gpg.conf", "no-such-option\n");
	assert_ok(open_with(KEY, 1000));
}
END_TEST

/* As when main() is begun without any of the three. */
START_TEST(low_descriptors_may_be_free)
{
	int keep = dup(0);

	ck_assert_int_eq(close(0), 0);
	assert_ok(seal(TEXT));
	assert_ok(open_with(KEY, 1000));
	ck_assert_int_eq(dup2(keep, 0), 0);
	ck_assert_int_eq(close(keep), 0);
}
END_TEST

START_TEST(memory_that_runs_out_is_said)
{
	unsigned long n = 0;
	enum cvd_status status = CVD_E_NO_MEMORY;

	while (status != CVD_OK) {
		cvd_buf_clear(&sealed);
		cvd_memory_fail_at(++n);
		status = seal(TEXT);
		cvd_memory_fail_at(0);
		ck_assert(status == CVD_OK || status == CVD_E_NO_MEMORY);
		ck_assert(status == CVD_OK || sealed.size == 0);
	}
	ck_assert_uint_gt(n, 4);
	status = CVD_E_NO_MEMORY;
	for (n = 1; status != CVD_OK; n++) {
		cvd_buf_clear(&opened);
		cvd_memory_fail_at(n);
		status = open_with(KEY, 1000);
		cvd_memory_fail_at(0);
		/* without gpg's word it is not opened: that is safe, too */
		ck_assert(status == CVD_OK || status == CVD_E_NO_MEMORY ||
		          status == CVD_E_CRYPTO);
		ck_assert(status == CVD_OK || opened.size == 0);
	}
	ck_assert_str_eq(opened.data, TEXT);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("gpg_seal");
	TCase *tc = tcase_create("gpg_seal");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, what_is_sealed_opens);
	tcase_add_test(tc, gpg_alone_opens_it);
	tcase_add_test(tc, nothing_and_much_can_be_sealed);
	tcase_add_test(tc, the_same_text_is_sealed_differently_each_time);
	tcase_add_test(tc, nothing_is_left_behind);
	tcase_add_test(tc, the_key_stands_nowhere_but_in_the_pipe);
	tcase_add_test(tc, another_key_does_not_open_it);
	tcase_add_test(tc, what_is_damaged_does_not_open);
	tcase_add_test(tc, no_beginning_of_it_opens);
	tcase_add_loop_test(tc, a_strange_message_does_not_open, 0,
	    COUNT(strange));
	tcase_add_test(tc, a_bomb_is_cut_off);
	tcase_add_test(tc, the_limit_is_inclusive);
	tcase_add_loop_test(tc, a_key_is_one_line, 0, COUNT(no_keys));
	tcase_add_test(tc, a_missing_gpg_is_named);
	tcase_add_test(tc, a_gpg_that_hangs_is_given_up);
	tcase_add_test(tc, a_gpg_that_dies_is_said_to);
	tcase_add_loop_test(tc, a_gpg_that_does_something_else_is_not_believed,
	    0, COUNT(liars));
	tcase_add_loop_test(tc, what_gpg_does_not_vouch_for_is_not_opened, 0,
	    COUNT(open_liars));
	tcase_add_test(tc, a_folder_that_others_see_is_not_used);
	tcase_add_test(tc, a_person_s_own_options_take_no_part);
	tcase_add_test(tc, low_descriptors_may_be_free);
	tcase_add_test(tc, memory_that_runs_out_is_said);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

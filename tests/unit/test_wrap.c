/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "core/seal_packet.h"
#include "edge/batch.h"
#include "edge/keyring.h"
#include "edge/secret.h"
#include "edge/wrap.h"

#include "suite.h"
#include "wrapped.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))
#define SECRET   "q0Xk1d0dYb1w5dP5c2T9tq1Yk1m1zq3b8Yw2m4p7r9s="
#define SIZE     (sizeof SECRET - 1)

static const char *const names[] = { "alice", "bob", "sign", "old", "late",
	"revoked", "away", "rsa", "locked" };
static struct cvd_buf texts[COUNT(names)];

static struct cvd_err err;
static struct cvd_batch *batch;
static struct cvd_batch_setup batch_setup;
static struct cvd_keyring_setup setup;
static char keyring_path[4096];
static struct cvd_buf wrapped;
static char opened[64];
static size_t opened_size;

#define assert_ok(call)                                                        \
	ck_assert_msg((call) == CVD_OK, "%s: %s (%s)", #call, err.message,     \
	    err.hint)

static void
open_batch(void)
{
	struct cvd_batch_certificate all[COUNT(names)];

	for (int i = 0; i < COUNT(names); i++)
		all[i] = (struct cvd_batch_certificate){ names[i],
			texts[i].data, texts[i].size };
	assert_ok(
	    cvd_batch_open(&batch_setup, all, COUNT(names), &batch, &err));
}

static void
set_up(void)
{
	folder_make();
	for (int i = 0; i < COUNT(names); i++)
		texts[i] = sealed_read(names[i], "asc");
	(void)snprintf(keyring_path, sizeof keyring_path, "%s",
	    in_folder("keyring"));
	batch_setup = (struct cvd_batch_setup){ .path = getenv("PATH"),
		.folder = keyring_path,
		.keys_id = "1a2b3c",
		.limit_seconds = 30 };
	setup = (struct cvd_keyring_setup){ .path = getenv("PATH"),
		.limit_seconds = 30 };
	err = (struct cvd_err){ .status = CVD_OK };
	wrapped = (struct cvd_buf)CVD_BUF_INIT(CVD_MAX_WRAP);
	open_batch();
}

static void
tear_down(void)
{
	cvd_batch_close(batch);
	batch = NULL;
	cvd_buf_clear(&wrapped);
	for (int i = 0; i < COUNT(names); i++)
		cvd_buf_clear(&texts[i]);
	folder_remove();
}

/* Wraps for these, by their names with blanks between. */
static enum cvd_status
wrap_for(const char *people)
{
	const char *fingerprints[8];
	char text[200];
	char *rest = NULL;
	size_t n = 0;

	(void)snprintf(text, sizeof text, "%s", people);
	for (char *name = strtok_r(text, " ", &rest); name != NULL;
	     name = strtok_r(NULL, " ", &rest))
		fingerprints[n++] = sealed_fingerprint(name);
	cvd_buf_clear(&wrapped);
	return cvd_wrap_make(batch, fingerprints, n, time(NULL), SECRET, SIZE,
	    &wrapped, &err);
}

static enum cvd_status
open_it(void)
{
	struct cvd_keyring *keyring;
	enum cvd_status status;

	(void)memset(opened, 'x', sizeof opened);
	opened_size = 0;
	assert_ok(cvd_keyring_open(&setup, &keyring, &err));
	status = cvd_wrap_open(keyring, wrapped.data, wrapped.size, opened,
	    SIZE, &opened_size, &err);
	cvd_keyring_close(keyring);
	return status;
}

static void
assert_refused(enum cvd_status status, const char *message, const char *hint)
{
	ck_assert_int_eq(status, CVD_E_CRYPTO);
	ck_assert_msg(strstr(err.message, message) != NULL, "%s", err.message);
	ck_assert_msg(strstr(err.hint, hint) != NULL, "%s", err.hint);
}

static void
make_fake(const char *text)
{
	folder_write("gpg", text);
	ck_assert_int_eq(chmod(in_folder("gpg"), 0700), 0);
}

/* The same with a program in the place of gpg. */
static void
batch_with(const char *text)
{
	make_fake(text);
	cvd_batch_close(batch);
	batch_setup.program = in_folder("gpg");
	open_batch();
}

static const char *const groups[] = { "alice", "alice bob", "rsa away alice",
	"alice bob rsa away locked" };

START_TEST(each_of_them_opens_it)
{
	struct cvd_arena *arena = cvd_arena_new();
	const char(*ids)[CVD_KEY_ID_TEXT] = NULL;
	size_t count = 0;
	size_t people = 1;

	for (const char *p = groups[_i]; *p != '\0'; p++)
		people += *p == ' ';
	assert_ok(wrap_for(groups[_i]));
	assert_ok(cvd_wrap_packet_read(wrapped.data, wrapped.size, arena, &ids,
	    &count, &err));
	/* nobody else, whatever gpg.conf says, and nobody hidden */
	ck_assert_uint_eq(count, people);
	for (size_t i = 0; i < count; i++)
		ck_assert_ptr_nonnull(cvd_wrap_owner(batch, ids[i]));
	assert_ok(open_it());
	ck_assert_uint_eq(opened_size, SIZE);
	ck_assert_mem_eq(opened, SECRET, SIZE);
	cvd_arena_free(arena);
}
END_TEST

static const struct {
	const char *people;
	const char *message;
	const char *hint;
} unfit[] = {
	{ "alice sign", "is not made for encryption", "--quick-add-key" },
	{ "old alice", "has expired on 2024-06-01", "--quick-set-expire" },
	{ "alice late", "has expired on 2024-06-01", "2y '*'" },
	{ "revoked", "is revoked", "" },
	{ "", "nobody to encrypt to", "" },
};

START_TEST(for_all_or_for_nobody)
{
	assert_refused(wrap_for(unfit[_i].people), unfit[_i].message,
	    unfit[_i].hint);
	ck_assert_uint_eq(wrapped.size, 0);
}
END_TEST

START_TEST(the_one_who_is_unfit_is_named)
{
	assert_refused(wrap_for("alice sign"), sealed_fingerprint("sign"), "");
	assert_refused(wrap_for("alice old"), sealed_fingerprint("old"), "");
	assert_refused(wrap_for("revoked bob"), sealed_fingerprint("revoked"),
	    "");
}
END_TEST

static const char *const no_keys[] = {
	"0123456789ABCDEF0123456789ABCDEF01234567", "alice@example.org",
	"ABCDEF", "", "--output"
};

START_TEST(only_keys_of_the_casebook_by_their_fingerprint)
{
	const char *lower = "x";
	char text[41];

	assert_refused(cvd_wrap_make(batch, &no_keys[_i], 1, time(NULL), SECRET,
	                   SIZE, &wrapped, &err),
	    no_keys[_i], "");
	(void)snprintf(text, sizeof text, "%s", sealed_fingerprint("alice"));
	text[0] = 'a';
	lower = text;
	assert_refused(cvd_wrap_make(batch, &lower, 1, time(NULL), SECRET, SIZE,
	                   &wrapped, &err),
	    "", "");
}
END_TEST

START_TEST(a_key_that_expires_later_is_fit_until_then)
{
	/* as the casebook's clock has it, whatever gpg's says */
	assert_ok(
	    cvd_wrap_check(batch, sealed_fingerprint("old"), 1706000000, &err));
	assert_refused(cvd_wrap_check(batch, sealed_fingerprint("old"),
	                   1720000000, &err),
	    "has expired", "");
}
END_TEST

START_TEST(who_has_no_secret_key_is_told_whose_they_are)
{
	assert_ok(wrap_for("away"));
	ck_assert_int_eq(open_it(), CVD_E_NOT_FOUND);
	ck_assert_ptr_nonnull(
	    strstr(err.message, "none of the secret keys that open it"));
	ck_assert_ptr_nonnull(strstr(err.hint, "ask whose they are"));
	/* nothing is left where it should have come */
	for (size_t i = 0; i < SIZE; i++)
		ck_assert_int_eq(opened[i], 0);
	ck_assert_uint_eq(opened_size, 0);
}
END_TEST

START_TEST(a_locked_key_is_not_waited_for)
{
	assert_ok(wrap_for("locked"));
	assert_refused(open_it(), "the key needs its passphrase",
	    "unlock the key first (gpg --decrypt)");
	setup.interactive = true;
	assert_refused(open_it(), "passphrase was not given", "");
}
END_TEST

START_TEST(what_is_more_than_a_key_is_not_taken)
{
	const char *const people[] = { sealed_fingerprint("alice") };

	assert_ok(cvd_wrap_make(batch, people, 1, time(NULL), SECRET "x",
	    SIZE + 1, &wrapped, &err));
	assert_refused(open_it(), "the limit of 44 bytes", "");
}
END_TEST

START_TEST(what_is_damaged_does_not_open)
{
	char *line;

	assert_ok(wrap_for("alice"));
	/* without a checksum, in the middle of the data */
	line = strstr(wrapped.data, "\n=");
	ck_assert_ptr_nonnull(line);
	line[-20] = line[-20] == 'A' ? 'B' : 'A';
	assert_refused(open_it(), "", "");
	ck_assert_uint_eq(opened_size, 0);
	for (size_t n = 0; n < wrapped.size - 1; n += 37) {
		size_t whole = wrapped.size;

		wrapped.size = n;
		ck_assert_int_eq(open_it(), CVD_E_CRYPTO);
		wrapped.size = whole;
	}
}
END_TEST

static const char *const liars[] = {
	"exit 0",
	"echo hello; exec gpg \"$@\"",
	"exit 2",
	"exec gpg \"$@\" --throw-keyids",
	"gpg \"$@\" >/dev/null; kill -9 $$",
};

START_TEST(a_gpg_that_does_something_else_is_not_believed)
{
	char text[300];

	(void)snprintf(text, sizeof text,
	    "#!/bin/sh\ncase \"$*\" in *--encrypt*) %s ;; esac\n"
	    "exec gpg \"$@\"\n",
	    liars[_i]);
	batch_with(text);
	assert_refused(wrap_for("alice bob"), "", "");
	ck_assert_uint_eq(wrapped.size, 0);
}
END_TEST

START_TEST(a_gpg_that_adds_somebody_is_found_out)
{
	char text[400];

	(void)snprintf(text, sizeof text,
	    "#!/bin/sh\ncase \"$*\" in *--encrypt*)\n"
	    "exec gpg --recipient %s \"$@\" ;; esac\nexec gpg \"$@\"\n",
	    sealed_fingerprint("rsa"));
	batch_with(text);
	assert_refused(wrap_for("alice bob"), "to which it should not", "");
}
END_TEST

START_TEST(a_gpg_that_leaves_somebody_out_is_found_out)
{
	char text[600];

	(void)snprintf(text, sizeof text,
	    "#!/bin/sh\ncase \"$*\" in *--encrypt*)\n"
	    "for w; do shift; case $w in %s) w=%s ;; esac; set -- \"$@\" $w; "
	    "done\n;; esac\nexec gpg \"$@\"\n",
	    sealed_fingerprint("bob"), sealed_fingerprint("alice"));
	batch_with(text);
	assert_refused(wrap_for("alice bob"), "", "");
}
END_TEST

START_TEST(a_gpg_that_hangs_is_given_up)
{
	batch_setup.limit_seconds = 1;
	batch_with("#!/bin/sh\ncase \"$*\" in *--encrypt*) exec sleep 20 ;; "
	           "esac\nexec gpg \"$@\"\n");
	assert_refused(wrap_for("alice"), "no answer within 1 seconds", "");
	make_fake("#!/bin/sh\ncase \"$*\" in *--decrypt*) exec sleep 20 >&- "
	          "2>&- ;; esac\nexec gpg \"$@\"\n");
	cvd_batch_close(batch);
	batch_setup.program = NULL;
	open_batch();
	assert_ok(wrap_for("alice"));
	setup.program = in_folder("gpg");
	setup.limit_seconds = 1;
	assert_refused(open_it(), "no answer within 1 seconds", "");
}
END_TEST

START_TEST(a_gpg_that_dies_while_it_opens_is_said_to)
{
	assert_ok(wrap_for("alice"));
	make_fake("#!/bin/sh\ncase \"$*\" in *--decrypt*) gpg \"$@\"; "
	          "kill -9 $$ ;; esac\nexec gpg \"$@\"\n");
	setup.program = in_folder("gpg");
	/* what it said before counts, or nothing does */
	if (open_it() != CVD_OK)
		ck_assert_int_eq(err.status, CVD_E_CRYPTO);
	make_fake("#!/bin/sh\ncase \"$*\" in *--decrypt*) kill -9 $$ ;; "
	          "esac\nexec gpg \"$@\"\n");
	assert_refused(open_it(), "", "");
	ck_assert_uint_eq(opened_size, 0);
}
END_TEST

START_TEST(wrapping_starts_no_agent_and_leaves_nothing)
{
	batch_with("#!/bin/sh\ngpg \"$@\"\ncode=$?\nfor word; do\n"
	           "ls -d \"$word\"/S.* >>\"$0.log\" 2>/dev/null\ndone\n"
	           "exit $code\n");
	assert_ok(wrap_for("alice bob"));
	assert_file("gpg.log", "");
	ck_assert_int_ne(access(in_folder("keyring/1a2b3c/random_seed"), F_OK),
	    0);
	ck_assert_int_ne(access(in_folder("keyring/1a2b3c/trustdb.gpg"), F_OK),
	    0);
}
END_TEST

START_TEST(memory_that_runs_out_is_said)
{
	const char *const people[] = { sealed_fingerprint("alice") };
	enum cvd_status status = CVD_E_NO_MEMORY;
	unsigned long n = 0;

	while (status != CVD_OK) {
		cvd_buf_clear(&wrapped);
		cvd_memory_fail_at(++n);
		status = cvd_wrap_make(batch, people, 1, time(NULL), SECRET,
		    SIZE, &wrapped, &err);
		cvd_memory_fail_at(0);
		ck_assert(status == CVD_OK || status == CVD_E_NO_MEMORY);
		ck_assert(status == CVD_OK || wrapped.size == 0);
	}
	ck_assert_uint_gt(n, 4);
	assert_ok(open_it());
}
END_TEST

START_TEST(a_secret_s_memory_is_zeroed_and_one_s_own)
{
	unsigned char *memory = cvd_secret_alloc(5000);

	ck_assert_ptr_nonnull(memory);
	for (int i = 0; i < 5000; i++)
		ck_assert_uint_eq(memory[i], 0);
	(void)memset(memory, 'x', 5000);
	cvd_secret_wipe(memory, 4999);
	ck_assert_uint_eq(memory[0], 0);
	ck_assert_uint_eq(memory[4998], 0);
	ck_assert_uint_eq(memory[4999], 'x');
	cvd_secret_free(memory, 5000);
	cvd_secret_free(NULL, 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("wrap");
	TCase *tc = tcase_create("wrap");

	tcase_add_unchecked_fixture(tc, sealed_make, sealed_remove);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, each_of_them_opens_it, 0, COUNT(groups));
	tcase_add_loop_test(tc, for_all_or_for_nobody, 0, COUNT(unfit));
	tcase_add_test(tc, the_one_who_is_unfit_is_named);
	tcase_add_loop_test(tc, only_keys_of_the_casebook_by_their_fingerprint,
	    0, COUNT(no_keys));
	tcase_add_test(tc, a_key_that_expires_later_is_fit_until_then);
	tcase_add_test(tc, who_has_no_secret_key_is_told_whose_they_are);
	tcase_add_test(tc, a_locked_key_is_not_waited_for);
	tcase_add_test(tc, what_is_more_than_a_key_is_not_taken);
	tcase_add_test(tc, what_is_damaged_does_not_open);
	tcase_add_loop_test(tc, a_gpg_that_does_something_else_is_not_believed,
	    0, COUNT(liars));
	tcase_add_test(tc, a_gpg_that_adds_somebody_is_found_out);
	tcase_add_test(tc, a_gpg_that_leaves_somebody_out_is_found_out);
	tcase_add_test(tc, a_gpg_that_hangs_is_given_up);
	tcase_add_test(tc, a_gpg_that_dies_while_it_opens_is_said_to);
	tcase_add_test(tc, wrapping_starts_no_agent_and_leaves_nothing);
	tcase_add_test(tc, memory_that_runs_out_is_said);
	tcase_add_test(tc, a_secret_s_memory_is_zeroed_and_one_s_own);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

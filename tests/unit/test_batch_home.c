/* SPDX-License-Identifier: EUPL-1.2 */
#include "batch_fixture.h"
#include "suite.h"

#include <sys/wait.h>

START_TEST(a_home_is_made_once)
{
	open_batch();
	cvd_batch_close(batch);
	/* without certificates, so that what is known was known before */
	assert_ok(cvd_batch_open(&setup, NULL, 0, &batch, &err));
	ck_assert_int_eq(ask("sub").answer, CVD_BATCH_GOOD);
}
END_TEST

/* Certificates that are none; gpg reads nothing that comes after the first. */
static const struct cvd_batch_certificate broken[] = {
	{ "garbled", "\xff\xff\xff\xff\xff\xff", 6 },
	{ "text", "no certificate\n", 15 },
	{ "empty", "", 0 },
	{ "zero", "\0", 1 },
};

START_TEST(a_broken_certificate_hides_no_other)
{
	static const char *const known[] = { "alice", "old", "revoked", "rsa",
		"sub", "sub-sub" };
	struct cvd_batch_certificate all[COUNT(names) + COUNT(broken) + 1];
	int n = 0;

	for (int i = 0; i < COUNT(names); i++) {
		if (i < COUNT(broken))
			all[n++] = broken[i];
		all[n++] = certificates[i];
	}
	/* one that ends in the middle */
	all[n] = certificates[0];
	all[n++].size /= 2;
	assert_ok(cvd_batch_open(&setup, all, (size_t)n, &batch, &err));
	for (int i = 0; i < COUNT(known); i++)
		ck_assert_ptr_nonnull(
		    cvd_batch_key(batch, signed_fingerprint(known[i])));
	ck_assert_int_eq(ask("sub").answer, CVD_BATCH_GOOD);
}
END_TEST

START_TEST(a_secret_key_counts_by_its_public_part)
{
	const char *argv[] = { "sh", "-euc",
		"export GNUPGHOME=\"$1/gnupg\"\n"
		"gpg --batch --pinentry-mode loopback --passphrase '' "
		"--export-secret-keys alice@example.org >\"$2/secret\"\n"
		"gpgconf --kill all",
		"sh", signed_path, folder_path, NULL };
	struct cvd_buf secret = CVD_BUF_INIT(65536);
	struct cvd_batch_certificate all[2];

	ck_assert_int_eq(key_folder_run(argv), 0);
	assert_ok(cvd_fs_read(in_folder("secret"), &secret, &err));
	all[0] = (struct cvd_batch_certificate){ "secret", secret.data,
		secret.size };
	all[1] = certificates[COUNT(names) - 1];
	assert_ok(cvd_batch_open(&setup, all, 2, &batch, &err));
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
	ck_assert_int_eq(ask("sub").answer, CVD_BATCH_GOOD);
	in_keyring("test \"$(ls 1a2b3c | xargs)\" = 'keys pubring.kbx'");
	cvd_buf_clear(&secret);
}
END_TEST

START_TEST(a_key_that_could_not_be_written_makes_no_home)
{
	/* files of a few bytes are all that this gpg may write */
	folder_write("gpg", "#!/bin/sh\ncase \"$*\" in\n*--dry-run*) ;;\n"
	                    "*--import*) trap '' XFSZ; ulimit -f 1 ;;\nesac\n"
	                    "exec gpg \"$@\"\n");
	ck_assert_int_eq(chmod(program_path, 0700), 0);
	setup.program = program_path;
	ck_assert_int_eq(cvd_batch_open(&setup, certificates, COUNT(names),
	                     &batch, &err),
	    CVD_E_IO);
	ck_assert_msg(strstr(err.message, "gpg cannot write keys to") != NULL,
	    "%s", err.message);
	ck_assert_msg(strstr(err.hint, "room on the disk") != NULL, "%s",
	    err.hint);
	ck_assert_str_eq(list_folder(), ".lock ");
	setup.program = NULL;
	open_batch();
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
}
END_TEST

START_TEST(a_casebook_without_keys_knows_nobody)
{
	assert_ok(cvd_batch_open(&setup, NULL, 0, &batch, &err));
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_NO_KEY);
}
END_TEST

START_TEST(what_is_out_of_date_or_left_behind_is_removed)
{
	static const char *const stale[] = { "0ld", "new-aaaaaa", "tmp-bbbbbb",
		"tmp-cccccc/private-keys-v1.d" };
	char path[4096];

	for (int i = 0; i < COUNT(stale); i++) {
		(void)snprintf(path, sizeof(path), "keyring/%s", stale[i]);
		assert_ok(cvd_fs_make_folder(in_folder(path), &err));
		(void)snprintf(path, sizeof(path), "keyring/%s/f", stale[i]);
		folder_write(path, "x");
	}
	open_batch();
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
	cvd_batch_close(batch);
	batch = NULL;
	ck_assert_str_eq(list_folder(), ".lock 1a2b3c ");
}
END_TEST

START_TEST(what_another_one_uses_stays)
{
	struct cvd_batch *other = NULL;

	open_batch();
	setup.keys_id = "4d5e6f";
	assert_ok(
	    cvd_batch_open(&setup, certificates, COUNT(names), &other, &err));
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
	cvd_batch_close(batch);
	batch = other;
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
	cvd_batch_close(batch);
	assert_ok(cvd_batch_open(&setup, NULL, 0, &batch, &err));
	cvd_batch_close(batch);
	batch = NULL;
	ck_assert_str_eq(list_folder(), ".lock 4d5e6f ");
}
END_TEST

/* One of several programs: comes, judges and goes, with keys that change. */
static int
come_and_go(int number)
{
	struct cvd_batch_item item = item_of("alice", IDS);
	int good = 0;

	for (int i = 0; i < 4; i++) {
		setup.keys_id = (i + number) / 2 % 2 == 0 ? "1a" : "2b";
		open_batch();
		assert_ok(judge(&item, 1));
		good += item.answer == CVD_BATCH_GOOD;
		cvd_batch_close(batch);
		batch = NULL;
	}
	clear_item(&item);
	return good == 4 ? 0 : 1;
}

START_TEST(many_may_come_and_go_at_once)
{
	pid_t children[3];
	int state = 0;

	for (int i = 0; i < COUNT(children); i++) {
		children[i] = fork();
		ck_assert_int_ge(children[i], 0);
		if (children[i] == 0)
			_exit(come_and_go(i));
	}
	for (int i = 0; i < COUNT(children); i++) {
		ck_assert_int_eq(waitpid(children[i], &state, 0), children[i]);
		ck_assert_int_eq(state, 0);
	}
}
END_TEST

/* How a home may be spoilt; each is made anew. */
static const char *const spoils[] = {
	"chmod 755 1a2b3c",
	/* as far as one may */
	"chown 1 1a2b3c 2>/dev/null || :",
	"rm 1a2b3c/keys",
	"echo pub:garbage >1a2b3c/keys",
	": >1a2b3c/keys",
	"rm 1a2b3c/keys && ln -s /etc/passwd 1a2b3c/keys",
	"rm -r 1a2b3c && ln -s /tmp 1a2b3c",
	"rm -r 1a2b3c && touch 1a2b3c",
};

START_TEST(a_home_that_is_not_as_it_was_is_made_anew)
{
	open_batch();
	cvd_batch_close(batch);
	batch = NULL;
	in_keyring(spoils[_i]);
	open_batch();
	in_keyring("test -O 1a2b3c\ntest -d 1a2b3c\ntest ! -L 1a2b3c\n"
	           "test -z \"$(find 1a2b3c -type d ! -perm 700)\"");
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
	ck_assert_ptr_nonnull(
	    cvd_batch_key(batch, signed_fingerprint("alice")));
}
END_TEST

START_TEST(keys_that_vanish_are_no_strangers)
{
	struct cvd_batch_item item = item_of("alice", IDS);

	open_batch();
	in_keyring("rm 1a2b3c/pubring.kbx");
	assert_refused(judge(&item, 1), "gpg does not find its keys in",
	    "remove that folder");
	ck_assert_int_eq(item.answer, CVD_BATCH_NONE);
	clear_item(&item);
}
END_TEST

START_TEST(nobody_else_may_look)
{
	const mode_t before = umask(022);

	open_batch();
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
	(void)umask(before);
	in_keyring("test -d 1a2b3c\n"
	           "test -z \"$(find . -type d ! -perm 700)\"\n"
	           "test -z \"$(find . -type f ! -perm 600)\"\n"
	           "test -n \"$(find . -name pubring.kbx)\"\n"
	           /* no agent's socket, no backup, no message */
	           "test -z \"$(find . ! -type d ! -type f)\"\n"
	           "test \"$(find . -type f | sort | xargs)\" = "
	           "'./.lock ./1a2b3c/keys ./1a2b3c/pubring.kbx'");
}
END_TEST

START_TEST(no_agent_is_started)
{
	/* an agent ends when its socket goes, so it is looked for at once */
	folder_write("gpg", "#!/bin/sh\ngpg \"$@\"\ncode=$?\nfor word; do\n"
	                    "ls -d \"$word\"/S.* >>\"$0.log\" 2>/dev/null\n"
	                    "ls -d \"$word\"/*.kbx >>\"$0.seen\" 2>/dev/null\n"
	                    "done\nexit $code\n");
	ck_assert_int_eq(chmod(program_path, 0700), 0);
	setup.program = program_path;
	open_batch();
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
	assert_file("gpg.log", "");
	in_keyring("test \"$(sort -u ../gpg.seen | wc -l)\" -eq 2");
}
END_TEST

START_TEST(the_person_s_own_keyring_is_left_alone)
{
	assert_ok(cvd_fs_make_folder(in_folder("own"), &err));
	ck_assert_int_eq(setenv("HOME", in_folder("own"), 1), 0);
	ck_assert_int_eq(setenv("GNUPGHOME", in_folder("own/gnupg"), 1), 0);
	/* it would be an error to gpg, if it were read */
	assert_ok(cvd_fs_make_folder(in_folder("own/gnupg"), &err));
	folder_write("own/gnupg/gpg.conf", "no-such-option\n");
	open_batch();
	in_keyring("cp ../own/gnupg/gpg.conf 1a2b3c");
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
	in_keyring("test \"$(ls -A ../own/gnupg)\" = gpg.conf\n"
	           "test \"$(ls -A ../own)\" = gnupg");
}
END_TEST

static const char *const ids[] = { "", "..", "../escape", "a/b", "a b", "a-b",
	"01234567890123456789012345678901234567890123456789012345678901234" };

START_TEST(the_id_of_the_keys_is_letters_and_digits)
{
	setup.keys_id = ids[_i];
	ck_assert_int_eq(cvd_batch_open(&setup, NULL, 0, &batch, &err),
	    CVD_E_INTERNAL);
}
END_TEST

START_TEST(a_folder_may_have_any_name)
{
	setup.folder = in_folder("-- a%20b 'c'\n\xc3\xa9");
	open_batch();
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
	/* no shell, no gpg and no message of ours minds */
	ck_assert_int_eq(access(setup.folder, F_OK), 0);
}
END_TEST

START_TEST(a_folder_may_be_relative)
{
	ck_assert_int_eq(chdir(folder_path), 0);
	setup.folder = "keyring";
	open_batch();
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
	ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

/* Certificates, and what is in them. */
static const struct {
	const char *name;
	size_t parts;
	bool is_revoked;
} shown[] = {
	{ "alice", 1, false },
	{ "revoked", 1, true },
	{ "sub", 2, false },
};

START_TEST(a_certificate_is_looked_into_without_importing_it)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_buf text = signed_read(shown[_i].name, "asc");
	const struct cvd_batch_key *parts;
	size_t count;

	assert_ok(cvd_batch_open(&setup, NULL, 0, &batch, &err));
	assert_ok(cvd_batch_show(batch, text.data, text.size, arena, &parts,
	    &count, &err));
	ck_assert_uint_eq(count, shown[_i].parts);
	ck_assert_str_eq(parts[0].fingerprint,
	    signed_fingerprint(shown[_i].name));
	ck_assert(parts[0].is_revoked == shown[_i].is_revoked);
	ck_assert_ptr_null(cvd_batch_key(batch, parts[0].fingerprint));
	cvd_buf_clear(&text);
	cvd_arena_free(arena);
}
END_TEST

START_TEST(a_gpg_that_is_killed_proves_nothing_of_a_certificate)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_buf text = signed_read("alice", "asc");
	const struct cvd_batch_key *parts = NULL;
	size_t count = 0;

	folder_write("gpg",
	    "#!/bin/sh\ncase \"$*\" in\n"
	    "*--show-keys*) gpg \"$@\"; kill -9 $$ ;;\nesac\nexec gpg \"$@\"\n");
	ck_assert_int_eq(chmod(program_path, 0700), 0);
	setup.program = program_path;
	assert_ok(cvd_batch_open(&setup, NULL, 0, &batch, &err));
	assert_refused(cvd_batch_show(batch, text.data, text.size, arena,
	                   &parts, &count, &err),
	    "gpg was ended by signal 9", "");
	ck_assert_ptr_null(parts);
	cvd_buf_clear(&text);
	cvd_arena_free(arena);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("batch_home");
	TCase *tc = tcase_create("batch_home");

	tcase_add_unchecked_fixture(tc, signed_make, signed_remove);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_home_is_made_once);
	tcase_add_test(tc, a_broken_certificate_hides_no_other);
	tcase_add_test(tc, a_secret_key_counts_by_its_public_part);
	tcase_add_test(tc, a_key_that_could_not_be_written_makes_no_home);
	tcase_add_test(tc, a_casebook_without_keys_knows_nobody);
	tcase_add_test(tc, what_is_out_of_date_or_left_behind_is_removed);
	tcase_add_test(tc, what_another_one_uses_stays);
	tcase_add_test(tc, many_may_come_and_go_at_once);
	tcase_add_loop_test(tc, a_home_that_is_not_as_it_was_is_made_anew, 0,
	    COUNT(spoils));
	tcase_add_test(tc, keys_that_vanish_are_no_strangers);
	tcase_add_test(tc, nobody_else_may_look);
	tcase_add_test(tc, no_agent_is_started);
	tcase_add_test(tc, the_person_s_own_keyring_is_left_alone);
	tcase_add_loop_test(tc, the_id_of_the_keys_is_letters_and_digits, 0,
	    COUNT(ids));
	tcase_add_test(tc, a_folder_may_have_any_name);
	tcase_add_test(tc, a_folder_may_be_relative);
	tcase_add_loop_test(tc,
	    a_certificate_is_looked_into_without_importing_it, 0, COUNT(shown));
	tcase_add_test(tc,
	    a_gpg_that_is_killed_proves_nothing_of_a_certificate);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

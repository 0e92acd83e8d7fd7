/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/batch.h"

#include "signed.h"
#include "suite.h"

#include <dirent.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))
#define IDS      "f0e1d2c3b4a5968778695a4b3c2d1e0f00"

static struct cvd_err err;
static struct cvd_batch *batch;
static struct cvd_batch_setup setup;
static char keyring_path[4096];
static char program_path[4096];

#define assert_ok(call)                                                        \
	ck_assert_msg((call) == CVD_OK, "%s: %s", #call, err.message)

#define assert_refused(call, text, remedy)                                     \
	do {                                                                   \
		ck_assert_int_eq(call, CVD_E_CRYPTO);                          \
		ck_assert_msg(strstr(err.message, text) != NULL, "%s",         \
		    err.message);                                              \
		ck_assert_msg(strstr(err.hint, remedy) != NULL, "%s",          \
		    err.hint);                                                 \
	} while (0)

/* The certificates that a casebook has: of one key there are two. */
static const char *const names[] = { "alice", "sub-first", "old", "revoked",
	"rsa", "sub" };
static struct cvd_buf texts[COUNT(names)];
static struct cvd_batch_certificate certificates[COUNT(names)];

static void
read_certificates(void)
{
	for (int i = 0; i < COUNT(names); i++) {
		texts[i] = signed_read(names[i], "asc");
		certificates[i] = (struct cvd_batch_certificate){ names[i],
			texts[i].data, texts[i].size };
	}
}

static void
set_up(void)
{
	folder_make();
	read_certificates();
	(void)snprintf(keyring_path, sizeof(keyring_path), "%s",
	    in_folder("keyring"));
	(void)snprintf(program_path, sizeof(program_path), "%s",
	    in_folder("gpg"));
	setup = (struct cvd_batch_setup){
		.path = getenv("PATH"),
		.folder = keyring_path,
		.keys_id = "1a2b3c",
		.workers = 1,
		.limit_seconds = 60,
	};
	err = (struct cvd_err){ .status = CVD_OK };
}

static void
tear_down(void)
{
	cvd_batch_close(batch);
	batch = NULL;
	for (int i = 0; i < COUNT(names); i++)
		cvd_buf_clear(&texts[i]);
	folder_remove();
}

static void
open_batch(void)
{
	assert_ok(
	    cvd_batch_open(&setup, certificates, COUNT(names), &batch, &err));
}

static enum cvd_status
judge(struct cvd_batch_item *items, size_t count)
{
	enum cvd_status status = cvd_batch_start(batch, items, count, &err);

	return status == CVD_OK ? cvd_batch_finish(batch, &err) : status;
}

/* An item of the signature and the text of that name; freed with _clear. */
static struct cvd_batch_item
item_of(const char *name, const char *id)
{
	struct cvd_buf packet = signed_read(name, "sig");
	struct cvd_buf data = signed_read(name, "txt");

	return (struct cvd_batch_item){
		.id = id,
		.packet = packet.data,
		.packet_size = packet.size,
		.data = data.data,
		.data_size = data.size,
	};
}

static void
clear_item(struct cvd_batch_item *item)
{
	free((void *)(size_t)item->packet);
	free((void *)(size_t)item->data);
}

/* The answer to one signature alone. */
static struct cvd_batch_item
ask(const char *name)
{
	struct cvd_batch_item item = item_of(name, IDS);

	assert_ok(judge(&item, 1));
	clear_item(&item);
	return item;
}

static const struct {
	const char *name;
	enum cvd_batch_answer answer;
	const char *key;
	const char *primary;
} signatures[] = {
	{ "alice", CVD_BATCH_GOOD, "alice", "alice" },
	{ "sha512", CVD_BATCH_GOOD, "alice", "alice" },
	{ "sub", CVD_BATCH_GOOD, "sub-sub", "sub" },
	{ "rsa", CVD_BATCH_GOOD, "rsa", "rsa" },
	{ "before", CVD_BATCH_GOOD, "old", "old" },
	{ "after", CVD_BATCH_GOOD, "old", "old" },
	{ "revoked", CVD_BATCH_GOOD, "revoked", "revoked" },
	{ "future", CVD_BATCH_GOOD, "alice", "alice" },
	{ "timed", CVD_BATCH_EXPIRED, NULL, NULL },
	{ "bad", CVD_BATCH_BAD, NULL, NULL },
	{ "stranger", CVD_BATCH_NO_KEY, NULL, NULL },
	{ "sha1", CVD_BATCH_OTHER, NULL, NULL },
	{ "two", CVD_BATCH_OTHER, NULL, NULL },
	{ "whole-zip", CVD_BATCH_OTHER, NULL, NULL },
	{ "whole-none", CVD_BATCH_OTHER, NULL, NULL },
};

static void
assert_answer(const struct cvd_batch_item *item, int i)
{
	const char *key = signatures[i].key;

	ck_assert_msg(item->answer == signatures[i].answer, "%s: %d",
	    signatures[i].name, item->answer);
	ck_assert_str_eq(item->fingerprint,
	    key != NULL ? signed_fingerprint(key) : "");
	ck_assert_str_eq(item->primary,
	    key != NULL ? signed_fingerprint(signatures[i].primary) : "");
}

START_TEST(each_signature_has_its_answer)
{
	struct cvd_batch_item item;

	open_batch();
	item = ask(signatures[_i].name);
	assert_answer(&item, _i);
}
END_TEST

/* All of them at once; what ends a run of gpg hides nothing behind it. */
static void
assert_together(unsigned workers, size_t count)
{
	struct cvd_batch_item *items = calloc(count, sizeof(*items));
	char(*ids)[24] = calloc(count, sizeof(*ids));

	setup.workers = workers;
	open_batch();
	for (size_t i = 0; i < count; i++) {
		(void)snprintf(ids[i], sizeof(ids[i]), "%zu", i);
		items[i] = item_of(signatures[i % COUNT(signatures)].name,
		    ids[i]);
	}
	assert_ok(judge(items, count));
	for (size_t i = 0; i < count; i++) {
		assert_answer(&items[i], (int)(i % COUNT(signatures)));
		clear_item(&items[i]);
	}
	free(items);
	free(ids);
}

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

/* A program in the place of gpg, which answers `verify` by that line of sh. */
static void
make_fake(const char *verify)
{
	char text[2000];

	(void)snprintf(text, sizeof(text),
	    "#!/bin/sh\ncase \"$*\" in\n*--verify-files*)\n%s\n;;\n"
	    "*) exec gpg \"$@\" ;;\nesac\n",
	    verify);
	folder_write("gpg", text);
	ck_assert_int_eq(chmod(in_folder("gpg"), 0700), 0);
	setup.program = program_path;
}

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

	make_fake("while read -r n; do case $n in\n"
	          "*/b) echo \"[GNUPG:] FILE_START 1 $n\"; exit ;;\n"
	          "*) printf '%s\\n' \"$n\" | gpg \"$@\" ;;\nesac; done");
	open_batch();
	items[0] = item_of("alice", "a");
	items[1] = item_of("alice", "b");
	items[2] = item_of("alice", "c");
	assert_ok(judge(items, 3));
	ck_assert_int_eq(items[0].answer, CVD_BATCH_GOOD);
	ck_assert_int_eq(items[1].answer, CVD_BATCH_OTHER);
	ck_assert_int_eq(items[2].answer, CVD_BATCH_GOOD);
	for (int i = 0; i < 3; i++)
		clear_item(&items[i]);
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
	/* another file, one that goes on after its name, one too many */
	{ "[GNUPG:] FILE_START 1 /tmp/other\n" FAKE_NEW FAKE_GOOD FAKE_VALID
	        FAKE_DONE,
	    CVD_BATCH_NONE },
	{ "[GNUPG:] FILE_START 1 ${n}0\n" FAKE_NEW FAKE_GOOD FAKE_VALID
	        FAKE_DONE,
	    CVD_BATCH_NONE },
	{ "[GNUPG:] FILE_START 1 /tmp/0$(basename $n)\n" FAKE_NEW FAKE_GOOD
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

START_TEST(what_one_gpg_says_of_the_others_items_is_nothing)
{
	struct cvd_batch_item items[40];
	char ids[40][16];

	/* both answer for all, in the order of the first */
	make_fake("d=$(dirname \"$0\")\nk=$(cat $d/k)\n"
	          "read -r n\np=$(dirname $n)\nfor i in $(seq 10 49); do\n"
	          "n=$p/$i\ncat <<E\n" FAKE_START FAKE_NEW FAKE_GOOD FAKE_VALID
	              FAKE_DONE "E\ndone");
	folder_write("k", signed_fingerprint("alice"));
	setup.workers = 2;
	open_batch();
	for (int i = 0; i < 40; i++) {
		(void)snprintf(ids[i], sizeof(ids[i]), "%d", i + 10);
		items[i] = item_of("bad", ids[i]);
	}
	assert_refused(judge(items, 40), "says nothing about the signatures",
	    "gpg.program");
	for (int i = 0; i < 40; i++) {
		ck_assert_int_eq(items[i].answer, CVD_BATCH_NONE);
		clear_item(&items[i]);
	}
}
END_TEST

START_TEST(keys_are_known_with_their_limits)
{
	const struct cvd_batch_key *key;

	open_batch();
	key = cvd_batch_key(batch, signed_fingerprint("alice"));
	ck_assert_ptr_nonnull(key);
	ck_assert_str_eq(key->primary, key->fingerprint);
	ck_assert_int_eq(key->created, 1704067200);
	ck_assert_int_eq(key->expires, 0);
	ck_assert_uint_eq(key->algorithm, 22);
	ck_assert(key->can_sign && !key->is_revoked);

	key = cvd_batch_key(batch, signed_fingerprint("sub"));
	ck_assert(key != NULL && !key->can_sign);
	key = cvd_batch_key(batch, signed_fingerprint("sub-sub"));
	ck_assert(key != NULL && key->can_sign);
	ck_assert_str_eq(key->primary, signed_fingerprint("sub"));
	ck_assert_int_eq(key->expires, 2208988800);

	key = cvd_batch_key(batch, signed_fingerprint("rsa"));
	ck_assert(key != NULL && key->algorithm == 1 && key->bits == 2048);
	key = cvd_batch_key(batch, signed_fingerprint("revoked"));
	ck_assert(key != NULL && key->is_revoked);
	ck_assert_ptr_null(
	    cvd_batch_key(batch, signed_fingerprint("stranger")));
	ck_assert_ptr_null(cvd_batch_key(batch, ""));
}
END_TEST

START_TEST(the_life_of_a_key_tells_before_from_after)
{
	const struct cvd_batch_key *key;

	open_batch();
	key = cvd_batch_key(batch, signed_fingerprint("old"));
	ck_assert_ptr_nonnull(key);
	ck_assert_int_eq(ask("before").at, 1704844800);
	ck_assert(ask("before").at < key->expires);
	ck_assert(ask("after").at > key->expires);
	ck_assert_int_eq(ask("future").at, 1893456000);
}
END_TEST

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
	for (int i = 0; i < COUNT(names); i++)
		if (strcmp(names[i], "sub-first") != 0)
			ck_assert_int_eq(ask(strcmp(names[i], "old") == 0
			                         ? "before"
			                         : names[i])
			                     .answer,
			    CVD_BATCH_GOOD);
}
END_TEST

START_TEST(a_casebook_without_keys_knows_nobody)
{
	assert_ok(cvd_batch_open(&setup, NULL, 0, &batch, &err));
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_NO_KEY);
}
END_TEST

/* The names in the keyring's folder, with blanks between; dots too. */
static const char *
list_folder(void)
{
	static char text[1000];
	struct dirent **list;
	int n = scandir(in_folder("keyring"), &list, NULL, alphasort);

	text[0] = '\0';
	for (int i = 0; i < n; i++) {
		if (strcmp(list[i]->d_name, ".") != 0 &&
		    strcmp(list[i]->d_name, "..") != 0)
			(void)snprintf(text + strlen(text),
			    sizeof(text) - strlen(text), "%s ",
			    list[i]->d_name);
		free(list[i]);
	}
	free(list);
	return text;
}

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

/* How a home may be spoilt; each is made anew. */
static const char *const spoils[] = {
	"chmod 755 1a2b3c",
	"rm 1a2b3c/keys",
	"echo pub:garbage >1a2b3c/keys",
	": >1a2b3c/keys",
	"rm 1a2b3c/keys && ln -s /etc/passwd 1a2b3c/keys",
	"rm -r 1a2b3c && ln -s /tmp 1a2b3c",
	"rm -r 1a2b3c && touch 1a2b3c",
};

static void
in_keyring(const char *line)
{
	const char *argv[] = { "sh", "-euc", "cd \"$1\"; eval \"$2\"", "sh",
		in_folder("keyring"), line, NULL };

	ck_assert_int_eq(signed_run(argv), 0);
}

START_TEST(a_home_that_is_not_as_it_was_is_made_anew)
{
	open_batch();
	cvd_batch_close(batch);
	batch = NULL;
	in_keyring(spoils[_i]);
	open_batch();
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
	in_keyring("test -d 1a2b3c && test -d tmp-*\n"
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
	open_batch();
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
	cvd_batch_close(batch);
	batch = NULL;
	/* whose command line would name the home */
	in_keyring("for p in /proc/[0-9]*; do\n"
	           "c=$(cat $p/cmdline 2>/dev/null | tr '\\0' ' ')\n"
	           "case $c in *--homedir*$PWD*) echo \"$c\" >&2; exit 1 ;;\n"
	           "esac; done");
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
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
	in_keyring("test \"$(ls -A ../own/gnupg)\" = gpg.conf\n"
	           "test \"$(ls -A ../own)\" = gnupg");
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

/* Whether a process whose id a script wrote to the file still lives. */
static bool
lives(const char *file)
{
	struct cvd_buf bytes = CVD_BUF_INIT(100);
	struct timespec pause = { .tv_nsec = 10000000 };
	bool alive = true;

	for (int i = 0; i < 500 && bytes.size == 0; i++) {
		if (cvd_fs_read(in_folder(file), &bytes, NULL) != CVD_OK)
			(void)nanosleep(&pause, NULL);
	}
	ck_assert_uint_gt(bytes.size, 0);
	for (int i = 0; i < 500 && alive; i++) {
		alive = kill((pid_t)strtol(bytes.data, NULL, 10), 0) == 0;
		(void)nanosleep(&pause, NULL);
	}
	cvd_buf_clear(&bytes);
	return alive;
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
	ck_assert(!lives("pid"));
	ck_assert_int_eq(item.answer, CVD_BATCH_NONE);
	clear_item(&item);
}
END_TEST

START_TEST(closing_ends_what_still_runs)
{
	struct cvd_batch_item item = item_of("alice", IDS);

	make_fake("sleep 300 & echo $! >$(dirname \"$0\")/pid\nwait");
	open_batch();
	assert_ok(cvd_batch_start(batch, &item, 1, &err));
	ck_assert_int_eq(cvd_batch_start(batch, &item, 1, &err),
	    CVD_E_INTERNAL);
	while (access(in_folder("pid"), F_OK) != 0)
		;
	cvd_batch_close(batch);
	batch = NULL;
	ck_assert(!lives("pid"));
	ck_assert_str_eq(list_folder(), ".lock 1a2b3c ");
	clear_item(&item);
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
	ck_assert_int_eq(signed_run(argv), 0);
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

static const char *const ids[] = { "", "..", "../escape", "a/b", "a b", "a-b",
	"01234567890123456789012345678901234567890123456789012345678901234" };

START_TEST(an_id_is_a_name_of_letters_and_digits)
{
	struct cvd_batch_item item = item_of("alice", ids[_i]);

	open_batch();
	ck_assert_int_eq(judge(&item, 1), CVD_E_INTERNAL);
	clear_item(&item);
	cvd_batch_close(batch);
	batch = NULL;
	setup.keys_id = ids[_i];
	ck_assert_int_eq(cvd_batch_open(&setup, NULL, 0, &batch, &err),
	    CVD_E_INTERNAL);
}
END_TEST

START_TEST(one_id_stands_for_one_signature)
{
	struct cvd_batch_item items[2] = { item_of("alice", "a"),
		item_of("bad", "a") };

	open_batch();
	ck_assert_int_eq(judge(items, 2), CVD_E_IO);
	ck_assert_int_eq(items[0].answer, CVD_BATCH_NONE);
	clear_item(&items[0]);
	clear_item(&items[1]);
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
}
END_TEST

START_TEST(a_folder_that_gpg_cannot_be_told_of_is_refused)
{
	setup.folder = in_folder("a\nb");
	ck_assert_int_eq(cvd_batch_open(&setup, NULL, 0, &batch, &err),
	    CVD_E_IO);
	/* but anything else will do */
	setup.folder = in_folder("-- a%20b 'c' \xc3\xa9");
	open_batch();
	ck_assert_int_eq(ask("alice").answer, CVD_BATCH_GOOD);
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
	tcase_add_test(tc, a_gpg_that_stops_at_bad_ones_is_asked_again);
	tcase_add_test(tc, a_gpg_that_dies_is_asked_again);
	tcase_add_test(tc, what_stops_gpg_twice_is_not_good);
	tcase_add_loop_test(tc, a_gpg_that_lies_is_not_believed, 0,
	    COUNT(lies));
	tcase_add_loop_test(tc, a_valid_signature_says_so_in_full, 0,
	    COUNT(invalid));
	tcase_add_test(tc, what_one_gpg_says_of_the_others_items_is_nothing);
	tcase_add_test(tc, keys_are_known_with_their_limits);
	tcase_add_test(tc, the_life_of_a_key_tells_before_from_after);
	tcase_add_test(tc, a_home_is_made_once);
	tcase_add_test(tc, a_broken_certificate_hides_no_other);
	tcase_add_test(tc, a_casebook_without_keys_knows_nobody);
	tcase_add_test(tc, what_is_out_of_date_or_left_behind_is_removed);
	tcase_add_test(tc, what_another_one_uses_stays);
	tcase_add_loop_test(tc, a_home_that_is_not_as_it_was_is_made_anew, 0,
	    COUNT(spoils));
	tcase_add_test(tc, keys_that_vanish_are_no_strangers);
	tcase_add_test(tc, nobody_else_may_look);
	tcase_add_test(tc, no_agent_is_started);
	tcase_add_test(tc, the_person_s_own_keyring_is_left_alone);
	tcase_add_loop_test(tc, a_program_that_is_not_gpg_is_named, 0,
	    COUNT(programs));
	tcase_add_test(tc, a_gpg_that_hangs_is_given_up_with_its_group);
	tcase_add_test(tc, closing_ends_what_still_runs);
	tcase_add_test(tc, one_batch_judges_many_times);
	tcase_add_loop_test(tc, what_is_no_single_signature_is_not_even_asked,
	    0, COUNT(packets));
	tcase_add_loop_test(tc, what_is_signed_may_have_any_size, 0,
	    COUNT(sizes));
	tcase_add_loop_test(tc, an_id_is_a_name_of_letters_and_digits, 0,
	    COUNT(ids));
	tcase_add_test(tc, one_id_stands_for_one_signature);
	tcase_add_test(tc, a_folder_that_gpg_cannot_be_told_of_is_refused);
	tcase_add_test(tc, a_folder_may_be_relative);
	tcase_add_test(tc, running_out_of_memory_is_said_and_leaves_nothing);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

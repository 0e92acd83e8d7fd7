/* SPDX-License-Identifier: EUPL-1.2 */
#include "batch_fixture.h"
#include "suite.h"

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

#define A   "0123456789ABCDEF0123456789ABCDEF01234567"
#define B   "89ABCDEF0123456789ABCDEF0123456789ABCDEF"
#define TRU "tru:t:0:0:0:0:0:0\n"
#define PUB(validity, expires, uses)                                           \
	"pub:" validity ":255:22:89ABCDEF01234567:1000:" expires               \
	":::-:::" uses ":::::ed25519:::0:\n"
#define SUB(validity, expires, uses)                                           \
	"sub:" validity ":255:22:89ABCDEF89ABCDEF:1000:" expires ":::::" uses  \
	":::::ed25519::\n"
#define FPR(digits) "fpr:::::::::" digits ":\n"

/* What gpg may list of a key A with a subkey B, and what B is then. */
static const struct {
	const char *list;
	bool is_known;
	bool is_revoked;
	bool can_sign;
	cvd_instant expires;
} listings[] = {
	{ TRU PUB("-", "", "cC") FPR(A) SUB("-", "", "s") FPR(B), true, false,
	    true, 0 },
	{ TRU PUB("-", "", "cC") FPR(A) SUB("-", "3000", "s") FPR(B), true,
	    false, true, 3000 },
	{ TRU PUB("e", "2000", "cC") FPR(A) SUB("-", "3000", "s") FPR(B), true,
	    false, true, 2000 },
	{ TRU PUB("e", "2000", "cC") FPR(A) SUB("e", "", "s") FPR(B), true,
	    false, true, 2000 },
	{ TRU PUB("-", "4000", "cC") FPR(A) SUB("e", "3000", "s") FPR(B), true,
	    false, true, 3000 },
	{ TRU PUB("r", "", "cC") FPR(A) SUB("-", "", "s") FPR(B), true, true,
	    true, 0 },
	{ TRU PUB("-", "", "cC") FPR(A) SUB("r", "", "s") FPR(B), true, true,
	    true, 0 },
	{ TRU PUB("-", "", "cC") FPR(A) SUB("i", "", "s") FPR(B), true, false,
	    false, 0 },
	{ TRU PUB("-", "", "scSC") FPR(A) SUB("-", "", "e") FPR(B), true, false,
	    false, 0 },
	{ TRU PUB("-", "", "cS") FPR(A) SUB("-", "", "aS") FPR(B), true, false,
	    false, 0 },
	/* keys of another version, and a primary key that is of one */
	{ TRU PUB("-", "", "cC") FPR(A "0123456789ABCDEF01234567")
	        SUB("-", "", "s") FPR(B),
	    false, false, false, 0 },
	{ TRU PUB("-", "", "cC") FPR(A) SUB("-", "", "s") FPR(B "00"), false,
	    false, false, 0 },
	{ TRU, false, false, false, 0 },
};

/* Makes a program that lists keys like that. */
static void
make_lister(const char *list)
{
	char text[2000];

	(void)snprintf(text, sizeof(text),
	    "#!/bin/sh\ncase \"$*\" in\n*--list-keys*)\n"
	    "cat <<E\n%sE\n;;\n*) exec gpg \"$@\" ;;\nesac\n",
	    list);
	folder_write("gpg", text);
	ck_assert_int_eq(chmod(program_path, 0700), 0);
	setup.program = program_path;
}

START_TEST(a_subkey_is_no_better_than_its_primary)
{
	const struct cvd_batch_key *key;

	make_lister(listings[_i].list);
	open_batch();
	key = cvd_batch_key(batch, B);
	ck_assert_int_eq(key != NULL, listings[_i].is_known);
	if (key == NULL)
		return;
	ck_assert_str_eq(key->primary, A);
	ck_assert_int_eq(key->is_revoked, listings[_i].is_revoked);
	ck_assert_int_eq(key->can_sign, listings[_i].can_sign);
	ck_assert_int_eq(key->expires, listings[_i].expires);
	ck_assert_int_eq(key->created, 1000);
}
END_TEST

static const char *const unknown_listings[] = {
	"",
	PUB("-", "", "sC") FPR(A),
	TRU PUB("-", "", "sC"),
	TRU PUB("-", "", "sC") SUB("-", "", "s") FPR(B),
	TRU PUB("-", "never", "sC") FPR(A),
	TRU PUB("-", "20300101T000000", "sC") FPR(A),
	TRU "pub:-:255:22:89ABCDEF01234567::::\n" FPR(A),
	TRU "pub:-::22:89ABCDEF01234567:1000:::\n" FPR(A),
	TRU "pub:-:255:-1:89ABCDEF01234567:1000:::\n" FPR(A),
	TRU "pub:-:255:999:89ABCDEF01234567:1000:::\n" FPR(A),
	TRU "pub\n" FPR(A),
	/* a part of it */
	TRU PUB("-", "", "sC") FPR(A) "E\nexit 2\ncat <<E\n",
};

START_TEST(a_list_that_is_not_understood_is_refused)
{
	make_lister(unknown_listings[_i]);
	assert_refused(cvd_batch_open(&setup, NULL, 0, &batch, &err), "list",
	    "");
	ck_assert_str_eq(list_folder(), ".lock ");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("batch_keys");
	TCase *tc = tcase_create("batch_keys");

	tcase_add_unchecked_fixture(tc, signed_make, signed_remove);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, keys_are_known_with_their_limits);
	tcase_add_test(tc, the_life_of_a_key_tells_before_from_after);
	tcase_add_loop_test(tc, a_subkey_is_no_better_than_its_primary, 0,
	    COUNT(listings));
	tcase_add_loop_test(tc, a_list_that_is_not_understood_is_refused, 0,
	    COUNT(unknown_listings));
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/hash.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

/* FIPS 180-4, examples of NIST. */
static const struct {
	const char *text;
	const char *hex;
} known[] = {
	{ "",
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc",
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

START_TEST(known_texts_have_their_hash)
{
	char hex[CVD_HASH_TEXT];

	cvd_hash_bytes(known[_i].text, strlen(known[_i].text), hex);
	ck_assert_str_eq(hex, known[_i].hex);
}
END_TEST

START_TEST(pieces_hash_as_the_whole)
{
	struct cvd_hash *hash = cvd_hash_new();
	char hex[CVD_HASH_TEXT];

	cvd_hash_add(hash, "a", 1);
	cvd_hash_add(hash, NULL, 0);
	cvd_hash_add(hash, "bc", 2);
	cvd_hash_text(hash, hex);
	cvd_hash_free(hash);
	ck_assert_str_eq(hex, known[1].hex);
	cvd_hash_free(NULL);
}
END_TEST

/* The vector that contract/content_hash.sh computes with printf and sha256sum
 * alone. */
START_TEST(changes_hash_as_the_shell_says)
{
	static const struct cvd_change changes[] = {
		{ "roster.yaml", "members: []\n", 12 },
		{ "cvd.yaml", "name: Desk \xc3\xa9\n", 14 },
		{ "contacts/acme.yaml", NULL, 0 },
		{ "templates/nl/ack.txt", "", 0 },
	};
	FILE *file = fopen(CVD_TEST_DATA "/content-hash.sha256", "r");
	char wanted[CVD_HASH_TEXT] = "";
	char hex[CVD_HASH_TEXT];

	ck_assert_ptr_nonnull(file);
	ck_assert_ptr_nonnull(fgets(wanted, sizeof wanted, file));
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(cvd_hash_changes(changes, 4, hex, NULL), CVD_OK);
	ck_assert_str_eq(hex, wanted);
}
END_TEST

START_TEST(changes_that_contradict_have_no_hash)
{
	static const struct cvd_change twice[] = { { "a", "1", 1 },
		{ "a", NULL, 0 } };
	char hex[CVD_HASH_TEXT] = "untouched";
	struct cvd_err err;

	ck_assert_int_eq(cvd_hash_changes(twice, 2, hex, &err), CVD_E_INVALID);
	ck_assert_str_eq(err.message, "'a' is changed twice at once");
	ck_assert_str_eq(hex, "untouched");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("hash");
	TCase *tc = tcase_create("hash");

	tcase_add_loop_test(tc, known_texts_have_their_hash, 0,
	    (int)(sizeof known / sizeof *known));
	tcase_add_test(tc, pieces_hash_as_the_whole);
	tcase_add_test(tc, changes_hash_as_the_shell_says);
	tcase_add_test(tc, changes_that_contradict_have_no_hash);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/arena.h"
#include "core/armor.h"
#include "core/limits.h"
#include "core/seal_block.h"

#include "armored.h"
#include "sealed.h"
#include "suite.h"
#include "table.h"

#include <string.h>

#define ROOM 4096

static struct table packets;

static struct cvd_err err;

static void
assert_refused(const char *text, const char *message)
{
	ck_assert_int_eq(cvd_seal_block_check(text, &err), CVD_E_INVALID);
	ck_assert_msg(strstr(err.message, message) != NULL, "%s", err.message);
}

START_TEST(what_gpg_sealed_is_a_block)
{
	ck_assert_msg(cvd_seal_block_check(sealed_block, &err) == CVD_OK, "%s",
	    err.message);
}
END_TEST

/* One place of the block is another text; all else stays. */
static const struct {
	const char *old, *new, *message;
} changes[] = {
	{ "-----BEGIN PGP MESSAGE", "-----BEGIN PGP SIGNATURE",
	    "line 1 of the message: this does not begin the armor" },
	{ "-----BEGIN", " -----BEGIN", "line 1" },
	{ "-----BEGIN", "\n-----BEGIN", "line 1" },
	{ "-----BEGIN PGP MESSAGE-----", "-----BEGIN PGP MESSAGE-----\r",
	    "line 1" },
	{ "-----BEGIN PGP MESSAGE-----",
	    "-----BEGIN PGP MESSAGE-----\n"
	    "Version: GnuPG v2",
	    "line 2 of the message: no header may stand here" },
	{ "-----BEGIN PGP MESSAGE-----",
	    "-----BEGIN PGP MESSAGE-----\n"
	    "Comment: rosa@example.net",
	    "line 2" },
	{ "\n\njAw", "\njAw", "line 2" },
	{ "\n\njAw", "\n \njAw", "line 2" },
	{ "\n\njAw", "\n\n\njAw", "line 3 of the message: this is not a line" },
	{ "jAwECQEI", "jAwECQ\n", "line 3" },
	{ "jAwECQEI", "jAwE\nCQEI", "line 4 of the message: the line before" },
	{ "jAwECQEI", "jAwE CQEI", "line 3" },
	{ "jAwECQEI", "jAw=CQEI", "line 3 of the message: this is not base64" },
	{ "jAwECQEI", "iAwECQEI", "the checksum is wrong" },
	{ "\n1JDHBE4", "\n\n1JDHBE4", "line 4" },
	{ "=nXcs\n", "=nXct\n", "the checksum is wrong" },
	{ "=nXcs\n", "=nXc\n", "this is no checksum" },
	{ "=nXcs\n", "", "a checksum must come here" },
	{ "-----END PGP MESSAGE", "-----END PGP SIGNATURE",
	    "the armor does not end" },
	{ "-----END PGP MESSAGE-----\n", "-----END PGP MESSAGE-----",
	    "no end of a line" },
	{ "-----END PGP MESSAGE-----\n", "-----END PGP MESSAGE-----\n\n",
	    "something stands behind the armor" },
	{ "-----END PGP MESSAGE-----\n", "-----END PGP MESSAGE-----\nx",
	    "something stands behind the armor" },
	{ "-----END PGP MESSAGE-----\n", "", "it ends before its armor does" },
	{ "-----END PGP MESSAGE-----\n", "-----END PGP MESSAGE-----\r\n",
	    "the armor does not end" },
};

START_TEST(a_block_is_written_in_one_way)
{
	const char *at = strstr(sealed_block, changes[_i].old);
	char text[ROOM];

	ck_assert_ptr_nonnull(at);
	(void)snprintf(text, sizeof text, "%.*s%s%s", (int)(at - sealed_block),
	    sealed_block, changes[_i].new, at + strlen(changes[_i].old));
	assert_refused(text, changes[_i].message);
}
END_TEST

START_TEST(no_beginning_of_a_block_is_one)
{
	char text[sizeof sealed_block];

	for (size_t n = 0; n + 1 < sizeof sealed_block; n++) {
		(void)memcpy(text, sealed_block, n);
		text[n] = '\0';
		ck_assert_int_eq(cvd_seal_block_check(text, &err),
		    CVD_E_INVALID);
	}
}
END_TEST

/* Hexadecimal digits, of which NN*COUNT is so many of that byte. */
static size_t
packets_of(const char *text, unsigned char bytes[ROOM])
{
	size_t size = 0;

	while (*text != '\0') {
		unsigned byte, count = 1;
		int used = 0;

		ck_assert_int_eq(sscanf(text, "%2x%n", &byte, &used), 1);
		text += used;
		if (sscanf(text, "*%u%n", &count, &used) == 1)
			text += used;
		ck_assert_uint_le(size + count, ROOM);
		while (count-- > 0)
			bytes[size++] = (unsigned char)byte;
		text += strspn(text, " ");
	}
	return size;
}

START_TEST(packets_are_told_apart_without_a_key)
{
	unsigned char bytes[ROOM];
	char text[ARMORED_ROOM(ROOM)];
	size_t size = packets_of(table_cell(&packets, _i, "packets"), bytes);
	const char *message = table_cell(&packets, _i, "message");

	text[armored_as("MESSAGE", text, bytes, size)] = '\0';
	if (message[0] != '\0')
		assert_refused(text, message);
	else
		ck_assert_msg(cvd_seal_block_check(text, &err) == CVD_OK,
		    "%s: %s", table_cell(&packets, _i, "what"), err.message);
}
END_TEST

START_TEST(a_block_has_a_limit)
{
	struct cvd_arena *arena = cvd_arena_new();
	char *text = cvd_arena_alloc(arena, CVD_MAX_SEALED + 2, 1);

	(void)memset(text, 'A', CVD_MAX_SEALED + 1);
	assert_refused(text, "larger than the limit");
	text[CVD_MAX_SEALED] = '\0';
	assert_refused(text, "line 1");
	cvd_arena_free(arena);
}
END_TEST

/* The largest group as gpg has it fits a block, and that an event. */
START_TEST(the_limits_fit_each_other)
{
	const size_t around = 2 * (1 + 5 + 13 + 22 + 20);
	const size_t parts = 2 * (CVD_MAX_GROUP / 512);
	const size_t digits = (CVD_MAX_GROUP + around + parts + 2) / 3 * 4;
	const size_t lines = digits / 64 + 6;

	ck_assert_uint_le(digits + lines + 100, CVD_MAX_SEALED);
	ck_assert_uint_le(CVD_MAX_SEALED + 6 * (CVD_MAX_SEALED / 65 + 6) +
	                      32768,
	    CVD_MAX_EVENT);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("seal_block");
	TCase *tc = tcase_create("seal_block");

	packets = table_load("sealed.tsv");
	tcase_add_test(tc, what_gpg_sealed_is_a_block);
	tcase_add_loop_test(tc, a_block_is_written_in_one_way, 0,
	    (int)(sizeof changes / sizeof changes[0]));
	tcase_add_test(tc, no_beginning_of_a_block_is_one);
	tcase_add_loop_test(tc, packets_are_told_apart_without_a_key, 0,
	    packets.rows);
	tcase_add_test(tc, a_block_has_a_limit);
	tcase_add_test(tc, the_limits_fit_each_other);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "core/seal_packet.h"

#include "armored.h"
#include "suite.h"

#include <stdio.h>

#define COUNT(a) ((int)(sizeof(a) / sizeof *(a)))
#define ROOM     4096

static struct cvd_err err;

/* Bytes by hexadecimal digits; "N*XX" is XX N times over. */
static size_t
unhex(const char *hex, unsigned char *bytes)
{
	size_t n = 0;

	while (*hex != '\0') {
		unsigned times = 1, value = 0;
		int used = 0;

		if (*hex == ' ') {
			hex++;
			continue;
		}
		if (sscanf(hex, "%u*%2x%n", &times, &value, &used) != 2) {
			times = 1;
			ck_assert_int_eq(sscanf(hex, "%2x%n", &value, &used),
			    1);
		}
		hex += used;
		for (; times > 0; times--)
			bytes[n++] = (unsigned char)value;
		ck_assert_uint_lt(n, ROOM);
	}
	return n;
}

/* A passphrase: salted, SHA-256, AES-256. Data of 40 bytes. */
#define PASS     "8c 0c 04 09 01 08 0102030405060708 "
#define DATA     "d2 29 01 40*aa "
#define WRAP(id) "84 0d 03 " id " 12 0001 01 "
#define ONE      "0102030405060708"
#define TWO      "A1B2C3D4E5F60718"

static const struct {
	const char *hex;
	const char *message; /* "": it is a seal */
} seals[] = {
	{ PASS DATA, "" },
	/* simple; iterated; a new header; in four bytes */
	{ "8c 04 04 09 00 08" DATA, "" },
	{ "8c 0d 04 09 03 08 0102030405060708 60" DATA, "" },
	{ "c3 0c 04 09 01 0a 0102030405060708" DATA, "" },
	{ "c3 ff 0000000c 04 09 01 09 0102030405060708" DATA, "" },
	/* in parts: 512 bytes, 1, and the rest */
	{ PASS "d2 e9 01 511*aa e0 bb 03 cccccc", "" },
	{ PASS "d2 c1 10 01 463*aa", "" },
	{ PASS "d2 e8 01 255*aa 00", "does not say how long it is" },
	{ PASS "d2 e9 01 511*aa", "does not say how long it is" },
	{ PASS "d2 e9 01 511*aa e1 bb", "is cut off" },
	{ PASS, "something else than packets" },
	{ PASS "d2 29 01 39*aa", "is cut off" },
	{ PASS "d2 00", "integrity protection is of an unknown version" },
	{ PASS "d2 29 02 40*aa", "integrity protection is of an unknown" },
	{ PASS "c9 29 01 40*aa", "without the integrity protection" },
	{ PASS "d4 29 01 40*aa", "without the integrity protection" },
	{ PASS "a7 01 40*aa", "does not say how long it is" },
	{ PASS PASS DATA, "for a passphrase, or for more than one" },
	{ PASS WRAP(ONE) DATA, "for a public key" },
	{ WRAP(ONE) DATA, "for a public key" },
	{ PASS DATA DATA, "more than one message" },
	{ PASS DATA PASS DATA, "more than one message" },
	{ PASS DATA "00", "more than one message" },
	{ DATA, "does not say for whom" },
	{ "cb 08 62 00 00000000 6869", "not encrypted" },
	{ "a3 01 aaaa", "does not say how long it is" },
	{ "c8 03 01 aaaa", "not encrypted" },
	{ "90 0d 13*aa", "signed" },
	{ "88 0d 13*aa", "signed" },
	{ "ca 03 504750" PASS DATA, "a packet of type 10" },
	{ "00", "something else than packets" },
	{ "8c 0c 05 09 01 08 0102030405060708" DATA, "unknown version" },
	{ "8c 0c 04 07 01 08 0102030405060708" DATA, "with AES-256" },
	{ "8c 0c 04 09 02 08 0102030405060708" DATA, "unknown way" },
	{ "8c 0c 04 09 04 08 0102030405060708" DATA, "unknown way" },
	{ "8c 0c 04 09 01 02 0102030405060708" DATA, "unknown way" },
	{ "8c 0b 04 09 01 08 01020304050607" DATA, "unknown way" },
	/* with a key in it */
	{ "8c 0e 04 09 01 08 0102030405060708 aaaa" DATA, "unknown way" },
	{ "8c 03 04 09 00" DATA, "unknown version" },
};

START_TEST(one_shape_is_a_seal)
{
	unsigned char bytes[ROOM];
	char text[ARMORED_ROOM(ROOM)];
	size_t size = unhex(seals[_i].hex, bytes);
	const char *message = seals[_i].message;

	size = armored_as("MESSAGE", text, bytes, size);
	err.message[0] = '\0';
	ck_assert_msg(cvd_seal_packet_check(text, size, &err) ==
	                  (message[0] == '\0' ? CVD_OK : CVD_E_CRYPTO),
	    "%s: %s", seals[_i].hex, err.message);
	ck_assert_msg(strstr(err.message, message) != NULL, "%s: %s",
	    seals[_i].hex, err.message);
}
END_TEST

static const struct {
	const char *hex;
	const char *message; /* "": it is a wrap */
	const char *ids;
} wraps[] = {
	{ WRAP(ONE) DATA, "", ONE },
	{ WRAP(TWO) WRAP(ONE) DATA, "", TWO ONE },
	/* as gpg 2.4 has it */
	{ WRAP(ONE) "d4 29 01 40*aa", "", ONE },
	{ DATA, "does not say for whom", "" },
	{ PASS DATA, "for a passphrase", "" },
	{ WRAP(ONE) PASS DATA, "for a passphrase", "" },
	{ WRAP(ONE) WRAP(TWO) WRAP(ONE) DATA, "for the same key twice", "" },
	{ WRAP("0000000000000000") DATA, "hides for which key", "" },
	{ "84 0d 06 " ONE " 12 0001 01" DATA, "in an unknown way", "" },
	{ "84 09 03 " ONE DATA, "in an unknown way", "" },
	{ WRAP(ONE) "c9 29 01 40*aa", "without the integrity", "" },
	{ WRAP(ONE) DATA DATA, "more than one message", "" },
	{ WRAP(ONE), "something else than packets", "" },
};

START_TEST(one_shape_is_a_wrap)
{
	struct cvd_arena *arena = cvd_arena_new();
	const char(*ids)[CVD_KEY_ID_TEXT] = NULL;
	unsigned char bytes[ROOM];
	char text[ARMORED_ROOM(ROOM)];
	char all[100] = "";
	size_t size = unhex(wraps[_i].hex, bytes);
	size_t count = 0;
	const char *message = wraps[_i].message;

	size = armored_as("MESSAGE", text, bytes, size);
	err.message[0] = '\0';
	ck_assert_msg(cvd_wrap_packet_read(text, size, arena, &ids, &count,
	                  &err) == (message[0] == '\0' ? CVD_OK : CVD_E_CRYPTO),
	    "%s: %s", wraps[_i].hex, err.message);
	ck_assert_msg(strstr(err.message, message) != NULL, "%s: %s",
	    wraps[_i].hex, err.message);
	for (size_t i = 0; i < count; i++)
		(void)snprintf(all + strlen(all), sizeof all - strlen(all),
		    "%s", ids[i]);
	ck_assert_str_eq(all, wraps[_i].ids);
	cvd_arena_free(arena);
}
END_TEST

static const struct {
	const char *text;
	const char *message;
} armors[] = {
	{ "", "ends before its armor does" },
	{ "hello\n", "does not begin the armor" },
	{ "-----BEGIN PGP SIGNATURE-----\n\n", "does not begin the armor" },
	{ "-----BEGIN PGP MESSAGE-----\nComment: a name\n\n",
	    "no header may stand here" },
	{ "-----BEGIN PGP MESSAGE-----\nVersion: 1\n\n",
	    "no header may stand here" },
	{ "-----BEGIN PGP MESSAGE-----\n\n=AAAA\n-----END PGP MESSAGE-----\n",
	    "nothing in the armor" },
	{ "-----BEGIN PGP MESSAGE-----\n\nAAAA\n=AAAA\n"
	  "-----END PGP MESSAGE-----\n",
	    "the checksum is wrong" },
};

START_TEST(an_armor_of_another_kind_is_none)
{
	ck_assert_int_eq(cvd_seal_packet_check(armors[_i].text,
	                     strlen(armors[_i].text), &err),
	    CVD_E_CRYPTO);
	ck_assert_msg(strstr(err.message, armors[_i].message) != NULL, "%s",
	    err.message);
}
END_TEST

START_TEST(what_is_too_large_is_not_read)
{
	ck_assert_int_eq(cvd_seal_packet_check("x", (size_t)CVD_MAX_BLOB + 1,
	                     &err),
	    CVD_E_CRYPTO);
	ck_assert_ptr_nonnull(strstr(err.message, "the limit of 33554432"));
}
END_TEST

START_TEST(every_beginning_and_every_flipped_bit_stays_in_bounds)
{
	unsigned char bytes[ROOM];
	char text[ARMORED_ROOM(ROOM)];
	size_t whole = unhex(WRAP(TWO) WRAP(ONE) PASS DATA, bytes);
	const char(*ids)[CVD_KEY_ID_TEXT];
	size_t count, size;

	for (size_t bit = 0; bit < whole * 8; bit++) {
		struct cvd_arena *arena = cvd_arena_new();

		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		size = armored_as("MESSAGE", text, bytes, whole - bit % 3);
		ck_assert_int_eq(cvd_seal_packet_check(text, size, NULL),
		    CVD_E_CRYPTO);
		ck_assert_int_eq(cvd_wrap_packet_read(text, size, arena, &ids,
		                     &count, NULL),
		    CVD_E_CRYPTO);
		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		/* all are for somebody else, or cut off */
		size = armored_as("MESSAGE", text, bytes, bit / 8 + 1);
		ck_assert_int_eq(cvd_seal_packet_check(text, size, NULL),
		    CVD_E_CRYPTO);
		cvd_arena_free(arena);
	}
}
END_TEST

START_TEST(memory_that_runs_out_is_said)
{
	struct cvd_arena *arena = cvd_arena_new();
	unsigned char bytes[ROOM];
	char text[ARMORED_ROOM(ROOM)];
	size_t size = unhex(WRAP(ONE) DATA, bytes);
	const char(*ids)[CVD_KEY_ID_TEXT];
	size_t count;

	size = armored_as("MESSAGE", text, bytes, size);
	cvd_memory_fail_at(1);
	ck_assert_int_eq(cvd_seal_packet_check(text, size, &err),
	    CVD_E_NO_MEMORY);
	ck_assert_int_eq(cvd_wrap_packet_read(text, size, arena, &ids, &count,
	                     &err),
	    CVD_E_NO_MEMORY);
	cvd_memory_fail_at(0);
	cvd_arena_free(arena);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("seal_packet");
	TCase *tc = tcase_create("seal_packet");

	tcase_add_loop_test(tc, one_shape_is_a_seal, 0, COUNT(seals));
	tcase_add_loop_test(tc, one_shape_is_a_wrap, 0, COUNT(wraps));
	tcase_add_loop_test(tc, an_armor_of_another_kind_is_none, 0,
	    COUNT(armors));
	tcase_add_test(tc, what_is_too_large_is_not_read);
	tcase_add_test(tc,
	    every_beginning_and_every_flipped_bit_stays_in_bounds);
	tcase_add_test(tc, memory_that_runs_out_is_said);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/limits.h"
#include "core/packet.h"

#include "armored.h"
#include "suite.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

#define PACKET_ROOM 4096

static struct table signatures;
static struct table packets;

/* A signature in an arena of its own, and what is found in it. */
struct read {
	struct cvd_arena *arena;
	struct cvd_packet packet;
	struct cvd_flaw flaw;
	struct cvd_err err;
	enum cvd_status status;
};

static struct read
read_text(const char *text, size_t size)
{
	struct read r = { .arena = cvd_arena_new() };
	/* of its own size, so that a sanitizer sees what goes too far */
	char *copy = malloc(size > 0 ? size : 1);

	if (size > 0)
		(void)memcpy(copy, text, size);
	r.status = cvd_packet_read(copy, size, r.arena, &r.packet, &r.flaw,
	    &r.err);
	free(copy);
	return r;
}

static void
done(struct read *r)
{
	cvd_arena_free(r->arena);
}

static void
assert_verdict(const struct read *r, const char *what, const char *kind,
    const char *message)
{
	if (kind[0] == '\0') {
		ck_assert_msg(r->status == CVD_OK, "%s: %s", what,
		    r->flaw.message);
		return;
	}
	ck_assert_msg(r->status == CVD_E_FINDINGS, "%s: taken", what);
	ck_assert_msg(strcmp(cvd_flaw_names[r->flaw.kind], kind) == 0 &&
	                  strstr(r->flaw.message, message) != NULL,
	    "%s: %s: %s", what, cvd_flaw_names[r->flaw.kind], r->flaw.message);
	ck_assert_ptr_null(r->packet.bytes);
}

START_TEST(a_signature_of_one_shape_is_taken)
{
	const char *what = table_cell(&signatures, _i, "how");
	const char *text = table_unescape(signatures.row[_i][4]);
	struct read r = read_text(text, strlen(text));
	char found[128], created[CVD_INSTANT_TEXT];

	assert_verdict(&r, what, table_cell(&signatures, _i, "kind"),
	    table_cell(&signatures, _i, "message"));
	if (r.status == CVD_OK) {
		(void)snprintf(found, sizeof found, "%s %s %u %u",
		    r.packet.issuer,
		    cvd_instant_text(r.packet.created, created), r.packet.hash,
		    r.packet.algorithm);
		ck_assert_str_eq(found, table_cell(&signatures, _i, "found"));
	}
	done(&r);
}
END_TEST

static size_t
unhex(const char *text, unsigned char bytes[PACKET_ROOM])
{
	size_t size = 0;

	for (; text[0] != '\0'; text += 2)
		bytes[size++] = (unsigned char)(table_hex(text[0]) << 4 |
		                                table_hex(text[1]));
	return size;
}

START_TEST(a_packet_of_one_shape_is_taken)
{
	const char *hex = table_cell(&packets, _i, "packet");
	unsigned char bytes[PACKET_ROOM];
	char text[ARMORED_ROOM(PACKET_ROOM)];
	size_t size = unhex(hex, bytes);
	struct read r = read_text(text, armored(text, bytes, size));

	assert_verdict(&r, table_cell(&packets, _i, "what"),
	    table_cell(&packets, _i, "kind"),
	    table_cell(&packets, _i, "message"));
	if (r.status == CVD_OK) {
		ck_assert_uint_eq(r.packet.size, size);
		ck_assert_mem_eq(r.packet.bytes, bytes, size);
	}
	done(&r);
}
END_TEST

/* The first row of each table is a good signature of gpg. */
static const char *
good_text(void)
{
	return table_unescape(signatures.row[0][4]);
}

START_TEST(no_beginning_of_a_signature_is_one)
{
	const char *text = good_text();
	size_t size = strlen(text);

	for (size_t n = 0; n < size; n++) {
		struct read r = read_text(text, n);

		/* its last line end may be missing */
		ck_assert_int_eq(r.status,
		    n == size - 1 ? CVD_OK : CVD_E_FINDINGS);
		if (r.status != CVD_OK)
			ck_assert_int_eq(r.flaw.kind,
			    CVD_FLAW_MALFORMED_SIGNATURE);
		done(&r);
	}
}
END_TEST

START_TEST(the_checksum_finds_every_flipped_bit)
{
	char *text = strdup(good_text());
	size_t size = strlen(text);

	for (size_t bit = 0; bit < size * 8; bit++) {
		struct read r;

		text[bit / 8] ^= (char)(1 << bit % 8);
		r = read_text(text, size);
		ck_assert_msg(r.status == CVD_E_FINDINGS, "bit %zu of byte %zu",
		    bit % 8, bit / 8);
		ck_assert_int_eq(r.flaw.kind, CVD_FLAW_MALFORMED_SIGNATURE);
		done(&r);
		text[bit / 8] ^= (char)(1 << bit % 8);
	}
	free(text);
}
END_TEST

START_TEST(each_digit_of_base64_is_one)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                             "abcdefghijklmnopqrstuvwxyz"
	                             "0123456789+/";
	char *text = strdup(good_text());
	char again[4096];
	/* in the last number; a checksum need not come */
	char *digit = strstr(text, "\n=") - 12;
	char *rest = strstr(text, "\n-----END");

	(void)memmove(strstr(text, "\n="), rest, strlen(rest) + 1);
	for (unsigned c = 0; c < 256; c++) {
		struct read r;

		*digit = (char)c;
		r = read_text(text, strlen(good_text()) - 6);
		if (c == 0 || strchr(digits, (int)c) == NULL) {
			assert_verdict(&r, "digit", "malformed-signature", "");
		} else {
			ck_assert_int_eq(r.status, CVD_OK);
			(void)armored(again, r.packet.bytes, r.packet.size);
			ck_assert_mem_eq(again, text,
			    (size_t)(digit + 1 - text));
		}
		done(&r);
	}
	free(text);
}
END_TEST

/* Behind a checksum that holds, all lengths that a bit can change. */
START_TEST(a_packet_with_a_flipped_bit_is_read_within_its_bounds)
{
	unsigned char bytes[PACKET_ROOM];
	char text[ARMORED_ROOM(PACKET_ROOM)];
	size_t size = unhex(packets.row[0][3], bytes);
	size_t taken = 0;

	for (size_t bit = 0; bit < size * 8; bit++) {
		struct read r;

		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		r = read_text(text, armored(text, bytes, size));
		ck_assert(r.status == CVD_OK || r.status == CVD_E_FINDINGS);
		if (r.status == CVD_OK) {
			ck_assert_uint_eq(strlen(r.packet.issuer), 40);
			taken++;
		}
		done(&r);
		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	/* those of the numbers, at least, are for gpg to refuse */
	ck_assert_uint_gt(taken, 64 * 8);
}
END_TEST

START_TEST(no_beginning_of_a_packet_is_one)
{
	unsigned char bytes[PACKET_ROOM];
	char text[ARMORED_ROOM(PACKET_ROOM)];
	size_t size = unhex(packets.row[0][3], bytes);

	for (size_t n = 1; n < size; n++) {
		struct read r;

		/* cut off, with the length that was, and with the true one */
		bytes[1] = (unsigned char)(size - 2);
		r = read_text(text, armored(text, bytes, n));
		ck_assert_int_eq(r.status, CVD_E_FINDINGS);
		done(&r);
		if (n < 2)
			continue;
		bytes[1] = (unsigned char)(n - 2);
		r = read_text(text, armored(text, bytes, n));
		ck_assert_int_eq(r.status, CVD_E_FINDINGS);
		ck_assert_str_eq(r.flaw.message,
		    "the signature ends too early");
		done(&r);
	}
}
END_TEST

START_TEST(a_nul_is_not_the_end)
{
	char text[4096];
	size_t size = strlen(good_text());
	struct read r;

	(void)memcpy(text, good_text(), size + 1);
	(void)memcpy(text + size + 1, "more", 4);
	r = read_text(text, size + 5);
	assert_verdict(&r, "NUL", "malformed-signature",
	    "something stands behind the armor");
	done(&r);
}
END_TEST

START_TEST(a_signature_has_a_largest_size)
{
	static char text[CVD_MAX_SIGNATURE + 1];
	size_t head = strcspn(good_text(), "\n") + 1;
	size_t tail = strlen(good_text()) - head;
	size_t rest = CVD_MAX_SIGNATURE - head - tail;
	struct read r;

	/* a comment fills it up to the limit */
	(void)memset(text, 'x', sizeof text);
	(void)memcpy(text, good_text(), head);
	(void)memcpy(text + head, "Comment: ", strlen("Comment: "));
	text[head + rest - 1] = '\n';
	(void)memcpy(text + head + rest, good_text() + head, tail);
	r = read_text(text, CVD_MAX_SIGNATURE);
	ck_assert_int_eq(r.status, CVD_OK);
	done(&r);
	r = read_text(text, CVD_MAX_SIGNATURE + 1);
	assert_verdict(&r, "large", "malformed-signature",
	    "larger than the limit of 65536 bytes");
	done(&r);
}
END_TEST

START_TEST(every_shortage_of_memory_is_said)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_packet packet = { 0 };
	struct cvd_flaw flaw = { 0 };
	struct cvd_err err = { 0 };

	cvd_memory_fail_at(1);
	ck_assert_int_eq(cvd_packet_read(good_text(), strlen(good_text()),
	                     arena, &packet, &flaw, &err),
	    CVD_E_NO_MEMORY);
	cvd_memory_fail_at(0);
	ck_assert_str_eq(err.message, "out of memory");
	ck_assert_int_eq(flaw.kind, CVD_FLAW_NONE);
	cvd_arena_free(arena);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("packet");
	TCase *tc = tcase_create("packet");

	signatures = table_load("signatures.tsv");
	packets = table_load("packets.tsv");
	tcase_add_loop_test(tc, a_signature_of_one_shape_is_taken, 0,
	    signatures.rows);
	tcase_add_loop_test(tc, a_packet_of_one_shape_is_taken, 0,
	    packets.rows);
	tcase_add_test(tc, no_beginning_of_a_signature_is_one);
	tcase_add_test(tc, the_checksum_finds_every_flipped_bit);
	tcase_add_test(tc, each_digit_of_base64_is_one);
	tcase_add_test(tc,
	    a_packet_with_a_flipped_bit_is_read_within_its_bounds);
	tcase_add_test(tc, no_beginning_of_a_packet_is_one);
	tcase_add_test(tc, a_nul_is_not_the_end);
	tcase_add_test(tc, a_signature_has_a_largest_size);
	tcase_add_test(tc, every_shortage_of_memory_is_said);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

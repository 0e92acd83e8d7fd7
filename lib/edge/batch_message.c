/* SPDX-License-Identifier: EUPL-1.2 */

/* A signature and what it signs as one file that gpg judges by itself. */

#include "edge/batch_private.h"

#include <stdint.h>

/* Old-style headers with a length of 1, 2 or 4 bytes; the new style. */
#define SIGNATURE_OLD  0x88u
#define SIGNATURE_LAST 0x8au
#define SIGNATURE_NEW  0xc2u
#define LITERAL_NEW    0xcbu

/* Before the data of a literal packet: "b", no name, no time. */
#define LITERAL_HEAD   6

/* The number of `count` bytes, the most significant first. */
static size_t
number_of(const unsigned char *bytes, size_t count)
{
	size_t number = 0;

	for (size_t i = 0; i < count; i++)
		number = number << 8 | bytes[i];
	return number;
}

/*
 * A whole signed message in the place of a signature would be judged by its
 * own content, and what follows it be ignored: gpg 2.2 says GOODSIG there.
 */
bool
cvd_batch_is_signature(const void *packet, size_t size)
{
	const unsigned char *p = packet;
	size_t lengths; /* how many bytes say how long it is */

	if (size < 2)
		return false;
	if (p[0] >= SIGNATURE_OLD && p[0] <= SIGNATURE_LAST) {
		lengths = (size_t)1 << (p[0] & 3u);
		return size > 1 + lengths &&
		       number_of(p + 1, lengths) == size - 1 - lengths;
	}
	if (p[0] != SIGNATURE_NEW)
		return false;
	/* RFC 4880, 4.2.2; from 224 on it would come in parts */
	if (p[1] < 192)
		return p[1] == size - 2;
	if (p[1] < 224)
		return size > 3 &&
		       (p[1] - 192u) * 256u + p[2] + 192u == size - 3;
	return p[1] == 255 && size > 6 && number_of(p + 2, 4) == size - 6;
}

/* RFC 4880, 4.2.2 and 5.9. The caller has seen that the size fits. */
static void
add_literal_head(struct cvd_buf *message, size_t data_size)
{
	static const char head[LITERAL_HEAD] = { 'b' };
	uint32_t n = (uint32_t)(data_size + LITERAL_HEAD);

	cvd_buf_addc(message, (char)LITERAL_NEW);
	if (n < 192) {
		cvd_buf_addc(message, (char)n);
	} else if (n < 8384) {
		cvd_buf_addc(message, (char)(192 + ((n - 192) >> 8)));
		cvd_buf_addc(message, (char)(n - 192));
	} else {
		cvd_buf_addc(message, (char)255);
		for (int shift = 24; shift >= 0; shift -= 8)
			cvd_buf_addc(message, (char)(n >> shift));
	}
	cvd_buf_add(message, head, sizeof(head));
}

enum cvd_status
cvd_batch_add_message(struct cvd_buf *message,
    const struct cvd_batch_item *item, struct cvd_err *err)
{
	if (item->data_size > UINT32_MAX - LITERAL_HEAD)
		return cvd_fail(err, CVD_E_INVALID,
		    "what a signature signs is too large");
	cvd_buf_add(message, item->packet, item->packet_size);
	add_literal_head(message, item->data_size);
	cvd_buf_add(message, item->data, item->data_size);
	return cvd_buf_check(message, err);
}

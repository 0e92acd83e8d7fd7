/* SPDX-License-Identifier: EUPL-1.2 */

/* Whether a message has one of the two shapes that are sealed here. */

#include "core/seal_packet.h"

#include "core/armor.h"
#include "core/limits.h"
#include "core/octets.h"
#include "core/scan.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define KEY_ID_SIZE 8
#define AES_256     9   /* RFC 4880, 9.2 */
#define PART_LEAST  512 /* RFC 4880, 4.2.2.4: of the first part */

/* RFC 4880, 4.3; the last one is gpg's own. */
enum tag {
	TAG_WRAPPED_KEY = 1,
	TAG_SIGNATURE = 2,
	TAG_PASSPHRASE = 3,
	TAG_ONE_PASS = 4,
	TAG_COMPRESSED = 8,
	TAG_UNPROTECTED = 9,
	TAG_LITERAL = 11,
	TAG_PROTECTED = 18,
	TAG_OCB = 20,
};

struct packet {
	unsigned tag;
	struct cvd_octets body; /* of parts: the first one */
};

static enum cvd_status
malformed(struct cvd_err *err, const char *what)
{
	return cvd_fail(err, CVD_E_CRYPTO, "this is not sealed: %s", what);
}

/* Of a packet or of a part, which *is_part says. RFC 4880, 4.2.2 */
static bool
take_length(struct cvd_octets *from, uint32_t *length, bool *is_part)
{
	uint32_t first, second;

	*is_part = false;
	if (!cvd_octets_number(from, 1, &first))
		return false;
	if (first == 255)
		return cvd_octets_number(from, 4, length);
	*length = first;
	if (first < 192)
		return true;
	*is_part = first >= 224;
	if (*is_part) {
		*length = UINT32_C(1) << (first & 0x1f);
		return true;
	}
	if (!cvd_octets_number(from, 1, &second))
		return false;
	*length = ((first - 192) << 8) + second + 192;
	return true;
}

/* The rest of a packet that comes in parts: the last one is none. */
static bool
take_parts(struct cvd_octets *from)
{
	bool is_part = true;
	uint32_t length;
	struct cvd_octets part;

	while (is_part)
		if (!take_length(from, &length, &is_part) ||
		    !cvd_octets_take(from, length, &part))
			return false;
	return true;
}

/* RFC 4880, 4.2.1: no length at all is none that is taken. */
static bool
take_old(struct cvd_octets *from, uint32_t first, struct packet *packet)
{
	uint32_t length;

	packet->tag = first >> 2 & 0x0f;
	return (first & 3) != 3 &&
	       cvd_octets_number(from, (size_t)1 << (first & 3), &length) &&
	       cvd_octets_take(from, length, &packet->body);
}

static bool
take_new(struct cvd_octets *from, uint32_t first, struct packet *packet)
{
	bool is_part;
	uint32_t length;

	packet->tag = first & 0x3f;
	if (!take_length(from, &length, &is_part) ||
	    (is_part && length < PART_LEAST) ||
	    !cvd_octets_take(from, length, &packet->body))
		return false;
	return !is_part || take_parts(from);
}

static enum cvd_status
take_packet(struct cvd_octets *from, struct packet *packet, struct cvd_err *err)
{
	uint32_t first;

	if (!cvd_octets_number(from, 1, &first) || (first & 0x80) == 0)
		return malformed(err, "there is something else than packets "
		                      "in the message");
	if ((first & 0x40) != 0 ? take_new(from, first, packet)
	                        : take_old(from, first, packet))
		return CVD_OK;
	return malformed(err, "a packet of the message does not say how long "
	                      "it is, or is cut off");
}

/* A packet that has no place where it is. */
static enum cvd_status
fail_tag(unsigned tag, struct cvd_err *err)
{
	switch (tag) {
	case TAG_WRAPPED_KEY:
		return malformed(err, "the message is for a public key");
	case TAG_PASSPHRASE:
		return malformed(err, "the message is for a passphrase, or "
		                      "for more than one");
	case TAG_PROTECTED:
		return malformed(err, "the message does not say for whom it "
		                      "is");
	case TAG_SIGNATURE:
	case TAG_ONE_PASS:
		return malformed(err, "the message is signed");
	case TAG_COMPRESSED:
	case TAG_LITERAL:
		return malformed(err, "the message is not encrypted");
	case TAG_UNPROTECTED:
	case TAG_OCB:
		return malformed(err, "the message is encrypted without the "
		                      "integrity protection that is wanted");
	default:
		return cvd_fail(err, CVD_E_CRYPTO,
		    "this is not sealed: a packet of type %u is in the message",
		    tag);
	}
}

/* The last packet: what is sealed. RFC 4880, 5.13 */
static enum cvd_status
check_data(const struct packet *packet, const struct cvd_octets *left,
    bool or_ocb, struct cvd_err *err)
{
	if (packet->tag != TAG_PROTECTED && !(or_ocb && packet->tag == TAG_OCB))
		return fail_tag(packet->tag, err);
	if (packet->body.size == 0 || packet->body.p[0] != 1)
		return malformed(err, "the integrity protection is of an "
		                      "unknown version");
	if (left->size != 0)
		return malformed(err, "there is more than one message");
	return CVD_OK;
}

/* RFC 4880, 5.3 and 3.7.1: version, cipher, kind, hash, salt, count. */
static enum cvd_status
check_passphrase(const struct packet *packet, struct cvd_err *err)
{
	static const size_t sizes[] = { [0] = 4, [1] = 12, [3] = 13 };
	const unsigned char *p = packet->body.p;
	size_t size = packet->body.size;

	if (packet->tag != TAG_PASSPHRASE)
		return fail_tag(packet->tag, err);
	if (size < 4 || p[0] != 4)
		return malformed(err, "its passphrase is of an unknown "
		                      "version");
	if (p[1] != AES_256)
		return malformed(err, "it is not encrypted with AES-256");
	if (p[2] > 3 || p[2] == 2 || size != sizes[p[2]] || p[3] < 8 ||
	    p[3] > 10)
		return malformed(err, "its passphrase is used in an unknown "
		                      "way");
	return CVD_OK;
}

static enum cvd_status
open_armor(const char *armored, size_t size, struct cvd_arena *arena,
    struct cvd_octets *left, struct cvd_err *err)
{
	struct cvd_bytes bytes;
	enum cvd_status status = cvd_armor_read_message(armored, size, arena,
	    &bytes, err);

	if (status == CVD_E_INVALID)
		return cvd_fail_as(err, CVD_E_CRYPTO);
	if (status == CVD_OK)
		*left = (struct cvd_octets){ (const unsigned char *)bytes.data,
			bytes.size };
	return status;
}

enum cvd_status
cvd_seal_packet_check(const char *armored, size_t size, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct packet packet;
	struct cvd_octets left;
	enum cvd_status status;

	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	status = open_armor(armored, size, arena, &left, err);
	if (status == CVD_OK)
		status = take_packet(&left, &packet, err);
	if (status == CVD_OK)
		status = check_passphrase(&packet, err);
	if (status == CVD_OK)
		status = take_packet(&left, &packet, err);
	if (status == CVD_OK)
		status = check_data(&packet, &left, /* or_ocb= */ false, err);
	cvd_arena_free(arena);
	return status;
}

/* RFC 4880, 5.1: version, key id, algorithm, the key. */
static enum cvd_status
take_id(const struct packet *packet, char id[CVD_KEY_ID_TEXT],
    struct cvd_err *err)
{
	static const char digits[] = "0123456789ABCDEF";
	static const unsigned char nobody[KEY_ID_SIZE] = { 0 };
	const unsigned char *p = packet->body.p;

	if (packet->body.size < 1 + KEY_ID_SIZE + 2 || p[0] != 3)
		return malformed(err, "it is for a public key in an unknown "
		                      "way");
	if (memcmp(p + 1, nobody, KEY_ID_SIZE) == 0)
		return malformed(err, "it hides for which key it is");
	for (size_t i = 0; i < KEY_ID_SIZE; i++) {
		id[2 * i] = digits[p[i + 1] >> 4];
		id[2 * i + 1] = digits[p[i + 1] & 0xf];
	}
	id[CVD_KEY_ID_TEXT - 1] = '\0';
	return CVD_OK;
}

/* Adds one more key that can open it. */
static enum cvd_status
add_id(const struct packet *packet, struct cvd_arena *arena,
    char (**ids)[CVD_KEY_ID_TEXT], size_t *count, struct cvd_err *err)
{
	char id[CVD_KEY_ID_TEXT];
	enum cvd_status status = take_id(packet, id, err);

	if (status != CVD_OK)
		return status;
	for (size_t i = 0; i < *count; i++)
		if (strcmp((*ids)[i], id) == 0)
			return malformed(err, "it is for the same key twice");
	if (*count == CVD_MAX_MEMBERS)
		return malformed(err, "it is for too many keys");
	*ids = cvd_arena_grow(arena, *ids, *count, sizeof(**ids));
	if (*ids == NULL)
		return cvd_arena_check(arena, err);
	memcpy((*ids)[(*count)++], id, sizeof(id));
	return CVD_OK;
}

enum cvd_status
cvd_wrap_packet_read(const char *armored, size_t size, struct cvd_arena *arena,
    const char (**ids)[CVD_KEY_ID_TEXT], size_t *count, struct cvd_err *err)
{
	char(*found)[CVD_KEY_ID_TEXT] = NULL;
	size_t n = 0;
	struct packet packet;
	struct cvd_octets left;
	enum cvd_status status = open_armor(armored, size, arena, &left, err);

	if (status == CVD_OK)
		status = take_packet(&left, &packet, err);
	while (status == CVD_OK && packet.tag == TAG_WRAPPED_KEY) {
		status = add_id(&packet, arena, &found, &n, err);
		if (status == CVD_OK)
			status = take_packet(&left, &packet, err);
	}
	if (status == CVD_OK && n == 0)
		status = fail_tag(packet.tag, err);
	if (status == CVD_OK)
		status = check_data(&packet, &left, /* or_ocb= */ true, err);
	if (status != CVD_OK)
		return status;
	*ids = (const char(*)[CVD_KEY_ID_TEXT])found;
	*count = n;
	return CVD_OK;
}

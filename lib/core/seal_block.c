/* SPDX-License-Identifier: EUPL-1.2 */

/* Whether a block is a message that only a passphrase opens. */

#include "core/seal_block.h"

#include "core/arena.h"
#include "core/armor.h"
#include "core/limits.h"

#include <string.h>

#define TAG_SESSION_KEY 3
#define TAG_PROTECTED   18
#define TAG_OCB         20
#define AES_256         9

struct packets {
	const unsigned char *p;
	const unsigned char *end;
};

static size_t
left(const struct packets *from)
{
	return (size_t)(from->end - from->p);
}

static bool
take_byte(struct packets *from, unsigned *byte)
{
	if (from->p == from->end)
		return false;
	*byte = *from->p++;
	return true;
}

/* RFC 4880, 4.2: the type of the next packet, or 0. */
static unsigned
next_tag(const struct packets *from)
{
	if (from->p == from->end || (*from->p & 0x80) == 0)
		return 0;
	return (*from->p & 0x40) != 0 ? *from->p & 0x3fu
	                              : *from->p >> 2 & 0x0fu;
}

/* A short packet, in either format. */
static bool
take_short(struct packets *from, struct packets *body)
{
	unsigned first, size;

	if (!take_byte(from, &first) || !take_byte(from, &size))
		return false;
	if (((first & 0x40) == 0 && (first & 3) != 0) || size >= 192 ||
	    size > left(from))
		return false;
	*body = (struct packets){ from->p, from->p + size };
	from->p += size;
	return true;
}

/* RFC 4880, 3.7.1: how long the way from a passphrase to a key is, or 0. */
static size_t
size_of_stretching(unsigned kind)
{
	return kind == 0 ? 2 : kind == 1 ? 10 : kind == 3 ? 11 : 0;
}

/* RFC 4880, 5.3 */
static const char *
check_session_key(struct packets body)
{
	unsigned version, cipher;

	if (!take_byte(&body, &version) || !take_byte(&body, &cipher) ||
	    (version != 4 && version != 5))
		return "its first packet is not one that this program knows";
	if (cipher != AES_256)
		return "it is not encrypted with AES-256";
	if (version == 4 &&
	    (left(&body) == 0 || left(&body) != size_of_stretching(*body.p)))
		return "its key does not come from a passphrase alone";
	return NULL;
}

/*
 * The length of the next piece of a packet in the new format, and whether it
 * is the last one. RFC 4880, 4.2.2
 */
static bool
take_length(struct packets *from, size_t *size, bool *is_last)
{
	unsigned first, byte;

	if (!take_byte(from, &first))
		return false;
	*is_last = first < 224 || first == 255;
	*size = first;
	if (first >= 192 && first < 224) {
		if (!take_byte(from, &byte))
			return false;
		*size = ((first - 192u) << 8) + byte + 192;
	} else if (first == 255) {
		*size = 0;
		for (unsigned i = 0; i < 4; i++) {
			if (!take_byte(from, &byte))
				return false;
			*size = *size << 8 | byte;
		}
	} else if (first >= 224) {
		*size = (size_t)1 << (first & 0x1f);
	}
	return *size <= left(from);
}

/* What is encrypted, from its first byte to the end of the message. */
static const char *
check_data(struct packets *from)
{
	bool is_last = false;
	size_t size;

	if ((*from->p++ & 0x40) == 0 || !take_length(from, &size, &is_last) ||
	    size == 0)
		return "it is cut off";
	if (*from->p != 1)
		return "its second packet is not one that this program knows";
	from->p += size;
	while (!is_last) {
		if (!take_length(from, &size, &is_last))
			return "it is cut off";
		from->p += size;
	}
	return left(from) == 0 ? NULL : "something stands behind the message";
}

/* What is wrong with the packets, or NULL. */
static const char *
check_packets(struct packets from)
{
	struct packets body;
	const char *why;

	if (next_tag(&from) != TAG_SESSION_KEY)
		return "it is not encrypted under a passphrase";
	if (!take_short(&from, &body))
		return "it is cut off";
	why = check_session_key(body);
	if (why != NULL)
		return why;
	if (next_tag(&from) == TAG_SESSION_KEY || next_tag(&from) == 1)
		return "there is more than one way to open it";
	if (next_tag(&from) != TAG_PROTECTED && next_tag(&from) != TAG_OCB)
		return "it is not protected against changes";
	return check_data(&from);
}

enum cvd_status
cvd_seal_block_check(const char *text, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_bytes bytes;
	const unsigned char *first;
	const char *why;
	enum cvd_status rc = CVD_OK;

	if (arena == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	if (strlen(text) > CVD_MAX_SEALED)
		rc = cvd_fail(err, CVD_E_INVALID,
		    "the message is larger than the limit of %u bytes",
		    CVD_MAX_SEALED);
	if (rc == CVD_OK)
		rc = cvd_armor_read_message(text, strlen(text), arena, &bytes,
		    err);
	if (rc == CVD_OK) {
		first = (const unsigned char *)bytes.data;
		why = check_packets(
		    (struct packets){ first, first + bytes.size });
		if (why != NULL)
			rc = cvd_fail(err, CVD_E_INVALID,
			    "this is no sealed block: %s", why);
	}
	cvd_arena_free(arena);
	return rc;
}

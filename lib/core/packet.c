/* SPDX-License-Identifier: EUPL-1.2 */

/* Whether a signature has the one shape that is taken. */

#include "core/packet.h"

#include "core/armor.h"
#include "core/octets.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define TAG_SIGNATURE 2
#define KEY_ID_SIZE   8
#define ISSUER_SIZE   21 /* the version of the key, and its fingerprint */
#define MPI_BITS_MOST 16384

/* Subpackets. RFC 4880, 5.2.3.1; RFC 9580, 5.2.3.7 */
enum {
	SUBPACKET_CREATED = 2,
	SUBPACKET_EXPIRES = 3,
	SUBPACKET_KEY_ID = 16,
	SUBPACKET_ISSUER = 33,
};

struct reading {
	struct cvd_octets left;
	struct cvd_packet found;
	struct cvd_octets issuer; /* as it stands in the hashed part */
	struct cvd_octets key_id; /* there too, or size 0 */
	bool has_created;
	struct cvd_flaw *flaw;
};

/* Always false, as the two below. */
CVD_PRINTF(2, 3)
static bool
malformed(struct reading *r, const char *format, ...)
{
	char what[sizeof r->flaw->message];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(what, sizeof what, format, ap);
	va_end(ap);
	(void)cvd_flaw_found(r->flaw, CVD_FLAW_MALFORMED_SIGNATURE, "%s", what);
	return false;
}

static bool
weak(struct reading *r, const char *what, const char *name)
{
	(void)cvd_flaw_found(r->flaw, CVD_FLAW_WEAK_SIGNATURE,
	    "the signature is made with %s, a weak %s", name, what);
	return false;
}

static bool
unsupported(struct reading *r, const char *what, unsigned number)
{
	(void)cvd_flaw_found(r->flaw, CVD_FLAW_UNSUPPORTED_SIGNATURE,
	    "the signature has the %s %u, which this program does not know",
	    what, number);
	return false;
}

static bool
cut_off(struct reading *r)
{
	return malformed(r, "the signature ends too early");
}

/* The length of a new packet or of a subpacket. RFC 4880, 4.2.2, 5.2.3.1 */
static bool
take_length(struct cvd_octets *from, bool is_packet, uint32_t *length)
{
	uint32_t first, second;

	if (!cvd_octets_number(from, 1, &first))
		return false;
	if (first == 255)
		return cvd_octets_number(from, 4, length);
	if (first < 192) {
		*length = first;
		return true;
	}
	/* of a packet these would be parts, of which nobody knows the sum */
	if ((is_packet && first >= 224) || !cvd_octets_number(from, 1, &second))
		return false;
	*length = ((first - 192) << 8) + second + 192;
	return true;
}

/* The header of the packet, of which there is one. RFC 4880, 4.2 */
static bool
take_frame(struct reading *r)
{
	bool is_whole;
	uint32_t first, tag;
	uint32_t length = 0;

	if (!cvd_octets_number(&r->left, 1, &first) || (first & 0x80) == 0)
		return malformed(r, "there is no packet in the signature");
	if ((first & 0x40) != 0) {
		tag = first & 0x3f;
		is_whole = take_length(&r->left, true, &length);
	} else {
		tag = first >> 2 & 0x0f;
		is_whole = (first & 3) != 3 &&
		           cvd_octets_number(&r->left, (size_t)1 << (first & 3),
		               &length);
	}
	if (tag != TAG_SIGNATURE)
		return malformed(r,
		    "a packet of type %u stands in place of the signature",
		    (unsigned)tag);
	if (!is_whole)
		return malformed(r,
		    "the signature does not say how long it is");
	if (length > r->left.size)
		return cut_off(r);
	if (length < r->left.size)
		return malformed(r,
		    "there is more than one packet in the signature");
	return true;
}

/* RFC 4880, 9.4 */
static bool
check_hash(struct reading *r)
{
	static const char *const weak_names[] = { [1] = "MD5",
		[2] = "SHA-1",
		[3] = "RIPEMD-160",
		[11] = "SHA-224" };
	unsigned hash = r->found.hash;

	if (hash >= 8 && hash <= 10)
		return true;
	if (hash < sizeof weak_names / sizeof weak_names[0] &&
	    weak_names[hash] != NULL)
		return weak(r, "hash", weak_names[hash]);
	return unsupported(r, "hash", hash);
}

/* The algorithms that hold, and how many numbers a signature by them has. */
static unsigned
count_numbers(unsigned algorithm)
{
	switch (algorithm) {
	case 1: /* RSA */
		return 1;
	case 19: /* ECDSA */
	case 22: /* EdDSA */
		return 2;
	default:
		return 0;
	}
}

/* RFC 4880, 9.1; RFC 9580, 9.1 */
static bool
check_algorithm(struct reading *r)
{
	static const char *const weak_names[] = { [3] = "sign-only RSA",
		[16] = "Elgamal",
		[17] = "DSA",
		[20] = "Elgamal" };
	unsigned algorithm = r->found.algorithm;

	if (count_numbers(algorithm) != 0)
		return true;
	if (algorithm < sizeof weak_names / sizeof weak_names[0] &&
	    weak_names[algorithm] != NULL)
		return weak(r, "algorithm", weak_names[algorithm]);
	return unsupported(r, "algorithm", algorithm);
}

static bool
take_kind(struct reading *r)
{
	uint32_t version, type, algorithm, hash;

	if (!cvd_octets_number(&r->left, 1, &version))
		return cut_off(r);
	if (version == 5 || version == 6)
		return unsupported(r, "version", version);
	if (version != 4)
		return malformed(r, "the signature has the version %u, not 4",
		    (unsigned)version);
	if (!cvd_octets_number(&r->left, 1, &type) ||
	    !cvd_octets_number(&r->left, 1, &algorithm) ||
	    !cvd_octets_number(&r->left, 1, &hash))
		return cut_off(r);
	if (type != 0)
		return malformed(r,
		    "the signature has the type 0x%02x, not 0x00",
		    (unsigned)type);
	r->found.algorithm = algorithm;
	r->found.hash = hash;
	return check_hash(r) && check_algorithm(r);
}

/* What a subpacket of the hashed part says. Unknown ones are gpg's to judge. */
static bool
take_hashed(struct reading *r, unsigned type, struct cvd_octets body)
{
	uint32_t seconds;

	switch (type) {
	case SUBPACKET_CREATED:
		if (r->has_created || body.size != 4 ||
		    !cvd_octets_number(&body, 4, &seconds))
			return malformed(r,
			    "the signature does not say once when it was made");
		r->found.created = seconds;
		r->has_created = true;
		return true;
	case SUBPACKET_EXPIRES:
		if (body.size != 4 || !cvd_octets_number(&body, 4, &seconds) ||
		    seconds != 0)
			return malformed(r,
			    "the signature counts for a time only, and no "
			    "history can be built on it");
		return true;
	case SUBPACKET_KEY_ID:
		if (r->key_id.size != 0 || body.size != KEY_ID_SIZE)
			break;
		r->key_id = body;
		return true;
	case SUBPACKET_ISSUER:
		if (r->issuer.size != 0 || body.size != ISSUER_SIZE ||
		    body.p[0] != 4)
			break;
		r->issuer = body;
		return true;
	default:
		return true;
	}
	return malformed(r, "the signature does not say once whose it is");
}

/*
 * What nobody has signed may repeat whose the signature is, and no more: gpg
 * writes the key id there.
 */
static bool
take_unhashed(struct reading *r, unsigned type, struct cvd_octets body)
{
	struct cvd_octets issuer = r->issuer;

	if (type == SUBPACKET_KEY_ID) {
		issuer.p += ISSUER_SIZE - KEY_ID_SIZE;
		issuer.size = KEY_ID_SIZE;
	} else if (type != SUBPACKET_ISSUER) {
		return malformed(r,
		    "the part of the signature that nobody signed holds a "
		    "subpacket of type %u",
		    type);
	}
	if (body.size == issuer.size &&
	    memcmp(body.p, issuer.p, issuer.size) == 0)
		return true;
	return malformed(r, "the signature says of two keys that it is theirs");
}

typedef bool take_fn(struct reading *r, unsigned type, struct cvd_octets body);

/* RFC 4880, 5.2.3.1 */
static bool
take_subpackets(struct reading *r, take_fn *take)
{
	uint32_t size, length, type;
	struct cvd_octets area, one;

	if (!cvd_octets_number(&r->left, 2, &size) ||
	    !cvd_octets_take(&r->left, size, &area))
		return cut_off(r);
	while (area.size > 0) {
		if (!take_length(&area, false, &length) ||
		    !cvd_octets_take(&area, length, &one) ||
		    !cvd_octets_number(&one, 1, &type))
			return malformed(r,
			    "a subpacket of the signature is crooked");
		/* the highest bit says that it is critical */
		if (!take(r, type & 0x7f, one))
			return false;
	}
	return true;
}

/* Whose it is, and when it was made, must be signed. */
static bool
check_hashed(struct reading *r)
{
	static const char digits[] = "0123456789ABCDEF";

	if (!r->has_created)
		return malformed(r,
		    "the signature does not say when it was made");
	if (r->issuer.size == 0)
		return malformed(r, "the signature does not say whose it is");
	for (size_t i = 1; i < ISSUER_SIZE; i++) {
		unsigned char c = r->issuer.p[i];

		r->found.issuer[2 * i - 2] = digits[c >> 4];
		r->found.issuer[2 * i - 1] = digits[c & 0xf];
	}
	r->found.issuer[2 * ISSUER_SIZE - 2] = '\0';
	return r->key_id.size == 0 ||
	       take_unhashed(r, SUBPACKET_KEY_ID, r->key_id);
}

/* The first bytes of the hash, and the numbers. RFC 4880, 3.2, 5.2.3 */
static bool
take_numbers(struct reading *r)
{
	unsigned count = count_numbers(r->found.algorithm);
	uint32_t bits;
	struct cvd_octets one;

	if (!cvd_octets_number(&r->left, 2, &bits))
		return cut_off(r);
	for (unsigned i = 0; i < count; i++) {
		if (!cvd_octets_number(&r->left, 2, &bits))
			return cut_off(r);
		if (bits > MPI_BITS_MOST)
			return malformed(r,
			    "a number of the signature is too large");
		if (!cvd_octets_take(&r->left, (bits + 7) / 8, &one))
			return cut_off(r);
	}
	if (r->left.size != 0)
		return malformed(r, "the signature goes on behind its end");
	return true;
}

enum cvd_status
cvd_packet_read(const char *armored, size_t size, struct cvd_arena *arena,
    struct cvd_packet *packet, struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct reading r = { .flaw = flaw };
	struct cvd_bytes bytes;
	enum cvd_status status;

	status = cvd_armor_read(armored, size, arena, &bytes, flaw, err);
	if (status != CVD_OK)
		return status;
	r.found.bytes = (const unsigned char *)bytes.data;
	r.found.size = bytes.size;
	r.left = (struct cvd_octets){ r.found.bytes, r.found.size };
	if (!take_frame(&r) || !take_kind(&r) ||
	    !take_subpackets(&r, take_hashed) || !check_hashed(&r) ||
	    !take_subpackets(&r, take_unhashed) || !take_numbers(&r))
		return CVD_E_FINDINGS;
	*packet = r.found;
	return CVD_OK;
}

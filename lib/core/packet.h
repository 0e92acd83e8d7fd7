/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_PACKET_H
#define CVD_CORE_PACKET_H

#include "core/arena.h"
#include "core/date.h"
#include "core/flaw.h"

#include <stddef.h>

/*
 * The shape of an OpenPGP signature, looked at before gpg sees it: one armor
 * block with nothing around it, in it exactly one packet, and that a version 4
 * signature over a binary document by an algorithm that holds: SHA-256, 384
 * or 512; EdDSA, ECDSA on a NIST or Brainpool curve, or RSA. It must say whose
 * it is (issuer fingerprint) and when it was made, in its hashed part.
 *
 * Which is refused as what: armor of SSH or X.509 (CMS) is
 * CVD_FLAW_UNSUPPORTED_SIGNATURE; a weak hash or a weak algorithm is
 * CVD_FLAW_WEAK_SIGNATURE; everything else is CVD_FLAW_MALFORMED_SIGNATURE.
 * How long a key is stands in the key: see edge/batch.h.
 *
 * Rule: RFC 4880, 4.2, 5.2, 6.2; RFC 9580, 5.2.3.35 (issuer fingerprint).
 */

struct cvd_packet {
	const unsigned char *bytes; /* the whole packet, out of its armor */
	size_t size;
	unsigned hash;      /* RFC 4880, 9.4: 8, 9 or 10 */
	unsigned algorithm; /* RFC 4880, 9.1 */
	cvd_instant created;
	char issuer[41]; /* 40 upper-case hexadecimal digits */
};

/*
 * Takes a signature out of its armor. `bytes` live in the arena.
 * CVD_E_FINDINGS as above; CVD_E_NO_MEMORY.
 */
enum cvd_status cvd_packet_read(const char *armored, size_t size,
    struct cvd_arena *arena, struct cvd_packet *packet, struct cvd_flaw *flaw,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

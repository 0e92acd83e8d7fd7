/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_PACKET_H
#define CVD_CORE_PACKET_H

#include "core/arena.h"
#include "core/date.h"
#include "core/flaw.h"

#include <stddef.h>

/*
 * The shape of an OpenPGP signature, looked at before gpg sees it: one armor
 * block (core/armor.h), in it exactly one packet whose length is given, and
 * that a version 4 signature over bytes as they are (type 0x00) by an
 * algorithm that holds: SHA-256, 384 or 512; EdDSA, ECDSA or RSA. How long a
 * key is and on which curve stands in the key: see edge/batch.h.
 *
 * Its signed ("hashed") part must say once when it was made and once whose it
 * is, by the fingerprint of the key; gpg 2.2 and 2.4, Sequoia, RNP and
 * OpenPGP.js all write both there. It may not give the signature an end: what
 * is built on it would fall with it. The part that nobody signed may repeat
 * the key id or the fingerprint and hold nothing else, since anybody could
 * have put it there. Whether the key that gpg names is the issuer is for the
 * caller to compare.
 *
 * Which is refused as what: MD5, SHA-1, RIPEMD-160, SHA-224, DSA, Elgamal and
 * sign-only RSA are CVD_FLAW_WEAK_SIGNATURE; SSH, X.509 (CMS), versions 5 and
 * 6, and hashes and algorithms that are not known here are
 * CVD_FLAW_UNSUPPORTED_SIGNATURE; everything else is
 * CVD_FLAW_MALFORMED_SIGNATURE.
 *
 * Rule: RFC 4880, 4.2, 5.2, 9.1, 9.4; RFC 9580, 5.2.3.35 (issuer fingerprint).
 */

struct cvd_packet {
	const unsigned char *bytes; /* the whole packet, out of its armor */
	size_t size;
	unsigned hash;      /* RFC 4880, 9.4: 8, 9 or 10 */
	unsigned algorithm; /* RFC 4880, 9.1: 1, 19 or 22 */
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

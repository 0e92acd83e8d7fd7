/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_SEAL_PACKET_H
#define CVD_CORE_SEAL_PACKET_H

#include "core/arena.h"
#include "core/status.h"

#include <stddef.h>

/*
 * The shape of what is sealed, looked at before gpg sees it, and without any
 * key. Both kinds are OpenPGP messages in one block of armor (core/armor.h),
 * with nothing before, between or behind the packets named here:
 *
 * A seal opens with a passphrase: exactly one packet that makes the key of it,
 * of version 4, for AES-256, simple, salted or iterated, by SHA-256, 384 or
 * 512, and holding no key of its own; then one of data with integrity
 * protection (version 1).
 *
 * A wrap opens with a secret key: one to CVD_MAX_MEMBERS packets with the key
 * for somebody, of version 3, who is named by a key id and by none twice; then
 * one of data with integrity protection, or in OCB as gpg 2.4 writes it for
 * people who all read that.
 *
 * Everything else is CVD_E_CRYPTO with what was found: plain data, data
 * without protection, signed and compressed messages, several of them, and
 * packets that do not say how long they are. What is inside the data nobody
 * knows before it is opened.
 *
 * Rule: RFC 4880, 4.2, 5.1, 5.3, 5.13; for OCB, draft-koch-librepgp, 5.16.
 */

#define CVD_KEY_ID_TEXT 17 /* 16 upper-case hexadecimal digits */

enum cvd_status cvd_seal_packet_check(const char *armored, size_t size,
    struct cvd_err *err) CVD_MUST_CHECK;

/* *ids, of the keys that can open it in their order, live in the arena. */
enum cvd_status cvd_wrap_packet_read(const char *armored, size_t size,
    struct cvd_arena *arena, const char (**ids)[CVD_KEY_ID_TEXT], size_t *count,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

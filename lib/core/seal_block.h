/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_SEAL_BLOCK_H
#define CVD_CORE_SEAL_BLOCK_H

#include "core/status.h"

/*
 * What a sealed group looks like from outside: one OpenPGP message in armor
 * (core/armor.h), encrypted under a passphrase with AES-256 and protected
 * against changes. Nobody needs a key to see that: what is encrypted to the
 * keys of people, which would outlive the key of the case, is none, and
 * neither is what is only dressed up and can be read by anyone.
 *
 * The packets: one Symmetric-Key Encrypted Session Key without a session key
 * of its own in version 4 (RFC 4880, 5.3), or in version 5 as gpg 2.3 and
 * later have it, and one of encrypted data with integrity protection, type 18
 * (RFC 4880, 5.13) or 20 (OCB of gpg 2.3 and later), up to the end.
 */

/* Whether a text is such a block; CVD_E_INVALID with the reason. */
enum cvd_status cvd_seal_block_check(const char *text, struct cvd_err *err);

#endif

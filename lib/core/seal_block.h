/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_SEAL_BLOCK_H
#define CVD_CORE_SEAL_BLOCK_H

#include "core/status.h"

/*
 * What a sealed group looks like from outside: the message that is made here
 * and no other (core/seal_packet.h), in at most CVD_MAX_SEALED bytes. Nobody
 * needs a key to see that: what is encrypted to the keys of people, which
 * would outlive the key of the case, is none, and neither is what is only
 * dressed up and can be read by anyone.
 */

/* Whether a text is such a block; CVD_E_INVALID with the reason. */
enum cvd_status cvd_seal_block_check(const char *text, struct cvd_err *err);

#endif

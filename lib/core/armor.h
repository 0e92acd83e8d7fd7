/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_ARMOR_H
#define CVD_CORE_ARMOR_H

#include "core/arena.h"
#include "core/flaw.h"
#include "core/scan.h"

#include <stddef.h>

/*
 * The ASCII armor of an OpenPGP signature: one block and nothing around it,
 * but for an empty line behind it, which libgit2 leaves there. Its headers may
 * be Version and Comment. The base64 is in lines of at most 76 characters and
 * says each byte in the one way there is. The checksum may be absent, but not
 * wrong, and not where the base64 ends without padding: gpg 2.2 and 2.4 then
 * read on in the line behind it, and so git calls such a signature bad.
 *
 * Rule: RFC 4880, 6.2 to 6.4; RFC 9580, 6.1 (no checksum is needed).
 */

/*
 * The bytes in the armor, at least one, in the arena. CVD_E_FINDINGS with
 * CVD_FLAW_UNSUPPORTED_SIGNATURE for the armor of SSH or X.509 (CMS), else
 * CVD_FLAW_MALFORMED_SIGNATURE, also above CVD_MAX_SIGNATURE bytes;
 * CVD_E_NO_MEMORY.
 */
enum cvd_status cvd_armor_read(const char *armored, size_t size,
    struct cvd_arena *arena, struct cvd_bytes *bytes, struct cvd_flaw *flaw,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The same of an OpenPGP message, of which there is one text for the same
 * bytes: as gpg writes it, without headers, in lines of 64 characters but for
 * the last, with a checksum, and with one LF behind the armor. CVD_E_INVALID
 * with a message that names the line for anything else, also above
 * CVD_MAX_BLOB bytes; CVD_E_NO_MEMORY.
 */
enum cvd_status cvd_armor_read_message(const char *armored, size_t size,
    struct cvd_arena *arena, struct cvd_bytes *bytes,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_HASH_H
#define CVD_EDGE_HASH_H

#include "core/attribute.h"
#include "core/digest.h"
#include "core/status.h"

#include <stddef.h>

/* SHA-256, as 64 lower-case hexadecimal digits. */

#define CVD_HASH_TEXT 65 /* with the final NUL */

/* Of some bytes. */
void cvd_hash_bytes(const void *bytes, size_t size, char hex[CVD_HASH_TEXT]);

/*
 * Of what a commit changes, as its trailer Cvd-Content-SHA256 has it. Errors
 * are those of cvd_digest_frame().
 */
enum cvd_status cvd_hash_changes(const struct cvd_change *changes, size_t count,
    char hex[CVD_HASH_TEXT], struct cvd_err *err) CVD_MUST_CHECK;

/* Piece by piece: _new, any number of _add, one _text, _free. */
struct cvd_hash;

struct cvd_hash *cvd_hash_new(void);
void cvd_hash_add(struct cvd_hash *hash, const void *bytes, size_t size);
/* Ends it; nothing can be added afterwards. */
void cvd_hash_text(struct cvd_hash *hash, char hex[CVD_HASH_TEXT]);
/* NULL is nothing. */
void cvd_hash_free(struct cvd_hash *hash);

#endif

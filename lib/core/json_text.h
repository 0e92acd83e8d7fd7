/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_JSON_TEXT_H
#define CVD_CORE_JSON_TEXT_H

#include "core/buf.h"

#include <stddef.h>

/*
 * Appends the text as a JSON string with its quotation marks (RFC 8259, 7).
 * Beyond what must be escaped, DEL, the C1 controls and U+2028 and U+2029 are,
 * so that the output is safe on a terminal and in a script. A byte that is not
 * UTF-8 becomes U+FFFD: what comes out is always valid.
 */
void cvd_json_text_add(struct cvd_buf *out, const void *bytes, size_t size);

/* The same for a NUL-terminated text. */
void cvd_json_text_addz(struct cvd_buf *out, const char *text);

#endif

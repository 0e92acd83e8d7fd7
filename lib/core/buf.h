/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_BUF_H
#define CVD_CORE_BUF_H

#include "core/attribute.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Growing text with a ceiling and sticky failure.
 *
 * A buffer is born with the size it may never exceed (core/limits.h). Append
 * freely and ask once, with cvd_buf_check(): after the first append that did
 * not fit or found no memory, all further ones do nothing. `data` is always
 * NUL-terminated, also when empty; NULs inside are possible.
 */

struct cvd_buf {
	char *data;
	size_t size; /* without the final NUL */
	size_t room;
	size_t ceiling;
	bool too_big;
	bool no_memory;
};

/* Starts with no memory of its own; data is "" all the same. */
#define CVD_BUF_INIT(most)                                                     \
	{                                                                      \
		.data = cvd_buf_empty, .ceiling = (most)                       \
	}
extern char cvd_buf_empty[1];

void cvd_buf_add(struct cvd_buf *buf, const void *bytes, size_t size);
void cvd_buf_addz(struct cvd_buf *buf, const char *text);
void cvd_buf_addc(struct cvd_buf *buf, char c);
void cvd_buf_addf(struct cvd_buf *buf, const char *format, ...)
    CVD_PRINTF(2, 3);

/* The next word of "one, two, three"; NULL is none. */
void cvd_buf_add_word(struct cvd_buf *buf, const char *word);

/* Keeps the first size bytes; more than there are is nothing. */
void cvd_buf_cut(struct cvd_buf *buf, size_t size);

/* Frees the bytes; the buffer is empty and can be used again. */
void cvd_buf_clear(struct cvd_buf *buf);

/*
 * Hands over the bytes, which the caller frees, and leaves the buffer empty.
 * NULL when memory has run out or the text was too big.
 */
char *cvd_buf_take(struct cvd_buf *buf, size_t *size);

/* CVD_E_NO_MEMORY, CVD_E_INVALID when the ceiling was hit, or CVD_OK. */
enum cvd_status cvd_buf_check(const struct cvd_buf *buf,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

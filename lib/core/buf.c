/* SPDX-License-Identifier: EUPL-1.2 */

/* Growing text with a ceiling and sticky failure. */

#include "core/buf.h"

#include "core/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char cvd_buf_empty[1];

/* Makes room for more bytes and the final NUL, or marks the buffer failed. */
static bool
reserve(struct cvd_buf *buf, size_t more)
{
	size_t room;
	char *data;

	if (buf->too_big || buf->no_memory)
		return false;
	if (more > buf->ceiling - buf->size) {
		buf->too_big = true;
		return false;
	}
	if (buf->room > buf->size + more)
		return true;
	room = buf->room * 2;
	if (room < buf->size + more + 1)
		room = buf->size + more + 1;
	if (room < 64)
		room = 64;
	data = cvd_memory_resize(buf->room == 0 ? NULL : buf->data, room);
	if (data == NULL) {
		buf->no_memory = true;
		return false;
	}
	buf->data = data;
	buf->room = room;
	return true;
}

void
cvd_buf_add(struct cvd_buf *buf, const void *bytes, size_t size)
{
	if (size == 0 || !reserve(buf, size))
		return;
	(void)memcpy(buf->data + buf->size, bytes, size);
	buf->size += size;
	buf->data[buf->size] = '\0';
}

void
cvd_buf_addz(struct cvd_buf *buf, const char *text)
{
	cvd_buf_add(buf, text, strlen(text));
}

void
cvd_buf_addc(struct cvd_buf *buf, char c)
{
	cvd_buf_add(buf, &c, 1);
}

void
cvd_buf_addf(struct cvd_buf *buf, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (n <= 0 || !reserve(buf, (size_t)n))
		return;
	va_start(ap, format);
	(void)vsnprintf(buf->data + buf->size, (size_t)n + 1, format, ap);
	va_end(ap);
	buf->size += (size_t)n;
}

void
cvd_buf_add_word(struct cvd_buf *buf, const char *word)
{
	if (word == NULL)
		return;
	if (buf->size > 0)
		cvd_buf_addz(buf, ", ");
	cvd_buf_addz(buf, word);
}

void
cvd_buf_cut(struct cvd_buf *buf, size_t size)
{
	if (size >= buf->size)
		return;
	buf->size = size;
	buf->data[size] = '\0';
}

void
cvd_buf_clear(struct cvd_buf *buf)
{
	size_t ceiling = buf->ceiling;

	if (buf->room != 0)
		free(buf->data);
	*buf = (struct cvd_buf)CVD_BUF_INIT(ceiling);
}

char *
cvd_buf_take(struct cvd_buf *buf, size_t *size)
{
	size_t ceiling = buf->ceiling;
	size_t length = buf->size;
	char *data;

	if (!reserve(buf, 0)) {
		cvd_buf_clear(buf);
		return NULL;
	}
	data = buf->data;
	data[length] = '\0';
	*buf = (struct cvd_buf)CVD_BUF_INIT(ceiling);
	if (size != NULL)
		*size = length;
	return data;
}

enum cvd_status
cvd_buf_check(const struct cvd_buf *buf, struct cvd_err *err)
{
	if (buf->no_memory)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	if (buf->too_big)
		return cvd_fail(err, CVD_E_INVALID,
		    "text longer than the limit of %zu bytes", buf->ceiling);
	return CVD_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Status codes and the error report. */

#include "core/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
cvd_err_tidy(char *text, size_t room)
{
	size_t n = strlen(text);
	size_t whole = n;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 || c == 0x7f)
			text[i] = ' ';
	}
	if (n + 1 < room)
		return;
	while (whole > 0 && ((unsigned char)text[whole - 1] & 0xc0) == 0x80)
		whole--;
	if (whole > 0 && ((unsigned char)text[whole - 1] & 0x80) != 0)
		text[whole - 1] = '\0';
}

CVD_PRINTF(5, 0)
static void
fill(struct cvd_err *err, enum cvd_status status, unsigned line,
    unsigned column, const char *format, va_list ap)
{
	if (err == NULL)
		return;
	err->status = status;
	err->line = line;
	err->column = column;
	err->hint[0] = '\0';
	(void)vsnprintf(err->message, sizeof err->message, format, ap);
	cvd_err_tidy(err->message, sizeof err->message);
}

enum cvd_status
cvd_fail(struct cvd_err *err, enum cvd_status status, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fill(err, status, 0, 0, format, ap);
	va_end(ap);
	return status;
}

enum cvd_status
cvd_fail_at(struct cvd_err *err, enum cvd_status status, unsigned line,
    unsigned column, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	fill(err, status, line, column, format, ap);
	va_end(ap);
	return status;
}

enum cvd_status
cvd_fail_as(struct cvd_err *err, enum cvd_status status)
{
	if (err != NULL)
		err->status = status;
	return status;
}

void
cvd_err_prefix(struct cvd_err *err, const char *what)
{
	char old[sizeof err->message];
	int n;

	if (err == NULL)
		return;
	(void)memcpy(old, err->message, sizeof old);
	if (err->line != 0)
		n = snprintf(err->message, sizeof err->message, "%s:%u:%u: %s",
		    what, err->line, err->column, old);
	else
		n = snprintf(err->message, sizeof err->message, "%s: %s", what,
		    old);
	if (n < 0)
		err->message[0] = '\0';
	err->line = 0;
	err->column = 0;
	cvd_err_tidy(err->message, sizeof err->message);
}

void
cvd_err_hint(struct cvd_err *err, const char *format, ...)
{
	va_list ap;

	if (err == NULL)
		return;
	va_start(ap, format);
	(void)vsnprintf(err->hint, sizeof err->hint, format, ap);
	va_end(ap);
	cvd_err_tidy(err->hint, sizeof err->hint);
}

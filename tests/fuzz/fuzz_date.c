/* SPDX-License-Identifier: EUPL-1.2 */

/* Whatever reads as a day, an instant or a span reads back from its text. */

#include "core/span.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool condition)
{
	if (!condition)
		abort();
}

static void
try_day(const char *text)
{
	char back[CVD_DAY_TEXT];
	cvd_day day;

	if (cvd_day_parse(text, &day, NULL) == CVD_OK)
		must(strcmp(cvd_day_text(day, back), text) == 0);
}

static void
try_instant(const char *text)
{
	char back[CVD_INSTANT_TEXT];
	cvd_instant instant, again;

	if (cvd_instant_parse(text, &instant, NULL) != CVD_OK)
		return;
	must(cvd_instant_is_valid(instant));
	(void)cvd_instant_text(instant, back);
	must(cvd_instant_parse(back, &again, NULL) == CVD_OK);
	must(again == instant);
}

static void
try_span(const char *text)
{
	char back[CVD_SPAN_TEXT];
	cvd_span span, again;

	if (cvd_span_parse(text, &span, NULL) != CVD_OK)
		return;
	(void)cvd_span_text(span, back);
	must(cvd_span_parse(back, &again, NULL) == CVD_OK);
	must(again == span);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	must(text != NULL);
	if (size > 0)
		(void)memcpy(text, data, size);
	text[size] = '\0';
	try_day(text);
	try_instant(text);
	try_span(text);
	free(text);
	return 0;
}

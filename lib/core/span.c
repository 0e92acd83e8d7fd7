/* SPDX-License-Identifier: EUPL-1.2 */

/* Lengths of time as people write them. */

#include "core/span.h"

#include <stddef.h>
#include <stdio.h>

/* Longer than from the first instant to the last is no span of ours. */
#define LONGEST_SPAN (CVD_INSTANT_MAX - CVD_INSTANT_MIN)

/* One number with its letter, of those in `letters`, or none. */
static bool
scan_amount(struct cvd_scan *scan, const char *letters, const cvd_span *units,
    cvd_span *span)
{
	struct cvd_scan s = *scan;
	int64_t number;

	/* 12 digits of weeks still fit; whatever is longer is no number. */
	if (!cvd_scan_number(&s, 1, 12, &number))
		return false;
	for (size_t i = 0; letters[i] != '\0'; i++)
		if (cvd_scan_char(&s, letters[i])) {
			*span += number * units[i];
			*scan = s;
			return true;
		}
	return false;
}

/* ISO 8601, 5.5.2.2: what follows the P. */
static bool
scan_duration(struct cvd_scan *scan, cvd_span *span)
{
	const char *start = scan->p;
	bool any;

	if (scan_amount(scan, "W", (const cvd_span[]){ 604800 }, span))
		return cvd_scan_end(scan);
	(void)scan_amount(scan, "D", (const cvd_span[]){ 86400 }, span);
	any = scan->p != start;
	if (cvd_scan_char(scan, 'T')) {
		start = scan->p;
		(void)scan_amount(scan, "H", (const cvd_span[]){ 3600 }, span);
		(void)scan_amount(scan, "M", (const cvd_span[]){ 60 }, span);
		(void)scan_amount(scan, "S", (const cvd_span[]){ 1 }, span);
		any = scan->p != start;
	}
	return any && cvd_scan_end(scan);
}

enum cvd_status
cvd_span_parse(const char *text, cvd_span *span, struct cvd_err *err)
{
	static const cvd_span units[] = { 60, 3600, 86400, 604800 };
	struct cvd_scan scan = cvd_scan_text(text);
	cvd_span value = 0;
	bool good;

	if (cvd_scan_char(&scan, 'P'))
		good = scan_duration(&scan, &value);
	else
		good = scan_amount(&scan, "mhdw", units, &value) &&
		       cvd_scan_end(&scan);
	if (!good) {
		(void)cvd_fail(err, CVD_E_INVALID,
		    "'%.60s' is no length of time", text);
		cvd_err_hint(err, "write it as 30m, 36h, 14d, 2w or PT36H; "
		                  "months and years differ in length");
		return CVD_E_INVALID;
	}
	if (value > LONGEST_SPAN)
		return cvd_fail(err, CVD_E_INVALID, "'%.60s' is too long",
		    text);
	*span = value;
	return CVD_OK;
}

const char *
cvd_span_text(cvd_span span, char text[CVD_SPAN_TEXT])
{
	long long seconds = span;

	if (seconds % 86400 == 0)
		(void)snprintf(text, CVD_SPAN_TEXT, "%lldd", seconds / 86400);
	else if (seconds % 3600 == 0)
		(void)snprintf(text, CVD_SPAN_TEXT, "%lldh", seconds / 3600);
	else if (seconds % 60 == 0)
		(void)snprintf(text, CVD_SPAN_TEXT, "%lldm", seconds / 60);
	else
		(void)snprintf(text, CVD_SPAN_TEXT, "PT%lldS", seconds);
	return text;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Instants as people at a terminal write and read them, in a zone. */

#include "core/local.h"

#include <string.h>

static enum cvd_status
refuse_bare_date(const char *text, const struct cvd_zone *zone,
    struct cvd_err *err)
{
	(void)cvd_fail(err, CVD_E_INVALID,
	    "'%.60s' is a whole day, and the hour matters", text);
	cvd_err_hint(err,
	    "write '%.10s HH:MM' by the clocks of %s, or RFC 3339 with an "
	    "offset",
	    text, cvd_zone_name(zone));
	return CVD_E_INVALID;
}

static enum cvd_status
refuse_gap(const char *text, const struct cvd_zone *zone,
    const struct cvd_local_meaning *meaning, struct cvd_err *err)
{
	char first[CVD_INSTANT_OFFSET_TEXT], last[CVD_INSTANT_OFFSET_TEXT];

	(void)cvd_fail(err, CVD_E_INVALID, "the clocks of %s skip '%.60s'",
	    cvd_zone_name(zone), text);
	cvd_err_hint(err, "they go from %s to %s",
	    cvd_local_text(meaning->first, zone, first),
	    cvd_local_text(meaning->last, zone, last));
	return CVD_E_INVALID;
}

static enum cvd_status
refuse_doubled(const char *text, const struct cvd_zone *zone,
    const struct cvd_local_meaning *meaning, struct cvd_err *err)
{
	char first[CVD_INSTANT_OFFSET_TEXT], last[CVD_INSTANT_OFFSET_TEXT];

	(void)cvd_fail(err, CVD_E_INVALID,
	    "the clocks of %s show '%.60s' twice", cvd_zone_name(zone), text);
	cvd_err_hint(err, "give the offset: %s or %s",
	    cvd_local_text(meaning->first, zone, first),
	    cvd_local_text(meaning->last, zone, last));
	return CVD_E_INVALID;
}

static enum cvd_status
decide(const char *text, const struct cvd_zone *zone,
    const struct cvd_local_meaning *meaning, cvd_instant *instant,
    struct cvd_err *err)
{
	switch (meaning->kind) {
	case CVD_LOCAL_GAP:
		return refuse_gap(text, zone, meaning, err);
	case CVD_LOCAL_DOUBLED:
		return refuse_doubled(text, zone, meaning, err);
	case CVD_LOCAL_UNIQUE:
		break;
	}
	if (!cvd_instant_is_valid(meaning->first))
		return cvd_fail(err, CVD_E_INVALID,
		    "'%.60s' is outside the years 1 to 9999", text);
	*instant = meaning->first;
	return CVD_OK;
}

enum cvd_status
cvd_local_parse(const char *text, const struct cvd_zone *zone,
    cvd_instant *instant, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(text);
	struct cvd_local_meaning meaning;
	cvd_day day = 0;
	int32_t second = 0;
	enum cvd_status rc = cvd_day_scan(&scan, text, &day, err);

	if (rc != CVD_OK)
		return rc;
	if (cvd_scan_end(&scan))
		return refuse_bare_date(text, zone, err);
	if (!cvd_scan_char(&scan, ' '))
		return cvd_fail(err, CVD_E_INVALID,
		    "'%.60s' is no time of the form YYYY-MM-DD HH:MM", text);
	rc = cvd_time_scan(&scan, text, false, &second, err);
	if (rc != CVD_OK)
		return rc;
	if (!cvd_scan_end(&scan))
		return cvd_fail(err, CVD_E_INVALID,
		    "'%.60s' goes on after the time", text);
	meaning = cvd_zone_meaning(zone, day, second);
	return decide(text, zone, &meaning, instant, err);
}

enum cvd_status
cvd_instant_read(const char *text, const struct cvd_zone *zone,
    cvd_instant *instant, struct cvd_err *err)
{
	/* Only RFC 3339 has a letter between date and time. */
	size_t after_date = CVD_DAY_TEXT - 1;

	if (strlen(text) > after_date &&
	    (text[after_date] == 'T' || text[after_date] == 't'))
		return cvd_instant_parse(text, instant, err);
	return cvd_local_parse(text, zone, instant, err);
}

const char *
cvd_local_text(cvd_instant instant, const struct cvd_zone *zone,
    char text[CVD_INSTANT_OFFSET_TEXT])
{
	return cvd_instant_text_offset(instant,
	    cvd_zone_offset_at(zone, instant), text);
}

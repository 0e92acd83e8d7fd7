/* SPDX-License-Identifier: EUPL-1.2 */

/* Whatever parses as a zone shows every instant so that it can be read back. */

#include "core/local.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool condition)
{
	if (!condition)
		abort();
}

static void
try_instant(const struct cvd_zone *zone, cvd_instant instant)
{
	struct cvd_local local = cvd_zone_local(zone, instant);
	struct cvd_local_meaning meaning = cvd_zone_meaning(zone, local.day,
	    local.second);
	char text[CVD_INSTANT_OFFSET_TEXT];
	cvd_instant back;

	must(local.second >= 0 && local.second < CVD_SECONDS_A_DAY);
	must(meaning.kind != CVD_LOCAL_GAP);
	must(meaning.first <= instant && instant <= meaning.last);
	must((meaning.kind == CVD_LOCAL_UNIQUE) ==
	     (meaning.first == meaning.last));
	(void)cvd_local_text(instant, zone, text);
	must(cvd_instant_read(text, zone, &back, NULL) == CVD_OK);
	must(back == instant);
}

/* Local times, of which some are skipped. */
static void
try_day(const struct cvd_zone *zone, cvd_day day)
{
	for (int32_t second = 0; second < CVD_SECONDS_A_DAY; second += 5400) {
		struct cvd_local_meaning meaning = cvd_zone_meaning(zone, day,
		    second);

		if (meaning.kind == CVD_LOCAL_GAP)
			must(meaning.last == meaning.first + 1);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cvd_arena *arena = cvd_arena_new();
	const struct cvd_zone *zone = NULL;

	must(arena != NULL);
	if (cvd_zone_parse("fuzz", data, size, arena, &zone, NULL) == CVD_OK)
		/* Every 27 days or so of three centuries, at odd hours. */
		for (cvd_instant at = -2208988800; at < 7258118400;
		     at += 2345677) {
			try_instant(zone, at);
			if (at % 7 == 0)
				try_day(zone, (cvd_day)(at / 86400));
		}
	cvd_arena_free(arena);
	return 0;
}

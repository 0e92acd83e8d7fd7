/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/local.h"

#include "suite.h"
#include "tzif.h"

#define COUNT(rows) ((int)(sizeof(rows) / sizeof(rows)[0]))

static struct cvd_arena *arena;
static const struct cvd_zone *amsterdam;

static void
open_zone(void)
{
	arena = cvd_arena_new();
	ck_assert_ptr_nonnull(arena);
	amsterdam = tzif_zone("Europe/Amsterdam", AMSTERDAM, arena);
}

static void
close_zone(void)
{
	cvd_arena_free(arena);
}

static const struct good_row {
	const char *text;
	const char *utc;
	const char *shown;
} good[] = {
	{ "2026-11-20 10:00", "2026-11-20T09:00:00Z",
	    "2026-11-20T10:00:00+01:00" },
	{ "2026-07-01 10:00:30", "2026-07-01T08:00:30Z",
	    "2026-07-01T10:00:30+02:00" },
	{ "2026-11-20T10:00:00+01:00", "2026-11-20T09:00:00Z",
	    "2026-11-20T10:00:00+01:00" },
	{ "2026-11-20t09:00:00z", "2026-11-20T09:00:00Z",
	    "2026-11-20T10:00:00+01:00" },
	{ "2026-03-29 01:59:59", "2026-03-29T00:59:59Z",
	    "2026-03-29T01:59:59+01:00" },
	{ "2026-03-29 03:00", "2026-03-29T01:00:00Z",
	    "2026-03-29T03:00:00+02:00" },
	{ "2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00Z",
	    "2026-10-25T02:30:00+02:00" },
	{ "2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z",
	    "2026-10-25T02:30:00+01:00" },
	{ "2040-07-01 00:00", "2040-06-30T22:00:00Z",
	    "2040-07-01T00:00:00+02:00" },
};

START_TEST(an_instant_is_read_in_either_form)
{
	char text[CVD_INSTANT_OFFSET_TEXT], utc[CVD_INSTANT_TEXT];
	cvd_instant instant = 0, again = 1;

	ck_assert_int_eq(cvd_instant_read(good[_i].text, amsterdam, &instant,
	                     NULL),
	    CVD_OK);
	ck_assert_str_eq(cvd_instant_text(instant, utc), good[_i].utc);
	ck_assert_str_eq(cvd_local_text(instant, amsterdam, text),
	    good[_i].shown);
	ck_assert_int_eq(cvd_instant_read(text, amsterdam, &again, NULL),
	    CVD_OK);
	ck_assert_int_eq(again, instant);
}
END_TEST

static const struct bad_row {
	const char *text;
	const char *message;
	const char *hint;
} bad[] = {
	{ "2026-11-20", "'2026-11-20' is a whole day, and the hour matters",
	    "write '2026-11-20 HH:MM' by the clocks of Europe/Amsterdam, or "
	    "RFC 3339 with an offset" },
	{ "2026-03-29 02:30",
	    "the clocks of Europe/Amsterdam skip '2026-03-29 02:30'",
	    "they go from 2026-03-29T01:59:59+01:00 to "
	    "2026-03-29T03:00:00+02:00" },
	{ "2026-10-25 02:30",
	    "the clocks of Europe/Amsterdam show '2026-10-25 02:30' twice",
	    "give the offset: 2026-10-25T02:30:00+02:00 or "
	    "2026-10-25T02:30:00+01:00" },
	{ "", "'' has no date of the form YYYY-MM-DD", "" },
	{ "tomorrow", "'tomorrow' has no date of the form YYYY-MM-DD", "" },
	{ "2026-02-30 10:00", "there is no day '2026-02-30'", "" },
	{ "2026-11-20 10", "'2026-11-20 10' has no time of the form HH:MM",
	    "" },
	{ "2026-11-20 25:00",
	    "'2026-11-20 25:00' has a time that no clock shows", "" },
	{ "2026-11-20 10:00Z", "'2026-11-20 10:00Z' goes on after the time",
	    "" },
	{ "2026-11-20_10:00",
	    "'2026-11-20_10:00' is no time of the form YYYY-MM-DD HH:MM", "" },
	{ "2026-11-20T10:00:00",
	    "'2026-11-20T10:00:00' does not end with an "
	    "offset from UTC or Z",
	    "" },
	{ "0001-01-01 00:30",
	    "'0001-01-01 00:30' is outside the years 1 to 9999", "" },
};

START_TEST(what_is_no_instant_is_refused_with_what_to_write)
{
	struct cvd_err err = { 0 };
	cvd_instant instant = 4711;

	ck_assert_int_eq(cvd_instant_read(bad[_i].text, amsterdam, &instant,
	                     &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, bad[_i].message);
	ck_assert_str_eq(err.hint, bad[_i].hint);
	ck_assert_int_eq(instant, 4711);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("local");
	TCase *tc = tcase_create("local");

	tcase_add_checked_fixture(tc, open_zone, close_zone);
	tcase_add_loop_test(tc, an_instant_is_read_in_either_form, 0,
	    COUNT(good));
	tcase_add_loop_test(tc,
	    what_is_no_instant_is_refused_with_what_to_write, 0, COUNT(bad));
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

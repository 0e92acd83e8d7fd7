/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/zone.h"

#include "core/tzrule.h"
#include "suite.h"
#include "tzif.h"

#define COUNT(rows) ((int)(sizeof(rows) / sizeof(rows)[0]))

static struct cvd_arena *arena;

static void
open_arena(void)
{
	arena = cvd_arena_new();
	ck_assert_ptr_nonnull(arena);
}

static void
close_arena(void)
{
	cvd_arena_free(arena);
}

static cvd_instant
instant_of(const char *text)
{
	struct cvd_err err = { 0 };
	cvd_instant instant = 0;

	if (cvd_instant_parse(text, &instant, &err) != CVD_OK)
		ck_abort_msg("%s", err.message);
	return instant;
}

static const struct rule_row {
	const char *rule;
	const char *at;
	int offset;
} rule_rows[] = {
	{ AMSTERDAM, "2026-03-29T00:59:59Z", 3600 },
	{ AMSTERDAM, "2026-03-29T01:00:00Z", 7200 },
	{ AMSTERDAM, "2026-10-25T00:59:59Z", 7200 },
	{ AMSTERDAM, "2026-10-25T01:00:00Z", 3600 },
	{ AMSTERDAM, "2026-12-31T23:59:59Z", 3600 },
	{ AMSTERDAM, "2040-03-25T01:00:00Z", 7200 },
	{ AMSTERDAM, "9999-07-01T00:00:00Z", 7200 },
	{ AMSTERDAM, "0001-01-01T00:00:00Z", 3600 },
	{ "UTC0", "2026-07-01T00:00:00Z", 0 },
	{ "<+0545>-5:45", "2026-07-01T00:00:00Z", 20700 },
	/* the south: summer over the turn of the year */
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01T00:00:00Z", 39600 },
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-04-04T15:59:59Z", 39600 },
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-04-04T16:00:00Z", 36000 },
	{ "AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-10-03T16:00:00Z", 39600 },
	/* half an hour of summer */
	{ "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z",
	    39600 },
	{ "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-07-01T00:00:00Z",
	    37800 },
	/* winter is the exception, and behind */
	{ "IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", 0 },
	{ "IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3600 },
	/* RFC 8536, 3.3.1: hours beyond a day, and before it */
	{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7200 },
	{ "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3600 },
	{ "IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-26T23:59:59Z", 7200 },
	{ "IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27T00:00:00Z", 10800 },
	/* summer all year (RFC 8536, 3.3.1), at the joint of two years */
	{ "EST5EDT,0/0,J365/25", "2026-12-31T23:59:59Z", -14400 },
	{ "EST5EDT,0/0,J365/25", "2027-01-01T05:00:00Z", -14400 },
	{ "EST5EDT,0/0,J365/25", "2027-01-01T04:59:59Z", -14400 },
	/* Julian days skip 29 February, counted ones do not */
	{ "AAA0BBB,J60/0,J300/0", "2028-02-29T23:59:59Z", 0 },
	{ "AAA0BBB,J60/0,J300/0", "2028-03-01T00:00:00Z", 3600 },
	{ "AAA0BBB,J60/0,J300/0", "2027-03-01T00:00:00Z", 3600 },
	{ "AAA0BBB,59/0,300/0", "2028-02-29T00:00:00Z", 3600 },
	{ "AAA0BBB,59/0,300/0", "2027-02-28T23:59:59Z", 0 },
};

START_TEST(a_rule_gives_the_offset_of_any_year)
{
	const struct rule_row *row = &rule_rows[_i];
	const struct cvd_zone *zone = tzif_zone("X/Y", row->rule, arena);

	ck_assert_int_eq(cvd_zone_offset_at(zone, instant_of(row->at)),
	    row->offset);
}
END_TEST

static const char *const bad_rules[] = { "CE-1", "CET", "CET-1CEST", "CET-25",
	"CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M10.5.0/168",
	"CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0",
	"CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
	"CET-1CEST,J0,J365", "CET-1CEST,J1,J366", "CET-1CEST,1,366",
	"CET-1CEST,M3.5.0,M10.5.0x", "<CET-1", "<C>-1", "CET-1:60",
	"CET-1:30:60", "CET-1:3", ":Europe/Amsterdam", "CET-1CE,0,1" };

START_TEST(a_rule_that_cannot_be_read_spoils_the_file)
{
	static const int32_t offsets[] = { 0 };
	const struct tzif_block block = { .version = '2',
		.typecnt = 1,
		.charcnt = 1,
		.offsets = offsets };
	const struct cvd_zone *zone = NULL;
	struct cvd_err err = { 0 };
	struct tzif file;

	tzif_file(&file, &block, bad_rules[_i]);
	ck_assert_int_eq(cvd_zone_parse("X/Y", file.bytes, file.size, arena,
	                     &zone, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message,
	    "time zone 'X/Y' has a rule that cannot be read");
	ck_assert_ptr_null(zone);
}
END_TEST

static const int64_t two_times[] = { 0, 1000000 };
static const unsigned char two_indices[] = { 1, 2 };
static const int32_t three_offsets[] = { 1172, 7200, 3600 };

static struct tzif_block
sound_block(void)
{
	return (struct tzif_block){ .version = '2',
		.timecnt = 2,
		.typecnt = 3,
		.charcnt = 1,
		.times = two_times,
		.indices = two_indices,
		.offsets = three_offsets };
}

START_TEST(the_table_counts_before_the_rule)
{
	const struct tzif_block block = sound_block();
	const struct cvd_zone *zone = NULL;
	struct tzif file;

	tzif_file(&file, &block, "XXX-5");
	ck_assert_int_eq(cvd_zone_parse("X/Y", file.bytes, file.size, arena,
	                     &zone, NULL),
	    CVD_OK);
	ck_assert_str_eq(cvd_zone_name(zone), "X/Y");
	ck_assert_int_eq(cvd_zone_offset_at(zone, INT64_MIN), 1172);
	ck_assert_int_eq(cvd_zone_offset_at(zone, -1), 1172);
	ck_assert_int_eq(cvd_zone_offset_at(zone, 0), 7200);
	ck_assert_int_eq(cvd_zone_offset_at(zone, 999999), 7200);
	ck_assert_int_eq(cvd_zone_offset_at(zone, 1000000), 18000);
}
END_TEST

START_TEST(without_a_rule_the_last_offset_stays)
{
	const struct tzif_block block = sound_block();
	const struct cvd_zone *zone = NULL;
	struct tzif file;

	tzif_file(&file, &block, "");
	ck_assert_int_eq(cvd_zone_parse("X/Y", file.bytes, file.size, arena,
	                     &zone, NULL),
	    CVD_OK);
	ck_assert_int_eq(cvd_zone_offset_at(zone, INT64_MAX), 3600);
}
END_TEST

START_TEST(the_first_version_has_32_bits_and_no_footer)
{
	static const int64_t times[] = { -2147483647 - 1, 2147483647 };
	struct tzif_block block = sound_block();
	const struct cvd_zone *zone = NULL;
	struct tzif file = { .size = 0 };

	block.version = '\0';
	block.times = times;
	tzif_put_block(&file, &block, 4);
	ck_assert_int_eq(cvd_zone_parse("X/Y", file.bytes, file.size, arena,
	                     &zone, NULL),
	    CVD_OK);
	ck_assert_int_eq(cvd_zone_offset_at(zone, times[0] - 1), 1172);
	ck_assert_int_eq(cvd_zone_offset_at(zone, times[0]), 7200);
	ck_assert_int_eq(cvd_zone_offset_at(zone, times[1]), 3600);
}
END_TEST

START_TEST(a_file_cut_short_anywhere_is_refused)
{
	struct tzif_block block = sound_block();
	const struct cvd_zone *zone = NULL;
	struct cvd_err err = { 0 };
	struct tzif file;

	block.isstdcnt = block.isutcnt = 3;
	tzif_file(&file, &block, AMSTERDAM);
	for (size_t size = 0; size < file.size; size++) {
		/* A piece of its own, so that the sanitizer sees its end. */
		char *cut = malloc(size == 0 ? 1 : size);

		ck_assert_ptr_nonnull(cut);
		(void)memcpy(cut, file.bytes, size);
		ck_assert_int_eq(cvd_zone_parse("X/Y", cut, size, arena, &zone,
		                     &err),
		    CVD_E_INVALID);
		ck_assert_str_eq(err.message,
		    size < 4 ? "time zone 'X/Y' has no TZif data"
		             : "time zone 'X/Y' is cut short");
		free(cut);
	}
	ck_assert_ptr_null(zone);
}
END_TEST

static const struct fault_row {
	const char *message;
	struct tzif_block block;
} faults[] = {
	{ "time zone 'X/Y' counts leap seconds",
	    { .version = '4',
	        .leapcnt = 1,
	        .typecnt = 1,
	        .charcnt = 1,
	        .offsets = three_offsets } },
	{ "time zone 'X/Y' has counts that contradict each other",
	    { .version = '2', .charcnt = 1, .offsets = three_offsets } },
	{ "time zone 'X/Y' has counts that contradict each other",
	    { .version = '2', .typecnt = 1, .offsets = three_offsets } },
	{ "time zone 'X/Y' has counts that contradict each other",
	    { .version = '2',
	        .isutcnt = 1,
	        .typecnt = 2,
	        .charcnt = 1,
	        .offsets = three_offsets } },
	{ "time zone 'X/Y' has counts that contradict each other",
	    { .version = '2',
	        .isstdcnt = 3,
	        .typecnt = 2,
	        .charcnt = 1,
	        .offsets = three_offsets } },
	{ "time zone 'X/Y' has an impossible local time type",
	    { .version = '3',
	        .typecnt = 1,
	        .charcnt = 1,
	        .offsets = (const int32_t[]){ 93600 } } },
	{ "time zone 'X/Y' has an impossible local time type",
	    { .version = '3',
	        .typecnt = 1,
	        .charcnt = 1,
	        .offsets = (const int32_t[]){ INT32_MIN } } },
	{ "time zone 'X/Y' refers to a local time type it lacks",
	    { .version = '2',
	        .timecnt = 2,
	        .typecnt = 2,
	        .charcnt = 1,
	        .times = two_times,
	        .indices = two_indices,
	        .offsets = three_offsets } },
	{ "time zone 'X/Y' has transitions out of order",
	    { .version = '2',
	        .timecnt = 2,
	        .typecnt = 3,
	        .charcnt = 1,
	        .times = (const int64_t[]){ 7, 7 },
	        .indices = two_indices,
	        .offsets = three_offsets } },
};

START_TEST(a_file_that_makes_no_sense_is_refused)
{
	const struct cvd_zone *zone = NULL;
	struct cvd_err err = { 0 };
	struct tzif file;

	tzif_file(&file, &faults[_i].block, AMSTERDAM);
	ck_assert_int_eq(cvd_zone_parse("X/Y", file.bytes, file.size, arena,
	                     &zone, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, faults[_i].message);
	ck_assert_ptr_null(zone);
}
END_TEST

START_TEST(counts_beyond_all_bounds_are_refused)
{
	const struct tzif_block block = sound_block();
	struct cvd_err err = { 0 };

	for (size_t at = 20; at < 44; at++) {
		const struct cvd_zone *zone = NULL;
		struct tzif file;

		tzif_file(&file, &block, AMSTERDAM);
		file.bytes[at] = 0xff;
		ck_assert_int_eq(cvd_zone_parse("X/Y", file.bytes, file.size,
		                     arena, &zone, &err),
		    CVD_E_INVALID);
	}
}
END_TEST

START_TEST(a_zone_that_finds_no_memory_says_so)
{
	const struct tzif_block block = sound_block();
	struct tzif file;

	tzif_file(&file, &block, AMSTERDAM);
	for (unsigned long nth = 1;; nth++) {
		struct cvd_arena *own = cvd_arena_new();
		const struct cvd_zone *zone = NULL;
		enum cvd_status rc;

		cvd_memory_fail_at(nth);
		rc = cvd_zone_parse("X/Y", file.bytes, file.size, own, &zone,
		    NULL);
		cvd_memory_fail_at(0);
		cvd_arena_free(own);
		if (rc == CVD_OK)
			break;
		ck_assert_int_eq(rc, CVD_E_NO_MEMORY);
		ck_assert_ptr_null(zone);
		ck_assert_uint_lt(nth, 10);
	}
}
END_TEST

static const struct meaning_row {
	const char *rule;
	const char *day;
	int second;
	enum cvd_local_kind kind;
	const char *first;
	const char *last;
} meanings[] = {
	{ AMSTERDAM, "2026-11-20", 36000, CVD_LOCAL_UNIQUE,
	    "2026-11-20T09:00:00Z", "2026-11-20T09:00:00Z" },
	{ AMSTERDAM, "2026-03-29", 7199, CVD_LOCAL_UNIQUE,
	    "2026-03-29T00:59:59Z", "2026-03-29T00:59:59Z" },
	{ AMSTERDAM, "2026-03-29", 7200, CVD_LOCAL_GAP, "2026-03-29T00:59:59Z",
	    "2026-03-29T01:00:00Z" },
	{ AMSTERDAM, "2026-03-29", 10799, CVD_LOCAL_GAP, "2026-03-29T00:59:59Z",
	    "2026-03-29T01:00:00Z" },
	{ AMSTERDAM, "2026-03-29", 10800, CVD_LOCAL_UNIQUE,
	    "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z" },
	{ AMSTERDAM, "2026-10-25", 7199, CVD_LOCAL_UNIQUE,
	    "2026-10-24T23:59:59Z", "2026-10-24T23:59:59Z" },
	{ AMSTERDAM, "2026-10-25", 7200, CVD_LOCAL_DOUBLED,
	    "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z" },
	{ AMSTERDAM, "2026-10-25", 10799, CVD_LOCAL_DOUBLED,
	    "2026-10-25T00:59:59Z", "2026-10-25T01:59:59Z" },
	{ AMSTERDAM, "2026-10-25", 10800, CVD_LOCAL_UNIQUE,
	    "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z" },
	{ AMSTERDAM, "2040-10-28", 7200, CVD_LOCAL_DOUBLED,
	    "2040-10-28T00:00:00Z", "2040-10-28T01:00:00Z" },
	/* clocks that turn at midnight: the end of a day twice, or never */
	{ "EET-2EEST,M3.5.0/0,M10.5.0/0", "2026-10-24", 86399,
	    CVD_LOCAL_DOUBLED, "2026-10-24T20:59:59Z", "2026-10-24T21:59:59Z" },
	{ "EET-2EEST,M3.5.0/0,M10.5.0/0", "2026-03-29", 0, CVD_LOCAL_GAP,
	    "2026-03-28T21:59:59Z", "2026-03-28T22:00:00Z" },
	/* no seam where summer meets summer */
	{ "EST5EDT,0/0,J365/25", "2027-01-01", 3600, CVD_LOCAL_UNIQUE,
	    "2027-01-01T05:00:00Z", "2027-01-01T05:00:00Z" },
};

START_TEST(a_local_time_has_one_meaning_none_or_two)
{
	const struct meaning_row *row = &meanings[_i];
	const struct cvd_zone *zone = tzif_zone("X/Y", row->rule, arena);
	struct cvd_local_meaning meaning;
	cvd_day day = 0;

	ck_assert_int_eq(cvd_day_parse(row->day, &day, NULL), CVD_OK);
	meaning = cvd_zone_meaning(zone, day, row->second);
	ck_assert_int_eq(meaning.kind, row->kind);
	ck_assert_int_eq(meaning.first, instant_of(row->first));
	ck_assert_int_eq(meaning.last, instant_of(row->last));
}
END_TEST

START_TEST(a_whole_day_may_be_skipped)
{
	/* As Samoa did on 30 December 2011. */
	static const int64_t times[] = { 1325239200 };
	static const unsigned char indices[] = { 1 };
	static const int32_t offsets[] = { -36000, 50400 };
	const struct tzif_block block = { .version = '2',
		.timecnt = 1,
		.typecnt = 2,
		.charcnt = 1,
		.times = times,
		.indices = indices,
		.offsets = offsets };
	const struct cvd_zone *zone = NULL;
	struct cvd_local_meaning meaning;
	struct tzif file;
	cvd_day day = 0;

	tzif_file(&file, &block, "");
	ck_assert_int_eq(cvd_zone_parse("X/Y", file.bytes, file.size, arena,
	                     &zone, NULL),
	    CVD_OK);
	ck_assert_int_eq(cvd_day_parse("2011-12-30", &day, NULL), CVD_OK);
	meaning = cvd_zone_meaning(zone, day, 43200);
	ck_assert_int_eq(meaning.kind, CVD_LOCAL_GAP);
	ck_assert_int_eq(meaning.first, 1325239199);
	ck_assert_int_eq(cvd_zone_local(zone, meaning.first).day, day - 1);
	ck_assert_int_eq(cvd_zone_local(zone, meaning.last).day, day + 1);
}
END_TEST

START_TEST(what_a_clock_shows_means_that_instant)
{
	const struct cvd_zone *zone = tzif_zone("X/Y", rule_rows[_i].rule,
	    arena);
	cvd_instant at = instant_of("2027-12-31T20:00:00Z");

	/* Every hour and a bit of two years, 2028 a leap year. */
	for (int i = 0; i < 17400; i++, at += 3637) {
		struct cvd_local local = cvd_zone_local(zone, at);
		struct cvd_local_meaning meaning = cvd_zone_meaning(zone,
		    local.day, local.second);

		if (meaning.kind == CVD_LOCAL_GAP ||
		    (meaning.first != at && meaning.last != at) ||
		    (meaning.kind == CVD_LOCAL_UNIQUE) !=
		        (meaning.first == meaning.last))
			ck_abort_msg("instant %lld", (long long)at);
	}
}
END_TEST

START_TEST(utc_needs_no_file)
{
	const struct cvd_zone *utc = cvd_zone_utc();
	struct cvd_local local = cvd_zone_local(utc, 1795165200);

	ck_assert_str_eq(cvd_zone_name(utc), "UTC");
	ck_assert_int_eq(cvd_zone_offset_at(utc, CVD_INSTANT_MAX), 0);
	ck_assert_int_eq(local.day, 20777);
	ck_assert_int_eq(local.second, 32400);
	ck_assert_int_eq(cvd_zone_meaning(utc, 20777, 32400).first, 1795165200);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("zone");
	TCase *tc = tcase_create("zone");

	tcase_add_checked_fixture(tc, open_arena, close_arena);
	tcase_add_loop_test(tc, a_rule_gives_the_offset_of_any_year, 0,
	    COUNT(rule_rows));
	tcase_add_loop_test(tc, a_rule_that_cannot_be_read_spoils_the_file, 0,
	    COUNT(bad_rules));
	tcase_add_test(tc, the_table_counts_before_the_rule);
	tcase_add_test(tc, without_a_rule_the_last_offset_stays);
	tcase_add_test(tc, the_first_version_has_32_bits_and_no_footer);
	tcase_add_test(tc, a_file_cut_short_anywhere_is_refused);
	tcase_add_loop_test(tc, a_file_that_makes_no_sense_is_refused, 0,
	    COUNT(faults));
	tcase_add_test(tc, counts_beyond_all_bounds_are_refused);
	tcase_add_test(tc, a_zone_that_finds_no_memory_says_so);
	tcase_add_loop_test(tc, a_local_time_has_one_meaning_none_or_two, 0,
	    COUNT(meanings));
	tcase_add_test(tc, a_whole_day_may_be_skipped);
	tcase_add_loop_test(tc, what_a_clock_shows_means_that_instant, 0,
	    COUNT(rule_rows));
	tcase_add_test(tc, utc_needs_no_file);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "edge/zoneinfo.h"

#include "core/limits.h"
#include "core/local.h"
#include "folder.h"
#include "suite.h"
#include "table.h"
#include "tzif.h"

#include <sys/stat.h>
#include <unistd.h>

#define COUNT(rows) ((int)(sizeof(rows) / sizeof(rows)[0]))

static struct table zones;
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

static void
set_up(void)
{
	open_arena();
	folder_make();
}

static void
tear_down(void)
{
	folder_remove();
	close_arena();
}

static const struct cvd_zone *
load(const char *folder, const char *name)
{
	const struct cvd_zone *zone = NULL;
	struct cvd_err err = { 0 };

	if (cvd_zoneinfo_load(folder, name, arena, &zone, &err) != CVD_OK)
		ck_abort_msg("%s", err.message);
	ck_assert_str_eq(cvd_zone_name(zone), name);
	return zone;
}

static void
check_refused(const char *folder, const char *name, enum cvd_status status,
    const char *message)
{
	const struct cvd_zone *zone = NULL;
	struct cvd_err err = { 0 };

	ck_assert_int_eq(cvd_zoneinfo_load(folder, name, arena, &zone, &err),
	    status);
	ck_assert_str_eq(err.message, message);
	ck_assert_ptr_null(zone);
}

START_TEST(the_system_knows_these_offsets)
{
	const struct cvd_zone *zone = load(NULL,
	    table_cell(&zones, _i, "zone"));
	cvd_instant at = 0;

	ck_assert_int_eq(cvd_instant_parse(table_cell(&zones, _i, "instant"),
	                     &at, NULL),
	    CVD_OK);
	ck_assert_int_eq(cvd_zone_offset_at(zone, at),
	    atoi(table_cell(&zones, _i, "offset")));
}
END_TEST

START_TEST(a_zone_comes_from_the_folder_that_is_given)
{
	static const int32_t offsets[] = { 0 };
	const struct tzif_block block = {
		.version = '2',
		.typecnt = 1,
		.charcnt = 1,
		.offsets = offsets,
	};
	struct tzif file;

	tzif_file(&file, &block, "<+0130>-1:30");
	ck_assert_int_eq(cvd_fs_replace(in_folder("Mine"), file.bytes,
	                     file.size, NULL),
	    CVD_OK);
	ck_assert_int_eq(cvd_zone_offset_at(load(folder_path, "Mine"), 0),
	    5400);
}
END_TEST

START_TEST(utc_is_there_without_a_file)
{
	ck_assert_ptr_eq(load("/nonexistent", "UTC"), cvd_zone_utc());
}
END_TEST

START_TEST(an_unknown_zone_is_not_found)
{
	struct cvd_err err = { 0 };
	const struct cvd_zone *zone = NULL;

	check_refused(folder_path, "Bogus/Zone", CVD_E_NOT_FOUND,
	    "there is no time zone 'Bogus/Zone'");
	check_refused("/nonexistent", "Europe/Amsterdam", CVD_E_NOT_FOUND,
	    "there is no time zone 'Europe/Amsterdam'");
	ck_assert_int_eq(mkdir(in_folder("Europe"), 0700), 0);
	check_refused(folder_path, "Europe", CVD_E_NOT_FOUND,
	    "there is no time zone 'Europe'");
	ck_assert_int_eq(mkfifo(in_folder("Pipe"), 0600), 0);
	check_refused(folder_path, "Pipe", CVD_E_NOT_FOUND,
	    "there is no time zone 'Pipe'");
	ck_assert_int_eq(cvd_zoneinfo_load(folder_path, "Bogus", arena, &zone,
	                     &err),
	    CVD_E_NOT_FOUND);
	ck_assert_ptr_nonnull(strstr(err.hint, "tzdata"));
}
END_TEST

static const char *const bad_names[] = {
	"",
	"/etc/passwd",
	"../etc/passwd",
	"Europe/../../etc/passwd",
	"Europe//Amsterdam",
	"Europe/",
	"Europe/Amster dam",
	"Europe/Amsterdam\n",
	":Europe/Amsterdam",
	"zone.tab",
	"Europe/Amst\xc3\xa9rdam",
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
};

START_TEST(a_name_cannot_leave_the_folder)
{
	const struct cvd_zone *zone = NULL;
	struct cvd_err err = { 0 };

	ck_assert_int_eq(cvd_zoneinfo_load(NULL, bad_names[_i], arena, &zone,
	                     &err),
	    CVD_E_INVALID);
	ck_assert_ptr_nonnull(strstr(err.message, "is no name of a time zone"));
	ck_assert_ptr_null(zone);
}
END_TEST

START_TEST(a_file_that_is_no_zone_is_refused)
{
	char *big = calloc(1, CVD_MAX_ZONE_FILE + 1);
	struct cvd_err err = { 0 };
	const struct cvd_zone *zone = NULL;

	folder_write("Text", "not a zone\n");
	check_refused(folder_path, "Text", CVD_E_INVALID,
	    "time zone 'Text' has no TZif data");
	ck_assert_ptr_nonnull(big);
	ck_assert_int_eq(cvd_fs_replace(in_folder("Big"), big,
	                     CVD_MAX_ZONE_FILE + 1, NULL),
	    CVD_OK);
	free(big);
	ck_assert_int_eq(cvd_zoneinfo_load(folder_path, "Big", arena, &zone,
	                     &err),
	    CVD_E_INVALID);
	ck_assert_ptr_nonnull(strstr(err.message, "/Big"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("zoneinfo");
	TCase *system = tcase_create("system");
	TCase *files = tcase_create("files");

	zones = table_load("zones.tsv");
	tcase_add_checked_fixture(system, open_arena, close_arena);
	tcase_add_checked_fixture(files, set_up, tear_down);
	tcase_add_loop_test(system, the_system_knows_these_offsets, 0,
	    zones.rows);
	if (access(CVD_ZONEINFO_FOLDER "/Europe/Amsterdam", R_OK) == 0)
		suite_add_tcase(suite, system);
	else
		(void)puts("skipped: tzdata is not installed");

	tcase_add_test(files, a_zone_comes_from_the_folder_that_is_given);
	tcase_add_test(files, utc_is_there_without_a_file);
	tcase_add_test(files, an_unknown_zone_is_not_found);
	tcase_add_loop_test(files, a_name_cannot_leave_the_folder, 0,
	    COUNT(bad_names));
	tcase_add_test(files, a_file_that_is_no_zone_is_refused);
	suite_add_tcase(suite, files);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Where the system keeps its time zones. */

#include "edge/zoneinfo.h"

#include "core/limits.h"
#include "edge/fs.h"

#include <string.h>
#include <sys/stat.h>

#define PART                                                                   \
	"abcdefghijklmnopqrstuvwxyz"                                           \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"                                           \
	"0123456789_+-"

enum cvd_status
cvd_zoneinfo_check(const char *name, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(name);
	struct cvd_bytes part;
	bool good = strlen(name) <= CVD_MAX_ZONE_NAME;

	do
		good = good && cvd_scan_word(&scan, PART, &part);
	while (good && cvd_scan_char(&scan, '/'));
	if (!good || !cvd_scan_end(&scan))
		return cvd_fail(err, CVD_E_INVALID,
		    "'%.64s' is no name of a time zone", name);
	return CVD_OK;
}

static enum cvd_status
fail_unknown(const char *name, struct cvd_err *err)
{
	(void)cvd_fail(err, CVD_E_NOT_FOUND, "there is no time zone '%s'",
	    name);
	cvd_err_hint(err, "zones have names like Europe/Amsterdam; the package "
	                  "tzdata holds them");
	return CVD_E_NOT_FOUND;
}

static enum cvd_status
load_file(const char *path, const char *name, struct cvd_arena *arena,
    const struct cvd_zone **zone, struct cvd_err *err)
{
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_ZONE_FILE);
	enum cvd_status rc = cvd_fs_read(path, &bytes, err);

	if (rc == CVD_OK)
		rc = cvd_zone_parse(name, bytes.data, bytes.size, arena, zone,
		    err);
	cvd_buf_clear(&bytes);
	return rc;
}

enum cvd_status
cvd_zoneinfo_load(const char *folder, const char *name, struct cvd_arena *arena,
    const struct cvd_zone **zone, struct cvd_err *err)
{
	enum cvd_status rc = cvd_zoneinfo_check(name, err);
	struct stat about;
	const char *path;

	if (rc != CVD_OK)
		return rc;
	if (strcmp(name, "UTC") == 0) {
		*zone = cvd_zone_utc();
		return CVD_OK;
	}
	path = cvd_arena_textf(arena, "%s/%s",
	    folder != NULL ? folder : CVD_ZONEINFO_FOLDER, name);
	rc = cvd_arena_check(arena, err);
	if (rc != CVD_OK)
		return rc;
	/* "Europe" is a folder; a pipe would keep us waiting. */
	if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
		return fail_unknown(name, err);
	return load_file(path, name, arena, zone, err);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_ZONEINFO_H
#define CVD_EDGE_ZONEINFO_H

#include "core/attribute.h"
#include "core/zone.h"

/* The time zones of the machine: the tz database as the system ships it. */

#define CVD_ZONEINFO_FOLDER "/usr/share/zoneinfo"

/*
 * CVD_E_INVALID unless it is a name like Europe/Amsterdam: at most
 * CVD_MAX_ZONE_NAME of A-Z a-z 0-9 _ + - in parts between single slashes, so
 * that no name leaves the folder.
 */
enum cvd_status cvd_zoneinfo_check(const char *name,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Reads a zone by its name, below `folder`, or below CVD_ZONEINFO_FOLDER where
 * that is NULL. It lives in the arena, but for UTC, which needs no file.
 *
 * Fails with CVD_E_NOT_FOUND and its name for a zone that is not there, with
 * CVD_E_INVALID for a bad name or file, one beyond CVD_MAX_ZONE_FILE included,
 * with CVD_E_IO and CVD_E_NO_MEMORY.
 */
enum cvd_status cvd_zoneinfo_load(const char *folder, const char *name,
    struct cvd_arena *arena, const struct cvd_zone **zone,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_ZONE_H
#define CVD_CORE_ZONE_H

#include "core/arena.h"
#include "core/date.h"
#include "core/status.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Time zones, from the bytes of a TZif file (RFC 8536, versions 1 to 4). An
 * edge reads the file; nothing here knows of the machine's own zone.
 *
 * Beyond the table of a file its footer rule counts, so that 2038 and later
 * are right. A file that counts leap seconds is refused: instants do not.
 */

struct cvd_zone;

/* What clocks on the wall show. */
struct cvd_local {
	cvd_day day;
	int32_t second; /* of the day, from 0 */
	int32_t offset; /* seconds ahead of UTC */
};

enum cvd_local_kind {
	CVD_LOCAL_UNIQUE,
	CVD_LOCAL_GAP,     /* clocks skip it */
	CVD_LOCAL_DOUBLED, /* clocks show it twice */
};

/*
 * The instants that a local time may mean. UNIQUE: both are it. DOUBLED: the
 * first and the last. GAP: the last instant before the clocks skip it, and the
 * first after, which is a second later.
 */
struct cvd_local_meaning {
	enum cvd_local_kind kind;
	cvd_instant first;
	cvd_instant last;
};

/*
 * Reads a TZif file. The zone belongs to the arena and keeps a copy of `name`,
 * which only messages use. Fails with CVD_E_INVALID where the bytes are no
 * sound TZif file, and with CVD_E_NO_MEMORY.
 */
enum cvd_status cvd_zone_parse(const char *name, const void *bytes, size_t size,
    struct cvd_arena *arena, const struct cvd_zone **zone, struct cvd_err *err);

/* UTC, which needs no file. */
const struct cvd_zone *cvd_zone_utc(void);

const char *cvd_zone_name(const struct cvd_zone *zone);

/* Seconds that the zone is ahead of UTC then. */
int32_t cvd_zone_offset_at(const struct cvd_zone *zone, cvd_instant instant);

struct cvd_local cvd_zone_local(const struct cvd_zone *zone,
    cvd_instant instant);

/* `second` of the day is 0 to 86399. */
struct cvd_local_meaning cvd_zone_meaning(const struct cvd_zone *zone,
    cvd_day day, int32_t second);

#endif

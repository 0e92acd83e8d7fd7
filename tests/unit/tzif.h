/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_TZIF_H
#define CVD_TESTS_UNIT_TZIF_H

#include "core/zone.h"

#include <check.h>
#include <stdint.h>
#include <string.h>

/* Makes TZif files (RFC 8536), good and bad ones. */

#define AMSTERDAM "CET-1CEST,M3.5.0,M10.5.0/3"

struct tzif {
	unsigned char bytes[4096];
	size_t size;
};

/* What goes into a block; the counts may lie. */
struct tzif_block {
	char version;
	uint32_t isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt;
	const int64_t *times;
	const unsigned char *indices;
	const int32_t *offsets;
};

static inline void
tzif_put(struct tzif *t, uint64_t value, size_t size)
{
	while (size-- > 0)
		t->bytes[t->size++] = (unsigned char)(value >> 8 * size);
}

static inline void
tzif_put_text(struct tzif *t, const char *text)
{
	(void)memcpy(t->bytes + t->size, text, strlen(text));
	t->size += strlen(text);
}

static inline void
tzif_put_block(struct tzif *t, const struct tzif_block *b, size_t time_size)
{
	tzif_put_text(t, "TZif");
	tzif_put(t, (unsigned char)b->version, 1);
	(void)memset(t->bytes + t->size, 0, 15);
	t->size += 15;
	tzif_put(t, b->isutcnt, 4);
	tzif_put(t, b->isstdcnt, 4);
	tzif_put(t, b->leapcnt, 4);
	tzif_put(t, b->timecnt, 4);
	tzif_put(t, b->typecnt, 4);
	tzif_put(t, b->charcnt, 4);
	for (uint32_t i = 0; i < b->timecnt; i++)
		tzif_put(t, (uint64_t)b->times[i], time_size);
	for (uint32_t i = 0; i < b->timecnt; i++)
		tzif_put(t, b->indices[i], 1);
	for (uint32_t i = 0; i < b->typecnt; i++) {
		tzif_put(t, (uint32_t)b->offsets[i], 4);
		tzif_put(t, 0, 2);
	}
	for (uint32_t i = 0; i < b->charcnt; i++)
		tzif_put(t, 0, 1);
	for (uint32_t i = 0; i < b->leapcnt; i++) {
		tzif_put(t, 0, time_size);
		tzif_put(t, 0, 4);
	}
	for (uint32_t i = 0; i < b->isstdcnt + b->isutcnt; i++)
		tzif_put(t, 0, 1);
}

/* A whole file of version 2 with the block and the footer. */
static inline void
tzif_file(struct tzif *t, const struct tzif_block *block, const char *rule)
{
	struct tzif_block first = *block;

	first.timecnt = 0;
	first.typecnt = 1;
	first.charcnt = 1;
	first.isutcnt = first.isstdcnt = first.leapcnt = 0;
	first.version = '2';
	t->size = 0;
	tzif_put_block(t, &first, 4);
	tzif_put_block(t, block, 8);
	tzif_put_text(t, "\n");
	tzif_put_text(t, rule);
	tzif_put_text(t, "\n");
}

/* A zone that has always gone by one rule. */
static inline const struct cvd_zone *
tzif_zone(const char *name, const char *rule, struct cvd_arena *arena)
{
	static const int32_t offsets[] = { 0 };
	const struct tzif_block block = { .version = '2',
		.typecnt = 1,
		.charcnt = 1,
		.offsets = offsets };
	const struct cvd_zone *zone = NULL;
	struct tzif file;

	tzif_file(&file, &block, rule);
	ck_assert_int_eq(cvd_zone_parse(name, file.bytes, file.size, arena,
	                     &zone, NULL),
	    CVD_OK);
	return zone;
}

#endif

/* SPDX-License-Identifier: EUPL-1.2 */

/* TZif bytes, and the offsets that a zone has had and will have. */

#include "core/zone.h"

#include "core/tzrule.h"

#include <string.h>

/* RFC 8536, 3.1. */
#define HEADER_SIZE 44
#define TYPE_SIZE   6

struct transition {
	cvd_instant at;
	int32_t offset;
};

struct cvd_zone {
	const char *name;
	const struct transition *transition;
	size_t count;
	int32_t before; /* offset before the first transition */
	bool has_rule;  /* which holds from the last one on */
	struct cvd_tzrule rule;
};

struct header {
	unsigned char version;
	/* uint64_t, so that no sum of them overflows */
	uint64_t isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt;
};

/* A block of a TZif file, its parts inside the bytes of the file. */
struct block {
	struct header head;
	size_t time_size;
	const unsigned char *times;
	const unsigned char *indices;
	const unsigned char *types;
};

struct cursor {
	const unsigned char *p;
	uint64_t left;
};

static const unsigned char *
take(struct cursor *in, uint64_t size)
{
	const unsigned char *p = in->p;

	if (size > in->left)
		return NULL;
	in->p += size;
	in->left -= size;
	return p;
}

static int64_t
big_endian(const unsigned char *p, size_t size)
{
	/* The sign is that of the first byte. */
	uint64_t value = (p[0] & 0x80) != 0 ? UINT64_MAX : 0;

	for (size_t i = 0; i < size; i++)
		value = value << 8 | p[i];
	return value > INT64_MAX ? -(int64_t)(UINT64_MAX - value) - 1
	                         : (int64_t)value;
}

static uint64_t
count32(const unsigned char *p)
{
	return (uint64_t)big_endian(p, 4) & UINT32_MAX;
}

static bool
take_header(struct cursor *in, struct header *head)
{
	const unsigned char *p = take(in, HEADER_SIZE);

	if (p == NULL || memcmp(p, "TZif", 4) != 0)
		return false;
	*head = (struct header){
		.version = p[4],
		.isutcnt = count32(p + 20),
		.isstdcnt = count32(p + 24),
		.leapcnt = count32(p + 28),
		.timecnt = count32(p + 32),
		.typecnt = count32(p + 36),
		.charcnt = count32(p + 40),
	};
	return true;
}

/* A header and the data that it announces; false where they are cut short. */
static bool
take_block(struct cursor *in, size_t time_size, struct block *block)
{
	struct header *head = &block->head;

	block->time_size = time_size;
	if (!take_header(in, head))
		return false;
	block->times = take(in, head->timecnt * time_size);
	block->indices = take(in, head->timecnt);
	block->types = take(in, head->typecnt * TYPE_SIZE);
	return block->times != NULL && block->indices != NULL &&
	       block->types != NULL && take(in, head->charcnt) != NULL &&
	       take(in, head->leapcnt * (time_size + 4)) != NULL &&
	       take(in, head->isstdcnt) != NULL &&
	       take(in, head->isutcnt) != NULL;
}

/* What is wrong with the counts and the types, or NULL. RFC 8536, 3.1, 3.2. */
static const char *
find_fault(const struct block *block)
{
	const struct header *head = &block->head;

	if (head->leapcnt != 0)
		return "counts leap seconds";
	if (head->typecnt == 0 || head->charcnt == 0 ||
	    (head->isutcnt != 0 && head->isutcnt != head->typecnt) ||
	    (head->isstdcnt != 0 && head->isstdcnt != head->typecnt))
		return "has counts that contradict each other";
	for (uint64_t i = 0; i < head->typecnt; i++) {
		const unsigned char *type = block->types + i * TYPE_SIZE;
		int64_t offset = big_endian(type, 4);

		if (offset < CVD_OFFSET_MIN || offset > CVD_OFFSET_MAX ||
		    type[4] > 1 || type[5] >= head->charcnt)
			return "has an impossible local time type";
	}
	for (uint64_t i = 0; i < head->timecnt; i++) {
		const unsigned char *time = block->times + i * block->time_size;

		if (block->indices[i] >= head->typecnt)
			return "refers to a local time type it lacks";
		if (i > 0 &&
		    big_endian(time, block->time_size) <=
		        big_endian(time - block->time_size, block->time_size))
			return "has transitions out of order";
	}
	return NULL;
}

/* LF, a rule or nothing, LF. RFC 8536, 3.3. */
static const char *
take_footer(struct cursor *in, struct cvd_zone *zone)
{
	struct cvd_scan scan = cvd_scan_bytes(in->p, (size_t)in->left);
	struct cvd_bytes text;

	if (!cvd_scan_char(&scan, '\n') || !cvd_scan_until(&scan, '\n', &text))
		return "is cut short";
	if (text.size == 0)
		return NULL;
	if (!cvd_tzrule_parse(text, &zone->rule))
		return "has a rule that cannot be read";
	zone->has_rule = true;
	return NULL;
}

static int32_t
type_offset(const struct block *block, size_t index)
{
	return (int32_t)big_endian(block->types + index * TYPE_SIZE, 4);
}

static void
copy_transitions(const struct block *block, struct cvd_zone *zone,
    struct cvd_arena *arena)
{
	size_t count = (size_t)block->head.timecnt;
	struct transition *list = cvd_arena_alloc(arena, count, sizeof *list);

	if (list == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		list[i].at = big_endian(block->times + i * block->time_size,
		    block->time_size);
		list[i].offset = type_offset(block, block->indices[i]);
	}
	zone->transition = list;
	zone->count = count;
	zone->before = type_offset(block, 0);
}

/* What is wrong with the file, or NULL and a zone of which the table lacks. */
static const char *
read_file(struct cursor in, struct block *block, struct cvd_zone *zone)
{
	const char *fault;

	if (in.left < 4 || memcmp(in.p, "TZif", 4) != 0)
		return "has no TZif data";
	if (!take_block(&in, 4, block))
		return "is cut short";
	if (block->head.version < '2')
		return find_fault(block);
	/* The first block is for readers of version 1. */
	if (!take_block(&in, 8, block))
		return "is cut short";
	fault = find_fault(block);
	return fault != NULL ? fault : take_footer(&in, zone);
}

enum cvd_status
cvd_zone_parse(const char *name, const void *bytes, size_t size,
    struct cvd_arena *arena, const struct cvd_zone **zone, struct cvd_err *err)
{
	struct cvd_zone *z = cvd_arena_alloc(arena, 1, sizeof *z);
	struct block block;
	const char *fault;
	enum cvd_status rc;

	if (z != NULL) {
		fault = read_file((struct cursor){ bytes, size }, &block, z);
		if (fault != NULL)
			return cvd_fail(err, CVD_E_INVALID,
			    "time zone '%.64s' %s", name, fault);
		z->name = cvd_arena_text(arena, name);
		copy_transitions(&block, z, arena);
	}
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		*zone = z;
	return rc;
}

const struct cvd_zone *
cvd_zone_utc(void)
{
	static const struct cvd_zone utc = { .name = "UTC" };

	return &utc;
}

const char *
cvd_zone_name(const struct cvd_zone *zone)
{
	return zone->name;
}

/* How many transitions have happened at an instant. */
static size_t
count_until(const struct cvd_zone *zone, cvd_instant instant)
{
	size_t low = 0, high = zone->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zone->transition[middle].at <= instant)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* RFC 8536, 3.2: type 0 before the table, the footer after it. */
static struct cvd_offset_run
run_at(const struct cvd_zone *zone, cvd_instant instant)
{
	size_t n = count_until(zone, instant);
	struct cvd_offset_run run = { INT64_MIN, INT64_MAX, zone->before };

	if (n == zone->count && zone->has_rule)
		run = cvd_tzrule_run(&zone->rule, instant);
	else if (n > 0)
		run.offset = zone->transition[n - 1].offset;
	if (n > 0 && run.from < zone->transition[n - 1].at)
		run.from = zone->transition[n - 1].at;
	if (n < zone->count)
		run.until = zone->transition[n].at;
	return run;
}

int32_t
cvd_zone_offset_at(const struct cvd_zone *zone, cvd_instant instant)
{
	return run_at(zone, cvd_instant_add(instant, 0)).offset;
}

struct cvd_local
cvd_zone_local(const struct cvd_zone *zone, cvd_instant instant)
{
	int32_t offset = cvd_zone_offset_at(zone, instant);
	cvd_instant shown = cvd_instant_add(instant, offset);
	cvd_day day = cvd_instant_day(shown);

	return (struct cvd_local){
		.day = day,
		.second = (int32_t)(shown - cvd_instant_from_day(day, 0)),
		.offset = offset,
	};
}

/*
 * Every run that could show the time is asked: those that touch the two days
 * within which all offsets lie. A run that begins when its clocks are already
 * past the time, while none before showed it, begins at the end of a gap.
 */
struct cvd_local_meaning
cvd_zone_meaning(const struct cvd_zone *zone, cvd_day day, int32_t second)
{
	const cvd_instant shown = cvd_instant_from_day(day, second);
	struct cvd_local_meaning meaning = { CVD_LOCAL_GAP, 0, 0 };
	cvd_instant next = shown - CVD_OFFSET_MAX;

	while (next <= shown - CVD_OFFSET_MIN) {
		struct cvd_offset_run run = run_at(zone, next);
		cvd_instant instant = shown - run.offset;

		if (instant >= run.from && instant < run.until) {
			if (meaning.kind == CVD_LOCAL_GAP) {
				meaning.kind = CVD_LOCAL_UNIQUE;
				meaning.first = instant;
			} else {
				meaning.kind = CVD_LOCAL_DOUBLED;
			}
			meaning.last = instant;
		} else if (instant < run.from &&
		           meaning.kind == CVD_LOCAL_GAP) {
			meaning.first = run.from - 1;
			meaning.last = run.from;
			break;
		}
		next = run.until;
	}
	return meaning;
}

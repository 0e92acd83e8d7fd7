/* SPDX-License-Identifier: EUPL-1.2 */

/* What is remembered of commits that were proven. */

#include "app/verify_private.h"
#include "core/limits.h"
#include "edge/fs.h"
#include "edge/hash.h"

#include <string.h>

/* Raised whenever the same commit might be judged differently. */
#define VERIFIER "3"
#define FORMAT   "cvd-verified/2 "

_Static_assert(sizeof(struct verify_record) == 60, "records have no holes");

static unsigned
digit(char c)
{
	if (c <= '9')
		return (unsigned)(c - '0');
	return (unsigned)((c | 0x20) - 'a') + 10;
}

void
verify_id_pack(const char *text, unsigned char id[20])
{
	for (size_t i = 0; i < 20; i++)
		id[i] = (unsigned char)(digit(text[2 * i]) << 4 |
		                        digit(text[2 * i + 1]));
}

void
verify_id_text(const unsigned char id[20], bool upper, char text[41])
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";

	for (size_t i = 0; i < 20; i++) {
		text[2 * i] = digits[id[i] >> 4];
		text[2 * i + 1] = digits[id[i] & 15];
	}
	text[40] = '\0';
}

static void
add_part(struct cvd_hash *hash, const char *part)
{
	/* with the final NUL, so that no two lists of parts are alike */
	part = part == NULL ? "" : part;
	cvd_hash_add(hash, part, strlen(part) + 1);
}

/* Everything that a verdict depends on beside the commits themselves. */
static enum cvd_status
make_key(struct verify_run *run, char key[65], struct cvd_err *err)
{
	struct cvd_hash *hash = cvd_hash_new();

	if (hash == NULL)
		return cvd_fail(err, CVD_E_NO_MEMORY, "out of memory");
	add_part(hash, FORMAT VERIFIER);
	add_part(hash, run->introduction);
	add_part(hash, run->signer);
	add_part(hash, cvd_casebook_setting(run->book, "gpg.program"));
	add_part(hash, cvd_casebook_setting(run->book, "gpg.openpgp.program"));
	for (size_t i = 0; i < run->checkpoints.count; i++)
		add_part(hash, run->checkpoints.item[i]);
	cvd_hash_text(hash, key);
	cvd_hash_free(hash);
	return CVD_OK;
}

/* The size of the line that such a file begins with. */
static size_t
heading_size(void)
{
	return strlen(FORMAT) + 64 + 1;
}

/*
 * A record of no commit: those before it stood what its roster says of retired
 * keys. What a killed run remembered, or one that found a flaw, has none.
 */
static bool
is_settlement(const struct verify_record *record)
{
	static const unsigned char none[20];

	return memcmp(record->commit, none, sizeof none) == 0;
}

static void
take_records(struct verify_cache *cache, const char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct verify_record *record = &cache->records[cache->count];

		(void)memcpy(record, bytes + i * sizeof *record,
		    sizeof *record);
		if (is_settlement(record)) {
			cache->settled = cache->count;
			(void)memcpy(cache->settled_by, record->roster,
			    sizeof cache->settled_by);
		} else {
			cache->count++;
		}
	}
}

/*
 * A file that is somebody else's, open to others, of another key or cut short
 * is as good as none: then everything is proven once more.
 */
static enum cvd_status
load(struct verify_run *run, struct cvd_err *err)
{
	struct verify_cache *cache = &run->cache;
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_VERIFIED);
	size_t heading = heading_size();
	size_t count;
	enum cvd_status rc = cvd_fs_read_private(cache->path, &bytes, err);

	if (rc == CVD_E_NO_MEMORY)
		goto out;
	if (rc != CVD_OK || bytes.size < heading ||
	    memcmp(bytes.data, FORMAT, strlen(FORMAT)) != 0 ||
	    memcmp(bytes.data + strlen(FORMAT), cache->key, 64) != 0 ||
	    bytes.data[heading - 1] != '\n') {
		rc = CVD_OK;
		goto out;
	}
	count = (bytes.size - heading) / sizeof *cache->records;
	cache->size = heading + count * sizeof *cache->records;
	cache->records = cvd_arena_alloc(run->arena, count + 1,
	    sizeof *cache->records);
	rc = cvd_arena_check(run->arena, err);
	if (rc == CVD_OK)
		take_records(cache, bytes.data + heading, count);
out:
	cvd_buf_clear(&bytes);
	return rc;
}

enum cvd_status
verify_cache_open(struct verify_run *run, struct cvd_err *err)
{
	struct verify_cache *cache = &run->cache;
	enum cvd_status rc = make_key(run, cache->key, err);

	cache->path = cvd_arena_textf(run->arena, "%s/verified",
	    cvd_store_state(run->store));
	if (rc == CVD_OK)
		rc = cvd_arena_check(run->arena, err);
	if (rc == CVD_OK && !run->how->full)
		rc = load(run, err);
	return rc;
}

/* The place of a commit, or the free one where it would be. */
static size_t
find_place(const struct verify_cache *cache, const unsigned char id[20])
{
	size_t at = 0;

	(void)memcpy(&at, id, sizeof at);
	at &= cache->place_count - 1;
	while (
	    cache->places[at] != 0 &&
	    memcmp(cache->records[cache->places[at] - 1].commit, id, 20) != 0)
		at = (at + 1) & (cache->place_count - 1);
	return at;
}

/* Whether there was memory for it; else each record is looked at. */
static bool
find_places(struct verify_run *run)
{
	struct verify_cache *cache = &run->cache;
	size_t size = 64;

	if (cache->places != NULL)
		return true;
	while (size < 2 * (cache->count + 1))
		size *= 2;
	cache->places = cvd_arena_alloc(run->arena, size,
	    sizeof *cache->places);
	cache->place_count = size;
	for (size_t i = 0; cache->places != NULL && i < cache->count; i++)
		cache->places[find_place(cache, cache->records[i].commit)] = i +
		                                                             1;
	return cache->places != NULL;
}

bool
verify_cache_has(struct verify_run *run, const char *commit)
{
	const struct verify_cache *cache = &run->cache;
	unsigned char id[20];

	if (cache->count == 0)
		return false;
	verify_id_pack(commit, id);
	if (find_places(run))
		return cache->places[find_place(cache, id)] != 0;
	for (size_t i = 0; i < cache->count; i++)
		if (memcmp(cache->records[i].commit, id, sizeof id) == 0)
			return true;
	return false;
}

size_t
verify_record_count(const struct verify_run *run)
{
	return run->cache.count + run->judged_count;
}

const struct verify_record *
verify_record_at(const struct verify_run *run, size_t i)
{
	return i < run->cache.count ? &run->cache.records[i]
	                            : &run->judged[i - run->cache.count];
}

bool
verify_is_recorded(struct verify_run *run, const char *commit)
{
	unsigned char id[20];

	verify_id_pack(commit, id);
	for (size_t i = run->judged_count; i > 0; i--)
		if (memcmp(run->judged[i - 1].commit, id, sizeof id) == 0)
			return true;
	return verify_cache_has(run, commit);
}

/* Begins the file anew. */
static enum cvd_status
begin(struct verify_run *run, struct cvd_err *err)
{
	struct verify_cache *cache = &run->cache;
	struct cvd_buf text = CVD_BUF_INIT(heading_size());
	enum cvd_status rc;

	cvd_buf_addf(&text, FORMAT "%s\n", cache->key);
	rc = cvd_buf_check(&text, err);
	if (rc == CVD_OK)
		rc = cvd_fs_make_folder(cvd_store_state(run->store), err);
	if (rc == CVD_OK)
		rc = cvd_fs_replace(cache->path, text.data, text.size, err);
	if (rc == CVD_OK)
		cache->size = text.size;
	cvd_buf_clear(&text);
	return rc;
}

static enum cvd_status
append(struct verify_cache *cache, const struct verify_record *records,
    size_t count, struct cvd_err *err)
{
	size_t size = count * sizeof *records;
	enum cvd_status rc = cvd_fs_append(cache->path, cache->size, records,
	    size, err);

	if (rc == CVD_OK)
		cache->size += size;
	return rc;
}

/* Begins the file where there is none that can be gone on with. */
static enum cvd_status
prepare(struct verify_run *run, struct cvd_err *err)
{
	struct verify_cache *cache = &run->cache;
	enum cvd_status rc = CVD_OK;

	if (cache->size > 0)
		return CVD_OK;
	rc = begin(run, err);
	/* what is left of a file that knew another line of history */
	if (rc == CVD_OK && cache->count > 0)
		rc = append(cache, cache->records, cache->count, err);
	return rc;
}

enum cvd_status
verify_cache_add(struct verify_run *run, size_t from, struct cvd_err *err)
{
	enum cvd_status rc = prepare(run, err);

	if (rc == CVD_OK && run->judged_count > from)
		rc = append(&run->cache, run->judged + from,
		    run->judged_count - from, err);
	/* where nothing can be written everything is proven again next time */
	return rc == CVD_E_IO ? CVD_OK : rc;
}

enum cvd_status
verify_cache_settle(struct verify_run *run, const char *roster,
    struct cvd_err *err)
{
	struct verify_record settled = { .commit = { 0 } };
	enum cvd_status rc = prepare(run, err);

	verify_id_pack(roster, settled.roster);
	if (rc == CVD_OK)
		rc = append(&run->cache, &settled, 1, err);
	return rc == CVD_E_IO ? CVD_OK : rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* What is remembered of commits that were proven. */

#include "app/verify_private.h"
#include "core/limits.h"
#include "edge/fs.h"
#include "edge/hash.h"

#include <string.h>

/* Raised whenever the same commit might be judged differently. */
#define VERIFIER "1"
#define FORMAT   "cvd-verified/1 "

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
 * A file that is somebody else's, open to others, of another key or cut short
 * is as good as none: then everything is proven once more.
 */
static enum cvd_status
load(struct verify_run *run, struct cvd_err *err)
{
	struct verify_cache *cache = &run->cache;
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_VERIFIED);
	size_t heading = heading_size();
	struct verify_record *records;
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
	cache->count = (bytes.size - heading) / sizeof *records;
	cache->size = heading + cache->count * sizeof *records;
	records = cvd_arena_alloc(run->arena, cache->count + 1,
	    sizeof *records);
	rc = cvd_arena_check(run->arena, err);
	if (rc == CVD_OK && cache->count > 0)
		(void)memcpy(records, bytes.data + heading,
		    cache->count * sizeof *records);
	cache->records = records;
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

bool
verify_cache_has(const struct verify_cache *cache, const char *commit)
{
	unsigned char id[20];

	verify_id_pack(commit, id);
	/* what was judged last is asked for first */
	for (size_t i = cache->count; i > 0; i--)
		if (memcmp(cache->records[i - 1].commit, id, sizeof id) == 0)
			return true;
	return false;
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

enum cvd_status
verify_cache_add(struct verify_run *run, size_t from, struct cvd_err *err)
{
	struct verify_cache *cache = &run->cache;
	size_t more = (run->judged_count - from) * sizeof *run->judged;
	enum cvd_status rc = CVD_OK;

	if (cache->size == 0)
		rc = begin(run, err);
	if (rc == CVD_OK && more > 0)
		rc = cvd_fs_append(cache->path, cache->size, run->judged + from,
		    more, err);
	if (rc == CVD_OK)
		cache->size += more;
	/* where nothing can be written everything is proven again next time */
	return rc == CVD_E_IO ? CVD_OK : rc;
}

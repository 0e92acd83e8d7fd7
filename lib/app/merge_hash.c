/* SPDX-License-Identifier: EUPL-1.2 */

/* What a merge says of its files in its trailer. */

#include "app/merge.h"
#include "core/digest.h"
#include "core/limits.h"
#include "edge/hash.h"

_Static_assert(CVD_HASH_TEXT == 65, "room for a trailer");

static void
feed(void *context, const void *bytes, size_t size)
{
	cvd_hash_add(context, bytes, size);
}

/* One file; its bytes are in memory no longer than that. */
static enum cvd_status
add_file(struct cvd_store *store, const struct cvd_merge_file *file,
    struct cvd_hash *hash, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_change change = { file->path, file->bytes, file->size };
	const char *bytes;
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK && change.bytes == NULL && file->merged[0] != '\0') {
		rc = cvd_store_read_blob(store, file->merged, CVD_MAX_BLOB,
		    arena, &bytes, &change.size, err);
		change.bytes = rc == CVD_OK ? bytes : NULL;
	}
	if (rc == CVD_OK)
		cvd_digest_frame_one(&change, feed, hash);
	cvd_arena_free(arena);
	return rc;
}

enum cvd_status
cvd_merge_hash(struct cvd_store *store, const struct cvd_merge_file *files,
    size_t count, char sha256[65], struct cvd_err *err)
{
	struct cvd_hash *hash = cvd_hash_new();
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < count && rc == CVD_OK; i++)
		rc = add_file(store, &files[i], hash, err);
	if (rc == CVD_OK)
		cvd_hash_text(hash, sha256);
	cvd_hash_free(hash);
	return rc;
}

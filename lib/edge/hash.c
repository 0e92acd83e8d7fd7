/* SPDX-License-Identifier: EUPL-1.2 */

/* SHA-256 by GLib, which ends the program where memory runs out. */

#include "edge/hash.h"

#include <glib.h>
#include <string.h>

struct cvd_hash {
	GChecksum *sum;
};

struct cvd_hash *
cvd_hash_new(void)
{
	struct cvd_hash *hash = g_new(struct cvd_hash, 1);

	hash->sum = g_checksum_new(G_CHECKSUM_SHA256);
	return hash;
}

void
cvd_hash_add(struct cvd_hash *hash, const void *bytes, size_t size)
{
	g_checksum_update(hash->sum, bytes, (gssize)size);
}

void
cvd_hash_text(struct cvd_hash *hash, char hex[CVD_HASH_TEXT])
{
	(void)memcpy(hex, g_checksum_get_string(hash->sum), CVD_HASH_TEXT);
}

void
cvd_hash_free(struct cvd_hash *hash)
{
	if (hash == NULL)
		return;
	g_checksum_free(hash->sum);
	g_free(hash);
}

void
cvd_hash_bytes(const void *bytes, size_t size, char hex[CVD_HASH_TEXT])
{
	struct cvd_hash *hash = cvd_hash_new();

	cvd_hash_add(hash, bytes, size);
	cvd_hash_text(hash, hex);
	cvd_hash_free(hash);
}

static void
feed(void *context, const void *bytes, size_t size)
{
	cvd_hash_add(context, bytes, size);
}

enum cvd_status
cvd_hash_changes(const struct cvd_change *changes, size_t count,
    char hex[CVD_HASH_TEXT], struct cvd_err *err)
{
	struct cvd_hash *hash = cvd_hash_new();
	enum cvd_status status = cvd_digest_frame(changes, count, feed, hash,
	    err);

	if (status == CVD_OK)
		cvd_hash_text(hash, hex);
	cvd_hash_free(hash);
	return status;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_DIGEST_H
#define CVD_CORE_DIGEST_H

#include "core/attribute.h"
#include "core/status.h"

#include <stddef.h>

/*
 * What a commit changes, framed for its trailer Cvd-Content-SHA256.
 *
 * The trailer stands inside the signature, so that the signature covers the
 * new bytes by SHA-256, whatever hash names the objects of the repository.
 * Over the changed paths in byte order go
 *
 *	path NUL length-in-decimal NUL bytes     a file that is new or changed
 *	path NUL - NUL                           a file that is deleted
 *
 * The length and the NULs see to it that no two sets of changes frame alike.
 * The hash itself is made at an edge (edge/hash.h).
 */

/* One changed file. Everything is borrowed. */
struct cvd_change {
	const char *path;  /* from the top of the casebook, with '/' */
	const void *bytes; /* the new ones; NULL where the file is deleted */
	size_t size;
};

/* Takes the next bytes of what is to be hashed. */
typedef void cvd_digest_sink(void *context, const void *bytes, size_t size);

/*
 * Feeds the framing of the changes, given in any order, to the sink.
 * CVD_E_INVALID, before the first byte, where a path is empty or comes twice;
 * CVD_E_NO_MEMORY likewise.
 */
enum cvd_status cvd_digest_frame(const struct cvd_change *changes, size_t count,
    cvd_digest_sink *sink, void *context, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The framing of one change, for who has them in byte order of their paths and
 * need not hold the bytes of all at once.
 */
void cvd_digest_frame_one(const struct cvd_change *change,
    cvd_digest_sink *sink, void *context);

#endif

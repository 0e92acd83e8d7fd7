/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_EDGE_SECRET_H
#define CVD_EDGE_SECRET_H

#include <stddef.h>

/*
 * Memory for keys and passphrases. It is kept out of core dumps and, where the
 * system lets us, out of swap; it is not in any arena, for those are freed as
 * they are.
 */

/* Zeroed; NULL when memory has run out. To be freed with that size. */
void *cvd_secret_alloc(size_t size);

/* Overwrites it first. NULL is nothing. */
void cvd_secret_free(void *memory, size_t size);

/* Overwrites what lies elsewhere; no compiler leaves that out. */
void cvd_secret_wipe(void *memory, size_t size);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_OCTETS_H
#define CVD_CORE_OCTETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a binary form, as OpenPGP's packets, taken from the front. */

struct cvd_octets {
	const unsigned char *p; /* borrowed */
	size_t size;
};

/*
 * A number of so many bytes, at most 4, the highest first. False where there
 * are fewer; nothing is taken then.
 */
bool cvd_octets_number(struct cvd_octets *from, size_t bytes, uint32_t *number);

/* So many bytes by themselves; false as above. */
bool cvd_octets_take(struct cvd_octets *from, size_t size,
    struct cvd_octets *taken);

#endif

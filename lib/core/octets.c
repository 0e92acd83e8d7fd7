/* SPDX-License-Identifier: EUPL-1.2 */

/* Bytes of a binary form, from the front. */

#include "core/octets.h"

bool
cvd_octets_number(struct cvd_octets *from, size_t bytes, uint32_t *number)
{
	uint32_t value = 0;

	if (from->size < bytes)
		return false;
	for (size_t i = 0; i < bytes; i++)
		value = value << 8 | from->p[i];
	from->p += bytes;
	from->size -= bytes;
	*number = value;
	return true;
}

bool
cvd_octets_take(struct cvd_octets *from, size_t size, struct cvd_octets *taken)
{
	if (from->size < size)
		return false;
	*taken = (struct cvd_octets){ from->p, size };
	from->p += size;
	from->size -= size;
	return true;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Memory that nobody finds in a dump or on the disk. */

/* for madvise(), MAP_ANONYMOUS and explicit_bzero() */
#define _GNU_SOURCE /* NOLINT: its name is not of our choice */

#include "edge/secret.h"

#include <string.h>
#include <sys/mman.h>

void *
cvd_secret_alloc(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return NULL;
	/* how much a person may lock is limited: without it, it works too */
	(void)mlock(memory, size);
	(void)madvise(memory, size, MADV_DONTDUMP);
	return memory;
}

void
cvd_secret_free(void *memory, size_t size)
{
	if (memory == NULL)
		return;
	explicit_bzero(memory, size);
	(void)munmap(memory, size);
}

void
cvd_secret_wipe(void *memory, size_t size)
{
	explicit_bzero(memory, size);
}

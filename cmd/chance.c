/* SPDX-License-Identifier: EUPL-1.2 */

/* Where random bytes come from. */

#include "chance.h"

#include <errno.h>
#include <sys/random.h>
#include <sys/types.h>

struct chance
chance_from(const char *seed)
{
	/* FNV-1a, 64 bits */
	struct chance chance = { .state = 0xcbf29ce484222325u };

	if (seed == NULL)
		return chance;
	chance.seeded = true;
	for (; *seed != '\0'; seed++) {
		chance.state ^= (unsigned char)*seed;
		chance.state *= 0x100000001b3u;
	}
	return chance;
}

/* SplitMix64 (Steele, Lea, Flood, 2014). */
static uint64_t
next(struct chance *chance)
{
	uint64_t z = chance->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static enum cvd_status
fill_from_system(unsigned char *bytes, size_t size, struct cvd_err *err)
{
	while (size > 0) {
		ssize_t n = getrandom(bytes, size, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return cvd_fail(err, CVD_E_IO,
			    "the system gives no random bytes");
		bytes += n;
		size -= (size_t)n;
	}
	return CVD_OK;
}

enum cvd_status
chance_fill(void *chance, void *bytes, size_t size, struct cvd_err *err)
{
	struct chance *source = chance;
	unsigned char *p = bytes;

	if (!source->seeded)
		return fill_from_system(p, size, err);
	for (size_t i = 0; i < size; i++)
		p[i] = (unsigned char)(next(source) >> 56);
	return CVD_OK;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_CHANCE_H
#define CVD_CMD_CHANCE_H

#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Where identifiers, salts and boundaries come from: the operating system, or
 * in tests a sequence that a seed decides, so that two runs give the same
 * bytes. Keys of cases never come from here.
 */
struct chance {
	bool seeded;
	uint64_t state;
};

/* NULL seed: the operating system. */
struct chance chance_from(const char *seed);

/*
 * Fills so many bytes. `chance` is a struct chance; this is a cvd_random_fn. CVD_E_IO where the system has none.
 */
enum cvd_status chance_fill(void *chance, void *bytes, size_t size,
    struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */

/* What is read as a commit message is written again byte for byte. */

#include "core/limits.h"
#include "core/message.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_buf again = CVD_BUF_INIT(CVD_MAX_COMMIT);
	struct cvd_message message;

	if (arena == NULL)
		return 0;
	if (cvd_message_parse(data, size, arena, &message, NULL) == CVD_OK &&
	    (cvd_message_write(&again, &message, NULL) != CVD_OK ||
	        again.size != size || memcmp(again.data, data, size) != 0))
		abort();
	cvd_buf_clear(&again);
	cvd_arena_free(arena);
	return 0;
}

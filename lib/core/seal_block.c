/* SPDX-License-Identifier: EUPL-1.2 */

/* What a sealed group looks like from outside. */

#include "core/seal_block.h"

#include "core/limits.h"
#include "core/seal_packet.h"

#include <string.h>

enum cvd_status
cvd_seal_block_check(const char *text, struct cvd_err *err)
{
	size_t size = strlen(text);
	enum cvd_status rc;

	if (size > CVD_MAX_SEALED)
		return cvd_fail(err, CVD_E_INVALID,
		    "the message is larger than the limit of %u bytes",
		    CVD_MAX_SEALED);
	rc = cvd_seal_packet_check(text, size, err);
	return rc == CVD_E_CRYPTO ? cvd_fail_as(err, CVD_E_INVALID) : rc;
}

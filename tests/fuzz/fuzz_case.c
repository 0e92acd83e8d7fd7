/* SPDX-License-Identifier: EUPL-1.2 */

/* Whatever reads as a case is replayed, written and read again the same. */

#include "case_laws.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	laws_of_case((const char *)data, size);
	return 0;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Which exit code says what. */

#include "exit.h"

#include <stddef.h>

static const struct exit_row rows[] = {
	{ 0, "done" },
	{ 1, "the answer is no, or there are findings" },
	{ 2, "usage, or input missing or malformed" },
	{ 3, "cancelled" },
	{ 4, "not found, or ambiguous" },
	{ 5, "refused by policy, state or missing consent" },
	{ 6, "conflict" },
	{ 7, "cannot sign, encrypt or decrypt" },
	{ 8, "delivery failed for good" },
	{ 9, "casebook unusable" },
	{ 20, "format version too old" },
	{ 21, "format version too new" },
	{ 70, "internal error" },
	{ 75, "try again later" },
	{ 0, NULL },
};

/*
 * Text that does not parse is taken to come from the command line; a file of
 * the casebook that does not is CVD_E_CASEBOOK by the time it gets here.
 */
static const int codes[] = {
	[CVD_OK] = 0,
	[CVD_E_FINDINGS] = 1,
	[CVD_E_USAGE] = 2,
	[CVD_E_SYNTAX] = 2,
	[CVD_E_INVALID] = 2,
	[CVD_E_CANCELLED] = 3,
	[CVD_E_NOT_FOUND] = 4,
	[CVD_E_AMBIGUOUS] = 4,
	[CVD_E_REFUSED] = 5,
	[CVD_E_CONFLICT] = 6,
	[CVD_E_CRYPTO] = 7,
	[CVD_E_DELIVERY] = 8,
	[CVD_E_CASEBOOK] = 9,
	[CVD_E_IO] = 9,
	[CVD_E_TOO_OLD] = 20,
	[CVD_E_TOO_NEW] = 21,
	[CVD_E_INTERNAL] = 70,
	[CVD_E_NO_MEMORY] = 70,
	[CVD_E_AGAIN] = 75,
};
_Static_assert(sizeof codes / sizeof codes[0] == CVD_STATUS_COUNT,
    "each status");

int
exit_code(enum cvd_status status)
{
	return codes[status];
}

const struct exit_row *
exit_table(void)
{
	return rows;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_ANCHOR_H
#define CVD_CORE_ANCHOR_H

#include <stdbool.h>

/*
 * Names of instants that a policy may count from or wait for: events, what is
 * read off them, and names that no event writes yet, whose terms stay pending.
 * One closed list, so that a misspelt name is an error and not a term that
 * never runs.
 */

enum cvd_anchor_class {
	CVD_ANCHOR_UNKNOWN,
	CVD_ANCHOR_EVENT,    /* the first effective event of that name */
	CVD_ANCHOR_RECORD,   /* an event about the record: of no use here */
	CVD_ANCHOR_DERIVED,  /* read off events: fixed, vendor_notified … */
	CVD_ANCHOR_RESERVED, /* an event of a later schema */
	CVD_ANCHOR_FURTHER,  /* of some policy; never written so far */
};

/* Any name beginning with embargo_ is RESERVED. */
enum cvd_anchor_class cvd_anchor_class(const char *name);

/* Whether a policy may name it: neither UNKNOWN nor RECORD. */
bool cvd_anchor_is_known(const char *name);

#endif

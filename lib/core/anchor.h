/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_ANCHOR_H
#define CVD_CORE_ANCHOR_H

#include "core/event.h"

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

/*
 * The anchors that can have an instant, as numbers: an event has that of its
 * kind, and those that are read off events follow.
 */
enum cvd_anchor {
	CVD_ANCHOR_NONE,                         /* nothing records it so far */
	CVD_ANCHOR_DISCOVERED = CVD_EVENT_KINDS, /* as the receipt says */
	CVD_ANCHOR_VENDOR_FIRST_CONTACT,         /* an attempt of the desk's */
	CVD_ANCHOR_VENDOR_SECOND_CONTACT,
	CVD_ANCHOR_VENDOR_NOTIFIED, /* the desk's first with details */
	CVD_ANCHOR_FIXED,
	CVD_ANCHOR_DISCLOSED_PUBLICLY,
	CVD_ANCHOR_EXPLOITED_KNOWN,
	CVD_ANCHOR_COUNT,
};

/* The number of an EVENT or a DERIVED; NONE for every other name. */
int cvd_anchor_find(const char *name);

#endif

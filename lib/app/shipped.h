/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_SHIPPED_H
#define CVD_APP_SHIPPED_H

#include <stddef.h>

/*
 * The policies, calendars, contacts and letters that are compiled in, so that
 * the program needs no data directory. They are the files below policies/,
 * byte for byte.
 */

enum cvd_shipped_kind {
	CVD_SHIPPED_POLICY,
	CVD_SHIPPED_CALENDAR,
	CVD_SHIPPED_CONTACT,
	CVD_SHIPPED_LETTER,
};

struct cvd_shipped {
	enum cvd_shipped_kind kind;
	const char *name; /* "nl-ncsc"; of a letter "nl/ack" */
	const char *text; /* UTF-8, NUL-terminated */
	size_t size;      /* in bytes, without the NUL */
};

/* The file of that kind and name, or NULL. */
const struct cvd_shipped *cvd_shipped_find(enum cvd_shipped_kind kind,
    const char *name);

/*
 * The files of a kind in the byte order of their names: the first for NULL,
 * else the one that follows `after`. NULL at the end.
 */
const struct cvd_shipped *cvd_shipped_next(enum cvd_shipped_kind kind,
    const struct cvd_shipped *after);

/* The table itself, by kind and name; made by policies/embed.cmake. */
extern const struct cvd_shipped cvd_shipped_table[];
extern const size_t cvd_shipped_count;

#endif

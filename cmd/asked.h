/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_ASKED_H
#define CVD_CMD_ASKED_H

#include "option.h"

#include <stdbool.h>

/*
 * What a person asked of cvd as a whole: the options that stand before any
 * command or behind it, and those that several commands share. main() reads
 * it and hands it on in struct context.
 */
struct asked {
	const char *directory;
	const char *color; /* a word of --color's vocabulary, or NULL */
	bool no_input;
	bool no_pager;
	bool quiet;
	unsigned verbose;
	bool json;
	bool version;
	bool usage;  /* -h */
	bool manual; /* --help */
	const char *at;
	bool dry_run;
	bool yes;
};

extern struct asked asked;

/* Options that count everywhere. */
extern const struct option asked_global[];

/* The shared options of a command with these TAKES_…; until the next call. */
const struct option *asked_shared(unsigned takes);

#endif

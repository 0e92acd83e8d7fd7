/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_FINDING_H
#define CVD_CORE_FINDING_H

#include "core/arena.h"
#include "core/tree.h"

#include <stdbool.h>
#include <stddef.h>

/* What a check of a document has found: all of it, not the first alone. */

struct cvd_finding {
	bool is_error;    /* else a warning */
	const char *rule; /* a short name: "open-term" */
	unsigned line;    /* from 1; 0 where it is the file's as a whole */
	unsigned column;
	const char *message; /* as of an error: lower case, one line */
};

struct cvd_findings {
	struct cvd_finding *item;
	size_t count;
	struct cvd_arena *arena;
};

/* An empty list; findings and their texts will live in the arena. */
struct cvd_findings cvd_findings_in(struct cvd_arena *arena);

/* Adds one. `at` is where; NULL: the file as a whole. */
void cvd_findings_add(struct cvd_findings *findings, bool is_error,
    const char *rule, const struct cvd_node *at, const char *format, ...)
    CVD_PRINTF(5, 6);

/* Adds an error report as an error. */
void cvd_findings_add_err(struct cvd_findings *findings, const char *rule,
    const struct cvd_err *err);

/* How many are errors. */
size_t cvd_findings_errors(const struct cvd_findings *findings);

#endif

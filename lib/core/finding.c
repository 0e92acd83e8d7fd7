/* SPDX-License-Identifier: EUPL-1.2 */

/* Lists of what a check has found. */

#include "core/finding.h"

#include "core/buf.h"
#include "core/limits.h"

#include <stdarg.h>
#include <stdio.h>

struct cvd_findings
cvd_findings_in(struct cvd_arena *arena)
{
	return (struct cvd_findings){ .arena = arena };
}

static void
add(struct cvd_findings *findings, const struct cvd_finding *finding)
{
	struct cvd_finding *item = cvd_arena_grow(findings->arena,
	    findings->item, findings->count, sizeof *item);

	if (item == NULL)
		return;
	findings->item = item;
	item[findings->count++] = *finding;
}

void
cvd_findings_add(struct cvd_findings *findings, bool is_error, const char *rule,
    const struct cvd_node *at, const char *format, ...)
{
	char message[CVD_MAX_REASON];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(message, sizeof message, format, ap);
	va_end(ap);
	add(findings, &(struct cvd_finding){
	                  .is_error = is_error,
	                  .rule = rule,
	                  .line = at == NULL ? 0 : at->line,
	                  .column = at == NULL ? 0 : at->column,
	                  .message = cvd_arena_text(findings->arena, message),
	              });
}

void
cvd_findings_add_err(struct cvd_findings *findings, const char *rule,
    const struct cvd_err *err)
{
	add(findings,
	    &(struct cvd_finding){
	        .is_error = true,
	        .rule = rule,
	        .line = err->line,
	        .column = err->column,
	        .message = cvd_arena_text(findings->arena, err->message),
	    });
}

size_t
cvd_findings_errors(const struct cvd_findings *findings)
{
	size_t errors = 0;

	for (size_t i = 0; i < findings->count; i++)
		errors += findings->item[i].is_error;
	return errors;
}

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_LETTER_H
#define CVD_CORE_LETTER_H

#include "core/buf.h"
#include "core/template.h"

/*
 * A letter's template file: header lines, a blank line, the body.
 *
 *	Subject: [{{case.id}}] We received your report
 *
 *	Dear {{reporter.name}},
 *
 * Subject is the one header there is, and must be there. The body ends with
 * one newline.
 */

struct cvd_letter_template {
	const struct cvd_template *subject;
	const struct cvd_template *body;
};

/*
 * Splits and parses a template file; everything lives in the arena and points
 * into `text`. Fails as cvd_template_parse() does, and with CVD_E_SYNTAX for
 * a header that is not known, twice there or missing.
 */
enum cvd_status cvd_letter_parse(const char *text, size_t size,
    struct cvd_arena *arena, struct cvd_letter_template *out,
    struct cvd_err *err) CVD_MUST_CHECK;

/* As cvd_template_check(), for both parts. */
enum cvd_status cvd_letter_check(const struct cvd_letter_template *letter,
    const struct cvd_value *sample, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Renders the subject, which is one line that may stand in a header, and the
 * body; both lie in the arena. Fails as cvd_template_render() does, and with
 * CVD_E_INVALID for an empty subject or body or a body longer than
 * CVD_MAX_LETTER.
 */
enum cvd_status cvd_letter_render(const struct cvd_letter_template *letter,
    const struct cvd_value *values, struct cvd_arena *arena,
    const char **subject, const char **body,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_TEMPLATE_H
#define CVD_CORE_TEMPLATE_H

#include "core/buf.h"
#include "core/value.h"

/*
 * Templates without logic:
 *
 *	{{team.name}}                          a text
 *	{{#if x}} … {{else}} … {{/if}}         x true: cvd_value_is_true()
 *	{{#each list}} … {{/each}}             once for each member
 *	{{! … }}                               a comment
 *
 * Within #each a name is looked up in the member first, then further out; a
 * member that is a text is {{.}}. A tag other than a name that stands alone
 * on its line takes the line away with it. Values are never read as
 * templates. A name that nobody set is an error: a letter with a hole in it
 * must not go out.
 */

/* What the text is going to be part of, and so what a value may hold. */
enum cvd_template_context {
	CVD_TEMPLATE_TEXT,   /* anything */
	CVD_TEMPLATE_HEADER, /* cvd_address_check_header() of each value */
};

struct cvd_template;

/*
 * Parses a template whose first line has the number `line` in its file. The
 * template lives in the arena and points into `text`. Fails with
 * CVD_E_SYNTAX, and line and column, for a tag that is not closed, not known,
 * or out of place, for sections more than CVD_MAX_TEMPLATE_DEPTH deep; with
 * CVD_E_INVALID when it is longer than CVD_MAX_TEMPLATE or not UTF-8.
 */
enum cvd_status cvd_template_parse(const char *text, size_t size, unsigned line,
    struct cvd_arena *arena, const struct cvd_template **out,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Appends the text of the template. Fails with CVD_E_INVALID, and line and
 * column of the tag, for a name that is not known, a value of the wrong kind
 * or one that the context refuses, and when the text grows beyond the ceiling
 * of `out`; what `out` then holds is of no use.
 */
enum cvd_status cvd_template_render(const struct cvd_template *template,
    const struct cvd_value *values, enum cvd_template_context context,
    struct cvd_buf *out, struct cvd_err *err) CVD_MUST_CHECK;

/* Parses and renders in one go, for the short texts of a policy. */
enum cvd_status cvd_template_expand(const char *text,
    const struct cvd_value *values, enum cvd_template_context context,
    struct cvd_buf *out, struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Checks all branches of a template, also those not taken, against values
 * that stand for all there can be: every name must be there and be of the
 * kind its tag wants; the first member of a list speaks for all. Fails with
 * CVD_E_INVALID as above.
 */
enum cvd_status cvd_template_check(const struct cvd_template *template,
    const struct cvd_value *sample, struct cvd_err *err) CVD_MUST_CHECK;

enum cvd_template_use {
	CVD_TEMPLATE_NAME,
	CVD_TEMPLATE_IF,
	CVD_TEMPLATE_EACH,
};

/* Where a template names a value; name as written, "." included. */
typedef void cvd_template_use_fn(void *context, enum cvd_template_use use,
    const char *name, unsigned line, unsigned column);

/* Calls for each use of a name, in the order of the text. */
void cvd_template_list(const struct cvd_template *template,
    cvd_template_use_fn *call, void *context);

#endif

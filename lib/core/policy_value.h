/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_POLICY_VALUE_H
#define CVD_CORE_POLICY_VALUE_H

#include "core/fields.h"

/*
 * Values that only policies have. The checks fit the rows of field tables and
 * fail with CVD_E_INVALID; those of nodes give line and column too.
 */

/* "small-scale-proof", "reporter_consulted": words of open vocabularies. */
enum cvd_status cvd_policy_check_kebab(const char *text, struct cvd_err *err);
enum cvd_status cvd_policy_check_snake(const char *text, struct cvd_err *err);

/* "nl", "nl-BE"; "NL". */
enum cvd_status cvd_policy_check_language(const char *text,
    struct cvd_err *err);
enum cvd_status cvd_policy_check_country(const char *text, struct cvd_err *err);

/* A name of core/anchor.h. */
enum cvd_status cvd_policy_check_anchor(const char *text, struct cvd_err *err);

/* A condition on publication, reward and CVE: "reasonable_time_agreed". */
enum cvd_status cvd_policy_check_condition(const char *text,
    struct cvd_err *err);

/* Either of the two. */
enum cvd_status cvd_policy_check_requirement(const char *text,
    struct cvd_err *err);

/* What a report can be asked for: "reporter.email". */
enum cvd_status cvd_policy_check_finding(const char *text, struct cvd_err *err);

/* "flag", "remind", "escalate:RULE", "may-publish:LEVEL", "set:", "do:". */
enum cvd_status cvd_policy_check_on_miss(const char *text, struct cvd_err *err);

/* A whole number up to CVD_MAX_AMOUNT, or the word none. */
enum cvd_status cvd_policy_check_amount(const struct cvd_node *node,
    struct cvd_err *err);

/* A text, or a mapping of languages to texts. */
enum cvd_status cvd_policy_check_text(const struct cvd_node *node,
    struct cvd_err *err);

/* A slug, or a list of them. */
enum cvd_status cvd_policy_check_slugs(const struct cvd_node *node,
    struct cvd_err *err);

/* Conditions, each with a value or a list of values. */
enum cvd_status cvd_policy_check_when(const struct cvd_node *node,
    struct cvd_err *err);

/* Lists of what a report can have, of which each must be met by one. */
enum cvd_status cvd_policy_check_minimum(const struct cvd_node *node,
    struct cvd_err *err);

/* {id, unless, and a text for each language}, in a list. */
enum cvd_status cvd_policy_check_exclusions(const struct cvd_node *node,
    struct cvd_err *err);

/* Mappings of single values, in a list. */
enum cvd_status cvd_policy_check_records(const struct cvd_node *node,
    struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */

/* Which values the keys of a policy may have. */

#include "core/policy_value.h"

#include "core/anchor.h"
#include "core/event.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/scan.h"
#include "core/utf8.h"

#include <string.h>

#define LOWER    "abcdefghijklmnopqrstuvwxyz"
#define UPPER    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS   "0123456789"

#define WORD_MAX 64u /* bytes of a word of an open vocabulary */

static const char *const conditions[] = { NULL, "reasonable_time_agreed",
	"novel_to_desk", "serious", "multi_party", "coordinated_by_desk",
	"meets_cve_program_rules", "inside_cna_scope", "legal_duty_to_fix",
	"contractual_duty_to_fix", NULL };
static const char *const findings[] = { NULL, "reporter.name", "reporter.email",
	"reporter.phone", "finding.target_ip", "finding.target_url",
	"finding.target_name", "finding.description", NULL };
static const char *const levels[] = { NULL, "none", "limited", "full", NULL };
static const char *const severities[] = { NULL, "none", "low", "medium", "high",
	"critical", NULL };
static const char *const truths[] = { NULL, "true", "false", NULL };

/* The conditions of `when`, and what each is asked for. */
static const struct when_row {
	const char *name;
	const char *const *values;
} when_rows[] = {
	{ "target_kind", cvd_target_kind_names },
	{ "owner_class", cvd_owner_class_names },
	{ "severity", severities },
	{ "multi_party", truths },
	{ "exploited", truths },
	{ "accidental", truths },
	{ "vendor_acknowledged", truths },
	{ "vendor_responsive", truths },
	{ "public", truths },
	{ "critical_exception", truths },
	{ "grace_requested", truths },
	{ "fixed_in_time", truths },
	{ "incomplete_patch", truths },
	{ "exploitation_expected", truths },
	{ "partly_protected", truths },
	{ "extension_told", truths },
};

static bool
is_word(const char *text, const char *more)
{
	struct cvd_scan scan = cvd_scan_text(text);
	struct cvd_bytes word;

	if (strlen(text) > WORD_MAX || !cvd_scan_word(&scan, LOWER, &word))
		return false;
	(void)cvd_scan_word(&scan, more, &word);
	return cvd_scan_end(&scan);
}

enum cvd_status
cvd_policy_check_kebab(const char *text, struct cvd_err *err)
{
	if (is_word(text, LOWER DIGITS "-"))
		return CVD_OK;
	return cvd_fail(err, CVD_E_INVALID,
	    "'%s' is no word of small letters, digits and hyphens", text);
}

enum cvd_status
cvd_policy_check_snake(const char *text, struct cvd_err *err)
{
	if (is_word(text, LOWER DIGITS "_"))
		return CVD_OK;
	return cvd_fail(err, CVD_E_INVALID,
	    "'%s' is no word of small letters, digits and underscores", text);
}

enum cvd_status
cvd_policy_check_language(const char *text, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(text);
	struct cvd_bytes word;

	if (cvd_scan_word(&scan, LOWER, &word) && word.size >= 2 &&
	    word.size <= 3 &&
	    (!cvd_scan_char(&scan, '-') ||
	        (cvd_scan_word(&scan, UPPER, &word) && word.size == 2)) &&
	    cvd_scan_end(&scan))
		return CVD_OK;
	return cvd_fail(err, CVD_E_INVALID, "'%s' is no language", text);
}

enum cvd_status
cvd_policy_check_country(const char *text, struct cvd_err *err)
{
	if (strlen(text) == 2 && strspn(text, UPPER) == 2)
		return CVD_OK;
	return cvd_fail(err, CVD_E_INVALID,
	    "'%s' is no country in two capitals", text);
}

enum cvd_status
cvd_policy_check_anchor(const char *text, struct cvd_err *err)
{
	if (cvd_anchor_is_known(text))
		return CVD_OK;
	if (cvd_anchor_class(text) == CVD_ANCHOR_RECORD)
		return cvd_fail(err, CVD_E_INVALID,
		    "'%s' says nothing to count from", text);
	return cvd_fail(err, CVD_E_INVALID, "unknown event or anchor '%s'",
	    text);
}

enum cvd_status
cvd_policy_check_condition(const char *text, struct cvd_err *err)
{
	if (cvd_names_find(conditions, text) != 0)
		return CVD_OK;
	return cvd_fail(err, CVD_E_INVALID, "unknown condition '%s'", text);
}

enum cvd_status
cvd_policy_check_requirement(const char *text, struct cvd_err *err)
{
	if (cvd_anchor_is_known(text) || cvd_names_find(conditions, text) != 0)
		return CVD_OK;
	return cvd_fail(err, CVD_E_INVALID,
	    "unknown event, anchor or condition '%s'", text);
}

enum cvd_status
cvd_policy_check_finding(const char *text, struct cvd_err *err)
{
	if (cvd_names_find(findings, text) != 0)
		return CVD_OK;
	return cvd_fail(err, CVD_E_INVALID, "'%s' is nothing that a report has",
	    text);
}

enum cvd_status
cvd_policy_check_on_miss(const char *text, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(text);

	if (strcmp(text, "flag") == 0 || strcmp(text, "remind") == 0)
		return CVD_OK;
	if (cvd_scan_literal(&scan, "may-publish:")) {
		if (cvd_names_find(levels, scan.p) != 0)
			return CVD_OK;
	} else if (cvd_scan_literal(&scan, "escalate:") ||
	           cvd_scan_literal(&scan, "do:")) {
		return cvd_policy_check_kebab(scan.p, err);
	} else if (cvd_scan_literal(&scan, "set:")) {
		return cvd_policy_check_snake(scan.p, err);
	}
	return cvd_fail(err, CVD_E_INVALID,
	    "'%s' is none of flag, remind, escalate:RULE, may-publish:none, "
	    "may-publish:limited, may-publish:full, set:FACT, do:ACTION",
	    text);
}

static enum cvd_status
refuse(const struct cvd_node *node, const char *why, struct cvd_err *err)
{
	if (node->key != NULL)
		return cvd_fail_at(err, CVD_E_INVALID, node->line, node->column,
		    "'%s' %s", node->key, why);
	return cvd_fail_at(err, CVD_E_INVALID, node->line, node->column,
	    "this %s", why);
}

/* Gives what a check of the text alone has found the node's place. */
static enum cvd_status
check_string(const struct cvd_node *node, cvd_field_check_fn *check,
    struct cvd_err *err)
{
	struct cvd_err found;
	enum cvd_status rc;

	if (node->kind != CVD_NODE_SCALAR)
		return refuse(node, "must be a text", err);
	if (!cvd_node_is_string(node))
		return refuse(node, "must be a text: put it in quotes", err);
	rc = check(node->text, &found);
	if (rc == CVD_OK)
		return CVD_OK;
	return cvd_fail_at(err, rc, node->line, node->column, "%s",
	    found.message);
}

/* Each member of a list, or the one that stands without. */
static enum cvd_status
check_members(const struct cvd_node *node, cvd_field_check_fn *check,
    struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (node->kind != CVD_NODE_LIST)
		return check_string(node, check, err);
	for (node = node->first; rc == CVD_OK && node != NULL;
	     node = node->next)
		rc = check_string(node, check, err);
	return rc;
}

enum cvd_status
cvd_policy_check_amount(const struct cvd_node *node, struct cvd_err *err)
{
	struct cvd_scan scan;
	int64_t amount;

	if (node->kind != CVD_NODE_SCALAR)
		return refuse(node, "must be a whole number or none", err);
	if (strcmp(node->text, "none") == 0)
		return CVD_OK;
	scan = cvd_scan_text(node->text);
	if (node->style != CVD_STYLE_WORD ||
	    !cvd_scan_number(&scan, 1, 18, &amount) || !cvd_scan_end(&scan) ||
	    (node->text[0] == '0' && node->size > 1))
		return refuse(node, "must be a whole number or none", err);
	if (amount > CVD_MAX_AMOUNT)
		return cvd_fail_at(err, CVD_E_INVALID, node->line, node->column,
		    "'%s' must be at most %u", node->key, CVD_MAX_AMOUNT);
	return CVD_OK;
}

static enum cvd_status
check_one_text(const struct cvd_node *node, struct cvd_err *err)
{
	if (node->kind != CVD_NODE_SCALAR)
		return refuse(node, "must be a text", err);
	if (!cvd_node_is_string(node))
		return refuse(node, "must be a text: put it in quotes", err);
	if (node->size == 0)
		return refuse(node, "must not be empty", err);
	if (node->size > CVD_MAX_TEMPLATE)
		return refuse(node, "is too long", err);
	return CVD_OK;
}

static enum cvd_status
check_key(const struct cvd_node *node, cvd_field_check_fn *check,
    struct cvd_err *err)
{
	struct cvd_err found;
	enum cvd_status rc = check(node->key, &found);

	if (rc == CVD_OK)
		return CVD_OK;
	return cvd_fail_at(err, rc, node->key_line, node->key_column, "%s",
	    found.message);
}

static enum cvd_status
check_text_of_language(const struct cvd_node *node, struct cvd_err *err)
{
	enum cvd_status rc = check_key(node, cvd_policy_check_language, err);

	return rc == CVD_OK ? check_one_text(node, err) : rc;
}

enum cvd_status
cvd_policy_check_text(const struct cvd_node *node, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (node->kind != CVD_NODE_MAP)
		return check_one_text(node, err);
	for (node = node->first; rc == CVD_OK && node != NULL;
	     node = node->next)
		rc = check_text_of_language(node, err);
	return rc;
}

enum cvd_status
cvd_policy_check_slugs(const struct cvd_node *node, struct cvd_err *err)
{
	if (node->kind == CVD_NODE_LIST && node->count == 0)
		return refuse(node, "must not be empty", err);
	return check_members(node, cvd_slug_check, err);
}

static const struct when_row *
find_when(const char *name)
{
	for (size_t i = 0; i < sizeof when_rows / sizeof when_rows[0]; i++)
		if (strcmp(when_rows[i].name, name) == 0)
			return &when_rows[i];
	return NULL;
}

static enum cvd_status
check_when_value(const struct when_row *row, const struct cvd_node *value,
    struct cvd_err *err)
{
	if (value->kind == CVD_NODE_SCALAR &&
	    (row->values != truths || value->style == CVD_STYLE_WORD) &&
	    cvd_names_find(row->values, value->text) != 0)
		return CVD_OK;
	return cvd_fail_at(err, CVD_E_INVALID, value->line, value->column,
	    "'%s' is no value of condition '%s'",
	    value->kind == CVD_NODE_SCALAR ? value->text : "this", row->name);
}

static enum cvd_status
check_condition_of_when(const struct cvd_node *node, struct cvd_err *err)
{
	const struct when_row *row = find_when(node->key);
	enum cvd_status rc = CVD_OK;

	if (row == NULL)
		return cvd_fail_at(err, CVD_E_INVALID, node->key_line,
		    node->key_column, "unknown condition '%s'", node->key);
	if (node->kind != CVD_NODE_LIST)
		return check_when_value(row, node, err);
	if (node->count == 0)
		return refuse(node, "must not be empty", err);
	for (node = node->first; rc == CVD_OK && node != NULL;
	     node = node->next)
		rc = check_when_value(row, node, err);
	return rc;
}

enum cvd_status
cvd_policy_check_when(const struct cvd_node *node, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (node->kind != CVD_NODE_MAP)
		return refuse(node, "must be a mapping of conditions", err);
	for (node = node->first; rc == CVD_OK && node != NULL;
	     node = node->next)
		rc = check_condition_of_when(node, err);
	return rc;
}

enum cvd_status
cvd_policy_check_minimum(const struct cvd_node *node, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (node->kind != CVD_NODE_LIST)
		return refuse(node, "must be a list of lists", err);
	for (node = node->first; rc == CVD_OK && node != NULL;
	     node = node->next) {
		if (node->kind != CVD_NODE_LIST || node->count == 0)
			return refuse(node, "must be a list that is not empty",
			    err);
		rc = check_members(node, cvd_policy_check_finding, err);
	}
	return rc;
}

static enum cvd_status
check_exclusion(const struct cvd_node *node, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;
	size_t texts = 0;

	if (node->kind != CVD_NODE_MAP)
		return refuse(node, "must be a mapping", err);
	if (cvd_node_find(node, "id") == NULL)
		return cvd_fail_at(err, CVD_E_INVALID, node->line, node->column,
		    "missing field 'id'");
	for (const struct cvd_node *n = node->first; n != NULL; n = n->next) {
		if (strcmp(n->key, "id") == 0) {
			rc = check_string(n, cvd_slug_check, err);
		} else if (strcmp(n->key, "unless") == 0) {
			if (!cvd_node_is_null(n))
				rc = check_string(n, cvd_policy_check_kebab,
				    err);
		} else {
			rc = check_text_of_language(n, err);
			texts++;
		}
		if (rc != CVD_OK)
			return rc;
	}
	return texts > 0 ? CVD_OK : refuse(node, "has no text", err);
}

enum cvd_status
cvd_policy_check_exclusions(const struct cvd_node *node, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (node->kind != CVD_NODE_LIST)
		return refuse(node, "must be a list", err);
	for (node = node->first; rc == CVD_OK && node != NULL;
	     node = node->next)
		rc = check_exclusion(node, err);
	return rc;
}

static enum cvd_status
check_record(const struct cvd_node *node, struct cvd_err *err)
{
	if (node->kind != CVD_NODE_MAP)
		return refuse(node, "must be a mapping", err);
	for (const struct cvd_node *n = node->first; n != NULL; n = n->next) {
		enum cvd_status rc = check_key(n, cvd_policy_check_snake, err);

		if (rc != CVD_OK)
			return rc;
		if (n->kind != CVD_NODE_SCALAR)
			return refuse(n, "must be a single value", err);
	}
	return CVD_OK;
}

enum cvd_status
cvd_policy_check_records(const struct cvd_node *node, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (node->kind != CVD_NODE_LIST)
		return refuse(node, "must be a list", err);
	for (node = node->first; rc == CVD_OK && node != NULL;
	     node = node->next)
		rc = check_record(node, err);
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Which kind of document a file is, and of which version. */

#include "core/schema.h"

#include "core/scan.h"

#include <stddef.h>

enum cvd_status
cvd_schema_check(const struct cvd_node *root, const char *kind, unsigned oldest,
    unsigned newest, struct cvd_err *err)
{
	const struct cvd_node *node = cvd_node_find(root, "schema");
	struct cvd_scan scan;
	int64_t version;

	if (root == NULL || root->kind != CVD_NODE_MAP)
		return cvd_fail_at(err, CVD_E_INVALID,
		    root == NULL ? 1 : root->line,
		    root == NULL ? 1 : root->column, "not a mapping");
	if (node == NULL || node->kind != CVD_NODE_SCALAR)
		return cvd_fail_at(err, CVD_E_INVALID, root->line, root->column,
		    "missing field 'schema'");
	scan = cvd_scan_text(node->text);
	if (!cvd_scan_literal(&scan, kind) || !cvd_scan_char(&scan, '/') ||
	    !cvd_scan_number(&scan, 1, 9, &version) || !cvd_scan_end(&scan))
		return cvd_fail_at(err, CVD_E_INVALID, node->line, node->column,
		    "schema is '%s', not '%s/%u'", node->text, kind, newest);
	if (version < oldest)
		return cvd_fail_at(err, CVD_E_TOO_OLD, node->line, node->column,
		    "schema '%s' is no longer read", node->text);
	if (version > newest)
		return cvd_fail_at(err, CVD_E_TOO_NEW, node->line, node->column,
		    "schema '%s' is of a later cvd", node->text);
	return CVD_OK;
}

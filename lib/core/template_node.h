/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_TEMPLATE_NODE_H
#define CVD_CORE_TEMPLATE_NODE_H

#include "core/scan.h"

/*
 * What template_parse.c makes of a template and template.c walks over; for
 * these two alone.
 */

#define CVD_TEMPLATE_NAME_TEXT "abcdefghijklmnopqrstuvwxyz0123456789_"

enum cvd_template_kind {
	CVD_TEMPLATE_NODE_TEXT,
	CVD_TEMPLATE_NODE_NAME,
	CVD_TEMPLATE_NODE_IF,
	CVD_TEMPLATE_NODE_EACH,
};

struct cvd_template_node {
	enum cvd_template_kind kind;
	struct cvd_bytes text; /* of a TEXT */
	const char *name;      /* of all others */
	unsigned line;
	unsigned column;
	struct cvd_template_node *body;
	struct cvd_template_node *otherwise; /* of an IF */
	struct cvd_template_node *next;
};

struct cvd_template {
	struct cvd_template_node *first;
};

#endif

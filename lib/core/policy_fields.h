/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_POLICY_FIELDS_H
#define CVD_CORE_POLICY_FIELDS_H

#include "core/policy.h"

/*
 * The keys of a policy's file, as core/policy.c reads them. What a row puts
 * into `rest` is checked and not kept: it stays reachable in the tree.
 */

union cvd_policy_rest {
	const char *text;
	int word;
	bool truth;
	unsigned number;
	cvd_day day;
	struct cvd_lines lines;
	struct cvd_items items;
	void *part;
	const struct cvd_node *node;
};

/* A row of `deadlines`. */
struct cvd_policy_deadline {
	struct cvd_policy_term term;
	const struct cvd_node *amount; /* NULL: open; or the word none */
	const struct cvd_node *when;
	union cvd_policy_rest rest;
};

/* A row of `escalation`. */
struct cvd_policy_escalation {
	struct cvd_escalation_rule rule;
	const struct cvd_node *to; /* a slug or a list of them */
	const struct cvd_node *when;
	union cvd_policy_rest rest;
};

struct cvd_policy_intake {
	struct cvd_lines require_one_of;
	const struct cvd_node *minimum;
	union cvd_policy_rest rest;
};

struct cvd_policy_publication {
	struct cvd_lines requires;
	struct cvd_lines consent_of;
	union cvd_policy_rest rest;
};

struct cvd_policy_eligibility {
	const struct cvd_node *exclusions;
	union cvd_policy_rest rest;
};

struct cvd_policy_file {
	struct cvd_policy policy; /* its own part of the rows */
	struct cvd_items deadlines;
	struct cvd_items escalation;
	struct cvd_policy_intake *intake;
	struct cvd_policy_publication *publication;
	struct cvd_policy_eligibility *eligibility;
	const char *extends;
	union cvd_policy_rest rest;
};

/* Of struct cvd_policy_file. */
extern const struct cvd_shape cvd_policy_shape;

#endif

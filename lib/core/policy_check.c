/* SPDX-License-Identifier: EUPL-1.2 */

/* What a policy has to say. */

#include "core/policy_check.h"

#include "core/contact.h"
#include "core/template.h"

#include <string.h>

const char *const cvd_profile_names[] = {
	[CVD_PROFILE_GENERAL] = "general",
	[CVD_PROFILE_BE] = "be",
	NULL,
};

/* A rule at work on a policy. */
struct checking {
	const struct cvd_policy *policy;
	struct cvd_findings *findings;
	const char *rule;
	bool is_error;
};

/* The key, or the whole policy where it is not there. */
static const struct cvd_node *
place_of(const struct checking *c, const char *key)
{
	const struct cvd_node *node = cvd_policy_find(c->policy, key);

	return node == NULL ? c->policy->root : node;
}

static void
find_at(const struct checking *c, const struct cvd_node *at,
    const char *message)
{
	cvd_findings_add(c->findings, c->is_error, c->rule, at, "%s", message);
}

/* A list or mapping with members, or a text. */
static bool
is_filled(const struct checking *c, const char *key)
{
	const struct cvd_node *node = cvd_policy_find(c->policy, key);

	if (node == NULL)
		return false;
	return node->kind == CVD_NODE_SCALAR ? node->size > 0 : node->count > 0;
}

static bool
has_value(const struct cvd_node *map, const char *key)
{
	const struct cvd_node *node = cvd_node_find(map, key);

	return node != NULL && !cvd_node_is_null(node);
}

static void
check_source(const struct checking *c)
{
	const struct cvd_node *list = cvd_policy_find(c->policy, "source");

	if (!is_filled(c, "source") && !is_filled(c, "public_url"))
		find_at(c, place_of(c, "source"),
		    "no source is named, and no public_url");
	if (list == NULL)
		return;
	for (const struct cvd_node *n = list->first; n != NULL; n = n->next)
		if (!has_value(n, "ref") && !has_value(n, "url") &&
		    !has_value(n, "title"))
			find_at(c, n, "this source says not where it is");
}

static void
check_text(const struct checking *c, const char *key,
    const struct cvd_node *text)
{
	struct cvd_arena *arena = c->findings->arena;
	struct cvd_value *sample = cvd_value_new(arena);
	const struct cvd_template *template;
	struct cvd_err err = { 0 };

	cvd_value_set(sample, "team.name", "x");
	if (cvd_template_parse(text->text, text->size, 1, arena, &template,
	        &err) == CVD_OK &&
	    cvd_template_check(template, sample, &err) == CVD_OK)
		return;
	cvd_findings_add(c->findings, c->is_error, c->rule, text,
	    "'%s' may speak of {{team.name}} alone: %s", key, err.message);
}

static void
check_texts(const struct checking *c)
{
	static const char *const keys[] = { "title", "disclaimer",
		"legal.statement" };

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		const struct cvd_node *node = cvd_policy_find(c->policy,
		    keys[i]);

		if (node == NULL)
			continue;
		if (node->kind == CVD_NODE_SCALAR)
			check_text(c, keys[i], node);
		else
			for (node = node->first; node != NULL;
			     node = node->next)
				check_text(c, keys[i], node);
	}
}

static void
check_addresses(const struct checking *c)
{
	const struct cvd_node *list = cvd_policy_find(c->policy, "contacts");

	if (list == NULL)
		return;
	for (const struct cvd_node *n = list->first; n != NULL; n = n->next) {
		int kind = cvd_names_find(cvd_contact_kind_names,
		    cvd_node_find(n, "kind")->text);
		const struct cvd_node *address = cvd_node_find(n, "address");
		struct cvd_err err;

		/* a form may still be without its page */
		if (kind != CVD_CONTACT_FORM &&
		    cvd_contact_check_address((enum cvd_contact_kind)kind,
		        address->text, &err) != CVD_OK)
			find_at(c, address, err.message);
	}
}

static void
check_validity(const struct checking *c)
{
	const struct cvd_node *from = cvd_policy_find(c->policy, "valid_from");
	const struct cvd_node *to = cvd_policy_find(c->policy, "valid_to");

	/* dates of one form, so their order is that of their texts */
	if (from != NULL && to != NULL && strcmp(to->text, from->text) < 0)
		find_at(c, to, "the policy ends before it begins");
}

static void
check_numbers(const struct checking *c)
{
	const struct cvd_node *rows = cvd_policy_find(c->policy, "deadlines");

	if (rows == NULL)
		return;
	for (const struct cvd_node *n = rows->first; n != NULL; n = n->next)
		if (!has_value(n, "amount"))
			cvd_findings_add(c->findings, c->is_error, c->rule, n,
			    "term '%s' has no number",
			    cvd_node_find(n, "id")->text);
}

static void
check_complaint(const struct checking *c)
{
	if (!cvd_policy_says(c->policy, "legal.no_complaint_if_conform"))
		find_at(c, place_of(c, "legal"),
		    "it does not promise 'legal.no_complaint_if_conform'");
	if (!is_filled(c, "legal.statement"))
		find_at(c, place_of(c, "legal"),
		    "it has no text 'legal.statement'");
}

/* Also a row that says none is an answer. */
static bool
speaks_of_phase(const struct checking *c, const char *phase)
{
	const struct cvd_node *rows = cvd_policy_find(c->policy, "deadlines");

	if (rows == NULL)
		return false;
	for (const struct cvd_node *n = rows->first; n != NULL; n = n->next)
		if (strcmp(cvd_node_find(n, "phase")->text, phase) == 0)
			return true;
	return false;
}

static void
check_phases(const struct checking *c)
{
	static const char *const phases[] = { "received", "assess", "fix",
		"publication" };

	for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++)
		if (!speaks_of_phase(c, phases[i]))
			cvd_findings_add(c->findings, c->is_error, c->rule,
			    place_of(c, "deadlines"),
			    "phase '%s' has no term, and no 'amount: none'",
			    phases[i]);
}

static void
check_contacts(const struct checking *c)
{
	if (!is_filled(c, "contacts"))
		find_at(c, place_of(c, "contacts"),
		    "it names no contact to report to");
}

static void
check_approval(const struct checking *c)
{
	if (strcmp(c->policy->status, "template") != 0 &&
	    !is_filled(c, "approved_by.name"))
		find_at(c, place_of(c, "approved_by"),
		    "it does not say who approved it");
}

static void
check_public(const struct checking *c)
{
	if (!is_filled(c, "public_url") && !is_filled(c, "coordinator.url"))
		find_at(c, place_of(c, "public_url"),
		    "it has neither 'public_url' nor 'coordinator.url'");
}

static void
check_scope(const struct checking *c)
{
	if (!is_filled(c, "scope.in"))
		find_at(c, place_of(c, "scope"), "nothing is in its scope");
}

static void
check_personal_data(const struct checking *c)
{
	if (!is_filled(c, "personal_data"))
		find_at(c, c->policy->root,
		    "it says nothing on 'personal_data'");
}

static void
check_publication(const struct checking *c)
{
	if (!is_filled(c, "publication"))
		find_at(c, c->policy->root, "it says nothing on 'publication'");
}

static void
check_confidentiality(const struct checking *c)
{
	if (!c->policy->confidentiality)
		find_at(c, place_of(c, "confidentiality"),
		    "it does not promise 'confidentiality'");
}

static void
check_translations(const struct checking *c)
{
	static const char *const keys[] = { "title", "disclaimer",
		"legal.statement" };
	const struct cvd_node *languages = cvd_policy_find(c->policy,
	    "languages");

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		const struct cvd_node *text = cvd_policy_find(c->policy,
		    keys[i]);

		if (text == NULL || text->kind != CVD_NODE_MAP ||
		    languages == NULL)
			continue;
		for (const struct cvd_node *n = languages->first; n != NULL;
		     n = n->next)
			if (cvd_node_find(text, n->text) == NULL)
				cvd_findings_add(c->findings, c->is_error,
				    c->rule, text, "'%s' has no text in '%s'",
				    keys[i], n->text);
	}
}

enum weight {
	ERROR,
	WARNING,
	BE_ERROR, /* in the profile be, elsewhere a warning */
};

static const struct {
	const char *name;
	bool of_desk; /* of a desk's own policy alone */
	enum weight weight;
	void (*check)(const struct checking *c);
} rules[] = {
	{ "source", false, ERROR, check_source },
	{ "text", false, ERROR, check_texts },
	{ "address", false, ERROR, check_addresses },
	{ "validity", false, ERROR, check_validity },
	{ "open-term", true, ERROR, check_numbers },
	{ "complaint", true, ERROR, check_complaint },
	{ "phase", true, BE_ERROR, check_phases },
	{ "contact", true, BE_ERROR, check_contacts },
	{ "approval", true, BE_ERROR, check_approval },
	{ "public", true, BE_ERROR, check_public },
	{ "scope", true, BE_ERROR, check_scope },
	{ "personal-data", true, BE_ERROR, check_personal_data },
	{ "publication", true, BE_ERROR, check_publication },
	{ "confidentiality", true, BE_ERROR, check_confidentiality },
	{ "translation", true, WARNING, check_translations },
};

void
cvd_policy_check(const struct cvd_policy *policy, enum cvd_profile profile,
    struct cvd_findings *findings)
{
	bool is_of_desk = strcmp(policy->role, "desk") == 0 &&
	                  strcmp(policy->status, "reference") != 0;
	struct checking c = { .policy = policy, .findings = findings };

	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		if (rules[i].of_desk && !is_of_desk)
			continue;
		c.rule = rules[i].name;
		c.is_error = rules[i].weight == ERROR ||
		             (rules[i].weight == BE_ERROR &&
		                 profile == CVD_PROFILE_BE);
		rules[i].check(&c);
	}
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* What a policy says, in words and in JSON. */

#include "policy_show.h"

#include "answer.h"
#include "core/contact.h"
#include "core/limits.h"
#include "core/template.h"
#include "core/words.h"

#include <string.h>

/* Headings and the like, which letters have no use for. */
enum label {
	SOME_TEAM,
	VERSION,
	TERMS,
	OPEN_TERM,
	NO_TERM,
	REPORT_TO,
	SCOPE,
	REQUIRED,
	FORBIDDEN,
	EXCLUDED,
	UNLESS,
	PUBLICATION,
	PROMISE,
	ESCALATION,
	SOURCE,
	LABELS
};

static const struct {
	const char *nl;
	const char *en;
} labels[LABELS] = {
	[SOME_TEAM] = { "het team", "the team" },
	[VERSION] = { "versie", "version" },
	[TERMS] = { "Termijnen", "Terms" },
	[OPEN_TERM] = { "nog in te vullen", "still to be filled in" },
	[NO_TERM] = { "geen termijn", "no term" },
	[REPORT_TO] = { "Melden bij", "Report to" },
	[SCOPE] = { "Toepassingsgebied", "Scope" },
	[REQUIRED] = { "Verlangd van de melder", "Asked of the reporter" },
	[FORBIDDEN] = { "Niet toegestaan", "Not allowed" },
	[EXCLUDED] = { "Telt in beginsel niet", "Does not count as a rule" },
	[UNLESS] = { "tenzij", "unless" },
	[PUBLICATION] = { "Publicatie vereist", "Publication requires" },
	[PROMISE] = { "Toezegging", "Promise" },
	[ESCALATION] = { "Opschalen", "Escalation" },
	[SOURCE] = { "Bron", "Source" },
};

static const char *
label(const struct policy_look *look, enum label which)
{
	return strncmp(look->language, "nl", 2) == 0 ? labels[which].nl
	                                             : labels[which].en;
}

void
policy_text(struct cvd_buf *text, const struct cvd_policy *policy,
    const char *key, const struct policy_look *look)
{
	const char *found = cvd_policy_text(policy, key, look->language);
	struct cvd_arena *arena = cvd_arena_new();
	struct cvd_value *values;

	if (found == NULL || arena == NULL) {
		cvd_arena_free(arena);
		return;
	}
	values = cvd_value_new(arena);
	cvd_value_set(values, "team.name",
	    look->team == NULL ? label(look, SOME_TEAM) : look->team);
	/* a text that `check` would complain of is shown as it stands */
	if (values == NULL || cvd_template_expand(found, values,
	                          CVD_TEMPLATE_TEXT, text, NULL) != CVD_OK) {
		cvd_buf_cut(text, 0);
		cvd_buf_addz(text, found);
	}
	cvd_arena_free(arena);
}

static void
show_heading(struct out *out, const struct policy_look *look, enum label which)
{
	out_line(out, "%s", "");
	out_line_as(out, OUT_STRONG, "%s", label(look, which));
}

/* A text of the policy as a paragraph. */
static void
show_text(struct out *out, const struct cvd_policy *policy, const char *key,
    const struct policy_look *look, unsigned indent)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_TEMPLATE);

	policy_text(&text, policy, key, look);
	if (text.size > 0)
		out_block(out, indent, text.data);
	cvd_buf_clear(&text);
}

static void
show_term(struct out *out, const struct cvd_policy *policy,
    const struct cvd_policy_term *t, const struct policy_look *look)
{
	struct cvd_buf rule = CVD_BUF_INIT(CVD_MAX_VALUE);
	const struct cvd_condition *when = t->when.item;

	if (t->has_amount)
		cvd_words_term(&rule, look->language, t->amount,
		    cvd_unit_text((enum cvd_unit)t->unit), policy->calendar);
	else
		cvd_buf_addz(&rule, label(look, OPEN_TERM));
	for (size_t i = 0; i < t->when.count; i++) {
		cvd_buf_addf(&rule, "%s%s: ", i == 0 ? " (" : ", ",
		    when[i].name);
		for (size_t k = 0; k < when[i].values.count; k++)
			cvd_buf_addf(&rule, "%s%s", k == 0 ? "" : "/",
			    when[i].values.item[k]);
	}
	if (t->when.count > 0)
		cvd_buf_addc(&rule, ')');
	out_cell(out, "  %s", t->id);
	out_cell(out, "%s",
	    cvd_words_text(look->language, CVD_WORDS_CLOCK, t->id));
	out_cell(out, "%s", rule.data);
	out_cell(out, "%s",
	    cvd_words_text(look->language, CVD_WORDS_CLOCK_KIND,
	        cvd_clock_kind_names[t->kind]));
	cvd_buf_clear(&rule);
}

static void
show_terms(struct out *out, const struct cvd_policy *policy,
    const struct policy_look *look)
{
	static const struct out_column columns[4] = { { .title = "CLOCK" } };
	const struct cvd_policy_term *term = policy->terms.item;

	show_heading(out, look, TERMS);
	if (policy->terms.count == 0)
		out_line(out, "  %s", label(look, NO_TERM));
	out_table(out, columns, 4);
	for (size_t i = 0; i < policy->terms.count; i++)
		show_term(out, policy, &term[i], look);
	out_table_end(out);
}

/* Lines of a list of mappings, each of so many of their values. */
static void
show_rows(struct out *out, const struct cvd_policy *policy, const char *key,
    const struct policy_look *look, enum label which, const char *const *keys)
{
	const struct cvd_node *list = cvd_policy_find(policy, key);

	if (list == NULL || list->count == 0)
		return;
	show_heading(out, look, which);
	for (const struct cvd_node *n = list->first; n != NULL; n = n->next) {
		struct cvd_buf line = CVD_BUF_INIT(CVD_MAX_TEMPLATE);

		for (const char *const *k = keys; *k != NULL; k++) {
			const struct cvd_node *v = cvd_node_find(n, *k);

			if (v != NULL && v->kind == CVD_NODE_SCALAR &&
			    !cvd_node_is_null(v))
				cvd_buf_add_word(&line, v->text);
		}
		out_line(out, "  - %s", line.data);
		cvd_buf_clear(&line);
	}
}

static void
show_conduct(struct out *out, const struct cvd_policy *policy, const char *key,
    const struct policy_look *look, enum label which)
{
	const struct cvd_node *list = cvd_policy_find(policy, key);

	if (list == NULL || list->kind != CVD_NODE_LIST || list->count == 0)
		return;
	show_heading(out, look, which);
	for (const struct cvd_node *n = list->first; n != NULL; n = n->next)
		out_line(out, "  - %s",
		    cvd_words_text(look->language, CVD_WORDS_CONDUCT, n->text));
}

/* What is waited for, and whose consent is asked. */
static void
show_publication(struct out *out, const struct cvd_policy *policy,
    const struct policy_look *look)
{
	const struct cvd_lines *asked[] = { &policy->publication_requires,
		&policy->publication_consent_of };

	if (asked[0]->count + asked[1]->count == 0)
		return;
	show_heading(out, look, PUBLICATION);
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < asked[i]->count; k++)
			out_line(out, "  - %s",
			    cvd_words_text(look->language, CVD_WORDS_CONDITION,
			        asked[i]->item[k]));
}

static void
show_exclusions(struct out *out, const struct cvd_policy *policy,
    const struct policy_look *look)
{
	const struct cvd_exclusion *e = policy->exclusions.item;

	if (policy->exclusions.count == 0)
		return;
	show_heading(out, look, EXCLUDED);
	for (size_t i = 0; i < policy->exclusions.count; i++) {
		const char *text = cvd_policy_language_text(e[i].text,
		    look->language);

		if (e[i].unless == NULL)
			out_line(out, "  - %s", text);
		else
			out_line(out, "  - %s; %s: %s", text,
			    label(look, UNLESS),
			    cvd_words_text(look->language, CVD_WORDS_EXCEPTION,
			        e[i].unless));
	}
}

static void
show_escalations(struct out *out, const struct cvd_policy *policy,
    const struct policy_look *look)
{
	const struct cvd_escalation_rule *r = policy->escalations.item;

	if (policy->escalations.count == 0)
		return;
	show_heading(out, look, ESCALATION);
	for (size_t i = 0; i < policy->escalations.count; i++) {
		struct cvd_buf line = CVD_BUF_INIT(CVD_MAX_TEMPLATE);

		for (size_t k = 0; k < r[i].to.count; k++)
			cvd_buf_add_word(&line, r[i].to.item[k]);
		for (size_t k = 0; k < r[i].reasons.count; k++)
			cvd_buf_addf(&line, "%s%s", k == 0 ? ": " : "; ",
			    cvd_words_text(look->language, CVD_WORDS_ESCALATION,
			        r[i].reasons.item[k]));
		out_line(out, "  - %s", line.data);
		cvd_buf_clear(&line);
	}
}

void
policy_show(struct out *out, const struct cvd_policy *policy,
    const struct policy_look *look)
{
	static const char *const contact[] = { "kind", "address", NULL };
	static const char *const scope[] = { "kind", "pattern", NULL };
	static const char *const source[] = { "title", "date", "url", NULL };
	struct cvd_buf title = CVD_BUF_INIT(CVD_MAX_TEMPLATE);

	policy_text(&title, policy, "title", look);
	out_line_as(out, OUT_STRONG, "%s", title.data);
	cvd_buf_clear(&title);
	out_line(out, "%s, %s %s, %s, %s", policy->id, label(look, VERSION),
	    policy->version, policy->status, look->origin);
	if (cvd_policy_find(policy, "disclaimer") != NULL) {
		out_line(out, "%s", "");
		show_text(out, policy, "disclaimer", look, 0);
	}
	show_terms(out, policy, look);
	show_rows(out, policy, "contacts", look, REPORT_TO, contact);
	show_rows(out, policy, "scope.in", look, SCOPE, scope);
	show_conduct(out, policy, "conduct.required", look, REQUIRED);
	show_conduct(out, policy, "conduct.forbidden", look, FORBIDDEN);
	show_exclusions(out, policy, look);
	show_publication(out, policy, look);
	if (cvd_policy_find(policy, "legal.statement") != NULL) {
		show_heading(out, look, PROMISE);
		show_text(out, policy, "legal.statement", look, 2);
	}
	show_escalations(out, policy, look);
	show_rows(out, policy, "source", look, SOURCE, source);
}

static void
answer_text(struct out *out, const struct cvd_policy *policy, const char *key,
    const char *name, const struct policy_look *look)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_TEMPLATE);

	policy_text(&text, policy, key, look);
	out_key_text(out, name, text.size == 0 ? NULL : text.data);
	cvd_buf_clear(&text);
}

static void
answer_when(struct out *out, const struct cvd_items *when)
{
	const struct cvd_condition *c = when->item;

	out_key(out, "when");
	out_map(out);
	for (size_t i = 0; i < when->count; i++)
		answer_lines(out, c[i].name, &c[i].values);
	out_map_end(out);
}

static void
answer_term(struct out *out, const struct cvd_policy_term *t)
{
	out_map(out);
	out_key_text(out, "clock", t->id);
	out_key_text(out, "phase", t->phase);
	out_key_text(out, "from", t->from);
	out_key(out, "amount");
	if (t->has_amount)
		out_integer(out, t->amount);
	else
		out_null(out);
	out_key_text(out, "unit", cvd_unit_names[t->unit]);
	out_key_text(out, "kind", cvd_clock_kind_names[t->kind]);
	out_key_bool(out, "repeat", t->repeat);
	answer_when(out, &t->when);
	answer_lines(out, "satisfied_by", &t->satisfied_by);
	out_map_end(out);
}

static void
answer_escalation(struct out *out, const struct cvd_escalation_rule *r)
{
	out_map(out);
	out_key_text(out, "rule", r->id);
	out_key_text(out, "by", r->by);
	answer_lines(out, "to", &r->to);
	answer_lines(out, "reasons", &r->reasons);
	answer_lines(out, "evidence", &r->evidence);
	answer_when(out, &r->when);
	out_map_end(out);
}

static void
answer_exclusion(struct out *out, const struct cvd_exclusion *e,
    const struct policy_look *look)
{
	out_map(out);
	out_key_text(out, "id", e->id);
	out_key_text(out, "text",
	    cvd_policy_language_text(e->text, look->language));
	out_key_text(out, "unless", e->unless);
	out_map_end(out);
}

void
policy_answer_head(struct out *out, const struct cvd_policy *policy,
    const struct policy_look *look)
{
	out_key_text(out, "id", policy->id);
	out_key_text(out, "version", policy->version);
	out_key_text(out, "status", policy->status);
	out_key_text(out, "role", policy->role);
	out_key_text(out, "origin", look->origin);
	answer_text(out, policy, "title", "title", look);
	out_key_text(out, "calendar", policy->calendar);
	out_key_text(out, "timezone", policy->timezone);
}

void
policy_answer(struct out *out, const struct cvd_policy *policy,
    const struct policy_look *look)
{
	const struct cvd_policy_term *term = policy->terms.item;
	const struct cvd_escalation_rule *rule = policy->escalations.item;
	const struct cvd_exclusion *exclusion = policy->exclusions.item;

	out_map(out);
	policy_answer_head(out, policy, look);
	answer_text(out, policy, "disclaimer", "disclaimer", look);
	answer_text(out, policy, "legal.statement", "statement", look);
	out_key(out, "terms");
	out_list(out);
	for (size_t i = 0; i < policy->terms.count; i++)
		answer_term(out, &term[i]);
	out_list_end(out);
	out_key(out, "escalation");
	out_list(out);
	for (size_t i = 0; i < policy->escalations.count; i++)
		answer_escalation(out, &rule[i]);
	out_list_end(out);
	out_key(out, "exclusions");
	out_list(out);
	for (size_t i = 0; i < policy->exclusions.count; i++)
		answer_exclusion(out, &exclusion[i], look);
	out_list_end(out);
	answer_lines(out, "publication_requires",
	    &policy->publication_requires);
	answer_lines(out, "publication_consent_of",
	    &policy->publication_consent_of);
	out_map_end(out);
}

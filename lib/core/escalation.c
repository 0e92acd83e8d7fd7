/* SPDX-License-Identifier: EUPL-1.2 */

/* Which rule lets a case be escalated. */

#include "core/escalation.h"

#include "core/arena.h"
#include "core/buf.h"
#include "core/condition.h"

#include <string.h>

static bool
has_line(const struct cvd_lines *lines, const char *text)
{
	for (size_t i = 0; i < lines->count; i++)
		if (strcmp(lines->item[i], text) == 0)
			return true;
	return false;
}

static void
add_lines(struct cvd_buf *out, const char *separator,
    const struct cvd_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		cvd_buf_addf(out, "%s%s", i == 0 ? "" : separator,
		    lines->item[i]);
}

/* What a rule may ask for, and what gives it. */
static const struct evidence {
	const char *name; /* in a policy */
	enum cvd_event_kind kind;
	const char *what;
	const char *remedy;
} evidences[] = {
	{ "contact-attempt", CVD_EVENT_CONTACT_ATTEMPTED,
	    "an attempt to reach the owner or vendor",
	    "'cvd notify' makes one, 'cvd event' records the reporter's own" },
	{ "assessment", CVD_EVENT_ASSESSED, "an assessment",
	    "'cvd assess' records one" },
};

/* The first evidence that a rule asks for and the case lacks, or NULL. */
static const struct evidence *
missing_evidence(const struct cvd_escalation_rule *rule,
    const struct cvd_timeline *t)
{
	for (size_t i = 0; i < sizeof evidences / sizeof evidences[0]; i++)
		if (has_line(&rule->evidence, evidences[i].name) &&
		    cvd_timeline_first(t, (int)evidences[i].kind, NULL) ==
		        CVD_INSTANT_NONE)
			return &evidences[i];
	return NULL;
}

/* How near a rule comes to letting the case be escalated. */
enum rank {
	NO_RULE,
	NAMED,    /* the target and the reason are its own */
	HOLDS,    /* … and its conditions hold */
	COMPLETE, /* … and the evidence is there */
};

static enum rank
rank_of(const struct cvd_escalation_rule *rule, const struct cvd_timeline *t,
    const char *to, const char *reason)
{
	if (!has_line(&rule->to, to) || !has_line(&rule->reasons, reason))
		return NO_RULE;
	if (!cvd_condition_all_hold(&rule->when, t, NULL))
		return NAMED;
	return missing_evidence(rule, t) == NULL ? COMPLETE : HOLDS;
}

static enum cvd_status
refuse_unknown(const struct cvd_policy_set *policies, const char *to,
    const char *reason, struct cvd_err *err)
{
	struct cvd_buf list = CVD_BUF_INIT(2000);
	enum cvd_status rc = cvd_fail(err, CVD_E_REFUSED,
	    "no rule of the policies in force escalates to '%s' for '%s'", to,
	    reason);

	for (size_t i = 0; i < policies->count; i++) {
		const struct cvd_policy *p = policies->item[i].policy;
		const struct cvd_escalation_rule *rules = p->escalations.item;

		for (size_t k = 0; k < p->escalations.count; k++) {
			cvd_buf_addf(&list, "%s%s/%s to ",
			    list.size == 0 ? "" : "; ", p->id, rules[k].id);
			add_lines(&list, " or ", &rules[k].to);
			cvd_buf_addz(&list, " for ");
			add_lines(&list, ", ", &rules[k].reasons);
		}
	}
	cvd_err_hint(err, "the rules are: %s",
	    list.size == 0 ? "none" : list.data);
	cvd_buf_clear(&list);
	return rc;
}

static enum cvd_status
refuse_condition(const struct cvd_escalation *e, struct cvd_err *err)
{
	const struct cvd_condition *when = e->rule->when.item;
	struct cvd_buf list = CVD_BUF_INIT(400);
	enum cvd_status rc;

	for (size_t i = 0; i < e->rule->when.count; i++) {
		cvd_buf_addf(&list, "%s%s ", i == 0 ? "" : ", ", when[i].name);
		add_lines(&list, " or ", &when[i].values);
	}
	rc = cvd_fail(err, CVD_E_REFUSED,
	    "rule '%s/%s' is for %s, and the case does not say so",
	    e->policy->id, e->rule->id, list.data);
	cvd_err_hint(err,
	    "what was recorded wrongly is set right with 'cvd correct'");
	cvd_buf_clear(&list);
	return rc;
}

static enum cvd_status
refuse_evidence(const struct cvd_escalation *e, const struct cvd_timeline *t,
    struct cvd_err *err)
{
	const struct evidence *missing = missing_evidence(e->rule, t);
	enum cvd_status rc;

	rc = cvd_fail(err, CVD_E_REFUSED,
	    "rule '%s/%s' asks for %s, and none is recorded", e->policy->id,
	    e->rule->id, missing->what);
	cvd_err_hint(err, "%s", missing->remedy);
	return rc;
}

enum cvd_status
cvd_escalation_find(const struct cvd_policy_set *policies,
    const struct cvd_timeline *timeline, const char *to, const char *reason,
    struct cvd_escalation *found, struct cvd_err *err)
{
	struct cvd_escalation best = { 0 };
	enum rank best_rank = NO_RULE;

	for (size_t i = 0; i < policies->count; i++) {
		const struct cvd_policy *p = policies->item[i].policy;
		const struct cvd_escalation_rule *rules = p->escalations.item;

		for (size_t k = 0; k < p->escalations.count; k++) {
			enum rank rank = rank_of(&rules[k], timeline, to,
			    reason);

			if (rank <= best_rank)
				continue;
			best_rank = rank;
			best = (struct cvd_escalation){ p, &rules[k] };
		}
	}
	if (best_rank == NO_RULE)
		return refuse_unknown(policies, to, reason, err);
	if (best_rank == NAMED)
		return refuse_condition(&best, err);
	if (best_rank == HOLDS)
		return refuse_evidence(&best, timeline, err);
	*found = best;
	return CVD_OK;
}

enum cvd_status
cvd_escalation_attempts(const struct cvd_timeline *timeline,
    struct cvd_arena *arena, struct cvd_lines *ids, struct cvd_err *err)
{
	const char **item = cvd_arena_alloc(arena, timeline->count,
	    sizeof *item);
	size_t count = 0;

	if (item == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; i < timeline->count; i++)
		if (timeline->events[i]->kind == CVD_EVENT_CONTACT_ATTEMPTED)
			item[count++] = timeline->events[i]->id;
	*ids = (struct cvd_lines){ item, count };
	return CVD_OK;
}

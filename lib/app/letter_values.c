/* SPDX-License-Identifier: EUPL-1.2 */

/* What the variables of letters stand for. */

#include "app/letter_values.h"

#include "app/letter_facts.h"
#include "core/clock.h"
#include "core/limits.h"
#include "core/template.h"
#include "core/words.h"

#include <string.h>

/* A text of the policy, which may speak of {{team.name}}. */
static enum cvd_status
set_policy_text(struct cvd_value *v, const char *name,
    const struct cvd_policy *policy, const char *key, const char *language,
    struct cvd_err *err)
{
	const char *text = cvd_policy_text(policy, key, language);
	struct cvd_buf out = CVD_BUF_INIT(CVD_MAX_LETTER);
	enum cvd_status rc = CVD_OK;

	cvd_value_set(v, name, NULL);
	if (text == NULL)
		return CVD_OK;
	rc = cvd_template_expand(text, v, CVD_TEMPLATE_TEXT, &out, err);
	if (rc == CVD_OK)
		cvd_value_set(v, name, out.data);
	else
		cvd_err_prefix(err, key);
	cvd_buf_clear(&out);
	return rc;
}

static bool
lists(const struct cvd_node *list, const char *word)
{
	const struct cvd_node *n = list == NULL ? NULL : list->first;

	for (; n != NULL; n = n->next)
		if (n->kind == CVD_NODE_SCALAR && strcmp(n->text, word) == 0)
			return true;
	return false;
}

static bool
is_thankful(const struct cvd_policy *policy)
{
	const struct cvd_node *kind = cvd_policy_find(policy, "reward.kind");

	return kind != NULL && kind->kind == CVD_NODE_SCALAR &&
	       strcmp(kind->text, "thanks") == 0;
}

static enum cvd_status
set_texts(struct cvd_value *v, const struct cvd_policy *policy,
    const char *language, struct cvd_err *err)
{
	static const struct {
		const char *name;
		const char *key;
	} texts[] = {
		{ "policy.title", "title" },
		{ "policy.url", "public_url" },
		{ "policy.statement", "legal.statement" },
		{ "policy.disclaimer", "disclaimer" },
		{ "close.retention", "personal_data.retention" },
	};
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (policy == NULL)
			cvd_value_set(v, texts[i].name, NULL);
		else if (rc == CVD_OK)
			rc = set_policy_text(v, texts[i].name, policy,
			    texts[i].key, language, err);
	if (rc != CVD_OK)
		cvd_err_prefix(err, policy->id);
	return rc;
}

static enum cvd_status
set_policy(struct cvd_value *v, const struct cvd_policy *policy,
    const char *language, struct cvd_err *err)
{
	bool is = policy != NULL;

	cvd_value_set(v, "policy.id", is ? policy->id : NULL);
	cvd_value_set(v, "policy.version", is ? policy->version : NULL);
	cvd_value_set_bool(v, "policy.no_complaint",
	    is && cvd_policy_says(policy, "legal.no_complaint_if_conform"));
	cvd_value_set_bool(v, "policy.no_consequences",
	    is && cvd_policy_says(policy, "legal.no_consequences_if_conform"));
	/* neither alone is the promise of both */
	cvd_value_set_bool(v, "policy.no_prosecution",
	    is && cvd_policy_says(policy, "legal.no_civil_action") &&
	        cvd_policy_says(policy, "legal.no_criminal_action"));
	cvd_value_set_bool(v, "policy.no_videos",
	    is && lists(cvd_policy_find(policy, "intake.refuse_attachments"),
	              "video"));
	cvd_value_set_bool(v, "policy.thanks", is && is_thankful(policy));
	return set_texts(v, policy, language, err);
}

static void
set_team(struct cvd_value *v, const struct cvd_letter_source *s)
{
	cvd_value_set(v, "team.name", s->team->name);
	cvd_value_set(v, "team.desk", s->team->desk);
	cvd_value_set(v, "team.from", s->team->from);
	cvd_value_set(v, "team.signatory", s->signatory);
}

static const char *
recipient_name(const struct cvd_letter_source *s)
{
	const struct cvd_party *p = cvd_replay_party(&s->record->replay,
	    s->order->party);

	if (s->order->name != NULL)
		return s->order->name;
	return p == NULL ? NULL : cvd_letter_party_name(p);
}

static void
set_case(struct cvd_value *v, const struct cvd_letter_source *s)
{
	const struct cvd_replay *r = &s->record->replay;
	const struct cvd_event *received = r->received;

	cvd_value_set(v, "case.id", s->record->c->head.id);
	cvd_letter_set_instant(v, "case.received",
	    received == NULL ? CVD_INSTANT_NONE : received->at, s->zone);
	cvd_value_set(v, "case.report_sha256",
	    received == NULL ? NULL : received->report_sha256);
	cvd_letter_set_words(v, "case.state", s->language, CVD_WORDS_STATE,
	    cvd_label_names[r->head.state]);
	cvd_letter_set_words(v, "case.outcome", s->language, CVD_WORDS_OUTCOME,
	    cvd_outcome_names[r->head.outcome]);
}

static void
set_letter(struct cvd_value *v, const struct cvd_letter_source *s)
{
	char date[CVD_DAY_TEXT];

	cvd_value_set(v, "letter.date",
	    cvd_day_text(cvd_zone_local(s->zone, s->now).day, date));
	cvd_value_set(v, "recipient.name", recipient_name(s));
	cvd_value_set(v, "recipient.language", s->language);
	cvd_value_set(v, "by",
	    s->order->by == CVD_CHANNEL_NONE ? "mail"
	                                     : cvd_channel_names[s->order->by]);
	cvd_value_set_bool(v, "details", s->order->details);
}

/* A term as a letter names it; NULL where it is not known. */
struct named_term {
	const struct cvd_policy_term *term;
	const char *calendar;
	const char *policy;
	bool paused;
};

/* The words of a term: kind and rule. Of several policies each is named. */
static void
set_term(struct cvd_value *v, const struct cvd_letter_source *s,
    const struct named_term *named)
{
	const struct cvd_policy_term *term = named->term;
	struct cvd_buf rule = CVD_BUF_INIT(CVD_MAX_VALUE);

	if (term != NULL && term->has_amount)
		cvd_words_term(&rule, s->language, term->amount,
		    cvd_unit_names[term->unit], named->calendar);
	if (rule.size > 0 && named->policy != NULL &&
	    s->record->policies.count > 1)
		cvd_buf_addf(&rule, " (%s)", named->policy);
	if (named->paused)
		cvd_buf_addf(&rule, "; %s",
		    cvd_words_text(s->language, CVD_WORDS_CLOCK_STATE,
		        "paused"));
	cvd_letter_set_words(v, "kind", s->language, CVD_WORDS_CLOCK_KIND,
	    term == NULL ? NULL : cvd_clock_kind_names[term->kind]);
	cvd_value_set(v, "rule", rule.data);
	cvd_buf_clear(&rule);
}

static void
add_clock(struct cvd_value *v, const struct cvd_letter_source *s,
    const struct cvd_clock *clock)
{
	struct cvd_value *item = cvd_value_add(v, "clocks");
	const char *name = cvd_words_text(s->language, CVD_WORDS_CLOCK,
	    clock->term);

	if (clock->party == NULL || strcmp(clock->party, s->order->party) == 0)
		cvd_value_set(item, "name", name);
	else
		cvd_value_setf(item, "name", "%s, %s", name, clock->party);
	cvd_letter_set_instant(item, "due", clock->due, s->zone);
	set_term(item, s,
	    &(struct named_term){
	        .term = clock->rule,
	        .calendar = clock->calendar == NULL ? NULL
	                                            : clock->calendar->id,
	        .policy = clock->policy,
	        .paused = clock->paused,
	    });
}

/* Policies of others, by which a reporter goes, are not the team's word. */
static bool
is_own(const struct cvd_letter_source *s, const char *policy)
{
	const struct cvd_policy_set *set = &s->record->policies;

	for (size_t i = 0; i < set->count; i++) {
		const char *role = set->item[i].policy->role;

		if (strcmp(set->item[i].policy->id, policy) == 0)
			return role == NULL || strcmp(role, "desk") == 0 ||
			       strcmp(role,
			           cvd_team_role_names[s->team->role]) == 0;
	}
	return false;
}

static bool
is_of_intake(const struct cvd_clock *clock)
{
	const char *phase = clock->rule->phase;

	return strcmp(phase, "received") == 0 || strcmp(phase, "assess") == 0;
}

/*
 * A vendor is concerned by the fix and what follows, of its own: what the
 * team owes the reporter, and what others owe, is not its affair.
 */
static bool
concerns_vendor(const struct cvd_clock *clock, const char *vendor)
{
	if (is_of_intake(clock) || clock->kind == CVD_CLOCK_REMINDER)
		return false;
	return clock->party == NULL || strcmp(clock->party, vendor) == 0;
}

/*
 * Running, or passed and unmet. A report that was not taken on, or was put
 * aside, is promised no fix, though the policy's clock of it runs on.
 */
static bool
is_shown(const struct cvd_letter_source *s, const struct cvd_clock *clock)
{
	int outcome = s->record->replay.head.outcome;

	if (clock->state != CVD_CLOCK_RUNNING && !cvd_clock_is_overdue(clock))
		return false;
	if (outcome != CVD_OUTCOME_NONE && outcome != CVD_OUTCOME_ACCEPTED &&
	    !is_of_intake(clock))
		return false;
	if (cvd_letter_is_to_vendor(s) &&
	    !concerns_vendor(clock, s->order->party))
		return false;
	return is_own(s, clock->policy);
}

static enum cvd_status
set_clocks(struct cvd_value *v, const struct cvd_letter_source *s,
    struct cvd_arena *arena, struct cvd_err *err)
{
	struct cvd_clocks clocks;
	enum cvd_status rc = cvd_clock_list(&s->record->replay,
	    &s->record->policies, s->now, arena, &clocks, err);

	cvd_value_set_list(v, "clocks");
	for (size_t i = 0; rc == CVD_OK && i < clocks.count; i++)
		if (is_shown(s, &clocks.clock[i]))
			add_clock(v, s, &clocks.clock[i]);
	return rc;
}

static void
set_promised(struct cvd_value *v, const struct cvd_letter_source *s,
    const struct cvd_policy *lead)
{
	const struct cvd_event *ack = cvd_letter_latest(&s->record->replay,
	    CVD_EVENT_BIT(CVD_EVENT_ACKNOWLEDGED));
	const struct cvd_promise *promise = ack == NULL ? NULL
	                                                : ack->promised.item;

	cvd_value_set_list(v, "promised");
	for (size_t i = 0; ack != NULL && i < ack->promised.count; i++) {
		struct cvd_value *item = cvd_value_add(v, "promised");
		struct named_term named = { 0 };

		if (lead != NULL)
			named = (struct named_term){
				.term = cvd_policy_find_term(lead,
				    promise[i].clock),
				.calendar = lead->calendar,
				.policy = lead->id,
			};
		cvd_letter_set_words(item, "name", s->language, CVD_WORDS_CLOCK,
		    promise[i].clock);
		cvd_letter_set_instant(item, "due", promise[i].due, s->zone);
		set_term(item, s, &named);
	}
}

static const struct cvd_policy *
lead_of(const struct cvd_policy_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->item[i].lead)
			return set->item[i].policy;
	return NULL;
}

enum cvd_status
cvd_letter_values_make(const struct cvd_letter_source *source,
    struct cvd_arena *arena, const struct cvd_value **values,
    struct cvd_err *err)
{
	const struct cvd_policy *lead = lead_of(&source->record->policies);
	struct cvd_value *v = cvd_value_new(arena);
	enum cvd_status rc;

	set_team(v, source);
	rc = set_policy(v, lead, source->language, err);
	if (rc != CVD_OK)
		return rc;
	set_case(v, source);
	set_letter(v, source);
	rc = set_clocks(v, source, arena, err);
	if (rc != CVD_OK)
		return rc;
	set_promised(v, source, lead);
	cvd_letter_set_facts(v, source, lead);
	cvd_letter_set_history(v, source, arena);
	rc = cvd_arena_check(arena, err);
	if (rc == CVD_OK)
		*values = v;
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* What letters say of the things that happened in a case. */

#include "app/letter_facts.h"

#include "app/advisory.h"
#include "core/local.h"

#include <string.h>

#define BIT(kind) CVD_EVENT_BIT(CVD_EVENT_##kind)
#define FIXES                                                                  \
	(BIT(FIX_AVAILABLE) | BIT(FIX_RELEASED) | BIT(FIX_DEPLOYED) |          \
	    BIT(FIX_VERIFIED))

void
cvd_letter_set_instant(struct cvd_value *v, const char *name,
    cvd_instant instant, const struct cvd_zone *zone)
{
	char text[CVD_INSTANT_OFFSET_TEXT];

	if (instant == CVD_INSTANT_NONE) {
		cvd_value_set(v, name, NULL);
		return;
	}
	/* "2026-11-20T10:00:00+01:00": date, time and offset */
	(void)cvd_local_text(instant, zone, text);
	cvd_value_setf(v, name, "%.10s %.8s %s (%s)", text, text + 11,
	    text + 19, cvd_zone_name(zone));
}

void
cvd_letter_set_words(struct cvd_value *v, const char *name,
    const char *language, enum cvd_words_kind kind, const char *code)
{
	cvd_value_set(v, name,
	    code == NULL ? NULL : cvd_words_text(language, kind, code));
}

const struct cvd_event *
cvd_letter_latest(const struct cvd_replay *replay, uint64_t kinds)
{
	for (size_t i = replay->count; i > 0; i--)
		if ((CVD_EVENT_BIT(replay->events[i - 1]->kind) & kinds) != 0)
			return replay->events[i - 1];
	return NULL;
}

const char *
cvd_letter_party_name(const struct cvd_party *party)
{
	const struct cvd_person *p = party->person;

	if (p == NULL)
		return NULL;
	if (p->name != NULL)
		return p->name;
	return p->organisation != NULL ? p->organisation : p->pseudonym;
}

bool
cvd_letter_is_to_reporter(const struct cvd_letter_source *source)
{
	return strcmp(source->order->party, "reporter") == 0;
}

bool
cvd_letter_is_to_vendor(const struct cvd_letter_source *source)
{
	const struct cvd_party *p = cvd_replay_party(&source->record->replay,
	    source->order->party);

	return p != NULL &&
	       (p->role == CVD_ROLE_VENDOR || p->role == CVD_ROLE_OWNER ||
	           p->role == CVD_ROLE_OPERATOR);
}

/* Free text without the line ends behind it: the template has its own. */
static void
set_block(struct cvd_value *v, const char *name, const char *text)
{
	size_t n = text == NULL ? 0 : strlen(text);

	while (n > 0 && text[n - 1] == '\n')
		n--;
	cvd_value_setf(v, name, "%.*s", (int)n, n == 0 ? "" : text);
}

static const struct cvd_exclusion *
find_exclusion(const struct cvd_policy *policy, const char *id)
{
	const struct cvd_exclusion *x = policy == NULL
	                                    ? NULL
	                                    : policy->exclusions.item;

	for (size_t i = 0; x != NULL && i < policy->exclusions.count; i++)
		if (strcmp(x[i].id, id) == 0)
			return &x[i];
	return NULL;
}

static void
add_exclusion(struct cvd_value *v, const struct cvd_letter_source *s,
    const struct cvd_policy *lead, const char *id)
{
	const struct cvd_exclusion *x = find_exclusion(lead, id);
	struct cvd_value *item = cvd_value_add(v, "assess.exclusions");
	const char *text = x == NULL
	                       ? NULL
	                       : cvd_policy_language_text(x->text, s->language);

	cvd_value_set(item, "id", id);
	cvd_value_set(item, "text", text == NULL ? id : text);
	cvd_letter_set_words(item, "unless", s->language, CVD_WORDS_EXCEPTION,
	    x == NULL ? NULL : x->unless);
}

static void
set_assessment(struct cvd_value *v, const struct cvd_letter_source *s,
    const struct cvd_policy *lead)
{
	static const struct cvd_event nothing;
	static const struct cvd_matter no_matter;
	const struct cvd_event *e = cvd_letter_latest(&s->record->replay,
	    BIT(ASSESSED));
	const struct cvd_matter *m;
	const char *weight;

	if (e == NULL)
		e = &nothing;
	m = e->matter == NULL ? &no_matter : e->matter;
	weight = cvd_weight_names[e->weight];
	cvd_letter_set_words(v, "assess.outcome", s->language,
	    CVD_WORDS_OUTCOME, cvd_outcome_names[e->outcome]);
	cvd_letter_set_words(v, "assess.weight", s->language, CVD_WORDS_WEIGHT,
	    weight);
	cvd_value_set_bool(v, "assess.minor",
	    weight != NULL && strcmp(weight, "minor") == 0);
	cvd_value_set(v, "assess.reason", e->reason);
	cvd_letter_set_words(v, "assess.reason_text", s->language,
	    CVD_WORDS_REASON, e->reason);
	set_block(v, "assess.note", s->order->details ? m->note : NULL);
	cvd_value_set_list(v, "assess.exclusions");
	for (size_t i = 0; i < e->exclusions.count; i++)
		add_exclusion(v, s, lead, e->exclusions.item[i]);
	cvd_value_set(v, "assess.duplicate_of", e->duplicate_of);
	cvd_value_set(v, "assess.redirect_to", m->redirect_to);
	cvd_value_set(v, "assess.severity", e->cvss);
}

/* Who was told that nothing comes of the report has nothing to agree to. */
static bool
can_be_asked(const struct cvd_letter_source *s)
{
	const struct cvd_replay *r = &s->record->replay;

	return cvd_letter_is_to_reporter(s) && r->received != NULL &&
	       !r->received->anonymous &&
	       r->head.outcome != CVD_OUTCOME_REJECTED &&
	       r->head.outcome != CVD_OUTCOME_REDIRECTED;
}

/* Each consent is asked for by itself, until it was given or refused. */
static void
set_consents(struct cvd_value *v, const struct cvd_letter_source *s)
{
	static const struct {
		const char *name;
		enum cvd_consent_kind kind;
	} asked[] = {
		{ "ask.naming", CVD_CONSENT_NAMING },
		{ "ask.share_contact", CVD_CONSENT_SHARE_CONTACT },
		{ "ask.contact_exchange", CVD_CONSENT_CONTACT_EXCHANGE },
		{ "ask.wall_of_fame", CVD_CONSENT_WALL_OF_FAME },
	};
	bool may_ask = can_be_asked(s);
	bool any = false;

	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
		bool asks = may_ask &&
		            s->record->replay.consent[asked[i].kind] ==
		                CVD_CONSENT_UNKNOWN;

		cvd_value_set_bool(v, asked[i].name, asks);
		any = any || asks;
	}
	cvd_value_set_bool(v, "consent_needed", any);
}

/*
 * How to reach the reporter, for those with whom that may be shared: in a
 * letter that may hold details, since it gives away as much.
 */
static void
set_reporter(struct cvd_value *v, const struct cvd_letter_source *s)
{
	const struct cvd_replay *r = &s->record->replay;
	const struct cvd_party *p = cvd_replay_party(r, "reporter");
	bool shared = r->consent[CVD_CONSENT_SHARE_CONTACT] ==
	                  CVD_CONSENT_YES &&
	              !cvd_letter_is_to_reporter(s) && p != NULL &&
	              p->person != NULL;
	const struct cvd_person *who = shared && s->order->details ? p->person
	                                                           : NULL;

	cvd_value_set_bool(v, "reporter.shared", shared);
	cvd_value_set(v, "reporter.name", who == NULL ? NULL : who->name);
	cvd_value_set(v, "reporter.address",
	    who == NULL          ? NULL
	    : who->email != NULL ? who->email
	                         : who->phone);
}

static void
set_question(struct cvd_value *v, const struct cvd_letter_source *s)
{
	const struct cvd_replay *r = &s->record->replay;
	const struct cvd_event *e = cvd_letter_latest(r, BIT(INFO_REQUESTED));

	cvd_value_set_list(v, "missing");
	for (size_t i = 0;
	     r->received != NULL && i < r->received->missing.count; i++)
		cvd_letter_set_words(cvd_value_add(v, "missing"), "what",
		    s->language, CVD_WORDS_HAS, r->received->missing.item[i]);
	set_block(v, "question",
	    e == NULL || e->matter == NULL ? NULL : e->matter->question);
}

static void
add_target(struct cvd_value *v, const struct cvd_target *target)
{
	const char *text = target->url != NULL  ? target->url
	                   : target->ip != NULL ? target->ip
	                                        : target->name;

	cvd_value_set(cvd_value_add(v, "finding.targets"), "text", text);
}

static void
set_finding(struct cvd_value *v, const struct cvd_letter_source *s)
{
	const struct cvd_event *received = s->record->replay.received;
	const struct cvd_matter *m = received == NULL || !s->order->details
	                                 ? NULL
	                                 : received->matter;
	const struct cvd_target *targets = m == NULL ? NULL : m->targets.item;

	set_block(v, "finding.description", m == NULL ? NULL : m->description);
	/* Reports have it in their description so far. */
	cvd_value_set(v, "finding.reproduction", NULL);
	cvd_value_set_list(v, "finding.targets");
	for (size_t i = 0; m != NULL && i < m->targets.count; i++)
		add_target(v, &targets[i]);
}

static void
set_escalation(struct cvd_value *v, const struct cvd_letter_source *s)
{
	const struct cvd_event *e = cvd_letter_latest(&s->record->replay,
	    BIT(ESCALATED));
	const char *to = e == NULL ? NULL : e->to;

	if (to != NULL && s->order->name != NULL &&
	    strcmp(to, s->order->party) == 0)
		to = s->order->name;
	cvd_value_set(v, "escalation.to_name", to);
	cvd_letter_set_words(v, "escalation.reason_text", s->language,
	    CVD_WORDS_ESCALATION, e == NULL ? NULL : e->reason);
	cvd_value_set(v, "escalation.rule", e == NULL ? NULL : e->rule);
}

/* "available" of fix_available, as the words of letters have it. */
static const char *
fix_kind(const struct cvd_event *e)
{
	return e == NULL ? NULL : cvd_event_names[e->kind] + strlen("fix_");
}

static void
set_fix(struct cvd_value *v, const struct cvd_letter_source *s)
{
	const struct cvd_event *e = cvd_letter_latest(&s->record->replay,
	    FIXES);

	cvd_letter_set_words(v, "fix.kind", s->language, CVD_WORDS_FIX,
	    fix_kind(e));
	cvd_value_set(v, "fix.version", e == NULL ? NULL : e->version);
	cvd_value_set(v, "fix.reference", e == NULL ? NULL : e->reference);
	cvd_letter_set_words(v, "fix.source", s->language, CVD_WORDS_SOURCE,
	    e == NULL ? NULL : cvd_source_names[e->source]);
}

static void
set_publication(struct cvd_value *v, const struct cvd_letter_source *s)
{
	const struct cvd_replay *r = &s->record->replay;
	const struct cvd_event *e = cvd_letter_latest(r, BIT(PUBLISHED));
	const struct cvd_document *documents = e == NULL ? NULL
	                                                 : e->documents.item;

	cvd_value_set_list(v, "publish.documents");
	for (size_t i = 0; e != NULL && i < e->documents.count; i++)
		cvd_value_set(cvd_value_add(v, "publish.documents"), "path",
		    documents[i].path);
	set_block(v, "publish.text", s->advisory);
	/* Nothing says yet where a team shows its advisories. */
	cvd_value_set(v, "publish.url", NULL);
	cvd_value_set(v, "publish.credit", cvd_advisory_credit(r, s->language));
}

static void
set_closure(struct cvd_value *v, const struct cvd_letter_source *s)
{
	const struct cvd_event *e = cvd_letter_latest(&s->record->replay,
	    BIT(CLOSED));

	cvd_value_set(v, "close.reason", e == NULL ? NULL : e->reason);
	cvd_letter_set_words(v, "close.reason_text", s->language,
	    CVD_WORDS_REASON, e == NULL ? NULL : e->reason);
}

void
cvd_letter_set_facts(struct cvd_value *v,
    const struct cvd_letter_source *source, const struct cvd_policy *lead)
{
	set_assessment(v, source, lead);
	set_question(v, source);
	set_consents(v, source);
	set_reporter(v, source);
	set_finding(v, source);
	set_escalation(v, source);
	set_fix(v, source);
	set_publication(v, source);
	set_closure(v, source);
}

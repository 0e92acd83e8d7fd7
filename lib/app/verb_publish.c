/* SPDX-License-Identifier: EUPL-1.2 */

/* Publishing: what the policies ask for first, the advisory, and who hears. */

#include "app/verbs.h"

#include "app/advisory.h"
#include "app/fill.h"
#include "app/pick.h"
#include "core/limits.h"
#include "edge/hash.h"

#include <string.h>

/* A policy's question to the case. */
struct question {
	const struct cvd_step *step;
	const struct cvd_policy *policy;
	const char *force; /* the reason given, or NULL */
};

static bool
has_happened(const struct cvd_replay *r, int kind)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->events[i]->kind == kind)
			return true;
	return false;
}

/* Whether the party's latest word on publication is yes; NULL: anybody's. */
static bool
has_consented(const struct cvd_replay *r, const char *party)
{
	bool yes = false;

	for (size_t i = 0; i < r->count; i++) {
		const struct cvd_event *e = r->events[i];

		if (e->consent_kind != CVD_CONSENT_PUBLICATION ||
		    (party != NULL &&
		        (e->party == NULL || strcmp(e->party, party) != 0)))
			continue;
		yes = e->kind == CVD_EVENT_CONSENT_GIVEN &&
		      e->consent_value == CVD_CONSENT_YES;
	}
	return yes;
}

static enum cvd_status
fail_consent(const struct question *q, const char *whose, const char *party,
    struct cvd_err *err)
{
	enum cvd_status rc = cvd_fail(err, CVD_E_REFUSED,
	    "policy '%s' (publication.consent_of) asks for the consent of %s, "
	    "which is not recorded",
	    q->policy->id, whose);

	cvd_err_hint(err,
	    "'cvd consent %s publication yes%s%s --medium …' "
	    "records it",
	    q->step->record->replay.head.id, party == NULL ? "" : " --party ",
	    party == NULL ? "" : party);
	return rc;
}

/* Each organisation that is concerned; where the case knows none, anybody. */
static enum cvd_status
check_organisations(const struct question *q, struct cvd_err *err)
{
	const struct cvd_replay *r = &q->step->record->replay;
	bool any = false;

	for (size_t i = 0; i < r->party_count; i++) {
		const struct cvd_party *p = &r->parties[i];

		if (!cvd_pick_is_concerned(p))
			continue;
		any = true;
		if (!has_consented(r, p->slug))
			return fail_consent(q, p->slug, p->slug, err);
	}
	if (any || has_consented(r, NULL))
		return CVD_OK;
	return fail_consent(q, "the organisation", NULL, err);
}

static enum cvd_status
check_consents(const struct question *q, struct cvd_err *err)
{
	const struct cvd_replay *r = &q->step->record->replay;
	const struct cvd_lines *of = &q->policy->publication_consent_of;
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < of->count && rc == CVD_OK; i++) {
		if (strcmp(of->item[i], "organisation") == 0)
			rc = check_organisations(q, err);
		else if (!has_consented(r, of->item[i]))
			rc = fail_consent(q, of->item[i], of->item[i], err);
	}
	return rc;
}

enum answer {
	ANSWER_YES,
	ANSWER_NO,
	ANSWER_UNKNOWN, /* nothing records it */
};

/*
 * An organisation that consents to the publication agrees to its time, which
 * is what CCB (2020) asks for: to wait a reasonable time, in consultation.
 */
static enum answer
ask(const struct question *q, const char *condition)
{
	const struct cvd_replay *r = &q->step->record->replay;
	int kind = cvd_names_find(cvd_event_names, condition);
	bool yes;

	if (strcmp(condition, "fixed") == 0)
		yes = r->fixed;
	else if (strcmp(condition, "reasonable_time_agreed") == 0)
		yes = has_consented(r, NULL);
	else if (kind != CVD_EVENT_NONE)
		yes = has_happened(r, kind);
	else
		return ANSWER_UNKNOWN;
	return yes ? ANSWER_YES : ANSWER_NO;
}

static void
hint_condition(const struct question *q, const char *condition,
    struct cvd_err *err)
{
	const char *id = q->step->record->replay.head.id;

	if (strcmp(condition, "fixed") == 0)
		cvd_err_hint(err,
		    "'cvd fix %s' records a fix; --force REASON "
		    "publishes before",
		    id);
	else if (strcmp(condition, "reasonable_time_agreed") == 0)
		cvd_err_hint(err,
		    "'cvd consent %s publication yes --medium …' "
		    "records the agreement",
		    id);
	else if (cvd_names_find(cvd_verb_event_names, condition) != 0)
		cvd_err_hint(err, "'cvd event %s %s' records it", id,
		    condition);
	else
		cvd_err_hint(err, "no event records it: --force REASON says "
		                  "how it is met, or why not");
}

static enum cvd_status
check_conditions(const struct question *q, struct cvd_err *err)
{
	const struct cvd_lines *requires = &q->policy->publication_requires;

	for (size_t i = 0; i < requires->count; i++) {
		const char *condition = requires->item[i];
		enum answer answer = ask(q, condition);
		enum cvd_status rc;

		if (answer == ANSWER_YES || q->force != NULL)
			continue;
		rc = cvd_fail(err, CVD_E_REFUSED,
		    "policy '%s' (publication.requires) asks for '%s' before "
		    "anything is published",
		    q->policy->id, condition);
		hint_condition(q, condition, err);
		return rc;
	}
	return CVD_OK;
}

/* The state of the case first, then each policy in force. */
static enum cvd_status
check(const struct cvd_step *step, const char *force, struct cvd_err *err)
{
	const struct cvd_record *r = step->record;
	const struct cvd_event probe = {
		.kind = CVD_EVENT_PUBLISHED,
		.at = step->at,
		.recorded = step->recorded,
		.forced = force,
	};
	enum cvd_status rc = cvd_replay_may(r->c, &r->replay, &probe, err);

	for (size_t i = 0; i < r->policies.count && rc == CVD_OK; i++) {
		const struct question q = {
			.step = step,
			.policy = r->policies.item[i].policy,
			.force = force,
		};

		rc = check_conditions(&q, err);
		if (rc == CVD_OK)
			rc = check_consents(&q, err);
	}
	return rc;
}

/* The advisory as a file of the step, and as the event names it. */
static enum cvd_status
write_advisory(struct cvd_step *step, const char *summary,
    struct cvd_items *documents, struct cvd_err *err)
{
	const struct cvd_team *team = cvd_casebook_team(step->book);
	const struct cvd_advisory advisory = {
		.publisher = team->name,
		.language = team->languages.item[0],
		.zone = cvd_casebook_zone(step->book),
		.published = step->at,
		.summary = summary,
	};
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_document *document = cvd_arena_alloc(arena, 1,
	    sizeof *document);
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);
	char path[CVD_ADVISORY_PATH_TEXT];
	char sha256[CVD_HASH_TEXT];
	const char *bytes = NULL;
	enum cvd_status rc;

	cvd_advisory_write(&advisory, &step->record->replay, &text);
	rc = cvd_buf_check(&text, err);
	if (rc == CVD_OK) {
		bytes = cvd_arena_copy(arena, text.data, text.size);
		cvd_hash_bytes(text.data, text.size, sha256);
		rc = cvd_arena_check(arena, err);
	}
	if (rc == CVD_OK) {
		document->path = cvd_arena_text(arena,
		    cvd_advisory_path_text(step->record->c->head.id, path));
		document->sha256 = cvd_arena_text(arena, sha256);
		*documents = (struct cvd_items){ document, 1 };
		rc = cvd_step_file(step, path, bytes, text.size, err);
	}
	cvd_buf_clear(&text);
	return rc;
}

/* Vendors and owners that can be reached this way; the desk knows it. */
static enum cvd_status
tell_parties(struct cvd_step *step, const struct cvd_way *way,
    struct cvd_err *err)
{
	const struct cvd_replay *r = &step->record->replay;
	bool by_mail = way->by == CVD_CHANNEL_NONE ||
	               way->by == CVD_CHANNEL_EMAIL;
	enum cvd_status rc = CVD_OK;

	if (way->no_letter != NULL)
		return CVD_OK;
	for (size_t i = 0; i < r->party_count && rc == CVD_OK; i++) {
		const struct cvd_party *p = &r->parties[i];
		const struct cvd_letter_order order = {
			.letter = "publish",
			.party = p->slug,
			.by = way->by,
		};

		if (!cvd_pick_is_concerned(p) || strcmp(p->slug, "desk") == 0 ||
		    (by_mail &&
		        (p->person == NULL || p->person->email == NULL)))
			continue;
		rc = cvd_letters_order(step, &order, err);
	}
	return rc;
}

enum cvd_status
cvd_verb_publish(struct cvd_step *step,
    const struct cvd_publication *publication, struct cvd_err *err)
{
	struct cvd_items documents;
	struct cvd_event *e;
	enum cvd_status rc = check(step, publication->force, err);

	if (rc == CVD_OK)
		rc = write_advisory(step, publication->summary, &documents,
		    err);
	if (rc == CVD_OK)
		rc = cvd_step_add(step, CVD_EVENT_PUBLISHED, &e, err);
	if (rc != CVD_OK)
		return rc;
	e->documents = documents;
	rc = cvd_fill_field(step, e, "forced", publication->force, err);
	if (rc == CVD_OK)
		rc = cvd_letters_to_reporter(step, e, "publish",
		    &publication->way, err);
	return rc == CVD_OK ? tell_parties(step, &publication->way, err) : rc;
}

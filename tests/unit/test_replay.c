/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/ident.h"
#include "core/legality.h"
#include "core/replay.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

#define HOUR  3600
#define START INT64_C(1795165200) /* 2026-11-20T09:00:00Z */

/* A case that grows an event an hour, and its latest replay. */
struct story {
	struct cvd_case *c;
	struct cvd_arena *arena;
	struct cvd_replay r;
	cvd_instant now;
};

static struct story
begin(void)
{
	struct story s = {
		.c = cvd_case_new("CVD-2026-4K7Q9XV"),
		.arena = cvd_arena_new(),
		.now = START,
	};

	ck_assert_ptr_nonnull(s.c);
	ck_assert_ptr_nonnull(s.arena);
	return s;
}

static void
end(struct story *s)
{
	cvd_case_free(s->c);
	cvd_arena_free(s->arena);
}

/* The next event, an hour later; ids are in the order of events. */
static struct cvd_event *
add(struct story *s, enum cvd_event_kind kind)
{
	unsigned char bytes[CVD_EVENT_ID_BYTES] = { 0 };
	char id[CVD_EVENT_ID_TEXT];
	struct cvd_event *e = NULL;
	struct cvd_err err;

	bytes[0] = (unsigned char)(s->c->count + 1);
	cvd_event_id_make(bytes, id);
	ck_assert_int_eq(cvd_case_add(s->c, kind, id, s->now, s->now, "alice",
	                     &e, &err),
	    CVD_OK);
	s->now += HOUR;
	return e;
}

static void
replay(struct story *s)
{
	struct cvd_err err;

	ck_assert_int_eq(cvd_replay_run(s->c, s->arena, &s->r, &err), CVD_OK);
}

static struct cvd_event *
receive(struct story *s, enum cvd_owner_class class)
{
	static struct cvd_pin pin = { .id = "nl-ncsc",
		.version = "2023",
		.lead = true };
	struct cvd_event *e = add(s, CVD_EVENT_RECEIVED);

	e->title = "Login form accepts any password";
	e->policies = (struct cvd_items){ &pin, 1 };
	e->owner_class = (int)class;
	return e;
}

static void
assess(struct story *s, enum cvd_outcome outcome)
{
	add(s, CVD_EVENT_ASSESSED)->outcome = (int)outcome;
}

static void
add_vendor(struct story *s, const char *slug)
{
	struct cvd_event *e = add(s, CVD_EVENT_PARTY_ADDED);

	e->party = slug;
	e->role = CVD_ROLE_VENDOR;
}

static void
about(struct story *s, enum cvd_event_kind kind, const char *party)
{
	add(s, kind)->party = party;
}

static enum cvd_verdict_kind
last_verdict(const struct story *s)
{
	return s->r.verdict[s->c->count - 1].kind;
}

/* Asserts that the last event is refused, for a reason that says this. */
static void
assert_refused(struct story *s, const char *why)
{
	replay(s);
	ck_assert_int_eq(last_verdict(s), CVD_VERDICT_INEFFECTIVE);
	ck_assert_msg(strstr(s->r.verdict[s->c->count - 1].why, why) != NULL,
	    "%s", s->r.verdict[s->c->count - 1].why);
	ck_assert(s->r.head.needs_review);
}

START_TEST(a_case_goes_from_report_to_closure)
{
	struct story s = begin();

	receive(&s, CVD_CLASS_PRIVATE);
	replay(&s);
	ck_assert_int_eq(s.r.head.state, CVD_LABEL_RECEIVED);
	ck_assert_str_eq(s.r.head.policy, "nl-ncsc@2023");
	add(&s, CVD_EVENT_ACKNOWLEDGED);
	assess(&s, CVD_OUTCOME_ACCEPTED);
	add_vendor(&s, "vendor-1");
	about(&s, CVD_EVENT_CONTACT_ATTEMPTED, "vendor-1");
	s.c->events[4].who = CVD_WHO_DESK;
	replay(&s);
	ck_assert_int_eq(s.r.head.state, CVD_LABEL_NOTIFIED);
	/* Nothing about the vulnerability was said: the vendor is unaware. */
	ck_assert_uint_eq(cvd_replay_party(&s.r, "vendor-1")->cs, 0);
	about(&s, CVD_EVENT_FIX_RELEASED, "vendor-1");
	replay(&s);
	ck_assert_int_eq(s.r.head.state, CVD_LABEL_FIXED);
	ck_assert(s.r.fixed);
	add(&s, CVD_EVENT_PUBLISHED);
	replay(&s);
	ck_assert_int_eq(s.r.head.state, CVD_LABEL_PUBLISHED);
	ck_assert_uint_eq(s.r.cs, CVD_CS_P);
	add(&s, CVD_EVENT_CLOSED)->reason = "resolved";
	replay(&s);
	ck_assert_int_eq(s.r.head.state, CVD_LABEL_CLOSED);
	ck_assert(!s.r.head.needs_review);
	ck_assert_uint_eq(s.r.count, s.c->count);
	end(&s);
}
END_TEST

START_TEST(a_fix_implies_that_the_vendor_knew_and_accepted)
{
	struct story s = begin();
	const struct cvd_party *p;

	receive(&s, CVD_CLASS_PRIVATE);
	assess(&s, CVD_OUTCOME_ACCEPTED);
	add_vendor(&s, "vendor-1");
	about(&s, CVD_EVENT_FIX_DEPLOYED, "vendor-1");
	replay(&s);
	p = cvd_replay_party(&s.r, "vendor-1");
	ck_assert_int_eq(p->rm, CVD_RM_ACCEPTED);
	ck_assert_uint_eq(p->cs, CVD_CS_V | CVD_CS_F | CVD_CS_D);
	ck_assert_uint_eq(p->inferred, CVD_CS_V | CVD_CS_F);
	end(&s);
}
END_TEST

START_TEST(fixed_means_every_vendor_that_is_affected)
{
	struct story s = begin();

	receive(&s, CVD_CLASS_PRIVATE);
	assess(&s, CVD_OUTCOME_ACCEPTED);
	add_vendor(&s, "vendor-1");
	add_vendor(&s, "vendor-2");
	about(&s, CVD_EVENT_FIX_RELEASED, "vendor-1");
	replay(&s);
	ck_assert(!s.r.fixed);
	about(&s, CVD_EVENT_PARTY_CHANGED, "vendor-2");
	s.c->events[5].status = CVD_STATUS_NOT_AFFECTED;
	replay(&s);
	ck_assert(s.r.fixed);
	ck_assert_int_eq(s.r.fixed_at, s.c->events[5].at);
	ck_assert_int_eq(s.r.head.state, CVD_LABEL_FIXED);
	end(&s);
}
END_TEST

START_TEST(on_our_own_system_the_desk_fixes)
{
	struct story s = begin();

	receive(&s, CVD_CLASS_OWN);
	assess(&s, CVD_OUTCOME_ACCEPTED);
	about(&s, CVD_EVENT_FIX_DEPLOYED, "desk");
	replay(&s);
	ck_assert(s.r.fixed);
	ck_assert_uint_eq(s.r.head.parties.count, 2);
	end(&s);
}
END_TEST

START_TEST(receipt_is_acknowledged_once_also_after_the_assessment)
{
	struct story s = begin();

	receive(&s, CVD_CLASS_PRIVATE);
	assess(&s, CVD_OUTCOME_ACCEPTED);
	add(&s, CVD_EVENT_ACKNOWLEDGED);
	replay(&s);
	ck_assert_int_eq(s.r.head.state, CVD_LABEL_ACCEPTED);
	add(&s, CVD_EVENT_ACKNOWLEDGED);
	assert_refused(&s, "once");
	end(&s);
}
END_TEST

START_TEST(rejected_may_become_accepted_but_not_back)
{
	struct story s = begin();

	receive(&s, CVD_CLASS_PRIVATE);
	assess(&s, CVD_OUTCOME_REJECTED);
	assess(&s, CVD_OUTCOME_ACCEPTED);
	replay(&s);
	ck_assert_int_eq(s.r.head.state, CVD_LABEL_ACCEPTED);
	assess(&s, CVD_OUTCOME_REJECTED);
	assert_refused(&s, "close it with a reason");
	ck_assert_int_eq(s.r.head.outcome, CVD_OUTCOME_ACCEPTED);
	end(&s);
}
END_TEST

START_TEST(a_duplicate_is_valid_and_deferred)
{
	struct story s = begin();

	receive(&s, CVD_CLASS_PRIVATE);
	assess(&s, CVD_OUTCOME_DUPLICATE);
	replay(&s);
	ck_assert_int_eq(cvd_replay_rm(&s.r), CVD_RM_DEFERRED);
	ck_assert_int_eq(s.r.head.state, CVD_LABEL_REJECTED);
	ck_assert_int_eq(s.r.head.outcome, CVD_OUTCOME_DUPLICATE);
	end(&s);
}
END_TEST

START_TEST(vendors_are_contacted_after_acceptance)
{
	struct story s = begin();

	receive(&s, CVD_CLASS_PRIVATE);
	add_vendor(&s, "vendor-1");
	about(&s, CVD_EVENT_CONTACT_ATTEMPTED, "vendor-1");
	s.c->events[2].who = CVD_WHO_DESK;
	assert_refused(&s, "after the report was accepted");
	end(&s);
}
END_TEST

START_TEST(the_reporters_attempts_may_precede_the_receipt)
{
	struct story s = begin();
	struct cvd_event *e;

	receive(&s, CVD_CLASS_PRIVATE);
	add_vendor(&s, "vendor-1");
	e = add(&s, CVD_EVENT_CONTACT_ATTEMPTED);
	e->party = "vendor-1";
	e->who = CVD_WHO_REPORTER;
	e->at = START - 100 * HOUR;
	replay(&s);
	ck_assert_int_eq(last_verdict(&s), CVD_VERDICT_EFFECTIVE);
	/* It is the reporter's, and so no contact by the desk. */
	ck_assert_int_eq(s.r.head.state, CVD_LABEL_RECEIVED);
	add(&s, CVD_EVENT_ACKNOWLEDGED)->at = START - HOUR;
	assert_refused(&s, "before the receipt");
	end(&s);
}
END_TEST

START_TEST(nothing_happens_long_after_it_was_recorded)
{
	struct story s = begin();

	receive(&s, CVD_CLASS_PRIVATE);
	add(&s, CVD_EVENT_ACKNOWLEDGED)->at += 601;
	assert_refused(&s, "after it was recorded");
	end(&s);
}
END_TEST

START_TEST(publication_needs_a_fix_or_a_reason)
{
	struct story s = begin();

	receive(&s, CVD_CLASS_PRIVATE);
	assess(&s, CVD_OUTCOME_ACCEPTED);
	add_vendor(&s, "vendor-1");
	add(&s, CVD_EVENT_PUBLISHED);
	assert_refused(&s, "no reason was given");
	s.c->events[3].forced = "exploited in the wild";
	replay(&s);
	ck_assert_int_eq(s.r.head.state, CVD_LABEL_PUBLISHED);
	/* What is public reaches the vendor too. */
	ck_assert_uint_eq(cvd_replay_party(&s.r, "vendor-1")->inferred,
	    CVD_CS_V);
	end(&s);
}
END_TEST

START_TEST(after_closing_only_what_concerns_the_record)
{
	static const enum cvd_event_kind fine[] = { CVD_EVENT_NOTED,
		CVD_EVENT_CONSENT_WITHDRAWN, CVD_EVENT_LETTERS_QUEUED };
	struct story s = begin();

	receive(&s, CVD_CLASS_PRIVATE);
	assess(&s, CVD_OUTCOME_REJECTED);
	add(&s, CVD_EVENT_CLOSED)->reason = "informative";
	for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
		add(&s, fine[i]);
		replay(&s);
		ck_assert_int_eq(last_verdict(&s), CVD_VERDICT_EFFECTIVE);
	}
	assess(&s, CVD_OUTCOME_ACCEPTED);
	assert_refused(&s, "closed");
	end(&s);
}
END_TEST

START_TEST(a_reason_closes_from_the_states_it_belongs_to)
{
	ck_assert(cvd_legality_closes(CVD_RM_ACCEPTED, "resolved"));
	ck_assert(!cvd_legality_closes(CVD_RM_INVALID, "resolved"));
	ck_assert(cvd_legality_closes(CVD_RM_DEFERRED, "wont-fix"));
	ck_assert(cvd_legality_closes(CVD_RM_ACCEPTED, "wont-fix"));
	ck_assert(!cvd_legality_closes(CVD_RM_DEFERRED, "spam"));
	ck_assert(!cvd_legality_closes(CVD_RM_RECEIVED, "spam"));
	ck_assert(!cvd_legality_closes(CVD_RM_VALID, "resolved"));
	for (size_t i = 1; cvd_reason_names[i] != NULL; i++)
		ck_assert_msg(cvd_legality_closes(CVD_RM_ACCEPTED,
		                  cvd_reason_names[i]),
		    "%s closes nothing", cvd_reason_names[i]);
}
END_TEST

START_TEST(what_is_voided_never_happened)
{
	struct story s = begin();
	const char *id;

	receive(&s, CVD_CLASS_PRIVATE);
	assess(&s, CVD_OUTCOME_REJECTED);
	id = s.c->events[1].id;
	add(&s, CVD_EVENT_VOIDED)->voids = (struct cvd_lines){ &id, 1 };
	replay(&s);
	ck_assert_int_eq(s.r.verdict[1].kind, CVD_VERDICT_VOIDED);
	ck_assert_int_eq(s.r.head.state, CVD_LABEL_RECEIVED);
	ck_assert_int_eq(s.r.head.outcome, CVD_OUTCOME_NONE);
	end(&s);
}
END_TEST

START_TEST(a_receipt_is_not_voided)
{
	struct story s = begin();
	const char *id;

	receive(&s, CVD_CLASS_PRIVATE);
	id = s.c->events[0].id;
	add(&s, CVD_EVENT_VOIDED)->voids = (struct cvd_lines){ &id, 1 };
	assert_refused(&s, "not voided");
	ck_assert_int_eq(s.r.verdict[0].kind, CVD_VERDICT_EFFECTIVE);
	end(&s);
}
END_TEST

START_TEST(a_correction_changes_what_is_computed)
{
	struct story s = begin();
	struct cvd_event *e;

	receive(&s, CVD_CLASS_PRIVATE);
	e = add(&s, CVD_EVENT_CORRECTED);
	e->corrects = s.c->events[0].id;
	e->field = "title";
	e->value = "Login form accepts an empty password";
	replay(&s);
	ck_assert_str_eq(s.r.head.title,
	    "Login form accepts an empty password");
	ck_assert(s.r.verdict[0].corrected);
	ck_assert_str_eq(s.c->events[0].title,
	    "Login form accepts any password");
	e = add(&s, CVD_EVENT_CORRECTED);
	e->corrects = s.c->events[0].id;
	e->field = "outcome";
	e->value = "accepted";
	assert_refused(&s, "no field 'outcome'");
	end(&s);
}
END_TEST

START_TEST(a_letter_that_was_sent_stays_sent)
{
	static struct cvd_event_letter letter = { .letter = "ack",
		.party = "reporter",
		.message_id = "1@example.org" };
	struct story s = begin();
	const struct cvd_items letters = { &letter, 1 };

	receive(&s, CVD_CLASS_PRIVATE);
	add(&s, CVD_EVENT_LETTERS_SENT)->letters = letters;
	assert_refused(&s, "was decided");
	add(&s, CVD_EVENT_LETTERS_QUEUED)->letters = letters;
	add(&s, CVD_EVENT_LETTERS_SENT)->letters = letters;
	add(&s, CVD_EVENT_LETTERS_FAILED)->letters = letters;
	replay(&s);
	ck_assert_uint_eq(s.r.letter_count, 1);
	ck_assert_int_eq(s.r.letters[0].state, CVD_LETTER_SENT);
	end(&s);
}
END_TEST

START_TEST(what_became_of_a_letter_is_not_voided)
{
	static struct cvd_event_letter letter = { .letter = "ack",
		.party = "reporter",
		.message_id = "1@example.org" };
	struct story s = begin();
	const char *id;

	receive(&s, CVD_CLASS_PRIVATE);
	add(&s, CVD_EVENT_LETTERS_QUEUED)->letters =
	    (struct cvd_items){ &letter, 1 };
	id = s.c->events[1].id;
	add(&s, CVD_EVENT_VOIDED)->voids = (struct cvd_lines){ &id, 1 };
	assert_refused(&s, "what became of a letter is not voided");
	ck_assert_uint_eq(s.r.letter_count, 1);
	end(&s);
}
END_TEST

static void
consent(struct story *s, const char *party, int kind, int value)
{
	struct cvd_event *e = add(s, CVD_EVENT_CONSENT_GIVEN);

	e->party = party;
	e->consent_kind = kind;
	e->consent_value = value;
}

START_TEST(a_vendor_does_not_consent_for_the_reporter)
{
	struct story s = begin();
	struct cvd_event *e;

	receive(&s, CVD_CLASS_PRIVATE);
	add_vendor(&s, "vendor-1");
	consent(&s, "vendor-1", CVD_CONSENT_NAMING, CVD_CONSENT_YES);
	consent(&s, "vendor-1", CVD_CONSENT_PUBLICATION, CVD_CONSENT_YES);
	replay(&s);
	ck_assert_int_eq(s.r.consent[CVD_CONSENT_NAMING], CVD_CONSENT_UNKNOWN);
	ck_assert_int_eq(s.r.consent[CVD_CONSENT_PUBLICATION], CVD_CONSENT_YES);
	consent(&s, NULL, CVD_CONSENT_NAMING, CVD_CONSENT_YES);
	e = add(&s, CVD_EVENT_CONSENT_WITHDRAWN);
	e->party = "vendor-1";
	e->consent_kind = CVD_CONSENT_NAMING;
	replay(&s);
	ck_assert_int_eq(s.r.consent[CVD_CONSENT_NAMING], CVD_CONSENT_YES);
	e = add(&s, CVD_EVENT_CONSENT_WITHDRAWN);
	e->party = "reporter";
	e->consent_kind = CVD_CONSENT_NAMING;
	replay(&s);
	ck_assert_int_eq(s.r.consent[CVD_CONSENT_NAMING], CVD_CONSENT_NO);
	end(&s);
}
END_TEST

START_TEST(a_refusal_names_the_legal_next_steps)
{
	struct story s = begin();
	struct cvd_event close = { .kind = CVD_EVENT_CLOSED,
		.reason = "resolved" };
	struct cvd_err err;

	receive(&s, CVD_CLASS_PRIVATE);
	replay(&s);
	close.at = s.now;
	close.recorded = s.now;
	ck_assert_int_eq(cvd_replay_may(s.c, &s.r, &close, &err),
	    CVD_E_REFUSED);
	ck_assert_str_eq(err.message,
	    "a report is assessed before its case is closed");
	ck_assert_str_eq(err.hint,
	    "legal next steps: ack, assess, note, consent, correct or void, "
	    "close --reason spam");
	end(&s);
}
END_TEST

START_TEST(replay_has_an_answer_for_any_events)
{
	/* Every kind after every kind, without payload that means anything. */
	for (int a = 1; a < CVD_EVENT_KINDS; a++) {
		struct story s = begin();

		receive(&s, CVD_CLASS_PRIVATE);
		for (int b = 1; b < CVD_EVENT_KINDS; b++) {
			struct cvd_event *e = add(&s,
			    (enum cvd_event_kind)(b % 2 ? a : b));

			e->party = "vendor-1";
			e->to = "nl-ncsc";
			e->reason = "resolved";
			e->corrects = "0";
			e->field = "title";
		}
		replay(&s);
		ck_assert_str_eq(s.r.head.title,
		    "Login form accepts any password");
		end(&s);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("replay");
	TCase *life = tcase_create("life");
	TCase *back = tcase_create("taking back");

	tcase_add_test(life, a_case_goes_from_report_to_closure);
	tcase_add_test(life, a_fix_implies_that_the_vendor_knew_and_accepted);
	tcase_add_test(life, fixed_means_every_vendor_that_is_affected);
	tcase_add_test(life, on_our_own_system_the_desk_fixes);
	tcase_add_test(life,
	    receipt_is_acknowledged_once_also_after_the_assessment);
	tcase_add_test(life, rejected_may_become_accepted_but_not_back);
	tcase_add_test(life, a_duplicate_is_valid_and_deferred);
	tcase_add_test(life, vendors_are_contacted_after_acceptance);
	tcase_add_test(life, the_reporters_attempts_may_precede_the_receipt);
	tcase_add_test(life, nothing_happens_long_after_it_was_recorded);
	tcase_add_test(life, publication_needs_a_fix_or_a_reason);
	tcase_add_test(life, after_closing_only_what_concerns_the_record);
	tcase_add_test(life, a_reason_closes_from_the_states_it_belongs_to);
	tcase_add_test(life, a_letter_that_was_sent_stays_sent);
	tcase_add_test(life, a_refusal_names_the_legal_next_steps);
	tcase_add_test(life, replay_has_an_answer_for_any_events);
	tcase_add_test(back, what_is_voided_never_happened);
	tcase_add_test(back, a_receipt_is_not_voided);
	tcase_add_test(back, what_became_of_a_letter_is_not_voided);
	tcase_add_test(back, a_vendor_does_not_consent_for_the_reporter);
	tcase_add_test(back, a_correction_changes_what_is_computed);
	suite_add_tcase(suite, life);
	suite_add_tcase(suite, back);
	return suite_run(suite);
}

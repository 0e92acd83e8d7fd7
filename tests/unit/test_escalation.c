/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/shipped.h"
#include "core/arena.h"
#include "core/escalation.h"
#include "edge/yaml.h"

#include "policies.h"
#include "story.h"
#include "suite.h"

#define RECEIVED "received:private:system@2026-11-20T09:00:00Z "
#define ACCEPTED RECEIVED "assessed@2026-11-20T12:00:00Z "
#define VENDOR   ACCEPTED "party_added:vendor-1@2026-11-20T12:00:00Z "
#define TRIED    VENDOR "contact_attempted:vendor-1@2026-11-20T13:00:00Z "

/* The rules of the policies as they are shipped; NULL: there is none. */
static const struct {
	const char *policies;
	const char *story;
	const char *to;
	const char *reason;
	const char *rule;
	const char *message;
} rows[] = {
	{ "nl-ncsc", TRIED, "nl-ncsc", "no-response", "nl-ncsc/intermediary",
	    NULL },
	{ "nl-ncsc", TRIED, "nl-ncsc", "inadequate-response",
	    "nl-ncsc/intermediary", NULL },
	/* the reporter's own attempt, from before the receipt, is one */
	{ "nl-ncsc",
	    VENDOR "contact_attempted:vendor-1:reporter@2026-11-10T13:00:00Z",
	    "nl-ncsc", "no-response", "nl-ncsc/intermediary", NULL },
	{ "nl-ncsc", VENDOR, "nl-ncsc", "no-response", NULL,
	    "rule 'nl-ncsc/intermediary' asks for an attempt to reach the "
	    "owner or vendor, and none is recorded" },
	/* what has many parties needs no attempt */
	{ "nl-ncsc", ACCEPTED, "nl-ncsc", "multi-vendor", "nl-ncsc/multi-party",
	    NULL },
	{ "nl-ncsc",
	    "received:central-government:system@2026-11-20T09:00:00Z "
	    "party_added:vendor-1:owner@2026-11-20T12:00:00Z "
	    "contact_attempted:vendor-1:reporter@2026-11-20T13:00:00Z",
	    "nl-ncsc", "no-response", NULL,
	    "rule 'nl-ncsc/intermediary' is for owner_class government or "
	    "private, and the case does not say so" },
	{ "nl-ncsc", TRIED, "be-ccb", "participant-silent", NULL,
	    "no rule of the policies in force escalates to 'be-ccb' for "
	    "'participant-silent'" },
	{ "nl-ncsc", TRIED, "nl-ncsc", "no-cvdp", NULL,
	    "no rule of the policies in force escalates to 'nl-ncsc' for "
	    "'no-cvdp'" },
	{ "nl-ncsc,be-ccb-2020", TRIED, "be-ccb", "participant-silent",
	    "be-ccb-2020/org-to-ccb", NULL },
	{ "nl-ncsc,be-ccb-2020", TRIED, "be-ccb", "coordinator-silent",
	    "be-ccb-2020/org-to-ccb", NULL },
	{ "be-ccb-2020", VENDOR, "be-ccb", "participant-silent", NULL,
	    "rule 'be-ccb-2020/org-to-ccb' asks for an attempt to reach the "
	    "owner or vendor, and none is recorded" },
	{ "be-ccb-2020", ACCEPTED, "be-ccb", "disagrees-with-wont-fix",
	    "be-ccb-2020/reporter-to-ccb", NULL },
	{ "be-ccb-2020", RECEIVED, "be-ccb", "disagrees-with-wont-fix", NULL,
	    "rule 'be-ccb-2020/reporter-to-ccb' asks for an assessment, and "
	    "none is recorded" },
	{ "be-ccb-2020", TRIED, "be-ccb", "no-cvdp", NULL,
	    "rule 'be-ccb-2020/no-policy-critical' is for severity critical, "
	    "accidental true, and the case does not say so" },
};
#define ROWS ((int)LENGTH(rows))

static const struct cvd_policy *
shipped_policy(struct cvd_arena *arena, const char *name)
{
	const struct cvd_shipped *file = cvd_shipped_find(CVD_SHIPPED_POLICY,
	    name);
	const struct cvd_policy *policy = NULL;
	const struct cvd_node *root = NULL;
	struct cvd_err err = { 0 };

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(cvd_yaml_read(file->text, file->size, arena, &root,
	                     &err),
	    CVD_OK);
	ck_assert_msg(cvd_policy_load(root, arena, &policy, &err) == CVD_OK,
	    "%s", err.message);
	return policy;
}

static struct cvd_policy_set
set_of(struct cvd_arena *arena, const char *names)
{
	struct cvd_lines list = lines_of(arena, names, ",");
	struct cvd_policy_in_force *item = cvd_arena_alloc(arena, list.count,
	    sizeof *item);

	for (size_t i = 0; i < list.count; i++)
		item[i].policy = shipped_policy(arena, list.item[i]);
	return (struct cvd_policy_set){ item, list.count };
}

static struct cvd_timeline
timeline_of(struct story *s)
{
	struct cvd_timeline t;

	story_replay(s);
	ck_assert_int_eq(cvd_timeline_make(&s->replay, CVD_INSTANT_MAX,
	                     s->arena, &t, NULL),
	    CVD_OK);
	return t;
}

START_TEST(a_case_is_escalated_by_a_rule_or_refused)
{
	struct story s = story_open(rows[_i].story);
	struct cvd_timeline t = timeline_of(&s);
	struct cvd_policy_set set = set_of(s.arena, rows[_i].policies);
	struct cvd_escalation found = { 0 };
	char name[80];
	struct cvd_err err = { 0 };
	enum cvd_status rc = cvd_escalation_find(&set, &t, rows[_i].to,
	    rows[_i].reason, &found, &err);

	if (rows[_i].rule != NULL) {
		ck_assert_msg(rc == CVD_OK, "%s", err.message);
		(void)snprintf(name, sizeof name, "%s/%s", found.policy->id,
		    found.rule->id);
		ck_assert_str_eq(name, rows[_i].rule);
	} else {
		ck_assert_int_eq(rc, CVD_E_REFUSED);
		ck_assert_str_eq(err.message, rows[_i].message);
		ck_assert_ptr_null(found.rule);
	}
	story_close(&s);
}
END_TEST

START_TEST(a_refusal_names_the_rules_that_there_are)
{
	struct story s = story_open(TRIED);
	struct cvd_timeline t = timeline_of(&s);
	struct cvd_policy_set set = set_of(s.arena, "nl-ncsc");
	struct cvd_policy_set none = { 0 };
	struct cvd_escalation found;
	struct cvd_err err = { 0 };

	ck_assert_int_eq(cvd_escalation_find(&set, &t, "be-ccb", "no-cvdp",
	                     &found, &err),
	    CVD_E_REFUSED);
	ck_assert_str_eq(err.hint,
	    "the rules are: nl-ncsc/intermediary to nl-ncsc for no-response, "
	    "inadequate-response; nl-ncsc/multi-party to nl-ncsc for "
	    "multi-system, multi-vendor");
	ck_assert_int_eq(cvd_escalation_find(&none, &t, "be-ccb", "no-cvdp",
	                     &found, &err),
	    CVD_E_REFUSED);
	ck_assert_str_eq(err.hint, "the rules are: none");
	story_close(&s);
}
END_TEST

START_TEST(attempts_that_were_voided_are_no_evidence)
{
	struct story s = story_open(
	    TRIED "contact_attempted:vendor-1@2026-11-21T13:00:00Z");
	struct cvd_timeline t = timeline_of(&s);
	struct cvd_lines ids = { 0 };
	const char *first = s.c->events[3].id;
	const char *second = s.c->events[4].id;
	struct cvd_event *e;

	ck_assert_int_eq(cvd_escalation_attempts(&t, s.arena, &ids, NULL),
	    CVD_OK);
	ck_assert_uint_eq(ids.count, 2);
	ck_assert_str_eq(ids.item[0], first);
	ck_assert_str_eq(ids.item[1], second);
	e = story_add(&s, CVD_EVENT_VOIDED, s.c->events[4].at + 1);
	e->voids = (struct cvd_lines){ &first, 1 };
	e->reason = "it was another case";
	t = timeline_of(&s);
	ck_assert_int_eq(cvd_escalation_attempts(&t, s.arena, &ids, NULL),
	    CVD_OK);
	ck_assert_uint_eq(ids.count, 1);
	ck_assert_str_eq(ids.item[0], second);
	story_close(&s);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("escalation");
	TCase *tc = tcase_create("rules");

	tcase_add_loop_test(tc, a_case_is_escalated_by_a_rule_or_refused, 0,
	    ROWS);
	tcase_add_test(tc, a_refusal_names_the_rules_that_there_are);
	tcase_add_test(tc, attempts_that_were_voided_are_no_evidence);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

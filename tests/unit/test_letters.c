/* SPDX-License-Identifier: EUPL-1.2 */

/* Every shipped letter, made of a real case, a real policy and a real zone. */

#include "app/letter_values.h"
#include "app/shipped.h"
#include "core/calendar.h"
#include "core/letter.h"
#include "core/limits.h"
#include "edge/fs.h"
#include "edge/yaml.h"
#include "edge/zoneinfo.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

#define CHRISTMAS ((cvd_instant)1798185600) /* 2026-12-25T08:00:00Z */

static struct cvd_arena *arena;
static struct cvd_record record;
static struct cvd_policy_in_force in_force;
static const char *advisory; /* that letters tell of */
static const struct cvd_team team = {
	.name = "CERT Example",
	.desk = "cert",
	.role = CVD_TEAM_DESK,
	.from = "cert@example.org",
};

static const struct cvd_node *
tree_of(const char *bytes, size_t size)
{
	const struct cvd_node *root;
	struct cvd_err err;

	ck_assert_msg(cvd_yaml_read(bytes, size, arena, &root, &err) == CVD_OK,
	    "%u:%u: %s", err.line, err.column, err.message);
	return root;
}

static const struct cvd_node *
shipped_tree(enum cvd_shipped_kind kind, const char *name)
{
	const struct cvd_shipped *file = cvd_shipped_find(kind, name);

	ck_assert_ptr_nonnull(file);
	return tree_of(file->text, file->size);
}

static const struct cvd_zone *
zone(void)
{
	const struct cvd_zone *found;
	struct cvd_err err;

	ck_assert_msg(cvd_zoneinfo_load(NULL, "Europe/Amsterdam", arena, &found,
	                  &err) == CVD_OK,
	    "%s", err.message);
	return found;
}

static void
load_policy(void)
{
	struct cvd_err err;

	ck_assert_msg(cvd_policy_load(shipped_tree(CVD_SHIPPED_POLICY,
	                                  "nl-ncsc"),
	                  arena, &in_force.policy, &err) == CVD_OK,
	    "%s", err.message);
	ck_assert_msg(cvd_calendar_load(shipped_tree(CVD_SHIPPED_CALENDAR,
	                                    "nl"),
	                  arena, &in_force.calendar, &err) == CVD_OK,
	    "%s", err.message);
	in_force.zone = zone();
	in_force.lead = true;
	record.policies = (struct cvd_policy_set){ &in_force, 1 };
}

static void
replay(void)
{
	ck_assert_int_eq(cvd_replay_run(record.c, arena, &record.replay, NULL),
	    CVD_OK);
}

static void
setup(void)
{
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_err err;

	arena = cvd_arena_new();
	advisory = NULL;
	ck_assert_int_eq(cvd_fs_read(CVD_TEST_DATA "/letters.yaml", &bytes,
	                     NULL),
	    CVD_OK);
	ck_assert_msg(cvd_case_load(tree_of(bytes.data, bytes.size), bytes.data,
	                  bytes.size, &record.c, &err) == CVD_OK,
	    "%u:%u: %s", err.line, err.column, err.message);
	cvd_buf_clear(&bytes);
	record.arena = arena;
	load_policy();
	replay();
}

static void
teardown(void)
{
	cvd_case_free(record.c);
	cvd_arena_free(arena);
}

/* Only what came in, or not even that. */
static void
keep_events(size_t count)
{
	record.c->count = count;
	replay();
}

static struct cvd_letter_order
order_of(const char *letter, const char *party, bool details)
{
	return (struct cvd_letter_order){
		.letter = letter,
		.party = party,
		.details = details,
	};
}

static const struct cvd_value *
values_at(const struct cvd_letter_order *order, const char *language,
    cvd_instant now, size_t first)
{
	const struct cvd_letter_source source = {
		.record = &record,
		.first = first,
		.team = &team,
		.zone = zone(),
		.signatory = "Alice Example",
		.now = now,
		.order = order,
		.language = language,
		.advisory = advisory,
	};
	const struct cvd_value *values = NULL;
	struct cvd_err err;

	ck_assert_msg(cvd_letter_values_make(&source, arena, &values, &err) ==
	                  CVD_OK,
	    "%s", err.message);
	return values;
}

static const struct cvd_value *
values_for(const char *party, bool details, const char *language)
{
	struct cvd_letter_order order = order_of("status", party, details);

	return values_at(&order, language, CHRISTMAS, record.c->count);
}

static const struct cvd_value *
find(const struct cvd_value *v, const char *path)
{
	while (v != NULL && path != NULL) {
		size_t n = strcspn(path, ".");

		v = cvd_value_find(v, (struct cvd_bytes){ path, n });
		path = path[n] == '.' ? path + n + 1 : NULL;
	}
	return v;
}

static const char *
text(const struct cvd_value *v, const char *path)
{
	const struct cvd_value *found = find(v, path);

	ck_assert_msg(found != NULL && found->kind == CVD_VALUE_TEXT, "%s",
	    path);
	return found->text;
}

static bool
truth(const struct cvd_value *v, const char *path)
{
	const struct cvd_value *found = find(v, path);

	ck_assert_msg(found != NULL && found->kind == CVD_VALUE_BOOL, "%s",
	    path);
	return found->truth;
}

/* The nth member of a list, from 0, or NULL. */
static const struct cvd_value *
member(const struct cvd_value *v, const char *path, unsigned n)
{
	const struct cvd_value *m = find(v, path);

	ck_assert_msg(m != NULL && m->kind == CVD_VALUE_LIST, "%s", path);
	for (m = m->first; m != NULL && n > 0; n--)
		m = m->next;
	return m;
}

struct rendered {
	const char *subject;
	const char *body;
};

static struct rendered
render(const char *name, const struct cvd_value *values)
{
	const struct cvd_shipped *file = cvd_shipped_find(CVD_SHIPPED_LETTER,
	    name);
	struct cvd_letter_template template;
	struct rendered r;
	struct cvd_err err;

	ck_assert_msg(file != NULL, "%s", name);
	ck_assert_msg(cvd_letter_parse(file->text, file->size, arena, &template,
	                  &err) == CVD_OK,
	    "%s: %s", name, err.message);
	ck_assert_msg(cvd_letter_render(&template, values, arena, &r.subject,
	                  &r.body, &err) == CVD_OK,
	    "%s:%u:%u: %s", name, err.line, err.column, err.message);
	return r;
}

static const char *
letter_name(const struct cvd_shipped *file)
{
	return strchr(file->name, '/') + 1;
}

static const char *
language_of(const struct cvd_shipped *file)
{
	return file->name[0] == 'n' ? "nl" : "en";
}

static const struct cvd_shipped *
next_letter(const struct cvd_shipped *file)
{
	return cvd_shipped_next(CVD_SHIPPED_LETTER, file);
}

/* Branches that this case does not take are judged, too. */
START_TEST(each_letter_knows_all_its_variables)
{
	unsigned count = 0;

	for (const struct cvd_shipped *f = next_letter(NULL); f != NULL;
	     f = next_letter(f), count++) {
		struct cvd_letter_template template;
		struct cvd_err err;

		ck_assert_int_eq(cvd_letter_parse(f->text, f->size, arena,
		                     &template, NULL),
		    CVD_OK);
		ck_assert_msg(cvd_letter_check(&template,
		                  values_for("nl-ncsc", true, language_of(f)),
		                  &err) == CVD_OK,
		    "%s:%u:%u: %s", f->name, err.line, err.column, err.message);
	}
	ck_assert_uint_eq(count, 36);
}
END_TEST

static const char *const parties[] = { "reporter", "vendor-1", "vendor-2",
	"nl-ncsc", "nobody" };

START_TEST(each_letter_renders_for_each_party_and_each_stage)
{
	for (size_t count = record.c->count;; count--) {
		keep_events(count);
		for (const struct cvd_shipped *f = next_letter(NULL); f != NULL;
		     f = next_letter(f)) {
			struct cvd_letter_order order = order_of(letter_name(f),
			    parties[_i], count % 2);
			struct rendered r = render(f->name,
			    values_at(&order, language_of(f), CHRISTMAS,
			        count));

			ck_assert_ptr_nonnull(
			    strstr(r.subject, "[CVD-2026-4K7Q9XV] "));
			ck_assert_ptr_nonnull(strstr(r.body, "CERT Example"));
			ck_assert_ptr_null(strstr(r.body, "{{"));
		}
		if (count == 0)
			break;
	}
}
END_TEST

/* "a" or "a , b", as ".It Va " has them. */
static void
check_documented(const struct cvd_value *values, const char *names)
{
	while (*names != '\0') {
		size_t n = strcspn(names, " ,");
		char name[64];

		(void)snprintf(name, sizeof name, "%.*s", (int)n, names);
		if (strcmp(name, "Va") != 0)
			ck_assert_msg(find(values, name) != NULL,
			    "%s is not there", name);
		names += n;
		names += strspn(names, " ,");
	}
}

START_TEST(each_variable_of_the_manual_is_in_every_letter)
{
	struct cvd_buf page = CVD_BUF_INIT(CVD_MAX_FILE);
	const struct cvd_value *full = values_for("nl-ncsc", true, "en");
	const struct cvd_value *empty;
	struct cvd_bytes line;
	struct cvd_scan scan;
	unsigned count = 0;

	keep_events(0);
	record.policies.count = 0;
	empty = values_for("reporter", false, "nl");
	ck_assert_int_eq(cvd_fs_read(CVD_MAN "/cvd-template.5", &page, NULL),
	    CVD_OK);
	scan = cvd_scan_text(page.data);
	for (; cvd_scan_line(&scan, &line); count++) {
		char copy[200];

		if (line.size >= sizeof copy ||
		    strncmp(line.data, ".It Va ", 7) != 0)
			continue;
		(void)snprintf(copy, sizeof copy, "%.*s", (int)line.size - 7,
		    line.data + 7);
		check_documented(full, copy);
		check_documented(empty, copy);
	}
	ck_assert_uint_gt(count, 100);
	cvd_buf_clear(&page);
}
END_TEST

START_TEST(a_letter_to_others_does_not_say_who_reports)
{
	for (size_t i = 1; i < sizeof parties / sizeof parties[0]; i++)
		for (const struct cvd_shipped *f = next_letter(NULL); f != NULL;
		     f = next_letter(f)) {
			struct rendered r = render(f->name,
			    values_for(parties[i], true, language_of(f)));

			ck_assert_ptr_null(strstr(r.body, "Rosa"));
			ck_assert_ptr_null(strstr(r.body, "rosa@"));
			ck_assert_ptr_null(strstr(r.subject, "Rosa"));
		}
}
END_TEST

START_TEST(details_stand_only_where_the_order_says_so)
{
	static const char *const secret[] = { "Any password", "192.0.2.1",
		"login.example.com", "Door 1.0", "indeed open" };

	for (size_t i = 0; i < sizeof parties / sizeof parties[0]; i++)
		for (const struct cvd_shipped *f = next_letter(NULL); f != NULL;
		     f = next_letter(f)) {
			struct rendered r = render(f->name,
			    values_for(parties[i], false, language_of(f)));

			for (size_t k = 0; k < sizeof secret / sizeof secret[0];
			     k++)
				ck_assert_msg(strstr(r.body, secret[k]) == NULL,
				    "%s: %s", f->name, secret[k]);
		}
	ck_assert_str_eq(text(values_for("reporter", false, "en"),
	                     "assess.note"),
	    "");
	ck_assert_str_eq(text(values_for("vendor-1", true, "en"),
	                     "finding.description"),
	    "Any password opens the door.");
	ck_assert_str_eq(text(member(values_for("vendor-1", true, "en"),
	                          "finding.targets", 1),
	                     "text"),
	    "192.0.2.1");
}
END_TEST

START_TEST(a_vendor_learns_of_no_other_vendor)
{
	for (const struct cvd_shipped *f = next_letter(NULL); f != NULL;
	     f = next_letter(f)) {
		struct rendered r = render(f->name,
		    values_for("vendor-1", true, language_of(f)));

		ck_assert_ptr_null(strstr(r.body, "Second Vendor"));
		ck_assert_ptr_null(strstr(r.body, "vendor-2"));
	}
}
END_TEST

START_TEST(a_vendor_sees_the_attempts_of_the_team_alone)
{
	const struct cvd_value *v = values_for("vendor-1", false, "nl");

	ck_assert_str_eq(text(member(v, "attempts", 0), "date"),
	    "2026-11-23 13:00:00 +01:00 (Europe/Amsterdam)");
	ck_assert_str_eq(text(member(v, "attempts", 0), "channel"), "e-mail");
	ck_assert_str_eq(text(member(v, "attempts", 0), "party"),
	    "First Vendor");
	ck_assert(!truth(member(v, "attempts", 0), "details"));
	ck_assert(truth(member(v, "attempts", 1), "details"));
	ck_assert_ptr_null(member(v, "attempts", 2));
	ck_assert_str_eq(text(v, "reminder_number"), "2");
	ck_assert_str_eq(text(v, "first_notified"),
	    "2026-11-23 13:00:00 +01:00 (Europe/Amsterdam)");
}
END_TEST

START_TEST(the_attempt_that_a_letter_is_counts_for_the_next)
{
	struct cvd_letter_order order = order_of("vendor-contact", "vendor-1",
	    false);
	const struct cvd_value *v;

	keep_events(9);
	v = values_at(&order, "en", CHRISTMAS, 8);
	ck_assert_ptr_null(member(v, "attempts", 0));
	ck_assert_str_eq(text(v, "reminder_number"), "");
	ck_assert_str_eq(text(v, "first_notified"), "");
	v = values_at(&order, "en", CHRISTMAS, 9);
	ck_assert_str_eq(text(v, "reminder_number"), "1");
}
END_TEST

START_TEST(an_intermediary_sees_all_attempts_and_names_with_details)
{
	const struct cvd_value *v = values_for("nl-ncsc", false, "en");

	ck_assert_str_eq(text(member(v, "attempts", 0), "date"),
	    "2026-11-18 12:00:00 +01:00 (Europe/Amsterdam)");
	ck_assert_str_eq(text(member(v, "attempts", 0), "channel"),
	    "telephone");
	ck_assert_str_eq(text(member(v, "attempts", 0), "party"), "vendor-1");
	ck_assert_str_eq(text(member(v, "attempts", 2), "channel"),
	    "way not recorded");
	ck_assert_str_eq(text(member(v, "attempts", 2), "party"), "vendor-2");
	ck_assert_ptr_nonnull(member(v, "attempts", 3));
	ck_assert_str_eq(text(member(v, "attempts", 0), "who"),
	    "by the reporter");
	ck_assert_str_eq(text(member(v, "attempts", 1), "who"), "by us");
	v = values_for("nl-ncsc", true, "en");
	ck_assert_str_eq(text(member(v, "attempts", 2), "party"),
	    "Second Vendor");
}
END_TEST

/* The reporter told of a call of long ago only after the desk had written. */
START_TEST(attempts_stand_in_the_order_of_their_dates)
{
	struct cvd_event *late = &record.c->events[10];
	const struct cvd_value *v;

	ck_assert_int_eq(late->kind, CVD_EVENT_CONTACT_ATTEMPTED);
	late->at = record.c->events[8].at - 60;
	replay();
	v = values_for("vendor-1", false, "en");
	ck_assert_str_eq(text(member(v, "attempts", 0), "date"),
	    "2026-11-23 12:59:00 +01:00 (Europe/Amsterdam)");
	ck_assert_str_eq(text(v, "first_notified"),
	    text(member(v, "attempts", 0), "date"));
	v = values_for("nl-ncsc", false, "en");
	ck_assert_str_eq(text(member(v, "attempts", 1), "date"),
	    "2026-11-23 12:59:00 +01:00 (Europe/Amsterdam)");
	ck_assert_str_eq(text(member(v, "attempts", 3), "date"),
	    "2026-12-01 13:00:00 +01:00 (Europe/Amsterdam)");
}
END_TEST

START_TEST(news_is_what_happened_since_the_last_letter)
{
	struct cvd_event_letter letter = { .letter = "fixed",
		.party = "reporter",
		.message_id = "1@example.org" };
	struct cvd_event *told = &record.c->events[13];
	const struct cvd_value *v;

	keep_events(14);
	v = values_for("reporter", false, "en");
	ck_assert_str_eq(text(member(v, "news", 0), "date"),
	    "2026-11-22 11:00:00 +01:00 (Europe/Amsterdam)");
	ck_assert_str_eq(text(member(v, "news", 0), "what"),
	    "your answer has arrived");
	ck_assert_ptr_null(
	    member(values_for("vendor-1", false, "en"), "news", 0));
	told->kind = CVD_EVENT_LETTERS_QUEUED;
	told->letters = (struct cvd_items){ &letter, 1 };
	keep_events(15);
	v = values_for("reporter", false, "nl");
	ck_assert_str_eq(text(member(v, "news", 0), "what"),
	    "er is een beveiligingsadvies gepubliceerd");
	ck_assert_ptr_null(member(v, "news", 1));
	letter.party = "vendor-1";
	ck_assert_ptr_nonnull(
	    member(values_for("reporter", false, "nl"), "news", 1));
	told->kind = CVD_EVENT_STATUS_UPDATE;
	replay();
	ck_assert_ptr_null(
	    member(values_for("reporter", false, "nl"), "news", 1));
}
END_TEST

START_TEST(several_vendors_told_at_once_are_one_piece_of_news)
{
	const struct cvd_value *v;

	record.c->events[9].at = record.c->events[8].at;
	keep_events(11);
	v = values_for("reporter", false, "en");
	for (unsigned i = 0; i < 2; i++)
		ck_assert_str_eq(text(member(v, "news", 2 + i), "what"),
		    "the owner or vendor has been approached");
	ck_assert_ptr_null(member(v, "news", 4));
}
END_TEST

START_TEST(promises_come_from_the_acknowledgement)
{
	const struct cvd_value *v = values_for("reporter", false, "nl");

	ck_assert_str_eq(text(member(v, "promised", 0), "name"),
	    "beoordeling van de melding");
	ck_assert_str_eq(text(member(v, "promised", 0), "kind"), "toezegging");
	ck_assert_str_eq(text(member(v, "promised", 0), "due"),
	    "2026-11-25 23:59:59 +01:00 (Europe/Amsterdam)");
	ck_assert_str_eq(text(member(v, "promised", 0), "rule"),
	    "3 werkdagen, kalender nl");
	ck_assert_str_eq(text(member(v, "promised", 1), "rule"),
	    "60 kalenderdagen");
	ck_assert_ptr_null(member(v, "promised", 2));
}
END_TEST

START_TEST(deadlines_are_those_that_run_and_those_that_have_passed)
{
	struct cvd_letter_order order = order_of("ack", "reporter", false);
	const struct cvd_value *v;

	keep_events(1);
	v = values_at(&order, "en", record.replay.received->at + 3600, 1);
	ck_assert_str_eq(text(member(v, "clocks", 0), "name"),
	    "acknowledgement of receipt");
	ck_assert_str_eq(text(member(v, "clocks", 1), "rule"),
	    "3 working days, calendar nl");
	ck_assert_str_eq(text(member(v, "clocks", 2), "due"),
	    "2027-01-19 23:59:59 +01:00 (Europe/Amsterdam)");
	ck_assert_ptr_null(member(v, "clocks", 3));
	v = values_at(&order, "en", CHRISTMAS, 1);
	ck_assert_str_eq(text(member(v, "clocks", 0), "due"),
	    "2026-11-23 23:59:59 +01:00 (Europe/Amsterdam)");
}
END_TEST

START_TEST(a_vendor_sees_the_deadlines_of_the_fix)
{
	struct cvd_letter_order order = order_of("vendor-contact", "vendor-1",
	    false);
	const struct cvd_value *v;

	keep_events(9);
	v = values_at(&order, "en", CHRISTMAS, 9);
	ck_assert_str_eq(text(member(v, "clocks", 0), "name"),
	    "fix of the vulnerability");
	ck_assert_ptr_null(member(v, "clocks", 1));
	order.party = "reporter";
	v = values_at(&order, "en", record.c->events[8].at, 9);
	ck_assert_str_eq(text(member(v, "clocks", 1), "name"),
	    "next status update");
}
END_TEST

START_TEST(after_closing_no_deadline_runs)
{
	ck_assert_ptr_null(
	    member(values_for("reporter", false, "en"), "clocks", 0));
}
END_TEST

static const int not_taken_on[] = { CVD_OUTCOME_REJECTED, CVD_OUTCOME_DUPLICATE,
	CVD_OUTCOME_REDIRECTED, CVD_OUTCOME_DEFERRED };

START_TEST(what_is_not_taken_on_is_promised_no_fix)
{
	struct cvd_letter_order order = order_of("assess-rejected", "reporter",
	    false);
	struct cvd_event *assessed = &record.c->events[4];
	const struct cvd_value *v;

	ck_assert_int_eq(assessed->kind, CVD_EVENT_ASSESSED);
	assessed->outcome = not_taken_on[_i];
	record.c->events[1].kind = CVD_EVENT_NOTED;
	keep_events(5);
	v = values_at(&order, "en", assessed->at, 5);
	ck_assert_str_eq(text(member(v, "clocks", 0), "name"),
	    "acknowledgement of receipt");
	ck_assert_ptr_null(member(v, "clocks", 1));
}
END_TEST

START_TEST(of_several_policies_each_is_named)
{
	struct cvd_letter_order order = order_of("ack", "reporter", false);
	struct cvd_policy_in_force both[2];
	struct cvd_policy other = *in_force.policy;
	const struct cvd_value *v;

	other.id = "other";
	both[0] = both[1] = in_force;
	both[1].policy = &other;
	both[1].lead = false;
	record.policies = (struct cvd_policy_set){ both, 2 };
	keep_events(2);
	v = values_at(&order, "en", record.replay.received->at + 7200, 2);
	ck_assert_str_eq(text(member(v, "clocks", 0), "rule"),
	    "3 working days, calendar nl (nl-ncsc)");
	ck_assert_str_eq(text(member(v, "clocks", 2), "rule"),
	    "3 working days, calendar nl (other)");
	ck_assert_str_eq(text(member(v, "promised", 0), "rule"),
	    "3 working days, calendar nl (nl-ncsc)");
}
END_TEST

START_TEST(policies_of_others_make_no_deadlines_here)
{
	struct cvd_letter_order order = order_of("ack", "reporter", false);
	struct cvd_policy other = *in_force.policy;

	other.role = "finder";
	in_force.policy = &other;
	keep_events(1);
	ck_assert_ptr_null(
	    member(values_at(&order, "en", CHRISTMAS, 1), "clocks", 0));
}
END_TEST

START_TEST(the_policy_speaks_in_the_name_of_the_team)
{
	const struct cvd_value *v = values_for("reporter", false, "nl");

	ck_assert_str_eq(text(v, "policy.id"), "nl-ncsc");
	ck_assert_str_eq(text(v, "policy.version"), "2023");
	ck_assert_str_eq(text(v, "policy.title"),
	    "Kwetsbaarheid melden (CVD) bij CERT Example");
	ck_assert_ptr_nonnull(strstr(text(v, "policy.statement"),
	    "heeft CERT Example geen reden"));
	ck_assert_str_eq(text(v, "policy.url"), "");
	ck_assert_str_eq(text(v, "policy.disclaimer"), "");
	ck_assert_str_eq(text(v, "close.retention"),
	    "tot de melding is afgehandeld");
	ck_assert(truth(v, "policy.no_complaint"));
	ck_assert(truth(v, "policy.no_consequences"));
	ck_assert(!truth(v, "policy.no_prosecution"));
	ck_assert(truth(v, "policy.no_videos"));
	ck_assert(truth(v, "policy.thanks"));
}
END_TEST

START_TEST(an_assessment_is_said_in_words)
{
	const struct cvd_value *v = values_for("reporter", false, "nl");
	const struct cvd_value *x = member(v, "assess.exclusions", 0);

	ck_assert_str_eq(text(v, "assess.outcome"), "geaccepteerd");
	ck_assert_str_eq(text(v, "assess.weight"), "klein");
	ck_assert(truth(v, "assess.minor"));
	ck_assert_str_eq(text(v, "assess.reason"), "excluded-class");
	ck_assert_ptr_nonnull(strstr(text(v, "assess.reason_text"),
	    "telt zulke bevindingen niet"));
	ck_assert_ptr_nonnull(strstr(text(v, "assess.severity"), "CVSS:3.1"));
	ck_assert_str_eq(text(x, "id"), "version-disclosure");
	ck_assert_ptr_nonnull(strstr(text(x, "text"), "versie-informatie"));
	ck_assert_ptr_nonnull(
	    strstr(text(x, "unless"), "bekende kwetsbaarheden"));
	ck_assert_str_eq(text(member(v, "assess.exclusions", 1), "unless"), "");
	ck_assert_str_eq(text(member(v, "missing", 0), "what"),
	    "een beschrijving van de kwetsbaarheid");
	ck_assert_str_eq(text(v, "question"), "Which browser did you use?");
}
END_TEST

START_TEST(what_came_of_the_case_is_said)
{
	const struct cvd_value *v = values_for("reporter", false, "en");

	ck_assert_str_eq(text(v, "case.state"), "closed");
	ck_assert_str_eq(text(v, "case.received"),
	    "2026-11-20 10:00:00 +01:00 (Europe/Amsterdam)");
	ck_assert_str_eq(text(v, "letter.date"), "2026-12-25");
	ck_assert_str_eq(text(v, "recipient.name"), "Rosa Finder");
	ck_assert_str_eq(text(v, "fix.kind"), "released");
	ck_assert_str_eq(text(v, "fix.version"), "1.1");
	ck_assert_str_eq(text(v, "fix.source"), "what we have observed");
	ck_assert_str_eq(text(v, "escalation.to_name"), "nl-ncsc");
	ck_assert_str_eq(text(v, "escalation.reason_text"),
	    "the organisation does not respond");
	ck_assert_str_eq(text(member(v, "publish.documents", 0), "path"),
	    "advisories/2026/CVD-2026-4K7Q9XV.md");
	ck_assert_str_eq(text(v, "close.reason"), "mitigated");
}
END_TEST

static const struct {
	int consent;
	const char *credit;
} credits[] = {
	{ CVD_CONSENT_UNKNOWN, "a researcher who wishes to remain anonymous" },
	{ CVD_CONSENT_NO, "a researcher who wishes to remain anonymous" },
	{ CVD_CONSENT_PSEUDONYM, "Door Opener" },
	{ CVD_CONSENT_YES, "Rosa Finder" },
};

START_TEST(the_credit_is_what_was_consented_to)
{
	struct cvd_event *naming = &record.c->events[13];

	ck_assert_int_eq(naming->kind, CVD_EVENT_CONSENT_GIVEN);
	naming->consent_value = credits[_i].consent;
	replay();
	ck_assert_str_eq(text(values_for("vendor-1", false, "en"),
	                     "publish.credit"),
	    credits[_i].credit);
}
END_TEST

/* The pseudonym was settled; the others were not spoken of. */
START_TEST(each_consent_is_asked_for_until_it_was_answered)
{
	const struct cvd_value *v = values_for("reporter", false, "en");

	ck_assert(!truth(v, "ask.naming"));
	ck_assert(truth(v, "ask.share_contact"));
	ck_assert(truth(v, "ask.contact_exchange"));
	ck_assert(truth(v, "ask.wall_of_fame"));
	keep_events(2);
	ck_assert(truth(values_for("reporter", false, "en"), "ask.naming"));
}
END_TEST

START_TEST(nothing_is_asked_of_a_reporter_who_was_rejected)
{
	record.c->events[4].outcome = CVD_OUTCOME_REJECTED;
	keep_events(5);
	ck_assert(
	    !truth(values_for("reporter", false, "en"), "consent_needed"));
}
END_TEST

/* Whoever agreed to be reached is, in letters that may hold details. */
START_TEST(the_reporter_is_named_to_others_with_consent)
{
	struct cvd_event *consent = &record.c->events[13];
	const struct cvd_value *v;
	struct rendered r;

	consent->consent_kind = CVD_CONSENT_SHARE_CONTACT;
	consent->consent_value = CVD_CONSENT_YES;
	replay();
	v = values_for("vendor-1", true, "en");
	ck_assert(truth(v, "reporter.shared"));
	ck_assert_str_eq(text(v, "reporter.name"), "Rosa Finder");
	ck_assert_str_eq(text(v, "reporter.address"), "rosa@example.net");
	r = render("en/vendor-notify", v);
	ck_assert_ptr_nonnull(strstr(r.body, "Rosa Finder, rosa@example.net"));
	v = values_for("nl-ncsc", false, "nl");
	ck_assert(truth(v, "reporter.shared"));
	ck_assert_str_eq(text(v, "reporter.address"), "");
	r = render("nl/escalate", v);
	ck_assert_ptr_nonnull(strstr(r.body, "De melder vindt goed dat"));
	ck_assert_ptr_null(strstr(r.body, "Rosa"));
	ck_assert(
	    !truth(values_for("reporter", true, "en"), "reporter.shared"));
	consent->kind = CVD_EVENT_CONSENT_WITHDRAWN;
	replay();
	ck_assert(
	    !truth(values_for("vendor-1", true, "en"), "reporter.shared"));
}
END_TEST

START_TEST(whoever_hears_of_a_publication_can_read_it)
{
	struct rendered r;

	advisory = "# Door\n\n- Found by: Door Opener\n";
	r = render("en/publish", values_for("vendor-1", false, "en"));
	ck_assert_ptr_nonnull(
	    strstr(r.body, "\n# Door\n\n- Found by: Door Opener\n\n"));
	ck_assert_ptr_null(strstr(r.body, "advisories/"));
	advisory = NULL;
	r = render("en/publish", values_for("vendor-1", false, "en"));
	ck_assert_ptr_nonnull(strstr(r.body, "advisories/2026/"));
}
END_TEST

START_TEST(consents_are_asked_of_a_reporter_who_can_be_asked)
{
	ck_assert(truth(values_for("reporter", false, "en"), "consent_needed"));
	ck_assert(
	    !truth(values_for("vendor-1", false, "en"), "consent_needed"));
	record.c->events[0].anonymous = true;
	replay();
	ck_assert(
	    !truth(values_for("reporter", false, "en"), "consent_needed"));
}
END_TEST

START_TEST(an_order_may_name_whom_the_case_does_not_know)
{
	struct cvd_letter_order order = order_of("escalate", "nl-ncsc", false);
	const struct cvd_value *v;

	order.name = "NCSC-NL";
	order.by = CVD_CHANNEL_PHONE;
	v = values_at(&order, "en", CHRISTMAS, record.c->count);
	ck_assert_str_eq(text(v, "recipient.name"), "NCSC-NL");
	ck_assert_str_eq(text(v, "escalation.to_name"), "NCSC-NL");
	ck_assert_str_eq(text(v, "by"), "phone");
}
END_TEST

START_TEST(a_policy_text_that_does_not_render_is_named)
{
	static const char yaml[] = "schema: cvd-policy/1\n"
	                           "id: other\n"
	                           "legal:\n"
	                           "  statement: \"{{team.nmae}} promises\"\n";
	struct cvd_policy other = *in_force.policy;
	struct cvd_letter_order order = order_of("ack", "reporter", false);
	const struct cvd_letter_source source = {
		.record = &record,
		.team = &team,
		.zone = zone(),
		.signatory = "Alice Example",
		.now = CHRISTMAS,
		.order = &order,
		.language = "en",
	};
	const struct cvd_value *values = NULL;
	struct cvd_err err;

	other.id = "other";
	other.root = tree_of(yaml, sizeof yaml - 1);
	in_force.policy = &other;
	ck_assert_int_eq(cvd_letter_values_make(&source, arena, &values, &err),
	    CVD_E_INVALID);
	ck_assert_ptr_null(values);
	ck_assert_msg(strncmp(err.message, "other: legal.statement", 22) == 0,
	    "%s", err.message);
	ck_assert_msg(strstr(err.message, "team.nmae") != NULL, "%s",
	    err.message);
}
END_TEST

/*
 * Whole letters as they go out. After a change that is meant, the file that
 * the message names is what the new one is made from.
 */
static const struct golden {
	const char *file;
	const char *letter;
	const char *language;
	const char *party;
	size_t events;
	bool details;
} golden[] = {
	{ "ack.nl.txt", "ack", "nl", "reporter", 2, false },
	{ "escalate.en.txt", "escalate", "en", "nl-ncsc", 12, true },
};

START_TEST(a_whole_letter_is_as_it_was_read)
{
	const struct golden *g = &golden[_i];
	struct cvd_letter_order order = order_of(g->letter, g->party,
	    g->details);
	struct cvd_buf file = CVD_BUF_INIT(CVD_MAX_FILE);
	struct rendered r;
	char path[300], name[40];
	const struct cvd_event *last;

	keep_events(g->events);
	last = &record.c->events[g->events - 1];
	(void)snprintf(name, sizeof name, "%s/%s", g->language, g->letter);
	r = render(name,
	    values_at(&order, g->language, last->recorded, g->events - 1));
	(void)snprintf(path, sizeof path, CVD_GOLDEN "/%s", g->file);
	if (getenv("CVD_GOLDEN_WRITE") != NULL) {
		cvd_buf_addf(&file, "Subject: %s\n\n%s", r.subject, r.body);
		ck_assert_int_eq(cvd_fs_replace(path, file.data, file.size,
		                     NULL),
		    CVD_OK);
		cvd_buf_clear(&file);
	}
	ck_assert_int_eq(cvd_fs_read(path, &file, NULL), CVD_OK);
	ck_assert_int_eq(strncmp(file.data, "Subject: ", 9), 0);
	ck_assert_int_eq(strncmp(file.data + 9, r.subject, strlen(r.subject)),
	    0);
	ck_assert_str_eq(file.data + 9 + strlen(r.subject) + 2, r.body);
	cvd_buf_clear(&file);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("letters");
	TCase *tc = tcase_create("letters");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, each_letter_knows_all_its_variables);
	tcase_add_loop_test(tc,
	    each_letter_renders_for_each_party_and_each_stage, 0,
	    sizeof parties / sizeof parties[0]);
	tcase_add_test(tc, each_variable_of_the_manual_is_in_every_letter);
	tcase_add_test(tc, a_letter_to_others_does_not_say_who_reports);
	tcase_add_test(tc, details_stand_only_where_the_order_says_so);
	tcase_add_test(tc, a_vendor_learns_of_no_other_vendor);
	tcase_add_test(tc, a_vendor_sees_the_attempts_of_the_team_alone);
	tcase_add_test(tc, the_attempt_that_a_letter_is_counts_for_the_next);
	tcase_add_test(tc,
	    an_intermediary_sees_all_attempts_and_names_with_details);
	tcase_add_test(tc, attempts_stand_in_the_order_of_their_dates);
	tcase_add_test(tc, news_is_what_happened_since_the_last_letter);
	tcase_add_test(tc, several_vendors_told_at_once_are_one_piece_of_news);
	tcase_add_test(tc, promises_come_from_the_acknowledgement);
	tcase_add_test(tc,
	    deadlines_are_those_that_run_and_those_that_have_passed);
	tcase_add_test(tc, a_vendor_sees_the_deadlines_of_the_fix);
	tcase_add_test(tc, after_closing_no_deadline_runs);
	tcase_add_loop_test(tc, what_is_not_taken_on_is_promised_no_fix, 0,
	    sizeof not_taken_on / sizeof not_taken_on[0]);
	tcase_add_test(tc, of_several_policies_each_is_named);
	tcase_add_test(tc, policies_of_others_make_no_deadlines_here);
	tcase_add_test(tc, the_policy_speaks_in_the_name_of_the_team);
	tcase_add_test(tc, an_assessment_is_said_in_words);
	tcase_add_test(tc, what_came_of_the_case_is_said);
	tcase_add_loop_test(tc, the_credit_is_what_was_consented_to, 0,
	    sizeof credits / sizeof credits[0]);
	tcase_add_test(tc, each_consent_is_asked_for_until_it_was_answered);
	tcase_add_test(tc, nothing_is_asked_of_a_reporter_who_was_rejected);
	tcase_add_test(tc, the_reporter_is_named_to_others_with_consent);
	tcase_add_test(tc, whoever_hears_of_a_publication_can_read_it);
	tcase_add_test(tc, consents_are_asked_of_a_reporter_who_can_be_asked);
	tcase_add_test(tc, an_order_may_name_whom_the_case_does_not_know);
	tcase_add_test(tc, a_policy_text_that_does_not_render_is_named);
	tcase_add_loop_test(tc, a_whole_letter_is_as_it_was_read, 0,
	    sizeof golden / sizeof golden[0]);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

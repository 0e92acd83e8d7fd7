/* SPDX-License-Identifier: EUPL-1.2 */
#include "app/advisory.h"
#include "core/ident.h"
#include "core/limits.h"

#include "suite.h"

#include <string.h>

#define START INT64_C(1795165200) /* 2026-11-20T09:00:00Z */
#define DAY   86400

static struct cvd_case *the_case;
static struct cvd_arena *arena;
static struct cvd_replay replay;
static struct cvd_buf out;

/* The next event, a day later. */
static struct cvd_event *
add(enum cvd_event_kind kind)
{
	unsigned char bytes[CVD_EVENT_ID_BYTES] = { 0 };
	char id[CVD_EVENT_ID_TEXT];
	struct cvd_event *e = NULL;
	cvd_instant at = START + DAY * (cvd_instant)the_case->count;

	bytes[0] = (unsigned char)(the_case->count + 1);
	cvd_event_id_make(bytes, id);
	ck_assert_int_eq(cvd_case_add(the_case, kind, id, at, at, "alice", &e,
	                     NULL),
	    CVD_OK);
	return e;
}

/* Reported by Rosa, accepted, with a vendor. */
static void
begin(void)
{
	static struct cvd_pin pin = { .id = "nl-ncsc",
		.version = "2023",
		.lead = true };
	static struct cvd_person rosa = { .name = "Rosa Finder",
		.email = "rosa@example.net" };
	static struct cvd_person vendor = { .name = "Example Ltd" };
	static struct cvd_matter matter = { .description = "secret words" };
	struct cvd_event *e;

	the_case = cvd_case_new("CVD-2026-4K7Q9XV");
	arena = cvd_arena_new();
	out = (struct cvd_buf)CVD_BUF_INIT(CVD_MAX_FILE);
	e = add(CVD_EVENT_RECEIVED);
	e->title = "Login form accepts any password";
	e->policies = (struct cvd_items){ &pin, 1 };
	e->person = &rosa;
	e->matter = &matter;
	e = add(CVD_EVENT_ASSESSED);
	e->outcome = CVD_OUTCOME_ACCEPTED;
	e->cwe = "CWE-287";
	e = add(CVD_EVENT_PARTY_ADDED);
	e->party = "vendor-1";
	e->role = CVD_ROLE_VENDOR;
	e->person = &vendor;
}

static void
end(void)
{
	cvd_buf_clear(&out);
	cvd_case_free(the_case);
	cvd_arena_free(arena);
}

static void
write_as(const char *language, const char *summary)
{
	const struct cvd_advisory advisory = {
		.publisher = "Example Desk",
		.language = language,
		.zone = cvd_zone_utc(),
		.published = START + 100 * DAY,
		.summary = summary,
	};

	ck_assert_int_eq(cvd_replay_run(the_case, arena, &replay, NULL),
	    CVD_OK);
	ck_assert(!replay.head.needs_review);
	cvd_buf_cut(&out, 0);
	cvd_advisory_write(&advisory, &replay, &out);
	ck_assert_int_eq(cvd_buf_check(&out, NULL), CVD_OK);
}

static void
assert_has(const char *part)
{
	ck_assert_msg(strstr(out.data, part) != NULL, "not in it: %s\n%s", part,
	    out.data);
}

static void
refute_has(const char *part)
{
	ck_assert_msg(strstr(out.data, part) == NULL, "in it: %s\n%s", part,
	    out.data);
}

static void
consent(const char *party, int value, struct cvd_person *person)
{
	struct cvd_event *e = add(CVD_EVENT_CONSENT_GIVEN);

	e->party = party;
	e->consent_kind = CVD_CONSENT_NAMING;
	e->consent_value = value;
	e->medium = "email";
	e->person = person;
}

START_TEST(an_advisory_says_what_is_public)
{
	struct cvd_event *e = add(CVD_EVENT_FIX_RELEASED);

	e->party = "vendor-1";
	e->version = "1.2.3";
	e->reference = "https://example.org/fix?a=1&b=2";
	write_as("en", "Every password was accepted.");
	ck_assert_str_eq(out.data,
	    "# Login form accepts any password\n"
	    "\n"
	    "- Advisory: CVD-2026-4K7Q9XV\n"
	    "- Published by: Example Desk\n"
	    "- Reported: 2026-11-20\n"
	    "- Fixed: 2026-11-23\n"
	    "- Published: 2027-02-28\n"
	    "- Weakness: CWE-287\n"
	    "- Found by: a researcher who wishes to remain anonymous\n"
	    "\n"
	    "## Summary\n"
	    "\n"
	    "Every password was accepted.\n"
	    "\n"
	    "## Fix\n"
	    "\n"
	    "- 1.2.3, 2026-11-23, <https://example.org/fix?a=1&b=2>\n");
}
END_TEST

START_TEST(what_is_private_stays_private)
{
	write_as("en", NULL);
	refute_has("Rosa");
	refute_has("rosa@");
	refute_has("secret words");
	refute_has("Example Ltd");
	refute_has("Summary");
	assert_has("There is no fix yet.");
}
END_TEST

START_TEST(who_consents_is_named_until_it_is_withdrawn)
{
	struct cvd_person nick = { .pseudonym = "r0sa" };
	struct cvd_event *e;

	consent(NULL, CVD_CONSENT_YES, NULL);
	write_as("en", NULL);
	assert_has("- Found by: Rosa Finder\n");
	consent("reporter", CVD_CONSENT_PSEUDONYM, &nick);
	write_as("en", NULL);
	assert_has("- Found by: r0sa\n");
	e = add(CVD_EVENT_CONSENT_WITHDRAWN);
	e->consent_kind = CVD_CONSENT_NAMING;
	e->medium = "phone";
	write_as("en", NULL);
	assert_has("- Found by: a researcher who wishes");
	consent("reporter", CVD_CONSENT_NO, NULL);
	write_as("en", NULL);
	assert_has("- Found by: a researcher who wishes");
}
END_TEST

START_TEST(a_vendor_is_named_by_its_own_consent_alone)
{
	consent("vendor-1", CVD_CONSENT_YES, NULL);
	add(CVD_EVENT_FIX_DEPLOYED)->party = "vendor-1";
	write_as("en", NULL);
	assert_has("- Example Ltd: 2026-11-24\n");
	refute_has("Rosa");
}
END_TEST

START_TEST(a_second_advisory_keeps_the_first_date)
{
	add(CVD_EVENT_PUBLISHED)->forced = "attacks";
	write_as("en", NULL);
	assert_has("- Published: 2026-11-23\n- Updated: 2027-02-28\n");
}
END_TEST

START_TEST(it_speaks_dutch)
{
	write_as("nl-BE", "Kort.\n");
	assert_has("- Gepubliceerd door: Example Desk\n");
	assert_has("- Gevonden door: een onderzoeker die anoniem wil");
	assert_has("## Samenvatting\n\nKort.\n\n## Oplossing\n");
}
END_TEST

START_TEST(values_do_not_become_markup)
{
	the_case->events[0].title =
	    "<b>x</b> [a](javascript:1) `c` *d* \\ ![e] \x1b[2J";
	write_as("en", NULL);
	assert_has("# \\<b\\>x\\</b\\> \\[a\\](javascript:1) \\`c\\` \\*d\\* "
	           "\\\\ \\!\\[e\\] \\\\x1b\\[2J\n");
}
END_TEST

START_TEST(a_summary_keeps_its_markdown_but_no_html)
{
	write_as("en", "*Why* a < b:\n\n<script>1</script><!-- x --><?p?>\n"
	               "\xe2\x80\xae");
	assert_has("*Why* a < b:\n\n&lt;script>1&lt;/script>&lt;!-- x -->"
	           "&lt;?p?>\n&lt;U+202E>\n");
}
END_TEST

START_TEST(its_path_is_by_the_year_of_the_id)
{
	char path[CVD_ADVISORY_PATH_TEXT];

	ck_assert_str_eq(cvd_advisory_path_text("CVD-2026-4K7Q9XV", path),
	    "advisories/2026/CVD-2026-4K7Q9XV.md");
}
END_TEST

static Suite *
advisory_suite(void)
{
	Suite *suite = suite_create("advisory");
	TCase *tc = tcase_create("markdown");

	tcase_add_checked_fixture(tc, begin, end);
	tcase_add_test(tc, an_advisory_says_what_is_public);
	tcase_add_test(tc, what_is_private_stays_private);
	tcase_add_test(tc, who_consents_is_named_until_it_is_withdrawn);
	tcase_add_test(tc, a_vendor_is_named_by_its_own_consent_alone);
	tcase_add_test(tc, a_second_advisory_keeps_the_first_date);
	tcase_add_test(tc, it_speaks_dutch);
	tcase_add_test(tc, values_do_not_become_markup);
	tcase_add_test(tc, a_summary_keeps_its_markdown_but_no_html);
	tcase_add_test(tc, its_path_is_by_the_year_of_the_id);
	suite_add_tcase(suite, tc);
	return suite;
}

int
main(void)
{
	return suite_run(advisory_suite());
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/rights.h"

#include "suite.h"

#include <string.h>

START_TEST(leads_and_members_sign_every_event)
{
	for (int role = CVD_MEMBER_LEAD; role <= CVD_MEMBER_MEMBER; role++)
		for (int kind = 1; kind < CVD_EVENT_KINDS; kind++) {
			const struct cvd_member m = { .name = "alice",
				.role = role };

			ck_assert_int_eq(cvd_rights_check(&m,
			                     (enum cvd_event_kind)kind, NULL),
			    CVD_OK);
		}
}
END_TEST

START_TEST(a_bot_signs_four_events)
{
	const struct cvd_member bot = { .name = "cron",
		.role = CVD_MEMBER_BOT };
	struct cvd_err err;
	unsigned allowed = 0;

	for (int kind = 1; kind < CVD_EVENT_KINDS; kind++)
		allowed += cvd_rights_check(&bot, (enum cvd_event_kind)kind,
		               NULL) == CVD_OK;
	ck_assert_uint_eq(allowed, 4);
	ck_assert_int_eq(cvd_rights_check(&bot, CVD_EVENT_ACKNOWLEDGED, &err),
	    CVD_E_REFUSED);
	ck_assert_str_eq(err.message,
	    "'cron' is a bot, and may not sign 'acknowledged'");
	ck_assert_int_eq(cvd_rights_check(&bot, CVD_EVENT_LETTERS_CANCELLED,
	                     NULL),
	    CVD_E_REFUSED);
}
END_TEST

static struct cvd_event
event_of(enum cvd_event_kind kind, struct cvd_event_letter *letters,
    size_t count)
{
	return (struct cvd_event){ .kind = (int)kind,
		.letters = { letters, count } };
}

START_TEST(an_event_is_judged_with_its_letters)
{
	struct cvd_event_letter letters[] = { { .letter = "status" },
		{ .letter = "publish" }, { .letter = "vendor-remind" },
		{ .letter = "due-digest" } };
	const struct cvd_member bot = { .name = "cron",
		.role = CVD_MEMBER_BOT };
	const struct cvd_member lead = { .name = "alice",
		.role = CVD_MEMBER_LEAD };
	struct cvd_event e = event_of(CVD_EVENT_LETTERS_QUEUED, letters, 1);
	struct cvd_err err;

	ck_assert_int_eq(cvd_rights_check_event(&bot, &e, &err), CVD_OK);
	e = event_of(CVD_EVENT_LETTERS_QUEUED, letters + 2, 2);
	ck_assert_int_eq(cvd_rights_check_event(&bot, &e, &err), CVD_OK);
	e = event_of(CVD_EVENT_LETTERS_QUEUED, letters, 4);
	ck_assert_int_eq(cvd_rights_check_event(&bot, &e, &err), CVD_E_REFUSED);
	ck_assert_str_eq(err.message,
	    "'cron' is a bot, and may not decide the letter 'publish'");
	ck_assert_int_eq(cvd_rights_check_event(&lead, &e, &err), CVD_OK);
	/* it delivers what people decided */
	e = event_of(CVD_EVENT_LETTERS_SENT, letters, 4);
	ck_assert_int_eq(cvd_rights_check_event(&bot, &e, &err), CVD_OK);
	e = event_of(CVD_EVENT_CLOSED, NULL, 0);
	ck_assert_int_eq(cvd_rights_check_event(&bot, &e, &err), CVD_E_REFUSED);
	ck_assert_int_eq(cvd_rights_check_event(&lead, &e, &err), CVD_OK);
}
END_TEST

START_TEST(a_status_update_of_a_bot_goes_with_its_letter)
{
	struct cvd_event_letter letters[] = { { .letter = "vendor-remind" },
		{ .letter = "status" } };
	const struct cvd_event events[] = {
		event_of(CVD_EVENT_STATUS_UPDATE, NULL, 0),
		event_of(CVD_EVENT_LETTERS_SENT, letters, 2),
		event_of(CVD_EVENT_LETTERS_QUEUED, letters, 1),
		event_of(CVD_EVENT_LETTERS_QUEUED, letters, 2),
		event_of(CVD_EVENT_NOTED, NULL, 0),
	};
	const struct cvd_member bot = { .name = "cron",
		.role = CVD_MEMBER_BOT };
	const struct cvd_member member = { .name = "bob",
		.role = CVD_MEMBER_MEMBER };
	struct cvd_err err;

	for (size_t n = 1; n <= 3; n++)
		ck_assert_int_eq(cvd_rights_check_events(&bot, events, n, &err),
		    CVD_E_REFUSED);
	ck_assert_str_eq(err.message,
	    "'cron' is a bot, and may not sign 'status_update' without the "
	    "letter 'status'");
	ck_assert_int_eq(cvd_rights_check_events(&bot, events, 4, &err),
	    CVD_OK);
	ck_assert_int_eq(cvd_rights_check_events(&bot, events, 5, &err),
	    CVD_E_REFUSED);
	ck_assert_int_eq(cvd_rights_check_events(&member, events, 1, &err),
	    CVD_OK);
	ck_assert_int_eq(cvd_rights_check_events(&bot, events, 0, &err),
	    CVD_OK);
}
END_TEST

#define MEMBER  "1111111111111111111111111111111111111111"
#define RETIRED "2222222222222222222222222222222222222222"
#define OTHER   "3333333333333333333333333333333333333333"
#define CASE    "CVD-2026-4K7Q9XV"

/* Who may change a file: l, m, b; and r: it may be removed. */
static const struct {
	const char *path;
	const char *who;
} files[] = {
	{ "cvd.yaml", "l" },
	{ "roster.yaml", "l" },
	{ "keys/" MEMBER ".asc", "l" },
	{ "keys/" RETIRED ".asc", "l" },
	{ "keys/" OTHER ".asc", "lm" },
	{ "contacts/acme.yaml", "lmr" },
	{ "policies/nl-ncsc.yaml", "lr" },
	{ "calendars/nl.yaml", "lr" },
	{ "templates/nl/ack.txt", "lr" },
	{ "cases/2026/4K/" CASE ".yaml", "lmb" },
	{ "attachments/" CASE
	  "/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	    "lm" },
	{ "advisories/2026/" CASE ".md", "lm" },
	{ ".gitattributes", "" },
	{ "README.md", "" },
	{ "keys/alice.asc", "" },
};
#define FILES ((int)(sizeof files / sizeof *files))

START_TEST(files_are_for_roles)
{
	static const char letters[] = { [CVD_MEMBER_NONE] = '?',
		[CVD_MEMBER_LEAD] = 'l',
		[CVD_MEMBER_MEMBER] = 'm',
		[CVD_MEMBER_BOT] = 'b' };
	struct cvd_member listed[] = {
		{ .name = "alice", .role = CVD_MEMBER_LEAD, .primary = MEMBER }
	};
	struct cvd_retired retired[] = { { .key = RETIRED } };
	const struct cvd_roster roster = { .members = { listed, 1 },
		.retired = { retired, 1 } };
	const struct cvd_path path = cvd_path_parse(files[_i].path);

	for (int role = 0; role < (int)sizeof letters; role++) {
		const struct cvd_member m = { .name = "x", .role = role };
		bool may = strchr(files[_i].who, letters[role]) != NULL;
		bool may_remove = may && strchr(files[_i].who, 'r') != NULL;
		struct cvd_err err;

		ck_assert_int_eq(cvd_rights_check_file(&m, &path, &roster,
		                     false, &err),
		    may ? CVD_OK : CVD_E_REFUSED);
		if (!may)
			ck_assert_msg(strstr(err.message, files[_i].path) !=
			                      NULL &&
			                  strstr(err.message, "to change") !=
			                      NULL,
			    "%s", err.message);
		ck_assert_int_eq(cvd_rights_check_file(&m, &path, &roster, true,
		                     &err),
		    may_remove ? CVD_OK : CVD_E_REFUSED);
		if (may && !may_remove)
			ck_assert_msg(strstr(err.message, "is never removed") !=
			                  NULL,
			    "%s", err.message);
	}
}
END_TEST

START_TEST(a_role_that_is_none_is_denied)
{
	const struct cvd_member nobody = { .name = "x" };

	ck_assert_int_eq(cvd_rights_check(&nobody, CVD_EVENT_NOTED, NULL),
	    CVD_E_REFUSED);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("rights");
	TCase *tc = tcase_create("rights");

	tcase_add_test(tc, leads_and_members_sign_every_event);
	tcase_add_test(tc, a_bot_signs_four_events);
	tcase_add_test(tc, an_event_is_judged_with_its_letters);
	tcase_add_test(tc, a_status_update_of_a_bot_goes_with_its_letter);
	tcase_add_loop_test(tc, files_are_for_roles, 0, FILES);
	tcase_add_test(tc, a_role_that_is_none_is_denied);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

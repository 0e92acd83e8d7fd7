/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/rights.h"

#include "suite.h"

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

START_TEST(a_bot_signs_four_events_and_three_letters)
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
	ck_assert_int_eq(cvd_rights_check_letter(&bot, "status", &err), CVD_OK);
	ck_assert_int_eq(cvd_rights_check_letter(&bot, "publish", &err),
	    CVD_E_REFUSED);
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
	tcase_add_test(tc, a_bot_signs_four_events_and_three_letters);
	tcase_add_test(tc, a_role_that_is_none_is_denied);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/anchor.h"

#include "core/event.h"

#include "suite.h"

static const struct {
	const char *name;
	enum cvd_anchor_class class;
	bool known;
} rows[] = {
	{ "received", CVD_ANCHOR_EVENT, true },
	{ "closed", CVD_ANCHOR_EVENT, true },
	{ "noted", CVD_ANCHOR_RECORD, false },
	{ "letters_sent", CVD_ANCHOR_RECORD, false },
	{ "fixed", CVD_ANCHOR_DERIVED, true },
	{ "vendor_second_contact", CVD_ANCHOR_DERIVED, true },
	{ "public_known", CVD_ANCHOR_RESERVED, true },
	{ "embargo_proposed", CVD_ANCHOR_RESERVED, true },
	{ "embargo_", CVD_ANCHOR_UNKNOWN, false },
	{ "subject_request", CVD_ANCHOR_FURTHER, true },
	{ "consent_effect_applied", CVD_ANCHOR_FURTHER, true },
	{ "recieved", CVD_ANCHOR_UNKNOWN, false },
	{ "Received", CVD_ANCHOR_UNKNOWN, false },
	{ "vendor-notified", CVD_ANCHOR_UNKNOWN, false },
	{ "", CVD_ANCHOR_UNKNOWN, false },
};
#define ROWS ((int)(sizeof(rows) / sizeof(rows[0])))

START_TEST(a_name_has_its_class)
{
	ck_assert_msg(cvd_anchor_class(rows[_i].name) == rows[_i].class, "%s",
	    rows[_i].name);
	ck_assert_msg(cvd_anchor_is_known(rows[_i].name) == rows[_i].known,
	    "%s", rows[_i].name);
}
END_TEST

START_TEST(every_event_has_a_class)
{
	ck_assert_int_ne(cvd_anchor_class(cvd_event_names[_i]),
	    CVD_ANCHOR_UNKNOWN);
}
END_TEST

START_TEST(what_has_an_instant_has_a_number)
{
	ck_assert_int_eq(cvd_anchor_find("received"), CVD_EVENT_RECEIVED);
	ck_assert_int_eq(cvd_anchor_find("closed"), CVD_EVENT_CLOSED);
	ck_assert_int_eq(cvd_anchor_find("discovered"), CVD_ANCHOR_DISCOVERED);
	ck_assert_int_eq(cvd_anchor_find("vendor_notified"),
	    CVD_ANCHOR_VENDOR_NOTIFIED);
	ck_assert_int_eq(cvd_anchor_find("fixed"), CVD_ANCHOR_FIXED);
	ck_assert_int_eq(cvd_anchor_find("exploited_known"),
	    CVD_ANCHOR_EXPLOITED_KNOWN);
	ck_assert_int_eq(cvd_anchor_find("noted"), CVD_ANCHOR_NONE);
	ck_assert_int_eq(cvd_anchor_find("public_known"), CVD_ANCHOR_NONE);
	ck_assert_int_eq(cvd_anchor_find("recieved"), CVD_ANCHOR_NONE);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("anchor");
	TCase *tcase = tcase_create("anchor");

	tcase_add_loop_test(tcase, a_name_has_its_class, 0, ROWS);
	tcase_add_loop_test(tcase, every_event_has_a_class, 1, CVD_EVENT_KINDS);
	tcase_add_test(tcase, what_has_an_instant_has_a_number);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}

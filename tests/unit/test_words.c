/* SPDX-License-Identifier: EUPL-1.2 */

/* Every code that a letter can meet has words in both languages. */

#include "core/words.h"

#include "core/event.h"
#include "core/state.h"
#include "unit/suite.h"

static const struct {
	enum cvd_words_kind kind;
	const char *const *names; /* index 0 is NULL, ended by NULL */
} vocabularies[] = {
	{ CVD_WORDS_OUTCOME, cvd_outcome_names },
	{ CVD_WORDS_REASON, cvd_reason_names },
	{ CVD_WORDS_ESCALATION, cvd_escalation_reason_names },
	{ CVD_WORDS_STATE, cvd_label_names },
	{ CVD_WORDS_CHANNEL, cvd_channel_names },
	{ CVD_WORDS_WEIGHT, cvd_weight_names },
	{ CVD_WORDS_SOURCE, cvd_source_names },
	{ CVD_WORDS_HAS, cvd_has_names },
};
#define VOCABULARIES ((int)(sizeof(vocabularies) / sizeof(vocabularies[0])))

START_TEST(every_word_of_a_closed_vocabulary_has_a_text)
{
	static const char *const languages[] = { "nl", "en" };
	enum cvd_words_kind kind = vocabularies[_i].kind;
	const char *const *name;
	size_t i;

	for (i = 0; i < 2; i++) {
		for (name = vocabularies[_i].names + 1; *name != NULL; name++)
			ck_assert_msg(cvd_words_find(languages[i], kind,
			                  *name) != NULL,
			    "no %s words for '%s'", languages[i], *name);
	}
}
END_TEST

START_TEST(every_kind_has_both_languages)
{
	static const char *const one[CVD_WORDS_KINDS] = {
		[CVD_WORDS_CLOCK] = "ack",
		[CVD_WORDS_CLOCK_KIND] = "commitment",
		[CVD_WORDS_OUTCOME] = "rejected",
		[CVD_WORDS_REASON] = "spam",
		[CVD_WORDS_ESCALATION] = "no-cvdp",
		[CVD_WORDS_STATE] = "closed",
		[CVD_WORDS_CHANNEL] = "phone",
		[CVD_WORDS_WEIGHT] = "minor",
		[CVD_WORDS_FIX] = "deployed",
		[CVD_WORDS_SOURCE] = "own",
		[CVD_WORDS_HAS] = "target",
		[CVD_WORDS_EXCEPTION] = "known-vulnerable-software",
		[CVD_WORDS_CREDIT] = "anonymous",
		[CVD_WORDS_WHO] = "reporter",
		[CVD_WORDS_NEWS] = "escalated",
		[CVD_WORDS_CONDUCT] = "report-soon",
		[CVD_WORDS_CONDITION] = "fixed",
		[CVD_WORDS_CLOCK_STATE] = "paused",
	};
	enum cvd_words_kind kind = (enum cvd_words_kind)_i;
	const char *nl = cvd_words_find("nl", kind, one[_i]);
	const char *en = cvd_words_find("en", kind, one[_i]);

	ck_assert_ptr_nonnull(nl);
	ck_assert_ptr_nonnull(en);
	if (kind != CVD_WORDS_CLOCK_KIND)
		ck_assert_str_ne(nl, en);
}
END_TEST

START_TEST(a_language_tag_counts_by_its_first_part)
{
	static const struct {
		const char *tag;
		const char *text;
	} rows[] = {
		{ "nl", "afgesloten" },
		{ "nl-BE", "afgesloten" },
		{ "NL", "afgesloten" },
		{ "en", "closed" },
		{ "fr", "closed" },
		{ "nds", "closed" },
		{ "nld", "closed" },
		{ "", "closed" },
		{ NULL, "closed" },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_str_eq(cvd_words_text(rows[i].tag, CVD_WORDS_STATE,
		                     "closed"),
		    rows[i].text);
}
END_TEST

START_TEST(a_code_without_words_speaks_for_itself)
{
	ck_assert_ptr_null(cvd_words_find("nl", CVD_WORDS_CLOCK, "triage"));
	ck_assert_str_eq(cvd_words_text("nl", CVD_WORDS_CLOCK, "triage"),
	    "triage");
}
END_TEST

START_TEST(an_amount_agrees_with_its_number)
{
	static const struct {
		const char *language;
		unsigned amount;
		const char *unit;
		const char *text;
	} rows[] = {
		{ "nl", 1, "working-days", "1 werkdag" },
		{ "nl", 3, "working-days", "3 werkdagen" },
		{ "nl", 0, "calendar-days", "0 kalenderdagen" },
		{ "nl", 24, "hours", "24 uur" },
		{ "nl", 6, "months", "6 maanden" },
		{ "nl", 2, "years", "2 jaar" },
		{ "en", 1, "hours", "1 hour" },
		{ "en", 60, "calendar-days", "60 calendar days" },
		{ "en", 1, "months", "1 month" },
		{ "en", 2, "fortnights", "2 fortnights" },
	};
	struct cvd_buf out = CVD_BUF_INIT(100);
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cvd_words_amount(&out, rows[i].language, rows[i].amount,
		    rows[i].unit);
		ck_assert_str_eq(out.data, rows[i].text);
		cvd_buf_cut(&out, 0);
	}
	cvd_buf_clear(&out);
}
END_TEST

START_TEST(a_rule_names_its_calendar_for_working_days_alone)
{
	struct cvd_buf out = CVD_BUF_INIT(200);

	cvd_words_term(&out, "nl", 3, "working-days", "nl");
	cvd_buf_addc(&out, '\n');
	cvd_words_term(&out, "en", 1, "working-days", "be-federal");
	cvd_buf_addc(&out, '\n');
	cvd_words_term(&out, "en", 60, "calendar-days", "nl");
	cvd_buf_addc(&out, '\n');
	cvd_words_term(&out, "en", 2, "working-days", NULL);
	ck_assert_str_eq(out.data, "3 werkdagen, kalender nl\n"
	                           "1 working day, calendar be-federal\n"
	                           "60 calendar days\n"
	                           "2 working days");
	cvd_buf_clear(&out);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("words");
	TCase *tcase = tcase_create("words");

	tcase_add_loop_test(tcase, every_word_of_a_closed_vocabulary_has_a_text,
	    0, VOCABULARIES);
	tcase_add_loop_test(tcase, every_kind_has_both_languages, 0,
	    CVD_WORDS_KINDS);
	tcase_add_test(tcase, a_language_tag_counts_by_its_first_part);
	tcase_add_test(tcase, a_code_without_words_speaks_for_itself);
	tcase_add_test(tcase, an_amount_agrees_with_its_number);
	tcase_add_test(tcase, a_rule_names_its_calendar_for_working_days_alone);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}

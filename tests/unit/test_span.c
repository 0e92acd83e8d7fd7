/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/span.h"

#include "suite.h"

#include <string.h>

static const struct span_row {
	const char *text;
	cvd_span span;
	const char *back;
} spans[] = {
	{ "30m", 1800, "30m" },
	{ "36h", 129600, "36h" },
	{ "14d", 1209600, "14d" },
	{ "2w", 1209600, "14d" },
	{ "0d", 0, "0d" },
	{ "90m", 5400, "90m" },
	{ "P2W", 1209600, "14d" },
	{ "P14D", 1209600, "14d" },
	{ "PT36H", 129600, "36h" },
	{ "P1DT12H", 129600, "36h" },
	{ "P1DT2H3M4S", 93784, "PT93784S" },
	{ "PT90S", 90, "PT90S" },
	{ "PT315537897599S", 315537897599, "PT315537897599S" },
};

static const char *const no_spans[] = { "", "7", "h", "90s", "-1d", "+1d",
	"1.5h", "1d12h", "14 d", "14D", "14dd", "P", "PT", "P1DT", "P1M", "P1Y",
	"P1W2D", "PT1M2H", "P1H", "P-1D", "9999999999999d" };

START_TEST(a_span_reads_as_people_write_it)
{
	char text[CVD_SPAN_TEXT];
	cvd_span span = -1;

	ck_assert_int_eq(cvd_span_parse(spans[_i].text, &span, NULL), CVD_OK);
	ck_assert_int_eq(span, spans[_i].span);
	ck_assert_str_eq(cvd_span_text(span, text), spans[_i].back);
	span = -1;
	ck_assert_int_eq(cvd_span_parse(text, &span, NULL), CVD_OK);
	ck_assert_int_eq(span, spans[_i].span);
}
END_TEST

START_TEST(what_has_no_fixed_length_is_no_span)
{
	struct cvd_err err = { 0 };
	cvd_span span = 4711;

	ck_assert_int_eq(cvd_span_parse(no_spans[_i], &span, &err),
	    CVD_E_INVALID);
	ck_assert_ptr_nonnull(strstr(err.message, "is no length of time"));
	ck_assert_ptr_nonnull(strstr(err.hint, "36h"));
	ck_assert_int_eq(span, 4711);
}
END_TEST

START_TEST(a_span_is_no_longer_than_all_time)
{
	struct cvd_err err = { 0 };
	cvd_span span;

	ck_assert_int_eq(cvd_span_parse("999999999999w", &span, &err),
	    CVD_E_INVALID);
	ck_assert_str_eq(err.message, "'999999999999w' is too long");
	ck_assert_int_eq(cvd_span_parse("PT315537897600S", &span, &err),
	    CVD_E_INVALID);
}
END_TEST

START_TEST(the_text_of_any_number_fits_its_room)
{
	char text[CVD_SPAN_TEXT];

	ck_assert_str_eq(cvd_span_text(CVD_SPAN_MAX, text),
	    "PT9223372036854775807S");
	ck_assert_str_eq(cvd_span_text(-CVD_SPAN_MAX, text),
	    "PT-9223372036854775807S");
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof(rows)[0]))

int
main(void)
{
	Suite *suite = suite_create("span");
	TCase *tc = tcase_create("span");

	tcase_add_loop_test(tc, a_span_reads_as_people_write_it, 0,
	    COUNT(spans));
	tcase_add_loop_test(tc, what_has_no_fixed_length_is_no_span, 0,
	    COUNT(no_spans));
	tcase_add_test(tc, a_span_is_no_longer_than_all_time);
	tcase_add_test(tc, the_text_of_any_number_fits_its_room);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

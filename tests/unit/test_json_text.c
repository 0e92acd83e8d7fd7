/* SPDX-License-Identifier: EUPL-1.2 */
#include "core/json_text.h"

#include "suite.h"

#include <string.h>

#define ROW(text, json)                                                        \
	{                                                                      \
		(text), sizeof(text) - 1, (json)                               \
	}

static const struct {
	const char *text;
	size_t size;
	const char *json;
} rows[] = {
	ROW("", "\"\""),
	ROW("Café ☕ 😀", "\"Café ☕ 😀\""),
	ROW("say \"hi\" \\ /", "\"say \\\"hi\\\" \\\\ /\""),
	ROW("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""),
	ROW("\0\x01\x1b\x1f", "\"\\u0000\\u0001\\u001b\\u001f\""),
	ROW("\x7f\xc2\x80\xc2\x9f\xc2\xa0",
	    "\"\\u007f\\u0080\\u009f\xc2\xa0\""),
	ROW("\xe2\x80\xa8\xe2\x80\xa9", "\"\\u2028\\u2029\""),
	ROW("a\xff"
	    "b\xc3",
	    "\"a\xef\xbf\xbd"
	    "b\xef\xbf\xbd\""),
	ROW("\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""),
	ROW("\xc0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\""),
};

START_TEST(any_bytes_become_a_valid_string)
{
	struct cvd_buf out = CVD_BUF_INIT(1000);

	cvd_json_text_add(&out, rows[_i].text, rows[_i].size);
	ck_assert_str_eq(out.data, rows[_i].json);
	cvd_buf_clear(&out);
	if (strlen(rows[_i].text) != rows[_i].size)
		return;
	cvd_json_text_addz(&out, rows[_i].text);
	ck_assert_str_eq(out.data, rows[_i].json);
	cvd_buf_clear(&out);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("json_text");
	TCase *tc = tcase_create("json_text");

	tcase_add_loop_test(tc, any_bytes_become_a_valid_string, 0,
	    (int)(sizeof rows / sizeof *rows));
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* Template files of letters: a subject and a body. */

#include "core/letter.h"

#include "core/address.h"
#include "core/limits.h"

#include <string.h>

static enum cvd_status
parse_header(struct cvd_bytes line, unsigned number, struct cvd_arena *arena,
    struct cvd_letter_template *letter, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_bytes(line.data, line.size);

	if (!cvd_scan_literal(&scan, "Subject:"))
		return cvd_fail_at(err, CVD_E_SYNTAX, number, 1,
		    "a letter begins with 'Subject: …' and a blank line");
	if (letter->subject != NULL)
		return cvd_fail_at(err, CVD_E_SYNTAX, number, 1,
		    "a letter has one subject");
	while (cvd_scan_char(&scan, ' '))
		;
	return cvd_template_parse(scan.p, (size_t)(scan.end - scan.p), number,
	    arena, &letter->subject, err);
}

enum cvd_status
cvd_letter_parse(const char *text, size_t size, struct cvd_arena *arena,
    struct cvd_letter_template *out, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_bytes(text, size);
	struct cvd_letter_template letter = { NULL, NULL };
	unsigned number = 1;
	struct cvd_bytes line;
	enum cvd_status status;

	for (; cvd_scan_line(&scan, &line) && line.size > 0; number++) {
		status = parse_header(line, number, arena, &letter, err);
		if (status != CVD_OK)
			return status;
	}
	if (letter.subject == NULL)
		return cvd_fail_at(err, CVD_E_SYNTAX, 1, 1,
		    "a letter begins with 'Subject: …' and a blank line");
	status = cvd_template_parse(scan.p, (size_t)(scan.end - scan.p),
	    number + 1, arena, &letter.body, err);
	if (status == CVD_OK)
		*out = letter;
	return status;
}

enum cvd_status
cvd_letter_check(const struct cvd_letter_template *letter,
    const struct cvd_value *sample, struct cvd_err *err)
{
	enum cvd_status status = cvd_template_check(letter->subject, sample,
	    err);

	if (status != CVD_OK)
		return status;
	return cvd_template_check(letter->body, sample, err);
}

static enum cvd_status
render_subject(const struct cvd_letter_template *letter,
    const struct cvd_value *values, struct cvd_buf *out, struct cvd_err *err)
{
	enum cvd_status status = cvd_template_render(letter->subject, values,
	    CVD_TEMPLATE_HEADER, out, err);

	if (status != CVD_OK)
		return status;
	if (out->size == 0)
		return cvd_fail(err, CVD_E_INVALID, "the subject is empty");
	return cvd_address_check_header(out->data, err);
}

static enum cvd_status
render_body(const struct cvd_letter_template *letter,
    const struct cvd_value *values, struct cvd_buf *out, struct cvd_err *err)
{
	enum cvd_status status = cvd_template_render(letter->body, values,
	    CVD_TEMPLATE_TEXT, out, err);
	size_t end = out->size;

	if (status != CVD_OK)
		return status;
	while (end > 0 && strchr(" \t\n", out->data[end - 1]) != NULL)
		end--;
	if (end == 0)
		return cvd_fail(err, CVD_E_INVALID, "the letter is empty");
	cvd_buf_cut(out, end);
	cvd_buf_addc(out, '\n');
	return cvd_buf_check(out, err);
}

enum cvd_status
cvd_letter_render(const struct cvd_letter_template *letter,
    const struct cvd_value *values, struct cvd_arena *arena,
    const char **subject, const char **body, struct cvd_err *err)
{
	struct cvd_buf head = CVD_BUF_INIT(CVD_MAX_HEADER_LINE);
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_LETTER);
	const char *head_copy = NULL;
	const char *text_copy = NULL;
	enum cvd_status status;

	status = render_subject(letter, values, &head, err);
	if (status == CVD_OK)
		status = render_body(letter, values, &text, err);
	if (status == CVD_OK) {
		head_copy = cvd_arena_text(arena, head.data);
		text_copy = cvd_arena_text(arena, text.data);
		status = cvd_arena_check(arena, err);
	}
	if (status == CVD_OK) {
		*subject = head_copy;
		*body = text_copy;
	}
	cvd_buf_clear(&head);
	cvd_buf_clear(&text);
	return status;
}

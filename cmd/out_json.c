/* SPDX-License-Identifier: EUPL-1.2 */

/* How an answer is written as JSON (RFC 8259). */

#include "out_state.h"

#include "core/json_text.h"
#include "core/limits.h"

#include <assert.h>
#include <inttypes.h>

/* A text of a case, each byte of which may become an escape. */
#define TEXT_MOST (6 * (size_t)CVD_MAX_FILE)

static void
add_line(struct cvd_buf *buf, unsigned depth)
{
	cvd_buf_addc(buf, '\n');
	for (unsigned i = 0; i < depth; i++)
		cvd_buf_addz(buf, "  ");
}

/* The comma and the line that a new member of this level needs. */
static void
add_place(struct out *out, struct cvd_buf *buf)
{
	struct out_level *level;

	if (out->after_key) {
		out->after_key = false;
		return;
	}
	if (out->depth == 0)
		return;
	level = &out->levels[out->depth - 1];
	if (level->used)
		cvd_buf_addc(buf, ',');
	level->used = true;
	add_line(buf, out->depth);
}

static void
begin(struct out *out, char opening, char closing)
{
	struct cvd_buf buf = CVD_BUF_INIT(TEXT_MOST);

	if (!out_is_json(out))
		return;
	assert(out->depth < OUT_DEPTH);
	assert(out->depth > 0 || opening == '{');
	add_place(out, &buf);
	cvd_buf_addc(&buf, opening);
	out->levels[out->depth++] = (struct out_level){ .closing = closing };
	out_write_buf(out, &buf);
	if (out->depth == 1)
		out_key_integer(out, "schema", 1);
}

static void
end(struct out *out, char closing)
{
	struct cvd_buf buf = CVD_BUF_INIT(TEXT_MOST);

	if (!out_is_json(out))
		return;
	assert(out->depth > 0 && !out->after_key);
	out->depth--;
	assert(out->levels[out->depth].closing == closing);
	if (out->levels[out->depth].used)
		add_line(&buf, out->depth);
	cvd_buf_addc(&buf, closing);
	if (out->depth == 0)
		cvd_buf_addc(&buf, '\n');
	out_write_buf(out, &buf);
}

void
out_map(struct out *out)
{
	begin(out, '{', '}');
}

void
out_map_end(struct out *out)
{
	end(out, '}');
}

void
out_list(struct out *out)
{
	begin(out, '[', ']');
}

void
out_list_end(struct out *out)
{
	end(out, ']');
}

void
out_key(struct out *out, const char *key)
{
	struct cvd_buf buf = CVD_BUF_INIT(TEXT_MOST);

	if (!out_is_json(out))
		return;
	assert(out->depth > 0 && !out->after_key);
	assert(out->levels[out->depth - 1].closing == '}');
	add_place(out, &buf);
	cvd_json_text_addz(&buf, key);
	cvd_buf_addz(&buf, ": ");
	out->after_key = true;
	out_write_buf(out, &buf);
}

/* A value that needs no escapes. */
static void
plain(struct out *out, const char *text)
{
	struct cvd_buf buf = CVD_BUF_INIT(TEXT_MOST);

	if (!out_is_json(out))
		return;
	assert(out->depth > 0);
	add_place(out, &buf);
	cvd_buf_addz(&buf, text);
	out_write_buf(out, &buf);
}

void
out_text(struct out *out, const char *text)
{
	struct cvd_buf buf = CVD_BUF_INIT(TEXT_MOST);

	if (!out_is_json(out))
		return;
	if (text == NULL) {
		out_null(out);
		return;
	}
	assert(out->depth > 0);
	add_place(out, &buf);
	cvd_json_text_addz(&buf, text);
	out_write_buf(out, &buf);
}

void
out_integer(struct out *out, int64_t number)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%" PRId64, number);
	plain(out, text);
}

void
out_bool(struct out *out, bool value)
{
	plain(out, value ? "true" : "false");
}

void
out_null(struct out *out)
{
	plain(out, "null");
}

void
out_instant(struct out *out, cvd_instant instant)
{
	char text[CVD_INSTANT_TEXT];

	out_text(out, cvd_instant_text(instant, text));
}

void
out_key_text(struct out *out, const char *key, const char *text)
{
	out_key(out, key);
	out_text(out, text);
}

void
out_key_integer(struct out *out, const char *key, int64_t number)
{
	out_key(out, key);
	out_integer(out, number);
}

void
out_key_bool(struct out *out, const char *key, bool value)
{
	out_key(out, key);
	out_bool(out, value);
}

void
out_key_instant(struct out *out, const char *key, cvd_instant instant)
{
	out_key(out, key);
	out_instant(out, instant);
}

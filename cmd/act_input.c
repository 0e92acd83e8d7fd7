/* SPDX-License-Identifier: EUPL-1.2 */

/* What verbs read from the command line, and from files named there. */

#include "act.h"

#include "core/address.h"
#include "core/limits.h"
#include "core/local.h"
#include "core/utf8.h"
#include "edge/fs.h"
#include "ui.h"

#include <string.h>
#include <unistd.h>

struct cvd_way
act_way(const char *by, const char *no_letter)
{
	return (struct cvd_way){
		.by = act_word(cvd_channel_names, by),
		.no_letter = no_letter,
	};
}

int
act_word(const char *const *names, const char *word)
{
	return word == NULL ? 0 : cvd_names_match(names, word);
}

/* Editors of some systems begin a text with it. */
static bool
has_byte_order_mark(const char *text, size_t size)
{
	return size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
}

/* CRLF, and a CR by itself, become LF; a byte order mark goes. */
static void
unify_lines(char *text, size_t *size)
{
	size_t n = 0;

	for (size_t i = has_byte_order_mark(text, *size) ? 3 : 0; i < *size;
	     i++) {
		if (text[i] == '\r' && i + 1 < *size && text[i + 1] == '\n')
			continue;
		text[n++] = text[i] == '\r' ? '\n' : text[i];
	}
	text[n] = '\0';
	*size = n;
}

/* Appends a file's bytes, and says what to call it in messages. */
static enum cvd_status
read_named(const char *path, struct cvd_buf *bytes, const char **name,
    struct cvd_err *err)
{
	enum cvd_status rc;

	*name = path;
	if (strcmp(path, "-") == 0) {
		*name = "standard input";
		rc = cvd_fs_read_fd(STDIN_FILENO, *name, bytes, err);
	} else {
		rc = cvd_fs_read(path, bytes, err);
	}
	return rc == CVD_OK ? CVD_OK : cvd_fail_as(err, CVD_E_USAGE);
}

enum cvd_status
act_read_text(const char *path, struct cvd_arena *arena, const char **text,
    struct cvd_err *err)
{
	struct cvd_buf bytes = CVD_BUF_INIT(CVD_MAX_DESCRIPTION);
	const char *name;
	char *copy = NULL;
	size_t size;
	enum cvd_status rc;

	if (path == NULL) {
		*text = NULL;
		return CVD_OK;
	}
	rc = read_named(path, &bytes, &name, err);
	if (rc == CVD_OK &&
	    (bytes.size == 0 ||
	        (bytes.size == 3 &&
	            has_byte_order_mark(bytes.data, bytes.size))))
		rc = cvd_fail(err, CVD_E_USAGE, "'%s' is empty", name);
	if (rc == CVD_OK && (!cvd_utf8_is_valid(bytes.data, bytes.size) ||
	                        memchr(bytes.data, '\0', bytes.size) != NULL))
		rc = cvd_fail(err, CVD_E_USAGE, "'%s' is not text in UTF-8",
		    name);
	if (rc == CVD_OK) {
		copy = cvd_arena_copy(arena, bytes.data, bytes.size);
		rc = cvd_arena_check(arena, err);
	}
	if (rc == CVD_OK) {
		size = bytes.size;
		unify_lines(copy, &size);
		*text = copy;
	}
	cvd_buf_clear(&bytes);
	return rc;
}

enum cvd_status
act_read_bytes(const char *path, struct cvd_arena *arena, const char **bytes,
    size_t *size, struct cvd_err *err)
{
	struct cvd_buf buf = CVD_BUF_INIT(CVD_MAX_FILE);
	const char *name;
	char *copy = NULL;
	enum cvd_status rc = read_named(path, &buf, &name, err);

	if (rc == CVD_OK) {
		copy = cvd_arena_copy(arena, buf.data, buf.size);
		rc = cvd_arena_check(arena, err);
	}
	if (rc == CVD_OK) {
		*bytes = copy;
		*size = buf.size;
	}
	cvd_buf_clear(&buf);
	return rc;
}

enum cvd_status
act_read_instant(struct context *ctx, const char *option, const char *text,
    cvd_instant *instant, struct cvd_err *err)
{
	enum cvd_status rc = cvd_instant_read(text,
	    cvd_casebook_zone(ctx->book), instant, err);

	if (rc == CVD_OK)
		return CVD_OK;
	cvd_err_prefix(err, option);
	return cvd_fail_as(err, CVD_E_USAGE);
}

void
act_warn_public(const char *what, const char *text)
{
	if (text != NULL && cvd_address_is_in(text))
		ui_warn("the %s is public, and seems to hold a mail address or "
		        "a telephone number",
		    what);
}

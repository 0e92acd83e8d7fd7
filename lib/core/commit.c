/* SPDX-License-Identifier: EUPL-1.2 */

/* A commit object, split by rules that know nothing but what cvd writes. */

#include "core/commit.h"

#include "core/limits.h"
#include "core/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* How much of an unknown header's name a message shows. */
#define NAME_SHOWN 40

struct split {
	const char *object;
	struct cvd_scan scan;
	unsigned line; /* of the cursor, from 1 */
	struct cvd_arena *arena;
	struct cvd_flaw *flaw;
	struct cvd_commit found;
	const char *header; /* of the signature: where it begins and ends */
	const char *header_end;
};

/* Says what is odd, and where. Always false. */
CVD_PRINTF(2, 3)
static bool
odd(struct split *s, const char *format, ...)
{
	char what[sizeof s->flaw->message];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(what, sizeof what, format, ap);
	va_end(ap);
	(void)cvd_flaw_found(s->flaw, CVD_FLAW_MALFORMED, "line %u: %s",
	    s->line, what);
	return false;
}

/* The same for a line that is not the one that has to come. */
static bool
unexpected(struct split *s, const char *wanted)
{
	const char *p = s->scan.p;
	int n = 0;

	if (cvd_scan_end(&s->scan))
		return odd(s, "the commit ends before %s", wanted);
	if (*p == '\n')
		return odd(s, "the headers end before %s", wanted);
	if (*p == ' ')
		return odd(s, "only a signature may go on over more lines");
	while (
	    n < NAME_SHOWN && p + n < s->scan.end && p[n] > ' ' && p[n] < 0x7f)
		n++;
	return odd(s, "'%.*s' stands where %s should be", n, p, wanted);
}

/* Takes a header of one line; false, and no message, where it is another. */
static bool
header(struct split *s, const char *name, struct cvd_bytes *value)
{
	struct cvd_scan at = s->scan;

	if (!cvd_scan_literal(&at, name) || !cvd_scan_char(&at, ' ') ||
	    !cvd_scan_until(&at, '\n', value))
		return false;
	s->scan = at;
	return true;
}

static bool
is_id(struct cvd_bytes text)
{
	if (text.size != CVD_OBJECT_ID_TEXT - 1)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return true;
}

static bool
take_id(struct split *s, struct cvd_bytes value, char id[CVD_OBJECT_ID_TEXT])
{
	if (!is_id(value))
		return odd(s, "this is not the id of an object");
	(void)memcpy(id, value.data, value.size);
	id[value.size] = '\0';
	s->line++;
	return true;
}

static bool
take_tree(struct split *s)
{
	struct cvd_bytes value;

	if (!header(s, "tree", &value))
		return unexpected(s, "tree");
	return take_id(s, value, s->found.tree);
}

static bool
take_parents(struct split *s)
{
	struct cvd_commit *found = &s->found;
	struct cvd_bytes value;

	while (header(s, "parent", &value)) {
		if (found->parent_count == 2)
			return odd(s, "there are more than two parents");
		if (!take_id(s, value, found->parents[found->parent_count]))
			return false;
		found->parent_count++;
	}
	if (found->parent_count == 2 &&
	    strcmp(found->parents[0], found->parents[1]) == 0) {
		s->line--;
		return odd(s, "both parents are one");
	}
	return true;
}

/* A name or an address: visible text, without what ends it. */
static bool
is_plain(struct cvd_bytes text)
{
	for (size_t i = 0; i < text.size; i++) {
		unsigned char c = (unsigned char)text.data[i];

		if (c < 0x20 || c == 0x7f || c == '<' || c == '>')
			return false;
	}
	return text.size == 0 ||
	       (text.data[0] != ' ' && text.data[text.size - 1] != ' ');
}

/* "1795165200 +0000"; nothing may follow. git-fsck(1): badDate, zeroPadded. */
static bool
scan_time(struct cvd_scan *scan, cvd_instant *at)
{
	const char *digits = scan->p;
	int64_t seconds, hours, minutes;

	if (!cvd_scan_number(scan, 1, 12, &seconds) ||
	    (*digits == '0' && scan->p - digits > 1) ||
	    seconds > CVD_INSTANT_MAX || !cvd_scan_char(scan, ' '))
		return false;
	if (!cvd_scan_char(scan, '+') && !cvd_scan_char(scan, '-'))
		return false;
	if (!cvd_scan_number(scan, 2, 2, &hours) ||
	    !cvd_scan_number(scan, 2, 2, &minutes) || hours > 23 ||
	    minutes > 59)
		return false;
	*at = seconds;
	return cvd_scan_end(scan);
}

static bool
take_ident(struct split *s, const char *name, struct cvd_commit_ident *ident)
{
	struct cvd_bytes value;
	struct cvd_scan scan;

	if (!header(s, name, &value))
		return unexpected(s, name);
	scan = cvd_scan_bytes(value.data, value.size);
	if (!cvd_scan_until(&scan, '<', &ident->name) || ident->name.size < 2 ||
	    scan.p[-2] != ' ')
		return odd(s, "%s has no name, or no address", name);
	ident->name.size--; /* the blank */
	if (!is_plain(ident->name) ||
	    !cvd_scan_until(&scan, '>', &ident->email) ||
	    !is_plain(ident->email))
		return odd(s, "%s is not 'Name <address>'", name);
	if (!cvd_scan_char(&scan, ' ') || !scan_time(&scan, &ident->at))
		return odd(s, "%s has not one time, with its zone", name);
	s->line++;
	return true;
}

static bool
is_utf8_name(struct cvd_bytes text)
{
	static const char name[] = "utf-8";

	if (text.size != sizeof name - 1)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != name[i])
			return false;
	}
	return true;
}

static bool
take_encoding(struct split *s)
{
	struct cvd_bytes value;

	if (!header(s, "encoding", &value))
		return true;
	if (!is_utf8_name(value))
		return odd(s, "the encoding is not UTF-8");
	s->line++;
	return true;
}

/*
 * Unfolds the header of the signature: each line of it but the first begins
 * with a blank that is not part of it.
 */
static bool
take_signature(struct split *s)
{
	struct cvd_scan lines = s->scan;
	struct cvd_bytes line;
	size_t size = 0;
	char *text;

	s->header = s->scan.p;
	s->header_end = s->scan.p;
	if (!cvd_scan_literal(&lines, "gpgsig "))
		return true;
	s->scan = lines;
	do {
		if (!cvd_scan_until(&s->scan, '\n', &line))
			return odd(s, "the commit ends within its signature");
		s->line++;
		size += line.size + 1;
	} while (cvd_scan_char(&s->scan, ' '));
	s->header_end = s->scan.p;
	text = cvd_arena_alloc(s->arena, size, 1);
	if (text == NULL)
		return false;
	s->found.signature = (struct cvd_bytes){ text, size };
	do {
		(void)cvd_scan_until(&lines, '\n', &line);
		(void)memcpy(text, line.data, line.size);
		text += line.size;
		*text++ = '\n';
	} while (cvd_scan_char(&lines, ' '));
	return true;
}

/* What was signed: everything but the header of the signature. */
static bool
join_signed(struct split *s)
{
	size_t before = (size_t)(s->header - s->object);
	size_t after = (size_t)(s->scan.end - s->header_end);
	char *text;

	if (s->found.signature.data == NULL) {
		s->found.signed_bytes = (struct cvd_bytes){ s->object,
			before + after };
		return true;
	}
	text = cvd_arena_alloc(s->arena, before + after, 1);
	if (text == NULL)
		return false;
	(void)memcpy(text, s->object, before);
	(void)memcpy(text + before, s->header_end, after);
	s->found.signed_bytes = (struct cvd_bytes){ text, before + after };
	return true;
}

static bool
take_all(struct split *s)
{
	if (!take_tree(s) || !take_parents(s) ||
	    !take_ident(s, "author", &s->found.author) ||
	    !take_ident(s, "committer", &s->found.committer) ||
	    !take_encoding(s) || !take_signature(s))
		return false;
	if (!cvd_scan_char(&s->scan, '\n'))
		return unexpected(s, s->found.signature.data == NULL
		                         ? "a signature or the end of headers"
		                         : "the end of headers");
	s->found.message = (struct cvd_bytes){ s->scan.p,
		(size_t)(s->scan.end - s->scan.p) };
	return join_signed(s);
}

/* What no part of a commit may be. */
static enum cvd_status
check_bytes(const char *bytes, size_t size, struct cvd_flaw *flaw)
{
	const char *nul;

	if (size > CVD_MAX_COMMIT)
		return cvd_flaw_found(flaw, CVD_FLAW_MALFORMED,
		    "the commit is larger than the limit of %u bytes",
		    CVD_MAX_COMMIT);
	nul = size == 0 ? NULL : memchr(bytes, '\0', size);
	if (nul != NULL)
		return cvd_flaw_found(flaw, CVD_FLAW_MALFORMED,
		    "there is a NUL byte in the commit, behind %zu others",
		    (size_t)(nul - bytes));
	if (!cvd_utf8_is_valid(bytes, size))
		return cvd_flaw_found(flaw, CVD_FLAW_MALFORMED,
		    "the commit is not UTF-8");
	return CVD_OK;
}

enum cvd_status
cvd_commit_split(const void *bytes, size_t size, struct cvd_arena *arena,
    struct cvd_commit *commit, struct cvd_flaw *flaw, struct cvd_err *err)
{
	struct split s = { .object = bytes,
		.scan = cvd_scan_bytes(bytes, size),
		.line = 1,
		.arena = arena,
		.flaw = flaw };
	enum cvd_status status = check_bytes(bytes, size, flaw);
	bool whole;

	if (status != CVD_OK)
		return status;
	whole = take_all(&s);
	status = cvd_arena_check(arena, err);
	if (status != CVD_OK)
		return status;
	if (!whole)
		return CVD_E_FINDINGS;
	*commit = s.found;
	return CVD_OK;
}

size_t
cvd_commit_parents(const void *bytes, size_t size,
    char parents[2][CVD_OBJECT_ID_TEXT])
{
	struct cvd_scan scan = cvd_scan_bytes(bytes, size);
	struct cvd_bytes value;
	size_t count = 0;

	if (!cvd_scan_literal(&scan, "tree ") ||
	    !cvd_scan_until(&scan, '\n', &value))
		return 0;
	while (count < 2 && cvd_scan_literal(&scan, "parent ") &&
	       cvd_scan_until(&scan, '\n', &value) && is_id(value)) {
		(void)memcpy(parents[count], value.data, value.size);
		parents[count][value.size] = '\0';
		count++;
	}
	return count;
}

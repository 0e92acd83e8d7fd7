/* SPDX-License-Identifier: EUPL-1.2 */

/* How git's words are understood. */

#include "edge/git_words.h"

#include <string.h>

/* The next line, or piece of progress, which ends in a CR. */
static bool
next_line(const char **at, const char **line, size_t *size)
{
	*at += strspn(*at, "\r\n");
	*line = *at;
	*size = strcspn(*at, "\r\n");
	*at += *size;
	return *size > 0;
}

static bool
begins(const char *line, size_t size, const char *with)
{
	size_t n = strlen(with);

	return size >= n && memcmp(line, with, n) == 0;
}

/* How much of "user:password@" stands here, behind "://". */
static size_t
secret_size(const char *at, const char *end)
{
	const char *last = at;

	for (const char *p = at; p < end && strchr("/ '\"", *p) == NULL; p++)
		if (*p == '@')
			last = p + 1;
	return (size_t)(last - at);
}

/* A blank, or a control character, which becomes one. */
static bool
is_blank(char c)
{
	return (unsigned char)c <= 0x20 || c == 0x7f;
}

void
cvd_git_words_clean(struct cvd_buf *out, const char *line, size_t size)
{
	const char *end = line + size;

	while (end > line && is_blank(end[-1]))
		end--;
	while (line < end) {
		if (begins(line, (size_t)(end - line), "://")) {
			cvd_buf_addz(out, "://");
			line += 3;
			line += secret_size(line, end);
			continue;
		}
		cvd_buf_addc(out, is_blank(*line) ? ' ' : *line);
		line++;
	}
}

void
cvd_git_words_server(struct cvd_buf *out, const char *said)
{
	const char *line;
	size_t size;

	while (next_line(&said, &line, &size)) {
		if (!begins(line, size, "remote: "))
			continue;
		cvd_git_words_clean(out, line + 8, size - 8);
		cvd_buf_addc(out, '\n');
	}
}

/* What an error of git's begins with, or 0. */
static size_t
mark_of(const char *line, size_t size)
{
	static const char *const marks[] = { "fatal: ", "error: ", "ERROR: ",
		"remote: fatal: ", "remote: error: " };

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (begins(line, size, marks[i]))
			return strlen(marks[i]);
	return 0;
}

void
cvd_git_words_reason(struct cvd_buf *out, const char *said)
{
	const char *before = NULL;
	const char *line;
	size_t before_size = 0;
	size_t size;

	while (next_line(&said, &line, &size)) {
		size_t mark = mark_of(line, size);

		/* what ssh, or a helper, says of it says more */
		if (mark > 0 && before != NULL &&
		    begins(line + mark, size - mark, "Could not read from "))
			break;
		before = line + mark;
		before_size = size - mark;
		if (mark > 0)
			break;
	}
	if (before == NULL)
		cvd_buf_addz(out, "no reason given");
	else
		cvd_git_words_clean(out, before, before_size);
}

enum cvd_git_fetch_word
cvd_git_words_fetch(const char *said)
{
	if (strstr(said, "couldn't find remote ref refs/heads/") != NULL)
		return CVD_GIT_FETCH_NO_BRANCH;
	if (strstr(said, "(shallow update not allowed)") != NULL ||
	    strstr(said, "shallow roots are not allowed to be updated") !=
	        NULL ||
	    strstr(said, "did not send all necessary objects") != NULL)
		return CVD_GIT_FETCH_INCOMPLETE;
	if (strstr(said, "fsck error in packed object") != NULL ||
	    strstr(said, "fsck error in pack objects") != NULL)
		return CVD_GIT_FETCH_MALFORMED;
	return CVD_GIT_FETCH_FAILED;
}

/* What the server's "no" means. */
static enum cvd_git_push_word
meaning_of(const char *line, size_t size)
{
	static const struct {
		const char *words;
		enum cvd_git_push_word word;
	} rows[] = {
		/* somebody else did it just now */
		{ "cannot lock ref", CVD_GIT_PUSH_STALE },
		{ "failed to update ref", CVD_GIT_PUSH_STALE },
		{ "failed to lock", CVD_GIT_PUSH_STALE },
		{ "already exists", CVD_GIT_PUSH_STALE },
		{ "incorrect old value", CVD_GIT_PUSH_STALE },
		{ "remote ref updated since checkout", CVD_GIT_PUSH_STALE },
		/* no room, no rights on its own disk, a cut line */
		{ "unpacker error", CVD_GIT_PUSH_FAILED },
		{ "unable to migrate objects", CVD_GIT_PUSH_FAILED },
	};
	char text[400];

	if (size >= sizeof text)
		size = sizeof text - 1;
	(void)memcpy(text, line, size);
	text[size] = '\0';
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strstr(text, rows[i].words) != NULL)
			return rows[i].word;
	return CVD_GIT_PUSH_DECLINED;
}

/* FLAG TAB FROM:TO TAB SUMMARY, for the ref; git-push(1). */
static enum cvd_git_push_word
word_of(const char *line, size_t size)
{
	const char *tab;

	if (size < 2 || line[1] != '\t')
		return CVD_GIT_PUSH_FAILED;
	if (line[0] != '!')
		return CVD_GIT_PUSH_DONE;
	tab = memchr(line + 2, '\t', size - 2);
	if (tab == NULL)
		return CVD_GIT_PUSH_FAILED;
	size -= (size_t)(tab + 1 - line);
	line = tab + 1;
	if (begins(line, size, "[rejected]"))
		return CVD_GIT_PUSH_STALE;
	return meaning_of(line, size);
}

enum cvd_git_push_word
cvd_git_words_push(const char *porcelain, int exit_status)
{
	enum cvd_git_push_word found = CVD_GIT_PUSH_FAILED;
	bool was_asked = false;
	const char *line;
	size_t size;

	while (next_line(&porcelain, &line, &size)) {
		enum cvd_git_push_word word = word_of(line, size);

		was_asked = was_asked || line[0] == '!';
		/* a remote may have several addresses */
		if (word > found)
			found = word;
	}
	if (found == CVD_GIT_PUSH_DONE && exit_status != 0)
		return CVD_GIT_PUSH_FAILED;
	/* any other failure is 128 or a signal */
	if (found == CVD_GIT_PUSH_FAILED && exit_status == 1 && !was_asked)
		return CVD_GIT_PUSH_STOPPED;
	return found;
}

bool
cvd_git_words_hung_up(const char *said)
{
	return strstr(said, "the remote end hung up unexpectedly") != NULL ||
	       strstr(said, "error: RPC failed") != NULL;
}

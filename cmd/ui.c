/* SPDX-License-Identifier: EUPL-1.2 */

/* How cvd talks with the person at the terminal. */

#include "ui.h"

#include "core/limits.h"
#include "core/utf8.h"
#include "environment.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define LINE_MOST    (4 * (size_t)CVD_MAX_REASON)

/* Columns of a line that is drawn anew: a terminal has more. */
#define PASSING_MOST 72

static bool is_quiet;
static unsigned is_verbose;
static bool asks;

void
ui_setup(bool quiet, unsigned verbose, bool no_input)
{
	is_quiet = quiet;
	is_verbose = verbose;
	asks = !no_input && isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* Standard error is all there is to complain on, so nothing is checked. */
static void
put(const char *text)
{
	(void)fputs(text, stderr);
}

/* The prefix, and the text with everything hidden made visible. */
static void
say(const char *prefix, const char *text, const char *end)
{
	struct cvd_buf buf = CVD_BUF_INIT(LINE_MOST);

	cvd_buf_addz(&buf, prefix);
	cvd_utf8_show(&buf, text, strlen(text), 0);
	cvd_buf_addz(&buf, end);
	put(buf.data);
	cvd_buf_clear(&buf);
}

static void say_format(const char *prefix, const char *end, const char *format,
    va_list ap) CVD_PRINTF(3, 0);

static void
say_format(const char *prefix, const char *end, const char *format, va_list ap)
{
	char text[CVD_MAX_REASON];

	(void)vsnprintf(text, sizeof text, format, ap);
	say(prefix, text, end);
}

void
ui_error(const struct cvd_err *err)
{
	if (err->message[0] != '\0')
		say("cvd: ", err->message, "\n");
	if (err->hint[0] != '\0')
		say("hint: ", err->hint, "\n");
}

void
ui_warn(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	say_format("cvd: warning: ", "\n", format, ap);
	va_end(ap);
}

void
ui_note(const char *format, ...)
{
	va_list ap;

	if (is_quiet)
		return;
	va_start(ap, format);
	say_format("cvd: ", "\n", format, ap);
	va_end(ap);
}

void
ui_trace(const char *format, ...)
{
	va_list ap;

	if (is_verbose == 0)
		return;
	va_start(ap, format);
	say_format("cvd: ", "\n", format, ap);
	va_end(ap);
}

void
ui_progress(const char *what, size_t done, size_t all)
{
	static bool is_drawn;
	char text[100];

	if (!ui_shows_progress() || (done == 0 && !is_drawn))
		return;
	(void)snprintf(text, sizeof text, "\r%s: %zu of %zu", what, done, all);
	put(done == all ? "\r\033[K" : text);
	is_drawn = done != all;
}

void
ui_passing(const char *text)
{
	struct cvd_buf line = CVD_BUF_INIT(LINE_MOST);

	if (!ui_shows_progress())
		return;
	put("\r\033[K");
	if (text == NULL)
		return;
	/* one that is broken would not be drawn over */
	cvd_utf8_show(&line, text, strnlen(text, PASSING_MOST), 0);
	put(line.data);
	cvd_buf_clear(&line);
}

bool
ui_shows_progress(void)
{
	return !is_quiet && isatty(STDERR_FILENO);
}

bool
ui_can_ask(void)
{
	return asks;
}

/* Reads to the end of the line; false at the end of input. */
static bool
read_line(struct cvd_buf *line)
{
	int c = getchar();

	if (c == EOF)
		return false;
	for (; c != EOF && c != '\n'; c = getchar())
		cvd_buf_addc(line, (char)c);
	return true;
}

static bool
is_yes(const char *answer)
{
	return strcmp(answer, "y") == 0 || strcmp(answer, "Y") == 0 ||
	       strcmp(answer, "yes") == 0;
}

enum cvd_status
ui_confirm(bool yes, struct cvd_err *err, const char *format, ...)
{
	struct cvd_buf line = CVD_BUF_INIT(CVD_MAX_VALUE);
	enum cvd_status rc = CVD_OK;
	va_list ap;

	if (yes)
		return CVD_OK;
	if (!asks) {
		rc = cvd_fail(err, CVD_E_USAGE,
		    "this needs a yes, and nobody can be asked");
		cvd_err_hint(err, "give --yes to go on without a question");
		return rc;
	}
	va_start(ap, format);
	say_format("", " [y/N] ", format, ap);
	va_end(ap);
	if (!read_line(&line) || !is_yes(line.data))
		rc = cvd_fail(err, CVD_E_CANCELLED, "cancelled");
	cvd_buf_clear(&line);
	return rc;
}

enum cvd_status
ui_ask(const char *prompt, struct cvd_buf *line, struct cvd_err *err)
{
	if (!asks)
		return cvd_fail(err, CVD_E_USAGE, "%s: nobody can be asked",
		    prompt);
	say("", prompt, ": ");
	cvd_buf_cut(line, 0);
	if (!read_line(line))
		return cvd_fail(err, CVD_E_CANCELLED, "cancelled");
	return cvd_buf_check(line, err);
}

bool
ui_wants_color(enum ui_color said, const struct environment *env,
    const char *git_color, bool is_terminal)
{
	switch (said) {
	case UI_COLOR_ALWAYS:
		return true;
	case UI_COLOR_NEVER:
		return false;
	case UI_COLOR_AUTO:
		break;
	}
	if (env->no_color != NULL)
		return false;
	if (env->clicolor_force != NULL &&
	    strcmp(env->clicolor_force, "0") != 0)
		return true;
	if (env->term == NULL || strcmp(env->term, "dumb") == 0)
		return false;
	if (git_color != NULL && (strcmp(git_color, "never") == 0 ||
	                             strcmp(git_color, "false") == 0))
		return false;
	/* git's `always` breaks whatever reads a pipe, so it is `auto` here */
	return is_terminal;
}

unsigned
ui_width(void)
{
	struct winsize size = { 0 };

	if (!isatty(STDOUT_FILENO))
		return 0;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return 80;
	return size.ws_col;
}

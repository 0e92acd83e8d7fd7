/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_UI_H
#define CVD_CMD_UI_H

#include "core/attribute.h"
#include "core/buf.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Talk with the person, on standard error; answers go through out.h. Nobody
 * is asked anything unless standard input and standard error are terminals
 * and --no-input was not given. What is printed is made harmless for a
 * terminal (core/utf8.h).
 */

/* How main() was asked to talk. Until it is called: not quiet, no questions. */
void ui_setup(bool quiet, unsigned verbose, bool no_input);

/* "cvd: message", and "hint: …" on a line of its own if there is one. */
void ui_error(const struct cvd_err *err);

/* The same for what is no failure but must be known. Not silenced by -q. */
void ui_warn(const char *format, ...) CVD_PRINTF(1, 2);

/* What was done, as far as it is no answer. Silent with -q. */
void ui_note(const char *format, ...) CVD_PRINTF(1, 2);

/* How it was done. Silent without -v. */
void ui_trace(const char *format, ...) CVD_PRINTF(1, 2);

/*
 * How far a long work has come, on a line of a terminal that the next call
 * draws anew; `done` equal to `all` takes it away. Nothing elsewhere, with -q,
 * and for what is done at once.
 */
void ui_progress(const char *what, size_t done, size_t all);

/*
 * What is under way, as another program says it, on such a line; NULL takes it
 * away.
 */
void ui_passing(const char *text);

/* Whether such lines are seen: standard error is a terminal, and no -q. */
bool ui_shows_progress(void);

/* Whether questions reach a person. */
bool ui_can_ask(void);

/*
 * Asks a question that is answered y or n; the default is No. CVD_OK for yes,
 * also when `yes` says so already (--yes); CVD_E_CANCELLED for no or the end
 * of input; CVD_E_USAGE, asking for --yes, where nobody can be asked.
 */
enum cvd_status ui_confirm(bool yes, struct cvd_err *err, const char *format,
    ...) CVD_PRINTF(3, 4);

/*
 * Asks for one line, without its end; the prompt is a few words, behind which
 * a colon is put. CVD_E_CANCELLED at the end of input,
 * CVD_E_USAGE where nobody can be asked: commands then rather say at once all
 * that is missing. CVD_E_INVALID where the line is longer than the buffer may
 * get.
 */
enum cvd_status ui_ask(const char *prompt, struct cvd_buf *line,
    struct cvd_err *err);

/* What --color says. */
enum ui_color {
	UI_COLOR_AUTO,
	UI_COLOR_ALWAYS,
	UI_COLOR_NEVER,
};

struct environment;

/*
 * Whether to use colour on standard output: --color, NO_COLOR,
 * CLICOLOR_FORCE, TERM=dumb, `git_color` (color.ui of git-config, or NULL),
 * then whether it is a terminal, in that order.
 */
bool ui_wants_color(enum ui_color said, const struct environment *env,
    const char *git_color, bool is_terminal);

/* Columns of the terminal on standard output; 0 where it is none. */
unsigned ui_width(void);

#endif

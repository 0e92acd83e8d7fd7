/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_ACT_H
#define CVD_CMD_ACT_H

#include "app/letters.h"
#include "app/step.h"
#include "command.h"
#include "core/fields.h"
#include "option.h"

/*
 * What all verbs that write one case have in common: they begin a step, let
 * app/verbs.h fill it, and finish: with a preview under --dry-run, else with
 * the commit, the delivery of letters, and the answer.
 *
 *	rc = act_begin(ctx, argv[0], "ack", &step, err);
 *	if (rc == CVD_OK)
 *		rc = cvd_verb_ack(step, &way, err);
 *	return act_finish(ctx, step, rc, err);
 */

/* Resolves the case a person named and begins a step on it. */
enum cvd_status act_begin(struct context *ctx, const char *ref,
    const char *verb, struct cvd_step **step, struct cvd_err *err);

/*
 * Ends a step whose verb answered rc, and frees it in any case. Says what was
 * done: the case and its state, each letter and what became of it, and the
 * text of letters that go by hand.
 */
enum cvd_status act_finish(struct context *ctx, struct cvd_step *step,
    enum cvd_status rc, struct cvd_err *err);

/* The same for a new case: the answer is its id, alone on its line. */
enum cvd_status act_finish_new(struct context *ctx, struct cvd_step *step,
    enum cvd_status rc, struct cvd_err *err);

/* --by and --no-letter, of verbs that write letters. */
#define OPT_WAY(by_target, no_letter_target)                                   \
	OPT_CHOICE(0, "by", by_target, "WAY", cvd_channel_names + 1,           \
	    "how it is said; otherwise by mail"),                              \
	    OPT_TEXT(0, "no-letter", no_letter_target, "REASON",               \
	        "write no letter")

/* The way that these options give. */
struct cvd_way act_way(const char *by, const char *no_letter);

/*
 * The text of a file, or of standard input for "-", with LF line ends and
 * without a byte order mark; the arena's. CVD_E_USAGE where it cannot be read, is empty, not UTF-8 or longer
 * than CVD_MAX_DESCRIPTION. NULL path: NULL text.
 */
enum cvd_status act_read_text(const char *path, struct cvd_arena *arena,
    const char **text, struct cvd_err *err);

/*
 * The bytes of a file of at most CVD_MAX_FILE, or of standard input for "-";
 * the arena's. CVD_E_USAGE where it cannot be read.
 */
enum cvd_status act_read_bytes(const char *path, struct cvd_arena *arena,
    const char **bytes, size_t *size, struct cvd_err *err);

/*
 * An instant of the command line, in the casebook's zone. CVD_E_USAGE, with
 * the name of the option before the message.
 */
enum cvd_status act_read_instant(struct context *ctx, const char *option,
    const char *text, cvd_instant *instant, struct cvd_err *err);

/*
 * Warns where a public text seems to hold a mail address or a number. `what`
 * is what it is called. NULL text: nothing.
 */
void act_warn_public(const char *what, const char *text);

/* The index of a word that option.c has checked; 0 for NULL. */
int act_word(const char *const *names, const char *word);

#endif

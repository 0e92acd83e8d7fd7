/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd assess: judge a report, or ask what is needed to. */

#include "act.h"
#include "app/verbs.h"
#include "command.h"
#include "core/words.h"
#include "ui.h"

#include <stddef.h>

static bool arg_accept;
static const char *arg_reject;
static const char *arg_need_info;
static const char *arg_duplicate_of;
static const char *arg_redirect;
static const char *arg_defer;
static struct option_list arg_exclusions;
static const char *arg_weight;
static const char *arg_cvss;
static const char *arg_cwe;
static const char *arg_note_file;
static const char *arg_by;
static const char *arg_no_letter;

static const struct option options[] = {
	OPT_FLAG(0, "accept", &arg_accept, "the report is right and for us",
	    .group = 1, .required = true),
	OPT_CHOICE(0, "reject", &arg_reject, "REASON", cvd_reason_names + 1,
	    "it is not handled any further", .group = 1, .required = true),
	OPT_TEXT(0, "need-info", &arg_need_info, "FILE",
	    "ask the reporter what is in FILE, or '-'", .group = 1,
	    .required = true),
	OPT_TEXT(0, "duplicate-of", &arg_duplicate_of, "CASE",
	    "it is known already", .group = 1, .required = true),
	OPT_TEXT(0, "redirect", &arg_redirect, "WHERE",
	    "it belongs with somebody else", .group = 1, .required = true),
	OPT_CHOICE(0, "defer", &arg_defer, "REASON", cvd_reason_names + 1,
	    "it is put aside for the moment", .group = 1, .required = true),
	OPT_LIST(0, "exclusion", &arg_exclusions, "ID",
	    "an exclusion of the policy that may apply"),
	OPT_CHOICE(0, "weight", &arg_weight, "WEIGHT", cvd_weight_names + 1,
	    "minor or major"),
	OPT_TEXT(0, "cvss", &arg_cvss, "VECTOR", "severity, kept as given"),
	OPT_TEXT(0, "cwe", &arg_cwe, "CWE", "kind of weakness, as CWE-79"),
	OPT_TEXT(0, "note-file", &arg_note_file, "FILE",
	    "the assessment in words, from FILE or '-'"),
	OPT_WAY(&arg_by, &arg_no_letter),
	OPT_END,
};

static int
outcome(void)
{
	if (arg_accept)
		return CVD_OUTCOME_ACCEPTED;
	if (arg_reject != NULL)
		return CVD_OUTCOME_REJECTED;
	if (arg_duplicate_of != NULL)
		return CVD_OUTCOME_DUPLICATE;
	if (arg_redirect != NULL)
		return CVD_OUTCOME_REDIRECTED;
	return arg_defer != NULL ? CVD_OUTCOME_DEFERRED : CVD_OUTCOME_NONE;
}

/*
 * Whoever names an exclusion is reminded of its exception: a hint, since on a
 * doubt the desk decides.
 */
static void
remind_of_exceptions(const struct cvd_step *step)
{
	for (size_t i = 0; i < arg_exclusions.count; i++) {
		const struct cvd_exclusion *x = cvd_verb_assess_exclusion(step,
		    arg_exclusions.items[i]);

		if (x != NULL && x->unless != NULL)
			ui_note("exclusion '%s' does not hold if: %s", x->id,
			    cvd_words_text("en", CVD_WORDS_EXCEPTION,
			        x->unless));
	}
}

static enum cvd_status
assess(struct cvd_step *step, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_step_arena(step);
	struct cvd_assessment a = {
		.outcome = outcome(),
		.reason = arg_reject != NULL ? arg_reject : arg_defer,
		.duplicate_of = arg_duplicate_of,
		.redirect_to = arg_redirect,
		.exclusions = { arg_exclusions.items, arg_exclusions.count },
		.weight = act_word(cvd_weight_names, arg_weight),
		.cvss = arg_cvss,
		.cwe = arg_cwe,
		.way = act_way(arg_by, arg_no_letter),
	};
	enum cvd_status rc = act_read_text(arg_need_info, arena, &a.question,
	    err);

	if (rc == CVD_OK)
		rc = act_read_text(arg_note_file, arena, &a.note, err);
	if (rc == CVD_OK)
		rc = cvd_verb_assess(step, &a, err);
	if (rc == CVD_OK)
		remind_of_exceptions(step);
	return rc;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_step *step;
	enum cvd_status rc = act_begin(ctx, argv[0], "assess", &step, err);

	(void)argc;
	if (rc == CVD_OK)
		rc = assess(step, err);
	return act_finish(ctx, step, rc, err);
}

const struct command cmd_assess = {
	.name = "assess",
	.summary = "judge a report, or ask the reporter for more",
	.operands = "CASE",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

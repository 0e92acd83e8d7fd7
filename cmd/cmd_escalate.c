/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd escalate: bring in an intermediary or coordinator. */

#include "act.h"
#include "app/verbs.h"
#include "command.h"

#include <stddef.h>

static const char *arg_to;
static const char *arg_reason;
static const char *arg_note_file;
static const char *arg_by;
static const char *arg_no_letter;

static const struct option options[] = {
	OPT_TEXT(0, "to", &arg_to, "COORDINATOR", "nl-ncsc, be-ccb …",
	    .required = true),
	OPT_CHOICE(0, "reason", &arg_reason, "REASON",
	    cvd_escalation_reason_names + 1,
	    "why, as a rule of the policy has it", .required = true),
	OPT_TEXT(0, "note-file", &arg_note_file, "FILE",
	    "a note for the record, from FILE or '-'"),
	OPT_WAY(&arg_by, &arg_no_letter),
	OPT_END,
};

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	const struct cvd_way way = act_way(arg_by, arg_no_letter);
	const char *note = NULL;
	struct cvd_step *step;
	enum cvd_status rc = act_begin(ctx, argv[0], "escalate", &step, err);

	(void)argc;
	if (rc == CVD_OK)
		rc = act_read_text(arg_note_file, cvd_step_arena(step), &note,
		    err);
	if (rc == CVD_OK)
		rc = cvd_verb_escalate(step, arg_to, arg_reason, note, &way,
		    err);
	return act_finish(ctx, step, rc, err);
}

const struct command cmd_escalate = {
	.name = "escalate",
	.summary = "bring in an intermediary, by a rule of the policy",
	.operands = "CASE",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

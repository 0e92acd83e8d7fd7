/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd event: record what has no command of its own. */

#include "act.h"
#include "app/verbs.h"
#include "command.h"

#include <stddef.h>

static const char *arg_party;
static const char *arg_source;
static const char *arg_who;
static bool arg_details;
static const char *arg_file;
static const char *arg_by;
static const char *arg_no_letter;

static const struct option options[] = {
	OPT_TEXT(0, "party", &arg_party, "PARTY",
	    "whom it is about, where there are several"),
	OPT_CHOICE(0, "source", &arg_source, "SOURCE", cvd_source_names + 1,
	    "how it is known"),
	OPT_CHOICE(0, "who", &arg_who, "WHO", cvd_who_names + 1,
	    "who made the attempt: desk or reporter"),
	OPT_FLAG(0, "details", &arg_details,
	    "the attempt gave details of the vulnerability"),
	OPT_TEXT('F', "file", &arg_file, "FILE",
	    "private words that go with it, from FILE or '-'"),
	OPT_WAY(&arg_by, &arg_no_letter),
	OPT_END,
};

static enum cvd_status
event(struct cvd_step *step, const char *name, struct cvd_err *err)
{
	struct cvd_happening h = {
		.event = name,
		.party = arg_party,
		.source = act_word(cvd_source_names, arg_source),
		.who = act_word(cvd_who_names, arg_who),
		.details = arg_details,
		.way = act_way(arg_by, arg_no_letter),
	};
	enum cvd_status rc = act_read_text(arg_file, cvd_step_arena(step),
	    &h.text, err);

	return rc == CVD_OK ? cvd_verb_event(step, &h, err) : rc;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_step *step;
	enum cvd_status rc = act_begin(ctx, argv[0], "event", &step, err);

	if (rc == CVD_OK)
		rc = event(step, argc > 1 ? argv[1] : NULL, err);
	return act_finish(ctx, step, rc, err);
}

const struct command cmd_event = {
	.name = "event",
	.summary = "record what has no command of its own",
	.operands = "CASE [NAME]",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd fix: how far the fix of a vulnerability is. */

#include "act.h"
#include "app/verbs.h"
#include "command.h"

#include <stddef.h>

static bool arg_available;
static bool arg_released;
static bool arg_deployed;
static bool arg_verified;
static const char *arg_party;
static const char *arg_version;
static const char *arg_reference;
static const char *arg_source;
static const char *arg_note_file;
static const char *arg_by;
static const char *arg_no_letter;

static const struct option options[] = {
	OPT_FLAG(0, "available", &arg_available, "there is a fix", .group = 1,
	    .required = true),
	OPT_FLAG(0, "released", &arg_released, "everybody can get it",
	    .group = 1, .required = true),
	OPT_FLAG(0, "deployed", &arg_deployed,
	    "it is in use where the vulnerability was", .group = 1,
	    .required = true),
	OPT_FLAG(0, "verified", &arg_verified, "it was tried, and it helps",
	    .group = 1, .required = true),
	OPT_TEXT(0, "party", &arg_party, "PARTY",
	    "whose fix it is, or who verified it"),
	OPT_TEXT(0, "version", &arg_version, "VERSION", "in which it is fixed"),
	OPT_TEXT(0, "reference", &arg_reference, "URL",
	    "where the public finds it"),
	OPT_CHOICE(0, "source", &arg_source, "SOURCE", cvd_source_names + 1,
	    "how it is known"),
	OPT_TEXT(0, "note-file", &arg_note_file, "FILE",
	    "private words that go with it, from FILE or '-'"),
	OPT_WAY(&arg_by, &arg_no_letter),
	OPT_END,
};

/* One of the four is given: the option table says so. */
static int
kind(void)
{
	if (arg_available)
		return CVD_EVENT_FIX_AVAILABLE;
	if (arg_released)
		return CVD_EVENT_FIX_RELEASED;
	return arg_deployed ? CVD_EVENT_FIX_DEPLOYED : CVD_EVENT_FIX_VERIFIED;
}

static enum cvd_status
fix(struct cvd_step *step, struct cvd_err *err)
{
	struct cvd_fix f = {
		.kind = kind(),
		.party = arg_party,
		.source = act_word(cvd_source_names, arg_source),
		.version = arg_version,
		.reference = arg_reference,
		.way = act_way(arg_by, arg_no_letter),
	};
	enum cvd_status rc = act_read_text(arg_note_file, cvd_step_arena(step),
	    &f.note, err);

	return rc == CVD_OK ? cvd_verb_fix(step, &f, err) : rc;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_step *step;
	enum cvd_status rc = act_begin(ctx, argv[0], "fix", &step, err);

	(void)argc;
	if (rc == CVD_OK)
		rc = fix(step, err);
	return act_finish(ctx, step, rc, err);
}

const struct command cmd_fix = {
	.name = "fix",
	.summary = "record how far the fix is",
	.operands = "CASE",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

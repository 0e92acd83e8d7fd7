/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd new: open a case. */

#include "act.h"
#include "app/verbs.h"
#include "command.h"
#include "option.h"
#include "ui.h"

#include <string.h>

static const char *arg_title;
static const char *arg_description;
static const char *arg_name;
static const char *arg_email;
static const char *arg_phone;
static bool arg_anonymous;
static struct option_list arg_targets;
static const char *arg_target_kind;
static const char *arg_owner;
static const char *arg_owner_class;
static const char *arg_channel;
static const char *arg_language;
static const char *arg_received;
static const char *arg_discovered;
static struct option_list arg_policies;
static bool arg_incomplete;

static const struct option options[] = {
	OPT_TEXT('t', "title", &arg_title, "TITLE",
	    "what it is about; shown to all, so name nobody"),
	OPT_TEXT('F', "description-file", &arg_description, "FILE",
	    "the report, from a file, or - for standard input"),
	OPT_TEXT(0, "reporter-name", &arg_name, "NAME", "who reports"),
	OPT_TEXT(0, "reporter-email", &arg_email, "ADDRESS",
	    "where to answer by mail"),
	OPT_TEXT(0, "reporter-phone", &arg_phone, "NUMBER",
	    "where to answer by phone"),
	OPT_FLAG(0, "anonymous", &arg_anonymous,
	    "the reporter wants to stay unknown"),
	OPT_LIST(0, "target", &arg_targets, "TARGET",
	    "what is vulnerable: a URL, an IP address or a name"),
	OPT_CHOICE(0, "target-kind", &arg_target_kind, "KIND",
	    cvd_target_kind_names + 1,
	    "what the target is, where that cannot be seen from it"),
	OPT_TEXT(0, "owner", &arg_owner, "NAME", "whose the target is"),
	OPT_CHOICE(0, "owner-class", &arg_owner_class, "CLASS",
	    cvd_owner_class_names + 1, "which kind of owner that is"),
	OPT_CHOICE(0, "channel", &arg_channel, "CHANNEL", cvd_channel_names + 1,
	    "how the report came in"),
	OPT_TEXT(0, "language", &arg_language, "LANG",
	    "the language of letters to the reporter"),
	OPT_TEXT(0, "received", &arg_received, "INSTANT",
	    "when it came in; the same as --at"),
	OPT_TEXT(0, "discovered", &arg_discovered, "INSTANT",
	    "when the reporter found it"),
	OPT_LIST(0, "policy", &arg_policies, "ID",
	    "a policy for this case; the first one leads"),
	OPT_FLAG(0, "incomplete", &arg_incomplete,
	    "record it although the policy asks for more"),
	OPT_END,
};

static enum cvd_status
read_times(struct context *ctx, struct cvd_intake *intake, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	if (arg_received != NULL && ctx->at_text != NULL)
		return cvd_fail(err, CVD_E_USAGE,
		    "--received and --at say the same; give one");
	if (arg_received != NULL)
		rc = act_read_instant(ctx, "--received", arg_received, &ctx->at,
		    err);
	if (rc == CVD_OK && arg_discovered != NULL)
		rc = act_read_instant(ctx, "--discovered", arg_discovered,
		    &intake->discovered, err);
	return rc;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_intake intake = {
		.title = arg_title,
		.name = arg_name,
		.email = arg_email,
		.phone = arg_phone,
		.anonymous = arg_anonymous,
		.targets = arg_targets.items,
		.target_count = arg_targets.count,
		.target_kind = act_word(cvd_target_kind_names, arg_target_kind),
		.owner = arg_owner,
		.owner_class = act_word(cvd_owner_class_names, arg_owner_class),
		.channel = act_word(cvd_channel_names, arg_channel),
		.language = arg_language,
		.discovered = CVD_INSTANT_NONE,
		.policies = { arg_policies.items, arg_policies.count },
		.incomplete = arg_incomplete,
	};
	struct cvd_step *step = NULL;
	enum cvd_status rc;

	(void)argc;
	(void)argv;
	rc = read_times(ctx, &intake, err);
	if (rc == CVD_OK)
		rc = act_read_text(arg_description,
		    cvd_casebook_arena(ctx->book), &intake.description, err);
	if (rc == CVD_OK)
		rc = cvd_step_begin(ctx->book, NULL, "new", ctx->at, &step,
		    err);
	if (rc == CVD_OK)
		rc = cvd_verb_new(step, &intake, err);
	if (rc == CVD_OK)
		act_warn_public("title", arg_title);
	return act_finish_new(ctx, step, rc, err);
}

const struct command cmd_new = {
	.name = "new",
	.summary = "open a case from a report",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_AT | TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd send: deliver the letters that wait. */

#include "app/deliver.h"
#include "app/record.h"
#include "command.h"
#include "core/ident.h"
#include "option.h"
#include "out.h"
#include "ui.h"

static const char *arg_case;
static bool arg_failed;
static struct option_list arg_held;
static const char *arg_cancel;
static const char *arg_reason;

static const struct option options[] = {
	OPT_TEXT(0, "case", &arg_case, "CASE", "letters of this case alone"),
	OPT_FLAG(0, "failed", &arg_failed,
	    "also try those again that failed for good"),
	OPT_LIST(0, "held", &arg_held, "LETTER",
	    "also send this one, though it is held"),
	OPT_TEXT(0, "cancel", &arg_cancel, "LETTER",
	    "take a letter back, by its Message-ID"),
	OPT_TEXT(0, "reason", &arg_reason, "REASON", "why it is taken back"),
	OPT_END,
};

static enum out_style
style_of(enum cvd_delivery_state state)
{
	switch (state) {
	case CVD_DELIVERY_SENT:
		return OUT_GOOD;
	case CVD_DELIVERY_FAILED:
		return OUT_BAD;
	case CVD_DELIVERY_WAITING:
	case CVD_DELIVERY_HELD:
		return OUT_WARN;
	case CVD_DELIVERY_DROPPED:
	case CVD_DELIVERY_CANCELLED:
		return OUT_FAINT;
	}
	return OUT_PLAIN;
}

/* One letter, a line or an object. */
static void
say_letter(void *context, const struct cvd_delivery_note *note)
{
	const char *state = cvd_delivery_state_names[note->state];
	struct out *out = context;

	out_line_as(out, style_of(note->state), "%s %s to %s <%s>: %s%s%s",
	    note->case_id, note->letter, note->party, note->to, state,
	    note->reply[0] == '\0' ? "" : ", ", note->reply);
	out_line_as(out, OUT_FAINT, "  %s", note->message_id);
	out_map(out);
	out_key_text(out, "case", note->case_id);
	out_key_text(out, "letter", note->letter);
	out_key_text(out, "party", note->party);
	out_key_text(out, "to", note->to);
	out_key_text(out, "message_id", note->message_id);
	out_key_text(out, "state", state);
	out_key_text(out, "reply", note->reply[0] == '\0' ? NULL : note->reply);
	out_map_end(out);
}

/* Nobody is asked for a letter that nothing is wrong with. */
static bool
ask(void *context, const struct cvd_delivery_note *note)
{
	struct cvd_err err;

	(void)context;
	ui_warn("%s: letter %s to %s <%s> is held", note->case_id, note->letter,
	    note->party, note->to);
	ui_warn("%s", note->reply);
	return ui_confirm(false, &err, "Send it all the same?") == CVD_OK;
}

/* What to do about those that are held. */
static void
say_held(size_t held)
{
	if (held > 0)
		ui_warn("%zu letter%s held: 'cvd send --held LETTER' sends one "
		        "all the same, 'cvd send --cancel LETTER --reason …' "
		        "takes it back",
		    held, held == 1 ? " is" : "s are");
}

static enum cvd_status
send_all(struct context *ctx, const char *id, struct cvd_err *err)
{
	const struct cvd_delivery_order order = {
		.case_id = id,
		.failed_too = arg_failed,
		.plan = ctx->dry_run,
		.freed = arg_held.items,
		.freed_count = arg_held.count,
		.ask = ui_can_ask() ? ask : NULL,
		.told = say_letter,
		.context = ctx->out,
	};
	struct cvd_delivery counts = { 0 };
	struct out *out = ctx->out;
	enum cvd_status rc;

	out_map(out);
	out_key(out, "letters");
	out_list(out);
	rc = cvd_deliver(ctx->book, &order, &counts, err);
	out_list_end(out);
	out_key_integer(out, "sent", (int64_t)counts.sent);
	out_key_integer(out, "failed", (int64_t)counts.failed);
	out_key_integer(out, "waiting", (int64_t)counts.waiting);
	out_key_integer(out, "held", (int64_t)counts.held);
	out_key_integer(out, "dropped", (int64_t)counts.dropped);
	out_map_end(out);
	say_held(counts.held);
	return rc;
}

static enum cvd_status
check(const struct context *ctx, struct cvd_err *err)
{
	if ((arg_cancel == NULL) != (arg_reason == NULL))
		return cvd_fail(err, CVD_E_USAGE,
		    "--cancel and --reason go together");
	if (arg_cancel != NULL && (arg_case != NULL || arg_failed ||
	                              arg_held.count > 0 || ctx->dry_run))
		return cvd_fail(err, CVD_E_USAGE,
		    "--cancel takes one letter back and does nothing else");
	return CVD_OK;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	char id[CVD_CASE_ID_TEXT];
	enum cvd_status rc = check(ctx, err);

	(void)argc;
	(void)argv;
	if (rc == CVD_OK && arg_cancel != NULL)
		return cvd_deliver_cancel(ctx->book, arg_cancel, arg_reason,
		    say_letter, ctx->out, err);
	if (rc == CVD_OK && arg_case != NULL)
		rc = cvd_record_resolve(ctx->book, arg_case, id, err);
	return rc == CVD_OK ? send_all(ctx, arg_case == NULL ? NULL : id, err)
	                    : rc;
}

const struct command cmd_send = {
	.name = "send",
	.summary = "deliver the letters that wait",
	.options = options,
	.needs = NEED_CASEBOOK | NEED_WRITE,
	.takes = TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

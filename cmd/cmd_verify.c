/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd verify: prove a history. */

#include "answer.h"
#include "app/record.h"
#include "app/verify.h"
#include "command.h"
#include "core/arena.h"
#include "core/ident.h"
#include "option.h"
#include "out.h"
#include "proof.h"
#include "ui.h"
#include "verify_hook.h"

#include <string.h>

static bool arg_full;
static bool arg_as_hook;
static const char *arg_introduction;
static const char *arg_signer;
static const char *arg_checkpoint;

static const struct option options[] = {
	OPT_FLAG(0, "full", &arg_full,
	    "prove everything again, whatever was proven before"),
	OPT_TEXT(0, "introduction", &arg_introduction, "COMMIT",
	    "where trust begins; pinned once all is proven"),
	OPT_TEXT(0, "signer", &arg_signer, "FINGERPRINT",
	    "the key that signed the introduction"),
	OPT_TEXT(0, "checkpoint", &arg_checkpoint, "COMMIT",
	    "take what leads up to this commit as proven"),
	OPT_FLAG(0, "as-hook", &arg_as_hook,
	    "judge a push, as git tells it to a pre-receive hook"),
	OPT_END,
};

/* What the operand means. */
struct asked_for {
	bool is_case;
	char case_id[CVD_CASE_ID_TEXT];
	bool has_from;
	char from[41];
	bool has_tip;
	char tip[41];
};

static void
answer(struct out *out, const struct cvd_verify_result *r)
{
	out_key_bool(out, "clean", r->is_clean);
	out_key_text(out, "tip", r->tip);
	out_key(out, "introduction");
	out_map(out);
	out_key_text(out, "commit", r->introduction);
	out_key_text(out, "signer", r->signer);
	out_map_end(out);
	out_key_integer(out, "commits", (int64_t)r->commits);
	out_key_integer(out, "judged", (int64_t)r->judged);
	out_key_integer(out, "keys", (int64_t)r->people);
	out_key_integer(out, "cases", (int64_t)r->cases);
	out_key_integer(out, "voided", (int64_t)r->voided);
	if (r->since == CVD_INSTANT_NONE)
		out_key_text(out, "since", NULL);
	else
		out_key_instant(out, "since", r->since);
	out_key_bool(out, "pinned", r->is_pinned);
	out_key(out, "findings");
	out_list(out);
	for (size_t i = 0; i < r->count; i++)
		answer_finding(out, &r->findings[i]);
	out_list_end(out);
	if (r->is_clean)
		proof_say(out, r);
	else
		out_line(out, "proven up to there: %zu commit%s", r->commits,
		    r->commits == 1 ? "" : "s");
	if (r->is_clean && r->is_pinned)
		out_line(out, "pinned: introduction %s by %s", r->introduction,
		    r->signer);
}

static void
say_commit(void *context, const struct cvd_verify_commit *c)
{
	struct out *out = context;
	char at[OUT_INSTANT_TEXT];

	out_line(out, "%.12s  %s  %s  %s", c->id,
	    out_instant_text(out, c->at, at), c->by == NULL ? "?" : c->by,
	    c->subject);
	out_map(out);
	out_key_text(out, "commit", c->id);
	out_key_instant(out, "at", c->at);
	out_key_text(out, "by", c->by);
	out_key_text(out, "key", c->key);
	out_key_text(out, "subject", c->subject);
	out_map_end(out);
}

/* The commits that were asked for, once they are proven. */
static enum cvd_status
list(struct context *ctx, const struct asked_for *what,
    const struct cvd_verify_result *r, struct cvd_err *err)
{
	enum cvd_status rc = CVD_OK;

	out_key(ctx->out, "log");
	out_list(ctx->out);
	if (r->is_clean && (what->is_case || what->has_from))
		rc = cvd_verify_list(ctx->book,
		    what->has_from ? what->from : NULL, r->tip,
		    what->is_case ? what->case_id : NULL, say_commit, ctx->out,
		    err);
	out_list_end(ctx->out);
	return rc;
}

/* CASE, or COMMIT, or FROM..TO. */
static enum cvd_status
understand(struct context *ctx, const char *operand, struct cvd_arena *arena,
    struct asked_for *what, struct cvd_err *err)
{
	const char *dots = strstr(operand, "..");
	const char *from;
	enum cvd_status rc;

	if (dots == NULL && cvd_record_resolve(ctx->book, operand,
	                        what->case_id, NULL) == CVD_OK) {
		what->is_case = true;
		return CVD_OK;
	}
	if (dots == NULL) {
		what->has_tip = true;
		return cvd_verify_resolve(ctx->book, operand, what->tip, err);
	}
	from = cvd_arena_copy(arena, operand, (size_t)(dots - operand));
	if (from == NULL)
		return cvd_arena_check(arena, err);
	rc = cvd_verify_resolve(ctx->book, from, what->from, err);
	if (rc == CVD_OK)
		rc = cvd_verify_resolve(ctx->book,
		    dots[2] == '\0' ? "HEAD" : dots + 2, what->tip, err);
	what->has_from = rc == CVD_OK;
	what->has_tip = rc == CVD_OK;
	return rc;
}

static enum cvd_status
prove(struct context *ctx, const struct cvd_verify *how,
    const struct asked_for *what, struct cvd_arena *arena, struct cvd_err *err)
{
	struct cvd_verify_result result;
	enum cvd_status rc = cvd_verify_run(ctx->book, how, arena, &result,
	    err);

	if (rc != CVD_OK)
		return rc;
	out_map(ctx->out);
	answer(ctx->out, &result);
	rc = list(ctx, what, &result, err);
	out_map_end(ctx->out);
	if (rc == CVD_OK && !result.is_clean)
		rc = cvd_fail(err, CVD_E_FINDINGS, "%s", "");
	return rc;
}

static enum cvd_status
check(int argc, struct cvd_err *err)
{
	if ((arg_introduction == NULL) != (arg_signer == NULL))
		return cvd_fail(err, CVD_E_USAGE,
		    "--introduction and --signer go together");
	if (arg_as_hook && argc > 0)
		return cvd_fail(err, CVD_E_USAGE,
		    "--as-hook is told what to judge on standard input");
	return CVD_OK;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_arena_new();
	struct asked_for what = { .is_case = false };
	struct cvd_verify how = { .full = arg_full,
		.introduction = arg_introduction,
		.signer = arg_signer,
		.checkpoint = arg_checkpoint,
		.progress = proof_draw };
	enum cvd_status rc = cvd_arena_check(arena, err);

	if (rc == CVD_OK)
		rc = check(argc, err);
	if (rc == CVD_OK && arg_as_hook) {
		rc = verify_hook(ctx, &how, err);
	} else if (rc == CVD_OK) {
		if (argc > 0)
			rc = understand(ctx, argv[0], arena, &what, err);
		how.tip = what.has_tip ? what.tip : NULL;
		/* what is only looked at may never become history */
		how.is_trial = what.has_tip;
		if (rc == CVD_OK)
			rc = prove(ctx, &how, &what, arena, err);
	}
	cvd_arena_free(arena);
	return rc;
}

const struct command cmd_verify = {
	.name = "verify",
	.summary = "prove who did what, from the first commit on",
	.operands = "[CASE|RANGE]",
	.options = options,
	.needs = NEED_HISTORY,
	.takes = TAKES_JSON,
	.run = run,
};

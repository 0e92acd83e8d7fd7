/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd sync: share a casebook. */

#include "app/sync.h"
#include "command.h"
#include "core/arena.h"
#include "option.h"
#include "out.h"
#include "proof.h"
#include "sync_show.h"
#include "ui.h"

#include <string.h>

static bool arg_no_push;
static const char *arg_accept_fork;

static const struct option options[] = {
	OPT_FLAG(0, "no-push", &arg_no_push, "send nothing"),
	OPT_TEXT(0, "accept-fork", &arg_accept_fork, "COMMIT",
	    "take the remote's tip, though it leaves out what was proven"),
	OPT_END,
};

/* What the server, or a hook, said of a push. */
static void
say_lines(const char *remote, char *said)
{
	while (*said != '\0') {
		size_t size = strcspn(said, "\n");
		bool is_last = said[size] == '\0';

		said[size] = '\0';
		ui_warn("%s: %s", remote, said);
		said += size + !is_last;
	}
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	struct cvd_arena *arena = cvd_casebook_arena(ctx->book);
	const struct cvd_sync how = {
		.where = ctx->where,
		.remote = argc > 0 ? argv[0] : NULL,
		.accept_fork = arg_accept_fork,
		.dry_run = ctx->dry_run,
		.no_push = arg_no_push,
		.shows_progress = ui_shows_progress(),
		.heard = proof_hear,
		.progress = proof_draw,
	};
	struct cvd_sync_result result;
	enum cvd_status rc = cvd_sync_run(ctx->book, &how, arena, &result, err);

	ui_passing(NULL);
	if (result.said != NULL)
		say_lines(result.remote, result.said);
	/* what went wrong before anything was asked has no answer */
	if (rc == CVD_OK || result.before[0] != '\0')
		sync_answer(ctx->out, &result, ctx->dry_run, rc != CVD_OK);
	return rc;
}

const struct command cmd_sync = {
	.name = "sync",
	.summary = "share a casebook with the others by a Git remote",
	.operands = "[REMOTE]",
	.options = options,
	.needs = NEED_CASEBOOK,
	.takes = TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

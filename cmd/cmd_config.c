/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd config: set this clone up. */

#include "app/merge_setup.h"
#include "command.h"
#include "option.h"
#include "out.h"
#include "proof.h"

#include <string.h>

static const struct option options[] = {
	OPT_END,
};

static enum cvd_status
run_merge(struct context *ctx, struct cvd_err *err)
{
	struct cvd_store *store = cvd_casebook_store(ctx->book);
	struct cvd_arena *arena = cvd_casebook_arena(ctx->book);
	struct cvd_merge_odds odds = { NULL, 0 };
	const char *command = NULL;
	enum cvd_status rc = cvd_merge_setup_command(ctx->world, arena,
	    &command, err);

	if (rc == CVD_OK && !ctx->dry_run)
		rc = cvd_merge_setup_driver(store, command, err);
	if (rc == CVD_OK)
		rc = cvd_merge_setup_check(store, ctx->world, arena, &odds,
		    err);
	if (rc != CVD_OK)
		return rc;
	out_line(ctx->out, "git merges cases and the roster by: %s", command);
	out_map(ctx->out);
	out_key_text(ctx->out, "driver", command);
	merge_odds_show(ctx->out, &odds);
	out_map_end(ctx->out);
	if (odds.count == 0)
		return CVD_OK;
	(void)cvd_fail(err, CVD_E_FINDINGS,
	    "attributes of your own stand above those of the casebook");
	cvd_err_hint(err, "look in .git/info/attributes, and in the file that "
	                  "'git config core.attributesFile' names");
	return CVD_E_FINDINGS;
}

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	(void)argc;
	if (strcmp(argv[0], "merge") != 0)
		return cvd_fail(err, CVD_E_USAGE,
		    "'config' can merge, not '%.60s'", argv[0]);
	return run_merge(ctx, err);
}

const struct command cmd_config = {
	.name = "config",
	.summary = "set this clone up, so that git merges cases",
	.operands = "merge",
	.options = options,
	.needs = NEED_CASEBOOK,
	.takes = TAKES_DRY_RUN | TAKES_JSON,
	.run = run,
};

/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd version: which cvd this is. */

#include "command.h"
#include "out.h"

#include <stddef.h>

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	(void)argc;
	(void)argv;
	(void)err;

	out_line(ctx->out, "cvd %s", CVD_VERSION);

	out_map(ctx->out);
	out_key_text(ctx->out, "version", CVD_VERSION);
	out_map_end(ctx->out);
	return CVD_OK;
}

const struct command cmd_version = {
	.name = "version",
	.summary = "print the version of cvd",
	.takes = TAKES_JSON,
	.run = run,
};

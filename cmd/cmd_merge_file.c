/* SPDX-License-Identifier: EUPL-1.2 */

/* cvd merge-file: merge one file for git. */

#include "app/merge_driver.h"
#include "command.h"

static enum cvd_status
run(struct context *ctx, int argc, char **argv, struct cvd_err *err)
{
	const struct cvd_merge_files files = {
		.base = argv[0],
		.ours = argv[1],
		.theirs = argv[2],
		.path = argv[3],
	};
	enum cvd_status rc = cvd_merge_driver(&files, err);

	(void)ctx;
	(void)argc;
	if (rc == CVD_E_CONFLICT)
		cvd_err_hint(err,
		    "it stands as this side has it; 'git show :3:PATH' is the "
		    "other side's");
	return rc;
}

const struct command cmd_merge_file = {
	.name = "merge-file",
	.summary = "merge one file, for git",
	.operands = "BASE OURS THEIRS PATH",
	.run = run,
};

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_INIT_CLONE_H
#define CVD_CMD_INIT_CLONE_H

#include "command.h"

#include <stdbool.h>

/* Joining a casebook, as it was asked for. Texts are borrowed, or NULL. */
struct init_clone {
	const char *url;
	const char *dir;
	const char *introduction;
	const char *signer;
	const char *checkpoint;
	bool bare;
};

/* Joins it, and says what it is and who may write to it. */
enum cvd_status init_clone(struct context *ctx, const struct init_clone *asked,
    struct cvd_err *err);

#endif

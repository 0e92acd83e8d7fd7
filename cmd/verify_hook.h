/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_VERIFY_HOOK_H
#define CVD_CMD_VERIFY_HOOK_H

#include "app/verify.h"
#include "command.h"

/*
 * What a server is to accept, as git hands it to a pre-receive hook: lines
 * "OLD NEW REF" on standard input (githooks(5)). Only the branch of the
 * casebook may move, and only forward, to commits that are proven by `how`.
 * CVD_E_FINDINGS for a push that is refused, after it was said why.
 */
enum cvd_status verify_hook(struct context *ctx, const struct cvd_verify *how,
    struct cvd_err *err);

#endif

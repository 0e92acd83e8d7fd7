/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_SYNC_SHOW_H
#define CVD_CMD_SYNC_SHOW_H

#include "app/sync.h"
#include "out.h"

/*
 * What came of a sync, as cvd-json(5) has it and as lines for people: what
 * came in, what needs a person, what was done. `would` is a dry run, `failed`
 * that it did not come to its end.
 */
void sync_answer(struct out *out, const struct cvd_sync_result *result,
    bool would, bool failed);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_KEYS_SHOW_H
#define CVD_CMD_KEYS_SHOW_H

#include "app/keys_check.h"
#include "out.h"

/* How keys are shown, and what is found in them. */

/* Keys as a table, and as objects in a list that is the caller's. */
void keys_show_table(struct out *out, const struct cvd_team_key *keys,
    size_t count, cvd_instant at);

/* A finding as a line, and as an object. */
void keys_show_finding(struct out *out, const struct cvd_key_finding *finding,
    cvd_instant at);

#endif

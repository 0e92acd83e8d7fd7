/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_PROOF_H
#define CVD_CMD_PROOF_H

#include "app/merge_setup.h"
#include "app/verify.h"
#include "out.h"

/* What commands that judge or set up a copy of a casebook say alike. */

/* What a clean run has proven, and what no run can. */
void proof_say(struct out *out, const struct cvd_verify_result *proof);

/* How far a proof has come, drawn for `progress` of lib/app; no context. */
void proof_draw(void *context, size_t done, size_t all);
/* What git says on the way there, for `heard`; no context. */
void proof_hear(void *context, const char *line);

/* Attributes of a person's own, a line each, and the member `findings`. */
void merge_odds_show(struct out *out, const struct cvd_merge_odds *odds);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_UNSEEN_H
#define CVD_APP_UNSEEN_H

#include "app/casebook.h"

/*
 * The refs of ours that have, of any remote, what was fetched or proven of it
 * (refs/cvd/incoming/…, refs/cvd/proven/…) and hold a commit that HEAD's
 * history has not; in the arena. Nothing is fetched.
 */
enum cvd_status cvd_unseen_find(struct cvd_casebook *book,
    struct cvd_arena *arena, struct cvd_lines *refs, struct cvd_err *err);

#endif

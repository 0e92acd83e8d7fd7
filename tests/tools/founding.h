/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_TOOLS_FOUNDING_H
#define CVD_TESTS_TOOLS_FOUNDING_H

#include "app/casebook.h"

/* Makes a casebook with its first commit, in a folder that is not there. */
enum cvd_status found_casebook(const char *dir, bool bare,
    const struct cvd_world *world, struct cvd_err *err);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_SCHEMA_H
#define CVD_CORE_SCHEMA_H

#include "core/status.h"
#include "core/tree.h"

/*
 * Every file of a casebook says first what it is and by which rules:
 * `schema: cvd-case/1`. Fails with CVD_E_INVALID when the document is no
 * mapping or not of this kind, CVD_E_TOO_OLD below `oldest` and CVD_E_TOO_NEW
 * above `newest`.
 */
enum cvd_status cvd_schema_check(const struct cvd_node *root, const char *kind,
    unsigned oldest, unsigned newest, struct cvd_err *err);

#endif

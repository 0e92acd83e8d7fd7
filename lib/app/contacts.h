/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_CONTACTS_H
#define CVD_APP_CONTACTS_H

#include "core/contact.h"

#include "app/casebook.h"

#include <stdbool.h>

/*
 * Whom a team writes to beside the parties of its cases: the file
 * contacts/SLUG.yaml of the casebook at HEAD, else the contact of that name
 * that is compiled in.
 */

/*
 * The contact of that name; it lives as long as the casebook. `own` says
 * whether the casebook has it, so that somebody of the team has signed it.
 * Fails with CVD_E_NOT_FOUND, and with CVD_E_CASEBOOK, path, line and column
 * where the casebook's file is none or is another's.
 */
enum cvd_status cvd_contacts_find(struct cvd_casebook *book, const char *slug,
    const struct cvd_contact **contact, bool *own, struct cvd_err *err);

#endif

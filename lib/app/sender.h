/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_APP_SENDER_H
#define CVD_APP_SENDER_H

#include "app/casebook.h"

struct cvd_transport;

/*
 * The way letters leave, as the person's git-config has it (cvd-config(5)):
 * cvd.transport, cvd.spool, cvd.smtpServer, cvd.smtpPort, cvd.smtpSecurity,
 * cvd.smtpUser, cvd.passwordCommand, cvd.smtpCaFile, cvd.smtpHello.
 *
 * Opens the transport; nothing is sent yet. The password is asked for with
 * the person's own command, run without a shell, and kept nowhere else. Fails
 * with CVD_E_USAGE, and the key's name, for settings that are missing or not
 * understood, and with CVD_E_AGAIN when the command gives no password.
 */
enum cvd_status cvd_sender_open(struct cvd_casebook *book,
    struct cvd_transport **transport, struct cvd_err *err) CVD_MUST_CHECK;

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CMD_KEY_SOURCE_H
#define CVD_CMD_KEY_SOURCE_H

#include "app/keys.h"

/*
 * Where the command line says that a key is: a whole fingerprint means the
 * person's own keyring, anything else is a file, or standard input for "-".
 * Its bytes live in the arena. CVD_E_USAGE where it cannot be read.
 */
enum cvd_status key_source_read(const char *typed, struct cvd_arena *arena,
    struct cvd_key_source *source, struct cvd_err *err);

/* A whole fingerprint. CVD_E_USAGE, with the option's name before it. */
enum cvd_status key_source_fingerprint(const char *option, const char *typed,
    struct cvd_arena *arena, const char **fingerprint, struct cvd_err *err);

#endif

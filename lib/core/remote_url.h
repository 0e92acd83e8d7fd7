/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_REMOTE_URL_H
#define CVD_CORE_REMOTE_URL_H

#include "core/arena.h"
#include "core/status.h"

#include <stdbool.h>

/*
 * Where another copy of a casebook is, as git is told: a path, host:path, or
 * a URL of file, git, http, https or ssh.
 *
 * Rule: "Git URLs" in git-clone(1).
 */

/*
 * Whether git may be handed this. CVD_E_INVALID for what is empty, longer than
 * CVD_MAX_URL, has a control character, could be taken for an option, by git
 * or by ssh, asks for another program (ext::…) or an unknown scheme, has no
 * host, or a password, which other users would see; no message shows one.
 */
enum cvd_status cvd_remote_url_check(const char *url,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The folder that a copy goes to by default: the last name, without `.git` or
 * `.bundle`; NULL where there is none that could be one. In the arena.
 */
const char *cvd_remote_url_name(const char *url, struct cvd_arena *arena);

/* The URL without a password, in the arena. */
const char *cvd_remote_url_public(const char *url, struct cvd_arena *arena);

#endif

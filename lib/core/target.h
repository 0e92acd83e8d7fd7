/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_TARGET_H
#define CVD_CORE_TARGET_H

#include "core/status.h"

#include <stdbool.h>

/*
 * What a report is about, as the reporter names it: a URL, an IP address or
 * network, or the name of a product.
 */

/* What the text looks like; decides the kind where nobody said it. */
enum cvd_target_form {
	CVD_TARGET_URL, /* a scheme, "://" and more: a system */
	CVD_TARGET_IP,  /* an address, perhaps with a prefix: a system */
	CVD_TARGET_NAME, /* anything else, host names too: socket.io is software */
};

enum cvd_target_form cvd_target_form(const char *text);

/*
 * A target that can be kept: one line of visible UTF-8, not empty, at most
 * CVD_MAX_URL bytes; one with a scheme must be a URL with a host and without
 * a password. CVD_E_INVALID otherwise.
 */
enum cvd_status cvd_target_check(const char *text,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * An http or https URL with a host (name, IPv4 or [IPv6]), an optional port
 * from 1, no user or password, no blank, control character, quote, bracket
 * or backslash outside the host. CVD_E_INVALID otherwise.
 */
enum cvd_status cvd_target_check_url(const char *url,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * An IPv4 address in four decimal numbers without leading zeros, or an IPv6
 * address (RFC 4291, 2.2) without zone.
 */
bool cvd_target_is_ip(const char *text);

enum cvd_host_use {
	CVD_HOST_ANY, /* one label will do, '_' may stand in it, final dot */
	CVD_HOST_MAIL, /* RFC 5321, 4.1.2: letters, digits, hyphens; two labels */
};

/*
 * Labels of 1 to 63 letters, digits and inner hyphens, 253 bytes in all, the
 * last one not all digits.
 */
bool cvd_target_is_host(const char *text, enum cvd_host_use use);

#endif

/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_ADDRESS_H
#define CVD_CORE_ADDRESS_H

#include "core/status.h"

#include <stdbool.h>

/*
 * What may stand in the header and the envelope of a letter. Everything here
 * is refused or taken as it is, never repaired: a carriage return on its way
 * to a mail server is a command of whoever wrote it.
 *
 * All checks fit cvd_field_check_fn (core/fields.h), and all fail with
 * CVD_E_INVALID and a message that names the value and what is wrong with it.
 */

/*
 * A mail address: local part of RFC 5322's dot-atom (no quoted strings, no
 * comments, no leading hyphen), at most 64 bytes; a domain of at least two
 * labels of letters, digits and hyphens, IDN as xn--; CVD_MAX_ADDRESS in all.
 * No address literals, no display name.
 */
enum cvd_status cvd_address_check(const char *address,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * The name of a person or team beside an address: as a header value, not
 * empty, at most CVD_MAX_NAME bytes.
 */
enum cvd_status cvd_address_check_name(const char *name,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * A header value: one line of UTF-8, at most CVD_MAX_HEADER_LINE bytes,
 * without controls, line separators, directional overrides and isolates, and
 * encoded words of RFC 2047. It may be empty.
 */
enum cvd_status cvd_address_check_header(const char *value,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * A Message-ID of ours, without its angle brackets: LEFT@DOMAIN, LEFT of
 * letters, digits, '.', '-' and '_', at most 64 bytes and without a leading
 * or trailing dot, so that LEFT.eml is a safe file name.
 */
enum cvd_status cvd_address_check_message_id(const char *id,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * A Message-ID of anybody, to refer to, without its angle brackets:
 * printable ASCII with an '@' and without brackets, at most 250 bytes.
 */
enum cvd_status cvd_address_check_reference(const char *id,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * A telephone number as people write it: an optional '+', then 3 to 40
 * digits, blanks, hyphens and brackets, at least 3 of them digits.
 */
enum cvd_status cvd_address_check_phone(const char *phone,
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Whether a text seems to hold a mail address or a telephone number: to warn
 * of where it is public. It may be wrong in either way.
 */
bool cvd_address_is_in(const char *text);

#endif

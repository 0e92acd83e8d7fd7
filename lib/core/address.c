/* SPDX-License-Identifier: EUPL-1.2 */

/* What may stand in the header and the envelope of a letter. */

#include "core/address.h"

#include "core/limits.h"
#include "core/scan.h"
#include "core/target.h"
#include "core/utf8.h"

#include <string.h>

#define DIGITS    "0123456789"
#define LETTERS   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
/* RFC 5322, 3.2.3: atext */
#define ATEXT     LETTERS DIGITS "!#$%&'*+-/=?^_`{|}~"
#define ID_TEXT   LETTERS DIGITS "-_"
#define MAX_LOCAL 64u /* RFC 5321, 4.5.3.1.1 */
#define MAX_PHONE 40u

/* Words of the set with single dots between them, up to '@' or the end. */
static bool
scan_dot_atom(struct cvd_scan *scan, const char *set)
{
	struct cvd_bytes word;

	do {
		if (!cvd_scan_word(scan, set, &word))
			return false;
	} while (cvd_scan_char(scan, '.'));
	return true;
}

static bool
is_ascii(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
	}
	return true;
}

static enum cvd_status
fail_address(struct cvd_err *err, const char *address, const char *why)
{
	return cvd_fail(err, CVD_E_INVALID, "mail address '%s': %s", address,
	    why);
}

/* Refusals that deserve more than "not a mail address". */
static enum cvd_status
fail_domain(struct cvd_err *err, const char *address, const char *domain)
{
	(void)fail_address(err, address, "the domain is not a host name");
	if (!is_ascii(domain))
		cvd_err_hint(err, "write the domain in its ASCII form, xn--…");
	else if (strchr(domain, '.') == NULL)
		cvd_err_hint(err, "write the domain in full");
	return CVD_E_INVALID;
}

enum cvd_status
cvd_address_check(const char *address, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(address);
	const char *at = strrchr(address, '@');
	const char *domain;

	if (at == NULL)
		return fail_address(err, address, "there is no '@'");
	domain = at + 1;
	if (strlen(address) > CVD_MAX_ADDRESS)
		return cvd_fail(err, CVD_E_INVALID,
		    "mail address longer than %u bytes", CVD_MAX_ADDRESS);
	if ((size_t)(at - address) > MAX_LOCAL)
		return fail_address(err, address,
		    "the part before '@' is longer than 64 bytes");
	/* A leading hyphen is an option to the mail program of a relay. */
	if (address[0] == '-' || !scan_dot_atom(&scan, ATEXT) || scan.p != at)
		return fail_address(err, address,
		    "the part before '@' is not one that mail servers take");
	if (!cvd_target_is_host(domain, CVD_HOST_MAIL))
		return fail_domain(err, address, domain);
	return CVD_OK;
}

/*
 * Joiners and direction marks belong to names in some scripts and pass;
 * overrides and isolates change how the rest of the line reads.
 */
static bool
is_header_point(uint32_t point)
{
	if (point < 0x20 || (point >= 0x7f && point <= 0x9f))
		return false;
	if (point >= 0x2028 && point <= 0x202e)
		return false;
	return point < 0x2066 || point > 0x2069;
}

/*
 * RFC 2047, 2. Composers leave it as it is and readers decode it, which would
 * bring back what the checks below refuse.
 */
static bool
holds_encoded_word(const char *value)
{
	const char *start = strstr(value, "=?");

	return start != NULL && strstr(start + 2, "?=") != NULL;
}

static enum cvd_status
check_line(const char *what, const char *value, unsigned limit,
    struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(value);
	uint32_t point;

	if (strlen(value) > limit)
		return cvd_fail(err, CVD_E_INVALID, "%s longer than %u bytes",
		    what, limit);
	if (!cvd_utf8_is_valid(value, strlen(value)))
		return cvd_fail(err, CVD_E_INVALID, "%s is not UTF-8", what);
	if (holds_encoded_word(value))
		return cvd_fail(err, CVD_E_INVALID, "%s holds an encoded word",
		    what);
	while (cvd_utf8_next(&scan, &point)) {
		if (point == '\r' || point == '\n')
			return cvd_fail(err, CVD_E_INVALID,
			    "%s is more than one line", what);
		if (!is_header_point(point))
			return cvd_fail(err, CVD_E_INVALID,
			    "%s holds the control character U+%04X", what,
			    (unsigned)point);
	}
	return CVD_OK;
}

enum cvd_status
cvd_address_check_header(const char *value, struct cvd_err *err)
{
	return check_line("header value", value, CVD_MAX_HEADER_LINE, err);
}

enum cvd_status
cvd_address_check_name(const char *name, struct cvd_err *err)
{
	if (name[0] == '\0')
		return cvd_fail(err, CVD_E_INVALID, "name is empty");
	return check_line("name", name, CVD_MAX_NAME, err);
}

enum cvd_status
cvd_address_check_message_id(const char *id, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(id);

	if (!scan_dot_atom(&scan, ID_TEXT) ||
	    (size_t)(scan.p - id) > MAX_LOCAL || !cvd_scan_char(&scan, '@') ||
	    !cvd_target_is_host(scan.p, CVD_HOST_ANY))
		return cvd_fail(err, CVD_E_INVALID,
		    "'%s' is not a message id of the form LEFT@DOMAIN", id);
	return CVD_OK;
}

enum cvd_status
cvd_address_check_reference(const char *id, struct cvd_err *err)
{
	const char *at = strchr(id, '@');
	bool good = at != NULL && at != id && at[1] != '\0' &&
	            strlen(id) <= 250;

	for (const char *p = id; good && *p != '\0'; p++)
		good = *p > ' ' && *p < 0x7f && *p != '<' && *p != '>';
	if (!good)
		return cvd_fail(err, CVD_E_INVALID,
		    "'%s' is not a message id without its angle brackets", id);
	return CVD_OK;
}

enum cvd_status
cvd_address_check_phone(const char *phone, struct cvd_err *err)
{
	const char *p = phone;
	unsigned digits = 0;
	size_t size = strlen(phone);

	if (*p == '+')
		p++;
	while (*p != '\0' && strchr(DIGITS " -()", *p) != NULL)
		digits += strchr(DIGITS, *p++) != NULL;
	if (*p != '\0' || digits < 3 || size > MAX_PHONE) {
		(void)cvd_fail(err, CVD_E_INVALID,
		    "'%s' is not a telephone number", phone);
		cvd_err_hint(err,
		    "write digits, blanks, hyphens and brackets, at most %u, "
		    "after an optional '+'",
		    MAX_PHONE);
		return CVD_E_INVALID;
	}
	return CVD_OK;
}

/* "x@y.z": something before, and a dot in what follows. */
static bool
is_mail_at(const char *text, const char *at)
{
	size_t size = strspn(at + 1, LETTERS DIGITS "-.");
	const char *dot = memchr(at + 1, '.', size);

	return at > text && strchr(ATEXT, at[-1]) != NULL && dot != NULL &&
	       dot > at + 1 && (size_t)(dot - at) < size;
}

/* Nine digits or more behind a '+' or a '0', as no version or date begins. */
static bool
is_phone_at(const char *p)
{
	unsigned digits = 0;

	if (*p != '+' && *p != '0')
		return false;
	for (p++; *p != '\0' && strchr(DIGITS " -()", *p) != NULL; p++)
		digits += strchr(DIGITS, *p) != NULL;
	return digits >= 9;
}

bool
cvd_address_is_in(const char *text)
{
	for (const char *p = text; *p != '\0'; p++) {
		bool begins = p == text || strchr(" (:,;", p[-1]) != NULL;

		if ((*p == '@' && is_mail_at(text, p)) ||
		    (begins && is_phone_at(p)))
			return true;
	}
	return false;
}

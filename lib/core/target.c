/* SPDX-License-Identifier: EUPL-1.2 */

/* URLs, IP addresses and host names: what a report is about. */

#include "core/target.h"

#include "core/limits.h"
#include "core/scan.h"
#include "core/utf8.h"

#include <stdint.h>
#include <string.h>

#define DIGITS   "0123456789"
#define HEX      DIGITS "abcdefABCDEF"
#define LETTERS  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define MAX_HOST 253u /* RFC 1035, 2.3.4, without the root's length bytes */
#define GROUPS   8u   /* of an IPv6 address */

static bool
scan_ipv4(struct cvd_scan *scan)
{
	struct cvd_scan at = *scan;
	struct cvd_bytes digits;
	int64_t number;

	for (unsigned i = 0; i < 4; i++) {
		struct cvd_scan here;

		if (i > 0 && !cvd_scan_char(&at, '.'))
			return false;
		here = at;
		if (!cvd_scan_word(&at, DIGITS, &digits) ||
		    (digits.size > 1 && digits.data[0] == '0') ||
		    !cvd_scan_number(&here, 1, 3, &number) || here.p != at.p ||
		    number > 255)
			return false;
	}
	*scan = at;
	return true;
}

/* One group, or an IPv4 address for the last two: how many it stands for. */
static unsigned
scan_group(struct cvd_scan *scan)
{
	struct cvd_scan at = *scan;
	struct cvd_bytes hex;

	if (scan_ipv4(scan))
		return 2;
	if (!cvd_scan_word(&at, HEX, &hex) || hex.size > 4)
		return 0;
	*scan = at;
	return 1;
}

/* RFC 4291, 2.2: eight groups, of which one run may be left out as "::". */
static bool
scan_ipv6(struct cvd_scan *scan)
{
	struct cvd_scan at = *scan;
	bool gap = cvd_scan_literal(&at, "::");
	bool owed = !gap; /* a group must follow */
	unsigned groups = 0;

	while (groups < GROUPS) {
		unsigned n = scan_group(&at);

		if (n == 0)
			break;
		groups += n;
		owed = false;
		if (n == 2)
			break;
		if (!gap && cvd_scan_literal(&at, "::"))
			gap = true;
		else if (cvd_scan_char(&at, ':'))
			owed = true;
		else
			break;
	}
	if (owed || (gap ? groups >= GROUPS : groups != GROUPS))
		return false;
	*scan = at;
	return true;
}

bool
cvd_target_is_ip(const char *text)
{
	struct cvd_scan scan = cvd_scan_text(text);

	if (!scan_ipv4(&scan) && !scan_ipv6(&scan))
		return false;
	return cvd_scan_end(&scan);
}

/* An address or, with a prefix length, a network. */
static bool
is_network(const char *text)
{
	struct cvd_scan scan = cvd_scan_text(text);
	bool four = scan_ipv4(&scan);
	int64_t prefix;

	if (!four && !scan_ipv6(&scan))
		return false;
	if (cvd_scan_char(&scan, '/') &&
	    (!cvd_scan_number(&scan, 1, 3, &prefix) ||
	        prefix > (four ? 32 : 128)))
		return false;
	return cvd_scan_end(&scan);
}

static bool
is_label(struct cvd_bytes label)
{
	return label.size <= 63 && label.data[0] != '-' &&
	       label.data[label.size - 1] != '-';
}

static bool
is_number(struct cvd_bytes label)
{
	for (size_t i = 0; i < label.size; i++) {
		if (label.data[i] < '0' || label.data[i] > '9')
			return false;
	}
	return true;
}

static bool
is_host(struct cvd_bytes host, enum cvd_host_use use)
{
	struct cvd_scan scan = cvd_scan_bytes(host.data, host.size);
	const char *set = use == CVD_HOST_MAIL ? LETTERS DIGITS "-"
	                                       : LETTERS DIGITS "-_";
	struct cvd_bytes label = { NULL, 0 };
	unsigned labels = 0;

	if (host.size == 0 || host.size > MAX_HOST)
		return false;
	do {
		if (labels > 0 && use == CVD_HOST_ANY && cvd_scan_end(&scan))
			break;
		if (!cvd_scan_word(&scan, set, &label) || !is_label(label))
			return false;
		labels++;
	} while (cvd_scan_char(&scan, '.'));
	/* A number at the end would be read as an address, RFC 1123, 2.1. */
	if (!cvd_scan_end(&scan) || is_number(label))
		return false;
	return use == CVD_HOST_ANY || labels >= 2;
}

bool
cvd_target_is_host(const char *text, enum cvd_host_use use)
{
	return is_host((struct cvd_bytes){ text, strlen(text) }, use);
}

/* RFC 3986, 3.1, and what follows it; the scheme is given without "://". */
static bool
scan_scheme(struct cvd_scan *scan, struct cvd_bytes *scheme)
{
	struct cvd_scan at = *scan;

	if (!cvd_scan_word(&at, LETTERS DIGITS "+-.", scheme) ||
	    strchr(LETTERS, scheme->data[0]) == NULL ||
	    !cvd_scan_literal(&at, "://"))
		return false;
	*scan = at;
	return true;
}

static bool
is_web(struct cvd_bytes scheme)
{
	static const char https[] = "https";

	if (scheme.size != 4 && scheme.size != 5)
		return false;
	for (size_t i = 0; i < scheme.size; i++) {
		if ((scheme.data[i] | 0x20) != https[i])
			return false;
	}
	return true;
}

static bool
scan_host(struct cvd_scan *scan)
{
	struct cvd_bytes host;

	if (cvd_scan_char(scan, '['))
		return scan_ipv6(scan) && cvd_scan_char(scan, ']');
	if (scan_ipv4(scan))
		return true;
	return cvd_scan_word(scan, LETTERS DIGITS "-_.", &host) &&
	       is_host(host, CVD_HOST_ANY);
}

static bool
scan_port(struct cvd_scan *scan)
{
	int64_t port;

	return !cvd_scan_char(scan, ':') ||
	       (cvd_scan_number(scan, 1, 5, &port) && port > 0 &&
	           port <= 65535);
}

static enum cvd_status
fail_url(struct cvd_err *err, const char *url, const char *why)
{
	return cvd_fail(err, CVD_E_INVALID, "URL '%s': %s", url, why);
}

static enum cvd_status
check_authority(struct cvd_scan *scan, const char *url, struct cvd_err *err)
{
	size_t size = strcspn(scan->p, "/?#");

	if (memchr(scan->p, '@', size) != NULL)
		return fail_url(err, url,
		    "a user name or password may not stand in it");
	if (!scan_host(scan)) {
		(void)fail_url(err, url, "there is no host");
		cvd_err_hint(err,
		    "a host is a name of letters, digits and hyphens (IDN as "
		    "xn--…), an IPv4 address or [an IPv6 address]");
		return CVD_E_INVALID;
	}
	if (!scan_port(scan) ||
	    (!cvd_scan_end(scan) && strchr("/?#", *scan->p) == NULL))
		return fail_url(err, url, "no '/' or port after the host");
	return CVD_OK;
}

/* One line of visible UTF-8 of a bearable length. */
static enum cvd_status
check_line(const char *text, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(text);
	uint32_t point;

	if (text[strspn(text, " ")] == '\0')
		return cvd_fail(err, CVD_E_INVALID, "target is empty");
	if (strlen(text) > CVD_MAX_URL)
		return cvd_fail(err, CVD_E_INVALID,
		    "target longer than %u bytes", CVD_MAX_URL);
	while (cvd_utf8_next(&scan, &point)) {
		if (cvd_utf8_is_hidden(point))
			return cvd_fail(err, CVD_E_INVALID,
			    "target holds the control character U+%04X",
			    (unsigned)point);
	}
	if (!cvd_scan_end(&scan))
		return cvd_fail(err, CVD_E_INVALID, "target is not UTF-8");
	return CVD_OK;
}

static enum cvd_status
check_url(const char *url, bool web_only, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(url);
	enum cvd_status status = check_line(url, err);
	struct cvd_bytes scheme;

	if (status != CVD_OK)
		return status;
	if (!scan_scheme(&scan, &scheme) || (web_only && !is_web(scheme)))
		return fail_url(err, url,
		    "it begins with neither http:// nor "
		    "https://");
	status = check_authority(&scan, url, err);
	if (status != CVD_OK)
		return status;
	if (scan.p[strcspn(scan.p, " \"<>\\")] != '\0') {
		(void)fail_url(err, url,
		    "a blank, quote, '<', '>' or '\\' stands in it");
		cvd_err_hint(err, "write such characters as %%XX");
		return CVD_E_INVALID;
	}
	return CVD_OK;
}

enum cvd_status
cvd_target_check_url(const char *url, struct cvd_err *err)
{
	return check_url(url, true, err);
}

enum cvd_target_form
cvd_target_form(const char *text)
{
	struct cvd_scan scan = cvd_scan_text(text);
	struct cvd_bytes scheme;

	if (scan_scheme(&scan, &scheme))
		return CVD_TARGET_URL;
	return is_network(text) ? CVD_TARGET_IP : CVD_TARGET_NAME;
}

enum cvd_status
cvd_target_check(const char *text, struct cvd_err *err)
{
	switch (cvd_target_form(text)) {
	case CVD_TARGET_URL:
		return check_url(text, false, err);
	case CVD_TARGET_IP:
	case CVD_TARGET_NAME:
		break;
	}
	return check_line(text, err);
}

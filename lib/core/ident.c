/* SPDX-License-Identifier: EUPL-1.2 */

/* The shapes of all identifiers, and the check character of a case id. */

#include "core/ident.h"

#include "core/scan.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define DIGITS  "0123456789"
#define LOWER   "abcdefghijklmnopqrstuvwxyz"
#define UPPER   "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

#define PAYLOAD 6 /* random characters of a case id */
#define YEAR_AT 4 /* where the year starts in CVD-YYYY- */
#define REST_AT 9 /* where the random characters start */

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static enum cvd_status
refuse(struct cvd_err *err, const char *text, const char *rule)
{
	return cvd_fail(err, CVD_E_INVALID, "'%.80s' is not %s", text, rule);
}

/* What a person typed, as the character that is stored. */
static char
fold(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'I' || c == 'L')
		return '1';
	if (c == 'O')
		return '0';
	return c;
}

static char
check_character(const char payload[PAYLOAD])
{
	unsigned factor = 2;
	unsigned sum = 0;

	for (size_t i = PAYLOAD; i-- > 0;) {
		const char *at = strchr(alphabet, payload[i]);
		unsigned value = factor * (unsigned)(at - alphabet);

		sum += value / 32 + value % 32;
		factor = 3 - factor;
	}
	return alphabet[(32 - sum % 32) % 32];
}

void
cvd_case_id_make(unsigned year, const unsigned char random[CVD_CASE_ID_RANDOM],
    char id[CVD_CASE_ID_TEXT])
{
	uint32_t bits = (uint32_t)random[0] << 24 | (uint32_t)random[1] << 16 |
	                (uint32_t)random[2] << 8 | random[3];

	assert(year <= 9999);
	(void)snprintf(id, CVD_CASE_ID_TEXT, "CVD-%04u-", year % 10000);
	for (size_t i = 0; i < PAYLOAD; i++)
		id[REST_AT + i] = alphabet[bits >> (27 - 5 * i) & 31];
	id[REST_AT + PAYLOAD] = check_character(id + REST_AT);
	id[REST_AT + PAYLOAD + 1] = '\0';
}

/* Whether it has the shape of a case id, its check character aside. */
static bool
has_shape(const char *id)
{
	struct cvd_scan scan = cvd_scan_text(id);
	struct cvd_bytes word;
	int64_t year;

	return cvd_scan_literal(&scan, "CVD-") &&
	       cvd_scan_number(&scan, 4, 4, &year) &&
	       cvd_scan_char(&scan, '-') &&
	       cvd_scan_word(&scan, alphabet, &word) &&
	       word.size == PAYLOAD + 1 && cvd_scan_end(&scan);
}

static bool
has_check_character(const char *id)
{
	return check_character(id + REST_AT) == id[REST_AT + PAYLOAD];
}

enum cvd_status
cvd_case_id_parse(const char *text, char id[CVD_CASE_ID_TEXT],
    struct cvd_err *err)
{
	char stored[CVD_CASE_ID_TEXT] = "";
	size_t n = strlen(text);

	for (size_t i = 0; i < n && n < sizeof stored; i++)
		stored[i] = fold(text[i]);
	if (!has_shape(stored))
		return refuse(err, text, "a case id such as CVD-2026-4K7Q9XV");
	if (!has_check_character(stored))
		return cvd_fail(err, CVD_E_INVALID,
		    "case id '%s' is mistyped: its last character does not "
		    "fit the others",
		    stored);
	(void)memcpy(id, stored, sizeof stored);
	return CVD_OK;
}

enum cvd_status
cvd_case_id_check(const char *text, struct cvd_err *err)
{
	char id[CVD_CASE_ID_TEXT];
	enum cvd_status status = cvd_case_id_parse(text, id, err);

	if (status != CVD_OK)
		return status;
	if (strcmp(text, id) != 0)
		return cvd_fail(err, CVD_E_INVALID,
		    "case id '%s' is to be written '%s'", text, id);
	return CVD_OK;
}

void
cvd_case_path_text(const char *id, char path[CVD_CASE_PATH_TEXT])
{
	(void)snprintf(path, CVD_CASE_PATH_TEXT, "cases/%.4s/%.2s/%.16s.yaml",
	    id + YEAR_AT, id + REST_AT, id);
}

enum cvd_status
cvd_case_path_parse(const char *path, char id[CVD_CASE_ID_TEXT],
    struct cvd_err *err)
{
	const char *name = strrchr(path, '/');
	char found[CVD_CASE_ID_TEXT] = "";
	char wanted[CVD_CASE_PATH_TEXT];

	if (name == NULL || strlen(path) != CVD_CASE_PATH_TEXT - 1)
		return refuse(err, path, "the path of a case");
	(void)memcpy(found, name + 1, strnlen(name + 1, sizeof found - 1));
	if (!has_shape(found) || !has_check_character(found))
		return refuse(err, path, "the path of a case");
	cvd_case_path_text(found, wanted);
	if (strcmp(path, wanted) != 0)
		return refuse(err, path, "the path of a case");
	(void)memcpy(id, found, sizeof found);
	return CVD_OK;
}

/* Whether ref, as a person types it, is the beginning of a stored text. */
static bool
begins(const char *ref, const char *stored)
{
	if (*ref == '\0')
		return false;
	while (*ref != '\0' && fold(*ref) == *stored) {
		ref++;
		stored++;
	}
	return *ref == '\0';
}

bool
cvd_case_ref_matches(const char *ref, const char *id)
{
	return begins(ref, id) || begins(ref, id + YEAR_AT) ||
	       begins(ref, id + REST_AT);
}

/* Whether one is the beginning of the other. */
static bool
agrees(const char *ref, const char *known)
{
	while (*ref != '\0' && *known != '\0') {
		if (fold(*ref++) != *known++)
			return false;
	}
	return true;
}

bool
cvd_case_ref_reaches(const char *ref, const char *folder)
{
	char known[CVD_CASE_ID_TEXT];
	size_t n = strlen(folder);

	if (strncmp(folder, "cases/", 6) != 0 || (n != 10 && n != 13))
		return true;
	(void)snprintf(known, sizeof known, "CVD-%.4s-%s", folder + 6,
	    n == 13 ? folder + 11 : "");
	return agrees(ref, known) || agrees(ref, known + YEAR_AT) ||
	       (strchr(ref, '-') == NULL && agrees(ref, known + REST_AT));
}

/* Where a complete reference has its seven characters, or NULL. */
static const char *
complete_part(const char *ref)
{
	size_t n = strlen(ref);
	const char *hyphen = strrchr(ref, '-');

	if (n == PAYLOAD + 1 && hyphen == NULL)
		return ref;
	if (hyphen != NULL && strlen(hyphen + 1) == PAYLOAD + 1)
		return hyphen + 1;
	return NULL;
}

enum cvd_status
cvd_case_ref_check(const char *ref, struct cvd_err *err)
{
	const char *part = complete_part(ref);
	char folded[PAYLOAD + 1];
	size_t n = strlen(ref);

	for (size_t i = 0; i < n; i++)
		if (ref[i] != '-' && strchr(alphabet, fold(ref[i])) == NULL)
			return cvd_fail(err, CVD_E_NOT_FOUND,
			    "no case is called '%.80s'", ref);
	if (n == 0 || n >= CVD_CASE_ID_TEXT)
		return cvd_fail(err, CVD_E_NOT_FOUND,
		    "no case is called '%.80s'", ref);
	if (part == NULL)
		return CVD_OK;
	for (size_t i = 0; i <= PAYLOAD; i++)
		folded[i] = fold(part[i]);
	if (check_character(folded) != folded[PAYLOAD])
		return cvd_fail(err, CVD_E_NOT_FOUND,
		    "no case is called '%s': its last character does not fit "
		    "the others, so it is mistyped",
		    ref);
	return CVD_OK;
}

void
cvd_event_id_make(const unsigned char random[CVD_EVENT_ID_BYTES],
    char id[CVD_EVENT_ID_TEXT])
{
	/* 26 characters are 130 bits: two zero bits come before the 128 */
	unsigned bits = 0;
	unsigned held = 2;
	size_t out = 0;

	for (size_t i = 0; i < CVD_EVENT_ID_BYTES; i++) {
		bits = (bits << 8 | random[i]) & 0xfff;
		held += 8;
		while (held >= 5) {
			held -= 5;
			id[out++] = alphabet[bits >> held & 31];
		}
	}
	id[out] = '\0';
}

/* Whether all of text is least to most characters of the set. */
static bool
is_word(const char *text, const char *set, size_t least, size_t most)
{
	size_t n = strspn(text, set);

	return text[n] == '\0' && n >= least && n <= most;
}

enum cvd_status
cvd_event_id_check(const char *text, struct cvd_err *err)
{
	if (text[0] > '7' || !is_word(text, alphabet, CVD_EVENT_ID_TEXT - 1,
	                         CVD_EVENT_ID_TEXT - 1))
		return refuse(err, text,
		    "an event id: 26 characters of 0-9 and A-Z without I, L, "
		    "O and U");
	return CVD_OK;
}

bool
cvd_event_ref_matches(const char *ref, const char *id)
{
	return begins(ref, id);
}

enum cvd_status
cvd_slug_check(const char *text, struct cvd_err *err)
{
	if (!is_word(text, LOWER DIGITS "-", 1, 32) ||
	    strchr(LOWER, text[0]) == NULL)
		return refuse(err, text,
		    "a short name: a-z, then a-z, 0-9 and '-', at most 32 "
		    "characters");
	return CVD_OK;
}

enum cvd_status
cvd_version_check(const char *text, struct cvd_err *err)
{
	if (!is_word(text, DIGITS UPPER LOWER "._-", 1, 32))
		return refuse(err, text,
		    "a version: letters, digits, '.', '_' and '-', at most 32 "
		    "characters");
	return CVD_OK;
}

enum cvd_status
cvd_policy_ref_check(const char *text, struct cvd_err *err)
{
	const char *at = strchr(text, '@');
	char id[33] = "";

	if (at == NULL || (size_t)(at - text) >= sizeof id)
		return refuse(err, text, "a policy such as nl-ncsc@2023");
	(void)memcpy(id, text, (size_t)(at - text));
	if (cvd_slug_check(id, NULL) != CVD_OK ||
	    cvd_version_check(at + 1, NULL) != CVD_OK)
		return refuse(err, text, "a policy such as nl-ncsc@2023");
	return CVD_OK;
}

enum cvd_status
cvd_cve_id_check(const char *text, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(text);
	int64_t year;

	if (!cvd_scan_literal(&scan, "CVE-") ||
	    !cvd_scan_number(&scan, 4, 4, &year) ||
	    !cvd_scan_char(&scan, '-') || !is_word(scan.p, DIGITS, 4, 19))
		return refuse(err, text, "a CVE id such as CVE-2026-12345");
	return CVD_OK;
}

enum cvd_status
cvd_cwe_id_check(const char *text, struct cvd_err *err)
{
	struct cvd_scan scan = cvd_scan_text(text);

	if (!cvd_scan_literal(&scan, "CWE-") || *scan.p == '0' ||
	    !is_word(scan.p, DIGITS, 1, 6))
		return refuse(err, text, "a CWE id such as CWE-79");
	return CVD_OK;
}

enum cvd_status
cvd_fingerprint_check(const char *text, struct cvd_err *err)
{
	if (!is_word(text, DIGITS "ABCDEF", 40, 40))
		return refuse(err, text,
		    "a fingerprint: 40 digits of 0-9 and A-F");
	return CVD_OK;
}

enum cvd_status
cvd_object_id_check(const char *text, struct cvd_err *err)
{
	if (!is_word(text, DIGITS "abcdef", 40, 40))
		return refuse(err, text,
		    "a whole id of git: 40 digits of 0-9 and a-f");
	return CVD_OK;
}

enum cvd_status
cvd_sha256_check(const char *text, struct cvd_err *err)
{
	if (!is_word(text, DIGITS "abcdef", 64, 64))
		return refuse(err, text, "a SHA-256: 64 digits of 0-9 and a-f");
	return CVD_OK;
}

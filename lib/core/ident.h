/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_IDENT_H
#define CVD_CORE_IDENT_H

#include "core/attribute.h"
#include "core/status.h"

#include <stdbool.h>

/*
 * Identifiers: of cases, events, parties, policies, vulnerabilities, keys.
 *
 * A case is CVD-YYYY- with six random characters and a check character, an
 * event 128 random bits as 26 characters, both in Crockford's base 32
 * (0-9 and A-Z without I, L, O and U). What is stored is upper case; what a
 * person types may be in any letter case, with I or L for 1 and O for 0.
 *
 * The check character is that of the Luhn algorithm modulo 32 (the "mod N"
 * form): every second character counts twice, the last of the six first, a
 * doubled value above 31 counts as the sum of its two base-32 digits, and the
 * check character brings the sum to a multiple of 32. It finds every single
 * wrong character and every swap of neighbours but 0 and Z.
 *
 * Every check answers CVD_E_INVALID, with a message that quotes the text.
 */

#define CVD_CASE_ID_TEXT   17 /* with the final NUL, as all of these */
#define CVD_CASE_ID_RANDOM 4  /* bytes, of which 30 bits are used */
#define CVD_CASE_PATH_TEXT 36
#define CVD_EVENT_ID_TEXT  27
#define CVD_EVENT_ID_BYTES 16

/* The id of a new case; year <= 9999. Chance comes from the caller. */
void cvd_case_id_make(unsigned year,
    const unsigned char random[CVD_CASE_ID_RANDOM], char id[CVD_CASE_ID_TEXT]);

/*
 * A whole id as a person types it, to its stored form. CVD_E_INVALID where it
 * has not the shape, or its check character says that it was mistyped.
 */
enum cvd_status cvd_case_id_parse(const char *text, char id[CVD_CASE_ID_TEXT],
    struct cvd_err *err) CVD_MUST_CHECK;

/* Whether a text is a case id in its stored form. */
enum cvd_status cvd_case_id_check(const char *text,
    struct cvd_err *err) CVD_MUST_CHECK;

/* "cases/2026/4K/CVD-2026-4K7Q9XV.yaml"; the id is a stored one. */
void cvd_case_path_text(const char *id, char path[CVD_CASE_PATH_TEXT]);

/* The id of the case whose file this is; CVD_E_INVALID for other paths. */
enum cvd_status cvd_case_path_parse(const char *path, char id[CVD_CASE_ID_TEXT],
    struct cvd_err *err) CVD_MUST_CHECK;

/*
 * Whether a reference on the command line means this case: the id, the id
 * without CVD-, the part after the year, or the beginning of one of them, in
 * any letter case. The caller counts the matches. Nothing matches "".
 */
bool cvd_case_ref_matches(const char *ref, const char *id);

/*
 * Whether a case that it means can lie below this folder: "cases/2026" or
 * "cases/2026/4K". Any other folder may hold it.
 */
bool cvd_case_ref_reaches(const char *ref, const char *folder);

/*
 * CVD_E_NOT_FOUND where no case can ever answer to this reference: a foreign
 * character, too long, or complete with a check character that does not fit.
 */
enum cvd_status cvd_case_ref_check(const char *ref,
    struct cvd_err *err) CVD_MUST_CHECK;

void cvd_event_id_make(const unsigned char random[CVD_EVENT_ID_BYTES],
    char id[CVD_EVENT_ID_TEXT]);
enum cvd_status cvd_event_id_check(const char *text,
    struct cvd_err *err) CVD_MUST_CHECK;

/* Whether a reference is the id of this event, or the beginning of it. */
bool cvd_event_ref_matches(const char *ref, const char *id);

/* Members, parties, policies, calendars: [a-z][a-z0-9-]{0,31}. */
enum cvd_status cvd_slug_check(const char *text,
    struct cvd_err *err) CVD_MUST_CHECK;

/* Of a policy: [0-9A-Za-z._-]{1,32}. */
enum cvd_status cvd_version_check(const char *text,
    struct cvd_err *err) CVD_MUST_CHECK;

/* A policy with its version, "nl-ncsc@2023". */
enum cvd_status cvd_policy_ref_check(const char *text,
    struct cvd_err *err) CVD_MUST_CHECK;

/* CVE-YYYY-N with 4 to 19 digits (CVE record format 5.1, cveId). */
enum cvd_status cvd_cve_id_check(const char *text,
    struct cvd_err *err) CVD_MUST_CHECK;

/* CWE-N with 1 to 6 digits, the first not 0 (CSAF 2.0, 3.2.3.3). */
enum cvd_status cvd_cwe_id_check(const char *text,
    struct cvd_err *err) CVD_MUST_CHECK;

/* A version 4 OpenPGP fingerprint: 40 upper-case hexadecimal digits. */
enum cvd_status cvd_fingerprint_check(const char *text,
    struct cvd_err *err) CVD_MUST_CHECK;

/* Of a commit, tree or blob of Git: 40 lower-case hexadecimal digits. */
enum cvd_status cvd_object_id_check(const char *text,
    struct cvd_err *err) CVD_MUST_CHECK;

/* 64 lower-case hexadecimal digits. */
enum cvd_status cvd_sha256_check(const char *text,
    struct cvd_err *err) CVD_MUST_CHECK;

#endif

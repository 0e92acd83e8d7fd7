/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_STATUS_H
#define CVD_CORE_STATUS_H

#include "core/attribute.h"

#include <stddef.h>

/*
 * Status codes and the error report.
 *
 * A function that can fail returns enum cvd_status and takes a struct cvd_err
 * as its last parameter. It fills the report exactly when it returns anything
 * but CVD_OK, and then leaves every other out parameter as it was. Nothing in
 * lib/ prints, exits or keeps an error in a global.
 */

enum cvd_status {
	CVD_OK = 0,
	CVD_E_FINDINGS,  /* the answer is no; nothing went wrong */
	CVD_E_USAGE,     /* the command line makes no sense, or lacks a value */
	CVD_E_CANCELLED, /* a person said no, or closed the editor empty */
	CVD_E_NOT_FOUND, /* no such case, policy, key or file */
	CVD_E_AMBIGUOUS, /* more than one case answers to this name */
	CVD_E_SYNTAX,    /* text that does not parse; line and column are set */
	CVD_E_INVALID,   /* text that parses but breaks a rule of the format */
	CVD_E_TOO_OLD,   /* a format version this program no longer reads */
	CVD_E_TOO_NEW,   /* a format version from a later program */
	CVD_E_REFUSED,   /* policy, state or a missing consent says no */
	CVD_E_CONFLICT,  /* someone else changed the casebook meanwhile */
	CVD_E_CRYPTO,    /* no key, bad signature, or gpg refused */
	CVD_E_DELIVERY,  /* the other side refused for good */
	CVD_E_AGAIN,     /* locked, no network, refused for now */
	CVD_E_CASEBOOK,  /* no usable casebook, or nothing to judge it by */
	CVD_E_IO,        /* the operating system refused */
	CVD_E_INTERNAL,  /* a broken invariant of this program */
	CVD_E_NO_MEMORY,
	CVD_STATUS_COUNT /* not a status */
};

struct cvd_err {
	enum cvd_status status;
	unsigned line;     /* from 1; 0 where no text is at fault */
	unsigned column;   /* in bytes, from 1; 0 likewise */
	char message[600]; /* one line, lower case, no full stop */
	char hint[400];    /* what to do, one line; empty where unknown */
};

/* Fills err, which may be NULL, and returns status: `return cvd_fail(...);` */
enum cvd_status cvd_fail(struct cvd_err *err, enum cvd_status status,
    const char *format, ...) CVD_PRINTF(3, 4);

/* The same for text at fault; line and column as in struct cvd_err. */
enum cvd_status cvd_fail_at(struct cvd_err *err, enum cvd_status status,
    unsigned line, unsigned column, const char *format, ...) CVD_PRINTF(5, 6);

/*
 * Keeps the message of a failure and gives it another status: at the border
 * where a file that does not parse becomes a wrong command line, say.
 */
enum cvd_status cvd_fail_as(struct cvd_err *err, enum cvd_status status);

/*
 * Puts "WHAT: " before the message, or "WHAT:LINE:COLUMN: " where text is at
 * fault, whose line and column are then cleared. Called once, at the border
 * where only the caller knows the file or the case. NULL err is nothing.
 */
void cvd_err_prefix(struct cvd_err *err, const char *what);

/*
 * Makes a text that may quote a stranger one line, fit for a terminal: control
 * characters of ASCII become blanks. `room` is the size of its array; where it
 * was filled to the end, half a character of UTF-8 is cut off.
 */
void cvd_err_tidy(char *text, size_t room);

/* Says what to do about it. The last one to speak is heard. */
void cvd_err_hint(struct cvd_err *err, const char *format, ...)
    CVD_PRINTF(2, 3);

#endif

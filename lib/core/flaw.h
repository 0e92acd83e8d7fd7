/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_CORE_FLAW_H
#define CVD_CORE_FLAW_H

#include "core/attribute.h"
#include "core/ident.h"
#include "core/status.h"

#include <stdbool.h>

/*
 * A flaw: why a commit of a casebook is not proven. Each kind has a name that
 * never changes, for scripts and for auditors; cvd-verify(1) lists them.
 *
 * A check that finds one returns CVD_E_FINDINGS and fills the flaw; any other
 * failure means that it could not be judged at all, and fills the error
 * report instead.
 */

enum cvd_flaw_kind {
	CVD_FLAW_NONE,
	/* of the history as a whole */
	CVD_FLAW_ROLLBACK,       /* the tip is older than one seen before */
	CVD_FLAW_FORK,           /* the tip leaves out what was seen before */
	CVD_FLAW_NOT_DESCENDANT, /* it does not come from the introduction */
	CVD_FLAW_FOREIGN_ROOT,   /* a second first commit */
	CVD_FLAW_SIDE_ENTRY,     /* a branch from before the introduction */
	CVD_FLAW_INTRODUCTION,   /* the first commit is another person's */
	CVD_FLAW_REPLACED,       /* replace refs, grafts */
	/* of a commit and its signature */
	CVD_FLAW_MALFORMED,
	CVD_FLAW_MERGE, /* a merge that is not the one computed */
	CVD_FLAW_UNSIGNED,
	CVD_FLAW_MALFORMED_SIGNATURE,
	CVD_FLAW_UNSUPPORTED_SIGNATURE, /* SSH, X.509 */
	CVD_FLAW_WEAK_SIGNATURE,        /* SHA-1, short RSA */
	CVD_FLAW_BAD_SIGNATURE,
	CVD_FLAW_UNKNOWN_SIGNER,
	CVD_FLAW_EXPIRED_KEY, /* signed after its end */
	CVD_FLAW_REVOKED_KEY,
	CVD_FLAW_FUTURE,        /* signed later than now, or before the key */
	CVD_FLAW_TIME_MISMATCH, /* commit and signature are far apart */
	/* of authority */
	CVD_FLAW_UNAUTHORISED,
	CVD_FLAW_FORBIDDEN, /* a change that the role may not make */
	CVD_FLAW_ROSTER_REMOVED,
	CVD_FLAW_SIGNED_AFTER_CUTOFF,
	/* of what a commit changes */
	CVD_FLAW_PATH,
	CVD_FLAW_MODE,
	CVD_FLAW_SIZE,
	CVD_FLAW_EMPTY, /* it changes nothing */
	CVD_FLAW_MIXED, /* two cases, or a case and team files */
	CVD_FLAW_REMOVED,
	CVD_FLAW_ATTRIBUTES, /* .gitattributes after the first commit */
	CVD_FLAW_MESSAGE,    /* subject and trailers against the change */
	CVD_FLAW_CONTENT_HASH,
	/* of a case */
	CVD_FLAW_NOT_CANONICAL,
	CVD_FLAW_SCHEMA, /* an older rule set than before */
	CVD_FLAW_WRONG_CASE,
	CVD_FLAW_EVENT_REMOVED,
	CVD_FLAW_EVENT_CHANGED,
	CVD_FLAW_EVENT_ORDER,
	CVD_FLAW_NO_EVENT,
	CVD_FLAW_WRONG_ACTOR, /* `by` is not the signer */
	CVD_FLAW_LAMPORT,
	CVD_FLAW_RECORDED, /* not when it was committed */
	CVD_FLAW_AT,       /* when it cannot have happened */
	CVD_FLAW_ILLEGAL_EVENT,
	CVD_FLAW_PIN,
	CVD_FLAW_HEAD,
	CVD_FLAW_DOCUMENT,
	CVD_FLAW_ATTACHMENT,
	/* of the files of the team */
	CVD_FLAW_TEAM_FILE,
	CVD_FLAW_ROSTER_SERIAL,
	CVD_FLAW_ROSTER_RETIRED,
	CVD_FLAW_ROSTER_KEY,
	CVD_FLAW_KEY_FILE,
	/* warnings: it is proven, and somebody should look */
	CVD_FLAW_CLOCK_SKEW,
	CVD_FLAW_BACKDATED,
	CVD_FLAW_EXPIRED_SIGNER,
	CVD_FLAW_KINDS
};

/* "rollback", "signed-after-cutoff" …; NULL at 0 and at the end. */
extern const char *const cvd_flaw_names[];

/* Whether such a commit is proven all the same. */
bool cvd_flaw_is_warning(enum cvd_flaw_kind kind);

struct cvd_flaw {
	enum cvd_flaw_kind kind;
	char case_id[CVD_CASE_ID_TEXT]; /* empty where it is no case's */
	char message[400];              /* one line, lower case, no full stop */
};

/*
 * Fills the flaw, which may be NULL, with no case yet, and returns
 * CVD_E_FINDINGS: `return cvd_flaw_found(…);`
 */
enum cvd_status cvd_flaw_found(struct cvd_flaw *flaw, enum cvd_flaw_kind kind,
    const char *format, ...) CVD_PRINTF(3, 4);

/*
 * The same from an error report about a file or a text: its message, with the
 * path, line and column before it where these are known. path may be NULL.
 */
enum cvd_status cvd_flaw_found_err(struct cvd_flaw *flaw,
    enum cvd_flaw_kind kind, const char *path, const struct cvd_err *why);

#endif

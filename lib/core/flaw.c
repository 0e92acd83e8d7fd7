/* SPDX-License-Identifier: EUPL-1.2 */

/* What each kind of flaw is called, and how one is put into words. */

#include "core/flaw.h"

#include <stdarg.h>
#include <stdio.h>

const char *const cvd_flaw_names[] = {
	[CVD_FLAW_NONE] = NULL,
	[CVD_FLAW_ROLLBACK] = "rollback",
	[CVD_FLAW_FORK] = "fork",
	[CVD_FLAW_NOT_DESCENDANT] = "not-descendant",
	[CVD_FLAW_FOREIGN_ROOT] = "foreign-root",
	[CVD_FLAW_SIDE_ENTRY] = "side-entry",
	[CVD_FLAW_INTRODUCTION] = "introduction",
	[CVD_FLAW_REPLACED] = "replaced",
	[CVD_FLAW_MALFORMED] = "malformed",
	[CVD_FLAW_MERGE] = "merge",
	[CVD_FLAW_UNSIGNED] = "unsigned",
	[CVD_FLAW_MALFORMED_SIGNATURE] = "malformed-signature",
	[CVD_FLAW_UNSUPPORTED_SIGNATURE] = "unsupported-signature",
	[CVD_FLAW_WEAK_SIGNATURE] = "weak-signature",
	[CVD_FLAW_BAD_SIGNATURE] = "bad-signature",
	[CVD_FLAW_UNKNOWN_SIGNER] = "unknown-signer",
	[CVD_FLAW_EXPIRED_KEY] = "expired-key",
	[CVD_FLAW_REVOKED_KEY] = "revoked-key",
	[CVD_FLAW_FUTURE] = "future",
	[CVD_FLAW_TIME_MISMATCH] = "time-mismatch",
	[CVD_FLAW_UNAUTHORISED] = "unauthorised",
	[CVD_FLAW_FORBIDDEN] = "forbidden",
	[CVD_FLAW_ROSTER_REMOVED] = "roster-removed",
	[CVD_FLAW_SIGNED_AFTER_CUTOFF] = "signed-after-cutoff",
	[CVD_FLAW_PATH] = "path",
	[CVD_FLAW_MODE] = "mode",
	[CVD_FLAW_SIZE] = "size",
	[CVD_FLAW_EMPTY] = "empty",
	[CVD_FLAW_MIXED] = "mixed",
	[CVD_FLAW_REMOVED] = "removed",
	[CVD_FLAW_ATTRIBUTES] = "attributes",
	[CVD_FLAW_MESSAGE] = "message",
	[CVD_FLAW_CONTENT_HASH] = "content-hash",
	[CVD_FLAW_NOT_CANONICAL] = "not-canonical",
	[CVD_FLAW_SCHEMA] = "schema",
	[CVD_FLAW_WRONG_CASE] = "wrong-case",
	[CVD_FLAW_EVENT_REMOVED] = "event-removed",
	[CVD_FLAW_EVENT_CHANGED] = "event-changed",
	[CVD_FLAW_EVENT_ORDER] = "event-order",
	[CVD_FLAW_NO_EVENT] = "no-event",
	[CVD_FLAW_WRONG_ACTOR] = "wrong-actor",
	[CVD_FLAW_LAMPORT] = "lamport",
	[CVD_FLAW_RECORDED] = "recorded",
	[CVD_FLAW_AT] = "at",
	[CVD_FLAW_ILLEGAL_EVENT] = "illegal-event",
	[CVD_FLAW_PIN] = "pin",
	[CVD_FLAW_HEAD] = "head",
	[CVD_FLAW_DOCUMENT] = "document",
	[CVD_FLAW_ATTACHMENT] = "attachment",
	[CVD_FLAW_TEAM_FILE] = "team-file",
	[CVD_FLAW_ROSTER_SERIAL] = "roster-serial",
	[CVD_FLAW_ROSTER_RETIRED] = "roster-retired",
	[CVD_FLAW_ROSTER_KEY] = "roster-key",
	[CVD_FLAW_KEY_FILE] = "key-file",
	[CVD_FLAW_CLOCK_SKEW] = "clock-skew",
	[CVD_FLAW_BACKDATED] = "backdated",
	[CVD_FLAW_EXPIRED_SIGNER] = "expired-signer",
	[CVD_FLAW_KINDS] = NULL,
};

bool
cvd_flaw_is_warning(enum cvd_flaw_kind kind)
{
	return kind == CVD_FLAW_CLOCK_SKEW || kind == CVD_FLAW_BACKDATED ||
	       kind == CVD_FLAW_EXPIRED_SIGNER;
}

enum cvd_status
cvd_flaw_found(struct cvd_flaw *flaw, enum cvd_flaw_kind kind,
    const char *format, ...)
{
	va_list ap;

	if (flaw == NULL)
		return CVD_E_FINDINGS;
	flaw->kind = kind;
	flaw->case_id[0] = '\0';
	va_start(ap, format);
	(void)vsnprintf(flaw->message, sizeof flaw->message, format, ap);
	va_end(ap);
	cvd_err_tidy(flaw->message, sizeof flaw->message);
	return CVD_E_FINDINGS;
}

enum cvd_status
cvd_flaw_found_err(struct cvd_flaw *flaw, enum cvd_flaw_kind kind,
    const char *path, const struct cvd_err *why)
{
	if (path != NULL && why->line != 0)
		return cvd_flaw_found(flaw, kind, "%s:%u:%u: %s", path,
		    why->line, why->column, why->message);
	if (path != NULL)
		return cvd_flaw_found(flaw, kind, "%s: %s", path, why->message);
	if (why->line != 0)
		return cvd_flaw_found(flaw, kind, "line %u, column %u: %s",
		    why->line, why->column, why->message);
	return cvd_flaw_found(flaw, kind, "%s", why->message);
}

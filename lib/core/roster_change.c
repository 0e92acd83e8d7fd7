/* SPDX-License-Identifier: EUPL-1.2 */

/* From one roster to the next. */

#include "core/roster_change.h"

#include <string.h>

static bool
has_line(const struct cvd_lines *lines, const char *line)
{
	for (size_t i = 0; i < lines->count; i++)
		if (strcmp(lines->item[i], line) == 0)
			return true;
	return false;
}

/* What was said of one key, and what is said now. */
static enum cvd_status
check_kept(const struct cvd_roster *after, const struct cvd_retired *old,
    struct cvd_flaw *flaw)
{
	const struct cvd_retired *new = cvd_roster_retired(after, old->key);

	if (new == NULL)
		return cvd_flaw_found(flaw, CVD_FLAW_ROSTER_RETIRED,
		    "what was said of retired key %s is gone", old->key);
	if (strcmp(new->reason, old->reason) != 0 ||
	    strcmp(new->good_until, old->good_until) != 0)
		return cvd_flaw_found(flaw, CVD_FLAW_ROSTER_RETIRED,
		    "what was said of retired key %s has changed: it stays "
		    "'%s', good until %s",
		    old->key, old->reason, old->good_until);
	for (size_t i = 0; i < old->voids.count; i++)
		if (!has_line(&new->voids, old->voids.item[i]))
			return cvd_flaw_found(flaw, CVD_FLAW_ROSTER_RETIRED,
			    "void commit %s of retired key %s is gone",
			    old->voids.item[i], old->key);
	return CVD_OK;
}

static enum cvd_status
check_member(const struct cvd_roster *after, const struct cvd_member *member,
    struct cvd_flaw *flaw)
{
	const char *key = NULL;

	if (cvd_roster_has_retired(after, member->primary))
		key = member->primary;
	for (size_t i = 0; i < member->signing.count && key == NULL; i++)
		if (cvd_roster_has_retired(after, member->signing.item[i]))
			key = member->signing.item[i];
	if (key == NULL)
		return CVD_OK;
	return cvd_flaw_found(flaw, CVD_FLAW_ROSTER_RETIRED,
	    "retired key %s signs no more, so it cannot be a key of '%s'", key,
	    member->name);
}

enum cvd_status
cvd_roster_change_check_members(const struct cvd_roster *roster,
    struct cvd_flaw *flaw)
{
	const struct cvd_member *members = roster->members.item;
	enum cvd_status rc = CVD_OK;

	for (size_t i = 0; i < roster->members.count && rc == CVD_OK; i++)
		rc = check_member(roster, &members[i], flaw);
	return rc;
}

enum cvd_status
cvd_roster_change_check(const struct cvd_roster *before,
    const struct cvd_roster *after, const char **field, struct cvd_flaw *flaw)
{
	const struct cvd_retired *old = before->retired.item;
	enum cvd_status rc = CVD_OK;

	/* no sum, which might overflow */
	if (after->serial == 0 || after->serial - 1 != before->serial) {
		*field = "serial";
		return cvd_flaw_found(flaw, CVD_FLAW_ROSTER_SERIAL,
		    "the serial must be %lu",
		    (unsigned long)before->serial + 1);
	}
	for (size_t i = 0; i < before->retired.count && rc == CVD_OK; i++)
		rc = check_kept(after, &old[i], flaw);
	if (rc != CVD_OK) {
		*field = "retired";
		return rc;
	}
	rc = cvd_roster_change_check_members(after, flaw);
	if (rc != CVD_OK)
		*field = "members";
	return rc;
}

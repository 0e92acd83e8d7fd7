/* SPDX-License-Identifier: EUPL-1.2 */

/* What a role may sign. */

#include "core/rights.h"

#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The letter that a status update of a bot goes with. */
#define STATUS   "status"

static const enum cvd_event_kind bot_events[] = { CVD_EVENT_LETTERS_QUEUED,
	CVD_EVENT_LETTERS_SENT, CVD_EVENT_LETTERS_FAILED,
	CVD_EVENT_STATUS_UPDATE };
static const char *const bot_letters[] = { STATUS, "vendor-remind",
	"due-digest" };

/* Who may change a file of a kind, and whether it may go. */
struct right {
	bool lead, member, bot;
	bool may_go;
};

static const struct right rights[CVD_PATH_KINDS] = {
	[CVD_PATH_TEAM] = { .lead = true },
	[CVD_PATH_ROSTER] = { .lead = true },
	[CVD_PATH_KEY] = { .lead = true, .member = true },
	[CVD_PATH_CONTACT] = { .lead = true, .member = true, .may_go = true },
	[CVD_PATH_POLICY] = { .lead = true, .may_go = true },
	[CVD_PATH_CALENDAR] = { .lead = true, .may_go = true },
	[CVD_PATH_TEMPLATE] = { .lead = true, .may_go = true },
	[CVD_PATH_CASE] = { .lead = true, .member = true, .bot = true },
	[CVD_PATH_ATTACHMENT] = { .lead = true, .member = true },
	[CVD_PATH_ADVISORY] = { .lead = true, .member = true },
};
static const struct right right_to_member_key = { .lead = true };

static bool
is_bot(const struct cvd_member *member)
{
	return member->role != CVD_MEMBER_LEAD &&
	       member->role != CVD_MEMBER_MEMBER;
}

enum cvd_status
cvd_rights_check(const struct cvd_member *member, enum cvd_event_kind kind,
    struct cvd_err *err)
{
	if (!is_bot(member))
		return CVD_OK;
	for (size_t i = 0; i < COUNT(bot_events); i++)
		if (bot_events[i] == kind)
			return CVD_OK;
	return cvd_fail(err, CVD_E_REFUSED,
	    "'%s' is a bot, and may not sign '%s'", member->name,
	    cvd_event_names[kind]);
}

static enum cvd_status
check_letter(const struct cvd_member *member, const char *letter,
    struct cvd_err *err)
{
	for (size_t i = 0; i < COUNT(bot_letters); i++)
		if (strcmp(bot_letters[i], letter) == 0)
			return CVD_OK;
	return cvd_fail(err, CVD_E_REFUSED,
	    "'%s' is a bot, and may not decide the letter '%s'", member->name,
	    letter);
}

enum cvd_status
cvd_rights_check_event(const struct cvd_member *member,
    const struct cvd_event *event, struct cvd_err *err)
{
	const struct cvd_event_letter *letters = event->letters.item;
	enum cvd_status rc = cvd_rights_check(member,
	    (enum cvd_event_kind)event->kind, err);

	/* what became of a letter is said of anybody's */
	if (!is_bot(member) || event->kind != CVD_EVENT_LETTERS_QUEUED)
		return rc;
	for (size_t i = 0; i < event->letters.count && rc == CVD_OK; i++)
		rc = check_letter(member, letters[i].letter, err);
	return rc;
}

/* Whether one of the events decides that letter. */
static bool
has_letter(const struct cvd_event *events, size_t count, const char *letter)
{
	for (size_t i = 0; i < count; i++) {
		const struct cvd_event_letter *letters = events[i].letters.item;

		if (events[i].kind != CVD_EVENT_LETTERS_QUEUED)
			continue;
		for (size_t k = 0; k < events[i].letters.count; k++)
			if (strcmp(letters[k].letter, letter) == 0)
				return true;
	}
	return false;
}

enum cvd_status
cvd_rights_check_events(const struct cvd_member *member,
    const struct cvd_event *events, size_t count, struct cvd_err *err)
{
	for (size_t i = 0; i < count; i++) {
		enum cvd_status rc = cvd_rights_check_event(member, &events[i],
		    err);

		if (rc != CVD_OK)
			return rc;
		if (is_bot(member) &&
		    events[i].kind == CVD_EVENT_STATUS_UPDATE &&
		    !has_letter(events, count, STATUS))
			return cvd_fail(err, CVD_E_REFUSED,
			    "'%s' is a bot, and may not sign '%s' without the "
			    "letter '%s'",
			    member->name, cvd_event_names[events[i].kind],
			    STATUS);
	}
	return CVD_OK;
}

/* Whether a key is, or was, one of the roster's. */
static bool
is_of_roster(const struct cvd_roster *roster, const char *key)
{
	const struct cvd_member *m = roster->members.item;

	for (size_t i = 0; i < roster->members.count; i++)
		if (strcmp(m[i].primary, key) == 0)
			return true;
	return cvd_roster_has_retired(roster, key);
}

static bool
has_right(const struct right *right, int role)
{
	switch ((enum cvd_member_role)role) {
	case CVD_MEMBER_LEAD:
		return right->lead;
	case CVD_MEMBER_MEMBER:
		return right->member;
	case CVD_MEMBER_BOT:
		return right->bot;
	case CVD_MEMBER_NONE:
		break;
	}
	return false;
}

enum cvd_status
cvd_rights_check_file(const struct cvd_member *member,
    const struct cvd_path *path, const struct cvd_roster *roster,
    bool is_removed, struct cvd_err *err)
{
	const struct right *right = &rights[path->kind];

	if (path->kind == CVD_PATH_KEY && is_of_roster(roster, path->name))
		right = &right_to_member_key;
	if (!has_right(right, member->role))
		return cvd_fail(err, CVD_E_REFUSED,
		    "'%s' is not for a %s to change", path->text,
		    member->role == CVD_MEMBER_NONE
		        ? "stranger"
		        : cvd_member_role_names[member->role]);
	if (is_removed && !right->may_go)
		return cvd_fail(err, CVD_E_REFUSED,
		    "'%s' is never removed: history is judged by it",
		    path->text);
	return CVD_OK;
}

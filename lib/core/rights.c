/* SPDX-License-Identifier: EUPL-1.2 */

/* What a role may sign in a case. */

#include "core/rights.h"

#include <string.h>

static const enum cvd_event_kind bot_events[] = { CVD_EVENT_LETTERS_QUEUED,
	CVD_EVENT_LETTERS_SENT, CVD_EVENT_LETTERS_FAILED,
	CVD_EVENT_STATUS_UPDATE };
static const char *const bot_letters[] = { "status", "vendor-remind",
	"due-digest" };

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
	for (size_t i = 0; i < sizeof bot_events / sizeof bot_events[0]; i++)
		if (bot_events[i] == kind)
			return CVD_OK;
	return cvd_fail(err, CVD_E_REFUSED,
	    "'%s' is a bot, and may not sign '%s'", member->name,
	    cvd_event_names[kind]);
}

enum cvd_status
cvd_rights_check_letter(const struct cvd_member *member, const char *letter,
    struct cvd_err *err)
{
	if (!is_bot(member))
		return CVD_OK;
	for (size_t i = 0; i < sizeof bot_letters / sizeof bot_letters[0]; i++)
		if (strcmp(bot_letters[i], letter) == 0)
			return CVD_OK;
	return cvd_fail(err, CVD_E_REFUSED,
	    "'%s' is a bot, and may not decide the letter '%s'", member->name,
	    letter);
}

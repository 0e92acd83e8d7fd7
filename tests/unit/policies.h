/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CVD_TESTS_UNIT_POLICIES_H
#define CVD_TESTS_UNIT_POLICIES_H

#include "core/arena.h"
#include "core/policy.h"

#include "calendars.h"
#include "tzif.h"

#include <check.h>
#include <string.h>

/*
 * Policies to compute on: the shipped nl-ncsc; be-ccb-2020 with an
 * organisation's own numbers; `finder`, after the habits of those who report
 * to vendors (CERT/CC, ZDI, DIVD); and `odd`, with what is rare.
 */

/* One row of a policy. Lists have commas; conditions are NAME=VALUE|VALUE. */
struct term_row {
	const char *id;
	const char *phase;
	const char *from;
	int amount; /* -1: the source gives no number */
	const char *unit;
	enum cvd_clock_kind kind;
	const char *satisfied_by;
	const char *when;
	const char *roll;
	bool repeat;
};

static const struct term_row nl_ncsc_rows[] = {
	{ "ack", "received", "received", 1, "working-days",
	    CVD_CLOCK_COMMITMENT, "acknowledged", "", "none", false },
	{ "assess", "assess", "received", 3, "working-days",
	    CVD_CLOCK_COMMITMENT, "assessed", "", "none", false },
	{ "fix", "fix", "received", 60, "calendar-days", CVD_CLOCK_TARGET,
	    "fixed,closed", "target_kind=system", "none", false },
	{ "update", "fix", "assessed", 14, "calendar-days", CVD_CLOCK_REMINDER,
	    "status_update", "", "none", true },
};

static const struct term_row be_ccb_2020_rows[] = {
	{ "ack", "received", "received", 3, "working-days",
	    CVD_CLOCK_COMMITMENT, "acknowledged", "", "none", false },
	{ "assess", "assess", "received", 10, "working-days",
	    CVD_CLOCK_COMMITMENT, "assessed", "", "none", false },
	{ "fix", "fix", "assessed", 90, "calendar-days", CVD_CLOCK_TARGET,
	    "fixed", "", "none", false },
	{ "update", "fix", "assessed", 30, "calendar-days", CVD_CLOCK_REMINDER,
	    "status_update", "", "none", true },
};

static const struct term_row finder_rows[] = {
	{ "second-contact", "contact", "vendor_first_contact", 5,
	    "working-days", CVD_CLOCK_LIMIT, "vendor_acknowledged", "", "none",
	    false },
	{ "intermediary", "contact", "vendor_second_contact", 5, "working-days",
	    CVD_CLOCK_LIMIT, "vendor_acknowledged", "", "none", false },
	{ "fix", "fix", "vendor_notified", 90, "calendar-days", CVD_CLOCK_LIMIT,
	    "fix_released", "exploited=false", "none", false },
	{ "fix-exploited", "fix", "vendor_notified", 7, "calendar-days",
	    CVD_CLOCK_LIMIT, "fix_released", "exploited=true", "none", false },
	{ "advisory", "publication", "vendor_first_contact", 15, "working-days",
	    CVD_CLOCK_NOT_BEFORE, "", "vendor_acknowledged=false", "none",
	    false },
	{ "full", "publication", "fix_released", 6, "months",
	    CVD_CLOCK_NOT_BEFORE, "", "", "none", false },
};

static const struct term_row odd_rows[] = {
	{ "found", "report", "discovered", 24, "hours", CVD_CLOCK_STATUTORY,
	    "simplified_notification_sent", "", "none", false },
	{ "look", "assess", "received", 48, "hours", CVD_CLOCK_TARGET,
	    "assessed", "", "none", false },
	{ "weigh", "assess", "received", 1, "months", CVD_CLOCK_TARGET,
	    "assessed", "", "next-working-day", false },
	{ "known", "notify", "exploited_known", 24, "hours",
	    CVD_CLOCK_STATUTORY, "cra_early_warning_sent", "", "none", false },
	{ "users", "notify", "received", -1, "hours", CVD_CLOCK_STATUTORY,
	    "users_informed", "", "none", false },
	{ "tell-all", "notify", "received", 7, "calendar-days",
	    CVD_CLOCK_TARGET, "vendor_notified", "multi_party=true", "none",
	    false },
	{ "public-bug", "publication", "fix_available", 0, "calendar-days",
	    CVD_CLOCK_LIMIT, "disclosed_publicly", "public=false", "none",
	    false },
	{ "state", "fix", "received", 1, "years", CVD_CLOCK_TARGET, "fixed",
	    "owner_class=government|private", "none", false },
	{ "answer", "assess", "info_received", 2, "working-days",
	    CVD_CLOCK_COMMITMENT, "assessed", "", "none", false },
	{ "erase", "privacy", "closed", 1, "months", CVD_CLOCK_STATUTORY,
	    "erased", "", "next-working-day", false },
	{ "withdraw", "privacy", "consent_withdrawn", 0, "calendar-days",
	    CVD_CLOCK_STATUTORY, "consent_effect_applied", "", "none", false },
};

static inline struct cvd_lines
lines_of(struct cvd_arena *arena, const char *text, const char *separator)
{
	struct cvd_lines lines = {
		.item = cvd_arena_alloc(arena, 8, sizeof(char *)),
	};

	while (*text != '\0') {
		size_t size = strcspn(text, separator);

		lines.item[lines.count++] = cvd_arena_copy(arena, text, size);
		text += size;
		text += strspn(text, separator);
	}
	return lines;
}

static inline struct cvd_items
conditions_of(struct cvd_arena *arena, const char *text)
{
	struct cvd_lines pairs = lines_of(arena, text, ",");
	struct cvd_condition *list = cvd_arena_alloc(arena, pairs.count,
	    sizeof *list);

	for (size_t i = 0; i < pairs.count; i++) {
		size_t size = strcspn(pairs.item[i], "=");

		list[i].name = cvd_arena_copy(arena, pairs.item[i], size);
		list[i].values = lines_of(arena, pairs.item[i] + size + 1, "|");
	}
	return (struct cvd_items){ list, pairs.count };
}

static inline int
word_of(const char *const *names, const char *word)
{
	int index = cvd_names_find(names, word);

	ck_assert_msg(index != 0, "'%s' is in no set", word);
	return index;
}

static inline struct cvd_items
terms_of(struct cvd_arena *arena, const struct term_row *row, size_t count)
{
	struct cvd_policy_term *terms = cvd_arena_alloc(arena, count,
	    sizeof *terms);

	for (size_t i = 0; i < count; i++, row++)
		terms[i] = (struct cvd_policy_term){
			.id = row->id,
			.phase = row->phase,
			.from = row->from,
			.has_amount = row->amount >= 0,
			.amount = row->amount < 0 ? 0 : (unsigned)row->amount,
			.unit = word_of(cvd_unit_names, row->unit),
			.kind = (int)row->kind,
			.roll = word_of(cvd_roll_names, row->roll),
			.when = conditions_of(arena, row->when),
			.satisfied_by = lines_of(arena, row->satisfied_by, ","),
			.repeat = row->repeat,
		};
	return (struct cvd_items){ terms, count };
}

/* The policy of that name with its calendar and zone. */
static inline struct cvd_policy_in_force
policy_of(struct cvd_arena *arena, const char *name)
{
	static const struct {
		const char *name;
		const struct term_row *rows;
		size_t count;
	} known[] = {
		{ "nl-ncsc", nl_ncsc_rows, LENGTH(nl_ncsc_rows) },
		{ "be-ccb-2020", be_ccb_2020_rows, LENGTH(be_ccb_2020_rows) },
		{ "finder", finder_rows, LENGTH(finder_rows) },
		{ "odd", odd_rows, LENGTH(odd_rows) },
	};
	struct cvd_policy *policy = cvd_arena_alloc(arena, 1, sizeof *policy);
	struct cvd_calendar *calendar = cvd_arena_alloc(arena, 1,
	    sizeof *calendar);

	for (size_t i = 0; i < LENGTH(known); i++)
		if (strcmp(known[i].name, name) == 0) {
			policy->id = known[i].name;
			policy->terms = terms_of(arena, known[i].rows,
			    known[i].count);
		}
	ck_assert_msg(policy->id != NULL, "no policy '%s'", name);
	*calendar = strcmp(name, "be-ccb-2020") == 0 ? calendar_be()
	                                             : calendar_nl();
	/* Brussels and Amsterdam have had the same clocks since 1977. */
	return (struct cvd_policy_in_force){
		.policy = policy,
		.calendar = calendar,
		.zone = tzif_zone("Europe/Amsterdam", AMSTERDAM, arena),
		.lead = true,
	};
}

#endif

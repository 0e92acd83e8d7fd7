/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Whatever a policy or a calendar says, it loads or is refused with its place,
 * and what loads can be checked and asked.
 */

#include "core/calendar.h"
#include "core/limits.h"
#include "core/policy_check.h"
#include "edge/yaml.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
want_place(enum cvd_status rc, const struct cvd_err *err)
{
	if (rc != CVD_OK && rc != CVD_E_NO_MEMORY && err->line == 0)
		abort();
}

static void
load_policy(const struct cvd_node *root, struct cvd_arena *arena)
{
	struct cvd_findings findings = cvd_findings_in(arena);
	const struct cvd_policy *policy;
	struct cvd_err err = { 0 };
	enum cvd_status rc = cvd_policy_load(root, arena, &policy, &err);

	want_place(rc, &err);
	if (rc != CVD_OK)
		return;
	cvd_policy_check(policy, CVD_PROFILE_BE, &findings);
	(void)cvd_policy_text(policy, "title", "nl-BE");
	(void)cvd_policy_says(policy, "legal.no_complaint_if_conform");
}

static void
load_calendar(const struct cvd_node *root, struct cvd_arena *arena)
{
	const struct cvd_calendar *calendar;
	struct cvd_err err = { 0 };
	enum cvd_status rc = cvd_calendar_load(root, arena, &calendar, &err);
	cvd_day day;

	want_place(rc, &err);
	if (rc == CVD_OK)
		(void)cvd_calendar_add_working_days(calendar, 20000, 5, &day,
		    NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cvd_arena *arena = cvd_arena_new();
	const struct cvd_node *root;

	if (arena == NULL)
		return 0;
	if (cvd_yaml_read((const char *)data, size, arena, &root, NULL) ==
	    CVD_OK) {
		load_policy(root, arena);
		load_calendar(root, arena);
	}
	cvd_arena_free(arena);
	return 0;
}

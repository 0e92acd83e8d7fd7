/* SPDX-License-Identifier: EUPL-1.2 */

/* The fields of calendars/ID.yaml, and how a calendar is made of them. */

#include "core/calendar_fields.h"

#include "core/contact.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/schema.h"

static enum cvd_status
check_rule(const char *text, struct cvd_err *err)
{
	struct cvd_holiday_rule rule;

	return cvd_holiday_rule_parse(text, &rule, err);
}

static enum cvd_status
check_if_sunday(const char *text, struct cvd_err *err)
{
	int days;

	return cvd_if_sunday_parse(text, &days, err);
}

/* Days, plain or in quotes. */
static enum cvd_status
check_extra(const struct cvd_node *node, struct cvd_err *err)
{
	struct cvd_err found;
	cvd_day day;

	if (node->kind != CVD_NODE_LIST)
		return cvd_fail_at(err, CVD_E_INVALID, node->line, node->column,
		    "'extra' must be a list");
	for (node = node->first; node != NULL; node = node->next) {
		if (node->kind != CVD_NODE_SCALAR)
			return cvd_fail_at(err, CVD_E_INVALID, node->line,
			    node->column, "this must be a date");
		if (cvd_day_parse(node->text, &day, &found) != CVD_OK)
			return cvd_fail_at(err, CVD_E_INVALID, node->line,
			    node->column, "%s", found.message);
	}
	return CVD_OK;
}

/* clang-format off */
#define AT(member) .offset = offsetof(struct cvd_calendar_holiday, member)
static const struct cvd_field holiday_fields[] = {
	{ .name = "id", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, AT(id), .check = cvd_slug_check },
	{ .name = "rule", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, AT(rule), .check = check_rule },
	{ .name = "from", .kind = CVD_FIELD_NUMBER, AT(from) },
	{ .name = "to", .kind = CVD_FIELD_NUMBER, AT(to) },
	{ .name = "if_sunday", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_QUOTED, AT(if_sunday), .check = check_if_sunday },
	{ .name = "option", .kind = CVD_FIELD_WORD, AT(option), .names = cvd_holiday_option_names },
	{ .name = "basis", .kind = CVD_FIELD_LINE, AT(basis) },
	{ .name = "verified", .kind = CVD_FIELD_WORD, AT(verified), .names = cvd_verified_names },
	{ 0 },
};
#undef AT
static const struct cvd_shape holiday_shape = { "holiday", sizeof(struct cvd_calendar_holiday), holiday_fields };

#define AT(member) .offset = offsetof(struct cvd_replacement, member)
static const struct cvd_field replacement_fields[] = {
	{ .name = "for", .kind = CVD_FIELD_DAY, .flags = CVD_FIELD_REQUIRED, AT(holiday) },
	{ .name = "on", .kind = CVD_FIELD_DAY, .flags = CVD_FIELD_REQUIRED, AT(on) },
	{ 0 },
};
#undef AT
static const struct cvd_shape replacement_shape = { "replacement", sizeof(struct cvd_replacement), replacement_fields };

#define AT(member) .offset = offsetof(struct cvd_calendar_options, member)
static const struct cvd_field option_fields[] = {
	{ .name = "good_friday", .kind = CVD_FIELD_BOOL, AT(good_friday) },
	{ .name = "liberation_day", .kind = CVD_FIELD_WORD, AT(liberation_day), .names = cvd_liberation_names },
	{ .name = "decree_days", .kind = CVD_FIELD_BOOL, AT(decree_days) },
	{ 0 },
};
#undef AT
static const struct cvd_shape option_shape = { "options", sizeof(struct cvd_calendar_options), option_fields };

#define AT(member) .offset = offsetof(struct cvd_calendar_file, member)
static const struct cvd_field fields[] = {
	{ .name = "schema", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, AT(schema) },
	{ .name = "id", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, AT(id), .check = cvd_slug_check },
	{ .name = "extends", .kind = CVD_FIELD_LINE, AT(extends), .check = cvd_slug_check },
	{ .name = "weekend", .kind = CVD_FIELD_LINES, AT(weekend), .limit = 7, .names = cvd_weekday_names },
	{ .name = "holidays", .kind = CVD_FIELD_STRUCTS, AT(holidays), .limit = CVD_MAX_HOLIDAYS, .shape = &holiday_shape },
	{ .name = "replacements", .kind = CVD_FIELD_STRUCTS, AT(replacements), .limit = CVD_MAX_HOLIDAYS, .shape = &replacement_shape },
	{ .name = "extra", .kind = CVD_FIELD_NODE, AT(extra), .node_check = check_extra },
	{ .name = "extra_known_until", .kind = CVD_FIELD_NUMBER, AT(extra_known_until) },
	{ .name = "options", .kind = CVD_FIELD_NODE, AT(options) },
	{ 0 },
};
#undef AT
/* clang-format on */

const struct cvd_shape cvd_calendar_shape = { "calendar",
	sizeof(struct cvd_calendar_file), fields };

#define LAST_YEAR 9999u

static enum cvd_status
check_years(const struct cvd_calendar_file *file, struct cvd_err *err)
{
	const struct cvd_calendar_holiday *row = file->holidays.item;

	for (size_t i = 0; i < file->holidays.count; i++)
		if (row[i].from > LAST_YEAR || row[i].to > LAST_YEAR)
			return cvd_fail(err, CVD_E_INVALID,
			    "holiday '%s' has a year after %u", row[i].id,
			    LAST_YEAR);
	if (file->extra_known_until > LAST_YEAR)
		return cvd_fail(err, CVD_E_INVALID,
		    "'extra_known_until' is a year after %u", LAST_YEAR);
	return CVD_OK;
}

static enum cvd_status
make_holidays(const struct cvd_calendar_file *file, struct cvd_calendar *cal,
    struct cvd_arena *arena, struct cvd_err *err)
{
	const struct cvd_calendar_holiday *row = file->holidays.item;
	struct cvd_holiday *holiday = cvd_arena_alloc(arena,
	    file->holidays.count, sizeof *holiday);
	enum cvd_status rc = CVD_OK;

	if (holiday == NULL)
		return cvd_arena_check(arena, err);
	for (size_t i = 0; rc == CVD_OK && i < file->holidays.count; i++) {
		holiday[i].id = row[i].id;
		holiday[i].from = (int)row[i].from;
		holiday[i].to = (int)row[i].to;
		holiday[i].option = row[i].option;
		rc = cvd_holiday_rule_parse(row[i].rule, &holiday[i].rule, err);
		if (rc == CVD_OK && row[i].if_sunday != NULL)
			rc = cvd_if_sunday_parse(row[i].if_sunday,
			    &holiday[i].if_sunday, err);
	}
	cal->holiday = holiday;
	cal->holidays = file->holidays.count;
	return rc;
}

static enum cvd_status
make_extra(const struct cvd_node *list, struct cvd_calendar *cal,
    struct cvd_arena *arena, struct cvd_err *err)
{
	cvd_day *day;
	enum cvd_status rc = CVD_OK;

	if (list == NULL)
		return CVD_OK;
	day = cvd_arena_alloc(arena, list->count, sizeof *day);
	if (day == NULL)
		return cvd_arena_check(arena, err);
	cal->extra = day;
	for (const struct cvd_node *n = list->first; rc == CVD_OK && n != NULL;
	     n = n->next)
		rc = cvd_day_parse(n->text, &day[cal->extras++], err);
	return rc;
}

/* What the file does not say is as where there are no options at all. */
static enum cvd_status
make_options(const struct cvd_node *map, struct cvd_calendar *cal,
    struct cvd_arena *arena, struct cvd_err *err)
{
	static const struct cvd_calendar_options otherwise =
	    CVD_CALENDAR_OPTIONS_INIT;

	cal->options = otherwise;
	if (map == NULL)
		return CVD_OK;
	return cvd_fields_load(&option_shape, 0, map, &cal->options, arena,
	    err);
}

static enum cvd_status
make(const struct cvd_calendar_file *file, struct cvd_calendar *cal,
    struct cvd_arena *arena, struct cvd_err *err)
{
	enum cvd_status rc;

	cal->id = file->id;
	for (size_t i = 0; i < file->weekend.count; i++)
		cal->weekend |= 1u << cvd_names_find(cvd_weekday_names,
		                    file->weekend.item[i]);
	cal->extra_known_until = (int)file->extra_known_until;
	cal->replacement = file->replacements.item;
	cal->replacements = file->replacements.count;
	rc = make_options(file->options, cal, arena, err);
	if (rc == CVD_OK)
		rc = make_extra(file->extra, cal, arena, err);
	if (rc == CVD_OK)
		rc = make_holidays(file, cal, arena, err);
	if (rc == CVD_OK)
		rc = cvd_calendar_check(cal, err);
	return rc;
}

/* A mistake of the whole stands at its beginning. */
static enum cvd_status
place(enum cvd_status rc, const struct cvd_node *root, struct cvd_err *err)
{
	if (rc == CVD_E_INVALID && err != NULL && err->line == 0) {
		err->line = root->line;
		err->column = root->column;
	}
	return rc;
}

enum cvd_status
cvd_calendar_load(const struct cvd_node *root, struct cvd_arena *arena,
    const struct cvd_calendar **calendar, struct cvd_err *err)
{
	struct cvd_calendar_file file = { 0 };
	struct cvd_calendar *cal = cvd_arena_alloc(arena, 1, sizeof *cal);
	enum cvd_status rc;

	if (cal == NULL)
		return cvd_arena_check(arena, err);
	rc = cvd_schema_check(root, "cvd-calendar", 1, 1, err);
	if (rc == CVD_OK)
		rc = cvd_fields_load(&cvd_calendar_shape, 0, root, &file, arena,
		    err);
	if (rc == CVD_OK && file.extends != NULL)
		rc = cvd_fail(err, CVD_E_INVALID,
		    "'extends' makes it half a calendar");
	if (rc == CVD_OK)
		rc = check_years(&file, err);
	if (rc == CVD_OK)
		rc = make(&file, cal, arena, err);
	if (rc == CVD_OK)
		*calendar = cal;
	return place(rc, root, err);
}

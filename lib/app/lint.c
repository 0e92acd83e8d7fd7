/* SPDX-License-Identifier: EUPL-1.2 */

/* What is wrong in a file of a casebook that is edited by hand. */

#include "app/lint.h"

#include "app/letter_sample.h"
#include "app/shipped.h"
#include "core/calendar.h"
#include "core/contact.h"
#include "core/letter.h"
#include "core/limits.h"
#include "core/path.h"
#include "core/roster.h"
#include "core/scan.h"
#include "core/team.h"
#include "edge/yaml.h"
#include "edge/zoneinfo.h"

#include <string.h>

/* A file under the eye. */
struct linting {
	const struct cvd_lint *lint;
	const char *name; /* what stands between folder and ending */
	const char *bytes;
	size_t size;
	struct cvd_arena *arena;
	struct cvd_findings *findings;
};

static void
find_err(const struct linting *l, const struct cvd_err *err)
{
	cvd_findings_add_err(l->findings, "format", err);
}

static void
want_file(const struct linting *l, const struct cvd_node *at,
    const char *folder, const char *name, const char *ending)
{
	const char *path = cvd_arena_textf(l->arena, "%s/%s%s", folder, name,
	    ending);

	if (path != NULL && l->lint->has != NULL &&
	    !l->lint->has(l->lint->context, path))
		cvd_findings_add(l->findings, true, "file", at,
		    "there is no file '%s'", path);
}

static void
want_zone(const struct linting *l, const struct cvd_node *at, const char *name)
{
	const struct cvd_zone *zone;
	struct cvd_err err;

	if (cvd_zoneinfo_load(l->lint->tzdir, name, l->arena, &zone, &err) !=
	    CVD_OK)
		cvd_findings_add(l->findings, true, "timezone", at, "%s",
		    err.message);
}

static void
want_name(const struct linting *l, const struct cvd_node *root, const char *id)
{
	if (strcmp(id, l->name) != 0)
		cvd_findings_add(l->findings, true, "name",
		    cvd_node_find(root, "id"),
		    "the id '%s' is not the name of the file, '%s'", id,
		    l->name);
}

static const struct cvd_node *
read_yaml(const struct linting *l)
{
	const struct cvd_node *root = NULL;
	struct cvd_err err;

	if (cvd_yaml_read(l->bytes, l->size, l->arena, &root, &err) != CVD_OK)
		find_err(l, &err);
	return root;
}

static void
lint_team(const struct linting *l)
{
	const struct cvd_node *root = read_yaml(l);
	const struct cvd_node *policies;
	const struct cvd_team *team;
	struct cvd_err err;

	if (root == NULL)
		return;
	if (cvd_team_load(root, l->arena, &team, &err) != CVD_OK) {
		find_err(l, &err);
		return;
	}
	want_zone(l, cvd_node_find(root, "timezone"), team->timezone);
	policies = cvd_node_find(root, "policies");
	for (size_t i = 0; i < team->policies.count; i++)
		want_file(l, policies, "policies", team->policies.item[i],
		    ".yaml");
}

static void
lint_roster(const struct linting *l)
{
	const struct cvd_node *root = read_yaml(l);
	const struct cvd_node *members;
	const struct cvd_roster *roster;
	const struct cvd_member *member;
	struct cvd_err err;

	if (root == NULL)
		return;
	if (cvd_roster_load(root, l->arena, &roster, &err) != CVD_OK) {
		find_err(l, &err);
		return;
	}
	members = cvd_node_find(root, "members");
	member = roster->members.item;
	for (size_t i = 0; i < roster->members.count; i++)
		want_file(l, members, "keys", member[i].primary, ".asc");
}

static void
lint_policy_tree(const struct linting *l, const struct cvd_node *root)
{
	const struct cvd_policy *policy;
	struct cvd_err err;

	if (cvd_policy_load(root, l->arena, &policy, &err) != CVD_OK) {
		find_err(l, &err);
		return;
	}
	if (l->name != NULL)
		want_name(l, root, policy->id);
	cvd_policy_check(policy, l->lint->profile, l->findings);
	want_file(l, cvd_node_find(root, "calendar"), "calendars",
	    policy->calendar, ".yaml");
	want_zone(l, cvd_node_find(root, "timezone"), policy->timezone);
}

static void
lint_policy(const struct linting *l)
{
	const struct cvd_node *root = read_yaml(l);

	if (root != NULL)
		lint_policy_tree(l, root);
}

static void
lint_calendar(const struct linting *l)
{
	const struct cvd_node *root = read_yaml(l);
	const struct cvd_calendar *calendar;
	struct cvd_err err;

	if (root == NULL)
		return;
	if (cvd_calendar_load(root, l->arena, &calendar, &err) == CVD_OK)
		want_name(l, root, calendar->id);
	else
		find_err(l, &err);
}

static void
lint_contact(const struct linting *l)
{
	const struct cvd_node *root = read_yaml(l);
	const struct cvd_contact *contact;
	struct cvd_err err;

	if (root == NULL)
		return;
	if (cvd_contact_load(root, l->arena, &contact, &err) == CVD_OK)
		want_name(l, root, contact->id);
	else
		find_err(l, &err);
}

/* Whether cvd ever writes this letter, in whatever language. */
static bool
is_letter(const char *name)
{
	const struct cvd_shipped *file = NULL;

	while ((file = cvd_shipped_next(CVD_SHIPPED_LETTER, file)) != NULL) {
		const char *slash = strchr(file->name, '/');

		if (slash != NULL && strcmp(slash + 1, name) == 0)
			return true;
	}
	return false;
}

static void
lint_template(const struct linting *l)
{
	struct cvd_letter_template letter;
	struct cvd_value *sample = cvd_letter_sample(l->arena);
	struct cvd_err err;

	if (sample == NULL)
		return;
	if (!is_letter(strchr(l->name, '/') + 1)) {
		cvd_findings_add(l->findings, true, "path", NULL,
		    "there is no letter of this name");
		return;
	}
	if (cvd_letter_parse(l->bytes, l->size, l->arena, &letter, &err) !=
	        CVD_OK ||
	    cvd_letter_check(&letter, sample, &err) != CVD_OK)
		find_err(l, &err);
}

static bool
has_line(const struct linting *l, const char *line)
{
	struct cvd_scan scan = cvd_scan_bytes(l->bytes, l->size);
	struct cvd_bytes found;

	while (cvd_scan_line(&scan, &found))
		if (cvd_bytes_is(found, line))
			return true;
	return false;
}

static void
lint_key(const struct linting *l)
{
	if (l->size > CVD_MAX_KEY_FILE)
		cvd_findings_add(l->findings, true, "format", NULL,
		    "the key is larger than %u bytes", CVD_MAX_KEY_FILE);
	if (has_line(l, "-----BEGIN PGP PRIVATE KEY BLOCK-----"))
		cvd_findings_add(l->findings, true, "secret", NULL,
		    "this is a secret key: take it out of here");
	else if (!has_line(l, "-----BEGIN PGP PUBLIC KEY BLOCK-----"))
		cvd_findings_add(l->findings, true, "format", NULL,
		    "this is no public key in ASCII armor");
}

enum cvd_status
cvd_lint_file(const struct cvd_lint *lint, const char *path, const char *bytes,
    size_t size, struct cvd_findings *findings, struct cvd_err *err)
{
	static void (*const of[CVD_PATH_KINDS])(const struct linting *) = {
		[CVD_PATH_TEAM] = lint_team,
		[CVD_PATH_ROSTER] = lint_roster,
		[CVD_PATH_KEY] = lint_key,
		[CVD_PATH_CONTACT] = lint_contact,
		[CVD_PATH_POLICY] = lint_policy,
		[CVD_PATH_CALENDAR] = lint_calendar,
		[CVD_PATH_TEMPLATE] = lint_template,
	};
	const struct cvd_path parsed = cvd_path_parse(path);
	const struct linting l = { .lint = lint,
		.name = parsed.name,
		.bytes = bytes,
		.size = size,
		.arena = findings->arena,
		.findings = findings };

	if (of[parsed.kind] != NULL)
		of[parsed.kind](&l);
	else
		cvd_findings_add(findings, true, "path", NULL,
		    "this is no file that is edited by hand");
	return cvd_arena_check(findings->arena, err);
}

enum cvd_status
cvd_lint_policy(const struct cvd_lint *lint, const struct cvd_node *root,
    struct cvd_findings *findings, struct cvd_err *err)
{
	const struct linting l = { .lint = lint,
		.arena = findings->arena,
		.findings = findings };

	lint_policy_tree(&l, root);
	return cvd_arena_check(findings->arena, err);
}

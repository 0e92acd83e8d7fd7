/* SPDX-License-Identifier: EUPL-1.2 */

/* The fields of cvd.yaml. */

#include "core/team.h"

#include "core/address.h"
#include "core/ident.h"
#include "core/limits.h"
#include "core/schema.h"

const char *const cvd_team_role_names[] = { NULL, "desk", "finder",
	"intermediary", NULL };

/* clang-format off */
static const struct cvd_field fields[] = {
	{ .name = "schema", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_team, schema) },
	{ .name = "id", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_team, id), .check = cvd_event_id_check },
	{ .name = "name", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_team, name), .limit = CVD_MAX_NAME, .check = cvd_address_check_name },
	{ .name = "desk", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_team, desk), .check = cvd_slug_check },
	{ .name = "role", .kind = CVD_FIELD_WORD, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_team, role), .names = cvd_team_role_names },
	{ .name = "policies", .kind = CVD_FIELD_LINES, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_team, policies), .limit = CVD_MAX_POLICIES, .check = cvd_slug_check },
	{ .name = "languages", .kind = CVD_FIELD_LINES, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_team, languages), .limit = 8, .check = cvd_slug_check },
	{ .name = "timezone", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED, .offset = offsetof(struct cvd_team, timezone), .limit = 64 },
	{ .name = "from", .kind = CVD_FIELD_LINE, .offset = offsetof(struct cvd_team, from), .limit = CVD_MAX_ADDRESS, .check = cvd_address_check },
	{ 0 },
};
/* clang-format on */

const struct cvd_shape cvd_team_shape = { "casebook", sizeof(struct cvd_team),
	fields };

enum cvd_status
cvd_team_load(const struct cvd_node *root, struct cvd_arena *arena,
    const struct cvd_team **team, struct cvd_err *err)
{
	struct cvd_team *t = cvd_arena_alloc(arena, 1, sizeof *t);
	enum cvd_status rc;

	if (t == NULL)
		return cvd_arena_check(arena, err);
	rc = cvd_schema_check(root, "cvd-casebook", 1, 1, err);
	if (rc == CVD_OK)
		rc = cvd_fields_load(&cvd_team_shape, 0, root, t, arena, err);
	if (rc == CVD_OK && (t->policies.count == 0 || t->languages.count == 0))
		rc = cvd_fail(err, CVD_E_INVALID, "'%s' must not be empty",
		    t->policies.count == 0 ? "policies" : "languages");
	if (rc == CVD_OK)
		*team = t;
	return rc;
}

/* SPDX-License-Identifier: EUPL-1.2 */

/* What a person trusts of a casebook, kept outside of it. */

#include "app/trust.h"

#include "core/canon.h"
#include "core/fields.h"
#include "core/ident.h"
#include "core/limits.h"
#include "edge/fs.h"

/* clang-format off */
static const struct cvd_field introduction_fields[] = {
	{ .name = "commit", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_trust, commit), .limit = 64 },
	{ .name = "signer", .kind = CVD_FIELD_LINE, .flags = CVD_FIELD_REQUIRED | CVD_FIELD_QUOTED, .offset = offsetof(struct cvd_trust, signer), .check = cvd_fingerprint_check },
	{ 0 },
};
/* clang-format on */

static const struct cvd_shape trust_shape = { "trust", sizeof(struct cvd_trust),
	introduction_fields };

static enum cvd_status
folder_of(const struct cvd_world *world, struct cvd_arena *arena,
    const char **folder, struct cvd_err *err)
{
	const char *text;

	if (world->xdg_config_home != NULL)
		text = cvd_arena_textf(arena, "%s/cvd/trust",
		    world->xdg_config_home);
	else if (world->home != NULL)
		text = cvd_arena_textf(arena, "%s/.config/cvd/trust",
		    world->home);
	else
		return cvd_fail(err, CVD_E_USAGE,
		    "neither XDG_CONFIG_HOME nor HOME is set, so there is no "
		    "place for what you trust");
	if (text == NULL)
		return cvd_arena_check(arena, err);
	*folder = text;
	return CVD_OK;
}

enum cvd_status
cvd_trust_prepare(const struct cvd_world *world, struct cvd_arena *arena,
    struct cvd_err *err)
{
	const char *folder = NULL;
	enum cvd_status rc = folder_of(world, arena, &folder, err);

	if (rc == CVD_OK)
		rc = cvd_fs_make_folder(folder, err);
	return rc == CVD_E_NOT_FOUND ? cvd_fail_as(err, CVD_E_IO) : rc;
}

enum cvd_status
cvd_trust_write(const struct cvd_world *world, const char *casebook_id,
    const struct cvd_trust *trust, struct cvd_arena *arena, const char **path,
    struct cvd_err *err)
{
	struct cvd_buf text = CVD_BUF_INIT(CVD_MAX_FILE);
	struct cvd_node *node = cvd_node_map(arena);
	const char *folder = NULL;
	const char *file = NULL;
	enum cvd_status rc = cvd_event_id_check(casebook_id, err);

	if (rc == CVD_OK)
		rc = folder_of(world, arena, &folder, err);
	if (rc != CVD_OK)
		return rc;
	file = cvd_arena_textf(arena, "%s/%s.yaml", folder, casebook_id);
	cvd_node_add(arena, node, "schema",
	    cvd_node_scalar(arena, CVD_STYLE_TEXT, "cvd-trust/1"));
	cvd_node_add(arena, node, "introduction",
	    cvd_fields_save(&trust_shape, 0, trust, arena));
	rc = cvd_arena_check(arena, err);
	if (rc != CVD_OK)
		return rc;
	cvd_canon_write(&text, node);
	rc = cvd_buf_check(&text, err);
	if (rc == CVD_OK)
		rc = cvd_fs_replace(file, text.data, text.size, err);
	if (rc == CVD_OK)
		*path = file;
	cvd_buf_clear(&text);
	return rc;
}
